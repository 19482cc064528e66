/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write_html.h - a document as one page of HTML: no script, nothing loaded
 * from anywhere, drawings inside.
 *
 * max_bytes 0 is any size, see write.h.
 */
#ifndef REPORT_WRITE_HTML_H
#define REPORT_WRITE_HTML_H

#include <stddef.h>

#include "report/page.h"

void write_html(const struct page *p, size_t max_bytes);

#endif
