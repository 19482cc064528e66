/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_twin.c - flows that were recorded twice: by a live run and a later
 * replay of the same hours, or by two sensors.
 *
 * A flow of a run has a twin in another run when that one has a flow of the
 * same Community ID whose time meets its own (see twin_match.h).  Rows that
 * stand for many have none: they are told by their ends and port.  What is in
 * sums only can not be told flow by flow: of an hour that both runs saw, one
 * run's sums count.
 *
 * Flows are read only of the times when several runs went on, once for all of
 * these, and an hour at a time, so that little is held at once.
 *
 * The temporary table twin holds the flows that are not to be counted, and
 * twin_sum what is in the sums of them, and of what has no flows.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/when.h"
#include "store/query.h"
#include "store/report_query.h"
#include "store/twin_match.h"

#define HOUR ((int64_t)WHEN_HOUR_US)

static const char tables_text[] =
    "CREATE TEMP TABLE IF NOT EXISTS twin (flow_id INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE IF NOT EXISTS twin_sum (run_id INTEGER, hour INTEGER,"
    " kind_id INTEGER, port INTEGER, flows INTEGER, packets INTEGER,"
    " bytes INTEGER, first_us INTEGER, last_us INTEGER,"
    " PRIMARY KEY (run_id, hour, kind_id, port)) WITHOUT ROWID;"
    "CREATE TEMP TABLE IF NOT EXISTS twin_hour (run_id INTEGER,"
    " hour INTEGER, PRIMARY KEY (run_id, hour)) WITHOUT ROWID;"
    "CREATE TEMP TABLE IF NOT EXISTS twin_run (place INTEGER PRIMARY KEY,"
    " run_id INTEGER, own INTEGER, since INTEGER, until INTEGER);";

/* "$" is the database whose flows are kept: main, or another one. */

/* Runs and their times, where they meet the scope, in the order in which they
 * count: those of another database, live ones, replays; the earlier before
 * the later. */
#define SPANS(db, own, watched)                                                \
	"SELECT run_id, " own " AS own, " watched " AS place,"                 \
	" coalesce(first_packet_us, (SELECT min(hour) FROM " db ".hour_sum h"  \
	"  WHERE h.run_id = r.run_id) * " SCHEMA_HOUR ") AS since,"            \
	" coalesce(last_packet_us, (SELECT max(hour) + 1 FROM " db             \
	".hour_sum h WHERE h.run_id = r.run_id) * " SCHEMA_HOUR ") AS until"   \
	" FROM " db ".run r"
static const char runs_text[] =
    "INSERT INTO twin_run SELECT row_number() OVER (ORDER BY place, run_id)"
    " - 1, run_id, own, since, until FROM (" SPANS("main", "1",
	"1 + (mode <> 'watch')") " UNION ALL " SPANS("$", "0",
	"0") " WHERE '$' <> 'main')"
	     " WHERE since < :until AND until >= :since";
static const char each_run_text[] =
    "SELECT run_id, own, place, since, until FROM twin_run"
    " ORDER BY own, run_id";

/* What tells a row f that stands for many. */
#define STANDS                                                                 \
	"(f.src_port IS NULL AND f.attempts > 1 OR f.community_id IS NULL)"
#define ENDS(db)                                                               \
	"(SELECT coalesce(p.src, '') || '>' || coalesce(p.dst, '') || ' '"     \
	" || k.proto || ' ' || coalesce(f.dst_port, '')"                       \
	" FROM " db ".pair p, " db ".kind k"                                   \
	" WHERE p.pair_id = f.pair_id AND k.kind_id = f.kind_id)"
#define SEEN                                                                   \
	"SELECT f.flow_id, f.run_id, f.first_us, f.first_us + f.span_us,"      \
	" " STANDS ","                                                         \
	" CASE WHEN " STANDS " THEN " ENDS("$") " ELSE f.community_id END,"    \
						" f.dst_port"                  \
						" FROM $.flow f"
static const char seen_text[] =
    SEEN " INDEXED BY flow_first WHERE f.first_us >= :begin - " SCHEMA_LONG
	 " AND f.first_us < :end UNION ALL " SEEN
	 " INDEXED BY flow_long WHERE f.span_us >= " SCHEMA_LONG
	 " AND f.first_us + f.span_us >= :begin"
	 " AND f.first_us < :begin - " SCHEMA_LONG;

/* Flows that may be among those that a row stands for, of the index alone. */
static const char named_text[] =
    "SELECT f.flow_id, f.run_id, f.first_us, f.first_us + f.span_us, 0,"
    " " ENDS("main") " FROM main.kind k CROSS JOIN main.flow f"
		     " INDEXED BY flow_kind ON f.kind_id = k.kind_id"
		     " WHERE f.first_us >= :begin AND f.first_us < :end"
		     " AND twin_port(f.dst_port) AND twin_named(" ENDS(
			 "main") ")";

static const char go_text[] = "INSERT OR IGNORE INTO twin VALUES (?1)";
static const char add_text[] =
    "INSERT INTO twin_sum SELECT run_id, first_us / " SCHEMA_HOUR
    ", kind_id, coalesce(dst_port, -1), attempts, packets_out + packets_in,"
    " bytes_out + bytes_in, first_us, first_us + span_us"
    " FROM main.flow WHERE flow_id = ?1 ON CONFLICT DO UPDATE SET"
    " flows = flows + excluded.flows, packets = packets + excluded.packets,"
    " bytes = bytes + excluded.bytes,"
    " first_us = min(first_us, excluded.first_us),"
    " last_us = max(last_us, excluded.last_us)";

/* Of what has no flows, in the hours that both runs saw. */
static const char hours_text[] =
    "INSERT OR IGNORE INTO twin_hour SELECT b.run_id, s.hour"
    " FROM twin_run b JOIN twin_run a ON a.place < b.place"
    "  AND a.since <= b.until AND b.since <= a.until"
    " CROSS JOIN $.hour_sum s ON s.run_id = a.run_id"
    " AND s.hour >= max(a.since, b.since, :since) / " SCHEMA_HOUR
    " AND s.hour <= min(a.until, b.until, :until) / " SCHEMA_HOUR
    " WHERE b.own AND (a.own OR '$' <> 'main')";
static const char sums_text[] =
    "INSERT INTO twin_sum SELECT s.run_id, s.hour, s.kind_id, s.port,"
    " s.flows, s.packets, s.bytes, s.first_us, s.last_us"
    " FROM twin_hour t JOIN main.hour_sum s ON s.run_id = t.run_id"
    "  AND s.hour = t.hour JOIN main.kind k ON k.kind_id = s.kind_id"
    " WHERE s.flows > 0 AND (k.verdict = 'out-of-scope'"
    "  OR k.reason = 'housekeeping') ON CONFLICT DO UPDATE SET"
    " flows = excluded.flows, packets = excluded.packets,"
    " bytes = excluded.bytes";

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

	if (sqlite3_table_column_metadata(s->sql.db, "temp", "twin_run", NULL,
		NULL, NULL, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	rc = query_writable(s, true, err);
	if (!rc)
		rc = sql_exec(&s->sql, tables_text, err);
	return query_settle(s, rc, err);
}

/* What is looked for in s, beside what schema has, and by which statements. */
struct matching {
	struct store *s;
	const char *schema;
	const struct query_scope *scope;
	struct twin_run *runs;
	size_t run_count, run_room;
	struct twin_match match;
	sqlite3_stmt *seen[2]; /* of schema, and of main if that is another */
	sqlite3_stmt *named, *go, *add;
	struct err *err;
};

/* text with "$" as the schema, prepared. */
static int
prepare(const struct matching *m, const char *text, const char *schema,
    sqlite3_stmt **out)
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
		sql_tell(m->s->path, rc, NULL, m->err);
	else
		rc = query_prepare(m->s, strbuf_text(&whole), m->scope, out,
		    m->err);
	strbuf_fini(&whole);
	return rc;
}

static int
no_memory(const struct matching *m)
{
	return sql_tell(m->s->path, -ENOMEM, NULL, m->err);
}

/* Run text, which gives no rows. */
static int
run(const struct matching *m, const char *text)
{
	sqlite3_stmt *stmt;
	int rc = prepare(m, text, m->schema, &stmt);

	if (!rc)
		rc = sql_run(&m->s->sql, stmt, m->err);
	sqlite3_finalize(stmt);
	return rc;
}

static int
note_run(sqlite3_stmt *stmt, void *arg)
{
	struct matching *m = arg;
	struct twin_run run = { .run_id = sql_column_int(stmt, 0),
		.own = sqlite3_column_int(stmt, 1) != 0,
		.place = sql_column_int(stmt, 2),
		.since_us = sql_column_int(stmt, 3),
		.until_us = sql_column_int(stmt, 4) };

	if (m->run_count == m->run_room) {
		size_t room = m->run_room ? 2 * m->run_room : 16;
		void *runs = reallocarray(m->runs, room, sizeof(*m->runs));

		if (!runs)
			return no_memory(m);
		m->runs = runs;
		m->run_room = room;
	}
	if (run.since_us < m->scope->since)
		run.since_us = m->scope->since;
	if (run.until_us >= m->scope->until)
		run.until_us = m->scope->until - 1;
	m->runs[m->run_count++] = run;
	return 0;
}

static int
read_runs(struct matching *m)
{
	sqlite3_stmt *stmt;
	int rc = sql_exec(&m->s->sql, "DELETE FROM twin_run", m->err);

	if (!rc)
		rc = run(m, runs_text);
	if (!rc)
		rc = prepare(m, each_run_text, m->schema, &stmt);
	return rc ? rc : query_walk(m->s, stmt, note_run, m, m->err);
}

static int
compare_runs(const void *a, const void *b)
{
	const struct twin_run *x = a, *y = b;

	if (x->own != y->own)
		return x->own ? 1 : -1;
	return (x->run_id > y->run_id) - (x->run_id < y->run_id);
}

/* Which run, of main (own) or of the other database; UINT32_MAX when it is
 * none that counts. */
static uint32_t
run_of(const struct matching *m, int64_t run_id, bool own)
{
	const struct twin_run key = { .run_id = run_id, .own = own };
	const struct twin_run *run = m->run_count
	    ? bsearch(&key, m->runs, m->run_count, sizeof(key), compare_runs)
	    : NULL;

	return run ? (uint32_t)(run - m->runs) : UINT32_MAX;
}

static struct twin_seen
seen_of(const struct matching *m, sqlite3_stmt *stmt, bool own)
{
	return (struct twin_seen){ .flow_id = sql_column_int(stmt, 0),
		.run = run_of(m, sql_column_int(stmt, 1), own),
		.first_us = sql_column_int(stmt, 2),
		.last_us = sql_column_int(stmt, 3),
		.stands = sqlite3_column_int(stmt, 4) != 0,
		.may_go = own };
}

/* Step stmt, whose values are bound; *more tells of a row. */
static int
step(const struct matching *m, sqlite3_stmt *stmt, bool *more)
{
	int result = sqlite3_step(stmt);

	*more = result == SQLITE_ROW;
	return *more || result == SQLITE_DONE ? 0
					      : sql_fail(&m->s->sql, m->err);
}

/* The flows of one database that stmt gives. */
static int
load(struct matching *m, sqlite3_stmt *stmt, bool own)
{
	bool more;
	int rc;

	while ((rc = step(m, stmt, &more)) == 0 && more) {
		struct twin_seen seen = seen_of(m, stmt, own);
		const char *name = sql_column_text(stmt, 5);

		if (seen.run != UINT32_MAX && name &&
		    twin_match_add(&m->match, name, &seen) != 0)
			rc = no_memory(m);
		if (rc)
			break;
		if (seen.stands)
			twin_match_note_port(&m->match,
			    sql_column_int(stmt, 6));
	}
	sqlite3_reset(stmt);
	return rc;
}

/* The flow is not to be counted. */
static int
leave_out(const struct matching *m, int64_t flow_id)
{
	int rc;

	sql_bind_int(m->go, 1, flow_id);
	rc = sql_run(&m->s->sql, m->go, m->err);
	if (rc || sqlite3_changes(m->s->sql.db) == 0)
		return rc;
	sql_bind_int(m->add, 1, flow_id);
	return sql_run(&m->s->sql, m->add, m->err);
}

/* Flows that are among those which a row of a run before stands for. */
static int
leave_out_named(const struct matching *m)
{
	bool more;
	int rc;

	while ((rc = step(m, m->named, &more)) == 0 && more) {
		struct twin_seen seen = seen_of(m, m->named, true);

		if (seen.run != UINT32_MAX &&
		    twin_match_stands(&m->match, sql_column_text(m->named, 5),
			&seen))
			rc = leave_out(m, seen.flow_id);
		if (rc)
			break;
	}
	sqlite3_reset(m->named);
	return rc;
}

/* What went on between begin and end. */
static int
match_hour(struct matching *m, int64_t begin, int64_t end)
{
	sqlite3_stmt *const all[] = { m->seen[0], m->seen[1], m->named };
	int rc = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		query_bind_int(all[i], ":begin", begin - TWIN_SLACK_US);
		query_bind_int(all[i], ":end", end + TWIN_SLACK_US);
	}
	twin_match_clear(&m->match);
	for (size_t i = 0; i < 2 && !rc; i++)
		if (m->seen[i])
			rc = load(m, m->seen[i], i == 1 || !m->seen[1]);
	for (size_t i = 0; i < m->match.count && !rc; i++)
		if (twin_match_goes(&m->match, i))
			rc = leave_out(m, m->match.seen[i].flow_id);
	if (!rc && m->match.standing > 0)
		rc = leave_out_named(m);
	return rc;
}

/* All times when a run of main and another one went on. */
static int
match_times(struct matching *m)
{
	int64_t begin = 0, end;
	int rc = 0;

	while (!rc && twin_next_time(m->runs, m->run_count, &begin, &end)) {
		if (end - begin > HOUR)
			end = begin + HOUR;
		rc = match_hour(m, begin, end);
		begin = end;
	}
	return rc;
}

static void
answer_named(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct twin_match *match = sqlite3_user_data(context);
	const char *name = (const char *)sqlite3_value_text(values[0]);

	(void)count;
	sqlite3_result_int(context, name && twin_match_named(match, name));
}

static void
answer_port(sqlite3_context *context, int count, sqlite3_value **values)
{
	bool none = sqlite3_value_type(values[0]) == SQLITE_NULL;

	(void)count;
	sqlite3_result_int(context,
	    twin_match_has_port(sqlite3_user_data(context),
		none ? -1 : sqlite3_value_int64(values[0])));
}

/* Let statements ask m, or with NULL no longer.  0 or what failed. */
static int
let_ask(struct store *s, struct twin_match *m, struct err *err)
{
	sqlite3 *db = s->sql.db;

	if (sqlite3_create_function(db, "twin_named", 1, SQLITE_UTF8, m,
		m ? answer_named : NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_create_function(db, "twin_port", 1, SQLITE_UTF8, m,
		m ? answer_port : NULL, NULL, NULL) != SQLITE_OK)
		return sql_fail(&s->sql, err);
	return 0;
}

static int
prepare_all(struct matching *m)
{
	int rc = prepare(m, seen_text, m->schema, &m->seen[0]);

	if (!rc && strcmp(m->schema, "main") != 0)
		rc = prepare(m, seen_text, "main", &m->seen[1]);
	if (!rc)
		rc = prepare(m, named_text, "main", &m->named);
	if (!rc)
		rc = prepare(m, go_text, "main", &m->go);
	return rc ? rc : prepare(m, add_text, "main", &m->add);
}

static int
match_runs(struct matching *m)
{
	struct store *s = m->s;
	int rc = let_ask(s, &m->match, m->err);

	if (!rc)
		rc = prepare_all(m);
	if (!rc)
		rc = match_times(m);
	sqlite3_finalize(m->seen[0]);
	sqlite3_finalize(m->seen[1]);
	sqlite3_finalize(m->named);
	sqlite3_finalize(m->go);
	sqlite3_finalize(m->add);
	let_ask(s, NULL, NULL);
	return rc;
}

/* schema: "main", or "other" with that database attached. */
static int
match(struct store *s, const char *schema, const struct query_scope *scope,
    struct err *err)
{
	struct matching m = { s, schema, scope, .err = err };
	int rc = sql_exec(&s->sql, "SAVEPOINT twins", err);

	if (rc)
		return rc;
	rc = read_runs(&m);
	if (!rc)
		rc = run(&m, hours_text);
	if (!rc && twin_match_init(&m.match, m.runs) != 0)
		rc = no_memory(&m);
	if (!rc)
		rc = match_runs(&m);
	twin_match_fini(&m.match);
	free(m.runs);
	sql_exec(&s->sql, "RELEASE twins", NULL);
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
	int before = sqlite3_limit(s->sql.db, SQLITE_LIMIT_ATTACHED, 1);
	int rc = attach(s, other, err);

	if (!rc) {
		rc = match(s, "other", scope, err);
		sql_exec(&s->sql, "DETACH DATABASE other", NULL);
	}
	sqlite3_limit(s->sql.db, SQLITE_LIMIT_ATTACHED, before);
	return rc;
}

static int
match_all(struct store *s, const struct query_scope *scope,
    struct store *const *earlier, size_t count, struct err *err)
{
	int rc = match(s, "main", scope, err);

	for (size_t i = 0; i < count && !rc; i++)
		rc = match_other(s, scope, earlier[i], err);
	return rc ? rc : sql_exec(&s->sql, sums_text, err);
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
	rc = sql_exec(&s->sql,
	    "DELETE FROM twin; DELETE FROM twin_sum; DELETE FROM twin_hour",
	    err);
	if (!rc && !q.run)
		rc = match_all(s, &q, earlier, count, err);
	rc = query_settle(s, rc, err);
	if (!rc)
		rc = sql_number(&s->sql, "SELECT total(flows) FROM twin_sum",
		    &found, err);
	if (!rc)
		*twins = (uint64_t)found;
	return rc;
}
