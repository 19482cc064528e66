/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_pool.c - the flows of a table: their memory, finding them by key, and
 * which of them end when.
 *
 * Flows lie in one array and are found by a keyed hash.  Two wheels hold the
 * second in which each is to be looked at: one for flows that may be pushed
 * out of a full pool, one for those that should stay.  A packet writes to its
 * flow only; when its flow's second comes, it is ended, reported or moved on,
 * as its last packet asks.  A flow ends otherwise only for a successor of its
 * own key, which takes its place.  So nothing is ever unlinked from the middle
 * of a bucket.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pages.h"
#include "flow/flow_age.h"
#include "flow/flow_order.h"
#include "flow/flow_pool.h"
#include "flow/flow_wheel.h"

#define CACHE_PAIR 128 /* bytes that are fetched together; a flow */
/* Flows to choose from when one that should stay has to go. */
#define CANDIDATES 8

struct flow_pool {
	struct flow *flows; /* [0] unused: 0 is no flow */
	uint32_t *heads;    /* chains through next_hash */
	uint32_t heads_mask;
	uint32_t high; /* flows[1..high] have been in use */
	uint32_t free; /* chain through next_hash */
	uint32_t max;
	uint32_t size;
	uint32_t now; /* ticks */
	uint64_t now_us;
	uint64_t now_s;
	struct flow_ages ages;
	uint64_t evicted;
	uint64_t lost_us; /* a flow without TCP was evicted */
	flow_end_fn *on_end;
	void *arg;
	uint8_t secret[HASH_SECRET_BYTES];
	struct flow_wheel wheels[FLOW_TIER_COUNT];
};

/* Twice as many chains as flows: nearly every chain is one flow long. */
static uint32_t
heads_for(size_t max_flows)
{
	uint32_t n = 4;

	while (n < 2 * max_flows)
		n *= 2;
	return n;
}

/* The flows are not cleared: a page is touched when its first flow begins. */
static int
allocate(struct flow_pool *pool)
{
	size_t heads = (size_t)pool->heads_mask + 1;
	size_t bytes = ((size_t)pool->max + 1) * sizeof(*pool->flows);

	bytes = (bytes + CACHE_PAIR - 1) / CACHE_PAIR * CACHE_PAIR;
	pool->flows = aligned_alloc(CACHE_PAIR, bytes);
	pool->heads = calloc(heads, sizeof(*pool->heads));
	if (pool->flows == NULL || pool->heads == NULL)
		return -ENOMEM;
	pages_advise_large(pool->flows, bytes);
	pages_advise_large(pool->heads, heads * sizeof(*pool->heads));
	return 0;
}

static void
clear_wheels(struct flow_pool *pool)
{
	for (int tier = 0; tier < FLOW_TIER_COUNT; tier++) {
		flow_wheel_init(&pool->wheels[tier], pool->flows);
		pool->wheels[tier].now_s = pool->now_s;
	}
}

int
flow_pool_new(struct flow_pool **out, const struct flow_table_options *o)
{
	struct flow_pool *pool;
	struct flow_ages ages;

	if (o->max_flows == 0 || o->max_flows > FLOW_TABLE_MAX ||
	    o->on_end == NULL || !flow_age_init(&ages, &o->timeouts))
		return -EINVAL;
	pool = calloc(1, sizeof(*pool));
	if (pool == NULL)
		return -ENOMEM;
	pool->ages = ages;
	pool->max = (uint32_t)o->max_flows;
	pool->heads_mask = heads_for(o->max_flows) - 1;
	pool->on_end = o->on_end;
	pool->arg = o->arg;
	memcpy(pool->secret, o->secret, sizeof(pool->secret));
	if (allocate(pool) < 0) {
		flow_pool_free(pool);
		return -ENOMEM;
	}
	clear_wheels(pool);
	*out = pool;
	return 0;
}

void
flow_pool_free(struct flow_pool *pool)
{
	if (pool == NULL)
		return;
	free(pool->heads);
	free(pool->flows);
	free(pool);
}

uint64_t
flow_pool_hash(const struct flow_pool *pool, const struct flow_key *key)
{
	return hash_sip(key, sizeof(*key), pool->secret, 1, 3);
}

static uint32_t *
head_of(const struct flow_pool *pool, uint64_t hash)
{
	return &pool->heads[hash & pool->heads_mask];
}

struct flow *
flow_pool_find(const struct flow_pool *pool, const struct flow_key *key,
    uint64_t hash)
{
	uint32_t number = *head_of(pool, hash);

	while (number != 0) {
		struct flow *f = &pool->flows[number];

		if (flow_key_equal(&f->key, key))
			return f;
		number = f->next_hash;
	}
	return NULL;
}

/* The second that is ticks ahead, rounded up. */
static uint64_t
second_ahead(const struct flow_pool *pool, uint32_t ticks)
{
	uint64_t then = pool->now_us / FLOW_AGE_TICK_US + ticks;

	return (then + FLOW_AGE_TICKS - 1) / FLOW_AGE_TICKS;
}

/* Put a flow that is in no bucket into that of its next look. */
static void
queue(struct flow_pool *pool, uint32_t number)
{
	const struct flow *f = &pool->flows[number];
	uint32_t ahead = flow_age_look(&pool->ages, f, pool->now);

	flow_wheel_add(&pool->wheels[flow_age_tier(f)], number,
	    second_ahead(pool, ahead));
}

enum flow_end
flow_pool_end_of(const struct flow *f)
{
	return flow_age_closed(f) ? FLOW_END_CLOSED : FLOW_END_IDLE;
}

static bool
is_over(const struct flow_pool *pool, const struct flow *f)
{
	return flow_age_left(&pool->ages, f, pool->now) == 0;
}

/* End a flow that is in no bucket. */
static void
end_flow(struct flow_pool *pool, uint32_t number, enum flow_end why)
{
	struct flow *f = &pool->flows[number];
	uint32_t *link = head_of(pool, flow_pool_hash(pool, &f->key));

	pool->on_end(f, why, pool->arg);
	while (*link != number) {
		assert(*link != 0);
		link = &pool->flows[*link].next_hash;
	}
	*link = f->next_hash;
	f->key.ip_version = 0;
	f->next_hash = pool->free;
	pool->free = number;
	pool->size--;
}

/* Report a living flow, if it had a packet since the last time. */
static void
report(struct flow_pool *pool, struct flow *f)
{
	uint32_t last_report = f->report_at - pool->ages.active;

	if ((int32_t)(f->seen_at - last_report) >= 0)
		pool->on_end(f, FLOW_END_ACTIVE, pool->arg);
	f->report_at = pool->now + pool->ages.active;
}

/* A flow was taken from its bucket. */
static void
look(struct flow_pool *pool, uint32_t number)
{
	struct flow *f = &pool->flows[number];

	if (is_over(pool, f)) {
		end_flow(pool, number, flow_pool_end_of(f));
		return;
	}
	if ((int32_t)(pool->now - f->report_at) >= 0)
		report(pool, f);
	queue(pool, number);
}

static void
look_at_second(struct flow_pool *pool, uint64_t second)
{
	for (int tier = 0; tier < FLOW_TIER_COUNT; tier++) {
		uint32_t number = flow_wheel_take(&pool->wheels[tier], second);

		while (number != 0) {
			uint32_t next = pool->flows[number].next_due;

			look(pool, number);
			number = next;
		}
	}
}

void
flow_pool_advance(struct flow_pool *pool, uint64_t now_us)
{
	uint64_t second = pool->now_s;

	pool->now_us = now_us;
	pool->now = (uint32_t)(now_us / FLOW_AGE_TICK_US);
	pool->now_s = now_us / FLOW_CLOCK_SECOND_US;
	if (pool->now_s == second)
		return;
	for (int tier = 0; tier < FLOW_TIER_COUNT; tier++)
		pool->wheels[tier].now_s = pool->now_s;
	/* A flow that is moved on may be met again in the same turn, which
	 * does no harm: its bucket is empty by the time it is moved. */
	for (uint64_t n = 0; second < pool->now_s && n < FLOW_WHEEL_BUCKETS;
	     n++)
		look_at_second(pool, ++second);
}

/* Push out a flow that is in no bucket. */
static void
evict(struct flow_pool *pool, uint32_t number)
{
	const struct flow *f = &pool->flows[number];

	if (flow_age_closed(f) || is_over(pool, f)) {
		end_flow(pool, number, flow_pool_end_of(f));
		return;
	}
	pool->evicted++;
	if (f->key.ip_proto != PROTO_TCP)
		pool->lost_us = pool->now_us;
	end_flow(pool, number, FLOW_END_EVICTED);
}

/*
 * Evict the attempt that is due soonest.  Those that were seen since they
 * were queued, or settled, are moved on: each packet pays for one move at
 * most.  False when all have settled.
 */
static bool
evict_attempt(struct flow_pool *pool)
{
	struct flow_wheel *w = &pool->wheels[FLOW_TIER_ATTEMPT];
	uint64_t second, due_s;
	uint32_t number;

	while ((number = flow_wheel_pop(w, &second)) != 0) {
		const struct flow *f = &pool->flows[number];

		due_s = second_ahead(pool,
		    flow_age_left(&pool->ages, f, pool->now));
		if (flow_age_tier(f) != FLOW_TIER_ATTEMPT)
			queue(pool, number);
		else if (flow_wheel_second(w, due_s) > second)
			flow_wheel_add(w, number, due_s);
		else
			break;
	}
	if (number != 0)
		evict(pool, number);
	return number != 0;
}

/* Of two flows that should stay, a has to go before b. */
static bool
goes_first(const struct flow_pool *pool, uint32_t a, uint32_t b)
{
	const struct flow *fa = &pool->flows[a], *fb = &pool->flows[b];

	if (flow_age_tier(fa) != flow_age_tier(fb))
		return flow_age_tier(fa) == FLOW_TIER_ATTEMPT;
	return pool->now - fa->seen_at > pool->now - fb->seen_at;
}

/* Evict one of those that are to be looked at next: one that has closed, else
 * the one that was silent for longest. */
static void
evict_settled(struct flow_pool *pool)
{
	uint32_t least = 0;
	uint64_t second;

	for (int i = 0; i < CANDIDATES; i++) {
		uint32_t number =
		    flow_wheel_pop(&pool->wheels[FLOW_TIER_SETTLED], &second);
		uint32_t stays = number;

		if (number == 0)
			break;
		if (least == 0 || goes_first(pool, number, least)) {
			stays = least;
			least = number;
		}
		if (stays != 0)
			queue(pool, stays);
	}
	assert(least != 0);
	evict(pool, least);
}

/* The number of a flow that is free now. */
static uint32_t
take_free(struct flow_pool *pool)
{
	uint32_t number;

	if (pool->size == pool->max && !evict_attempt(pool))
		evict_settled(pool);
	number = pool->free;
	if (number != 0)
		pool->free = pool->flows[number].next_hash;
	else
		number = ++pool->high;
	assert(number <= pool->max);
	pool->size++;
	return number;
}

struct flow *
flow_pool_add(struct flow_pool *pool, const struct flow *fresh, uint64_t hash)
{
	uint32_t number = take_free(pool);
	struct flow *f = &pool->flows[number];
	uint32_t *head = head_of(pool, hash);
	uint32_t ahead = flow_age_first_look(&pool->ages, fresh->key.ip_proto);

	*f = *fresh;
	f->report_at = pool->now + pool->ages.active;
	f->next_hash = *head;
	*head = number;
	flow_wheel_add(&pool->wheels[FLOW_TIER_ATTEMPT], number,
	    second_ahead(pool, ahead));
	return f;
}

void
flow_pool_replace(struct flow_pool *pool, struct flow *f,
    const struct flow *fresh, enum flow_end why)
{
	uint32_t next_hash = f->next_hash, next_due = f->next_due;

	pool->on_end(f, why, pool->arg);
	*f = *fresh;
	f->report_at = pool->now + pool->ages.active;
	f->next_hash = next_hash;
	f->next_due = next_due;
}

void
flow_pool_touch(struct flow *f, uint64_t now_us)
{
	f->seen_at = (uint32_t)(now_us / FLOW_AGE_TICK_US);
}

bool
flow_pool_is_over(const struct flow_pool *pool, const struct flow *f,
    uint64_t ahead_us)
{
	uint64_t idle = pool->now - f->seen_at;

	return idle + ahead_us / FLOW_AGE_TICK_US >=
	    flow_age_limit(&pool->ages, f);
}

void
flow_pool_flush(struct flow_pool *pool)
{
	uint32_t number = flow_order(pool->flows, pool->high);

	while (number != 0) {
		struct flow *f = &pool->flows[number];
		bool over = flow_age_closed(f) || is_over(pool, f);

		*head_of(pool, flow_pool_hash(pool, &f->key)) = 0;
		number = f->next_due;
		pool->on_end(f, over ? flow_pool_end_of(f) : FLOW_END_ACTIVE,
		    pool->arg);
	}
	clear_wheels(pool);
	pool->high = pool->free = pool->size = 0;
}

size_t
flow_pool_size(const struct flow_pool *pool)
{
	return pool->size;
}

const struct flow_ages *
flow_pool_ages(const struct flow_pool *pool)
{
	return &pool->ages;
}

uint64_t
flow_pool_evicted(const struct flow_pool *pool)
{
	return pool->evicted;
}

uint64_t
flow_pool_lost_us(const struct flow_pool *pool)
{
	return pool->lost_us;
}
