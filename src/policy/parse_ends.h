/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_ends.h - whom a statement speaks of: roles, addresses, names, and the
 * ends of rows, which are lists of all three.
 *
 * All return false as parse.h says; what they store lives in the policy.
 */
#ifndef POLICY_PARSE_ENDS_H
#define POLICY_PARSE_ENDS_H

#include "policy/parse.h"

#define PARSE_PATTERN_MAX 253 /* bytes of a name pattern (RFC 1035, 2.3.4) */

/* Roles into a set, once names are resolved.  *into must stay where it is. */
bool parse_roles(struct parser *p, struct role_set *into);
/* Addresses or prefixes, in scratch memory, with the place of each. */
bool parse_prefixes(struct parser *p, const struct prefix **prefixes,
    const struct policy_place **places, size_t *count);
/* Addresses of multicast groups. */
bool parse_multicasts(struct parser *p, const struct addr **out, size_t *count);
/* Quoted name patterns, lower case. */
bool parse_patterns(struct parser *p, const char *const **out, size_t *count);
/* One end of a row; what is "a source" or "a destination".  *out must stay
 * where it is. */
bool parse_end(struct parser *p, const char *what, struct policy_end *out);

#endif
