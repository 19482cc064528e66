/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_finding.c - what a person should look at: forbidden and missed flows
 * in groups, and allowed ones that do not get through.
 */
#include <config.h>

#include "store/query.h"

/*
 * member: kinds that are one finding share a number.  who: the ends of a
 * finding and its port, told where it is not known or users' own; amount: its
 * figures, from the sums of hours.
 */
static const char who_text[] =
    "WITH member(kind_id, finding) AS MATERIALIZED ("
    "  SELECT kind_id, min(kind_id) OVER (PARTITION BY verdict, reason,"
    "   src_roles, dst_roles, proto, row_id, near_row_id, near_fact, known,"
    "   class) FROM kind WHERE verdict IN ('forbidden', 'missed')"
    "   AND reason <> 'housekeeping'),"
    " who AS MATERIALIZED (SELECT m.finding AS finding, e.port AS port,"
    "  count(DISTINCT p.src) AS sources, count(DISTINCT p.dst) AS targets,"
    "  min(e.flow_id) AS flow_id FROM member m"
    "  JOIN ends e ON e.kind_id = m.kind_id"
    "  JOIN pair p ON p.pair_id = e.pair_id GROUP BY m.finding, e.port),";
static const char amount_text[] =
    " amount AS MATERIALIZED (SELECT m.finding AS finding, t.port AS port,"
    "  sum(t.flows) AS flows, sum(t.bytes) AS bytes,"
    "  min(t.first_us) AS first_us, max(t.last_us) AS last_us"
    "  FROM (" QUERY_SUMS ") t JOIN member m ON m.kind_id = t.kind_id"
    "  GROUP BY m.finding, t.port)"
    " SELECT k.verdict, k.reason, k.src_roles, k.dst_roles, k.proto,"
    "  nullif(a.port, -1), k.row_id, k.near_row_id, k.near_fact, k.known,"
    "  k.class, p.src, p.dst, a.flows, who.sources, who.targets, a.bytes,"
    "  a.first_us, a.last_us, who.flow_id"
    "  FROM amount a JOIN kind k ON k.kind_id = a.finding"
    "  LEFT JOIN who ON a.finding = who.finding AND a.port = who.port"
    "  LEFT JOIN flow f ON f.flow_id = who.flow_id"
    "  LEFT JOIN pair p ON p.pair_id = f.pair_id"
    " WHERE a.flows > 0 ORDER BY a.flows DESC, who.flow_id";

struct giving {
	int (*fn)(const struct store_finding *row, void *arg);
	void *arg;
};

static int
give(sqlite3_stmt *stmt, void *arg)
{
	const struct giving *g = arg;
	struct store_finding row = {
		.verdict = sql_column_text(stmt, 0),
		.reason = sql_column_text(stmt, 1),
		.src_roles = sql_column_text(stmt, 2),
		.dst_roles = sql_column_text(stmt, 3),
		.proto = sql_column_text(stmt, 4),
		.port = sql_column_int(stmt, 5),
		.row_id = sql_column_text(stmt, 6),
		.near_row_id = sql_column_text(stmt, 7),
		.near_fact = sql_column_text(stmt, 8),
		.known = sql_column_text(stmt, 9),
		.through = sql_column_text(stmt, 10),
		.src = sql_column_text(stmt, 11),
		.dst = sql_column_text(stmt, 12),
		.flows = sql_column_int(stmt, 13),
		.sources = sql_column_int(stmt, 14),
		.destinations = sql_column_int(stmt, 15),
		.bytes = sql_column_int(stmt, 16),
		.first_us = sql_column_int(stmt, 17),
		.last_us = sql_column_int(stmt, 18),
		.flow_id = sql_column_int(stmt, 19),
	};

	return g->fn(&row, g->arg);
}

int
store_each_finding(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_finding *row, void *arg), void *arg,
    struct err *err)
{
	static const char *const parts[] = { who_text, amount_text, NULL };
	struct giving g = { .fn = fn, .arg = arg };
	int rc = query_ends(s, scope, err);

	return rc ? rc : query_ask_parts(s, parts, scope, give, &g, err);
}
