/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * name_chains.c - host names kept once, each with the chain of names that it
 * leads to.
 *
 * Numbers 1 .. short_max are of short names, those behind of long ones.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/host_name.h"
#include "inspect/name_chains.h"

#define SHORT_BYTES 48 /* of a short name, the final NUL too */
#define NONE NAME_CHAINS_NONE
#define LINKS_MAX (1U << 24)

struct link {
	uint32_t refs;
	uint32_t next;
	uint32_t hash_next; /* or next free one */
};

/* One of the two sizes. */
struct room {
	uint32_t fresh, end; /* numbers never taken: fresh .. end - 1 */
	uint32_t free;
};

struct name_chains {
	uint8_t secret[HASH_SECRET_BYTES];
	struct link *links;
	uint32_t *heads;
	char (*shorts)[SHORT_BYTES];
	char (*longs)[HOST_NAME_MAX_BYTES];
	uint32_t short_max, mask;
	struct room room[2]; /* short, long */
	size_t used;
};

void
name_chains_free(struct name_chains *c)
{
	if (!c)
		return;
	free(c->links);
	free(c->heads);
	free(c->shorts);
	free(c->longs);
	free(c);
}

int
name_chains_new(struct name_chains **out, size_t memory_bytes,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	const size_t each = sizeof(struct link) + 2 * sizeof(uint32_t);
	size_t shorts = memory_bytes / 2 / (each + SHORT_BYTES);
	size_t longs = memory_bytes / 2 / (each + HOST_NAME_MAX_BYTES);
	size_t heads = 1;
	struct name_chains *c;

	if (longs == 0 || shorts + longs > LINKS_MAX)
		return -EINVAL;
	while (heads < shorts + longs)
		heads *= 2;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	c->links = calloc(shorts + longs + 1, sizeof(*c->links));
	c->heads = calloc(heads, sizeof(*c->heads));
	c->shorts = calloc(shorts, sizeof(*c->shorts));
	c->longs = calloc(longs, sizeof(*c->longs));
	if (!c->links || !c->heads || !c->shorts || !c->longs) {
		name_chains_free(c);
		return -ENOMEM;
	}
	memcpy(c->secret, secret, sizeof(c->secret));
	c->short_max = (uint32_t)shorts;
	c->mask = (uint32_t)(heads - 1);
	c->room[0] = (struct room){ .fresh = 1, .end = c->short_max + 1 };
	c->room[1] = (struct room){ .fresh = c->short_max + 1,
		.end = (uint32_t)(shorts + longs) + 1 };
	*out = c;
	return 0;
}

static char *
text_of(const struct name_chains *c, uint32_t chain)
{
	return chain <= c->short_max ? c->shorts[chain - 1]
				     : c->longs[chain - 1 - c->short_max];
}

static uint32_t *
chain_for(const struct name_chains *c, const char *name, uint32_t next)
{
	struct {
		uint32_t next;
		char name[HOST_NAME_MAX_BYTES];
	} key = { .next = next };
	size_t len = strlen(name);
	uint64_t h;

	assert(len < sizeof(key.name));
	memcpy(key.name, name, len);
	h = hash_bytes(&key, sizeof(key.next) + len, c->secret);
	return &c->heads[h & c->mask];
}

static uint32_t
take(struct room *r, struct link *links)
{
	uint32_t i = r->free;

	if (i != NONE)
		r->free = links[i].hash_next;
	else if (r->fresh < r->end)
		i = r->fresh++;
	return i;
}

uint32_t
name_chains_put(struct name_chains *c, const char *name, uint32_t next)
{
	uint32_t *head = chain_for(c, name, next);
	size_t size = strlen(name) + 1;
	uint32_t i = *head;

	while (i != NONE &&
	    (c->links[i].next != next || strcmp(text_of(c, i), name) != 0))
		i = c->links[i].hash_next;
	if (i != NONE) {
		c->links[i].refs++;
		return i;
	}
	i = take(&c->room[size > SHORT_BYTES], c->links);
	if (i == NONE)
		return NONE;
	memcpy(text_of(c, i), name, size);
	c->links[i] =
	    (struct link){ .refs = 1, .next = next, .hash_next = *head };
	*head = i;
	name_chains_hold(c, next);
	c->used++;
	return i;
}

void
name_chains_hold(struct name_chains *c, uint32_t chain)
{
	if (chain == NONE)
		return;
	assert(c->links[chain].refs > 0);
	c->links[chain].refs++;
}

static void
drop(struct name_chains *c, uint32_t chain)
{
	struct link *l = &c->links[chain];
	struct room *r = &c->room[chain > c->short_max];
	uint32_t *at = chain_for(c, text_of(c, chain), l->next);

	while (*at != chain)
		at = &c->links[*at].hash_next;
	*at = l->hash_next;
	l->hash_next = r->free;
	r->free = chain;
	c->used--;
}

void
name_chains_release(struct name_chains *c, uint32_t chain)
{
	while (chain != NONE) {
		uint32_t next = c->links[chain].next;

		assert(c->links[chain].refs > 0);
		if (--c->links[chain].refs > 0)
			return;
		drop(c, chain);
		chain = next; /* it held that */
	}
}

const char *
name_chains_text(const struct name_chains *c, uint32_t chain)
{
	assert(chain != NONE && c->links[chain].refs > 0);
	return text_of(c, chain);
}

uint32_t
name_chains_next(const struct name_chains *c, uint32_t chain)
{
	assert(chain != NONE && c->links[chain].refs > 0);
	return c->links[chain].next;
}

size_t
name_chains_used(const struct name_chains *c)
{
	return c->used;
}
