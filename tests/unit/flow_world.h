/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_world.h - packets by hand, a table to give them to, and a book of the
 * flows that ended.
 */
#ifndef FLOW_WORLD_H
#define FLOW_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "flow/flow_table.h"

#define SECOND UINT64_C(1000000)
#define START_US (1700000000 * SECOND)
#define PACKET_BYTES 100 /* ip_len of a packet without payload */
#define PAYLOAD_BYTES 10
#define KEPT_MAX 64
#define STEP_US (SECOND / 1000) /* from one packet to the next */

/* 10.0.x.y of a number. */
struct addr host(uint32_t number);
/* An address of text, which must be one. */
struct addr address(const char *text);

/* A packet between two hosts; scope unicast, times START_US. */
struct packet packet_udp(uint32_t src, uint16_t src_port, uint32_t dst,
    uint16_t dst_port);
struct packet packet_tcp(uint32_t src, uint16_t src_port, uint32_t dst,
    uint16_t dst_port, uint8_t flags);
struct packet packet_icmp(uint32_t src, uint32_t dst, uint8_t type,
    uint8_t code);
/* An ICMP error of type and code from src about p, to p's source. */
struct packet packet_error(uint32_t src, const struct packet *p, uint8_t type,
    uint8_t code);

/* A table and what it told. */
struct world {
	struct flow_table *table;
	uint64_t now_us; /* of the next packet of world_packet() */
	size_t ends[FLOW_END_EVICTED + 1];
	uint64_t told;              /* calls */
	uint64_t reports;           /* of which the flow stayed */
	uint64_t story;             /* stands for all that was told, in order */
	uint64_t packets, bytes;    /* of flows that ended */
	struct flow kept[KEPT_MAX]; /* the first flows told of, */
	enum flow_end why[KEPT_MAX]; /* and why */
	size_t kept_count;
	bool flushing;
	/* of the last packet */
	enum flow_touch how;
	unsigned int side;
};

/* A table for max_flows with the defaults; seed varies its secret. */
void world_open(struct world *w, size_t max_flows, uint8_t seed);
void world_open_with(struct world *w, size_t max_flows, uint8_t seed,
    const struct flow_timeouts *timeouts);
/* flow_table_flush() and flow_table_free(), noted as such. */
void world_flush(struct world *w);
void world_close(struct world *w);
/* Give p to the table at w->now_us, which moves on by STEP_US. */
struct flow *world_packet(struct world *w, struct packet p);
/* The first flow told of so whose side 0 has this port, or NULL. */
const struct flow *world_told(const struct world *w, uint16_t port,
    enum flow_end why);

/*
 * A talk between a client, host 1, and a server, host 2, in words that are
 * parted by spaces; the last packet's flow is returned.
 *   >X  from the client, <X from the server, X being
 *       S SYN   SA SYN+ACK  A ACK   P payload  F FIN  R RST
 *       RA RST+ACK   K a keep-alive of the client before any data
 *       N SYN of another connection    NA its SYN+ACK
 *       D datagram (without TCP)
 *   !T.C an ICMP error about the client's packets, ?T.C about the server's
 *   +N  N seconds pass
 */
struct flow *world_talk(struct world *w, uint8_t proto, uint16_t client_port,
    uint16_t server_port, const char *script);

#endif
