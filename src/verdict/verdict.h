/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verdict.h - facts and a policy to a verdict, the row that decided, and the
 * nearest row that would have allowed it.  DESIGN sections 2 and 11.
 *
 * Pure: no I/O, clock, memory or globals.
 */
#ifndef VERDICT_VERDICT_H
#define VERDICT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/words.h"
#include "policy/policy.h"

/* What is known of one flow, client to server. */
struct verdict_facts {
	struct addr src, dst;
	uint64_t time_us;            /* start of the flow */
	uint16_t src_port, dst_port; /* 0 for a protocol without ports */
	uint8_t proto;
	uint8_t icmp_type;
	enum scope scope;
	bool foreign_vrid; /* a VRRP group that no HALB uses */
	/* Roles that stand in for those of the address (a link-local
	 * address's host); NULL: look the address up. */
	const struct role_set *src_roles, *dst_roles;
	/* Names of the destination, lower case, and where they are from. */
	const char *const *names;
	/* Which of them stand for one service (a name asked for, and those
	 * that its CNAMEs lead to): equal numbers, side by side.  NULL: each
	 * stands for its own. */
	const uint8_t *name_chains;
	size_t name_count;
	enum name_basis name_basis;
	bool name_contradicted; /* an SNI that DNS contradicts */
	/* The row that allowed the talk with the server's endpoint mapper in
	 * which it gave this client this port; NULL when none was seen. */
	const struct policy_row *rpc_row;
};

struct verdict_result {
	enum verdict verdict;
	enum reason reason;
	const struct policy_row *row;     /* that decided, or NULL */
	const struct policy_known *known; /* of a missed or forbidden flow */
	struct role_set src_roles;
	struct role_set dst_roles;  /* of a broadcast: those it stands for */
	enum name_basis name_basis; /* how a named row matched, else NONE */
	bool src_weak; /* the source's roles are from a prefix of length 0 */
};

struct verdict_near {
	const struct policy_row *row; /* or NULL */
	enum near_fact fact;
};

void verdict_judge(const struct policy *p, const struct verdict_facts *facts,
    struct verdict_result *out);

/* What housekeeping a flow is ("nd", "mld", "igmp", "dhcp", "llmnr", "mdns",
 * "ssdp", "ws-discovery", "netbios"), or NULL. */
const char *verdict_housekeeping(const struct verdict_facts *facts);

/* The nearest row of a flow judged forbidden, missed or out of scope; walks
 * every row.  {NULL, NEAR_NONE} when none is a single fact away. */
void verdict_nearest(const struct policy *p, const struct verdict_facts *facts,
    const struct verdict_result *result, struct verdict_near *out);

/*
 * Which facts keep a row from matching, as a set of 1 << enum near_fact;
 * 0 when it matches.  For explanations: the flow is taken as facts says; its
 * reverse is tried too (NEAR_DIRECTION alone when that would match, unless
 * one fact before it in tie order is all that is wrong).
 * 1 << NEAR_NONE stands for what no word tells: a protocol of another kind
 * (ICMP for TCP), a VRRP group of others.
 */
unsigned int verdict_differences(const struct policy *p,
    const struct verdict_facts *facts, const struct policy_row *row);

/* An orientation that the policy suggests where the wire does not tell. */
struct verdict_orientation {
	enum direction_basis basis; /* ROW, ROLE, PORT or FIRST */
	bool reverse;               /* the client is facts' destination */
	bool weak;      /* ROW against the first packet, ROLE, PORT, FIRST */
	bool ambiguous; /* weak, and the verdicts of both ways differ */
};

/* facts: as if the first packet's sender were the client. */
void verdict_orient(const struct policy *p, const struct verdict_facts *facts,
    struct verdict_orientation *out);

/* facts turned round, into out (may be facts itself); names are dropped. */
void verdict_reverse(const struct verdict_facts *facts,
    struct verdict_facts *out);

#endif
