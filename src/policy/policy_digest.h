/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy_digest.h - what a policy means, as a canonical text and its digest.
 */
#ifndef POLICY_POLICY_DIGEST_H
#define POLICY_POLICY_DIGEST_H

#include "policy/policy.h"

/* Fill p->digest.  0 or -ENOMEM. */
int policy_digest_make(struct policy *p);

#endif
