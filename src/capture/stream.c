/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.c - the unpacked bytes of a file, a pipe or standard input, through
 * one buffer that readers point into.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/codec.h"
#include "capture/stream.h"

/* Reading starts small, for who looks at the first packet only, and goes up
 * to what stays in a processor's second cache. */
#define CHUNK_FIRST ((size_t)16 << 10)
#define CHUNK_MAX ((size_t)256 << 10)
#define PACKED_SIZE ((size_t)64 << 10)

_Static_assert(CHUNK_FIRST <= PACKED_SIZE, "the first bytes may be packed");

/* Compressed bytes on their way to a codec. */
struct packed {
	const struct codec *codec; /* NULL: the stream is plain */
	void *state;
	enum codec_status status; /* of its last step */
	size_t at, len;           /* bytes[at..len) are to be unpacked */
	uint8_t bytes[PACKED_SIZE];
};

struct stream {
	int fd;
	bool fd_owned;  /* to be closed */
	uint64_t taken; /* bytes of the descriptor, packed or not */
	bool fd_ended;  /* nothing more from fd */
	bool ended;     /* nothing more for buf */
	size_t chunk;   /* bytes to ask for next */
	uint8_t *buf;   /* [0..at) was read, [at..len) is unread */
	size_t size;    /* of buf */
	size_t at, len; /* in buf */
	uint64_t base;  /* offset of buf[0] in the stream */
	struct packed *packed;
	struct err failure; /* code 0 while there was none */
	char name[STREAM_NAME_MAX];
};

uint64_t
stream_offset(const struct stream *s)
{
	return s->base + s->at;
}

uint64_t
stream_taken(const struct stream *s)
{
	return s->taken;
}

const char *
stream_name(const struct stream *s)
{
	return s->name;
}

const char *
stream_codec(const struct stream *s)
{
	return s->packed ? s->packed->codec->name : NULL;
}

char *
stream_call(const char *path, char out[static STREAM_NAME_MAX])
{
	size_t len = strlen(path);
	const char *dots = "";

	if (strcmp(path, "-") == 0)
		path = "standard input";
	if (len >= STREAM_NAME_MAX) {
		dots = "...";
		path += len - (STREAM_NAME_MAX - 1 - strlen(dots));
		while ((*path & 0xc0) == 0x80) /* no half UTF-8 character */
			path++;
	}
	snprintf(out, STREAM_NAME_MAX, "%s%s", dots, path);
	return out;
}

static int
open_fd(struct stream *s, const char *path, struct err *err)
{
	struct stat st;

	s->fd_owned = strcmp(path, "-") != 0;
	s->fd = STDIN_FILENO;
	if (s->fd_owned)
		s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (s->fd < 0 || fstat(s->fd, &st) < 0)
		return err_set(err, -errno, "%s: %s", s->name, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return err_set(err, -EISDIR, "%s: is a folder", s->name);
	/* Advice only: what it says is true whether it is taken or not. */
	(void)posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return 0;
}

static void fail(struct stream *s, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void
fail(struct stream *s, int code, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	err_set(&s->failure, code, "%s: %s", s->name, text);
	s->ended = true;
}

/* read(2) that waits, also on descriptors that do not. */
static ssize_t
read_waiting(int fd, void *dst, size_t len)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	ssize_t n;

	for (;;) {
		n = read(fd, dst, len);
		if (n >= 0)
			return n;
		if (errno == EAGAIN)
			(void)poll(&wait, 1, -1);
		else if (errno != EINTR)
			return -1;
	}
}

/* Returns how many bytes came; 0 at the end of the descriptor. */
static size_t
read_fd(struct stream *s, uint8_t *dst, size_t len)
{
	ssize_t n = read_waiting(s->fd, dst, len);

	if (n < 0)
		fail(s, -EIO, "cannot be read on: %s", strerror(errno));
	if (n <= 0) {
		s->fd_ended = true;
		return 0;
	}
	s->taken += (uint64_t)n;
	return (size_t)n;
}

static void
unpack_failed(struct stream *s, enum codec_status status, const char *reason)
{
	uint64_t made = s->base + s->len;
	const char *name = s->packed->codec->name;

	if (status == CODEC_TOO_WIDE)
		fail(s, -EBADMSG,
		    "needs more than %zu MiB to unpack; "
		    "give it unpacked, for example through a pipe",
		    CODEC_WINDOW_MAX >> 20);
	else if (status == CODEC_NO_MEMORY)
		fail(s, -ENOMEM, "no memory to unpack it");
	else
		fail(s, -EBADMSG,
		    "damaged %s data after %" PRIu64 " unpacked bytes: %s",
		    name, made, reason);
}

/* The codec neither took nor gave anything. */
static void
unpack_stalled(struct stream *s)
{
	struct packed *p = s->packed;

	if (p->at < p->len)
		unpack_failed(s, CODEC_DAMAGED, "no progress");
	else if (p->status == CODEC_INSIDE)
		fail(s, -EBADMSG,
		    "cut: the %s data ends after %" PRIu64 " unpacked bytes",
		    p->codec->name, s->base + s->len);
}

static void
unpack_step(struct stream *s, size_t room)
{
	struct packed *p = s->packed;
	struct codec_io io = { .in = p->bytes + p->at,
		.in_len = p->len - p->at,
		.in_last = s->fd_ended,
		.out = s->buf + s->len,
		.out_len = room };

	p->status = p->codec->run(p->state, &io);
	p->at += io.in_used;
	s->len += io.out_made;
	if (p->status != CODEC_INSIDE && p->status != CODEC_BETWEEN)
		unpack_failed(s, p->status, io.reason);
	else if (io.in_used == 0 && io.out_made == 0)
		unpack_stalled(s);
}

/* Append unpacked bytes to buf, at most room. */
static void
unpack(struct stream *s, size_t room)
{
	struct packed *p = s->packed;
	size_t before = s->len;

	while (!s->ended && s->len == before) {
		if (p->at == p->len && !s->fd_ended) {
			p->at = 0;
			p->len = read_fd(s, p->bytes, sizeof(p->bytes));
		}
		if (s->failure.code)
			return;
		if (p->at == p->len && p->status == CODEC_BETWEEN)
			s->ended = true;
		else
			unpack_step(s, room);
	}
}

/* Make room for a chunk at the end of buf, as far as buf may grow. */
static bool
make_room(struct stream *s)
{
	size_t size = s->size * 2;
	uint8_t *buf;

	if (s->size - s->len >= s->chunk || s->size == STREAM_NEED_MAX)
		return true;
	if (size > STREAM_NEED_MAX)
		size = STREAM_NEED_MAX;
	buf = realloc(s->buf, size);
	if (!buf) {
		fail(s, -ENOMEM, "no memory for a block of it");
		return false;
	}
	s->buf = buf;
	s->size = size;
	return true;
}

/* Append at least one byte to buf, or find that there are no more. */
static void
fill(struct stream *s)
{
	size_t before = s->len;
	size_t room;

	if (!make_room(s))
		return;
	room = s->size - s->len;
	assert(room > 0);
	if (room > s->chunk)
		room = s->chunk;
	if (s->packed) {
		unpack(s, room);
	} else {
		s->len += read_fd(s, s->buf + s->len, room);
		s->ended = s->fd_ended;
	}
	if (s->len - before == s->chunk && s->chunk < CHUNK_MAX)
		s->chunk *= 2;
}

/* Bring n unread bytes together at the start of buf. */
static bool
gather(struct stream *s, size_t n)
{
	assert(n <= STREAM_NEED_MAX);
	if (s->at > 0 && !s->ended) {
		memmove(s->buf, s->buf + s->at, s->len - s->at);
		s->base += s->at;
		s->len -= s->at;
		s->at = 0;
	}
	while (s->len - s->at < n) {
		if (s->ended)
			return false;
		fill(s);
	}
	return true;
}

const uint8_t *
stream_need(struct stream *s, size_t n)
{
	if (n > s->len - s->at && !gather(s, n))
		return NULL;
	return s->buf + s->at;
}

size_t
stream_left(const struct stream *s)
{
	return s->len - s->at;
}

void
stream_skip(struct stream *s, size_t n)
{
	assert(n <= s->len - s->at);
	s->at += n;
}

void
stream_head(struct stream *s, const uint8_t **data, size_t *len)
{
	assert(s->base == 0);
	while (s->len < STREAM_HEAD_MAX && !s->ended)
		fill(s);
	*data = s->buf;
	*len = s->len < STREAM_HEAD_MAX ? s->len : STREAM_HEAD_MAX;
}

int
stream_failure(const struct stream *s, struct err *err)
{
	if (s->failure.code == 0)
		return 0;
	return err_set(err, s->failure.code, "%s", s->failure.text);
}

/* " of the unpacked data", where offsets are not those of the file. */
static const char *
of_what(const struct stream *s)
{
	return s->packed ? " of the unpacked data" : "";
}

int
stream_short(const struct stream *s, size_t n, const char *what,
    struct err *err)
{
	size_t left = s->len - s->at;

	if (s->failure.code)
		return stream_failure(s, err);
	if (left == 0)
		return 0;
	return err_set(err, -EBADMSG,
	    "%s: cut at byte %" PRIu64 "%s: %s of %zu bytes has %zu left",
	    s->name, s->base + s->len, of_what(s), what, n, left);
}

int
stream_damaged(const struct stream *s, struct err *err, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return err_set(err, -EBADMSG, "%s: damaged at byte %" PRIu64 "%s: %s",
	    s->name, stream_offset(s), of_what(s), text);
}

/* What was read of a plain file so far was compressed: hand it over. */
static int
start_unpacking(struct stream *s, const struct codec *codec, struct err *err)
{
	struct packed *p = malloc(sizeof(*p));

	if (!p || codec->open(&p->state) < 0) {
		free(p);
		return err_set(err, -ENOMEM, "%s: no memory to unpack it",
		    s->name);
	}
	p->codec = codec;
	p->status = CODEC_INSIDE;
	p->at = 0;
	p->len = s->len;
	assert(s->len <= sizeof(p->bytes));
	memcpy(p->bytes, s->buf, s->len);
	s->packed = p;
	s->len = 0;
	s->ended = false;
	return 0;
}

static int
start(struct stream *s, struct err *err)
{
	const struct codec *codec;

	s->chunk = CHUNK_FIRST;
	s->size = CHUNK_FIRST;
	s->buf = malloc(s->size);
	if (!s->buf)
		return err_set(err, -ENOMEM, "%s: no memory", s->name);

	(void)stream_need(s, CODEC_MAGIC_MAX);
	if (s->failure.code)
		return stream_failure(s, err);
	codec = codec_find(s->buf, s->len);
	return codec ? start_unpacking(s, codec, err) : 0;
}

int
stream_open(struct stream **out, const char *path, struct err *err)
{
	struct stream *s = calloc(1, sizeof(*s));
	int rc;

	if (!s)
		return err_set(err, -ENOMEM, "%s: no memory", path);
	stream_call(path, s->name);
	rc = open_fd(s, path, err);
	if (rc == 0)
		rc = start(s, err);
	if (rc < 0) {
		stream_close(s);
		return rc;
	}
	*out = s;
	return 0;
}

void
stream_close(struct stream *s)
{
	if (!s)
		return;
	if (s->packed)
		s->packed->codec->close(s->packed->state);
	if (s->fd_owned && s->fd >= 0)
		close(s->fd);
	free(s->packed);
	free(s->buf);
	free(s);
}
