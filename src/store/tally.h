/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tally.h - numbers by key that wait to be added to the database.
 *
 * Only keys with numbers to add are walked.  Keys are remembered beyond a
 * commit, for as long as there are few of them.
 */
#ifndef STORE_TALLY_H
#define STORE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

#define TALLY_KEPT_MAX 32768 /* keys kept beyond a commit */

struct tally;

/* A tally of so many numbers for each key, to give to tally_free().  Holes in
 * keys must be zero.  0 or -ENOMEM. */
int tally_new(struct tally **out, size_t key_size, size_t numbers,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void tally_free(struct tally *t);

/* Make room for one more key, so that tally_touch() can not fail.  0 or
 * -ENOMEM. */
int tally_reserve(struct tally *t);
bool tally_has(const struct tally *t, const void *key);
/* The numbers of key, all 0 when nothing waits there, to be written; good
 * until the next call. */
int64_t *tally_touch(struct tally *t, const void *key);

/* Keys with numbers that wait. */
size_t tally_waiting(const struct tally *t);
const void *tally_key(const struct tally *t, size_t i);
const int64_t *tally_numbers(const struct tally *t, size_t i);
/* They were added: nothing waits now. */
void tally_settle(struct tally *t);
/* Bytes that its keys and their numbers take. */
size_t tally_size(const struct tally *t);

#endif
