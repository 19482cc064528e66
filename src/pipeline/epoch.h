/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * epoch.h - the policies of a run, one after the other.
 *
 * Flows keep the policy that they began under.  An epoch is the time in which
 * one policy was in force for new flows; it lasts, with what was learnt for
 * it, until the last of its flows has ended.
 */
#ifndef PIPELINE_EPOCH_H
#define PIPELINE_EPOCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "pipeline/judge.h"
#include "pipeline/neighbours.h"
#include "pipeline/policy_set.h"
#include "pipeline/vrids.h"

#define EPOCHS_MAX 64 /* at a time; their numbers are below it */

struct epoch {
	const struct pipeline_policy *set;
	struct pipeline_policy *owned; /* set, when it goes with the epoch */
	int64_t policy_id;
	uint64_t flows; /* begun in it, and not ended */
	struct neighbours *neighbours;
	struct vrids vrids;
	struct judge judge;
};

struct epochs {
	struct epoch *all[EPOCHS_MAX]; /* by number; NULL: free */
	unsigned int current;
};

/*
 * Begin an epoch, from here on the current one.  common is what the judges of
 * all epochs share.  owned is set, or NULL when that stays the caller's.  0;
 * -ENOMEM, or -EBUSY when flows of EPOCHS_MAX policies live: nothing is owned
 * then.
 */
int epochs_begin(struct epochs *e, const struct judge_common *common,
    const struct pipeline_policy *set, struct pipeline_policy *owned,
    int64_t policy_id, const uint8_t secret[static HASH_SECRET_BYTES]);
/* Make the epoch of a policy whose flows still live the current one again.
 * False when there is none. */
bool epochs_return(struct epochs *e, int64_t policy_id);
/* How many live. */
unsigned int epochs_count(const struct epochs *e);
struct epoch *epochs_current(const struct epochs *e);
/* End one that has no flows and is not the current one. */
void epochs_end(struct epochs *e, unsigned int number);
/* End all. */
void epochs_free(struct epochs *e);

#endif
