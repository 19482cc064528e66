/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quic.h - QUIC by its long headers: RFC 8999, RFC 9000 section 17.2, RFC
 * 9369, the drafts before them, and Google's versions.
 */
#ifndef INSPECT_QUIC_H
#define INSPECT_QUIC_H

#include <stdbool.h>
#include <stdint.h>

#include "inspect/part.h"
#include "inspect/recognise.h"

/* All on one datagram.  A short header tells nothing. */
enum inspect_match quic_client(const struct inspect_bytes *b);
enum inspect_match quic_server(const struct inspect_bytes *b);

enum quic_type {
	QUIC_INITIAL,
	QUIC_ZERO_RTT,
	QUIC_HANDSHAKE,
	QUIC_RETRY,
	QUIC_NEGOTIATION, /* of the version */
	QUIC_GOOGLE,      /* a layout of Google's, not read further */
};

struct quic_packet {
	enum quic_type type;
	uint32_t version;
	bool greased; /* the fixed bit is 0: servers may, RFC 9287 */
	struct part dcid;
	size_t number_at;    /* place of the packet number in the datagram */
	struct part payload; /* from the packet number on */
};

/* Read the long header at p and pass over its packet.  NO: it is none;
 * UNSURE: a version that nobody here knows, or it is cut in the header. */
enum inspect_match quic_read_long(struct part *p, struct quic_packet *out);

/* The version of the first packet of a datagram, 0 when it has none. */
uint32_t quic_version(const struct inspect_bytes *b);

/* RFC 9000 section 16: an integer of 1 to 8 bytes. */
uint64_t quic_varint(struct part *p);

#endif
