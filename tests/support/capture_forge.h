/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * capture_forge.h - captures for tests, sound and broken, byte by byte.
 *
 * Failing to build one is a failed assertion of the test that asked.
 */
#ifndef SUPPORT_CAPTURE_FORGE_H
#define SUPPORT_CAPTURE_FORGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/capture.h"

struct forge {
	uint8_t *data;
	size_t len, room;
	bool big; /* byte order of what is added */
};

void forge_fini(struct forge *f);
void forge_add(struct forge *f, const void *data, size_t len);
/*
 * Add what a script says: words apart by spaces, each a letter and a number
 * as C writes it.  b, h, w, q: the number in 1, 2, 4, 8 bytes; d: so many
 * bytes 1, 2, 3, ...; z: so many zeros.  < and > set the byte order.
 */
void forge_script(struct forge *f, const char *script);

/* Scripts of sound parts.  A packet is 4 bytes long, at second 1. */
#define FORGE_PCAP "w0xa1b2c3d4 h2 h4 w0 w0 w65535 w1 "
#define FORGE_RECORD "w1 w0 w4 w4 d4 "
#define FORGE_SECTION "w0x0a0d0d0a w28 w0x1a2b3c4d h1 h0 q-1 w28 "
#define FORGE_INTERFACE "w1 w20 h1 h0 w0 w20 "
#define FORGE_PACKET "w6 w36 w0 w0 w1000000 w4 w4 d4 w36 "
#define FORGE_PCAPNG FORGE_SECTION FORGE_INTERFACE

enum forge_codec {
	FORGE_PLAIN,
	FORGE_GZIP,
	FORGE_ZSTD,
	FORGE_LZ4,
	FORGE_XZ,
	FORGE_CODEC_COUNT
};

/* Append data as one member or frame of the codec. */
void forge_pack(struct forge *out, enum forge_codec codec, const void *data,
    size_t len);
/* "gzip" and the like; NULL for FORGE_PLAIN. */
const char *forge_codec_name(enum forge_codec codec);

/* A new folder of the test's own; free() the path. */
char *forge_folder(void);
/* Remove it with all that is in it. */
void forge_folder_remove(const char *path);
/* Write a file; returns its path, folder/name, to free(). */
char *forge_write(const struct forge *f, const char *folder, const char *name);
/* The same of a script. */
char *forge_write_script(const char *script, const char *folder,
    const char *name);

/* What reading a capture to its end came to. */
struct forge_reading {
	int opened; /* capture_open() */
	int ended;  /* the last capture_next() */
	struct err err;
	struct frame last; /* its data is gone */
	struct capture_stats stats;
	uint64_t offset;
	char format[32];
};

/* Read the file to its end, all bytes of its frames included. */
struct forge_reading forge_read(const char *path);

#endif
