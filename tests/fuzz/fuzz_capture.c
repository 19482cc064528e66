/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_capture.c - any bytes as a capture file: opened, its head looked at,
 * read to the end.
 */
#include <config.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FRAMES_MAX 100000 /* a small file can unpack to many of them */

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* Read every byte of it, so that a bad pointer is noticed. */
static void
look_at(const struct frame *f)
{
	volatile uint8_t sum = 0;

	check(f->cap_len <= f->wire_len && f->cap_len <= FRAME_CAP_MAX);
	check(f->time_us <= FRAME_TIME_MAX_US);
	for (uint32_t i = 0; i < f->cap_len; i++)
		sum = (uint8_t)(sum + f->data[i]);
}

static void
read_all(struct capture *c)
{
	struct frame f;
	struct err err;
	const uint8_t *head;
	size_t len;
	uint64_t n = 0;
	int rc;

	capture_head(c, &head, &len);
	check(len <= CAPTURE_HEAD_MAX);
	while ((rc = capture_next(c, &f, &err)) > 0 && n < FRAMES_MAX) {
		look_at(&f);
		n++;
	}
	if (rc < 0)
		check(err.code == rc && memchr(err.text, '\0', ERR_TEXT_MAX));
	if (rc <= 0)
		check(capture_stats(c)->frames == n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("capture", MFD_CLOEXEC);
	struct capture *c;
	struct err err;
	char path[32];

	check(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (capture_open(&c, path, &err) == 0) {
		read_all(c);
		capture_close(c);
	}
	close(fd);
	return 0;
}
