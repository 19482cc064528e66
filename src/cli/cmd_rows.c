/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_rows.c - rasaudit rows: the policy as loaded, as a table.
 */
#include <config.h>

#include <string.h>

#include "cli/site.h"
#include "report/export.h"
#include "report/style.h"

enum { OPTION_FORMAT = 256 };

static const struct command_option options[] = {
	SITE_OPTION,
	{ OPTION_FORMAT, "format", "WORD", "text or csv (default: text)" },
	{ 0 },
};

/* "when direct-mode (off)" and what else narrows a row. */
static void
row_remarks(const struct policy *p, const struct policy_row *row, char *out,
    size_t size)
{
	const struct policy_feature *f = row->feature >= 0
	    ? policy_feature_at(p, (size_t)row->feature)
	    : NULL;

	snprintf(out, size, "%s%s%s%s%s%s%s", row->allow ? "" : "deny ",
	    row->broadcast ? "broadcast " : "",
	    row->multicast_count > 0 ? "multicast " : "", f ? "when " : "",
	    f ? f->id : "", f && !f->on ? " (off)" : "",
	    row->inferred ? " inferred" : "");
}

static void
print_text(const struct policy *p)
{
	const char *section = NULL;
	char remarks[128];

	for (size_t i = 0; i < policy_row_count(p); i++) {
		const struct policy_row *row = policy_row_at(p, i);

		if (!section || strcmp(section, row->section) != 0) {
			section = row->section;
			printf("%s%s\n", i ? "\n" : "",
			    section[0] ? section : "(no section)");
		}
		row_remarks(p, row, remarks, sizeof(remarks));
		printf("  %-16s %s -> %s  %s %s  %s\n", row->id, row->src.text,
		    row->dst.text, row->proto_text, row->port_text, remarks);
		printf("  %-16s ", "");
		style_safe(stdout, row->text);
		putchar('\n');
	}
}

static void
print_csv(const struct policy *p)
{
	char remarks[128];

	printf("row_id,origin,section,source,destination,protocols,ports,"
	       "remarks,description\n");
	for (size_t i = 0; i < policy_row_count(p); i++) {
		const struct policy_row *row = policy_row_at(p, i);
		const char *fields[] = { row->id,
			word_text(WORDS_ROW_ORIGIN, row->origin), row->section,
			row->src.text, row->dst.text, row->proto_text,
			row->port_text, remarks, row->text };

		row_remarks(p, row, remarks, sizeof(remarks));
		for (size_t k = 0; k < sizeof(fields) / sizeof(fields[0]);
		     k++) {
			if (k > 0)
				putchar(',');
			export_csv(stdout, fields[k]);
		}
		putchar('\n');
	}
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	const char *format = command_option(args, OPTION_FORMAT);
	struct pipeline_policy *set;
	enum status status;
	bool csv = format && strcmp(format, "csv") == 0;

	if (format && !csv && strcmp(format, "text") != 0)
		return command_misused(self,
		    "unknown format %s; expected text or csv", format);
	status = site_load(self, site_path(args), false, &set, NULL);
	if (status != STATUS_DONE)
		return status;
	if (csv)
		print_csv(set->policy);
	else
		print_text(set->policy);
	pipeline_policy_free(set);
	return STATUS_DONE;
}

const struct command command_rows = {
	.name = "rows",
	.operands = "",
	.summary = "print the policy as loaded, as a table",
	.options = options,
	.run = run,
};
