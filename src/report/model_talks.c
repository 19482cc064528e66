/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_talks.c - the part that reads who spoke what: protocols on their
 * ports, who was turned away, who sent most, hosts without a role.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "report/gather.h"
#include "report/roles.h"

/* Lists of hosts are cut here, most first; the report shows fewer. */
#define STRANGERS_MAX 500
#define SENDERS_MAX 100
/* Flows that are looked at for senders. */
#define SENDERS_LOOK 200000

/* Where an undetermined flow is counted, by what became of it. */
static uint64_t *
undetermined_cell(struct report_port *port, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_HANDSHAKE_ONLY:
	case OUTCOME_REFUSED:
	case OUTCOME_UNANSWERED:
		return &port->no_payload;
	case OUTCOME_MIDSTREAM:
		return &port->midstream;
	case OUTCOME_ONE_WAY:
		return &port->one_way;
	default:
		return &port->unclear;
	}
}

/* Rows come in order of protocol, port and what is expected. */
static struct report_port *
port_of(struct gather *g, const struct store_conformance *row)
{
	struct report *r = &g->report;
	struct report_port *port =
	    r->port_count ? &r->ports[r->port_count - 1] : NULL;

	if (port && port->port == row->port &&
	    strcmp(port->proto, row->proto) == 0 &&
	    strcmp(port->expected, row->expected ? row->expected : "") == 0)
		return port;
	r->ports = gather_grown(r->ports, r->port_count, sizeof(*r->ports));
	port = &r->ports[r->port_count++];
	*port = (struct report_port){ .proto = gather_text(g, row->proto),
		.expected = gather_text(g, row->expected ? row->expected : ""),
		.port = row->port };
	return port;
}

static int
take_conformance(const struct store_conformance *row, void *arg)
{
	struct report_port *port;
	int outcome = word_find(WORDS_OUTCOME, row->outcome);
	int conformance = word_find(WORDS_CONFORMANCE, row->conformance);
	uint64_t flows = (uint64_t)row->flows;

	if (row->flows <= 0)
		return 0; /* of twins only */
	port = port_of(arg, row);
	if (conformance == CONFORMANCE_CONFORMS)
		port->conforms += flows;
	else if (conformance == CONFORMANCE_VIOLATES)
		port->violates += flows;
	else
		*undetermined_cell(port, (enum outcome)outcome) += flows;
	return 0;
}

struct taking_talk {
	struct gather *g;
	enum store_talk_kind kind;
};

static int
take_talk(const struct store_talk *row, void *arg)
{
	const struct taking_talk *t = arg;
	struct gather *g = t->g;
	struct report *r = &g->report;
	size_t *count = &r->talk_counts[t->kind];
	struct store_talk *talk;

	r->talks[t->kind] =
	    gather_grown(r->talks[t->kind], *count, sizeof(*talk));
	talk = &r->talks[t->kind][(*count)++];
	*talk = *row;
	talk->proto = gather_text(g, row->proto);
	talk->conformance = gather_text(g, row->conformance);
	talk->grade = gather_text(g, row->grade);
	talk->app = gather_text(g, row->app);
	talk->ndpi_app = gather_text(g, row->ndpi_app);
	talk->expected = gather_text(g, row->expected);
	talk->security = gather_text(g, row->security);
	talk->verdict = gather_text(g, row->verdict);
	talk->src_roles = gather_text(g, row->src_roles);
	talk->dst_roles = gather_text(g, row->dst_roles);
	talk->src = gather_text(g, row->src);
	talk->dst = gather_text(g, row->dst);
	talk->server_name = gather_text(g, row->server_name);
	talk->claimed_name = gather_text(g, row->claimed_name);
	return 0;
}

static int
take_rejected(const struct store_rejected *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct store_rejected *one;

	r->rejected =
	    gather_grown(r->rejected, r->rejected_count, sizeof(*r->rejected));
	one = &r->rejected[r->rejected_count++].facts;
	*one = *row;
	one->src = gather_text(g, row->src);
	one->src_roles = gather_text(g, row->src_roles);
	one->dst_roles = gather_text(g, row->dst_roles);
	one->dst = gather_text(g, row->dst);
	one->proto = gather_text(g, row->proto);
	return 0;
}

static int
take_sender(const struct store_sender *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct store_sender *one;

	r->senders =
	    gather_grown(r->senders, r->sender_count, sizeof(*r->senders));
	one = &r->senders[r->sender_count++];
	*one = *row;
	one->src = gather_text(g, row->src);
	one->src_roles = gather_text(g, row->src_roles);
	one->dst = gather_text(g, row->dst);
	return 0;
}

/* The role at an end of a row, when it is one role and no word for several. */
static const char *
role_at(const struct report *r, const char *row_id, bool server)
{
	for (size_t i = 0; i < r->row_count; i++) {
		const struct store_row_row *row = &r->row_list[i].facts;

		if (strcmp(row->row_id, row_id) == 0)
			return server ? row->destination : row->source;
	}
	return NULL;
}

static int
take_stranger(const struct store_stranger *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct report_stranger *one;

	r->strangers = gather_grown(r->strangers, r->stranger_count,
	    sizeof(*r->strangers));
	one = &r->strangers[r->stranger_count++];
	*one = (struct report_stranger){
		.facts = *row, .flows = (uint64_t)row->flows, .findings = 1
	};
	one->facts.host = gather_text(g, row->host);
	one->facts.near_row_id = gather_text(g, row->near_row_id);
	one->facts.proto = gather_text(g, row->proto);
	one->facts.peer_roles = gather_text(g, row->peer_roles);
	one->facts.peer = gather_text(g, row->peer);
	one->role = role_at(r, row->near_row_id, row->server);
	return 0;
}

int
gather_talks(struct gather *g, struct store *s, struct err *err)
{
	struct report *r = &g->report;
	const struct store_scope *scope = &r->scope;
	struct taking_talk talk = { .g = g };
	struct store_senders_rest rest = { .hosts = 0 };
	int rc = store_each_conformance(s, scope, take_conformance, g, err);

	for (int kind = 0; kind < STORE_TALK_KINDS && !rc; kind++) {
		talk.kind = (enum store_talk_kind)kind;
		rc =
		    store_each_talk(s, scope, talk.kind, take_talk, &talk, err);
	}
	if (!rc)
		rc = store_each_rejected(s, scope, take_rejected, g, err);
	if (!rc)
		rc = store_each_stranger(s, scope, STRANGERS_MAX, take_stranger,
		    g, err);
	if (!rc)
		rc = store_each_sender(s, scope, SENDERS_LOOK, SENDERS_MAX,
		    &rest, take_sender, g, err);
	r->senders_rest.not_looked_at += rest.not_looked_at;
	r->senders_rest.hosts += rest.hosts;
	r->senders_rest.flows += rest.flows;
	r->senders_rest.bytes += rest.bytes;
	return rc;
}

/* What several stores had, and hosts by the role they seem to have. */

static int
order_ports(const void *a, const void *b)
{
	const struct report_port *x = a;
	const struct report_port *y = b;
	int order = strcmp(x->proto, y->proto);

	if (!order)
		order = (x->port > y->port) - (x->port < y->port);
	return order ? order : strcmp(x->expected, y->expected);
}

static void
add_port(void *to, const void *from)
{
	struct report_port *a = to;
	const struct report_port *b = from;

	a->conforms += b->conforms;
	a->violates += b->violates;
	a->no_payload += b->no_payload;
	a->midstream += b->midstream;
	a->one_way += b->one_way;
	a->unclear += b->unclear;
}

static int
order_talks(const void *a, const void *b)
{
	const struct store_talk *x = a;
	const struct store_talk *y = b;
	const char *const texts[][2] = {
		/* Services before probes. */
		{ y->grade, x->grade },
		{ x->proto, y->proto },
		{ x->conformance, y->conformance },
		{ x->app, y->app },
		{ x->ndpi_app, y->ndpi_app },
		{ x->expected, y->expected },
		{ x->security, y->security },
		{ x->verdict, y->verdict },
		{ x->src_roles, y->src_roles },
		{ x->dst_roles, y->dst_roles },
	};
	int order = (x->port > y->port) - (x->port < y->port);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && !order; i++)
		order = gather_order(texts[i][0], texts[i][1]);
	return order;
}

static void
add_talk(void *to, const void *from)
{
	struct store_talk *a = to;
	const struct store_talk *b = from;

	a->flows += b->flows;
	a->sources = gather_most(a->sources, b->sources);
	a->destinations = gather_most(a->destinations, b->destinations);
	a->first_us = gather_least(a->first_us, b->first_us);
	a->last_us = gather_most(a->last_us, b->last_us);
}

static int
by_talk(const void *a, const void *b)
{
	const struct store_talk *x = a;
	const struct store_talk *y = b;
	int order = gather_order(y->grade, x->grade);

	if (!order)
		order = (x->flows < y->flows) - (x->flows > y->flows);
	return order ? order : order_talks(a, b);
}

static int
order_rejected(const void *a, const void *b)
{
	return gather_order(((const struct report_rejected *)a)->facts.src,
	    ((const struct report_rejected *)b)->facts.src);
}

static void
add_rejected(void *to, const void *from)
{
	struct store_rejected *a = &((struct report_rejected *)to)->facts;
	const struct store_rejected *b =
	    &((const struct report_rejected *)from)->facts;

	a->attempts += b->attempts;
	a->targets = gather_most(a->targets, b->targets);
	a->ports = gather_most(a->ports, b->ports);
	a->first_us = gather_least(a->first_us, b->first_us);
	a->last_us = gather_most(a->last_us, b->last_us);
}

/* An address of the internet that a component has is inside too. */
static enum report_side
side_of(const struct report *r, const struct store_rejected *one)
{
	if (roles_inside(&r->networks, one->src) ||
	    roles_any_of(&r->roles, one->src_roles, ROLE_KIND_COMPONENT) ||
	    roles_any_of(&r->roles, one->src_roles, ROLE_KIND_INFRASTRUCTURE))
		return REPORT_INSIDE;
	return roles_of_no_kind(&r->roles, one->src_roles) ? REPORT_SIDE_UNKNOWN
							   : REPORT_OUTSIDE;
}

/* From inside first: that is someone who is in already. */
static int
by_inside(const void *a, const void *b)
{
	const struct report_rejected *x = a;
	const struct report_rejected *y = b;
	int order = (y->side == REPORT_INSIDE) - (x->side == REPORT_INSIDE);

	if (!order)
		order = (x->facts.attempts < y->facts.attempts) -
		    (x->facts.attempts > y->facts.attempts);
	return order ? order : gather_order(x->facts.src, y->facts.src);
}

static int
order_senders(const void *a, const void *b)
{
	return gather_order(((const struct store_sender *)a)->src,
	    ((const struct store_sender *)b)->src);
}

static void
add_sender(void *to, const void *from)
{
	struct store_sender *a = to;
	const struct store_sender *b = from;

	a->bytes_out += b->bytes_out;
	a->flows += b->flows;
	a->named += b->named;
	a->destinations = gather_most(a->destinations, b->destinations);
}

static int
by_bytes(const void *a, const void *b)
{
	const struct store_sender *x = a;
	const struct store_sender *y = b;
	int order =
	    (x->bytes_out < y->bytes_out) - (x->bytes_out > y->bytes_out);

	return order ? order : order_senders(a, b);
}

/* A host is told once for each role it may have. */
static int
order_strangers(const void *a, const void *b)
{
	const struct report_stranger *x = a;
	const struct report_stranger *y = b;
	int order = strcmp(x->facts.host, y->facts.host);

	return order ? order : gather_order(x->role, y->role);
}

static void
add_stranger(void *to, const void *from)
{
	struct report_stranger *a = to;
	const struct report_stranger *b = from;

	if (b->facts.flows > a->facts.flows) {
		a->facts.near_row_id = b->facts.near_row_id;
		a->facts.proto = b->facts.proto;
		a->facts.port = b->facts.port;
		a->facts.flows = b->facts.flows;
		a->facts.flow_id = b->facts.flow_id;
		a->facts.peer = b->facts.peer;
		a->facts.peer_roles = b->facts.peer_roles;
		a->facts.server = b->facts.server;
	}
	a->findings += b->findings;
	a->flows += b->flows;
	a->facts.first_us = gather_least(a->facts.first_us, b->facts.first_us);
	a->facts.last_us = gather_most(a->facts.last_us, b->facts.last_us);
}

static int
by_findings(const void *a, const void *b)
{
	const struct report_stranger *x = a;
	const struct report_stranger *y = b;
	int order = (x->findings < y->findings) - (x->findings > y->findings);

	if (!order)
		order = (x->flows < y->flows) - (x->flows > y->flows);
	return order ? order : order_strangers(a, b);
}

static void
sort(void *items, size_t count, size_t size,
    int (*cmp)(const void *a, const void *b))
{
	if (count)
		qsort(items, count, size, cmp);
}

void
gather_talks_end(struct gather *g)
{
	struct report *r = &g->report;

	r->port_count = gather_fold(r->ports, r->port_count, sizeof(*r->ports),
	    order_ports, add_port);
	for (int kind = 0; kind < STORE_TALK_KINDS; kind++) {
		r->talk_counts[kind] =
		    gather_fold(r->talks[kind], r->talk_counts[kind],
			sizeof(*r->talks[kind]), order_talks, add_talk);
		sort(r->talks[kind], r->talk_counts[kind],
		    sizeof(*r->talks[kind]), by_talk);
	}
	r->rejected_count = gather_fold(r->rejected, r->rejected_count,
	    sizeof(*r->rejected), order_rejected, add_rejected);
	for (size_t i = 0; i < r->rejected_count; i++)
		r->rejected[i].side = side_of(r, &r->rejected[i].facts);
	sort(r->rejected, r->rejected_count, sizeof(*r->rejected), by_inside);
	r->sender_count = gather_fold(r->senders, r->sender_count,
	    sizeof(*r->senders), order_senders, add_sender);
	sort(r->senders, r->sender_count, sizeof(*r->senders), by_bytes);
	r->stranger_count = gather_fold(r->strangers, r->stranger_count,
	    sizeof(*r->strangers), order_strangers, add_stranger);
	sort(r->strangers, r->stranger_count, sizeof(*r->strangers),
	    by_findings);
}
