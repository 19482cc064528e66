/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tunnels.c - the tunnels of a run, numbered.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/tunnels.h"

#define HEADS 4096 /* a power of two */

struct entry {
	struct packet_tunnel tunnel; /* src is the lower address */
	uint16_t next;
};

struct tunnels {
	uint8_t secret[HASH_SECRET_BYTES];
	uint16_t heads[HEADS]; /* 0 ends a chain: numbers begin at 1 */
	uint16_t count;
	struct entry entries[TUNNELS_MAX + 1];
};

int
tunnels_new(struct tunnels **out,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct tunnels *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	memcpy(t->secret, secret, sizeof(t->secret));
	*out = t;
	return 0;
}

void
tunnels_free(struct tunnels *t)
{
	free(t);
}

static bool
same(const struct packet_tunnel *a, const struct packet_tunnel *b)
{
	return a->kind == b->kind && a->id == b->id &&
	    addr_equal(&a->src, &b->src) && addr_equal(&a->dst, &b->dst);
}

static uint16_t *
chain_of(struct tunnels *t, const struct packet_tunnel *tunnel)
{
	uint8_t bytes[2 * sizeof(struct addr) + sizeof(uint32_t) + 1];

	memcpy(bytes, &tunnel->src, sizeof(struct addr));
	memcpy(bytes + 16, &tunnel->dst, sizeof(struct addr));
	memcpy(bytes + 32, &tunnel->id, sizeof(uint32_t));
	bytes[36] = (uint8_t)tunnel->kind;
	return &t->heads[hash_bytes(bytes, sizeof(bytes), t->secret) % HEADS];
}

uint16_t
tunnels_number(struct tunnels *t, const struct packet_tunnel *tunnel)
{
	struct packet_tunnel key = *tunnel;
	uint16_t *head;

	if (tunnel->kind == PACKET_TUNNEL_NONE)
		return 0;
	if (addr_cmp(&key.src, &key.dst) > 0) {
		key.src = tunnel->dst;
		key.dst = tunnel->src;
	}
	head = chain_of(t, &key);
	for (uint16_t i = *head; i; i = t->entries[i].next)
		if (same(&t->entries[i].tunnel, &key))
			return i;
	if (t->count == TUNNELS_MAX)
		return TUNNELS_OTHER;
	t->entries[++t->count] = (struct entry){ .tunnel = key, .next = *head };
	*head = t->count;
	return t->count;
}

const char *
tunnels_text(const struct tunnels *t, uint16_t number,
    char out[static TUNNELS_TEXT_MAX])
{
	const struct packet_tunnel *tunnel;
	char src[ADDR_TEXT_MAX], dst[ADDR_TEXT_MAX];

	if (number == 0)
		return NULL;
	if (number > t->count)
		return "other";
	tunnel = &t->entries[number].tunnel;
	addr_format(&tunnel->src, src);
	addr_format(&tunnel->dst, dst);
	snprintf(out, TUNNELS_TEXT_MAX, "%s %s %s %u",
	    packet_tunnel_word(tunnel->kind), src, dst, tunnel->id);
	return out;
}
