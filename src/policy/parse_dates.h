/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_dates.h - "from D" and "until D" of rows and address lines.
 */
#ifndef POLICY_PARSE_DATES_H
#define POLICY_PARSE_DATES_H

#include "policy/parse.h"

struct parse_dates {
	bool has_from, has_until;
	struct when_date from, until;
	uint64_t *from_us, *until_us; /* filled once the zone is known */
};

/* Always, until told otherwise.  Both must stay where they are. */
void parse_dates_init(struct parse_dates *d, uint64_t *from_us,
    uint64_t *until_us);
/* Take "from D" or "until D" if one follows: *taken tells.  False as parse.h
 * says. */
bool parse_dates_option(struct parser *p, struct parse_dates *d, bool *taken);

#endif
