/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mapped.c - a whole file as bytes in memory.
 */
#include <config.h>

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "cli/mapped.h"

static char nothing[1];

int
mapped_init(struct mapped *m, int fd)
{
	struct stat st;
	void *data = nothing;

	if (fstat(fd, &st) != 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size > 0)
		data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
		    fd, 0);
	if (data == MAP_FAILED)
		return -errno;
	*m = (struct mapped){ .data = data, .len = (size_t)st.st_size };
	return 0;
}

void
mapped_fini(struct mapped *m)
{
	if (m->len > 0)
		munmap(m->data, m->len);
	*m = (struct mapped){ .data = nothing };
}
