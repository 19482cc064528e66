/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * role_set.h - a set of roles, by their numbers in one policy.
 */
#ifndef POLICY_ROLE_SET_H
#define POLICY_ROLE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_ROLES_MAX 256

struct role_set {
	uint64_t w[POLICY_ROLES_MAX / 64];
};

static inline void
role_set_add(struct role_set *s, unsigned int role)
{
	s->w[role / 64] |= UINT64_C(1) << role % 64;
}

static inline bool
role_set_has(const struct role_set *s, unsigned int role)
{
	return s->w[role / 64] >> role % 64 & 1;
}

static inline void
role_set_join(struct role_set *s, const struct role_set *more)
{
	for (size_t i = 0; i < POLICY_ROLES_MAX / 64; i++)
		s->w[i] |= more->w[i];
}

static inline bool
role_set_meets(const struct role_set *a, const struct role_set *b)
{
	uint64_t both = 0;

	for (size_t i = 0; i < POLICY_ROLES_MAX / 64; i++)
		both |= a->w[i] & b->w[i];
	return both != 0;
}

static inline bool
role_set_empty(const struct role_set *s)
{
	uint64_t any = 0;

	for (size_t i = 0; i < POLICY_ROLES_MAX / 64; i++)
		any |= s->w[i];
	return any == 0;
}

static inline unsigned int
role_set_count(const struct role_set *s)
{
	unsigned int n = 0;

	for (size_t i = 0; i < POLICY_ROLES_MAX / 64; i++)
		n += (unsigned int)__builtin_popcountll(s->w[i]);
	return n;
}

#endif
