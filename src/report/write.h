/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write.h - a document in one of the formats of a report.
 *
 * All formats hold the same values; --anonymize works on all of them.  Every
 * text is escaped by the one function of its format (style_safe() for text,
 * export.h for the others).
 */
#ifndef REPORT_WRITE_H
#define REPORT_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/anonymize.h"
#include "report/doc.h"

enum report_format { REPORT_TEXT, REPORT_HTML, REPORT_JSON, REPORT_CSV };

struct report_write_options {
	bool color; /* escape sequences of a terminal; text only */
	/* Only what is for the administrator; text only. */
	bool brief;
	size_t list_limit; /* rows of one table; 0: all */
	/*
	 * Bytes of a page of HTML; 0: any.  Where the page would be larger,
	 * its lists and then its texts shrink, and it tells what it leaves
	 * out.  What grows with sections and notes alone is not bounded.
	 */
	size_t max_bytes;
	const struct anonymizer *anonymizer; /* NULL: as it is */
};

/* "text", "html", "json" or "csv"; else -1. */
int report_format_find(const char *word);
/* By the end of a path: .txt .html .htm .json .csv, in any case; else -1. */
int report_format_of_path(const char *path);

/*
 * Write d to out, which stays open, and flush it.  0, or the negative errno
 * of the stream.  It sets TZ while it runs, see zone.h.
 */
int report_write(const struct doc *d, enum report_format format, FILE *out,
    const struct report_write_options *options);

#endif
