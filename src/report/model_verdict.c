/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_verdict.c - the verdict on the whole: may anything be said of it, and
 * what.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "report/model.h"
#include "report/model_scope.h"

uint64_t
report_escaped(const struct report *r)
{
	return r->headline.through[VERDICT_FORBIDDEN];
}

uint64_t
report_doubted(const struct report *r)
{
	return r->headline.probable[VERDICT_FORBIDDEN];
}

uint64_t
report_services(const struct report *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->talk_counts[STORE_TALK_VIOLATES]; i++) {
		const struct store_talk *t = &r->talks[STORE_TALK_VIOLATES][i];

		if (t->grade && strcmp(t->grade, "service") == 0)
			n += (uint64_t)t->flows;
	}
	return n;
}

/* Missed, got through, and neither known nor users' own. */
static bool
is_uncovered(const struct report_finding *f)
{
	return strcmp(f->facts.verdict, "missed") == 0 &&
	    strcmp(f->facts.through, "through") == 0 &&
	    f->rank <= REPORT_RANK_OTHER;
}

static bool
is_escaped(const struct report_finding *f)
{
	return strcmp(f->facts.verdict, "forbidden") == 0 &&
	    strcmp(f->facts.through, "through") == 0;
}

uint64_t
report_uncovered(const struct report *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->finding_count; i++)
		if (is_uncovered(&r->findings[i]))
			n += (uint64_t)r->findings[i].facts.flows;
	return n;
}

/* Over a fifth of the findings involve hosts without a role. */
static bool
is_untuned(const struct report *r)
{
	size_t all = 0, strange = 0;

	for (size_t i = 0; i < r->finding_count; i++) {
		const struct report_finding *f = &r->findings[i];

		if (!is_uncovered(f) && !is_escaped(f))
			continue;
		all++;
		strange += !*f->facts.src_roles || !*f->facts.dst_roles;
	}
	all += r->blocked_kinds[REPORT_BLOCKED];
	return strange * 5 > all;
}

/* "0.25 %", "12 %" */
static void
add_percent(struct strbuf *out, double share)
{
	strbuf_addf(out, "%.*f %%", share < 0.1 ? 2 : 0, share * 100);
}

static void
add_reason(struct strbuf *out, const char *reason)
{
	if (out->len)
		strbuf_add(out, "; ");
	strbuf_add(out, reason);
}

/* "98 % of the day was seen", rounded down. */
static void
add_seen(struct strbuf *out, const struct report *r, const char *only)
{
	int percent = (int)(r->tap_health.coverage * 100);

	strbuf_addf(out, "%s%d %% of the %s was seen",
	    percent ? only : "less than ", percent ? percent : 1,
	    r->day ? "day" : "time");
}

static void
add_coverage(struct strbuf *out, const struct report *r)
{
	const struct report_tap *tap = &r->tap_health;

	if (tap->coverage >= 0 && tap->coverage < REPORT_COVERAGE_FLOOR) {
		add_reason(out, "");
		add_seen(out, r, "only ");
	}
	if (tap->loss > REPORT_LOSS_FLOOR) {
		add_reason(out, "");
		add_percent(out, tap->loss);
		strbuf_add(out, " of what passed was lost");
	}
}

/* A share that is neither none nor all is never told as such. */
static void
add_share(struct strbuf *out, double share)
{
	if (share > 0 && share < 0.001)
		strbuf_add(out, "under 0.1 %");
	else if (share < 0.1)
		strbuf_addf(out, "%.1f %%", share * 100);
	else if (share > 0.99 && share < 1)
		strbuf_add(out, "over 99 %");
	else
		strbuf_addf(out, "%d %%", (int)(share * 100 + 1e-6));
}

static void
add_elsewhere(struct strbuf *out, const struct report *r)
{
	struct report_components c = report_components(r);

	add_reason(out, "");
	add_share(out, report_outside(r));
	strbuf_addf(out,
	    " of the flows are out of scope, and of %zu component role%s of "
	    "the site %zu %s seen: the site file may be that of another "
	    "network",
	    c.in_use, c.in_use == 1 ? "" : "s", c.seen,
	    c.seen == 1 ? "was" : "were");
}

static void
add_nothing(struct strbuf *out, const struct report *r)
{
	double outside = report_outside(r);

	if (r->run_count == 0)
		add_reason(out, "nothing was recorded of this time");
	else if (r->figures.packets == 0)
		add_reason(out, "nothing was captured");
	else if (outside >= 1)
		add_reason(out,
		    "every flow is out of scope: the site file names no "
		    "component that was seen");
	else if (!r->component_seen)
		add_reason(out, "no component was seen");
	else if (report_elsewhere(r))
		add_elsewhere(out, r);
	if (r->crashed_runs > 0)
		add_reason(out, "a run did not end as it should");
}

const char *
report_unassessable(const struct report *r, char *out, size_t size)
{
	struct strbuf text;
	bool any;

	strbuf_init(&text);
	add_nothing(&text, r);
	add_coverage(&text, r);
	any = text.len > 0;
	snprintf(out, size, "%s", strbuf_text(&text));
	strbuf_fini(&text);
	return any ? out : NULL;
}

enum report_word
report_word(const struct report *r)
{
	char why[512];

	if (report_unassessable(r, why, sizeof(why)))
		return REPORT_NOT_ASSESSABLE;
	if (is_untuned(r))
		return REPORT_NOT_TUNED;
	if (report_escaped(r) > 0 || report_services(r) > 0 ||
	    r->blocked_kinds[REPORT_BLOCKED] > 0 || report_uncovered(r) > 0)
		return REPORT_FINDINGS;
	return REPORT_NO_DEPARTURE;
}

const char *
report_word_text(enum report_word word)
{
	static const char *const words[] = {
		[REPORT_NOT_ASSESSABLE] = "not assessable",
		[REPORT_NOT_TUNED] = "not yet tuned",
		[REPORT_FINDINGS] = "findings",
		[REPORT_NO_DEPARTURE] = "no departure seen",
	};

	return words[word];
}

/* What may be a departure is never passed over. */
static void
add_doubt(struct strbuf *out, const struct report *r)
{
	uint64_t n = report_doubted(r);

	if (n)
		strbuf_addf(out,
		    "; %" PRIu64 " forbidden flow%s may have got through "
		    "(see what is probable)",
		    n, n == 1 ? "" : "s");
}

static void
add_findings(struct strbuf *out, const struct report *r, enum report_word word)
{
	uint64_t escaped = report_escaped(r);
	uint64_t uncovered = report_uncovered(r);
	uint64_t services = report_services(r);
	size_t blocked = r->blocked_kinds[REPORT_BLOCKED];

	if (escaped + uncovered + services + blocked == 0) {
		strbuf_add(out,
		    word == REPORT_NOT_ASSESSABLE
			? "nothing that tells whether the network departs "
			  "from the matrix"
			: "no departure from the matrix was seen in what was "
			  "captured");
		add_doubt(out, r);
		return;
	}
	strbuf_addf(out,
	    "%" PRIu64 " forbidden flow%s got through, %" PRIu64
	    " the matrix says nothing of%s; %zu required connection%s blocked, "
	    "%" PRIu64 " carried another protocol than their port's",
	    escaped, escaped == 1 ? "" : "s", uncovered,
	    r->headline.through[VERDICT_MISSED] > uncovered
		? " (beside known traffic and that of users)"
		: "",
	    blocked, blocked == 1 ? " is" : "s are", services);
	add_doubt(out, r);
}

/* How far the tap can be trusted. */
static void
add_trust(struct strbuf *out, const struct report *r)
{
	const struct report_tap *tap = &r->tap_health;

	strbuf_add(out, ". ");
	if (!*r->tap)
		strbuf_add(out,
		    "Where the tap is is not stated, so what it can not see "
		    "is not known; ");
	else
		strbuf_add(out, "The place of the tap is stated; ");
	if (tap->coverage >= 0) {
		add_seen(out, r, "");
		strbuf_add(out, ", ");
	}
	if (tap->loss > 0)
		add_percent(out, tap->loss);
	else
		strbuf_add(out, "nothing known to be");
	strbuf_add(out, " lost");
	if (report_outside(r) > 0) {
		strbuf_add(out, ", ");
		add_share(out, report_outside(r));
		strbuf_add(out, " of the flows are out of scope");
	}
	if (tap->one_way >= 0.005)
		strbuf_addf(out, ", %.0f %% of TCP flows in one direction only",
		    tap->one_way * 100);
	if (r->figures.packets > 0 && !r->figures.ndpi_version)
		strbuf_add(out,
		    "; protocols were judged by our recognisers alone");
	strbuf_add(out, ".");
}

char *
report_sentence(const struct report *r, char *out, size_t size)
{
	enum report_word word = report_word(r);
	struct strbuf text;
	char why[512];

	strbuf_init(&text);
	if (word == REPORT_NOT_ASSESSABLE) {
		strbuf_addf(&text, "Not assessable: %s. What was seen: ",
		    report_unassessable(r, why, sizeof(why)));
	} else if (word == REPORT_NOT_TUNED) {
		strbuf_add(&text,
		    "Not yet tuned: over a fifth of the findings involve "
		    "hosts without a role. What was seen: ");
	}
	add_findings(&text, r, word);
	add_trust(&text, r);
	if (text.len && text.text[0] >= 'a' && text.text[0] <= 'z')
		text.text[0] = (char)(text.text[0] - 'a' + 'A');
	snprintf(out, size, "%s", strbuf_text(&text));
	strbuf_fini(&text);
	return out;
}
