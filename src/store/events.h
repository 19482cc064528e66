/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * events.h - what befell a run, waiting for the next commit.
 */
#ifndef STORE_EVENTS_H
#define STORE_EVENTS_H

#include <stddef.h>

#include "store/sql.h"

/* More do not wait; a run that can not write for days has less to tell. */
#define EVENTS_MAX 4096

struct event;

struct events {
	struct event *list;
	size_t count, room;
	sqlite3_stmt *insert;
};

void events_fini(struct events *e);
size_t events_waiting(const struct events *e);
/* As kinds_write() and kinds_settle(). */
int events_write(struct events *e, const struct sql *q, struct err *err);
void events_settle(struct events *e);

#endif
