/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section.c - what the sections of a report share.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "report/anonymize.h"
#include "report/section.h"

/* A word for a shell. */
static void
add_quoted(struct strbuf *out, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_.:/,=+@%";

	if (*text && strspn(text, plain) == strlen(text)) {
		strbuf_add(out, text);
		return;
	}
	strbuf_add_char(out, '\'');
	for (; *text; text++)
		if (*text == '\'')
			strbuf_add(out, "'\\''");
		else
			strbuf_add_char(out, *text);
	strbuf_add_char(out, '\'');
}

static void
add_option(struct strbuf *out, const char *name, const char *value)
{
	if (!value)
		return;
	strbuf_addf(out, " --%s ", name);
	add_quoted(out, value);
}

/* These roles and no other. */
static void
add_roles(struct strbuf *out, const char *name, const char *roles)
{
	struct strbuf exact;

	if (!roles)
		return;
	strbuf_init(&exact);
	strbuf_addf(&exact, "=%s", roles);
	add_option(out, name, strbuf_text(&exact));
	strbuf_fini(&exact);
}

const char *
section_or_none(const char *text)
{
	return text ? text : SECTION_NONE;
}

static void
set_command(struct strbuf *out, const struct section_page *p,
    const struct section_filter *f)
{
	strbuf_init(out);
	strbuf_addf(out, "rasaudit flows %s%s", p->db, p->period);
	if (f->flow_id > 0)
		strbuf_addf(out, " --flow %" PRId64, f->flow_id);
	add_option(out, "verdict", f->verdict);
	add_option(out, "class", f->through);
	add_roles(out, "src-role", f->src_roles);
	add_roles(out, "dst-role", f->dst_roles);
	add_option(out, "src", f->src);
	add_option(out, "dst", f->dst);
	add_option(out, "proto", f->proto);
	if (f->port > 0)
		strbuf_addf(out, " --port %" PRId64, f->port);
	add_option(out, "row", f->row);
	add_option(out, "near", f->near);
	add_option(out, "near-fact", f->near_fact);
	add_option(out, "known", f->known);
	add_option(out, "reason", f->reason);
	add_option(out, "conformance", f->conformance);
	add_option(out, "grade", f->grade);
	add_option(out, "app", f->app);
	add_option(out, "ndpi", f->ndpi_app);
	add_option(out, "security", f->security);
	add_option(out, "weak", f->weak);
	if (strbuf_error(out))
		abort();
}

void
section_flows(const struct section_page *p, struct doc_cell *c,
    const struct section_filter *f)
{
	struct strbuf text;

	set_command(&text, p, f);
	doc_set_text(p->doc, c, strbuf_text(&text));
	strbuf_fini(&text);
}

struct doc_cell *
section_list_row(struct section_list *l, uint64_t flows)
{
	if (!l->table)
		l->table = doc_table(l->section, l->key, l->title, l->columns,
		    l->column_count);
	if (l->shown < l->page->limit) {
		l->shown++;
		return doc_row(l->table);
	}
	l->items++;
	l->flows += flows;
	return NULL;
}

bool
section_list_end(const struct section_list *l, const struct section_filter *all)
{
	struct strbuf command;

	if (l->items > 0 && all) {
		set_command(&command, l->page, all);
		doc_folded(l->table, l->items, l->flows, strbuf_text(&command));
		strbuf_fini(&command);
	} else if (l->items > 0) {
		doc_folded(l->table, l->items, l->flows, NULL);
	}
	return l->table != NULL;
}

const char *
section_life(enum report_life life)
{
	static const char *const words[] = {
		[REPORT_LIFE_UNKNOWN] = NULL,
		[REPORT_NEW] = "new",
		[REPORT_CONTINUING] = "continuing",
		[REPORT_RETURNED] = "returned",
		[REPORT_GONE] = "gone",
	};

	return words[life];
}

void
section_textf(const struct section_page *p, struct doc_cell *c, const char *fmt,
    ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	doc_set_text(p->doc, c, text);
	free(text);
}

void
section_host(const struct section_page *p, struct doc_cell *c, const char *host)
{
	if (!host)
		c->type = DOC_WORD;
	doc_set_text(p->doc, c, host ? host : "several");
}

void
section_continuing(const struct section_page *p, struct doc_cell *c,
    int64_t first_us)
{
	if (first_us >= 0 && (uint64_t)first_us < p->r->scope.since_us)
		doc_set_text(p->doc, c, "continuing");
}

void
section_number(struct doc_cell *c, int64_t n)
{
	if (n >= 0)
		doc_set_count(c, (uint64_t)n);
}

static void
hide_quoted(const struct section_page *p, const char *text)
{
	const char *part;
	size_t len;

	while ((part = anonymize_quoted(&text, &len)) != NULL) {
		char *name = xcalloc(len + 1, 1);

		memcpy(name, part, len);
		doc_hide(p->doc, name);
		free(name);
	}
}

void
section_rule(const struct section_page *p, struct doc_cell *c, const char *text,
    bool ours)
{
	if (text && strpbrk(text, ".:\""))
		c->type = DOC_COMMAND;
	if (text && ours)
		hide_quoted(p, text);
	doc_set_text(p->doc, c, text);
}

const char *
section_cause(const char *cause)
{
	static const struct {
		const char *cause, *meaning;
	} causes[] = {
		{ "refused-by-host",
		    "the service is down, or the host's own firewall" },
		{ "prohibited", "a firewall says so (ICMP)" },
		{ "unreachable", "no route, or the host is down (ICMP)" },
		{ "silent",
		    "no answer: dropped on the way, or the host is down" },
	};

	for (size_t i = 0; cause && i < sizeof(causes) / sizeof(causes[0]); i++)
		if (strcmp(causes[i].cause, cause) == 0)
			return causes[i].meaning;
	return "";
}

const char *
section_s(uint64_t n)
{
	return n == 1 ? "" : "s";
}
