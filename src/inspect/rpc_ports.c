/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rpc_ports.c - which ports the endpoint mapper granted to whom.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/fair.h"
#include "inspect/rpc_ports.h"

#define NIL FAIR_NONE
#define SWEEP 2 /* slots looked at for each grant */

struct key { /* hashed whole */
	struct addr client, server;
	uint16_t port;
};

static_assert(sizeof(struct key) == 34, "no padding");

struct grant {
	struct key key;
	uint32_t hash_next;
	uint64_t until_us;
};

struct rpc_ports {
	uint8_t secret[HASH_SECRET_BYTES];
	struct fair *fair;
	struct grant *grants; /* by slot */
	uint32_t *heads;
	uint32_t max, mask, hand;
	struct rpc_ports_stats stats;
};

void
rpc_ports_free(struct rpc_ports *r)
{
	if (!r)
		return;
	fair_free(r->fair);
	free(r->grants);
	free(r->heads);
	free(r);
}

int
rpc_ports_new(struct rpc_ports **out, size_t max,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct rpc_ports *r;
	size_t heads = 1;

	if (max == 0 || max > RPC_PORTS_MAX)
		return -EINVAL;
	while (heads < max)
		heads *= 2;
	r = calloc(1, sizeof(*r));
	if (!r)
		return -ENOMEM;
	r->grants = calloc(max, sizeof(*r->grants));
	r->heads = malloc(heads * sizeof(*r->heads));
	if (!r->grants || !r->heads || fair_new(&r->fair, max, secret) != 0) {
		rpc_ports_free(r);
		return -ENOMEM;
	}
	memset(r->heads, 0xff, heads * sizeof(*r->heads));
	memcpy(r->secret, secret, sizeof(r->secret));
	r->max = (uint32_t)max;
	r->mask = (uint32_t)(heads - 1);
	*out = r;
	return 0;
}

const struct rpc_ports_stats *
rpc_ports_stats(const struct rpc_ports *r)
{
	return &r->stats;
}

static uint32_t *
head_of(const struct rpc_ports *r, const struct key *k)
{
	return &r->heads[hash_bytes(k, sizeof(*k), r->secret) & r->mask];
}

static uint32_t
find(const struct rpc_ports *r, const struct key *k)
{
	uint32_t i = *head_of(r, k);

	while (i != NIL && memcmp(&r->grants[i].key, k, sizeof(*k)) != 0)
		i = r->grants[i].hash_next;
	return i;
}

static void
drop(struct rpc_ports *r, uint32_t slot, uint64_t now_us)
{
	struct grant *g = &r->grants[slot];
	uint32_t *at = head_of(r, &g->key);

	if (g->until_us < now_us)
		r->stats.expired++;
	else
		r->stats.evicted++;
	while (*at != slot)
		at = &r->grants[*at].hash_next;
	*at = g->hash_next;
	fair_remove(r->fair, slot);
}

/* Let go of what is over, a few slots at a time. */
static void
sweep(struct rpc_ports *r, uint64_t now_us)
{
	for (unsigned int n = 0; n < SWEEP; n++) {
		r->hand = r->hand + 1 < r->max ? r->hand + 1 : 0;
		if (fair_taken(r->fair, r->hand) &&
		    r->grants[r->hand].until_us < now_us)
			drop(r, r->hand, now_us);
	}
}

static uint32_t
make(struct rpc_ports *r, const struct key *k, uint64_t now_us)
{
	uint32_t slot = fair_add(r->fair, &k->client);
	uint32_t *head;

	if (slot == NIL) {
		drop(r, fair_victim(r->fair), now_us);
		slot = fair_add(r->fair, &k->client);
	}
	assert(slot != NIL);
	head = head_of(r, k);
	r->grants[slot] = (struct grant){ .key = *k, .hash_next = *head };
	*head = slot;
	return slot;
}

void
rpc_ports_grant(struct rpc_ports *r, const struct addr *client,
    const struct addr *server, uint16_t port, uint64_t now_us,
    uint64_t until_us)
{
	struct key k = { .client = *client, .server = *server, .port = port };
	struct grant *g;
	uint32_t slot;

	sweep(r, now_us);
	slot = find(r, &k);
	if (slot == NIL)
		slot = make(r, &k, now_us);
	else
		fair_renew(r->fair, slot);
	g = &r->grants[slot];
	if (g->until_us < until_us)
		g->until_us = until_us;
	r->stats.granted++;
}

bool
rpc_ports_find(const struct rpc_ports *r, const struct addr *client,
    const struct addr *server, uint16_t port, uint64_t time_us)
{
	struct key k = { .client = *client, .server = *server, .port = port };
	uint32_t slot = find(r, &k);

	return slot != NIL && r->grants[slot].until_us >= time_us;
}
