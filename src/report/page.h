/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * page.h - what the writers of a document share: the document with what
 * holds for all its texts (names changed, cuts), and values in words.
 *
 * Texts from here are not escaped: each writer passes them through the one
 * function of its format.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/strbuf.h"
#include "report/anonymize.h"
#include "report/doc.h"

#define PAGE_ALL SIZE_MAX

struct page {
	const struct doc *doc;
	FILE *out;
	const struct anonymizer *anonymizer; /* NULL: nothing is changed */
	const struct name_list *names;
	bool color;
	bool brief;      /* only the administrator's part; in text */
	size_t rows;     /* of one table; PAGE_ALL: all */
	size_t numbers;  /* of those beside one drawing; PAGE_ALL: all */
	size_t text_max; /* bytes of one text; PAGE_ALL: all */
	size_t stop_at;  /* bytes of out from where writing is in vain */
};

/* The word of a tone, and the sign that stands for it without colour; "" for
 * DOC_PLAIN, and no sign for DOC_QUIET. */
const char *page_tone(enum doc_tone tone);
const char *page_sign(enum doc_tone tone);
/* The part of a page that is for a reader: "For the administrator". */
const char *page_part(enum doc_reader reader);
const char *page_reader(enum doc_reader reader);
/* The word of a type of cells. */
const char *page_type(enum doc_type type);

/* A text of the document as it may be told, in buf; "" for NULL. */
const char *page_text(const struct page *p, enum doc_type type,
    const char *text, struct strbuf *buf);
/*
 * A cell in words, in buf: "1234", "1.20 GiB", "2026-11-24 10:00:00" in the
 * zone entered, "97.3 %"; "" when there is nothing to say.  A share is "100 %"
 * or "0 %" only when it is exactly that.
 */
const char *page_cell(const struct page *p, const struct doc_cell *c,
    struct strbuf *buf);
/* Is the cell set, and a number on which digits should align? */
bool page_is_number(enum doc_type type);

/* A time in ISO 8601 UTC; "" for none. */
const char *page_iso(int64_t us, struct strbuf *buf);

/* The page is too large already: lists need not go on. */
bool page_is_full(const struct page *p);

/* What a table leaves out when only its first rows stand there. */
struct page_folded {
	uint64_t items, flows;
	bool flows_known; /* flows of all items are in it */
};

/* How many of the count rows of a table to write. */
size_t page_rows(const struct page *p, size_t count);
struct page_folded page_folded(const struct doc_table *t, size_t written);

/* The highest value of a line and the sum of all. */
uint64_t page_line_max(const struct doc_series *c, const struct doc_line *l,
    size_t *step);
uint64_t page_line_sum(const struct doc_series *c, const struct doc_line *l);

#endif
