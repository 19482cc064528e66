/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * orient.c - which end the policy takes for the client.  DESIGN section 11.
 */
#include <config.h>

#include "verdict/match.h"
#include "verdict/verdict.h"

void
verdict_reverse(const struct verdict_facts *facts, struct verdict_facts *out)
{
	struct verdict_facts back = *facts;

	back.src = facts->dst;
	back.dst = facts->src;
	back.src_port = facts->dst_port;
	back.dst_port = facts->src_port;
	back.src_roles = facts->dst_roles;
	back.dst_roles = facts->src_roles;
	back.names = NULL;
	back.name_count = 0;
	back.name_basis = NAME_BASIS_NONE;
	back.name_contradicted = false;
	*out = back;
}

/* Does any row, allow or deny, speak of the flow this way round?  A role from
 * a prefix of length 0 is no evidence. */
static bool
row_speaks(const struct match_flow *f)
{
	const struct policy_row *const *rows;
	size_t n = match_rows(f, &rows);
	enum name_basis basis;

	for (size_t i = 0; i < n; i++) {
		if (match_source_firmly(f, &rows[i]->src) &&
		    match_row(f, rows[i], &basis))
			return true;
	}
	return false;
}

/* A host that is a user and nothing else: a console on a broker is not. */
static bool
source_is_user(const struct match_flow *f)
{
	const struct role_set *users =
	    policy_kind_roles(f->policy, ROLE_KIND_USER);
	uint64_t others = 0;

	for (size_t i = 0; i < POLICY_ROLES_MAX / 64; i++)
		others |= f->src.w[i] & ~users->w[i];
	return !f->src_weak && !role_set_empty(&f->src) && others == 0;
}

/* Clients take their ports where RPC does: rows of the whole range say
 * nothing of a port in it. */
static bool
is_rows_own(const struct match_flow *f, uint16_t port)
{
	const struct policy_row *const *rows;
	size_t n = policy_rows_for(f->policy, f->facts->proto, port, &rows);
	bool own = n == 0; /* an expect alone */

	for (size_t i = 0; i < n; i++)
		own |= !match_rpc_range(rows[i]);
	return own;
}

static bool
port_serves(const struct match_flow *f, uint16_t port)
{
	if (port == 0 || port < 1024)
		return port != 0;
	return policy_port_named(f->policy, f->facts->proto, port) &&
	    (port < MATCH_RPC_FIRST || is_rows_own(f, port));
}

/* The strongest evidence that speaks for exactly one way. */
static void
choose(const struct match_flow *there, const struct match_flow *back,
    struct verdict_orientation *out)
{
	const struct verdict_facts *facts = there->facts;
	const struct {
		enum direction_basis basis;
		bool there, back;
	} evidence[] = {
		{ DIRECTION_ROW, row_speaks(there), row_speaks(back) },
		{ DIRECTION_ROLE, source_is_user(there), source_is_user(back) },
		{ DIRECTION_PORT, port_serves(there, facts->dst_port),
		    port_serves(there, facts->src_port) },
	};

	*out = (struct verdict_orientation){ .basis = DIRECTION_FIRST };
	for (size_t i = 0; i < sizeof(evidence) / sizeof(evidence[0]); i++) {
		if (evidence[i].there != evidence[i].back) {
			out->basis = evidence[i].basis;
			out->reverse = evidence[i].back;
			break;
		}
	}
	out->weak = out->basis != DIRECTION_ROW || out->reverse;
}

void
verdict_orient(const struct policy *p, const struct verdict_facts *facts,
    struct verdict_orientation *out)
{
	struct match_flow there, back;
	struct verdict_facts back_facts;
	struct verdict_result one, other;

	match_flow_init(&there, p, facts);
	if (there.cast) { /* a broadcast address is never the client */
		*out = (struct verdict_orientation){
			.basis = row_speaks(&there) ? DIRECTION_ROW
						    : DIRECTION_FIRST,
		};
		return;
	}
	verdict_reverse(facts, &back_facts);
	match_flow_init(&back, p, &back_facts);
	choose(&there, &back, out);
	if (!out->weak)
		return;
	verdict_judge(p, facts, &one);
	verdict_judge(p, &back_facts, &other);
	out->ambiguous = one.verdict != other.verdict;
}
