/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inputs.h - inputs that are being read, and figures of those that are done,
 * waiting for the next commit.
 */
#ifndef STORE_INPUTS_H
#define STORE_INPUTS_H

#include <stddef.h>

#include "store/sql.h"

struct input_figures;

struct inputs {
	struct input_figures *list;
	size_t count, room;
	sqlite3_stmt *update, *seen;
};

void inputs_fini(struct inputs *in);
size_t inputs_waiting(const struct inputs *in);
/* As kinds_write() and kinds_settle(). */
int inputs_write(struct inputs *in, const struct sql *q, struct err *err);
void inputs_settle(struct inputs *in);

#endif
