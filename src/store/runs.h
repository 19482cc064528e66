/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * runs.h - figures of runs that go on, waiting for the next commit.
 */
#ifndef STORE_RUNS_H
#define STORE_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/sql.h"

struct run_figures;

/* Begun here and not yet ended. */
struct runs {
	struct run_figures *list;
	size_t count, room;
	sqlite3_stmt *update;
};

void runs_fini(struct runs *r);
size_t runs_waiting(const struct runs *r);
/* As kinds_write() and kinds_settle(). */
int runs_write(struct runs *r, const struct sql *q, struct err *err);
void runs_settle(struct runs *r);
/* Did a dead writer leave runs "running"? */
int runs_left(const struct sql *q, bool *left, struct err *err);

#endif
