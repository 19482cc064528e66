/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ordered.h - one direction of a TCP connection, in order and once, from its
 * start to its end.
 *
 * What comes in order goes through at once; a few kilobytes that came early
 * wait for what is missing.  When that does not come (lost at the tap, cut
 * by the snap length), it is told as a gap.  What came first stays.
 */
#ifndef INSPECT_ORDERED_H
#define INSPECT_ORDERED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ORDERED_WINDOW 4096 /* bytes that may wait, the hole included */
#define ORDERED_PIECES 4    /* runs of them */
#define ORDERED_PATIENCE 16 /* segments that may come before the hole fills */

/* data NULL: len bytes are missing here (0: nobody knows how many). */
typedef void ordered_fn(void *arg, const uint8_t *data, size_t len);

struct ordered {
	uint32_t next; /* sequence number due */
	uint32_t far;  /* behind a segment that was far off */
	bool far_known;
	bool known;     /* next is */
	uint8_t count;  /* of pieces */
	uint8_t waited; /* segments since the hole was seen */
	struct ordered_piece {
		uint16_t from, to;
	} piece[ORDERED_PIECES]; /* sorted, apart, from next on */
	uint8_t bytes[ORDERED_WINDOW];
};

void ordered_init(struct ordered *o);
/* The first byte has this sequence number (the SYN's plus 1); nothing once
 * bytes came.  Without it the direction begins with a gap. */
void ordered_start(struct ordered *o, uint32_t seq);
/* len bytes are visible of the wire_len that were sent. */
void ordered_segment(struct ordered *o, uint32_t seq, const uint8_t *data,
    size_t len, size_t wire_len, ordered_fn *fn, void *arg);

#endif
