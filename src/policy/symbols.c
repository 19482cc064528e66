/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * symbols.c - the declared roles and groups: numbered, expanded, found by
 * name.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "policy/suggest.h"
#include "policy/symbols.h"

#define ALL_COMPONENTS "all-components"

static int
by_id(const void *a, const void *b)
{
	const struct symbol *x = *(const struct symbol *const *)a;
	const struct symbol *y = *(const struct symbol *const *)b;
	int order = strcmp(x->id, y->id);

	if (order != 0)
		return order;
	return (x->order > y->order) - (x->order < y->order);
}

/* Sort them, keep the first of each name and tell the others. */
static bool
sort(struct symbols *s)
{
	struct builder *b = s->b;
	size_t all = b->symbols.count;

	s->sorted = builder_scratch(b, all, sizeof(s->sorted[0]));
	if (!s->sorted)
		return false;
	for (size_t i = 0; i < all; i++)
		s->sorted[i] = b->symbols.items[i];
	qsort(s->sorted, all, sizeof(s->sorted[0]), by_id);
	for (size_t i = 0; i < all; i++) {
		struct symbol *y = s->sorted[i];
		struct symbol *x = s->count ? s->sorted[s->count - 1] : NULL;

		if (!x || strcmp(x->id, y->id) != 0) {
			s->sorted[s->count++] = y;
			continue;
		}
		problems_add(b->problems, &y->place,
		    "second %s \"%s\"; expected another name, the first is "
		    "the %s at %s:%u:%u",
		    y->role ? "role" : "group", y->id,
		    x->role ? "role" : "group", x->place.file, x->place.line,
		    x->place.col);
	}
	return true;
}

static struct symbol *
find(const struct symbols *s, const char *id)
{
	size_t low = 0;
	size_t high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(id, s->sorted[middle]->id);

		if (order == 0)
			return s->sorted[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Number the roles in the order of their ids, into the policy. */
static bool
number_roles(struct symbols *s)
{
	struct policy *p = s->b->p;

	p->roles.at = builder_alloc(s->b, s->count, sizeof(p->roles.at[0]));
	if (!p->roles.at)
		return false;
	for (size_t i = 0; i < s->count; i++) {
		struct symbol *y = s->sorted[i];

		if (!y->role)
			continue;
		y->number = (unsigned int)p->roles.count;
		y->role->origin = builder_origin(s->b, &y->place);
		p->roles.at[p->roles.count++] = y->role;
		role_set_add(&p->kind_roles[y->role->kind], y->number);
	}
	return true;
}

/* Tell that nothing of this name was declared. */
static void
unknown(const struct symbols *s, const struct policy_place *place,
    const char *name, bool groups)
{
	const char *what = groups ? "role or group" : "role";
	struct suggest near;

	/* It may be declared in what could not be read. */
	if (s->b->incomplete)
		return;
	suggest_init(&near, name, strlen(name));
	if (problems_wanted(s->b->problems, place)) {
		for (size_t i = 0; i < s->count; i++)
			suggest_offer(&near, s->sorted[i]->id);
		suggest_offer(&near, ALL_COMPONENTS);
	}
	if (near.best)
		problems_add(s->b->problems, place,
		    "unknown %s \"%s\"; did you mean \"%s\"?", what, name,
		    near.best);
	else
		problems_add(s->b->problems, place,
		    "unknown %s \"%s\"; expected a declared one", what, name);
}

static void expand(const struct symbols *s, struct group *g);

/* Add a role or group to a set, or tell why it can not be. */
static void
add(const struct symbols *s, const char *name, const struct policy_place *place,
    bool groups, struct role_set *into)
{
	struct symbol *y = find(s, name);
	bool all = strcmp(name, ALL_COMPONENTS) == 0;

	if (strcmp(name, "any") == 0 || strcmp(name, "self") == 0) {
		problems_add(s->b->problems, place,
		    "\"%s\" is no role; expected a declared one", name);
		return;
	}
	if (!y && !all) {
		unknown(s, place, name, groups);
		return;
	}
	if (!groups && (all || y->group)) {
		problems_add(s->b->problems, place,
		    "\"%s\" is a group; expected roles", name);
		return;
	}
	if (all) {
		role_set_join(into, &s->b->p->kind_roles[ROLE_KIND_COMPONENT]);
		return;
	}
	if (y->role) {
		role_set_add(into, y->number);
		return;
	}
	if (y->group->state == GROUP_OPEN) {
		problems_add(s->b->problems, place,
		    "group \"%s\" is in itself; expected other members", name);
		return;
	}
	expand(s, y->group);
	role_set_join(into, &y->group->roles);
}

/* Fill the group's set, once.  Groups are bounded, so the recursion is. */
static void
expand(const struct symbols *s, struct group *g)
{
	if (g->state == GROUP_DONE)
		return;
	g->state = GROUP_OPEN;
	for (size_t i = 0; i < g->member_count; i++)
		add(s, g->members[i], &g->member_places[i], true, &g->roles);
	g->state = GROUP_DONE;
}

bool
symbols_init(struct symbols *s, struct builder *b)
{
	*s = (struct symbols){ .b = b };
	if (!sort(s) || !number_roles(s))
		return false;
	for (size_t i = 0; i < b->groups.count; i++)
		expand(s, b->groups.items[i]);
	return true;
}

void
symbols_resolve(const struct symbols *s, const struct role_ref *ref)
{
	add(s, ref->name, &ref->place, ref->groups, ref->into);
}
