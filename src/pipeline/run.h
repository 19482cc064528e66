/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run.h - one run: frames in, judged flows out to the store.
 *
 * Every frame gets exactly one fate; when the run has ended their sum is the
 * number of frames (DESIGN section 10).  One run belongs to one thread.
 */
#ifndef PIPELINE_RUN_H
#define PIPELINE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "capture/frame.h"
#include "inspect/inspect.h"
#include "pipeline/naming.h"
#include "pipeline/policy_set.h"
#include "store/store.h"

struct run;

struct run_options {
	const struct pipeline_policy *set; /* borrowed */
	struct store *store;               /* borrowed, open for writing */
	int64_t run_id, policy_id;
	size_t memory_bytes; /* for the tables; 0: RUN_MEMORY_DEFAULT */
	enum inspect_ndpi ndpi;
	bool record_all; /* out-of-scope flows one by one, too */
	bool vlan_key;
	uint64_t now_us; /* when live: capture time of the beginning */
	bool live; /* full: a flow that can not be kept is counted, and the run
		    * goes on; flows of an earlier run are taken up */
};

#define RUN_MEMORY_DEFAULT ((size_t)72 << 20)
#define RUN_MEMORY_MIN ((size_t)8 << 20)

/* What has come of it so far. */
struct run_tally {
	uint64_t flows;       /* judged and in scope */
	uint64_t verdicts[4]; /* by enum verdict */
	uint64_t live_flows;
	uint64_t neighbours_overflow;
	uint64_t unwritten;    /* flows that could not be kept (live) */
	uint64_t unseen_bytes; /* acknowledged, and never seen */
	uint64_t resumed;      /* flows that an earlier run had begun */
	uint64_t grades[3];    /* violations by enum grade */
	struct inspect_stats inspect;
	struct naming_stats naming;
	uint64_t claims_refused; /* names that found no room */
	unsigned int policies;   /* that live: of now, and of live flows */
};

/* What came by an interface (frame.interface), up to RUN_INPUTS_MAX. */
#define RUN_INPUTS_MAX 16
struct run_input {
	uint64_t packets, bytes;
	uint64_t duplicates;     /* exact repeats */
	uint64_t flows, one_way; /* that ended and had begun there; of them
				  * those seen in one direction */
};

/* 0 and a run to give to run_free(); -ENOMEM, -EINVAL, or as getrandom and
 * inspect_new(), with err. */
int run_new(struct run **out, const struct run_options *options,
    struct err *err);
/* Free it; flows that run_finish() did not end are dropped. */
void run_free(struct run *r);

/* Take one frame.  0, or -ENOMEM when a record could not be kept. */
int run_frame(struct run *r, const struct frame *frame);
/* The input begins anew, or has a gap, before time_us. */
void run_gap(struct run *r, uint64_t time_us);
/* Nothing came up to time_us.  As run_frame(). */
int run_idle(struct run *r, uint64_t time_us);
/*
 * Another policy from here on, for flows that begin; set becomes the run's,
 * which frees it at once when flows of that policy_id still live (they share
 * the one it has).  0; or -ENOMEM, or -EBUSY when flows of too many policies
 * live, and set stays the caller's.
 */
int run_policy(struct run *r, struct pipeline_policy *set, int64_t policy_id);
/* End every flow, with a commit now and then.  As run_frame(). */
int run_finish(struct run *r);

/* Figures up to now; fates add up to packets after run_finish(). */
void run_figures(const struct run *r, struct store_run *out);
void run_tally(const struct run *r, struct run_tally *out);
/* run_tally.unwritten alone, for who asks often. */
uint64_t run_unwritten(const struct run *r);
const struct run_input *run_inputs(const struct run *r);

#endif
