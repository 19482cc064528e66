/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * row_status.c - what the policy alone tells of a row.
 */
#include <config.h>

#include <string.h>

#include "store/row_status.h"

static void
add_local(const struct policy *p, const char *loopback, struct row_places *out)
{
	struct role_set roles;
	struct addr a;

	if (addr_parse(loopback, strlen(loopback), &a) != 0)
		return;
	memset(&roles, 0, sizeof(roles));
	policy_roles_of(p, &a, 0, false, &roles);
	role_set_join(&out->local, &roles);
}

void
row_places_of(const struct policy *p, struct row_places *out)
{
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < policy_address_count(p); i++)
		role_set_join(&out->addressed, &policy_address_at(p, i)->roles);
	add_local(p, "127.0.0.1", out);
	add_local(p, "::1", out);
	/* Services of the internet are known by names, and so is what the
	 * site gives a role by its name. */
	role_set_join(&out->named, policy_kind_roles(p, ROLE_KIND_INTERNET));
	for (size_t i = 0; i < policy_role_count(p); i++)
		if (policy_role_named(p, i))
			role_set_add(&out->named, (unsigned int)i);
}

bool
row_end_open(const struct policy_end *end)
{
	return end->any || end->self || end->prefix_count;
}

bool
row_end_named(const struct row_places *places, const struct policy_end *end)
{
	return end->name_count || role_set_meets(&end->roles, &places->named);
}

static bool
in_use(const struct row_places *places, const struct policy_end *end)
{
	return row_end_open(end) || row_end_named(places, end) ||
	    role_set_meets(&end->roles, &places->addressed) ||
	    role_set_meets(&end->roles, &places->local);
}

/* Can a sender be told to be this end? */
static bool
known_source(const struct row_places *places, const struct policy_end *end)
{
	return row_end_open(end) ||
	    role_set_meets(&end->roles, &places->addressed) ||
	    role_set_meets(&end->roles, &places->local);
}

/* True when all that plays the roles of end is one address, or the host
 * itself (*local). */
static bool
one_address(const struct policy *p, const struct row_places *places,
    const struct policy_end *end, struct addr *out, bool *local)
{
	size_t count = 0;

	if (row_end_open(end) || row_end_named(places, end))
		return false;
	*local = role_set_meets(&end->roles, &places->local);
	for (size_t i = 0; i < policy_address_count(p); i++) {
		const struct policy_address *a = policy_address_at(p, i);

		if (!role_set_meets(&end->roles, &a->roles))
			continue;
		if (a->prefix.bits < 128 ||
		    (count > 0 && !addr_equal(out, &a->prefix.addr)))
			return false;
		*out = a->prefix.addr;
		count++;
	}
	return *local ? count == 0 : count > 0;
}

/* Do both ends live on one and the same host? */
static bool
one_host(const struct policy *p, const struct row_places *places,
    const struct policy_row *row)
{
	struct addr src, dst;
	bool src_local, dst_local;

	if (!one_address(p, places, &row->src, &src, &src_local) ||
	    !one_address(p, places, &row->dst, &dst, &dst_local))
		return false;
	if (src_local || dst_local)
		return src_local && dst_local;
	return addr_equal(&src, &dst);
}

enum row_status
row_status_of(const struct policy *p, const struct row_places *places,
    const struct policy_row *row)
{
	if (!policy_row_on(p, row))
		return ROW_STATUS_OFF;
	if (!in_use(places, &row->src) || !in_use(places, &row->dst))
		return ROW_STATUS_NOT_IN_USE;
	if (row->src.self || row->dst.self ||
	    !known_source(places, &row->src) || one_host(p, places, row))
		return ROW_STATUS_UNOBSERVABLE;
	return ROW_STATUS_UNSEEN;
}
