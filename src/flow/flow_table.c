/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_table.c - bounded table of live flows: whose packet is it?
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "flow/flow_answer.h"
#include "flow/flow_clock.h"
#include "flow/flow_pool.h"
#include "flow/flow_table.h"
#include "flow/flow_wire.h"
#include "flow/tcp_state.h"

/* A packet that claims to be further ahead than this is not believed even by
 * its own flow, until the next one confirms it. */
#define CLAIM_MAX_US (7 * 86400 * FLOW_CLOCK_SECOND_US)

/* The flow of a packet whose time is doubted: it is put right when the next
 * packet confirms it. */
struct doubt {
	struct flow *flow; /* NULL: none */
	uint64_t time_us;
	bool fresh; /* the packet began it */
};

struct flow_table {
	struct flow_pool *pool;
	struct flow_answer *answers;
	struct flow_clock clock;
	struct doubt doubt;
	uint64_t gap_us; /* of the clock: the input began, or goes on */
	struct flow_table_stats stats;
	bool vlan_key;
};

int
flow_table_new(struct flow_table **out,
    const struct flow_table_options *options)
{
	struct flow_table *ft = calloc(1, sizeof(*ft));
	int rc = ft != NULL ? 0 : -ENOMEM;

	if (rc == 0)
		rc = flow_pool_new(&ft->pool, options);
	if (rc == 0)
		rc = flow_answer_new(&ft->answers, options->secret);
	if (rc < 0) {
		flow_table_free(ft);
		return rc;
	}
	ft->vlan_key = options->vlan_key;
	*out = ft;
	return 0;
}

void
flow_table_free(struct flow_table *ft)
{
	if (ft == NULL)
		return;
	if (ft->pool != NULL)
		flow_table_flush(ft);
	flow_pool_free(ft->pool);
	flow_answer_free(ft->answers);
	free(ft);
}

/* The doubted time of the last packet holds. */
static void
believe(struct flow_table *ft)
{
	struct flow *f = ft->doubt.flow;

	if (f == NULL)
		return;
	if (ft->doubt.fresh)
		f->first_us = f->last_us = ft->doubt.time_us;
	flow_wire_time(f, ft->doubt.time_us);
	flow_pool_touch(f, ft->clock.now_us);
	ft->doubt.flow = NULL;
}

static void
move_clock(struct flow_table *ft, uint64_t time_us)
{
	uint64_t jumps = ft->clock.jumps;

	flow_clock_move(&ft->clock, time_us);
	if (ft->clock.jumps != jumps) {
		believe(ft);
		ft->gap_us = ft->clock.now_us;
	}
	ft->doubt.flow = NULL;
	ft->stats.time_jumps = ft->clock.jumps;
	ft->stats.time_back = ft->clock.packets_back;
	flow_pool_advance(ft->pool, ft->clock.now_us);
}

/* How far ahead of the clock p is, if one may believe it at all. */
static uint64_t
claim_us(const struct flow_table *ft, const struct packet *p)
{
	const struct flow_clock *c = &ft->clock;

	if (!c->is_doubted || p->time_us < c->capture_us ||
	    p->time_us - c->capture_us > CLAIM_MAX_US)
		return 0;
	return p->time_us - c->capture_us;
}

static bool
is_over(const struct flow_table *ft, const struct flow *f,
    const struct packet *p)
{
	return flow_pool_is_over(ft->pool, f, claim_us(ft, p));
}

static struct flow *
find_alive(const struct flow_table *ft, const struct flow_key *key,
    const struct packet *p)
{
	struct flow *f =
	    flow_pool_find(ft->pool, key, flow_pool_hash(ft->pool, key));

	return f != NULL && is_over(ft, f, p) ? NULL : f;
}

static void
count(struct flow_table *ft, struct flow *f, unsigned int side,
    const struct packet *p, bool fresh)
{
	bool doubted = ft->clock.is_doubted;

	flow_wire_count(f, side, p,
	    doubted ? ft->clock.capture_us : p->time_us);
	flow_pool_touch(f, ft->clock.now_us);
	if (doubted)
		ft->doubt = (struct doubt){
			.flow = f, .time_us = p->time_us, .fresh = fresh
		};
	if (f->key.ip_proto == PROTO_UDP && (f->seen & FLOW_SEEN_TO_MANY) &&
	    side == f->client)
		flow_answer_note(ft->answers, &f->key, side, ft->clock.now_us);
}

/* Credit an ICMP error to the flow of the packet it quotes, if that packet
 * was seen.  It is none of the flow's packets. */
static struct flow *
credit_error(struct flow_table *ft, const struct packet *p, unsigned int *side)
{
	struct flow_key key;
	struct flow *f;
	unsigned int quoted;

	if (!flow_key_of_quote(&key, &quoted, p, ft->vlan_key))
		return NULL;
	f = find_alive(ft, &key, p);
	if (f == NULL || f->packets[quoted] == 0)
		return NULL;
	flow_wire_error(f, quoted, p);
	ft->stats.credited_errors += 1 + (uint64_t)p->held_packets;
	*side = 1 - quoted;
	return f;
}

/* Credit p, of whose own key there is no flow, to the broadcast that it
 * answers. */
static struct flow *
credit_answer(struct flow_table *ft, const struct flow_key *key,
    const struct packet *p, unsigned int *side)
{
	const struct flow_key *asked;
	struct flow *f;
	unsigned int asker;

	if (p->proto != PROTO_UDP || p->scope != SCOPE_UNICAST)
		return NULL;
	asked =
	    flow_answer_find(ft->answers, key, *side, ft->clock.now_us, &asker);
	f = asked != NULL ? find_alive(ft, asked, p) : NULL;
	if (f == NULL)
		return NULL;
	*side = 1 - asker;
	count(ft, f, *side, p, false);
	ft->stats.credited_answers += 1 + (uint64_t)p->held_packets;
	return f;
}

/*
 * A flow that begins now may have begun unseen: within its idle time the
 * input began or had a gap, or a flow was evicted whose rest this may be.
 */
static bool
is_early(const struct flow_table *ft)
{
	uint64_t idle_us =
	    flow_pool_ages(ft->pool)->datagram * FLOW_AGE_TICK_US;
	uint64_t lost_us = flow_pool_lost_us(ft->pool);
	uint64_t since_us = lost_us > ft->gap_us ? lost_us : ft->gap_us;

	return ft->clock.now_us <= since_us + idle_us;
}

/* Why the flow of p's key has to end before p can begin another; false when
 * p goes on with it. */
static bool
ends(const struct flow_table *ft, const struct flow *f, const struct packet *p,
    enum flow_end *why)
{
	if (is_over(ft, f, p)) {
		*why = flow_pool_end_of(f);
		return true;
	}
	*why = FLOW_END_CLOSED;
	return p->proto == PROTO_TCP && tcp_state_reopens(f, p);
}

/* p begins a flow, in the place of the old one of its key if there is one. */
static struct flow *
begin(struct flow_table *ft, struct flow *old, enum flow_end why,
    const struct flow *fresh, uint64_t hash)
{
	struct flow *f = old;

	ft->stats.flows++;
	if (old != NULL)
		flow_pool_replace(ft->pool, old, fresh, why);
	else
		f = flow_pool_add(ft->pool, fresh, hash);
	ft->stats.evicted = flow_pool_evicted(ft->pool);
	return f;
}

/* Count p into the flow of its own key, the answered one, or a new one. */
static struct flow *
count_packet(struct flow_table *ft, const struct packet *p, uint16_t tunnel,
    unsigned int *side, enum flow_touch *how)
{
	struct flow_key key;
	struct flow fresh;
	struct flow *f, *asked;
	uint64_t hash;
	enum flow_end why = FLOW_END_IDLE;

	*side = flow_key_of_packet(&key, p, ft->vlan_key);
	hash = flow_pool_hash(ft->pool, &key);
	f = flow_pool_find(ft->pool, &key, hash);
	if (f != NULL && !ends(ft, f, p, &why)) {
		*how = FLOW_TOUCH_KNOWN;
		count(ft, f, *side, p, false);
		return f;
	}
	asked = credit_answer(ft, &key, p, side);
	if (asked != NULL) {
		*how = FLOW_TOUCH_CREDITED_ANSWER;
		return asked;
	}
	*how = FLOW_TOUCH_NEW;
	flow_wire_begin(&fresh, &key, *side, p, is_early(ft));
	fresh.tunnel = tunnel;
	f = begin(ft, f, why, &fresh, hash);
	count(ft, f, *side, p, true);
	return f;
}

struct flow *
flow_table_packet(struct flow_table *ft, const struct packet *p,
    uint16_t tunnel, unsigned int *side, enum flow_touch *how)
{
	struct flow *f = NULL;

	move_clock(ft, p->time_us);
	if (p->quote.valid)
		f = credit_error(ft, p, side);
	if (f == NULL)
		return count_packet(ft, p, tunnel, side, how);
	*how = FLOW_TOUCH_CREDITED_ERROR;
	return f;
}

void
flow_table_idle(struct flow_table *ft, uint64_t time_us)
{
	if (ft->clock.started && time_us > ft->clock.capture_us)
		move_clock(ft, time_us);
}

void
flow_table_gap(struct flow_table *ft, uint64_t time_us)
{
	believe(ft);
	ft->gap_us = flow_clock_expect(&ft->clock, time_us);
}

void
flow_table_flush(struct flow_table *ft)
{
	believe(ft);
	flow_pool_flush(ft->pool);
}

size_t
flow_table_size(const struct flow_table *ft)
{
	return flow_pool_size(ft->pool);
}

const struct flow_table_stats *
flow_table_stats(const struct flow_table *ft)
{
	return &ft->stats;
}
