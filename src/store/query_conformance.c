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
