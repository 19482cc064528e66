/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * site.h - the site file and the database that a command works on.
 */
#ifndef CLI_SITE_H
#define CLI_SITE_H

#include "cli/command.h"
#include "pipeline/policy_set.h"
#include "store/store.h"

/* Rows of option tables that several commands share. */
#define SITE_OPTION                                                            \
	{                                                                      \
		's', "site", "FILE",                                           \
		    "rules of the site (default: " SITEFILE ")"                \
	}
#define DB_OPTION                                                              \
	{                                                                      \
		'd', "db", "FILE", "database (default: " DBFILE ")"            \
	}

/* The -s and -d values, or their defaults. */
const char *site_path(const struct command_args *args);
const char *db_path(const struct command_args *args);

/*
 * Load the site file; what is wrong with it goes to standard error, warnings
 * only under -v unless all is true.  STATUS_DONE and *out, or STATUS_USAGE
 * or STATUS_FAILED.  *warnings, when not NULL, receives their number.
 */
enum status site_load(const struct command *self, const char *path, bool all,
    struct pipeline_policy **out, size_t *warnings);

/* The same in a run: 0 and *out; or a negative errno with why, which is the
 * first mistake with its place. */
int site_reload(const char *path, struct pipeline_policy **out,
    struct err *why);

/* Open the database, telling why not.  STATUS_DONE or STATUS_FAILED. */
enum status db_open(const struct command *self, const char *path,
    enum store_mode mode, struct store **out);

#endif
