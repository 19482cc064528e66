/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sides.c - puts together what the bytes of each end say.
 */
#include <config.h>

#include <string.h>

#include "base/words.h"
#include "inspect/sides.h"

/*
 * Enough for a NO.  A few zeros are not: a middlebox took the padding of an
 * Ethernet frame for payload (46 bytes less two headers of 20).
 */
static bool
enough(const struct inspect_bytes *b)
{
	static const uint8_t padding[6];

	return b->len >= INSPECT_BYTES_LEAST &&
	    (b->len > sizeof(padding) || memcmp(b->data, padding, b->len) != 0);
}

/* A TCP direction.  Without its first byte it can not be a NO. */
static enum inspect_match
say_stream(const struct inspect_bytes *b, look_fn *look)
{
	enum inspect_match m;

	if (!look || b->len == 0)
		return INSPECT_UNSURE;
	m = look(b);
	if (m == INSPECT_NO && (!b->start || !enough(b)))
		return INSPECT_UNSURE;
	return m;
}

/*
 * A direction's datagrams: the first one that is sure decides.  Tiny ones,
 * as NAT keep-alives are, tell nothing.
 */
static enum inspect_match
say_datagrams(const struct inspect_side *side, look_fn *look)
{
	enum inspect_match m = INSPECT_UNSURE;

	for (unsigned int i = 0; look && i < side->datagrams; i++) {
		const struct inspect_bytes *b = &side->datagram[i];

		m = look(b);
		if (m == INSPECT_MATCH || (m == INSPECT_NO && enough(b)))
			return m;
		m = INSPECT_UNSURE;
	}
	return m;
}

static enum inspect_match
say(const struct inspect_view *view, unsigned int side, look_fn *look)
{
	return view->proto == PROTO_TCP
	    ? say_stream(&view->side[side].stream, look)
	    : say_datagrams(&view->side[side], look);
}

static struct inspect_answer
combine(enum inspect_match client, enum inspect_match server)
{
	struct inspect_answer a = { .match = INSPECT_UNSURE };

	if (client != INSPECT_MATCH && server != INSPECT_MATCH) {
		if (client == INSPECT_NO || server == INSPECT_NO)
			a.match = INSPECT_NO;
		return a;
	}
	a.match = INSPECT_MATCH;
	a.contradicted = client == INSPECT_NO || server == INSPECT_NO;
	if (client != INSPECT_MATCH)
		a.strength = INSPECT_BY_SERVER;
	else if (server != INSPECT_MATCH)
		a.strength = INSPECT_BY_CLIENT;
	else
		a.strength = INSPECT_BY_BOTH;
	return a;
}

static struct inspect_answer
orient(const struct inspect_view *view, const struct looks *looks,
    unsigned int client)
{
	return combine(say(view, client, looks->client),
	    say(view, !client, looks->server));
}

/* More sure first: a match, then by strength, then not contradicted. */
static unsigned int
worth(struct inspect_answer a)
{
	return a.match * 100U + a.strength * 10U + !a.contradicted;
}

static struct inspect_answer
either(const struct inspect_view *view, const struct looks *looks)
{
	struct inspect_answer a = orient(view, looks, 0);
	struct inspect_answer b = orient(view, looks, 1);

	return worth(a) >= worth(b) ? a : b;
}

static bool
say_mid(const struct inspect_side *side, uint8_t proto, look_fn *mid)
{
	if (proto == PROTO_TCP)
		return side->stream.len > 0 && !side->stream.start &&
		    mid(&side->stream) == INSPECT_MATCH;
	for (unsigned int i = 0; i < side->datagrams; i++)
		if (mid(&side->datagram[i]) == INSPECT_MATCH)
			return true;
	return false;
}

/* Which end of a UDP flow is the client is never sure: a capture may begin
 * with the answer.  The other way round it may match, but not be a NO. */
static struct inspect_answer
openings(const struct inspect_view *view, const struct looks *looks)
{
	struct inspect_answer a, b;

	if (view->client < 0)
		return either(view, looks);
	a = orient(view, looks, (unsigned int)view->client);
	if (a.match == INSPECT_MATCH || view->proto != PROTO_UDP)
		return a;
	b = orient(view, looks, !view->client);
	return b.match == INSPECT_MATCH ? b : a;
}

struct inspect_answer
sides_answer(const struct inspect_view *view, const struct looks *looks)
{
	struct inspect_answer a = openings(view, looks);

	if (a.match == INSPECT_MATCH || !looks->mid)
		return a;
	if (say_mid(&view->side[0], view->proto, looks->mid) ||
	    say_mid(&view->side[1], view->proto, looks->mid))
		a = (struct inspect_answer){ .match = INSPECT_MATCH,
			.strength = INSPECT_BY_MIDSTREAM,
			.contradicted = a.match == INSPECT_NO };
	return a;
}
