/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_life.c - open findings with their age, and those that are gone.
 */
#include <config.h>

#include <string.h>

#include "report/section.h"

static const struct doc_column columns[] = {
	{ "id", "finding", DOC_WORD, false },
	{ "kind", "kind", DOC_WORD, false },
	{ "life", "life", DOC_WORD, false },
	{ "since", "since", DOC_WORD, false },
	{ "nights", "nights", DOC_COUNT, false },
	{ "what", "what", DOC_TEXT, false },
	{ "flows", "flows", DOC_COUNT, false },
	{ "source", "client", DOC_ADDRESS, true },
	{ "destination", "server", DOC_ADDRESS, true },
	{ "last", "last", DOC_TIME, true },
	{ "command", "one of its flows", DOC_COMMAND, true },
};

static void
open_row(const struct section_page *p, struct doc_cell *c,
    const struct report_case *o)
{
	const struct section_filter filter = { .flow_id = o->flow_id };

	doc_set_text(p->doc, &c[0], o->id);
	doc_set_text(p->doc, &c[1], o->kind);
	doc_set_text(p->doc, &c[2],
	    o->life == REPORT_LIFE_UNKNOWN ? "not known"
					   : section_life(o->life));
	doc_set_text(p->doc, &c[3],
	    o->life == REPORT_NEW ? p->r->day : o->since);
	if (o->life != REPORT_GONE && o->life != REPORT_LIFE_UNKNOWN)
		doc_set_count(&c[4], o->nights);
	doc_set_text(p->doc, &c[5], o->what);
	if (o->life == REPORT_GONE)
		return;
	doc_set_count(&c[6], o->flows);
	doc_set_text(p->doc, &c[7], o->src);
	doc_set_text(p->doc, &c[8], o->dst);
	doc_set_time(&c[9], o->last_us);
	if (o->flow_id > 0)
		section_flows(p, &c[10], &filter);
}

static void
case_table(const struct section_page *p, struct doc_section *s, bool gone,
    const char *key, const char *title)
{
	const struct report *r = p->r;
	struct section_list list = SECTION_LIST(p, s, key, title, columns);

	for (size_t i = 0; i < r->case_count; i++) {
		const struct report_case *one = &r->cases[i];
		struct doc_cell *c;

		if ((one->life == REPORT_GONE) != gone)
			continue;
		c = section_list_row(&list, one->flows);
		if (c)
			open_row(p, c, one);
	}
	section_list_end(&list, NULL);
}

static void
nights(const struct section_page *p, struct doc_section *s)
{
	static const struct doc_column day_columns[] = {
		{ "day", "day", DOC_WORD, false },
	};
	const struct report *r = p->r;
	struct doc_table *t;

	if (!r->day) {
		doc_note(s, DOC_PLAIN,
		    "Findings have an age in the report of a day only.");
		return;
	}
	if (r->night_before)
		doc_set_text(p->doc,
		    doc_fact(s, "night-before", "last report before", DOC_WORD),
		    r->night_before);
	else
		doc_note(s, DOC_PLAIN,
		    "No earlier night is recorded: which findings are new can "
		    "not be told.");
	if (r->night_missing_count == 0)
		return;
	t = doc_table(s, "missing", "Days of the last month without a report",
	    SECTION_COLUMNS(day_columns));
	for (size_t i = 0; i < r->night_missing_count; i++)
		doc_set_text(p->doc, doc_row(t), r->nights_missing[i]);
}

void
section_open(const struct section_page *p)
{
	struct doc_section *s = doc_section(p->doc, DOC_AUDITOR, "open",
	    "Open findings, and their age");

	nights(p, s);
	if (p->r->case_count == 0)
		doc_note(s, DOC_PLAIN, "There is none.");
	case_table(p, s, false, "open", "Open");
	case_table(p, s, true, "gone", "Gone since the night before");
}
