/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doc.c - a report as a tree of typed items.
 *
 * Texts and the tree's nodes live in one arena; arrays that grow are
 * allocated by themselves.
 */
#include <config.h>

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xalloc.h"
#include "report/doc.h"

#define ROWS_FIRST 16

static void
no_memory(void)
{
	fputs("rasaudit: out of memory\n", stderr);
	abort();
}

static void *
doc_alloc(struct doc *d, size_t size)
{
	void *p = arena_alloc(d->arena, size);

	if (!p)
		no_memory();
	return p;
}

/* A copy of text, or NULL for NULL. */
static const char *
copy(struct doc *d, const char *text)
{
	const char *made;

	if (!text)
		return NULL;
	made = arena_text(d->arena, text, strlen(text));
	if (!made)
		no_memory();
	return made;
}

/* A copy of a title, label or key: never NULL. */
static const char *
copy_label(struct doc *d, const char *text)
{
	return copy(d, text ? text : "");
}

struct doc *
doc_new(const char *zone)
{
	struct doc *d = xcalloc(1, sizeof(*d));

	if (arena_new(&d->arena) < 0)
		no_memory();
	d->zone = copy(d, zone ? zone : "UTC");
	d->title = d->word = d->sentence = "";
	return d;
}

static void
free_series(struct doc_series *c)
{
	for (size_t i = 0; i < c->line_count; i++)
		free(c->lines[i].values);
	free(c->lines);
	free(c->steps_us);
}

static void
free_grid(struct doc_grid *g)
{
	for (size_t i = 0; i < g->row_count; i++)
		free(g->rows[i].marks);
	free(g->rows);
	free(g->columns);
	free(g->legend);
}

static void
free_item(struct doc_item *item)
{
	if (item->kind == DOC_ITEM_TABLE)
		free(item->u.table.cells);
	else if (item->kind == DOC_ITEM_SERIES)
		free_series(&item->u.series);
	else if (item->kind == DOC_ITEM_GRID)
		free_grid(&item->u.grid);
}

void
doc_free(struct doc *d)
{
	if (!d)
		return;
	for (struct doc_section *s = d->sections; s; s = s->next)
		for (struct doc_item *i = s->first; i; i = i->next)
			free_item(i);
	free(d->hidden);
	arena_free(d->arena);
	free(d);
}

void
doc_title(struct doc *d, const char *title)
{
	d->title = copy_label(d, title);
}

void
doc_sentence(struct doc *d, enum doc_tone tone, const char *word,
    const char *sentence)
{
	d->tone = tone;
	d->word = copy_label(d, word);
	d->sentence = copy_label(d, sentence);
}

struct doc_section *
doc_section(struct doc *d, enum doc_reader reader, const char *key,
    const char *title)
{
	struct doc_section *s = doc_alloc(d, sizeof(*s));
	struct doc_section **at = &d->sections;

	s->doc = d;
	s->reader = reader;
	s->key = copy_label(d, key);
	s->title = copy_label(d, title);
	while (*at && (*at)->reader <= reader)
		at = &(*at)->next;
	s->next = *at;
	*at = s;
	return s;
}

static struct doc_item *
new_item(struct doc_section *s, enum doc_kind kind)
{
	struct doc_item *item = doc_alloc(s->doc, sizeof(*item));

	item->kind = kind;
	item->section = s;
	if (s->last)
		s->last->next = item;
	else
		s->first = item;
	s->last = item;
	return item;
}

void
doc_note(struct doc_section *s, enum doc_tone tone, const char *fmt, ...)
{
	struct doc_item *item = new_item(s, DOC_ITEM_NOTE);
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	item->u.note.tone = tone;
	item->u.note.text = copy(s->doc, text);
	free(text);
}

struct doc_cell *
doc_fact(struct doc_section *s, const char *key, const char *label,
    enum doc_type type)
{
	struct doc_fact *f = &new_item(s, DOC_ITEM_FACT)->u.fact;

	f->key = copy_label(s->doc, key);
	f->label = copy_label(s->doc, label);
	f->cell = (struct doc_cell){ .type = type, .none = true };
	return &f->cell;
}

struct doc_table *
doc_table(struct doc_section *s, const char *key, const char *title,
    const struct doc_column *columns, size_t count)
{
	struct doc_table *t = &new_item(s, DOC_ITEM_TABLE)->u.table;

	assert(count > 0);
	t->key = copy_label(s->doc, key);
	t->title = copy_label(s->doc, title);
	t->columns = columns;
	t->column_count = count;
	return t;
}

struct doc_cell *
doc_row(struct doc_table *t)
{
	struct doc_cell *row;

	if (t->row_count == t->row_max) {
		t->row_max = t->row_max ? t->row_max * 2 : ROWS_FIRST;
		t->cells = xrealloc(t->cells, t->row_max,
		    t->column_count * sizeof(*t->cells));
	}
	row = t->cells + t->row_count++ * t->column_count;
	for (size_t i = 0; i < t->column_count; i++)
		row[i] = (struct doc_cell){ .type = t->columns[i].type,
			.none = true };
	return row;
}

/* The document of the table, series or grid inside an item. */
static struct doc *
doc_of(const void *inside)
{
	const struct doc_item *item =
	    (const void *)((const char *)inside - offsetof(struct doc_item, u));

	return item->section->doc;
}

void
doc_folded(struct doc_table *t, uint64_t items, uint64_t flows,
    const char *command)
{
	t->folded_items = items;
	t->folded_flows = flows;
	t->folded_command = copy(doc_of(t), command);
}

struct doc_series *
doc_series(struct doc_section *s, const char *key, const char *title,
    const char *unit)
{
	struct doc_series *c = &new_item(s, DOC_ITEM_SERIES)->u.series;

	c->key = copy_label(s->doc, key);
	c->title = copy_label(s->doc, title);
	c->unit = copy_label(s->doc, unit);
	return c;
}

size_t
doc_series_line(struct doc_series *c, const char *key, const char *label,
    enum doc_tone tone)
{
	struct doc *d = doc_of(c);

	c->lines = xrealloc(c->lines, c->line_count + 1, sizeof(*c->lines));
	c->lines[c->line_count] = (struct doc_line){ .key = copy_label(d, key),
		.label = copy_label(d, label),
		.tone = tone };
	return c->line_count++;
}

size_t
doc_series_step(struct doc_series *c, int64_t time_us)
{
	c->steps_us =
	    xrealloc(c->steps_us, c->step_count + 1, sizeof(*c->steps_us));
	c->steps_us[c->step_count] = time_us;
	return c->step_count++;
}

void
doc_series_value(struct doc_series *c, size_t line, size_t step, uint64_t value)
{
	struct doc_line *l = &c->lines[line];

	assert(line < c->line_count && step < c->step_count);
	if (step >= l->value_count) {
		l->values =
		    xrealloc(l->values, c->step_count, sizeof(*l->values));
		memset(l->values + l->value_count, 0,
		    (c->step_count - l->value_count) * sizeof(*l->values));
		l->value_count = c->step_count;
	}
	l->values[step] = value;
}

uint64_t
doc_line_at(const struct doc_line *l, size_t step)
{
	return step < l->value_count ? l->values[step] : 0;
}

struct doc_grid *
doc_grid(struct doc_section *s, const char *key, const char *title,
    const char *rows, const char *columns)
{
	struct doc_grid *g = &new_item(s, DOC_ITEM_GRID)->u.grid;

	g->key = copy_label(s->doc, key);
	g->title = copy_label(s->doc, title);
	g->row_title = copy_label(s->doc, rows);
	g->column_title = copy_label(s->doc, columns);
	return g;
}

size_t
doc_grid_row(struct doc_grid *g, const char *label)
{
	g->rows = xrealloc(g->rows, g->row_count + 1, sizeof(*g->rows));
	g->rows[g->row_count] =
	    (struct doc_grid_row){ .label = copy_label(doc_of(g), label) };
	return g->row_count++;
}

size_t
doc_grid_column(struct doc_grid *g, const char *label)
{
	g->columns =
	    xrealloc(g->columns, g->column_count + 1, sizeof(*g->columns));
	g->columns[g->column_count] = copy_label(doc_of(g), label);
	return g->column_count++;
}

void
doc_grid_cell(struct doc_grid *g, size_t row, size_t column, enum doc_tone tone,
    const char *mark, uint64_t flows, const char *more)
{
	struct doc_grid_row *r = &g->rows[row];
	struct doc *d = doc_of(g);

	assert(row < g->row_count && column < g->column_count);
	if (column >= r->mark_count) {
		r->marks =
		    xrealloc(r->marks, g->column_count, sizeof(*r->marks));
		memset(r->marks + r->mark_count, 0,
		    (g->column_count - r->mark_count) * sizeof(*r->marks));
		r->mark_count = g->column_count;
	}
	r->marks[column] = (struct doc_mark){ .tone = tone,
		.mark = copy_label(d, mark),
		.more = copy(d, more),
		.flows = flows };
}

void
doc_grid_legend(struct doc_grid *g, enum doc_tone tone, const char *mark,
    const char *meaning)
{
	struct doc *d = doc_of(g);

	g->legend =
	    xrealloc(g->legend, g->legend_count + 1, sizeof(*g->legend));
	g->legend[g->legend_count++] = (struct doc_legend){ .tone = tone,
		.mark = copy_label(d, mark),
		.meaning = copy_label(d, meaning) };
}

struct doc_mark
doc_grid_at(const struct doc_grid *g, size_t row, size_t column)
{
	const struct doc_grid_row *r = &g->rows[row];

	return column < r->mark_count ? r->marks[column]
				      : (struct doc_mark){ 0 };
}

void
doc_hide(struct doc *d, const char *name)
{
	if (!name || !name[0])
		return;
	d->hidden =
	    xrealloc(d->hidden, d->hidden_count + 1, sizeof(*d->hidden));
	d->hidden[d->hidden_count++] = copy_label(d, name);
}

void
doc_set_text(struct doc *d, struct doc_cell *c, const char *text)
{
	c->text = copy(d, text);
	c->none = !text;
}

void
doc_set_count(struct doc_cell *c, uint64_t n)
{
	c->number = n;
	c->none = false;
}

void
doc_set_time(struct doc_cell *c, int64_t time_us)
{
	c->time_us = time_us;
	c->none = time_us <= 0;
}

void
doc_set_share(struct doc_cell *c, double share)
{
	c->share = share;
	c->none = false;
}
