/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * xalloc.c - allocate or abort, for cli and report only.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static void *
or_abort(void *p)
{
	if (!p) {
		fputs("rasaudit: out of memory\n", stderr);
		abort();
	}
	return p;
}

/* Nothing asked for gives one piece: NULL always means no memory. */
void *
xcalloc(size_t count, size_t size)
{
	if (count == 0 || size == 0)
		count = size = 1;
	return or_abort(calloc(count, size));
}

void *
xrealloc(void *p, size_t count, size_t size)
{
	if (count == 0 || size == 0)
		count = size = 1;
	return or_abort(reallocarray(p, count, size));
}

char *
xstrdup(const char *text)
{
	return or_abort(strdup(text));
}

char *
xvasprintf(const char *fmt, va_list ap)
{
	char *text;

	return or_abort(vasprintf(&text, fmt, ap) < 0 ? NULL : text);
}
