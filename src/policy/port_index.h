/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * port_index.h - which of many port ranges hold a port, without a scan.
 *
 * The ports are cut where a range begins or ends; each piece between two
 * cuts lists its items.
 */
#ifndef POLICY_PORT_INDEX_H
#define POLICY_PORT_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct port_span {
	uint16_t first, last; /* both included */
	uint32_t item;
};

struct port_index {
	uint32_t piece_count;  /* at least 1 */
	const uint16_t *first; /* first port of each piece, ascending from 0 */
	const uint32_t *list;  /* of each piece its start in items[], + end */
	const uint32_t *items;
};

/*
 * Index the spans, in arena; those of one item must not overlap.  Each piece
 * lists items in the order of the spans.  At most *budget entries are made,
 * and *budget is lowered by them: nested ranges take the square of their
 * number.  0, -ENOMEM, or -E2BIG.
 */
int port_index_build(struct port_index *x, struct arena *arena,
    const struct port_span *spans, size_t span_count, size_t *budget);
/* The piece that holds port. */
uint32_t port_index_piece(const struct port_index *x, uint16_t port);

#endif
