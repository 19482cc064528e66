/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * decode.h - give built frames to the decoder.
 *
 * The decoder sees a copy of exactly the captured length, so that a byte read
 * beyond it is a byte beyond an allocation.  Frames are a millisecond apart
 * unless the test sets the clock.
 */
#ifndef SUPPORT_DECODE_H
#define SUPPORT_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "packet/packet.h"
#include "support/frames.h"

#define LINK_ETHERNET 1

struct decode_bench {
	struct packet_decoder *decoder;
	struct packet p;  /* of the last frame that was PACKET_OK */
	uint64_t time_us; /* of the next frame */
	uint8_t *copy;    /* of the last frame; p points into it */
};

/* A decoder with room for so many datagrams in fragments. */
void decode_start(struct decode_bench *b, size_t datagrams);
void decode_stop(struct decode_bench *b);

/* A frame of the link type; cap_len bytes of it, and how long it was. */
enum packet_status decode_bytes(struct decode_bench *b, uint16_t link_type,
    const uint8_t *bytes, size_t cap_len, size_t wire_len);
/* A whole frame. */
enum packet_status decode_as(struct decode_bench *b, uint16_t link_type,
    const struct frame_build *f);
enum packet_status decode_frame(struct decode_bench *b,
    const struct frame_build *f);

/* True when p's source or destination is the address of this text. */
bool decode_is_src(const struct decode_bench *b, const char *text);
bool decode_is_dst(const struct decode_bench *b, const char *text);

#endif
