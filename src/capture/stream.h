/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.h - the unpacked bytes of a file, a pipe or standard input, through
 * one buffer that readers point into.
 *
 * A stream gives bytes until its end or a failure, and remembers which; what
 * came before a failure is still given.  Memory: the buffer, at most
 * STREAM_NEED_MAX, and the window of a decompressor.
 */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define STREAM_NEED_MAX ((size_t)16 << 20) /* bytes in a row */
#define STREAM_HEAD_MAX ((size_t)1 << 20)  /* bytes */
#define STREAM_NAME_MAX 256 /* bytes; leaves room for the cause in an err */

struct stream;

/*
 * Open path ("-" is standard input, which is left open at the end) and look
 * whether it is compressed.  0 and a stream to give to stream_close(); or a
 * negative errno with err filled.
 */
int stream_open(struct stream **out, const char *path, struct err *err);
void stream_close(struct stream *s);

/*
 * The next n (at most STREAM_NEED_MAX) unread bytes in a row, or NULL when
 * there are fewer: ask stream_short() why.  Good until the next call; waits
 * for no more bytes than n.
 */
const uint8_t *stream_need(struct stream *s, size_t n);
/* How many unread bytes stream_need() gives without waiting. */
size_t stream_left(const struct stream *s);
/* Take n bytes that stream_need() gave as read.  They stay readable until
 * the next stream_need(). */
void stream_skip(struct stream *s, size_t n);

/*
 * Why stream_need(s, n) gave NULL: 0 at a clean end with nothing unread;
 * else negative with err filled: what stopped the stream, or -EBADMSG and
 * "NAME: cut at byte N: WHAT ...".
 */
int stream_short(const struct stream *s, size_t n, const char *what,
    struct err *err);
/* What stopped the stream, with err filled; 0 while nothing did. */
int stream_failure(const struct stream *s, struct err *err);
/* Fill err with "NAME: damaged at byte N: TEXT" and return -EBADMSG. */
int stream_damaged(const struct stream *s, struct err *err, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

/*
 * The first bytes, at most STREAM_HEAD_MAX, read or not.  Only as long as no
 * stream_need() followed a stream_skip(); lent until that.
 */
void stream_head(struct stream *s, const uint8_t **data, size_t *len);

/* Bytes read so far, of the unpacked stream. */
uint64_t stream_offset(const struct stream *s);
/* Bytes taken from the file as it lies there, what is buffered included. */
uint64_t stream_taken(const struct stream *s);
/* As stream_call() calls its path; lent. */
const char *stream_name(const struct stream *s);
/* What messages call a path: itself, shortened at the front, or "standard
 * input".  Returns out. */
char *stream_call(const char *path, char out[static STREAM_NAME_MAX]);
/* "gzip" and the like; NULL when it is not compressed. */
const char *stream_codec(const struct stream *s);

#endif
