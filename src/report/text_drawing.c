/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_drawing.c - cells, numbers over time, and roles by roles as text.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "report/text_drawing.h"
#include "report/text_table.h"
#include "report/wrap.h"
#include "report/zone.h"

#define INDENT 2
#define GAP 2
#define BAR_MAX 24
#define BAR_MIN 8    /* shorter bars say nothing */
#define CLOCK_MAX 10 /* columns of "02:00+0200" */
#define LABEL_MAX 24
#define MARK_WIDTH 3

enum style
text_style(enum doc_tone tone)
{
	static const enum style styles[] = {
		[DOC_PLAIN] = STYLE_PLAIN,
		[DOC_GOOD] = STYLE_GOOD,
		[DOC_WARN] = STYLE_WARN,
		[DOC_BAD] = STYLE_BAD,
		[DOC_QUIET] = STYLE_DIM,
	};

	return styles[tone];
}

const char *
text_sign(enum doc_tone tone)
{
	static const char *const signs[] = {
		[DOC_PLAIN] = "",
		[DOC_GOOD] = "ok",
		[DOC_WARN] = "!",
		[DOC_BAD] = "!!",
		[DOC_QUIET] = "",
	};

	return signs[tone];
}

void
text_cell(const struct page *p, const struct doc_cell *c, struct strbuf *buf)
{
	struct strbuf value;

	strbuf_reset(buf);
	if (c->none)
		return;
	strbuf_init(&value);
	page_cell(p, c, &value);
	if (c->tone == DOC_WARN || c->tone == DOC_BAD)
		strbuf_addf(buf, "%s ", text_sign(c->tone));
	strbuf_add(buf, strbuf_text(&value));
	strbuf_fini(&value);
}

static void
title(const struct page *p, const char *text, const char *more)
{
	struct wrap w = { p->out, p->color, INDENT, 0 };
	struct strbuf buf;

	strbuf_init(&buf);
	wrap_words(&w, STYLE_BOLD, page_text(p, DOC_TEXT, text, &buf));
	if (more && more[0]) {
		strbuf_reset(&buf);
		strbuf_addf(&buf, "(%s)", more);
		wrap_words(&w, STYLE_DIM, strbuf_text(&buf));
	}
	wrap_break(&w);
	strbuf_fini(&buf);
}

static uint64_t
step_sum(const struct doc_series *c, size_t step)
{
	uint64_t sum = 0;

	for (size_t k = 0; k < c->line_count; k++)
		sum += doc_line_at(&c->lines[k], step);
	return sum;
}

static size_t
line_width(const struct doc_series *c, const struct doc_line *l)
{
	char text[24];
	size_t step, width = wrap_width(l->label);
	size_t digits = (size_t)snprintf(text, sizeof(text), "%" PRIu64,
	    page_line_max(c, l, &step));

	return digits > width ? digits : width;
}

/* The lines from first that stand beside one another. */
static size_t
block_end(const struct doc_series *c, size_t first, size_t *room)
{
	size_t used = INDENT + CLOCK_MAX, end = first;

	while (end < c->line_count) {
		size_t width = line_width(c, &c->lines[end]) + GAP;

		if (end > first && used + width > WRAP_COLUMNS)
			break;
		used += width;
		end++;
	}
	*room = used + GAP < WRAP_COLUMNS ? WRAP_COLUMNS - used - GAP : 0;
	return end;
}

static void
add_bar(struct text_table *t, uint64_t value, uint64_t max, size_t room)
{
	char bar[BAR_MAX + 1];
	size_t full = room < BAR_MAX ? room : BAR_MAX, n = 0;

	if (value > 0 && max > 0)
		n = (size_t)((double)value / (double)max * (double)full + 0.5);
	if (value > 0 && n == 0)
		n = 1;
	memset(bar, '#', n);
	bar[n] = '\0';
	text_table_cell(t, STYLE_DIM, true, bar);
}

static void
add_step(struct text_table *t, const struct doc_series *c, size_t step,
    size_t first, size_t end)
{
	char text[ZONE_TEXT_MAX];

	zone_format_clock(c->steps_us[step], text);
	text_table_cell(t, STYLE_PLAIN, true, text);
	for (size_t k = first; k < end; k++) {
		uint64_t n = doc_line_at(&c->lines[k], step);

		snprintf(text, sizeof(text), "%" PRIu64, n);
		text_table_cell(t,
		    n > 0 ? text_style(c->lines[k].tone) : STYLE_DIM, true,
		    text);
	}
}

/* Lines first .. end; the last block has the bars, where there is room. */
static void
write_block(const struct page *p, const struct doc_series *c, size_t first,
    size_t end, size_t room)
{
	bool bars = end == c->line_count && room >= BAR_MIN;
	struct text_table *t = text_table_new();
	uint64_t max = 0;

	text_table_column(t, "", false, false);
	for (size_t k = first; k < end; k++)
		text_table_column(t, c->lines[k].label, true, false);
	if (bars)
		text_table_column(t, "", false, false);
	for (size_t i = 0; i < c->step_count; i++)
		if (step_sum(c, i) > max)
			max = step_sum(c, i);
	for (size_t i = 0; i < c->step_count; i++) {
		add_step(t, c, i, first, end);
		if (bars)
			add_bar(t, step_sum(c, i), max, room);
	}
	text_table_print(t, p->out, p->color);
	text_table_free(t);
}

void
text_series(const struct page *p, const struct doc_series *c)
{
	size_t room;

	title(p, c->title, c->unit);
	if (c->step_count == 0)
		title(p, "none", NULL);
	else
		for (size_t first = 0, end; first < c->line_count;
		     first = end) {
			end = block_end(c, first, &room);
			write_block(p, c, first, end, room);
		}
}

/* Columns have the letters a to z, then aa and so on. */
static void
letter(size_t column, char out[static 4])
{
	if (column < 26)
		snprintf(out, 4, "%c", (char)('a' + column));
	else
		snprintf(out, 4, "%c%c", (char)('a' + column / 26 % 26),
		    (char)('a' + column % 26));
}

static size_t
label_width(const struct doc_grid *g)
{
	size_t width = 0;

	for (size_t i = 0; i < g->row_count; i++) {
		size_t n = wrap_width(g->rows[i].label);

		if (n > width)
			width = n;
	}
	return width > LABEL_MAX ? LABEL_MAX : width;
}

static void
write_marks(const struct page *p, const struct doc_grid *g, size_t row,
    size_t first, size_t end, size_t width)
{
	struct wrap w = { p->out, p->color, INDENT, 0 };
	struct strbuf buf;

	strbuf_init(&buf);
	wrap_words(&w, STYLE_PLAIN,
	    page_text(p, DOC_TEXT, g->rows[row].label, &buf));
	for (size_t k = first; k < end; k++) {
		struct doc_mark m = doc_grid_at(g, row, k);

		w.indent = INDENT + width + GAP + (k - first) * MARK_WIDTH;
		wrap_to(&w, w.indent);
		wrap_whole(&w, m.mark ? text_style(m.tone) : STYLE_DIM,
		    m.mark ? m.mark : ".");
	}
	wrap_break(&w);
	strbuf_fini(&buf);
}

static void
write_letters(const struct page *p, size_t first, size_t end, size_t width)
{
	struct wrap w = { p->out, p->color, 0, 0 };
	char text[4];

	for (size_t k = first; k < end; k++) {
		letter(k, text);
		w.indent = INDENT + width + GAP + (k - first) * MARK_WIDTH;
		wrap_to(&w, w.indent);
		wrap_whole(&w, STYLE_DIM, text);
	}
	wrap_break(&w);
}

/* "a client  b gateway", with what marks mean after it. */
static void
write_legend(const struct page *p, const struct doc_grid *g)
{
	struct wrap w = { p->out, p->color, INDENT, 0 };
	struct strbuf buf, pair;
	char text[4];

	strbuf_init(&buf);
	strbuf_init(&pair);
	for (size_t k = 0; k < g->column_count; k++) {
		letter(k, text);
		strbuf_reset(&pair);
		strbuf_addf(&pair, "%s=%s", text,
		    page_text(p, DOC_TEXT, g->columns[k], &buf));
		wrap_whole(&w, STYLE_PLAIN, strbuf_text(&pair));
	}
	wrap_break(&w);
	for (size_t i = 0; i < g->legend_count; i++) {
		w.indent = INDENT;
		wrap_whole(&w, text_style(g->legend[i].tone),
		    g->legend[i].mark);
		w.indent = INDENT + MARK_WIDTH;
		wrap_to(&w, w.indent);
		wrap_words(&w, STYLE_PLAIN,
		    page_text(p, DOC_TEXT, g->legend[i].meaning, &buf));
		wrap_break(&w);
	}
	strbuf_fini(&buf);
	strbuf_fini(&pair);
}

static void
write_pairs(const struct page *p, const struct doc_grid *g)
{
	struct text_table *t = text_table_new();
	struct strbuf buf;
	char flows[24];
	bool any = false;

	strbuf_init(&buf);
	text_table_column(t, g->row_title, false, false);
	text_table_column(t, g->column_title, false, false);
	text_table_column(t, "", false, false);
	text_table_column(t, "flows", true, false);
	text_table_column(t, "what", false, true);
	for (size_t i = 0; i < g->row_count; i++)
		for (size_t k = 0; k < g->column_count; k++) {
			struct doc_mark m = doc_grid_at(g, i, k);

			if (!m.mark)
				continue;
			any = true;
			text_table_cell(t, STYLE_PLAIN, false,
			    page_text(p, DOC_TEXT, g->rows[i].label, &buf));
			text_table_cell(t, STYLE_PLAIN, false,
			    page_text(p, DOC_TEXT, g->columns[k], &buf));
			text_table_cell(t, text_style(m.tone), false, m.mark);
			snprintf(flows, sizeof(flows), "%" PRIu64, m.flows);
			text_table_cell(t, STYLE_PLAIN, false, flows);
			text_table_cell(t, STYLE_PLAIN, false,
			    page_text(p, DOC_TEXT, m.more, &buf));
		}
	if (any) {
		fputc('\n', p->out);
		text_table_print(t, p->out, p->color);
	}
	text_table_free(t);
	strbuf_fini(&buf);
}

void
text_grid(const struct page *p, const struct doc_grid *g)
{
	size_t width = label_width(g);
	size_t most = (WRAP_COLUMNS - INDENT - width - GAP) / MARK_WIDTH;

	title(p, g->title, NULL);
	if (g->row_count == 0 || g->column_count == 0) {
		title(p, "none", NULL);
		return;
	}
	for (size_t first = 0; first < g->column_count; first += most) {
		size_t end = first + most < g->column_count ? first + most
							    : g->column_count;

		write_letters(p, first, end, width);
		for (size_t i = 0; i < g->row_count; i++)
			write_marks(p, g, i, first, end, width);
	}
	write_legend(p, g);
	write_pairs(p, g);
}
