/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * runs.c - runs: their beginning, figures, end, and removal.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

#define VERSION_MAX 64
#define REMOVE_CHUNK "5000" /* flows in one transaction */

static const char begin_text[] =
    "INSERT INTO run (mode, source, state, policy_id, started_us, packets,"
    " bytes, kernel_drops, interface_drops, evicted_flows, snapped,"
    " time_back, judged, out_of_scope, duplicate, truncated, malformed,"
    " not_ip, unknown, too_deep, fragment, first_flow)"
    " VALUES (?1, ?2, 'running', ?3, ?4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"
    " 0, 0, 0, 0, ?5)";
/* The last values are the fates, in the order of enum store_fate. */
static const char figures_text[] =
    "UPDATE run SET first_packet_us = ?2, last_packet_us = ?3, packets = ?4,"
    " bytes = ?5, kernel_drops = ?6, interface_drops = ?7,"
    " evicted_flows = ?8, snapped = ?9, time_back = ?10, ndpi_version = ?11,"
    " judged = ?12, out_of_scope = ?13, duplicate = ?14, truncated = ?15,"
    " malformed = ?16, not_ip = ?17, unknown = ?18, too_deep = ?19,"
    " fragment = ?20 WHERE run_id = ?1";
static const char end_text[] =
    "UPDATE run SET state = ?2, ended_us = ?3 WHERE run_id = ?1";
static const char unfinished_text[] =
    "UPDATE input SET state = 'crashed' WHERE run_id = ?1"
    " AND state = 'running'";

/* What a run that did not finish left, in an order that leaves it removable
 * when the removal does not finish either. */
static const char *const remove_texts[] = {
	"DELETE FROM hour_sum WHERE run_id = ?1",
	"DELETE FROM host_hour WHERE run_id = ?1",
	"DELETE FROM housekeeping WHERE run_id = ?1",
	"DELETE FROM loss WHERE run_id = ?1",
	"DELETE FROM interface_minute WHERE run_id = ?1",
	"DELETE FROM event WHERE run_id = ?1",
	"DELETE FROM flow_gone WHERE run_id = ?1",
	"DELETE FROM input WHERE run_id = ?1",
	"DELETE FROM run WHERE run_id = ?1",
};
static const char remove_flows_text[] =
    "DELETE FROM flow WHERE flow_id IN (SELECT flow_id FROM flow"
    " WHERE run_id = ?1 AND flow_id >="
    " (SELECT first_flow FROM run WHERE run_id = ?1) LIMIT " REMOVE_CHUNK ")";
static const char removable_text[] =
    "SELECT state = 'crashed' OR (state = 'partial' AND EXISTS"
    " (SELECT 1 FROM input i WHERE i.run_id = r.run_id"
    " AND i.state = 'crashed')) FROM run r WHERE run_id = ?1";

struct run_figures {
	int64_t run_id;
	bool waits;
	struct store_run run;
	char ndpi_version[VERSION_MAX];
};

const char *
store_fate_word(enum store_fate fate)
{
	static const char *const words[] = {
		[STORE_FATE_JUDGED] = "judged",
		[STORE_FATE_OUT_OF_SCOPE] = "out-of-scope",
		[STORE_FATE_DUPLICATE] = "duplicate",
		[STORE_FATE_TRUNCATED] = "truncated",
		[STORE_FATE_MALFORMED] = "malformed",
		[STORE_FATE_NOT_IP] = "not-ip",
		[STORE_FATE_UNKNOWN] = "unknown",
		[STORE_FATE_TOO_DEEP] = "too-deep",
		[STORE_FATE_FRAGMENT] = "fragment",
	};

	assert(fate < STORE_FATE_COUNT);
	return words[fate];
}

/* Figures that wait. */

void
runs_fini(struct runs *r)
{
	free(r->list);
}

static struct run_figures *
find(const struct runs *r, int64_t run_id)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->list[i].run_id == run_id)
			return &r->list[i];
	return NULL;
}

static int
reserve(struct runs *r)
{
	struct run_figures *list;

	if (r->count < r->room)
		return 0;
	list = reallocarray(r->list, r->room + 4, sizeof(*list));
	if (!list)
		return -ENOMEM;
	r->list = list;
	r->room += 4;
	return 0;
}

static void
set_figures(struct run_figures *f, const struct store_run *run)
{
	const char *version = run->ndpi_version ? run->ndpi_version : "";
	size_t len = strnlen(version, VERSION_MAX - 1);

	f->run = *run;
	f->run.ndpi_version = NULL;
	memcpy(f->ndpi_version, version, len);
	f->ndpi_version[len] = '\0';
	f->waits = true;
}

size_t
runs_waiting(const struct runs *r)
{
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		count += r->list[i].waits;
	return count;
}

static void
bind_time(sqlite3_stmt *stmt, int at, uint64_t us)
{
	sql_bind_optional(stmt, at,
	    us == 0 || us > INT64_MAX ? -1 : (int64_t)us);
}

static int
write_figures(struct runs *r, const struct sql *q, const struct run_figures *f,
    struct err *err)
{
	const struct store_run *run = &f->run;
	sqlite3_stmt *u = r->update;

	sql_bind_int(u, 1, f->run_id);
	bind_time(u, 2, run->first_packet_us);
	bind_time(u, 3, run->last_packet_us);
	sql_bind_count(u, 4, run->packets);
	sql_bind_count(u, 5, run->bytes);
	sql_bind_count(u, 6, run->kernel_drops);
	sql_bind_count(u, 7, run->interface_drops);
	sql_bind_count(u, 8, run->evicted_flows);
	sql_bind_count(u, 9, run->snapped);
	sql_bind_count(u, 10, run->time_back);
	sql_bind_text(u, 11, f->ndpi_version);
	for (int i = 0; i < STORE_FATE_COUNT; i++)
		sql_bind_count(u, 12 + i, run->fates[i]);
	return sql_run(q, u, err);
}

int
runs_write(struct runs *r, const struct sql *q, struct err *err)
{
	int rc = sql_prepare(q, &r->update, figures_text, err);

	for (size_t i = 0; i < r->count && !rc; i++)
		if (r->list[i].waits)
			rc = write_figures(r, q, &r->list[i], err);
	return rc;
}

void
runs_settle(struct runs *r)
{
	for (size_t i = 0; i < r->count; i++)
		r->list[i].waits = false;
}

/* Begin and end. */

struct beginning {
	enum run_mode mode;
	const char *source;
	uint64_t started_us;
	int64_t policy_id;
	int64_t run_id;
};

static int
insert_run(struct store *s, void *arg, struct err *err)
{
	struct beginning *b = arg;
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, begin_text, err);

	if (rc)
		return rc;
	sql_bind_text(stmt, 1, word_text(WORDS_RUN_MODE, b->mode));
	rc = sql_bind_outside(stmt, 2, b->source);
	sql_bind_int(stmt, 3, b->policy_id);
	sql_bind_count(stmt, 4, b->started_us);
	sql_bind_int(stmt, 5, batch_next_id(s->batch));
	if (rc)
		sql_tell(s->path, rc, NULL, err);
	else
		rc = sql_run(&s->sql, stmt, err);
	sqlite3_finalize(stmt);
	b->run_id = sqlite3_last_insert_rowid(s->sql.db);
	return rc;
}

int
store_run_begin(struct store *s, enum run_mode mode, const char *source,
    uint64_t started_us, int64_t policy_id, int64_t *run_id, struct err *err)
{
	struct beginning b = { .mode = mode,
		.source = source,
		.started_us = started_us,
		.policy_id = policy_id };
	int rc = reserve(&s->runs);

	if (rc)
		return sql_tell(s->path, rc, NULL, err);
	rc = store_transact(s, insert_run, &b, err);
	if (rc)
		return rc;
	s->runs.list[s->runs.count++] =
	    (struct run_figures){ .run_id = b.run_id };
	*run_id = b.run_id;
	return 0;
}

void
store_run_progress(struct store *s, int64_t run_id, const struct store_run *run)
{
	struct run_figures *f = find(&s->runs, run_id);

	assert(f);
	set_figures(f, run);
}

struct ending {
	int64_t run_id;
	uint64_t ended_us;
	enum run_state state;
};

static int
update_run(struct store *s, void *arg, struct err *err)
{
	const struct ending *e = arg;
	sqlite3_stmt *stmt = NULL, *unfinished = NULL;
	int rc = sql_prepare(&s->sql, &stmt, end_text, err);

	if (!rc)
		rc = sql_prepare(&s->sql, &unfinished, unfinished_text, err);
	if (!rc) {
		sql_bind_int(stmt, 1, e->run_id);
		sql_bind_text(stmt, 2, word_text(WORDS_RUN_STATE, e->state));
		bind_time(stmt, 3, e->ended_us);
		rc = sql_run(&s->sql, stmt, err);
	}
	if (!rc) {
		sql_bind_int(unfinished, 1, e->run_id);
		rc = sql_run(&s->sql, unfinished, err);
	}
	sqlite3_finalize(stmt);
	sqlite3_finalize(unfinished);
	return rc;
}

int
store_run_end(struct store *s, int64_t run_id, const struct store_run *run,
    enum run_state state, struct err *err)
{
	struct ending e = {
		.run_id = run_id, .ended_us = run->ended_us, .state = state
	};
	struct run_figures *f = find(&s->runs, run_id);
	int rc;

	assert(f && state != RUN_STATE_RUNNING);
	set_figures(f, run);
	rc = store_transact(s, update_run, &e, err);
	if (!rc)
		*f = s->runs.list[--s->runs.count];
	return rc;
}

/* Runs that did not finish. */

int
runs_left(const struct sql *q, bool *left, struct err *err)
{
	int64_t count = 0;
	int rc = sql_number(q,
	    "SELECT count(*) FROM run WHERE state = 'running'", &count, err);

	*left = count > 0;
	return rc;
}

int
runs_bury(struct store *s, void *arg, struct err *err)
{
	int rc = sql_exec(&s->sql,
	    "UPDATE run SET state = 'crashed' WHERE state = 'running'", err);

	(void)arg;
	if (!rc)
		rc = sql_exec(&s->sql,
		    "UPDATE input SET state = 'crashed'"
		    " WHERE state = 'running'",
		    err);
	return rc;
}

/* One statement that has the run as its only value. */
static int
run_for(struct store *s, const char *text, int64_t run_id, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, text, err);

	if (rc)
		return rc;
	sql_bind_int(stmt, 1, run_id);
	rc = sql_run(&s->sql, stmt, err);
	sqlite3_finalize(stmt);
	return rc;
}

struct removal {
	int64_t run_id;
	bool more; /* flows */
};

static int
remove_flows(struct store *s, void *arg, struct err *err)
{
	struct removal *r = arg;
	int rc = run_for(s, remove_flows_text, r->run_id, err);

	r->more = rc == 0 && sqlite3_changes(s->sql.db) > 0;
	return rc;
}

static int
remove_rest(struct store *s, void *arg, struct err *err)
{
	const struct removal *r = arg;
	int rc = 0;

	for (size_t i = 0;
	     i < sizeof(remove_texts) / sizeof(remove_texts[0]) && !rc; i++)
		rc = run_for(s, remove_texts[i], r->run_id, err);
	return rc;
}

static int
check_removable(struct store *s, int64_t run_id, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, removable_text, err);
	int step;

	if (rc)
		return rc;
	sql_bind_int(stmt, 1, run_id);
	step = sqlite3_step(stmt);
	if (step == SQLITE_DONE)
		rc = err_set(err, -ENOENT, "%s: no run %lld", s->path,
		    (long long)run_id);
	else if (step != SQLITE_ROW)
		rc = sql_fail(&s->sql, err);
	else if (!sqlite3_column_int(stmt, 0))
		rc = err_set(err, -EBUSY,
		    "%s: run %lld did finish, or still goes on", s->path,
		    (long long)run_id);
	sqlite3_finalize(stmt);
	return rc;
}

int
store_run_remove(struct store *s, int64_t run_id, struct err *err)
{
	struct removal r = { .run_id = run_id, .more = true };
	int rc = check_removable(s, run_id, err);

	while (!rc && r.more)
		rc = store_transact(s, remove_flows, &r, err);
	if (!rc)
		rc = store_transact(s, remove_rest, &r, err);
	return rc;
}
