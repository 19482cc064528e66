/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * night.c - the history of nights.  Reports are made while capture writes:
 * this needs no more than SQLite's own lock, and only for a moment.
 */
#include <config.h>

#include <errno.h>

#include "store/database.h"
#include "store/store.h"

static const char insert_text[] =
    "INSERT INTO night (day, site, policy_id, headline, permitted, blocked,"
    " escaped, rejected, uncovered, attempted, probable, violations,"
    " out_of_scope, packets, lost, coverage, digest, made_us, since_us,"
    " until_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
    " ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";

static const char finding_text[] =
    "INSERT INTO night_finding (night_id, number, finding_id, kind, what,"
    " flows) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

static void
bind_night(sqlite3_stmt *stmt, const struct store_night *n)
{
	const uint64_t counts[] = { n->permitted, n->blocked, n->escaped,
		n->rejected, n->uncovered, n->attempted, n->probable,
		n->violations, n->out_of_scope, n->packets, n->lost };
	int at = 5;

	sql_bind_text(stmt, 1, n->day);
	sql_bind_text(stmt, 2, n->site);
	sql_bind_optional(stmt, 3, n->policy_id ? n->policy_id : -1);
	sql_bind_string(stmt, 4, n->headline);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		sql_bind_count(stmt, at++, counts[i]);
	if (n->coverage >= 0)
		sqlite3_bind_double(stmt, at, n->coverage);
	sql_bind_text(stmt, at + 1, n->digest);
	sql_bind_count(stmt, at + 2, n->made_us);
	sql_bind_count(stmt, at + 3, n->since_us);
	sql_bind_count(stmt, at + 4, n->until_us);
}

static int
put_finding(const struct sql *q, sqlite3_stmt *stmt, int64_t night_id,
    size_t number, const struct store_night_finding *f, struct err *err)
{
	sql_bind_int(stmt, 1, night_id);
	sql_bind_count(stmt, 2, number);
	sql_bind_string(stmt, 3, f->id);
	sql_bind_string(stmt, 4, f->kind);
	sql_bind_string(stmt, 5, "");
	if (f->what && *f->what && sql_bind_outside(stmt, 5, f->what))
		return sql_tell(q->path, -ENOMEM, NULL, err);
	sql_bind_count(stmt, 6, f->flows);
	return sql_run(q, stmt, err);
}

static int
put_findings(const struct sql *q, int64_t night_id,
    const struct store_night *night, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(q, &stmt, finding_text, err);

	for (size_t i = 0; i < night->finding_count && !rc; i++)
		rc =
		    put_finding(q, stmt, night_id, i, &night->findings[i], err);
	sqlite3_finalize(stmt);
	return rc;
}

static int
put_night(const struct sql *q, const struct store_night *night, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(q, &stmt, insert_text, err);

	if (rc)
		return rc;
	bind_night(stmt, night);
	rc = sql_run(q, stmt, err);
	sqlite3_finalize(stmt);
	if (!rc)
		rc = put_findings(q, sqlite3_last_insert_rowid(q->db), night,
		    err);
	return rc;
}

int
store_night_put(const char *path, const struct store_night *night,
    struct err *err)
{
	struct sql q;
	int rc = database_open(&q, path, DATABASE_APPEND, err);

	if (rc)
		return rc;
	rc = sql_exec(&q, "BEGIN IMMEDIATE", err);
	if (!rc)
		rc = put_night(&q, night, err);
	if (!rc)
		rc = sql_exec(&q, "COMMIT", err);
	sql_close(&q); /* what was not committed is undone */
	return rc;
}
