/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_table.c - a table of the document in HTML.
 */
#include <config.h>

#include "report/html.h"
#include "report/html_table.h"

#define OPEN_ROWS 10 /* before the summary */
#define OPEN_MORE 5  /* a rest so short is not put behind it */

static size_t
main_columns(const struct doc_table *t)
{
	size_t n = 0;

	for (size_t k = 0; k < t->column_count; k++)
		n += !t->columns[k].detail;
	return n;
}

static void
write_head(const struct page *p, const struct doc_table *t)
{
	fputs("<thead><tr>", p->out);
	for (size_t k = 0; k < t->column_count; k++) {
		if (t->columns[k].detail)
			continue;
		fprintf(p->out, "<th scope=col%s>",
		    page_is_number(t->columns[k].type) ? " class=n" : "");
		html_text(p, DOC_TEXT, t->columns[k].title);
		fputs("</th>", p->out);
	}
	fputs("</tr></thead>\n", p->out);
}

static void
write_main_cell(const struct page *p, const struct doc_column *c,
    const struct doc_cell *cell, bool first)
{
	fputs(first ? "<th scope=row" : "<td", p->out);
	if (page_is_number(c->type))
		fputs(" class=n", p->out);
	fputs(" data-l=\"", p->out);
	html_text(p, DOC_TEXT, c->title);
	fputs("\">", p->out);
	html_cell(p, cell);
	fputs(first ? "</th>" : "</td>", p->out);
}

static void
write_details(const struct page *p, const struct doc_table *t,
    const struct doc_cell *row)
{
	bool any = false;

	for (size_t k = 0; k < t->column_count; k++) {
		if (!t->columns[k].detail || row[k].none)
			continue;
		if (!any)
			fprintf(p->out, "\n<tr class=d><td colspan=%zu>",
			    main_columns(t));
		any = true;
		fputs("<div><b>", p->out);
		html_text(p, DOC_TEXT, t->columns[k].title);
		fputs("</b> ", p->out);
		html_cell(p, &row[k]);
		fputs("</div>", p->out);
	}
	if (any)
		fputs("</td></tr>", p->out);
}

/* Rows from .. to, each a body of its own so that it stays on one sheet. */
static void
write_rows(const struct page *p, const struct doc_table *t, size_t from,
    size_t to)
{
	fputs("<div class=t><table>", p->out);
	if (from == 0) {
		fputs("<caption>", p->out);
		html_text(p, DOC_TEXT, t->title);
		fputs("</caption>", p->out);
	}
	write_head(p, t);
	for (size_t i = from; i < to && !page_is_full(p); i++) {
		const struct doc_cell *row = t->cells + i * t->column_count;
		bool first = true;

		fputs("<tbody><tr>", p->out);
		for (size_t k = 0; k < t->column_count; k++) {
			if (t->columns[k].detail)
				continue;
			write_main_cell(p, &t->columns[k], &row[k], first);
			first = false;
		}
		fputs("</tr>", p->out);
		write_details(p, t, row);
		fputs("</tbody>\n", p->out);
	}
	fputs("</table></div>\n", p->out);
}

static void
write_folded(const struct page *p, const struct doc_table *t, size_t written)
{
	struct page_folded folded = page_folded(t, written);

	if (folded.items == 0)
		return;
	fputs("<p class=folded>", p->out);
	html_count(p, folded.items);
	fputs(written > 0 ? " more" : "", p->out);
	if (folded.flows_known) {
		fputs(" with ", p->out);
		html_count(p, folded.flows);
		fputs(" flows", p->out);
	}
	fputs(" not listed here", p->out);
	if (t->folded_command) {
		fputs("; all of them: ", p->out);
		html_command(p, t->folded_command);
	}
	fputs("</p>\n", p->out);
}

void
html_table(const struct page *p, const struct doc_table *t)
{
	size_t rows = page_rows(p, t->row_count);
	size_t open = rows <= OPEN_ROWS + OPEN_MORE ? rows : OPEN_ROWS;

	if (rows > 0) {
		write_rows(p, t, 0, open);
	} else {
		fputs("<p class=empty><b>", p->out);
		html_text(p, DOC_TEXT, t->title);
		fputs(t->row_count == 0 && t->folded_items == 0
			? "</b> none</p>\n"
			: "</b></p>\n",
		    p->out);
	}
	if (open < rows) {
		fprintf(p->out,
		    "<details><summary>%zu more of these</summary>\n",
		    rows - open);
		write_rows(p, t, open, rows);
		fputs("</details>\n", p->out);
	}
	write_folded(p, t, rows);
}
