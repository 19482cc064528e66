/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_queries.c - DNS queries that wait for their answer.
 *
 * A query that was answered stays until its time is over, to know a second
 * answer by.  How many are open at a port is counted by a hash of it: two
 * ports may share a count, which can make an unasked answer a forged one;
 * neither is used.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "inspect/dns_queries.h"
#include "inspect/fair.h"

#define NIL FAIR_NONE
#define SWEEP 2 /* slots looked at for each query */

/* What an answer has in common with its query; hashed whole. */
struct key {
	struct addr client, resolver;
	uint64_t name; /* keyed hash of it */
	uint16_t client_port, id, type;
	uint16_t proto;
};

static_assert(sizeof(struct key) == 48, "no padding");

struct query {
	struct key key;
	uint64_t asked_us;
	uint32_t hash_next;
	bool open;
};

struct dns_queries {
	uint8_t secret[HASH_SECRET_BYTES];
	struct fair *fair;
	struct query *queries; /* by slot */
	uint32_t *heads;
	uint32_t *open; /* by hash of client and port */
	uint32_t max, mask, hand;
	uint64_t evicted;
};

size_t
dns_queries_each_bytes(void)
{
	return sizeof(struct query) + 4 * sizeof(uint32_t) + fair_slot_bytes();
}

void
dns_queries_free(struct dns_queries *t)
{
	if (!t)
		return;
	fair_free(t->fair);
	free(t->queries);
	free(t->heads);
	free(t->open);
	free(t);
}

int
dns_queries_new(struct dns_queries **out, size_t max,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct dns_queries *t = calloc(1, sizeof(*t));
	size_t heads = 1;
	int r;

	if (!t)
		return -ENOMEM;
	r = fair_new(&t->fair, max, secret);
	if (r != 0) {
		free(t);
		return r;
	}
	while (heads < max)
		heads *= 2;
	t->queries = calloc(max, sizeof(*t->queries));
	t->heads = malloc(heads * sizeof(*t->heads));
	t->open = calloc(heads, sizeof(*t->open));
	if (!t->queries || !t->heads || !t->open) {
		dns_queries_free(t);
		return -ENOMEM;
	}
	memset(t->heads, 0xff, heads * sizeof(*t->heads));
	memcpy(t->secret, secret, sizeof(t->secret));
	t->max = (uint32_t)max;
	t->mask = (uint32_t)(heads - 1);
	*out = t;
	return 0;
}

uint64_t
dns_queries_evicted(const struct dns_queries *t)
{
	return t->evicted;
}

static struct key
key_of(const struct dns_queries *t, const struct names_ends *ends,
    const struct dns_question *q)
{
	return (struct key){ .client = ends->client,
		.resolver = ends->resolver,
		.name = hash_bytes(q->name, strlen(q->name), t->secret),
		.client_port = ends->client_port,
		.id = q->id,
		.type = q->type,
		.proto = ends->proto };
}

static uint32_t *
head_of(const struct dns_queries *t, const struct key *k)
{
	return &t->heads[hash_bytes(k, sizeof(*k), t->secret) & t->mask];
}

static uint32_t *
open_at(const struct dns_queries *t, const struct key *k)
{
	struct key port = { .client = k->client,
		.client_port = k->client_port,
		.proto = k->proto };

	return &t->open[hash_bytes(&port, sizeof(port), t->secret) & t->mask];
}

static uint32_t
find(const struct dns_queries *t, const struct key *k)
{
	uint32_t i = *head_of(t, k);

	while (i != NIL && memcmp(&t->queries[i].key, k, sizeof(*k)) != 0)
		i = t->queries[i].hash_next;
	return i;
}

static void
set_open(struct dns_queries *t, struct query *q, bool open)
{
	if (open && !q->open)
		++*open_at(t, &q->key);
	if (!open && q->open)
		--*open_at(t, &q->key);
	q->open = open;
}

static void
drop(struct dns_queries *t, uint32_t slot)
{
	struct query *q = &t->queries[slot];
	uint32_t *at = head_of(t, &q->key);

	set_open(t, q, false);
	while (*at != slot)
		at = &t->queries[*at].hash_next;
	*at = q->hash_next;
	fair_remove(t->fair, slot);
}

static bool
is_over(const struct query *q, uint64_t now_us)
{
	return now_us > q->asked_us &&
	    now_us - q->asked_us > NAMES_QUERY_S * WHEN_SECOND_US;
}

/* Let go of what is over, a few slots at a time. */
static void
sweep(struct dns_queries *t, uint64_t now_us)
{
	for (unsigned int n = 0; n < SWEEP; n++) {
		t->hand = t->hand + 1 < t->max ? t->hand + 1 : 0;
		if (fair_taken(t->fair, t->hand) &&
		    is_over(&t->queries[t->hand], now_us))
			drop(t, t->hand);
	}
}

static uint32_t
make(struct dns_queries *t, const struct key *k, uint64_t now_us)
{
	uint32_t slot = fair_add(t->fair, &k->client);
	uint32_t *head;

	if (slot == NIL) {
		uint32_t victim = fair_victim(t->fair);

		if (t->queries[victim].open &&
		    !is_over(&t->queries[victim], now_us))
			t->evicted++;
		drop(t, victim);
		slot = fair_add(t->fair, &k->client);
	}
	assert(slot != NIL);
	head = head_of(t, k);
	t->queries[slot] = (struct query){ .key = *k, .hash_next = *head };
	*head = slot;
	return slot;
}

void
dns_queries_open(struct dns_queries *t, const struct names_ends *ends,
    const struct dns_question *q, uint64_t now_us)
{
	struct key k = key_of(t, ends, q);
	uint32_t slot;

	sweep(t, now_us);
	slot = find(t, &k);
	if (slot == NIL)
		slot = make(t, &k, now_us);
	else
		fair_renew(t->fair, slot);
	t->queries[slot].asked_us = now_us;
	set_open(t, &t->queries[slot], true);
}

enum names_said
dns_queries_close(struct dns_queries *t, const struct names_ends *ends,
    const struct dns_question *q, uint64_t now_us)
{
	struct key k = key_of(t, ends, q);
	uint32_t slot = find(t, &k);

	if (slot == NIL || is_over(&t->queries[slot], now_us))
		return *open_at(t, &k) > 0 ? NAMES_FORGED : NAMES_UNASKED;
	if (!t->queries[slot].open)
		return NAMES_REPEATED;
	set_open(t, &t->queries[slot], false);
	return NAMES_USED;
}
