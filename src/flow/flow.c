/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow.c - one conversation: its ends, its direction, its outcome.
 */
#include <config.h>

#include <assert.h>

#include "flow/flow.h"

static_assert(sizeof(struct flow) <= 128, "a flow is two cache lines");
static_assert(DIRECTION_FIRST < 1 << 4, "basis has four bits");
static_assert(CAUSE_SILENT < 1 << 3, "cause has three bits");

static unsigned int
server_side(const struct flow *f)
{
	return 1U - f->client;
}

/* VRRP has no ports; its key may hold a VLAN in their place. */
static uint16_t
port_of(const struct flow *f, unsigned int side)
{
	return f->key.ip_proto == PROTO_VRRP ? 0 : f->key.port[side];
}

const struct addr *
flow_client(const struct flow *f)
{
	return &f->key.addr[f->client];
}

const struct addr *
flow_server(const struct flow *f)
{
	return &f->key.addr[server_side(f)];
}

uint16_t
flow_client_port(const struct flow *f)
{
	return port_of(f, f->client);
}

uint16_t
flow_server_port(const struct flow *f)
{
	return port_of(f, server_side(f));
}

bool
flow_answered(const struct flow *f)
{
	unsigned int server = server_side(f);

	if (f->key.ip_proto == PROTO_TCP)
		return (f->seen & flow_bit(FLOW_SEEN_SYNACK, server)) != 0;
	return f->packets[server] > 0;
}

/* A SYN was not answered by a SYN+ACK: was it turned away, or does one side
 * of the talk only pass here? */
static enum outcome
outcome_of_syn(const struct flow *f)
{
	unsigned int server = server_side(f);
	bool went_on = f->seen &
	    (flow_bit(FLOW_SEEN_SPOKE, f->client) |
		flow_bit(FLOW_SEEN_PAYLOAD, server));
	bool reset = (f->seen & flow_bit(FLOW_SEEN_RST, server)) &&
	    f->cause == CAUSE_REFUSED_BY_HOST;

	if (f->cause != CAUSE_NONE && (reset || !went_on))
		return OUTCOME_REFUSED;
	return went_on ? OUTCOME_ONE_WAY : OUTCOME_UNANSWERED;
}

static enum outcome
outcome_of_tcp(const struct flow *f)
{
	if (!flow_saw(f, FLOW_SEEN_SYN) && !flow_saw(f, FLOW_SEEN_SYNACK))
		return OUTCOME_MIDSTREAM;
	if (!flow_answered(f))
		return outcome_of_syn(f);
	if (f->packets[f->client] == 0)
		return OUTCOME_ONE_WAY;
	return flow_saw(f, FLOW_SEEN_PAYLOAD) ? OUTCOME_ESTABLISHED
					      : OUTCOME_HANDSHAKE_ONLY;
}

static enum outcome
outcome_of_datagrams(const struct flow *f)
{
	/* Answers alone: the questions pass elsewhere. */
	if (f->packets[f->client] == 0)
		return OUTCOME_ONE_WAY;
	if (flow_answered(f))
		return OUTCOME_ESTABLISHED;
	return f->cause != CAUSE_NONE ? OUTCOME_REFUSED : OUTCOME_UNANSWERED;
}

enum outcome
flow_outcome(const struct flow *f)
{
	if (f->seen & FLOW_SEEN_TO_MANY)
		return OUTCOME_ONE_WAY;
	if (f->key.ip_proto == PROTO_TCP)
		return outcome_of_tcp(f);
	return outcome_of_datagrams(f);
}

enum cause
flow_cause(const struct flow *f)
{
	switch (flow_outcome(f)) {
	case OUTCOME_REFUSED:
		return (enum cause)f->cause;
	case OUTCOME_UNANSWERED:
		return CAUSE_SILENT;
	default:
		return CAUSE_NONE;
	}
}

static void
set_client(struct flow *f, unsigned int side, enum direction_basis basis)
{
	f->client = side & 1;
	f->basis = basis & 0xf;
}

void
flow_orient(struct flow *f, unsigned int side, enum direction_basis basis)
{
	assert(side <= 1 && basis >= DIRECTION_ROW);
	if (f->basis >= DIRECTION_ROW)
		set_client(f, side, basis);
}

void
flow_orient_by_wire(struct flow *f, unsigned int side,
    enum direction_basis basis)
{
	assert(side <= 1 && basis < DIRECTION_ROW);
	if (f->basis > basis)
		set_client(f, side, basis);
}
