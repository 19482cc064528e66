/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * match.h - one flow held against one row or known line of a policy.
 *
 * The judge, the nearest row and the orientation all ask here, so that they
 * can not differ about what "matches" means.  Internal to this folder.
 */
#ifndef VERDICT_MATCH_H
#define VERDICT_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "policy/policy.h"
#include "verdict/verdict.h"

/* A flow and what the policy says of its ends.  Facts and policy are lent. */
struct match_flow {
	const struct policy *policy;
	const struct verdict_facts *facts;
	struct role_set src;
	struct role_set dst; /* of a broadcast or group: those it stands for */
	bool src_weak;       /* src is from a prefix of length 0 */
	bool cast;           /* sent to a broadcast address or a group */
};

void match_flow_init(struct match_flow *f, const struct policy *p,
    const struct verdict_facts *facts);

/* Protocol and port against those of a row; a count of 0 is all of them. */
bool match_proto(const uint8_t *protos, size_t count, uint8_t proto);
bool match_port(const struct policy_ports *ports, size_t count, uint16_t port);

bool match_source(const struct match_flow *f, const struct policy_end *end);
/* The same, but a role from a prefix of length 0 is no evidence. */
bool match_source_firmly(const struct match_flow *f,
    const struct policy_end *end);
/* *basis is set when it matches: how, for a named end, else NONE. */
bool match_destination(const struct match_flow *f, const struct policy_row *row,
    enum name_basis *basis);
/* True for a VRRP group that no HALB uses and a row about the farm's. */
bool match_foreign_group(const struct match_flow *f,
    const struct policy_row *row);
/* Both ends; the caller has seen to protocol, port, feature and dates. */
bool match_ends(const struct match_flow *f, const struct policy_row *row,
    enum name_basis *basis);
/* Both ends, and the row is in force. */
bool match_row(const struct match_flow *f, const struct policy_row *row,
    enum name_basis *basis);
/* Feature on and dates in force when the flow began. */
bool match_in_force(const struct match_flow *f, const struct policy_row *row);
/* The rows that speak of the flow's protocol and port. */
size_t match_rows(const struct match_flow *f,
    const struct policy_row *const **rows);

/* True when an end names services: by patterns or by internet roles. */
bool match_end_is_named(const struct policy *p, const struct policy_end *end);

/* All of the line, broadcast destinations included. */
bool match_known(const struct match_flow *f, const struct policy_known *known);

/* The ports that RPC may give out, IANA's dynamic ones (RFC 6335 section 6);
 * does the row grant all of them? */
#define MATCH_RPC_FIRST 49152
#define MATCH_RPC_LAST 65535
bool match_rpc_range(const struct policy_row *row);

#endif
