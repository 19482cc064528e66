/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gather.c - what the parts that read a report share.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "report/gather.h"

#define ROOM_LEAST 16

const char *
gather_text(struct gather *g, const char *text)
{
	char *copy = text ? arena_text(g->texts, text, strlen(text)) : NULL;

	if (text && !copy)
		abort();
	return copy;
}

const char *
gather_textf(struct gather *g, const char *fmt, ...)
{
	const char *copy;
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	copy = gather_text(g, text);
	free(text);
	return copy;
}

/* Room doubles whenever count is 16, 32, 64, ... */
void *
gather_grown(void *items, size_t count, size_t size)
{
	if (count == 0)
		return xrealloc(items, ROOM_LEAST, size);
	if (count < ROOM_LEAST || (count & (count - 1)) != 0)
		return items;
	return xrealloc(items, 2 * count, size);
}

size_t
gather_fold(void *items, size_t count, size_t size,
    int (*cmp)(const void *a, const void *b),
    void (*add)(void *to, const void *from))
{
	char *at = items;
	size_t kept = 0;

	if (count == 0)
		return 0;
	qsort(items, count, size, cmp);
	for (size_t i = 1; i < count; i++) {
		if (cmp(at + kept * size, at + i * size) == 0)
			add(at + kept * size, at + i * size);
		else if (++kept != i)
			memcpy(at + kept * size, at + i * size, size);
	}
	return kept + 1;
}

int
gather_order(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}
