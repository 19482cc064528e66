/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_merge.c - frames of several sources in the order of their times.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/live_merge.h"

#define ALIGN sizeof(uint64_t)

/* Stands before each frame's bytes in a ring. */
struct held {
	struct frame frame; /* data points behind this */
	uint64_t came_us;
	size_t size; /* bytes from here to the next */
};

/*
 * Frames from head up to tail, each in one piece.  Where the next did not
 * fit before the end they go on at 0: the first part then ends at wrap.
 */
struct ring {
	uint8_t *bytes;
	size_t head, tail, wrap;
	size_t count;
	bool awaited;
	uint64_t late, hurried;
};

struct live_merge {
	size_t count;
	size_t ring_bytes;
	uint64_t window_us;
	live_frame_fn *on_frame;
	void *arg;
	const struct ring *last_ring; /* of the frame handed on last */
	uint64_t last_us;             /* its time */
	size_t handed;
	struct ring rings[LIVE_INTERFACES_MAX];
};

int
live_merge_new(struct live_merge **out, size_t count, size_t ring_bytes,
    uint64_t window_us, live_frame_fn *on_frame, void *arg)
{
	struct live_merge *m;

	if (count < 1 || count > LIVE_INTERFACES_MAX ||
	    ring_bytes < LIVE_MERGE_RING_MIN)
		return -EINVAL;
	m = calloc(1, sizeof(*m));
	if (!m)
		return -ENOMEM;
	m->count = count;
	m->ring_bytes = ring_bytes - ring_bytes % ALIGN;
	m->window_us = window_us;
	m->on_frame = on_frame;
	m->arg = arg;
	for (size_t i = 0; i < count; i++) {
		m->rings[i].awaited = true;
		m->rings[i].wrap = SIZE_MAX;
		m->rings[i].bytes = malloc(m->ring_bytes);
		if (!m->rings[i].bytes) {
			live_merge_free(m);
			return -ENOMEM;
		}
	}
	*out = m;
	return 0;
}

void
live_merge_free(struct live_merge *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->count; i++)
		free(m->rings[i].bytes);
	free(m);
}

/* Rings are aligned by malloc, and every place in them by ALIGN. */
static struct held *
held_at(const struct ring *r, size_t at)
{
	return (struct held *)(void *)(r->bytes + at);
}

static struct held *
first(const struct ring *r)
{
	return r->count > 0 ? held_at(r, r->head) : NULL;
}

/* When the one that came first came. */
static uint64_t
oldest_came(const struct live_merge *m)
{
	uint64_t oldest = UINT64_MAX;

	for (size_t i = 0; i < m->count; i++) {
		const struct held *h = first(&m->rings[i]);

		if (h && h->came_us < oldest)
			oldest = h->came_us;
	}
	return oldest;
}

/* Every source that is waited for has a frame. */
static bool
complete(const struct live_merge *m)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->rings[i].awaited && m->rings[i].count == 0)
			return false;
	}
	return true;
}

/* The ring whose first frame is the earliest; NULL when all are empty. */
static struct ring *
choose(struct live_merge *m)
{
	struct ring *best = NULL;

	for (size_t i = 0; i < m->count; i++) {
		const struct held *h = first(&m->rings[i]);

		if (h &&
		    (!best || h->frame.time_us < first(best)->frame.time_us))
			best = &m->rings[i];
	}
	return best;
}

static void
hand_on(struct live_merge *m, struct ring *r)
{
	struct held *h = first(r);

	if (m->last_ring != r && h->frame.time_us < m->last_us)
		r->late++;
	m->last_ring = r;
	m->last_us = h->frame.time_us;
	m->handed++;
	m->on_frame(&h->frame, m->arg);
	r->head += h->size;
	if (r->head == r->wrap) {
		r->head = 0;
		r->wrap = SIZE_MAX;
	}
	if (--r->count == 0)
		r->head = r->tail = 0; /* memory not touched costs nothing */
}

/* Where need bytes are free in one piece, or SIZE_MAX. */
static size_t
place_for(const struct live_merge *m, const struct ring *r, size_t need)
{
	if (r->count == 0)
		return 0;
	if (r->tail > r->head) {
		if (m->ring_bytes - r->tail >= need)
			return r->tail;
		return need <= r->head ? 0 : SIZE_MAX;
	}
	return r->head - r->tail >= need ? r->tail : SIZE_MAX;
}

void
live_merge_put(struct live_merge *m, const struct frame *f, uint64_t steady_us)
{
	struct ring *r = &m->rings[f->interface];
	size_t need = sizeof(struct held) + f->cap_len;
	struct held *h;
	size_t at;

	assert(f->interface < m->count && f->cap_len <= FRAME_CAP_MAX);
	need += (ALIGN - need % ALIGN) % ALIGN;
	while ((at = place_for(m, r, need)) == SIZE_MAX) {
		struct ring *best = choose(m);

		best->hurried++;
		hand_on(m, best);
	}
	if (at != r->tail)
		r->wrap = r->tail;
	h = held_at(r, at);
	h->frame = *f;
	h->frame.data = (uint8_t *)(h + 1);
	h->came_us = steady_us;
	memcpy(h + 1, f->data, f->cap_len);
	h->size = need;
	r->tail = at + need;
	r->count++;
}

void
live_merge_await(struct live_merge *m, size_t source, bool awaited)
{
	m->rings[source].awaited = awaited;
}

uint64_t
live_merge_due_us(const struct live_merge *m)
{
	uint64_t oldest = oldest_came(m);

	if (oldest == UINT64_MAX)
		return UINT64_MAX;
	return complete(m) ? 0 : oldest + m->window_us;
}

static size_t
handed(struct live_merge *m)
{
	size_t n = m->handed;

	m->handed = 0;
	return n;
}

size_t
live_merge_take(struct live_merge *m, uint64_t steady_us)
{
	while (live_merge_due_us(m) <= steady_us)
		hand_on(m, choose(m));
	return handed(m);
}

size_t
live_merge_flush(struct live_merge *m)
{
	struct ring *best;

	while ((best = choose(m)))
		hand_on(m, best);
	return handed(m);
}

uint64_t
live_merge_late(const struct live_merge *m, size_t source)
{
	return m->rings[source].late;
}

uint64_t
live_merge_hurried(const struct live_merge *m, size_t source)
{
	return m->rings[source].hurried;
}
