/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run_state.h - a run as its two halves share it: frames in (run.c), and
 * flows that end out to the store (run_end.c).
 */
#ifndef PIPELINE_RUN_STATE_H
#define PIPELINE_RUN_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "flow/dedup.h"
#include "flow/flow_table.h"
#include "inspect/registrable.h"
#include "packet/packet.h"
#include "pipeline/epoch.h"
#include "pipeline/inspection.h"
#include "pipeline/judge.h"
#include "pipeline/minute.h"
#include "pipeline/naming.h"
#include "pipeline/resume.h"
#include "pipeline/run.h"
#include "pipeline/slot.h"
#include "pipeline/tunnels.h"

struct run {
	struct run_options options;
	struct packet_decoder *decoder;
	struct dedup *dedup;
	struct flow_table *table;
	struct tunnels *tunnels;
	struct slots *slots;
	struct inspection *inspection;
	struct naming *naming;
	struct registrable *registrable; /* or NULL: the system has no list */
	struct resume *resume;
	struct judge_common common;
	struct epochs epochs;
	struct judgement judgement; /* scratch of the callback */
	struct minute minute;
	struct run_tally tally;
	struct store_run figures;
	struct run_input inputs[RUN_INPUTS_MAX];
	uint64_t fates[STORE_FATE_COUNT];
	uint64_t evicted; /* flows, told to the minutes */
	uint8_t secret[HASH_SECRET_BYTES];
	bool finishing; /* ACTIVE means the last report, not an interim one */
	bool stuck;     /* a commit failed while finishing */
	bool abandoned; /* flows that still end are dropped */
	int error;      /* of the callback, for the next caller */
};

/* A flow's mark: the number of its epoch, and the interface it came by. */
static inline uint16_t
run_mark(unsigned int epoch, unsigned int input)
{
	return (uint16_t)(epoch * RUN_INPUTS_MAX + input);
}

static inline unsigned int
run_epoch_number(const struct flow *f)
{
	return flow_mark(f) / RUN_INPUTS_MAX;
}

static inline struct epoch *
run_epoch_of(const struct run *r, const struct flow *f)
{
	return r->epochs.all[run_epoch_number(f)];
}

/* The table's callback; arg is the run. */
void run_flow_ended(struct flow *f, enum flow_end why, void *arg);
/* Teach the epoch that a sender uses a VRRP group. */
void run_learn_group(struct epoch *epoch, const struct addr *sender,
    uint64_t time_us, uint16_t vlan, uint8_t vrid);
/* The last flow of a policy that is no longer in force has ended: let it
 * go. */
void run_retire(struct run *r, unsigned int epoch);
/* Judge the VRRP flows of an epoch that still wait for their group. */
void run_judge_kept(struct run *r, struct epoch *epoch);
/* rc of the store: told to the next caller, or counted in a live run. */
void run_note_put(struct run *r, int rc, bool final);

#endif
