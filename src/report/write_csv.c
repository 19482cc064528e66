/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write_csv.c - a document as CSV in long form.
 */
#include <config.h>

#include <inttypes.h>

#include "report/export.h"
#include "report/write_csv.h"

/* Where the records of one table, or what stands for it, belong. */
struct place {
	const struct page *p;
	const char *section, *table;
};

static void
record(const struct place *at, const char *item, const char *key,
    const char *value)
{
	const char *fields[] = { at->section, at->table, item, key, value };
	FILE *out = at->p->out;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (i > 0)
			fputc(',', out);
		export_csv(out, fields[i]);
	}
	fputs("\r\n", out);
}

static void
record_text(const struct place *at, const char *item, const char *key,
    enum doc_type type, const char *text)
{
	struct strbuf buf;

	strbuf_init(&buf);
	if (text)
		record(at, item, key, page_text(at->p, type, text, &buf));
	strbuf_fini(&buf);
}

static void
record_number(const struct place *at, const char *item, const char *key,
    uint64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, n);
	record(at, item, key, text);
}

static void
record_tone(const struct place *at, const char *item, const char *key,
    enum doc_tone tone)
{
	if (tone != DOC_PLAIN)
		record(at, item, key, page_tone(tone));
}

/* A value that is not there has no record. */
static void
record_cell(const struct place *at, const char *item, const char *key,
    const struct doc_cell *c)
{
	struct strbuf buf;
	char share[32];

	if (c->none)
		return;
	strbuf_init(&buf);
	switch (c->type) {
	case DOC_COUNT:
	case DOC_NUMBER:
	case DOC_BYTES:
		record_number(at, item, key, c->number);
		break;
	case DOC_TIME:
		record(at, item, key, page_iso(c->time_us, &buf));
		break;
	case DOC_SHARE:
		snprintf(share, sizeof(share), "%.9g", c->share);
		record(at, item, key, share);
		break;
	default:
		record_text(at, item, key, c->type, c->text);
	}
	strbuf_fini(&buf);
}

static void
write_table(const struct place *at, const struct doc_table *t)
{
	size_t rows = page_rows(at->p, t->row_count);
	struct page_folded folded = page_folded(t, rows);
	char item[24];

	for (size_t i = 0; i < rows; i++) {
		snprintf(item, sizeof(item), "%zu", i + 1);
		for (size_t k = 0; k < t->column_count; k++)
			record_cell(at, item, t->columns[k].key,
			    &t->cells[i * t->column_count + k]);
	}
	if (folded.items == 0)
		return;
	record_number(at, "folded", "items", folded.items);
	if (folded.flows_known)
		record_number(at, "folded", "flows", folded.flows);
	record_text(at, "folded", "command", DOC_COMMAND, t->folded_command);
}

static void
write_series(const struct place *at, const struct doc_series *c)
{
	struct strbuf time;

	strbuf_init(&time);
	for (size_t i = 0; i < c->step_count; i++) {
		page_iso(c->steps_us[i], &time);
		for (size_t k = 0; k < c->line_count; k++)
			record_number(at, strbuf_text(&time), c->lines[k].key,
			    doc_line_at(&c->lines[k], i));
	}
	strbuf_fini(&time);
}

static void
write_grid(const struct place *at, const struct doc_grid *g)
{
	struct strbuf row, column;

	strbuf_init(&row);
	strbuf_init(&column);
	for (size_t i = 0; i < g->row_count; i++)
		for (size_t k = 0; k < g->column_count; k++) {
			struct doc_mark m = doc_grid_at(g, i, k);

			if (!m.mark)
				continue;
			page_text(at->p, DOC_TEXT, g->rows[i].label, &row);
			strbuf_add(&row, " > ");
			strbuf_add(&row,
			    page_text(at->p, DOC_TEXT, g->columns[k], &column));
			record(at, strbuf_text(&row), "mark", m.mark);
			record_tone(at, strbuf_text(&row), "tone", m.tone);
			record_number(at, strbuf_text(&row), "flows", m.flows);
			record_text(at, strbuf_text(&row), "more", DOC_TEXT,
			    m.more);
		}
	strbuf_fini(&row);
	strbuf_fini(&column);
}

static void
write_note(const struct place *at, const struct doc_note *note, size_t number)
{
	char item[24];

	snprintf(item, sizeof(item), "%zu", number);
	record_tone(at, item, "tone", note->tone);
	record_text(at, item, "text", DOC_TEXT, note->text);
}

static void
write_section(const struct page *p, const struct doc_section *s)
{
	struct place at = { p, s->key, NULL };
	size_t notes = 0;

	for (const struct doc_item *i = s->first; i; i = i->next)
		switch (i->kind) {
		case DOC_ITEM_NOTE:
			at.table = "note";
			write_note(&at, &i->u.note, ++notes);
			break;
		case DOC_ITEM_FACT:
			at.table = "fact";
			record_cell(&at, "1", i->u.fact.key, &i->u.fact.cell);
			break;
		case DOC_ITEM_TABLE:
			at.table = i->u.table.key;
			write_table(&at, &i->u.table);
			break;
		case DOC_ITEM_SERIES:
			at.table = i->u.series.key;
			write_series(&at, &i->u.series);
			break;
		case DOC_ITEM_GRID:
			at.table = i->u.grid.key;
			write_grid(&at, &i->u.grid);
			break;
		}
}

void
write_csv(const struct page *p, size_t max_bytes)
{
	const struct place head = { p, "report", "report" };

	(void)max_bytes;
	fputs("section,table,item,key,value\r\n", p->out);
	record_text(&head, "1", "title", DOC_TEXT, p->doc->title);
	record_tone(&head, "1", "tone", p->doc->tone);
	record_text(&head, "1", "word", DOC_TEXT, p->doc->word);
	record_text(&head, "1", "sentence", DOC_TEXT, p->doc->sentence);
	record(&head, "1", "zone", p->doc->zone);
	for (const struct doc_section *s = p->doc->sections; s; s = s->next)
		write_section(p, s);
}
