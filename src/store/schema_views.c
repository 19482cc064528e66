/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schema_views.c - the public views of version 1; rasaudit.db(5) tells what
 * they mean, and their columns only ever grow at the end.
 */
#include <config.h>

#include "store/schema.h"

static const char flow_view[] =
    "CREATE VIEW audit_flow AS SELECT" SCHEMA_FLOW_COLUMNS_1
    " FROM flow f JOIN kind k ON k.kind_id = f.kind_id"
    " JOIN pair p ON p.pair_id = f.pair_id";

/* A row and what it is while no flow uses it. */
static const char row_at_rest_view[] =
    "CREATE VIEW row_at_rest AS SELECT r.*,"
    " CASE WHEN r.status IS NOT NULL THEN r.status"
    "  WHEN EXISTS (SELECT 1 FROM role_pair p"
    "   WHERE p.policy_id = r.policy_id AND ("
    "    ((r.src_open OR EXISTS (SELECT 1 FROM row_role o"
    "      WHERE o.policy_id = r.policy_id AND o.number = r.number"
    "      AND o.side = 'source' AND o.role = p.src_role))"
    "     AND (r.dst_open OR EXISTS (SELECT 1 FROM row_role o"
    "      WHERE o.policy_id = r.policy_id AND o.number = r.number"
    "      AND o.side = 'destination' AND o.role = p.dst_role)))"
    "    OR ((r.src_open OR EXISTS (SELECT 1 FROM row_role o"
    "      WHERE o.policy_id = r.policy_id AND o.number = r.number"
    "      AND o.side = 'source' AND o.role = p.dst_role))"
    "     AND (r.dst_open OR EXISTS (SELECT 1 FROM row_role o"
    "      WHERE o.policy_id = r.policy_id AND o.number = r.number"
    "      AND o.side = 'destination' AND o.role = p.src_role)))))"
    "  THEN 'unseen' ELSE 'unobservable' END AS at_rest"
    " FROM policy_row r";

#define ROW_COUNTS                                                             \
	SCHEMA_ROW_COUNTS                                                      \
	" FROM hour_sum s JOIN kind k ON k.kind_id = s.kind_id"                \
	" WHERE s.flows > 0 AND k.row_id IS NOT NULL"

static const char row_view[] =
    "CREATE VIEW audit_row AS SELECT" SCHEMA_ROW_COLUMNS
    " FROM row_at_rest r LEFT JOIN ("
    "  SELECT k.policy_id AS policy_id, k.row_id AS row_id," ROW_COUNTS
    "  GROUP BY k.policy_id, k.row_id) t"
    " ON t.policy_id = r.policy_id AND t.row_id = r.row_id";

static const char row_day_view[] =
    "CREATE VIEW audit_row_day AS SELECT" SCHEMA_ROW_COLUMNS
    ", strftime('%Y-%m-%d', t.day * 86400, 'unixepoch') AS day,"
    " t.proto AS proto, nullif(t.port, -1) AS port"
    " FROM row_at_rest r JOIN ("
    "  SELECT k.policy_id AS policy_id, k.row_id AS row_id,"
    "  s.hour / 24 AS day, k.proto AS proto, s.port AS port," ROW_COUNTS
    "  GROUP BY k.policy_id, k.row_id, s.hour / 24, k.proto, s.port) t"
    " ON t.policy_id = r.policy_id AND t.row_id = r.row_id";

static const char run_view[] =
    "CREATE VIEW audit_run AS SELECT"
    " run_id, mode, source, started_us, ended_us, first_packet_us,"
    " last_packet_us, packets, bytes, kernel_drops, interface_drops,"
    " duplicate AS duplicates, truncated,"
    " malformed + unknown + too_deep + fragment AS undecoded,"
    " out_of_scope AS out_of_scope_packets, evicted_flows, state,"
    " policy_id, snapped, time_back, ndpi_version"
    " FROM run";

static const char packets_view[] =
    "CREATE VIEW audit_packets AS"
    " SELECT run_id, 'judged' AS fate, judged AS packets FROM run"
    " UNION ALL SELECT run_id, 'out-of-scope', out_of_scope FROM run"
    " UNION ALL SELECT run_id, 'duplicate', duplicate FROM run"
    " UNION ALL SELECT run_id, 'truncated', truncated FROM run"
    " UNION ALL SELECT run_id, 'malformed', malformed FROM run"
    " UNION ALL SELECT run_id, 'not-ip', not_ip FROM run"
    " UNION ALL SELECT run_id, 'unknown', unknown FROM run"
    " UNION ALL SELECT run_id, 'too-deep', too_deep FROM run"
    " UNION ALL SELECT run_id, 'fragment', fragment FROM run";

static const char night_view[] =
    "CREATE VIEW audit_night AS SELECT"
    " day, site, policy_id, headline,"
    " permitted, blocked, escaped, rejected, uncovered, attempted, probable,"
    " violations, out_of_scope, packets, lost, coverage, digest,"
    " made_us, since_us, until_us, night_id"
    " FROM night";

static const char hour_view[] =
    "CREATE VIEW audit_hour AS SELECT"
    " s.hour * " SCHEMA_HOUR " AS hour_us, s.run_id AS run_id,"
    " k.policy_id AS policy_id, k.src_roles AS src_role,"
    " k.dst_roles AS dst_role, k.proto AS proto,"
    " nullif(s.port, -1) AS port, k.verdict AS verdict,"
    " k.outcome AS outcome, k.conformance AS conformance,"
    " sum(s.flows) AS flows, sum(s.packets) AS packets,"
    " sum(s.bytes) AS bytes"
    " FROM hour_sum s JOIN kind k ON k.kind_id = s.kind_id"
    " WHERE s.flows > 0"
    " GROUP BY s.hour, s.run_id, k.policy_id, k.src_roles, k.dst_roles,"
    "  k.proto, s.port, k.verdict, k.outcome, k.conformance";

static const char input_view[] =
    "CREATE VIEW audit_input AS SELECT"
    " run_id, path, digest, packets,"
    " nullif(first_us, 0) AS first_us, nullif(last_us, 0) AS last_us,"
    " state, error_offset"
    " FROM input";

static const char loss_view[] =
    "CREATE VIEW audit_loss AS SELECT"
    " minute * 60000000 AS minute_us, run_id, packets, kernel_drops,"
    " interface_drops, unseen_bytes, evicted_flows"
    " FROM loss";

static const char housekeeping_view[] =
    "CREATE VIEW audit_housekeeping AS SELECT"
    " hour * " SCHEMA_HOUR " AS hour_us, run_id, policy_id,"
    " nullif(host, '') AS host, kind, proto, nullif(port, -1) AS port,"
    " flows, packets, bytes"
    " FROM housekeeping";

static const char policy_view[] =
    "CREATE VIEW audit_policy AS SELECT"
    " policy_id, digest, matrix, matrix_title, matrix_source, site, zone, tap"
    " FROM policy";

const char *const schema_views[] = {
	flow_view,
	row_at_rest_view,
	row_view,
	row_day_view,
	run_view,
	packets_view,
	night_view,
	hour_view,
	input_view,
	loss_view,
	housekeeping_view,
	policy_view,
	NULL,
};
