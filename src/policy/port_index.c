/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * port_index.c - which of many port ranges hold a port, without a scan.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "policy/port_index.h"

#define PORTS 65536U

/* For the time of a build, indexed by port or piece; one beyond the last. */
struct work {
	uint32_t piece_of[PORTS + 1];
	uint32_t start[PORTS + 2]; /* difference counts, then offsets */
};

/* Number the pieces.  Returns their count. */
static uint32_t
cut_pieces(struct work *w, const struct port_span *spans, size_t count)
{
	uint32_t pieces = 0;

	w->piece_of[0] = 1; /* 1 marks a cut, until they are numbered */
	for (size_t i = 0; i < count; i++) {
		w->piece_of[spans[i].first] = 1;
		w->piece_of[spans[i].last + 1U] = 1;
	}
	for (uint32_t port = 0; port < PORTS; port++) {
		pieces += w->piece_of[port];
		w->piece_of[port] = pieces - 1;
	}
	w->piece_of[PORTS] = pieces;
	return pieces;
}

/* Where each piece's list starts.  Returns the length of all lists. */
static size_t
lay_out(struct work *w, const struct port_span *spans, size_t count,
    uint32_t pieces)
{
	size_t total = 0;
	uint32_t open = 0;

	for (size_t i = 0; i < count; i++) {
		w->start[w->piece_of[spans[i].first]]++;
		w->start[w->piece_of[spans[i].last + 1U]]--;
	}
	for (uint32_t k = 0; k < pieces; k++) {
		open += w->start[k]; /* wraps back: the sum is never below 0 */
		w->start[k] = (uint32_t)total;
		total += open;
		if (total > UINT32_MAX)
			return SIZE_MAX;
	}
	w->start[pieces] = (uint32_t)total;
	return total;
}

static int
fill(struct port_index *x, struct arena *arena, struct work *w,
    const struct port_span *spans, size_t count, size_t total)
{
	uint16_t *first = arena_array(arena, x->piece_count, sizeof(*first));
	uint32_t *list = arena_array(arena, x->piece_count + 1, sizeof(*list));
	uint32_t *items = arena_array(arena, total, sizeof(*items));

	if (!first || !list || !items)
		return -ENOMEM;
	for (uint32_t port = PORTS; port-- > 0;)
		first[w->piece_of[port]] = (uint16_t)port;
	for (uint32_t k = 0; k <= x->piece_count; k++)
		list[k] = w->start[k];
	for (size_t i = 0; i < count; i++) {
		uint32_t k = w->piece_of[spans[i].first];
		uint32_t end = w->piece_of[spans[i].last + 1U];

		for (; k < end; k++)
			items[w->start[k]++] = spans[i].item;
	}
	x->first = first;
	x->list = list;
	x->items = items;
	return 0;
}

int
port_index_build(struct port_index *x, struct arena *arena,
    const struct port_span *spans, size_t span_count, size_t *budget)
{
	struct work *w = calloc(1, sizeof(*w));
	size_t total;
	int rc = -E2BIG;

	if (!w)
		return -ENOMEM;
	x->piece_count = cut_pieces(w, spans, span_count);
	total = lay_out(w, spans, span_count, x->piece_count);
	if (total <= *budget) {
		*budget -= total;
		rc = fill(x, arena, w, spans, span_count, total);
	}
	free(w);
	return rc;
}

uint32_t
port_index_piece(const struct port_index *x, uint16_t port)
{
	uint32_t low = 0;
	uint32_t high = x->piece_count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (x->first[middle] <= port)
			low = middle;
		else
			high = middle;
	}
	return low;
}
