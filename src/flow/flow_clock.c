/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_clock.c - capture time to a clock that flows can be aged by.
 */
#include <config.h>

#include "flow/flow_clock.h"

static uint64_t
distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* The input goes on at time_us. */
static void
set_capture(struct flow_clock *c, uint64_t time_us)
{
	c->capture_us = time_us;
	c->is_doubted = false;
	c->behind = false;
}

static void
advance(struct flow_clock *c, uint64_t time_us)
{
	uint64_t ahead = time_us - c->capture_us;

	c->now_us +=
	    ahead < FLOW_CLOCK_STEP_MAX_US ? ahead : FLOW_CLOCK_STEP_MAX_US;
	set_capture(c, time_us);
}

static void
doubt(struct flow_clock *c, uint64_t time_us)
{
	c->doubted_us = time_us;
	c->is_doubted = true;
}

static bool
confirms(const struct flow_clock *c, uint64_t time_us)
{
	return c->is_doubted &&
	    distance(time_us, c->doubted_us) <= FLOW_CLOCK_NEAR_US;
}

/* Later than what was doubted: time does go on, in steps that are as far
 * again, so the first of them is true. */
static void
move_later_still(struct flow_clock *c, uint64_t time_us)
{
	advance(c, c->doubted_us);
	if (time_us - c->capture_us > FLOW_CLOCK_FAR_US)
		doubt(c, time_us);
	else
		advance(c, time_us);
}

static void
move_far_ahead(struct flow_clock *c, uint64_t time_us)
{
	bool later = c->is_doubted && c->doubted_us > c->capture_us &&
	    time_us > c->doubted_us;

	if (later)
		move_later_still(c, time_us);
	else if (confirms(c, time_us))
		advance(c, time_us);
	else {
		doubt(c, time_us);
		return;
	}
	c->jumps++;
}

static void
move_far_back(struct flow_clock *c, uint64_t time_us)
{
	if (!confirms(c, time_us)) {
		doubt(c, time_us);
		return;
	}
	c->jumps++;
	set_capture(c, time_us);
}

/* Behind by more than a second and less than far. */
static void
move_behind(struct flow_clock *c, uint64_t time_us)
{
	c->is_doubted = false;
	if (!c->behind || time_us < c->behind_us) {
		c->behind = true;
		c->behind_us = time_us;
	}
	if (time_us - c->behind_us >= FLOW_CLOCK_PERSIST_US) {
		c->jumps++;
		set_capture(c, time_us);
	}
}

static void
move_ahead(struct flow_clock *c, uint64_t time_us)
{
	if (time_us - c->capture_us > FLOW_CLOCK_FAR_US)
		move_far_ahead(c, time_us);
	else
		advance(c, time_us);
}

static void
move_back(struct flow_clock *c, uint64_t time_us)
{
	uint64_t back_us = c->capture_us - time_us;

	if (back_us <= FLOW_CLOCK_REORDER_US) {
		c->is_doubted = false;
		c->behind = false;
		return;
	}
	c->packets_back++;
	if (back_us > FLOW_CLOCK_FAR_US)
		move_far_back(c, time_us);
	else
		move_behind(c, time_us);
}

void
flow_clock_move(struct flow_clock *c, uint64_t time_us)
{
	if (!c->started) {
		c->started = true;
		set_capture(c, time_us);
	} else if (time_us >= c->capture_us) {
		move_ahead(c, time_us);
	} else {
		move_back(c, time_us);
	}
}

uint64_t
flow_clock_expect(struct flow_clock *c, uint64_t time_us)
{
	if (!c->started)
		return c->now_us;
	if (distance(time_us, c->capture_us) > FLOW_CLOCK_FAR_US)
		doubt(c, time_us);
	else if (time_us > c->capture_us)
		return c->now_us + (time_us - c->capture_us);
	return c->now_us;
}
