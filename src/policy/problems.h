/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * problems.h - the first problems of a load in the order of the files,
 * whatever the order they are found in.
 *
 * Parsing finds some, resolving names finds more; both are told together.
 * Only the first ones are kept, so that a file of nothing but mistakes costs
 * no memory; all are counted.
 */
#ifndef POLICY_PROBLEMS_H
#define POLICY_PROBLEMS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "policy/policy.h"

struct problems;

/* A list of one level that keeps as many as a diag_list keeps of it.  0 and
 * a list to give to problems_free(), or -ENOMEM. */
int problems_new(struct problems **out, enum diag_level level);
void problems_free(struct problems *pr);

/* The next file in order.  Its name is lent for the life of the list, and
 * the places of its problems carry this very pointer. */
void problems_file(struct problems *pr, const char *file);
#define PROBLEMS_FILES_MAX POLICY_FILES_MAX

/* False when a problem at this place would be counted only: its text need
 * not be made with much effort. */
bool problems_wanted(const struct problems *pr,
    const struct policy_place *place);
void problems_add(struct problems *pr, const struct policy_place *place,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void problems_addv(struct problems *pr, const struct policy_place *place,
    const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));
size_t problems_count(const struct problems *pr);
/* Copy them into d, in order. */
void problems_tell(const struct problems *pr, struct diag_list *d);

#endif
