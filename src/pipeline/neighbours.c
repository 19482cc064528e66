/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * neighbours.c - whose link-local address is it?
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/neighbours.h"

#define HEADS 4096 /* a power of two */
#define KEY_BYTES 18

/* A MAC address or a link-local address, in a VLAN. */
struct entry {
	uint8_t key[KEY_BYTES];
	uint16_t next;
	bool router;
	uint16_t host;         /* of a link-local address: its MAC's entry */
	struct role_set roles; /* of a MAC */
};

struct neighbours {
	const struct policy *policy;
	uint8_t secret[HASH_SECRET_BYTES];
	uint64_t overflow;
	uint16_t heads[HEADS]; /* 0 ends a chain: entries begin at 1 */
	uint16_t count;
	struct entry entries[2 * NEIGHBOURS_MAX + 1];
};

int
neighbours_new(struct neighbours **out, const struct policy *p,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct neighbours *n = calloc(1, sizeof(*n));

	if (!n)
		return -ENOMEM;
	n->policy = p;
	memcpy(n->secret, secret, sizeof(n->secret));
	*out = n;
	return 0;
}

void
neighbours_free(struct neighbours *n)
{
	free(n);
}

uint64_t
neighbours_overflow(const struct neighbours *n)
{
	return n->overflow;
}

/* A MAC's key has zeros where an address has its fe80. */
static void
mac_key(uint8_t key[static KEY_BYTES], const uint8_t mac[static 6],
    uint16_t vlan)
{
	memset(key, 0, KEY_BYTES);
	memcpy(key + 10, mac, 6);
	memcpy(key + 16, &vlan, sizeof(vlan));
}

static void
addr_key(uint8_t key[static KEY_BYTES], const struct addr *a, uint16_t vlan)
{
	memcpy(key, a->b, sizeof(a->b));
	memcpy(key + 16, &vlan, sizeof(vlan));
}

static uint16_t
head_of(const struct neighbours *n, const uint8_t key[static KEY_BYTES])
{
	return (uint16_t)(hash_bytes(key, KEY_BYTES, n->secret) % HEADS);
}

static uint16_t
find(const struct neighbours *n, const uint8_t key[static KEY_BYTES])
{
	uint16_t i = n->heads[head_of(n, key)];

	while (i && memcmp(n->entries[i].key, key, KEY_BYTES) != 0)
		i = n->entries[i].next;
	return i;
}

/* The entry of key, made when missing; 0 when there is no room. */
static uint16_t
take(struct neighbours *n, const uint8_t key[static KEY_BYTES])
{
	uint16_t i = find(n, key), head;

	if (i)
		return i;
	if (n->count == 2 * NEIGHBOURS_MAX) {
		n->overflow++;
		return 0;
	}
	i = ++n->count;
	head = head_of(n, key);
	memcpy(n->entries[i].key, key, KEY_BYTES);
	n->entries[i].next = n->heads[head];
	n->heads[head] = i;
	return i;
}

void
neighbours_learn(struct neighbours *n, const struct packet *p)
{
	uint8_t key[KEY_BYTES];
	uint16_t mac, own;
	struct role_set roles;

	if (!p->has_mac || addr_is_unspecified(&p->src))
		return;
	mac_key(key, p->src_mac, p->vlan);
	mac = take(n, key);
	if (!mac)
		return;
	if (addr_is_link_local6(&p->src)) {
		addr_key(key, &p->src, p->vlan);
		own = take(n, key);
		if (own)
			n->entries[own].host = mac;
		return;
	}
	if (!policy_in_network(n->policy, &p->src)) {
		n->entries[mac].router = true;
		return;
	}
	if (!policy_roles_of(n->policy, &p->src, p->time_us, true, &roles))
		role_set_join(&n->entries[mac].roles, &roles);
}

bool
neighbours_roles(const struct neighbours *n, const struct addr *a,
    uint16_t vlan, struct role_set *out)
{
	uint8_t key[KEY_BYTES];
	const struct entry *mac;
	uint16_t i;

	addr_key(key, a, vlan);
	i = find(n, key);
	if (!i || !n->entries[i].host)
		return false;
	mac = &n->entries[n->entries[i].host];
	if (mac->router || role_set_empty(&mac->roles))
		return false;
	*out = mac->roles;
	return true;
}
