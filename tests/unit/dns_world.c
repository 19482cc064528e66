/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_world.c - DNS messages written record by record.
 */
#include <config.h>

#include <string.h>

#include "dns_world.h"

void
put_dns_name(struct bytes *b, const char *name)
{
	while (*name != '\0') {
		size_t len = strcspn(name, ".");

		put_u8(b, (unsigned int)len);
		put_bytes(b, (const uint8_t *)name, len);
		name += len + (name[len] == '.');
	}
	put_u8(b, 0);
}

static struct bytes
message_of(uint16_t id, uint16_t flags, const char *name, uint16_t type,
    unsigned int answers)
{
	struct bytes b = { .len = 0 };

	put_u16(&b, id);
	put_u16(&b, flags);
	put_u16(&b, 1);
	put_u16(&b, answers);
	put_u32(&b, 0);
	put_dns_name(&b, name);
	put_u16(&b, type);
	put_u16(&b, 1);
	return b;
}

struct bytes
dns_query_of(uint16_t id, const char *name, uint16_t type)
{
	return message_of(id, 0x0100, name, type, 0);
}

struct bytes
dns_response_of(uint16_t id, const char *name, uint16_t type,
    unsigned int answers)
{
	return message_of(id, 0x8180, name, type, answers);
}

size_t
put_dns_record(struct bytes *b, const char *owner, uint16_t type,
    uint32_t ttl_s)
{
	if (owner)
		put_dns_name(b, owner);
	else
		put_u16(b, 0xc000 | DNS_QUESTION_AT);
	put_u16(b, type);
	put_u16(b, 1);
	put_u32(b, ttl_s);
	return put_open(b, 2);
}

struct addr
dns_addr(const char *text)
{
	struct addr a;

	ck_assert_int_eq(addr_parse(text, strlen(text), &a), 0);
	return a;
}

void
put_dns_address(struct bytes *b, const char *owner, uint32_t ttl_s,
    const char *address)
{
	struct addr a = dns_addr(address);
	bool v4 = addr_is_v4(&a);
	size_t place = put_dns_record(b, owner, v4 ? DNS_A : DNS_AAAA, ttl_s);

	put_bytes(b, v4 ? a.b + 12 : a.b, v4 ? 4 : 16);
	put_close(b, place, 2);
}

void
put_dns_cname(struct bytes *b, const char *owner, uint32_t ttl_s,
    const char *target)
{
	size_t place = put_dns_record(b, owner, DNS_CNAME, ttl_s);

	put_dns_name(b, target);
	put_close(b, place, 2);
}
