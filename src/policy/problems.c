/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * problems.c - the first problems of a load in the order of the files.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "policy/problems.h"

struct problem {
	size_t file; /* its number */
	struct policy_place place;
	struct strbuf text;
};

struct problems {
	enum diag_level level;
	const char *files[PROBLEMS_FILES_MAX];
	size_t file_count;
	size_t added;
	size_t kept;
	size_t keep_max;
	struct problem items[]; /* sorted */
};

int
problems_new(struct problems **out, enum diag_level level)
{
	size_t keep_max =
	    level == DIAG_ERROR ? DIAG_ERRORS_MAX : DIAG_WARNINGS_MAX;
	struct problems *pr;

	pr = calloc(1, sizeof(*pr) + keep_max * sizeof(pr->items[0]));
	if (!pr)
		return -ENOMEM;
	pr->level = level;
	pr->keep_max = keep_max;
	*out = pr;
	return 0;
}

void
problems_free(struct problems *pr)
{
	if (!pr)
		return;
	for (size_t i = 0; i < pr->kept; i++)
		strbuf_fini(&pr->items[i].text);
	free(pr);
}

void
problems_file(struct problems *pr, const char *file)
{
	assert(pr->file_count < PROBLEMS_FILES_MAX);
	pr->files[pr->file_count++] = file;
}

static size_t
file_number(const struct problems *pr, const char *file)
{
	size_t i = 0;

	while (i < pr->file_count && pr->files[i] != file)
		i++;
	return i;
}

/* True when the problem stands before or at (file, place). */
static bool
not_after(const struct problem *q, size_t file,
    const struct policy_place *place)
{
	if (q->file != file)
		return q->file < file;
	if (q->place.line != place->line)
		return q->place.line < place->line;
	return q->place.col <= place->col;
}

bool
problems_wanted(const struct problems *pr, const struct policy_place *place)
{
	if (pr->kept < pr->keep_max)
		return true;
	return !not_after(&pr->items[pr->kept - 1],
	    file_number(pr, place->file), place);
}

/* Make room for one at (file, place), behind those of the same place. */
static struct problem *
insert(struct problems *pr, size_t file, const struct policy_place *place)
{
	size_t at;

	if (pr->kept == pr->keep_max)
		strbuf_fini(&pr->items[--pr->kept].text);
	at = pr->kept;
	while (at > 0 && !not_after(&pr->items[at - 1], file, place))
		at--;
	memmove(&pr->items[at + 1], &pr->items[at],
	    (pr->kept - at) * sizeof(pr->items[0]));
	pr->kept++;
	pr->items[at] = (struct problem){ .file = file, .place = *place };
	return &pr->items[at];
}

void
problems_addv(struct problems *pr, const struct policy_place *place,
    const char *fmt, va_list ap)
{
	struct problem *q;

	pr->added++;
	if (!problems_wanted(pr, place))
		return;
	q = insert(pr, file_number(pr, place->file), place);
	strbuf_addv(&q->text, fmt, ap);
}

void
problems_add(struct problems *pr, const struct policy_place *place,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problems_addv(pr, place, fmt, ap);
	va_end(ap);
}

size_t
problems_count(const struct problems *pr)
{
	return pr->added;
}

void
problems_tell(const struct problems *pr, struct diag_list *d)
{
	for (size_t i = 0; i < pr->kept; i++) {
		const struct problem *q = &pr->items[i];

		diag_add(d, pr->level, q->place.file, q->place.line,
		    q->place.col, "%s", strbuf_text(&q->text));
	}
	/* The list is full by now, or had them from elsewhere: it counts. */
	for (size_t i = pr->kept; i < pr->added; i++)
		diag_add(d, pr->level, "", 0, 0, "more problems follow");
}
