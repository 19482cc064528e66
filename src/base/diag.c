/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * diag.c - list of file:line:col messages of one load.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/strbuf.h"

#define LEVELS 2
#define KEPT_MAX (DIAG_ERRORS_MAX + DIAG_WARNINGS_MAX)

static const size_t level_max[LEVELS] = {
	[DIAG_ERROR] = DIAG_ERRORS_MAX,
	[DIAG_WARNING] = DIAG_WARNINGS_MAX,
};

struct diag_list {
	struct arena *arena;  /* texts and file names */
	size_t added[LEVELS]; /* kept or not */
	size_t kept_of[LEVELS];
	size_t kept;
	struct diag items[KEPT_MAX];
};

int
diag_list_new(struct diag_list **out)
{
	struct diag_list *d = calloc(1, sizeof(*d));

	if (!d)
		return -ENOMEM;
	if (arena_new(&d->arena) < 0) {
		free(d);
		return -ENOMEM;
	}
	*out = d;
	return 0;
}

void
diag_list_free(struct diag_list *d)
{
	if (!d)
		return;
	arena_free(d->arena);
	free(d);
}

/* A copy of the name; messages in a row about one file share it. */
static const char *
keep_file(struct diag_list *d, const char *file)
{
	if (d->kept > 0 && strcmp(d->items[d->kept - 1].file, file) == 0)
		return d->items[d->kept - 1].file;
	return arena_text(d->arena, file, strlen(file));
}

static const char *
keep_text(struct diag_list *d, const char *fmt, va_list ap)
{
	struct strbuf s;
	const char *kept = NULL;

	strbuf_init(&s);
	strbuf_addv(&s, fmt, ap);
	if (strbuf_error(&s) == 0)
		kept = arena_text(d->arena, strbuf_text(&s), s.len);
	strbuf_fini(&s);
	return kept;
}

void
diag_add(struct diag_list *d, enum diag_level level, const char *file,
    uint32_t line, uint32_t col, const char *fmt, ...)
{
	struct diag g = { .level = level, .line = line, .col = col };
	va_list ap;

	d->added[level]++;
	if (d->kept_of[level] == level_max[level])
		return;
	va_start(ap, fmt);
	g.text = keep_text(d, fmt, ap);
	va_end(ap);
	g.file = keep_file(d, file ? file : "");
	if (!g.text || !g.file)
		return;
	d->items[d->kept++] = g;
	d->kept_of[level]++;
}

size_t
diag_count(const struct diag_list *d, enum diag_level level)
{
	return d->added[level];
}

size_t
diag_kept(const struct diag_list *d)
{
	return d->kept;
}

const struct diag *
diag_at(const struct diag_list *d, size_t i)
{
	assert(i < d->kept);
	return &d->items[i];
}

char *
diag_format(const struct diag *g, char *out, size_t size)
{
	char place[32] = ""; /* ":line:col: ", as much of it as is known */
	const char *warning = g->level == DIAG_WARNING ? "warning: " : "";

	assert(size > 0);
	if (g->file[0] != '\0' && g->line == 0)
		snprintf(place, sizeof(place), ": ");
	else if (g->file[0] != '\0' && g->col == 0)
		snprintf(place, sizeof(place), ":%u: ", g->line);
	else if (g->file[0] != '\0')
		snprintf(place, sizeof(place), ":%u:%u: ", g->line, g->col);
	snprintf(out, size, "%s%s%s%s", g->file, place, warning, g->text);
	return out;
}
