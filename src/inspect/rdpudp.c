/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rdpudp.c - RDP over UDP by its SYN.
 */
#include <config.h>

#include "inspect/part.h"
#include "inspect/rdpudp.h"

#define NO_ACK 0xffffffffU /* snSourceAck of a SYN, 3.1.5.1.1 */
#define MTU_LEAST 1132     /* 2.2.2.5 */
#define MTU_MOST 1600
#define CORRELATION_BYTES 32 /* 2.2.2.8 */

/* uFlags, 2.2.2.1. */
enum flags {
	FLAG_SYN = 0x0001,
	FLAG_ACK = 0x0004,
	FLAG_SYNLOSSY = 0x0200,
	FLAG_CORRELATION = 0x0800,
	FLAG_SYNEX = 0x1000,
	FLAGS_OF_SYN = FLAG_SYN | FLAG_SYNLOSSY | FLAG_CORRELATION | FLAG_SYNEX,
};

struct syn {
	bool answer;      /* SYN and ACK */
	uint16_t version; /* 0: not told */
};

/* Header and SYN data; the receive window says nothing. */
static enum inspect_match
read_syn(const struct inspect_bytes *b, struct syn *out)
{
	struct part p = part_of_datagram(b);
	uint32_t ack = part_u32(&p);
	uint16_t window = part_u16(&p), flags = part_u16(&p), up, down;

	part_skip(&p, 4); /* initial sequence number */
	up = part_u16(&p);
	down = part_u16(&p);
	if (!part_ok(&p))
		return part_match(&p);
	out->answer = flags & FLAG_ACK;
	if (window == 0 || !(flags & FLAG_SYN) ||
	    flags & ~(FLAGS_OF_SYN | FLAG_ACK) ||
	    (ack == NO_ACK) == out->answer || up < MTU_LEAST || up > MTU_MOST ||
	    down < MTU_LEAST || down > MTU_MOST)
		return INSPECT_NO;
	if (flags & FLAG_CORRELATION)
		part_skip(&p, CORRELATION_BYTES);
	part_skip(&p, 2);
	out->version = flags & FLAG_SYNEX ? part_u16(&p) : 0;
	return INSPECT_MATCH;
}

enum inspect_match
rdpudp_client(const struct inspect_bytes *b)
{
	struct syn syn = { 0 };
	enum inspect_match m = read_syn(b, &syn);

	if (m == INSPECT_MATCH && !syn.answer)
		return INSPECT_MATCH;
	/* Later datagrams may be anything. */
	return m == INSPECT_UNSURE || !b->start ? INSPECT_UNSURE : INSPECT_NO;
}

enum inspect_match
rdpudp_server(const struct inspect_bytes *b)
{
	struct syn syn = { 0 };

	return read_syn(b, &syn) == INSPECT_MATCH && syn.answer
	    ? INSPECT_MATCH
	    : INSPECT_UNSURE;
}

void
rdpudp_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out)
{
	struct syn syn = { 0 };

	if (read_syn(b, &syn) == INSPECT_MATCH && syn.version != 0)
		out->rdp.udp_version = syn.version;
}
