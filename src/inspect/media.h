/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media.h - voice and video: STUN (RFC 8489, 5389, 3489), RTP and RTCP (RFC
 * 3550).
 */
#ifndef INSPECT_MEDIA_H
#define INSPECT_MEDIA_H

#include "inspect/recognise.h"

/* On a datagram; either end. */
enum inspect_match stun_any(const struct inspect_bytes *b);
enum inspect_match stun_tcp_any(const struct inspect_bytes *b);

/* RTP has a header that any bytes may be: it takes several that follow each
 * other. */
struct inspect_answer rtp_view(const struct inspect_view *view);

#endif
