/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * suggest.h - the known name that was probably meant by an unknown one.
 *
 * Offer every known name, then ask for the nearest.  Nearness is the number
 * of letters left out, added, changed or swapped with their neighbour; far
 * ones are never suggested.
 */
#ifndef POLICY_SUGGEST_H
#define POLICY_SUGGEST_H

#include <stddef.h>

#define SUGGEST_NAME_MAX 64 /* bytes; nothing is suggested for longer ones */

struct suggest {
	const char *name; /* lent by the caller */
	size_t len;
	const char *best; /* NULL while nothing near was offered */
	size_t distance;  /* of best; else the first that is too far */
};

void suggest_init(struct suggest *s, const char *name, size_t len);
/* Of equally near names the first one offered stays. */
void suggest_offer(struct suggest *s, const char *known);

#endif
