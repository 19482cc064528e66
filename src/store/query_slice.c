/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_slice.c - what the sums by hour tell: slices of a day, its hours, and
 * who spoke with whom.
 */
#include <config.h>

#include "store/query.h"
#include "store/report_query.h"

static const char slices_text[] =
    "SELECT k.policy_id, t.port, k.proto, k.scope, k.src_roles, k.dst_roles,"
    " k.verdict, k.reason, k.row_id, k.row_origin, k.known, k.near_row_id,"
    " k.near_fact, k.outcome, k.direction_basis, k.app, k.conformance,"
    " k.grade, k.expected, k.name_basis, k.security, k.class, k.weak,"
    " k.ambiguous, t.flows, t.packets, t.bytes, t.first_us, t.last_us"
    " FROM (SELECT kind_id, port, sum(flows) AS flows,"
    "  sum(packets) AS packets, sum(bytes) AS bytes,"
    "  min(first_us) AS first_us, max(last_us) AS last_us"
    "  FROM (" QUERY_SUMS ") GROUP BY kind_id, port) t"
    " JOIN kind k ON k.kind_id = t.kind_id WHERE t.flows > 0"
    " ORDER BY t.flows DESC, t.kind_id, t.port";

static const char hours_text[] =
    "SELECT hour * " SCHEMA_HOUR ", sum(flows), k.verdict, k.class FROM ("
    " SELECT s.kind_id AS kind_id, s.hour AS hour, s.flows AS flows"
    "  FROM run r CROSS JOIN hour_sum s ON s.run_id = r.run_id"
    "  WHERE (:run = 0 OR r.run_id = :run)"
    "  AND s.hour >= :touch0 AND s.hour < :touch1"
    " UNION ALL SELECT w.kind_id, w.hour, -w.flows"
    "  FROM twin_sum w WHERE (:run = 0 OR w.run_id = :run)"
    "  AND w.hour >= :touch0 AND w.hour < :touch1) t"
    " JOIN kind k ON k.kind_id = t.kind_id"
    " WHERE k.reason <> 'housekeeping'"
    " GROUP BY hour, k.verdict, k.class HAVING sum(flows) > 0"
    " ORDER BY hour, k.verdict, k.class";

static const char services_text[] =
    "SELECT k.src_roles, k.dst_roles, k.proto, k.verdict, t.port,"
    " sum(t.flows) FROM (" QUERY_SUMS ") t"
    " JOIN kind k ON k.kind_id = t.kind_id"
    " WHERE k.verdict <> 'out-of-scope' AND k.reason <> 'housekeeping'"
    " AND k.class = 'through'"
    " GROUP BY k.src_roles, k.dst_roles, k.proto, k.verdict, t.port"
    " HAVING sum(t.flows) > 0";

/* Flows of the scope that began before it. */
static const char continuing_text[] =
    "SELECT (SELECT coalesce(sum(f.attempts), 0) FROM flow f"
    "  INDEXED BY flow_first WHERE f.first_us < :since AND " QUERY_NEAR ")"
    " + (SELECT coalesce(sum(f.attempts), 0) FROM flow f"
    "  INDEXED BY flow_long WHERE " QUERY_LONG ")";

struct giving_slice {
	int (*fn)(const struct store_slice *row, void *arg);
	void *arg;
};

static int
give_slice(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_slice *g = arg;
	struct store_slice row = {
		.policy_id = sql_column_int(stmt, 0),
		.port = sql_column_int(stmt, 1),
		.proto = sql_column_text(stmt, 2),
		.scope = sql_column_text(stmt, 3),
		.src_roles = sql_column_text(stmt, 4),
		.dst_roles = sql_column_text(stmt, 5),
		.verdict = sql_column_text(stmt, 6),
		.reason = sql_column_text(stmt, 7),
		.row_id = sql_column_text(stmt, 8),
		.row_origin = sql_column_text(stmt, 9),
		.known = sql_column_text(stmt, 10),
		.near_row_id = sql_column_text(stmt, 11),
		.near_fact = sql_column_text(stmt, 12),
		.outcome = sql_column_text(stmt, 13),
		.direction_basis = sql_column_text(stmt, 14),
		.app = sql_column_text(stmt, 15),
		.conformance = sql_column_text(stmt, 16),
		.grade = sql_column_text(stmt, 17),
		.expected = sql_column_text(stmt, 18),
		.name_basis = sql_column_text(stmt, 19),
		.security = sql_column_text(stmt, 20),
		.class = sql_column_text(stmt, 21),
		.weak = sqlite3_column_int(stmt, 22) != 0,
		.ambiguous = sqlite3_column_int(stmt, 23) != 0,
		.flows = sql_column_int(stmt, 24),
		.packets = sql_column_int(stmt, 25),
		.bytes = sql_column_int(stmt, 26),
		.first_us = sql_column_int(stmt, 27),
		.last_us = sql_column_int(stmt, 28),
	};

	return g->fn(&row, g->arg);
}

int
store_each_slice(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_slice *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_slice g = { .fn = fn, .arg = arg };

	return query_ask(s, slices_text, scope, give_slice, &g, err);
}

struct giving_hour {
	int (*fn)(const struct store_hour *row, void *arg);
	void *arg;
};

static int
give_hour(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_hour *g = arg;
	struct store_hour row = {
		.hour_us = sql_column_int(stmt, 0),
		.flows = sql_column_int(stmt, 1),
		.verdict = sql_column_text(stmt, 2),
		.class = sql_column_text(stmt, 3),
	};

	return g->fn(&row, g->arg);
}

int
store_each_hour(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_hour *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_hour g = { .fn = fn, .arg = arg };

	return query_ask(s, hours_text, scope, give_hour, &g, err);
}

struct giving_service {
	int (*fn)(const struct store_service *row, void *arg);
	void *arg;
};

static int
give_service(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_service *g = arg;
	struct store_service row = {
		.src_roles = sql_column_text(stmt, 0),
		.dst_roles = sql_column_text(stmt, 1),
		.proto = sql_column_text(stmt, 2),
		.verdict = sql_column_text(stmt, 3),
		.port = sql_column_int(stmt, 4),
		.flows = sql_column_int(stmt, 5),
	};

	return g->fn(&row, g->arg);
}

int
store_each_service(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_service *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_service g = { .fn = fn, .arg = arg };

	return query_ask(s, services_text, scope, give_service, &g, err);
}

static int
note_number(sqlite3_stmt *stmt, void *arg)
{
	*(uint64_t *)arg = sql_column_count(stmt, 0);
	return 0;
}

int
store_continuing(struct store *s, const struct store_scope *scope,
    uint64_t *flows, struct err *err)
{
	return query_ask(s, continuing_text, scope, note_number, flows, err);
}
