/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_world.c - packets by hand, a table to give them to, and a book of the
 * flows that ended.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow_world.h"

#define CLIENT 1
#define SERVER 2
#define ROUTER 99
#define CLIENT_ISN 1000
#define SERVER_ISN 5000
#define OTHER_ISN 777000
#define WORD_MAX 16

struct addr
host(uint32_t number)
{
	uint8_t b[4] = { 10, 0, (uint8_t)(number >> 8), (uint8_t)number };

	if (number >> 16)
		b[1] = (uint8_t)(number >> 16);
	return addr_from_v4(b);
}

struct addr
address(const char *text)
{
	struct addr a;

	ck_assert_int_eq(addr_parse(text, strlen(text), &a), 0);
	return a;
}

static struct packet
packet(uint32_t src, uint32_t dst, uint8_t proto)
{
	return (struct packet){ .time_us = START_US,
		.src = host(src),
		.dst = host(dst),
		.ip_version = 4,
		.proto = proto,
		.ttl = 64,
		.ip_len = PACKET_BYTES };
}

struct packet
packet_udp(uint32_t src, uint16_t src_port, uint32_t dst, uint16_t dst_port)
{
	struct packet p = packet(src, dst, PROTO_UDP);

	p.has_ports = true;
	p.src_port = src_port;
	p.dst_port = dst_port;
	return p;
}

struct packet
packet_tcp(uint32_t src, uint16_t src_port, uint32_t dst, uint16_t dst_port,
    uint8_t flags)
{
	struct packet p = packet_udp(src, src_port, dst, dst_port);

	p.proto = PROTO_TCP;
	p.tcp_flags = flags;
	return p;
}

struct packet
packet_icmp(uint32_t src, uint32_t dst, uint8_t type, uint8_t code)
{
	struct packet p = packet(src, dst, PROTO_ICMP);

	p.icmp_type = type;
	p.icmp_code = code;
	return p;
}

struct packet
packet_error(uint32_t src, const struct packet *p, uint8_t type, uint8_t code)
{
	struct packet error = packet_icmp(src, 0, type, code);

	error.dst = p->src;
	error.ip_version = p->ip_version;
	if (p->ip_version == 6)
		error.proto = PROTO_ICMP6;
	error.quote = (struct packet_quote){ .valid = true,
		.has_ports = p->has_ports,
		.proto = p->proto,
		.icmp_type = p->icmp_type,
		.icmp_code = p->icmp_code,
		.src_port = p->src_port,
		.dst_port = p->dst_port,
		.src = p->src,
		.dst = p->dst };
	return error;
}

/* FNV-1a of some bytes behind what hash stands for. */
static uint64_t
mix(uint64_t hash, const void *data, size_t len)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static void
tell(struct flow *flow, enum flow_end why, void *arg)
{
	struct world *w = arg;

	w->told++;
	w->ends[why]++;
	w->story = mix(w->story, &flow->key, sizeof(flow->key));
	w->story = mix(w->story, flow->packets, sizeof(flow->packets));
	w->story = mix(w->story, &why, sizeof(why));
	if (w->kept_count < KEPT_MAX) {
		w->kept[w->kept_count] = *flow;
		w->why[w->kept_count++] = why;
	}
	if (why == FLOW_END_ACTIVE && !w->flushing) {
		w->reports++;
		return;
	}
	w->packets += flow->packets[0] + flow->packets[1];
	w->bytes += flow->bytes[0] + flow->bytes[1];
}

void
world_open_with(struct world *w, size_t max_flows, uint8_t seed,
    const struct flow_timeouts *timeouts)
{
	struct flow_table_options options = { .max_flows = max_flows,
		.timeouts = *timeouts,
		.on_end = tell,
		.arg = w };

	memset(w, 0, sizeof(*w));
	memset(options.secret, seed, sizeof(options.secret));
	w->now_us = START_US;
	ck_assert_int_eq(flow_table_new(&w->table, &options), 0);
}

void
world_open(struct world *w, size_t max_flows, uint8_t seed)
{
	world_open_with(w, max_flows, seed, &(struct flow_timeouts){ 0 });
}

void
world_flush(struct world *w)
{
	w->flushing = true;
	flow_table_flush(w->table);
	w->flushing = false;
}

void
world_close(struct world *w)
{
	w->flushing = true;
	flow_table_free(w->table);
	w->table = NULL;
}

struct flow *
world_packet(struct world *w, struct packet p)
{
	p.time_us = w->now_us;
	w->now_us += STEP_US;
	return flow_table_packet(w->table, &p, 0, &w->side, &w->how);
}

const struct flow *
world_told(const struct world *w, uint16_t port, enum flow_end why)
{
	for (size_t i = 0; i < w->kept_count; i++)
		if (w->kept[i].key.port[0] == port && w->why[i] == why)
			return &w->kept[i];
	return NULL;
}

/* TCP flags of a word's letters, and what else they mean. */
static void
set_tcp(struct packet *p, const char *letters, bool from_client)
{
	p->tcp_seq = from_client ? CLIENT_ISN + 1 : SERVER_ISN + 1;
	p->tcp_ack = from_client ? SERVER_ISN + 1 : CLIENT_ISN + 1;
	for (; *letters != '\0'; letters++) {
		switch (*letters) {
		case 'S':
			p->tcp_flags |= PACKET_TCP_SYN;
			p->tcp_seq = from_client ? CLIENT_ISN : SERVER_ISN;
			break;
		case 'N':
			p->tcp_flags |= PACKET_TCP_SYN;
			p->tcp_seq = OTHER_ISN;
			p->tcp_ack = OTHER_ISN + 1;
			break;
		case 'A':
			p->tcp_flags |= PACKET_TCP_ACK;
			break;
		case 'P':
			p->tcp_flags |= PACKET_TCP_ACK;
			p->payload_wire_len = PAYLOAD_BYTES;
			break;
		case 'F':
			p->tcp_flags |= PACKET_TCP_FIN | PACKET_TCP_ACK;
			break;
		case 'R':
			p->tcp_flags |= PACKET_TCP_RST;
			break;
		case 'K':
			p->tcp_flags |= PACKET_TCP_ACK;
			p->tcp_seq = CLIENT_ISN;
			p->payload_wire_len = 1;
			break;
		default:
			ck_abort_msg("no such letter: %s", letters);
		}
	}
}

static struct packet
packet_of(uint8_t proto, uint16_t client_port, uint16_t server_port,
    bool from_client, const char *letters)
{
	struct packet p = from_client
	    ? packet_udp(CLIENT, client_port, SERVER, server_port)
	    : packet_udp(SERVER, server_port, CLIENT, client_port);

	p.proto = proto;
	if (proto == PROTO_TCP)
		set_tcp(&p, letters, from_client);
	else
		p.payload_wire_len = PAYLOAD_BYTES;
	return p;
}

/* "T.C" of an error about one end's packets. */
static struct packet
error_of(const struct packet *about, const char *numbers)
{
	char *rest;
	unsigned long type = strtoul(numbers, &rest, 10);

	ck_assert_int_eq(*rest, '.');
	return packet_error(ROUTER, about, (uint8_t)type,
	    (uint8_t)strtoul(rest + 1, NULL, 10));
}

struct flow *
world_talk(struct world *w, uint8_t proto, uint16_t client_port,
    uint16_t server_port, const char *script)
{
	struct flow *f = NULL;
	char word[WORD_MAX];

	while (*script != '\0') {
		size_t len = strcspn(script, " ");
		bool client = *script == '>' || *script == '!';
		struct packet p;

		ck_assert_uint_lt(len, sizeof(word));
		memcpy(word, script, len);
		word[len] = '\0';
		script += len + strspn(script + len, " ");
		if (word[0] == '+') {
			w->now_us += strtoul(word + 1, NULL, 10) * SECOND;
			continue;
		}
		p = packet_of(proto, client_port, server_port, client,
		    word[0] == '>' || word[0] == '<' ? word + 1 : "");
		if (word[0] == '!' || word[0] == '?')
			p = error_of(&p, word + 1);
		f = world_packet(w, p);
	}
	return f;
}
