/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text.h - the report as plain text of 80 columns.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "report/model.h"

struct report_text_options {
	bool color;        /* escape sequences of a terminal */
	size_t list_limit; /* items of one list; 0: all */
};

/* Write r to out.  Every text that came from outside is escaped. */
void report_text(const struct report *r, FILE *out,
    const struct report_text_options *options);

#endif
