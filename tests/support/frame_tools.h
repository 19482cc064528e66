/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frame_tools.h - whole frames at once, fragments of frames, and files of
 * them.
 */
#ifndef SUPPORT_FRAME_TOOLS_H
#define SUPPORT_FRAME_TOOLS_H

#include <stdio.h>

#include "support/frames.h"

/* Ends of a conversation; addresses of one version, as text. */
struct frames_ends {
	const char *src;
	uint16_t src_port;
	const char *dst;
	uint16_t dst_port;
};

/* Whole Ethernet frames, ended; text may be NULL. */
void frames_make_tcp(struct frame_build *f, const struct frames_ends *ends,
    uint8_t flags, uint32_t seq, uint32_t ack, const char *text);
void frames_make_udp(struct frame_build *f, const struct frames_ends *ends,
    const char *text);

/* Zeros behind an ended frame, up to the least Ethernet length. */
void frames_pad(struct frame_build *f);

/*
 * Make *out the fragment of an ended frame that has the len bytes at offset
 * of the data of the IP packet at position ip_at (of what follows the fixed
 * header in IPv6); the last one when they reach the end.  Headers outside are
 * adapted, *out is ended.
 */
void frames_cut(struct frame_build *out, const struct frame_build *whole,
    size_t ip_at, uint32_t id, size_t offset, size_t len);

/* Write a pcap file: its header, then frames cut to cap_max bytes. */
void frames_pcap_begin(FILE *file, uint32_t link_type);
void frames_pcap_add(FILE *file, const struct frame_build *f, uint64_t time_us,
    size_t cap_max);

#endif
