/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_age.h - how long a flow lives without packets, and when to look at it.
 *
 * Times are ticks of the table's clock, in 32 bits that wrap after 2.1 years.
 * A flow is looked at once in a turn of the wheel at least, the clock takes no
 * step above 2^30 ticks, and no timeout is above that: differences never come
 * near the wrap.
 */
#ifndef FLOW_FLOW_AGE_H
#define FLOW_FLOW_AGE_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/flow.h"
#include "flow/flow_clock.h"

#define FLOW_AGE_TICKS 64U /* in a second */
#define FLOW_AGE_TICK_US (FLOW_CLOCK_SECOND_US / FLOW_AGE_TICKS)
#define FLOW_TIMEOUT_MAX_S (30U * 86400)

/* Seconds, up to FLOW_TIMEOUT_MAX_S.  0 takes the default that flow_age.c's
 * table gives. */
struct flow_timeouts {
	uint32_t attempt_s;     /* TCP without an answer */
	uint32_t established_s; /* TCP, answered or mid-stream */
	uint32_t closed_s;      /* TCP after FINs or RST */
	uint32_t datagram_s;    /* UDP and others */
	uint32_t active_s;      /* interim report of a living flow */
};

/* The same in ticks. */
struct flow_ages {
	uint32_t attempt, established, closed, datagram, active;
};

/* Which flows leave a full table first. */
enum flow_tier { FLOW_TIER_ATTEMPT, FLOW_TIER_SETTLED, FLOW_TIER_COUNT };

/* False when a timeout is too long. */
bool flow_age_init(struct flow_ages *ages, const struct flow_timeouts *t);

enum flow_tier flow_age_tier(const struct flow *f);
/* Ticks of silence that f has left; 0 when it is over. */
uint32_t flow_age_left(const struct flow_ages *ages, const struct flow *f,
    uint32_t now);
/* Ticks of silence after which f is over. */
uint32_t flow_age_limit(const struct flow_ages *ages, const struct flow *f);
/*
 * Ticks until a flow is to be looked at: when it would be over, or is to be
 * reported.  A connection that closes is over long before what it seemed; so
 * that it does not wait for longer than it lasted, it is looked at as often
 * as that, at most once in its closed time.
 */
uint32_t flow_age_look(const struct flow_ages *ages, const struct flow *f,
    uint32_t now);
/* The same for a flow that just begins. */
uint32_t flow_age_first_look(const struct flow_ages *ages, uint8_t ip_proto);
/* TCP, and closed. */
bool flow_age_closed(const struct flow *f);

#endif
