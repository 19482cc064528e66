/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tally.c - numbers by key that wait to be added to the database.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/buckets.h"
#include "store/tally.h"

#define FIRST_ROOM 64

struct tally {
	size_t key_size, width; /* width numbers for each key */
	size_t count, room;
	struct buckets buckets;
	unsigned char *keys;
	int64_t *numbers;
	bool *waits;
	uint32_t *waiting; /* those that wait */
	size_t waiting_count;
	uint8_t secret[HASH_SECRET_BYTES];
};

int
tally_new(struct tally **out, size_t key_size, size_t numbers,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct tally *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->key_size = key_size;
	t->width = numbers;
	memcpy(t->secret, secret, sizeof(t->secret));
	if (tally_reserve(t)) {
		tally_free(t);
		return -ENOMEM;
	}
	*out = t;
	return 0;
}

void
tally_free(struct tally *t)
{
	if (!t)
		return;
	buckets_fini(&t->buckets);
	free(t->keys);
	free(t->numbers);
	free(t->waits);
	free(t->waiting);
	free(t);
}

/* array with room for count items; the old one, and *rc, when there is no
 * memory. */
static void *
grown(void *array, size_t count, size_t size, int *rc)
{
	void *more = reallocarray(array, count, size);

	if (!more)
		*rc = -ENOMEM;
	return more ? more : array;
}

/* Give every array room for so many keys, count of them or more. */
static int
resize(struct tally *t, size_t room)
{
	int rc = buckets_resize(&t->buckets, room, t->count);

	if (rc)
		return rc;
	/* What changed stays so when another one can not: that is no harm. */
	t->keys = grown(t->keys, room, t->key_size, &rc);
	t->numbers =
	    grown(t->numbers, room, t->width * sizeof(*t->numbers), &rc);
	t->waits = grown(t->waits, room, sizeof(*t->waits), &rc);
	t->waiting = grown(t->waiting, room, sizeof(*t->waiting), &rc);
	if (!rc || room < t->room)
		t->room = room;
	return rc;
}

int
tally_reserve(struct tally *t)
{
	if (t->count < t->room)
		return 0;
	if (t->room >= BUCKETS_MAX / 2)
		return -ENOMEM;
	return resize(t, t->room ? 2 * t->room : FIRST_ROOM);
}

static uint32_t
find(const struct tally *t, const void *key, uint64_t hash)
{
	uint32_t i = buckets_first(&t->buckets, hash);

	while (i != BUCKETS_END &&
	    memcmp(t->keys + i * t->key_size, key, t->key_size) != 0)
		i = buckets_next(&t->buckets, i);
	return i;
}

bool
tally_has(const struct tally *t, const void *key)
{
	return find(t, key, hash_bytes(key, t->key_size, t->secret)) !=
	    BUCKETS_END;
}

static uint32_t
add(struct tally *t, const void *key, uint64_t hash)
{
	uint32_t i = (uint32_t)t->count;

	assert(t->count < t->room);
	memcpy(t->keys + i * t->key_size, key, t->key_size);
	memset(t->numbers + i * t->width, 0, t->width * sizeof(*t->numbers));
	t->waits[i] = false;
	buckets_add(&t->buckets, i, hash);
	t->count++;
	return i;
}

int64_t *
tally_touch(struct tally *t, const void *key)
{
	uint64_t hash = hash_bytes(key, t->key_size, t->secret);
	uint32_t i = find(t, key, hash);

	if (i == BUCKETS_END)
		i = add(t, key, hash);
	if (!t->waits[i]) {
		t->waits[i] = true;
		t->waiting[t->waiting_count++] = i;
	}
	return t->numbers + i * t->width;
}

size_t
tally_waiting(const struct tally *t)
{
	return t->waiting_count;
}

const void *
tally_key(const struct tally *t, size_t i)
{
	assert(i < t->waiting_count);
	return t->keys + t->waiting[i] * t->key_size;
}

const int64_t *
tally_numbers(const struct tally *t, size_t i)
{
	assert(i < t->waiting_count);
	return t->numbers + t->waiting[i] * t->width;
}

/* Forget all keys, and give back what many of them took. */
static void
forget(struct tally *t)
{
	t->count = 0;
	buckets_clear(&t->buckets);
	if (t->room > 2 * TALLY_KEPT_MAX)
		resize(t, TALLY_KEPT_MAX);
}

void
tally_settle(struct tally *t)
{
	for (size_t i = 0; i < t->waiting_count; i++) {
		uint32_t at = t->waiting[i];

		memset(t->numbers + at * t->width, 0,
		    t->width * sizeof(*t->numbers));
		t->waits[at] = false;
	}
	t->waiting_count = 0;
	if (t->count > TALLY_KEPT_MAX)
		forget(t);
}

size_t
tally_size(const struct tally *t)
{
	return t->count *
	    (t->key_size + t->width * sizeof(*t->numbers) +
		sizeof(*t->waiting) + 2 * sizeof(uint64_t));
}
