/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * startline.c - request and status lines.
 */
#include <config.h>

#include <string.h>

#include "inspect/startline.h"

#define METHOD_MAX 32

/* RFC 9110 section 5.6.2: a token's characters. */
static bool
is_token(struct span s)
{
	static const char others[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.at[i];

		if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') &&
		    (c < 'a' || c > 'z') &&
		    !memchr(others, c, sizeof(others) - 1))
			return false;
	}
	return s.len > 0 && s.len <= METHOD_MAX;
}

enum inspect_match
startline_request(const struct inspect_bytes *b, struct startline *out)
{
	struct span line;
	enum inspect_match m = span_first_line(b, &line);

	*out = (struct startline){ 0 };
	if (m == INSPECT_NO || line.len == 0)
		return m == INSPECT_UNSURE ? INSPECT_UNSURE : INSPECT_NO;
	if (!span_until(&line, ' ', &out->method)) {
		out->method = line;
		return m == INSPECT_UNSURE && is_token(line) ? INSPECT_UNSURE
							     : INSPECT_NO;
	}
	if (!is_token(out->method))
		return INSPECT_NO;
	if (!span_until(&line, ' ', &out->target)) {
		out->target = line;
		return m == INSPECT_UNSURE ? INSPECT_UNSURE : INSPECT_NO;
	}
	out->version = line;
	return m;
}

enum inspect_match
startline_response(const struct inspect_bytes *b, const char *name,
    uint16_t *status)
{
	struct span all = span_of(b), version;
	enum inspect_match m = span_opening(b, name);
	uint16_t value = 0;

	if (m != INSPECT_MATCH)
		return m;
	if (!span_until(&all, ' ', &version))
		return b->len > strlen(name) + 4 ? INSPECT_NO : INSPECT_UNSURE;
	if (version.len > strlen(name) + 1)
		return INSPECT_NO;
	for (size_t i = 0; i < 3; i++) {
		if (i == all.len)
			return INSPECT_UNSURE;
		if (all.at[i] < '0' || all.at[i] > '9')
			return INSPECT_NO;
		value = (uint16_t)(value * 10 + (all.at[i] - '0'));
	}
	*status = value;
	return INSPECT_MATCH;
}
