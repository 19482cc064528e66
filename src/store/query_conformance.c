/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_conformance.c - what runs on the ports that something is expected on.
 */
#include <config.h>

#include "store/query.h"

static const char ports_text[] =
    "SELECT k.proto, t.port, k.expected, k.conformance, k.outcome,"
    " sum(t.flows) FROM (" QUERY_SUMS ") t"
    " JOIN kind k ON k.kind_id = t.kind_id"
    " WHERE k.conformance <> 'unchecked' AND k.verdict <> 'out-of-scope'"
    " GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 6 DESC, 5";

#define FOUND_COLUMNS                                                          \
	"m.*, f.pair_id, coalesce(f.dst_port, -1) AS port, f.attempts,"        \
	" f.first_us, f.first_us + f.span_us AS last_us, f.flow_id"

/* What violates; and, where nDPI was asked about what we recognised, flows of
 * which it says something else.  Few kinds are so, and their flows are found
 * by them. */
static const char violations_text[] =
    "WITH member AS MATERIALIZED (SELECT kind_id, proto, conformance, grade,"
    "  app, ndpi_app, expected, src_roles, dst_roles FROM kind"
    "  WHERE conformance = 'violates'"
    "  OR (app_basis = 'own' AND ndpi_app IS NOT NULL)),"
    " found AS (SELECT " FOUND_COLUMNS " FROM member m"
    "   CROSS JOIN flow f INDEXED BY flow_kind ON f.kind_id = m.kind_id"
    "   WHERE " QUERY_NEAR "  UNION ALL SELECT " FOUND_COLUMNS
    " FROM flow f INDEXED BY flow_long"
    "   JOIN member m ON m.kind_id = f.kind_id WHERE " QUERY_LONG ")"
    " SELECT g.*, p.src, p.dst FROM (SELECT proto, port, conformance, grade,"
    "  app, ndpi_app, expected, src_roles, dst_roles,"
    "  sum(attempts) AS flows, count(DISTINCT p.src), count(DISTINCT p.dst),"
    "  min(first_us), max(last_us), max(flow_id) AS flow_id"
    "  FROM found JOIN pair p ON p.pair_id = found.pair_id"
    "  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) g"
    " JOIN flow f ON f.flow_id = g.flow_id"
    " JOIN pair p ON p.pair_id = f.pair_id"
    " ORDER BY g.conformance DESC, g.grade = 'probe', g.flows DESC,"
    " g.proto, g.port, g.flow_id";

struct giving_port {
	int (*fn)(const struct store_conformance *row, void *arg);
	void *arg;
};

static int
give_port(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_port *g = arg;
	struct store_conformance row = {
		.proto = sql_column_text(stmt, 0),
		.port = sql_column_int(stmt, 1),
		.expected = sql_column_text(stmt, 2),
		.conformance = sql_column_text(stmt, 3),
		.outcome = sql_column_text(stmt, 4),
		.flows = sql_column_int(stmt, 5),
	};

	return g->fn(&row, g->arg);
}

int
store_each_conformance(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_conformance *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_port g = { .fn = fn, .arg = arg };
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = query_scope(s, scope, &q, err);

	if (!rc)
		rc = query_prepare(s, ports_text, &q, &stmt, err);
	return rc ? rc : query_walk(s, stmt, give_port, &g, err);
}

struct giving_violation {
	int (*fn)(const struct store_violation *row, void *arg);
	void *arg;
};

static int
give_violation(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_violation *g = arg;
	struct store_violation row = {
		.proto = sql_column_text(stmt, 0),
		.port = sql_column_int(stmt, 1),
		.conformance = sql_column_text(stmt, 2),
		.grade = sql_column_text(stmt, 3),
		.app = sql_column_text(stmt, 4),
		.ndpi_app = sql_column_text(stmt, 5),
		.expected = sql_column_text(stmt, 6),
		.src_roles = sql_column_text(stmt, 7),
		.dst_roles = sql_column_text(stmt, 8),
		.flows = sql_column_int(stmt, 9),
		.sources = sql_column_int(stmt, 10),
		.destinations = sql_column_int(stmt, 11),
		.first_us = sql_column_int(stmt, 12),
		.last_us = sql_column_int(stmt, 13),
		.flow_id = sql_column_int(stmt, 14),
		.src = sql_column_text(stmt, 15),
		.dst = sql_column_text(stmt, 16),
	};

	return g->fn(&row, g->arg);
}

int
store_each_violation(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_violation *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_violation g = { .fn = fn, .arg = arg };
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = query_scope(s, scope, &q, err);

	if (!rc)
		rc = query_prepare(s, violations_text, &q, &stmt, err);
	return rc ? rc : query_walk(s, stmt, give_violation, &g, err);
}
