/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_wire.c - what a packet changes in its flow, whatever its protocol.
 */
#include <config.h>

#include "flow/flow_icmp.h"
#include "flow/flow_wire.h"
#include "flow/tcp_state.h"

#define DHCP_SERVER_PORT 67
#define DHCP_CLIENT_PORT 68

static bool
to_many(const struct packet *p)
{
	return p->scope == SCOPE_BROADCAST || p->scope == SCOPE_MULTICAST;
}

static bool
to_self(const struct packet *p)
{
	return p->scope == SCOPE_SELF || addr_equal(&p->src, &p->dst) ||
	    (addr_is_loopback(&p->src) && addr_is_loopback(&p->dst));
}

/* A group or a broadcast address sends nothing: a packet that claims it does
 * makes no client of it. */
static bool
is_nobody(const struct addr *a)
{
	return addr_is_multicast(a) || addr_is_limited_broadcast(a);
}

/* RFC 2131 section 4.1.  False when it is not DHCP. */
static bool
dhcp_client(const struct flow_key *key, unsigned int *client)
{
	if (key->ip_proto != PROTO_UDP)
		return false;
	for (unsigned int side = 0; side < 2; side++)
		if (key->port[side] == DHCP_CLIENT_PORT &&
		    key->port[1 - side] == DHCP_SERVER_PORT) {
			*client = side;
			return true;
		}
	return false;
}

/* Who asked whom, where there are no handshakes. */
static void
orient_datagrams(struct flow *f, unsigned int side, const struct packet *p)
{
	unsigned int client;
	bool asks;

	if (is_nobody(&p->src))
		f->client = (1 - side) & 1;
	if (!(f->seen & FLOW_SEEN_EARLY))
		flow_orient_by_wire(f, f->client, DIRECTION_OPENER);
	if (flow_icmp_pair(p->proto, p->icmp_type, &asks) >= 0)
		flow_orient_by_wire(f, asks ? side : 1 - side, DIRECTION_ICMP);
	if (dhcp_client(&f->key, &client))
		flow_orient_by_wire(f, client, DIRECTION_DHCP);
}

void
flow_wire_begin(struct flow *f, const struct flow_key *key, unsigned int side,
    const struct packet *p, bool early)
{
	*f = (struct flow){ .key = *key,
		.first_us = UINT64_MAX,
		.vlan = p->vlan,
		.client = side & 1,
		.basis = DIRECTION_FIRST };
	if (flow_icmp_is(p->proto)) {
		f->icmp_type = p->icmp_type;
		f->icmp_code = p->icmp_code;
	}
	if (to_self(p))
		f->seen |= FLOW_SEEN_SELF;
	if (p->proto == PROTO_TCP) {
		tcp_state_begin(f, side, p);
	} else {
		if (early)
			f->seen |= FLOW_SEEN_EARLY;
		orient_datagrams(f, side, p);
	}
}

/* Only its sender can be the client of what is sent to many, so that is as
 * sure as having seen the flow begin. */
static void
note_many(struct flow *f, unsigned int side, enum scope scope)
{
	f->seen |= FLOW_SEEN_TO_MANY;
	if (scope == SCOPE_BROADCAST)
		f->seen |= FLOW_SEEN_BROADCAST;
	if (f->client != side || f->basis > DIRECTION_OPENER) {
		f->client = side & 1;
		f->basis = DIRECTION_OPENER;
	}
}

void
flow_wire_time(struct flow *f, uint64_t time_us)
{
	if (time_us < f->first_us)
		f->first_us = time_us;
	if (time_us > f->last_us)
		f->last_us = time_us;
}

void
flow_wire_count(struct flow *f, unsigned int side, const struct packet *p,
    uint64_t time_us)
{
	f->packets[side] += 1 + (uint64_t)p->held_packets;
	f->bytes[side] += (uint64_t)p->ip_len + p->held_bytes;
	flow_wire_time(f, time_us);
	if (p->cut)
		f->seen |= FLOW_SEEN_CUT;
	if (p->fragment)
		f->seen |= FLOW_SEEN_FRAGMENT;
	if (to_many(p) && !(f->seen & FLOW_SEEN_TO_MANY))
		note_many(f, side, p->scope);
	if (p->proto == PROTO_TCP)
		tcp_state_note(f, side, p);
	else if (p->payload_wire_len > 0)
		f->seen |= flow_bit(FLOW_SEEN_PAYLOAD, side);
}

void
flow_wire_error(struct flow *f, unsigned int side, const struct packet *p)
{
	/* What was answered once is not refused by a later error, and the
	 * first of several names the cause. */
	if (side != f->client || flow_answered(f) || f->cause != CAUSE_NONE)
		return;
	f->cause = flow_icmp_cause(p->proto, p->icmp_type, p->icmp_code) & 0x7;
}
