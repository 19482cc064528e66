/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * part.h - reading a part of known length of which only the beginning may
 * be visible.
 *
 * Two things can go wrong, and they mean different things: a field that
 * passes the end of the part contradicts it (.bad), a field that passes the
 * end of what is visible is only not there yet (.c.failed without .bad).
 * After either, getters return 0.
 */
#ifndef INSPECT_PART_H
#define INSPECT_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/recognise.h"
#include "packet/cursor.h"

#define PART_OPEN SIZE_MAX /* length of a part whose end is not known */

struct part {
	struct cursor c; /* over the visible bytes */
	size_t len;      /* of the part, at least c.len */
	bool bad;
};

static inline struct part
part_of(const uint8_t *data, size_t visible, size_t len)
{
	return (struct part){
		.c = cursor_of(data, visible < len ? visible : len), .len = len
	};
}

/* A stream has no end that we know of; a datagram has, unless it is cut. */
static inline struct part
part_of_stream(const struct inspect_bytes *b)
{
	return part_of(b->data, b->len, PART_OPEN);
}

static inline struct part
part_of_datagram(const struct inspect_bytes *b)
{
	return part_of(b->data, b->len, b->cut ? PART_OPEN : b->len);
}

/* Everything asked for so far was there. */
static inline bool
part_ok(const struct part *p)
{
	return !p->c.failed;
}

/* Bytes to the end of the part, visible or not. */
static inline size_t
part_left(const struct part *p)
{
	return p->len - p->c.pos;
}

/* Something contradicts: for what a reader finds out by itself. */
static inline void
part_refuse(struct part *p)
{
	p->bad = true;
	p->c.failed = true;
}

static inline void
part_want(struct part *p, size_t n)
{
	if (!p->c.failed && n > p->len - p->c.pos)
		part_refuse(p);
}

static inline uint8_t
part_u8(struct part *p)
{
	part_want(p, 1);
	return cursor_u8(&p->c);
}

static inline uint16_t
part_u16(struct part *p)
{
	part_want(p, 2);
	return cursor_u16(&p->c);
}

static inline uint32_t
part_u24(struct part *p)
{
	part_want(p, 3);
	return cursor_u24(&p->c);
}

static inline uint32_t
part_u32(struct part *p)
{
	part_want(p, 4);
	return cursor_u32(&p->c);
}

static inline uint16_t
part_u16_le(struct part *p)
{
	part_want(p, 2);
	return cursor_u16_le(&p->c);
}

static inline uint32_t
part_u32_le(struct part *p)
{
	part_want(p, 4);
	return cursor_u32_le(&p->c);
}

/* n bytes, all visible, or NULL. */
static inline const uint8_t *
part_bytes(struct part *p, size_t n)
{
	part_want(p, n);
	return cursor_bytes(&p->c, n);
}

static inline void
part_skip(struct part *p, size_t n)
{
	(void)part_bytes(p, n);
}

/* The next n bytes as a part, visible as far as they are.  After one that
 * is not wholly visible nothing more of p is. */
static inline struct part
part_sub(struct part *p, size_t n)
{
	struct part sub;

	part_want(p, n);
	sub.c = cursor_sub(&p->c, n);
	sub.c.failed = p->c.failed;
	sub.len = p->c.failed ? sub.c.len : n;
	sub.bad = p->bad;
	if (sub.c.len < n)
		p->c.failed = true;
	return sub;
}

/* A contradiction inside sub is one of the part around it. */
static inline void
part_join(struct part *p, const struct part *sub)
{
	if (sub->bad)
		part_refuse(p);
}

/* MATCH: all was there; UNSURE: not yet; NO: it contradicts itself. */
static inline enum inspect_match
part_match(const struct part *p)
{
	if (p->bad)
		return INSPECT_NO;
	return p->c.failed ? INSPECT_UNSURE : INSPECT_MATCH;
}

#endif
