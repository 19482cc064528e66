/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit.c - the audit of a period.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "cli/audit.h"
#include "cli/site.h"
#include "report/document.h"
#include "report/style.h"

#define PAGE_BYTES_MAX 500000
/* What a shell leaves alone. */
#define PLAIN                                                                  \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"       \
	"/._-+,:@%"

enum status
audit_open(const struct command *self, const struct command_args *args,
    struct audit_source *out)
{
	enum status status = STATUS_DONE;

	out->count = 0;
	for (size_t i = 0; status == STATUS_DONE && i < args->option_count;
	     i++) {
		if (args->options[i].id != 'd')
			continue;
		if (out->count == AUDIT_DATABASES_MAX)
			status = command_misused(self, "more than %d databases",
			    AUDIT_DATABASES_MAX);
		else
			status = db_open(self, args->options[i].value,
			    STORE_READ, &out->stores[out->count]);
		if (status == STATUS_DONE)
			out->count++;
	}
	if (status == STATUS_DONE && out->count == 0) {
		status =
		    db_open(self, db_path(args), STORE_READ, &out->stores[0]);
		out->count = status == STATUS_DONE;
	}
	if (status != STATUS_DONE)
		audit_close(out);
	return status;
}

void
audit_close(struct audit_source *source)
{
	while (source->count > 0)
		store_close(source->stores[--source->count]);
}

/* "-d FILE ", as a shell takes it, for the commands that a report names; ""
 * where it is the file that they take anyway. */
static void
name_database(struct strbuf *out, const char *path)
{
	if (strcmp(path, DBFILE) == 0)
		return;
	strbuf_add(out, "-d ");
	if (path[strspn(path, PLAIN)] == '\0') {
		strbuf_add(out, path);
	} else {
		strbuf_add_char(out, '\'');
		for (; *path; path++)
			if (*path == '\'')
				strbuf_add(out, "'\\''");
			else
				strbuf_add_char(out, *path);
		strbuf_add_char(out, '\'');
	}
	strbuf_add_char(out, ' ');
}

enum status
audit_make(const struct command *self, const struct audit_source *source,
    const struct period *period, struct audit *out)
{
	struct report_document_options how = { .list_limit =
						   source->list_limit };
	struct strbuf db;
	struct err err;

	*out = (struct audit){ .source = source, .period = period };
	if (report_new(&out->report, source->stores, source->count,
		&period->scope, period->text, &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	strbuf_init(&db);
	if (source->anonymizer)
		strbuf_add(&db, "-d DB ");
	else
		name_database(&db, store_path(source->stores[0]));
	how.db_option = strbuf_text(&db);
	out->doc = report_document(out->report, &how);
	strbuf_fini(&db);
	return STATUS_DONE;
}

void
audit_fini(struct audit *a)
{
	doc_free(a->doc);
	report_free(a->report);
	*a = (struct audit){ .report = NULL };
}

/* The whole text in memory, to free(). */
static int
compose(const struct audit *a, enum report_format format, bool color,
    bool brief, char **text, size_t *len)
{
	const struct report_write_options how = {
		.color = color,
		.brief = brief,
		.max_bytes = format == REPORT_HTML && a->source->list_limit > 0
		    ? PAGE_BYTES_MAX
		    : 0,
		.anonymizer = a->source->anonymizer,
	};
	FILE *out = open_memstream(text, len);
	int rc;

	if (!out)
		return -ENOMEM;
	rc = report_write(a->doc, format, out, &how);
	if (fclose(out) != 0 && !rc)
		rc = -ENOMEM;
	if (rc) {
		free(*text);
		*text = NULL;
	}
	return rc;
}

int
audit_write(const struct audit *a, enum report_format format, FILE *out)
{
	bool color = format == REPORT_TEXT && style_wanted(out);
	char *text;
	size_t len;
	int rc = compose(a, format, color, a->source->brief, &text, &len);

	if (rc)
		return rc;
	/* In one go, so that what failed is known. */
	errno = 0;
	if (fwrite(text, 1, len, out) != len || fflush(out) != 0)
		rc = errno ? -errno : -EIO;
	free(text);
	return rc;
}

int
audit_write_text(const struct audit *a, enum report_format format, bool brief,
    char **text, size_t *len)
{
	return compose(a, format, false, brief, text, len);
}

void
audit_night(const struct audit *a, struct store_night *out)
{
	*out = (struct store_night){ .coverage = -1 };
	report_night(a->report, out);
}

/* What a level looks at. */

static bool
has_forbidden(const struct report *r)
{
	return r->headline.through[VERDICT_FORBIDDEN] > 0 ||
	    report_doubted(r) > 0;
}

static bool
has_violations(const struct report *r)
{
	return report_services(r) > 0;
}

static bool
has_blocked(const struct report *r)
{
	return r->blocked_kinds[REPORT_BLOCKED] > 0;
}

/* Also what is not assessable: nothing found is not nothing there. */
static bool
has_any(const struct report *r)
{
	return has_forbidden(r) || has_violations(r) || has_blocked(r) ||
	    report_uncovered(r) > 0 || report_word(r) != REPORT_NO_DEPARTURE;
}

static const struct {
	const char *word;
	bool (*has)(const struct report *r);
} levels[] = {
	{ "forbidden", has_forbidden },
	{ "violates", has_violations },
	{ "blocked", has_blocked },
	{ "any", has_any },
};

bool
audit_level_exists(const char *word)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strcmp(levels[i].word, word) == 0)
			return true;
	return false;
}

bool
audit_has(const struct audit *a, const char *level)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strcmp(levels[i].word, level) == 0)
			return levels[i].has(a->report);
	return false;
}
