/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unseen.c - what a TCP end acknowledged, and the tap did not give us.
 */
#include <config.h>

#include <string.h>

#include "pipeline/unseen.h"

/* A window and its scale, RFC 7323 section 2.3: no more can be under way. */
#define WINDOW_MAX (UINT32_C(1) << 30)

/* Sequence space of the packet, RFC 9293 section 3.4. */
static uint32_t
space_of(const struct packet *p)
{
	uint32_t n = p->payload_wire_len;

	n += (p->tcp_flags & PACKET_TCP_SYN) != 0;
	n += (p->tcp_flags & PACKET_TCP_FIN) != 0;
	return n;
}

/* The side's data goes on at seq, which is ahead of what was seen. */
static int64_t
open_hole(struct unseen *u, unsigned int side, uint32_t seq)
{
	struct unseen_hole *holes = u->hole[side];
	uint32_t len = seq - u->next[side];

	if (len == 0 || len >= WINDOW_MAX)
		return 0;
	memmove(holes, holes + 1, (UNSEEN_HOLES - 1) * sizeof(*holes));
	holes[UNSEEN_HOLES - 1] = (struct unseen_hole){ u->next[side], len };
	u->next[side] = seq;
	return len;
}

/* The bytes [seq, seq + len) that a hole has, taken out of it; what stays in
 * front of them or behind them goes on as the hole, whichever is larger. */
static uint32_t
fill_hole(struct unseen_hole *h, uint32_t seq, uint32_t len)
{
	uint32_t begin = seq - h->first < WINDOW_MAX ? seq - h->first : 0;
	uint32_t end = seq + len - h->first;

	if (end >= WINDOW_MAX || h->len == 0 || begin >= h->len)
		return 0;
	if (end > h->len)
		end = h->len;
	if (begin >= h->len - end) {
		h->len = begin;
	} else {
		h->first += end;
		h->len -= end;
	}
	return end - begin;
}

static int64_t
fill(struct unseen *u, unsigned int side, uint32_t seq, uint32_t len)
{
	int64_t filled = 0;

	for (unsigned int i = 0; i < UNSEEN_HOLES; i++)
		filled += fill_hole(&u->hole[side][i], seq, len);
	return -filled;
}

static int64_t
take_data(struct unseen *u, unsigned int side, uint32_t seq, uint32_t len)
{
	uint32_t ahead = seq + len - u->next[side];
	int64_t missing;

	if (!u->known[side]) {
		u->known[side] = true;
		u->next[side] = seq + len;
		return 0;
	}
	missing = len > 0 ? fill(u, side, seq, len) : 0;
	if (ahead == 0 || ahead >= WINDOW_MAX)
		return missing;
	missing += open_hole(u, side, seq);
	u->next[side] = seq + len;
	return missing;
}

int64_t
unseen_packet(struct unseen *u, unsigned int side, const struct packet *p)
{
	unsigned int peer = 1U - side;
	int64_t missing;

	/* What a reset says of sequences may be anything; a fragment's bytes
	 * are not all told. */
	if ((p->tcp_flags & PACKET_TCP_RST) || p->fragment)
		return 0;
	missing = take_data(u, side, p->tcp_seq, space_of(p));
	if ((p->tcp_flags & PACKET_TCP_ACK) && u->known[peer])
		missing += open_hole(u, peer, p->tcp_ack);
	return missing;
}
