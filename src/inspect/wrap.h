/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wrap.h - payload put into an IP packet of its conversation, for a
 * dissector that wants packets.
 *
 * Headers are the shortest ones (RFC 791, RFC 8200, RFC 9293, RFC 768);
 * checksums stay 0.  Zero bytes follow the packet, so that a reader that
 * passes its end by less than WRAP_SLACK reads nothing of anybody else.
 */
#ifndef INSPECT_WRAP_H
#define INSPECT_WRAP_H

#include <stddef.h>
#include <stdint.h>

#include "inspect/tuple.h"

#define WRAP_PAYLOAD_MAX 4096
#define WRAP_HEADERS_MAX 60 /* IPv6 and TCP */
#define WRAP_SLACK 512
#define WRAP_BYTES (WRAP_HEADERS_MAX + WRAP_PAYLOAD_MAX + WRAP_SLACK)

enum wrap_flag { WRAP_SYN = 0x02, WRAP_PSH = 0x08, WRAP_ACK = 0x10 };

struct wrap {
	const struct inspect_tuple *tuple;
	unsigned int from; /* side that sends */
	uint32_t seq, ack; /* TCP */
	uint8_t flags;     /* TCP: enum wrap_flag */
	const uint8_t *data;
	size_t len; /* at most WRAP_PAYLOAD_MAX */
};

/* Write the packet and the slack behind it; returns the packet's length. */
size_t wrap_packet(uint8_t out[static WRAP_BYTES], const struct wrap *w);

#endif
