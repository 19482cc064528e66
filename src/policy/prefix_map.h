/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prefix_map.h - the longest of many prefixes that holds an address.
 *
 * The address space is cut where a prefix begins or ends, and each piece
 * knows its longest prefix: a search takes the logarithm of the number of
 * prefixes, however they nest.  IPv4 and IPv6 have a map each, and never
 * cross.
 */
#ifndef POLICY_PREFIX_MAP_H
#define POLICY_PREFIX_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/arena.h"

#define PREFIX_MAP_NONE UINT32_MAX

/* An address as two words in host order, so that it compares at once. */
struct prefix_map_words {
	uint64_t hi, lo;
};

struct prefix_map {
	const uint32_t *v4; /* first addresses of the pieces, ascending from */
	size_t v4_count;    /* the family's lowest; at least one */
	const struct prefix_map_words *v6;
	size_t v6_count;
	const uint32_t *v4_longest; /* of each piece, or PREFIX_MAP_NONE */
	const uint32_t *v6_longest;
	const uint32_t *outer; /* of each prefix: the next longest around it */
};

/* True for a prefix of IPv4 addresses. */
bool prefix_map_is_v4(const struct prefix *p);
/* The order that a build asks for: by address, then the shorter first. */
int prefix_map_cmp(const struct prefix *x, const struct prefix *y);
/* Map prefixes, in order and each once, in arena; they are known by their
 * index.  0 or -ENOMEM. */
int prefix_map_build(struct prefix_map *m, struct arena *arena,
    const struct prefix *prefixes, size_t count);
/* The longest prefix that holds a, or PREFIX_MAP_NONE. */
uint32_t prefix_map_find(const struct prefix_map *m, const struct addr *a);
/* The longest prefix around another one, or PREFIX_MAP_NONE. */
uint32_t prefix_map_outer(const struct prefix_map *m, uint32_t prefix);

#endif
