/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * retain.c - old flows and old sums are deleted, a little at a time, and
 * space is given back.
 *
 * Sums stay when flows go: what they add up is history.  A flow that was
 * still open leaves a note of what it counts, see counted.h.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/strbuf.h"
#include "base/when.h"
#include "store/internal.h"
#include "store/schema.h"

#define HOUR ((int64_t)WHEN_HOUR_US)
/* About what a flow takes with its place in the indexes. */
#define FLOW_BYTES 256
/* Of how many rows one is deleted for a sweep to be due; and when otherwise
 * sums went for want of room. */
#define SWEEP_SHARE 8
#define SWEEP_SHARE_NEED 64
/* Of so many bytes that are allowed, one is for the -wal file. */
#define WAL_SHARE 4
/* Of so many pages one may stay free, for what comes next. */
#define FREE_SHARE 64
#define VACUUM_PAGES 64 /* at least, in one transaction */

static const char flows_text[] =
    "SELECT flow_id, first_us, flow_end FROM flow INDEXED BY flow_first"
    " WHERE first_us <= ?1 AND first_us + span_us <= ?1"
    " ORDER BY first_us LIMIT ?2";
static const char flow_text[] = "DELETE FROM flow WHERE flow_id = ?1";

/* Sums before an hour, ?1; ?2 of them at most. */
#define OF_RUN(table, column)                                                  \
	" FROM run r CROSS JOIN " table " s ON s.run_id = r.run_id"            \
	" WHERE s." column " < ?1"
static const struct {
	const char *text;
	int64_t unit; /* what ?1 counts in, microseconds */
} sums[] = {
	{ "DELETE FROM hour_sum WHERE (run_id, hour, kind_id, port) IN"
	  " (SELECT s.run_id, s.hour, s.kind_id, s.port" OF_RUN("hour_sum",
	      "hour") " LIMIT ?2)",
	    HOUR },
	{ "DELETE FROM host_hour WHERE (run_id, hour, host) IN"
	  " (SELECT s.run_id, s.hour, s.host" OF_RUN("host_hour",
	      "hour") " LIMIT ?2)",
	    HOUR },
	{ "DELETE FROM housekeeping"
	  " WHERE (run_id, hour, policy_id, host, kind, proto, port) IN"
	  " (SELECT s.run_id, s.hour, s.policy_id, s.host, s.kind, s.proto,"
	  " s.port" OF_RUN("housekeeping", "hour") " LIMIT ?2)",
	    HOUR },
	{ "DELETE FROM loss WHERE (run_id, minute) IN"
	  " (SELECT s.run_id, s.minute" OF_RUN("loss", "minute") " LIMIT ?2)",
	    HOUR / 60 },
	{ "DELETE FROM interface_minute WHERE (run_id, minute, name) IN"
	  " (SELECT s.run_id, s.minute, s.name" OF_RUN("interface_minute",
	      "minute") " LIMIT ?2)",
	    HOUR / 60 },
	{ "DELETE FROM event WHERE event_id IN (SELECT event_id FROM event"
	  " WHERE time_us < ?1 ORDER BY time_us LIMIT ?2)",
	    1 },
	{ "DELETE FROM flow_gone WHERE flow_id IN (SELECT flow_id"
	  " FROM flow_gone WHERE first_us < ?1 LIMIT ?2)",
	    1 },
	/* While a run is young, what it read is known. */
	{ "DELETE FROM input WHERE input_id IN (SELECT i.input_id FROM input i"
	  " JOIN run r ON r.run_id = i.run_id WHERE i.first_us < ?1"
	  " AND i.last_us < ?1 AND i.state <> 'running' AND r.started_us < ?1"
	  " LIMIT ?2)",
	    1 },
};
/* The first hour that has any of them. */
static const char first_hour_text[] =
    "SELECT min(hour) FROM ("
    " SELECT (SELECT min(hour) FROM hour_sum s WHERE s.run_id = r.run_id)"
    "  AS hour FROM run r"
    " UNION ALL SELECT (SELECT min(hour) FROM host_hour s"
    "  WHERE s.run_id = r.run_id) FROM run r"
    " UNION ALL SELECT (SELECT min(hour) FROM housekeeping s"
    "  WHERE s.run_id = r.run_id) FROM run r"
    " UNION ALL SELECT (SELECT min(minute) / 60 FROM loss s"
    "  WHERE s.run_id = r.run_id) FROM run r"
    " UNION ALL SELECT (SELECT min(minute) / 60 FROM interface_minute s"
    "  WHERE s.run_id = r.run_id) FROM run r"
    " UNION ALL SELECT min(time_us) / " SCHEMA_HOUR " FROM event)";

struct retaining {
	const struct store_retention *what;
	size_t rows, left; /* that may be deleted */
	bool waits;        /* something could not be written before */
	bool more, gave;   /* pages back */
	struct store_retained done;
};

/* Flows. */

struct old_flow {
	int64_t flow_id, first_us;
	bool open;
};

/* The oldest flows that were over at last_us, max of them at most, into
 * out; returns how many, or what failed. */
static int
find_flows(struct store *s, int64_t last_us, size_t max, struct old_flow *out,
    struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int count = 0;
	int rc = sql_prepare(&s->sql, &stmt, flows_text, err);
	int step;

	if (rc)
		return rc;
	sql_bind_int(stmt, 1, last_us);
	sql_bind_int(stmt, 2, (int64_t)max);
	while ((step = sqlite3_step(stmt)) == SQLITE_ROW)
		out[count++] = (struct old_flow){
			.flow_id = sqlite3_column_int64(stmt, 0),
			.first_us = sqlite3_column_int64(stmt, 1),
			.open = sqlite3_column_int(stmt, 2) == FLOW_END_ACTIVE
		};
	if (step != SQLITE_DONE)
		rc = sql_fail(&s->sql, err);
	sqlite3_finalize(stmt);
	return rc ? rc : count;
}

static int
delete_found(struct store *s, const struct old_flow *flows, size_t count,
    struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, flow_text, err);

	for (size_t i = 0; i < count && !rc; i++) {
		if (flows[i].open)
			rc = counted_keep(&s->kept, &s->sql, flows[i].flow_id,
			    err);
		if (rc)
			break;
		sql_bind_int(stmt, 1, flows[i].flow_id);
		rc = sql_run(&s->sql, stmt, err);
	}
	sqlite3_finalize(stmt);
	return rc;
}

static int
delete_flows(struct store *s, struct retaining *r, int64_t last_us, size_t max,
    struct err *err)
{
	struct old_flow *flows;
	int count, rc;

	if (max == 0)
		return 0;
	flows = calloc(max, sizeof(*flows));
	if (!flows)
		return sql_tell(s->path, -ENOMEM, NULL, err);
	count = find_flows(s, last_us, max, flows, err);
	rc = count < 0 ? count : delete_found(s, flows, (size_t)count, err);
	if (!rc && count > 0) {
		fold_forget(s->fold, (uint64_t)flows[count - 1].first_us);
		r->left -= (size_t)count;
		r->done.flows += (uint64_t)count;
	}
	free(flows);
	return rc;
}

/* Sums. */

static int
delete_sums(struct store *s, struct retaining *r, int64_t hour, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]) && !rc; i++) {
		sqlite3_stmt *stmt = NULL;
		size_t count;

		if (r->left == 0)
			break;
		rc = sql_prepare(&s->sql, &stmt, sums[i].text, err);
		if (rc)
			break;
		sql_bind_int(stmt, 1, hour * (HOUR / sums[i].unit));
		sql_bind_int(stmt, 2, (int64_t)r->left);
		rc = sql_run(&s->sql, stmt, err);
		sqlite3_finalize(stmt);
		count = rc ? 0 : (size_t)sqlite3_changes(s->sql.db);
		r->left -= count;
		r->done.sums += count;
	}
	return rc;
}

/* Size. */

struct pages {
	int64_t all, unused, size;
};

static int
look_at_pages(struct store *s, struct pages *p, struct err *err)
{
	int rc = sql_number(&s->sql, "PRAGMA page_count", &p->all, err);

	if (!rc)
		rc = sql_number(&s->sql, "PRAGMA freelist_count", &p->unused,
		    err);
	if (!rc)
		rc = sql_number(&s->sql, "PRAGMA page_size", &p->size, err);
	return rc;
}

/* How many bytes of pages in use are too many; the -wal file has its share of
 * what is allowed. */
static int
look_at_size(struct store *s, const struct retaining *r, int64_t *over,
    int64_t *used, struct err *err)
{
	struct pages p = { .all = 0 };
	int rc = look_at_pages(s, &p, err);
	int64_t max, wal;

	*over = 0;
	if (rc)
		return rc;
	*used = (p.all - p.unused) * p.size;
	max = r->what->max_bytes > INT64_MAX ? INT64_MAX
					     : (int64_t)r->what->max_bytes;
	wal = 2 * (int64_t)s->wal_full * p.size;
	if (wal > max / WAL_SHARE)
		wal = max / WAL_SHARE;
	if (max > 0 && *used > max - wal)
		*over = *used - (max - wal);
	return 0;
}

static int
give_pages_back(struct store *s, struct retaining *r, struct err *err)
{
	struct pages p = { .all = 0 };
	int64_t mode = 0, give;
	char text[64];
	int rc = look_at_pages(s, &p, err);

	if (!rc)
		rc = sql_number(&s->sql, "PRAGMA auto_vacuum", &mode, err);
	give = p.unused - p.all / FREE_SHARE;
	if (rc || give <= 0 || mode != 2) /* INCREMENTAL */
		return rc;
	if (give > (int64_t)r->rows / 8 + VACUUM_PAGES) {
		give = (int64_t)r->rows / 8 + VACUUM_PAGES;
		r->more = true;
	}
	snprintf(text, sizeof(text), "PRAGMA incremental_vacuum(%lld)",
	    (long long)give);
	r->gave = true;
	return sql_exec(&s->sql, text, err);
}

/* Kinds and pairs. */

/* Is a sweep going on, or worth its while?  One is due when of so many rows
 * that there are, about, one was deleted since the last. */
static int
look_at_sweep(struct store *s, int64_t used, int64_t share, bool *due,
    int64_t *deleted, struct err *err)
{
	int rc = 0;

	*due = s->sweep.stage != SWEEP_REST;
	if (*due)
		return 0;
	rc = sql_number(&s->sql, "SELECT deleted FROM batch", deleted, err);
	*due = !rc && *deleted > 0 && *deleted >= used / FLOW_BYTES / share;
	return rc;
}

/* A little of a sweep, unless the call has done something else; then it is
 * left to the next one. */
static int
sweep(struct store *s, struct retaining *r, int64_t used, int64_t share,
    struct err *err)
{
	int64_t deleted = 0;
	size_t gone = 0;
	bool due = false;
	int rc = look_at_sweep(s, used, share, &due, &deleted, err);

	if (rc || !due || r->waits)
		return rc;
	r->more = true;
	if (r->left < r->rows)
		return 0;
	if (s->sweep.stage == SWEEP_REST) {
		kinds_forget(s->kinds);
		pairs_forget(s->pairs);
		rc = sweep_begin(&s->sweep, &s->sql, deleted, err);
	}
	if (!rc)
		rc = sweep_step(&s->sweep, &s->sql, r->rows, &gone, err);
	return rc;
}

/* What is to be done when. */

static int64_t
last_of(uint64_t before_us)
{
	return before_us > INT64_MAX ? INT64_MAX : (int64_t)before_us - 1;
}

static int
delete_old(struct store *s, struct retaining *r, struct err *err)
{
	const struct store_retention *w = r->what;
	uint64_t sums_us = w->sums_before_us;
	int rc = 0;

	if (w->flows_before_us)
		rc = delete_flows(s, r, last_of(w->flows_before_us), r->left,
		    err);
	/* Sums are not deleted before their flows. */
	if (w->flows_before_us && sums_us > w->flows_before_us)
		sums_us = w->flows_before_us;
	if (!rc && sums_us)
		rc = delete_sums(s, r, (last_of(sums_us) + 1) / HOUR, err);
	return rc;
}

/* The file is over bytes too large. */
static int
shrink(struct store *s, struct retaining *r, int64_t over, int64_t used,
    struct err *err)
{
	size_t max = (size_t)(over / FLOW_BYTES) + 1;
	int64_t hour = 0;
	int rc;

	rc = delete_flows(s, r, INT64_MAX, max < r->left ? max : r->left, err);
	if (rc || r->done.flows > 0)
		return rc;
	rc = sweep(s, r, used, SWEEP_SHARE_NEED, err);
	if (rc || r->more)
		return rc;
	rc = sql_number(&s->sql, first_hour_text, &hour, err);
	return rc ? rc : delete_sums(s, r, hour + 1, err);
}

static int
note_deleted(struct store *s, const struct retaining *r, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc;

	if (r->left == r->rows)
		return 0;
	rc = sql_prepare(&s->sql, &stmt,
	    "UPDATE batch SET deleted = deleted + ?1", err);
	if (rc)
		return rc;
	/* Of one kind there are many sums. */
	sql_bind_count(stmt, 1, r->done.flows + (r->done.sums + 7) / 8);
	rc = sql_run(&s->sql, stmt, err);
	sqlite3_finalize(stmt);
	return rc;
}

static int
retain(struct store *s, struct retaining *r, struct err *err)
{
	int64_t over = 0, used = 0;
	int rc = delete_old(s, r, err);

	if (!rc)
		rc = look_at_size(s, r, &over, &used, err);
	if (!rc && over > 0 && r->left > 0)
		rc = shrink(s, r, over, used, err);
	if (!rc)
		rc = note_deleted(s, r, err);
	if (!rc && !r->more)
		rc = sweep(s, r, used, SWEEP_SHARE, err);
	if (!rc)
		rc = give_pages_back(s, r, err);
	if (r->left == 0 || (over > 0 && r->left < r->rows))
		r->more = true;
	return rc;
}

/* What waits is not written in this transaction: where there is no room for
 * it, this one may make some. */
static int
transact(struct store *s, struct retaining *r, struct err *err)
{
	int rc = sql_exec(&s->sql, "BEGIN IMMEDIATE", err);

	if (rc)
		return rc;
	rc = retain(s, r, err);
	if (!rc)
		rc = sql_exec(&s->sql, "COMMIT", err);
	if (rc && !sqlite3_get_autocommit(s->sql.db))
		sql_exec(&s->sql, "ROLLBACK", NULL);
	return rc;
}

static uint64_t
size_of(const char *path, const char *suffix)
{
	struct strbuf name;
	struct stat st = { .st_size = 0 };

	strbuf_init(&name);
	strbuf_addf(&name, "%s%s", path, suffix);
	if (strbuf_error(&name) || stat(strbuf_text(&name), &st) != 0)
		st.st_size = 0;
	strbuf_fini(&name);
	return (uint64_t)st.st_size;
}

int
store_retain(struct store *s, const struct store_retention *what, size_t rows,
    struct store_retained *out, struct err *err)
{
	struct retaining r = { .what = what, .rows = rows, .left = rows };
	int64_t oldest_us = 0;
	int rc;

	assert(s->mode == STORE_WRITE && rows > 0);
	if (what->max_bytes > 0) {
		rc = store_bound_wal(s, what->max_bytes / WAL_SHARE, err);
		if (rc)
			return rc;
	}
	rc = store_commit(s, err);
	r.waits = rc != 0;
	if (rc && rc != -ENOSPC)
		return rc;
	rc = transact(s, &r, err);
	if (!rc)
		rc = sql_number(&s->sql, "SELECT min(first_us) FROM flow",
		    &oldest_us, err);
	if (rc)
		return rc;
	store_checkpoint(s);
	if (r.gave && !r.more)
		sqlite3_wal_checkpoint_v2(s->sql.db, NULL,
		    SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	r.done.oldest_us = oldest_us < 0 ? 0 : (uint64_t)oldest_us;
	r.done.file_bytes = size_of(s->path, "") + size_of(s->path, "-wal");
	*out = r.done;
	return r.more ? 1 : 0;
}
