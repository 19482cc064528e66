/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media.c - STUN, RTP and RTCP.
 */
#include <config.h>

#include "inspect/media.h"
#include "inspect/part.h"

#define STUN_COOKIE 0x2112a442U
#define STUN_HEADER 20

/* Types of RFC 3489, which had no cookie: binding and shared secret. */
static bool
old_type(uint16_t type)
{
	return (type & 0xfeecU) == 0 && (type & 3) >= 1 && (type & 3) <= 2 &&
	    ((type & 0x0110) != 0x0010);
}

/* Attributes to the end, padded to 4 bytes, RFC 8489 section 14. */
static enum inspect_match
read_attributes(struct part *p)
{
	while (part_ok(p) && part_left(p) > 0) {
		size_t len;

		part_skip(p, 2);
		len = part_u16(p);
		len = (len + 3) & ~(size_t)3;
		part_skip(p, len);
	}
	return part_match(p);
}

static enum inspect_match
read_stun(struct part *p, bool datagram)
{
	uint16_t type = part_u16(p), len = part_u16(p);
	uint32_t cookie = part_u32(p);
	struct part body;
	bool whole = p->len != PART_OPEN;

	part_skip(p, STUN_HEADER - 8);
	if (!part_ok(p))
		return type & 0xc000 ? INSPECT_NO : part_match(p);
	if (type & 0xc000 || len % 4 != 0 || (whole && len != part_left(p)))
		return INSPECT_NO;
	body = part_sub(p, len);
	if (read_attributes(&body) == INSPECT_NO)
		return INSPECT_NO;
	if (cookie == STUN_COOKIE)
		return INSPECT_MATCH;
	if (datagram && old_type(type))
		return whole ? INSPECT_MATCH : INSPECT_UNSURE;
	return INSPECT_NO;
}

enum inspect_match
stun_any(const struct inspect_bytes *b)
{
	struct part p = part_of_datagram(b);

	return read_stun(&p, true);
}

enum inspect_match
stun_tcp_any(const struct inspect_bytes *b)
{
	struct part p = part_of_stream(b);

	return read_stun(&p, false);
}

struct rtp {
	uint8_t type;
	uint16_t number;
	uint32_t source;
};

/* RFC 3550 section 5.1: what RTP and RTCP begin with. */
static bool
is_version_2(const struct inspect_bytes *b)
{
	struct cursor c = cursor_of(b->data, b->len);

	return cursor_u8(&c) >> 6 == 2;
}

/* Types 72 to 76 would be RTCP, section 12. */
static bool
read_rtp(const struct inspect_bytes *b, struct rtp *out)
{
	struct cursor c = cursor_of(b->data, b->len);

	cursor_skip(&c, 1);
	out->type = cursor_u8(&c) & 0x7f;
	out->number = cursor_u16(&c);
	cursor_skip(&c, 4);
	out->source = cursor_u32(&c);
	return !c.failed && is_version_2(b) &&
	    (out->type < 72 || out->type > 76);
}

/* RTCP, section 6.4: a report first, and packets to the datagram's end. */
static bool
is_rtcp(const struct inspect_bytes *b)
{
	struct part p = part_of(b->data, b->len, b->len);
	unsigned int count = 0;

	while (!b->cut && part_ok(&p) && part_left(&p) > 0) {
		uint8_t first = part_u8(&p), type = part_u8(&p);

		if (first >> 6 != 2 || type < 200 || type > 207 ||
		    (count == 0 && type > 201))
			return false;
		part_skip(&p, (size_t)part_u16(&p) * 4);
		count++;
	}
	return part_ok(&p) && count >= 2;
}

#define RTP_GAP 4    /* numbers that may be missing between two */
#define RTP_ENOUGH 2 /* pairs that follow each other */

/* One direction: NO when the first datagram has not even the version. */
static enum inspect_match
read_side(const struct inspect_side *side)
{
	unsigned int pairs = 0;
	struct rtp last = { 0 }, rtp;
	bool had = false;

	for (unsigned int i = 0; i < side->datagrams; i++) {
		const struct inspect_bytes *b = &side->datagram[i];

		if (i == 0 && b->len >= INSPECT_BYTES_LEAST && !is_version_2(b))
			return INSPECT_NO;
		if (is_rtcp(b))
			return INSPECT_MATCH;
		if (!read_rtp(b, &rtp))
			continue;
		if (had && rtp.source == last.source && rtp.source != 0 &&
		    (uint16_t)(rtp.number - last.number - 1) < RTP_GAP)
			pairs++;
		had = true;
		last = rtp;
	}
	return pairs >= RTP_ENOUGH ? INSPECT_MATCH : INSPECT_UNSURE;
}

/* Neither end is more of a client than the other. */
struct inspect_answer
rtp_view(const struct inspect_view *view)
{
	enum inspect_match a = read_side(&view->side[0]);
	enum inspect_match b = read_side(&view->side[1]);
	struct inspect_answer out = { .match = INSPECT_UNSURE };

	if (a == INSPECT_MATCH || b == INSPECT_MATCH) {
		out.match = INSPECT_MATCH;
		out.strength = a == b ? INSPECT_BY_BOTH : INSPECT_BY_MIDSTREAM;
	} else if (a == INSPECT_NO || b == INSPECT_NO) {
		out.match = INSPECT_NO;
	}
	return out;
}
