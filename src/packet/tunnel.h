/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tunnel.h - packets inside packets.
 */
#ifndef PACKET_TUNNEL_H
#define PACKET_TUNNEL_H

#include "packet/ip.h"
#include "packet/transport.h"
#include "packet/walk.h"

/*
 * When the payload that w stands at is a tunnel's, set *inner to the header
 * behind the tunnel's own and inner->tunnel, and return PACKET_OK.
 * PACKET_TOO_DEEP: there is one header too many.  Anything else: nothing here
 * that can be opened, and *inner means nothing.
 *
 * A header that could be a tunnel's only if one overlooked a bit is none: an
 * inner packet made of another protocol's bytes would be a made-up flow.
 */
enum packet_status tunnel_open(const struct walk *w, const struct ip_header *ip,
    const struct transport *t, struct walk *inner);

#endif
