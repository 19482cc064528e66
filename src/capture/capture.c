/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * capture.c - frames from a capture file or standard input.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap.h>

#include "capture/capture.h"
#include "capture/pcap_reader.h"
#include "capture/pcapng_reader.h"
#include "capture/reader.h"
#include "capture/stream.h"

#define FORMAT_TEXT_MAX 32
#define MAGIC_SHOWN 8 /* bytes of what is no capture */

_Static_assert(CAPTURE_HEAD_MAX == STREAM_HEAD_MAX, "one head");

struct capture {
	struct stream *stream;
	const struct reader_format *format;
	struct reader *reader;
	struct capture_stats stats;
	bool ended; /* capture_next() goes on giving end.code */
	struct err end;
	char format_text[FORMAT_TEXT_MAX];
};

static const struct reader_format *const formats[] = {
	&pcap_reader,
	&pcapng_reader,
};

/* What people give by mistake. */
static const struct {
	const char *magic;
	const char *what;
} strangers[] = {
	{ "BZh", "bzip2" },
	{ "PK\x03\x04", "zip" },
	{ "7z\xbc\xaf", "7-Zip" },
	{ "\x02\x21\x4c\x18", "lz4 in its legacy form" },
	{ "\x1f\x8b", "gzip once more" },
	{ "snoop", "snoop" },
	{ "SQLite", "an SQLite database" },
};

static const struct reader_format *
format_find(const uint8_t *head, size_t len)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (formats[i]->match(head, len))
			return formats[i];
	}
	return NULL;
}

/* " (zip)", or "". */
static void
name_stranger(const uint8_t *head, size_t len, char *out, size_t size)
{
	*out = '\0';
	for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++) {
		size_t n = strlen(strangers[i].magic);

		if (len >= n && memcmp(head, strangers[i].magic, n) == 0)
			snprintf(out, size, " (%s)", strangers[i].what);
	}
}

static int
no_capture(struct stream *s, struct err *err)
{
	const char *codec = stream_codec(s);
	char hex[3 * MAGIC_SHOWN + 1] = "";
	size_t len = stream_left(s);
	const uint8_t *head = stream_need(s, len);
	char what[48];

	if (len == 0)
		return err_set(err, -ENOMSG, "%s: not a capture: is empty",
		    stream_name(s));
	for (size_t i = 0; i < len && i < MAGIC_SHOWN; i++)
		snprintf(hex + 3 * i, 4, " %02x", head[i]);
	name_stranger(head, len, what, sizeof(what));
	return err_set(err, -ENOMSG,
	    "%s: not a capture: %s%sbegins with%s%s; pcap, pcapng and their "
	    "gzip, zstd, lz4 or xz forms are read",
	    stream_name(s), codec ? codec : "", codec ? " data in it " : "",
	    hex, what);
}

/* Look at the first bytes and choose a reader. */
static int
choose(struct capture *c, struct err *err)
{
	const uint8_t *head = stream_need(c->stream, READER_MAGIC_BYTES);
	int rc = stream_failure(c->stream, err);

	if (head)
		c->format = format_find(head, READER_MAGIC_BYTES);
	else if (rc < 0)
		return rc;
	return c->format ? 0 : no_capture(c->stream, err);
}

static int
start(struct capture *c, const char *path, struct err *err)
{
	const char *codec;
	int rc = stream_open(&c->stream, path, err);

	if (rc == 0)
		rc = choose(c, err);
	if (rc == 0)
		rc = c->format->open(&c->reader, c->stream, &c->stats, err);
	if (rc < 0)
		return rc;
	codec = stream_codec(c->stream);
	snprintf(c->format_text, sizeof(c->format_text), "%s%s%s%s",
	    c->format->name, codec ? " (" : "", codec ? codec : "",
	    codec ? ")" : "");
	return 0;
}

int
capture_open(struct capture **out, const char *path, struct err *err)
{
	struct capture *c = calloc(1, sizeof(*c));
	struct err why;
	int rc;

	if (!c)
		return err_set(err, -ENOMEM, "%s: no memory", path);
	rc = start(c, path, &why);
	if (rc < 0) {
		capture_close(c);
		return err_set(err, rc, "%s", why.text);
	}
	*out = c;
	return 0;
}

void
capture_close(struct capture *c)
{
	if (!c)
		return;
	if (c->reader)
		c->format->close(c->reader);
	stream_close(c->stream);
	free(c);
}

/* What capture_next() says from the end on. */
static int
say_end(const struct capture *c, struct err *err)
{
	if (c->end.code == 0)
		return 0;
	return err_set(err, c->end.code, "%s", c->end.text);
}

int
capture_next(struct capture *c, struct frame *out, struct err *err)
{
	int rc;

	if (c->ended)
		return say_end(c, err);
	rc = c->format->next(c->reader, out, &c->end);
	if (rc <= 0) {
		c->ended = true;
		c->end.code = rc;
		return say_end(c, err);
	}
	assert(out->cap_len <= out->wire_len && out->cap_len <= FRAME_CAP_MAX);
	c->stats.frames++;
	c->stats.bytes += out->wire_len;
	c->stats.snapped += out->cap_len < out->wire_len;
	return 1;
}

void
capture_head(struct capture *c, const uint8_t **data, size_t *len)
{
	stream_head(c->stream, data, len);
}

uint64_t
capture_offset(const struct capture *c)
{
	return stream_offset(c->stream);
}

uint64_t
capture_consumed(const struct capture *c)
{
	return stream_taken(c->stream);
}

const struct capture_stats *
capture_stats(const struct capture *c)
{
	return &c->stats;
}

const char *
capture_format(const struct capture *c)
{
	return c->format_text;
}

/*
 * Where a LINKTYPE_ value is not the DLT_ value that libpcap calls by that
 * name.  12 and 14 are what old BSDs wrote for raw IP; the rest of 11 to 19
 * meant one thing here and another there.
 */
static const struct {
	uint16_t from, to; /* inclusive */
	const char *name;
} link_names[] = {
	{ 12, 12, "RAW" },
	{ 14, 14, "RAW" },
	{ 11, 19, "unknown" },
	{ 100, 100, "ATM_RFC1483" },
	{ 101, 101, "RAW" },
	{ 102, 102, "SLIP_BSDOS" },
	{ 103, 103, "PPP_BSDOS" },
	{ 106, 106, "ATM_CLIP" },
};

const char *
capture_link_name(uint16_t link_type)
{
	const char *name;

	for (size_t i = 0; i < sizeof(link_names) / sizeof(*link_names); i++) {
		if (link_type >= link_names[i].from &&
		    link_type <= link_names[i].to)
			return link_names[i].name;
	}
	name = pcap_datalink_val_to_name(link_type);
	return name ? name : "unknown";
}
