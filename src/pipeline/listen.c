/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listen.c - reads what DNS servers and RPC endpoint mappers tell clients.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "inspect/dns_message.h"
#include "inspect/follow.h"
#include "pipeline/listen.h"

#define NO_TALK 0
#define TALK_OVER UINT8_MAX /* given up: what comes later has no beginning */

static_assert(LISTEN_TALKS < TALK_OVER, "a slot tells talks apart");

/* A connection that is read. */
struct talk {
	struct slot *slot; /* NULL: free */
	struct follow *follow;
};

struct listen {
	struct slots *slots;
	struct names *names;
	struct rpc_ports *ports;
	struct follow_pool *pool;
	struct listen_stats stats;
	struct dns_response response; /* scratch */
	struct dns_question question;
	unsigned int victim; /* the next to be given up */
	struct talk talks[LISTEN_TALKS];
};

/* What those who are called with what was read need to know. */
struct reading {
	struct listen *listen;
	const struct policy *policy;
	const struct flow *flow;
	const struct packet *packet;
};

int
listen_new(struct listen **out, struct slots *slots, struct names *names,
    struct rpc_ports *ports)
{
	struct listen *l = calloc(1, sizeof(*l));
	int rc;

	if (!l)
		return -ENOMEM;
	l->slots = slots;
	l->names = names;
	l->ports = ports;
	rc = follow_pool_new(&l->pool, LISTEN_TALKS);
	if (rc != 0) {
		free(l);
		return rc;
	}
	*out = l;
	return 0;
}

void
listen_free(struct listen *l)
{
	if (!l)
		return;
	follow_pool_free(l->pool);
	free(l);
}

const struct listen_stats *
listen_stats(const struct listen *l)
{
	return &l->stats;
}

static bool
is_believed(const struct policy *p, const struct addr *resolver,
    uint64_t time_us)
{
	struct role_set roles;

	policy_roles_of(p, resolver, time_us, false, &roles);
	return !role_set_empty(&roles);
}

/* Who asks and who answers, of a packet that one of both sent. */
static struct names_ends
ends_of(const struct packet *p, bool response)
{
	return (struct names_ends){ .client = response ? p->dst : p->src,
		.resolver = response ? p->src : p->dst,
		.client_port = response ? p->dst_port : p->src_port,
		.proto = p->proto };
}

static void
read_response(struct listen *l, const struct names_ends *ends,
    const struct packet *p, const uint8_t *data, size_t len, size_t wire_len)
{
	switch (dns_read_response(data, len, wire_len, &l->response)) {
	case DNS_OK:
		names_answer(l->names, ends, &l->response, p->time_us);
		break;
	case DNS_REFUSED:
		names_refused(l->names);
		break;
	default:
		break;
	}
}

static void
read_query(struct listen *l, const struct policy *policy,
    const struct names_ends *ends, const struct packet *p, const uint8_t *data,
    size_t len, size_t wire_len)
{
	if (!is_believed(policy, &ends->resolver, p->time_us)) {
		l->stats.strange++;
		return;
	}
	switch (dns_read_query(data, len, wire_len, &l->question)) {
	case DNS_OK:
		names_query(l->names, ends, &l->question, p->time_us);
		break;
	case DNS_REFUSED:
		names_refused(l->names);
		break;
	default:
		break;
	}
}

static void
read_dns(struct listen *l, const struct policy *policy, const struct packet *p,
    const uint8_t *data, size_t len, size_t wire_len)
{
	bool response = len > 0 && dns_is_response(data, len);
	struct names_ends ends = ends_of(p, response);

	/* All of it may have been cut by the snap length. */
	if (len == 0 || (response ? p->src_port : p->dst_port) != DNS_PORT)
		return;
	if (response)
		read_response(l, &ends, p, data, len, wire_len);
	else
		read_query(l, policy, &ends, p, data, len, wire_len);
}

static void
on_message(void *arg, unsigned int side, const uint8_t *message, size_t len,
    size_t wire_len)
{
	struct reading *r = arg;

	(void)side;
	read_dns(r->listen, r->policy, r->packet, message, len, wire_len);
}

static void
on_port(void *arg, const struct epm_port *port)
{
	struct reading *r = arg;
	const struct addr *server = flow_server(r->flow);
	uint64_t now_us = r->packet->time_us;

	if (!addr_is_unspecified(&port->server) &&
	    !addr_equal(&port->server, server)) {
		r->listen->stats.elsewhere++;
		return;
	}
	rpc_ports_grant(r->listen->ports, flow_client(r->flow), server,
	    port->port, now_us, now_us + RPC_PORTS_GRANT_S * WHEN_SECOND_US);
}

static void
begin_talk(struct listen *l, struct talk *t, struct slot *slot,
    const struct flow *f, enum follow_kind kind)
{
	t->slot = slot;
	t->follow = follow_take(l->pool, kind, f->client);
	assert(t->follow); /* there are as many as talks */
	for (unsigned int i = 0; i < 2; i++)
		if (slot->payload.start_known[i])
			follow_start(t->follow, i, slot->payload.first_seq[i]);
}

static void
give_up(struct listen *l, struct slot *slot)
{
	listen_end(l, slot);
	slot->talk = TALK_OVER;
	l->stats.given_up++;
}

/* The connection's place; another one is given up when there is none. */
static struct talk *
take_talk(struct listen *l, struct flow *f, enum follow_kind kind)
{
	struct slot *slot = slot_take(l->slots, f);
	unsigned int i = 0;

	if (!slot || slot->talk == TALK_OVER)
		return NULL;
	if (slot->talk != NO_TALK)
		return &l->talks[slot->talk - 1];
	while (i < LISTEN_TALKS && l->talks[i].slot)
		i++;
	if (i == LISTEN_TALKS) {
		i = l->victim;
		l->victim = (i + 1) % LISTEN_TALKS;
		give_up(l, l->talks[i].slot);
	}
	begin_talk(l, &l->talks[i], slot, f, kind);
	slot->talk = (uint8_t)(i + 1);
	return &l->talks[i];
}

void
listen_end(struct listen *l, struct slot *slot)
{
	struct talk *t;

	if (slot->talk == NO_TALK || slot->talk == TALK_OVER) {
		slot->talk = NO_TALK;
		return;
	}
	t = &l->talks[slot->talk - 1];
	follow_give(l->pool, t->follow);
	*t = (struct talk){ 0 };
	slot->talk = NO_TALK;
}

static void
read_tcp(struct listen *l, const struct policy *policy, struct flow *f,
    unsigned int side, const struct packet *p, enum follow_kind kind)
{
	uint32_t seq = p->tcp_seq + ((p->tcp_flags & PACKET_TCP_SYN) != 0);
	struct reading r = {
		.listen = l, .policy = policy, .flow = f, .packet = p
	};
	const struct follow_sink sink = { on_message, on_port, &r };
	struct talk *t = take_talk(l, f, kind);

	if (t)
		follow_segment(l->pool, t->follow, side, seq, p->payload,
		    p->payload_len, p->payload_wire_len, &sink);
}

static bool
is_dns(const struct packet *p)
{
	return p->src_port == DNS_PORT || p->dst_port == DNS_PORT;
}

void
listen_packet(struct listen *l, const struct policy *p, struct flow *f,
    unsigned int side, const struct packet *packet)
{
	if (packet->payload_wire_len == 0 || packet->scope != SCOPE_UNICAST ||
	    (packet->fragment && !packet->first_fragment))
		return;
	if (packet->proto == PROTO_UDP && is_dns(packet))
		read_dns(l, p, packet, packet->payload, packet->payload_len,
		    packet->payload_wire_len);
	else if (packet->proto == PROTO_TCP && is_dns(packet))
		read_tcp(l, p, f, side, packet, FOLLOW_DNS);
	else if (packet->proto == PROTO_TCP && flow_server_port(f) == EPM_PORT)
		read_tcp(l, p, f, side, packet, FOLLOW_EPM);
}
