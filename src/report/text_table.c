/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_table.c - a table of texts in 80 columns.
 */
#include <config.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "report/text_table.h"
#include "report/wrap.h"

#define INDENT 2
#define INDENT_BELOW 6
#define GAP 2

struct column {
	char *title;
	size_t width;
	bool right, below, used;
};

struct cell {
	char *text;
	size_t width;
	enum style style;
	bool whole;
};

struct text_table {
	struct column *columns;
	size_t column_count;
	struct cell *cells;
	size_t cell_count, cell_max;
};

struct text_table *
text_table_new(void)
{
	return xcalloc(1, sizeof(struct text_table));
}

void
text_table_free(struct text_table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->column_count; i++)
		free(t->columns[i].title);
	for (size_t i = 0; i < t->cell_count; i++)
		free(t->cells[i].text);
	free(t->columns);
	free(t->cells);
	free(t);
}

void
text_table_column(struct text_table *t, const char *title, bool right,
    bool below)
{
	t->columns =
	    xrealloc(t->columns, t->column_count + 1, sizeof(*t->columns));
	t->columns[t->column_count++] =
	    (struct column){ .title = xstrdup(title),
		    .width = wrap_width(title),
		    .right = right,
		    .below = below };
}

void
text_table_cell(struct text_table *t, enum style style, bool whole,
    const char *text)
{
	struct column *c = &t->columns[t->cell_count % t->column_count];
	struct cell *cell;

	if (t->cell_count == t->cell_max) {
		t->cell_max = t->cell_max ? t->cell_max * 2 : 64;
		t->cells = xrealloc(t->cells, t->cell_max, sizeof(*t->cells));
	}
	cell = &t->cells[t->cell_count++];
	*cell = (struct cell){ .text = xstrdup(text ? text : ""),
		.style = style,
		.whole = whole };
	cell->width = wrap_width(cell->text);
	c->used |= cell->width > 0;
	if (cell->width > c->width)
		c->width = cell->width;
}

/* Send columns below until the others fit. */
static void
fit(struct text_table *t)
{
	for (;;) {
		size_t sum = INDENT, widest = 0;

		for (size_t i = 0; i < t->column_count; i++) {
			if (t->columns[i].below)
				continue;
			sum += t->columns[i].width + (i > 0 ? GAP : 0);
			if (i > 0 &&
			    (widest == 0 ||
				t->columns[i].width > t->columns[widest].width))
				widest = i;
		}
		if (sum <= WRAP_COLUMNS || widest == 0)
			return;
		t->columns[widest].below = true;
	}
}

/* Stand a text in its column; what is right of it comes after padding. */
static void
place(struct wrap *w, const struct column *c, size_t at, enum style style,
    const char *text, size_t width)
{
	if (width == 0)
		return;
	wrap_to(w, c->right ? at + c->width - width : at);
	w->indent = w->column;
	wrap_whole(w, style, text);
}

static void
print_head(const struct text_table *t, struct wrap *w)
{
	size_t at = INDENT;

	for (size_t i = 0; i < t->column_count; i++) {
		const struct column *c = &t->columns[i];

		if (c->below)
			continue;
		place(w, c, at, STYLE_DIM, c->title, wrap_width(c->title));
		at += c->width + GAP;
	}
	if (w->column > 0)
		wrap_break(w);
}

/* A first column wider than the page flows into lines. */
static void
print_main(const struct text_table *t, const struct cell *row, struct wrap *w)
{
	size_t at = INDENT;

	for (size_t i = 0; i < t->column_count; i++) {
		const struct column *c = &t->columns[i];

		if (c->below)
			continue;
		if (at + c->width > WRAP_COLUMNS) {
			wrap_to(w, at);
			w->indent = at;
			if (row[i].whole)
				wrap_whole(w, row[i].style, row[i].text);
			else
				wrap_words(w, row[i].style, row[i].text);
		} else {
			place(w, c, at, row[i].style, row[i].text,
			    row[i].width);
		}
		at += c->width + GAP;
	}
	wrap_break(w);
}

/* "title: value" of what stands below; what may be broken is one sentence. */
static void
print_below(const struct text_table *t, const struct cell *row, struct wrap *w)
{
	for (size_t i = 0; i < t->column_count; i++) {
		if (!t->columns[i].below || row[i].width == 0)
			continue;
		w->indent = INDENT_BELOW;
		if (w->column > 0 &&
		    (row[i].whole ||
			w->column + 2 + wrap_width(t->columns[i].title) +
				row[i].width >
			    WRAP_COLUMNS - GAP))
			wrap_break(w);
		if (w->column > 0) {
			fputc(';', w->out);
			w->column++;
		}
		wrap_words(w, STYLE_DIM, t->columns[i].title);
		fputc(':', w->out);
		w->column++;
		w->indent = INDENT_BELOW + 2;
		if (row[i].whole)
			wrap_whole(w, row[i].style, row[i].text);
		else
			wrap_words(w, row[i].style, row[i].text);
	}
	if (w->column > 0)
		wrap_break(w);
}

void
text_table_print(struct text_table *t, FILE *out, bool color)
{
	struct wrap w = { .out = out, .color = color };

	assert(t->column_count > 0 && t->cell_count % t->column_count == 0);
	fit(t);
	print_head(t, &w);
	for (size_t i = 0; i < t->cell_count; i += t->column_count) {
		print_main(t, &t->cells[i], &w);
		print_below(t, &t->cells[i], &w);
	}
}
