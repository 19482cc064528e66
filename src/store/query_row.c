/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_row.c - rows of a policy, and what flows made of them.
 */
#include <config.h>

#include "store/query.h"

/* As audit_row, over the sums of the scope. */
static const char rows_text[] =
    "SELECT" SCHEMA_ROW_COLUMNS " FROM row_at_rest r LEFT JOIN ("
    "  SELECT k.row_id AS row_id," SCHEMA_ROW_COUNTS "  FROM (" QUERY_SUMS
    ") s JOIN kind k ON k.kind_id = s.kind_id"
    "  WHERE k.policy_id = :policy AND k.row_id IS NOT NULL"
    "  GROUP BY k.row_id) t ON t.row_id = r.row_id"
    " WHERE r.policy_id = :policy ORDER BY r.number";

struct giving {
	int (*fn)(const struct store_row_row *row, void *arg);
	void *arg;
};

static int
give(sqlite3_stmt *stmt, void *arg)
{
	const struct giving *g = arg;
	struct store_row_row row = {
		.policy_id = sql_column_int(stmt, 0),
		.row_id = sql_column_text(stmt, 1),
		.section = sql_column_text(stmt, 2),
		.source = sql_column_text(stmt, 3),
		.destination = sql_column_text(stmt, 4),
		.protocols = sql_column_text(stmt, 5),
		.ports = sql_column_text(stmt, 6),
		.scope = sql_column_text(stmt, 7),
		.feature = sql_column_text(stmt, 8),
		.description = sql_column_text(stmt, 9),
		.status = sql_column_text(stmt, 10),
		.flows = sql_column_int(stmt, 11),
		.established = sql_column_int(stmt, 12),
		.refused = sql_column_int(stmt, 13),
		.unanswered = sql_column_int(stmt, 14),
		.first_us = sql_column_int(stmt, 15),
		.last_us = sql_column_int(stmt, 16),
		.action = sql_column_text(stmt, 17),
		.origin = sql_column_text(stmt, 18),
	};

	return g->fn(&row, g->arg);
}

int
store_each_row_in(struct store *s, int64_t policy_id,
    const struct store_scope *scope,
    int (*fn)(const struct store_row_row *row, void *arg), void *arg,
    struct err *err)
{
	struct giving g = { .fn = fn, .arg = arg };
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = query_scope(s, scope, &q, err);

	if (!rc)
		rc = query_prepare(s, rows_text, &q, &stmt, err);
	if (rc)
		return rc;
	query_bind_int(stmt, ":policy", policy_id);
	return query_walk(s, stmt, give, &g, err);
}
