/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kerberos.c - Kerberos 5 and its password change.
 */
#include <config.h>

#include <string.h>

#include "inspect/ber.h"
#include "inspect/kerberos.h"

#define VERSION 5
#define MESSAGE_MAX (16U << 20)

/* RFC 4120 section 5.10: application tag and message type are one. */
enum message {
	AS_REQ = 10,
	AS_REP = 11,
	TGS_REQ = 12,
	TGS_REP = 13,
	AP_REQ = 14,
	AP_REP = 15,
	KRB_PRIV = 21,
	KRB_ERROR = 30,
};

static const uint8_t requests[] = { AS_REQ, TGS_REQ, 0 };
static const uint8_t replies[] = { AS_REP, TGS_REP, KRB_ERROR, 0 };

/*
 * A message: its outer lengths end with it, and it begins with its version
 * and type; in requests as [1] and [2], in replies as [0] and [1] (RFC 4120
 * section 5.4.1, 5.4.2, 5.9.1).
 */
static enum inspect_match
read_message(struct part *p, const uint8_t *types)
{
	struct part peek = *p, outer, sequence, field;
	uint8_t type = part_u8(&peek) - BER_APPLICATION;
	uint8_t first = type == AS_REQ || type == TGS_REQ ? 1 : 0;
	uint32_t version, kind;

	if (!part_ok(&peek))
		return part_match(&peek);
	if (!strchr((const char *)types, type) || type == 0)
		return INSPECT_NO;
	outer = ber_value(p, (uint8_t)(BER_APPLICATION + type));
	if (part_ok(p) && p->len != PART_OPEN && part_left(p) > 0)
		return INSPECT_NO;
	sequence = ber_value(&outer, BER_SEQUENCE);
	if (outer.bad || (part_ok(&outer) && part_left(&outer) > 0))
		return INSPECT_NO;
	field = ber_value(&sequence, (uint8_t)(BER_CONTEXT + first));
	version = ber_number(&field, BER_INTEGER);
	part_join(&sequence, &field);
	field = ber_value(&sequence, (uint8_t)(BER_CONTEXT + first + 1));
	kind = ber_number(&field, BER_INTEGER);
	part_join(&sequence, &field);
	part_join(p, &sequence);
	if (p->bad)
		return INSPECT_NO;
	if (!part_ok(&field))
		return INSPECT_UNSURE;
	return version == VERSION && kind == type ? INSPECT_MATCH : INSPECT_NO;
}

/* RFC 3244 section 2: length, version, length of an AP-REQ or AP-REP (0
 * where an error follows), and that. */
static enum inspect_match
read_password(struct part *p, bool reply)
{
	struct part peek = *p;
	uint16_t len = part_u16(&peek), version = part_u16(&peek), inner;
	uint8_t tag;

	inner = part_u16(&peek);
	tag = part_u8(&peek);
	if (!part_ok(&peek))
		return part_match(&peek);
	if ((p->len != PART_OPEN && len != p->len) ||
	    (version != 0x0001 && version != 0xff80) || inner > len)
		return INSPECT_NO;
	if (p->len == PART_OPEN)
		return INSPECT_UNSURE; /* the length is most of the proof */
	if (inner == 0)
		return reply && tag == BER_APPLICATION + KRB_ERROR
		    ? INSPECT_MATCH
		    : INSPECT_NO;
	return tag == BER_APPLICATION + (reply ? AP_REP : AP_REQ)
	    ? INSPECT_MATCH
	    : INSPECT_NO;
}

static enum inspect_match
read_either(const struct part *p, bool reply)
{
	struct part message = *p, password = *p;
	enum inspect_match m =
	    read_message(&message, reply ? replies : requests);

	return m == INSPECT_NO ? read_password(&password, reply) : m;
}

static enum inspect_match
read_tcp(const struct inspect_bytes *stream, bool reply)
{
	struct part all = part_of_stream(stream);
	uint32_t len = part_u32(&all);
	struct part p;

	if (part_ok(&all) && (len == 0 || len > MESSAGE_MAX))
		return INSPECT_NO;
	p = part_sub(&all, len);
	return read_either(&p, reply);
}

enum inspect_match
kerberos_client(const struct inspect_bytes *datagram)
{
	struct part p = part_of_datagram(datagram);

	return read_either(&p, false);
}

enum inspect_match
kerberos_server(const struct inspect_bytes *datagram)
{
	struct part p = part_of_datagram(datagram);

	return read_either(&p, true);
}

enum inspect_match
kerberos_tcp_client(const struct inspect_bytes *stream)
{
	return read_tcp(stream, false);
}

enum inspect_match
kerberos_tcp_server(const struct inspect_bytes *stream)
{
	return read_tcp(stream, true);
}
