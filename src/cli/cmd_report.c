/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_report.c - rasaudit report: the audit of a day or a run.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "cli/period.h"
#include "cli/site.h"
#include "report/style.h"
#include "report/text.h"

enum { OPTION_FORMAT = 256, OPTION_LIMIT };

#define LIST_LIMIT 20

static const struct command_option options[] = {
	DB_OPTION,
	PERIOD_OPTIONS,
	{ OPTION_FORMAT, "format", "WORD", "text" },
	{ 'o', "output", "FILE", "write to FILE; - is standard output" },
	{ OPTION_LIMIT, "limit", "N", "items of a list (default: 20; 0: all)" },
	{ 0 },
};

static enum status
write_report(const struct command *self, const struct report *r,
    const char *path, struct report_text_options *how)
{
	FILE *out = stdout;

	if (path && strcmp(path, "-") != 0)
		out = fopen(path, "w");
	if (!out)
		return command_failed(self, STATUS_FAILED, "%s: %s", path,
		    strerror(errno));
	how->color = style_wanted(out);
	report_text(r, out, how);
	if (out != stdout && fclose(out) != 0)
		return command_failed(self, STATUS_FAILED, "%s: %s", path,
		    strerror(errno));
	return STATUS_DONE;
}

static enum status
report_period(const struct command *self, const struct command_args *args,
    struct store *store, struct report_text_options *how)
{
	char period[PERIOD_TEXT_MAX];
	struct store_scope scope;
	struct report *r;
	struct err err;
	enum status status =
	    period_read(self, args, store, true, &scope, period);

	if (status != STATUS_DONE)
		return status;
	if (report_new(&r, store, &scope, period, &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	status = write_report(self, r, command_option(args, 'o'), how);
	report_free(r);
	return status;
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	const char *format = command_option(args, OPTION_FORMAT);
	const char *limit = command_option(args, OPTION_LIMIT);
	struct report_text_options how = { .list_limit = LIST_LIMIT };
	struct store *store;
	enum status status;
	uint64_t n;

	if (format && strcmp(format, "text") != 0)
		return command_misused(self, "unknown format %s; expected text",
		    format);
	if (limit) {
		if (text_parse_u64(limit, strlen(limit), SIZE_MAX, &n) != 0)
			return command_misused(self,
			    "--limit %s: expected a number", limit);
		how.list_limit = (size_t)n;
	}
	status = db_open(self, db_path(args), STORE_READ, &store);
	if (status != STATUS_DONE)
		return status;
	status = report_period(self, args, store, &how);
	store_close(store);
	return status;
}

const struct command command_report = {
	.name = "report",
	.operands = "",
	.summary = "the audit of a day (default: yesterday) or of a run",
	.options = options,
	.run = run,
};
