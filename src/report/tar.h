/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tar.h - the one form of ustar that packs have: regular files of mode 0644,
 * of user and group 0, at time 0, then two blocks of zeros.
 */
#ifndef REPORT_TAR_H
#define REPORT_TAR_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TAR_BLOCK 512
#define TAR_NAME_MAX 64 /* bytes, of letters, digits and "._-" */
#define TAR_SIZE_MAX ((UINT64_C(1) << 33) - 1) /* 11 octal digits */

/* 0 when name begins with a letter or digit and may be in a tar; or
 * -EINVAL. */
int tar_check_name(const char *name, size_t len);

/* Errors of out are for its owner to look at. */
void tar_write(FILE *out, const char *name, const void *data, size_t len);
void tar_write_end(FILE *out);

struct tar_reader {
	const uint8_t *data;
	size_t len, at;
};
struct tar_entry {
	char name[TAR_NAME_MAX + 1];
	const uint8_t *data; /* in the reader's bytes */
	size_t len;
};

/* The next entry.  1; 0 at a proper end that is the end of the bytes; -EINVAL
 * for anything that tar_write() does not write, at r->at. */
int tar_next(struct tar_reader *r, struct tar_entry *out);

#endif
