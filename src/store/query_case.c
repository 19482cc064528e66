/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_case.c - findings host by host: what got through, hosts without a
 * role, and who was turned away.
 */
#include <config.h>

#include "store/query.h"
#include "store/report_query.h"

/* member: kinds that are one finding share a number; side: the component is
 * the server. */
static const char cases_text[] =
    "WITH member(kind_id, part, side) AS MATERIALIZED ("
    "  SELECT kind_id, min(kind_id) OVER (PARTITION BY verdict, reason,"
    "   src_roles, dst_roles, proto, row_id, near_row_id, near_fact),"
    "   verdict = 'forbidden' FROM kind"
    "  WHERE verdict IN ('forbidden', 'missed') AND class = 'through')"
    " SELECT k.verdict, k.reason, k.src_roles, k.dst_roles, k.proto, k.row_id,"
    "  k.near_row_id, k.near_fact, CASE WHEN m.side THEN p.dst ELSE p.src END"
    "  AS host, min(CASE WHEN m.side THEN p.src ELSE p.dst END),"
    "  count(DISTINCT CASE WHEN m.side THEN p.src ELSE p.dst END),"
    "  nullif(e.port, -1), sum(e.flows) AS n, min(e.first_us),"
    "  max(e.last_us), min(e.flow_id)"
    "  FROM ends e CROSS JOIN member m ON m.kind_id = e.kind_id"
    "  CROSS JOIN pair p ON p.pair_id = e.pair_id"
    "  CROSS JOIN kind k ON k.kind_id = m.part"
    "  GROUP BY m.part, e.port, host ORDER BY n DESC, min(e.flow_id)";

/* side: the host without a role is the server. */
static const char strangers_text[] =
    "WITH member(kind_id, side) AS MATERIALIZED ("
    "  SELECT kind_id, near_fact = 'destination-role' FROM kind"
    "  WHERE verdict IN ('forbidden', 'missed') AND class = 'through'"
    "  AND ((near_fact = 'destination-role' AND dst_roles = '')"
    "   OR (near_fact = 'source-role' AND src_roles = '')))"
    " SELECT CASE WHEN m.side THEN p.dst ELSE p.src END AS host,"
    "  k.near_row_id, k.proto, max(CASE WHEN m.side THEN k.src_roles"
    "   ELSE k.dst_roles END), max(CASE WHEN m.side THEN p.src"
    "   ELSE p.dst END), m.side, nullif(e.port, -1), sum(e.flows) AS n,"
    "  min(e.first_us), max(e.last_us), min(e.flow_id)"
    "  FROM member m JOIN ends e ON e.kind_id = m.kind_id"
    "  JOIN pair p ON p.pair_id = e.pair_id"
    "  JOIN kind k ON k.kind_id = m.kind_id"
    "  GROUP BY host, k.near_row_id, k.proto, m.side, e.port"
    "  HAVING host IS NOT NULL ORDER BY n DESC, host LIMIT :limit";

static const char rejected_text[] =
    "SELECT p.src, max(k.src_roles), max(k.dst_roles), min(p.dst),"
    "  max(k.proto), nullif(min(e.port), -1), sum(e.flows) AS n,"
    "  count(DISTINCT p.dst), count(DISTINCT k.proto || e.port),"
    "  min(e.first_us), max(e.last_us), min(e.flow_id)"
    "  FROM ends e JOIN kind k ON k.kind_id = e.kind_id"
    "  JOIN pair p ON p.pair_id = e.pair_id WHERE k.class = 'stopped'"
    "  GROUP BY p.src ORDER BY n DESC, p.src";

struct giving_case {
	int (*fn)(const struct store_case *row, void *arg);
	void *arg;
};

static int
give_case(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_case *g = arg;
	struct store_case row = {
		.verdict = sql_column_text(stmt, 0),
		.reason = sql_column_text(stmt, 1),
		.src_roles = sql_column_text(stmt, 2),
		.dst_roles = sql_column_text(stmt, 3),
		.proto = sql_column_text(stmt, 4),
		.row_id = sql_column_text(stmt, 5),
		.near_row_id = sql_column_text(stmt, 6),
		.near_fact = sql_column_text(stmt, 7),
		.host = sql_column_text(stmt, 8),
		.peer = sql_column_text(stmt, 9),
		.peers = sql_column_int(stmt, 10),
		.port = sql_column_int(stmt, 11),
		.flows = sql_column_int(stmt, 12),
		.first_us = sql_column_int(stmt, 13),
		.last_us = sql_column_int(stmt, 14),
		.flow_id = sql_column_int(stmt, 15),
	};

	return g->fn(&row, g->arg);
}

int
store_each_case(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_case *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_case g = { .fn = fn, .arg = arg };
	int rc = query_ends(s, scope, err);

	return rc ? rc : query_ask(s, cases_text, scope, give_case, &g, err);
}

struct giving_stranger {
	int (*fn)(const struct store_stranger *row, void *arg);
	void *arg;
};

static int
give_stranger(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_stranger *g = arg;
	struct store_stranger row = {
		.host = sql_column_text(stmt, 0),
		.near_row_id = sql_column_text(stmt, 1),
		.proto = sql_column_text(stmt, 2),
		.peer_roles = sql_column_text(stmt, 3),
		.peer = sql_column_text(stmt, 4),
		.server = sqlite3_column_int(stmt, 5) != 0,
		.port = sql_column_int(stmt, 6),
		.flows = sql_column_int(stmt, 7),
		.first_us = sql_column_int(stmt, 8),
		.last_us = sql_column_int(stmt, 9),
		.flow_id = sql_column_int(stmt, 10),
	};

	return g->fn(&row, g->arg);
}

int
store_each_stranger(struct store *s, const struct store_scope *scope,
    size_t max, int (*fn)(const struct store_stranger *row, void *arg),
    void *arg, struct err *err)
{
	struct giving_stranger g = { .fn = fn, .arg = arg };
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = query_ends(s, scope, err);

	if (!rc)
		rc = query_scope(s, scope, &q, err);
	if (!rc)
		rc = query_prepare(s, strangers_text, &q, &stmt, err);
	if (rc)
		return rc;
	query_bind_int(stmt, ":limit", (int64_t)max);
	return query_walk(s, stmt, give_stranger, &g, err);
}

struct giving_rejected {
	int (*fn)(const struct store_rejected *row, void *arg);
	void *arg;
};

static int
give_rejected(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_rejected *g = arg;
	struct store_rejected row = {
		.src = sql_column_text(stmt, 0),
		.src_roles = sql_column_text(stmt, 1),
		.dst_roles = sql_column_text(stmt, 2),
		.dst = sql_column_text(stmt, 3),
		.proto = sql_column_text(stmt, 4),
		.port = sql_column_int(stmt, 5),
		.attempts = sql_column_int(stmt, 6),
		.targets = sql_column_int(stmt, 7),
		.ports = sql_column_int(stmt, 8),
		.first_us = sql_column_int(stmt, 9),
		.last_us = sql_column_int(stmt, 10),
		.flow_id = sql_column_int(stmt, 11),
	};

	return g->fn(&row, g->arg);
}

int
store_each_rejected(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_rejected *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_rejected g = { .fn = fn, .arg = arg };
	int rc = query_ends(s, scope, err);

	return rc ? rc
		  : query_ask(s, rejected_text, scope, give_rejected, &g, err);
}
