/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_protocol.c - what was spoken on the ports: violations, protocols
 * where they do not belong, weak security, names that do not fit.
 */
#include <config.h>

#include <string.h>

#include "report/section.h"

static const struct doc_column talk_columns[] = {
	{ "flows", "flows", DOC_COUNT, false },
	{ "proto", "protocol", DOC_WORD, false },
	{ "port", "port", DOC_NUMBER, false },
	{ "app", "spoken", DOC_WORD, false },
	{ "expected", "expected", DOC_WORD, false },
	{ "security", "security", DOC_WORD, false },
	{ "source-roles", "from", DOC_WORD, false },
	{ "destination-roles", "to", DOC_WORD, false },
	{ "verdict", "verdict", DOC_WORD, true },
	{ "source", "client", DOC_ADDRESS, true },
	{ "destination", "server", DOC_ADDRESS, true },
	{ "sources", "clients", DOC_COUNT, true },
	{ "destinations", "servers", DOC_COUNT, true },
	{ "ndpi-app", "nDPI says", DOC_WORD, true },
	{ "server-name", "name", DOC_NAME, true },
	{ "claimed-name", "claimed", DOC_NAME, true },
	{ "first", "first", DOC_TIME, true },
	{ "last", "last", DOC_TIME, true },
	SECTION_CONTINUING,
	{ "command", "flows", DOC_COMMAND, true },
};

/* What tells the flows of a kind of talk apart from all others. */
static void
set_filter(const struct store_talk *t, enum store_talk_kind kind,
    struct section_filter *f)
{
	*f = (struct section_filter){ .verdict = t->verdict,
		.src_roles = t->src_roles,
		.dst_roles = t->dst_roles,
		.proto = t->proto,
		.port = t->port,
		.conformance = t->conformance,
		.grade = t->grade,
		.app = section_or_none(t->app),
		.ndpi_app = section_or_none(t->ndpi_app),
		.security = section_or_none(t->security) };
	if (kind == STORE_TALK_CONTRADICTED)
		f->reason = "name-contradicted";
	else if (kind == STORE_TALK_BYPASS)
		f->through = "through,probable";
}

static void
talk_row(const struct section_page *p, struct doc_cell *c,
    const struct store_talk *t, enum store_talk_kind kind)
{
	struct section_filter filter;

	set_filter(t, kind, &filter);
	doc_set_count(&c[0], (uint64_t)t->flows);
	doc_set_text(p->doc, &c[1], t->proto);
	section_number(&c[2], t->port);
	doc_set_text(p->doc, &c[3], t->app ? t->app : "no known protocol");
	doc_set_text(p->doc, &c[4], t->expected);
	doc_set_text(p->doc, &c[5], t->security);
	doc_set_text(p->doc, &c[6], roles_text(t->src_roles));
	doc_set_text(p->doc, &c[7], roles_text(t->dst_roles));
	doc_set_text(p->doc, &c[8], t->verdict);
	section_host(p, &c[9], t->src);
	section_host(p, &c[10], t->dst);
	section_number(&c[11], t->sources);
	section_number(&c[12], t->destinations);
	doc_set_text(p->doc, &c[13], t->ndpi_app);
	doc_set_text(p->doc, &c[14], t->server_name);
	doc_set_text(p->doc, &c[15], t->claimed_name);
	doc_set_time(&c[16], t->first_us);
	doc_set_time(&c[17], t->last_us);
	section_continuing(p, &c[18], t->first_us);
	section_flows(p, &c[19], &filter);
}

static bool
of_grade(const struct store_talk *t, const char *grade)
{
	return !grade || (t->grade && strcmp(t->grade, grade) == 0);
}

/* The talks of a kind, and of a grade if it is given; true when there are
 * any. */
static bool
talk_table(const struct section_page *p, struct doc_section *s,
    enum store_talk_kind kind, const char *grade, const char *key,
    const char *title)
{
	const struct report *r = p->r;
	struct section_list list = SECTION_LIST(p, s, key, title, talk_columns);

	for (size_t i = 0; i < r->talk_counts[kind]; i++) {
		const struct store_talk *t = &r->talks[kind][i];
		struct doc_cell *c;

		if (!of_grade(t, grade))
			continue;
		c = section_list_row(&list, (uint64_t)t->flows);
		if (c)
			talk_row(p, c, t, kind);
	}
	return section_list_end(&list, NULL);
}

/* Probes are one line. */
static void
probe_line(const struct section_page *p, struct doc_section *s)
{
	const struct report *r = p->r;
	const struct section_filter filter = { .conformance = "violates",
		.grade = "probe" };
	uint64_t flows = 0;
	struct doc_cell *c;

	for (size_t i = 0; i < r->talk_counts[STORE_TALK_VIOLATES]; i++)
		if (of_grade(&r->talks[STORE_TALK_VIOLATES][i], "probe"))
			flows +=
			    (uint64_t)r->talks[STORE_TALK_VIOLATES][i].flows;
	c = doc_fact(s, "probes",
	    "probes (another protocol, and turned away or unanswered)",
	    DOC_COUNT);
	doc_set_count(c, flows);
	if (flows == 0)
		return;
	c = doc_fact(s, "probes-command", "their flows", DOC_COMMAND);
	section_flows(p, c, &filter);
}

void
section_services(const struct section_page *p)
{
	struct doc_section *s =
	    doc_section(p->doc, DOC_ADMINISTRATOR, "services",
		"Services that speak another protocol than their "
		"port's");

	if (!talk_table(p, s, STORE_TALK_VIOLATES, "service", "services",
		"Services"))
		doc_note(s, DOC_PLAIN, "%s",
		    p->r->figures.ndpi_version || p->r->figures.packets == 0
			? "None was seen."
			: "None can be told: protocols were judged by our "
			  "recognisers alone, and nothing is ever called a "
			  "violation then.");
	probe_line(p, s);
}

static const struct doc_column port_columns[] = {
	{ "proto", "protocol", DOC_WORD, false },
	{ "port", "port", DOC_NUMBER, false },
	{ "expected", "expected", DOC_WORD, false },
	{ "conforms", "conform", DOC_COUNT, false },
	{ "violates", "violate", DOC_COUNT, false },
	{ "undetermined", "undetermined", DOC_COUNT, false },
	{ "no-payload", "without payload", DOC_COUNT, true },
	{ "midstream", "begun before the capture", DOC_COUNT, true },
	{ "one-way", "of one direction", DOC_COUNT, true },
	{ "unclear", "unclear", DOC_COUNT, true },
};

static void
port_row(const struct section_page *p, struct doc_table *t,
    const struct report_port *port)
{
	struct doc_cell *c = doc_row(t);

	doc_set_text(p->doc, &c[0], port->proto);
	section_number(&c[1], port->port);
	doc_set_text(p->doc, &c[2], port->expected);
	doc_set_count(&c[3], port->conforms);
	doc_set_count(&c[4], port->violates);
	if (port->violates)
		c[4].tone = DOC_BAD;
	doc_set_count(&c[5],
	    port->no_payload + port->midstream + port->one_way + port->unclear);
	doc_set_count(&c[6], port->no_payload);
	doc_set_count(&c[7], port->midstream);
	doc_set_count(&c[8], port->one_way);
	doc_set_count(&c[9], port->unclear);
}

void
section_protocols(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "protocols",
	    "Protocols on the ports that expect one");
	struct doc_table *t;
	struct doc_cell *c =
	    doc_fact(s, "ndpi", "nDPI that was asked", DOC_WORD);

	doc_set_text(p->doc, c,
	    r->figures.ndpi_version ? r->figures.ndpi_version : "none");
	if (r->unasked_runs > 0 && r->run_count > 0)
		doc_note(s, DOC_WARN,
		    "In %zu of %zu runs protocols were judged by our "
		    "recognisers alone: nothing is ever called a violation "
		    "then.",
		    r->unasked_runs, r->run_count);
	if (r->port_count == 0) {
		doc_note(s, DOC_PLAIN, "There was no flow on such a port.");
		return;
	}
	t = doc_table(s, "ports", "Flows by port",
	    SECTION_COLUMNS(port_columns));
	for (size_t i = 0; i < r->port_count; i++)
		port_row(p, t, &r->ports[i]);
}

static void
bypass(const struct section_page *p)
{
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "bypass",
	    "Gateway bypass: users straight to a session host's 3389");

	for (size_t i = 0; i < p->r->feature_count; i++)
		if (strcmp(p->r->features[i].feature, "direct-mode") == 0 &&
		    p->r->features[i].on) {
			doc_note(s, DOC_PLAIN,
			    "The site has Direct Mode on: that is allowed "
			    "here.");
			return;
		}
	if (!talk_table(p, s, STORE_TALK_BYPASS, NULL, "bypass",
		"Gateway bypass"))
		doc_note(s, DOC_PLAIN,
		    "Direct Mode is off, and no such flow got through.");
}

void
section_talks(const struct section_page *p)
{
	struct doc_section *s;
	bool any = false;

	bypass(p);
	s = doc_section(p->doc, DOC_DETAIL, "weak-protocols",
	    "Protocols out of place, old, or in doubt");
	any |= talk_table(p, s, STORE_TALK_RDP_ELSEWHERE, NULL, "rdp-elsewhere",
	    "RDP on other ports than 3389");
	any |= talk_table(p, s, STORE_TALK_RDP_STANDARD, NULL, "rdp-standard",
	    "Standard RDP security (RC4; no proof of who the server is)");
	any |= talk_table(p, s, STORE_TALK_OLD_TLS, NULL, "old-tls",
	    "TLS before 1.2");
	any |= talk_table(p, s, STORE_TALK_CONTRADICTED, NULL, "names",
	    "Names that DNS contradicts");
	any |= talk_table(p, s, STORE_TALK_OTHER_OPINION, NULL, "opinions",
	    "Recognised, while nDPI names something else");
	if (!any)
		doc_note(s, DOC_PLAIN,
		    "No RDP on other ports, no standard RDP security, no TLS "
		    "before 1.2 and no contradicted name was seen.");
}
