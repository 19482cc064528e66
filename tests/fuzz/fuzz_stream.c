/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_stream.c - any segments and datagrams as those of one conversation.
 *
 * The first byte tells the protocol.  Each step after it is a kind (one
 * byte: the side, a start or bytes, how much of them the snap length left),
 * a sequence number (two, around a base near the wrap) and, for bytes, a
 * length (two) and a seed (one) that the bytes are made from by place: so
 * that honest repeats agree, and another seed makes them differ.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "inspect/stream.h"
#include "packet/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum kind { KIND_SIDE = 1, KIND_START = 2, KIND_CUT = 4, KIND_ZEROS = 8 };

#define BASE 0xfffff000U /* sequence numbers wrap within reach */
#define PLACES 0x3000    /* that a step can name */
#define BYTES 2048       /* of a segment, at most */

/* Which seeds were sent for a place of a side: a bit for each of 32. */
struct model {
	uint32_t seeds[2][PLACES + BYTES];
};

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static uint8_t
byte_of(uint8_t seed, size_t place)
{
	return seed == 0 ? 0 : (uint8_t)(place * 31 + seed);
}

static bool
was_sent(const struct model *m, unsigned int side, size_t place, uint8_t byte)
{
	for (uint8_t seed = 0; seed < 32 && m->seeds[side][place]; seed++)
		if (m->seeds[side][place] >> seed & 1 &&
		    byte_of(seed, place) == byte)
			return true;
	return false;
}

/* What is shown was sent so, from one place on. */
static void
check_shown(const struct model *m, unsigned int side,
    const struct inspect_bytes *b)
{
	size_t from = 0;

	check(b->len <= INSPECT_STREAM_BYTES);
	while (from + b->len <= PLACES + BYTES) {
		size_t i = 0;

		while (i < b->len && was_sent(m, side, from + i, b->data[i]))
			i++;
		if (i == b->len)
			return;
		from++;
	}
	check(false);
}

static void
check_view(const struct model *m, const struct inspect_stream *s)
{
	struct inspect_view view;

	inspect_stream_view(s, -1, &view);
	for (unsigned int side = 0; side < 2; side++) {
		check(view.side[side].datagrams <= INSPECT_DATAGRAMS_MAX);
		if (view.proto == PROTO_TCP)
			check_shown(m, side, &view.side[side].stream);
		for (unsigned int i = 0; i < view.side[side].datagrams; i++)
			check(view.side[side].datagram[i].len > 0);
	}
	(void)inspect_stream_full(s);
}

static void
send_bytes(struct model *m, struct inspect_stream *s, uint8_t proto,
    uint8_t kind, size_t place, size_t len, uint8_t seed)
{
	uint8_t *bytes = malloc(len > 0 ? len : 1);
	unsigned int side = kind & KIND_SIDE;
	size_t visible = kind & KIND_CUT ? len / 2 : len;

	check(bytes != NULL);
	for (size_t i = 0; i < visible; i++) {
		bytes[i] = byte_of(seed, place + i);
		m->seeds[side][place + i] |= 1U << seed;
	}
	if (proto == PROTO_TCP)
		inspect_stream_segment(s, side, BASE + (uint32_t)place, bytes,
		    visible, len);
	else
		inspect_stream_datagram(s, side, bytes, visible, len);
	free(bytes);
}

static void
step(struct cursor *c, struct model *m, struct inspect_stream *s, uint8_t proto)
{
	uint8_t kind = cursor_u8(c);
	size_t place = cursor_u16(c) % PLACES;
	size_t len;
	uint8_t seed;

	if (kind & KIND_START) {
		inspect_stream_start(s, kind & KIND_SIDE,
		    BASE + (uint32_t)place);
		return;
	}
	len = cursor_u16(c) % BYTES;
	seed = kind & KIND_ZEROS ? 0 : cursor_u8(c) % 32;
	send_bytes(m, s, proto, kind, place, len, seed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct inspect_stream_pool *pool;
	static struct model m;
	struct cursor c = cursor_of(data, size);
	uint8_t proto = cursor_u8(&c) & 1 ? PROTO_UDP : PROTO_TCP;
	struct inspect_stream *s;

	if (!pool)
		check(inspect_stream_pool_new(&pool, 1) == 0);
	memset(&m, 0, sizeof(m));
	s = inspect_stream_take(pool, proto);
	check(s != NULL);
	while (cursor_left(&c) > 0 && !c.failed)
		step(&c, &m, s, proto);
	check_view(&m, s);
	inspect_stream_give(pool, s);
	return 0;
}
