/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section.h - the sections of a report, and what they share.  For report/
 * only.
 */
#ifndef REPORT_SECTION_H
#define REPORT_SECTION_H

#include "report/doc.h"
#include "report/document.h"
#include "report/model.h"
#include "report/roles.h"

#define SECTION_COLUMNS(columns) columns, sizeof(columns) / sizeof(columns[0])

struct section_page {
	struct doc *doc;
	const struct report *r;
	const char *db;     /* "-d FILE " or "" */
	const char *period; /* "--day 2026-11-23" */
	size_t limit;       /* of a list; SIZE_MAX: none */
};

#define SECTION_NONE "-" /* of a filter: flows that have none */

/* What "rasaudit flows" shall list; NULL and 0 are any. */
struct section_filter {
	const char *verdict, *through, *src_roles, *dst_roles, *proto, *row;
	const char *near, *near_fact, *known, *reason, *conformance, *grade;
	const char *app, *ndpi_app, *security, *weak, *src, *dst;
	int64_t port;    /* 0 and less: any */
	int64_t flow_id; /* 0 and less: any */
};

/* The text, or that there is none. */
const char *section_or_none(const char *text);
/* The command that lists these flows, of the report's period. */
void section_flows(const struct section_page *p, struct doc_cell *c,
    const struct section_filter *f);

/* A table that shows its first rows, as many as the page's limit, counts the
 * others, and is made with its first row. */
struct section_list {
	const struct section_page *page;
	struct doc_section *section;
	const char *key, *title;
	const struct doc_column *columns;
	size_t column_count;
	struct doc_table *table; /* NULL: no row yet */
	size_t shown;
	uint64_t items, flows; /* that are only counted */
};
#define SECTION_LIST(page, section, key, title, columns)                       \
	{                                                                      \
		page, section, key, title, SECTION_COLUMNS(columns), NULL, 0,  \
		    0, 0                                                       \
	}

/* The cells of a further row, or NULL when it is only counted, with these
 * flows. */
struct doc_cell *section_list_row(struct section_list *l, uint64_t flows);
/* Tell what was counted only, and the command that lists these flows (NULL:
 * none does).  True when there was any row. */
bool section_list_end(const struct section_list *l,
    const struct section_filter *all);

/* Formatted text into a cell. */
void section_textf(const struct section_page *p, struct doc_cell *c,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* An address, or "several" for NULL. */
void section_host(const struct section_page *p, struct doc_cell *c,
    const char *host);
/* "continuing" where a flow of the line began before the period, the first of
 * them at first_us.  For a column SECTION_CONTINUING. */
void section_continuing(const struct section_page *p, struct doc_cell *c,
    int64_t first_us);
#define SECTION_CONTINUING                                                     \
	{                                                                      \
		"continuing", "begun before the period", DOC_WORD, true        \
	}
/* Nothing for less than 0. */
void section_number(struct doc_cell *c, int64_t n);
/* A text of the policy: what looks as if it held addresses is shown as a
 * command is, so that they can be hidden; and so can what a row of the site
 * (ours) has in quotes. */
void section_rule(const struct section_page *p, struct doc_cell *c,
    const char *text, bool ours);
/* "rdp" of the cause words, in words for people. */
const char *section_cause(const char *cause);
/* "new", "continuing", "returned", "gone"; NULL when it is not known. */
const char *section_life(enum report_life life);
/* "TCP 443 of 12 findings": plural ending. */
const char *section_s(uint64_t n);

/* The sections, in order. */
void section_words(const struct section_page *p);
void section_blocked(const struct section_page *p);
void section_escaped(const struct section_page *p);
void section_services(const struct section_page *p);
void section_fixes(const struct section_page *p);
void section_due(const struct section_page *p);
void section_scope(const struct section_page *p);
void section_policy(const struct section_page *p);
void section_headline(const struct section_page *p);
void section_exceptions(const struct section_page *p);
void section_weak(const struct section_page *p);
void section_rows(const struct section_page *p);
void section_open(const struct section_page *p);
void section_matrix(const struct section_page *p);
void section_traffic(const struct section_page *p);
void section_changes(const struct section_page *p);
void section_missed(const struct section_page *p);
void section_rejected(const struct section_page *p);
void section_probable(const struct section_page *p);
void section_protocols(const struct section_page *p);
void section_talks(const struct section_page *p);
void section_senders(const struct section_page *p);
void section_strangers(const struct section_page *p);
void section_sums(const struct section_page *p);
void section_tap(const struct section_page *p);
void section_packets(const struct section_page *p);

#endif
