/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader.c - what the readers of the file formats have in common.
 */
#include <config.h>

#include <inttypes.h>

#include "capture/reader.h"

int
reader_check_length(const struct reader *r, uint32_t cap_len, struct err *err)
{
	if (cap_len <= FRAME_CAP_MAX)
		return 0;
	return stream_damaged(r->stream, err,
	    "a captured length of %" PRIu32 " bytes is above %" PRIu32, cap_len,
	    FRAME_CAP_MAX);
}

void
reader_set_lengths(struct reader *r, struct frame *f, uint32_t cap_len,
    uint32_t wire_len)
{
	if (cap_len > wire_len) {
		r->stats->odd_lengths++;
		cap_len = wire_len;
	}
	f->cap_len = cap_len;
	f->wire_len = wire_len;
}
