/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * night_folder.h - the files of a folder of nightly reports, named
 * rasaudit-2026-11-23.html, .txt and .json, and the history beside them.
 */
#ifndef CLI_NIGHT_FOLDER_H
#define CLI_NIGHT_FOLDER_H

#include <stddef.h>

#include "cli/period.h"
#include "report/night_index.h"

#define NIGHT_FILE_MAX 40
#define NIGHT_FOLDER_INDEX "index.html"

/* "rasaudit-DAY.SUFFIX". */
void night_file_name(const char *day, const char *suffix,
    char out[static NIGHT_FILE_MAX]);
/* folder/name, to free(). */
char *night_folder_path(const char *folder, const char *name);

/* The latest line of each day that a database's history has. */
struct night_line {
	struct night_index_entry entry;
	char digest[72];
};
struct night_history {
	struct night_line *lines;
	size_t count;
};
/* 0 and what to give to night_history_fini(); or as the store says. */
int night_history_read(struct night_history *h, struct store *s,
    struct err *err);
void night_history_fini(struct night_history *h);
/* NULL when there is none. */
const struct night_line *night_history_find(const struct night_history *h,
    const char *day);

/* Remove the reports of days before first ("": none), but for that of the
 * day spare.  Nothing else in the folder is touched.  0 or a negative errno
 * with err. */
int night_folder_prune(const char *folder, const char *first, const char *spare,
    struct err *err);
/* Write the page: each day from the first report to the last day.  0 or a
 * negative errno with err. */
int night_folder_index(const char *folder, const struct night_history *h,
    const char *site, const struct period *last, struct err *err);

#endif
