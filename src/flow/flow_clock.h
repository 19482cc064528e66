/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_clock.h - capture time to a clock that flows can be aged by.
 *
 * The clock never runs backwards, whatever timestamps come:
 * - a step forward of up to FLOW_CLOCK_FAR_US is taken at once;
 * - a packet up to FLOW_CLOCK_REORDER_US older than the newest is late, not
 *   early: nothing happens;
 * - one that is older by more is counted, and the clock waits; when nothing
 *   newer came for FLOW_CLOCK_PERSIST_US of the packets' own time, the time
 *   of the input stepped back, and the clock goes on from there;
 * - a step of more than FLOW_CLOCK_FAR_US either way is doubted until the
 *   next packet confirms it by being close to it, or forward by being later
 *   still.  So one absurd timestamp ages nothing.
 */
#ifndef FLOW_FLOW_CLOCK_H
#define FLOW_FLOW_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define FLOW_CLOCK_SECOND_US UINT64_C(1000000)
#define FLOW_CLOCK_REORDER_US FLOW_CLOCK_SECOND_US
#define FLOW_CLOCK_FAR_US (3600 * FLOW_CLOCK_SECOND_US)
#define FLOW_CLOCK_NEAR_US (60 * FLOW_CLOCK_SECOND_US)
#define FLOW_CLOCK_PERSIST_US (10 * FLOW_CLOCK_SECOND_US)
/* The clock takes no larger step: 194 days, more than any timeout. */
#define FLOW_CLOCK_STEP_MAX_US ((UINT64_C(1) << 24) * FLOW_CLOCK_SECOND_US)

struct flow_clock {
	uint64_t now_us;     /* the clock: from 0, never backwards */
	uint64_t capture_us; /* the capture time that it stands for */
	uint64_t doubted_us; /* the far step, while is_doubted */
	uint64_t behind_us;  /* where the packets behind began, while behind */
	uint64_t packets_back; /* older than capture_us by over a second */
	uint64_t jumps;        /* far steps, and steps back, that were taken */
	bool started;
	bool is_doubted; /* the last packet is */
	bool behind;
};

/* Move the clock by a packet of time_us.  A clock of zeros is a new one. */
void flow_clock_move(struct flow_clock *c, uint64_t time_us);
/* The input says that it goes on at time_us: one packet close to it is enough
 * to confirm a far step.  Returns what the clock will be there. */
uint64_t flow_clock_expect(struct flow_clock *c, uint64_t time_us);

#endif
