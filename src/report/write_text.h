/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write_text.h - a document as plain text of 80 columns, for a terminal
 * or a mail.
 *
 * No line is longer, but for commands and words that cannot be broken.
 * max_bytes is not looked at.
 */
#ifndef REPORT_WRITE_TEXT_H
#define REPORT_WRITE_TEXT_H

#include <stddef.h>

#include "report/page.h"

void write_text(const struct page *p, size_t max_bytes);

#endif
