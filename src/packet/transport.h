/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * transport.h - ports, TCP state, ICMP types and VRRP groups.
 */
#ifndef PACKET_TRANSPORT_H
#define PACKET_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/ip.h"
#include "packet/walk.h"

/* What the header behind IP says; all zero but proto where it is not known
 * here.  Fields are those of struct packet. */
struct transport {
	uint32_t tcp_seq, tcp_ack;
	uint32_t payload_wire_len;
	uint16_t src_port, dst_port;
	uint16_t icmp_id;
	uint8_t proto;
	uint8_t tcp_flags;
	uint8_t icmp_type, icmp_code;
	uint8_t vrid;
	bool has_ports;
};

/*
 * Read the header of ip->proto at the walk's position, which moves to the
 * payload (as far as it was captured).  PACKET_FRAGMENT is a first fragment
 * too small to hold the header (RFC 1858 section 3).
 */
enum packet_status transport_read(struct walk *w, const struct ip_header *ip,
    struct transport *t);

/* True when the first 4 bytes of the protocol's header are its ports. */
bool transport_has_ports(uint8_t proto);

/* Bytes of the protocol's header that no fragment may cut or overwrite; 0
 * for a protocol of which nothing is read. */
size_t transport_header_min(uint8_t proto);

#endif
