/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dedup.h - exact repeats of a packet within a short window.
 *
 * A span port that mirrors two ports, or both sides of a router, gives a
 * packet twice.  Compared from the IP header on, TTL and IP checksum masked
 * (a routed copy), by a keyed hash of headers and the first payload bytes.
 * An IPv6 packet without a fragment header has no identification: it is a
 * repeat only if VLAN, a MAC address or the hop limit differ.
 */
#ifndef FLOW_DEDUP_H
#define FLOW_DEDUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "packet/packet.h"

#define DEDUP_WINDOW_US 1000

struct dedup;

/* 0 and a filter to give to dedup_free(), or -ENOMEM. */
int dedup_new(struct dedup **out,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void dedup_free(struct dedup *d);
/* True when p repeats a packet of the last DEDUP_WINDOW_US. */
bool dedup_repeats(struct dedup *d, const struct packet *p);

#endif
