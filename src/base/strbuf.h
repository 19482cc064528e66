/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strbuf.h - growing string.
 *
 * Running out of memory is remembered: later calls do nothing, and
 * strbuf_error() tells.  The text is always NUL-terminated.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

struct strbuf {
	char *text; /* NULL while empty */
	size_t len; /* without the final NUL */
	size_t size;
	int error; /* 0 or -ENOMEM */
};

void strbuf_init(struct strbuf *s);
void strbuf_fini(struct strbuf *s);
/* Empty it, keeping the memory and clearing the error. */
void strbuf_reset(struct strbuf *s);
void strbuf_add(struct strbuf *s, const char *text);
void strbuf_add_bytes(struct strbuf *s, const char *bytes, size_t len);
void strbuf_add_char(struct strbuf *s, char c);
void strbuf_addf(struct strbuf *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void strbuf_addv(struct strbuf *s, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
/* The text, "" while empty; good until the next call that takes s. */
const char *strbuf_text(const struct strbuf *s);
int strbuf_error(const struct strbuf *s);

#endif
