/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doc.h - a report as a tree of typed items, between the model and the
 * writers.
 *
 * The sections of a report fill it once; each writer (text, HTML, JSON, CSV)
 * puts the same tree into its own form, so that no number can differ between
 * formats.  Texts are copied into the document's memory and are bytes from
 * anywhere: writers escape them, nothing else does.  Times are unix
 * microseconds UTC, -1 or 0 for none; writers show them in the document's
 * zone.  Keys are kebab-case, stable, and unique among their siblings.
 *
 * Addresses and names of hosts, users and sites stand in cells of type
 * DOC_ADDRESS and DOC_NAME only, one in a cell, and in commands: never in
 * the title, a sentence, a note, a label or any other text, since those pass
 * --anonymize as they are.  A cell may be of another type than its column:
 * "several" in a column of addresses is a DOC_WORD.
 *
 * Running out of memory ends the program (base/xalloc.h).
 */
#ifndef REPORT_DOC_H
#define REPORT_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a reader should take it; colour is never the only sign of it. */
enum doc_tone { DOC_PLAIN, DOC_GOOD, DOC_WARN, DOC_BAD, DOC_QUIET };

/* For whom a section is, in the order of the page. */
enum doc_reader { DOC_ADMINISTRATOR, DOC_AUDITOR, DOC_DETAIL };

enum doc_type {
	DOC_TEXT,    /* prose, a name, a label */
	DOC_WORD,    /* an enumeration's word or an id */
	DOC_ADDRESS, /* of a host: what --anonymize changes */
	DOC_NAME,    /* of a host: likewise */
	DOC_COMMAND, /* to be typed; addresses in it, and names that stand
		      * in a DOC_NAME cell or were given to doc_hide(),
		      * change with --anonymize */
	DOC_COUNT,
	DOC_NUMBER, /* a number that is a name: a port; never grouped or
		     * added */
	DOC_BYTES,
	DOC_TIME,
	DOC_SHARE, /* 0 to 1 */
};

struct doc_cell {
	enum doc_type type;
	enum doc_tone tone;
	bool none; /* there is nothing to say */
	const char *text;
	uint64_t number; /* of COUNT, NUMBER, BYTES */
	int64_t time_us;
	double share;
};

struct doc_column {
	const char *key, *title;
	enum doc_type type;
	/* Not worth a column of its own where room is scarce: it stands below
	 * its row there. */
	bool detail;
};

/* What follows up to doc_new() is for writers to read, and for nobody to
 * change but doc.c. */
struct doc_table {
	const char *key, *title;
	const struct doc_column *columns;
	size_t column_count;
	struct doc_cell *cells; /* row by row */
	size_t row_count, row_max;
	uint64_t folded_items, folded_flows;
	const char *folded_command; /* NULL: none */
};

struct doc_line {
	const char *key, *label;
	enum doc_tone tone;
	uint64_t *values; /* value_count of them; later steps have 0 */
	size_t value_count;
};

struct doc_series {
	const char *key, *title, *unit;
	struct doc_line *lines;
	size_t line_count;
	int64_t *steps_us;
	size_t step_count;
};

struct doc_mark {
	enum doc_tone tone;
	const char *mark, *more; /* mark is NULL where nothing was set */
	uint64_t flows;
};

struct doc_grid_row {
	const char *label;
	struct doc_mark *marks; /* mark_count of them; the rest is unset */
	size_t mark_count;
};

struct doc_legend {
	enum doc_tone tone;
	const char *mark, *meaning;
};

struct doc_grid {
	const char *key, *title, *row_title, *column_title;
	struct doc_grid_row *rows;
	size_t row_count;
	const char **columns;
	size_t column_count;
	struct doc_legend *legend;
	size_t legend_count;
};

enum doc_kind {
	DOC_ITEM_NOTE,
	DOC_ITEM_FACT,
	DOC_ITEM_TABLE,
	DOC_ITEM_SERIES,
	DOC_ITEM_GRID,
};

struct doc_note {
	enum doc_tone tone;
	const char *text;
};

struct doc_fact {
	const char *key, *label;
	struct doc_cell cell;
};

struct doc_item {
	struct doc_item *next;
	struct doc_section *section;
	enum doc_kind kind;
	union {
		struct doc_note note;
		struct doc_fact fact;
		struct doc_table table;
		struct doc_series series;
		struct doc_grid grid;
	} u;
};

struct doc_section {
	struct doc_section *next;
	struct doc *doc;
	enum doc_reader reader;
	const char *key, *title;
	struct doc_item *first, *last;
};

struct doc {
	struct arena *arena;
	const char *zone, *title, *word, *sentence;
	enum doc_tone tone;
	struct doc_section *sections; /* by reader, then as added */
	const char **hidden;          /* see doc_hide() */
	size_t hidden_count;
};

/* zone is of the tz database; NULL is UTC.  Give it to doc_free(). */
struct doc *doc_new(const char *zone);
void doc_free(struct doc *d);

/* The head: title, and the sentence with the verdict. */
void doc_title(struct doc *d, const char *title);
void doc_sentence(struct doc *d, enum doc_tone tone, const char *word,
    const char *sentence);

/* A further section; what is added to it stands in the order of adding. */
struct doc_section *doc_section(struct doc *d, enum doc_reader reader,
    const char *key, const char *title);
/* A paragraph. */
void doc_note(struct doc_section *s, enum doc_tone tone, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A line "label: value"; fill the cell that is returned. */
struct doc_cell *doc_fact(struct doc_section *s, const char *key,
    const char *label, enum doc_type type);

/* columns is borrowed for the life of the document. */
struct doc_table *doc_table(struct doc_section *s, const char *key,
    const char *title, const struct doc_column *columns, size_t count);
/* A further row: count cells, each of its column's type and none, to be
 * filled before the next call that takes the table. */
struct doc_cell *doc_row(struct doc_table *t);
/* What the table leaves out: items of it, with these flows; command lists
 * them (NULL: no command does). */
void doc_folded(struct doc_table *t, uint64_t items, uint64_t flows,
    const char *command);

/* Numbers over time, stacked: a chart, and a table beside it. */
struct doc_series *doc_series(struct doc_section *s, const char *key,
    const char *title, const char *unit);
/* A further line of it, for all steps. */
size_t doc_series_line(struct doc_series *c, const char *key, const char *label,
    enum doc_tone tone);
/* A further step; its values are 0 until doc_series_value(). */
size_t doc_series_step(struct doc_series *c, int64_t time_us);
void doc_series_value(struct doc_series *c, size_t line, size_t step,
    uint64_t value);

/* Roles by roles: a picture, and a table beside it. */
struct doc_grid *doc_grid(struct doc_section *s, const char *key,
    const char *title, const char *rows, const char *columns);
size_t doc_grid_row(struct doc_grid *g, const char *label);
size_t doc_grid_column(struct doc_grid *g, const char *label);
/* mark is a sign or two that stands for the tone without colour; more tells
 * what is in it. */
void doc_grid_cell(struct doc_grid *g, size_t row, size_t column,
    enum doc_tone tone, const char *mark, uint64_t flows, const char *more);
/* What a mark means, once for each mark of the grid, in the order told. */
void doc_grid_legend(struct doc_grid *g, enum doc_tone tone, const char *mark,
    const char *meaning);

/* A name that commands tell and no DOC_NAME cell holds: --anonymize changes
 * it there. */
void doc_hide(struct doc *d, const char *name);

/* What was set for a row and column, or an unset mark. */
struct doc_mark doc_grid_at(const struct doc_grid *g, size_t row,
    size_t column);
/* The value of a line at a step. */
uint64_t doc_line_at(const struct doc_line *l, size_t step);

/* Filling a cell; text may be NULL: none. */
void doc_set_text(struct doc *d, struct doc_cell *c, const char *text);
void doc_set_count(struct doc_cell *c, uint64_t n);
void doc_set_time(struct doc_cell *c, int64_t time_us);
void doc_set_share(struct doc_cell *c, double share);

#endif
