/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_traffic.c - traffic over the day, what left the farm, and what is
 * counted only.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "base/when.h"
#include "report/section.h"

#define STEPS_MAX (24 * 31)

static const struct {
	const char *key, *label;
	enum doc_tone tone;
	enum verdict verdict;
	bool probable; /* every verdict's */
	enum report_class class;
} lines[] = {
	{ "permitted", "permitted", DOC_GOOD, VERDICT_ALLOWED, false,
	    REPORT_THROUGH },
	{ "blocked", "allowed and stopped", DOC_BAD, VERDICT_ALLOWED, false,
	    REPORT_STOPPED },
	{ "escaped", "escaped", DOC_BAD, VERDICT_FORBIDDEN, false,
	    REPORT_THROUGH },
	{ "rejected", "rejected", DOC_QUIET, VERDICT_FORBIDDEN, false,
	    REPORT_STOPPED },
	{ "uncovered", "uncovered", DOC_WARN, VERDICT_MISSED, false,
	    REPORT_THROUGH },
	{ "attempted", "uncovered attempts", DOC_QUIET, VERDICT_MISSED, false,
	    REPORT_STOPPED },
	{ "probable", "probable", DOC_PLAIN, VERDICT_ALLOWED, true,
	    REPORT_PROBABLE },
};

#define LINES (sizeof(lines) / sizeof(lines[0]))

static uint64_t
value_of(const struct report_hour *h, size_t line)
{
	if (!lines[line].probable)
		return h->flows[lines[line].verdict][lines[line].class];
	return h->flows[VERDICT_ALLOWED][REPORT_PROBABLE] +
	    h->flows[VERDICT_FORBIDDEN][REPORT_PROBABLE] +
	    h->flows[VERDICT_MISSED][REPORT_PROBABLE];
}

/* Hours without a flow are steps too: they are seen in the drawing. */
static void
draw(const struct report *r, struct doc_series *c)
{
	const int64_t hour_us = (int64_t)WHEN_HOUR_US;
	int64_t first = r->hours[0].hour_us;
	int64_t last = r->hours[r->hour_count - 1].hour_us;
	size_t at = 0;

	if (r->day) {
		first = (int64_t)r->scope.since_us / hour_us * hour_us;
		last = ((int64_t)r->scope.until_us - 1) / hour_us * hour_us;
	}
	for (size_t i = 0; i < LINES; i++)
		doc_series_line(c, lines[i].key, lines[i].label, lines[i].tone);
	while (at < r->hour_count && r->hours[at].hour_us < first)
		at++;
	for (size_t n = 0; first <= last && n < STEPS_MAX;
	     first += hour_us, n++) {
		size_t step = doc_series_step(c, first);

		if (at == r->hour_count || r->hours[at].hour_us != first)
			continue;
		for (size_t i = 0; i < LINES; i++)
			doc_series_value(c, i, step,
			    value_of(&r->hours[at], i));
		at++;
	}
}

void
section_traffic(const struct section_page *p)
{
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "traffic",
	    "Traffic over the time, by the hour in which flows began");

	if (p->r->hour_count == 0) {
		doc_note(s, DOC_PLAIN, "There was none.");
		return;
	}
	draw(p->r, doc_series(s, "hours", "Flows by hour", "flows"));
}

/* What left. */

static const struct doc_column sender_columns[] = {
	{ "bytes", "bytes out", DOC_BYTES, false },
	{ "source", "host", DOC_ADDRESS, false },
	{ "source-roles", "of", DOC_WORD, false },
	{ "flows", "flows", DOC_COUNT, false },
	{ "destinations", "to hosts", DOC_COUNT, false },
	{ "destination", "one of them", DOC_ADDRESS, true },
	{ "named", "of them to named services", DOC_COUNT, true },
	{ "command", "flows", DOC_COMMAND, true },
	{ "named-command", "to named services", DOC_COMMAND, true },
};

static void
sender_row(const struct section_page *p, struct doc_table *t,
    const struct store_sender *one)
{
	const struct section_filter missed = { .verdict = "missed",
		.through = "through,probable",
		.src = one->src };
	const struct section_filter named = { .verdict = "allowed",
		.through = "through,probable",
		.dst_roles = "",
		.src = one->src };
	struct doc_cell *c = doc_row(t);

	doc_set_count(&c[0], (uint64_t)one->bytes_out);
	section_host(p, &c[1], one->src);
	doc_set_text(p->doc, &c[2], roles_text(one->src_roles));
	doc_set_count(&c[3], (uint64_t)one->flows);
	doc_set_count(&c[4], (uint64_t)one->destinations);
	section_host(p, &c[5], one->dst);
	doc_set_count(&c[6], (uint64_t)one->named);
	if (one->flows > one->named)
		section_flows(p, &c[7], &missed);
	if (one->named)
		section_flows(p, &c[8], &named);
}

void
section_senders(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s =
	    doc_section(p->doc, DOC_DETAIL, "senders", "What left the farm");
	const struct store_senders_rest *rest = &r->senders_rest;
	uint64_t bytes = rest->bytes, flows = rest->flows, hosts = rest->hosts;
	struct doc_table *t;

	for (size_t i = 0; i < r->sender_count; i++)
		bytes += (uint64_t)r->senders[i].bytes_out;
	doc_set_count(doc_fact(s, "bytes",
			  "bytes that components sent where no row speaks of "
			  "it, or to named services",
			  DOC_BYTES),
	    bytes);
	if (rest->not_looked_at)
		doc_note(s, DOC_WARN,
		    "%" PRIu64 " flows of the kinds with least bytes were not "
		    "looked at one by one.",
		    rest->not_looked_at);
	if (r->sender_count == 0)
		return;
	t = doc_table(s, "senders", "Hosts that sent most",
	    SECTION_COLUMNS(sender_columns));
	for (size_t i = 0; i < r->sender_count && i < p->limit; i++)
		sender_row(p, t, &r->senders[i]);
	for (size_t i = p->limit; i < r->sender_count; i++, hosts++)
		flows += (uint64_t)r->senders[i].flows;
	if (hosts)
		doc_folded(t, hosts, flows, NULL);
}

/* What is in sums only. */

static const struct doc_column sum_columns[] = {
	{ "flows", "flows", DOC_COUNT, false },
	{ "kind", "kind", DOC_WORD, false },
	{ "proto", "protocol", DOC_WORD, false },
	{ "port", "port", DOC_NUMBER, false },
	{ "host", "host", DOC_ADDRESS, false },
	{ "packets", "packets", DOC_COUNT, true },
	{ "bytes", "bytes", DOC_BYTES, true },
};

void
section_sums(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "sums",
	    "Counted, not judged one by one");
	struct doc_table *t;
	uint64_t rest = 0;

	if (r->sum_count == 0) {
		doc_note(s, DOC_PLAIN, "There was none.");
		return;
	}
	t = doc_table(s, "sums", "Out of scope, and housekeeping",
	    SECTION_COLUMNS(sum_columns));
	for (size_t i = 0; i < r->sum_count; i++) {
		const struct store_sum *one = &r->sums[i];
		struct doc_cell *c;

		if (i >= p->limit) {
			rest += (uint64_t)one->flows;
			continue;
		}
		c = doc_row(t);
		doc_set_count(&c[0], (uint64_t)one->flows);
		doc_set_text(p->doc, &c[1],
		    one->kind ? one->kind : "out-of-scope");
		doc_set_text(p->doc, &c[2], one->proto);
		section_number(&c[3], one->port);
		doc_set_text(p->doc, &c[4], one->host);
		doc_set_count(&c[5], (uint64_t)one->packets);
		doc_set_count(&c[6], (uint64_t)one->bytes);
	}
	if (r->sum_count > p->limit)
		doc_folded(t, r->sum_count - p->limit, rest, NULL);
}
