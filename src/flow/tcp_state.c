/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_state.c - what a TCP packet changes in its flow (RFC 9293).
 *
 * A span port may lose packets, show one direction only, or deliver the two
 * directions out of order, so this follows no state diagram: it collects
 * what was seen, and flow_outcome() reads it.
 */
#include <config.h>

#include "flow/tcp_state.h"

#define SYNS_MAX UINT8_MAX
/* Packets of one side alone that make more than an attempt. */
#define ONE_SIDED_PACKETS 3

/* What a segment is to the handshake.  RST goes before SYN, as a host that
 * gets both takes it. */
enum segment { SEGMENT_SYN, SEGMENT_SYNACK, SEGMENT_RST, SEGMENT_OTHER };

static enum segment
segment_of(const struct packet *p)
{
	if (p->tcp_flags & PACKET_TCP_RST)
		return SEGMENT_RST;
	if (!(p->tcp_flags & PACKET_TCP_SYN))
		return SEGMENT_OTHER;
	return p->tcp_flags & PACKET_TCP_ACK ? SEGMENT_SYNACK : SEGMENT_SYN;
}

/* The initial sequence number that the client's SYN has, or had if p is the
 * client's first byte or the answer to its SYN. */
static uint32_t
isn_by(const struct packet *p)
{
	switch (segment_of(p)) {
	case SEGMENT_SYN:
		return p->tcp_seq;
	case SEGMENT_SYNACK:
		return p->tcp_ack - 1;
	case SEGMENT_RST:
		/* An RST that answers a SYN acknowledges it. */
		if (p->tcp_flags & PACKET_TCP_ACK)
			return p->tcp_ack - 1;
		return p->tcp_seq - 1;
	default:
		return p->tcp_seq - 1;
	}
}

static bool
has(const struct flow *f, enum flow_seen what, unsigned int side)
{
	return (f->seen & flow_bit(what, side)) != 0;
}

void
tcp_state_begin(struct flow *f, unsigned int side, const struct packet *p)
{
	/* Until a SYN or SYN+ACK shows, it may have begun at any time. */
	f->client = side & 1;
	f->seen |= FLOW_SEEN_EARLY;
	f->isn = isn_by(p);
}

/* The beginning was seen after all, or just now. */
static void
found_beginning(struct flow *f, unsigned int client, enum direction_basis basis,
    const struct packet *p)
{
	flow_orient_by_wire(f, client, basis);
	f->isn = isn_by(p);
	f->seen &= ~(uint32_t)FLOW_SEEN_EARLY;
}

static void
note_syn(struct flow *f, unsigned int side, const struct packet *p)
{
	if (has(f, FLOW_SEEN_SYN, side)) {
		/* The client tries again, so it did not end. */
		f->seen &=
		    ~(flow_bit(FLOW_SEEN_RST, 0) | flow_bit(FLOW_SEEN_RST, 1));
	} else if (f->basis > DIRECTION_SYN) {
		found_beginning(f, side, DIRECTION_SYN, p);
		/* The answer overtook the SYN on its way to us. */
		if (has(f, FLOW_SEEN_RST, 1 - side) &&
		    !flow_saw(f, FLOW_SEEN_SPOKE))
			f->cause = CAUSE_REFUSED_BY_HOST;
	}
	f->seen |= flow_bit(FLOW_SEEN_SYN, side);
	if (side == f->client && f->syns < SYNS_MAX)
		f->syns++;
}

static void
note_synack(struct flow *f, unsigned int side, const struct packet *p)
{
	if (f->basis > DIRECTION_SYNACK)
		found_beginning(f, 1 - side, DIRECTION_SYNACK, p);
	f->seen |= flow_bit(FLOW_SEEN_SYNACK, side);
}

static void
note_rst(struct flow *f, unsigned int side)
{
	if (has(f, FLOW_SEEN_SYN, f->client) && side != f->client &&
	    !has(f, FLOW_SEEN_SYNACK, side) &&
	    !has(f, FLOW_SEEN_SPOKE, f->client))
		f->cause = CAUSE_REFUSED_BY_HOST;
	f->seen |= flow_bit(FLOW_SEEN_RST, side);
}

/* A keep-alive repeats the byte before the next one (RFC 9293 section
 * 3.8.4); before any data that is the SYN's place.  Later ones cannot be
 * told here, and need not: payload was seen by then. */
static bool
is_keepalive(const struct flow *f, unsigned int side, const struct packet *p)
{
	return p->payload_wire_len == 1 && side == f->client &&
	    p->tcp_seq == f->isn;
}

static void
note_other(struct flow *f, unsigned int side, const struct packet *p)
{
	f->seen |= flow_bit(FLOW_SEEN_SPOKE, side);
	if (p->payload_wire_len > 0 && !is_keepalive(f, side, p))
		f->seen |= flow_bit(FLOW_SEEN_PAYLOAD, side);
	if (p->tcp_flags & PACKET_TCP_FIN)
		f->seen |= flow_bit(FLOW_SEEN_FIN, side);
}

void
tcp_state_note(struct flow *f, unsigned int side, const struct packet *p)
{
	switch (segment_of(p)) {
	case SEGMENT_SYN:
		note_syn(f, side, p);
		break;
	case SEGMENT_SYNACK:
		note_synack(f, side, p);
		break;
	case SEGMENT_RST:
		note_rst(f, side);
		break;
	case SEGMENT_OTHER:
		note_other(f, side, p);
		break;
	}
}

bool
tcp_state_reopens(const struct flow *f, const struct packet *p)
{
	enum segment segment;

	if (!(p->tcp_flags & PACKET_TCP_SYN))
		return false;
	segment = segment_of(p);
	if (segment != SEGMENT_SYN && segment != SEGMENT_SYNACK)
		return false;
	return (flow_saw(f, FLOW_SEEN_FIN) || flow_saw(f, FLOW_SEEN_RST)) &&
	    isn_by(p) != f->isn;
}

bool
tcp_state_closed(const struct flow *f)
{
	const uint32_t fins =
	    flow_bit(FLOW_SEEN_FIN, 0) | flow_bit(FLOW_SEEN_FIN, 1);

	return (f->seen & fins) == fins || flow_saw(f, FLOW_SEEN_RST);
}

bool
tcp_state_settled(const struct flow *f)
{
	if (!flow_saw(f, FLOW_SEEN_SPOKE))
		return false;
	return (f->packets[0] > 0 && f->packets[1] > 0) ||
	    f->packets[0] + f->packets[1] >= ONE_SIDED_PACKETS;
}
