/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unseen.h - what a TCP end acknowledged, and the tap did not give us.
 *
 * Of a connection that is seen in both directions, a gap in the data of an
 * end is what was lost on the way to us (a span port that drops), unless it
 * comes later: reordered, or sent again because the network lost it.  An
 * estimate: of more than UNSEEN_HOLES gaps at a time the oldest are taken
 * for final.  A direction that is not seen at all is no loss but a one-way
 * tap, and does not count here.
 */
#ifndef PIPELINE_UNSEEN_H
#define PIPELINE_UNSEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "packet/packet.h"

#define UNSEEN_HOLES 3 /* of a side, that may still be filled */

struct unseen_hole {
	uint32_t first, len; /* sequence number and bytes; len 0: none */
};

/* By side of the flow; all zero is a connection not yet seen. */
struct unseen {
	uint32_t next[2]; /* sequence number behind all that was seen */
	struct unseen_hole hole[2][UNSEEN_HOLES]; /* the oldest first */
	bool known[2];
};

/* Count a TCP packet of a side.  Returns bytes that are missing by it, below
 * 0 when it brings some that were taken for missing. */
int64_t unseen_packet(struct unseen *u, unsigned int side,
    const struct packet *p);

#endif
