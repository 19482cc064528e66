/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_wheel.c - which flows are to be looked at in which second.
 */
#include <config.h>

#include <assert.h>
#include <string.h>

#include "flow/flow_wheel.h"

#define MASK (FLOW_WHEEL_BUCKETS - 1)
#define WORD_BITS 64U

static_assert(FLOW_WHEEL_BUCKETS == WORD_BITS * WORD_BITS,
    "words_used has a bit for each word of used");

void
flow_wheel_init(struct flow_wheel *w, struct flow *flows)
{
	memset(w, 0, sizeof(*w));
	w->flows = flows;
}

uint64_t
flow_wheel_second(const struct flow_wheel *w, uint64_t due_s)
{
	if (due_s <= w->now_s)
		return w->now_s + 1;
	if (due_s - w->now_s > MASK)
		return w->now_s + MASK;
	return due_s;
}

static void
mark(struct flow_wheel *w, uint32_t bucket)
{
	w->used[bucket / WORD_BITS] |= UINT64_C(1) << bucket % WORD_BITS;
	w->words_used |= UINT64_C(1) << bucket / WORD_BITS;
}

static void
unmark(struct flow_wheel *w, uint32_t bucket)
{
	uint64_t *word = &w->used[bucket / WORD_BITS];

	*word &= ~(UINT64_C(1) << bucket % WORD_BITS);
	if (*word == 0)
		w->words_used &= ~(UINT64_C(1) << bucket / WORD_BITS);
}

void
flow_wheel_add(struct flow_wheel *w, uint32_t number, uint64_t due_s)
{
	uint32_t bucket = (uint32_t)(flow_wheel_second(w, due_s) & MASK);

	w->flows[number].next_due = 0;
	if (w->first[bucket] == 0) {
		w->first[bucket] = number;
		mark(w, bucket);
	} else {
		w->flows[w->last[bucket]].next_due = number;
	}
	w->last[bucket] = number;
}

uint32_t
flow_wheel_take(struct flow_wheel *w, uint64_t second)
{
	uint32_t bucket = (uint32_t)(second & MASK);
	uint32_t first = w->first[bucket];

	if (first != 0) {
		w->first[bucket] = 0;
		unmark(w, bucket);
	}
	return first;
}

/* The first bucket in use from one on, round the ring.  One must be. */
static uint32_t
next_used(const struct flow_wheel *w, uint32_t from)
{
	uint32_t word = from / WORD_BITS;
	uint64_t here = w->used[word] & UINT64_MAX << from % WORD_BITS;
	uint64_t later;

	if (here == 0) {
		later = word + 1 < WORD_BITS
		    ? w->words_used & UINT64_MAX << (word + 1)
		    : 0;
		if (later == 0)
			later = w->words_used;
		word = (uint32_t)__builtin_ctzll(later);
		here = w->used[word];
	}
	return word * WORD_BITS + (uint32_t)__builtin_ctzll(here);
}

uint32_t
flow_wheel_pop(struct flow_wheel *w, uint64_t *due_s)
{
	uint32_t from = (uint32_t)((w->now_s + 1) & MASK);
	uint32_t bucket, number;

	if (w->words_used == 0)
		return 0;
	bucket = next_used(w, from);
	*due_s = w->now_s + 1 + ((bucket - from) & MASK);
	number = w->first[bucket];
	w->first[bucket] = w->flows[number].next_due;
	if (w->first[bucket] == 0)
		unmark(w, bucket);
	return number;
}
