/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * row_status.h - what the policy alone tells of a row: whether traffic
 * that it speaks of can be there, and can be seen.
 */
#ifndef STORE_ROW_STATUS_H
#define STORE_ROW_STATUS_H

#include <stdbool.h>

#include "base/words.h"
#include "policy/policy.h"

/* Where the roles of a policy are. */
struct row_places {
	struct role_set addressed; /* by "address" lines */
	struct role_set local;     /* by the "local" line */
	struct role_set named;     /* by names */
};

void row_places_of(const struct policy *p, struct row_places *out);
/* An end that may be any host or one of a prefix: wherever traffic puts it. */
bool row_end_open(const struct policy_end *end);
/* An end that is known by names: its addresses have no role. */
bool row_end_named(const struct row_places *places,
    const struct policy_end *end);

/*
 * ROW_STATUS_OFF: its feature is off; ROW_STATUS_NOT_IN_USE: the site has
 * nothing that plays the roles of an end; ROW_STATUS_UNOBSERVABLE: such
 * traffic never leaves a host, or its source can not be known.  Otherwise
 * traffic decides: ROW_STATUS_UNSEEN.
 */
enum row_status row_status_of(const struct policy *p,
    const struct row_places *places, const struct policy_row *row);

#endif
