/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frames.h - build frames byte by byte, for tests and sample captures.
 *
 * Headers are added from the outside in; each tells the one before what it
 * is, so nobody writes ethertypes or protocol numbers.  frames_end() fills
 * in lengths and checksums.  A wrong frame is a right one with bytes changed
 * afterwards, at a place that frames_at() finds:
 *
 *	struct frame_build f;
 *
 *	frames_start(&f);
 *	frames_ethernet(&f, NULL, NULL);
 *	frames_vlan(&f, 0x8100, 20);
 *	frames_ip(&f, "10.2.0.10", "10.3.0.10");
 *	frames_tcp(&f, 49152, 20002, FRAMES_SYN, 1000, 0);
 *	frames_end(&f);
 *	f.data[frames_at(&f, FRAMES_TCP) + 12] = 0x40;
 *
 * Mistakes of the caller (no room, no such layer, bad address text) abort.
 */
#ifndef SUPPORT_FRAMES_H
#define SUPPORT_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAMES_BYTES_MAX 70000U
#define FRAMES_LAYERS_MAX 48U

enum frames_kind {
	FRAMES_ETHERNET,
	FRAMES_VLAN,
	FRAMES_LLC, /* with SNAP */
	FRAMES_MPLS,
	FRAMES_PPPOE,
	FRAMES_PPP, /* HDLC address and control, protocol */
	FRAMES_COOKED,
	FRAMES_COOKED2,
	FRAMES_NULL,
	FRAMES_IPV4,
	FRAMES_IPV6,
	FRAMES_EXTENSION,
	FRAMES_FRAGMENT,
	FRAMES_TCP,
	FRAMES_UDP,
	FRAMES_UDPLITE,
	FRAMES_SCTP,
	FRAMES_DCCP,
	FRAMES_ICMP,
	FRAMES_ICMP6,
	FRAMES_VRRP,
	FRAMES_GRE,
	FRAMES_ERSPAN,
	FRAMES_ERSPAN3,
	FRAMES_VXLAN,
	FRAMES_GENEVE,
	FRAMES_KIND_COUNT,
};

enum frames_tcp_flag {
	FRAMES_FIN = 0x01,
	FRAMES_SYN = 0x02,
	FRAMES_RST = 0x04,
	FRAMES_PSH = 0x08,
	FRAMES_ACK = 0x10,
};

enum frames_gre_flag {
	FRAMES_GRE_CHECKSUM = 0x8000,
	FRAMES_GRE_KEY = 0x2000,
	FRAMES_GRE_SEQUENCE = 0x1000,
};

struct frame_build {
	uint8_t data[FRAMES_BYTES_MAX];
	size_t len;
	struct {
		enum frames_kind kind;
		size_t at; /* where its first byte stands */
	} layers[FRAMES_LAYERS_MAX];
	size_t layer_count;
};

/* Begin an empty frame, and finish it. */
void frames_start(struct frame_build *f);
void frames_end(struct frame_build *f);

/* Link layers.  MAC addresses as "02:00:00:00:00:01"; NULL for one of ours. */
void frames_ethernet(struct frame_build *f, const char *src, const char *dst);
void frames_vlan(struct frame_build *f, uint16_t tag_type, uint16_t id);
void frames_llc(struct frame_build *f);
/* The bottom bit is set when something else follows. */
void frames_mpls(struct frame_build *f, uint32_t label);
void frames_pppoe(struct frame_build *f, uint16_t session);
void frames_ppp(struct frame_build *f);
void frames_cooked(struct frame_build *f);
void frames_cooked2(struct frame_build *f);
void frames_null(struct frame_build *f); /* little-endian, Linux families */

/* IP of the addresses' version; TTL 64, IPv4 identification 1. */
void frames_ip(struct frame_build *f, const char *src, const char *dst);
/* IPv6 extension header (or AH) of len bytes, a multiple of 8, zero-filled. */
void frames_extension(struct frame_build *f, uint8_t proto, size_t len);
/* IPv6 fragment header. */
void frames_fragment(struct frame_build *f, uint16_t offset, bool more,
    uint32_t id);
/* The protocol number of what follows, where no layer below says it. */
void frames_proto(struct frame_build *f, uint8_t proto);

void frames_tcp(struct frame_build *f, uint16_t src_port, uint16_t dst_port,
    uint8_t flags, uint32_t seq, uint32_t ack);
void frames_udp(struct frame_build *f, uint16_t src_port, uint16_t dst_port);
/* UDP-Lite, SCTP or DCCP. */
void frames_ports(struct frame_build *f, enum frames_kind kind,
    uint16_t src_port, uint16_t dst_port);
/* FRAMES_ICMP or FRAMES_ICMP6 as the IP header before it; 8 bytes.  What an
 * error quotes follows as payload. */
void frames_icmp(struct frame_build *f, uint8_t type, uint8_t code,
    uint16_t id);
void frames_vrrp(struct frame_build *f, uint8_t version, uint8_t vrid);

/* Tunnels. */
void frames_gre(struct frame_build *f, uint16_t flags, uint32_t key);
/* type 1 and 2 behind GRE without and with sequence number, or 3 */
void frames_erspan(struct frame_build *f, unsigned int type, uint16_t session,
    uint16_t vlan);
void frames_vxlan(struct frame_build *f, uint32_t vni);
void frames_geneve(struct frame_build *f, uint32_t vni, size_t options_len);

/* Payload: given bytes, a text, or len bytes of a pattern. */
void frames_bytes(struct frame_build *f, const void *bytes, size_t len);
void frames_text(struct frame_build *f, const char *text);
void frames_pattern(struct frame_build *f, size_t len);

/* Where the last layer of kind begins; where the n-th one from outside, of
 * any kind, does. */
size_t frames_at(const struct frame_build *f, enum frames_kind kind);
size_t frames_layer_at(const struct frame_build *f, size_t n);
/* Change bytes, network order. */
void frames_put16(struct frame_build *f, size_t at, uint16_t value);
void frames_put32(struct frame_build *f, size_t at, uint32_t value);

#endif
