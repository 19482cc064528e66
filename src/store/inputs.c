/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inputs.c - captures seen before: known by the time of the first packet and
 * the digest of the first bytes.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "store/internal.h"

#define HEAD_MAX ((size_t)1 << 20)

static const char begin_text[] =
    "INSERT INTO input (run_id, path, digest, head_len, first_us, last_us,"
    " packets, state) VALUES (?1, ?2, ?3, ?4, ?5, ?5, 0, 'running')";
static const char end_text[] =
    "UPDATE input SET last_us = ?2, packets = ?3, state = ?4,"
    " error_offset = ?5 WHERE input_id = ?1";
static const char seen_text[] =
    "SELECT i.input_id, i.run_id, i.digest, i.head_len, i.packets,"
    " i.state = 'crashed' OR r.state = 'crashed', i.state = 'running'"
    " FROM input i JOIN run r ON r.run_id = i.run_id"
    " WHERE i.first_us = ?1 AND i.head_len BETWEEN 1 AND ?2";
static const char paths_text[] =
    "SELECT path FROM input WHERE run_id = ?1 ORDER BY input_id";

/* Begun here; in the list until its end was committed. */
struct input_figures {
	int64_t input_id;
	bool ended; /* and its figures wait */
	uint64_t last_us, packets, error_offset;
	enum run_state state;
};

/* Figures that wait. */

void
inputs_fini(struct inputs *in)
{
	free(in->list);
}

static struct input_figures *
find(const struct inputs *in, int64_t input_id)
{
	for (size_t i = 0; i < in->count; i++)
		if (in->list[i].input_id == input_id)
			return &in->list[i];
	return NULL;
}

static int
reserve(struct inputs *in)
{
	size_t room = in->room ? 2 * in->room : 8;
	struct input_figures *list;

	if (in->count < in->room)
		return 0;
	list = reallocarray(in->list, room, sizeof(*list));
	if (!list)
		return -ENOMEM;
	in->list = list;
	in->room = room;
	return 0;
}

size_t
inputs_waiting(const struct inputs *in)
{
	size_t count = 0;

	for (size_t i = 0; i < in->count; i++)
		count += in->list[i].ended;
	return count;
}

static int
write_end(struct inputs *in, const struct sql *q, const struct input_figures *f,
    struct err *err)
{
	sql_bind_int(in->update, 1, f->input_id);
	sql_bind_count(in->update, 2, f->last_us);
	sql_bind_count(in->update, 3, f->packets);
	sql_bind_text(in->update, 4, word_text(WORDS_RUN_STATE, f->state));
	sql_bind_optional(in->update, 5,
	    f->error_offset > INT64_MAX ? -1 : (int64_t)f->error_offset);
	return sql_run(q, in->update, err);
}

int
inputs_write(struct inputs *in, const struct sql *q, struct err *err)
{
	int rc = sql_prepare(q, &in->update, end_text, err);

	for (size_t i = 0; i < in->count && !rc; i++)
		if (in->list[i].ended)
			rc = write_end(in, q, &in->list[i], err);
	return rc;
}

void
inputs_settle(struct inputs *in)
{
	size_t kept = 0;

	for (size_t i = 0; i < in->count; i++)
		if (!in->list[i].ended)
			in->list[kept++] = in->list[i];
	in->count = kept;
}

/* Begin and end. */

struct beginning {
	int64_t run_id;
	const struct store_input *in;
	size_t head_len;
	char digest[DIGEST_SHA256_TEXT_MAX];
	int64_t input_id;
};

static int
insert_input(struct store *s, void *arg, struct err *err)
{
	struct beginning *b = arg;
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, begin_text, err);

	if (rc)
		return rc;
	sql_bind_int(stmt, 1, b->run_id);
	rc = sql_bind_outside(stmt, 2, b->in->path);
	sql_bind_string(stmt, 3, b->digest);
	sql_bind_count(stmt, 4, b->head_len);
	sql_bind_count(stmt, 5, b->in->first_us);
	if (rc)
		sql_tell(s->path, rc, NULL, err);
	else
		rc = sql_run(&s->sql, stmt, err);
	sqlite3_finalize(stmt);
	b->input_id = sqlite3_last_insert_rowid(s->sql.db);
	return rc;
}

static size_t
head_of(size_t len)
{
	return len < HEAD_MAX ? len : HEAD_MAX;
}

int
store_input_begin(struct store *s, int64_t run_id, const struct store_input *in,
    int64_t *input_id, struct err *err)
{
	struct beginning b = {
		.run_id = run_id, .in = in, .head_len = head_of(in->head_len)
	};
	int rc = reserve(&s->inputs);

	if (rc)
		return sql_tell(s->path, rc, NULL, err);
	digest_sha256_text(in->head, b.head_len, b.digest);
	rc = store_transact(s, insert_input, &b, err);
	if (rc)
		return rc;
	s->inputs.list[s->inputs.count++] =
	    (struct input_figures){ .input_id = b.input_id };
	*input_id = b.input_id;
	return 0;
}

void
store_input_end(struct store *s, int64_t input_id, const struct store_input *in)
{
	struct input_figures *f = find(&s->inputs, input_id);

	assert(f && in->state != RUN_STATE_RUNNING);
	*f = (struct input_figures){ .input_id = input_id,
		.ended = true,
		.last_us = in->last_us,
		.packets = in->packets,
		.error_offset = in->error_offset,
		.state = in->state };
}

/* Seen before? */

/* One record of an input that begins alike. */
static void
weigh(const struct inputs *in, sqlite3_stmt *seen,
    struct store_seen_result *best)
{
	int64_t input_id = sqlite3_column_int64(seen, 0);
	const struct input_figures *f = find(in, input_id);
	bool unfinished = sqlite3_column_int(seen, 5) != 0;
	bool going_on = sqlite3_column_int(seen, 6) != 0 && !(f && f->ended);
	uint64_t packets =
	    f && f->ended ? f->packets : sql_column_count(seen, 4);

	if (best->seen == STORE_SEEN_UNFINISHED)
		return;
	if (unfinished)
		*best = (struct store_seen_result){ STORE_SEEN_UNFINISHED, 0,
			sqlite3_column_int64(seen, 1) };
	else if (best->seen == STORE_SEEN_NEW || going_on ||
	    packets > best->skip_packets)
		*best = (struct store_seen_result){ STORE_SEEN_BEFORE,
			going_on ? UINT64_MAX : packets,
			sqlite3_column_int64(seen, 1) };
}

static bool
begins_alike(sqlite3_stmt *seen, const uint8_t *head)
{
	const char *recorded = sql_column_text(seen, 2);
	char digest[DIGEST_SHA256_TEXT_MAX];

	digest_sha256_text(head, (size_t)sql_column_count(seen, 3), digest);
	return recorded && strcmp(digest, recorded) == 0;
}

int
store_input_seen(struct store *s, uint64_t first_us, const uint8_t *head,
    size_t head_len, struct store_seen_result *out, struct err *err)
{
	struct store_seen_result best = { .seen = STORE_SEEN_NEW };
	sqlite3_stmt **seen = &s->inputs.seen;
	int rc = sql_prepare(&s->sql, seen, seen_text, err);
	int step;

	if (rc)
		return rc;
	sql_bind_count(*seen, 1, first_us);
	sql_bind_count(*seen, 2, head_of(head_len));
	while ((step = sqlite3_step(*seen)) == SQLITE_ROW)
		if (begins_alike(*seen, head))
			weigh(&s->inputs, *seen, &best);
	if (step != SQLITE_DONE)
		rc = sql_fail(&s->sql, err);
	sqlite3_reset(*seen);
	if (!rc)
		*out = best;
	return rc;
}

int
store_run_inputs(struct store *s, int64_t run_id,
    void (*fn)(const char *path, void *arg), void *arg, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, paths_text, err);
	int step;

	if (rc)
		return rc;
	sql_bind_int(stmt, 1, run_id);
	while ((step = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *path = sql_column_text(stmt, 0);

		if (path)
			fn(path, arg);
	}
	if (step != SQLITE_DONE)
		rc = sql_fail(&s->sql, err);
	sqlite3_finalize(stmt);
	return rc;
}
