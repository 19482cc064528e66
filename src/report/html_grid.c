/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_grid.c - roles by roles in HTML.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "report/export.h"
#include "report/html.h"
#include "report/html_grid.h"

/* In pixels of the drawing, which is not enlarged. */
#define CELL_WIDTH 32
#define CELL_HEIGHT 26
#define LETTER 7      /* a letter's width */
#define LABEL_MAX 22  /* letters of a label in the drawing */
#define LABEL_SPACE 8 /* between a label and its cells */
#define LABEL_RISE 0.87
#define LABEL_LEAN 0.5    /* of labels that stand at 60 degrees */
#define SHRINK_PERCENT 80 /* so much smaller letters can still be read */
#define SIDE_MAX 40
#define NUMBERS_MANY 500 /* of page.numbers, where the page may be large */

struct drawing {
	const struct page *p;
	const struct doc_grid *g;
	size_t left, top; /* of the first cell */
	size_t width, height;
	size_t rows, columns; /* that are drawn */
};

/* More roles than this make no picture; the table has them. */
static size_t
drawn(const struct page *p, size_t count)
{
	size_t most = p->numbers >= NUMBERS_MANY ? SIDE_MAX : SIDE_MAX / 2;

	return count < most ? count : most;
}

static size_t
letters_of(const char *label)
{
	size_t n = 0;

	for (; *label; label++)
		n += ((unsigned char)*label & 0xc0) != 0x80;
	return n > LABEL_MAX ? LABEL_MAX : n;
}

static void
lay_out(struct drawing *d)
{
	const struct doc_grid *g = d->g;
	size_t rows = 0, columns = 0;

	d->rows = drawn(d->p, g->row_count);
	d->columns = drawn(d->p, g->column_count);
	for (size_t i = 0; i < d->rows; i++)
		if (letters_of(g->rows[i].label) > rows)
			rows = letters_of(g->rows[i].label);
	for (size_t i = 0; i < d->columns; i++)
		if (letters_of(g->columns[i]) > columns)
			columns = letters_of(g->columns[i]);
	d->left = rows * LETTER + LABEL_SPACE;
	d->top =
	    (size_t)((double)(columns * LETTER) * LABEL_RISE) + 2 * LABEL_SPACE;
	d->width = d->left + d->columns * CELL_WIDTH +
	    (size_t)((double)(columns * LETTER) * LABEL_LEAN);
	d->height = d->top + d->rows * CELL_HEIGHT + 2;
}

/* A label, cut after LABEL_MAX letters. */
static void
write_label(const struct drawing *d, const char *label)
{
	struct strbuf text;
	size_t letters = 0, len = 0;

	strbuf_init(&text);
	page_text(d->p, DOC_TEXT, label, &text);
	label = strbuf_text(&text);
	while (label[len]) {
		letters += ((unsigned char)label[len] & 0xc0) != 0x80;
		if (letters > LABEL_MAX)
			break;
		len++;
	}
	if (label[len]) {
		struct strbuf cut;

		strbuf_init(&cut);
		strbuf_add_bytes(&cut, label, len);
		export_html(d->p->out, strbuf_text(&cut));
		fputs("&hellip;", d->p->out);
		strbuf_fini(&cut);
	} else {
		export_html(d->p->out, label);
	}
	strbuf_fini(&text);
}

static void
write_labels(const struct drawing *d)
{
	for (size_t k = 0; k < d->columns; k++) {
		size_t x = d->left + k * CELL_WIDTH + CELL_WIDTH / 2;
		size_t y = d->top - LABEL_SPACE;

		fprintf(d->p->out,
		    "<text x=\"%zu\" y=\"%zu\" "
		    "transform=\"rotate(-60 %zu %zu)\">",
		    x, y, x, y);
		write_label(d, d->g->columns[k]);
		fputs("</text>\n", d->p->out);
	}
	for (size_t i = 0; i < d->rows; i++) {
		fprintf(d->p->out, "<text x=\"%zu\" y=\"%zu\" text-anchor=end>",
		    d->left - LABEL_SPACE,
		    d->top + i * CELL_HEIGHT + CELL_HEIGHT / 2 + 4);
		write_label(d, d->g->rows[i].label);
		fputs("</text>\n", d->p->out);
	}
}

static void
write_mark(const struct drawing *d, size_t row, size_t column)
{
	const struct doc_mark m = doc_grid_at(d->g, row, column);
	size_t x = d->left + column * CELL_WIDTH;
	size_t y = d->top + row * CELL_HEIGHT;
	FILE *out = d->p->out;

	if (!m.mark) {
		fprintf(out,
		    "<rect class=no x=\"%zu\" y=\"%zu\" width=%d height=%d "
		    "/>",
		    x + 1, y + 1, CELL_WIDTH - 2, CELL_HEIGHT - 2);
		return;
	}
	fprintf(out, "<g class=\"m %s\"><title>", page_tone(m.tone));
	html_text(d->p, DOC_TEXT, d->g->rows[row].label);
	fputs(" &rarr; ", out);
	html_text(d->p, DOC_TEXT, d->g->columns[column]);
	fprintf(out, ": %" PRIu64 " flows. ", m.flows);
	html_text(d->p, DOC_TEXT, m.more);
	fprintf(out,
	    "</title><rect x=\"%zu\" y=\"%zu\" width=%d height=%d />"
	    "<text x=\"%zu\" y=\"%zu\" text-anchor=middle>",
	    x + 1, y + 1, CELL_WIDTH - 2, CELL_HEIGHT - 2, x + CELL_WIDTH / 2,
	    y + CELL_HEIGHT / 2 + 5);
	html_text(d->p, DOC_TEXT, m.mark);
	fputs("</text></g>\n", out);
}

static void
write_drawing(const struct drawing *d)
{
	const struct doc_grid *g = d->g;
	FILE *out = d->p->out;

	fprintf(out,
	    "<svg role=img width=%zu height=%zu viewBox=\"0 0 %zu %zu\" "
	    "style=\"min-width:%zupx\">"
	    "<title>",
	    d->width, d->height, d->width, d->height,
	    d->width * SHRINK_PERCENT / 100);
	html_text(d->p, DOC_TEXT, g->title);
	fputs("</title><desc>", out);
	html_text(d->p, DOC_TEXT, g->row_title);
	fprintf(out, ": %zu rows; ", g->row_count);
	html_text(d->p, DOC_TEXT, g->column_title);
	fprintf(out, ": %zu columns. The table below tells the same.</desc>\n",
	    g->column_count);
	write_labels(d);
	for (size_t i = 0; i < d->rows && !page_is_full(d->p); i++)
		for (size_t k = 0; k < d->columns; k++)
			write_mark(d, i, k);
	fputs("</svg>\n", out);
}

static void
write_legend(const struct page *p, const struct doc_grid *g)
{
	if (g->legend_count == 0)
		return;
	fputs("<ul class=legend>", p->out);
	for (size_t i = 0; i < g->legend_count; i++) {
		fprintf(p->out, "<li><b class=\"m %s\">",
		    page_tone(g->legend[i].tone));
		html_text(p, DOC_TEXT, g->legend[i].mark);
		fputs("</b> ", p->out);
		html_text(p, DOC_TEXT, g->legend[i].meaning);
		fputs("</li>", p->out);
	}
	fputs("</ul>\n", p->out);
}

static void
write_pair(const struct page *p, const struct doc_grid *g, size_t row,
    size_t column, const struct doc_mark *m)
{
	fputs("<tr><th scope=row>", p->out);
	html_text(p, DOC_TEXT, g->rows[row].label);
	fputs(" &rarr; ", p->out);
	html_text(p, DOC_TEXT, g->columns[column]);
	fprintf(p->out, "</th><td data-l=Mark><span class=\"%s\">",
	    page_tone(m->tone));
	html_text(p, DOC_TEXT, m->mark);
	fputs("</span></td><td class=n data-l=Flows>", p->out);
	html_count(p, m->flows);
	fputs("</td><td data-l=What>", p->out);
	html_text(p, DOC_TEXT, m->more);
	fputs("</td></tr>\n", p->out);
}

static void
write_numbers(const struct page *p, const struct doc_grid *g)
{
	size_t pairs = 0;

	fputs("<details class=numbers><summary>These pairs as a table"
	      "</summary>\n<table><thead><tr><th scope=col>",
	    p->out);
	html_text(p, DOC_TEXT, g->row_title);
	fputs(" &rarr; ", p->out);
	html_text(p, DOC_TEXT, g->column_title);
	fputs("</th><th scope=col>Mark</th><th scope=col class=n>Flows</th>"
	      "<th scope=col>What</th></tr></thead>\n<tbody>",
	    p->out);
	for (size_t i = 0; i < g->row_count; i++)
		for (size_t k = 0; k < g->column_count; k++) {
			struct doc_mark m = doc_grid_at(g, i, k);

			if (m.mark && pairs++ < p->numbers)
				write_pair(p, g, i, k, &m);
		}
	fputs("</tbody></table>\n", p->out);
	if (pairs > p->numbers)
		fprintf(p->out,
		    "<p class=folded>%zu more pairs not listed "
		    "here</p>\n",
		    pairs - p->numbers);
	fputs("</details>\n", p->out);
}

void
html_grid(const struct page *p, const struct doc_grid *g)
{
	struct drawing d = { .p = p, .g = g };

	fputs("<figure class=grid><figcaption>", p->out);
	html_text(p, DOC_TEXT, g->title);
	fputs(" <small>", p->out);
	html_text(p, DOC_TEXT, g->row_title);
	fputs(" (rows) &rarr; ", p->out);
	html_text(p, DOC_TEXT, g->column_title);
	fputs(" (columns)</small></figcaption>\n", p->out);
	if (g->row_count > 0 && g->column_count > 0) {
		lay_out(&d);
		fputs("<div class=wide>", p->out);
		write_drawing(&d);
		fputs("</div>\n", p->out);
		if (d.rows < g->row_count || d.columns < g->column_count)
			fprintf(p->out,
			    "<p class=folded>drawn: the first %zu "
			    "of %zu rows, %zu of %zu columns</p>\n",
			    d.rows, g->row_count, d.columns, g->column_count);
		write_legend(p, g);
		write_numbers(p, g);
	} else {
		fputs("<p class=empty>none</p>", p->out);
	}
	fputs("</figure>\n", p->out);
}
