/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * capture.h - frames from a capture file or standard input.
 *
 * Reads pcap (both byte orders, micro- and nanoseconds; the tcpdump.org
 * pcap draft) and pcapng (draft-ietf-opsawg-pcapng: several sections and
 * interfaces, their resolutions and offsets), plain or compressed with gzip,
 * zstd, lz4 or xz, told apart by magic and streamed: memory does not depend
 * on the size of the file or of what it unpacks to.
 */
#ifndef CAPTURE_CAPTURE_H
#define CAPTURE_CAPTURE_H

#include <stdint.h>

#include "base/err.h"
#include "capture/frame.h"

#define CAPTURE_HEAD_MAX ((size_t)1 << 20) /* bytes */

struct capture;

/* What the reader mended or noticed; none of it stops reading. */
struct capture_stats {
	uint64_t frames;
	uint64_t bytes;       /* sum of wire_len */
	uint64_t snapped;     /* cap_len below wire_len */
	uint64_t odd_times;   /* a fraction of a second above one, carried; out
				 of range, clamped; or none: that of the frame
				 before is given */
	uint64_t odd_lengths; /* cap_len above wire_len: the smaller is used */
	uint64_t skipped_blocks; /* pcapng blocks that hold no packet and do not
				    describe a section or an interface */
};

/*
 * Open path ("-" is standard input).  0 and a capture to give to
 * capture_close(); or a negative errno with err filled: -ENOENT and the like
 * as the system says, -ENOMSG when it is no capture (empty, or no magic we
 * know), -EBADMSG when its header is damaged.  The text names the path.
 * Waits for what a pipe has not given yet, through signals too.
 */
int capture_open(struct capture **out, const char *path, struct err *err);
void capture_close(struct capture *c);

/*
 * The next frame.  1 and *out filled; 0 at the end; or -EBADMSG (damaged or
 * cut), -EIO or -ENOMEM, with err naming path, offset and what was wrong.
 * After 0 or an error every later call gives the same.
 */
int capture_next(struct capture *c, struct frame *out, struct err *err);

/*
 * The first bytes of the unpacked input, at most CAPTURE_HEAD_MAX (less only
 * where the input is shorter).  May be called at any time before the first
 * capture_next(); lent until then.
 */
void capture_head(struct capture *c, const uint8_t **data, size_t *len);

/* Bytes of the unpacked input that were consumed; after an error, where the
 * record that could not be read begins. */
uint64_t capture_offset(const struct capture *c);
/* Bytes read of the file as it is on disk, for progress. */
uint64_t capture_consumed(const struct capture *c);
const struct capture_stats *capture_stats(const struct capture *c);
/* "pcap", "pcapng", with " (gzip)" and the like; lent. */
const char *capture_format(const struct capture *c);

/* The registry's name of a LINKTYPE_ value ("EN10MB"), or "unknown". */
const char *capture_link_name(uint16_t link_type);

#endif
