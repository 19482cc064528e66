/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * span.h - text protocols: runs of text, lines, and comparing.
 */
#ifndef INSPECT_SPAN_H
#define INSPECT_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/recognise.h"

struct span {
	const uint8_t *at;
	size_t len;
};

bool span_is(struct span s, const char *text);
bool span_begins(struct span s, const char *text);
/* The same, letters of ASCII in either case; text is in upper case. */
bool span_begins_nocase(struct span s, const char *text);
bool span_has_nocase(struct span s, const char *text);
/* Printable ASCII and tabs, and bytes from 80 on, throughout. */
bool span_is_text(struct span s);

/* MATCH: the bytes begin with it; UNSURE: as far as they go; NO. */
enum inspect_match span_opening(const struct inspect_bytes *b,
    const char *text);

/* Up to the next byte c, taken out of *s with it.  False, and *s untouched,
 * when there is none. */
bool span_until(struct span *s, uint8_t c, struct span *out);

/* The next line, taken out of *s; its CR is left out.  False when there is
 * no line's end. */
bool span_line(struct span *s, struct span *out);

/* All bytes of a run. */
static inline struct span
span_of(const struct inspect_bytes *b)
{
	return (struct span){ b->data, b->len };
}

/* The first line of a text protocol's run.  MATCH: there, and text; UNSURE:
 * text so far; NO. */
enum inspect_match span_first_line(const struct inspect_bytes *b,
    struct span *out);

#endif
