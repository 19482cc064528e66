/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write_csv.h - a document as CSV in long form: one value in a record.
 *
 * Columns: section, table, item, key, value (RFC 4180, with a header).  Where
 * there is no table the column names what there is instead: "note", "fact",
 * or "report" for the head.  item is a number from 1, a time, or "row > column"
 * of a grid.  max_bytes is not looked at.
 */
#ifndef REPORT_WRITE_CSV_H
#define REPORT_WRITE_CSV_H

#include <stddef.h>

#include "report/page.h"

void write_csv(const struct page *p, size_t max_bytes);

#endif
