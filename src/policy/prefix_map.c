/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prefix_map.c - the longest of many prefixes that holds an address.
 */
#include <config.h>

#include <endian.h>
#include <errno.h>
#include <string.h>

#include "policy/prefix_map.h"

#define NEST_MAX 129 /* prefixes that can hold one address */

bool
prefix_map_is_v4(const struct prefix *p)
{
	return p->bits >= ADDR_V4_BITS && addr_is_v4(&p->addr);
}

int
prefix_map_cmp(const struct prefix *x, const struct prefix *y)
{
	int order = addr_cmp(&x->addr, &y->addr);

	return order != 0 ? order : (int)x->bits - (int)y->bits;
}

static struct prefix_map_words
to_words(const struct addr *a)
{
	struct prefix_map_words w;

	memcpy(&w.hi, a->b, sizeof(w.hi));
	memcpy(&w.lo, a->b + sizeof(w.hi), sizeof(w.lo));
	w.hi = be64toh(w.hi);
	w.lo = be64toh(w.lo);
	return w;
}

/* The address behind the last one of a prefix; false when there is none. */
static bool
behind(const struct prefix *p, struct prefix_map_words *out)
{
	struct prefix_map_words w = to_words(&p->addr);
	unsigned int bits = p->bits;

	if (bits > 64) {
		w.lo += UINT64_C(1) << (128 - bits);
		w.hi += w.lo == 0;
	} else {
		/* All of lo is inside; a shift by 64 would be undefined. */
		w.hi += bits == 0 ? 0 : UINT64_C(1) << (64 - bits);
	}
	*out = w;
	if (prefix_map_is_v4(p))
		return (uint32_t)w.lo != 0;
	return w.hi != 0 || (bits > 64 && w.lo != 0);
}

/* The pieces of one family in the making. */
struct pieces {
	struct prefix_map_words *first;
	uint32_t *longest;
	size_t count;
};

static void
add_piece(struct pieces *s, struct prefix_map_words first, uint32_t longest)
{
	struct prefix_map_words *last =
	    s->count ? &s->first[s->count - 1] : NULL;

	if (!last || last->hi != first.hi || last->lo != first.lo)
		s->first[s->count++] = first;
	s->longest[s->count - 1] = longest;
}

/* The prefixes around the one that is looked at, the longest last. */
struct nest {
	uint32_t around[NEST_MAX];
	size_t depth;
};

static uint32_t
innermost(const struct nest *n)
{
	return n->depth > 0 ? n->around[n->depth - 1] : PREFIX_MAP_NONE;
}

/* Leave the innermost prefix: behind it the one around it goes on. */
static void
leave(struct nest *n, struct pieces *s, const struct prefix *prefixes)
{
	struct prefix_map_words next;
	bool more = behind(&prefixes[n->around[--n->depth]], &next);

	if (more)
		add_piece(s, next, innermost(n));
}

/* Cut one family's space. */
static void
cut(struct pieces *s, const struct prefix *prefixes, size_t count, bool v4,
    uint32_t *outer)
{
	const struct addr lowest =
	    v4 ? addr_from_v4((const uint8_t[4]){ 0 }) : (struct addr){ { 0 } };
	struct nest n = { .depth = 0 };

	add_piece(s, to_words(&lowest), PREFIX_MAP_NONE);
	for (size_t i = 0; i < count; i++) {
		const struct prefix *p = &prefixes[i];

		if (prefix_map_is_v4(p) != v4)
			continue;
		while (n.depth > 0 &&
		    !prefix_contains(&prefixes[innermost(&n)], &p->addr))
			leave(&n, s, prefixes);
		outer[i] = innermost(&n);
		add_piece(s, to_words(&p->addr), (uint32_t)i);
		n.around[n.depth++] = (uint32_t)i;
	}
	while (n.depth > 0)
		leave(&n, s, prefixes);
}

/* Room for the pieces of count prefixes; false when there is no memory. */
static bool
make_room(struct pieces *s, struct arena *arena, size_t count)
{
	/* One before the first, one for each start and each end. */
	size_t most = 2 * count + 1;

	*s = (struct pieces){
		.first = arena_array(arena, most, sizeof(s->first[0])),
		.longest = arena_array(arena, most, sizeof(s->longest[0])),
	};
	return s->first && s->longest;
}

int
prefix_map_build(struct prefix_map *m, struct arena *arena,
    const struct prefix *prefixes, size_t count)
{
	uint32_t *outer = arena_array(arena, count, sizeof(*outer));
	struct pieces v4;
	struct pieces v6;
	uint32_t *short_v4;

	if (!outer || !make_room(&v4, arena, count) ||
	    !make_room(&v6, arena, count))
		return -ENOMEM;
	cut(&v4, prefixes, count, true, outer);
	cut(&v6, prefixes, count, false, outer);
	short_v4 = arena_array(arena, v4.count, sizeof(*short_v4));
	if (!short_v4)
		return -ENOMEM;
	for (size_t i = 0; i < v4.count; i++)
		short_v4[i] = (uint32_t)v4.first[i].lo;
	*m = (struct prefix_map){
		.v4 = short_v4,
		.v4_count = v4.count,
		.v6 = v6.first,
		.v6_count = v6.count,
		.v4_longest = v4.longest,
		.v6_longest = v6.longest,
		.outer = outer,
	};
	return 0;
}

/* count if yes, else 0, without a branch: the searches take the same steps
 * for every address, and there is nothing to foretell. */
static size_t
if_true(bool yes, size_t count)
{
	return count & (0 - (size_t)yes);
}

/* The last piece that does not begin behind a. */
static size_t
find_v4(const struct prefix_map *m, uint32_t a)
{
	const uint32_t *base = m->v4;

	for (size_t n = m->v4_count; n > 1; n -= n / 2)
		base += if_true(base[n / 2] <= a, n / 2);
	return (size_t)(base - m->v4);
}

static size_t
find_v6(const struct prefix_map *m, struct prefix_map_words a)
{
	const struct prefix_map_words *base = m->v6;

	for (size_t n = m->v6_count; n > 1; n -= n / 2) {
		const struct prefix_map_words *half = base + n / 2;
		bool not_behind = (half->hi < a.hi) |
		    ((half->hi == a.hi) & (half->lo <= a.lo));

		base += if_true(not_behind, n / 2);
	}
	return (size_t)(base - m->v6);
}

uint32_t
prefix_map_find(const struct prefix_map *m, const struct addr *a)
{
	struct prefix_map_words w = to_words(a);

	if (addr_is_v4(a))
		return m->v4_longest[find_v4(m, (uint32_t)w.lo)];
	return m->v6_longest[find_v6(m, w)];
}

uint32_t
prefix_map_outer(const struct prefix_map *m, uint32_t prefix)
{
	return m->outer[prefix];
}
