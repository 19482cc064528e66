/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_talk.c - what was spoken: flows of a few kinds that the report speaks
 * of, and who sent most out of the farm.
 */
#include <config.h>

#include <assert.h>

#include "store/query.h"
#include "store/report_query.h"

/* What a handshake settled on may be two words: "rdp-tls,tls1.0". */
#define SETTLED(word) "instr(',' || security || ',', '," word ",')"

/* The kinds that are meant. */
static const char *const members[STORE_TALK_KINDS] = {
	[STORE_TALK_VIOLATES] = "conformance = 'violates'",
	[STORE_TALK_OTHER_OPINION] =
	    "conformance <> 'violates' AND app_basis = 'own'"
	    " AND ndpi_app IS NOT NULL",
	/* Rows say on which other ports it belongs. */
	[STORE_TALK_RDP_ELSEWHERE] =
	    "app IN ('rdp', 'rdp-udp') AND verdict <> 'allowed'",
	[STORE_TALK_RDP_STANDARD] = SETTLED("rdp-standard"),
	[STORE_TALK_OLD_TLS] =
	    SETTLED("ssl2") " OR " SETTLED("ssl3") " OR " SETTLED(
		"tls1.0") " OR " SETTLED("tls1.1") " OR " SETTLED("dtls1.0"),
	[STORE_TALK_CONTRADICTED] = "reason = 'name-contradicted'",
	[STORE_TALK_BYPASS] =
	    "verdict = 'forbidden' AND class <> 'stopped'"
	    " AND (instr(',' || src_roles || ',', ',client,')"
	    "  OR instr(',' || src_roles || ',', ',web-browser,'))"
	    " AND (instr(',' || dst_roles || ',', ',rdsh-agent,')"
	    "  OR instr(',' || dst_roles || ',', ',guest-agent,')"
	    "  OR instr(',' || dst_roles || ',', ',remote-pc-agent,'))",
};
/* Further, of single flows. */
static const char *const flows_of[STORE_TALK_KINDS] = {
	[STORE_TALK_RDP_ELSEWHERE] = " AND f.dst_port <> 3389",
	[STORE_TALK_BYPASS] = " AND f.dst_port = 3389",
};

static const char head_text[] =
    "WITH member(kind_id) AS MATERIALIZED (SELECT kind_id FROM kind WHERE ";
#define COLUMNS                                                                \
	"f.kind_id AS kind_id, f.dst_port AS port, f.pair_id AS pair_id,"      \
	" f.flow_id AS flow_id, f.attempts AS attempts,"                       \
	" f.first_us AS first_us, f.first_us + f.span_us AS last_us"
static const char near_text[] =
    "), found AS (SELECT " COLUMNS " FROM member m"
    " CROSS JOIN flow f INDEXED BY flow_kind ON f.kind_id = m.kind_id"
    " WHERE " QUERY_NEAR;
static const char long_text[] =
    " UNION ALL SELECT " COLUMNS " FROM flow f INDEXED BY flow_long"
    " JOIN member m ON m.kind_id = f.kind_id WHERE " QUERY_LONG;
#define GROUP                                                                  \
	"k.proto, b.port, k.conformance, k.grade, k.app, k.ndpi_app,"          \
	" k.expected, k.security, k.verdict, k.src_roles, k.dst_roles"
static const char tail_text[] =
    "), by_pair AS (SELECT kind_id, port, pair_id, sum(attempts) AS flows,"
    "  min(first_us) AS first_us, max(last_us) AS last_us,"
    "  min(flow_id) AS flow_id FROM found GROUP BY kind_id, port, pair_id),"
    " told AS (SELECT " GROUP ", sum(b.flows) AS flows,"
    "  count(DISTINCT p.src) AS sources, count(DISTINCT p.dst) AS targets,"
    "  min(b.first_us) AS first_us, max(b.last_us) AS last_us,"
    "  min(b.flow_id) AS flow_id"
    "  FROM by_pair b JOIN pair p ON p.pair_id = b.pair_id"
    "  JOIN kind k ON k.kind_id = b.kind_id GROUP BY " GROUP ")"
    " SELECT t.*, p.src, p.dst, f.server_name, f.claimed_name FROM told t"
    " JOIN flow f ON f.flow_id = t.flow_id"
    " JOIN pair p ON p.pair_id = f.pair_id"
    " ORDER BY t.grade = 'probe', t.flows DESC, t.flow_id";

/* One of the roles of kind k, at its client, is of a component. */
#define FROM_COMPONENT                                                         \
	"(EXISTS (SELECT 1 FROM policy_role r"                                 \
	"  WHERE r.policy_id = k.policy_id AND r.kind = 'component'"           \
	"  AND instr(',' || k.src_roles || ',', ',' || r.role || ','))"        \
	" OR NOT EXISTS (SELECT 1 FROM policy_role r"                          \
	"  WHERE r.policy_id = k.policy_id))"
static const char senders_text[] =
    "WITH amount AS (SELECT t.kind_id AS kind_id, sum(t.flows) AS n,"
    "  sum(t.bytes) AS b FROM (" QUERY_SUMS ") t"
    "  JOIN kind k ON k.kind_id = t.kind_id"
    "  WHERE k.class <> 'stopped' AND k.reason <> 'housekeeping'"
    "  AND (k.verdict = 'missed'"
    "   OR (k.verdict = 'allowed' AND k.dst_roles = ''))"
    "  AND " FROM_COMPONENT " GROUP BY t.kind_id),"
    " ranked AS MATERIALIZED (SELECT kind_id, n,"
    "  sum(n) OVER (ORDER BY b DESC, kind_id) AS upto FROM amount"
    "  WHERE n <= :look),"
    " member(kind_id) AS MATERIALIZED ("
    "  SELECT kind_id FROM ranked WHERE upto <= :look),"
    " sent AS (SELECT f.kind_id AS kind_id, f.pair_id AS pair_id,"
    "   f.bytes_out AS bytes_out, f.attempts AS attempts FROM member m"
    "   CROSS JOIN flow f INDEXED BY flow_kind ON f.kind_id = m.kind_id"
    "   WHERE " QUERY_NEAR
    "  UNION ALL SELECT f.kind_id, f.pair_id, f.bytes_out, f.attempts"
    "   FROM flow f INDEXED BY flow_long"
    "   JOIN member m ON m.kind_id = f.kind_id WHERE " QUERY_LONG "),"
    " by_pair AS (SELECT kind_id, pair_id, sum(bytes_out) AS bytes_out,"
    "  sum(attempts) AS flows FROM sent GROUP BY kind_id, pair_id)"
    " SELECT p.src, max(k.src_roles), max(p.dst), sum(b.bytes_out) AS n,"
    "  sum(b.flows), count(DISTINCT p.dst),"
    "  (SELECT sum(n) FROM amount)"
    "   - (SELECT coalesce(sum(n), 0) FROM ranked WHERE upto <= :look),"
    "  sum(CASE k.verdict WHEN 'allowed' THEN b.flows ELSE 0 END),"
    "  count(*) OVER (), sum(sum(b.flows)) OVER (),"
    "  sum(sum(b.bytes_out)) OVER ()"
    "  FROM by_pair b JOIN pair p ON p.pair_id = b.pair_id"
    "  JOIN kind k ON k.kind_id = b.kind_id"
    "  GROUP BY p.src ORDER BY n DESC, p.src LIMIT :limit";

struct giving_talk {
	int (*fn)(const struct store_talk *row, void *arg);
	void *arg;
};

static int
give_talk(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_talk *g = arg;
	struct store_talk row = {
		.proto = sql_column_text(stmt, 0),
		.port = sql_column_int(stmt, 1),
		.conformance = sql_column_text(stmt, 2),
		.grade = sql_column_text(stmt, 3),
		.app = sql_column_text(stmt, 4),
		.ndpi_app = sql_column_text(stmt, 5),
		.expected = sql_column_text(stmt, 6),
		.security = sql_column_text(stmt, 7),
		.verdict = sql_column_text(stmt, 8),
		.src_roles = sql_column_text(stmt, 9),
		.dst_roles = sql_column_text(stmt, 10),
		.flows = sql_column_int(stmt, 11),
		.sources = sql_column_int(stmt, 12),
		.destinations = sql_column_int(stmt, 13),
		.first_us = sql_column_int(stmt, 14),
		.last_us = sql_column_int(stmt, 15),
		.flow_id = sql_column_int(stmt, 16),
		.src = sql_column_text(stmt, 17),
		.dst = sql_column_text(stmt, 18),
		.server_name = sql_column_text(stmt, 19),
		.claimed_name = sql_column_text(stmt, 20),
	};

	return g->fn(&row, g->arg);
}

int
store_each_talk(struct store *s, const struct store_scope *scope,
    enum store_talk_kind kind,
    int (*fn)(const struct store_talk *row, void *arg), void *arg,
    struct err *err)
{
	const char *more = flows_of[kind] ? flows_of[kind] : "";
	const char *const parts[] = { head_text, members[kind], near_text, more,
		long_text, more, tail_text, NULL };
	struct giving_talk g = { .fn = fn, .arg = arg };

	assert(kind < STORE_TALK_KINDS);
	return query_ask_parts(s, parts, scope, give_talk, &g, err);
}

struct giving_sender {
	int (*fn)(const struct store_sender *row, void *arg);
	void *arg;
	struct store_senders_rest *rest;
	bool any;
};

static int
give_sender(sqlite3_stmt *stmt, void *arg)
{
	struct giving_sender *g = arg;
	struct store_senders_rest *rest = g->rest;
	struct store_sender row = {
		.src = sql_column_text(stmt, 0),
		.src_roles = sql_column_text(stmt, 1),
		.dst = sql_column_text(stmt, 2),
		.bytes_out = sql_column_int(stmt, 3),
		.flows = sql_column_int(stmt, 4),
		.destinations = sql_column_int(stmt, 5),
		.named = sql_column_int(stmt, 7),
	};

	if (!g->any)
		*rest =
		    (struct store_senders_rest){ .not_looked_at =
						     sql_column_count(stmt, 6),
			    .hosts = sql_column_count(stmt, 8),
			    .flows = sql_column_count(stmt, 9),
			    .bytes = sql_column_count(stmt, 10) };
	g->any = true;
	rest->hosts--;
	rest->flows -= (uint64_t)row.flows;
	rest->bytes -= (uint64_t)row.bytes_out;
	return g->fn(&row, g->arg);
}

int
store_each_sender(struct store *s, const struct store_scope *scope,
    uint64_t look, size_t max, struct store_senders_rest *rest,
    int (*fn)(const struct store_sender *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_sender g = { .fn = fn, .arg = arg, .rest = rest };
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = query_scope(s, scope, &q, err);

	*rest = (struct store_senders_rest){ .hosts = 0 };
	if (!rc)
		rc = query_prepare(s, senders_text, &q, &stmt, err);
	if (rc)
		return rc;
	query_bind_int(stmt, ":look", (int64_t)look);
	query_bind_int(stmt, ":limit", (int64_t)max);
	return query_walk(s, stmt, give_sender, &g, err);
}
