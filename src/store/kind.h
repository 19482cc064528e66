/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kind.h - numbers for what many flows have in common: all of a flow that is
 * neither its addresses and ports, nor its times and counts.
 *
 * Kinds in use are remembered, so that a flow finds its own without asking
 * the database.  A kind that was forgotten gets another number, which costs
 * a row and no more.
 */
#ifndef STORE_KIND_H
#define STORE_KIND_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "store/sql.h"
#include "store/store.h"

#define KINDS_KEPT_MAX 16384 /* remembered beyond a commit */

struct kinds;

/* 0 and kinds to give to kinds_free(), or -ENOMEM. */
int kinds_new(struct kinds **out, const uint8_t secret[HASH_SECRET_BYTES]);
void kinds_free(struct kinds *k);
/* Remember the latest of the database.  Once, before all that follows. */
int kinds_load(struct kinds *k, const struct sql *q, struct err *err);

/* Make room, so that kinds_find() can not fail.  0 or -ENOMEM. */
int kinds_reserve(struct kinds *k);
/* The number of the flow's kind; a new one waits to be written. */
int64_t kinds_find(struct kinds *k, const struct store_flow *f);

/* Forget all: kinds_find() gives none of them again.  None may wait. */
void kinds_forget(struct kinds *k);

size_t kinds_waiting(const struct kinds *k);
/* Write those that wait, in the caller's transaction; once it is through,
 * kinds_settle() takes them off the list. */
int kinds_write(struct kinds *k, const struct sql *q, struct err *err);
void kinds_settle(struct kinds *k);

#endif
