/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wrap.h - words flowing into lines of 80 columns.
 *
 * All text passes export_plain() here or in wrap_width(): nothing that could
 * act on a terminal leaves.  A column is a code point.
 */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/style.h"

#define WRAP_COLUMNS 80

struct wrap {
	FILE *out;
	bool color;
	size_t indent; /* of the lines after a break */
	size_t column; /* where the next letter would stand */
};

/* The columns that text takes. */
size_t wrap_width(const char *text);
/* Go to a column with spaces; a line break first when it is behind. */
void wrap_to(struct wrap *w, size_t column);
/* Words after one another; a word that is too long for any line stands alone
 * on one. */
void wrap_words(struct wrap *w, enum style style, const char *text);
/* text unbroken, on a line of its own if it does not fit. */
void wrap_whole(struct wrap *w, enum style style, const char *text);
void wrap_break(struct wrap *w);

#endif
