/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * span.c - text protocols: runs of text, lines, and comparing.
 */
#include <config.h>

#include <string.h>

#include "inspect/span.h"

bool
span_begins(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && memcmp(s.at, text, len) == 0;
}

bool
span_is(struct span s, const char *text)
{
	return s.len == strlen(text) && span_begins(s, text);
}

static uint8_t
upper(uint8_t c)
{
	return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
}

bool
span_begins_nocase(struct span s, const char *text)
{
	size_t len = strlen(text);

	if (s.len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (upper(s.at[i]) != (uint8_t)text[i])
			return false;
	return true;
}

bool
span_has_nocase(struct span s, const char *text)
{
	while (s.len > 0) {
		if (span_begins_nocase(s, text))
			return true;
		s.at++;
		s.len--;
	}
	return false;
}

bool
span_is_text(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((s.at[i] < ' ' && s.at[i] != '\t') || s.at[i] == 0x7f)
			return false;
	return true;
}

enum inspect_match
span_opening(const struct inspect_bytes *b, const char *text)
{
	size_t len = strlen(text);

	if (b->len >= len)
		return memcmp(b->data, text, len) == 0 ? INSPECT_MATCH
						       : INSPECT_NO;
	if (b->len > 0 && memcmp(b->data, text, b->len) != 0)
		return INSPECT_NO;
	return INSPECT_UNSURE;
}

bool
span_until(struct span *s, uint8_t c, struct span *out)
{
	const uint8_t *end = s->len > 0 ? memchr(s->at, c, s->len) : NULL;

	if (!end)
		return false;
	*out = (struct span){ s->at, (size_t)(end - s->at) };
	s->at += out->len + 1;
	s->len -= out->len + 1;
	return true;
}

bool
span_line(struct span *s, struct span *out)
{
	if (!span_until(s, '\n', out))
		return false;
	if (out->len > 0 && out->at[out->len - 1] == '\r')
		out->len--;
	return true;
}

enum inspect_match
span_first_line(const struct inspect_bytes *b, struct span *out)
{
	struct span all = span_of(b);

	if (span_line(&all, out))
		return span_is_text(*out) ? INSPECT_MATCH : INSPECT_NO;
	/* A CR may be the last byte so far. */
	*out = all;
	if (out->len > 0 && out->at[out->len - 1] == '\r')
		out->len--;
	return span_is_text(*out) ? INSPECT_UNSURE : INSPECT_NO;
}
