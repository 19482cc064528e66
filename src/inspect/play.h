/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * play.h - a question to nDPI as the packets of a conversation.
 *
 * TCP: the handshake when its start was seen, then each piece with sequence
 * and acknowledgement numbers that fit; UDP: a datagram each.
 */
#ifndef INSPECT_PLAY_H
#define INSPECT_PLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/ndpi.h"
#include "inspect/wrap.h"

struct play_packet {
	const uint8_t *ip; /* len bytes and WRAP_SLACK zeros, lent */
	size_t len;
	uint64_t time_ms;
	bool from_client;
};

/* True: more, please. */
typedef bool play_fn(const struct play_packet *p, void *arg);

/* Give the packets to fn in their order, each made in room. */
void play_question(const struct ndpi_question *q,
    uint8_t room[static WRAP_BYTES], play_fn *fn, void *arg);

#endif
