/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ordered.c - one direction of a TCP connection, in order and once.
 *
 * Places are relative to the sequence number that is due.
 */
#include <config.h>

#include <string.h>

#include "inspect/ordered.h"

/* A segment so far off is another connection's, or made up, unless the next
 * one goes on from it. */
#define FAR (1 << 20)

struct sink {
	ordered_fn *fn;
	void *arg;
};

void
ordered_init(struct ordered *o)
{
	memset(o, 0, offsetof(struct ordered, bytes));
}

void
ordered_start(struct ordered *o, uint32_t seq)
{
	if (o->known)
		return;
	o->next = seq;
	o->known = true;
}

/* The first n bytes are done with. */
static void
advance(struct ordered *o, size_t n)
{
	uint8_t kept = 0;
	size_t end = o->count > 0 ? o->piece[o->count - 1].to : 0;

	o->next += (uint32_t)n;
	if (end > n)
		memmove(o->bytes, o->bytes + n, end - n);
	for (unsigned int i = 0; i < o->count; i++) {
		struct ordered_piece p = o->piece[i];

		if (p.to <= n)
			continue;
		p.from = p.from > n ? (uint16_t)(p.from - n) : 0;
		p.to = (uint16_t)(p.to - n);
		o->piece[kept++] = p;
	}
	o->count = kept;
}

/* Hand on what waits and is due. */
static void
hand_on(struct ordered *o, struct sink sink)
{
	while (o->count > 0 && o->piece[0].from == 0) {
		size_t n = o->piece[0].to;

		sink.fn(sink.arg, o->bytes, n);
		advance(o, n);
	}
	o->waited = 0;
}

/* Give the hole up that ends at a place. */
static void
give_up(struct ordered *o, size_t at, struct sink sink)
{
	if (o->count > 0 && o->piece[0].from < at)
		at = o->piece[0].from;
	sink.fn(sink.arg, NULL, at);
	advance(o, at);
	hand_on(o, sink);
}

/* True when the pieces can take from .. to - 1. */
static bool
has_room(const struct ordered *o, size_t from, size_t to)
{
	if (to > ORDERED_WINDOW)
		return false;
	if (o->count < ORDERED_PIECES)
		return true;
	for (unsigned int i = 0; i < o->count; i++)
		if (o->piece[i].from <= to && o->piece[i].to >= from)
			return true;
	return false;
}

/* Enter from .. to - 1 into the pieces, joining what touches. */
static void
enter(struct ordered *o, size_t from, size_t to)
{
	struct ordered_piece *p = o->piece;
	unsigned int first = 0, after;

	while (first < o->count && p[first].to < from)
		first++;
	for (after = first; after < o->count && p[after].from <= to; after++) {
		from = p[after].from < from ? p[after].from : from;
		to = p[after].to > to ? p[after].to : to;
	}
	memmove(&p[first + 1], &p[after], (o->count - after) * sizeof(*p));
	p[first] = (struct ordered_piece){ (uint16_t)from, (uint16_t)to };
	o->count = (uint8_t)(o->count - (after - first) + 1);
}

/* Write to the places that no piece holds: what came first stays. */
static void
fill(struct ordered *o, size_t at, const uint8_t *data, size_t len)
{
	size_t end = at + len, from = at;

	for (unsigned int i = 0; i < o->count && from < end; i++) {
		size_t held = o->piece[i].from < end ? o->piece[i].from : end;

		if (held > from)
			memcpy(o->bytes + from, data + (from - at),
			    held - from);
		if (o->piece[i].to > from)
			from = o->piece[i].to;
	}
	if (from < end)
		memcpy(o->bytes + from, data + (from - at), end - from);
}

/* Keep bytes that came early.  False when there is no room. */
static bool
keep(struct ordered *o, size_t at, const uint8_t *data, size_t len)
{
	if (!has_room(o, at, at + len))
		return false;
	if (len > 0) {
		fill(o, at, data, len);
		enter(o, at, at + len);
	}
	return true;
}

/* Bytes that are due: len visible of wire_len. */
static void
pass(struct ordered *o, const uint8_t *data, size_t len, size_t wire_len,
    struct sink sink)
{
	if (len > 0)
		sink.fn(sink.arg, data, len);
	if (len < wire_len)
		sink.fn(sink.arg, NULL, wire_len - len);
	advance(o, wire_len);
	hand_on(o, sink);
}

/* True when the segment is to be left out: see FAR. */
static bool
is_stray(struct ordered *o, uint32_t seq, size_t wire_len, struct sink sink)
{
	int32_t at = (int32_t)(seq - o->next);

	if (at < FAR && at > -FAR)
		return false;
	if (!o->far_known || o->far != seq) {
		o->far = seq + (uint32_t)wire_len;
		o->far_known = true;
		return true;
	}
	o->far_known = false;
	o->count = 0;
	o->next = seq;
	sink.fn(sink.arg, NULL, 0);
	return false;
}

/* The first segment settles where the direction begins.  A byte alone may be
 * a keep-alive probe, which lies before what is due. */
static bool
settle(struct ordered *o, uint32_t seq, size_t wire_len, struct sink sink)
{
	if (o->known)
		return true;
	if (wire_len == 1)
		return false;
	o->known = true;
	o->next = seq;
	sink.fn(sink.arg, NULL, 0);
	return true;
}

void
ordered_segment(struct ordered *o, uint32_t seq, const uint8_t *data,
    size_t len, size_t wire_len, ordered_fn *fn, void *arg)
{
	struct sink sink = { fn, arg };

	if (len > wire_len)
		len = wire_len;
	if (wire_len == 0 || !settle(o, seq, wire_len, sink) ||
	    is_stray(o, seq, wire_len, sink))
		return;
	for (;;) {
		int32_t at = (int32_t)(seq - o->next);
		size_t skip = at < 0 ? (size_t)-at : 0;

		if (skip >= wire_len)
			return; /* again */
		if (at <= 0) {
			pass(o, skip < len ? data + skip : NULL,
			    skip < len ? len - skip : 0, wire_len - skip, sink);
			return;
		}
		if (keep(o, (size_t)at, data, len))
			break;
		give_up(o, (size_t)at, sink);
	}
	if (++o->waited > ORDERED_PATIENCE && o->count > 0)
		give_up(o, o->piece[0].from, sink);
}
