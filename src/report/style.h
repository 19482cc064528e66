/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * style.h - what terminal output shares: colours, escaped text, times.
 */
#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum style {
	STYLE_PLAIN,
	STYLE_BOLD,
	STYLE_GOOD,
	STYLE_WARN,
	STYLE_BAD,
	STYLE_DIM
};

/* Colours for this stream: a terminal, NO_COLOR unset or empty, and TERM not
 * "dumb" (no-color.org). */
bool style_wanted(FILE *out);
/* text in a style, or plain when color is false. */
void style_print(FILE *out, bool color, enum style style, const char *text);

/* text with what could act on a terminal escaped; NULL prints nothing. */
void style_safe(FILE *out, const char *text);
/* The same, padded with spaces to width columns (bytes). */
void style_safe_padded(FILE *out, const char *text, int width);

#define STYLE_TIME_MAX 32
/* "2026-11-24 10:00:00" UTC, or "-" for 0 and below.  Returns out. */
char *style_time(int64_t us, char out[static STYLE_TIME_MAX]);

#endif
