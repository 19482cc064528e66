/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lru.h - bounded map from keys of one size to values of one size.
 *
 * All memory is taken at the start.  When it is full the entry that was not
 * looked up for longest makes room.
 */
#ifndef STORE_LRU_H
#define STORE_LRU_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct lru;

/*
 * A map of at most max entries (at least 8), to give to lru_free().  Keys are
 * compared bytewise: holes in them must be zero.  Values are aligned for 8
 * bytes.  0 or -ENOMEM.
 */
int lru_new(struct lru **out, size_t max, size_t key_size, size_t value_size,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void lru_free(struct lru *l);

/* The value of key, or NULL.  It may be written; it is good until eight
 * further keys were looked up or added. */
void *lru_find(struct lru *l, const void *key);
/* The same, made of zeros when it was not there. */
void *lru_touch(struct lru *l, const void *key);
/* Forget all. */
void lru_clear(struct lru *l);
size_t lru_count(const struct lru *l);

#endif
