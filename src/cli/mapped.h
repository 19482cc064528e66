/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mapped.h - a whole file as bytes in memory, whatever its size.
 */
#ifndef CLI_MAPPED_H
#define CLI_MAPPED_H

#include <stddef.h>

struct mapped {
	void *data; /* "" when len is 0 */
	size_t len;
};

/* The bytes of a regular file that is open, to give to mapped_fini(); it may
 * be closed before.  0 or a negative errno, -EINVAL: no regular file. */
int mapped_init(struct mapped *m, int fd);
void mapped_fini(struct mapped *m);

#endif
