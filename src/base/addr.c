/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * addr.c - IPv4 and IPv6 addresses and prefixes in one 16-byte form.
 */
#include <config.h>

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/addr.h"
#include "base/text.h"

#define BITS_MAX 128
#define GROUPS 8 /* 16-bit groups of an IPv6 address */

/* What every IPv4 address begins with (RFC 4291, 2.5.5.2). */
static const uint8_t v4_head[12] = { [10] = 0xff, [11] = 0xff };

struct addr
addr_from_v4(const uint8_t b[static 4])
{
	struct addr a;

	memcpy(a.b, v4_head, sizeof(v4_head));
	memcpy(a.b + sizeof(v4_head), b, 4);
	return a;
}

struct addr
addr_from_v6(const uint8_t b[static 16])
{
	struct addr a;

	memcpy(a.b, b, sizeof(a.b));
	return a;
}

bool
addr_is_v4(const struct addr *a)
{
	return memcmp(a->b, v4_head, sizeof(v4_head)) == 0;
}

bool
addr_equal(const struct addr *a, const struct addr *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

int
addr_cmp(const struct addr *a, const struct addr *b)
{
	return memcmp(a->b, b->b, sizeof(a->b));
}

bool
addr_is_unspecified(const struct addr *a)
{
	static const uint8_t zero[16];

	if (addr_is_v4(a))
		return memcmp(a->b + sizeof(v4_head), zero, 4) == 0;
	return memcmp(a->b, zero, sizeof(zero)) == 0;
}

bool
addr_is_loopback(const struct addr *a)
{
	static const uint8_t one[16] = { [15] = 1 };

	if (addr_is_v4(a))
		return a->b[12] == 127;
	return memcmp(a->b, one, sizeof(one)) == 0;
}

bool
addr_is_multicast(const struct addr *a)
{
	if (addr_is_v4(a))
		return (a->b[12] & 0xf0) == 0xe0;
	return a->b[0] == 0xff;
}

bool
addr_is_limited_broadcast(const struct addr *a)
{
	static const uint8_t ones[4] = { 0xff, 0xff, 0xff, 0xff };

	return addr_is_v4(a) && memcmp(a->b + sizeof(v4_head), ones, 4) == 0;
}

bool
addr_is_link_local6(const struct addr *a)
{
	return a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80;
}

/* The number at *text, 0 to 255, moving *text behind it; or -1. */
static int
parse_octet(const char **text, const char *end)
{
	const char *start = *text;
	const char *p = start;
	int value = 0;

	for (; p < end && p - start < 3 && *p >= '0' && *p <= '9'; p++)
		value = value * 10 + (*p - '0');
	/* 010 is eight to some readers and ten to others: refuse it. */
	if (p == start || value > 255 || (p - start > 1 && *start == '0'))
		return -1;
	*text = p;
	return value;
}

static int
parse_v4(const char *text, size_t len, struct addr *out)
{
	const char *end = text + len;
	uint8_t b[4];

	for (size_t i = 0; i < sizeof(b); i++) {
		int value;

		if (i > 0 && (text == end || *text++ != '.'))
			return -EINVAL;
		value = parse_octet(&text, end);
		if (value < 0)
			return -EINVAL;
		b[i] = (uint8_t)value;
	}
	if (text != end)
		return -EINVAL;
	*out = addr_from_v4(b);
	return 0;
}

static int
parse_v6(const char *text, size_t len, struct addr *out)
{
	char copy[ADDR_TEXT_MAX];
	struct addr a;

	if (len >= sizeof(copy) || memchr(text, '\0', len))
		return -EINVAL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (inet_pton(AF_INET6, copy, a.b) != 1 || addr_is_v4(&a))
		return -EINVAL;
	*out = a;
	return 0;
}

int
addr_parse(const char *text, size_t len, struct addr *out)
{
	if (len == 0)
		return -EINVAL;
	if (memchr(text, ':', len))
		return parse_v6(text, len, out);
	return parse_v4(text, len, out);
}

/* The longest run of zero groups, the first of equals; 0 when all are set. */
static size_t
longest_zeros(const uint16_t groups[static GROUPS], size_t *start)
{
	size_t best = 0;
	size_t run = 0;

	for (size_t i = 0; i < GROUPS; i++) {
		run = groups[i] == 0 ? run + 1 : 0;
		if (run > best) {
			best = run;
			*start = i + 1 - run;
		}
	}
	return best;
}

/* RFC 5952, section 4; groups stay hexadecimal whatever the prefix. */
static size_t
format_v6(const struct addr *a, char out[static ADDR_TEXT_MAX])
{
	uint16_t groups[GROUPS];
	size_t skip_at = 0;
	size_t skip;
	size_t len = 0;

	for (size_t i = 0; i < GROUPS; i++)
		groups[i] = (uint16_t)(a->b[2 * i] << 8 | a->b[2 * i + 1]);
	skip = longest_zeros(groups, &skip_at);
	if (skip < 2) /* 4.2.2: one group is never shortened */
		skip_at = GROUPS;
	for (size_t i = 0; i < GROUPS; i++) {
		if (i == skip_at) {
			out[len++] = ':';
			i += skip - 1;
			if (i == GROUPS - 1)
				out[len++] = ':';
			continue;
		}
		len += (size_t)snprintf(out + len, ADDR_TEXT_MAX - len, "%s%x",
		    i > 0 ? ":" : "", (unsigned int)groups[i]);
	}
	out[len] = '\0';
	return len;
}

size_t
addr_format(const struct addr *a, char out[static ADDR_TEXT_MAX])
{
	if (!addr_is_v4(a))
		return format_v6(a, out);
	return (size_t)snprintf(out, ADDR_TEXT_MAX, "%u.%u.%u.%u",
	    (unsigned int)a->b[12], (unsigned int)a->b[13],
	    (unsigned int)a->b[14], (unsigned int)a->b[15]);
}

struct prefix
prefix_of(const struct addr *a, uint8_t bits)
{
	struct prefix p = { .bits = bits };
	size_t whole = bits / 8;

	assert(bits <= BITS_MAX);
	memcpy(p.addr.b, a->b, whole);
	if (bits % 8 != 0)
		p.addr.b[whole] = a->b[whole] & (uint8_t)(0xff00 >> bits % 8);
	return p;
}

static bool
prefix_is_v4(const struct prefix *p)
{
	return p->bits >= ADDR_V4_BITS && addr_is_v4(&p->addr);
}

bool
prefix_contains(const struct prefix *p, const struct addr *a)
{
	size_t whole = p->bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> p->bits % 8);

	if (memcmp(p->addr.b, a->b, whole) != 0)
		return false;
	if (mask != 0 && ((p->addr.b[whole] ^ a->b[whole]) & mask) != 0)
		return false;
	return prefix_is_v4(p) == addr_is_v4(a);
}

/* The digits behind the slash; leading zeros are refused as in addresses. */
static int
parse_length(const char *text, size_t len, uint8_t max, uint8_t *out)
{
	uint64_t value;
	int rc;

	if (len > 1 && text[0] == '0')
		return -EINVAL;
	rc = text_parse_u64(text, len, max, &value);
	if (rc == 0)
		*out = (uint8_t)value;
	return rc;
}

int
prefix_parse(const char *text, size_t len, struct prefix *out)
{
	const char *slash = len > 0 ? memchr(text, '/', len) : NULL;
	size_t addr_len = slash ? (size_t)(slash - text) : len;
	struct prefix p = { .bits = BITS_MAX };
	struct addr a;
	uint8_t base;
	int rc;

	rc = addr_parse(text, addr_len, &a);
	if (rc < 0)
		return rc;
	if (slash) {
		base = addr_is_v4(&a) ? ADDR_V4_BITS : 0;
		rc = parse_length(slash + 1, len - addr_len - 1,
		    (uint8_t)(BITS_MAX - base), &p.bits);
		if (rc < 0)
			return rc;
		p.bits = (uint8_t)(p.bits + base);
	}
	p = prefix_of(&a, p.bits);
	if (!addr_equal(&p.addr, &a))
		return -EDOM;
	*out = p;
	return 0;
}

size_t
prefix_format(const struct prefix *p, char out[static PREFIX_TEXT_MAX])
{
	size_t len = addr_format(&p->addr, out);
	unsigned int bits = p->bits;

	if (bits == BITS_MAX)
		return len;
	if (prefix_is_v4(p))
		bits -= ADDR_V4_BITS;
	return len +
	    (size_t)snprintf(out + len, PREFIX_TEXT_MAX - len, "/%u", bits);
}
