/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake.c - takes an open flow's segments.
 */
#include <config.h>

#include <assert.h>

#include "base/words.h"
#include "inspect/intake.h"

void
intake_init(struct intake *t, struct inspect_stream *stream,
    const struct inspect_opening *opening)
{
	*t = (struct intake){ .stream = stream,
		.client = opening->client,
		.proto = opening->tuple.proto };
	pieces_init(&t->pieces);
	for (unsigned int side = 0; side < 2; side++)
		if (opening->start_known[side])
			inspect_stream_start(stream, side,
			    opening->first_seq[side]);
}

bool
intake_put(struct intake *t, const struct inspect_segment *s,
    struct inspect_view *view)
{
	/* Behind a first fragment there is more, of unknown length. */
	size_t wire_len = s->wire_len < s->len ? s->len : s->wire_len;
	bool changed;

	assert(s->side < 2);
	t->segments++;
	if (s->fragment)
		wire_len++;
	if (t->proto == PROTO_TCP)
		changed = inspect_stream_segment(t->stream, s->side, s->seq,
		    s->data, s->len, wire_len);
	else
		changed = inspect_stream_datagram(t->stream, s->side, s->data,
		    s->len, wire_len);
	if (!changed)
		return false;
	inspect_stream_view(t->stream, t->client, view);
	pieces_note(&t->pieces, view, s->side, s->time_us);
	return true;
}
