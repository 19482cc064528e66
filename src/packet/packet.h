/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packet.h - a frame's bytes to a decoded packet.
 *
 * Link layer, VLAN and MPLS tags, PPPoE, tunnels and IP headers are peeled
 * until the innermost IP packet; what is judged is that one.  Bytes are read
 * through struct cursor only.  Fragments get the ports of their datagram
 * from a bounded table.  Nothing is allocated per packet.
 */
#ifndef PACKET_PACKET_H
#define PACKET_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "base/words.h"

/* Why a packet was not handed on.  Each has a word for the database. */
enum packet_status {
	PACKET_OK,
	PACKET_HELD,      /* a fragment waiting for its first one */
	PACKET_NOT_IP,    /* ARP, LLDP, spanning tree, EAPOL, ... */
	PACKET_TRUNCATED, /* cut by the capture before the ports */
	PACKET_MALFORMED, /* a header contradicts itself or the frame */
	PACKET_UNKNOWN,   /* an ethertype or header nobody here knows */
	PACKET_TOO_DEEP,  /* more than PACKET_DEPTH_MAX headers */
	PACKET_FRAGMENT,  /* refused; see packet_fragment_stats */
	PACKET_LINK_TYPE, /* the link type is not supported */
	PACKET_STATUS_COUNT,
};

/* "not-ip", "truncated", ...; "ok" and "held" for the first two. */
const char *packet_status_word(enum packet_status status);

#define PACKET_DEPTH_MAX 16 /* headers peeled, all layers together */

enum packet_tcp_flag {
	PACKET_TCP_FIN = 0x01,
	PACKET_TCP_SYN = 0x02,
	PACKET_TCP_RST = 0x04,
	PACKET_TCP_PSH = 0x08,
	PACKET_TCP_ACK = 0x10,
};

enum packet_tunnel_kind {
	PACKET_TUNNEL_NONE,
	PACKET_TUNNEL_IPIP, /* IP in IP, 6in4, 4in6 */
	PACKET_TUNNEL_GRE,
	PACKET_TUNNEL_ERSPAN,
	PACKET_TUNNEL_VXLAN,
	PACKET_TUNNEL_GENEVE,
};

/* The innermost tunnel around the judged packet. */
struct packet_tunnel {
	struct addr src, dst; /* outer addresses */
	uint32_t id;          /* VNI, GRE key or ERSPAN session; else 0 */
	enum packet_tunnel_kind kind;
};

/* "vxlan", "gre", ...; NULL for NONE. */
const char *packet_tunnel_word(enum packet_tunnel_kind kind);

/* The packet that an ICMP error quotes, direction as quoted. */
struct packet_quote {
	bool valid;
	bool has_ports;
	uint8_t proto;
	uint8_t icmp_type, icmp_code; /* when proto is ICMP or ICMPv6 */
	uint16_t src_port, dst_port;
	struct addr src, dst;
};

struct packet {
	uint64_t time_us;
	struct addr src, dst;
	uint16_t src_port, dst_port; /* 0 unless has_ports */
	uint8_t ip_version;          /* 4 or 6 */
	uint8_t proto;               /* after extension headers */
	uint8_t ttl;                 /* or hop limit */
	bool has_ports;              /* TCP, UDP, UDP-Lite, SCTP, DCCP */
	bool fragment;               /* any fragment of a datagram */
	bool first_fragment;         /* a fragment whose offset is 0 */
	bool has_mac;
	bool cut;          /* the capture holds less than ip_len says */
	uint8_t tcp_flags; /* enum packet_tcp_flag bits */
	uint8_t icmp_type, icmp_code;
	uint8_t vrid;  /* VRRP group, else 0 */
	uint16_t vlan; /* outermost VLAN id of the judged packet, 0: none */
	uint16_t icmp_id;
	uint16_t ip_id; /* IPv4; low half of an IPv6 fragment header's */
	uint32_t tcp_seq, tcp_ack;
	uint32_t ip_len;       /* bytes of the IP packet, headers included */
	uint32_t held_packets; /* fragments that waited for this one, */
	uint32_t held_bytes;   /* and their IP bytes, without those that
				  ip_len has already (a tunnel's) */
	uint32_t payload_len;  /* captured bytes behind the L4 header */
	uint32_t payload_wire_len; /* what the IP length says it had; of a
				      later fragment all its data */
	const uint8_t *payload;    /* lent with the frame; NULL when none,
				      and of later fragments */
	const uint8_t *ip;         /* the judged IP header, lent */
	uint32_t ip_cap_len;       /* captured bytes from ip on, no padding */
	/* Of the frame that the judged packet was sent in: has_mac is false
	 * in tunnels without one; dst_mac is 0 of Linux cooked captures. */
	uint8_t src_mac[6], dst_mac[6];
	enum scope scope; /* set by pipeline; SCOPE_UNICAST from here */
	struct packet_tunnel tunnel;
	struct packet_quote quote; /* of ICMP errors only */
};

struct packet_decoder;

/*
 * PACKET_HELD frames = those in held_packets + orphan_packets + held_now;
 * PACKET_FRAGMENT frames = overlap_packets.
 */
struct packet_fragment_stats {
	uint64_t orphan_packets;  /* never got a first fragment, evicted, or
				     found to contradict it when it came */
	uint64_t overlap_packets; /* refused at once: tiny, over a header, too
				     large, or contradict their first */
	uint64_t held_now;
};

/*
 * A decoder whose fragment table has max_datagrams entries (1 to 2^24).
 * 0 and a decoder to give to packet_decoder_free(), or -ENOMEM, -EINVAL.
 */
int packet_decoder_new(struct packet_decoder **out, size_t max_datagrams,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void packet_decoder_free(struct packet_decoder *d);

/*
 * Decode one frame.  *out is filled for PACKET_OK only.  A PACKET_HELD frame
 * is counted later: in held_packets of its first fragment, or as an orphan.
 */
enum packet_status packet_decode(struct packet_decoder *d, struct packet *out,
    uint16_t link_type, const uint8_t *data, uint32_t cap_len,
    uint32_t wire_len, uint64_t time_us);

/* End of input: all that is held becomes orphans. */
void packet_decoder_finish(struct packet_decoder *d);
const struct packet_fragment_stats *
packet_decoder_fragments(const struct packet_decoder *d);

/* True when packet_decode() knows the link type. */
bool packet_link_supported(uint16_t link_type);

#endif
