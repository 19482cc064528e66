/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_change.c - who speaks with whom that did not, and who does no more.
 */
#include <config.h>

#include <string.h>

#include "report/section.h"

static const struct doc_column columns[] = {
	{ "change", "is", DOC_WORD, false },
	{ "source-roles", "from", DOC_WORD, false },
	{ "destination-roles", "to", DOC_WORD, false },
	{ "proto", "protocol", DOC_WORD, false },
	{ "port", "port", DOC_NUMBER, false },
	{ "verdict", "verdict", DOC_WORD, false },
	{ "flows", "flows", DOC_COUNT, false },
	{ "command", "flows", DOC_COMMAND, true },
};

static void
change_row(const struct section_page *p, struct doc_cell *c,
    const struct report_change *one)
{
	const struct section_filter filter = { .verdict = one->verdict,
		.through = "through",
		.src_roles = one->src_roles,
		.dst_roles = one->dst_roles,
		.proto = one->proto,
		.port = one->port };

	doc_set_text(p->doc, &c[0], one->gone ? "gone" : "new");
	doc_set_text(p->doc, &c[1], roles_text(one->src_roles));
	doc_set_text(p->doc, &c[2], roles_text(one->dst_roles));
	doc_set_text(p->doc, &c[3], one->proto);
	section_number(&c[4], one->port);
	doc_set_text(p->doc, &c[5], one->verdict);
	doc_set_count(&c[6], (uint64_t)one->flows);
	if (!one->gone)
		section_flows(p, &c[7], &filter);
	if (!one->gone && strcmp(one->verdict, "allowed") != 0)
		c[0].tone = DOC_WARN;
}

/* New ones and gone ones have a limit each. */
static void
change_table(const struct section_page *p, struct doc_section *s,
    const struct report_comparison *with, bool gone, const char *key,
    const char *title)
{
	struct section_list list = SECTION_LIST(p, s, key, title, columns);

	for (size_t i = 0; i < with->change_count; i++) {
		const struct report_change *one = &with->changes[i];
		struct doc_cell *c;

		if (one->gone != gone)
			continue;
		c = section_list_row(&list, (uint64_t)one->flows);
		if (c)
			change_row(p, c, one);
	}
	section_list_end(&list, NULL);
}

static void
comparison(const struct section_page *p, struct doc_section *s,
    const struct report_comparison *with, const char *const keys[3],
    const char *const titles[3])
{
	struct doc_cell *c;

	if (!with->with)
		return;
	c = doc_fact(s, keys[0], titles[0], DOC_WORD);
	doc_set_text(p->doc, c, with->with);
	if (!with->recorded)
		doc_note(s, DOC_PLAIN,
		    "Nothing is recorded of %s: there is nothing to compare "
		    "with.",
		    with->with);
	else if (with->change_count == 0)
		doc_note(s, DOC_PLAIN,
		    "Since %s no pair of roles and no service is new or gone.",
		    with->with);
	change_table(p, s, with, false, keys[1], titles[1]);
	change_table(p, s, with, true, keys[2], titles[2]);
}

void
section_changes(const struct section_page *p)
{
	static const char *const day_keys[] = { "day-before", "day-new",
		"day-gone" };
	static const char *const day_titles[] = { "the day before",
		"New since the day before", "Gone since the day before" };
	static const char *const week_keys[] = { "week-before", "week-new",
		"week-gone" };
	static const char *const week_titles[] = { "the same day a week before",
		"New since the same day a week before",
		"Gone since the same day a week before" };
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "changes",
	    "What changed: pairs of roles and services that got through");

	if (!p->r->day)
		doc_note(s, DOC_PLAIN,
		    "Changes are told in the report of a day only.");
	comparison(p, s, &p->r->day_before, day_keys, day_titles);
	comparison(p, s, &p->r->week_before, week_keys, week_titles);
}
