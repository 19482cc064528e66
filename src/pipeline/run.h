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
};

#define RUN_MEMORY_DEFAULT ((size_t)72 << 20)
#define RUN_MEMORY_MIN ((size_t)8 << 20)

/* What has come of it so far. */
struct run_tally {
	uint64_t flows;       /* judged and in scope */
	uint64_t verdicts[4]; /* by enum verdict */
	uint64_t live_flows;
	uint64_t neighbours_overflow;
	struct inspect_stats inspect;
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
/* End every flow.  As run_frame(). */
int run_finish(struct run *r);

/* Figures up to now; fates add up to packets after run_finish(). */
void run_figures(const struct run *r, struct store_run *out);
void run_tally(const struct run *r, struct run_tally *out);

#endif
