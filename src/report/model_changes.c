/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_changes.c - the part that compares a day with the day before and with
 * the same day of the week before: who speaks with whom, and the policy.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "report/gather.h"

struct services {
	struct gather *g;
	struct store_service *at;
	size_t count;
	int64_t policy_id; /* of the last run of the first store */
};

static int
take_service(const struct store_service *row, void *arg)
{
	struct services *s = arg;
	struct store_service *one;

	s->at = gather_grown(s->at, s->count, sizeof(*s->at));
	one = &s->at[s->count++];
	*one = *row;
	one->src_roles = gather_text(s->g, row->src_roles);
	one->dst_roles = gather_text(s->g, row->dst_roles);
	one->proto = gather_text(s->g, row->proto);
	one->verdict = gather_text(s->g, row->verdict);
	return 0;
}

static int
order_services(const void *a, const void *b)
{
	const struct store_service *x = a;
	const struct store_service *y = b;
	int order = strcmp(x->src_roles, y->src_roles);

	if (!order)
		order = strcmp(x->dst_roles, y->dst_roles);
	if (!order)
		order = strcmp(x->proto, y->proto);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

static void
add_service(void *to, const void *from)
{
	struct store_service *a = to;
	const struct store_service *b = from;

	/* The graver verdict is told: forbidden, missed, allowed. */
	if (word_find(WORDS_VERDICT, a->verdict) == VERDICT_ALLOWED ||
	    word_find(WORDS_VERDICT, b->verdict) == VERDICT_FORBIDDEN)
		a->verdict = b->verdict;
	a->flows += b->flows;
}

static int
read_services(struct services *s, struct store *const *stores, size_t count,
    const struct store_scope *scope, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < count && !rc; i++)
		rc = store_each_service(stores[i], scope, take_service, s, err);
	if (!rc)
		s->count = gather_fold(s->at, s->count, sizeof(*s->at),
		    order_services, add_service);
	return rc;
}

static void
add_change(struct report_comparison *c, const struct store_service *s,
    bool gone)
{
	c->changes =
	    gather_grown(c->changes, c->change_count, sizeof(*c->changes));
	c->changes[c->change_count++] = (struct report_change){ .gone = gone,
		.src_roles = s->src_roles,
		.dst_roles = s->dst_roles,
		.proto = s->proto,
		.verdict = s->verdict,
		.port = s->port,
		.flows = s->flows };
}

/* New ones first, most flows first. */
static int
by_change(const void *a, const void *b)
{
	const struct report_change *x = a;
	const struct report_change *y = b;
	int order = x->gone - y->gone;

	if (!order)
		order = (x->flows < y->flows) - (x->flows > y->flows);
	if (!order)
		order = strcmp(x->src_roles, y->src_roles);
	if (!order)
		order = strcmp(x->dst_roles, y->dst_roles);
	if (!order)
		order = strcmp(x->proto, y->proto);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

/* Both are in order. */
static void
compare(struct report_comparison *c, const struct services *now,
    const struct services *then)
{
	size_t i = 0, j = 0;

	while (i < now->count || j < then->count) {
		int order = i == now->count ? 1
		    : j == then->count
		    ? -1
		    : order_services(&now->at[i], &then->at[j]);

		if (order < 0)
			add_change(c, &now->at[i], false);
		else if (order > 0)
			add_change(c, &then->at[j], true);
		i += order <= 0;
		j += order >= 0;
	}
	if (c->change_count)
		qsort(c->changes, c->change_count, sizeof(*c->changes),
		    by_change);
}

/* The scope of a date. */
static bool
scope_of(const struct report *r, const char *day, struct store_scope *out)
{
	struct when_date date;

	*out = (struct store_scope){ 0 };
	return day && when_parse_date(day, strlen(day), &date) == 0 &&
	    when_day_start(r->zone, date, false, &out->since_us) == 0 &&
	    when_day_start(r->zone, date, true, &out->until_us) == 0;
}

static int
compare_with(struct gather *g, struct store *const *stores, size_t count,
    const struct services *now, int days, struct report_comparison *c,
    struct err *err)
{
	struct report *r = &g->report;
	const char *day = gather_date(g, r->day, days);
	struct services then = { .g = g };
	struct store_scope scope;
	int rc;

	if (!scope_of(r, day, &scope))
		return 0;
	rc = read_services(&then, stores, count, &scope, err);
	if (!rc) {
		c->with = day;
		c->recorded = then.count > 0;
		if (c->recorded)
			compare(c, now, &then);
	}
	free(then.at);
	return rc;
}

/* The policy. */

static int
take_policy_of(const struct store_run_row *row, void *arg)
{
	*(int64_t *)arg = row->policy_id;
	return 0;
}

struct before {
	struct gather *g;
	int64_t policy_id; /* 0: none */
};

static int
take_night(const struct store_night *night, void *arg)
{
	struct before *b = arg;

	if (!night->day || strcmp(night->day, b->g->report.day) >= 0 ||
	    night->policy_id <= 0)
		return 0;
	b->policy_id = night->policy_id;
	return 1; /* the latest one before */
}

/* Of the night before, or else of the day before. */
static int
find_before(struct before *b, struct store *s, struct err *err)
{
	const struct report *r = &b->g->report;
	struct store_scope scope;
	int rc = store_each_night(s, take_night, b, err);

	if (rc)
		return rc < 0 ? rc : 0;
	if (!scope_of(r, gather_date(b->g, r->day, -1), &scope))
		return 0;
	return store_each_run(s, &scope, take_policy_of, &b->policy_id, err);
}

static int
take_digest(const struct store_policy_row *row, void *arg)
{
	struct before *b = arg;

	if (row->policy_id == b->policy_id)
		b->g->report.policy_before = gather_text(b->g, row->digest);
	return 0;
}

struct lines {
	struct gather *g;
	struct store_policy_line *at; /* by id */
	size_t count;
};

static int
take_line(const struct store_policy_line *row, void *arg)
{
	struct lines *l = arg;

	l->at = gather_grown(l->at, l->count, sizeof(*l->at));
	l->at[l->count++] =
	    (struct store_policy_line){ .row_id =
					    gather_text(l->g, row->row_id),
		    .text = gather_text(l->g, row->text),
		    .status = gather_text(l->g, row->status) };
	return 0;
}

static void
add_row_change(struct report *r, const char *row_id, const char *change,
    const char *before, const char *now)
{
	r->row_changes = gather_grown(r->row_changes, r->row_change_count,
	    sizeof(*r->row_changes));
	r->row_changes[r->row_change_count++] = (struct report_row_change){
		.row_id = row_id, .change = change, .before = before, .now = now
	};
}

static const char *
status_text(const char *status)
{
	return *status ? status : "in force";
}

static void
compare_row(struct report *r, const struct store_policy_line *then,
    const struct store_policy_line *now)
{
	if (strcmp(then->text, now->text) != 0)
		add_row_change(r, now->row_id, "changed", then->text,
		    now->text);
	else if (strcmp(then->status, now->status) != 0)
		add_row_change(r, now->row_id, "status",
		    status_text(then->status), status_text(now->status));
}

static void
compare_rows(struct report *r, const struct lines *then,
    const struct lines *now)
{
	size_t i = 0, j = 0;

	while (i < now->count || j < then->count) {
		int order = i == now->count ? 1
		    : j == then->count
		    ? -1
		    : strcmp(now->at[i].row_id, then->at[j].row_id);

		if (order < 0)
			add_row_change(r, now->at[i].row_id, "added", NULL,
			    now->at[i].text);
		else if (order > 0)
			add_row_change(r, then->at[j].row_id, "removed",
			    then->at[j].text, NULL);
		else
			compare_row(r, &then->at[j], &now->at[i]);
		i += order <= 0;
		j += order >= 0;
	}
}

static int
compare_policies(struct gather *g, struct store *s, struct err *err)
{
	struct report *r = &g->report;
	struct before b = { .g = g };
	struct lines then = { .g = g };
	struct lines now = { .g = g };
	int rc = find_before(&b, s, err);

	if (rc || !b.policy_id || b.policy_id == r->policy_id)
		return rc;
	rc = store_each_policy(s, take_digest, &b, err);
	if (!rc)
		rc = store_each_policy_line(s, b.policy_id, take_line, &then,
		    err);
	if (!rc)
		rc = store_each_policy_line(s, r->policy_id, take_line, &now,
		    err);
	if (!rc)
		compare_rows(r, &then, &now);
	free(then.at);
	free(now.at);
	return rc;
}

int
gather_changes(struct gather *g, struct store *const *stores, size_t count,
    struct err *err)
{
	struct report *r = &g->report;
	struct services now = { .g = g };
	int rc;

	if (!r->day)
		return 0;
	rc = read_services(&now, stores, count, &r->scope, err);
	if (!rc)
		rc = compare_with(g, stores, count, &now, -1, &r->day_before,
		    err);
	if (!rc)
		rc = compare_with(g, stores, count, &now, -7, &r->week_before,
		    err);
	if (!rc)
		rc = compare_policies(g, stores[0], err);
	free(now.at);
	return rc;
}
