/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * style.c - what terminal output shares.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "base/when.h"
#include "report/style.h"

static const char *const codes[] = {
	[STYLE_PLAIN] = "",
	[STYLE_BOLD] = "\033[1m",
	[STYLE_GOOD] = "\033[32m",
	[STYLE_WARN] = "\033[33m",
	[STYLE_BAD] = "\033[1;31m",
	[STYLE_DIM] = "\033[2m",
};

bool
style_wanted(FILE *out)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (no_color && no_color[0])
		return false;
	if (!term || strcmp(term, "dumb") == 0)
		return false;
	return isatty(fileno(out)) == 1;
}

void
style_print(FILE *out, bool color, enum style style, const char *text)
{
	if (color && style != STYLE_PLAIN)
		fprintf(out, "%s%s\033[0m", codes[style], text);
	else
		fputs(text, out);
}

void
style_safe_padded(FILE *out, const char *text, int width)
{
	struct strbuf s;

	strbuf_init(&s);
	if (text)
		text_escape(&s, text, strlen(text));
	fprintf(out, "%-*s", width, strbuf_text(&s));
	strbuf_fini(&s);
}

void
style_safe(FILE *out, const char *text)
{
	style_safe_padded(out, text, 0);
}

char *
style_time(int64_t us, char out[static STYLE_TIME_MAX])
{
	char text[WHEN_TEXT_MAX];

	if (us <= 0) {
		snprintf(out, STYLE_TIME_MAX, "-");
		return out;
	}
	when_format_utc((uint64_t)us, text);
	snprintf(out, STYLE_TIME_MAX, "%.10s %.8s", text, text + 11);
	return out;
}
