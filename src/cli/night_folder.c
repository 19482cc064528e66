/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * night_folder.c - the files of a folder of nightly reports.
 */
#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/when.h"
#include "base/xalloc.h"
#include "cli/night_folder.h"
#include "cli/output.h"

#define STEM "rasaudit-"
#define DAY_LEN 10
#define LINES_MAX 4000 /* of the history that are looked at */

static const char *const suffixes[] = { "html", "txt", "json" };

#define SUFFIXES (sizeof(suffixes) / sizeof(suffixes[0]))

void
night_file_name(const char *day, const char *suffix,
    char out[static NIGHT_FILE_MAX])
{
	snprintf(out, NIGHT_FILE_MAX, STEM "%.10s.%.10s", day, suffix);
}

char *
night_folder_path(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = xcalloc(1, size);

	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

/* The day of a name that night_file_name() makes, and which suffix it has. */
static bool
parse_name(const char *name, char day[static TIMESPEC_DATE_MAX], size_t *suffix)
{
	char again[NIGHT_FILE_MAX];
	struct when_date date;

	if (strncmp(name, STEM, strlen(STEM)) != 0 ||
	    strlen(name) <= strlen(STEM) + DAY_LEN ||
	    when_parse_date(name + strlen(STEM), DAY_LEN, &date) != 0)
		return false;
	snprintf(day, TIMESPEC_DATE_MAX, "%.*s", DAY_LEN, name + strlen(STEM));
	for (*suffix = 0; *suffix < SUFFIXES; ++*suffix) {
		night_file_name(day, suffixes[*suffix], again);
		if (strcmp(again, name) == 0)
			return true;
	}
	return false;
}

/* The history. */

static int
take_night(const struct store_night *n, void *arg)
{
	struct night_history *h = arg;
	struct night_line *line;

	/* Latest first: an older line of the day does not count. */
	if (!n->day || night_history_find(h, n->day) || h->count == LINES_MAX)
		return 0;
	h->lines = xrealloc(h->lines, h->count + 1, sizeof(*h->lines));
	line = &h->lines[h->count++];
	*line = (struct night_line){
		.entry = { .has_figures = true,
		    .escaped = n->escaped,
		    .blocked = n->blocked,
		    .violations = n->violations,
		    .uncovered = n->uncovered,
		    .coverage = n->coverage },
	};
	snprintf(line->entry.day, sizeof(line->entry.day), "%s", n->day);
	snprintf(line->entry.headline, sizeof(line->entry.headline), "%s",
	    n->headline ? n->headline : "");
	snprintf(line->digest, sizeof(line->digest), "%s",
	    n->digest ? n->digest : "");
	return 0;
}

int
night_history_read(struct night_history *h, struct store *s, struct err *err)
{
	int rc;

	*h = (struct night_history){ .lines = NULL };
	rc = store_each_night(s, take_night, h, err);
	if (rc)
		night_history_fini(h);
	return rc;
}

void
night_history_fini(struct night_history *h)
{
	free(h->lines);
	*h = (struct night_history){ .lines = NULL };
}

const struct night_line *
night_history_find(const struct night_history *h, const char *day)
{
	for (size_t i = 0; i < h->count; i++)
		if (strcmp(h->lines[i].entry.day, day) == 0)
			return &h->lines[i];
	return NULL;
}

/* The files. */

static int
fail(const char *folder, struct err *err)
{
	return err_set(err, -errno, "%s: %s", folder, strerror(errno));
}

int
night_folder_prune(const char *folder, const char *first, const char *spare,
    struct err *err)
{
	char day[TIMESPEC_DATE_MAX];
	const struct dirent *entry;
	size_t suffix;
	DIR *dir = opendir(folder);
	int rc = 0;

	if (!dir)
		return fail(folder, err);
	while (!rc && (entry = readdir(dir)))
		if (parse_name(entry->d_name, day, &suffix) &&
		    strcmp(day, first) < 0 && strcmp(day, spare) != 0 &&
		    unlinkat(dirfd(dir), entry->d_name, 0) != 0 &&
		    errno != ENOENT)
			rc = fail(folder, err);
	closedir(dir);
	return rc;
}

/* What the folder has: days, and which files of each. */
struct listing {
	struct {
		char day[TIMESPEC_DATE_MAX];
		char names[SUFFIXES][NIGHT_FILE_MAX]; /* "": not there */
	} * days;
	size_t count;
};

static void
take_file(struct listing *l, const char *name)
{
	char day[TIMESPEC_DATE_MAX];
	size_t suffix, i = 0;

	if (!parse_name(name, day, &suffix))
		return;
	while (i < l->count && strcmp(l->days[i].day, day) != 0)
		i++;
	if (i == l->count) {
		l->days = xrealloc(l->days, l->count + 1, sizeof(*l->days));
		memset(&l->days[i], 0, sizeof(l->days[i]));
		memcpy(l->days[i].day, day, sizeof(day));
		l->count++;
	}
	night_file_name(day, suffixes[suffix], l->days[i].names[suffix]);
}

static int
list_folder(struct listing *l, const char *folder, struct err *err)
{
	const struct dirent *entry;
	DIR *dir = opendir(folder);

	*l = (struct listing){ .count = 0 };
	if (!dir)
		return fail(folder, err);
	while ((entry = readdir(dir)))
		take_file(l, entry->d_name);
	closedir(dir);
	return 0;
}

static const char *
name_or_null(const char *name)
{
	return name[0] ? name : NULL;
}

static struct night_index_entry
entry_of(const struct listing *l, const struct night_history *h,
    const char *day)
{
	const struct night_line *line = night_history_find(h, day);
	struct night_index_entry e = { .coverage = -1 };
	size_t i = 0;

	if (line)
		e = line->entry;
	snprintf(e.day, sizeof(e.day), "%s", day);
	while (i < l->count && strcmp(l->days[i].day, day) != 0)
		i++;
	if (i < l->count) {
		e.html = name_or_null(l->days[i].names[0]);
		e.text = name_or_null(l->days[i].names[1]);
		e.json = name_or_null(l->days[i].names[2]);
	}
	e.has_report = e.html != NULL;
	return e;
}

/* Days from last back to the first report; *count of them, to free(). */
static struct night_index_entry *
make_entries(const struct listing *l, const struct night_history *h,
    const struct period *last, size_t *count)
{
	struct night_index_entry *entries = NULL;
	struct period p = *last;
	size_t left = 0;

	*count = 0;
	for (size_t i = 0; i < l->count; i++)
		left += strcmp(l->days[i].day, last->day) <= 0;
	while (left > 0 && *count < LINES_MAX) {
		struct night_index_entry e = entry_of(l, h, p.day);
		char day[TIMESPEC_DATE_MAX];

		for (size_t i = 0; i < l->count; i++)
			left -= strcmp(l->days[i].day, p.day) == 0;
		entries = xrealloc(entries, *count + 1, sizeof(*entries));
		entries[(*count)++] = e;
		if (p.scope.since_us == 0 ||
		    timespec_date(p.scope.since_us - 1, p.zone, day) != 0 ||
		    period_of_day(day, p.scope.since_us, &p) != 0)
			break;
	}
	return entries;
}

int
night_folder_index(const char *folder, const struct night_history *h,
    const char *site, const struct period *last, struct err *err)
{
	char *path = night_folder_path(folder, NIGHT_FOLDER_INDEX);
	struct night_index_entry *entries;
	struct listing l;
	struct output o;
	size_t count;
	int rc = list_folder(&l, folder, err);

	if (!rc) {
		entries = make_entries(&l, h, last, &count);
		rc = output_open(&o, path, err);
		if (!rc) {
			night_index_write(o.file, site, entries, count);
			rc = output_close(&o, err);
		}
		free(entries);
		free(l.days);
	}
	free(path);
	return rc;
}
