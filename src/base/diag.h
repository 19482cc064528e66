/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * diag.h - list of file:line:col messages of one load.
 *
 * Errors and warnings are kept apart: a load fails if there was an error,
 * warnings (lint) never stop it.  Errors beyond DIAG_ERRORS_MAX are counted,
 * not kept.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stddef.h>
#include <stdint.h>

#define DIAG_ERRORS_MAX 50
#define DIAG_WARNINGS_MAX 500

enum diag_level { DIAG_ERROR, DIAG_WARNING };

struct diag {
	enum diag_level level;
	const char *file; /* "" when the message is of no file */
	uint32_t line;    /* from 1; 0 when of the whole file */
	uint32_t col;     /* from 1, in bytes; 0 when of the whole line */
	const char *text; /* "what; what was expected" */
};

struct diag_list;

/* 0 and a list to give to diag_list_free(), or -ENOMEM. */
int diag_list_new(struct diag_list **out);
void diag_list_free(struct diag_list *d);

/* Add one; text is copied.  Out of memory counts it and keeps it not. */
void diag_add(struct diag_list *d, enum diag_level level, const char *file,
    uint32_t line, uint32_t col, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* How many were added, kept or not. */
size_t diag_count(const struct diag_list *d, enum diag_level level);
/* How many are kept, of both levels, in the order they were added. */
size_t diag_kept(const struct diag_list *d);
/* The i-th kept one; good until the list is freed. */
const struct diag *diag_at(const struct diag_list *d, size_t i);
/* "file:line:col: text" ("warning: " before text of a warning) into out of
 * size bytes, cut to fit, NUL-terminated.  Returns out. */
char *diag_format(const struct diag *g, char *out, size_t size);

#endif
