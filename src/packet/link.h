/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * link.h - link headers, tags and labels down to the IP header.
 */
#ifndef PACKET_LINK_H
#define PACKET_LINK_H

#include <stdint.h>

#include "packet/walk.h"

/* Set w->layer for a link type of the tcpdump registry; PACKET_OK or
 * PACKET_LINK_TYPE. */
enum packet_status link_start(struct walk *w, uint16_t link_type);

/* Set w->layer for what an ethertype announces; PACKET_OK, PACKET_NOT_IP or
 * PACKET_UNKNOWN.  Lengths of IEEE 802.3 frames are none. */
enum packet_status link_ethertype(struct walk *w, uint16_t type);

/* Peel from w->layer on until w->layer is one of LAYER_IP, LAYER_IPV4 and
 * LAYER_IPV6, and PACKET_OK; or say why that cannot be. */
enum packet_status link_peel(struct walk *w);

#endif
