/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * internal.h - what the files of the store share.
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/batch.h"
#include "store/counted.h"
#include "store/events.h"
#include "store/fold.h"
#include "store/inputs.h"
#include "store/kind.h"
#include "store/lock.h"
#include "store/pair.h"
#include "store/runs.h"
#include "store/sql.h"
#include "store/store.h"
#include "store/sums.h"
#include "store/sweep.h"

struct store {
	struct sql sql;
	char *path;
	enum store_mode mode;
	/* A writer's from here on. */
	struct lock lock;
	struct kinds *kinds;
	struct pairs *pairs;
	struct fold *fold;
	struct sums *sums;
	struct batch *batch;
	struct runs runs;
	struct inputs inputs;
	struct events events;
	struct sweep sweep;
	struct counted kept;  /* by store_retain() */
	int64_t batch_number; /* of the last one committed */
	bool in_doubt; /* a COMMIT failed, and what came of it is not known */
	uint64_t last_us, retry_us; /* of the last commit, of the next try */
	unsigned int failures;      /* of commits, one after the other */
	int wal_pages;              /* in the -wal file after the last commit */
	/* Pages at which it is worked into the database; at twice of it, it is
	 * cut too.  Tests make it less, and pending_max. */
	int wal_full;
	size_t pending_max; /* STORE_PENDING_MAX */
	int busy_ms;        /* for another program's lock */
	sqlite3_stmt *begin, *commit, *rollback, *number, *count;
};

/* More to do in the transaction that writes what waits. */
typedef int store_step_fn(struct store *s, void *arg, struct err *err);

/*
 * Write what waits and do fn (NULL: no more) in one transaction.  0; or what
 * failed, with everything as it was.
 */
int store_transact(struct store *s, store_step_fn *fn, void *arg,
    struct err *err);

/* If the last COMMIT failed, look whether it was done all the same, and
 * forget what waits if so.  0 when that is clear. */
int store_clear_doubt(struct store *s, struct err *err);

/* Work the -wal file into the database when it is long. */
void store_checkpoint(struct store *s);
/* Let the -wal file be cut at so many bytes, if that is less than before. */
int store_bound_wal(struct store *s, uint64_t max_bytes, struct err *err);

/* Runs that a dead writer left running become "crashed"; a store_step_fn. */
int runs_bury(struct store *s, void *arg, struct err *err);

/* For tests of a full disk: the database has no more pages than this; 0 for
 * no bound. */
int store_set_max_pages(struct store *s, unsigned int pages);

#endif
