/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sweep.c - kinds and pairs that nothing uses any more.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/sweep.h"

/* Looking costs a fraction of what deleting does. */
#define LOOKS 10

/* Each is walked in the order of an index, from the place after ?1 to ?3 on;
 * rows that are alike in these three columns are one to us. */
static const char flows_text[] =
    "SELECT kind_id, first_us, pair_id FROM flow INDEXED BY flow_kind"
    " WHERE (kind_id, first_us, pair_id) > (?1, ?2, ?3) AND kind_id <= ?4"
    " ORDER BY kind_id, first_us, pair_id LIMIT ?5";
static const char sums_text[] = "SELECT run_id, hour, kind_id FROM hour_sum"
				" WHERE (run_id, hour, kind_id) > (?1, ?2, ?3)"
				" ORDER BY run_id, hour, kind_id LIMIT ?5";
static const char pairs_text[] =
    "SELECT pair_id, 0, 0 FROM pair WHERE pair_id > ?1 AND pair_id <= ?4"
    " ORDER BY pair_id LIMIT ?5";
static const char kinds_text[] =
    "SELECT kind_id, 0, 0 FROM kind WHERE kind_id > ?1 AND kind_id <= ?4"
    " ORDER BY kind_id LIMIT ?5";
static const char pair_text[] = "DELETE FROM pair WHERE pair_id = ?1";
static const char kind_text[] = "DELETE FROM kind WHERE kind_id = ?1";

void
sweep_fini(struct sweep *w)
{
	free(w->pairs);
	free(w->kinds);
	*w = (struct sweep){ .stage = SWEEP_REST };
}

static void
mark(uint8_t *bits, int64_t max, int64_t id)
{
	if (id > 0 && id <= max)
		bits[id / 8] |= (uint8_t)(1U << (id % 8));
}

static bool
marked(const uint8_t *bits, int64_t id)
{
	return bits[id / 8] >> (id % 8) & 1;
}

int
sweep_begin(struct sweep *w, const struct sql *q, int64_t deleted,
    struct err *err)
{
	int rc;

	sweep_fini(w);
	rc = sql_number(q, "SELECT max(pair_id) FROM pair", &w->max_pair, err);
	if (!rc)
		rc = sql_number(q, "SELECT max(kind_id) FROM kind",
		    &w->max_kind, err);
	if (rc)
		return rc;
	w->pairs = calloc((size_t)w->max_pair / 8 + 1, 1);
	w->kinds = calloc((size_t)w->max_kind / 8 + 1, 1);
	if (!w->pairs || !w->kinds) {
		sweep_fini(w);
		return sql_tell(q->path, -ENOMEM, NULL, err);
	}
	w->deleted = deleted;
	w->stage = SWEEP_FLOWS;
	return 0;
}

/* A row of the stage, whose unused numbers go to the list at unused. */
static void
look(struct sweep *w, int64_t *unused, size_t *count)
{
	switch (w->stage) {
	case SWEEP_REST:
		break;
	case SWEEP_FLOWS:
		mark(w->kinds, w->max_kind, w->at[0]);
		mark(w->pairs, w->max_pair, w->at[2]);
		break;
	case SWEEP_SUMS:
		mark(w->kinds, w->max_kind, w->at[2]);
		break;
	case SWEEP_PAIRS:
		if (!marked(w->pairs, w->at[0]))
			unused[(*count)++] = w->at[0];
		break;
	case SWEEP_KINDS:
		if (!marked(w->kinds, w->at[0]))
			unused[(*count)++] = w->at[0];
		break;
	}
}

/* Look at rows of the stage, max of them at most. */
static int
walk(struct sweep *w, const struct sql *q, const char *text, size_t max,
    int64_t *unused, size_t *count, size_t *looked, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(q, &stmt, text, err);
	int step;

	if (rc)
		return rc;
	for (int i = 0; i < 3; i++)
		sql_bind_int(stmt, i + 1, w->at[i]);
	sql_bind_int(stmt, 4,
	    w->stage == SWEEP_PAIRS ? w->max_pair : w->max_kind);
	sql_bind_int(stmt, 5, (int64_t)max);
	while ((step = sqlite3_step(stmt)) == SQLITE_ROW) {
		for (int i = 0; i < 3; i++)
			w->at[i] = sqlite3_column_int64(stmt, i);
		look(w, unused, count);
		(*looked)++;
	}
	if (step != SQLITE_DONE)
		rc = sql_fail(q, err);
	sqlite3_finalize(stmt);
	return rc;
}

static int
delete_all(const struct sql *q, const char *text, const int64_t *ids,
    size_t count, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = count ? sql_prepare(q, &stmt, text, err) : 0;

	for (size_t i = 0; i < count && !rc; i++) {
		sql_bind_int(stmt, 1, ids[i]);
		rc = sql_run(q, stmt, err);
	}
	sqlite3_finalize(stmt);
	return rc;
}

static int
end(struct sweep *w, const struct sql *q, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(q, &stmt,
	    "UPDATE batch SET deleted = max(deleted - ?1, 0)", err);

	if (rc)
		return rc;
	sql_bind_int(stmt, 1, w->deleted);
	rc = sql_run(q, stmt, err);
	sqlite3_finalize(stmt);
	sweep_fini(w);
	return rc;
}

int
sweep_step(struct sweep *w, const struct sql *q, size_t rows, size_t *gone,
    struct err *err)
{
	static const struct {
		const char *text, *delete_text;
	} stages[] = {
		[SWEEP_FLOWS] = { flows_text, NULL },
		[SWEEP_SUMS] = { sums_text, NULL },
		[SWEEP_PAIRS] = { pairs_text, pair_text },
		[SWEEP_KINDS] = { kinds_text, kind_text },
	};
	bool deletes = stages[w->stage].delete_text != NULL;
	size_t max = deletes ? rows : LOOKS * rows;
	size_t count = 0, looked = 0;
	int64_t *unused = NULL;
	int rc;

	if (deletes) {
		unused = calloc(max, sizeof(*unused));
		if (!unused)
			return sql_tell(q->path, -ENOMEM, NULL, err);
	}
	rc = walk(w, q, stages[w->stage].text, max, unused, &count, &looked,
	    err);
	if (!rc && deletes)
		rc = delete_all(q, stages[w->stage].delete_text, unused, count,
		    err);
	free(unused);
	*gone += rc ? 0 : count;
	if (rc || looked == max)
		return rc;
	if (w->stage == SWEEP_KINDS)
		return end(w, q, err);
	w->stage++;
	memset(w->at, 0, sizeof(w->at));
	return 0;
}
