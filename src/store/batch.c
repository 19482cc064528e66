/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * batch.c - rows of flows that wait for the next commit.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "store/batch.h"
#include "store/counted.h"
#include "store/tally.h"

#define FIRST_ROOM 256
#define TEXT_MAX 255
#define TEXTS 5 /* of a row */
/* Memory that a commit gives back when a failed one let it grow. */
#define SIZE_KEPT ((size_t)8 << 20)

/* Many rows in a statement take two thirds of the time of one by one.  With
 * OR ROLLBACK, SQLite need not be ready to undo just the statement. */
#define INSERT                                                                 \
	"INSERT OR ROLLBACK INTO flow (flow_id, run_id, kind_id, pair_id,"     \
	" first_us, span_us, src_port, dst_port, packets_out, packets_in,"     \
	" bytes_out, bytes_in, attempts, syns, flow_end, vlan, icmp,"          \
	" server_name, tunnel, community_id, evidence, claimed_name) VALUES"
#define ROW "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define ROWS_4 ROW "," ROW "," ROW "," ROW
#define COLUMNS 22
#define MANY 16
static const char insert_text[] = INSERT ROW;
static const char insert_many_text[] =
    INSERT ROWS_4 "," ROWS_4 "," ROWS_4 "," ROWS_4;
static const char update_text[] =
    "UPDATE flow SET run_id = ?2, kind_id = ?3, pair_id = ?4, first_us = ?5,"
    " span_us = ?6, src_port = ?7, dst_port = ?8, packets_out = ?9,"
    " packets_in = ?10, bytes_out = ?11, bytes_in = ?12, attempts = ?13,"
    " syns = ?14, flow_end = ?15, vlan = ?16, icmp = ?17, server_name = ?18,"
    " tunnel = ?19, community_id = ?20, evidence = ?21, claimed_name = ?22"
    " WHERE flow_id = ?1";
/* The flow is of that run now, which may have begun after it. */
static const char move_text[] =
    "UPDATE run SET first_flow = ?2 WHERE run_id = ?1 AND first_flow > ?2";
static const char fold_text[] =
    "UPDATE flow SET attempts = attempts + ?2, syns = syns + ?3,"
    " packets_out = packets_out + ?4, packets_in = packets_in + ?5,"
    " bytes_out = bytes_out + ?6, bytes_in = bytes_in + ?7,"
    " first_us = min(first_us, ?8),"
    " span_us = max(first_us + span_us, ?9) - min(first_us, ?8),"
    " pair_id = coalesce(?10, pair_id), src_port = NULL, community_id = NULL,"
    " evidence = NULL, claimed_name = NULL"
    " WHERE flow_id = ?1";

/* A row that the database has, and what it is to be. */
struct update {
	int64_t id;
	struct batch_row row;
};

/* Numbers to add to a row that the database has. */
enum {
	FOLD_ATTEMPTS,
	FOLD_SYNS,
	FOLD_PACKETS_OUT,
	FOLD_PACKETS_IN,
	FOLD_BYTES_OUT,
	FOLD_BYTES_IN,
	FOLD_FIRST_US,
	FOLD_LAST_US,
	FOLD_PAIR, /* 0: as it is */
	FOLD_NUMBERS
};

struct batch {
	struct batch_row *rows; /* the first one is first_id */
	size_t row_count, row_room;
	struct update *updates;
	size_t update_count, update_room;
	struct tally *folds; /* by the id of the row */
	char *pool;          /* texts with their final NULs; at 0 is "" */
	size_t used, size;
	int64_t first_id;
	int64_t loaded_id; /* rows before it are of earlier processes */
	struct counted counted;
	sqlite3_stmt *insert, *insert_many, *update, *move, *fold;
};

int
batch_new(struct batch **out, const uint8_t secret[HASH_SECRET_BYTES])
{
	struct batch *b = calloc(1, sizeof(*b));

	if (!b)
		return -ENOMEM;
	b->first_id = 1;
	b->used = 1;
	if (tally_new(&b->folds, sizeof(int64_t), FOLD_NUMBERS, secret) ||
	    batch_reserve(b)) {
		batch_free(b);
		return -ENOMEM;
	}
	*out = b;
	return 0;
}

void
batch_free(struct batch *b)
{
	if (!b)
		return;
	free(b->rows);
	free(b->updates);
	tally_free(b->folds);
	free(b->pool);
	free(b);
}

int
batch_load(struct batch *b, const struct sql *q, struct err *err)
{
	int64_t last = 0;
	int rc = sql_number(q,
	    "SELECT max(coalesce((SELECT max(flow_id) FROM flow), 0),"
	    " next_flow - 1) FROM batch",
	    &last, err);

	if (!rc)
		b->first_id = b->loaded_id = last + 1;
	return rc;
}

/* array with room for one more than count; NULL, with the old one as it was,
 * when there is no memory. */
static void *
roomy(void *array, size_t count, size_t *room, size_t size)
{
	size_t more = *room ? 2 * *room : FIRST_ROOM;

	if (count < *room)
		return array;
	array = reallocarray(array, more, size);
	if (array)
		*room = more;
	return array;
}

int
batch_reserve(struct batch *b)
{
	void *array;

	array = roomy(b->rows, b->row_count, &b->row_room, sizeof(*b->rows));
	if (!array)
		return -ENOMEM;
	b->rows = array;
	array = roomy(b->updates, b->update_count, &b->update_room,
	    sizeof(*b->updates));
	if (!array)
		return -ENOMEM;
	b->updates = array;
	if (b->size < b->used + TEXTS * (TEXT_MAX + 1)) {
		size_t size = 2 * b->size + 2 * TEXTS * (TEXT_MAX + 1);

		if (size > UINT32_MAX)
			return -ENOMEM;
		array = realloc(b->pool, size);
		if (!array)
			return -ENOMEM;
		b->pool = array;
		b->size = size;
		b->pool[0] = '\0';
	}
	return tally_reserve(b->folds);
}

/* Texts. */

static uint32_t
keep(struct batch *b, const char *text, size_t len)
{
	size_t at = b->used;

	if (len > TEXT_MAX) {
		len = TEXT_MAX;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	assert(b->size - b->used > len);
	memcpy(b->pool + at, text, len);
	b->pool[at + len] = '\0';
	b->used += len + 1;
	return (uint32_t)at;
}

uint32_t
batch_text(struct batch *b, const char *text)
{
	struct strbuf escaped;
	uint32_t at;
	size_t len = text ? strlen(text) : 0;

	if (len == 0)
		return 0;
	if (text_is_utf8(text, len))
		return keep(b, text, len);
	strbuf_init(&escaped);
	text_escape(&escaped, text, len);
	at = keep(b, strbuf_text(&escaped), escaped.len);
	strbuf_fini(&escaped);
	return at;
}

/* Rows. */

static int64_t
hour_of(int64_t us)
{
	return us / (int64_t)WHEN_HOUR_US;
}

struct sum
batch_sum(const struct batch_row *row)
{
	return (struct sum){ .run_id = row->run_id,
		.kind_id = row->kind_id,
		.hour = hour_of(row->first_us),
		.port = row->dst_port,
		.flows = 1,
		.packets = row->packets_out + row->packets_in,
		.bytes = row->bytes_out + row->bytes_in,
		.first_us = row->first_us,
		.last_us = row->last_us };
}

int64_t
batch_insert(struct batch *b, const struct batch_row *row)
{
	assert(b->row_count < b->row_room);
	b->rows[b->row_count++] = *row;
	return b->first_id + (int64_t)b->row_count - 1;
}

struct batch_row *
batch_waiting_row(struct batch *b, int64_t id)
{
	assert(id > 0 && id < batch_next_id(b));
	return id < b->first_id ? NULL : &b->rows[id - b->first_id];
}

void
batch_update(struct batch *b, int64_t id, const struct batch_row *row)
{
	assert(b->update_count < b->update_room);
	b->updates[b->update_count++] =
	    (struct update){ .id = id, .row = *row };
}

static void
fold_into(struct batch_row *to, const struct batch_row *row)
{
	to->attempts += row->attempts;
	to->syns += row->syns;
	to->packets_out += row->packets_out;
	to->packets_in += row->packets_in;
	to->bytes_out += row->bytes_out;
	to->bytes_in += row->bytes_in;
	if (row->first_us < to->first_us)
		to->first_us = row->first_us;
	if (row->last_us > to->last_us)
		to->last_us = row->last_us;
	if (row->pair_id)
		to->pair_id = row->pair_id;
	to->src_port = BATCH_NONE;
	to->community_id = to->evidence = to->claimed_name = 0;
}

void
batch_fold(struct batch *b, int64_t id, const struct batch_row *row)
{
	struct batch_row *waiting = batch_waiting_row(b, id);
	int64_t *n;

	if (waiting) {
		fold_into(waiting, row);
		return;
	}
	n = tally_touch(b->folds, &id);
	if (n[FOLD_ATTEMPTS] == 0 || row->first_us < n[FOLD_FIRST_US])
		n[FOLD_FIRST_US] = row->first_us;
	if (row->last_us > n[FOLD_LAST_US])
		n[FOLD_LAST_US] = row->last_us;
	n[FOLD_ATTEMPTS] += row->attempts;
	n[FOLD_SYNS] += row->syns;
	n[FOLD_PACKETS_OUT] += row->packets_out;
	n[FOLD_PACKETS_IN] += row->packets_in;
	n[FOLD_BYTES_OUT] += row->bytes_out;
	n[FOLD_BYTES_IN] += row->bytes_in;
	if (row->pair_id)
		n[FOLD_PAIR] = row->pair_id;
}

int64_t
batch_next_id(const struct batch *b)
{
	return b->first_id + (int64_t)b->row_count;
}

size_t
batch_waiting(const struct batch *b)
{
	return b->row_count + b->update_count + tally_waiting(b->folds);
}

size_t
batch_size(const struct batch *b)
{
	return b->row_count * sizeof(*b->rows) +
	    b->update_count * sizeof(*b->updates) + b->used +
	    tally_size(b->folds);
}

/* The database. */

/* The values of the at-th row of a statement; insertion and update number
 * them alike. */
static void
bind_row(const struct batch *b, sqlite3_stmt *stmt, int at, int64_t id,
    const struct batch_row *row)
{
	int to = at * COLUMNS;

	sql_bind_int(stmt, to + 1, id);
	sql_bind_int(stmt, to + 2, row->run_id);
	sql_bind_int(stmt, to + 3, row->kind_id);
	sql_bind_int(stmt, to + 4, row->pair_id);
	sql_bind_int(stmt, to + 5, row->first_us);
	sql_bind_int(stmt, to + 6, row->last_us - row->first_us);
	sql_bind_optional(stmt, to + 7, row->src_port);
	sql_bind_optional(stmt, to + 8, row->dst_port);
	sql_bind_int(stmt, to + 9, row->packets_out);
	sql_bind_int(stmt, to + 10, row->packets_in);
	sql_bind_int(stmt, to + 11, row->bytes_out);
	sql_bind_int(stmt, to + 12, row->bytes_in);
	sql_bind_int(stmt, to + 13, row->attempts);
	sql_bind_int(stmt, to + 14, row->syns);
	sql_bind_int(stmt, to + 15, row->end);
	sql_bind_optional(stmt, to + 16, row->vlan);
	sql_bind_optional(stmt, to + 17, row->icmp);
	sql_bind_text(stmt, to + 18, b->pool + row->server_name);
	sql_bind_text(stmt, to + 19, b->pool + row->tunnel);
	sql_bind_text(stmt, to + 20, b->pool + row->community_id);
	sql_bind_text(stmt, to + 21, b->pool + row->evidence);
	sql_bind_text(stmt, to + 22, b->pool + row->claimed_name);
}

static int
add_new(const struct sql *q, struct sums *sums, const struct batch_row *row,
    struct err *err)
{
	char host[ADDR_TEXT_MAX];
	struct sum sum = batch_sum(row);
	int rc = sums_write_one(sums, q, &sum, err);

	if (rc || !row->answered)
		return rc;
	addr_format(&row->server, host);
	return sums_write_host(sums, q, sum.run_id, sum.hour, host, 1, err);
}

/* A row that was deleted meanwhile is inserted anew. */
static int
write_update(struct batch *b, const struct sql *q, struct sums *sums,
    const struct update *u, struct err *err)
{
	bool missing = false;
	sqlite3_stmt *stmt;
	int rc = counted_take(&b->counted, q, sums, u->id, &missing, err);

	if (!rc)
		rc = add_new(q, sums, &u->row, err);
	if (rc)
		return rc;
	stmt = missing ? b->insert : b->update;
	bind_row(b, stmt, 0, u->id, &u->row);
	rc = sql_run(q, stmt, err);
	if (rc || u->id >= b->loaded_id)
		return rc;
	sql_bind_int(b->move, 1, u->row.run_id);
	sql_bind_int(b->move, 2, u->id);
	return sql_run(q, b->move, err);
}

static int
write_fold(struct batch *b, const struct sql *q, size_t i, struct err *err)
{
	const int64_t *n = tally_numbers(b->folds, i);
	int64_t id;

	memcpy(&id, tally_key(b->folds, i), sizeof(id));
	sql_bind_int(b->fold, 1, id);
	for (int field = FOLD_ATTEMPTS; field < FOLD_PAIR; field++)
		sql_bind_int(b->fold, 2 + field, n[field]);
	sql_bind_optional(b->fold, 2 + FOLD_PAIR,
	    n[FOLD_PAIR] ? n[FOLD_PAIR] : BATCH_NONE);
	return sql_run(q, b->fold, err);
}

static int
prepare(struct batch *b, const struct sql *q, struct err *err)
{
	int rc = sql_prepare(q, &b->insert, insert_text, err);

	if (!rc)
		rc = sql_prepare(q, &b->insert_many, insert_many_text, err);
	if (!rc)
		rc = sql_prepare(q, &b->update, update_text, err);
	if (!rc)
		rc = sql_prepare(q, &b->move, move_text, err);
	if (!rc)
		rc = sql_prepare(q, &b->fold, fold_text, err);
	return rc;
}

/* Insert count rows from the i-th on with stmt, which takes so many. */
static int
insert_rows(const struct batch *b, const struct sql *q, sqlite3_stmt *stmt,
    size_t i, size_t count, struct err *err)
{
	for (size_t at = 0; at < count; at++)
		bind_row(b, stmt, (int)at, b->first_id + (int64_t)(i + at),
		    &b->rows[i + at]);
	return sql_run(q, stmt, err);
}

int
batch_write(struct batch *b, const struct sql *q, struct sums *sums,
    struct err *err)
{
	int rc = prepare(b, q, err);
	size_t i = 0;

	for (; b->row_count - i >= MANY && !rc; i += MANY)
		rc = insert_rows(b, q, b->insert_many, i, MANY, err);
	for (; i < b->row_count && !rc; i++)
		rc = insert_rows(b, q, b->insert, i, 1, err);
	for (i = 0; i < b->update_count && !rc; i++)
		rc = write_update(b, q, sums, &b->updates[i], err);
	for (i = 0; i < tally_waiting(b->folds) && !rc; i++)
		rc = write_fold(b, q, i, err);
	return rc;
}

void
batch_settle(struct batch *b)
{
	bool large = batch_size(b) > SIZE_KEPT;

	b->first_id = batch_next_id(b);
	b->row_count = b->update_count = 0;
	b->used = 1;
	tally_settle(b->folds);
	if (!large)
		return;
	free(b->rows);
	free(b->updates);
	free(b->pool);
	b->rows = NULL;
	b->updates = NULL;
	b->pool = NULL;
	b->row_room = b->update_room = b->size = 0;
}
