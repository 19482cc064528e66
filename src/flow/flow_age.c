/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_age.c - how long a flow lives without packets, and when to look at it.
 */
#include <config.h>

#include <assert.h>

#include "flow/flow_age.h"
#include "flow/tcp_state.h"

/* Packets that make more than an attempt of unanswered datagrams. */
#define DATAGRAMS_SETTLED 4

static_assert((uint64_t)FLOW_TIMEOUT_MAX_S * FLOW_AGE_TICKS < UINT64_C(1) << 30,
    "a timeout wraps");
static_assert(FLOW_CLOCK_STEP_MAX_US / FLOW_AGE_TICK_US <= UINT64_C(1) << 30,
    "a step of the clock wraps");

static const struct flow_timeouts defaults = {
	.attempt_s = 60,       /* SYNs are repeated after up to 32 s */
	.established_s = 3600, /* keep-alives may be two hours apart */
	.closed_s = 10,        /* late segments; a SYN again after an RST */
	.datagram_s = 120,
	.active_s = 300,
};

static uint32_t
ticks_of(uint32_t seconds, uint32_t fallback_s)
{
	return (seconds > 0 ? seconds : fallback_s) * FLOW_AGE_TICKS;
}

bool
flow_age_init(struct flow_ages *ages, const struct flow_timeouts *t)
{
	if (t->attempt_s > FLOW_TIMEOUT_MAX_S ||
	    t->established_s > FLOW_TIMEOUT_MAX_S ||
	    t->closed_s > FLOW_TIMEOUT_MAX_S ||
	    t->datagram_s > FLOW_TIMEOUT_MAX_S ||
	    t->active_s > FLOW_TIMEOUT_MAX_S)
		return false;
	*ages = (struct flow_ages){
		.attempt = ticks_of(t->attempt_s, defaults.attempt_s),
		.established =
		    ticks_of(t->established_s, defaults.established_s),
		.closed = ticks_of(t->closed_s, defaults.closed_s),
		.datagram = ticks_of(t->datagram_s, defaults.datagram_s),
		.active = ticks_of(t->active_s, defaults.active_s),
	};
	return true;
}

bool
flow_age_closed(const struct flow *f)
{
	return f->key.ip_proto == PROTO_TCP && tcp_state_closed(f);
}

enum flow_tier
flow_age_tier(const struct flow *f)
{
	bool settled;

	if (f->key.ip_proto == PROTO_TCP)
		settled = tcp_state_settled(f) && !tcp_state_closed(f);
	else
		settled = (f->packets[0] > 0 && f->packets[1] > 0) ||
		    f->packets[0] + f->packets[1] >= DATAGRAMS_SETTLED;
	return settled ? FLOW_TIER_SETTLED : FLOW_TIER_ATTEMPT;
}

uint32_t
flow_age_limit(const struct flow_ages *ages, const struct flow *f)
{
	if (f->key.ip_proto != PROTO_TCP)
		return ages->datagram;
	if (tcp_state_closed(f))
		return ages->closed;
	return tcp_state_settled(f) ? ages->established : ages->attempt;
}

uint32_t
flow_age_left(const struct flow_ages *ages, const struct flow *f, uint32_t now)
{
	uint32_t limit = flow_age_limit(ages, f);
	uint32_t idle = now - f->seen_at;

	return idle < limit ? limit - idle : 0;
}

uint32_t
flow_age_look(const struct flow_ages *ages, const struct flow *f, uint32_t now)
{
	uint32_t ahead = flow_age_left(ages, f, now);
	int32_t report = (int32_t)(f->report_at - now);
	uint64_t lasted = (f->last_us - f->first_us) / FLOW_AGE_TICK_US;

	if (report <= 0)
		return 0;
	if ((uint32_t)report < ahead)
		ahead = (uint32_t)report;
	if (f->key.ip_proto != PROTO_TCP ||
	    flow_age_tier(f) == FLOW_TIER_ATTEMPT)
		return ahead;
	if (lasted < ages->closed)
		lasted = ages->closed;
	return lasted < ahead ? (uint32_t)lasted : ahead;
}

uint32_t
flow_age_first_look(const struct flow_ages *ages, uint8_t ip_proto)
{
	if (ip_proto != PROTO_TCP)
		return ages->datagram < ages->active ? ages->datagram
						     : ages->active;
	return ages->closed < ages->attempt ? ages->closed : ages->attempt;
}
