/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns.c - DNS over UDP and TCP.
 *
 * The header alone is no evidence: what OpenVPN sends to port 53 passes a
 * loose one.  A question is read to its type and class, and where records
 * follow they have to add up.
 */
#include <config.h>

#include "inspect/dns.h"
#include "inspect/part.h"

#define HEADER_BYTES 12
#define NAME_MAX 255
#define RECORDS_MAX 2048 /* of a section */
#define QUERY_ADDITIONAL_MAX 3

enum flags {
	FLAG_RESPONSE = 0x8000,
	FLAG_ZERO = 0x0040,
	OPCODE_SHIFT = 11,
	OPCODE_MASK = 0x0f,
	RCODE_MASK = 0x0f,
};

enum opcode {
	OPCODE_QUERY = 0,
	OPCODE_STATUS = 2,
	OPCODE_NOTIFY = 4,
	OPCODE_UPDATE = 5,
};

struct header {
	uint16_t flags;
	uint16_t questions, answers, authority, additional;
};

static struct header
read_header(struct part *p)
{
	struct header h = { 0 };

	part_skip(p, 2); /* id */
	h.flags = part_u16(p);
	h.questions = part_u16(p);
	h.answers = part_u16(p);
	h.authority = part_u16(p);
	h.additional = part_u16(p);
	return h;
}

static unsigned int
opcode(const struct header *h)
{
	return h->flags >> OPCODE_SHIFT & OPCODE_MASK;
}

/* RFC 1035 section 4.1.4: labels, and in records a pointer back. */
static void
read_name(struct part *p, bool pointers)
{
	size_t total = 0;

	while (part_ok(p)) {
		uint8_t len = part_u8(p);

		if (len >= 0xc0 && pointers) {
			part_skip(p, 1);
			return;
		}
		total += len + (size_t)1;
		if (len > 63 || total > NAME_MAX)
			part_refuse(p);
		if (len == 0)
			return;
		part_skip(p, len);
	}
}

/* Types that are asked for (IANA "DNS Parameters"): those to 65 in use or
 * once so, TSIG and its kin, ANY, CAA, and the lone ones above. */
static bool
type_known(uint16_t type)
{
	return (type >= 1 && type <= 65) || (type >= 99 && type <= 109) ||
	    (type >= 249 && type <= 262) || type == 32768 || type == 32769 ||
	    type == 65521 || type == 65281 || type == 65282;
}

/* IN, CH, HS, NONE, ANY. */
static bool
class_known(uint16_t class)
{
	return class == 1 || class == 3 || class == 4 || class == 254 ||
	    class == 255;
}

static void
read_question(struct part *p)
{
	uint16_t type, class;

	read_name(p, false);
	type = part_u16(p);
	class = part_u16(p);
	if (part_ok(p) && (!type_known(type) || !class_known(class)))
		part_refuse(p);
}

/* RFC 1035 section 4.1.3; the class of OPT is a size. */
static void
read_records(struct part *p, unsigned int count)
{
	for (unsigned int i = 0; i < count && part_ok(p); i++) {
		read_name(p, true);
		part_skip(p, 2 + 2 + 4);
		part_skip(p, part_u16(p));
	}
}

static bool
counts_ok(const struct header *h, bool response)
{
	if (h->questions > 1 || h->answers > RECORDS_MAX ||
	    h->authority > RECORDS_MAX || h->additional > RECORDS_MAX)
		return false;
	if (response)
		return true;
	if (opcode(h) == OPCODE_STATUS)
		return (h->questions | h->answers | h->authority) == 0;
	if (opcode(h) != OPCODE_QUERY)
		return h->questions == 1;
	return h->questions == 1 && h->answers == 0 && h->authority <= 1 &&
	    h->additional <= QUERY_ADDITIONAL_MAX;
}

static bool
header_ok(const struct header *h, bool response)
{
	unsigned int op = opcode(h);

	if (!!(h->flags & FLAG_RESPONSE) != response || h->flags & FLAG_ZERO)
		return false;
	if (!response && h->flags & RCODE_MASK)
		return false;
	return (op == OPCODE_QUERY || op == OPCODE_STATUS ||
		   op == OPCODE_NOTIFY || op == OPCODE_UPDATE) &&
	    counts_ok(h, response);
}

/*
 * A whole message, or as much of one as there is.  A header without a
 * question (an answer to what the server could not read) is UNSURE.
 */
static enum inspect_match
read_message(struct part *p, bool response)
{
	struct header h = read_header(p);

	if (!part_ok(p))
		return part_match(p);
	if (!header_ok(&h, response))
		return INSPECT_NO;
	if (h.questions == 0)
		return INSPECT_UNSURE;
	read_question(p);
	if (!part_ok(p))
		return part_match(p);
	read_records(p, (unsigned int)h.answers + h.authority + h.additional);
	return p->bad ? INSPECT_NO : INSPECT_MATCH;
}

enum inspect_match
dns_query(const struct inspect_bytes *datagram)
{
	struct part p = part_of_datagram(datagram);
	enum inspect_match m = read_message(&p, false);

	/* A query has nothing behind it. */
	if (m == INSPECT_MATCH && part_ok(&p) && !datagram->cut &&
	    part_left(&p) > 0)
		return INSPECT_NO;
	return m;
}

enum inspect_match
dns_response(const struct inspect_bytes *datagram)
{
	struct part p = part_of_datagram(datagram);

	return read_message(&p, true);
}

static enum inspect_match
read_tcp(const struct inspect_bytes *stream, bool response)
{
	struct part all = part_of_stream(stream);
	uint16_t len = part_u16(&all);
	struct part p;

	if (part_ok(&all) && len < HEADER_BYTES)
		return INSPECT_NO;
	p = part_sub(&all, len);
	return read_message(&p, response);
}

enum inspect_match
dns_tcp_query(const struct inspect_bytes *stream)
{
	return read_tcp(stream, false);
}

enum inspect_match
dns_tcp_response(const struct inspect_bytes *stream)
{
	return read_tcp(stream, true);
}
