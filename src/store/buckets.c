/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buckets.c - entries of an array found by the hash of their keys.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/buckets.h"

void
buckets_fini(struct buckets *b)
{
	free(b->heads);
	free(b->nexts);
	free(b->hashes);
	*b = (struct buckets){ .heads = NULL };
}

void
buckets_clear(struct buckets *b)
{
	/* All bits set is BUCKETS_END. */
	memset(b->heads, 0xff, (b->mask + 1) * sizeof(*b->heads));
}

void
buckets_add(struct buckets *b, uint32_t entry, uint64_t hash)
{
	uint32_t *head = &b->heads[hash & b->mask];

	b->hashes[entry] = hash;
	b->nexts[entry] = *head;
	*head = entry;
}

void
buckets_remove(struct buckets *b, uint32_t entry)
{
	uint32_t *at = &b->heads[b->hashes[entry] & b->mask];

	while (*at != entry)
		at = &b->nexts[*at];
	*at = b->nexts[entry];
}

int
buckets_resize(struct buckets *b, size_t room, size_t count)
{
	struct buckets more = { .mask = 0 };

	assert(room > 0 && room <= BUCKETS_MAX && count <= room);
	while (more.mask + 1 < room)
		more.mask = 2 * more.mask + 1;
	more.heads = reallocarray(NULL, more.mask + 1, sizeof(*more.heads));
	more.nexts = reallocarray(NULL, room, sizeof(*more.nexts));
	more.hashes = reallocarray(NULL, room, sizeof(*more.hashes));
	if (!more.heads || !more.nexts || !more.hashes) {
		buckets_fini(&more);
		return -ENOMEM;
	}
	buckets_clear(&more);
	for (uint32_t i = 0; i < count; i++)
		buckets_add(&more, i, b->hashes[i]);
	buckets_fini(b);
	*b = more;
	return 0;
}
