/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lint.h - what is right by the grammar and probably not meant.
 */
#ifndef POLICY_LINT_H
#define POLICY_LINT_H

#include "policy/policy.h"
#include "policy/problems.h"

/* Tell findings of a loaded policy.  now_us is 0 when dates are not to be
 * looked at. */
void lint(const struct policy *p, uint64_t now_us, struct problems *out);

#endif
