/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * night_index.h - the page that lists the reports of a folder: HTML, no
 * script, nothing loaded.
 */
#ifndef REPORT_NIGHT_INDEX_H
#define REPORT_NIGHT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct night_index_entry {
	char day[16];    /* "2026-11-23" */
	bool has_report; /* else the night is named as one without */
	const char *html, *text, *json; /* names of files; NULL: none */
	bool has_figures;               /* of the history; else only links */
	char headline[128];
	uint64_t escaped, blocked, violations, uncovered;
	double coverage; /* 0 to 1; below 0: not known */
};

/* Write it, in the order given.  site may be NULL.  Errors of out are for its
 * owner to look at. */
void night_index_write(FILE *out, const char *site,
    const struct night_index_entry *entries, size_t count);

#endif
