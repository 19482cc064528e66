/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report_sample.h - documents for the tests of the writers.  Free them with
 * doc_free().
 */
#ifndef SUPPORT_REPORT_SAMPLE_H
#define SUPPORT_REPORT_SAMPLE_H

#include <stddef.h>

#include "report/doc.h"

/* A day of a farm that is not as the matrix says: every kind of item. */
struct doc *report_sample(void);
/* A day without any finding. */
struct doc *report_sample_quiet(void);
/* A matrix of many roles, and commands that take several lines. */
struct doc *report_sample_wide(void);
/* As many findings as told, each with long texts. */
struct doc *report_sample_many(size_t findings);

/* Texts that no format may let act; each stands in every kind of place. */
extern const char *const report_hostile_texts[];
size_t report_hostile_count(void);
struct doc *report_sample_hostile(void);
/* One text of so many bytes, in the same places. */
struct doc *report_sample_long(size_t bytes);

#endif
