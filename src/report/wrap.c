/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wrap.c - words flowing into lines of 80 columns.
 */
#include <config.h>

#include <string.h>

#include "base/strbuf.h"
#include "report/export.h"
#include "report/wrap.h"

static size_t
letters(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

size_t
wrap_width(const char *text)
{
	struct strbuf safe;
	size_t n;

	strbuf_init(&safe);
	export_plain(&safe, text);
	n = letters(strbuf_text(&safe), safe.len);
	strbuf_fini(&safe);
	return n;
}

void
wrap_break(struct wrap *w)
{
	fputc('\n', w->out);
	w->column = 0;
}

void
wrap_to(struct wrap *w, size_t column)
{
	if (w->column > column)
		wrap_break(w);
	fprintf(w->out, "%*s", (int)(column - w->column), "");
	w->column = column;
}

/* One word, after a space where there is something before it. */
static void
put(struct wrap *w, enum style style, const char *word, size_t len)
{
	size_t width = letters(word, len);
	struct strbuf copy;

	if (w->column > w->indent && w->column + 1 + width > WRAP_COLUMNS)
		wrap_break(w);
	if (w->column < w->indent)
		wrap_to(w, w->indent);
	else if (w->column > w->indent) {
		fputc(' ', w->out);
		w->column++;
	}
	strbuf_init(&copy);
	strbuf_add_bytes(&copy, word, len);
	style_print(w->out, w->color, style, strbuf_text(&copy));
	strbuf_fini(&copy);
	w->column += width;
}

void
wrap_words(struct wrap *w, enum style style, const char *text)
{
	struct strbuf safe;
	const char *word;

	strbuf_init(&safe);
	export_plain(&safe, text);
	word = strbuf_text(&safe);
	while (*word) {
		size_t len = strcspn(word, " ");

		if (len > 0)
			put(w, style, word, len);
		word += len + (word[len] == ' ');
	}
	strbuf_fini(&safe);
}

void
wrap_whole(struct wrap *w, enum style style, const char *text)
{
	struct strbuf safe;

	strbuf_init(&safe);
	export_plain(&safe, text);
	if (safe.len > 0)
		put(w, style, strbuf_text(&safe), safe.len);
	strbuf_fini(&safe);
}
