/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_table.h - a table of the document in HTML.
 *
 * The first rows stand open, the rest behind a summary; a column that is a
 * detail stands below its row, and on a narrow page each row is a list.
 */
#ifndef REPORT_HTML_TABLE_H
#define REPORT_HTML_TABLE_H

#include "report/page.h"

void html_table(const struct page *p, const struct doc_table *t);

#endif
