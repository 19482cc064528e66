/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_table.h - bounded table of live flows.
 *
 * Capacity is fixed when the table is made: the packet path allocates
 * nothing.  A full table evicts the attempt that is due soonest, so that a
 * flood of unanswered attempts leaves before an established flow does; where
 * all flows have settled, one that was silent for long.
 * Times are capture time; the table keeps a clock that follows them, forgives
 * small steps back, takes a large step only when a second packet confirms it
 * (see flow_clock.h), and never runs backwards.  One table belongs to one
 * thread.
 */
#ifndef FLOW_FLOW_TABLE_H
#define FLOW_FLOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "flow/flow.h"
#include "flow/flow_age.h"
#include "packet/packet.h"

#define FLOW_TABLE_MAX (1U << 24) /* flows; 2 GiB */

/*
 * Called when a flow leaves, and with FLOW_END_ACTIVE for an interim report
 * of a flow that stays.  Out of flow_table_flush() and flow_table_free() all
 * of them leave, those that are still open with FLOW_END_ACTIVE.  The flow is
 * lent for the length of the call and may be re-oriented; user may be set at an
 * interim report and must be freed at the end.  Must not call back into the
 * table.
 */
typedef void flow_end_fn(struct flow *flow, enum flow_end why, void *arg);

struct flow_table_options {
	size_t max_flows; /* 1 .. FLOW_TABLE_MAX; 136 to 144 bytes each */
	struct flow_timeouts timeouts;
	bool vlan_key;
	uint8_t secret[HASH_SECRET_BYTES];
	flow_end_fn *on_end;
	void *arg;
};

enum flow_touch {
	FLOW_TOUCH_NEW,
	FLOW_TOUCH_KNOWN,
	FLOW_TOUCH_CREDITED_ERROR,  /* an ICMP error about the flow */
	FLOW_TOUCH_CREDITED_ANSWER, /* an answer to its broadcast */
};

struct flow_table_stats {
	uint64_t flows;      /* started */
	uint64_t evicted;    /* pushed out of a full table before their end */
	uint64_t time_back;  /* packets older than the clock by over a second */
	uint64_t time_jumps; /* steps of the clock that were confirmed */
	/* Packets.  Errors are in no flow's counters, answers are. */
	uint64_t credited_errors;
	uint64_t credited_answers;
};

struct flow_table;

/* 0 and a table to give to flow_table_free(); -EINVAL or -ENOMEM. */
int flow_table_new(struct flow_table **out,
    const struct flow_table_options *options);

/* End every flow as flow_table_flush() does, then free the table.  NULL is
 * allowed. */
void flow_table_free(struct flow_table *ft);
/* End every flow now, in the order in which they began: idle, closed or, those
 * still open, FLOW_END_ACTIVE.  The table stays. */
void flow_table_flush(struct flow_table *ft);

/*
 * Count p (held_packets and held_bytes included) into its flow, starting one
 * or ending an old one as needed, and move the clock, which may end others.
 * p->scope must be set.  tunnel is kept with a new flow.  *side is the side
 * of p's source in the flow (of the asker's peer for a credited answer, and
 * for an error of the peer of the quoted packet's source).  The flow is in the
 * table's hands; good until the next call that takes ft.
 */
struct flow *flow_table_packet(struct flow_table *ft, const struct packet *p,
    uint16_t tunnel, unsigned int *side, enum flow_touch *how);

/* Nothing came up to time_us, by a clock that goes with capture time: flows
 * may end. */
void flow_table_idle(struct flow_table *ft, uint64_t time_us);

/* The input begins anew at time_us, or has a gap before it: flows that begin
 * within their idle time from here may have begun before it. */
void flow_table_gap(struct flow_table *ft, uint64_t time_us);

size_t flow_table_size(const struct flow_table *ft);
const struct flow_table_stats *flow_table_stats(const struct flow_table *ft);

#endif
