/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_pool.h - the flows of a table: their memory, finding them by key, and
 * which of them end when.
 *
 * A flow is ended when its time is over, and when the pool is full: first the
 * attempt that is due soonest, and where all have settled, of a few that are
 * to be looked at next the one that was silent for longest.
 */
#ifndef FLOW_FLOW_POOL_H
#define FLOW_FLOW_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/flow.h"
#include "flow/flow_table.h"

struct flow_pool;

/* Takes of the options max_flows, timeouts, secret, on_end and arg.  0 and a
 * pool to give to flow_pool_free(); -EINVAL or -ENOMEM. */
int flow_pool_new(struct flow_pool **out, const struct flow_table_options *o);
/* Flows that are left are not told of.  NULL is allowed. */
void flow_pool_free(struct flow_pool *pool);

/* The clock is at now_us: end, report or move the flows that are due. */
void flow_pool_advance(struct flow_pool *pool, uint64_t now_us);

uint64_t flow_pool_hash(const struct flow_pool *pool,
    const struct flow_key *key);
/* The flow of a key and its hash, or NULL; it stays the pool's, and is good
 * until the pool is added to or advanced. */
struct flow *flow_pool_find(const struct flow_pool *pool,
    const struct flow_key *key, uint64_t hash);
/* Add a copy of *fresh, whose key is not in the pool and has this hash.  Never
 * fails: a full pool evicts. */
struct flow *flow_pool_add(struct flow_pool *pool, const struct flow *fresh,
    uint64_t hash);
/* End f and put a copy of *fresh, which has its key, in its place. */
void flow_pool_replace(struct flow_pool *pool, struct flow *f,
    const struct flow *fresh, enum flow_end why);

/* f has a packet at now_us of the clock. */
void flow_pool_touch(struct flow *f, uint64_t now_us);
/* f was silent for its idle time, were it ahead_us later than it is. */
bool flow_pool_is_over(const struct flow_pool *pool, const struct flow *f,
    uint64_t ahead_us);
/* How a flow ends whose time is over. */
enum flow_end flow_pool_end_of(const struct flow *f);

/* End all flows in the order in which they began. */
void flow_pool_flush(struct flow_pool *pool);

size_t flow_pool_size(const struct flow_pool *pool);
const struct flow_ages *flow_pool_ages(const struct flow_pool *pool);
/* Flows evicted so far that were not over. */
uint64_t flow_pool_evicted(const struct flow_pool *pool);
/* When a flow without TCP was evicted last; 0 if none was. */
uint64_t flow_pool_lost_us(const struct flow_pool *pool);

#endif
