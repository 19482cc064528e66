/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write_json.h - a document as JSON, as report.schema.json tells.
 *
 * max_bytes is not looked at.
 */
#ifndef REPORT_WRITE_JSON_H
#define REPORT_WRITE_JSON_H

#include <stddef.h>

#include "report/page.h"

void write_json(const struct page *p, size_t max_bytes);

#endif
