/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_fix.c - lines for the site file that would settle most findings, and
 * the hosts without a role that they come from.  Nothing here is applied by
 * itself.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "report/section.h"

#define FIXES_MAX 10

/* A line that a site may take over. */
struct fix {
	char *line;
	const char *about; /* what it means */
	size_t findings;   /* that it would settle */
	uint64_t flows;
	int64_t flow_id;
};

struct fixes {
	struct fix *at;
	size_t count;
};

static void
add_fix(struct fixes *f, const char *line, const char *about, size_t findings,
    uint64_t flows, int64_t flow_id)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->at[i].line, line) == 0) {
			f->at[i].findings += findings;
			f->at[i].flows += flows;
			return;
		}
	f->at = xrealloc(f->at, f->count + 1, sizeof(*f->at));
	f->at[f->count++] = (struct fix){ .line = xstrdup(line),
		.about = about,
		.findings = findings,
		.flows = flows,
		.flow_id = flow_id };
}

/* A role that a row names as an end: no group, address or pattern. */
static bool
is_role(const struct report *r, const char *text)
{
	return text && roles_kind(&r->roles, text) >= 0;
}

/* A host that seems to be of many roles is a scanner rather. */
#define ROLES_MAX 2

static size_t
roles_of(const struct report *r, const char *host)
{
	size_t n = 0;

	for (size_t i = 0; i < r->stranger_count; i++)
		n += strcmp(r->strangers[i].facts.host, host) == 0;
	return n;
}

static void
add_addresses(const struct section_page *p, struct fixes *f)
{
	for (size_t i = 0; i < p->r->stranger_count; i++) {
		const struct report_stranger *one = &p->r->strangers[i];
		char line[256];

		if (!is_role(p->r, one->role) ||
		    !roles_inside(&p->r->networks, one->facts.host) ||
		    roles_of(p->r, one->facts.host) > ROLES_MAX)
			continue;
		snprintf(line, sizeof(line), "address %s %s", one->facts.host,
		    one->role);
		add_fix(f, line, "if this host is one", one->findings,
		    one->flows, one->facts.flow_id);
	}
}

/* "ntp" of UDP 123: a name for a known line. */
static const char *
service_name(const char *proto, int64_t port)
{
	static const struct {
		int64_t port;
		const char *name;
	} names[] = {
		{ 22, "ssh" },
		{ 25, "mail" },
		{ 53, "names" },
		{ 88, "kerberos" },
		{ 123, "time" },
		{ 135, "rpc" },
		{ 161, "snmp" },
		{ 389, "directory" },
		{ 443, "web" },
		{ 445, "files" },
		{ 514, "syslog" },
		{ 636, "directory" },
		{ 5985, "winrm" },
		{ 10050, "monitoring" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].port == port)
			return names[i].name;
	return proto;
}

/* "udp 123", or the protocol alone. */
static void
add_service(struct strbuf *out, const char *proto, int64_t port)
{
	strbuf_add(out, proto);
	if (port >= 0)
		strbuf_addf(out, " %" PRId64, port);
}

/* The hosts of a missed group: how many findings it is. */
static size_t
findings_of(const struct report *r, const struct store_finding *f)
{
	size_t n = 0;

	for (size_t i = 0; i < r->case_count; i++) {
		const struct report_case *c = &r->cases[i];

		if (c->life != REPORT_GONE && c->port == f->port &&
		    strcmp(c->kind,
			strcmp(f->verdict, "missed") == 0 ? "missed"
							  : "escaped") == 0 &&
		    strcmp(c->src_roles, f->src_roles) == 0 &&
		    strcmp(c->dst_roles, f->dst_roles) == 0 &&
		    strcmp(c->proto, f->proto) == 0)
			n++;
	}
	return n ? n : 1;
}

static const char *
end_of(const char *roles, const char *host, int64_t hosts)
{
	if (*roles)
		return roles;
	return hosts == 1 && host ? host : "any";
}

static void
add_known(const struct section_page *p, struct fixes *f,
    const struct store_finding *m)
{
	struct strbuf line;

	strbuf_init(&line);
	strbuf_addf(&line, "known %s-%" PRId64 " %s -> %s ",
	    service_name(m->proto, m->port), m->port < 0 ? 0 : m->port,
	    end_of(m->src_roles, m->src, m->sources),
	    end_of(m->dst_roles, m->dst, m->destinations));
	add_service(&line, m->proto, m->port);
	strbuf_add(&line, " \"why\"");
	add_fix(f, strbuf_text(&line), "if the site expects it",
	    findings_of(p->r, m), (uint64_t)m->flows, m->flow_id);
	strbuf_fini(&line);
}

static void
add_allow(const struct section_page *p, struct fixes *f,
    const struct store_finding *m)
{
	struct strbuf line;

	if (!*m->src_roles || !*m->dst_roles || m->row_id)
		return;
	strbuf_init(&line);
	strbuf_addf(&line, "allow local-%s-%" PRId64 " %s -> %s ",
	    service_name(m->proto, m->port), m->port < 0 ? 0 : m->port,
	    m->src_roles, m->dst_roles);
	add_service(&line, m->proto, m->port);
	strbuf_add(&line, " until YYYY-MM-DD \"ticket\"");
	add_fix(f, strbuf_text(&line),
	    "only if it is meant to be: else close it", findings_of(p->r, m),
	    (uint64_t)m->flows, m->flow_id);
	strbuf_fini(&line);
}

static int
by_use(const void *a, const void *b)
{
	const struct fix *x = a;
	const struct fix *y = b;
	int order = (x->findings < y->findings) - (x->findings > y->findings);

	if (!order)
		order = (x->flows < y->flows) - (x->flows > y->flows);
	return order ? order : strcmp(x->line, y->line);
}

static void
collect(const struct section_page *p, struct fixes *f)
{
	add_addresses(p, f);
	for (size_t i = 0; i < p->r->finding_count; i++) {
		const struct report_finding *one = &p->r->findings[i];
		const struct store_finding *m = &one->facts;

		if (strcmp(m->through, "through") != 0)
			continue;
		if (strcmp(m->verdict, "forbidden") == 0)
			add_allow(p, f, m);
		else if (one->rank <= REPORT_RANK_OTHER &&
		    one->rank != REPORT_RANK_INTERNET)
			add_known(p, f, m);
	}
	if (f->count)
		qsort(f->at, f->count, sizeof(*f->at), by_use);
}

static const struct doc_column fix_columns[] = {
	{ "findings", "settles", DOC_COUNT, false },
	{ "line", "line for the site file", DOC_COMMAND, false },
	{ "about", "when", DOC_TEXT, false },
	{ "flows", "flows", DOC_COUNT, false },
	{ "command", "explained by", DOC_COMMAND, true },
};

void
section_fixes(const struct section_page *p)
{
	struct doc_section *s = doc_section(p->doc, DOC_ADMINISTRATOR, "fixes",
	    "Lines for the site file that would settle most");
	struct fixes f = { 0 };
	struct doc_table *t;
	uint64_t left = 0;

	collect(p, &f);
	if (f.count == 0) {
		doc_note(s, DOC_PLAIN, "There is nothing to propose.");
		return;
	}
	doc_note(s, DOC_PLAIN,
	    "Proposals by what was seen; nothing is applied by itself. Look "
	    "at each before you take it over.");
	t = doc_table(s, "fixes", "Proposals", SECTION_COLUMNS(fix_columns));
	for (size_t i = 0; i < f.count && i < FIXES_MAX; i++) {
		struct doc_cell *c = doc_row(t);

		doc_set_count(&c[0], f.at[i].findings);
		doc_set_text(p->doc, &c[1], f.at[i].line);
		doc_set_text(p->doc, &c[2], f.at[i].about);
		doc_set_count(&c[3], f.at[i].flows);
		if (f.at[i].flow_id > 0)
			section_textf(p, &c[4], "rasaudit explain %s%" PRId64,
			    p->db, f.at[i].flow_id);
	}
	for (size_t i = FIXES_MAX; i < f.count; i++)
		left += f.at[i].flows;
	if (f.count > FIXES_MAX)
		doc_folded(t, f.count - FIXES_MAX, left, NULL);
	for (size_t i = 0; i < f.count; i++)
		free(f.at[i].line);
	free(f.at);
}

static const struct doc_column stranger_columns[] = {
	{ "host", "host", DOC_ADDRESS, false },
	{ "role", "seems to be", DOC_COMMAND, false },
	{ "row", "by row", DOC_WORD, false },
	{ "proto", "protocol", DOC_WORD, false },
	{ "port", "port", DOC_NUMBER, false },
	{ "side", "as", DOC_WORD, false },
	{ "flows", "flows so", DOC_COUNT, false },
	{ "all-flows", "all that make it seem so", DOC_COUNT, true },
	{ "peer", "with", DOC_ADDRESS, true },
	{ "peer-roles", "of", DOC_WORD, true },
	{ "first", "first", DOC_TIME, true },
	{ "last", "last", DOC_TIME, true },
	SECTION_CONTINUING,
	{ "command", "flows", DOC_COMMAND, true },
};

static void
stranger_row(const struct section_page *p, struct doc_cell *c,
    const struct report_stranger *one)
{
	const struct store_stranger *f = &one->facts;
	const struct section_filter filter = { .verdict = "forbidden,missed",
		.through = "through",
		.src_roles = f->server ? NULL : "",
		.dst_roles = f->server ? "" : NULL,
		.src = f->server ? NULL : f->host,
		.dst = f->server ? f->host : NULL,
		.proto = f->proto,
		.port = f->port,
		.near = f->near_row_id,
		.near_fact = f->server ? "destination-role" : "source-role" };

	section_host(p, &c[0], f->host);
	doc_set_text(p->doc, &c[1], one->role);
	doc_set_text(p->doc, &c[2], f->near_row_id);
	doc_set_text(p->doc, &c[3], f->proto);
	section_number(&c[4], f->port);
	doc_set_text(p->doc, &c[5], f->server ? "server" : "client");
	doc_set_count(&c[6], (uint64_t)f->flows);
	doc_set_count(&c[7], one->flows);
	section_host(p, &c[8], f->peer);
	doc_set_text(p->doc, &c[9], roles_text(f->peer_roles));
	doc_set_time(&c[10], f->first_us);
	doc_set_time(&c[11], f->last_us);
	section_continuing(p, &c[12], f->first_us);
	section_flows(p, &c[13], &filter);
}

void
section_strangers(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "strangers",
	    "Hosts without a role that speak on RAS ports");
	struct section_list list = SECTION_LIST(p, s, "strangers",
	    "Hosts, and what they seem to be", stranger_columns);

	for (size_t i = 0; i < r->stranger_count; i++) {
		const struct report_stranger *one = &r->strangers[i];
		struct doc_cell *c = section_list_row(&list, one->flows);

		if (c)
			stranger_row(p, c, one);
	}
	if (!section_list_end(&list, NULL))
		doc_note(s, DOC_PLAIN, "None was seen.");
}
