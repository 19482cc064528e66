/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wrap.c - payload put into an IP packet of its conversation.
 */
#include <config.h>

#include <assert.h>
#include <string.h>

#include "base/words.h"
#include "inspect/wrap.h"

#define TTL 64
#define WINDOW 0xffff
#define IPV4_BYTES 20
#define IPV6_BYTES 40
#define TCP_BYTES 20
#define UDP_BYTES 8

static uint8_t *
put_u8(uint8_t *p, unsigned int value)
{
	*p = (uint8_t)value;
	return p + 1;
}

static uint8_t *
put_u16(uint8_t *p, size_t value)
{
	p = put_u8(p, value >> 8 & 0xff);
	return put_u8(p, value & 0xff);
}

static uint8_t *
put_u32(uint8_t *p, uint32_t value)
{
	p = put_u16(p, value >> 16);
	return put_u16(p, value & 0xffff);
}

/* The last bytes of an address: 4 of an IPv4, 16 of an IPv6 one. */
static uint8_t *
put_addr(uint8_t *p, const struct addr *a, size_t bytes)
{
	memcpy(p, a->b + sizeof(a->b) - bytes, bytes);
	return p + bytes;
}

/* RFC 791 section 3.1 */
static uint8_t *
put_ipv4(uint8_t *p, const struct wrap *w, size_t l4_len)
{
	const struct inspect_tuple *t = w->tuple;

	p = put_u16(p, 0x4500);
	p = put_u16(p, IPV4_BYTES + l4_len);
	p = put_u32(p, 0); /* identification, fragment */
	p = put_u8(p, TTL);
	p = put_u8(p, t->proto);
	p = put_u16(p, 0);
	p = put_addr(p, &t->addr[w->from], 4);
	return put_addr(p, &t->addr[!w->from], 4);
}

/* RFC 8200 section 3 */
static uint8_t *
put_ipv6(uint8_t *p, const struct wrap *w, size_t l4_len)
{
	const struct inspect_tuple *t = w->tuple;

	p = put_u32(p, 0x60000000);
	p = put_u16(p, l4_len);
	p = put_u8(p, t->proto);
	p = put_u8(p, TTL);
	p = put_addr(p, &t->addr[w->from], 16);
	return put_addr(p, &t->addr[!w->from], 16);
}

/* RFC 9293 section 3.1 */
static uint8_t *
put_tcp(uint8_t *p, const struct wrap *w)
{
	p = put_u32(p, w->seq);
	p = put_u32(p, w->ack);
	p = put_u8(p, TCP_BYTES / 4 << 4);
	p = put_u8(p, w->flags);
	p = put_u16(p, WINDOW);
	return put_u32(p, 0); /* checksum, urgent */
}

/* RFC 768 */
static uint8_t *
put_udp(uint8_t *p, const struct wrap *w)
{
	p = put_u16(p, UDP_BYTES + w->len);
	return put_u16(p, 0);
}

size_t
wrap_packet(uint8_t out[static WRAP_BYTES], const struct wrap *w)
{
	const struct inspect_tuple *t = w->tuple;
	bool tcp = t->proto == PROTO_TCP;
	size_t l4_len = (tcp ? TCP_BYTES : UDP_BYTES) + w->len;
	uint8_t *p;

	assert(tcp || t->proto == PROTO_UDP);
	assert(w->len <= WRAP_PAYLOAD_MAX && w->from < 2);
	p = t->ip_version == 4 ? put_ipv4(out, w, l4_len)
			       : put_ipv6(out, w, l4_len);
	p = put_u16(p, t->port[w->from]);
	p = put_u16(p, t->port[!w->from]);
	p = tcp ? put_tcp(p, w) : put_udp(p, w);
	if (w->len > 0)
		memcpy(p, w->data, w->len);
	p += w->len;
	memset(p, 0, WRAP_SLACK);
	return (size_t)(p - out);
}
