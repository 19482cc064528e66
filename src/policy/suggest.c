/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * suggest.c - the known name that was probably meant by an unknown one.
 */
#include <config.h>

#include <string.h>

#include "policy/suggest.h"

void
suggest_init(struct suggest *s, const char *name, size_t len)
{
	*s = (struct suggest){ .name = name, .len = len };
	/* One edit in three letters, but never all of a name. */
	if (len == 2)
		s->distance = 2;
	else if (len <= SUGGEST_NAME_MAX)
		s->distance = len / 3 + 1;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits between two names of at most SUGGEST_NAME_MAX bytes, neighbours
 * swapped counting as one (optimal string alignment). */
static size_t
edits(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][SUGGEST_NAME_MAX + 1];
	size_t *before = rows[0];
	size_t *last = rows[1];
	size_t *now = rows[2];

	for (size_t j = 0; j <= b_len; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *oldest = before;

		now[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			now[j] = least(last[j], now[j - 1]) + 1;
			now[j] =
			    least(now[j], last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = oldest;
	}
	return last[b_len];
}

void
suggest_offer(struct suggest *s, const char *known)
{
	size_t known_len = strlen(known);
	size_t apart =
	    known_len > s->len ? known_len - s->len : s->len - known_len;
	size_t distance;

	if (apart >= s->distance || known_len > SUGGEST_NAME_MAX)
		return;
	distance = edits(s->name, s->len, known, known_len);
	if (distance < s->distance) {
		s->distance = distance;
		s->best = known;
	}
}
