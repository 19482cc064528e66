/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lru.c - bounded map from keys of one size to values of one size.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/buckets.h"
#include "store/lru.h"

#define NIL UINT32_MAX

struct age {
	uint32_t newer, older;
};

struct lru {
	size_t max, count;
	size_t key_size, value_at, slot_size;
	struct age *ages;
	unsigned char *slots; /* key, and the value at value_at */
	struct buckets buckets;
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

	assert(max >= 8);
	if (!l)
		return -ENOMEM;
	l->max = max;
	l->key_size = key_size;
	l->value_at = align(key_size);
	l->slot_size = l->value_at + align(value_size);
	l->newest = l->oldest = NIL;
	memcpy(l->secret, secret, sizeof(l->secret));
	/* calloc: what is never used costs no memory. */
	l->ages = calloc(max, sizeof(*l->ages));
	l->slots = calloc(max, l->slot_size);
	if (!l->ages || !l->slots || buckets_resize(&l->buckets, max, 0)) {
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
	free(l->ages);
	free(l->slots);
	buckets_fini(&l->buckets);
	free(l);
}

static unsigned char *
slot_at(const struct lru *l, uint32_t i)
{
	return l->slots + i * l->slot_size;
}

static uint32_t
find(const struct lru *l, const void *key, uint64_t hash)
{
	uint32_t i = buckets_first(&l->buckets, hash);

	while (i != BUCKETS_END && memcmp(slot_at(l, i), key, l->key_size) != 0)
		i = buckets_next(&l->buckets, i);
	return i;
}

static void
age_unlink(struct lru *l, uint32_t i)
{
	const struct age *age = &l->ages[i];

	if (age->newer != NIL)
		l->ages[age->newer].older = age->older;
	else
		l->newest = age->older;
	if (age->older != NIL)
		l->ages[age->older].newer = age->newer;
	else
		l->oldest = age->newer;
}

static void
age_push(struct lru *l, uint32_t i)
{
	l->ages[i] = (struct age){ .newer = NIL, .older = l->newest };
	if (l->newest != NIL)
		l->ages[l->newest].newer = i;
	else
		l->oldest = i;
	l->newest = i;
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
	buckets_remove(&l->buckets, i);
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

void *
lru_find(struct lru *l, const void *key)
{
	uint32_t i = find(l, key, hash_bytes(key, l->key_size, l->secret));

	return i == BUCKETS_END ? NULL : renew(l, i);
}

void *
lru_touch(struct lru *l, const void *key)
{
	uint64_t hash = hash_bytes(key, l->key_size, l->secret);
	uint32_t i = find(l, key, hash);

	if (i != BUCKETS_END)
		return renew(l, i);
	i = take_slot(l);
	memset(slot_at(l, i), 0, l->slot_size);
	memcpy(slot_at(l, i), key, l->key_size);
	buckets_add(&l->buckets, i, hash);
	age_push(l, i);
	return slot_at(l, i) + l->value_at;
}

void
lru_clear(struct lru *l)
{
	l->count = 0;
	l->newest = l->oldest = NIL;
	buckets_clear(&l->buckets);
}

size_t
lru_count(const struct lru *l)
{
	return l->count;
}
