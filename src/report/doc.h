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
	DOC_COMMAND, /* to be typed; holds no address or name of its own but
		      * those given apart, see doc_cell */
	DOC_COUNT,
	DOC_BYTES,
	DOC_TIME,
	DOC_SHARE, /* 0 to 1 */
};

struct doc_cell {
	enum doc_type type;
	enum doc_tone tone;
	bool none; /* there is nothing to say */
	const char *text;
	uint64_t number; /* of COUNT, BYTES */
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

struct doc;
struct doc_section;
struct doc_table;
struct doc_series;
struct doc_grid;

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

/* Filling a cell; text may be NULL: none. */
void doc_set_text(struct doc *d, struct doc_cell *c, const char *text);
void doc_set_count(struct doc_cell *c, uint64_t n);
void doc_set_time(struct doc_cell *c, int64_t time_us);
void doc_set_share(struct doc_cell *c, double share);

#endif
