/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query.c - what the questions share: the scope, and the walk over rows.
 */
#include <config.h>

#include <errno.h>

#include "base/strbuf.h"
#include "base/when.h"
#include "store/query.h"

#define HOUR ((int64_t)WHEN_HOUR_US)

int
store_read_begin(struct store *s, struct err *err)
{
	int64_t number = 0;
	int rc = sql_exec(&s->sql, "BEGIN", err);

	/* The first look fixes the state that is seen. */
	if (!rc)
		rc = sql_number(&s->sql, "SELECT number FROM batch", &number,
		    err);
	if (rc)
		store_read_end(s);
	return rc;
}

void
store_read_end(struct store *s)
{
	if (!sqlite3_get_autocommit(s->sql.db))
		sql_exec(&s->sql, "COMMIT", NULL);
}

/* The hours that have flows of a run bound them. */
static int
narrow(struct store *s, struct query_scope *out, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt,
	    "SELECT (SELECT min(hour) FROM hour_sum WHERE run_id = ?1),"
	    " (SELECT max(hour) FROM hour_sum WHERE run_id = ?1)"
	    " FROM run WHERE run_id = ?1",
	    err);
	int step;

	if (rc)
		return rc;
	sql_bind_int(stmt, 1, out->run);
	step = sqlite3_step(stmt);
	if (step == SQLITE_DONE) {
		rc = err_set(err, -ENOENT, "%s: no run %lld", s->path,
		    (long long)out->run);
	} else if (step != SQLITE_ROW) {
		rc = sql_fail(&s->sql, err);
	} else {
		int64_t first_us = sqlite3_column_int64(stmt, 0) * HOUR;
		int64_t last_hour = sqlite3_column_int64(stmt, 1);

		if (first_us > out->since)
			out->since = out->early = first_us;
		if (last_hour < out->until / HOUR)
			out->until = (last_hour + 1) * HOUR;
	}
	sqlite3_finalize(stmt);
	return rc;
}

static int64_t
bounded(uint64_t us)
{
	return us == 0 || us > INT64_MAX ? INT64_MAX : (int64_t)us;
}

/* The whole hours in [since, until), and what is left of it. */
static void
set_hours(struct query_scope *q)
{
	q->touch0 = q->since / HOUR;
	q->touch1 = (q->until - 1) / HOUR + 1;
	q->hour0 = (q->since + HOUR - 1) / HOUR;
	q->hour1 = q->until / HOUR;
	if (q->until == INT64_MAX)
		q->hour1++;
	q->left = q->until;
	q->right = q->until;
	if (q->hour0 < q->hour1) {
		q->left = q->hour0 * HOUR;
		if (q->until != INT64_MAX)
			q->right = q->hour1 * HOUR;
	}
}

int
query_scope(struct store *s, const struct store_scope *scope,
    struct query_scope *out, struct err *err)
{
	int rc;

	*out = (struct query_scope){ .until = INT64_MAX };
	if (scope) {
		out->run = scope->run_id;
		if (scope->since_us)
			out->since = bounded(scope->since_us);
		out->until = bounded(scope->until_us);
	}
	if (out->since > INT64_MAX - HOUR)
		out->since = INT64_MAX - HOUR;
	out->early =
	    out->since > SCHEMA_LONG_US ? out->since - SCHEMA_LONG_US : 0;
	set_hours(out);
	rc = query_twins(s, err);
	if (!rc)
		rc = sql_number(&s->sql, "SELECT EXISTS (SELECT * FROM twin)",
		    &out->twins, err);
	return rc || !out->run ? rc : narrow(s, out, err);
}

void
query_bind_int(sqlite3_stmt *stmt, const char *name, int64_t value)
{
	int at = sql_named(stmt, name);

	if (at)
		sql_bind_int(stmt, at, value);
}

void
query_bind_text(sqlite3_stmt *stmt, const char *name, const char *text)
{
	int at = sql_named(stmt, name);

	if (at)
		sql_bind_string(stmt, at, text);
}

static void
bind_scope(sqlite3_stmt *stmt, const struct query_scope *q)
{
	const struct {
		const char *name;
		int64_t value;
	} values[] = {
		{ ":run", q->run },
		{ ":since", q->since },
		{ ":until", q->until },
		{ ":early", q->early },
		{ ":hour0", q->hour0 },
		{ ":hour1", q->hour1 },
		{ ":left", q->left },
		{ ":right", q->right },
		{ ":touch0", q->touch0 },
		{ ":touch1", q->touch1 },
		{ ":twins", q->twins },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		query_bind_int(stmt, values[i].name, values[i].value);
}

int
query_prepare(struct store *s, const char *text,
    const struct query_scope *scope, sqlite3_stmt **out, struct err *err)
{
	int rc;

	*out = NULL;
	rc = sql_prepare(&s->sql, out, text, err);
	if (!rc && scope)
		bind_scope(*out, scope);
	return rc;
}

int
query_walk(struct store *s, sqlite3_stmt *stmt,
    int (*give)(sqlite3_stmt *stmt, void *arg), void *arg, struct err *err)
{
	int rc = 0;
	int step;

	do {
		step = sqlite3_step(stmt);
		if (step == SQLITE_ROW)
			rc = give(stmt, arg);
		else if (step != SQLITE_DONE)
			rc = sql_fail(&s->sql, err);
	} while (step == SQLITE_ROW && rc == 0);
	sqlite3_finalize(stmt);
	return rc;
}

int
query_ask(struct store *s, const char *text, const struct store_scope *scope,
    int (*give)(sqlite3_stmt *stmt, void *arg), void *arg, struct err *err)
{
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = query_scope(s, scope, &q, err);

	if (!rc)
		rc = query_prepare(s, text, &q, &stmt, err);
	return rc ? rc : query_walk(s, stmt, give, arg, err);
}

int
query_ask_parts(struct store *s, const char *const *parts,
    const struct store_scope *scope, int (*give)(sqlite3_stmt *stmt, void *arg),
    void *arg, struct err *err)
{
	struct strbuf text;
	int rc;

	strbuf_init(&text);
	for (; *parts; parts++)
		strbuf_add(&text, *parts);
	rc = strbuf_error(&text);
	if (rc)
		sql_tell(s->path, rc, NULL, err);
	else
		rc = query_ask(s, strbuf_text(&text), scope, give, arg, err);
	strbuf_fini(&text);
	return rc;
}
