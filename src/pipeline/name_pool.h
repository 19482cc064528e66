/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * name_pool.h - names that live flows have claimed, each kept once.
 *
 * Many flows name few servers.  Memory is taken once; a name that finds no
 * room is not kept and counted.
 */
#ifndef PIPELINE_NAME_POOL_H
#define PIPELINE_NAME_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "inspect/details.h"

struct name_pool;

/* 0 and a pool of max names (1 .. 65535) to give to name_pool_free(), or
 * -EINVAL, -ENOMEM. */
int name_pool_new(struct name_pool **out, size_t max,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void name_pool_free(struct name_pool *p);

/* The number of a name shorter than INSPECT_NAME_MAX, kept until given back
 * as often; 0 for "" and when there is no room. */
uint16_t name_pool_take(struct name_pool *p, const char *name);
void name_pool_give(struct name_pool *p, uint16_t number); /* 0 is allowed */
/* "" for 0; good while it is kept. */
const char *name_pool_text(const struct name_pool *p, uint16_t number);
/* How often there was no room. */
uint64_t name_pool_refused(const struct name_pool *p);

#endif
