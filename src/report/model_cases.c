/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_cases.c - the part that makes single findings: each has a lasting id,
 * and a life by the nights that were recorded.
 *
 * The id is made of kind, roles, protocol, port, row and hosts.  The hosts are
 * the component whose port is open (escaped, service), the component that
 * speaks (missed), or both ends (blocked).  Where more than HOSTS_MAX hosts
 * are alike in all else they are one finding of several hosts.
 */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "report/gather.h"
#include "report/roles.h"

#define HOSTS_MAX 8
#define ID_DIGITS 16

/* How far back the history of nights is read, in days. */
#define HISTORY_DAYS 92

static struct report_case *
new_case(struct report *r)
{
	r->cases = gather_grown(r->cases, r->case_count, sizeof(*r->cases));
	r->cases[r->case_count] = (struct report_case){ .nights = 1 };
	return &r->cases[r->case_count++];
}

static int
take_case(const struct store_case *row, void *arg)
{
	struct gather *g = arg;
	struct report_case *c = new_case(&g->report);
	bool forbidden = strcmp(row->verdict, "forbidden") == 0;

	c->kind = forbidden ? "escaped" : "missed";
	c->src_roles = gather_text(g, row->src_roles);
	c->dst_roles = gather_text(g, row->dst_roles);
	c->proto = gather_text(g, row->proto);
	c->row_id = gather_text(g, row->row_id);
	c->near_row_id = gather_text(g, row->near_row_id);
	c->near_fact = gather_text(g, row->near_fact);
	c->reason = gather_text(g, row->reason);
	c->peer = row->peers == 1 ? gather_text(g, row->peer) : NULL;
	if (forbidden)
		c->dst = gather_text(g, row->host);
	else
		c->src = gather_text(g, row->host);
	c->port = row->port;
	c->first_us = row->first_us;
	c->last_us = row->last_us;
	c->flow_id = row->flow_id;
	c->flows = (uint64_t)row->flows;
	return 0;
}

int
gather_cases(struct gather *g, struct store *s, struct err *err)
{
	return store_each_case(s, &g->report.scope, take_case, g, err);
}

static void
add_blocked_cases(struct report *r)
{
	for (size_t i = 0; i < r->blocked_count; i++) {
		const struct store_blocked *b = &r->blocked[i].facts;
		struct report_case *c;

		if (r->blocked[i].kind != REPORT_BLOCKED)
			continue;
		c = new_case(r);
		c->kind = "blocked";
		c->src_roles = b->src_roles;
		c->dst_roles = b->dst_roles;
		c->proto = b->proto;
		c->row_id = b->row_id;
		c->src = b->src;
		c->dst = b->dst;
		c->port = b->port;
		c->first_us = b->first_us;
		c->last_us = b->last_us;
		c->flow_id = b->flow_id;
		c->flows = (uint64_t)(b->refused + b->unanswered);
	}
}

static void
add_service_cases(struct report *r)
{
	for (size_t i = 0; i < r->talk_counts[STORE_TALK_VIOLATES]; i++) {
		const struct store_talk *t = &r->talks[STORE_TALK_VIOLATES][i];
		struct report_case *c;

		if (!t->grade || strcmp(t->grade, "service") != 0)
			continue;
		c = new_case(r);
		c->kind = "service";
		c->src_roles = t->src_roles;
		c->dst_roles = t->dst_roles;
		c->proto = t->proto;
		c->row_id = t->app;
		c->dst = t->destinations == 1 ? t->dst : NULL;
		c->port = t->port;
		c->first_us = t->first_us;
		c->last_us = t->last_us;
		c->flow_id = t->flow_id;
		c->flows = (uint64_t)t->flows;
	}
}

/* All but the hosts. */
static int
order_groups(const void *a, const void *b)
{
	const struct report_case *x = a;
	const struct report_case *y = b;
	const char *const texts[][2] = {
		{ x->kind, y->kind },
		{ x->src_roles, y->src_roles },
		{ x->dst_roles, y->dst_roles },
		{ x->proto, y->proto },
		{ x->row_id, y->row_id },
	};
	int order = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && !order; i++)
		order = gather_order(texts[i][0], texts[i][1]);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

static int
order_cases(const void *a, const void *b)
{
	const struct report_case *x = a;
	const struct report_case *y = b;
	int order = order_groups(a, b);

	if (!order)
		order = gather_order(x->src, y->src);
	return order ? order : gather_order(x->dst, y->dst);
}

static void
add_case(void *to, const void *from)
{
	struct report_case *a = to;
	const struct report_case *b = from;

	a->flows += b->flows;
	a->peer = NULL;
	if (b->first_us < a->first_us) {
		a->first_us = b->first_us;
		a->flow_id = b->flow_id;
	}
	if (b->last_us > a->last_us)
		a->last_us = b->last_us;
}

/* Many hosts alike become one finding; the list is in order. */
static void
join_hosts(struct report *r)
{
	size_t end;

	for (size_t i = 0; i < r->case_count; i = end) {
		end = i + 1;
		while (end < r->case_count &&
		    order_groups(&r->cases[i], &r->cases[end]) == 0)
			end++;
		for (size_t at = i; end - i > HOSTS_MAX && at < end; at++)
			r->cases[at].src = r->cases[at].dst = NULL;
	}
	r->case_count = gather_fold(r->cases, r->case_count, sizeof(*r->cases),
	    order_cases, add_case);
}

static void
name_case(struct gather *g, struct report_case *c)
{
	char hex[DIGEST_SHA256_TEXT_MAX];
	struct strbuf text;

	strbuf_init(&text);
	strbuf_addf(&text, "%s\n%s\n%s\n%s\n%" PRId64 "\n%s\n%s\n%s", c->kind,
	    c->src_roles, c->dst_roles, c->proto, c->port,
	    c->row_id ? c->row_id : "", c->src ? c->src : "",
	    c->dst ? c->dst : "");
	digest_sha256_text(strbuf_text(&text), text.len, hex);
	hex[ID_DIGITS] = '\0';
	c->id = gather_text(g, hex);
	strbuf_reset(&text);
	strbuf_addf(&text, "%s -> %s, %s", roles_text(c->src_roles),
	    roles_text(c->dst_roles), c->proto);
	if (c->port >= 0)
		strbuf_addf(&text, " %" PRId64, c->port);
	if (c->row_id)
		strbuf_addf(&text, " (%s)", c->row_id);
	c->what = gather_text(g, strbuf_text(&text));
	strbuf_fini(&text);
}

/* The nights. */

struct history {
	struct gather *g;
	const char **days; /* recorded before this one, latest first */
	size_t day_count;
	struct past {
		const char *id, *day, *kind, *what;
		uint64_t flows;
	} * past; /* by id, then day */
	size_t past_count;
};

static int
take_night(const struct store_night *night, void *arg)
{
	struct history *h = arg;
	const char *today = h->g->report.day;

	if (!night->day || strcmp(night->day, today) >= 0)
		return 0;
	h->days = gather_grown(h->days, h->day_count, sizeof(*h->days));
	h->days[h->day_count++] = gather_text(h->g, night->day);
	return 0;
}

static int
take_past(const struct store_night_finding_row *row, void *arg)
{
	struct history *h = arg;
	struct gather *g = h->g;

	if (!row->day || strcmp(row->day, g->report.day) >= 0)
		return 0;
	h->past = gather_grown(h->past, h->past_count, sizeof(*h->past));
	h->past[h->past_count++] =
	    (struct past){ .id = gather_text(g, row->finding.id),
		    .day = gather_text(g, row->day),
		    .kind = gather_text(g, row->finding.kind),
		    .what = gather_text(g, row->finding.what),
		    .flows = row->finding.flows };
	return 0;
}

static int
latest_first(const void *a, const void *b)
{
	return strcmp(*(const char *const *)b, *(const char *const *)a);
}

static void
nothing(void *to, const void *from)
{
	(void)to;
	(void)from;
}

/* The first of the past of an id, or past_count. */
static size_t
past_of(const struct history *h, const char *id)
{
	size_t low = 0;
	size_t high = h->past_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(h->past[middle].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Was a finding there on that day?  at is the first of its past. */
static bool
was_there(const struct history *h, size_t at, const char *id, const char *day)
{
	for (; at < h->past_count && strcmp(h->past[at].id, id) == 0; at++)
		if (strcmp(h->past[at].day, day) == 0)
			return true;
	return false;
}

static void
tell_life(const struct history *h, struct report_case *c)
{
	size_t at = past_of(h, c->id);
	size_t run = 0;

	if (h->day_count == 0)
		return;
	for (size_t i = 0; i < h->day_count; i++) {
		bool there = was_there(h, at, c->id, h->days[i]);

		c->nights += there;
		if (there && run == i) {
			run++;
			c->since = h->days[i];
		}
	}
	if (run > 0)
		c->life = REPORT_CONTINUING;
	else
		c->life = c->nights > 1 ? REPORT_RETURNED : REPORT_NEW;
}

static bool
is_now(const struct report *r, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(r->cases[i].id, id) == 0)
			return true;
	return false;
}

/* What was there the night before and is not now. */
static void
add_gone(struct gather *g, const struct history *h)
{
	struct report *r = &g->report;
	size_t now = r->case_count;

	for (size_t i = 0; i < h->past_count; i++) {
		const struct past *p = &h->past[i];
		struct report_case *c;

		if (strcmp(p->day, h->days[0]) != 0 || is_now(r, now, p->id) ||
		    (r->case_count > now &&
			strcmp(r->cases[r->case_count - 1].id, p->id) == 0))
			continue;
		c = new_case(r);
		c->id = p->id;
		c->kind = p->kind;
		c->what = p->what;
		c->src_roles = c->dst_roles = c->proto = "";
		c->port = c->first_us = c->last_us = c->flow_id = -1;
		c->life = REPORT_GONE;
	}
}

/* Days since the first night, a month at most, that have no report. */
static void
find_missing(struct gather *g, const struct history *h)
{
	struct report *r = &g->report;
	const char *first = h->days[h->day_count - 1];

	for (int back = -30; back < 0; back++) {
		const char *day = gather_date(g, r->day, back);
		size_t i = 0;

		if (!day || strcmp(day, first) < 0)
			continue;
		while (i < h->day_count && strcmp(h->days[i], day) != 0)
			i++;
		if (i < h->day_count)
			continue;
		r->nights_missing = gather_grown(r->nights_missing,
		    r->night_missing_count, sizeof(*r->nights_missing));
		r->nights_missing[r->night_missing_count++] = day;
	}
}

static int
read_history(struct history *h, struct store *s, struct err *err)
{
	struct gather *g = h->g;
	const char *since = gather_date(g, g->report.day, -HISTORY_DAYS);
	int rc = store_each_night(s, take_night, h, err);

	if (!rc)
		rc = store_each_night_finding(s, since, take_past, h, err);
	if (rc || h->day_count == 0)
		return rc;
	h->day_count = gather_fold(h->days, h->day_count, sizeof(*h->days),
	    latest_first, nothing);
	g->report.night_before = h->days[0];
	find_missing(g, h);
	return 0;
}

/* New ones first, then by how grave, then by flows. */
static int
by_weight(const void *a, const void *b)
{
	static const char *const kinds[] = { "blocked", "escaped", "service",
		"missed" };
	const struct report_case *x = a;
	const struct report_case *y = b;
	int order = (x->life == REPORT_GONE) - (y->life == REPORT_GONE);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && !order; i++)
		order = (strcmp(y->kind, kinds[i]) == 0) -
		    (strcmp(x->kind, kinds[i]) == 0);
	if (!order)
		order = (y->life == REPORT_NEW) - (x->life == REPORT_NEW);
	if (!order)
		order = (x->flows < y->flows) - (x->flows > y->flows);
	return order ? order : strcmp(x->id, y->id);
}

/* What report_night() hands out. */
static void
list_night(struct gather *g)
{
	const struct report *r = &g->report;

	for (size_t i = 0; i < r->case_count; i++) {
		const struct report_case *c = &r->cases[i];

		if (c->life == REPORT_GONE)
			continue;
		g->night =
		    gather_grown(g->night, g->night_count, sizeof(*g->night));
		g->night[g->night_count++] =
		    (struct store_night_finding){ .id = c->id,
			    .kind = c->kind,
			    .what = c->what,
			    .flows = c->flows };
	}
}

int
gather_cases_end(struct gather *g, struct store *s, struct err *err)
{
	struct history h = { .g = g };
	struct report *r = &g->report;
	int rc = 0;

	add_blocked_cases(r);
	add_service_cases(r);
	r->case_count = gather_fold(r->cases, r->case_count, sizeof(*r->cases),
	    order_cases, add_case);
	join_hosts(r);
	for (size_t i = 0; i < r->case_count; i++)
		name_case(g, &r->cases[i]);
	if (r->day)
		rc = read_history(&h, s, err);
	for (size_t i = 0; i < r->case_count && !rc; i++)
		tell_life(&h, &r->cases[i]);
	if (!rc && h.day_count)
		add_gone(g, &h);
	if (r->case_count)
		qsort(r->cases, r->case_count, sizeof(*r->cases), by_weight);
	list_night(g);
	free(h.days);
	free(h.past);
	return rc;
}

void
report_night(const struct report *r, struct store_night *out)
{
	const struct gather *g = (const struct gather *)r;
	const struct store_headline *h = &r->headline;

	out->day = r->day;
	out->site = r->site;
	out->headline = report_word_text(report_word(r));
	out->policy_id = r->policy_id;
	out->since_us = r->scope.since_us;
	out->until_us = r->scope.until_us;
	out->permitted = h->through[VERDICT_ALLOWED];
	out->blocked = h->stopped[VERDICT_ALLOWED];
	out->escaped = h->through[VERDICT_FORBIDDEN];
	out->rejected = h->stopped[VERDICT_FORBIDDEN];
	out->uncovered = h->through[VERDICT_MISSED];
	out->attempted = h->stopped[VERDICT_MISSED];
	out->probable = 0;
	for (int verdict = VERDICT_ALLOWED; verdict <= VERDICT_MISSED;
	     verdict++)
		out->probable += h->probable[verdict];
	out->violations = report_services(r);
	out->out_of_scope = h->through[VERDICT_OUT_OF_SCOPE] +
	    h->stopped[VERDICT_OUT_OF_SCOPE] +
	    h->probable[VERDICT_OUT_OF_SCOPE];
	out->packets = r->figures.packets;
	out->lost = r->tap_health.lost;
	out->coverage = r->tap_health.coverage;
	out->findings = g->night;
	out->finding_count = g->night_count;
}
