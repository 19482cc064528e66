/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schema.h - the tables and views, and the steps from one version of them to
 * the next.
 *
 * A database carries SCHEMA_APPLICATION_ID, and in user_version the number
 * of steps that made it.  A step is done whole or not at all.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/sql.h"

#define SCHEMA_APPLICATION_ID 0x52415341 /* "RASA" */

/* Microseconds in an hour, as text for statements. */
#define SCHEMA_HOUR "3600000000"
/* Flows that last this long are in an index of their own, so that those of
 * other times need be sought only so far back. */
#define SCHEMA_LONG_US 600000000
#define SCHEMA_LONG "600000000"

/* The columns of audit_flow of version 1, of flow f with its kind k and pair
 * p; and those of today. */
#define SCHEMA_FLOW_COLUMNS_1                                                  \
	" f.flow_id AS flow_id, f.run_id AS run_id, f.first_us AS first_us,"   \
	" f.first_us + f.span_us AS last_us, p.src AS src,"                    \
	" f.src_port AS src_port, p.dst AS dst, f.dst_port AS dst_port,"       \
	" k.proto AS proto, k.src_roles AS src_roles,"                         \
	" k.dst_roles AS dst_roles, k.verdict AS verdict, k.reason AS reason," \
	" k.row_id AS row_id, k.row_origin AS row_origin, k.known AS known,"   \
	" k.near_row_id AS near_row_id, k.near_fact AS near_fact,"             \
	" k.outcome AS outcome, k.direction_basis AS direction_basis,"         \
	" k.app AS app, k.app_basis AS app_basis,"                             \
	" k.conformance AS conformance, k.grade AS grade,"                     \
	" k.expected AS expected, f.server_name AS server_name,"               \
	" k.name_basis AS name_basis, f.packets_out AS packets_out,"           \
	" f.packets_in AS packets_in, f.bytes_out AS bytes_out,"               \
	" f.bytes_in AS bytes_in, f.attempts AS attempts, f.vlan AS vlan,"     \
	" f.tunnel AS tunnel, f.community_id AS community_id,"                 \
	" k.policy_id AS policy_id, k.cause AS cause, k.weak AS weak,"         \
	" k.ambiguous AS ambiguous,"                                           \
	" CASE f.flow_end WHEN 0 THEN 'active' WHEN 1 THEN 'idle'"             \
	"  WHEN 2 THEN 'closed' ELSE 'evicted' END AS \"end\","                \
	" k.ndpi_app AS ndpi_app, k.ndpi_confidence AS ndpi_confidence,"       \
	" f.icmp / 256 AS icmp_type, f.icmp % 256 AS icmp_code"
#define SCHEMA_FLOW_COLUMNS                                                    \
	SCHEMA_FLOW_COLUMNS_1                                                  \
	", k.security AS security, k.why AS why, f.evidence AS evidence,"      \
	" f.claimed_name AS claimed_name"

/* The columns of audit_row, of row_at_rest r with its counts t.  A deny row
 * is never "blocked": that what it forbids was stopped is well. */
#define SCHEMA_ROW_COLUMNS                                                     \
	" r.policy_id AS policy_id, r.row_id AS row_id, r.section AS section," \
	" r.source AS source, r.destination AS destination,"                   \
	" r.protocols AS protocols, r.ports AS ports, r.scope AS scope,"       \
	" r.feature AS feature, r.description AS description,"                 \
	" CASE WHEN coalesce(t.flows, 0) = 0 THEN r.at_rest"                   \
	"  WHEN r.action = 'allow' AND t.established = 0"                      \
	"   AND t.refused + t.unanswered > 0 THEN 'blocked'"                   \
	"  ELSE 'exercised' END AS status,"                                    \
	" coalesce(t.flows, 0) AS flows,"                                      \
	" coalesce(t.established, 0) AS established,"                          \
	" coalesce(t.refused, 0) AS refused,"                                  \
	" coalesce(t.unanswered, 0) AS unanswered,"                            \
	" t.first_us AS first_us, t.last_us AS last_us,"                       \
	" r.action AS action, r.origin AS origin"

/* The counts of a row, of sums s with their kind k. */
#define SCHEMA_ROW_COUNTS                                                      \
	" sum(s.flows) AS flows,"                                              \
	" sum(CASE WHEN k.got_through THEN s.flows ELSE 0 END)"                \
	"  AS established,"                                                    \
	" sum(CASE k.outcome WHEN 'refused' THEN s.flows ELSE 0 END)"          \
	"  AS refused,"                                                        \
	" sum(CASE k.outcome WHEN 'unanswered' THEN s.flows ELSE 0 END)"       \
	"  AS unanswered,"                                                     \
	" min(s.first_us) AS first_us, max(s.last_us) AS last_us"

/* One step: what brings a database to a version.  The last statement sets
 * user_version to it. */
struct schema_step {
	int version;
	const char *const *statements; /* ends with NULL */
};

/* What version 1 is made of, and what versions 2 and 3 add.  What files were
 * made with is never changed: a further version is a further step. */
extern const char *const schema_tables[];
extern const char *const schema_views[];
extern const char *const schema_step_2[];
extern const char *const schema_step_3[];

/* The steps of this program, count of them, version 1 first. */
const struct schema_step *schema_steps(size_t *count);

/* What a file is. */
enum schema_kind {
	SCHEMA_EMPTY,   /* nothing in it yet */
	SCHEMA_FOREIGN, /* another program's */
	SCHEMA_OURS,
};

/* Look, without changing anything; *version is its user_version. */
int schema_look(const struct sql *q, enum schema_kind *kind, int64_t *version,
    struct err *err);
/*
 * Do the steps above the file's version, each in a transaction of its own.
 * 0; -EPROTO when the file is above the last step; or what failed, with the
 * file at the last step that was done.
 */
int schema_migrate(const struct sql *q, const struct schema_step *steps,
    size_t count, struct err *err);

#endif
