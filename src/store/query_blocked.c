/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_blocked.c - what the policy allows and does not get through, with
 * what else its ends did.
 */
#include <config.h>

#include <stddef.h>

#include "base/words.h"
#include "store/query.h"

#define TRIED_COLUMNS                                                          \
	"f.pair_id, f.dst_port, f.attempts, f.syns, f.first_us,"               \
	" f.first_us + f.span_us AS last_us, f.flow_id"

/*
 * stopped: one line for each (row, source, destination, protocol, port).
 * hopeful: those whose server answered anything (which is known of servers
 * with a role), by a row that works anywhere.
 * ends: pairs of such a source and destination; met: what got through between
 * them by a row that was stopped, on any port: such flows never share a row.
 * answered: what got through of that row and port, by anyone.
 */
static const char stopped_text[] =
    "WITH member AS MATERIALIZED (SELECT kind_id, row_id, proto, src_roles,"
    "  dst_roles, outcome, CASE cause WHEN 'prohibited' THEN 1"
    "  WHEN 'refused-by-host' THEN 2 WHEN 'unreachable' THEN 3"
    "  WHEN 'silent' THEN 4 END AS cause FROM kind"
    "  WHERE verdict = 'allowed' AND class = 'stopped'),"
    " tried AS (SELECT m.row_id, m.proto, m.src_roles, m.dst_roles,"
    "   m.outcome, m.cause, " TRIED_COLUMNS " FROM member m"
    "   CROSS JOIN flow f INDEXED BY flow_kind ON f.kind_id = m.kind_id"
    "   WHERE " QUERY_NEAR
    "  UNION ALL SELECT m.row_id, m.proto, m.src_roles, m.dst_roles,"
    "   m.outcome, m.cause, " TRIED_COLUMNS
    "   FROM flow f INDEXED BY flow_long"
    "   JOIN member m ON m.kind_id = f.kind_id WHERE " QUERY_LONG "),"
    " stopped AS MATERIALIZED (SELECT row_id, p.src AS src, p.dst AS dst,"
    "  proto, dst_port AS port, max(src_roles) AS src_roles,"
    "  max(dst_roles) AS dst_roles, min(cause) AS cause,"
    "  sum(CASE outcome WHEN 'refused' THEN attempts ELSE 0 END) AS refused,"
    "  sum(CASE outcome WHEN 'unanswered' THEN attempts ELSE 0 END)"
    "   AS unanswered,"
    "  sum(CASE outcome WHEN 'unanswered' THEN syns ELSE 0 END) AS syns,"
    "  min(first_us) AS first_us, max(last_us) AS last_us,"
    "  min(flow_id) AS flow_id"
    "  FROM tried JOIN pair p ON p.pair_id = tried.pair_id"
    "  GROUP BY row_id, p.src, p.dst, proto, dst_port),";
static const char answered_text[] =
    " answered AS MATERIALIZED (SELECT k.row_id AS row_id,"
    "  k.proto AS proto,"
    "  t.port AS port, sum(t.flows) AS n FROM (" QUERY_SUMS ") t"
    "  JOIN kind k ON k.kind_id = t.kind_id"
    "  WHERE k.got_through AND k.row_id IS NOT NULL"
    "  GROUP BY k.row_id, k.proto, t.port),"
    " alive AS MATERIALIZED (SELECT host, sum(n) AS n FROM ("
    "  SELECT h.host AS host, h.answered AS n FROM run r"
    "   CROSS JOIN host_hour h ON h.run_id = r.run_id"
    "   WHERE (:run = 0 OR r.run_id = :run) AND h.hour >= :touch0"
    "   AND h.hour < :touch1"
    "  UNION ALL SELECT p.dst, f.attempts FROM flow f INDEXED BY flow_long"
    "   JOIN kind k ON k.kind_id = f.kind_id"
    "   JOIN pair p ON p.pair_id = f.pair_id"
    "   WHERE k.got_through AND " QUERY_LONG ") GROUP BY host),";
static const char met_text[] =
    " hopeful AS MATERIALIZED (SELECT * FROM stopped s"
    "  WHERE (s.dst_roles = ''"
    "   OR EXISTS (SELECT 1 FROM alive WHERE alive.host = s.dst))"
    "  AND EXISTS (SELECT 1 FROM answered a WHERE a.row_id = s.row_id)),"
    " ends AS MATERIALIZED (SELECT DISTINCT p.pair_id, p.src, p.dst"
    "  FROM pair p CROSS JOIN hopeful s ON s.src = p.src AND s.dst = p.dst),"
    " working AS MATERIALIZED (SELECT kind_id, row_id, proto FROM kind"
    "  WHERE got_through AND row_id IN (SELECT row_id FROM hopeful)),"
    " talked AS (SELECT w.row_id AS row_id, w.proto AS proto,"
    "   f.pair_id AS pair_id, f.dst_port AS port FROM working w"
    "   CROSS JOIN flow f INDEXED BY flow_kind ON f.kind_id = w.kind_id"
    "  WHERE f.pair_id IN (SELECT pair_id FROM ends) AND " QUERY_NEAR
    "  UNION ALL SELECT w.row_id, w.proto, f.pair_id, f.dst_port"
    "  FROM flow f INDEXED BY flow_long"
    "  JOIN working w ON w.kind_id = f.kind_id"
    "  WHERE f.pair_id IN (SELECT pair_id FROM ends) AND " QUERY_LONG "),"
    " met AS MATERIALIZED (SELECT e.src AS src, e.dst AS dst, t.row_id AS"
    "  row_id, t.proto AS proto, t.port AS port, count(*) AS n"
    "  FROM talked t JOIN ends e ON e.pair_id = t.pair_id"
    "  GROUP BY e.src, e.dst, t.row_id, t.proto, t.port)"
    " SELECT s.row_id, s.src, s.dst, s.src_roles, s.dst_roles, s.proto,"
    "  s.cause, s.port, s.refused, s.unanswered, s.syns,"
    "  (SELECT sum(n) FROM met WHERE met.src = s.src AND met.dst = s.dst"
    "   AND met.proto = s.proto AND met.port IS s.port"
    "   AND met.row_id = s.row_id),"
    "  (SELECT sum(n) FROM answered a WHERE a.row_id = s.row_id"
    "   AND a.proto = s.proto AND a.port = coalesce(s.port, -1)),"
    "  (SELECT sum(n) FROM met WHERE met.src = s.src AND met.dst = s.dst"
    "   AND met.row_id = s.row_id AND met.proto = CASE s.proto WHEN 'tcp' THEN "
    "'udp'"
    "    WHEN 'udp' THEN 'tcp' END AND met.port IS s.port),"
    "  (SELECT n FROM alive WHERE alive.host = s.dst),"
    "  s.first_us, s.last_us, s.flow_id FROM stopped s"
    " ORDER BY s.refused + s.unanswered DESC, s.flow_id";

/* The cause that tells most comes first. */
static const enum cause causes[] = { CAUSE_NONE, CAUSE_PROHIBITED,
	CAUSE_REFUSED_BY_HOST, CAUSE_UNREACHABLE, CAUSE_SILENT };

struct giving {
	int (*fn)(const struct store_blocked *row, void *arg);
	void *arg;
};

static int
give(sqlite3_stmt *stmt, void *arg)
{
	const struct giving *g = arg;
	struct store_blocked row = {
		.row_id = sql_column_text(stmt, 0),
		.src = sql_column_text(stmt, 1),
		.dst = sql_column_text(stmt, 2),
		.src_roles = sql_column_text(stmt, 3),
		.dst_roles = sql_column_text(stmt, 4),
		.proto = sql_column_text(stmt, 5),
		.cause =
		    word_text(WORDS_CAUSE, causes[sqlite3_column_int(stmt, 6)]),
		.port = sql_column_int(stmt, 7),
		.refused = sqlite3_column_int64(stmt, 8),
		.unanswered = sqlite3_column_int64(stmt, 9),
		.syns = sqlite3_column_int64(stmt, 10),
		/* Where there is no line at all, NULL: none. */
		.established = sqlite3_column_int64(stmt, 11),
		.port_answered = sqlite3_column_int64(stmt, 12),
		.twin_established = sqlite3_column_int64(stmt, 13),
		.host_answered = sqlite3_column_int64(stmt, 14),
		.first_us = sql_column_int(stmt, 15),
		.last_us = sql_column_int(stmt, 16),
		.flow_id = sql_column_int(stmt, 17),
	};

	return g->fn(&row, g->arg);
}

int
store_each_blocked(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_blocked *row, void *arg), void *arg,
    struct err *err)
{
	static const char *const parts[] = { stopped_text, answered_text,
		met_text, NULL };
	struct giving g = { .fn = fn, .arg = arg };

	return query_ask_parts(s, parts, scope, give, &g, err);
}
