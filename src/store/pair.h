/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pair.h - numbers for the two addresses of a flow.
 *
 * The pairs in use are remembered; one that was forgotten gets another
 * number, which costs a row and no more.
 */
#ifndef STORE_PAIR_H
#define STORE_PAIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "store/sql.h"

#define PAIRS_KEPT_MAX 65536

struct pairs;

/* 0 and pairs to give to pairs_free(), or -ENOMEM. */
int pairs_new(struct pairs **out, const uint8_t secret[HASH_SECRET_BYTES]);
void pairs_free(struct pairs *p);
/* Remember the latest of the database.  Once, before all that follows. */
int pairs_load(struct pairs *p, const struct sql *q, struct err *err);

/* Make room, so that pairs_find() can not fail.  0 or -ENOMEM. */
int pairs_reserve(struct pairs *p);
/* The number of a pair; NULL is "several".  A new one waits to be written. */
int64_t pairs_find(struct pairs *p, const struct addr *src,
    const struct addr *dst);

/* Forget all: pairs_find() gives none of them again.  None may wait. */
void pairs_forget(struct pairs *p);

size_t pairs_waiting(const struct pairs *p);
/* As kinds_write() and kinds_settle(). */
int pairs_write(struct pairs *p, const struct sql *q, struct err *err);
void pairs_settle(struct pairs *p);

#endif
