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
#include "report/document.h"
#include "report/style.h"
#include "report/write.h"

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
    const char *path, enum report_format format,
    const struct report_document_options *how)
{
	struct report_write_options write = { .list_limit = 0 };
	struct doc *doc;
	FILE *out = stdout;
	int rc;

	if (path && strcmp(path, "-") != 0)
		out = fopen(path, "w");
	if (!out)
		return command_failed(self, STATUS_FAILED, "%s: %s", path,
		    strerror(errno));
	write.color = format == REPORT_TEXT && style_wanted(out);
	doc = report_document(r, how);
	rc = report_write(doc, format, out, &write);
	doc_free(doc);
	if (out != stdout && fclose(out) != 0 && !rc)
		rc = -errno;
	if (rc)
		return command_failed(self, STATUS_FAILED, "%s: %s",
		    path ? path : "standard output", strerror(-rc));
	return STATUS_DONE;
}

static enum status
report_period(const struct command *self, const struct command_args *args,
    struct store *store, enum report_format format,
    const struct report_document_options *how)
{
	char period[PERIOD_TEXT_MAX];
	struct store_scope scope;
	struct report *r;
	struct err err;
	enum status status =
	    period_read(self, args, store, true, &scope, period);

	if (status != STATUS_DONE)
		return status;
	if (report_new(&r, &store, 1, &scope, period, &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	status = write_report(self, r, command_option(args, 'o'), format, how);
	report_free(r);
	return status;
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	const char *format = command_option(args, OPTION_FORMAT);
	const char *limit = command_option(args, OPTION_LIMIT);
	struct report_document_options how = { .list_limit = LIST_LIMIT };
	struct store *store;
	int kind = report_format_find(format ? format : "text");
	enum status status;
	uint64_t n;

	if (kind < 0)
		return command_misused(self,
		    "unknown format %s; expected text, html, json or csv",
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
	status =
	    report_period(self, args, store, (enum report_format)kind, &how);
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
