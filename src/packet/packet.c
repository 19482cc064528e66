/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packet.c - a frame's bytes to a decoded packet.
 *
 * Inside a tunnel the same decoder runs again on the inner packet.  When that
 * gives nothing that can be judged, the outer packet is: traffic inside a
 * tunnel that is not understood still crosses the network, as a flow between
 * the tunnel's ends.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "packet/fragment.h"
#include "packet/ip.h"
#include "packet/link.h"
#include "packet/quote.h"
#include "packet/transport.h"
#include "packet/tunnel.h"
#include "packet/walk.h"

struct packet_decoder {
	struct fragment_table *fragments;
};

/* What stays the same for all the headers of a frame. */
struct task {
	struct fragment_table *fragments;
	struct packet *out;
	uint64_t time_us;
};

static enum packet_status decode_layers(const struct task *task,
    struct walk *w);

const char *
packet_status_word(enum packet_status status)
{
	static const char *const words[PACKET_STATUS_COUNT] = {
		[PACKET_OK] = "ok",
		[PACKET_HELD] = "held",
		[PACKET_NOT_IP] = "not-ip",
		[PACKET_TRUNCATED] = "truncated",
		[PACKET_MALFORMED] = "malformed",
		[PACKET_UNKNOWN] = "unknown",
		[PACKET_TOO_DEEP] = "too-deep",
		[PACKET_FRAGMENT] = "fragment",
		[PACKET_LINK_TYPE] = "link-type",
	};

	assert(status < PACKET_STATUS_COUNT);
	return words[status];
}

const char *
packet_tunnel_word(enum packet_tunnel_kind kind)
{
	static const char *const words[] = {
		[PACKET_TUNNEL_NONE] = NULL,
		[PACKET_TUNNEL_IPIP] = "ipip",
		[PACKET_TUNNEL_GRE] = "gre",
		[PACKET_TUNNEL_ERSPAN] = "erspan",
		[PACKET_TUNNEL_VXLAN] = "vxlan",
		[PACKET_TUNNEL_GENEVE] = "geneve",
	};

	assert(kind < sizeof(words) / sizeof(words[0]));
	return words[kind];
}

int
packet_decoder_new(struct packet_decoder **out, size_t max_datagrams,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct packet_decoder *d = calloc(1, sizeof(*d));
	int rc;

	if (d == NULL)
		return -ENOMEM;
	rc = fragment_table_new(&d->fragments, max_datagrams, secret);
	if (rc != 0) {
		free(d);
		return rc;
	}
	*out = d;
	return 0;
}

void
packet_decoder_free(struct packet_decoder *d)
{
	if (d == NULL)
		return;
	fragment_table_free(d->fragments);
	free(d);
}

void
packet_decoder_finish(struct packet_decoder *d)
{
	fragment_table_flush(d->fragments);
}

const struct packet_fragment_stats *
packet_decoder_fragments(const struct packet_decoder *d)
{
	return fragment_table_stats(d->fragments);
}

static void
fill_link(struct packet *p, const struct walk *w)
{
	static const uint8_t none[sizeof(p->src_mac)];

	p->has_mac = w->src_mac != NULL;
	memcpy(p->src_mac, w->src_mac ? w->src_mac : none, sizeof(none));
	memcpy(p->dst_mac, w->dst_mac ? w->dst_mac : none, sizeof(none));
	p->vlan = w->vlan;
	p->tunnel = w->tunnel;
}

static void
fill_ip(struct packet *p, const struct walk *w, const struct ip_header *ip)
{
	p->src = ip->src;
	p->dst = ip->dst;
	p->ip_version = ip->version;
	p->ttl = ip->ttl;
	p->ip_id = (uint16_t)ip->id;
	p->fragment = ip->fragment;
	p->first_fragment = ip->fragment && ip->offset == 0;
	p->held_packets = 0;
	p->held_bytes = 0;
	p->ip = w->c.data + ip->start;
	p->ip_len = (uint32_t)(ip->end - ip->start);
	p->ip_cap_len = (uint32_t)(ip->captured_end - ip->start);
	p->cut = ip->captured_end < ip->end;
}

static void
fill_transport(struct packet *p, const struct transport *t)
{
	p->proto = t->proto;
	p->has_ports = t->has_ports;
	p->src_port = t->src_port;
	p->dst_port = t->dst_port;
	p->tcp_flags = t->tcp_flags;
	p->tcp_seq = t->tcp_seq;
	p->tcp_ack = t->tcp_ack;
	p->icmp_type = t->icmp_type;
	p->icmp_code = t->icmp_code;
	p->icmp_id = t->icmp_id;
	p->vrid = t->vrid;
	p->payload_wire_len = t->payload_wire_len;
}

/* Every field of the result; the walk stands at the payload. */
static void
fill(const struct task *task, const struct walk *w, const struct ip_header *ip,
    const struct transport *t)
{
	struct packet *p = task->out;
	size_t payload_len = cursor_left(&w->c);

	p->time_us = task->time_us;
	p->scope = SCOPE_UNICAST;
	fill_link(p, w);
	fill_ip(p, w, ip);
	fill_transport(p, t);
	p->payload = payload_len > 0 ? w->c.data + w->c.pos : NULL;
	p->payload_len = (uint32_t)payload_len;
	p->quote = (struct packet_quote){ .valid = false };
	if (quote_expected(ip, t))
		quote_read(&p->quote, w, ip->version);
}

/* True when an inner packet's status is also that of the frame. */
static bool
settles(enum packet_status status)
{
	return status == PACKET_OK || status == PACKET_HELD ||
	    status == PACKET_FRAGMENT || status == PACKET_TOO_DEEP;
}

/* The packet that a tunnel carries, or else this one. */
static enum packet_status
judge(const struct task *task, const struct walk *w, const struct ip_header *ip,
    const struct transport *t)
{
	struct walk inner;
	enum packet_status status = tunnel_open(w, ip, t, &inner);

	if (status == PACKET_OK)
		status = decode_layers(task, &inner);
	if (settles(status))
		return status;
	fill(task, w, ip, t);
	return PACKET_OK;
}

static struct fragment
fragment_of(const struct task *task, const struct walk *w,
    const struct ip_header *ip)
{
	return (struct fragment){
		.key = {
			.src = ip->src,
			.dst = ip->dst,
			.id = ip->id,
			.tunnel_id = w->tunnel.id,
			.vlan = w->vlan,
			.version = ip->version,
			.proto = ip->datagram_proto,
		},
		.time_us = task->time_us,
		.offset = ip->offset,
		.len = (uint32_t)(ip->end - ip->data_start),
		.ip_len = (uint32_t)(ip->end - ip->start),
		.more = ip->more,
	};
}

/*
 * Where a tunnel's own packets are fragmented, the first one shows the inner
 * packet's headers, and so the inner packet is judged there and then; the
 * later ones belong to the carrier.  The bytes of those that waited are in
 * the inner packet's length already.
 */
static enum packet_status
decode_first(const struct task *task, struct walk *w,
    const struct ip_header *ip)
{
	struct fragment f = fragment_of(task, w, ip);
	size_t headers = w->c.pos - ip->data_start;
	struct packet *p = task->out;
	enum packet_status status;
	struct transport t;
	uint32_t packets, bytes;

	status = transport_read(w, ip, &t);
	if (status == PACKET_FRAGMENT)
		fragment_refuse(task->fragments);
	if (status != PACKET_OK)
		return status;
	headers += transport_header_min(t.proto);
	status = fragment_first(task->fragments, &f, &t, (uint32_t)headers);
	if (status == PACKET_OK)
		status = judge(task, w, ip, &t);
	if (status != PACKET_OK)
		return status;
	fragment_release(task->fragments, &f, &packets, &bytes);
	p->held_packets += packets;
	if (p->ip == w->c.data + ip->start)
		p->held_bytes += bytes;
	return PACKET_OK;
}

static enum packet_status
decode_later(const struct task *task, struct walk *w,
    const struct ip_header *ip)
{
	struct fragment f = fragment_of(task, w, ip);
	enum packet_status status;
	struct transport t;

	if (f.offset < transport_header_min(ip->proto)) {
		fragment_refuse(task->fragments); /* RFC 3128 */
		return PACKET_FRAGMENT;
	}
	status = fragment_later(task->fragments, &f, &t);
	if (status != PACKET_OK)
		return status;
	t.payload_wire_len = f.len;
	w->c.pos = w->c.len; /* the rest of a payload is none */
	fill(task, w, ip, &t);
	return PACKET_OK;
}

static enum packet_status
decode_layers(const struct task *task, struct walk *w)
{
	enum packet_status status = link_peel(w);
	struct ip_header ip;
	struct transport t;

	if (status == PACKET_OK)
		status = ip_read(w, &ip);
	if (status == PACKET_FRAGMENT)
		fragment_refuse(task->fragments);
	if (status != PACKET_OK)
		return status;
	if (ip.fragment)
		return ip.offset == 0 ? decode_first(task, w, &ip)
				      : decode_later(task, w, &ip);
	status = transport_read(w, &ip, &t);
	return status == PACKET_OK ? judge(task, w, &ip, &t) : status;
}

enum packet_status
packet_decode(struct packet_decoder *d, struct packet *out, uint16_t link_type,
    const uint8_t *data, uint32_t cap_len, uint32_t wire_len, uint64_t time_us)
{
	struct task task = {
		.fragments = d->fragments, .out = out, .time_us = time_us
	};
	struct walk w = {
		.c = cursor_of(data, cap_len < wire_len ? cap_len : wire_len),
		.wire_end = wire_len,
	};
	enum packet_status status = link_start(&w, link_type);

	return status == PACKET_OK ? decode_layers(&task, &w) : status;
}
