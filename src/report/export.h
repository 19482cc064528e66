/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * export.h - values in machine formats, escaped.
 */
#ifndef REPORT_EXPORT_H
#define REPORT_EXPORT_H

#include <stdint.h>
#include <stdio.h>

/*
 * One CSV field (RFC 4180), quoted where needed; NULL is empty.  A text that
 * a spreadsheet would take for a formula (= + - @ TAB CR at its start,
 * CWE-1236) has an apostrophe before it.
 */
void export_csv(FILE *out, const char *text);
/* A JSON string (RFC 8259), always valid UTF-8: other bytes become \xNN in
 * the text; NULL becomes null. */
void export_json(FILE *out, const char *text);

#endif
