/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_table.h - a table of texts in 80 columns.
 *
 * Columns that do not fit, the widest first, stand below their row as
 * "title: value".  The first column stays; texts are copied.
 */
#ifndef REPORT_TEXT_TABLE_H
#define REPORT_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/style.h"

struct text_table;

/* Give it to text_table_free(). */
struct text_table *text_table_new(void);
void text_table_free(struct text_table *t);

/* All columns come before the first cell. */
void text_table_column(struct text_table *t, const char *title, bool right,
    bool below);
/* The next cell, row by row; NULL or "": nothing.  whole is not broken into
 * lines where it stands below. */
void text_table_cell(struct text_table *t, enum style style, bool whole,
    const char *text);
void text_table_print(struct text_table *t, FILE *out, bool color);

#endif
