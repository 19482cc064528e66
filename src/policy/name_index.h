/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * name_index.h - the patterns of "name" lines, found by name.
 */
#ifndef POLICY_NAME_INDEX_H
#define POLICY_NAME_INDEX_H

#include <stddef.h>

#include "policy/role_set.h"

struct policy;
struct policy_name;

/* Patterns sorted by what stands after a leading star, or by themselves. */
struct name_index {
	const struct policy_name **exact;
	size_t exact_count;
	const struct policy_name **starred;
	size_t starred_count;
};

/* Index p's names.  0 or -ENOMEM. */
int name_index_build(struct policy *p);

#endif
