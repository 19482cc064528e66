/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text.c - the report as plain text of 80 columns.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "report/style.h"
#include "report/text.h"

/* Where the report goes, and how. */
struct page {
	FILE *out;
	bool color;
	size_t limit;
};

static void
heading(const struct page *p, const char *text)
{
	fputc('\n', p->out);
	style_print(p->out, p->color, STYLE_BOLD, text);
	fputc('\n', p->out);
}

/* "  site       Head office" */
static void
fact(const struct page *p, const char *name, const char *value)
{
	fprintf(p->out, "  %-11s", name);
	style_safe(p->out, value && value[0] ? value : "not stated");
	fputc('\n', p->out);
}

static void
write_head(const struct page *p, const struct report *r)
{
	char sentence[512], first[STYLE_TIME_MAX], last[STYLE_TIME_MAX];
	bool bad =
	    report_escaped(r) > 0 || r->blocked_kinds[REPORT_BLOCKED] > 0;

	style_print(p->out, p->color, STYLE_BOLD, "RAS port matrix audit: ");
	style_safe(p->out, r->period);
	fputs("\n\n", p->out);
	style_print(p->out, p->color, bad ? STYLE_BAD : STYLE_PLAIN,
	    report_sentence(r, sentence, sizeof(sentence)));
	fputs("\n\n", p->out);
	fact(p, "site", r->site);
	fact(p, "matrix", r->matrix);
	fact(p, "tap", r->tap);
	fact(p, "read", r->sources);
	fprintf(p->out, "  %-11s%s to %s UTC\n", "packets of",
	    style_time((int64_t)r->figures.first_packet_us, first),
	    style_time((int64_t)r->figures.last_packet_us, last));
	if (r->several_policies)
		fprintf(p->out,
		    "  %-11sseveral were in force; the latest is "
		    "named here\n",
		    "policy");
	else
		fact(p, "policy", r->digest);
}

/* The two cells of a verdict in the headline table: what they are called. */
struct headline_row {
	enum verdict verdict;
	const char *name, *through, *stopped;
	enum style style_through, style_stopped;
};

static const struct headline_row headline_rows[] = {
	{ VERDICT_ALLOWED, "allowed", "permitted", "blocked", STYLE_GOOD,
	    STYLE_BAD },
	{ VERDICT_FORBIDDEN, "forbidden", "escaped", "rejected", STYLE_BAD,
	    STYLE_PLAIN },
	{ VERDICT_MISSED, "missed", "uncovered", "uncovered attempt",
	    STYLE_WARN, STYLE_PLAIN },
};

static void
cell(const struct page *p, uint64_t n, const char *name, enum style style)
{
	char text[64];

	snprintf(text, sizeof(text), "%10" PRIu64 " %-17s", n, name);
	style_print(p->out, p->color, n > 0 ? style : STYLE_PLAIN, text);
}

static void
write_headline(const struct page *p, const struct report *r)
{
	const struct store_headline *h = &r->headline;

	heading(p, "Flows, by what the matrix says and what became of them");
	fprintf(p->out, "  %-10s%-28s%-28s%10s\n", "", "           got through",
	    "           did not", "probable");
	for (size_t i = 0; i < sizeof(headline_rows) / sizeof(headline_rows[0]);
	     i++) {
		const struct headline_row *row = &headline_rows[i];

		fprintf(p->out, "  %-10s", row->name);
		cell(p, h->through[row->verdict], row->through,
		    row->style_through);
		cell(p, h->stopped[row->verdict], row->stopped,
		    row->style_stopped);
		fprintf(p->out, "%10" PRIu64 "\n", h->probable[row->verdict]);
	}
	fprintf(p->out,
	    "  of the allowed, %" PRIu64 " by rows of the site; housekeeping "
	    "%" PRIu64 "\n"
	    "  missed: no row speaks of the flow.  blocked: needed, tried, "
	    "failed.\n"
	    "  probable: one-way, begun before the capture, or of unsure "
	    "direction.\n"
	    "  Components are closed but for what the matrix lists: that is "
	    "our reading.\n",
	    h->by_site, h->housekeeping);
}

/* A class of findings, in the order of the report. */
struct finding_class {
	const char *verdict, *through, *title;
	enum style style;
};

static const struct finding_class finding_classes[] = {
	{ "forbidden", "through", "Forbidden, and got through (escaped)",
	    STYLE_BAD },
	{ "missed", "through", "Missed: the matrix says nothing of it",
	    STYLE_WARN },
	{ "forbidden", "probable", "Forbidden, probably", STYLE_WARN },
	{ "missed", "probable", "Missed, probably", STYLE_PLAIN },
	{ "forbidden", "stopped",
	    "Forbidden, and did not get through "
	    "(rejected)",
	    STYLE_PLAIN },
	{ "missed", "stopped", "Missed, and did not get through", STYLE_PLAIN },
};

/* "client" or "(no role)" */
static const char *
roles(const char *text)
{
	return text && text[0] ? text : "(no role)";
}

static void
port_text(int64_t port, char *out, size_t size)
{
	if (port >= 0)
		snprintf(out, size, " %" PRId64, port);
	else
		out[0] = '\0';
}

static void
write_reason(const struct page *p, const struct store_finding *f)
{
	if (f->row_id)
		fprintf(p->out, "denied by %s", f->row_id);
	else if (f->near_row_id)
		fprintf(p->out, "nearest row %s: %s", f->near_row_id,
		    f->near_fact ? f->near_fact : "");
	else
		fprintf(p->out, "%s, no row is near", f->reason);
}

static void
write_finding(const struct page *p, const struct store_finding *f)
{
	char port[24], last[STYLE_TIME_MAX];

	port_text(f->port, port, sizeof(port));
	fprintf(p->out, "  %8" PRId64 "  ", f->flows);
	style_safe(p->out, roles(f->src_roles));
	fputs(" -> ", p->out);
	style_safe(p->out, roles(f->dst_roles));
	fprintf(p->out, "  %s%s\n            ", f->proto, port);
	if (f->known) {
		fputs("known as ", p->out);
		style_safe(p->out, f->known);
		fputs("; ", p->out);
	}
	write_reason(p, f);
	fputs("\n            ", p->out);
	style_safe(p->out, f->src ? f->src : "several");
	fputs(" -> ", p->out);
	style_safe(p->out, f->dst ? f->dst : "several");
	fprintf(p->out, ", last %s, flow %" PRId64 "\n",
	    style_time(f->last_us, last), f->flow_id);
}

static bool
in_class(const struct store_finding *f, const struct finding_class *c)
{
	return strcmp(f->verdict, c->verdict) == 0 &&
	    strcmp(f->through, c->through) == 0;
}

static void
write_class(const struct page *p, const struct report *r,
    const struct finding_class *c)
{
	size_t shown = 0, all = 0;
	int64_t rest = 0;

	for (size_t i = 0; i < r->finding_count; i++) {
		if (!in_class(&r->findings[i], c))
			continue;
		if (all++ == 0)
			heading(p, c->title);
		if (p->limit && shown == p->limit) {
			rest += r->findings[i].flows;
			continue;
		}
		shown++;
		write_finding(p, &r->findings[i]);
	}
	if (all > shown)
		fprintf(p->out,
		    "  %8" PRId64 "  flows of %zu further kinds; --limit 0 "
		    "lists them\n",
		    rest, all - shown);
}

static const char *const blocked_titles[REPORT_BLOCKED_KINDS] = {
	[REPORT_BLOCKED] = "Blocked: the matrix needs it and it does not "
			   "get through",
	[REPORT_INTERMITTENT] = "Intermittent: allowed, and some attempts "
				"failed",
	[REPORT_DEGRADED] = "Degraded: UDP fails where TCP works",
	[REPORT_SILENT] = "Silent: UDP that was not answered, and need not be",
};

/* What a cause means to the one who has to mend it. */
static const struct {
	const char *cause, *meaning;
} causes[] = {
	{ "refused-by-host",
	    "refused by the host: the service is down, or the host's own "
	    "firewall" },
	{ "prohibited", "prohibited: a firewall says so (ICMP)" },
	{ "unreachable", "unreachable: no route, or the host is down (ICMP)" },
	{ "silent", "no answer: dropped on the way, or the host is down" },
};

static void
write_cause(const struct page *p, const struct store_blocked *b)
{
	for (size_t i = 0; b->cause && i < sizeof(causes) / sizeof(causes[0]);
	     i++)
		if (strcmp(causes[i].cause, b->cause) == 0)
			fputs(causes[i].meaning, p->out);
	if (b->cause && strcmp(b->cause, "silent") == 0 &&
	    b->host_answered == 0)
		fputs("\n            the host answered nothing else either",
		    p->out);
}

static void
write_blocked_one(const struct page *p, const struct store_blocked *b)
{
	char port[24], last[STYLE_TIME_MAX];

	port_text(b->port, port, sizeof(port));
	fprintf(p->out, "  %8" PRId64 "  %s  ", b->refused + b->unanswered,
	    b->row_id);
	style_safe(p->out, roles(b->src_roles));
	fputs(" -> ", p->out);
	style_safe(p->out, roles(b->dst_roles));
	fprintf(p->out, "  %s%s\n            ", b->proto, port);
	style_safe(p->out, b->src ? b->src : "several");
	fputs(" -> ", p->out);
	style_safe(p->out, b->dst ? b->dst : "several");
	fprintf(p->out, ", last %s, flow %" PRId64 "\n            ",
	    style_time(b->last_us, last), b->flow_id);
	write_cause(p, b);
	fputc('\n', p->out);
}

static void
write_blocked(const struct page *p, const struct report *r,
    enum report_blocked_kind kind)
{
	size_t shown = 0;

	if (r->blocked_kinds[kind] == 0)
		return;
	heading(p, blocked_titles[kind]);
	for (size_t i = 0; i < r->blocked_count; i++) {
		if (r->blocked[i].kind != kind)
			continue;
		if (p->limit && shown == p->limit)
			break;
		shown++;
		write_blocked_one(p, &r->blocked[i].facts);
	}
	if (r->blocked_kinds[kind] > shown)
		fprintf(p->out, "  and %zu more; --limit 0 lists them\n",
		    r->blocked_kinds[kind] - shown);
}

/* "3 conform, 1 violates, 2 undetermined (1 no payload, 1 unclear)" */
static void
write_port(const struct page *p, const struct report_port *port)
{
	const struct {
		uint64_t n;
		const char *why;
	} parts[] = {
		{ port->no_payload, "without payload" },
		{ port->midstream, "begun before the capture" },
		{ port->one_way, "of one direction" },
		{ port->unclear, "unclear" },
	};
	uint64_t undetermined = 0;
	const char *before = "               undetermined: ";
	char number[24];

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		undetermined += parts[i].n;
	port_text(port->port, number, sizeof(number));
	fprintf(p->out,
	    "  %-4s%6s  %-18s %8" PRIu64 " %8" PRIu64 " %8" PRIu64 "\n",
	    port->proto, number, port->expected, port->conforms, port->violates,
	    undetermined);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].n > 0) {
			fprintf(p->out, "%s%" PRIu64 " %s", before, parts[i].n,
			    parts[i].why);
			before = ", ";
		}
	if (undetermined > 0)
		fputc('\n', p->out);
}

static void
write_violation(const struct page *p, const struct store_violation *v)
{
	char first[STYLE_TIME_MAX], last[STYLE_TIME_MAX];

	fprintf(p->out, "  %8" PRId64 "  %s %" PRId64 "  ", v->flows, v->proto,
	    v->port);
	style_safe(p->out, v->app ? v->app : "no known protocol");
	if (v->expected)
		fprintf(p->out, " instead of %s", v->expected);
	if (v->ndpi_app) {
		fputs("; nDPI: ", p->out);
		style_safe(p->out, v->ndpi_app);
	}
	fputs("\n            ", p->out);
	style_safe(p->out, roles(v->src_roles));
	fputs(" -> ", p->out);
	style_safe(p->out, roles(v->dst_roles));
	fprintf(p->out,
	    ", %" PRId64 " client%s, %" PRId64 " server%s\n            ",
	    v->sources, v->sources == 1 ? "" : "s", v->destinations,
	    v->destinations == 1 ? "" : "s");
	style_safe(p->out, v->src ? v->src : "several");
	fputs(" -> ", p->out);
	style_safe(p->out, v->dst ? v->dst : "several");
	fprintf(p->out, ", flow %" PRId64 "\n            %s to %s\n",
	    v->flow_id, style_time(v->first_us, first),
	    style_time(v->last_us, last));
}

/* Which list a violation stands in: services, probes, or second opinions. */
static const char *
violation_list(const struct store_violation *v)
{
	if (strcmp(v->conformance, "violates") != 0)
		return "Recognised, while nDPI names something else";
	if (v->grade && strcmp(v->grade, "probe") == 0)
		return "Probes: another protocol, and turned away or "
		       "unanswered";
	return "Services that speak another protocol than their port's";
}

static void
write_conformance(const struct page *p, const struct report *r)
{
	const char *list = NULL;
	size_t shown = 0;

	if (r->port_count == 0)
		return;
	heading(p, "Protocols on the ports that expect one");
	fprintf(p->out, "  %-30s %8s %8s %8s\n", "", "conform", "violate",
	    "unsure");
	for (size_t i = 0; i < r->port_count; i++)
		write_port(p, &r->ports[i]);
	for (size_t i = 0; i < r->violation_count; i++) {
		const struct store_violation *v = &r->violations[i];

		if (!list || strcmp(list, violation_list(v)) != 0) {
			list = violation_list(v);
			heading(p, list);
			shown = 0;
		}
		if (p->limit && shown++ == p->limit)
			fputs("  and more; --limit 0 lists them\n", p->out);
		else if (!p->limit || shown <= p->limit)
			write_violation(p, v);
	}
}

static void
write_rows(const struct page *p, const struct report *r)
{
	if (r->rows.total == 0)
		return;
	heading(p, "Rows of the matrix and the site");
	for (unsigned int i = 0; i <= ROW_STATUS_OFF; i++)
		fprintf(p->out, "  %8" PRIu64 "  %s\n", r->rows.by_status[i],
		    word_text(WORDS_ROW_STATUS, i));
}

static void
write_sums(const struct page *p, const struct report *r)
{
	size_t shown = 0;
	int64_t rest = 0;

	if (r->sum_count == 0)
		return;
	heading(p, "Counted, not judged one by one");
	for (size_t i = 0; i < r->sum_count; i++) {
		const struct store_sum *s = &r->sums[i];
		char port[24];

		if (p->limit && shown == p->limit) {
			rest += s->flows;
			continue;
		}
		shown++;
		port_text(s->port, port, sizeof(port));
		fprintf(p->out, "  %8" PRId64 "  %s %s%s", s->flows,
		    s->kind ? s->kind : "out of scope:",
		    s->kind ? "" : s->proto, s->kind ? "" : port);
		style_safe(p->out, s->kind ? s->host : NULL);
		fputc('\n', p->out);
	}
	if (r->sum_count > shown)
		fprintf(p->out, "  %8" PRId64 "  flows of %zu further kinds\n",
		    rest, r->sum_count - shown);
}

static void
count_line(const struct page *p, uint64_t n, const char *what)
{
	if (n > 0)
		fprintf(p->out, "  %12" PRIu64 "  %s\n", n, what);
}

/* What the fates of packets mean to a reader. */
static const char *const fate_texts[STORE_FATE_COUNT] = {
	[STORE_FATE_JUDGED] = "judged",
	[STORE_FATE_OUT_OF_SCOPE] = "out of scope: neither end is a component",
	[STORE_FATE_DUPLICATE] = "exact repeats, as a span port makes them",
	[STORE_FATE_TRUNCATED] = "not judged: cut before their ports",
	[STORE_FATE_MALFORMED] = "not judged: malformed",
	[STORE_FATE_NOT_IP] = "not IP (ARP, spanning tree and the like)",
	[STORE_FATE_UNKNOWN] = "not judged: of an unknown kind",
	[STORE_FATE_TOO_DEEP] = "not judged: nested too deeply",
	[STORE_FATE_FRAGMENT] = "not judged: fragments without their first",
};

static void
write_packets(const struct page *p, const struct report *r)
{
	const struct store_run *f = &r->figures;

	heading(p, "Packets, and what could not be judged");
	fprintf(p->out, "  %12" PRIu64 "  received\n", f->packets);
	for (size_t i = 0; i < STORE_FATE_COUNT; i++)
		count_line(p, f->fates[i], fate_texts[i]);
	count_line(p, f->snapped,
	    "cut by the snap length (their ports were there)");
	count_line(p, f->kernel_drops, "lost: dropped by the kernel");
	count_line(p, f->interface_drops, "lost: dropped by the interface");
	count_line(p, f->evicted_flows,
	    "flows pushed out of a full table (--memory)");
	count_line(p, f->time_back, "older than the packet before them");
	if (r->partial_runs > 0)
		fprintf(p->out,
		    "  %12zu  of %zu runs had an input that was cut, "
		    "unreadable or stopped\n",
		    r->partial_runs, r->run_count);
	count_line(p, r->crashed_runs,
	    "runs did not finish: their figures are incomplete");
}

static void
write_inputs(const struct page *p, const struct report *r)
{
	if (r->input_count == 0)
		return;
	heading(p, "Inputs that were not read to their end");
	for (size_t i = 0; i < r->input_count; i++) {
		const struct report_input *input = &r->inputs[i];

		fprintf(p->out, "  %12" PRId64 "  packets of ", input->packets);
		style_safe(p->out, input->path);
		if (input->error_offset >= 0)
			fprintf(p->out, ", damaged at byte %" PRId64,
			    input->error_offset);
		fputc('\n', p->out);
	}
}

void
report_text(const struct report *r, FILE *out,
    const struct report_text_options *options)
{
	struct page p = { .out = out,
		.color = options->color,
		.limit = options->list_limit };

	write_head(&p, r);
	write_headline(&p, r);
	write_class(&p, r, &finding_classes[0]);
	for (int kind = 0; kind < REPORT_BLOCKED_KINDS; kind++)
		write_blocked(&p, r, (enum report_blocked_kind)kind);
	for (size_t i = 1;
	     i < sizeof(finding_classes) / sizeof(finding_classes[0]); i++)
		write_class(&p, r, &finding_classes[i]);
	write_conformance(&p, r);
	write_rows(&p, r);
	write_sums(&p, r);
	write_packets(&p, r);
	write_inputs(&p, r);
}
