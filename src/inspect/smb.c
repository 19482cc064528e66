/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smb.c - SMB and DCE/RPC over TCP.
 */
#include <config.h>

#include "inspect/part.h"
#include "inspect/smb.h"

/* RFC 1002 section 4.3.1, and section 2.1 of MS-SMB2. */
enum session {
	SESSION_MESSAGE = 0x00,
	SESSION_REQUEST = 0x81,
	SESSION_POSITIVE = 0x82,
	SESSION_NEGATIVE = 0x83,
	SESSION_KEEPALIVE = 0x85,
};

#define SMB_HEADER_LEAST 32

/* "SMB" behind ff: 1; fe: 2 and 3; fd: encrypted; fc: compressed. */
static enum inspect_match
read_message(struct part *stream, uint32_t len)
{
	uint32_t magic;

	if (len < SMB_HEADER_LEAST)
		return INSPECT_NO;
	magic = part_u32(stream);
	if (!part_ok(stream))
		return part_match(stream);
	return (magic & 0xffffff) == 0x534d42 && magic >> 24 >= 0xfc
	    ? INSPECT_MATCH
	    : INSPECT_NO;
}

/* A session request names both ends, each in the 34 bytes of RFC 1001
 * section 14; then the talk begins. */
static enum inspect_match
read_session(struct part *stream, uint32_t len)
{
	uint8_t first = part_u8(stream);

	if (len < 68 || len > 512 || (part_ok(stream) && first != 32))
		return INSPECT_NO;
	part_skip(stream, len - 1);
	return part_match(stream);
}

/* What may stand before the first message, passed over. */
static enum inspect_match
read_before(struct part *stream, uint8_t type, uint32_t len)
{
	switch (type) {
	case SESSION_REQUEST:
		return read_session(stream, len);
	case SESSION_POSITIVE:
	case SESSION_KEEPALIVE:
		return len == 0 ? INSPECT_MATCH : INSPECT_NO;
	case SESSION_NEGATIVE:
		return len == 1 ? INSPECT_UNSURE : INSPECT_NO;
	default:
		return INSPECT_NO;
	}
}

enum inspect_match
smb_any(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b);
	uint8_t type = part_u8(&stream);
	uint32_t len = part_u24(&stream);
	enum inspect_match m;

	if (!part_ok(&stream))
		return part_match(&stream);
	if (type == SESSION_MESSAGE)
		return read_message(&stream, len);
	m = read_before(&stream, type, len);
	if (m != INSPECT_MATCH)
		return m;
	type = part_u8(&stream);
	len = part_u24(&stream);
	if (!part_ok(&stream))
		return part_match(&stream);
	return type == SESSION_MESSAGE ? read_message(&stream, len)
				       : INSPECT_NO;
}

/* PDU types of C706 section 12.6.4, and MS-RPCE 2.2.2.10. */
#define DCERPC_TYPE_MAX 20
#define DCERPC_HEADER 16

enum inspect_match
dcerpc_any(const struct inspect_bytes *b)
{
	struct part p = part_of_stream(b);
	uint8_t version = part_u8(&p), minor = part_u8(&p);
	uint8_t type = part_u8(&p);
	uint32_t order;
	uint16_t len, auth;

	part_skip(&p, 1);
	order = part_u32(&p);
	len = part_u16_le(&p);
	auth = part_u16_le(&p);
	if (!part_ok(&p))
		return version != 5 && b->len > 0 ? INSPECT_NO : part_match(&p);
	/* Little endian, ASCII, IEEE: what anyone sends. */
	if (version != 5 || minor > 1 || type > DCERPC_TYPE_MAX ||
	    order != 0x10000000 || len < DCERPC_HEADER || auth > len)
		return INSPECT_NO;
	return INSPECT_MATCH;
}
