/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store.c - open, commit, close.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/log.h"
#include "base/path.h"
#include "store/database.h"
#include "store/internal.h"

#define WAL_FULL_PAGES 8192
#define WAL_FULL_MIN 16
/* After a crash a database up to this size is looked through. */
#define CHECK_BYTES_MAX (INT64_C(256) << 20)
#define RETRY_SHIFT_MAX 5

static int
note_wal(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct store *s = arg;

	(void)db;
	(void)name;
	s->wal_pages = pages;
	return SQLITE_OK;
}

/* Opening. */

static int
take_lock(struct store *s, struct err *err)
{
	char *real = path_real(s->path); /* one name for one file */
	int rc;

	if (!real) {
		rc = errno ? -errno : -ENOMEM;
		return err_set(err, rc, "%s: %s", s->path,
		    rc == -ENOENT ? "no such folder" : strerror(-rc));
	}
	rc = lock_take(&s->lock, real, err);
	free(real);
	return rc;
}

static int
make_parts(struct store *s)
{
	uint8_t secret[HASH_SECRET_BYTES];
	int rc = hash_secret_random(secret);

	if (!rc)
		rc = digest_init();
	if (!rc)
		rc = kinds_new(&s->kinds, secret);
	if (!rc)
		rc = pairs_new(&s->pairs, secret);
	if (!rc)
		rc = fold_new(&s->fold, secret);
	if (!rc)
		rc = sums_new(&s->sums, secret);
	if (!rc)
		rc = batch_new(&s->batch, secret);
	return rc;
}

static int
load_parts(struct store *s, struct err *err)
{
	const struct sql *q = &s->sql;
	int rc = kinds_load(s->kinds, q, err);

	if (!rc)
		rc = pairs_load(s->pairs, q, err);
	if (!rc)
		rc = batch_load(s->batch, q, err);
	if (!rc)
		rc = sql_number(q, "SELECT number FROM batch", &s->batch_number,
		    err);
	return rc;
}

/* The last writer died: is the database whole? */
static int
check_through(const struct sql *q, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	const char *said = NULL;
	int64_t bytes = 0;
	int rc = sql_number(q,
	    "SELECT page_count * page_size"
	    " FROM pragma_page_count, pragma_page_size",
	    &bytes, err);

	if (rc || bytes > CHECK_BYTES_MAX)
		return rc;
	rc = sql_prepare(q, &stmt, "PRAGMA quick_check(1)", err);
	if (rc)
		return rc;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		said = sql_column_text(stmt, 0);
	if (!said)
		rc = sql_fail(q, err);
	else if (strcmp(said, "ok") != 0)
		rc = sql_tell(q->path, -EUCLEAN, said, err);
	sqlite3_finalize(stmt);
	return rc;
}

static int
open_for_writing(struct store *s, struct err *err)
{
	bool left = false;
	int rc = take_lock(s, err);

	if (!rc)
		rc = database_open(&s->sql, s->path, DATABASE_WRITE, err);
	if (rc)
		return rc;
	rc = make_parts(s);
	if (rc)
		return err_set(err, rc, "%s: %s", s->path, strerror(-rc));
	sqlite3_wal_hook(s->sql.db, note_wal, s);
	rc = runs_left(&s->sql, &left, err);
	if (!rc && left)
		rc = check_through(&s->sql, err);
	if (!rc)
		rc = load_parts(s, err);
	if (!rc && left)
		rc = store_transact(s, runs_bury, NULL, err);
	return rc;
}

static void
free_store(struct store *s)
{
	sql_close(&s->sql);
	lock_give(&s->lock);
	kinds_free(s->kinds);
	pairs_free(s->pairs);
	fold_free(s->fold);
	sums_free(s->sums);
	batch_free(s->batch);
	runs_fini(&s->runs);
	inputs_fini(&s->inputs);
	events_fini(&s->events);
	sweep_fini(&s->sweep);
	free(s->path);
	free(s);
}

int
store_open(struct store **out, const char *path, enum store_mode mode,
    struct err *err)
{
	struct store *s = calloc(1, sizeof(*s));
	int rc;

	if (!s)
		return sql_tell(path, -ENOMEM, NULL, err);
	s->mode = mode;
	s->lock.fd = -1;
	s->wal_full = WAL_FULL_PAGES;
	s->pending_max = STORE_PENDING_MAX;
	s->busy_ms = DATABASE_BUSY_MS;
	s->path = strdup(path);
	if (!s->path)
		rc = sql_tell(path, -ENOMEM, NULL, err);
	else if (mode == STORE_WRITE)
		rc = open_for_writing(s, err);
	else
		rc = database_open(&s->sql, s->path, DATABASE_READ, err);
	if (rc) {
		if (rc == -EUCLEAN)
			sql_abandon(&s->sql);
		free_store(s);
		return rc;
	}
	*out = s;
	return 0;
}

void
store_close(struct store *s)
{
	struct err err;

	if (!s)
		return;
	if (s->mode == STORE_WRITE && store_commit(s, &err))
		log_error("store", "%s; %zu rows are lost", err.text,
		    store_pending(s));
	free_store(s);
}

const char *
store_path(const struct store *s)
{
	return s->path;
}

/* Committing. */

static void
settle(struct store *s)
{
	kinds_settle(s->kinds);
	pairs_settle(s->pairs);
	sums_settle(s->sums);
	batch_settle(s->batch);
	runs_settle(&s->runs);
	inputs_settle(&s->inputs);
	events_settle(&s->events);
	s->batch_number++;
}

static int
write_waiting(struct store *s, struct err *err)
{
	const struct sql *q = &s->sql;
	int rc = kinds_write(s->kinds, q, err);

	if (!rc)
		rc = pairs_write(s->pairs, q, err);
	if (!rc)
		rc = sums_write(s->sums, q, err);
	if (!rc)
		rc = batch_write(s->batch, q, s->sums, err);
	if (!rc)
		rc = runs_write(&s->runs, q, err);
	if (!rc)
		rc = inputs_write(&s->inputs, q, err);
	if (!rc)
		rc = events_write(&s->events, q, err);
	return rc;
}

int
store_clear_doubt(struct store *s, struct err *err)
{
	int64_t number = 0;
	int rc;

	if (!s->in_doubt)
		return 0;
	rc = sql_number(&s->sql, "SELECT number FROM batch", &number, err);
	if (rc)
		return rc;
	if (number > s->batch_number)
		settle(s);
	s->in_doubt = false;
	return 0;
}

static int
prepare(struct store *s, struct err *err)
{
	const struct sql *q = &s->sql;
	int rc = sql_prepare(q, &s->begin, "BEGIN IMMEDIATE", err);

	if (!rc)
		rc = sql_prepare(q, &s->commit, "COMMIT", err);
	if (!rc)
		rc = sql_prepare(q, &s->rollback, "ROLLBACK", err);
	if (!rc)
		rc = sql_prepare(q, &s->number,
		    "UPDATE batch SET number = ?1, next_flow = ?2", err);
	return rc;
}

static int
write_all(struct store *s, store_step_fn *fn, void *arg, struct err *err)
{
	int rc = write_waiting(s, err);

	if (!rc && fn)
		rc = fn(s, arg, err);
	if (rc)
		return rc;
	sql_bind_int(s->number, 1, s->batch_number + 1);
	sql_bind_int(s->number, 2, batch_next_id(s->batch));
	return sql_run(&s->sql, s->number, err);
}

/* Readers in the way make it wait until the next commit. */
void
store_checkpoint(struct store *s)
{
	int rc;

	if (s->wal_pages < s->wal_full)
		return;
	if (s->wal_pages < 2 * s->wal_full) {
		sqlite3_wal_checkpoint_v2(s->sql.db, NULL,
		    SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
		return;
	}
	sqlite3_busy_timeout(s->sql.db, 0);
	rc = sqlite3_wal_checkpoint_v2(s->sql.db, NULL,
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(s->sql.db, s->busy_ms);
	if (rc == SQLITE_OK)
		s->wal_pages = 0;
}

int
store_bound_wal(struct store *s, uint64_t max_bytes, struct err *err)
{
	int64_t size = 0, full;
	char text[64];
	int rc = sql_number(&s->sql, "PRAGMA page_size", &size, err);

	if (rc)
		return rc;
	full = (int64_t)(max_bytes / (2 * (uint64_t)size));
	if (full < WAL_FULL_MIN)
		full = WAL_FULL_MIN;
	if (full >= s->wal_full)
		return 0;
	snprintf(text, sizeof(text), "PRAGMA journal_size_limit = %lld",
	    (long long)(2 * full * size));
	rc = sql_exec(&s->sql, text, err);
	if (!rc)
		s->wal_full = (int)full;
	return rc;
}

bool
store_wal_held(const struct store *s)
{
	return s->wal_pages >= 4 * s->wal_full;
}

/* COMMIT.  Where it fails, nothing may be put before it is clear whether it
 * was done all the same: 0 if so. */
static int
commit(struct store *s, struct err *err)
{
	int64_t number = s->batch_number + 1;
	int rc = sql_run(&s->sql, s->commit, err);

	if (rc == 0) {
		settle(s);
		return 0;
	}
	if (!sqlite3_get_autocommit(s->sql.db))
		return rc; /* it goes on, and will be rolled back */
	s->in_doubt = true;
	store_clear_doubt(s, NULL);
	return s->batch_number == number ? 0 : rc;
}

int
store_transact(struct store *s, store_step_fn *fn, void *arg, struct err *err)
{
	int rc;

	assert(s->mode == STORE_WRITE);
	rc = prepare(s, err);
	if (!rc)
		rc = store_clear_doubt(s, err);
	if (!rc)
		rc = sql_run(&s->sql, s->begin, err);
	if (rc)
		return rc;
	rc = write_all(s, fn, arg, err);
	if (!rc)
		rc = commit(s, err);
	/* A full disk has rolled back already. */
	if (rc && !sqlite3_get_autocommit(s->sql.db))
		sql_run(&s->sql, s->rollback, NULL);
	if (!rc)
		store_checkpoint(s);
	return rc;
}

size_t
store_pending(const struct store *s)
{
	return batch_waiting(s->batch) + sums_waiting(s->sums) +
	    runs_waiting(&s->runs) + inputs_waiting(&s->inputs) +
	    events_waiting(&s->events);
}

int
store_commit(struct store *s, struct err *err)
{
	if (store_pending(s) == 0)
		return 0;
	return store_transact(s, NULL, NULL, err);
}

int
store_tick(struct store *s, uint64_t now_us, struct err *err)
{
	size_t pending = store_pending(s);
	int rc;

	if (s->last_us == 0)
		s->last_us = now_us;
	if (pending == 0 || now_us < s->retry_us ||
	    (pending < STORE_BATCH_ROWS &&
		now_us - s->last_us < STORE_BATCH_US))
		return 0;
	rc = store_commit(s, err);
	s->last_us = now_us;
	if (rc == 0) {
		s->failures = 0;
		s->retry_us = 0;
		return 0;
	}
	s->retry_us = now_us + (STORE_BATCH_US << s->failures);
	if (s->failures < RETRY_SHIFT_MAX)
		s->failures++;
	return rc;
}

void
store_set_patience(struct store *s, int ms)
{
	s->busy_ms = ms;
	sqlite3_busy_timeout(s->sql.db, ms);
}

int
store_set_max_pages(struct store *s, unsigned int pages)
{
	char text[64];

	snprintf(text, sizeof(text), "PRAGMA max_page_count = %u",
	    pages ? pages : INT_MAX);
	return sql_exec(&s->sql, text, NULL);
}
