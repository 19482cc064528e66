/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write_json.c - a document as JSON.
 */
#include <config.h>

#include <inttypes.h>
#include <math.h>

#include "report/export.h"
#include "report/write_json.h"

#define SCHEMA "rasaudit-report-1"
#define DEPTH_MAX 16

/* A value being written: what is open, and whether it has members yet. */
struct json {
	const struct page *p;
	FILE *out;
	int depth;
	bool filled[DEPTH_MAX];
};

/* Begin a member of what is open; key is NULL in an array. */
static void
member(struct json *j, const char *key)
{
	if (j->depth > 0) {
		fputs(j->filled[j->depth] ? ",\n" : "\n", j->out);
		j->filled[j->depth] = true;
	}
	fprintf(j->out, "%*s", j->depth, "");
	if (key) {
		export_json(j->out, key);
		fputs(": ", j->out);
	}
}

static void
begin(struct json *j, const char *key, char bracket)
{
	member(j, key);
	fputc(bracket, j->out);
	j->filled[++j->depth] = false;
}

static void
end(struct json *j, char bracket)
{
	bool filled = j->filled[j->depth--];

	if (filled)
		fprintf(j->out, "\n%*s", j->depth, "");
	fputc(bracket, j->out);
}

/* A text that is the program's own. */
static void
word(struct json *j, const char *key, const char *text)
{
	member(j, key);
	export_json(j->out, text);
}

static void
text_of(struct json *j, const char *key, enum doc_type type, const char *text)
{
	struct strbuf buf;

	strbuf_init(&buf);
	word(j, key, text ? page_text(j->p, type, text, &buf) : NULL);
	strbuf_fini(&buf);
}

static void
number(struct json *j, const char *key, uint64_t n)
{
	member(j, key);
	fprintf(j->out, "%" PRIu64, n);
}

static void
tone(struct json *j, enum doc_tone t)
{
	word(j, "tone", t == DOC_PLAIN ? "plain" : page_tone(t));
}

/* The time as text, and as a number beside it; null for none. */
static void
time_of(struct json *j, const char *key, int64_t us)
{
	struct strbuf buf, key_us;

	strbuf_init(&buf);
	strbuf_init(&key_us);
	strbuf_addf(&key_us, "%s_us", key);
	word(j, key, us > 0 ? page_iso(us, &buf) : NULL);
	member(j, strbuf_text(&key_us));
	if (us > 0)
		fprintf(j->out, "%" PRId64, us);
	else
		fputs("null", j->out);
	strbuf_fini(&buf);
	strbuf_fini(&key_us);
}

static void
cell(struct json *j, const char *key, const struct doc_cell *c)
{
	if (c->type == DOC_TIME) {
		time_of(j, key, c->none ? 0 : c->time_us);
		return;
	}
	if (c->none) {
		word(j, key, NULL);
		return;
	}
	switch (c->type) {
	case DOC_COUNT:
	case DOC_NUMBER:
	case DOC_BYTES:
		number(j, key, c->number);
		break;
	case DOC_SHARE:
		member(j, key);
		if (isfinite(c->share))
			fprintf(j->out, "%.9g", c->share);
		else
			fputs("null", j->out);
		break;
	default:
		text_of(j, key, c->type, c->text);
	}
}

static void
write_note(struct json *j, const struct doc_item *i)
{
	begin(j, NULL, '{');
	tone(j, i->u.note.tone);
	text_of(j, "text", DOC_TEXT, i->u.note.text);
	end(j, '}');
}

static void
write_fact(struct json *j, const struct doc_item *i)
{
	const struct doc_fact *f = &i->u.fact;

	begin(j, f->key, '{');
	text_of(j, "label", DOC_TEXT, f->label);
	word(j, "type", page_type(f->cell.type));
	tone(j, f->cell.tone);
	cell(j, "value", &f->cell);
	end(j, '}');
}

static void
write_columns(struct json *j, const struct doc_table *t)
{
	begin(j, "columns", '[');
	for (size_t k = 0; k < t->column_count; k++) {
		begin(j, NULL, '{');
		word(j, "key", t->columns[k].key);
		word(j, "title", t->columns[k].title);
		word(j, "type", page_type(t->columns[k].type));
		end(j, '}');
	}
	end(j, ']');
}

/* Cells by the keys of their columns, and the tones there are. */
static void
write_row(struct json *j, const struct doc_table *t, const struct doc_cell *row)
{
	bool toned = false;

	begin(j, NULL, '{');
	for (size_t k = 0; k < t->column_count; k++) {
		cell(j, t->columns[k].key, &row[k]);
		toned |= row[k].tone != DOC_PLAIN;
	}
	if (toned) {
		begin(j, "_tones", '{');
		for (size_t k = 0; k < t->column_count; k++)
			if (row[k].tone != DOC_PLAIN)
				word(j, t->columns[k].key,
				    page_tone(row[k].tone));
		end(j, '}');
	}
	end(j, '}');
}

static void
write_table(struct json *j, const struct doc_item *i)
{
	const struct doc_table *t = &i->u.table;
	size_t rows = page_rows(j->p, t->row_count);
	struct page_folded folded = page_folded(t, rows);

	begin(j, t->key, '{');
	text_of(j, "title", DOC_TEXT, t->title);
	write_columns(j, t);
	begin(j, "rows", '[');
	for (size_t k = 0; k < rows; k++)
		write_row(j, t, t->cells + k * t->column_count);
	end(j, ']');
	if (folded.items > 0) {
		begin(j, "folded", '{');
		number(j, "items", folded.items);
		if (folded.flows_known)
			number(j, "flows", folded.flows);
		text_of(j, "command", DOC_COMMAND, t->folded_command);
		end(j, '}');
	}
	end(j, '}');
}

static void
write_series(struct json *j, const struct doc_item *item)
{
	const struct doc_series *c = &item->u.series;

	begin(j, c->key, '{');
	text_of(j, "title", DOC_TEXT, c->title);
	text_of(j, "unit", DOC_TEXT, c->unit);
	begin(j, "lines", '[');
	for (size_t k = 0; k < c->line_count; k++) {
		begin(j, NULL, '{');
		word(j, "key", c->lines[k].key);
		text_of(j, "label", DOC_TEXT, c->lines[k].label);
		tone(j, c->lines[k].tone);
		end(j, '}');
	}
	end(j, ']');
	begin(j, "steps", '[');
	for (size_t i = 0; i < c->step_count; i++) {
		begin(j, NULL, '{');
		time_of(j, "time", c->steps_us[i]);
		begin(j, "values", '{');
		for (size_t k = 0; k < c->line_count; k++)
			number(j, c->lines[k].key,
			    doc_line_at(&c->lines[k], i));
		end(j, '}');
		end(j, '}');
	}
	end(j, ']');
	end(j, '}');
}

static void
write_labels(struct json *j, const char *key, const struct doc_grid *g,
    bool rows)
{
	size_t count = rows ? g->row_count : g->column_count;

	begin(j, key, '[');
	for (size_t i = 0; i < count; i++)
		text_of(j, NULL, DOC_TEXT,
		    rows ? g->rows[i].label : g->columns[i]);
	end(j, ']');
}

static void
write_grid(struct json *j, const struct doc_item *item)
{
	const struct doc_grid *g = &item->u.grid;

	begin(j, g->key, '{');
	text_of(j, "title", DOC_TEXT, g->title);
	text_of(j, "row_title", DOC_TEXT, g->row_title);
	text_of(j, "column_title", DOC_TEXT, g->column_title);
	write_labels(j, "rows", g, true);
	write_labels(j, "columns", g, false);
	begin(j, "legend", '[');
	for (size_t i = 0; i < g->legend_count; i++) {
		begin(j, NULL, '{');
		tone(j, g->legend[i].tone);
		word(j, "mark", g->legend[i].mark);
		text_of(j, "meaning", DOC_TEXT, g->legend[i].meaning);
		end(j, '}');
	}
	end(j, ']');
	begin(j, "cells", '[');
	for (size_t i = 0; i < g->row_count; i++)
		for (size_t k = 0; k < g->column_count; k++) {
			struct doc_mark m = doc_grid_at(g, i, k);

			if (!m.mark)
				continue;
			begin(j, NULL, '{');
			number(j, "row", i);
			number(j, "column", k);
			tone(j, m.tone);
			word(j, "mark", m.mark);
			number(j, "flows", m.flows);
			text_of(j, "more", DOC_TEXT, m.more);
			end(j, '}');
		}
	end(j, ']');
	end(j, '}');
}

/* The items of each kind stand together, in the order of the schema. */
static const struct kind {
	enum doc_kind kind;
	const char *key;
	char open, close;
	void (*write)(struct json *j, const struct doc_item *item);
} kinds[] = {
	{ DOC_ITEM_NOTE, "notes", '[', ']', write_note },
	{ DOC_ITEM_FACT, "facts", '{', '}', write_fact },
	{ DOC_ITEM_TABLE, "tables", '{', '}', write_table },
	{ DOC_ITEM_SERIES, "series", '{', '}', write_series },
	{ DOC_ITEM_GRID, "grids", '{', '}', write_grid },
};

static void
write_section(struct json *j, const struct doc_section *s)
{
	begin(j, s->key, '{');
	text_of(j, "title", DOC_TEXT, s->title);
	word(j, "reader", page_reader(s->reader));
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		begin(j, kinds[k].key, kinds[k].open);
		for (const struct doc_item *i = s->first; i; i = i->next)
			if (i->kind == kinds[k].kind)
				kinds[k].write(j, i);
		end(j, kinds[k].close);
	}
	end(j, '}');
}

void
write_json(const struct page *p, size_t max_bytes)
{
	struct json j = { .p = p, .out = p->out };

	(void)max_bytes;
	begin(&j, NULL, '{');
	word(&j, "schema", SCHEMA);
	text_of(&j, "title", DOC_TEXT, p->doc->title);
	word(&j, "zone", p->doc->zone);
	member(&j, "anonymized");
	fputs(p->anonymizer ? "true" : "false", p->out);
	begin(&j, "verdict", '{');
	tone(&j, p->doc->tone);
	text_of(&j, "word", DOC_TEXT, p->doc->word);
	text_of(&j, "sentence", DOC_TEXT, p->doc->sentence);
	end(&j, '}');
	begin(&j, "sections", '{');
	for (const struct doc_section *s = p->doc->sections; s; s = s->next)
		write_section(&j, s);
	end(&j, '}');
	end(&j, '}');
	fputc('\n', p->out);
}
