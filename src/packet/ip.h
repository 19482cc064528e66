/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ip.h - IPv4 and IPv6 headers, options and extension headers.
 */
#ifndef PACKET_IP_H
#define PACKET_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "packet/walk.h"

struct ip_header {
	struct addr src, dst;
	/* Positions of the walk.  By its own length a packet may go on beyond
	 * what was captured, and beyond what was sent. */
	size_t start;
	size_t captured_end;
	size_t end;
	size_t data_start; /* what a datagram's fragments share out begins */
	uint32_t id;       /* IPv4 identification, or of the fragment header */
	uint32_t offset;   /* of the data in its datagram, bytes */
	uint8_t version;   /* 4 or 6 */
	uint8_t proto;     /* behind the extension headers; of a later fragment
			      what it claims itself */
	uint8_t datagram_proto; /* the same in all fragments: IPv4's field; 0
				   in IPv6 (RFC 8200 section 4.5) */
	uint8_t ttl;
	bool fragment; /* not a whole datagram */
	bool more;     /* fragments follow */
};

/*
 * Read the IP header at the walk's position; w->layer says which version it
 * must have.  The walk ends up behind options and extension headers, or at
 * the data of a later fragment, its ends moved in to those of the packet.
 * PACKET_FRAGMENT is a fragment that cannot be honest: it passes the largest
 * datagram, or is a first one without all its headers (RFC 7112 section 5).
 */
enum packet_status ip_read(struct walk *w, struct ip_header *ip);

/* Bytes from the walk's position to the end of the packet by its own length. */
static inline size_t
ip_left(const struct ip_header *ip, const struct walk *w)
{
	return ip->end - w->c.pos;
}

#endif
