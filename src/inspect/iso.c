/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * iso.c - what else comes in TPKT and is easily taken for RDP.
 */
#include <config.h>

#include <string.h>

#include "inspect/iso.h"
#include "inspect/x224.h"

enum parameter {
	PARAMETER_SIZE = 0xc0,
	PARAMETER_CALLING = 0xc1,
	PARAMETER_CALLED = 0xc2,
};

#define Q931 0x08      /* protocol discriminator */
#define IE_SINGLE 0x80 /* an information element of one byte */

/* Parameters to the end of the packet, with at least one TSAP. */
static enum inspect_match
read_parameters(struct part *rest)
{
	bool tsap = false;

	while (part_ok(rest) && part_left(rest) > 0) {
		uint8_t code = part_u8(rest);
		uint8_t len = part_u8(rest);

		if (!part_ok(rest))
			break;
		if (code < PARAMETER_SIZE || code > PARAMETER_CALLED ||
		    (code == PARAMETER_SIZE && len != 1) || len == 0)
			return INSPECT_NO;
		tsap = tsap || code != PARAMETER_SIZE;
		part_skip(rest, len);
	}
	if (part_match(rest) != INSPECT_MATCH)
		return part_match(rest);
	return tsap ? INSPECT_MATCH : INSPECT_UNSURE;
}

static enum inspect_match
opens_with(const struct inspect_bytes *b, enum x224_code code)
{
	struct part stream = part_of_stream(b);
	struct x224 x;
	enum inspect_match m = x224_read(&stream, &x);

	if (m != INSPECT_MATCH)
		return m;
	return x.code == code ? read_parameters(&x.rest) : INSPECT_NO;
}

enum inspect_match
iso_client(const struct inspect_bytes *b)
{
	return opens_with(b, X224_REQUEST);
}

enum inspect_match
iso_server(const struct inspect_bytes *b)
{
	return opens_with(b, X224_CONFIRM);
}

/* Message types of Q.931 table 4-2 that H.225.0 uses. */
static bool
message_known(uint8_t type)
{
	static const uint8_t known[] = { 0x01, 0x02, 0x03, 0x05, 0x07, 0x0d,
		0x0f, 0x5a, 0x62, 0x6e, 0x75, 0x7b, 0x7d };

	return memchr(known, type, sizeof(known)) != NULL;
}

/* Information elements to the end, in rising order (Q.931 section 4.5.1);
 * user-user (7E), which every H.225.0 message has, has two length bytes. */
static enum inspect_match
read_elements(struct part *p)
{
	uint8_t last = 0;

	while (part_ok(p) && part_left(p) > 0) {
		uint8_t id = part_u8(p);
		size_t len;

		if (id & IE_SINGLE)
			continue;
		if (part_ok(p) && id < last)
			part_refuse(p);
		last = id;
		len = id == 0x7e ? part_u16(p) : part_u8(p);
		part_skip(p, len);
	}
	if (p->bad)
		return INSPECT_NO;
	return last == 0x7e ? INSPECT_MATCH : INSPECT_UNSURE;
}

enum inspect_match
h323_any(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b);
	struct part p = x224_read_tpkt(&stream);
	uint8_t discriminator = part_u8(&p), reference = part_u8(&p), type;

	if (stream.bad)
		return INSPECT_NO;
	if (part_ok(&p) && (discriminator != Q931 || reference != 2))
		return INSPECT_NO;
	part_skip(&p, 2);
	type = part_u8(&p);
	if (!part_ok(&p))
		return part_match(&p);
	return message_known(type) ? read_elements(&p) : INSPECT_NO;
}
