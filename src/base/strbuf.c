/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strbuf.c - growing string.
 */
#include <config.h>

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

#define SIZE_MIN 64U /* bytes of the first allocation */

void
strbuf_init(struct strbuf *s)
{
	*s = (struct strbuf){ 0 };
}

void
strbuf_fini(struct strbuf *s)
{
	free(s->text);
	strbuf_init(s);
}

void
strbuf_reset(struct strbuf *s)
{
	s->len = 0;
	s->error = 0;
	if (s->text)
		s->text[0] = '\0';
}

/* Make room for more bytes and a NUL.  False, and the error set, if not. */
static bool
reserve(struct strbuf *s, size_t more)
{
	size_t size = s->size < SIZE_MIN ? SIZE_MIN : s->size;
	char *text;

	if (s->error)
		return false;
	if (s->text && more < s->size - s->len)
		return true;
	if (more >= SIZE_MAX / 2 - s->len)
		goto fail;
	while (size - s->len <= more)
		size *= 2;
	text = realloc(s->text, size);
	if (!text)
		goto fail;
	s->text = text;
	s->size = size;
	return true;
fail:
	s->error = -ENOMEM;
	return false;
}

void
strbuf_add(struct strbuf *s, const char *text)
{
	strbuf_add_bytes(s, text, strlen(text));
}

void
strbuf_add_bytes(struct strbuf *s, const char *bytes, size_t len)
{
	if (len == 0 || !reserve(s, len))
		return;
	memcpy(s->text + s->len, bytes, len);
	s->len += len;
	s->text[s->len] = '\0';
}

void
strbuf_add_char(struct strbuf *s, char c)
{
	strbuf_add_bytes(s, &c, 1);
}

void
strbuf_addf(struct strbuf *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_addv(s, fmt, ap);
	va_end(ap);
}

void
strbuf_addv(struct strbuf *s, const char *fmt, va_list ap)
{
	va_list again;
	int need;

	if (!reserve(s, 0))
		return;
	va_copy(again, ap);
	need = vsnprintf(s->text + s->len, s->size - s->len, fmt, ap);
	if (need < 0) {
		s->error = -ENOMEM; /* longer than INT_MAX */
	} else if ((size_t)need < s->size - s->len) {
		s->len += (size_t)need;
	} else if (reserve(s, (size_t)need)) {
		vsnprintf(s->text + s->len, s->size - s->len, fmt, again);
		s->len += (size_t)need;
	}
	s->text[s->len] = '\0';
	va_end(again);
}

const char *
strbuf_text(const struct strbuf *s)
{
	return s->text ? s->text : "";
}

int
strbuf_error(const struct strbuf *s)
{
	return s->error;
}
