/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.c - the first kilobytes of a conversation, in order and once.
 *
 * A TCP segment is written to its place in the direction's buffer at once;
 * a short sorted list of pieces tells which bytes of the buffer are there.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "base/words.h"
#include "inspect/stream.h"

#define STARTS 2       /* remembered of a side */
#define NO_HOLE 0xffff /* beyond any place */
#define PADDING_MAX 6  /* 46 bytes less two headers of 20 */

static_assert(INSPECT_STREAM_BYTES < NO_HOLE, "places fit 16 bits");

/* Bytes from .. to - 1 of a buffer. */
struct piece {
	uint16_t from, to;
};

struct direction {
	struct piece pieces[INSPECT_STREAM_PIECES]; /* sorted, apart */
	uint32_t base;           /* sequence number of bytes[0] */
	uint32_t starts[STARTS]; /* latest first */
	uint16_t used;           /* UDP: bytes taken */
	uint16_t hole;           /* where the snap length cut, or NO_HOLE */
	uint8_t count;           /* of pieces, or datagrams */
	uint8_t starts_known;
	bool based;    /* base is settled */
	bool start;    /* bytes[0] is the first byte of the direction */
	bool conflict; /* first copy and a later one differ */
	bool replaced; /* the last segment took the place of padding */
	bool beyond;   /* something behind the buffer was sent */
	bool cut[INSPECT_STREAM_PIECES]; /* UDP: by datagram */
	uint8_t bytes[INSPECT_STREAM_BYTES];
};

static_assert(INSPECT_DATAGRAMS_MAX <= INSPECT_STREAM_PIECES,
    "a datagram is a piece");

struct inspect_stream {
	struct inspect_stream *next; /* while it lies in the pool */
	uint8_t proto;
	struct direction dir[2];
};

/* Streams from fresh on were never taken: their memory is untouched. */
struct inspect_stream_pool {
	struct inspect_stream *streams;
	struct inspect_stream *given;
	size_t max, fresh, used;
	uint64_t refused;
};

int
inspect_stream_pool_new(struct inspect_stream_pool **out, size_t max)
{
	struct inspect_stream_pool *p;

	if (max == 0 || max > INSPECT_STREAM_POOL_MAX)
		return -EINVAL;
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->streams = calloc(max, sizeof(*p->streams));
	if (!p->streams) {
		free(p);
		return -ENOMEM;
	}
	pages_advise_large(p->streams, max * sizeof(*p->streams));
	p->max = max;
	*out = p;
	return 0;
}

void
inspect_stream_pool_free(struct inspect_stream_pool *p)
{
	if (!p)
		return;
	free(p->streams);
	free(p);
}

size_t
inspect_stream_pool_used(const struct inspect_stream_pool *p)
{
	return p->used;
}

uint64_t
inspect_stream_pool_refused(const struct inspect_stream_pool *p)
{
	return p->refused;
}

/* Everything but the buffer, which pieces tell the worth of. */
static void
direction_init(struct direction *d)
{
	memset(d, 0, offsetof(struct direction, bytes));
	d->hole = NO_HOLE;
}

struct inspect_stream *
inspect_stream_take(struct inspect_stream_pool *p, uint8_t proto)
{
	struct inspect_stream *s;

	assert(proto == PROTO_TCP || proto == PROTO_UDP);
	if (p->given) {
		s = p->given;
		p->given = s->next;
	} else if (p->fresh < p->max) {
		s = &p->streams[p->fresh++];
	} else {
		p->refused++;
		return NULL;
	}
	p->used++;
	s->next = NULL;
	s->proto = proto;
	direction_init(&s->dir[0]);
	direction_init(&s->dir[1]);
	return s;
}

void
inspect_stream_give(struct inspect_stream_pool *p, struct inspect_stream *s)
{
	if (!s)
		return;
	assert(s >= p->streams && s < p->streams + p->max && p->used > 0);
	s->next = p->given;
	p->given = s;
	p->used--;
}

void
inspect_stream_start(struct inspect_stream *s, unsigned int side, uint32_t seq)
{
	struct direction *d = &s->dir[side];

	assert(side < 2);
	if (s->proto == PROTO_UDP) {
		d->start = true;
		return;
	}
	if (d->based || (d->starts_known > 0 && d->starts[0] == seq))
		return;
	d->starts[1] = d->starts[0];
	d->starts[0] = seq;
	if (d->starts_known < STARTS)
		d->starts_known++;
}

/* How far seq is behind base; negative before it (RFC 9293 section 3.4). */
static int32_t
distance(uint32_t seq, uint32_t base)
{
	return (int32_t)(seq - base);
}

/*
 * Settle where a direction begins, by its first segment.  False when the
 * segment tells nothing: a keep-alive probe has one byte, before the next
 * one due (RFC 9293 section 3.8.4).
 */
static bool
settle(struct direction *d, uint32_t seq, size_t wire_len)
{
	const uint32_t *best = NULL;

	for (unsigned int i = 0; i < d->starts_known; i++) {
		int32_t at = distance(seq, d->starts[i]);

		if (at == -1 && wire_len == 1)
			return false;
		if (at < 0 || at >= INSPECT_STREAM_BYTES)
			continue;
		if (!best || at == 0)
			best = &d->starts[i];
	}
	if (!best && wire_len == 1)
		return false;
	d->based = true;
	d->start = best != NULL;
	d->base = best ? *best : seq;
	return true;
}

/* So many zeros may be the padding of an Ethernet frame that a middlebox
 * took for payload, in front of the bytes that belong there. */
static bool
is_padding(const uint8_t *bytes, size_t len)
{
	static const uint8_t zeros[PADDING_MAX];

	return len <= sizeof(zeros) && memcmp(bytes, zeros, len) == 0;
}

/* Bytes that a piece and a new run share: the first copy stays, but for
 * padding. */
static void
meet(struct direction *d, const struct piece *held, size_t from, size_t to,
    const uint8_t *data)
{
	size_t lo = from > held->from ? from : held->from;
	size_t hi = to < held->to ? to : held->to;
	const uint8_t *again = data + (lo - from);

	if (lo >= hi || memcmp(d->bytes + lo, again, hi - lo) == 0 ||
	    is_padding(again, hi - lo))
		return;
	if (is_padding(d->bytes + lo, hi - lo)) {
		memcpy(d->bytes + lo, again, hi - lo);
		d->replaced = true;
	} else {
		d->conflict = true;
	}
}

/* Write the bytes of from .. to - 1 that no piece holds. */
static void
fill(struct direction *d, size_t from, size_t to, const uint8_t *data)
{
	size_t at = from;

	for (unsigned int i = 0; i < d->count && at < to; i++) {
		const struct piece *held = &d->pieces[i];
		size_t end = held->from < to ? held->from : to;

		meet(d, held, from, to, data);
		if (end > at)
			memcpy(d->bytes + at, data + (at - from), end - at);
		if (held->to > at)
			at = held->to;
	}
	if (at < to)
		memcpy(d->bytes + at, data + (at - from), to - at);
}

/* True when the list can take from .. to - 1. */
static bool
has_room(const struct direction *d, size_t from, size_t to)
{
	if (d->count < INSPECT_STREAM_PIECES)
		return true;
	for (unsigned int i = 0; i < d->count; i++)
		if (d->pieces[i].from <= to && d->pieces[i].to >= from)
			return true;
	return false;
}

/* Enter from .. to - 1 into the list, joining what touches. */
static void
enter(struct direction *d, size_t from, size_t to)
{
	struct piece *p = d->pieces;
	unsigned int first = 0, after;

	while (first < d->count && p[first].to < from)
		first++;
	for (after = first; after < d->count && p[after].from <= to; after++) {
		from = p[after].from < from ? p[after].from : from;
		to = p[after].to > to ? p[after].to : to;
	}
	memmove(&p[first + 1], &p[after], (d->count - after) * sizeof(*p));
	p[first] = (struct piece){ (uint16_t)from, (uint16_t)to };
	d->count = (uint8_t)(d->count - (after - first) + 1);
}

/* Move all that is held by so many bytes: in mid-stream an earlier segment
 * came later.  What passes the end of the buffer is let go. */
static void
shift(struct direction *d, size_t by)
{
	uint8_t kept = 0;

	memmove(d->bytes + by, d->bytes, INSPECT_STREAM_BYTES - by);
	for (unsigned int i = 0; i < d->count; i++) {
		size_t from = d->pieces[i].from + by;
		size_t to = d->pieces[i].to + by;

		if (to > INSPECT_STREAM_BYTES) {
			to = INSPECT_STREAM_BYTES;
			d->beyond = true;
		}
		if (from < to)
			d->pieces[kept++] =
			    (struct piece){ (uint16_t)from, (uint16_t)to };
	}
	d->count = kept;
	if (d->hole != NO_HOLE)
		d->hole = (uint16_t)(d->hole + by < INSPECT_STREAM_BYTES
			? d->hole + by
			: NO_HOLE);
}

/* A segment that begins before the base: how many of its bytes to leave
 * out.  In mid-stream the base moves back instead, if it can. */
static size_t
before_base(struct direction *d, uint32_t seq, size_t wire_len)
{
	size_t early = (size_t) - (int64_t)distance(seq, d->base);

	if (d->start || early >= INSPECT_STREAM_BYTES || wire_len == 1)
		return early;
	shift(d, early);
	d->base = seq;
	return 0;
}

/* Place a settled direction's bytes, len of wire_len, at a place that may
 * be beyond the buffer. */
static void
place(struct direction *d, size_t at, const uint8_t *data, size_t len,
    size_t wire_len)
{
	size_t room = at < INSPECT_STREAM_BYTES ? INSPECT_STREAM_BYTES - at : 0;

	if (wire_len > room)
		d->beyond = true;
	if (len < wire_len && len < room && at + len < d->hole)
		d->hole = (uint16_t)(at + len);
	if (len > room)
		len = room;
	if (len == 0 || !has_room(d, at, at + len))
		return;
	fill(d, at, at + len, data);
	enter(d, at, at + len);
	if (d->pieces[0].from <= d->hole && d->hole < d->pieces[0].to)
		d->hole = NO_HOLE; /* another copy covered it */
}

/* What a view shows of a TCP direction. */
struct shown {
	uint32_t seq;
	uint16_t from, to;
	bool cut;
};

static struct shown
show(const struct direction *d)
{
	struct shown sh = { .seq = d->base };

	if (d->count > 0) {
		sh.from = d->pieces[0].from;
		sh.to = d->pieces[0].to;
		sh.cut = d->count > 1 || d->beyond || d->hole == sh.to;
	}
	return sh;
}

bool
inspect_stream_segment(struct inspect_stream *s, unsigned int side,
    uint32_t seq, const uint8_t *data, size_t len, size_t wire_len)
{
	struct direction *d = &s->dir[side];
	struct shown was = show(d), is;
	size_t skip = 0;

	assert(side < 2 && s->proto == PROTO_TCP);
	if (wire_len == 0 || (!d->based && !settle(d, seq, wire_len)))
		return false;
	if (len > wire_len)
		len = wire_len;
	if (distance(seq, d->base) < 0)
		skip = before_base(d, seq, wire_len);
	if (skip >= wire_len)
		return false;
	d->replaced = false;
	seq += (uint32_t)skip;
	wire_len -= skip;
	data = skip < len ? data + skip : NULL;
	len -= skip < len ? skip : len;
	place(d, (size_t)distance(seq, d->base), data, len, wire_len);
	is = show(d);
	return d->replaced || was.seq != is.seq || was.from != is.from ||
	    was.to != is.to || was.cut != is.cut;
}

bool
inspect_stream_datagram(struct inspect_stream *s, unsigned int side,
    const uint8_t *data, size_t len, size_t wire_len)
{
	struct direction *d = &s->dir[side];
	size_t room = INSPECT_STREAM_BYTES - d->used;
	size_t kept = len < room ? len : room;

	assert(side < 2 && s->proto == PROTO_UDP);
	if (kept == 0 || d->count == INSPECT_DATAGRAMS_MAX)
		return false;
	memcpy(d->bytes + d->used, data, kept);
	d->pieces[d->count] =
	    (struct piece){ d->used, (uint16_t)(d->used + kept) };
	d->cut[d->count++] = kept < wire_len;
	d->used = (uint16_t)(d->used + kept);
	return true;
}

static bool
direction_full(const struct direction *d, uint8_t proto)
{
	if (proto == PROTO_UDP)
		return d->count == INSPECT_DATAGRAMS_MAX ||
		    d->used == INSPECT_STREAM_BYTES;
	if (d->count == 0)
		return d->hole == 0;
	return d->pieces[0].to == INSPECT_STREAM_BYTES ||
	    d->pieces[0].to == d->hole;
}

bool
inspect_stream_full(const struct inspect_stream *s)
{
	return direction_full(&s->dir[0], s->proto) &&
	    direction_full(&s->dir[1], s->proto);
}

static void
view_tcp(const struct direction *d, struct inspect_side *out)
{
	struct shown sh = show(d);

	out->stream.data = d->bytes + sh.from;
	out->stream.len = (size_t)sh.to - sh.from;
	out->stream.start = d->start && sh.from == 0 && sh.to > 0;
	out->stream.cut = sh.cut;
	out->conflict = d->conflict;
}

static void
view_udp(const struct direction *d, struct inspect_side *out)
{
	for (unsigned int i = 0; i < d->count; i++)
		out->datagram[i] = (struct inspect_bytes){
			.data = d->bytes + d->pieces[i].from,
			.len = (size_t)d->pieces[i].to - d->pieces[i].from,
			.start = d->start && i == 0,
			.cut = d->cut[i],
		};
	out->datagrams = d->count;
}

void
inspect_stream_view(const struct inspect_stream *s, int8_t client,
    struct inspect_view *out)
{
	*out = (struct inspect_view){ .proto = s->proto, .client = client };
	for (unsigned int side = 0; side < 2; side++) {
		if (s->proto == PROTO_UDP)
			view_udp(&s->dir[side], &out->side[side]);
		else
			view_tcp(&s->dir[side], &out->side[side]);
	}
}
