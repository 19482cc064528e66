/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_live.c - how live runs fared: their interfaces, and what befell them.
 */
#include <config.h>

#include "base/when.h"
#include "store/query.h"

#define MINUTE ((int64_t)(60 * WHEN_SECOND_US))

#define FIGURES                                                                \
	" sum(i.packets), sum(i.bytes), sum(i.kernel_drops),"                  \
	" sum(i.interface_drops), sum(i.duplicates), sum(i.flows),"            \
	" sum(i.one_way)"                                                      \
	" FROM run r CROSS JOIN interface_minute i ON i.run_id = r.run_id"     \
	" WHERE (:run = 0 OR r.run_id = :run)"                                 \
	" AND i.minute >= :minute0 AND i.minute < :minute1"
static const char interfaces_text[] =
    "SELECT i.run_id, i.name, NULL," FIGURES
    " GROUP BY i.run_id, i.name ORDER BY i.run_id, i.name";
static const char interface_hours_text[] =
    "SELECT i.run_id, i.name, i.minute / 60 * " SCHEMA_HOUR "," FIGURES
    " GROUP BY i.run_id, i.name, i.minute / 60"
    " ORDER BY i.run_id, i.name, i.minute / 60";
static const char events_text[] =
    "SELECT run_id, time_us, event, about, text FROM event"
    " WHERE time_us >= :since AND time_us < :until"
    " AND (:run = 0 OR run_id = :run) ORDER BY time_us, event_id";

/* The scope, but for a run all of its time: not just the hours with flows. */
static int
whole_scope(struct store *s, const struct store_scope *scope,
    struct query_scope *out, struct err *err)
{
	struct store_scope all = { .run_id = 0 };
	int rc = query_scope(s, scope, out, err);

	if (rc || !scope || scope->run_id == 0)
		return rc;
	all = *scope;
	all.run_id = 0;
	rc = query_scope(s, &all, out, err);
	out->run = scope->run_id;
	return rc;
}

struct giving_interface {
	int (*fn)(const struct store_interface_row *row, void *arg);
	void *arg;
};

static int
give_interface(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_interface *g = arg;
	struct store_interface_row row = {
		.run_id = sql_column_int(stmt, 0),
		.hour_us = sql_column_int(stmt, 2),
		.figures = {
			.name = sql_column_text(stmt, 1),
			.packets = sql_column_count(stmt, 3),
			.bytes = sql_column_count(stmt, 4),
			.kernel_drops = sql_column_count(stmt, 5),
			.interface_drops = sql_column_count(stmt, 6),
			.duplicates = sql_column_count(stmt, 7),
			.flows = sql_column_count(stmt, 8),
			.one_way = sql_column_count(stmt, 9),
		},
	};

	return g->fn(&row, g->arg);
}

int
store_each_interface(struct store *s, const struct store_scope *scope,
    bool by_hour, int (*fn)(const struct store_interface_row *row, void *arg),
    void *arg, struct err *err)
{
	struct giving_interface g = { .fn = fn, .arg = arg };
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = whole_scope(s, scope, &q, err);

	if (!rc)
		rc = query_prepare(s,
		    by_hour ? interface_hours_text : interfaces_text, &q, &stmt,
		    err);
	if (rc)
		return rc;
	/* Minutes that the scope touches. */
	query_bind_int(stmt, ":minute0", q.since / MINUTE);
	query_bind_int(stmt, ":minute1", (q.until - 1) / MINUTE + 1);
	return query_walk(s, stmt, give_interface, &g, err);
}

struct giving_event {
	int (*fn)(const struct store_event_row *row, void *arg);
	void *arg;
};

static int
give_event(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_event *g = arg;
	struct store_event_row row = {
		.run_id = sql_column_int(stmt, 0),
		.time_us = sql_column_int(stmt, 1),
		.event = sql_column_text(stmt, 2),
		.about = sql_column_text(stmt, 3),
		.text = sql_column_text(stmt, 4),
	};

	return g->fn(&row, g->arg);
}

int
store_each_event(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_event_row *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_event g = { .fn = fn, .arg = arg };
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = whole_scope(s, scope, &q, err);

	if (!rc)
		rc = query_prepare(s, events_text, &q, &stmt, err);
	return rc ? rc : query_walk(s, stmt, give_event, &g, err);
}
