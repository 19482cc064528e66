/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gather.h - the parts that read a report, and what they share.
 *
 * Each part reads one store and adds to what is there of the stores before
 * it.  For report/ only.
 */
#ifndef REPORT_GATHER_H
#define REPORT_GATHER_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "report/model.h"

/* The report is the first member, so that report_free() finds the rest. */
struct gather {
	struct report report;
	struct arena *texts;
	struct strbuf sources;
	struct store_night_finding *night; /* of report_night() */
	size_t night_count;
	bool tap_known; /* a store's coverage is in the report */
};

/* A copy that lives as long as the report; NULL stays NULL. */
const char *gather_text(struct gather *g, const char *text);
const char *gather_textf(struct gather *g, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The array with room for one more item. */
void *gather_grown(void *items, size_t count, size_t size);
/* Sort count items by cmp, and fold those that are equal by it into the first
 * of them; returns how many are left.  cmp tells nothing else apart. */
size_t gather_fold(void *items, size_t count, size_t size,
    int (*cmp)(const void *a, const void *b),
    void (*add)(void *to, const void *from));
/* As strcmp; NULL comes first. */
int gather_order(const char *a, const char *b);

static inline int64_t
gather_least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static inline int64_t
gather_most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The parts, in this order. */
int gather_runs(struct gather *g, struct store *s, struct err *err);
int gather_flows(struct gather *g, struct store *s, struct err *err);
int gather_talks(struct gather *g, struct store *s, struct err *err);
int gather_policy(struct gather *g, struct store *s, struct err *err);
int gather_tap(struct gather *g, struct store *s, struct err *err);
int gather_cases(struct gather *g, struct store *s, struct err *err);
/* With the days before; all stores at once. */
int gather_changes(struct gather *g, struct store *const *stores, size_t count,
    struct err *err);

/* After all stores: fold what several of them had, and draw conclusions. */
void gather_policy_end(struct gather *g);
void gather_flows_end(struct gather *g);
void gather_talks_end(struct gather *g);
void gather_tap_end(struct gather *g);
/* With the nights that the first store recorded. */
int gather_cases_end(struct gather *g, struct store *s, struct err *err);

/* A date of the calendar moved by days: "2026-11-23", -1.  NULL when it is
 * none. */
const char *gather_date(struct gather *g, const char *day, int days);

#endif
