/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sweep.h - kinds and pairs that nothing uses any more, found and deleted a
 * little at a time.
 *
 * A sweep looks through all flows and sums for what they use, and then
 * through kinds and pairs.  It may take many transactions, in which flows come
 * and go.  So when it begins, nothing may wait and the kinds and pairs in
 * memory must have been forgotten: what comes later has numbers past those
 * that the sweep is of.
 */
#ifndef STORE_SWEEP_H
#define STORE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/sql.h"

enum sweep_stage {
	SWEEP_REST,
	SWEEP_FLOWS, /* what do they use? */
	SWEEP_SUMS,
	SWEEP_PAIRS, /* which are not used? */
	SWEEP_KINDS,
};

struct sweep {
	enum sweep_stage stage;
	int64_t at[3];              /* where the stage is */
	int64_t max_pair, max_kind; /* those that it is of */
	uint8_t *pairs, *kinds;     /* bit by number: used */
	int64_t deleted;            /* rows deleted before it began */
};

/* Starts with all of *w zero. */
void sweep_fini(struct sweep *w);
/* 0; -ENOMEM or what failed, with the sweep at rest. */
int sweep_begin(struct sweep *w, const struct sql *q, int64_t deleted,
    struct err *err);
/*
 * Look at some rows of a stage, in the caller's transaction; kinds and pairs
 * deleted are added to *gone.  If the transaction fails, what was deleted is
 * back, and stays until another sweep.
 */
int sweep_step(struct sweep *w, const struct sql *q, size_t rows, size_t *gone,
    struct err *err);

#endif
