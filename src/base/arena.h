/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arena.h - memory that dies together.
 *
 * Pieces are aligned for any type, zeroed, and never freed one by one.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

/* 0 and an arena to give to arena_free(), or -ENOMEM. */
int arena_new(struct arena **out);
/* Free everything that came from it.  NULL is allowed. */
void arena_free(struct arena *a);

/* size bytes, zeroed, or NULL when there is no memory.  size 0 gives a
 * pointer that must not be read. */
void *arena_alloc(struct arena *a, size_t size);
/* count * size bytes, zeroed; NULL also when the product overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* A NUL-terminated copy of len bytes, or NULL. */
char *arena_text(struct arena *a, const char *text, size_t len);
/* Bytes handed out so far, what alignment took included. */
size_t arena_used(const struct arena *a);

#endif
