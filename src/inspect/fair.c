/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fair.c - who owns the slots of a bounded table.
 *
 * Owners stand in bands by the logarithm of what their slots cost.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/fair.h"

#define NIL FAIR_NONE
#define BANDS 64

struct slot {
	uint32_t owner;        /* NIL: free */
	uint32_t older, newer; /* of the owner; newer: next free one */
	uint32_t cost;
};

struct owner {
	struct addr addr;
	uint64_t cost;
	uint32_t hash_next; /* or next free one */
	uint32_t oldest, newest;
	uint32_t before, after; /* in the band */
	uint32_t slots;
	uint32_t note;
};

struct band {
	uint32_t first, last;
};

/* Slots and owners from fresh_* on were never taken. */
struct fair {
	uint8_t secret[HASH_SECRET_BYTES];
	struct slot *slots;
	struct owner *owners;
	uint32_t *heads;
	struct band bands[BANDS];
	uint32_t max, mask;
	uint32_t fresh_slot, fresh_owner;
	uint32_t free_slot, free_owner;
};

size_t
fair_slot_bytes(void)
{
	return sizeof(struct slot) + sizeof(struct owner) +
	    2 * sizeof(uint32_t);
}

void
fair_free(struct fair *f)
{
	if (!f)
		return;
	free(f->slots);
	free(f->owners);
	free(f->heads);
	free(f);
}

int
fair_new(struct fair **out, size_t max,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct fair *f;
	size_t heads = 1;

	if (max == 0 || max > FAIR_MAX)
		return -EINVAL;
	while (heads < max)
		heads *= 2;
	f = calloc(1, sizeof(*f));
	if (!f)
		return -ENOMEM;
	f->slots = calloc(max, sizeof(*f->slots));
	f->owners = calloc(max, sizeof(*f->owners));
	f->heads = malloc(heads * sizeof(*f->heads));
	if (!f->slots || !f->owners || !f->heads) {
		fair_free(f);
		return -ENOMEM;
	}
	memset(f->heads, 0xff, heads * sizeof(*f->heads));
	memset(f->bands, 0xff, sizeof(f->bands));
	memcpy(f->secret, secret, sizeof(f->secret));
	f->max = (uint32_t)max;
	f->mask = (uint32_t)(heads - 1);
	f->free_slot = f->free_owner = NIL;
	*out = f;
	return 0;
}

static uint32_t *
chain_for(const struct fair *f, const struct addr *a)
{
	uint64_t h = hash_bytes(a->b, sizeof(a->b), f->secret);

	return &f->heads[h & f->mask];
}

static uint32_t
find_owner(const struct fair *f, const struct addr *a)
{
	uint32_t i = *chain_for(f, a);

	while (i != NIL && !addr_equal(&f->owners[i].addr, a))
		i = f->owners[i].hash_next;
	return i;
}

static struct band *
band_of(struct fair *f, const struct owner *o)
{
	unsigned int n = 0;

	for (uint64_t cost = o->cost; cost > 1; cost >>= 1)
		n++;
	return &f->bands[n];
}

static void
band_leave(struct fair *f, uint32_t owner)
{
	struct owner *o = &f->owners[owner];
	struct band *b = band_of(f, o);

	if (o->before != NIL)
		f->owners[o->before].after = o->after;
	else
		b->first = o->after;
	if (o->after != NIL)
		f->owners[o->after].before = o->before;
	else
		b->last = o->before;
}

static void
band_enter(struct fair *f, uint32_t owner)
{
	struct owner *o = &f->owners[owner];
	struct band *b = band_of(f, o);

	o->before = b->last;
	o->after = NIL;
	if (b->last != NIL)
		f->owners[b->last].after = owner;
	else
		b->first = owner;
	b->last = owner;
}

/* Change what an owner's slots cost. */
static void
charge(struct fair *f, uint32_t owner, uint64_t cost)
{
	struct owner *o = &f->owners[owner];
	struct owner was = *o;

	o->cost = cost;
	if (band_of(f, &was) == band_of(f, o))
		return;
	o->cost = was.cost;
	band_leave(f, owner);
	o->cost = cost;
	band_enter(f, owner);
}

/* There is one: no more owners than slots. */
static uint32_t
make_owner(struct fair *f, const struct addr *a)
{
	uint32_t *head = chain_for(f, a);
	uint32_t i = f->free_owner;

	if (i != NIL)
		f->free_owner = f->owners[i].hash_next;
	else
		i = f->fresh_owner++;
	assert(i < f->max);
	f->owners[i] = (struct owner){
		.addr = *a, .hash_next = *head, .oldest = NIL, .newest = NIL
	};
	*head = i;
	band_enter(f, i);
	return i;
}

static void
drop_owner(struct fair *f, uint32_t owner)
{
	struct owner *o = &f->owners[owner];
	uint32_t *link = chain_for(f, &o->addr);

	band_leave(f, owner);
	while (*link != owner)
		link = &f->owners[*link].hash_next;
	*link = o->hash_next;
	o->hash_next = f->free_owner;
	f->free_owner = owner;
}

static void
push_newest(struct fair *f, uint32_t slot)
{
	struct slot *s = &f->slots[slot];
	struct owner *o = &f->owners[s->owner];

	s->older = o->newest;
	s->newer = NIL;
	if (o->newest != NIL)
		f->slots[o->newest].newer = slot;
	else
		o->oldest = slot;
	o->newest = slot;
}

static void
unlink_slot(struct fair *f, uint32_t slot)
{
	struct slot *s = &f->slots[slot];
	struct owner *o = &f->owners[s->owner];

	if (s->older != NIL)
		f->slots[s->older].newer = s->newer;
	else
		o->oldest = s->newer;
	if (s->newer != NIL)
		f->slots[s->newer].older = s->older;
	else
		o->newest = s->older;
}

uint32_t
fair_add(struct fair *f, const struct addr *owner)
{
	uint32_t i = f->free_slot, o;

	if (i == NIL && f->fresh_slot == f->max)
		return NIL;
	if (i != NIL)
		f->free_slot = f->slots[i].newer;
	else
		i = f->fresh_slot++;
	o = find_owner(f, owner);
	if (o == NIL)
		o = make_owner(f, owner);
	f->slots[i] = (struct slot){ .owner = o, .cost = 1 };
	f->owners[o].slots++;
	push_newest(f, i);
	charge(f, o, f->owners[o].cost + 1);
	return i;
}

bool
fair_taken(const struct fair *f, uint32_t slot)
{
	return slot < f->fresh_slot && f->slots[slot].owner != NIL;
}

void
fair_remove(struct fair *f, uint32_t slot)
{
	struct slot *s = &f->slots[slot];
	uint32_t owner = s->owner;

	assert(fair_taken(f, slot));
	unlink_slot(f, slot);
	charge(f, owner, f->owners[owner].cost - s->cost);
	if (--f->owners[owner].slots == 0)
		drop_owner(f, owner);
	s->owner = NIL;
	s->newer = f->free_slot;
	f->free_slot = slot;
}

void
fair_set_cost(struct fair *f, uint32_t slot, uint32_t cost)
{
	struct slot *s = &f->slots[slot];

	assert(fair_taken(f, slot));
	charge(f, s->owner, f->owners[s->owner].cost - s->cost + cost);
	s->cost = cost;
}

void
fair_renew(struct fair *f, uint32_t slot)
{
	assert(fair_taken(f, slot));
	unlink_slot(f, slot);
	push_newest(f, slot);
}

uint32_t
fair_victim(const struct fair *f)
{
	for (unsigned int n = BANDS; n-- > 0;)
		if (f->bands[n].first != NIL)
			return f->owners[f->bands[n].first].oldest;
	return NIL;
}

const struct addr *
fair_owner(const struct fair *f, uint32_t slot)
{
	assert(fair_taken(f, slot));
	return &f->owners[f->slots[slot].owner].addr;
}

uint32_t *
fair_note(struct fair *f, uint32_t slot)
{
	assert(fair_taken(f, slot));
	return &f->owners[f->slots[slot].owner].note;
}

uint32_t
fair_note_of(const struct fair *f, const struct addr *owner)
{
	uint32_t o = find_owner(f, owner);

	return o != NIL ? f->owners[o].note : 0;
}
