/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * match.c - one flow held against one row or known line of a policy.
 */
#include <config.h>

#include "base/addr.h"
#include "verdict/match.h"

/* RFC 5798 sections 5.1.1.2 and 5.1.2.2: where VRRP is sent to. */
static const struct addr vrrp_groups[] = {
	{ { [10] = 0xff, 0xff, 224, 0, 0, 18 } },
	{ { 0xff, 0x02, [15] = 0x12 } },
};

bool
match_proto(const uint8_t *protos, size_t count, uint8_t proto)
{
	for (size_t i = 0; i < count; i++) {
		if (protos[i] == proto)
			return true;
	}
	return count == 0;
}

bool
match_port(const struct policy_ports *ports, size_t count, uint16_t port)
{
	for (size_t i = 0; i < count; i++) {
		if (ports[i].first <= port && port <= ports[i].last)
			return true;
	}
	return count == 0;
}

size_t
match_rows(const struct match_flow *f, const struct policy_row *const **rows)
{
	return policy_rows_for(f->policy, f->facts->proto, f->facts->dst_port,
	    rows);
}

bool
match_in_force(const struct match_flow *f, const struct policy_row *row)
{
	return policy_row_on(f->policy, row) &&
	    policy_row_in_force(row, f->facts->time_us);
}

static bool
in_prefixes(const struct policy_end *end, const struct addr *a)
{
	for (size_t i = 0; i < end->prefix_count; i++) {
		if (prefix_contains(&end->prefixes[i], a))
			return true;
	}
	return false;
}

/* The address itself, or a range of groups that holds it, as a row names it:
 * 10.2.0.0/24 does not speak of 10.2.0.255. */
static bool
in_literal_cast(const struct policy_end *end, const struct addr *a)
{
	for (size_t i = 0; i < end->prefix_count; i++) {
		const struct prefix *p = &end->prefixes[i];

		if (prefix_contains(p, a) &&
		    (p->bits == 128 || addr_is_multicast(&p->addr)))
			return true;
	}
	return false;
}

static bool
is_vrrp_group(const struct addr *a)
{
	return addr_equal(a, &vrrp_groups[0]) || addr_equal(a, &vrrp_groups[1]);
}

static bool
row_has_group(const struct policy_row *row, const struct addr *a)
{
	for (size_t i = 0; i < row->multicast_count; i++) {
		if (addr_equal(&row->multicasts[i], a))
			return true;
	}
	return row->multicast_count == 0 && row->proto_count != 0 &&
	    match_proto(row->protos, row->proto_count, PROTO_VRRP) &&
	    is_vrrp_group(a);
}

/* May the row be sent to this broadcast address or group? */
static bool
row_is_cast_to(const struct match_flow *f, const struct policy_row *row)
{
	const struct addr *a = &f->facts->dst;
	const struct policy_end *end = &row->dst;

	if (in_literal_cast(end, a))
		return true;
	if (f->facts->scope == SCOPE_MULTICAST)
		return row_has_group(row, a);
	return row->broadcast &&
	    (end->any || !role_set_empty(&end->roles) || in_prefixes(end, a) ||
		(end->prefix_count > 0 && addr_is_limited_broadcast(a)));
}

/* DESIGN section 2: such a destination stands for the destination roles of
 * the rows that may be sent so. */
static void
add_cast_roles(struct match_flow *f)
{
	const struct policy_row *const *rows;
	size_t n = match_rows(f, &rows);

	for (size_t i = 0; i < n; i++) {
		if (rows[i]->allow && match_in_force(f, rows[i]) &&
		    !match_foreign_group(f, rows[i]) &&
		    row_is_cast_to(f, rows[i]))
			role_set_join(&f->dst, &rows[i]->dst.roles);
	}
}

void
match_flow_init(struct match_flow *f, const struct policy *p,
    const struct verdict_facts *facts)
{
	*f = (struct match_flow){
		.policy = p,
		.facts = facts,
		.cast = facts->scope == SCOPE_BROADCAST ||
		    facts->scope == SCOPE_MULTICAST,
	};
	if (facts->src_roles != NULL)
		f->src = *facts->src_roles;
	else
		f->src_weak = policy_roles_of(p, &facts->src, facts->time_us,
		    true, &f->src);
	if (f->cast)
		add_cast_roles(f);
	else if (facts->dst_roles != NULL)
		f->dst = *facts->dst_roles;
	else
		policy_roles_of(p, &facts->dst, facts->time_us, false, &f->dst);
}

/* any, self or an address: what needs no roles. */
static bool
end_is_without_roles(const struct match_flow *f, const struct policy_end *end,
    const struct addr *a)
{
	return end->any || (end->self && f->facts->scope == SCOPE_SELF) ||
	    in_prefixes(end, a);
}

bool
match_source(const struct match_flow *f, const struct policy_end *end)
{
	return role_set_meets(&end->roles, &f->src) ||
	    end_is_without_roles(f, end, &f->facts->src);
}

bool
match_source_firmly(const struct match_flow *f, const struct policy_end *end)
{
	return (!f->src_weak && role_set_meets(&end->roles, &f->src)) ||
	    end_is_without_roles(f, end, &f->facts->src);
}

bool
match_end_is_named(const struct policy *p, const struct policy_end *end)
{
	return end->name_count > 0 ||
	    role_set_meets(&end->roles,
		policy_kind_roles(p, ROLE_KIND_INTERNET));
}

static bool
name_fits(const struct policy *p, const struct policy_end *end,
    const char *name)
{
	struct role_set roles = { { 0 } };

	for (size_t i = 0; i < end->name_count; i++) {
		if (policy_name_matches(end->names[i], name))
			return true;
	}
	if (role_set_empty(&end->roles))
		return false;
	policy_roles_of_name(p, name, &roles);
	return role_set_meets(&roles, &end->roles);
}

/* The names of one service, from the i-th on: how many, and whether one of
 * them fits. */
static size_t
chain_fits(const struct match_flow *f, const struct policy_end *end, size_t i,
    bool *fits)
{
	const struct verdict_facts *facts = f->facts;
	size_t n = 0;

	*fits = false;
	do {
		*fits |= name_fits(f->policy, end, facts->names[i + n]);
		n++;
	} while (facts->name_chains != NULL && i + n < facts->name_count &&
	    facts->name_chains[i + n] == facts->name_chains[i]);
	return n;
}

/*
 * DESIGN section 11, "Names": without SNI nobody knows which of the services
 * at a shared address is meant, so every one must fit; a claim that DNS
 * contradicts tells no more than none.  And where the site
 * says who the host is, what the client alone claims is not heard: else a
 * claim would open a component.
 */
static bool
names_fit(const struct match_flow *f, const struct policy_end *end)
{
	const struct verdict_facts *facts = f->facts;
	bool all = facts->name_basis == NAME_BASIS_DNS;
	size_t fitting = 0;
	bool fits;

	if ((end->name_count == 0 && role_set_empty(&end->roles)) ||
	    (facts->name_basis == NAME_BASIS_SNI && !role_set_empty(&f->dst)))
		return false;
	for (size_t i = 0; i < facts->name_count;) {
		i += chain_fits(f, end, i, &fits);
		if (!fits && all)
			return false;
		fitting += fits;
	}
	return fitting > 0;
}

static enum name_basis
basis_of_roles(const struct match_flow *f, const struct policy_end *end)
{
	struct role_set common = { { 0 } };

	if (end->name_count > 0)
		return NAME_BASIS_SITE;
	for (size_t i = 0; i < POLICY_ROLES_MAX / 64; i++)
		common.w[i] = f->dst.w[i] & end->roles.w[i];
	return role_set_meets(&common,
		   policy_kind_roles(f->policy, ROLE_KIND_INTERNET))
	    ? NAME_BASIS_SITE
	    : NAME_BASIS_NONE;
}

static bool
end_fits_destination(const struct match_flow *f, const struct policy_end *end,
    enum name_basis *basis)
{
	if (role_set_meets(&end->roles, &f->dst)) {
		*basis = basis_of_roles(f, end);
		return true;
	}
	if (end_is_without_roles(f, end, &f->facts->dst)) {
		*basis = NAME_BASIS_NONE;
		return true;
	}
	if (!f->cast && names_fit(f, end)) {
		*basis = f->facts->name_basis;
		return true;
	}
	return false;
}

bool
match_foreign_group(const struct match_flow *f, const struct policy_row *row)
{
	return f->facts->foreign_vrid && f->facts->proto == PROTO_VRRP &&
	    role_set_meets(&row->dst.roles,
		policy_kind_roles(f->policy, ROLE_KIND_COMPONENT));
}

bool
match_destination(const struct match_flow *f, const struct policy_row *row,
    enum name_basis *basis)
{
	if (!f->cast)
		return end_fits_destination(f, &row->dst, basis);
	*basis = NAME_BASIS_NONE;
	return row_is_cast_to(f, row);
}

bool
match_ends(const struct match_flow *f, const struct policy_row *row,
    enum name_basis *basis)
{
	return match_source(f, &row->src) && !match_foreign_group(f, row) &&
	    match_destination(f, row, basis);
}

/* The order is that of the cost: most rows fall at the source. */
bool
match_row(const struct match_flow *f, const struct policy_row *row,
    enum name_basis *basis)
{
	return match_source(f, &row->src) && match_in_force(f, row) &&
	    match_ends(f, row, basis);
}

bool
match_known(const struct match_flow *f, const struct policy_known *known)
{
	enum name_basis basis;

	return match_proto(known->protos, known->proto_count,
		   f->facts->proto) &&
	    match_port(known->ports, known->port_count, f->facts->dst_port) &&
	    match_source(f, &known->src) &&
	    end_fits_destination(f, &known->dst, &basis);
}

bool
match_rpc_range(const struct policy_row *row)
{
	for (size_t i = 0; i < row->port_count; i++) {
		if (row->ports[i].first == MATCH_RPC_FIRST &&
		    row->ports[i].last == MATCH_RPC_LAST)
			return true;
	}
	return false;
}
