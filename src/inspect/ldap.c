/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap.c - LDAP and SNMP.
 */
#include <config.h>

#include <string.h>

#include "inspect/ber.h"
#include "inspect/ldap.h"

#define CONTROLS 0xa0
#define REQUEST_NAME 0x80 /* [0] of an extended request, its OID */
#define ID_MAX 0x7fffffffU

/* Each of these reads how an operation begins. */
typedef void read_fn(struct part *op);

static void
read_bind(struct part *op)
{
	uint32_t version = ber_number(op, BER_INTEGER);

	if (part_ok(op) && version != 2 && version != 3)
		part_refuse(op);
	(void)ber_value(op, BER_OCTETS);
}

/* RFC 4511 section 4.5.1. */
static void
read_search(struct part *op)
{
	(void)ber_value(op, BER_OCTETS);
	if (ber_number(op, BER_ENUMERATED) > 4)
		part_refuse(op);
	if (ber_number(op, BER_ENUMERATED) > 3)
		part_refuse(op);
	(void)ber_number(op, BER_INTEGER);
	(void)ber_number(op, BER_INTEGER);
	(void)ber_number(op, BER_BOOLEAN);
}

static void
read_empty(struct part *op)
{
	if (op->len != 0)
		part_refuse(op);
}

/* A message id. */
static void
read_abandon(struct part *op)
{
	if (op->len == 0 || op->len > 4)
		part_refuse(op);
}

static void
read_name(struct part *op)
{
	(void)ber_value(op, REQUEST_NAME);
}

/* A DN, or a referral's URI. */
static void
read_octets(struct part *op)
{
	(void)ber_value(op, BER_OCTETS);
}

static void
read_any(struct part *op)
{
	uint8_t tag;

	(void)ber_any(op, &tag);
}

/* LDAPResult, RFC 4511 section 4.1.9. */
static void
read_result(struct part *op)
{
	uint32_t code = ber_number(op, BER_ENUMERATED);

	if (part_ok(op) && code > 4096)
		part_refuse(op);
	(void)ber_value(op, BER_OCTETS);
	(void)ber_value(op, BER_OCTETS);
}

/* protocolOp, RFC 4511 section 4.2 to 4.14; tags as on the wire. */
static const struct op {
	uint8_t tag;
	bool reply;
	read_fn *read; /* NULL: the value itself says no more */
} ops[] = {
	{ 0x60, false, read_bind }, { 0x61, true, read_result },
	{ 0x42, false, read_empty }, /* unbind */
	{ 0x63, false, read_search },
	{ 0x64, true, read_octets }, /* an entry */
	{ 0x65, true, read_result }, { 0x66, false, read_octets }, /* modify */
	{ 0x67, true, read_result }, { 0x68, false, read_octets }, /* add */
	{ 0x69, true, read_result },
	{ 0x4a, false, NULL }, /* delete: the DN alone */
	{ 0x6b, true, read_result }, { 0x6c, false, read_octets }, /* rename */
	{ 0x6d, true, read_result }, { 0x6e, false, read_octets }, /* compare */
	{ 0x6f, true, read_result }, { 0x50, false, read_abandon },
	{ 0x73, true, read_octets }, /* a reference */
	{ 0x77, false, read_name },  /* extended */
	{ 0x78, true, read_result },
	{ 0x79, true, read_any }, /* intermediate */
};

static const struct op *
find_op(uint8_t tag, bool reply)
{
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (ops[i].tag == tag && ops[i].reply == reply)
			return &ops[i];
	return NULL;
}

/*
 * An LDAPMessage whose lengths add up: an id, an operation that begins as
 * such, perhaps controls.  *op is the operation's inside.
 */
static enum inspect_match
read_message(struct part *p, bool reply, struct part *op)
{
	struct part message = ber_value(p, BER_SEQUENCE), inside;
	uint32_t id = ber_number(&message, BER_INTEGER);
	const struct op *kind;
	uint8_t tag, controls;

	if (p->bad || message.bad || id > ID_MAX)
		return INSPECT_NO;
	inside = ber_any(&message, &tag);
	*op = inside;
	if (message.bad)
		return INSPECT_NO;
	if (inside.c.failed)
		return INSPECT_UNSURE;
	kind = find_op(tag, reply);
	if (!kind)
		return INSPECT_NO;
	if (kind->read)
		kind->read(&inside);
	if (part_ok(&message) && part_left(&message) > 0) {
		(void)ber_any(&message, &controls);
		if (part_ok(&message) &&
		    (controls != CONTROLS || part_left(&message) > 0))
			part_refuse(&message);
	}
	if (message.bad)
		return INSPECT_NO;
	return part_match(&inside);
}

enum inspect_match
ldap_client(const struct inspect_bytes *b)
{
	struct part p = part_of_stream(b), op;

	return read_message(&p, false, &op);
}

enum inspect_match
ldap_server(const struct inspect_bytes *b)
{
	struct part p = part_of_stream(b), op;

	return read_message(&p, true, &op);
}

void
ldap_describe_bytes(const struct inspect_bytes *b, struct inspect_details *out)
{
	static const char oid[] = "1.3.6.1.4.1.1466.20037"; /* section 4.14 */
	struct part p = part_of_stream(b), op, name;
	const uint8_t *text;

	if (read_message(&p, false, &op) != INSPECT_MATCH)
		return;
	name = ber_value(&op, REQUEST_NAME);
	text = part_bytes(&name, sizeof(oid) - 1);
	if (text && part_left(&name) == 0 &&
	    memcmp(text, oid, sizeof(oid) - 1) == 0)
		out->starttls = true;
}

/* RFC 3416 section 3: PDUs [0] to [8]; RFC 1157 to [4]. */
enum snmp { SNMP_PDU_FIRST = 0xa0, SNMP_PDU_LAST = 0xa8 };

static enum inspect_match
read_community(struct part *message)
{
	struct part pdu;
	uint8_t tag;

	(void)ber_value(message, BER_OCTETS);
	pdu = ber_any(message, &tag);
	if (message->bad || (part_ok(message) && part_left(message) > 0))
		return INSPECT_NO;
	if (pdu.c.failed)
		return INSPECT_UNSURE;
	if (tag < SNMP_PDU_FIRST || tag > SNMP_PDU_LAST)
		return INSPECT_NO;
	if (tag != 0xa4) /* a trap of version 1 begins with an OID */
		(void)ber_number(&pdu, BER_INTEGER);
	return part_match(&pdu);
}

/* RFC 3412 section 6: message id, size, flags, model. */
static enum inspect_match
read_header(struct part *message)
{
	struct part header = ber_value(message, BER_SEQUENCE), flags;

	(void)ber_number(&header, BER_INTEGER);
	(void)ber_number(&header, BER_INTEGER);
	flags = ber_value(&header, BER_OCTETS);
	if (part_ok(&header) && flags.len != 1)
		part_refuse(&header);
	(void)ber_number(&header, BER_INTEGER);
	if (message->bad)
		return INSPECT_NO;
	return part_match(&header);
}

enum inspect_match
snmp_any(const struct inspect_bytes *b)
{
	struct part p = part_of_datagram(b);
	struct part message = ber_value(&p, BER_SEQUENCE);
	uint32_t version = ber_number(&message, BER_INTEGER);

	if (p.bad || message.bad ||
	    (part_ok(&p) && part_left(&p) > 0 && !b->cut))
		return INSPECT_NO;
	if (!part_ok(&message))
		return INSPECT_UNSURE;
	if (version == 3)
		return read_header(&message);
	return version <= 1 ? read_community(&message) : INSPECT_NO;
}
