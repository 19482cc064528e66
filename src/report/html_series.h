/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_series.h - numbers over time in HTML: a row of bars for each line,
 * drawn in SVG to a scale of its own, so that few flows beside very many can
 * be seen; its sum and peak as text, all numbers in a table behind a summary.
 */
#ifndef REPORT_HTML_SERIES_H
#define REPORT_HTML_SERIES_H

#include "report/page.h"

void html_series(const struct page *p, const struct doc_series *c);

#endif
