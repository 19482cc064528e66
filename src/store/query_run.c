/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_run.c - runs and what belongs to them: inputs, losses; policies and
 * nights.
 */
#include <config.h>

#include "base/when.h"
#include "store/query.h"

/* A run that is asked for, or those with packets in the time asked for; one
 * without packets is where its own time is. */
#define RUN_IN_SCOPE                                                           \
	"(r.run_id = :run OR (:run = 0 AND"                                    \
	" coalesce(r.first_packet_us, r.started_us) < :until AND"              \
	" coalesce(r.last_packet_us, r.ended_us, r.started_us) >= :since))"

static const char runs_text[] =
    "SELECT run_id, policy_id, started_us, ended_us, first_packet_us,"
    " last_packet_us, mode, source, state, packets, bytes, kernel_drops,"
    " interface_drops, evicted_flows, snapped, time_back, ndpi_version,"
    " judged, out_of_scope, duplicate, truncated, malformed, not_ip, unknown,"
    " too_deep, fragment FROM run r WHERE " RUN_IN_SCOPE " ORDER BY run_id";
static const char policies_text[] =
    "SELECT policy_id, digest, matrix, matrix_title, matrix_source, site,"
    " zone, tap FROM policy ORDER BY policy_id";
static const char inputs_text[] =
    "SELECT i.run_id, i.packets, nullif(i.first_us, 0),"
    " nullif(i.last_us, 0), i.error_offset, i.path, i.digest, i.state"
    " FROM input i JOIN run r ON r.run_id = i.run_id WHERE " RUN_IN_SCOPE
    " ORDER BY i.input_id";
static const char losses_text[] =
    "SELECT minute / 60 * " SCHEMA_HOUR ", sum(packets), sum(kernel_drops),"
    " sum(interface_drops), sum(unseen_bytes), sum(evicted_flows) FROM loss"
    " WHERE (:run = 0 OR run_id = :run) AND minute / 60 >= :touch0"
    " AND minute / 60 < :touch1 GROUP BY minute / 60 ORDER BY minute / 60";
static const char nights_text[] =
    "SELECT day, site, headline, digest, policy_id, made_us, since_us,"
    " until_us, permitted, blocked, escaped, rejected, uncovered, attempted,"
    " probable, violations, out_of_scope, packets, lost, coverage FROM night"
    " ORDER BY night_id DESC";

struct giving_run {
	int (*fn)(const struct store_run_row *row, void *arg);
	void *arg;
};

static int
give_run(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_run *g = arg;
	struct store_run_row row = {
		.run_id = sql_column_int(stmt, 0),
		.policy_id = sql_column_int(stmt, 1),
		.started_us = sql_column_int(stmt, 2),
		.ended_us = sql_column_int(stmt, 3),
		.first_packet_us = sql_column_int(stmt, 4),
		.last_packet_us = sql_column_int(stmt, 5),
		.mode = sql_column_text(stmt, 6),
		.source = sql_column_text(stmt, 7),
		.state = sql_column_text(stmt, 8),
		.figures = {
			.ended_us = sql_column_count(stmt, 3),
			.first_packet_us = sql_column_count(stmt, 4),
			.last_packet_us = sql_column_count(stmt, 5),
			.packets = sql_column_count(stmt, 9),
			.bytes = sql_column_count(stmt, 10),
			.kernel_drops = sql_column_count(stmt, 11),
			.interface_drops = sql_column_count(stmt, 12),
			.evicted_flows = sql_column_count(stmt, 13),
			.snapped = sql_column_count(stmt, 14),
			.time_back = sql_column_count(stmt, 15),
			.ndpi_version = sql_column_text(stmt, 16),
		},
	};

	for (int i = 0; i < STORE_FATE_COUNT; i++)
		row.figures.fates[i] = sql_column_count(stmt, 17 + i);
	return g->fn(&row, g->arg);
}

int
store_each_run(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_run_row *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_run g = { .fn = fn, .arg = arg };

	return query_ask(s, runs_text, scope, give_run, &g, err);
}

int
store_last_run(struct store *s, int64_t *run_id, struct err *err)
{
	return sql_number(&s->sql,
	    "SELECT max(run_id) FROM run WHERE state IN ('clean', 'partial')",
	    run_id, err);
}

struct giving_policy {
	int (*fn)(const struct store_policy_row *row, void *arg);
	void *arg;
};

static int
give_policy(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_policy *g = arg;
	struct store_policy_row row = {
		.policy_id = sql_column_int(stmt, 0),
		.digest = sql_column_text(stmt, 1),
		.matrix = sql_column_text(stmt, 2),
		.matrix_title = sql_column_text(stmt, 3),
		.matrix_source = sql_column_text(stmt, 4),
		.site = sql_column_text(stmt, 5),
		.zone = sql_column_text(stmt, 6),
		.tap = sql_column_text(stmt, 7),
	};

	return g->fn(&row, g->arg);
}

int
store_each_policy(struct store *s,
    int (*fn)(const struct store_policy_row *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_policy g = { .fn = fn, .arg = arg };

	return query_ask(s, policies_text, NULL, give_policy, &g, err);
}

struct giving_input {
	int (*fn)(const struct store_input_row *row, void *arg);
	void *arg;
};

static int
give_input(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_input *g = arg;
	struct store_input_row row = {
		.run_id = sql_column_int(stmt, 0),
		.packets = sql_column_int(stmt, 1),
		.first_us = sql_column_int(stmt, 2),
		.last_us = sql_column_int(stmt, 3),
		.error_offset = sql_column_int(stmt, 4),
		.path = sql_column_text(stmt, 5),
		.digest = sql_column_text(stmt, 6),
		.state = sql_column_text(stmt, 7),
	};

	return g->fn(&row, g->arg);
}

int
store_each_input(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_input_row *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_input g = { .fn = fn, .arg = arg };

	return query_ask(s, inputs_text, scope, give_input, &g, err);
}

struct giving_loss {
	int (*fn)(const struct store_loss_row *row, void *arg);
	void *arg;
};

static int
give_loss(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_loss *g = arg;
	struct store_loss_row row = {
		.hour_us = sql_column_int(stmt, 0),
		.loss = {
			.packets = sql_column_count(stmt, 1),
			.kernel_drops = sql_column_count(stmt, 2),
			.interface_drops = sql_column_count(stmt, 3),
			.unseen_bytes = sql_column_count(stmt, 4),
			.evicted_flows = sql_column_count(stmt, 5),
		},
	};

	return g->fn(&row, g->arg);
}

int
store_each_loss(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_loss_row *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_loss g = { .fn = fn, .arg = arg };

	return query_ask(s, losses_text, scope, give_loss, &g, err);
}

struct giving_night {
	int (*fn)(const struct store_night *night, void *arg);
	void *arg;
};

static int
give_night(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_night *g = arg;
	struct store_night night = {
		.day = sql_column_text(stmt, 0),
		.site = sql_column_text(stmt, 1),
		.headline = sql_column_text(stmt, 2),
		.digest = sql_column_text(stmt, 3),
		.policy_id = sql_column_int(stmt, 4),
		.made_us = sql_column_count(stmt, 5),
		.since_us = sql_column_count(stmt, 6),
		.until_us = sql_column_count(stmt, 7),
		.permitted = sql_column_count(stmt, 8),
		.blocked = sql_column_count(stmt, 9),
		.escaped = sql_column_count(stmt, 10),
		.rejected = sql_column_count(stmt, 11),
		.uncovered = sql_column_count(stmt, 12),
		.attempted = sql_column_count(stmt, 13),
		.probable = sql_column_count(stmt, 14),
		.violations = sql_column_count(stmt, 15),
		.out_of_scope = sql_column_count(stmt, 16),
		.packets = sql_column_count(stmt, 17),
		.lost = sql_column_count(stmt, 18),
		.coverage = sqlite3_column_type(stmt, 19) == SQLITE_NULL
		    ? -1
		    : sqlite3_column_double(stmt, 19),
	};

	return g->fn(&night, g->arg);
}

int
store_each_night(struct store *s,
    int (*fn)(const struct store_night *night, void *arg), void *arg,
    struct err *err)
{
	struct giving_night g = { .fn = fn, .arg = arg };

	return query_ask(s, nights_text, NULL, give_night, &g, err);
}
