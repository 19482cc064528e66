/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_twin.c - flows that were recorded twice: by a live run and a later
 * replay of the same hours, or by two sensors.
 *
 * A flow of a run has a twin in another run when that one has a flow of the
 * same Community ID whose time meets its own.  Rows that stand for many have
 * none: they are told by their ends and port.  What is in sums only can not be
 * told flow by flow: of an hour that both runs saw, one run's sums count.
 *
 * The temporary table twin holds the flows that are not to be counted, and
 * what they added to the sums; sums without flows have negative ids there.
 */
#include <config.h>

#include "base/strbuf.h"
#include "base/when.h"
#include "store/query.h"
#include "store/report_query.h"

#define HOUR ((int64_t)WHEN_HOUR_US)

/* Clocks of two sensors differ by this much. */
#define SLACK "2000000"

static const char tables_text[] =
    "CREATE TEMP TABLE IF NOT EXISTS twin (flow_id INTEGER PRIMARY KEY,"
    " run_id INTEGER, kind_id INTEGER, port INTEGER, flows INTEGER,"
    " packets INTEGER, bytes INTEGER, first_us INTEGER, last_us INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS twin_hour (run_id INTEGER,"
    " hour INTEGER, PRIMARY KEY (run_id, hour)) WITHOUT ROWID;"
    "CREATE TEMP TABLE IF NOT EXISTS twin_seen (id TEXT, first_us INTEGER,"
    " last_us INTEGER);"
    "CREATE INDEX IF NOT EXISTS temp.twin_seen_id ON twin_seen (id);";

/* "$" is the database of the run whose flows are kept. */

/* Runs and their times; live ones count before replays, the earlier before the
 * later. */
#define SPANS(db)                                                              \
	"SELECT run_id, (mode <> 'watch') * 1000000000 + run_id AS place,"     \
	" coalesce(first_packet_us, (SELECT min(hour) FROM " db ".hour_sum h"  \
	"  WHERE h.run_id = r.run_id) * " SCHEMA_HOUR ") AS since,"            \
	" coalesce(last_packet_us, (SELECT max(hour) + 1 FROM " db             \
	".hour_sum h WHERE h.run_id = r.run_id) * " SCHEMA_HOUR ") AS until"   \
	" FROM " db ".run r"
#define KEPT_SPANS SPANS("$")
#define OWN_SPANS SPANS("main")
static const char pairs_text[] =
    "SELECT a.run_id, b.run_id, max(a.since, b.since), min(a.until, b.until)"
    " FROM (" KEPT_SPANS ") a JOIN (" OWN_SPANS ") b"
    " WHERE a.since <= b.until AND b.since <= a.until"
    " AND a.since < :until AND b.since < :until AND a.until >= :since"
    " AND b.until >= :since AND ('$' <> 'main' OR a.place < b.place)";

/* What tells a row that stands for many. */
#define ENDS                                                                   \
	"coalesce(p.src, '') || '>' || coalesce(p.dst, '') || ' '"             \
	" || k.proto || ' ' || coalesce(f.dst_port, '')"
#define SEEN                                                                   \
	"SELECT CASE WHEN f.src_port IS NULL AND f.attempts > 1"               \
	" OR f.community_id IS NULL THEN " ENDS " ELSE f.community_id END,"    \
	" f.first_us, f.first_us + f.span_us FROM $.flow f"                    \
	" JOIN $.kind k ON k.kind_id = f.kind_id"                              \
	" JOIN $.pair p ON p.pair_id = f.pair_id"                              \
	" WHERE f.run_id = :kept"
static const char seen_text[] =
    "INSERT INTO twin_seen " SEEN " AND f.first_us >= :begin - " SCHEMA_LONG
    " AND f.first_us < :end + " SLACK " UNION ALL " SEEN
    " AND f.span_us >= " SCHEMA_LONG " AND f.first_us + f.span_us >= :begin"
    " AND f.first_us < :begin - " SCHEMA_LONG;

#define MEETS                                                                  \
	"n.first_us <= f.first_us + f.span_us + " SLACK                        \
	" AND n.last_us + " SLACK " >= f.first_us"
#define TWINS                                                                  \
	"INSERT OR IGNORE INTO twin SELECT f.flow_id, f.run_id, f.kind_id,"    \
	" coalesce(f.dst_port, -1), f.attempts, f.packets_out + f.packets_in," \
	" f.bytes_out + f.bytes_in, f.first_us, f.first_us + f.span_us"        \
	" FROM main.flow f JOIN main.kind k ON k.kind_id = f.kind_id"          \
	" JOIN main.pair p ON p.pair_id = f.pair_id WHERE f.run_id = :run"     \
	" AND (EXISTS (SELECT 1 FROM twin_seen n"                              \
	"  WHERE n.id = f.community_id AND " MEETS ")"                         \
	" OR EXISTS (SELECT 1 FROM twin_seen n WHERE n.id = " ENDS             \
	"  AND " MEETS "))"
static const char twins_text[] =
    TWINS " AND f.first_us >= :begin AND f.first_us < :end";
static const char long_twins_text[] =
    TWINS " AND f.span_us >= " SCHEMA_LONG " AND f.first_us < :begin"
	  " AND f.first_us + f.span_us >= :begin";

/* Of what has no flows, in the hours that both runs saw. */
static const char hours_text[] =
    "INSERT OR IGNORE INTO twin_hour SELECT DISTINCT :run, s.hour"
    " FROM $.hour_sum s WHERE s.run_id = :kept"
    " AND s.hour >= :begin / " SCHEMA_HOUR " AND s.hour <= :end / " SCHEMA_HOUR;
static const char sums_text[] =
    "INSERT INTO twin SELECT (SELECT min(0, coalesce(min(flow_id), 0))"
    "  FROM twin) - row_number() OVER (), s.run_id, s.kind_id, s.port,"
    " s.flows - coalesce(g.flows, 0), s.packets - coalesce(g.packets, 0),"
    " s.bytes - coalesce(g.bytes, 0), s.first_us, s.last_us"
    " FROM twin_hour t JOIN main.hour_sum s ON s.run_id = t.run_id"
    "  AND s.hour = t.hour JOIN main.kind k ON k.kind_id = s.kind_id"
    " LEFT JOIN (SELECT run_id, kind_id, port, first_us / " SCHEMA_HOUR
    "   AS hour, sum(flows) AS flows, sum(packets) AS packets,"
    "   sum(bytes) AS bytes FROM twin GROUP BY 1, 2, 3, 4) g"
    "  ON g.run_id = s.run_id AND g.kind_id = s.kind_id AND g.port = s.port"
    "  AND g.hour = s.hour"
    " WHERE s.flows > 0 AND (k.verdict = 'out-of-scope'"
    "  OR k.reason = 'housekeeping')";

/* Of run, what kept has too, while both went on. */
struct twin_pair {
	int64_t kept, run, begin, end;
};

#define PAIRS_MAX 256 /* more runs at a time than anybody has */

struct twin_pairs {
	struct twin_pair at[PAIRS_MAX];
	size_t count;
};

int
query_writable(struct store *s, bool on, struct err *err)
{
	if (s->mode != STORE_READ)
		return 0;
	return sql_exec(&s->sql,
	    on ? "PRAGMA query_only = OFF" : "PRAGMA query_only = ON", err);
}

int
query_settle(struct store *s, int rc, struct err *err)
{
	int back = query_writable(s, false, rc ? NULL : err);

	return rc ? rc : back;
}

int
query_twins(struct store *s, struct err *err)
{
	int rc;

	if (sqlite3_table_column_metadata(s->sql.db, "temp", "twin_seen", NULL,
		NULL, NULL, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	rc = query_writable(s, true, err);
	if (!rc)
		rc = sql_exec(&s->sql, tables_text, err);
	return query_settle(s, rc, err);
}

static int
note_pair(sqlite3_stmt *stmt, void *arg)
{
	struct twin_pairs *pairs = arg;

	if (pairs->count == PAIRS_MAX)
		return 0;
	pairs->at[pairs->count++] =
	    (struct twin_pair){ .kept = sql_column_int(stmt, 0),
		    .run = sql_column_int(stmt, 1),
		    .begin = sql_column_int(stmt, 2),
		    .end = sql_column_int(stmt, 3) + 1 };
	return 0;
}

/* text with "$" as the schema, prepared. */
static int
prepare(struct store *s, const char *text, const char *schema,
    const struct query_scope *scope, sqlite3_stmt **out, struct err *err)
{
	struct strbuf whole;
	int rc;

	strbuf_init(&whole);
	for (; *text; text++)
		if (*text == '$')
			strbuf_add(&whole, schema);
		else
			strbuf_add_char(&whole, *text);
	rc = strbuf_error(&whole);
	if (rc)
		sql_tell(s->path, rc, NULL, err);
	else
		rc = query_prepare(s, strbuf_text(&whole), scope, out, err);
	strbuf_fini(&whole);
	return rc;
}

/* The database that is looked through, and that of the flows that stay. */
struct matching {
	struct store *s;
	const char *schema;
	const struct query_scope *scope;
};

/* Run text with the values of a pair. */
static int
run_for(const struct matching *m, const char *text,
    const struct twin_pair *pair, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = prepare(m->s, text, m->schema, NULL, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":kept", pair->kept);
	query_bind_int(stmt, ":run", pair->run);
	query_bind_int(stmt, ":begin", pair->begin);
	query_bind_int(stmt, ":end", pair->end);
	rc = sql_run(&m->s->sql, stmt, err);
	sqlite3_finalize(stmt);
	return rc;
}

static int
match_hour(const struct matching *m, const struct twin_pair *hour, bool first,
    struct err *err)
{
	int rc = sql_exec(&m->s->sql, "DELETE FROM twin_seen", err);

	if (!rc)
		rc = run_for(m, seen_text, hour, err);
	if (!rc && first)
		rc = run_for(m, long_twins_text, hour, err);
	return rc ? rc : run_for(m, twins_text, hour, err);
}

/* An hour at a time, so that little is held at once. */
static int
match_pair(const struct matching *m, const struct twin_pair *pair,
    struct err *err)
{
	struct twin_pair part = *pair;
	struct twin_pair hour;
	int rc;

	if (part.begin < m->scope->since)
		part.begin = m->scope->since;
	if (part.end > m->scope->until)
		part.end = m->scope->until;
	rc = run_for(m, hours_text, &part, err);
	part.begin -= SCHEMA_LONG_US;
	hour = part;
	for (; hour.begin < part.end && !rc; hour.begin = hour.end) {
		hour.end =
		    part.end - hour.begin > HOUR ? hour.begin + HOUR : part.end;
		rc = match_hour(m, &hour, hour.begin == part.begin, err);
	}
	return rc;
}

/* Match the runs whose times meet. */
static int
match_pairs(const struct matching *m, struct err *err)
{
	struct twin_pairs pairs = { .count = 0 };
	sqlite3_stmt *stmt;
	int rc = prepare(m->s, pairs_text, m->schema, m->scope, &stmt, err);

	if (!rc)
		rc = query_walk(m->s, stmt, note_pair, &pairs, err);
	for (size_t i = 0; i < pairs.count && !rc; i++)
		rc = match_pair(m, &pairs.at[i], err);
	return rc;
}

static int
attach(struct store *s, const struct store *other, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc =
	    query_prepare(s, "ATTACH DATABASE ?1 AS other", NULL, &stmt, err);

	if (rc)
		return rc;
	sql_bind_string(stmt, 1, other->path);
	rc = sql_run(&s->sql, stmt, err);
	sqlite3_finalize(stmt);
	return rc;
}

/* Connections may attach nothing: but for this while. */
static int
match_other(struct store *s, const struct query_scope *scope,
    const struct store *other, struct err *err)
{
	const struct matching m = { s, "other", scope };
	int before = sqlite3_limit(s->sql.db, SQLITE_LIMIT_ATTACHED, 1);
	int rc = attach(s, other, err);

	if (!rc) {
		rc = match_pairs(&m, err);
		sql_exec(&s->sql, "DETACH DATABASE other", NULL);
	}
	sqlite3_limit(s->sql.db, SQLITE_LIMIT_ATTACHED, before);
	return rc;
}

static int
match_all(struct store *s, const struct query_scope *scope,
    struct store *const *earlier, size_t count, struct err *err)
{
	const struct matching own = { s, "main", scope };
	int rc = match_pairs(&own, err);

	for (size_t i = 0; i < count && !rc; i++)
		rc = match_other(s, scope, earlier[i], err);
	if (!rc)
		rc = sql_exec(&s->sql, sums_text, err);
	if (!rc)
		rc = sql_exec(&s->sql, "DELETE FROM twin_seen", err);
	return rc;
}

int
store_find_twins(struct store *s, const struct store_scope *scope,
    struct store *const *earlier, size_t count, uint64_t *twins,
    struct err *err)
{
	int64_t found = 0;
	struct query_scope q;
	int rc = query_scope(s, scope, &q, err);

	if (!rc)
		rc = query_writable(s, true, err);
	if (rc)
		return rc;
	rc = sql_exec(&s->sql, "DELETE FROM twin; DELETE FROM twin_hour", err);
	if (!rc && !q.run)
		rc = match_all(s, &q, earlier, count, err);
	rc = query_settle(s, rc, err);
	if (!rc)
		rc = sql_number(&s->sql, "SELECT sum(flows) FROM twin", &found,
		    err);
	if (!rc)
		*twins = (uint64_t)found;
	return rc;
}
