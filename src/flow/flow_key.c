/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_key.c - which packets belong together.
 */
#include <config.h>

#include <assert.h>
#include <string.h>

#include "base/words.h"
#include "flow/flow_icmp.h"
#include "flow/flow_key.h"

static_assert(sizeof(struct flow_key) == 40, "flow keys have padding");

/* What a packet and a quoted packet have in common. */
struct tuple {
	const struct addr *src, *dst;
	uint16_t src_port, dst_port;
	uint16_t vlan; /* 0 unless it is part of the key */
	uint8_t proto, icmp_type, icmp_code, vrid;
};

/* Give t the ports that its ICMP type stands for.  True when the type has
 * no answer, so that the sender must be part of the key. */
static bool
set_icmp_ports(struct tuple *t)
{
	bool asks;
	int other = flow_icmp_pair(t->proto, t->icmp_type, &asks);

	t->src_port = t->icmp_type;
	t->dst_port = other < 0 ? t->icmp_code : (uint16_t)other;
	return other < 0;
}

static unsigned int
fill(struct flow_key *key, struct tuple *t, uint8_t ip_version)
{
	bool one_way = flow_icmp_is(t->proto) && set_icmp_ports(t);
	int order = addr_cmp(t->src, t->dst);
	unsigned int side =
	    order > 0 || (order == 0 && t->src_port > t->dst_port);

	key->addr[side] = *t->src;
	key->addr[1 - side] = *t->dst;
	key->port[side] = t->src_port;
	key->port[1 - side] = t->dst_port;
	key->ip_proto = t->proto;
	key->ip_version = ip_version;
	key->extra = t->vlan;
	if (one_way)
		key->extra |=
		    FLOW_KEY_ONE_WAY | (side == 1 ? FLOW_KEY_SENDER : 0);
	if (t->proto == PROTO_VRRP) {
		key->port[0] = key->port[1] = t->vlan;
		key->extra = t->vrid;
	}
	return side;
}

unsigned int
flow_key_of_packet(struct flow_key *key, const struct packet *p, bool vlan_key)
{
	struct tuple t = { .src = &p->src,
		.dst = &p->dst,
		.src_port = p->src_port,
		.dst_port = p->dst_port,
		.vlan = vlan_key ? p->vlan : 0,
		.proto = p->proto,
		.icmp_type = p->icmp_type,
		.icmp_code = p->icmp_code,
		.vrid = p->vrid };

	return fill(key, &t, p->ip_version);
}

static bool
needs_ports(uint8_t ip_proto)
{
	return ip_proto == PROTO_TCP || ip_proto == PROTO_UDP ||
	    ip_proto == PROTO_SCTP || ip_proto == PROTO_DCCP ||
	    ip_proto == PROTO_UDPLITE;
}

bool
flow_key_of_quote(struct flow_key *key, unsigned int *side,
    const struct packet *p, bool vlan_key)
{
	const struct packet_quote *q = &p->quote;
	struct tuple t = { .src = &q->src,
		.dst = &q->dst,
		.src_port = q->src_port,
		.dst_port = q->dst_port,
		.vlan = vlan_key ? p->vlan : 0,
		.proto = q->proto,
		.icmp_type = q->icmp_type,
		.icmp_code = q->icmp_code };

	if (!q->valid || (needs_ports(q->proto) && !q->has_ports))
		return false;
	if (q->proto == PROTO_VRRP) /* its group is not quoted */
		return false;
	*side = fill(key, &t, p->ip_version);
	return true;
}

bool
flow_key_equal(const struct flow_key *a, const struct flow_key *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}
