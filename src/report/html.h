/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html.h - pieces of a page of HTML.
 *
 * All text goes through export_html(); everything between here and there is
 * the program's own.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/page.h"

/* A text of the document; in an attribute too. */
void html_text(const struct page *p, enum doc_type type, const char *text);
/* A command line, broken between its words. */
void html_command(const struct page *p, const char *text);
/* A sign and its space for a tone that has one. */
void html_sign(const struct page *p, enum doc_tone tone);
/* A number with its digits in groups of three. */
void html_count(const struct page *p, uint64_t n);
/* A cell with the element that fits its type; a dash for none. */
void html_cell(const struct page *p, const struct doc_cell *c);
/* The style sheet of a page, without its element. */
void html_css(FILE *out);

#endif
