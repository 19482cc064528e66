/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verdict.c - facts and a policy to a verdict.  DESIGN sections 2 and 11.
 */
#include <config.h>

#include "verdict/match.h"
#include "verdict/verdict.h"

/*
 * Rules 1 and 2.  Rows come most specific first, so the first allow row that
 * matches is the one to cite; a deny row counts wherever it stands.
 */
static void
decide_by_rows(const struct match_flow *f, struct verdict_result *out)
{
	const struct policy_row *const *rows;
	size_t n = match_rows(f, &rows);
	enum name_basis basis;

	for (size_t i = 0; i < n; i++) {
		const struct policy_row *row = rows[i];

		if ((row->allow && out->row != NULL) ||
		    !match_row(f, row, &basis))
			continue;
		out->row = row;
		out->name_basis = basis;
		out->verdict = VERDICT_ALLOWED;
		out->reason = REASON_ROW;
		if (!row->allow) {
			out->verdict = VERDICT_FORBIDDEN;
			out->reason = REASON_DENIED;
			return;
		}
	}
}

/*
 * A port that the endpoint mapper gave to this client is granted by the row
 * that let it ask, unless a row speaks of it; one that nobody asked for is
 * granted by the range alone.
 */
static void
weigh_rpc(const struct match_flow *f, struct verdict_result *out)
{
	if (f->facts->proto != PROTO_TCP ||
	    (out->row != NULL && !out->row->allow))
		return;
	if (out->row == NULL && f->facts->rpc_row != NULL) {
		out->row = f->facts->rpc_row;
		out->verdict = VERDICT_ALLOWED;
		out->reason = REASON_RPC_NEGOTIATED;
	} else if (out->row != NULL && f->facts->dst_port >= MATCH_RPC_FIRST &&
	    match_rpc_range(out->row)) {
		out->reason = f->facts->rpc_row != NULL ? REASON_RPC_NEGOTIATED
							: REASON_RANGE_ONLY;
	}
}

/* Rules 3 to 5: no row speaks of the flow. */
static void
decide_by_ends(const struct match_flow *f, struct verdict_result *out)
{
	const struct role_set *components =
	    policy_kind_roles(f->policy, ROLE_KIND_COMPONENT);
	bool from = role_set_meets(&f->src, components);
	bool to = role_set_meets(&f->dst, components);
	uint8_t proto = f->facts->proto;

	out->verdict = VERDICT_MISSED;
	if (!from && !to) {
		out->verdict = VERDICT_OUT_OF_SCOPE;
		out->reason = REASON_NO_COMPONENT;
	} else if (verdict_housekeeping(f->facts) != NULL) {
		out->reason = REASON_HOUSEKEEPING;
	} else if (proto == PROTO_ICMP || proto == PROTO_ICMP6) {
		out->reason = REASON_ICMP;
	} else if (to && !(proto == PROTO_VRRP && f->facts->foreign_vrid)) {
		out->verdict = VERDICT_FORBIDDEN;
		out->reason = REASON_CLOSED_COMPONENT;
	} else if (f->facts->name_contradicted) {
		out->reason = REASON_NAME_CONTRADICTED;
	} else {
		out->reason = REASON_COMPONENT_OUTBOUND;
	}
}

/* A row that only its feature or its last day keeps from allowing the flow
 * changes no verdict, but is the better reason. */
static void
blame_absent_row(const struct match_flow *f, struct verdict_result *out)
{
	const struct policy_row *const *rows;
	size_t n = match_rows(f, &rows);
	uint64_t now_us = f->facts->time_us;
	enum name_basis basis;

	for (size_t i = 0; i < n; i++) {
		const struct policy_row *row = rows[i];
		bool on = policy_row_on(f->policy, row);
		bool in_force = policy_row_in_force(row, now_us);

		if (!row->allow || on == in_force ||
		    !match_ends(f, row, &basis))
			continue;
		if (!on) {
			out->reason = REASON_FEATURE_OFF;
			return;
		}
		if (now_us >= row->until_us)
			out->reason = REASON_EXPIRED;
	}
}

static const struct policy_known *
find_known(const struct match_flow *f)
{
	size_t n = policy_known_count(f->policy);

	for (size_t i = 0; i < n; i++) {
		const struct policy_known *known =
		    policy_known_at(f->policy, i);

		if (match_known(f, known))
			return known;
	}
	return NULL;
}

void
verdict_judge(const struct policy *p, const struct verdict_facts *facts,
    struct verdict_result *out)
{
	struct match_flow f;

	match_flow_init(&f, p, facts);
	*out = (struct verdict_result){
		.src_roles = f.src,
		.dst_roles = f.dst,
		.src_weak = f.src_weak,
	};
	decide_by_rows(&f, out);
	weigh_rpc(&f, out);
	if (out->row == NULL) {
		decide_by_ends(&f, out);
		blame_absent_row(&f, out);
	}
	if (out->verdict == VERDICT_FORBIDDEN || out->verdict == VERDICT_MISSED)
		out->known = find_known(&f);
}
