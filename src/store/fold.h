/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold.h - which flows share a row (DESIGN sections 7 and 11).
 *
 * Attempts, which were refused or not answered, share the row of their
 * source, destination, protocol, port and hour; past FOLD_DISTINCT_MAX of a
 * source or to a destination's port, the row of that source or port; past
 * FOLD_HOUR_MAX rows of an hour, one row.  Users' missed flows have a row
 * each, and past FOLD_GROUP_MAX alike in an hour share one.  Rows are never
 * shared by flows of different kinds.
 *
 * The groups are in memory only, FOLD_GROUPS_MAX of them.  A row whose group
 * was forgotten stays as it is, and the next flow begins another.
 */
#ifndef STORE_FOLD_H
#define STORE_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "store/store.h"

#define FOLD_GROUPS_MAX 65536
#define FOLD_DISTINCT_MAX 1000
#define FOLD_HOUR_MAX 100000
#define FOLD_GROUP_MAX 100

struct fold;

/* What to do with a flow. */
struct fold_plan {
	/* The id of the row to add it to; 0: make it a row and note its id
	 * here.  NULL: make it a row of its own.  Good until the next
	 * flow. */
	int64_t *row;
	/* What the row, or the row after adding, does not say. */
	bool no_src, no_dst, no_src_port, no_dst_port;
};

/* 0 and a fold to give to fold_free(), or -ENOMEM. */
int fold_new(struct fold **out, const uint8_t secret[HASH_SECRET_BYTES]);
void fold_free(struct fold *fold);
/* Place a flow that is over.  A flow with a row must not come here. */
void fold_place(struct fold *fold, const struct store_flow *f, int64_t kind_id,
    struct fold_plan *plan);
/* Rows that began in the hour of first_us, or before, may have been deleted:
 * no further flow is added to one of them. */
void fold_forget(struct fold *fold, uint64_t first_us);

#endif
