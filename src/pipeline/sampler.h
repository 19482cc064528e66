/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sampler.h - every minute of a live run: what each interface gave and lost,
 * into the run's history.
 */
#ifndef PIPELINE_SAMPLER_H
#define PIPELINE_SAMPLER_H

#include <stddef.h>
#include <stdint.h>

#include "capture/live.h"
#include "pipeline/run.h"
#include "store/store.h"

struct sampler {
	struct live *live; /* borrowed, as all of these */
	const struct run *run;
	struct store *store;
	int64_t run_id;
	const char *const *names; /* of the interfaces */
	size_t count;             /* of them; at most RUN_INPUTS_MAX */
	uint64_t kernel_drops, interface_drops; /* all of them so far */
	/* At the last sample. */
	struct live_stats before[RUN_INPUTS_MAX];
	struct run_input input_before[RUN_INPUTS_MAX];
};

/* Add what came since the last sample to the minute of wall_us.  0, or -ENOMEM
 * when some of it could not be kept. */
int sampler_take(struct sampler *s, uint64_t wall_us);

#endif
