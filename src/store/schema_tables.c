/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schema_tables.c - the tables of version 1.  They are the store's own; the
 * views of schema_views.c are for others.
 *
 * A flow's row has what differs from flow to flow.  All else about it, its
 * roles, verdict, outcome and so on, is one of a few thousand "kinds", and
 * its two addresses are one of the "pairs".  The sums by hour are kept by
 * kind too.  Two kinds or pairs may say the same.
 */
#include <config.h>

#include "store/schema.h"

static const char policy_table[] =
    "CREATE TABLE policy ("
    " policy_id INTEGER PRIMARY KEY,"
    " digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),"
    " matrix TEXT,"
    " matrix_title TEXT,"
    " matrix_source TEXT,"
    " site TEXT,"
    " zone TEXT NOT NULL,"
    " tap TEXT"
    ") STRICT";

/* status is what the policy alone tells, NULL when traffic decides.  An open
 * end is one that any host may be. */
static const char policy_row_table[] =
    "CREATE TABLE policy_row ("
    " policy_id INTEGER NOT NULL REFERENCES policy,"
    " number INTEGER NOT NULL,"
    " row_id TEXT NOT NULL,"
    " section TEXT,"
    " source TEXT NOT NULL,"
    " destination TEXT NOT NULL,"
    " protocols TEXT NOT NULL,"
    " ports TEXT,"
    " scope TEXT NOT NULL CHECK (scope IN ('net', 'broadcast',"
    "  'multicast', 'localhost', 'fqdn')),"
    " feature TEXT,"
    " description TEXT,"
    " action TEXT NOT NULL CHECK (action IN ('allow', 'deny')),"
    " origin TEXT NOT NULL CHECK (origin IN ('matrix', 'site')),"
    " status TEXT CHECK (status IN ('unobservable', 'not-in-use', 'off')),"
    " src_open INTEGER NOT NULL CHECK (src_open IN (0, 1)),"
    " dst_open INTEGER NOT NULL CHECK (dst_open IN (0, 1)),"
    " PRIMARY KEY (policy_id, number)"
    ") STRICT, WITHOUT ROWID";

/* The roles of an end; '' is a host without one, for what is known by names. */
static const char row_role_table[] =
    "CREATE TABLE row_role ("
    " policy_id INTEGER NOT NULL,"
    " number INTEGER NOT NULL,"
    " side TEXT NOT NULL CHECK (side IN ('source', 'destination')),"
    " role TEXT NOT NULL,"
    " PRIMARY KEY (policy_id, number, side, role)"
    ") STRICT, WITHOUT ROWID";

/* Roles between which a packet was seen, from client to server. */
static const char role_pair_table[] =
    "CREATE TABLE role_pair ("
    " policy_id INTEGER NOT NULL,"
    " src_role TEXT NOT NULL,"
    " dst_role TEXT NOT NULL,"
    " PRIMARY KEY (policy_id, src_role, dst_role)"
    ") STRICT, WITHOUT ROWID";

static const char run_table[] =
    "CREATE TABLE run ("
    " run_id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " mode TEXT NOT NULL CHECK (mode IN ('replay', 'watch')),"
    " source TEXT,"
    " state TEXT NOT NULL CHECK (state IN ('running', 'clean', 'partial',"
    "  'crashed')),"
    " policy_id INTEGER NOT NULL REFERENCES policy,"
    " started_us INTEGER NOT NULL,"
    " ended_us INTEGER,"
    " first_packet_us INTEGER,"
    " last_packet_us INTEGER,"
    " packets INTEGER NOT NULL CHECK (packets >= 0),"
    " bytes INTEGER NOT NULL CHECK (bytes >= 0),"
    " kernel_drops INTEGER NOT NULL CHECK (kernel_drops >= 0),"
    " interface_drops INTEGER NOT NULL CHECK (interface_drops >= 0),"
    " evicted_flows INTEGER NOT NULL CHECK (evicted_flows >= 0),"
    " snapped INTEGER NOT NULL CHECK (snapped >= 0),"
    " time_back INTEGER NOT NULL CHECK (time_back >= 0),"
    " judged INTEGER NOT NULL CHECK (judged >= 0),"
    " out_of_scope INTEGER NOT NULL CHECK (out_of_scope >= 0),"
    " duplicate INTEGER NOT NULL CHECK (duplicate >= 0),"
    " truncated INTEGER NOT NULL CHECK (truncated >= 0),"
    " malformed INTEGER NOT NULL CHECK (malformed >= 0),"
    " not_ip INTEGER NOT NULL CHECK (not_ip >= 0),"
    " unknown INTEGER NOT NULL CHECK (unknown >= 0),"
    " too_deep INTEGER NOT NULL CHECK (too_deep >= 0),"
    " fragment INTEGER NOT NULL CHECK (fragment >= 0),"
    " ndpi_version TEXT,"
    /* no flow of the run is before it */
    " first_flow INTEGER NOT NULL"
    ") STRICT";

static const char input_table[] =
    "CREATE TABLE input ("
    " input_id INTEGER PRIMARY KEY,"
    " run_id INTEGER NOT NULL REFERENCES run,"
    " path TEXT NOT NULL,"
    " digest TEXT NOT NULL CHECK (length(digest) = 64),"
    " head_len INTEGER NOT NULL CHECK (head_len BETWEEN 0 AND 1048576),"
    " first_us INTEGER NOT NULL,"
    " last_us INTEGER NOT NULL,"
    " packets INTEGER NOT NULL CHECK (packets >= 0),"
    " state TEXT NOT NULL CHECK (state IN ('running', 'clean', 'partial',"
    "  'crashed')),"
    " error_offset INTEGER"
    ") STRICT";

static const char kind_table[] =
    "CREATE TABLE kind ("
    " kind_id INTEGER PRIMARY KEY,"
    " policy_id INTEGER NOT NULL REFERENCES policy,"
    " proto TEXT NOT NULL,"
    " scope TEXT NOT NULL CHECK (scope IN ('unicast', 'broadcast',"
    "  'multicast', 'self')),"
    " src_roles TEXT NOT NULL,"
    " dst_roles TEXT NOT NULL,"
    " verdict TEXT NOT NULL CHECK (verdict IN ('allowed', 'forbidden',"
    "  'missed', 'out-of-scope')),"
    " reason TEXT NOT NULL CHECK (reason IN ('row', 'denied',"
    "  'closed-component', 'component-outbound', 'no-component',"
    "  'housekeeping', 'icmp', 'feature-off', 'expired', 'range-only',"
    "  'rpc-negotiated', 'name-contradicted')),"
    " row_id TEXT,"
    " row_origin TEXT CHECK (row_origin IN ('matrix', 'site')),"
    " known TEXT,"
    " near_row_id TEXT,"
    " near_fact TEXT CHECK (near_fact IN ('source-role',"
    "  'destination-role', 'protocol', 'direction', 'port', 'feature-off',"
    "  'expired', 'not-yet', 'name-unknown')),"
    " outcome TEXT NOT NULL CHECK (outcome IN ('established',"
    "  'handshake-only', 'refused', 'unanswered', 'one-way', 'midstream')),"
    " cause TEXT CHECK (cause IN ('refused-by-host', 'prohibited',"
    "  'unreachable', 'silent')),"
    " direction_basis TEXT NOT NULL CHECK (direction_basis IN ('syn',"
    "  'synack', 'dhcp', 'icmp', 'opener', 'row', 'role', 'port',"
    "  'first')),"
    " weak INTEGER NOT NULL CHECK (weak IN (0, 1)),"
    " ambiguous INTEGER NOT NULL CHECK (ambiguous IN (0, 1)),"
    " app TEXT,"
    " app_basis TEXT CHECK (app_basis IN ('own', 'ndpi', 'both')),"
    " conformance TEXT NOT NULL CHECK (conformance IN ('conforms',"
    "  'violates', 'undetermined', 'unchecked')),"
    " grade TEXT CHECK (grade IN ('service', 'probe')),"
    " expected TEXT,"
    " name_basis TEXT CHECK (name_basis IN ('site', 'dns+sni', 'dns',"
    "  'sni')),"
    " ndpi_app TEXT,"
    " ndpi_confidence TEXT,"
    /* It got through; to many, no answer is waited for. */
    " got_through INTEGER AS (outcome IN ('established', 'handshake-only')"
    "  OR (outcome = 'one-way' AND scope IN ('broadcast', 'multicast'))),"
    /* Its column of the headline table. */
    " class TEXT AS (CASE WHEN weak OR ambiguous THEN 'probable'"
    "  WHEN got_through THEN 'through'"
    "  WHEN outcome IN ('refused', 'unanswered') THEN 'stopped'"
    "  ELSE 'probable' END)"
    ") STRICT";

/* NULL: several. */
static const char pair_table[] =
    "CREATE TABLE pair (pair_id INTEGER PRIMARY KEY, src TEXT, dst TEXT)"
    " STRICT";

/* flow_end counts as enum flow_end does, icmp is 256 * type + code. */
static const char flow_table[] =
    "CREATE TABLE flow ("
    " flow_id INTEGER PRIMARY KEY,"
    " run_id INTEGER NOT NULL REFERENCES run,"
    " kind_id INTEGER NOT NULL REFERENCES kind,"
    " pair_id INTEGER NOT NULL REFERENCES pair,"
    " first_us INTEGER NOT NULL CHECK (first_us >= 0),"
    " span_us INTEGER NOT NULL CHECK (span_us >= 0),"
    " src_port INTEGER CHECK (src_port BETWEEN 0 AND 65535),"
    " dst_port INTEGER CHECK (dst_port BETWEEN 0 AND 65535),"
    " packets_out INTEGER NOT NULL CHECK (packets_out >= 0),"
    " packets_in INTEGER NOT NULL CHECK (packets_in >= 0),"
    " bytes_out INTEGER NOT NULL CHECK (bytes_out >= 0),"
    " bytes_in INTEGER NOT NULL CHECK (bytes_in >= 0),"
    " attempts INTEGER NOT NULL CHECK (attempts >= 1),"
    " syns INTEGER NOT NULL CHECK (syns >= 0),"
    " flow_end INTEGER NOT NULL CHECK (flow_end BETWEEN 0 AND 3),"
    " vlan INTEGER CHECK (vlan BETWEEN 1 AND 4095),"
    " icmp INTEGER CHECK (icmp BETWEEN 0 AND 65535),"
    " server_name TEXT,"
    " tunnel TEXT,"
    " community_id TEXT"
    ") STRICT";

/* port is -1 where there is none, or where there were too many. */
static const char hour_sum_table[] =
    "CREATE TABLE hour_sum ("
    " run_id INTEGER NOT NULL,"
    " hour INTEGER NOT NULL,"
    " kind_id INTEGER NOT NULL,"
    " port INTEGER NOT NULL,"
    " flows INTEGER NOT NULL,"
    " packets INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL,"
    " first_us INTEGER NOT NULL,"
    " last_us INTEGER NOT NULL,"
    " PRIMARY KEY (run_id, hour, kind_id, port)"
    ") STRICT, WITHOUT ROWID";

/* How many flows a host with a role answered. */
static const char host_hour_table[] = "CREATE TABLE host_hour ("
				      " run_id INTEGER NOT NULL,"
				      " hour INTEGER NOT NULL,"
				      " host TEXT NOT NULL,"
				      " answered INTEGER NOT NULL,"
				      " PRIMARY KEY (run_id, hour, host)"
				      ") STRICT, WITHOUT ROWID";

/* host is '' where there were too many. */
static const char housekeeping_table[] =
    "CREATE TABLE housekeeping ("
    " run_id INTEGER NOT NULL,"
    " hour INTEGER NOT NULL,"
    " policy_id INTEGER NOT NULL,"
    " host TEXT NOT NULL,"
    " kind TEXT NOT NULL,"
    " proto TEXT NOT NULL,"
    " port INTEGER NOT NULL,"
    " flows INTEGER NOT NULL,"
    " packets INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL,"
    " PRIMARY KEY (run_id, hour, policy_id, host, kind, proto, port)"
    ") STRICT, WITHOUT ROWID";

static const char loss_table[] =
    "CREATE TABLE loss ("
    " run_id INTEGER NOT NULL,"
    " minute INTEGER NOT NULL,"
    " packets INTEGER NOT NULL CHECK (packets >= 0),"
    " kernel_drops INTEGER NOT NULL CHECK (kernel_drops >= 0),"
    " interface_drops INTEGER NOT NULL CHECK (interface_drops >= 0),"
    " unseen_bytes INTEGER NOT NULL CHECK (unseen_bytes >= 0),"
    " evicted_flows INTEGER NOT NULL CHECK (evicted_flows >= 0),"
    " PRIMARY KEY (run_id, minute)"
    ") STRICT, WITHOUT ROWID";

static const char night_table[] =
    "CREATE TABLE night ("
    " night_id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " day TEXT NOT NULL,"
    " site TEXT,"
    " policy_id INTEGER,"
    " headline TEXT NOT NULL,"
    " permitted INTEGER NOT NULL CHECK (permitted >= 0),"
    " blocked INTEGER NOT NULL CHECK (blocked >= 0),"
    " escaped INTEGER NOT NULL CHECK (escaped >= 0),"
    " rejected INTEGER NOT NULL CHECK (rejected >= 0),"
    " uncovered INTEGER NOT NULL CHECK (uncovered >= 0),"
    " attempted INTEGER NOT NULL CHECK (attempted >= 0),"
    " probable INTEGER NOT NULL CHECK (probable >= 0),"
    " violations INTEGER NOT NULL CHECK (violations >= 0),"
    " out_of_scope INTEGER NOT NULL CHECK (out_of_scope >= 0),"
    " packets INTEGER NOT NULL CHECK (packets >= 0),"
    " lost INTEGER NOT NULL CHECK (lost >= 0),"
    " coverage REAL CHECK (coverage BETWEEN 0 AND 1),"
    " digest TEXT,"
    " made_us INTEGER NOT NULL,"
    " since_us INTEGER NOT NULL,"
    " until_us INTEGER NOT NULL"
    ") STRICT";

const char *const schema_tables[] = {
	policy_table,
	policy_row_table,
	row_role_table,
	role_pair_table,
	run_table,
	input_table,
	"CREATE INDEX input_first ON input (first_us)",
	kind_table,
	pair_table,
	flow_table,
	"CREATE INDEX flow_first ON flow (first_us)",
	/* Kinds are few, so that new flows touch few pages; an index that led
	 * with the pair would touch one for each. */
	"CREATE INDEX flow_kind ON flow (kind_id, first_us, pair_id, dst_port)",
	"CREATE INDEX flow_long ON flow (first_us + span_us, first_us)"
	" WHERE span_us >= " SCHEMA_LONG,
	hour_sum_table,
	host_hour_table,
	housekeeping_table,
	loss_table,
	night_table,
	"CREATE TRIGGER night_stays BEFORE DELETE ON night"
	" BEGIN SELECT raise(ABORT, 'the history of nights is kept'); END",
	"CREATE TRIGGER night_holds BEFORE UPDATE ON night"
	" BEGIN SELECT raise(ABORT, 'the history of nights is kept'); END",
	/* The number of the last batch, so that one is never done twice. */
	"CREATE TABLE batch (number INTEGER NOT NULL) STRICT",
	"INSERT INTO batch VALUES (0)",
	NULL,
};
