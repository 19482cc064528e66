/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader.h - what the readers of the file formats have in common.
 *
 * A reader takes records from a stream that someone else owns, and hands out
 * frames that point into it.
 */
#ifndef CAPTURE_READER_H
#define CAPTURE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "capture/capture.h"
#include "capture/frame.h"
#include "capture/stream.h"

#define READER_MAGIC_BYTES 4 /* that reader_format.match wants to see */

/* The first member of each format's own struct. */
struct reader {
	struct stream *stream;
	struct capture_stats *stats; /* of the capture */
};

struct reader_format {
	const char *name;
	bool (*match)(const uint8_t *head, size_t len);
	/* Read the file's header.  0 and a reader to give to close(); or
	 * negative with err filled. */
	int (*open)(struct reader **out, struct stream *s,
	    struct capture_stats *stats, struct err *err);
	/* As capture_next(), but may only be called up to the first end. */
	int (*next)(struct reader *r, struct frame *out, struct err *err);
	void (*close)(struct reader *r);
};

/* 0, or -EBADMSG when a captured length can not be. */
int reader_check_length(const struct reader *r, uint32_t cap_len,
    struct err *err);
/* Put both lengths into f, the captured one cut to the other. */
void reader_set_lengths(struct reader *r, struct frame *f, uint32_t cap_len,
    uint32_t wire_len);

#endif
