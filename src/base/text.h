/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text.h - bounded reading of text: whole small files, numbers, UTF-8, and
 * the one escaper for bytes that came from outside.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

/*
 * Read the file at path whole, at most max bytes, into s in place of what it
 * held.  0; -EFBIG when it is larger; -EISDIR; or another negative errno.
 * s is untouched on failure.
 */
int text_read_file(struct strbuf *s, const char *path, size_t max);

/* Decimal digits only, no sign, no space, at most max.  0, -EINVAL, -ERANGE;
 * *out is untouched on failure. */
int text_parse_u64(const char *text, size_t len, uint64_t max, uint64_t *out);

/* True when all len bytes are well-formed UTF-8 (RFC 3629). */
bool text_is_utf8(const char *bytes, size_t len);

/*
 * Append bytes safe for a terminal: C0, C1, DEL, bidirectional controls
 * (U+202A-E, U+2066-9) and bytes that are no UTF-8 become \xNN, a backslash
 * becomes \\.
 */
void text_escape(struct strbuf *out, const char *bytes, size_t len);

/* ASCII lower case in place, whatever the locale. */
void text_lower(char *text, size_t len);

#endif
