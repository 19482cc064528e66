/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * name_pool.c - names that live flows have claimed, each kept once.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/name_pool.h"

#define HEADS 1024 /* a power of two */

struct entry {
	uint32_t users;
	uint16_t next; /* of its chain, or of the free ones; 0: none */
	char text[INSPECT_NAME_MAX];
};

struct name_pool {
	uint8_t secret[HASH_SECRET_BYTES];
	uint64_t refused;
	uint16_t heads[HEADS];
	uint16_t free;          /* given back; 0: none */
	uint16_t fresh, max;    /* never taken yet: behind fresh */
	struct entry entries[]; /* from 1 on */
};

int
name_pool_new(struct name_pool **out, size_t max,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct name_pool *p;

	if (max == 0 || max > UINT16_MAX)
		return -EINVAL;
	p = calloc(1, sizeof(*p) + (max + 1) * sizeof(p->entries[0]));
	if (!p)
		return -ENOMEM;
	memcpy(p->secret, secret, sizeof(p->secret));
	p->max = (uint16_t)max;
	*out = p;
	return 0;
}

void
name_pool_free(struct name_pool *p)
{
	free(p);
}

static uint16_t *
head_of(struct name_pool *p, const char *name, size_t len)
{
	return &p->heads[hash_bytes(name, len, p->secret) % HEADS];
}

/* A free entry, or 0. */
static uint16_t
find_free(struct name_pool *p)
{
	uint16_t i = p->free;

	if (i)
		p->free = p->entries[i].next;
	else if (p->fresh < p->max)
		i = ++p->fresh;
	return i;
}

uint16_t
name_pool_take(struct name_pool *p, const char *name)
{
	size_t len = strlen(name);
	uint16_t *head, i;

	assert(len < INSPECT_NAME_MAX);
	if (len == 0)
		return 0;
	head = head_of(p, name, len);
	for (i = *head; i; i = p->entries[i].next) {
		if (strcmp(p->entries[i].text, name) == 0) {
			p->entries[i].users++;
			return i;
		}
	}
	i = find_free(p);
	if (!i) {
		p->refused++;
		return 0;
	}
	memcpy(p->entries[i].text, name, len + 1);
	p->entries[i].users = 1;
	p->entries[i].next = *head;
	*head = i;
	return i;
}

void
name_pool_give(struct name_pool *p, uint16_t number)
{
	struct entry *e = &p->entries[number];
	uint16_t *at;

	if (number == 0 || --e->users > 0)
		return;
	at = head_of(p, e->text, strlen(e->text));
	while (*at != number)
		at = &p->entries[*at].next;
	*at = e->next;
	e->next = p->free;
	p->free = number;
}

const char *
name_pool_text(const struct name_pool *p, uint16_t number)
{
	return number ? p->entries[number].text : "";
}

uint64_t
name_pool_refused(const struct name_pool *p)
{
	return p->refused;
}
