/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keeper.c - a live run's database, for months.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/when.h"
#include "pipeline/keeper.h"

/* Between two looks at what may be deleted, and two steps of it. */
#define RETAIN_EVERY_US (600 * WHEN_SECOND_US)
#define RETAIN_STEP_US (WHEN_SECOND_US / 10)
#define RETAIN_ROWS 2000
#define DOUBT_US (86400 * WHEN_SECOND_US)
#define LOOK_EVERY_US (10 * WHEN_SECOND_US)

static int
identify(const char *path, struct stat *out)
{
	return stat(path, out) == 0 ? 0 : -errno;
}

static uint64_t
size_of_wal(const char *path)
{
	char wal[4096];
	struct stat st;

	snprintf(wal, sizeof(wal), "%s-wal", path);
	return stat(wal, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static void
note_size(struct keeper *k, const struct stat *st)
{
	k->wal_bytes = size_of_wal(store_path(k->options.store));
	k->file_bytes = (uint64_t)st->st_size + k->wal_bytes;
}

int
keeper_init(struct keeper *k, const struct keeper_options *options,
    uint64_t steady_us, struct err *err)
{
	const char *path = store_path(options->store);
	struct stat st;
	int rc;

	*k = (struct keeper){ .options = *options,
		.committed_us = steady_us,
		.retain_at_us = steady_us,
		.look_at_us = steady_us + LOOK_EVERY_US };
	rc = identify(path, &st);
	if (rc != 0)
		return err_set(err, rc, "%s: %s", path, strerror(-rc));
	k->device = st.st_dev;
	k->inode = st.st_ino;
	note_size(k, &st);
	return 0;
}

static void
note(struct keeper *k, uint64_t wall_us, enum store_event event,
    const char *text)
{
	history_note(k->options.history, wall_us, event, NULL, text);
}

static void
note_failure(struct keeper *k, uint64_t wall_us, int rc, const struct err *why)
{
	if (k->failing)
		return;
	k->failing = true;
	log_error("watch", "%s; what was judged waits in memory", why->text);
	note(k, wall_us,
	    rc == -ENOSPC ? STORE_EVENT_DISK_FULL : STORE_EVENT_WRITE_FAILED,
	    why->text);
}

static void
note_recovery(struct keeper *k, uint64_t wall_us)
{
	if (!k->failing)
		return;
	k->failing = false;
	log_warning("watch", "%s: written to again",
	    store_path(k->options.store));
	note(k, wall_us, STORE_EVENT_DISK_ROOM, NULL);
}

/* While nothing can be written, that nothing can be deleted is no news. */
static void
note_kept(struct keeper *k, uint64_t wall_us, const struct err *why)
{
	if (k->failing || k->retain_failing)
		return;
	k->retain_failing = true;
	log_error("watch",
	    "old flows can not be deleted: %s; it is tried again", why->text);
	note(k, wall_us, STORE_EVENT_DELETE_FAILED, why->text);
}

static void
note_deletable(struct keeper *k)
{
	if (!k->retain_failing)
		return;
	k->retain_failing = false;
	log_warning("watch", "%s: old flows can be deleted again",
	    store_path(k->options.store));
}

static void
note_unwritten(struct keeper *k, uint64_t wall_us, uint64_t unwritten)
{
	uint64_t lost = unwritten - k->unwritten;
	char text[96];

	if (lost == 0)
		return;
	k->unwritten = unwritten;
	snprintf(text, sizeof(text),
	    "%" PRIu64 " flows found no room in memory", lost);
	log_error("watch", "%s: they are counted, not recorded", text);
	note(k, wall_us, STORE_EVENT_UNWRITTEN, text);
}

static void
commit(struct keeper *k, uint64_t steady_us, uint64_t wall_us,
    uint64_t unwritten)
{
	size_t before = store_pending(k->options.store);
	struct err why;
	int rc = store_tick(k->options.store, steady_us, &why);

	if (rc != 0) {
		/* What may be deleted makes room. */
		k->full = rc == -ENOSPC;
		if (k->full && !k->failing)
			k->retain_at_us = steady_us;
		note_failure(k, wall_us, rc, &why);
		return;
	}
	/* Between its tries after a failure the store says nothing. */
	if (before > 0 && store_pending(k->options.store) > 0)
		return;
	k->committed_us = steady_us;
	note_unwritten(k, wall_us, unwritten);
	note_recovery(k, wall_us);
}

static uint64_t
before_us(uint64_t wall_us, uint64_t keep_us)
{
	return keep_us > 0 && wall_us > keep_us ? wall_us - keep_us : 0;
}

/* What was deleted in one go is one event. */
static void
note_deleted(struct keeper *k, uint64_t wall_us)
{
	char text[64];

	if (k->deleted_flows == 0)
		return;
	snprintf(text, sizeof(text), "%" PRIu64 " flows deleted",
	    k->deleted_flows);
	log_info("watch", "%s", text);
	note(k, wall_us, STORE_EVENT_RETENTION, text);
	k->deleted_flows = 0;
}

static struct store_retention
what_may_go(const struct keeper *k, uint64_t steady_us, uint64_t wall_us)
{
	const struct keeper_options *o = &k->options;
	struct store_retention what = { .max_bytes = o->max_bytes };

	if (steady_us < k->doubt_until_us)
		return what;
	what.flows_before_us = before_us(wall_us, o->keep_flows_us);
	what.sums_before_us = before_us(wall_us, o->keep_sums_us);
	return what;
}

static void
retain(struct keeper *k, uint64_t steady_us, uint64_t wall_us)
{
	struct store_retention what = what_may_go(k, steady_us, wall_us);
	struct store_retained done;
	struct err why;
	int rc;

	if (steady_us < k->retain_at_us || (k->failing && !k->full) ||
	    (what.max_bytes == 0 && what.flows_before_us == 0 &&
		what.sums_before_us == 0))
		return;
	rc = store_retain(k->options.store, &what, RETAIN_ROWS, &done, &why);
	if (rc < 0) {
		note_kept(k, wall_us, &why);
		k->retain_at_us = steady_us + LOOK_EVERY_US;
		return;
	}
	note_deletable(k);
	k->deleted_flows += done.flows;
	if (rc == 0)
		note_deleted(k, wall_us);
	k->retain_at_us =
	    steady_us + (rc > 0 ? RETAIN_STEP_US : RETAIN_EVERY_US);
}

/* Too large, it is not left to the next time that retention looks; what a
 * reader holds it can not give back. */
static void
look_at_size(struct keeper *k, uint64_t steady_us, uint64_t wall_us)
{
	const struct keeper_options *o = &k->options;
	bool held = store_wal_held(o->store);
	char text[32];

	if (o->max_bytes > 0 && k->file_bytes > o->max_bytes && !held &&
	    k->retain_at_us > steady_us)
		k->retain_at_us = steady_us;
	if (held == k->held)
		return;
	k->held = held;
	if (!held) {
		log_warning("watch", "%s-wal: no longer held by a reader",
		    store_path(o->store));
		note(k, wall_us, STORE_EVENT_LOG_FREED, NULL);
		return;
	}
	snprintf(text, sizeof(text), "%" PRIu64 " bytes", k->wal_bytes);
	log_warning("watch",
	    "%s-wal: %s, and it grows while a program goes on reading the "
	    "database",
	    store_path(o->store), text);
	note(k, wall_us, STORE_EVENT_LOG_HELD, text);
}

/* A database that was deleted or replaced takes everything and keeps
 * nothing. */
static int
look_for_file(struct keeper *k, uint64_t steady_us, uint64_t wall_us,
    struct err *err)
{
	const char *path = store_path(k->options.store);
	struct stat st;
	int rc;

	if (steady_us < k->look_at_us)
		return 0;
	k->look_at_us = steady_us + LOOK_EVERY_US;
	rc = identify(path, &st);
	if (rc != 0)
		return err_set(err, rc, "%s is gone from its place: %s", path,
		    strerror(-rc));
	if (st.st_dev != k->device || st.st_ino != k->inode)
		return err_set(err, -ESTALE, "%s was replaced by another file",
		    path);
	note_size(k, &st);
	look_at_size(k, steady_us, wall_us);
	return 0;
}

int
keeper_tick(struct keeper *k, uint64_t steady_us, uint64_t wall_us,
    uint64_t unwritten, struct err *err)
{
	commit(k, steady_us, wall_us, unwritten);
	retain(k, steady_us, wall_us);
	return look_for_file(k, steady_us, wall_us, err);
}

void
keeper_doubt(struct keeper *k, uint64_t steady_us)
{
	k->doubt_until_us = steady_us + DOUBT_US;
}

uint64_t
keeper_lag_us(const struct keeper *k, uint64_t steady_us)
{
	return store_pending(k->options.store) > 0 ? steady_us - k->committed_us
						   : 0;
}
