/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address_index.h - the site's addresses and networks, found by address.
 */
#ifndef POLICY_ADDRESS_INDEX_H
#define POLICY_ADDRESS_INDEX_H

#include "policy/policy.h"
#include "policy/prefix_map.h"

/* All lines of one prefix. */
struct address_group {
	struct role_set always; /* of the lines without dates, added up */
	bool has_always;
	bool catch_all;                    /* a prefix of length 0 */
	uint32_t dated_first, dated_count; /* in address_index.dated */
};

/* Directed broadcast addresses of IPv4: open addressing, at most half full,
 * 0 for an empty slot (0.0.0.0 is nobody's). */
struct address_broadcasts {
	uint32_t *slots;
	uint32_t mask;
};

struct address_index {
	struct prefix_map addresses; /* its prefixes are those of groups[] */
	struct prefix_map networks;
	struct address_group *groups;
	const struct policy_address **dated;
	struct address_broadcasts broadcasts;
};

struct policy;

/* Index p's addresses and networks.  0 or -ENOMEM. */
int address_index_build(struct policy *p);

#endif
