/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address_index.c - the site's addresses and networks, found by address.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "policy/internal.h"

#define BROADCAST_BITS_MAX (ADDR_V4_BITS + 30) /* longer ones have none */

/* By prefix; of one prefix those without dates first. */
static int
by_prefix(const void *a, const void *b)
{
	const struct policy_address *x =
	    *(const struct policy_address *const *)a;
	const struct policy_address *y =
	    *(const struct policy_address *const *)b;
	int order = prefix_map_cmp(&x->prefix, &y->prefix);

	if (order != 0)
		return order;
	if (x->from_us != y->from_us)
		return x->from_us < y->from_us ? -1 : 1;
	return (x->until_us < y->until_us) - (x->until_us > y->until_us);
}

static bool
is_dated(const struct policy_address *a)
{
	return a->from_us != 0 || a->until_us != WHEN_NEVER_US;
}

/* The network order words of an IPv4 address, as a number. */
static uint32_t
v4_number(const struct addr *a)
{
	return (uint32_t)a->b[12] << 24 | (uint32_t)a->b[13] << 16 |
	    (uint32_t)a->b[14] << 8 | a->b[15];
}

static uint32_t
slot_of(const struct address_broadcasts *s, uint32_t number)
{
	/* Fibonacci hashing: the site's own numbers need no secret. */
	return (uint32_t)((number * UINT64_C(0x9e3779b97f4a7c15)) >> 32) &
	    s->mask;
}

static void
add_broadcast(struct address_broadcasts *s, const struct prefix *p)
{
	uint32_t number;
	uint32_t i;

	if (!prefix_map_is_v4(p) || p->bits > BROADCAST_BITS_MAX)
		return;
	number = v4_number(&p->addr) |
	    (uint32_t)(UINT32_MAX >> (p->bits - ADDR_V4_BITS));
	for (i = slot_of(s, number); s->slots[i] != 0; i = (i + 1) & s->mask) {
		if (s->slots[i] == number)
			return;
	}
	s->slots[i] = number;
}

static int
build_broadcasts(struct policy *p)
{
	struct address_broadcasts *s = &p->address_index.broadcasts;
	size_t most = p->addresses.count + p->networks.count;
	uint32_t size = 2;

	while (size < 2 * most)
		size *= 2;
	s->mask = size - 1;
	s->slots = arena_array(p->arena, size, sizeof(s->slots[0]));
	if (!s->slots)
		return -ENOMEM;
	for (size_t i = 0; i < p->addresses.count; i++) {
		const struct policy_address *a = p->addresses.at[i];

		add_broadcast(s, &a->prefix);
	}
	for (size_t i = 0; i < p->networks.count; i++) {
		const struct policy_network *n = p->networks.at[i];

		add_broadcast(s, &n->prefix);
	}
	return 0;
}

/* qsort() gives what it was given. */
static int
by_order(const void *a, const void *b)
{
	return prefix_map_cmp(a, b);
}

static int
build_networks(struct policy *p)
{
	size_t count = p->networks.count;
	struct prefix *prefixes = calloc(count + 1, sizeof(*prefixes));
	size_t kept = 0;
	int rc;

	if (!prefixes)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		const struct policy_network *n = p->networks.at[i];

		prefixes[i] = n->prefix;
	}
	qsort(prefixes, count, sizeof(*prefixes), by_order);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || prefix_map_cmp(&prefixes[i - 1], &prefixes[i]))
			prefixes[kept++] = prefixes[i];
	}
	rc = prefix_map_build(&p->address_index.networks, p->arena, prefixes,
	    kept);
	free(prefixes);
	return rc;
}

/* The lines of one prefix, sorted[first..end), as one group. */
static void
make_group(struct address_index *x, struct address_group *g,
    const struct policy_address *const *sorted, size_t first, size_t end,
    uint32_t *dated)
{
	const struct prefix *p = &sorted[first]->prefix;

	*g = (struct address_group){ .dated_first = *dated };
	g->catch_all =
	    p->bits == 0 || (p->bits == ADDR_V4_BITS && addr_is_v4(&p->addr));
	for (size_t i = first; i < end; i++) {
		if (is_dated(sorted[i])) {
			x->dated[(*dated)++] = sorted[i];
		} else {
			g->has_always = true;
			role_set_join(&g->always, &sorted[i]->roles);
		}
	}
	g->dated_count = *dated - g->dated_first;
}

/* Group lines in order, and map the prefixes of the groups, for which there
 * is room in prefixes. */
static int
map_addresses(struct policy *p, const struct policy_address *const *sorted,
    struct prefix *prefixes)
{
	struct address_index *x = &p->address_index;
	size_t count = p->addresses.count;
	size_t groups = 0;
	uint32_t dated = 0;
	size_t end;

	for (size_t i = 0; i < count; i = end) {
		prefixes[groups] = sorted[i]->prefix;
		end = i + 1;
		while (end < count &&
		    prefix_map_cmp(&prefixes[groups], &sorted[end]->prefix) ==
			0)
			end++;
		make_group(x, &x->groups[groups++], sorted, i, end, &dated);
	}
	return prefix_map_build(&x->addresses, p->arena, prefixes, groups);
}

static int
build_addresses(struct policy *p)
{
	struct address_index *x = &p->address_index;
	size_t count = p->addresses.count;
	const struct policy_address **sorted =
	    calloc(count + 1, sizeof(*sorted));
	struct prefix *prefixes = calloc(count + 1, sizeof(*prefixes));
	int rc = -ENOMEM;

	x->groups = arena_array(p->arena, count, sizeof(x->groups[0]));
	x->dated = arena_array(p->arena, count, sizeof(x->dated[0]));
	if (!sorted || !prefixes || !x->groups || !x->dated)
		goto out;
	for (size_t i = 0; i < count; i++)
		sorted[i] = p->addresses.at[i];
	qsort(sorted, count, sizeof(*sorted), by_prefix);
	rc = map_addresses(p, sorted, prefixes);
out:
	free(sorted);
	free(prefixes);
	return rc;
}

int
address_index_build(struct policy *p)
{
	int rc = build_addresses(p);

	if (rc == 0)
		rc = build_networks(p);
	if (rc == 0)
		rc = build_broadcasts(p);
	return rc;
}

/* The roles of a group at a time.  False when none of its lines holds. */
static bool
group_roles(const struct address_index *x, const struct address_group *g,
    uint64_t time_us, struct role_set *out)
{
	bool holds = g->has_always;

	*out = g->always;
	for (uint32_t i = 0; i < g->dated_count; i++) {
		const struct policy_address *a = x->dated[g->dated_first + i];

		if (time_us >= a->from_us && time_us < a->until_us) {
			role_set_join(out, &a->roles);
			holds = true;
		}
	}
	return holds;
}

bool
policy_roles_of(const struct policy *p, const struct addr *a, uint64_t time_us,
    bool as_source, struct role_set *out)
{
	const struct address_index *x = &p->address_index;
	uint32_t i;

	if (addr_is_loopback(a)) {
		*out = p->local_roles;
		return false;
	}
	for (i = prefix_map_find(&x->addresses, a); i != PREFIX_MAP_NONE;
	     i = prefix_map_outer(&x->addresses, i)) {
		const struct address_group *g = &x->groups[i];

		if ((as_source || !g->catch_all) &&
		    group_roles(x, g, time_us, out))
			return g->catch_all;
	}
	*out = (struct role_set){ { 0 } };
	return false;
}

bool
policy_is_broadcast(const struct policy *p, const struct addr *a)
{
	const struct address_broadcasts *s = &p->address_index.broadcasts;
	uint32_t number = v4_number(a);

	if (!addr_is_v4(a) || number == 0)
		return false;
	if (number == UINT32_MAX)
		return true;
	for (uint32_t i = slot_of(s, number); s->slots[i] != 0;
	     i = (i + 1) & s->mask) {
		if (s->slots[i] == number)
			return true;
	}
	return false;
}

bool
policy_in_network(const struct policy *p, const struct addr *a)
{
	return prefix_map_find(&p->address_index.networks, a) !=
	    PREFIX_MAP_NONE;
}
