/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sql.h - small steps over SQLite: prepare once, bind, run, say what failed.
 *
 * Binding never copies: a bound text must live until the statement was run.
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/err.h"

struct sql {
	sqlite3 *db;
	const char *path; /* for messages */
};

/* The negative errno of an (extended) result code; system_errno is that of
 * the failed call beneath, 0 when none. */
int sql_code(int result, int system_errno);
/* Fill err from the last failure of q; returns its negative errno. */
int sql_fail(const struct sql *q, struct err *err);
/* The same for a code of ours, -EUCLEAN, -ENOSPC, ...; detail may be NULL. */
int sql_tell(const char *path, int code, const char *detail, struct err *err);

/* Prepare text into *slot unless it is there already.  Closing the database
 * with sql_close() finalizes it. */
int sql_prepare(const struct sql *q, sqlite3_stmt **slot, const char *text,
    struct err *err);
/* Run statements that give no rows and have no values. */
int sql_exec(const struct sql *q, const char *text, struct err *err);
/* Run a bound statement that gives no rows, and reset it. */
int sql_run(const struct sql *q, sqlite3_stmt *stmt, struct err *err);
/* The first value of the first row of a text without values; 0 when there is
 * none. */
int sql_number(const struct sql *q, const char *text, int64_t *out,
    struct err *err);
/* Finalize what was prepared, and close. */
void sql_close(struct sql *q);
/* The same, leaving a -wal file as it is: for what is damaged. */
void sql_abandon(struct sql *q);

void sql_bind_int(sqlite3_stmt *stmt, int at, int64_t value);
/* Cut to INT64_MAX, which is more than can be counted. */
void sql_bind_count(sqlite3_stmt *stmt, int at, uint64_t value);
/* NULL when less than 0. */
void sql_bind_optional(sqlite3_stmt *stmt, int at, int64_t value);
/* NULL for NULL and for "". */
void sql_bind_text(sqlite3_stmt *stmt, int at, const char *text);
/* The same of a text from outside: bytes that are no UTF-8 become \xNN.  0 or
 * -ENOMEM. */
int sql_bind_outside(sqlite3_stmt *stmt, int at, const char *text);
/* "" stays "". */
void sql_bind_string(sqlite3_stmt *stmt, int at, const char *text);
/* The number of a named value of stmt, which must have it or not: 0. */
int sql_named(sqlite3_stmt *stmt, const char *name);

/* Columns: NULL is -1, or NULL; texts are good until the next step. */
int64_t sql_column_int(sqlite3_stmt *stmt, int at);
uint64_t sql_column_count(sqlite3_stmt *stmt, int at); /* NULL is 0 */
const char *sql_column_text(sqlite3_stmt *stmt, int at);

#endif
