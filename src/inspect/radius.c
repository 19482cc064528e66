/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * radius.c - RADIUS over UDP and TCP.
 */
#include <config.h>

#include "inspect/part.h"
#include "inspect/radius.h"
#include "inspect/sides.h"

#define HEADER_BYTES 20
#define PACKET_MAX 4096 /* RFC 2865 section 3 */
#define AUTHENTICATOR_BYTES 16

enum code {
	ACCESS_REQUEST = 1,
	ACCESS_ACCEPT = 2,
	ACCESS_REJECT = 3,
	ACCOUNTING_REQUEST = 4,
	ACCOUNTING_RESPONSE = 5,
	ACCESS_CHALLENGE = 11,
	STATUS_SERVER = 12,
	DISCONNECT_REQUEST = 40, /* to COA_NAK 45: RFC 5176 */
	COA_NAK = 45,
};

static bool
code_fits(uint8_t code, bool reply)
{
	switch (code) {
	case ACCESS_REQUEST:
	case ACCOUNTING_REQUEST:
	case STATUS_SERVER:
		return !reply;
	case ACCESS_ACCEPT:
	case ACCESS_REJECT:
	case ACCOUNTING_RESPONSE:
	case ACCESS_CHALLENGE:
		return reply;
	default:
		/* Request, ACK and NAK, twice. */
		return code >= DISCONNECT_REQUEST && code <= COA_NAK &&
		    ((code - DISCONNECT_REQUEST) % 3 != 0) == reply;
	}
}

/* Attributes whose length is fixed, RFC 2865 section 5 and RFC 2869. */
static bool
length_fits(uint8_t type, uint8_t len)
{
	switch (type) {
	case 0:
		return false;
	case 1: /* User-Name */
		return len >= 3;
	case 3: /* CHAP-Password */
		return len == 19;
	case 4: /* NAS-IP-Address, NAS-Port, Service-Type, ... */
	case 5:
	case 6:
	case 7:
	case 8:
	case 27:
	case 40:
	case 61:
		return len == 6;
	case 80: /* Message-Authenticator */
		return len == 18;
	default:
		return len >= 2;
	}
}

/* RFC 2865 section 5: type, length, value, to the end of the packet. */
static void
read_attributes(struct part *p)
{
	while (part_ok(p) && part_left(p) > 0) {
		uint8_t type = part_u8(p);
		uint8_t len = part_u8(p);

		if (!part_ok(p))
			break;
		if (!length_fits(type, len))
			part_refuse(p);
		part_skip(p, len - (size_t)2);
	}
}

/* The next packet, which is passed over.  *bare: it has no attributes. */
static enum inspect_match
read_packet(struct part *outer, bool reply, bool *bare)
{
	uint8_t code = part_u8(outer);
	uint16_t len;
	struct part p;

	part_skip(outer, 1); /* identifier */
	len = part_u16(outer);
	if (!part_ok(outer))
		return part_match(outer);
	if (!code_fits(code, reply) || len < HEADER_BYTES || len > PACKET_MAX)
		return INSPECT_NO;
	p = part_sub(outer, len - (size_t)4);
	if (outer->bad)
		return INSPECT_NO;
	*bare = len == HEADER_BYTES;
	part_skip(&p, AUTHENTICATOR_BYTES);
	read_attributes(&p);
	return part_match(&p);
}

/*
 * Packets that end with the bytes: that, the codes and the attributes are
 * the proof.  A datagram may have padding, and a packet no attributes; both
 * are right and prove too little.
 */
static enum inspect_match
read_all(struct part *p, bool reply, bool cut)
{
	bool bare = true;
	enum inspect_match m = read_packet(p, reply, &bare);

	while (m == INSPECT_MATCH && p->len == PART_OPEN &&
	    cursor_left(&p->c) > 0)
		m = read_packet(p, reply, &bare);
	if (m == INSPECT_MATCH && (bare || cut || cursor_left(&p->c) > 0))
		return INSPECT_UNSURE;
	return m;
}

enum inspect_match
radius_client(const struct inspect_bytes *b)
{
	struct part p = part_of_datagram(b);

	return read_all(&p, false, b->cut);
}

enum inspect_match
radius_server(const struct inspect_bytes *b)
{
	struct part p = part_of_datagram(b);

	return read_all(&p, true, b->cut);
}

static enum inspect_match
stream_client(const struct inspect_bytes *b)
{
	struct part p = part_of_stream(b);

	return read_all(&p, false, b->cut);
}

static enum inspect_match
stream_server(const struct inspect_bytes *b)
{
	struct part p = part_of_stream(b);

	return read_all(&p, true, b->cut);
}

/* A TPKT looks like a rejection, so that one end alone proves nothing. */
struct inspect_answer
radius_tcp_view(const struct inspect_view *view)
{
	static const struct looks looks = { stream_client, stream_server,
		NULL };
	struct inspect_answer a = sides_answer(view, &looks);

	if (a.match == INSPECT_MATCH && a.strength != INSPECT_BY_BOTH)
		a = (struct inspect_answer){
			.match = a.contradicted ? INSPECT_NO : INSPECT_UNSURE
		};
	return a;
}
