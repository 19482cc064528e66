/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lru.c - bounded map from keys of one size to values of one size.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/lru.h"

#define NIL UINT32_MAX

struct link {
	uint32_t hash_next;
	uint32_t newer, older;
	uint32_t bucket;
};

struct lru {
	size_t max, count;
	size_t key_size, value_at, slot_size;
	struct link *links;
	unsigned char *slots; /* key, and the value at value_at */
	uint32_t *buckets;
	size_t mask;
	uint32_t newest, oldest;
	uint8_t secret[HASH_SECRET_BYTES];
};

static size_t
align(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

int
lru_new(struct lru **out, size_t max, size_t key_size, size_t value_size,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct lru *l = calloc(1, sizeof(*l));
	size_t buckets = 8;

	assert(max >= 8 && max < NIL / 2);
	if (!l)
		return -ENOMEM;
	while (buckets < max)
		buckets *= 2;
	l->max = max;
	l->key_size = key_size;
	l->value_at = align(key_size);
	l->slot_size = l->value_at + align(value_size);
	l->mask = buckets - 1;
	l->newest = l->oldest = NIL;
	memcpy(l->secret, secret, sizeof(l->secret));
	/* calloc: what is never used costs no memory. */
	l->links = calloc(max, sizeof(*l->links));
	l->slots = calloc(max, l->slot_size);
	l->buckets = calloc(buckets, sizeof(*l->buckets));
	if (!l->links || !l->slots || !l->buckets) {
		lru_free(l);
		return -ENOMEM;
	}
	*out = l;
	return 0;
}

void
lru_free(struct lru *l)
{
	if (!l)
		return;
	free(l->links);
	free(l->slots);
	free(l->buckets);
	free(l);
}

static unsigned char *
slot_at(const struct lru *l, uint32_t i)
{
	return l->slots + i * l->slot_size;
}

/* Buckets hold the slot's number and one, so that 0 is none. */
static uint32_t
find_in(const struct lru *l, size_t bucket, const void *key)
{
	uint32_t i = l->buckets[bucket] - 1;

	while (i != NIL && memcmp(slot_at(l, i), key, l->key_size) != 0)
		i = l->links[i].hash_next;
	return i;
}

static void
age_unlink(struct lru *l, uint32_t i)
{
	struct link *link = &l->links[i];

	if (link->newer != NIL)
		l->links[link->newer].older = link->older;
	else
		l->newest = link->older;
	if (link->older != NIL)
		l->links[link->older].newer = link->newer;
	else
		l->oldest = link->newer;
}

static void
age_push(struct lru *l, uint32_t i)
{
	l->links[i].newer = NIL;
	l->links[i].older = l->newest;
	if (l->newest != NIL)
		l->links[l->newest].newer = i;
	else
		l->oldest = i;
	l->newest = i;
}

static void
hash_unlink(struct lru *l, uint32_t i)
{
	uint32_t *at = &l->buckets[l->links[i].bucket];

	if (*at - 1 == i) {
		*at = l->links[i].hash_next + 1;
		return;
	}
	at = &l->links[*at - 1].hash_next;
	while (*at != i)
		at = &l->links[*at].hash_next;
	*at = l->links[i].hash_next;
}

/* A slot to fill: a fresh one, or the oldest. */
static uint32_t
take_slot(struct lru *l)
{
	uint32_t i;

	if (l->count < l->max)
		return (uint32_t)l->count++;
	i = l->oldest;
	age_unlink(l, i);
	hash_unlink(l, i);
	return i;
}

static void *
renew(struct lru *l, uint32_t i)
{
	if (i != l->newest) {
		age_unlink(l, i);
		age_push(l, i);
	}
	return slot_at(l, i) + l->value_at;
}

static size_t
bucket_of(const struct lru *l, const void *key)
{
	return hash_bytes(key, l->key_size, l->secret) & l->mask;
}

void *
lru_find(struct lru *l, const void *key)
{
	uint32_t i = find_in(l, bucket_of(l, key), key);

	return i == NIL ? NULL : renew(l, i);
}

void *
lru_touch(struct lru *l, const void *key)
{
	size_t bucket = bucket_of(l, key);
	uint32_t i = find_in(l, bucket, key);

	if (i != NIL)
		return renew(l, i);
	i = take_slot(l);
	memset(slot_at(l, i), 0, l->slot_size);
	memcpy(slot_at(l, i), key, l->key_size);
	l->links[i].bucket = (uint32_t)bucket;
	l->links[i].hash_next = l->buckets[bucket] - 1;
	l->buckets[bucket] = i + 1;
	age_push(l, i);
	return slot_at(l, i) + l->value_at;
}

size_t
lru_count(const struct lru *l)
{
	return l->count;
}
