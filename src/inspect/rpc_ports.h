/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rpc_ports.h - which ports the endpoint mapper granted to whom.
 *
 * Bounded: when it is full, the client with the most grants loses its oldest
 * one (counted).  Nothing is allocated after rpc_ports_new().  Time is passed
 * in.  One store belongs to one thread.
 */
#ifndef INSPECT_RPC_PORTS_H
#define INSPECT_RPC_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"

#define RPC_PORTS_MAX (1U << 20)
/* For how long a grant is good, if the caller knows nothing better: Windows
 * asks again for each new binding, but services keep one for a while. */
#define RPC_PORTS_GRANT_S 3600

struct rpc_ports;

struct rpc_ports_stats {
	uint64_t granted; /* new ones, and ones renewed */
	uint64_t expired, evicted;
};

/* 0 and a store of max grants (1 .. RPC_PORTS_MAX, about 150 bytes each) to
 * give to rpc_ports_free(); -EINVAL, -ENOMEM.  The secret is copied. */
int rpc_ports_new(struct rpc_ports **out, size_t max,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void rpc_ports_free(struct rpc_ports *r);
const struct rpc_ports_stats *rpc_ports_stats(const struct rpc_ports *r);

/* The client may use the server's port until until_us; of several grants the
 * later end counts. */
void rpc_ports_grant(struct rpc_ports *r, const struct addr *client,
    const struct addr *server, uint16_t port, uint64_t now_us,
    uint64_t until_us);
/* True when there is a grant at this time. */
bool rpc_ports_find(const struct rpc_ports *r, const struct addr *client,
    const struct addr *server, uint16_t port, uint64_t time_us);

#endif
