/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * export.h - values in machine formats, escaped: one function for each
 * format, which every value passes.
 *
 * Bytes that are no UTF-8, control characters and bidirectional controls can
 * act on what shows them (CVE-2021-42574).  JSON has escapes for them; where
 * a format has none, a text with such bytes is shown as text_escape() does
 * (\xNN, and a backslash doubled), any other as it is.
 */
#ifndef REPORT_EXPORT_H
#define REPORT_EXPORT_H

#include <stdint.h>
#include <stdio.h>

#include "base/strbuf.h"

/* Append text as the formats without escapes of their own show it. */
void export_plain(struct strbuf *out, const char *text);
/*
 * One CSV field (RFC 4180), quoted where needed; NULL is empty.  A text that
 * a spreadsheet would take for a formula (= + - @ TAB CR LF at its start,
 * plain or full-width, CWE-1236) has an apostrophe before it.
 */
void export_csv(FILE *out, const char *text);
/* A JSON string (RFC 8259), always valid UTF-8: in a text that is none, other
 * bytes become \xNN; NULL becomes null. */
void export_json(FILE *out, const char *text);
/* Text of HTML or of SVG inside it, or an attribute's value between double
 * quotes; NULL prints nothing. */
void export_html(FILE *out, const char *text);

#endif
