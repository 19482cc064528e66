/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write_text.c - a document as plain text of 80 columns.
 */
#include <config.h>

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "report/style.h"
#include "report/text_drawing.h"
#include "report/text_table.h"
#include "report/wrap.h"
#include "report/write_text.h"

#define INDENT 2
#define LABEL_MAX 26

static void
rule(const struct page *p, char c, size_t width)
{
	for (size_t i = 0; i < width && i < WRAP_COLUMNS; i++)
		fputc(c, p->out);
	fputc('\n', p->out);
}

/* A text of the document, flowing from a column. */
static void
flow(const struct page *p, size_t indent, enum style style, const char *sign,
    const char *text)
{
	struct wrap w = { .out = p->out, .color = p->color, .indent = indent };
	struct strbuf buf;

	strbuf_init(&buf);
	if (sign[0]) {
		wrap_words(&w, style, sign);
		w.indent += strlen(sign) + 1;
		fputc(' ', p->out);
		w.column++;
	}
	wrap_words(&w, style, page_text(p, DOC_TEXT, text, &buf));
	wrap_break(&w);
	strbuf_fini(&buf);
}

static void
write_head(const struct page *p)
{
	const struct doc *d = p->doc;
	struct strbuf word;

	strbuf_init(&word);
	page_text(p, DOC_TEXT, d->word, &word);
	for (size_t i = 0; i < word.len; i++)
		word.text[i] = (char)toupper((unsigned char)word.text[i]);
	flow(p, 0, STYLE_BOLD, "", d->title);
	fputc('\n', p->out);
	if (word.len > 0)
		flow(p, 0, text_style(d->tone), "", strbuf_text(&word));
	flow(p, 0, STYLE_PLAIN, "", d->sentence);
	fputs("\nTimes are those of ", p->out);
	style_safe(p->out, d->zone);
	fputs(p->anonymizer ? ".\nAddresses and names are replaced.\n" : ".\n",
	    p->out);
	strbuf_fini(&word);
}

static void
write_note(const struct page *p, const struct doc_note *note)
{
	flow(p, INDENT, text_style(note->tone), text_sign(note->tone),
	    note->text);
}

/* Facts that follow one another have their values below one another. */
static const struct doc_item *
write_facts(const struct page *p, const struct doc_item *first)
{
	const struct doc_item *i;
	size_t width = 0;

	for (i = first; i && i->kind == DOC_ITEM_FACT; i = i->next) {
		size_t n = wrap_width(i->u.fact.label);

		if (n > width && n <= LABEL_MAX)
			width = n;
	}
	for (i = first; i && i->kind == DOC_ITEM_FACT; i = i->next) {
		const struct doc_fact *f = &i->u.fact;
		struct wrap w = { p->out, p->color, INDENT, 0 };
		struct strbuf buf;

		strbuf_init(&buf);
		wrap_words(&w, STYLE_DIM,
		    page_text(p, DOC_TEXT, f->label, &buf));
		w.indent = INDENT + width + 2;
		wrap_to(&w, w.indent);
		text_cell(p, &f->cell, &buf);
		if (f->cell.type == DOC_COMMAND)
			wrap_whole(&w, text_style(f->cell.tone),
			    strbuf_text(&buf));
		else
			wrap_words(&w, text_style(f->cell.tone),
			    buf.len > 0 ? strbuf_text(&buf) : "-");
		wrap_break(&w);
		strbuf_fini(&buf);
	}
	return i;
}

static void
write_folded(const struct page *p, const struct doc_table *t, size_t written)
{
	struct page_folded folded = page_folded(t, written);
	struct strbuf text;

	if (folded.items == 0)
		return;
	strbuf_init(&text);
	strbuf_addf(&text, "%" PRIu64 "%s", folded.items,
	    written > 0 ? " more" : "");
	if (folded.flows_known)
		strbuf_addf(&text, " with %" PRIu64 " flows", folded.flows);
	strbuf_add(&text, " not listed here");
	if (t->folded_command)
		strbuf_add(&text, "; all of them:");
	flow(p, INDENT, STYLE_DIM, "", strbuf_text(&text));
	if (t->folded_command) {
		struct wrap w = { p->out, p->color, INDENT + 4, 0 };

		wrap_whole(&w, STYLE_PLAIN,
		    page_text(p, DOC_COMMAND, t->folded_command, &text));
		wrap_break(&w);
	}
	strbuf_fini(&text);
}

static void
write_table(const struct page *p, const struct doc_table *t)
{
	size_t rows = page_rows(p, t->row_count);
	struct text_table *table;
	struct strbuf buf;

	if (t->title && t->title[0])
		flow(p, INDENT, STYLE_BOLD, "", t->title);
	if (t->row_count == 0 && t->folded_items == 0)
		flow(p, INDENT, STYLE_DIM, "", "none");
	table = text_table_new();
	strbuf_init(&buf);
	for (size_t k = 0; k < t->column_count; k++)
		text_table_column(table, t->columns[k].title,
		    page_is_number(t->columns[k].type), t->columns[k].detail);
	for (size_t i = 0; i < rows * t->column_count; i++) {
		text_cell(p, &t->cells[i], &buf);
		text_table_cell(table, text_style(t->cells[i].tone),
		    t->cells[i].type == DOC_COMMAND, strbuf_text(&buf));
	}
	if (rows > 0)
		text_table_print(table, p->out, p->color);
	text_table_free(table);
	strbuf_fini(&buf);
	write_folded(p, t, rows);
}

static void
write_section(const struct page *p, const struct doc_section *s)
{
	const struct doc_item *i = s->first;

	fputc('\n', p->out);
	flow(p, 0, STYLE_BOLD, "", s->title);
	rule(p, '-', wrap_width(s->title));
	for (bool first = true; i; first = false) {
		if (!first && i->kind != DOC_ITEM_NOTE)
			fputc('\n', p->out);
		if (i->kind == DOC_ITEM_FACT) {
			i = write_facts(p, i);
			continue;
		}
		if (i->kind == DOC_ITEM_NOTE)
			write_note(p, &i->u.note);
		else if (i->kind == DOC_ITEM_TABLE)
			write_table(p, &i->u.table);
		else if (i->kind == DOC_ITEM_SERIES)
			text_series(p, &i->u.series);
		else
			text_grid(p, &i->u.grid);
		i = i->next;
	}
}

void
write_text(const struct page *p, size_t max_bytes)
{
	const struct doc_section *before = NULL;

	(void)max_bytes;
	write_head(p);
	for (const struct doc_section *s = p->doc->sections; s; s = s->next) {
		if (p->brief && s->reader != DOC_ADMINISTRATOR) {
			fputc('\n', p->out);
			flow(p, 0, STYLE_DIM, "",
			    "What is for the auditor, and the details, are in "
			    "the whole report.");
			return;
		}
		if (!before || before->reader != s->reader) {
			fputc('\n', p->out);
			flow(p, 0, STYLE_BOLD, "", page_part(s->reader));
			rule(p, '=', WRAP_COLUMNS);
		}
		before = s;
		write_section(p, s);
	}
}
