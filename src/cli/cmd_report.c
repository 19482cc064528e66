/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_report.c - rasaudit report: the audit of a day, a span or a run.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "cli/audit_mail.h"
#include "cli/audit_pack.h"
#include "cli/keyfile.h"
#include "cli/nightly.h"
#include "cli/output.h"
#include "cli/site.h"
#include "report/anonymize.h"

enum {
	OPTION_FORMAT = 256,
	OPTION_BRIEF,
	OPTION_LIMIT,
	OPTION_FAIL_ON,
	OPTION_ANONYMIZE,
	OPTION_ANONYMIZE_KEY,
	OPTION_NIGHTLY,
	OPTION_KEEP,
	OPTION_PACK,
	OPTION_KEY,
};

#define LIST_LIMIT 20

static const struct command_option options[] = {
	DB_OPTION,
	PERIOD_OPTIONS,
	{ OPTION_FORMAT, "format", "WORD",
	    "text, html, json or csv (default: as FILE ends, or text)" },
	{ 'o', "output", "FILE", "write to FILE; - is standard output" },
	{ OPTION_BRIEF, "brief", NULL, "text: what is for the administrator" },
	{ OPTION_LIMIT, "limit", "N", "items of a list (default: 20; 0: all)" },
	{ OPTION_FAIL_ON, "fail-on", "LEVEL",
	    "status 1 for forbidden, violates, blocked or any" },
	{ OPTION_ANONYMIZE, "anonymize", NULL, "hide addresses and names" },
	{ OPTION_ANONYMIZE_KEY, "anonymize-key", "FILE",
	    "hide them the same each time, by FILE" },
	MAIL_OPTION,
	{ OPTION_NIGHTLY, "nightly", "DIR",
	    "yesterday's report, and missed ones, into DIR" },
	{ OPTION_KEEP, "keep", "N",
	    "days that stay in DIR (default: 90; 0: all)" },
	{ OPTION_PACK, "pack", "FILE", "a tar of report, flows and policy" },
	{ OPTION_KEY, "key", "KEY.pem", "an Ed25519 key that signs the pack" },
	{ 0 },
};

/* What was asked for. */
struct asked {
	const char *output, *nightly, *pack, *fail_on;
	enum report_format format;
	uint64_t keep;
	bool mail;
	struct audit_source source;
	struct anonymizer *anonymizer;
	struct sign_key *key;
};

/* Reading the options. */

static enum status
read_format(const struct command *self, const struct command_args *args,
    struct asked *a)
{
	const char *word = command_option(args, OPTION_FORMAT);
	int format = -1;

	if (word) {
		format = report_format_find(word);
		if (format < 0)
			return command_misused(self,
			    "unknown format %s; expected text, html, json or "
			    "csv",
			    word);
	} else if (a->output) {
		format = report_format_of_path(a->output);
	}
	a->format = format < 0 ? REPORT_TEXT : (enum report_format)format;
	return STATUS_DONE;
}

static enum status
check_combination(const struct command *self, const struct command_args *args,
    const struct asked *a)
{
	bool period = command_option(args, OPTION_SINCE) ||
	    command_option(args, OPTION_UNTIL) ||
	    command_option(args, OPTION_RUN);

	if (a->nightly &&
	    (period || a->output || a->pack ||
		command_option(args, OPTION_FORMAT)))
		return command_misused(self,
		    "--nightly is of whole days in all formats: of the other "
		    "options for what and whereto, only --day goes with it");
	if (a->source.brief && (a->nightly || a->format != REPORT_TEXT))
		return command_misused(self,
		    "--brief is of text: the other formats are whole");
	if (!a->nightly && command_option(args, OPTION_KEEP))
		return command_misused(self, "--keep belongs to --nightly");
	if (!a->pack && command_option(args, OPTION_KEY))
		return command_misused(self, "--key belongs to --pack");
	if (a->fail_on && !audit_level_exists(a->fail_on))
		return command_misused(self,
		    "--fail-on %s: expected forbidden, violates, blocked or "
		    "any",
		    a->fail_on);
	return STATUS_DONE;
}

static enum status
read_asked(const struct command *self, const struct command_args *args,
    struct asked *a)
{
	uint64_t limit = LIST_LIMIT;
	enum status status;

	a->output = command_option(args, 'o');
	a->nightly = command_option(args, OPTION_NIGHTLY);
	a->pack = command_option(args, OPTION_PACK);
	a->fail_on = command_option(args, OPTION_FAIL_ON);
	a->source.brief = command_option(args, OPTION_BRIEF) != NULL;
	a->keep = NIGHTLY_KEEP;
	status = read_format(self, args, a);
	if (status == STATUS_DONE)
		status =
		    command_number(self, args, OPTION_LIMIT, SIZE_MAX, &limit);
	if (status == STATUS_DONE)
		status =
		    command_number(self, args, OPTION_KEEP, 36500, &a->keep);
	if (status == STATUS_DONE)
		status = audit_mail_check(self, args, &a->mail);
	a->source.list_limit = (size_t)limit;
	return status == STATUS_DONE ? check_combination(self, args, a)
				     : status;
}

static enum status
read_secrets(const struct command *self, const struct command_args *args,
    struct asked *a)
{
	const char *path = command_option(args, OPTION_ANONYMIZE_KEY);
	struct err err;
	int rc = 0;

	if (path)
		rc = anonymizer_new_file(&a->anonymizer, path, &err);
	else if (command_option(args, OPTION_ANONYMIZE))
		rc = anonymizer_new(&a->anonymizer, NULL, &err);
	if (rc)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	a->source.anonymizer = a->anonymizer;
	return keyfile_read(self, args, OPTION_KEY, true, &a->key);
}

/* Doing it. */

static enum status
write_output(const struct command *self, const struct asked *a,
    const struct audit *audit)
{
	struct output o;
	struct err err;
	int rc = output_open(&o, a->output, &err);

	if (!rc) {
		rc = audit_write(audit, a->format, o.file);
		rc = rc ? output_fail(&o, rc, &err) : output_close(&o, &err);
	}
	return rc ? command_failed(self, STATUS_FAILED, "%s", err.text)
		  : STATUS_DONE;
}

static enum status
write_pack(const struct command *self, const struct asked *a,
    const struct audit *audit)
{
	struct output o;
	struct err err;

	if (output_open(&o, a->pack, &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	if (audit_pack(audit, a->key, o.file, &err) != 0) {
		enum status status = command_failed(self, STATUS_FAILED,
		    "%s: %s", a->pack, err.text);

		output_discard(&o);
		return status;
	}
	if (output_close(&o, &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	if (!a->key)
		fprintf(stderr,
		    "%s is not signed: whoever has it can change it; --key "
		    "signs\n",
		    a->pack);
	return STATUS_DONE;
}

/* The text is for standard output unless it goes elsewhere. */
static enum status
deliver(const struct command *self, const struct command_args *args,
    const struct asked *a, const struct audit *audit)
{
	enum status status = STATUS_DONE;

	if (!a->nightly && (a->output || (!a->mail && !a->pack)))
		status = write_output(self, a, audit);
	if (status == STATUS_DONE && a->pack)
		status = write_pack(self, a, audit);
	if (status == STATUS_DONE && a->mail)
		status = audit_mail(self, args, audit);
	if (status == STATUS_DONE && a->fail_on && audit_has(audit, a->fail_on))
		status = STATUS_FOUND;
	return status;
}

static enum status
make(const struct command *self, const struct command_args *args,
    const struct asked *a, struct period *period, struct audit *audit)
{
	const struct nightly_options nightly = {
		.folder = a->nightly,
		.db = store_path(a->source.stores[0]),
		.day = command_option(args, OPTION_DAY),
		.keep = a->keep,
	};
	enum status status;

	if (a->nightly)
		return nightly_run(self, &a->source, &nightly, audit, period);
	if (a->source.count > 1 && command_option(args, OPTION_RUN))
		return command_misused(self,
		    "--run is of one database, and several were given");
	status = period_read(self, args, a->source.stores[0], true, period);
	return status == STATUS_DONE
	    ? audit_make(self, &a->source, period, audit)
	    : status;
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	struct asked a = { .source = { .count = 0 } };
	struct period period;
	struct audit audit;
	enum status status = read_asked(self, args, &a);

	if (status == STATUS_DONE)
		status = read_secrets(self, args, &a);
	if (status == STATUS_DONE)
		status = audit_open(self, args, &a.source);
	if (status == STATUS_DONE) {
		status = make(self, args, &a, &period, &audit);
		if (status == STATUS_DONE) {
			status = deliver(self, args, &a, &audit);
			audit_fini(&audit);
		}
		audit_close(&a.source);
	}
	anonymizer_free(a.anonymizer);
	sign_key_free(a.key);
	return status;
}

const struct command command_report = {
	.name = "report",
	.operands = "",
	.summary = "the audit of a day (default: yesterday), a span or a run",
	.options = options,
	.run = run,
};
