/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buckets.h - entries of an array found by the hash of their keys.
 *
 * The array and the keys are the caller's.  Entries are known by their number
 * in it.
 */
#ifndef STORE_BUCKETS_H
#define STORE_BUCKETS_H

#include <stddef.h>
#include <stdint.h>

#define BUCKETS_END UINT32_MAX
#define BUCKETS_MAX ((size_t)1 << 30)

struct buckets {
	uint32_t *heads; /* as many as a power of two, mask + 1 */
	uint32_t *nexts; /* by entry */
	uint64_t *hashes;
	size_t mask;
};

/*
 * Make room for entries 0 to room - 1 (room is 1 to BUCKETS_MAX), and keep
 * the first count.  Starts with all of *b zero.  0, or -ENOMEM with *b as it
 * was.
 */
int buckets_resize(struct buckets *b, size_t room, size_t count);
void buckets_fini(struct buckets *b);
void buckets_clear(struct buckets *b);
void buckets_add(struct buckets *b, uint32_t entry, uint64_t hash);
void buckets_remove(struct buckets *b, uint32_t entry);

/* entry, or the first one after it with this hash. */
static inline uint32_t
buckets_skip(const struct buckets *b, uint32_t entry, uint64_t hash)
{
	while (entry != BUCKETS_END && b->hashes[entry] != hash)
		entry = b->nexts[entry];
	return entry;
}

/* Entries with this hash, whose keys are to be compared: the first one, and
 * the one after it.  BUCKETS_END at the end. */
static inline uint32_t
buckets_first(const struct buckets *b, uint64_t hash)
{
	return buckets_skip(b, b->heads[hash & b->mask], hash);
}

static inline uint32_t
buckets_next(const struct buckets *b, uint32_t entry)
{
	return buckets_skip(b, b->nexts[entry], b->hashes[entry]);
}

#endif
