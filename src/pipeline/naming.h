/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * naming.h - by which names a flow's server is known, and how (DESIGN
 * sections 5 and 11).
 *
 * What DNS said to the client when the flow began is kept with the flow's
 * slot for its life.  What the client itself claimed (SNI, HTTP Host) comes
 * from inspection.
 */
#ifndef PIPELINE_NAMING_H
#define PIPELINE_NAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "flow/flow.h"
#include "inspect/dns_message.h"
#include "inspect/names.h"
#include "inspect/rpc_ports.h"
#include "packet/packet.h"
#include "pipeline/slot.h"
#include "policy/policy.h"
#include "store/store.h"
#include "verdict/verdict.h"

#define NAMING_NAMES_MAX (NAMES_PER_ADDRESS * DNS_CHAIN_MAX + 1)

struct naming;

struct naming_stats {
	struct names_stats dns;
	struct rpc_ports_stats rpc;
	uint64_t strange_resolvers; /* queries to servers without a role */
	uint64_t rpc_elsewhere;     /* ports of another host: not granted */
	uint64_t talks_given_up;    /* connections that were not read on */
	uint64_t held;              /* flows that keep what was said, now */
};

/* The names of one flow's server; good until naming is given a packet. */
struct naming_result {
	const char *names[NAMING_NAMES_MAX];
	uint8_t chains[NAMING_NAMES_MAX];
};

/* 0 and a naming to give to naming_free(); -ENOMEM.  The slots are borrowed.
 * memory_bytes at least NAMING_MEMORY_MIN. */
#define NAMING_MEMORY_MIN ((size_t)256 << 10)
int naming_new(struct naming **out, struct slots *slots, size_t memory_bytes,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void naming_free(struct naming *n);
void naming_stats(const struct naming *n, struct naming_stats *out);

/* A packet of a side of f, whose policy is p: read what it tells of names,
 * and keep f's own. */
void naming_packet(struct naming *n, const struct policy *p, struct flow *f,
    unsigned int side, const struct packet *packet);
/* The flow of the slot has ended. */
void naming_end(struct naming *n, struct slot *slot);

/*
 * Fill in what facts and record say of names and granted ports.  f is as
 * judged, its user slot that of the table's flow; claim is the name that its
 * client spoke of, "" when none.
 */
void naming_look(const struct naming *n, const struct policy *p,
    const struct flow *f, const char *claim, struct verdict_facts *facts,
    struct store_flow *record, struct naming_result *result);

#endif
