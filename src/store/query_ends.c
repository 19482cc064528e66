/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_ends.c - who speaks with whom in forbidden and missed flows.
 *
 * Several questions ask that of the same flows; they are read once, into the
 * temporary table ends (kind_id, port, pair_id, flows, first_us, last_us,
 * flow_id), which holds good for a scope and a state of the database.  Flows
 * that are no finding are left out: known ones, and users' own.
 */
#include <config.h>

#include "store/query.h"

static const char tables_text[] =
    "CREATE TEMP TABLE IF NOT EXISTS ends (kind_id INTEGER, port INTEGER,"
    " pair_id INTEGER, flows INTEGER, first_us INTEGER, last_us INTEGER,"
    " flow_id INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS ends_of (run INTEGER, since INTEGER,"
    " until INTEGER, batch INTEGER, twins INTEGER);";

/* The scope and the state that the table would be of. */
#define NOW                                                                    \
	"SELECT :run, :since, :until, (SELECT number FROM main.batch),"        \
	" (SELECT total(flows) FROM temp.twin_sum)"
static const char fresh_text[] =
    "SELECT EXISTS (SELECT * FROM ends_of INTERSECT " NOW ")";
static const char note_text[] = "INSERT INTO ends_of " NOW;

/*
 * The index flow_kind tells all of a row but for how many flows it stands and
 * when it ended.  For rows of many these are added by the index flow_many; of
 * others the last time is that of their begin.
 */
#define COLUMNS(flows, last_us)                                                \
	"SELECT m.kind_id AS kind_id, coalesce(f.dst_port, -1) AS port,"       \
	" f.pair_id AS pair_id, " flows " AS flows, f.first_us AS first_us,"   \
	" " last_us " AS last_us, f.flow_id AS flow_id"
#define END "f.first_us + f.span_us"
#define AS_ONE COLUMNS("1", "f.first_us")
#define AS_OTHERS COLUMNS("f.attempts - 1", END)
#define AS_ALL COLUMNS("f.attempts", END)
static const char fill_text[] =
    "INSERT INTO ends WITH member(kind_id) AS MATERIALIZED ("
    "  SELECT kind_id FROM kind WHERE verdict IN ('forbidden', 'missed')"
    "  AND reason <> 'housekeeping'"
    "  AND (verdict = 'forbidden' OR known IS NULL)"
    "  AND NOT (" QUERY_USERS ")),"
    " found AS MATERIALIZED (" AS_ONE " FROM member m"
    "  CROSS JOIN flow f INDEXED BY flow_kind ON f.kind_id = m.kind_id"
    "  WHERE " QUERY_NEAR " UNION ALL " AS_OTHERS " FROM member m"
    "  CROSS JOIN flow f INDEXED BY flow_many"
    "  ON f.kind_id = m.kind_id AND f.attempts > 1"
    "  WHERE " QUERY_NEAR " UNION ALL " AS_ALL
    "  FROM flow f INDEXED BY flow_long"
    "  JOIN member m ON m.kind_id = f.kind_id WHERE " QUERY_LONG ")"
    " SELECT kind_id, port, pair_id, sum(flows), min(first_us), max(last_us),"
    "  min(flow_id) FROM found GROUP BY kind_id, port, pair_id";

/* Run a statement of the scope that gives no rows. */
static int
run(struct store *s, const char *text, const struct query_scope *q,
    struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, text, q, &stmt, err);

	if (rc)
		return rc;
	rc = sql_run(&s->sql, stmt, err);
	sqlite3_finalize(stmt);
	return rc;
}

static int
note_number(sqlite3_stmt *stmt, void *arg)
{
	*(int64_t *)arg = sqlite3_column_int64(stmt, 0);
	return 0;
}

static int
fill(struct store *s, const struct query_scope *q, struct err *err)
{
	int64_t fresh = 0;
	sqlite3_stmt *stmt;
	int rc = sql_exec(&s->sql, tables_text, err);

	if (!rc)
		rc = query_prepare(s, fresh_text, q, &stmt, err);
	if (!rc)
		rc = query_walk(s, stmt, note_number, &fresh, err);
	if (rc || fresh)
		return rc;
	rc = sql_exec(&s->sql, "DELETE FROM ends; DELETE FROM ends_of", err);
	if (!rc)
		rc = run(s, fill_text, q, err);
	return rc ? rc : run(s, note_text, q, err);
}

int
query_ends(struct store *s, const struct store_scope *scope, struct err *err)
{
	struct query_scope q;
	int rc = query_scope(s, scope, &q, err);

	if (!rc)
		rc = query_writable(s, true, err);
	return rc ? rc : query_settle(s, fill(s, &q, err), err);
}
