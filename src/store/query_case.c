/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_case.c - findings host by host: what got through, hosts without a
 * role, and who was turned away.
 */
#include <config.h>

#include "store/query.h"
#include "store/report_query.h"

/* Flows of member kinds; part and side are what a question tells apart. */
#define FOUND_COLUMNS                                                          \
	"SELECT m.kind_id AS kind_id, m.part AS part, m.side AS side,"         \
	" f.dst_port AS port, f.pair_id AS pair_id, f.flow_id AS flow_id,"     \
	" f.attempts AS attempts, f.first_us AS first_us,"                     \
	" f.first_us + f.span_us AS last_us"
#define BY_PAIR                                                                \
	" found AS (" FOUND_COLUMNS " FROM member m"                           \
	"  CROSS JOIN flow f INDEXED BY flow_kind ON f.kind_id = m.kind_id"    \
	"  WHERE " QUERY_NEAR " UNION ALL " FOUND_COLUMNS                      \
	"  FROM flow f INDEXED BY flow_long"                                   \
	"  JOIN member m ON m.kind_id = f.kind_id WHERE " QUERY_LONG "),"      \
	" by_pair AS (SELECT part, side, port, pair_id,"                       \
	"  sum(attempts) AS flows, min(first_us) AS first_us,"                 \
	"  max(last_us) AS last_us, min(flow_id) AS flow_id"                   \
	"  FROM found GROUP BY part, side, port, pair_id)"

/* side: the component is the server. */
static const char cases_text[] =
    "WITH member(kind_id, part, side) AS MATERIALIZED ("
    "  SELECT kind_id, min(kind_id) OVER (PARTITION BY verdict, reason,"
    "   src_roles, dst_roles, proto, row_id, near_row_id, near_fact),"
    "   verdict = 'forbidden' FROM kind"
    "  WHERE verdict IN ('forbidden', 'missed') AND class = 'through'"
    "   AND (verdict = 'forbidden' OR known IS NULL)"
    "   AND reason <> 'housekeeping' AND NOT (" QUERY_USERS "))," BY_PAIR
    " SELECT k.verdict, k.reason, k.src_roles, k.dst_roles, k.proto, k.row_id,"
    "  k.near_row_id, k.near_fact, CASE WHEN b.side THEN p.dst ELSE p.src END"
    "  AS host, min(CASE WHEN b.side THEN p.src ELSE p.dst END),"
    "  count(DISTINCT CASE WHEN b.side THEN p.src ELSE p.dst END), b.port,"
    "  sum(b.flows) AS n, min(b.first_us), max(b.last_us), min(b.flow_id)"
    "  FROM by_pair b JOIN pair p ON p.pair_id = b.pair_id"
    "  JOIN kind k ON k.kind_id = b.part"
    "  GROUP BY b.part, b.port, host ORDER BY n DESC, min(b.flow_id)";

/* side: the host without a role is the server. */
static const char strangers_text[] =
    "WITH member(kind_id, part, side) AS MATERIALIZED ("
    "  SELECT kind_id, kind_id, near_fact = 'destination-role' FROM kind"
    "  WHERE verdict IN ('forbidden', 'missed') AND class = 'through'"
    "  AND ((near_fact = 'destination-role' AND dst_roles = '')"
    "   OR (near_fact = 'source-role' AND src_roles = ''))"
    "  AND NOT (" QUERY_USERS "))," BY_PAIR
    " SELECT CASE WHEN b.side THEN p.dst ELSE p.src END AS host,"
    "  k.near_row_id, k.proto, max(CASE WHEN b.side THEN k.src_roles"
    "   ELSE k.dst_roles END), max(CASE WHEN b.side THEN p.src"
    "   ELSE p.dst END), b.side, b.port, sum(b.flows) AS n,"
    "  min(b.first_us), max(b.last_us), min(b.flow_id)"
    "  FROM by_pair b JOIN pair p ON p.pair_id = b.pair_id"
    "  JOIN kind k ON k.kind_id = b.part"
    "  GROUP BY host, k.near_row_id, k.proto, b.side, b.port"
    "  HAVING host IS NOT NULL ORDER BY n DESC, host LIMIT :limit";

static const char rejected_text[] =
    "WITH member(kind_id, part, side) AS MATERIALIZED ("
    "  SELECT kind_id, kind_id, 0 FROM kind"
    "  WHERE verdict IN ('forbidden', 'missed') AND class = 'stopped')," BY_PAIR
    " SELECT p.src, max(k.src_roles), max(k.dst_roles), min(p.dst),"
    "  max(k.proto), min(b.port), sum(b.flows) AS n,"
    "  count(DISTINCT p.dst), count(DISTINCT k.proto || b.port),"
    "  min(b.first_us), max(b.last_us), min(b.flow_id)"
    "  FROM by_pair b JOIN pair p ON p.pair_id = b.pair_id"
    "  JOIN kind k ON k.kind_id = b.part"
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

	return query_ask(s, cases_text, scope, give_case, &g, err);
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
	int rc = query_scope(s, scope, &q, err);

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

	return query_ask(s, rejected_text, scope, give_rejected, &g, err);
}
