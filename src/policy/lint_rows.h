/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lint_rows.h - rows that can never match, have expired, or are hidden by
 * wider ones.
 */
#ifndef POLICY_LINT_ROWS_H
#define POLICY_LINT_ROWS_H

#include "policy/policy.h"
#include "policy/problems.h"

/* As lint(). */
void lint_rows(const struct policy *p, uint64_t now_us, struct problems *out);

#endif
