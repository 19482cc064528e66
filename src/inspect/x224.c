/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x224.c - TPKT and the X.224 class 0 header in it.
 */
#include <config.h>

#include "inspect/x224.h"

#define TPKT_VERSION 3
#define TPKT_HEADER 4
#define TPKT_LEAST 7    /* RFC 1006 section 6 */
#define CONNECT_FIXED 6 /* code, two references, class: behind the length */
#define DATA_LENGTH 2

struct part
x224_read_tpkt(struct part *stream)
{
	uint8_t version = part_u8(stream);
	uint8_t reserved = part_u8(stream);
	uint16_t len;

	if (part_ok(stream) && (version != TPKT_VERSION || reserved != 0))
		part_refuse(stream);
	len = part_u16(stream);
	if (part_ok(stream) && len < TPKT_LEAST)
		part_refuse(stream);
	return part_sub(stream, len - (size_t)TPKT_HEADER);
}

/* Request and confirm, X.224 section 13.3 and 13.4: the length indicator
 * covers all that follows it, and the class is 0 without options. */
static void
read_connect(struct part *p, uint8_t length, struct x224 *out)
{
	uint16_t destination = part_u16(p);
	uint8_t class;

	if (part_ok(p) && out->code == X224_REQUEST && destination != 0)
		part_refuse(p);
	part_skip(p, 2);
	class = part_u8(p);
	if (part_ok(p) &&
	    (class != 0 || length < CONNECT_FIXED ||
		part_left(p) != length - (size_t)CONNECT_FIXED))
		part_refuse(p);
	out->rest = part_sub(p, part_left(p));
}

/* Data, X.224 section 13.7: end of unit is always set in class 0. */
static void
read_data(struct part *p, uint8_t length, struct x224 *out)
{
	uint8_t end = part_u8(p);

	if (part_ok(p) && (length != DATA_LENGTH || end != 0x80))
		part_refuse(p);
	out->rest = part_sub(p, part_left(p));
}

enum inspect_match
x224_read(struct part *stream, struct x224 *out)
{
	struct part p = x224_read_tpkt(stream);
	uint8_t length = part_u8(&p);
	uint8_t code = part_u8(&p);

	*out = (struct x224){ .code = code };
	if (stream->bad)
		return INSPECT_NO;
	if (!part_ok(&p))
		return part_match(&p);
	if (code == X224_REQUEST || code == X224_CONFIRM)
		read_connect(&p, length, out);
	else if (code == X224_DATA)
		read_data(&p, length, out);
	else
		return INSPECT_NO;
	if (p.bad)
		return INSPECT_NO;
	/* The rest is cut where the stream is; the header is whole. */
	return out->rest.c.failed ? INSPECT_UNSURE : INSPECT_MATCH;
}
