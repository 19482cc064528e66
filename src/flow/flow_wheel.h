/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_wheel.h - which flows are to be looked at in which second.
 *
 * A ring of buckets, one for each second ahead; a bucket is a queue of flows
 * linked through next_due, first in, first out.  Nothing is ever taken out of
 * the middle: a flow that was seen since is moved when its bucket is due.
 * Flows are named by their number in the table; 0 is none.
 */
#ifndef FLOW_FLOW_WHEEL_H
#define FLOW_FLOW_WHEEL_H

#include <stdint.h>

#include "flow/flow.h"

#define FLOW_WHEEL_BUCKETS 4096U /* seconds; a power of two */

struct flow_wheel {
	struct flow *flows;  /* the table's, [0] unused */
	uint64_t now_s;      /* buckets up to here were taken */
	uint64_t words_used; /* bit: used[] is not 0 */
	uint64_t used[FLOW_WHEEL_BUCKETS / 64]; /* bit: bucket not empty */
	uint32_t first[FLOW_WHEEL_BUCKETS];
	uint32_t last[FLOW_WHEEL_BUCKETS];
};

/* Empty, at second 0; flows is borrowed. */
void flow_wheel_init(struct flow_wheel *w, struct flow *flows);
/* The second in which a flow due at due_s will be looked at: not before the
 * next one, and within one turn of the wheel. */
uint64_t flow_wheel_second(const struct flow_wheel *w, uint64_t due_s);
/* Put a flow that is in no bucket into that of flow_wheel_second(). */
void flow_wheel_add(struct flow_wheel *w, uint32_t number, uint64_t due_s);
/* Take all flows of the bucket of a second, linked by next_due up to 0. */
uint32_t flow_wheel_take(struct flow_wheel *w, uint64_t second);
/* Take the first flow of the soonest bucket, whose second goes to *due_s; 0
 * when the wheel is empty. */
uint32_t flow_wheel_pop(struct flow_wheel *w, uint64_t *due_s);

#endif
