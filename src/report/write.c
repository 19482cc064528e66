/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write.c - a document in one of the formats of a report.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "base/when.h"
#include "report/page.h"
#include "report/write.h"
#include "report/write_csv.h"
#include "report/write_html.h"
#include "report/write_json.h"
#include "report/write_text.h"

struct writer {
	const char *word;
	const char *extensions[3];
	/* Write the page to its out. */
	void (*write)(const struct page *p, size_t max_bytes);
};

static const struct writer writers[] = {
	[REPORT_TEXT] = { "text", { ".txt" }, write_text },
	[REPORT_HTML] = { "html", { ".html", ".htm" }, write_html },
	[REPORT_JSON] = { "json", { ".json" }, write_json },
	[REPORT_CSV] = { "csv", { ".csv" }, write_csv },
};

#define WRITER_COUNT (sizeof(writers) / sizeof(writers[0]))

int
report_format_find(const char *word)
{
	for (size_t i = 0; i < WRITER_COUNT; i++)
		if (strcmp(writers[i].word, word) == 0)
			return (int)i;
	return -1;
}

static bool
ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len > end_len && path[len - end_len - 1] != '/' &&
	    strcasecmp(path + len - end_len, end) == 0;
}

int
report_format_of_path(const char *path)
{
	for (size_t i = 0; i < WRITER_COUNT; i++)
		for (size_t k = 0; writers[i].extensions[k]; k++)
			if (ends_with(path, writers[i].extensions[k]))
				return (int)i;
	return -1;
}

int
report_write(const struct doc *d, enum report_format format, FILE *out,
    const struct report_write_options *options)
{
	struct page page = { .doc = d,
		.out = out,
		.anonymizer = options->anonymizer,
		.color = options->color,
		.brief = options->brief,
		.rows = options->list_limit ? options->list_limit : PAGE_ALL,
		.numbers = PAGE_ALL,
		.text_max = PAGE_ALL,
		.stop_at = PAGE_ALL };
	struct name_list *names = NULL;
	struct when_zone zone;
	int rc = when_zone_enter(&zone, d->zone);

	if (rc < 0)
		return rc;
	if (options->anonymizer)
		names = name_list_new(d);
	page.names = names;
	errno = 0;
	writers[format].write(&page, options->max_bytes);
	if (fflush(out) != 0)
		rc = errno ? -errno : -EIO;
	else if (ferror(out))
		rc = -EIO;
	(void)when_zone_leave(&zone);
	name_list_free(names);
	return rc;
}
