/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolve.h - after all files are read: names to what they name, dates to
 * moments, and the lists of the builder into the policy.
 */
#ifndef POLICY_RESOLVE_H
#define POLICY_RESOLVE_H

#include "policy/builder.h"

/* Mistakes go to b->problems.  0 or -ENOMEM. */
int resolve(struct builder *b);

#endif
