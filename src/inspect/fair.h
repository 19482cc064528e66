/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fair.h - who owns the slots of a bounded table, and who has to give one
 * up.
 *
 * Each slot belongs to one owner, an address, and has a cost.  When there is
 * no slot left, the victim is the oldest one of the owner whose slots cost
 * the most (to a power of two): nobody can push out those who have less.
 * The slots themselves are arrays of the caller's, by number.
 */
#ifndef INSPECT_FAIR_H
#define INSPECT_FAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"

#define FAIR_NONE UINT32_MAX
#define FAIR_MAX (1U << 24)

struct fair;

/* 0 and a table of max slots (1 .. FAIR_MAX) to give to fair_free(); -EINVAL,
 * -ENOMEM. */
int fair_new(struct fair **out, size_t max,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void fair_free(struct fair *f);
/* Memory that a slot takes here. */
size_t fair_slot_bytes(void);

/* A slot for the owner, its newest, of cost 1; FAIR_NONE when none is left. */
uint32_t fair_add(struct fair *f, const struct addr *owner);
void fair_remove(struct fair *f, uint32_t slot);
void fair_set_cost(struct fair *f, uint32_t slot, uint32_t cost);
/* The slot becomes its owner's newest. */
void fair_renew(struct fair *f, uint32_t slot);
/* The slot that has to go; FAIR_NONE when there is none. */
uint32_t fair_victim(const struct fair *f);

bool fair_taken(const struct fair *f, uint32_t slot);
const struct addr *fair_owner(const struct fair *f, uint32_t slot);
/* A number that the caller keeps of the owner of a slot, 0 at first, as long
 * as that has any slots. */
uint32_t *fair_note(struct fair *f, uint32_t slot);
/* The same by address; 0 when it owns nothing. */
uint32_t fair_note_of(const struct fair *f, const struct addr *owner);

#endif
