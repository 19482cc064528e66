/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lint.c - what is right by the grammar and probably not meant: roles that
 * nobody has, and addresses that have odd ones.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "policy/internal.h"
#include "policy/lint.h"
#include "policy/lint_rows.h"

/* The roles at the ends of rows whose feature is on. */
static struct role_set
used_roles(const struct policy *p)
{
	struct role_set used = { { 0 } };

	for (size_t i = 0; i < policy_row_count(p); i++) {
		const struct policy_row *row = policy_row_at(p, i);

		if (!policy_row_on(p, row))
			continue;
		role_set_join(&used, &row->src.roles);
		role_set_join(&used, &row->dst.roles);
	}
	return used;
}

/* The roles that some address or name has. */
static struct role_set
held_roles(const struct policy *p)
{
	struct role_set held = p->local_roles;

	for (size_t i = 0; i < policy_address_count(p); i++)
		role_set_join(&held, &policy_address_at(p, i)->roles);
	for (size_t i = 0; i < p->names.count; i++) {
		const struct policy_name *n = p->names.at[i];

		role_set_join(&held, &n->roles);
	}
	return held;
}

static void
lint_roles(const struct policy *p, struct problems *out)
{
	struct role_set used = used_roles(p);
	struct role_set held = held_roles(p);
	bool has_site = p->site_place.line > 0 || p->addresses.count > 0;

	for (unsigned int i = 0; i < policy_role_count(p); i++) {
		const struct policy_role *role = policy_role_at(p, i);

		if (!role_set_has(&used, i) || role_set_has(&held, i))
			continue;
		if (role->kind == ROLE_KIND_INTERNET)
			problems_add(out, &role->place,
			    "role \"%s\" has no name and no address; its rows "
			    "match nothing",
			    role->id);
		/* A matrix without a site has no addresses at all. */
		if (role->kind == ROLE_KIND_COMPONENT && has_site)
			problems_add(out,
			    p->site_place.line > 0 ? &p->site_place
						   : &role->place,
			    "no address has the role \"%s\"; its rows are not "
			    "in use",
			    role->id);
	}
}

/* An address line with its place in the order of reading. */
struct claim {
	const struct policy_address *a;
	size_t order;
};

static int
by_prefix_and_time(const void *a, const void *b)
{
	const struct claim *x = a;
	const struct claim *y = b;
	int order = prefix_map_cmp(&x->a->prefix, &y->a->prefix);

	if (order != 0)
		return order;
	if (x->a->from_us != y->a->from_us)
		return x->a->from_us < y->a->from_us ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static void
tell_claimed_twice(const struct claim *x, const struct claim *y,
    struct problems *out)
{
	const struct policy_place *first = &x->a->place;
	const struct policy_place *second = &y->a->place;
	char text[PREFIX_TEXT_MAX];

	if (x->order > y->order) {
		first = &y->a->place;
		second = &x->a->place;
	}
	prefix_format(&x->a->prefix, text);
	problems_add(out, second,
	    "%s is claimed twice, first at %s:%u:%u; the roles add up", text,
	    first->file, first->line, first->col);
}

/* Lines for one prefix, by the start of their dates. */
static void
lint_claims(const struct claim *claims, size_t count, struct problems *out)
{
	const struct claim *longest = &claims[0]; /* holds until the latest */

	for (size_t i = 1; i < count; i++) {
		if (claims[i].a->from_us < longest->a->until_us)
			tell_claimed_twice(longest, &claims[i], out);
		if (claims[i].a->until_us > longest->a->until_us)
			longest = &claims[i];
	}
}

/* A tenant broker is a connection broker: rows for brokers are its rows. */
static void
lint_tenant(const struct policy *p, const struct claim *claims, size_t count,
    struct problems *out)
{
	int tenant =
	    policy_role_find(p, "tenant-broker", strlen("tenant-broker"));
	int broker = policy_role_find(p, "broker", strlen("broker"));
	const struct policy_address *found = NULL;
	char text[PREFIX_TEXT_MAX];

	if (tenant < 0 || broker < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct policy_address *a = claims[i].a;

		if (role_set_has(&a->roles, (unsigned int)broker))
			return;
		if (!found && role_set_has(&a->roles, (unsigned int)tenant))
			found = a;
	}
	if (!found)
		return;
	prefix_format(&found->prefix, text);
	problems_add(out, &found->place,
	    "%s is a tenant-broker and no broker; expected both roles", text);
}

/* A prefix of length 0 is for whoever comes from anywhere: clients. */
static void
lint_catch_all(const struct policy *p, const struct policy_address *a,
    struct problems *out)
{
	int client = policy_role_find(p, "client", strlen("client"));
	char roles[POLICY_ROLES_TEXT_MAX];
	char text[PREFIX_TEXT_MAX];
	struct role_set others = a->roles;

	if (a->prefix.bits != (prefix_map_is_v4(&a->prefix) ? ADDR_V4_BITS : 0))
		return;
	if (client >= 0)
		others.w[client / 64] &= ~(UINT64_C(1) << client % 64);
	if (role_set_empty(&others))
		return;
	prefix_format(&a->prefix, text);
	problems_add(out, &a->place,
	    "%s gives every source the role %s; expected client only", text,
	    policy_roles_text(p, &others, roles, sizeof(roles)));
}

static void
lint_addresses(const struct policy *p, struct problems *out)
{
	size_t count = policy_address_count(p);
	struct claim *claims = calloc(count + 1, sizeof(*claims));
	size_t end;

	if (!claims)
		return; /* as in lint_rows() */
	for (size_t i = 0; i < count; i++) {
		claims[i] = (struct claim){ policy_address_at(p, i), i };
		lint_catch_all(p, claims[i].a, out);
	}
	qsort(claims, count, sizeof(*claims), by_prefix_and_time);
	for (size_t i = 0; i < count; i = end) {
		end = i + 1;
		while (end < count &&
		    prefix_map_cmp(&claims[i].a->prefix,
			&claims[end].a->prefix) == 0)
			end++;
		lint_claims(&claims[i], end - i, out);
		lint_tenant(p, &claims[i], end - i, out);
	}
	free(claims);
}

void
lint(const struct policy *p, uint64_t now_us, struct problems *out)
{
	lint_rows(p, now_us, out);
	lint_roles(p, out);
	lint_addresses(p, out);
}
