/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * symbols.h - the declared roles and groups: numbered, expanded, found by
 * name.
 */
#ifndef POLICY_SYMBOLS_H
#define POLICY_SYMBOLS_H

#include "policy/builder.h"

struct symbols {
	struct builder *b;
	struct symbol **sorted; /* by id, each once; in scratch memory */
	size_t count;
};

/* Number the roles, tell duplicates, expand the groups.  False when there is
 * no memory. */
bool symbols_init(struct symbols *s, struct builder *b);
/* Add what ref names to its set, or tell why not. */
void symbols_resolve(const struct symbols *s, const struct role_ref *ref);

#endif
