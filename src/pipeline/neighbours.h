/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * neighbours.h - whose link-local address is it?
 *
 * A link-local IPv6 address takes the roles, added up, of the site's
 * addresses inside a "network" that the same MAC sent from in the same VLAN.
 * A MAC that also sends from outside every network is a router and lends
 * none (DESIGN sections 2 and 11).  Bounded: when full, further hosts lend
 * no roles and are counted.
 */
#ifndef PIPELINE_NEIGHBOURS_H
#define PIPELINE_NEIGHBOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "packet/packet.h"
#include "policy/policy.h"

#define NEIGHBOURS_MAX 8192 /* MAC addresses, and as many link-local ones */

struct neighbours;

/* The policy is borrowed.  0 and a table to give to neighbours_free(), or
 * -ENOMEM. */
int neighbours_new(struct neighbours **out, const struct policy *p,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void neighbours_free(struct neighbours *n);

/* Learn from the first packet that a side of a flow sends. */
void neighbours_learn(struct neighbours *n, const struct packet *p);
/* The roles of a link-local address in a VLAN; false when none are known. */
bool neighbours_roles(const struct neighbours *n, const struct addr *a,
    uint16_t vlan, struct role_set *out);
/* Hosts that found no room. */
uint64_t neighbours_overflow(const struct neighbours *n);

#endif
