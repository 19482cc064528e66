/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pieces.c - the order in which a conversation's payload came.
 */
#include <config.h>

#include <string.h>

#include "base/words.h"
#include "inspect/pieces.h"

#define US_PER_MS 1000

void
pieces_init(struct pieces *p)
{
	p->count = 0;
	p->full = false;
	p->side[0] = p->side[1] = (struct pieces_side){ 0 };
}

static uint32_t
after_ms(const struct pieces *p, uint64_t time_us)
{
	uint64_t ms;

	if (time_us <= p->first_us)
		return 0;
	ms = (time_us - p->first_us) / US_PER_MS;
	return ms < UINT32_MAX ? (uint32_t)ms : UINT32_MAX;
}

static void
add(struct pieces *p, unsigned int side, size_t from, size_t len,
    uint64_t time_us)
{
	if (p->count == 0)
		p->first_us = time_us;
	if (p->full)
		return;
	p->one[p->count++] = (struct pieces_one){
		.after_ms = after_ms(p, time_us),
		.from = (uint16_t)from,
		.len = (uint16_t)len,
		.side = (uint8_t)side,
	};
	p->full = p->count == PIECES_MAX;
}

/*
 * The side's bytes begin elsewhere than before: a hole was filled, or in
 * mid-stream an earlier packet came later.  All of them become one piece,
 * at the place of the first.
 */
static void
restart(struct pieces *p, unsigned int side, size_t len)
{
	unsigned int kept = 0;
	bool placed = false;

	for (unsigned int i = 0; i < p->count; i++) {
		struct pieces_one one = p->one[i];

		if (one.side == side) {
			if (placed)
				continue;
			one.from = 0;
			one.len = (uint16_t)len;
			placed = true;
		}
		p->one[kept++] = one;
	}
	p->count = (uint8_t)kept;
}

static bool
begins_elsewhere(const struct pieces_side *s, const struct inspect_bytes *b)
{
	size_t known = s->seen < PIECES_HEAD ? s->seen : PIECES_HEAD;

	return b->len < s->seen || memcmp(s->head, b->data, known) != 0;
}

static void
note_stream(struct pieces *p, const struct inspect_bytes *b, unsigned int side,
    uint64_t time_us)
{
	struct pieces_side *s = &p->side[side];

	if (s->seen > 0 && begins_elsewhere(s, b))
		restart(p, side, b->len);
	else if (b->len > s->seen)
		add(p, side, s->seen, b->len - s->seen, time_us);
	s->seen = (uint16_t)b->len;
	if (b->len > 0)
		memcpy(s->head, b->data,
		    b->len < PIECES_HEAD ? b->len : PIECES_HEAD);
}

void
pieces_note(struct pieces *p, const struct inspect_view *view,
    unsigned int side, uint64_t time_us)
{
	const struct inspect_side *v = &view->side[side];

	if (view->proto == PROTO_TCP)
		note_stream(p, &v->stream, side, time_us);
	else
		for (; p->side[side].seen < v->datagrams; p->side[side].seen++)
			add(p, side, p->side[side].seen,
			    v->datagram[p->side[side].seen].len, time_us);
}

void
pieces_ask(const struct pieces *p, const struct inspect_view *view,
    struct ndpi_question *q)
{
	q->time_us = p->first_us;
	q->pieces = p->count;
	for (unsigned int i = 0; i < p->count; i++) {
		const struct pieces_one *one = &p->one[i];
		const struct inspect_side *v = &view->side[one->side];

		q->piece[i] = (struct ndpi_piece){
			.data = view->proto == PROTO_TCP
			    ? v->stream.data + one->from
			    : v->datagram[one->from].data,
			.after_ms = one->after_ms,
			.len = one->len,
			.side = one->side,
		};
	}
}
