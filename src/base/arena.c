/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arena.c - memory that dies together: a list of growing chunks.
 */
#include <config.h>

#include <errno.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define CHUNK_MIN 4096U          /* bytes of the first chunk */
#define CHUNK_MAX (1024U * 1024) /* chunks double up to this */
#define ALIGN alignof(max_align_t)

struct chunk {
	struct chunk *next;
	size_t size; /* of bytes[] */
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *chunks; /* the one being filled is first */
	size_t next_size;     /* of the next ordinary chunk */
	size_t used;
};

int
arena_new(struct arena **out)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		return -ENOMEM;
	a->next_size = CHUNK_MIN;
	*out = a;
	return 0;
}

void
arena_free(struct arena *a)
{
	struct chunk *next;

	if (!a)
		return;
	for (struct chunk *c = a->chunks; c; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

static struct chunk *
chunk_new(size_t size)
{
	struct chunk *c;

	if (size > SIZE_MAX - sizeof(*c))
		return NULL;
	c = calloc(1, sizeof(*c) + size);
	if (c)
		c->size = size;
	return c;
}

/* A chunk with room for size bytes, or NULL. */
static struct chunk *
chunk_for(struct arena *a, size_t size)
{
	struct chunk *c = a->chunks;

	if (c && size <= c->size - c->used)
		return c;
	if (size > a->next_size / 2 && c) {
		/* A big piece gets its own, behind the one being filled. */
		c = chunk_new(size);
		if (!c)
			return NULL;
		c->next = a->chunks->next;
		a->chunks->next = c;
		return c;
	}
	c = chunk_new(size > a->next_size ? size : a->next_size);
	if (!c)
		return NULL;
	c->next = a->chunks;
	a->chunks = c;
	if (a->next_size < CHUNK_MAX)
		a->next_size *= 2;
	return c;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct chunk *c;
	void *piece;

	if (size > SIZE_MAX - ALIGN)
		return NULL;
	size = size == 0 ? ALIGN : (size + ALIGN - 1) / ALIGN * ALIGN;
	c = chunk_for(a, size);
	if (!c)
		return NULL;
	piece = c->bytes + c->used;
	c->used += size;
	a->used += size;
	return piece;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return arena_alloc(a, count * size);
}

char *
arena_text(struct arena *a, const char *text, size_t len)
{
	char *copy;

	if (len == SIZE_MAX)
		return NULL;
	copy = arena_alloc(a, len + 1);
	if (copy && len > 0)
		memcpy(copy, text, len);
	return copy;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
