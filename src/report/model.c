/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model.c - what a report says, read from the database once.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "report/model.h"

/* The report is the first member, so that report_free() finds the rest. */
struct model {
	struct report report;
	struct arena *texts;
	size_t finding_room, blocked_room, sum_room, input_room, port_room,
	    violation_room;
	struct strbuf sources;
};

/* A copy that lives as long as the report; NULL stays NULL. */
static const char *
keep(struct model *m, const char *text)
{
	char *copy = text ? arena_text(m->texts, text, strlen(text)) : NULL;

	if (text && !copy)
		abort();
	return copy;
}

/* Room for one more in an array of size-byte items. */
static void *
grow(void *items, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return items;
	*room = *room ? 2 * *room : 16;
	return xrealloc(items, *room, size);
}

static int
take_finding(const struct store_finding *row, void *arg)
{
	struct model *m = arg;
	struct report *r = &m->report;
	struct store_finding *f;

	r->findings = grow(r->findings, r->finding_count, &m->finding_room,
	    sizeof(*r->findings));
	f = &r->findings[r->finding_count++];
	*f = *row;
	f->verdict = keep(m, row->verdict);
	f->reason = keep(m, row->reason);
	f->src_roles = keep(m, row->src_roles);
	f->dst_roles = keep(m, row->dst_roles);
	f->proto = keep(m, row->proto);
	f->row_id = keep(m, row->row_id);
	f->near_row_id = keep(m, row->near_row_id);
	f->near_fact = keep(m, row->near_fact);
	f->known = keep(m, row->known);
	f->through = keep(m, row->through);
	f->src = keep(m, row->src);
	f->dst = keep(m, row->dst);
	return 0;
}

/* Services that answer every request (DESIGN section 11, "Outcome"). */
static bool
must_answer(int64_t port)
{
	static const int64_t ports[] = { 53, 88, 1812, 1813 };

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (ports[i] == port)
			return true;
	return false;
}

static enum report_blocked_kind
kind_of_udp(const struct store_blocked *b)
{
	if (b->twin_established > 0)
		return REPORT_DEGRADED;
	if (b->established > 0)
		return REPORT_INTERMITTENT;
	if (b->refused > 0 || must_answer(b->port) || b->port_answered > 0)
		return REPORT_BLOCKED;
	return REPORT_SILENT;
}

static enum report_blocked_kind
kind_of(const struct store_blocked *b)
{
	if (strcmp(b->proto, "udp") == 0)
		return kind_of_udp(b);
	if (b->established > 0)
		return REPORT_INTERMITTENT;
	return b->refused > 0 || b->syns >= 2 ? REPORT_BLOCKED
					      : REPORT_INTERMITTENT;
}

static int
take_blocked(const struct store_blocked *row, void *arg)
{
	struct model *m = arg;
	struct report *r = &m->report;
	struct report_blocked *b;

	r->blocked = grow(r->blocked, r->blocked_count, &m->blocked_room,
	    sizeof(*r->blocked));
	b = &r->blocked[r->blocked_count++];
	b->kind = kind_of(row);
	r->blocked_kinds[b->kind]++;
	b->facts = *row;
	b->facts.row_id = keep(m, row->row_id);
	b->facts.src = keep(m, row->src);
	b->facts.dst = keep(m, row->dst);
	b->facts.src_roles = keep(m, row->src_roles);
	b->facts.dst_roles = keep(m, row->dst_roles);
	b->facts.proto = keep(m, row->proto);
	b->facts.cause = keep(m, row->cause);
	return 0;
}

static int
take_sum(const struct store_sum *row, void *arg)
{
	struct model *m = arg;
	struct report *r = &m->report;
	struct store_sum *s;

	r->sums = grow(r->sums, r->sum_count, &m->sum_room, sizeof(*r->sums));
	s = &r->sums[r->sum_count++];
	*s = *row;
	s->kind = keep(m, row->kind);
	s->host = keep(m, row->host);
	s->proto = keep(m, row->proto);
	return 0;
}

static void
add_figures(struct store_run *sum, const struct store_run *one)
{
	sum->packets += one->packets;
	sum->bytes += one->bytes;
	sum->kernel_drops += one->kernel_drops;
	sum->interface_drops += one->interface_drops;
	sum->evicted_flows += one->evicted_flows;
	sum->snapped += one->snapped;
	sum->time_back += one->time_back;
	for (size_t i = 0; i < STORE_FATE_COUNT; i++)
		sum->fates[i] += one->fates[i];
	if (one->first_packet_us &&
	    (!sum->first_packet_us ||
		one->first_packet_us < sum->first_packet_us))
		sum->first_packet_us = one->first_packet_us;
	if (one->last_packet_us > sum->last_packet_us)
		sum->last_packet_us = one->last_packet_us;
}

static int
take_run(const struct store_run_row *row, void *arg)
{
	struct model *m = arg;
	struct report *r = &m->report;

	if (r->run_count++ > 0)
		strbuf_add(&m->sources, ", ");
	if (row->source)
		strbuf_add(&m->sources, row->source);
	r->partial_runs += strcmp(row->state, "partial") == 0;
	r->crashed_runs += strcmp(row->state, "crashed") == 0;
	r->several_policies |=
	    r->policy_id != 0 && r->policy_id != row->policy_id;
	r->policy_id = row->policy_id;
	add_figures(&r->figures, &row->figures);
	return 0;
}

static int
take_policy(const struct store_policy_row *row, void *arg)
{
	struct model *m = arg;

	if (row->policy_id != m->report.policy_id)
		return 0;
	m->report.site = keep(m, row->site ? row->site : "");
	m->report.matrix = keep(m, row->matrix ? row->matrix : "");
	m->report.digest = keep(m, row->digest ? row->digest : "");
	m->report.tap = keep(m, row->tap ? row->tap : "");
	return 0;
}

static int
take_row(const struct store_row_row *row, void *arg)
{
	struct report_rows *rows = arg;
	int status = word_find(WORDS_ROW_STATUS, row->status);

	rows->total++;
	if (status >= 0)
		rows->by_status[status]++;
	return 0;
}

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
port_of(struct model *m, const struct store_conformance *row)
{
	struct report *r = &m->report;
	struct report_port *port =
	    r->port_count ? &r->ports[r->port_count - 1] : NULL;

	if (port && port->port == row->port &&
	    strcmp(port->proto, row->proto) == 0 &&
	    strcmp(port->expected, row->expected ? row->expected : "") == 0)
		return port;
	r->ports =
	    grow(r->ports, r->port_count, &m->port_room, sizeof(*r->ports));
	port = &r->ports[r->port_count++];
	*port = (struct report_port){ .proto = keep(m, row->proto),
		.expected = keep(m, row->expected ? row->expected : ""),
		.port = row->port };
	return port;
}

static int
take_conformance(const struct store_conformance *row, void *arg)
{
	struct report_port *port = port_of(arg, row);
	int outcome = word_find(WORDS_OUTCOME, row->outcome);
	int conformance = word_find(WORDS_CONFORMANCE, row->conformance);
	uint64_t flows = (uint64_t)row->flows;

	if (conformance == CONFORMANCE_CONFORMS)
		port->conforms += flows;
	else if (conformance == CONFORMANCE_VIOLATES)
		port->violates += flows;
	else
		*undetermined_cell(port, (enum outcome)outcome) += flows;
	return 0;
}

static int
take_violation(const struct store_violation *row, void *arg)
{
	struct model *m = arg;
	struct report *r = &m->report;
	struct store_violation *v;

	r->violations = grow(r->violations, r->violation_count,
	    &m->violation_room, sizeof(*r->violations));
	v = &r->violations[r->violation_count++];
	*v = *row;
	v->proto = keep(m, row->proto);
	v->conformance = keep(m, row->conformance);
	v->grade = keep(m, row->grade);
	v->app = keep(m, row->app);
	v->ndpi_app = keep(m, row->ndpi_app);
	v->expected = keep(m, row->expected);
	v->src_roles = keep(m, row->src_roles);
	v->dst_roles = keep(m, row->dst_roles);
	v->src = keep(m, row->src);
	v->dst = keep(m, row->dst);
	return 0;
}

/* Inputs that were not read to their end. */
static int
take_input(const struct store_input_row *row, void *arg)
{
	struct model *m = arg;
	struct report *r = &m->report;
	struct report_input *input;

	if (strcmp(row->state, "clean") == 0)
		return 0;
	r->inputs =
	    grow(r->inputs, r->input_count, &m->input_room, sizeof(*r->inputs));
	input = &r->inputs[r->input_count++];
	input->path = keep(m, row->path);
	input->packets = row->packets;
	input->error_offset = row->error_offset;
	return 0;
}

static int
read_all(struct model *m, struct store *s, const struct store_scope *scope,
    struct err *err)
{
	struct report *r = &m->report;
	int rc = store_each_run(s, scope, take_run, m, err);

	if (rc == 0)
		rc = store_each_input(s, scope, take_input, m, err);
	if (rc == 0)
		rc = store_each_policy(s, take_policy, m, err);
	if (rc == 0)
		rc = store_headline(s, scope, &r->headline, err);
	if (rc == 0)
		rc = store_each_finding(s, scope, take_finding, m, err);
	if (rc == 0)
		rc = store_each_blocked(s, scope, take_blocked, m, err);
	if (rc == 0)
		rc = store_each_conformance(s, scope, take_conformance, m, err);
	if (rc == 0)
		rc = store_each_violation(s, scope, take_violation, m, err);
	if (rc == 0)
		rc = store_each_sum(s, scope, take_sum, m, err);
	if (rc == 0 && r->policy_id)
		rc = store_each_row_in(s, r->policy_id, scope, take_row,
		    &r->rows, err);
	return rc;
}

int
report_new(struct report **out, struct store *store,
    const struct store_scope *scope, const char *period, struct err *err)
{
	struct model *m = xcalloc(1, sizeof(*m));
	struct report *r = &m->report;
	int rc = arena_new(&m->texts);

	if (rc != 0)
		abort();
	strbuf_init(&m->sources);
	r->period = keep(m, period);
	r->site = r->matrix = r->digest = r->tap = "";
	rc = store_read_begin(store, err);
	if (rc == 0) {
		rc = read_all(m, store, scope, err);
		store_read_end(store);
	}
	r->sources = keep(m, strbuf_text(&m->sources));
	if (rc != 0) {
		report_free(r);
		return rc;
	}
	*out = r;
	return 0;
}

void
report_free(struct report *r)
{
	struct model *m = (struct model *)r;

	if (!m)
		return;
	free(r->findings);
	free(r->blocked);
	free(r->sums);
	free(r->inputs);
	free(r->ports);
	free(r->violations);
	strbuf_fini(&m->sources);
	arena_free(m->texts);
	free(m);
}

uint64_t
report_escaped(const struct report *r)
{
	return r->headline.through[VERDICT_FORBIDDEN];
}

uint64_t
report_services(const struct report *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->violation_count; i++)
		if (r->violations[i].grade &&
		    strcmp(r->violations[i].grade, "service") == 0)
			n += (uint64_t)r->violations[i].flows;
	return n;
}

char *
report_sentence(const struct report *r, char *out, size_t size)
{
	uint64_t escaped = report_escaped(r);
	uint64_t uncovered = r->headline.through[VERDICT_MISSED];
	uint64_t services = report_services(r);
	size_t blocked = r->blocked_kinds[REPORT_BLOCKED];

	if (r->figures.packets == 0)
		snprintf(out, size, "Nothing was captured: no statement.");
	else if (escaped == 0 && uncovered == 0 && blocked == 0 &&
	    services == 0)
		snprintf(out, size,
		    "No departure from the matrix was seen in what was "
		    "captured.");
	else
		snprintf(out, size,
		    "%" PRIu64 " forbidden flow%s got through, %" PRIu64
		    " the matrix says nothing of;\n%zu required "
		    "connection%s blocked, %" PRIu64
		    " carried another protocol than their port's.",
		    escaped, escaped == 1 ? "" : "s", uncovered, blocked,
		    blocked == 1 ? " is" : "s are", services);
	return out;
}
