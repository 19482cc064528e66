/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_scope.c - what was looked at, how far it can be trusted, and the
 * headline table.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "report/model_scope.h"
#include "report/section.h"

static void
text_fact(const struct section_page *p, struct doc_section *s, const char *key,
    const char *label, enum doc_type type, const char *text)
{
	struct doc_cell *c = doc_fact(s, key, label, type);

	doc_set_text(p->doc, c, text && *text ? text : NULL);
	if (!text || !*text) {
		c->type = DOC_WORD;
		doc_set_text(p->doc, c, "not stated");
	}
}

static void
share_fact(struct doc_section *s, const char *key, const char *label,
    double share, double floor, bool above)
{
	struct doc_cell *c = doc_fact(s, key, label, DOC_SHARE);

	doc_set_share(c, share);
	if (above ? share > floor : share < floor)
		c->tone = DOC_BAD;
}

static void
unseen_components(const struct section_page *p, struct doc_section *s)
{
	static const struct doc_column columns[] = {
		{ "role", "role", DOC_WORD, false },
	};
	const struct role_kinds *k = &p->r->roles;
	struct doc_table *t = NULL;

	for (size_t i = 0; i < k->count; i++) {
		const char *role = k->at[i].role;

		if (k->at[i].kind != ROLE_KIND_COMPONENT ||
		    !report_role_unseen(p->r, role))
			continue;
		if (!t)
			t = doc_table(s, "unseen-components",
			    "Components of the site of which nothing was seen",
			    SECTION_COLUMNS(columns));
		doc_set_text(p->doc, doc_row(t), role);
	}
}

/* Share of the judged flows that nothing certain is said of. */
static double
unsure(const struct report *r)
{
	uint64_t all = 0, probable = 0;

	for (int v = VERDICT_ALLOWED; v <= VERDICT_MISSED; v++) {
		all += r->headline.through[v] + r->headline.stopped[v] +
		    r->headline.probable[v];
		probable += r->headline.probable[v];
	}
	return all ? (double)probable / (double)all : 0;
}

static void
trust(const struct section_page *p, struct doc_section *s)
{
	const struct report_tap *tap = &p->r->tap_health;
	const struct report *r = p->r;

	if (tap->coverage >= 0)
		share_fact(s, "coverage",
		    r->day ? "of the day, seen" : "of the time, seen",
		    tap->coverage, REPORT_COVERAGE_FLOOR, false);
	share_fact(s, "loss", "lost", tap->loss, REPORT_LOSS_FLOOR, true);
	share_fact(s, "outside", "flows out of scope", report_outside(r),
	    REPORT_OUTSIDE_FLOOR, true);
	share_fact(s, "unsure", "judged flows that are only probable",
	    unsure(r), 1, true);
	doc_set_count(doc_fact(s, "unseen-bytes",
			  "acknowledged bytes that were never seen", DOC_BYTES),
	    tap->unseen_bytes);
	if (r->continuing)
		doc_set_count(doc_fact(s, "continuing",
				  "flows continuing from before", DOC_COUNT),
		    r->continuing);
	if (r->twins)
		doc_set_count(doc_fact(s, "twins",
				  "flows recorded twice, counted once",
				  DOC_COUNT),
		    r->twins);
	unseen_components(p, s);
}

static void
runs(const struct section_page *p, struct doc_section *s)
{
	const struct report *r = p->r;

	doc_set_count(doc_fact(s, "runs", "runs", DOC_COUNT), r->run_count);
	if (r->store_count > 1)
		doc_set_count(doc_fact(s, "sensors", "databases", DOC_COUNT),
		    r->store_count);
	if (r->crashed_runs)
		doc_note(s, DOC_BAD,
		    "%zu run%s did not end as it should: figures are "
		    "incomplete.",
		    r->crashed_runs, section_s(r->crashed_runs));
	if (r->partial_runs)
		doc_note(s, DOC_WARN,
		    "%zu of %zu runs had an input that was cut, unreadable or "
		    "stopped.",
		    r->partial_runs, r->run_count);
	if (r->running_runs)
		doc_note(s, DOC_PLAIN,
		    "A run goes on: what it records later is not here.");
}

void
section_scope(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s =
	    doc_section(p->doc, DOC_AUDITOR, "scope", "Scope and trust");
	char why[512];

	text_fact(p, s, "site", "site", DOC_NAME, r->site);
	text_fact(p, s, "tap", "tap", DOC_NAME, r->tap);
	text_fact(p, s, "sources", "read", DOC_NAME, r->sources);
	text_fact(p, s, "zone", "time zone", DOC_WORD, r->zone);
	doc_set_time(doc_fact(s, "first", "first packet", DOC_TIME),
	    (int64_t)r->figures.first_packet_us);
	doc_set_time(doc_fact(s, "last", "last packet", DOC_TIME),
	    (int64_t)r->figures.last_packet_us);
	if (report_unassessable(r, why, sizeof(why)))
		doc_note(s, DOC_BAD, "Not assessable: %s.", why);
	runs(p, s);
	trust(p, s);
}

/* The headline table. */

/* Flows, as in the chart and the matrix; blocked are connections. */
#define ALLOWED_STOPPED "allowed and stopped"

static const struct doc_column headline_columns[] = {
	{ "verdict", "verdict", DOC_WORD, false },
	{ "through", "got through", DOC_COUNT, false },
	{ "through-name", "got through is", DOC_WORD, false },
	{ "stopped", "stopped", DOC_COUNT, false },
	{ "stopped-name", "stopped is", DOC_WORD, false },
	{ "probable", "probable", DOC_COUNT, false },
};

struct headline_row {
	const char *verdict, *through_name, *stopped_name;
	uint64_t through, stopped, probable;
	enum doc_tone through_tone, stopped_tone;
};

static void
headline_row(const struct section_page *p, struct doc_table *t,
    const struct headline_row *row)
{
	struct doc_cell *c = doc_row(t);

	doc_set_text(p->doc, &c[0], row->verdict);
	doc_set_count(&c[1], row->through);
	doc_set_text(p->doc, &c[2], row->through_name);
	doc_set_count(&c[3], row->stopped);
	doc_set_text(p->doc, &c[4], row->stopped_name);
	doc_set_count(&c[5], row->probable);
	if (row->through)
		c[1].tone = row->through_tone;
	if (row->stopped)
		c[3].tone = row->stopped_tone;
}

/* Allowed flows by rows of the site. */
static struct headline_row
by_site(const struct report *r)
{
	struct headline_row row = { .verdict = "allowed by the site",
		.through_name = "permitted",
		.stopped_name = ALLOWED_STOPPED,
		.through_tone = DOC_GOOD,
		.stopped_tone = DOC_BAD };

	for (size_t i = 0; i < r->slice_count; i++) {
		const struct store_slice *s = &r->slices[i];
		uint64_t flows = (uint64_t)s->flows;

		if (strcmp(s->verdict, "allowed") != 0 || !s->row_origin ||
		    strcmp(s->row_origin, "site") != 0)
			continue;
		if (strcmp(s->class, "through") == 0)
			row.through += flows;
		else if (strcmp(s->class, "stopped") == 0)
			row.stopped += flows;
		else
			row.probable += flows;
	}
	return row;
}

static uint64_t
less(uint64_t all, uint64_t part)
{
	return all > part ? all - part : 0;
}

void
section_headline(const struct section_page *p)
{
	const struct report *r = p->r;
	const struct store_headline *h = &r->headline;
	struct headline_row site = by_site(r);
	const struct headline_row vendor = { "allowed by the matrix",
		"permitted", ALLOWED_STOPPED,
		less(h->through[VERDICT_ALLOWED], site.through),
		less(h->stopped[VERDICT_ALLOWED], site.stopped),
		less(h->probable[VERDICT_ALLOWED], site.probable), DOC_GOOD,
		DOC_BAD };
	const struct headline_row forbidden = { "forbidden", "escaped",
		"rejected", h->through[VERDICT_FORBIDDEN],
		h->stopped[VERDICT_FORBIDDEN], h->probable[VERDICT_FORBIDDEN],
		DOC_BAD, DOC_PLAIN };
	const struct headline_row missed = { "missed", "uncovered",
		"uncovered attempt", h->through[VERDICT_MISSED],
		h->stopped[VERDICT_MISSED], h->probable[VERDICT_MISSED],
		DOC_WARN, DOC_PLAIN };
	const struct headline_row outside = { "out-of-scope", "not judged",
		"not judged", h->through[VERDICT_OUT_OF_SCOPE],
		h->stopped[VERDICT_OUT_OF_SCOPE],
		h->probable[VERDICT_OUT_OF_SCOPE], DOC_QUIET, DOC_QUIET };
	struct doc_section *s = doc_section(p->doc, DOC_AUDITOR, "headline",
	    "Flows, by what the matrix says and what became of them");
	struct doc_table *t = doc_table(s, "headline", "Verdict and outcome",
	    SECTION_COLUMNS(headline_columns));

	headline_row(p, t, &vendor);
	headline_row(p, t, &site);
	headline_row(p, t, &forbidden);
	headline_row(p, t, &missed);
	headline_row(p, t, &outside);
	doc_set_count(doc_fact(s, "housekeeping",
			  "housekeeping, counted beside the table", DOC_COUNT),
	    h->housekeeping);
	if (r->blocked_count)
		doc_note(s, DOC_PLAIN,
		    "Allowed and stopped: flows. Of their connections, those "
		    "of which nothing got through are blocked (%zu); the "
		    "others (%zu) are intermittent, degraded or silent.",
		    r->blocked_kinds[REPORT_BLOCKED],
		    r->blocked_count - r->blocked_kinds[REPORT_BLOCKED]);
	doc_note(s, DOC_PLAIN,
	    "Probable: one-way, begun before the capture, or of unsure "
	    "direction; beside the table, never in it.");
}
