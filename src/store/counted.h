/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * counted.h - what the row of a flow counts in the sums, to be taken out of
 * them when the flow is reported again.
 */
#ifndef STORE_COUNTED_H
#define STORE_COUNTED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/sql.h"
#include "store/sums.h"

struct counted {
	sqlite3_stmt *row, *gone, *forget, *keep;
};

/*
 * Take out of the sums what the flow counts there, in the caller's
 * transaction; *missing: it has no row any more.  0 or what failed.
 */
int counted_take(struct counted *c, const struct sql *q, struct sums *sums,
    int64_t flow_id, bool *missing, struct err *err);
/* Note what a row that is about to be deleted counts, for a later
 * counted_take(). */
int counted_keep(struct counted *c, const struct sql *q, int64_t flow_id,
    struct err *err);

#endif
