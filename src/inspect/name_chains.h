/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * name_chains.h - host names kept once, each with the chain of names that it
 * leads to.
 *
 * A chain is a number; equal ones have the same.  It lives until as many
 * releases as holds (making one is a hold).  Memory is taken once: half of it
 * for names that are short, half for the longest ones.
 */
#ifndef INSPECT_NAME_CHAINS_H
#define INSPECT_NAME_CHAINS_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

#define NAME_CHAINS_NONE 0

struct name_chains;

/* 0 and a pool in about so many bytes to give to name_chains_free();
 * -EINVAL, -ENOMEM. */
int name_chains_new(struct name_chains **out, size_t memory_bytes,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void name_chains_free(struct name_chains *c);

/* The chain of name and then those of next, held once more; NAME_CHAINS_NONE
 * when there is no room.  name is a host name (host_name.h). */
uint32_t name_chains_put(struct name_chains *c, const char *name,
    uint32_t next);
/* Of NAME_CHAINS_NONE they do nothing. */
void name_chains_hold(struct name_chains *c, uint32_t chain);
void name_chains_release(struct name_chains *c, uint32_t chain);

/* The first name; good as long as the chain. */
const char *name_chains_text(const struct name_chains *c, uint32_t chain);
/* The rest, or NAME_CHAINS_NONE. */
uint32_t name_chains_next(const struct name_chains *c, uint32_t chain);
/* Names that are kept. */
size_t name_chains_used(const struct name_chains *c);

#endif
