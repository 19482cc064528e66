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
#include "pipeline/name_pool.h"

/* What inspect takes for a flow, with and without its bytes. */
#define FLOW_BYTES 1024
#define OPEN_BYTES 10240

struct inspection {
	struct inspect *inspect;
	struct slots *slots;
	struct name_pool *claims;
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
	in->all = options->all;
	in->slots = options->slots;
	rc = name_pool_new(&in->claims, options->max_claims, options->secret);
	if (rc != 0)
		rc = err_set(err, rc, "no room for names");
	else
		rc = inspect_new(&in->inspect, &own, err);
	if (rc != 0) {
		inspection_free(in);
		return rc;
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
	name_pool_free(in->claims);
	free(in);
}

static bool
is_component(const struct policy *p, const struct addr *a, uint64_t time_us)
{
	struct role_set roles;

	policy_roles_of(p, a, time_us, true, &roles);
	return role_set_meets(&roles,
	    policy_kind_roles(p, ROLE_KIND_COMPONENT));
}

bool
inspection_watches(uint16_t port)
{
	return port == 443 || port == 3389;
}

static bool
is_named(const struct policy *p, uint8_t proto, uint16_t port)
{
	const struct policy_row *const *rows;

	return policy_rows_for(p, proto, port, &rows) > 0;
}

/* A row that speaks of the server's port may allow the flow, though neither
 * end is a component. */
static bool
may_be_allowed(const struct policy *p, const struct flow *f)
{
	uint8_t proto = f->key.ip_proto;

	return is_named(p, proto, flow_server_port(f)) ||
	    (f->basis >= DIRECTION_ROW &&
		is_named(p, proto, flow_client_port(f)));
}

/* Whether the flow's bytes can matter to what is recorded. */
static bool
is_wanted(const struct inspection *in, const struct pipeline_policy *set,
    const struct flow *f)
{
	const struct flow_key *k = &f->key;

	if ((k->ip_proto != PROTO_TCP && k->ip_proto != PROTO_UDP) ||
	    (f->seen & FLOW_SEEN_TO_MANY))
		return false;
	return in->all || inspection_watches(k->port[0]) ||
	    inspection_watches(k->port[1]) ||
	    is_component(set->policy, &k->addr[0], f->first_us) ||
	    is_component(set->policy, &k->addr[1], f->first_us) ||
	    may_be_allowed(set->policy, f);
}

/* What is expected on a port whatever row decides. */
static uint64_t
sure_on(const struct pipeline_policy *set, uint8_t proto, uint16_t port)
{
	const struct policy_row *const *rows;
	size_t n = policy_rows_for(set->policy, proto, port, &rows);
	uint64_t apps = pipeline_expected(set, proto, port, NULL);

	for (size_t i = 0; i < n; i++)
		if (rows[i]->app_count > 0)
			apps &= pipeline_expected(set, proto, port, rows[i]);
	return apps;
}

/* And whichever end turns out to be the server; a port that expects nothing
 * does not count. */
static uint64_t
sure_of(const struct pipeline_policy *set, const struct flow_key *k)
{
	uint64_t a = sure_on(set, k->ip_proto, k->port[0]);
	uint64_t b = sure_on(set, k->ip_proto, k->port[1]);

	return a && b ? a & b : a | b;
}

/* -1 while only the first packet tells. */
static int8_t
client_of(const struct flow *f)
{
	return f->basis < DIRECTION_PORT ? (int8_t)f->client : -1;
}

static void
open_flow(struct inspection *in, const struct pipeline_policy *set,
    struct slot_payload *s, const struct flow *f)
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
	o.likely = sure_of(set, k);
	o.tuple.proto = k->ip_proto;
	o.tuple.ip_version = k->ip_version;
	s->opened = true;
	s->flow = inspect_flow_open(in->inspect, &o);
}

/* A SYN tells where its side's bytes begin, and a SYN+ACK also where the
 * other's do. */
static void
note_start(struct slot_payload *s, unsigned int side, uint32_t seq)
{
	if (s->start_known[side] && s->first_seq[side] == seq)
		return;
	s->start_known[side] = true;
	s->first_seq[side] = seq;
	if (s->flow)
		inspect_flow_start(s->flow, side, seq);
}

static void
note_handshake(struct inspection *in, const struct pipeline_policy *set,
    struct flow *f, unsigned int side, const struct packet *p)
{
	struct slot *s;

	if (!(p->tcp_flags & PACKET_TCP_ACK) || !is_wanted(in, set, f))
		return;
	s = slot_take(in->slots, f);
	if (!s)
		return;
	note_start(&s->payload, side, p->tcp_seq + 1);
	note_start(&s->payload, 1U - side, p->tcp_ack);
}

/*
 * The server's name as its client has it, "" when there is none.  The outer
 * name of an encrypted ClientHello is not it (RFC 9849), to a proxy it is
 * told whom to call (RFC 9110 section 9.3.6), and an address is no name.
 */
static const char *
claim_of(const struct inspect_details *d)
{
	struct addr addr;

	if (d->tls.ech || strcmp(d->http.method, "CONNECT") == 0 ||
	    addr_parse(d->name, strlen(d->name), &addr) == 0)
		return "";
	return d->name;
}

/*
 * A flow that conforms whatever comes gives its memory back.  Only where no
 * row expects something else on its port, nDPI had no say, and the direction
 * is sure.
 */
static void
settle(struct inspection *in, const struct pipeline_policy *set,
    struct slot *slot, const struct flow *f)
{
	struct slot_payload *s = &slot->payload;
	uint16_t port = flow_server_port(f);
	uint64_t expected = pipeline_expected(set, f->key.ip_proto, port, NULL);
	struct inspect_facts facts = { .expected = expected,
		.server_port = port,
		.client = (int8_t)f->client,
		.payload = { s->bytes[0], s->bytes[1] } };
	struct inspect_opinion opinion;
	int app;

	if (!s->flow || expected == 0 || f->basis >= DIRECTION_ROW ||
	    sure_on(set, f->key.ip_proto, port) != expected)
		return;
	inspect_collect(in->inspect, s->flow, &facts, &opinion);
	app = inspect_app_find(opinion.app);
	if (opinion.conformance != CONFORMANCE_CONFORMS || opinion.ndpi_asked ||
	    app < 0)
		return;
	inspect_flow_end(in->inspect, s->flow, &opinion);
	s->flow = NULL;
	s->settled = (uint8_t)(app + 1);
	slot->claim = name_pool_take(in->claims, claim_of(&opinion.details));
	memcpy(s->security, opinion.security, sizeof(s->security));
}

/* The flow's payload in its slot; NULL when it is not wanted or there is no
 * slot. */
static struct slot_payload *
take_payload(struct inspection *in, const struct pipeline_policy *set,
    struct flow *f)
{
	struct slot *s = slot_of(f);

	if (!s || !s->payload.opened)
		s = is_wanted(in, set, f) ? slot_take(in->slots, f) : NULL;
	return s ? &s->payload : NULL;
}

void
inspection_packet(struct inspection *in, const struct pipeline_policy *set,
    struct flow *f, unsigned int side, const struct packet *p)
{
	struct slot_payload *s;
	struct inspect_segment segment = { .time_us = p->time_us,
		.seq = p->tcp_seq,
		.data = p->payload,
		.len = p->payload_len,
		.wire_len = p->payload_wire_len,
		.side = (uint8_t)side,
		.fragment = p->fragment };

	if (p->proto == PROTO_TCP && (p->tcp_flags & PACKET_TCP_SYN)) {
		note_handshake(in, set, f, side, p);
		segment.seq++;
	}
	if (p->payload_wire_len == 0 || (p->fragment && !p->first_fragment))
		return;
	s = take_payload(in, set, f);
	if (!s)
		return;
	s->bytes[side] += p->payload_wire_len;
	if (s->full)
		return;
	if (!s->opened) {
		/* A client's SYN of which no SYN+ACK was seen. */
		if (!s->start_known[f->client] &&
		    (f->seen & flow_bit(FLOW_SEEN_SYN, f->client)))
			note_start(s, f->client, f->isn + 1);
		open_flow(in, set, s, f);
	}
	s->full = !s->flow || !inspect_submit(in->inspect, s->flow, &segment);
	if (s->full)
		settle(in, set, slot_of(f), f);
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

/* What the flow should carry, decided by row or NULL. */
static uint64_t
expectation_of(const struct pipeline_policy *set, const struct policy_row *row,
    const struct store_flow *record)
{
	if (!record->has_ports || record->scope == SCOPE_BROADCAST ||
	    record->scope == SCOPE_MULTICAST)
		return 0;
	return pipeline_expected(set, record->proto, record->dst_port, row);
}

static struct inspect_facts
facts_of(const struct pipeline_policy *set, const struct flow *f,
    const struct policy_row *row, const struct store_flow *record)
{
	const struct slot *s = slot_of(f);
	struct inspect_facts facts = { .client = (int8_t)f->client,
		.expected = expectation_of(set, row, record),
		.server_port = record->has_ports ? record->dst_port : 0 };

	if (record->ambiguous || record->basis == DIRECTION_FIRST)
		facts.client = -1;
	if (s)
		memcpy(facts.payload, s->payload.bytes, sizeof(facts.payload));
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

static bool
is_settled(const struct flow *f)
{
	const struct slot *s = slot_of(f);

	return s && s->payload.settled;
}

/* What a settled flow gave its memory back for. */
static void
recall(const struct slot_payload *s, struct inspect_opinion *out)
{
	const char *app = inspect_app_word((enum inspect_app)(s->settled - 1));

	*out = (struct inspect_opinion){ .conformance = CONFORMANCE_CONFORMS,
		.app_basis = APP_BASIS_OWN };
	memcpy(out->app, app, strlen(app));
	memcpy(out->security, s->security, sizeof(out->security));
}

static void
ask(struct inspection *in, const struct pipeline_policy *set,
    const struct flow *f, const struct policy_row *row,
    const struct store_flow *record, struct inspection_result *result)
{
	struct inspect_facts facts = facts_of(set, f, row, record);
	const struct slot *s = slot_of(f);

	result->expectation = facts.expected;
	inspect_collect(in->inspect, s ? s->payload.flow : NULL, &facts,
	    &result->opinion);
}

void
inspection_look(struct inspection *in, const struct pipeline_policy *set,
    const struct flow *f, const struct store_flow *record,
    struct inspection_result *result)
{
	if (is_settled(f)) {
		recall(&slot_of(f)->payload, &result->opinion);
		result->claim = name_pool_text(in->claims, slot_of(f)->claim);
		return;
	}
	ask(in, set, f, NULL, record, result);
	result->claim = claim_of(&result->opinion.details);
}

static size_t
put_first(char *out, size_t size, const char *who,
    const struct inspect_first *first)
{
	size_t len = (size_t)snprintf(out, size, "%s ", who);

	if (first->len == 0)
		return 0;
	for (unsigned int i = 0; i < first->len; i++)
		len += (size_t)snprintf(out + len, size - len, "%02x",
		    first->bytes[i]);
	return len;
}

/* The bytes that a person who doubts the opinion would look at. */
static const char *
evidence_of(const struct flow *f, const struct inspect_opinion *o,
    char out[static INSPECTION_EVIDENCE_MAX])
{
	size_t len;

	if (o->conformance != CONFORMANCE_VIOLATES && !o->disagree &&
	    (o->conformance != CONFORMANCE_UNDETERMINED ||
		o->why == INSPECT_WHY_NO_PAYLOAD))
		return NULL;
	out[0] = '\0';
	len = put_first(out, INSPECTION_EVIDENCE_MAX, "client",
	    &o->first[f->client]);
	if (len > 0)
		out[len++] = ' ';
	if (put_first(out + len, INSPECTION_EVIDENCE_MAX - len, "server",
		&o->first[!f->client]) == 0)
		out[len > 0 ? len - 1 : 0] = '\0';
	return out[0] ? out : NULL;
}

void
inspection_collect(struct inspection *in, const struct pipeline_policy *set,
    const struct flow *f, const struct policy_row *row,
    struct store_flow *record, struct inspection_result *result)
{
	uint64_t expectation = expectation_of(set, row, record);
	const struct inspect_opinion *o = &result->opinion;

	if (!is_settled(f) && expectation != result->expectation)
		ask(in, set, f, row, record, result);
	record->expected = words_of(expectation, result->expected);
	record->conformance = o->conformance;
	record->grade = o->grade;
	record->app_basis = o->app_basis;
	record->app = or_null(o->app);
	record->ndpi_app = or_null(o->ndpi_app);
	record->ndpi_confidence = or_null(o->ndpi_confidence);
	record->security = or_null(o->security);
	record->why = inspect_why_word(o->why);
	record->evidence = evidence_of(f, o, result->evidence);
}

void
inspection_end(struct inspection *in, const struct flow *f,
    const struct inspection_result *last)
{
	struct slot *s = slot_of(f);

	if (!s)
		return;
	name_pool_give(in->claims, s->claim);
	s->claim = 0;
	if (is_settled(f))
		return;
	inspect_flow_end(in->inspect, s->payload.flow, &last->opinion);
	s->payload.flow = NULL;
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

uint64_t
inspection_claims_refused(const struct inspection *in)
{
	return name_pool_refused(in->claims);
}
