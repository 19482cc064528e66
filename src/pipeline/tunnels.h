/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tunnels.h - the tunnels of a run, numbered, so that a flow needs two bytes
 * for its own.
 *
 * Both directions of a tunnel are one.  Bounded: past TUNNELS_MAX further
 * tunnels share the number TUNNELS_OTHER, whose text is "other".
 */
#ifndef PIPELINE_TUNNELS_H
#define PIPELINE_TUNNELS_H

#include <stdint.h>

#include "base/hash.h"
#include "packet/packet.h"

#define TUNNELS_MAX 16384
#define TUNNELS_OTHER UINT16_MAX
#define TUNNELS_TEXT_MAX 128

struct tunnels;

/* 0 and a table to give to tunnels_free(), or -ENOMEM. */
int tunnels_new(struct tunnels **out,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void tunnels_free(struct tunnels *t);
/* The number of a tunnel; 0 for none. */
uint16_t tunnels_number(struct tunnels *t, const struct packet_tunnel *tunnel);
/* "vxlan 10.0.0.1 10.0.0.2 42": kind, outer addresses in bytewise order, id.
 * NULL for 0; otherwise returns out. */
const char *tunnels_text(const struct tunnels *t, uint16_t number,
    char out[static TUNNELS_TEXT_MAX]);

#endif
