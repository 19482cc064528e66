/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listen.h - reads what DNS servers and RPC endpoint mappers tell clients,
 * into the stores of names and of granted ports.
 *
 * A DNS server is believed when the site gives it a role: what any other
 * tells would let a host on the internet name itself.  An endpoint mapper
 * grants ports of its own host only.
 *
 * Connections (DNS over TCP, the endpoint mapper) are read from their start to
 * their end; a fixed number at a time, past which the oldest is given up and
 * counted.
 */
#ifndef PIPELINE_LISTEN_H
#define PIPELINE_LISTEN_H

#include <stdint.h>

#include "base/hash.h"
#include "flow/flow.h"
#include "inspect/names.h"
#include "inspect/rpc_ports.h"
#include "packet/packet.h"
#include "pipeline/slot.h"
#include "policy/policy.h"

#define LISTEN_TALKS 64 /* connections read at a time */

struct listen;

struct listen_stats {
	uint64_t strange;   /* queries to servers without a role */
	uint64_t elsewhere; /* ports given of another host: not granted */
	uint64_t given_up;  /* connections, for newer ones */
};

/* All but out and secret are borrowed.  0 and a listener to give to
 * listen_free(), or -ENOMEM. */
int listen_new(struct listen **out, struct slots *slots, struct names *names,
    struct rpc_ports *ports);
void listen_free(struct listen *l);
const struct listen_stats *listen_stats(const struct listen *l);

/* A packet of a side of f, whose policy is p. */
void listen_packet(struct listen *l, const struct policy *p, struct flow *f,
    unsigned int side, const struct packet *packet);
/* The flow of the slot has ended. */
void listen_end(struct listen *l, struct slot *slot);

#endif
