/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_grid.h - roles by roles in HTML: a drawing in SVG with a mark in each
 * cell, its legend, and all pairs in a table behind a summary.
 */
#ifndef REPORT_HTML_GRID_H
#define REPORT_HTML_GRID_H

#include "report/page.h"

void html_grid(const struct page *p, const struct doc_grid *g);

#endif
