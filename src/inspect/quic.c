/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quic.c - QUIC by its long headers.
 */
#include <config.h>

#include "inspect/quic.h"
#include "inspect/quic_initial.h"

#define LONG 0x80
#define FIXED 0x40
#define RETRY_TAG 16       /* RFC 9001 section 5.8 */
#define INITIAL_LEAST 1200 /* bytes of a datagram, RFC 9000 section 14.1 */

enum layout {
	LAYOUT_NONE,    /* no version that is known */
	LAYOUT_IETF,    /* RFC 9000 and drafts from 22 on */
	LAYOUT_V2,      /* the same with other type bits, RFC 9369 */
	LAYOUT_NIBBLES, /* both id lengths in one byte: drafts to 21, Q044-48 */
};

static const struct {
	uint32_t first, last;
	enum layout layout;
} versions[] = {
	{ 0x00000001, 0x00000001, LAYOUT_IETF },
	{ 0x6b3343cf, 0x6b3343cf, LAYOUT_V2 },
	{ 0xff000016, 0xff000022, LAYOUT_IETF },    /* drafts 22 to 34 */
	{ 0xff00000b, 0xff000015, LAYOUT_NIBBLES }, /* drafts 11 to 21 */
	{ 0xfaceb000, 0xfaceb00f, LAYOUT_IETF },    /* mvfst */
	{ 0x51303439, 0x51303439, LAYOUT_IETF },    /* Q049 */
	{ 0x51303530, 0x51303530, LAYOUT_IETF },    /* Q050 */
	{ 0x54303530, 0x54303531, LAYOUT_IETF },    /* T050, T051 */
	{ 0x51303434, 0x51303434, LAYOUT_NIBBLES }, /* Q044 */
	{ 0x51303436, 0x51303438, LAYOUT_NIBBLES }, /* Q046 to Q048 */
};

static enum layout
layout_of(uint32_t version)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (version >= versions[i].first && version <= versions[i].last)
			return versions[i].layout;
	return LAYOUT_NONE;
}

uint64_t
quic_varint(struct part *p)
{
	uint8_t first = part_u8(p);
	uint64_t value = first & 0x3f;

	for (unsigned int more = (1U << (first >> 6)) - 1; more > 0; more--)
		value = value << 8 | part_u8(p);
	return value;
}

static enum quic_type
type_of(uint8_t first, enum layout layout)
{
	unsigned int bits = first >> 4 & 3;

	/* RFC 9369 section 3.2: Retry is 0, Initial 1, and so on. */
	if (layout == LAYOUT_V2)
		bits = (bits + 3) & 3;
	return (enum quic_type)bits;
}

/* A version negotiation names versions, RFC 9000 section 17.2.1; a server
 * that names none we know may be anything. */
static enum inspect_match
read_negotiation(struct part *p, struct quic_packet *out)
{
	bool known = false;

	out->type = QUIC_NEGOTIATION;
	part_skip(p, part_u8(p));
	part_skip(p, part_u8(p));
	while (part_ok(p) && part_left(p) > 0)
		if (layout_of(part_u32(p)) != LAYOUT_NONE)
			known = true;
	if (p->bad)
		return INSPECT_NO;
	return known ? INSPECT_MATCH : INSPECT_UNSURE;
}

/* The lengths in front of the payload; RFC 9000 section 17.2.2 to 17.2.5. */
static void
read_lengths(struct part *p, struct quic_packet *out)
{
	uint64_t len;

	if (out->type == QUIC_RETRY) {
		if (part_ok(p) && part_left(p) < RETRY_TAG)
			part_refuse(p);
		out->payload = part_sub(p, part_left(p));
		return;
	}
	if (out->type == QUIC_INITIAL) {
		len = quic_varint(p);
		if (part_ok(p) && len > part_left(p))
			part_refuse(p);
		part_skip(p, (size_t)len);
	}
	len = quic_varint(p);
	if (part_ok(p) && (len < 1 || len > part_left(p)))
		part_refuse(p);
	out->number_at = p->c.pos;
	out->payload = part_sub(p, (size_t)len);
}

static enum inspect_match
read_ietf(struct part *p, uint8_t first, enum layout layout,
    struct quic_packet *out)
{
	size_t len;
	bool seen;

	out->type = type_of(first, layout);
	len = part_u8(p);
	if (len > QUIC_CID_MAX)
		part_refuse(p);
	out->dcid = part_sub(p, len);
	len = part_u8(p);
	if (len > QUIC_CID_MAX)
		part_refuse(p);
	part_skip(p, len);
	seen = part_ok(p);
	if (seen)
		read_lengths(p, out);
	if (p->bad)
		return INSPECT_NO;
	out->greased = !(first & FIXED);
	return seen ? INSPECT_MATCH : INSPECT_UNSURE;
}

/* Connection ids have 0 or 4 to 18 bytes: a nibble plus 3. */
static enum inspect_match
read_nibbles(struct part *p, struct quic_packet *out)
{
	uint8_t lengths = part_u8(p);
	size_t dcid = lengths >> 4, scid = lengths & 0x0f;

	out->type = QUIC_GOOGLE;
	if (part_ok(p) && dcid == 0 && scid == 0)
		part_refuse(p);
	part_skip(p, dcid ? dcid + 3 : 0);
	part_skip(p, scid ? scid + 3 : 0);
	part_skip(p, 1);
	/* What follows goes to the datagram's end. */
	if (part_ok(p))
		(void)part_sub(p, part_left(p));
	return p->bad ? INSPECT_NO : INSPECT_MATCH;
}

/* A version that we do not know: RFC 8999 section 5.1 leaves the ids, whose
 * lengths every version so far has kept to 20. */
static enum inspect_match
read_unknown(struct part *p)
{
	size_t whole = p->len;

	for (unsigned int i = 0; i < 2; i++) {
		size_t len = part_u8(p);

		if (len > QUIC_CID_MAX)
			part_refuse(p);
		part_skip(p, len);
	}
	return p->bad || whole < INITIAL_LEAST ? INSPECT_NO : INSPECT_UNSURE;
}

enum inspect_match
quic_read_long(struct part *p, struct quic_packet *out)
{
	uint8_t first = part_u8(p);
	enum layout layout;

	*out = (struct quic_packet){ .version = part_u32(p) };
	if (!part_ok(p))
		return part_match(p);
	if (!(first & LONG))
		return INSPECT_NO;
	if (out->version == 0)
		return read_negotiation(p, out);
	layout = layout_of(out->version);
	switch (layout) {
	case LAYOUT_IETF:
	case LAYOUT_V2:
		return read_ietf(p, first, layout, out);
	case LAYOUT_NIBBLES:
		return read_nibbles(p, out);
	default:
		return read_unknown(p);
	}
}

/*
 * Google's QUIC to Q043: flags (version present, id of 8 bytes), id, "Q0"
 * and two digits.  Public reset and data packets tell too little.
 */
static enum inspect_match
read_google(const struct inspect_bytes *b, uint32_t *version)
{
	struct part p = part_of_datagram(b);
	uint8_t flags = part_u8(&p);

	part_skip(&p, 8);
	*version = part_u32(&p);
	if ((flags & 0xcb) != 0x09 || !part_ok(&p))
		return INSPECT_UNSURE;
	if (*version >> 16 != 0x5130 || (*version >> 8 & 0xff) < '0' ||
	    (*version >> 8 & 0xff) > '4' || (*version & 0xff) < '0' ||
	    (*version & 0xff) > '9')
		return INSPECT_UNSURE;
	return INSPECT_MATCH;
}

static enum inspect_match
quic_any(const struct inspect_bytes *b, bool *greased)
{
	struct part p = part_of_datagram(b);
	struct cursor c = p.c;
	struct quic_packet packet;
	uint32_t version;

	enum inspect_match m;

	*greased = false;
	if (!(cursor_u8(&c) & LONG))
		return read_google(b, &version);
	m = quic_read_long(&p, &packet);
	*greased = m != INSPECT_NO && packet.greased;
	return m;
}

/* No client of the IETF's QUIC begins without the fixed bit: it may leave it
 * out only once its server has said that it may, RFC 9287 section 3.1. */
enum inspect_match
quic_client(const struct inspect_bytes *b)
{
	struct cursor c = cursor_of(b->data, b->len);
	bool greased;
	enum inspect_match m = quic_any(b, &greased);

	if (greased)
		return INSPECT_NO;
	if (m == INSPECT_UNSURE && b->start && b->len > 0 &&
	    !(cursor_u8(&c) & (LONG | FIXED)))
		return INSPECT_NO;
	return m;
}

enum inspect_match
quic_server(const struct inspect_bytes *b)
{
	bool greased;

	return quic_any(b, &greased);
}

uint32_t
quic_version(const struct inspect_bytes *b)
{
	struct part p = part_of_datagram(b);
	struct quic_packet packet;
	uint32_t version;

	if (quic_read_long(&p, &packet) == INSPECT_MATCH)
		return packet.version;
	return read_google(b, &version) == INSPECT_MATCH ? version : 0;
}
