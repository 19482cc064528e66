/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspected.c - a capture file to flows with an opinion.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"
#include "flow/flow_table.h"
#include "inspect/pieces.h"
#include "inspect/stream.h"
#include "support/inspected.h"
#include "packet/packet.h"

#define FLOWS 4096

/* What the user slot of a flow holds. */
struct talk {
	struct inspect_flow *inspected;
	struct inspect_stream *stream; /* for the engines alone */
	struct pieces pieces;
	uint64_t payload[2];
	uint32_t first_seq[2];
	bool start[2];
	bool opened;
};

struct walk {
	struct inspect *in;
	struct ndpi_engine *const *engines;
	struct inspect_stream_pool *streams;
	inspected_fn *fn;
	void *arg;
	struct packet_decoder *decoder;
	struct flow_table *table;
	bool failed; /* no memory */
};

static const struct expectation {
	uint8_t proto;
	uint16_t port;
	uint64_t apps;
} expectations[] = {
#define APP(name) (UINT64_C(1) << INSPECT_APP_##name)
	{ PROTO_TCP, 3389, APP(RDP) },
	{ PROTO_UDP, 3389, APP(RDP_UDP) },
	{ PROTO_TCP, 443, APP(TLS) },
	{ PROTO_UDP, 443, APP(DTLS) | APP(QUIC) | APP(RDP_UDP) },
	{ PROTO_TCP, 80, APP(HTTP) },
	{ PROTO_TCP, 53, APP(DNS) },
	{ PROTO_UDP, 53, APP(DNS) },
	{ PROTO_TCP, 88, APP(KERBEROS) },
	{ PROTO_UDP, 88, APP(KERBEROS) },
	{ PROTO_TCP, 389, APP(LDAP) },
	{ PROTO_UDP, 389, APP(LDAP) },
	{ PROTO_TCP, 3268, APP(LDAP) },
	{ PROTO_TCP, 636, APP(TLS) },
	{ PROTO_TCP, 3269, APP(TLS) },
	{ PROTO_TCP, 445, APP(SMB) },
	{ PROTO_TCP, 587, APP(SMTP) },
	{ PROTO_TCP, 1433, APP(TDS) },
	{ PROTO_UDP, 1812, APP(RADIUS) },
	{ PROTO_UDP, 1813, APP(RADIUS) },
	{ PROTO_TCP, 8086, APP(HTTP) },
#undef APP
};

uint64_t
inspected_expectation(uint8_t proto, uint16_t server_port)
{
	size_t n = sizeof(expectations) / sizeof(expectations[0]);

	for (size_t i = 0; i < n; i++)
		if (expectations[i].proto == proto &&
		    expectations[i].port == server_port)
			return expectations[i].apps;
	return 0;
}

/* As the program does: by the direction that is known, else by the one
 * whose server port expects something. */
static void
orient(const struct flow *f, struct inspect_facts *facts)
{
	unsigned int server = !f->client;
	uint64_t expected =
	    inspected_expectation(f->key.ip_proto, f->key.port[server]);
	bool weak = f->basis >= DIRECTION_PORT;

	if (weak && expected == 0) {
		server = !server;
		expected =
		    inspected_expectation(f->key.ip_proto, f->key.port[server]);
	}
	facts->expected = expected;
	facts->server_port = f->key.port[server];
	facts->client = weak ? -1 : (int8_t)f->client;
}

static bool
began(const struct flow *f)
{
	if (f->key.ip_proto != PROTO_TCP)
		return !(f->seen & FLOW_SEEN_EARLY);
	return flow_saw(f, FLOW_SEEN_SYN) || flow_saw(f, FLOW_SEEN_SYNACK);
}

static struct inspect_tuple
tuple_of(const struct flow *f)
{
	struct inspect_tuple t = { .proto = f->key.ip_proto,
		.ip_version = f->key.ip_version };

	memcpy(t.addr, f->key.addr, sizeof(t.addr));
	memcpy(t.port, f->key.port, sizeof(t.port));
	return t;
}

static void
ask_alone(struct walk *w, struct talk *t, struct inspected *i)
{
	struct ndpi_question q = { .tuple = tuple_of(i->flow),
		.client = i->flow->client };
	struct inspect_view view;

	for (unsigned int n = 0; n < 2; n++)
		i->alone[n] =
		    (struct ndpi_answer){ .same_as = -1, .master_same_as = -1 };
	if (!w->engines || !t->stream)
		return;
	inspect_stream_view(t->stream, i->facts.client, &view);
	pieces_ask(&t->pieces, &view, &q);
	q.handshake = i->facts.began;
	for (unsigned int n = 0; n < 2; n++)
		if (w->engines[n])
			ndpi_engine_ask(w->engines[n], &q, &i->alone[n]);
}

static void
flow_ended(struct flow *f, enum flow_end why, void *arg)
{
	struct walk *w = arg;
	struct talk *t = f->user;
	struct inspected i = { .flow = f };

	(void)why;
	if (!t)
		return;
	orient(f, &i.facts);
	i.facts.began = began(f);
	i.facts.reset = flow_saw(f, FLOW_SEEN_RST);
	i.facts.ended = i.facts.reset ||
	    (f->seen & flow_bit(FLOW_SEEN_FIN, 0) &&
		f->seen & flow_bit(FLOW_SEEN_FIN, 1));
	memcpy(i.facts.payload, t->payload, sizeof(t->payload));
	ask_alone(w, t, &i);
	inspect_collect(w->in, t->inspected, &i.facts, &i.opinion);
	inspect_flow_end(w->in, t->inspected, &i.opinion);
	w->fn(&i, w->arg);
	inspect_stream_give(w->streams, t->stream);
	free(t);
	f->user = NULL;
}

/* Where each port expects something, only what both do is sure. */
static uint64_t
likely(const struct flow *f)
{
	uint64_t a = inspected_expectation(f->key.ip_proto, f->key.port[0]);
	uint64_t b = inspected_expectation(f->key.ip_proto, f->key.port[1]);

	return a != 0 && b != 0 ? a & b : a | b;
}

static void
open_talk(struct walk *w, const struct flow *f, struct talk *t)
{
	struct inspect_opening o = { .tuple = tuple_of(f),
		.client = f->basis < DIRECTION_PORT ? (int8_t)f->client : -1 };

	for (unsigned int side = 0; side < 2; side++) {
		o.start_known[side] = t->start[side];
		o.first_seq[side] = t->first_seq[side];
	}
	o.likely = likely(f);
	t->inspected = inspect_flow_open(w->in, &o);
	t->opened = true;
	if (!w->engines)
		return;
	t->stream = inspect_stream_take(w->streams, f->key.ip_proto);
	pieces_init(&t->pieces);
	for (unsigned int side = 0; t->stream && side < 2; side++)
		if (t->start[side])
			inspect_stream_start(t->stream, side,
			    t->first_seq[side]);
}

static void
note_alone(struct talk *t, unsigned int side, const struct packet *p)
{
	struct inspect_view view;
	bool changed;

	if (!t->stream)
		return;
	if (p->proto == PROTO_TCP)
		changed = inspect_stream_segment(t->stream, side, p->tcp_seq,
		    p->payload, p->payload_len, p->payload_wire_len);
	else
		changed = inspect_stream_datagram(t->stream, side, p->payload,
		    p->payload_len, p->payload_wire_len);
	if (!changed)
		return;
	inspect_stream_view(t->stream, -1, &view);
	pieces_note(&t->pieces, &view, side, p->time_us);
}

static void
submit(struct walk *w, struct flow *f, unsigned int side,
    const struct packet *p)
{
	struct talk *t = f->user;
	struct inspect_segment s = { .time_us = p->time_us,
		.seq = p->tcp_seq + ((p->tcp_flags & PACKET_TCP_SYN) != 0),
		.data = p->payload,
		.len = p->payload_len,
		.wire_len = p->payload_wire_len,
		.side = (uint8_t)side,
		.fragment = p->fragment };

	t->payload[side] += p->payload_wire_len;
	if (!t->opened)
		open_talk(w, f, t);
	note_alone(t, side, p);
	if (t->inspected)
		inspect_submit(w->in, t->inspected, &s);
}

static void
note_start(const struct flow *f, struct talk *t, unsigned int side,
    const struct packet *p)
{
	if (p->proto == PROTO_TCP && p->tcp_flags & PACKET_TCP_SYN) {
		t->start[side] = true;
		t->first_seq[side] = p->tcp_seq + 1;
		if (t->inspected)
			inspect_flow_start(t->inspected, side,
			    t->first_seq[side]);
	} else if (p->proto == PROTO_UDP) {
		t->start[0] = t->start[1] = !(f->seen & FLOW_SEEN_EARLY);
	}
}

static void
walk_packet(struct walk *w, const struct packet *p)
{
	unsigned int side;
	enum flow_touch how;
	struct flow *f = flow_table_packet(w->table, p, 0, &side, &how);

	if ((p->proto != PROTO_TCP && p->proto != PROTO_UDP) ||
	    how == FLOW_TOUCH_CREDITED_ERROR ||
	    how == FLOW_TOUCH_CREDITED_ANSWER)
		return;
	if (!f->user)
		f->user = calloc(1, sizeof(struct talk));
	if (!f->user) {
		w->failed = true;
		return;
	}
	note_start(f, f->user, side, p);
	if (p->payload_wire_len > 0 && (!p->fragment || p->first_fragment))
		submit(w, f, side, p);
}

static int
walk_frames(struct walk *w, struct capture *c, struct err *err)
{
	bool begun = false;
	struct frame frame;
	int rc;

	while ((rc = capture_next(c, &frame, err)) == 1) {
		struct packet p;

		if (!begun)
			flow_table_gap(w->table, frame.time_us);
		begun = true;
		if (packet_decode(w->decoder, &p, frame.link_type, frame.data,
			frame.cap_len, frame.wire_len,
			frame.time_us) == PACKET_OK)
			walk_packet(w, &p);
		if (w->failed)
			return err_set(err, -ENOMEM, "no memory");
	}
	return rc;
}

int
inspected_file(const char *path, struct inspect *in,
    struct ndpi_engine *const engines[2], inspected_fn *fn, void *arg,
    struct err *err)
{
	struct walk w = { .in = in, .engines = engines, .fn = fn, .arg = arg };
	struct flow_table_options options = {
		.max_flows = FLOWS, .on_end = flow_ended, .arg = &w
	};
	struct capture *c;
	int rc = capture_open(&c, path, err);

	if (rc != 0)
		return rc;
	rc = inspect_stream_pool_new(&w.streams, FLOWS);
	if (rc == 0)
		rc = flow_table_new(&w.table, &options);
	if (rc == 0)
		rc = packet_decoder_new(&w.decoder, FLOWS, options.secret);
	if (rc == 0)
		rc = walk_frames(&w, c, err);
	flow_table_free(w.table);
	packet_decoder_free(w.decoder);
	inspect_stream_pool_free(w.streams);
	capture_close(c);
	return rc;
}
