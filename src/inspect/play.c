/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * play.c - a question to nDPI as the packets of a conversation.
 */
#include <config.h>

#include <assert.h>

#include "base/words.h"
#include "inspect/play.h"

#define CLIENT_ISN 0x10000000U
#define SERVER_ISN 0x20000000U
#define US_PER_MS 1000

struct play {
	const struct ndpi_question *q;
	uint8_t *room;
	play_fn *fn;
	void *arg;
	uint32_t seq[2]; /* next of each side */
};

static bool
play_packet(struct play *p, uint8_t flags, const struct ndpi_piece *piece)
{
	const struct ndpi_question *q = p->q;
	unsigned int from = piece->side;
	const struct wrap w = { .tuple = &q->tuple,
		.from = from,
		.seq = p->seq[from],
		.ack = flags & WRAP_ACK ? p->seq[!from] : 0,
		.flags = flags,
		.data = piece->data,
		.len = piece->len };
	const struct play_packet packet = { .ip = p->room,
		.len = wrap_packet(p->room, &w),
		.time_ms = q->time_us / US_PER_MS + piece->after_ms,
		.from_client = from == q->client };

	p->seq[from] += piece->len + (flags & WRAP_SYN ? 1U : 0U);
	return p->fn(&packet, p->arg);
}

static bool
play_handshake(struct play *p)
{
	const struct ndpi_piece client = { .side = p->q->client };
	const struct ndpi_piece server = { .side = !p->q->client };

	return play_packet(p, WRAP_SYN, &client) &&
	    play_packet(p, WRAP_SYN | WRAP_ACK, &server) &&
	    play_packet(p, WRAP_ACK, &client);
}

void
play_question(const struct ndpi_question *q, uint8_t room[static WRAP_BYTES],
    play_fn *fn, void *arg)
{
	struct play p = { .q = q, .room = room, .fn = fn, .arg = arg };

	assert(q->pieces <= NDPI_PIECES_MAX && q->client < 2);
	p.seq[q->client] = CLIENT_ISN;
	p.seq[!q->client] = SERVER_ISN;
	if (q->handshake && q->tuple.proto == PROTO_TCP && !play_handshake(&p))
		return;
	for (unsigned int i = 0; i < q->pieces; i++)
		if (!play_packet(&p, WRAP_PSH | WRAP_ACK, &q->piece[i]))
			return;
}
