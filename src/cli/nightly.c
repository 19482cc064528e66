/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nightly.c - the reports of a folder.
 *
 * A report's files are put in place first and noted in the history after, so
 * that a night that was cut short is one that was missed.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/xalloc.h"
#include "cli/nightly.h"
#include "cli/night_folder.h"
#include "cli/output.h"

struct nightly {
	const struct command *self;
	const struct audit_source *source;
	const struct nightly_options *options;
	struct night_history history;
	uint64_t now_us;
};

static enum status
write_file(const struct nightly *n, const char *day, const char *suffix,
    const char *text, size_t len)
{
	char name[NIGHT_FILE_MAX];
	char *path;
	struct output o;
	struct err err;
	enum status status = STATUS_DONE;
	int rc;

	night_file_name(day, suffix, name);
	path = night_folder_path(n->options->folder, name);
	rc = output_open(&o, path, &err);
	if (!rc) {
		fwrite(text, 1, len, o.file);
		rc = output_close(&o, &err);
	}
	if (rc)
		status = command_failed(n->self, STATUS_FAILED, "%s", err.text);
	free(path);
	return status;
}

/* Write the files of a day; digest is that of the last of them, JSON. */
static enum status
write_files(const struct nightly *n, const struct audit *a,
    char digest[static DIGEST_SHA256_TEXT_MAX])
{
	static const struct {
		enum report_format format;
		const char *suffix;
	} files[] = {
		{ REPORT_HTML, "html" },
		{ REPORT_TEXT, "txt" },
		{ REPORT_JSON, "json" },
	};
	enum status status = STATUS_DONE;

	for (size_t i = 0;
	     status == STATUS_DONE && i < sizeof(files) / sizeof(files[0]);
	     i++) {
		char *text;
		size_t len;

		if (audit_write_text(a, files[i].format, false, &text, &len) !=
		    0)
			return command_failed(n->self, STATUS_FAILED,
			    "no memory for a report");
		status =
		    write_file(n, a->period->day, files[i].suffix, text, len);
		digest_sha256_text(text, len, digest);
		free(text);
	}
	return status;
}

/* Note it, unless the very same is noted already. */
static enum status
note(const struct nightly *n, const struct audit *a, const char *digest)
{
	const struct night_line *line =
	    night_history_find(&n->history, a->period->day);
	struct store_night night;
	struct err err;

	if (line && strcmp(line->digest, digest) == 0)
		return STATUS_DONE;
	audit_night(a, &night);
	night.digest = digest;
	night.made_us = n->now_us;
	if (store_night_put(n->options->db, &night, &err) != 0)
		return command_failed(n->self, STATUS_FAILED,
		    "the report of %s is written, and not noted in the "
		    "history: %s",
		    a->period->day, err.text);
	return STATUS_DONE;
}

/* Make the report of a day, and keep the audit in *out. */
static enum status
make_day(const struct nightly *n, const struct period *period,
    struct audit *out)
{
	char digest[DIGEST_SHA256_TEXT_MAX];
	enum status status = audit_make(n->self, n->source, period, out);

	if (status != STATUS_DONE)
		return status;
	status = write_files(n, out, digest);
	if (status == STATUS_DONE)
		status = note(n, out, digest);
	if (status == STATUS_DONE)
		fprintf(stderr, "%s: the report of %s\n", n->options->folder,
		    period->day);
	else
		audit_fini(out);
	return status;
}

static int
count_packets(const struct store_loss_row *row, void *arg)
{
	*(uint64_t *)arg += row->loss.packets;
	return 0;
}

/* Whether any database has something of the scope. */
static int
has_data(const struct audit_source *source, const struct store_scope *scope,
    bool *out, struct err *err)
{
	uint64_t total = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < source->count; i++) {
		struct store_headline h;

		rc = store_headline(source->stores[i], scope, &h, err);
		for (size_t v = 0; !rc && v < 4; v++)
			total += h.through[v] + h.stopped[v] + h.probable[v];
		if (!rc)
			rc = store_each_loss(source->stores[i], scope,
			    count_packets, &total, err);
	}
	*out = total > 0;
	return rc;
}

/* The day before *p. */
static bool
go_back(struct period *p)
{
	char day[TIMESPEC_DATE_MAX];

	return p->scope.since_us > 0 &&
	    timespec_date(p->scope.since_us - 1, p->zone, day) == 0 &&
	    period_of_day(day, p->scope.since_us, p) == 0;
}

/* Days before yesterday that have data and no report, oldest first. */
static enum status
catch_up(const struct nightly *n, const struct period *yesterday)
{
	struct period missed[NIGHTLY_CATCH_UP], p = *yesterday;
	size_t count = 0, days = NIGHTLY_CATCH_UP;
	enum status status = STATUS_DONE;
	struct audit audit;
	struct err err;
	bool data;

	if (n->options->keep > 0 && n->options->keep - 1 < days)
		days = (size_t)n->options->keep - 1;
	for (size_t i = 0; i < days && go_back(&p); i++) {
		if (night_history_find(&n->history, p.day))
			continue;
		if (has_data(n->source, &p.scope, &data, &err) != 0)
			return command_failed(n->self, STATUS_FAILED, "%s",
			    err.text);
		if (data)
			missed[count++] = p;
	}
	while (status == STATUS_DONE && count > 0) {
		status = make_day(n, &missed[--count], &audit);
		if (status == STATUS_DONE)
			audit_fini(&audit);
	}
	return status;
}

static enum status
make_folder(const struct nightly *n)
{
	const char *folder = n->options->folder;
	struct stat st;
	int rc = mkdir(folder, 0750) == 0 || errno == EEXIST ? 0 : -errno;

	if (!rc && stat(folder, &st) != 0)
		rc = -errno;
	if (!rc && !S_ISDIR(st.st_mode))
		rc = -ENOTDIR;
	if (rc)
		return command_failed(n->self, STATUS_FAILED,
		    "the folder %s can not be used: %s", folder, strerror(-rc));
	return STATUS_DONE;
}

/* The first day that stays, when yesterday is the last one. */
static void
first_kept(const struct period *yesterday, uint64_t keep,
    char day[static TIMESPEC_DATE_MAX])
{
	struct period p = *yesterday;

	day[0] = '\0';
	for (uint64_t i = 1; i < keep; i++)
		if (!go_back(&p))
			return;
	if (keep > 0)
		snprintf(day, TIMESPEC_DATE_MAX, "%s", p.day);
}

/* Old reports go, and the page lists what is left. */
static enum status
tidy(const struct nightly *n, const struct period *yesterday,
    const char *written, const char *site)
{
	char first[TIMESPEC_DATE_MAX];
	struct night_history history;
	struct err err;
	int rc;

	first_kept(yesterday, n->options->keep, first);
	rc = night_folder_prune(n->options->folder, first, written, &err);
	if (!rc)
		rc = night_history_read(&history, n->source->stores[0], &err);
	if (!rc) {
		rc = night_folder_index(n->options->folder, &history,
		    n->source->anonymizer ? NULL : site, yesterday, &err);
		night_history_fini(&history);
	}
	return rc ? command_failed(n->self, STATUS_FAILED, "%s", err.text)
		  : STATUS_DONE;
}

static enum status
run(struct nightly *n, struct audit *out, struct period *period)
{
	const char *day = n->options->day;
	struct period yesterday = *period;
	enum status status;

	if (period_of_day("yesterday", n->now_us, &yesterday) != 0 ||
	    period_of_day(day ? day : "yesterday", n->now_us, period) != 0)
		return command_misused(n->self,
		    "--day %s: expected a date such as 2026-11-24, yesterday "
		    "or today",
		    day ? day : "yesterday");
	if (period->scope.until_us > n->now_us)
		return command_misused(n->self,
		    "--day %s is not over: a nightly report is of a whole day",
		    day);
	status = make_folder(n);
	if (status == STATUS_DONE && !day)
		status = catch_up(n, &yesterday);
	if (status == STATUS_DONE)
		status = make_day(n, period, out);
	if (status != STATUS_DONE)
		return status;
	status = tidy(n, &yesterday, period->day, out->report->site);
	if (status != STATUS_DONE)
		audit_fini(out);
	return status;
}

enum status
nightly_run(const struct command *self, const struct audit_source *source,
    const struct nightly_options *o, struct audit *out, struct period *period)
{
	struct nightly n = { .self = self,
		.source = source,
		.options = o,
		.now_us = period_now_us() };
	enum status status;
	struct err err;

	*period = (struct period){ .text = "" };
	status = period_zone(self, source->stores[0], period->zone);
	if (status != STATUS_DONE)
		return status;
	if (night_history_read(&n.history, source->stores[0], &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	status = run(&n, out, period);
	night_history_fini(&n.history);
	return status;
}
