/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_drawing.h - cells, numbers over time, and roles by roles as text.
 */
#ifndef REPORT_TEXT_DRAWING_H
#define REPORT_TEXT_DRAWING_H

#include "base/strbuf.h"
#include "report/page.h"
#include "report/style.h"

enum style text_style(enum doc_tone tone);
/* "ok", "!", "!!", or "". */
const char *text_sign(enum doc_tone tone);
/* A cell in words, after the sign of a tone that asks for a look. */
void text_cell(const struct page *p, const struct doc_cell *c,
    struct strbuf *buf);

/* A row for each step: the numbers, and a bar for their sum. */
void text_series(const struct page *p, const struct doc_series *c);
/* Marks in a table whose columns have letters, what these and the marks mean,
 * and the pairs with their numbers. */
void text_grid(const struct page *p, const struct doc_grid *g);

#endif
