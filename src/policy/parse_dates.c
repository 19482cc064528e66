/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_dates.c - "from D" and "until D" of rows and address lines.
 */
#include <config.h>

#include "policy/parse_dates.h"

void
parse_dates_init(struct parse_dates *d, uint64_t *from_us, uint64_t *until_us)
{
	*d = (struct parse_dates){ .from_us = from_us, .until_us = until_us };
	*from_us = 0;
	*until_us = WHEN_NEVER_US;
}

static bool
read_date(struct parser *p, struct when_date *out)
{
	char quote[PARSE_QUOTE_MAX];

	if (p->tok.kind != TOKEN_WORD)
		return parse_unexpected(p, "a date, YYYY-MM-DD");
	if (when_parse_date(p->tok.text, p->tok.len, out) < 0)
		return parse_fail(p, &p->tok,
		    "bad date %s; expected YYYY-MM-DD, from 1970-01-01 on",
		    parse_quote(&p->tok, quote));
	return true;
}

static bool
is_before(const struct when_date *a, const struct when_date *b)
{
	if (a->year != b->year)
		return a->year < b->year;
	if (a->month != b->month)
		return a->month < b->month;
	return a->day < b->day;
}

/* Ask for the moment of a date, after the zone is known. */
static bool
refer_to_date(struct parser *p, struct when_date date, bool next_day,
    uint64_t *into)
{
	struct date_ref *ref =
	    builder_scratch(p->b, 1, sizeof(struct date_ref));

	if (!ref)
		return false;
	*ref = (struct date_ref){ .date = date,
		.next_day = next_day,
		.into = into,
		.place = parse_place(p, &p->tok) };
	return builder_add(p->b, &p->b->date_refs, ref);
}

/* The date behind "from" or "until", which stood at word. */
static bool
take_date(struct parser *p, struct parse_dates *d, const struct token *word,
    bool until)
{
	bool *has = until ? &d->has_until : &d->has_from;
	struct when_date *date = until ? &d->until : &d->from;

	if (*has)
		return parse_fail(p, word,
		    "\"%s\" given twice; expected it once",
		    until ? "until" : "from");
	if (!read_date(p, date))
		return false;
	*has = true;
	if (d->has_from && d->has_until && is_before(&d->until, &d->from))
		return parse_fail(p, &p->tok,
		    "\"until\" lies before \"from\"; expected the same day or "
		    "a later one");
	if (!refer_to_date(p, *date, until, until ? d->until_us : d->from_us))
		return false;
	parse_advance(p);
	return true;
}

bool
parse_dates_option(struct parser *p, struct parse_dates *d, bool *taken)
{
	struct token word = p->tok;

	*taken = true;
	if (parse_accept(p, "from"))
		return take_date(p, d, &word, false);
	if (parse_accept(p, "until"))
		return take_date(p, d, &word, true);
	*taken = false;
	return true;
}
