/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cursor.h - bounds-checked reading of packet bytes.
 *
 * A getter that would pass the end reads nothing, returns 0 and sets
 * .failed; later getters then do the same, so a run of reads is checked
 * once.  Multi-byte getters read network order unless they say _le.
 */
#ifndef PACKET_CURSOR_H
#define PACKET_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cursor {
	const uint8_t *data;
	size_t len;
	size_t pos;
	bool failed;
};

static inline struct cursor
cursor_of(const uint8_t *data, size_t len)
{
	return (struct cursor){ .data = data, .len = len };
}

static inline size_t
cursor_left(const struct cursor *c)
{
	return c->len - c->pos;
}

/* n bytes at the position, which moves on; NULL when there are fewer. */
static inline const uint8_t *
cursor_bytes(struct cursor *c, size_t n)
{
	const uint8_t *p;

	if (c->failed || n > c->len - c->pos) {
		c->failed = true;
		return NULL;
	}
	p = c->data + c->pos;
	c->pos += n;
	return p;
}

static inline bool
cursor_skip(struct cursor *c, size_t n)
{
	return cursor_bytes(c, n) != NULL;
}

static inline uint8_t
cursor_u8(struct cursor *c)
{
	const uint8_t *p = cursor_bytes(c, 1);

	return p ? p[0] : 0;
}

static inline uint16_t
cursor_u16(struct cursor *c)
{
	const uint8_t *p = cursor_bytes(c, 2);

	if (p == NULL)
		return 0;
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t
cursor_u24(struct cursor *c)
{
	const uint8_t *p = cursor_bytes(c, 3);

	return p ? (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2] : 0;
}

static inline uint32_t
cursor_u32(struct cursor *c)
{
	const uint8_t *p = cursor_bytes(c, 4);

	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		(uint32_t)p[2] << 8 | p[3]
		 : 0;
}

static inline uint16_t
cursor_u16_le(struct cursor *c)
{
	const uint8_t *p = cursor_bytes(c, 2);

	if (p == NULL)
		return 0;
	return (uint16_t)(p[1] << 8 | p[0]);
}

static inline uint32_t
cursor_u32_le(struct cursor *c)
{
	const uint8_t *p = cursor_bytes(c, 4);

	return p ? (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
		(uint32_t)p[1] << 8 | p[0]
		 : 0;
}

/* A cursor over the next n bytes (fewer when fewer are left), which are
 * passed over. */
static inline struct cursor
cursor_sub(struct cursor *c, size_t n)
{
	size_t left = c->failed ? 0 : c->len - c->pos;
	struct cursor sub = cursor_of(c->data + c->pos, n < left ? n : left);

	c->pos += sub.len;
	return sub;
}

#endif
