/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * site.c - the site file and the database that a command works on.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/when.h"
#include "cli/site.h"

const char *
site_path(const struct command_args *args)
{
	const char *path = command_option(args, 's');

	return path ? path : SITEFILE;
}

const char *
db_path(const struct command_args *args)
{
	const char *path = command_option(args, 'd');

	return path ? path : DBFILE;
}

/* Errors always, warnings when asked for. */
static void
print_diags(const struct diag_list *diags, bool warnings)
{
	char text[ERR_TEXT_MAX * 2];
	size_t shown = 0, errors = diag_count(diags, DIAG_ERROR);

	for (size_t i = 0; i < diag_kept(diags); i++) {
		const struct diag *g = diag_at(diags, i);

		if (g->level == DIAG_WARNING && !warnings)
			continue;
		shown += g->level == DIAG_ERROR;
		fprintf(stderr, "%s\n", diag_format(g, text, sizeof(text)));
	}
	if (errors > shown)
		fprintf(stderr, "and %zu more errors\n", errors - shown);
}

/* What was wrong first, else what the code says. */
static void
first_error(const struct diag_list *diags, int rc, struct err *why)
{
	char text[ERR_TEXT_MAX];

	for (size_t i = 0; i < diag_kept(diags); i++) {
		const struct diag *g = diag_at(diags, i);

		if (g->level != DIAG_ERROR)
			continue;
		err_set(why, rc, "%s", diag_format(g, text, sizeof(text)));
		return;
	}
	err_set(why, rc, "%s", rc == -ENOMEM ? "out of memory" : strerror(-rc));
}

/* 0; or a negative errno with why, after all mistakes were printed. */
static int
load(const char *path, bool all, struct pipeline_policy **out, size_t *warnings,
    struct err *why)
{
	struct diag_list *diags;
	uint64_t now_us = (uint64_t)time(NULL) * WHEN_SECOND_US;
	int rc = diag_list_new(&diags);

	if (rc != 0)
		return err_set(why, rc, "out of memory");
	rc = pipeline_policy_load(out, path, RULESDIR, now_us, diags);
	print_diags(diags, all || log_level() >= LOG_LEVEL_INFO);
	if (warnings)
		*warnings = diag_count(diags, DIAG_WARNING);
	if (rc != 0)
		first_error(diags, rc, why);
	diag_list_free(diags);
	return rc;
}

int
site_reload(const char *path, struct pipeline_policy **out, struct err *why)
{
	return load(path, false, out, NULL, why);
}

enum status
site_load(const struct command *self, const char *path, bool all,
    struct pipeline_policy **out, size_t *warnings)
{
	enum status status = STATUS_DONE;
	struct err why;
	int rc = load(path, all, out, warnings, &why);

	if (rc == -ENOMEM)
		status = command_failed(self, STATUS_FAILED, "out of memory");
	else if (rc != 0)
		status = command_failed(self, STATUS_USAGE,
		    "%s can not be used; nothing was done%s", path,
		    strcmp(path, SITEFILE) == 0 && rc == -ENOENT
			? ". Name your site file with -s, or make it from "
			  "example-site.rules in " RULESDIR
			: "");
	return status;
}

enum status
db_open(const struct command *self, const char *path, enum store_mode mode,
    struct store **out)
{
	struct err err;

	if (store_open(out, path, mode, &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	return STATUS_DONE;
}
