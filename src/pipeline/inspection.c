/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspection.c - payload of live flows to inspect, and the opinion back.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/inspection.h"

/* What inspect takes for a flow, with and without its bytes. */
#define FLOW_BYTES 1024
#define OPEN_BYTES 10240

struct slot {
	struct slot *next_free;
	struct inspect_flow *flow;
	int64_t row;
	uint64_t payload[2]; /* bytes on the wire, by side */
	uint32_t first_seq[2];
	bool start_known[2];
	bool opened;     /* with or without room */
	bool full;       /* no further byte matters */
	uint8_t settled; /* conforms as this enum inspect_app, less 1 */
};

struct inspection {
	const struct pipeline_policy *set;
	struct inspect *inspect;
	struct role_set components;
	struct slot *slots, *free;
	bool all;
};

int
inspection_new(struct inspection **out,
    const struct inspection_options *options, struct err *err)
{
	struct inspect_options own = { .ndpi = options->ndpi,
		.max_open = options->memory_bytes / 5 * 2 / OPEN_BYTES,
		.max_flows = options->memory_bytes / 5 * 3 / FLOW_BYTES };
	struct inspection *in = calloc(1, sizeof(*in));
	int rc;

	if (!in)
		return err_set(err, -ENOMEM, "out of memory");
	in->set = options->set;
	in->all = options->all;
	in->components =
	    *policy_kind_roles(options->set->policy, ROLE_KIND_COMPONENT);
	in->slots = calloc(options->max_flows, sizeof(*in->slots));
	rc = in->slots ? inspect_new(&in->inspect, &own, err)
		       : err_set(err, -ENOMEM, "out of memory");
	if (rc != 0) {
		inspection_free(in);
		return rc;
	}
	for (size_t i = options->max_flows; i > 0; i--) {
		in->slots[i - 1].next_free = in->free;
		in->free = &in->slots[i - 1];
	}
	*out = in;
	return 0;
}

void
inspection_free(struct inspection *in)
{
	if (!in)
		return;
	if (in->inspect)
		inspect_free(in->inspect);
	free(in->slots);
	free(in);
}

/* The flow's slot, taken when it has none; NULL when there is none left. */
static struct slot *
take_slot(struct inspection *in, struct flow *f)
{
	struct slot *s = f->user;

	if (s || !in->free)
		return s;
	s = in->free;
	in->free = s->next_free;
	*s = (struct slot){ 0 };
	f->user = s;
	return s;
}

static bool
is_component(const struct inspection *in, const struct addr *a,
    uint64_t time_us)
{
	struct role_set roles;

	policy_roles_of(in->set->policy, a, time_us, true, &roles);
	return role_set_meets(&roles, &in->components);
}

bool
inspection_watches(uint16_t port)
{
	return port == 443 || port == 3389;
}

/* Whether the flow's bytes can matter to what is recorded. */
static bool
is_wanted(const struct inspection *in, const struct flow *f)
{
	const struct flow_key *k = &f->key;

	if ((k->ip_proto != PROTO_TCP && k->ip_proto != PROTO_UDP) ||
	    (f->seen & FLOW_SEEN_TO_MANY))
		return false;
	return in->all || inspection_watches(k->port[0]) ||
	    inspection_watches(k->port[1]) ||
	    is_component(in, &k->addr[0], f->first_us) ||
	    is_component(in, &k->addr[1], f->first_us);
}

/* What is expected on a port whatever row decides. */
static uint64_t
sure_on(const struct inspection *in, uint8_t proto, uint16_t port)
{
	const struct policy_row *const *rows;
	size_t n = policy_rows_for(in->set->policy, proto, port, &rows);
	uint64_t set = pipeline_expected(in->set, proto, port, NULL);

	for (size_t i = 0; i < n; i++)
		if (rows[i]->app_count > 0)
			set &= pipeline_expected(in->set, proto, port, rows[i]);
	return set;
}

/* And whichever end turns out to be the server; a port that expects nothing
 * does not count. */
static uint64_t
sure_of(const struct inspection *in, const struct flow_key *k)
{
	uint64_t a = sure_on(in, k->ip_proto, k->port[0]);
	uint64_t b = sure_on(in, k->ip_proto, k->port[1]);

	return a && b ? a & b : a | b;
}

/* -1 while only the first packet tells. */
static int8_t
client_of(const struct flow *f)
{
	return f->basis < DIRECTION_PORT ? (int8_t)f->client : -1;
}

static void
open_flow(struct inspection *in, struct slot *s, const struct flow *f)
{
	const struct flow_key *k = &f->key;
	struct inspect_opening o = { .client = client_of(f) };

	for (unsigned int i = 0; i < 2; i++) {
		o.tuple.addr[i] = k->addr[i];
		o.tuple.port[i] = k->port[i];
		o.start_known[i] = s->start_known[i];
		o.first_seq[i] = s->first_seq[i];
		if (k->ip_proto == PROTO_UDP)
			o.start_known[i] = !(f->seen & FLOW_SEEN_EARLY);
	}
	o.likely = sure_of(in, k);
	o.tuple.proto = k->ip_proto;
	o.tuple.ip_version = k->ip_version;
	s->opened = true;
	s->flow = inspect_flow_open(in->inspect, &o);
}

/* A SYN tells where its side's bytes begin, and a SYN+ACK also where the
 * other's do. */
static void
note_start(struct slot *s, unsigned int side, uint32_t seq)
{
	if (s->start_known[side] && s->first_seq[side] == seq)
		return;
	s->start_known[side] = true;
	s->first_seq[side] = seq;
	if (s->flow)
		inspect_flow_start(s->flow, side, seq);
}

static void
note_handshake(struct inspection *in, struct flow *f, unsigned int side,
    const struct packet *p)
{
	struct slot *s;

	if (!(p->tcp_flags & PACKET_TCP_ACK) || !is_wanted(in, f))
		return;
	s = take_slot(in, f);
	if (!s)
		return;
	note_start(s, side, p->tcp_seq + 1);
	note_start(s, 1U - side, p->tcp_ack);
}

/*
 * A flow that conforms whatever comes gives its memory back.  Only where no
 * row expects something else on its port, nDPI had no say, and the direction
 * is sure.
 */
static void
settle(struct inspection *in, struct slot *s, const struct flow *f)
{
	uint16_t port = flow_server_port(f);
	uint64_t expected =
	    pipeline_expected(in->set, f->key.ip_proto, port, NULL);
	struct inspect_facts facts = { .expected = expected,
		.server_port = port,
		.client = (int8_t)f->client,
		.payload = { s->payload[0], s->payload[1] } };
	struct inspect_opinion opinion;
	int app;

	if (!s->flow || expected == 0 || f->basis >= DIRECTION_ROW ||
	    sure_on(in, f->key.ip_proto, port) != expected)
		return;
	inspect_collect(in->inspect, s->flow, &facts, false, &opinion);
	app = inspect_app_find(opinion.app);
	if (opinion.conformance != CONFORMANCE_CONFORMS || opinion.ndpi_asked ||
	    app < 0)
		return;
	inspect_collect(in->inspect, s->flow, &facts, true, &opinion);
	s->flow = NULL;
	s->settled = (uint8_t)(app + 1);
}

void
inspection_packet(struct inspection *in, struct flow *f, unsigned int side,
    const struct packet *p)
{
	struct slot *s = f->user;
	struct inspect_segment segment = { .time_us = p->time_us,
		.seq = p->tcp_seq,
		.data = p->payload,
		.len = p->payload_len,
		.wire_len = p->payload_wire_len,
		.side = (uint8_t)side,
		.fragment = p->fragment };

	if (p->proto == PROTO_TCP && (p->tcp_flags & PACKET_TCP_SYN)) {
		note_handshake(in, f, side, p);
		segment.seq++;
	}
	if (p->payload_wire_len == 0 || (p->fragment && !p->first_fragment))
		return;
	if (!s && (!is_wanted(in, f) || !(s = take_slot(in, f))))
		return;
	s->payload[side] += p->payload_wire_len;
	if (s->full)
		return;
	if (!s->opened) {
		/* A client's SYN of which no SYN+ACK was seen. */
		if (!s->start_known[f->client] &&
		    (f->seen & flow_bit(FLOW_SEEN_SYN, f->client)))
			note_start(s, f->client, f->isn + 1);
		open_flow(in, s, f);
	}
	s->full = !s->flow || !inspect_submit(in->inspect, s->flow, &segment);
	if (s->full)
		settle(in, s, f);
}

/* "dtls,quic": the words of a set, sorted bytewise. */
static const char *
words_of(uint64_t set, char out[static INSPECTION_TEXT_MAX])
{
	const char *last = "", *next;
	size_t len = 0;

	for (;;) {
		next = NULL;
		for (unsigned int i = 0; i < INSPECT_APP_COUNT; i++) {
			const char *word =
			    inspect_app_word((enum inspect_app)i);

			if ((set >> i & 1) && strcmp(word, last) > 0 &&
			    (!next || strcmp(word, next) < 0))
				next = word;
		}
		if (!next || len >= INSPECTION_TEXT_MAX)
			return len > 0 ? out : NULL;
		len += (size_t)snprintf(out + len, INSPECTION_TEXT_MAX - len,
		    "%s%s", len ? "," : "", next);
		last = next;
	}
}

static struct inspect_facts
facts_of(const struct inspection *in, const struct flow *f,
    const struct policy_row *row, const struct store_flow *record)
{
	const struct slot *s = f->user;
	struct inspect_facts facts = { .client = (int8_t)f->client,
		.server_port = record->has_ports ? record->dst_port : 0 };

	if (record->has_ports && record->scope != SCOPE_BROADCAST &&
	    record->scope != SCOPE_MULTICAST)
		facts.expected = pipeline_expected(in->set, record->proto,
		    record->dst_port, row);
	if (record->ambiguous || record->basis == DIRECTION_FIRST)
		facts.client = -1;
	if (s)
		memcpy(facts.payload, s->payload, sizeof(facts.payload));
	facts.began = record->proto == PROTO_TCP
	    ? flow_saw(f, FLOW_SEEN_SYN) || flow_saw(f, FLOW_SEEN_SYNACK)
	    : !(f->seen & FLOW_SEEN_EARLY);
	facts.reset = flow_saw(f, FLOW_SEEN_RST);
	facts.ended = facts.reset || flow_saw(f, FLOW_SEEN_FIN);
	return facts;
}

static const char *
or_null(const char *text)
{
	return text[0] ? text : NULL;
}

void
inspection_collect(struct inspection *in, const struct flow *f,
    const struct policy_row *row, bool final, struct store_flow *record,
    struct inspection_texts *texts)
{
	struct inspect_facts facts = facts_of(in, f, row, record);
	struct slot *s = f->user;
	struct inspect_opinion *o = &texts->opinion;

	record->expected = words_of(facts.expected, texts->expected);
	if (s && s->settled) {
		record->conformance = CONFORMANCE_CONFORMS;
		record->app_basis = APP_BASIS_OWN;
		record->app =
		    inspect_app_word((enum inspect_app)(s->settled - 1));
		return;
	}
	inspect_collect(in->inspect, s ? s->flow : NULL, &facts, final, o);
	if (s && final)
		s->flow = NULL;
	record->conformance = o->conformance;
	record->grade = o->grade;
	record->app_basis = o->app_basis;
	record->app = or_null(o->app);
	record->ndpi_app = or_null(o->ndpi_app);
	record->ndpi_confidence = or_null(o->ndpi_confidence);
}

int64_t
inspection_row(const struct flow *f)
{
	const struct slot *s = f->user;

	return s ? s->row : 0;
}

bool
inspection_may_report(struct inspection *in, struct flow *f)
{
	return take_slot(in, f) != NULL;
}

void
inspection_set_row(struct flow *f, int64_t row)
{
	struct slot *s = f->user;

	if (s)
		s->row = row;
}

void
inspection_end(struct inspection *in, struct flow *f)
{
	struct slot *s = f->user;

	if (!s)
		return;
	s->next_free = in->free;
	in->free = s;
	f->user = NULL;
}

const struct inspect_stats *
inspection_stats(const struct inspection *in)
{
	return inspect_stats(in->inspect);
}

const char *
inspection_ndpi_version(const struct inspection *in)
{
	return inspect_ndpi_version(in->inspect);
}
