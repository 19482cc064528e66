/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pieces.h - the order in which a conversation's payload came.
 *
 * A reassembled stream does not tell who spoke when.  This does, for the
 * first pieces: each is what one packet added to the bytes of its side that
 * can be seen without a hole.  In their order the pieces of a side are its
 * bytes, once.
 */
#ifndef INSPECT_PIECES_H
#define INSPECT_PIECES_H

#include <stdbool.h>
#include <stdint.h>

#include "inspect/ndpi.h"
#include "inspect/recognise.h"

#define PIECES_MAX NDPI_PIECES_MAX
#define PIECES_HEAD 8 /* bytes that tell whether a beginning is the same */

struct pieces {
	uint64_t first_us; /* of the first one */
	struct pieces_side {
		uint16_t seen; /* bytes; of UDP, datagrams */
		uint8_t head[PIECES_HEAD];
	} side[2];
	struct pieces_one {
		uint32_t after_ms;
		uint16_t from; /* place in the side's bytes; number of the
				* datagram */
		uint16_t len;
		uint8_t side;
	} one[PIECES_MAX];
	uint8_t count;
	bool full; /* what comes from here on is not in the list */
};

void pieces_init(struct pieces *p);

/* A packet of the side at time_us made the view what it is. */
void pieces_note(struct pieces *p, const struct inspect_view *view,
    unsigned int side, uint64_t time_us);

/* Put the pieces into a question, which lends from the view. */
void pieces_ask(const struct pieces *p, const struct inspect_view *view,
    struct ndpi_question *q);

#endif
