/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * codec.h - streaming decompressors, told apart by magic.
 *
 * Each is fed piece by piece and keeps no more than its window, at most
 * CODEC_WINDOW_MAX.  Several members or frames in a row are one stream.
 */
#ifndef CAPTURE_CODEC_H
#define CAPTURE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CODEC_MAGIC_MAX 6 /* bytes that codec_find() wants to see */
/* Bytes; what zstd and xz take by default, or with their largest level. */
#define CODEC_WINDOW_MAX ((size_t)128 << 20)

enum codec_status {
	CODEC_INSIDE,   /* of a frame: more is to come */
	CODEC_BETWEEN,  /* frames: the input may end here */
	CODEC_DAMAGED,  /* see codec_io.reason */
	CODEC_TOO_WIDE, /* it needs a window above CODEC_WINDOW_MAX */
	CODEC_NO_MEMORY,
};

/* One step: what goes in, what comes out. */
struct codec_io {
	const uint8_t *in;
	size_t in_len;
	size_t in_used; /* set: of in_len */
	bool in_last;   /* nothing comes after in */
	uint8_t *out;
	size_t out_len;
	size_t out_made;    /* set: of out_len */
	const char *reason; /* set with CODEC_DAMAGED: the library's, lent */
};

struct codec {
	const char *name;
	uint8_t magic[CODEC_MAGIC_MAX];
	uint8_t mask[CODEC_MAGIC_MAX]; /* 0 ends what is compared */
	int (*open)(void **state);     /* 0 or -ENOMEM */
	void (*close)(void *state);
	/* Output made is good whatever the status.  After a damage it is not
	 * called again. */
	enum codec_status (*run)(void *state, struct codec_io *io);
};

/* The codec whose magic the len bytes begin with, or NULL. */
const struct codec *codec_find(const uint8_t *head, size_t len);

#endif
