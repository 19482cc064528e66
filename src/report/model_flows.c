/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_flows.c - the part that reads flows in sums and groups: headline,
 * findings, what is blocked, slices and hours.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "report/gather.h"
#include "report/roles.h"

static enum report_rank
rank_of(const struct report *r, const struct store_finding *f)
{
	if (f->known)
		return REPORT_RANK_KNOWN;
	/* Who browses does so elsewhere than on these ports. */
	if (roles_users(f->src_roles) && !*f->dst_roles)
		return roles_admin_port(f->port) ? REPORT_RANK_ADMIN
						 : REPORT_RANK_USERS;
	if ((*f->dst_roles || roles_inside(&r->networks, f->dst)) &&
	    roles_admin_port(f->port))
		return REPORT_RANK_ADMIN;
	if (!*f->dst_roles && f->dst && !roles_inside(&r->networks, f->dst))
		return REPORT_RANK_INTERNET;
	return REPORT_RANK_OTHER;
}

static int
take_finding(const struct store_finding *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct store_finding *f;

	r->findings =
	    gather_grown(r->findings, r->finding_count, sizeof(*r->findings));
	f = &r->findings[r->finding_count++].facts;
	*f = *row;
	f->verdict = gather_text(g, row->verdict);
	f->reason = gather_text(g, row->reason);
	f->src_roles = gather_text(g, row->src_roles);
	f->dst_roles = gather_text(g, row->dst_roles);
	f->proto = gather_text(g, row->proto);
	f->row_id = gather_text(g, row->row_id);
	f->near_row_id = gather_text(g, row->near_row_id);
	f->near_fact = gather_text(g, row->near_fact);
	f->known = gather_text(g, row->known);
	f->through = gather_text(g, row->through);
	f->src = gather_text(g, row->src);
	f->dst = gather_text(g, row->dst);
	return 0;
}

/* Services that answer every request (DESIGN section 11, "Outcome"). */
static bool
must_answer(int64_t port)
{
	static const int64_t ports[] = { 53, 88, 1812, 1813 };

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (ports[i] == port)
			return true;
	return false;
}

static enum report_blocked_kind
kind_of_udp(const struct store_blocked *b)
{
	if (b->twin_established > 0)
		return REPORT_DEGRADED;
	if (b->established > 0)
		return REPORT_INTERMITTENT;
	if (b->refused > 0 || must_answer(b->port) || b->port_answered > 0)
		return REPORT_BLOCKED;
	return REPORT_SILENT;
}

static enum report_blocked_kind
kind_of(const struct store_blocked *b)
{
	if (strcmp(b->proto, "udp") == 0)
		return kind_of_udp(b);
	if (b->established > 0)
		return REPORT_INTERMITTENT;
	return b->refused > 0 || b->syns >= 2 ? REPORT_BLOCKED
					      : REPORT_INTERMITTENT;
}

static int
take_blocked(const struct store_blocked *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct store_blocked *b;

	r->blocked =
	    gather_grown(r->blocked, r->blocked_count, sizeof(*r->blocked));
	b = &r->blocked[r->blocked_count++].facts;
	*b = *row;
	b->row_id = gather_text(g, row->row_id);
	b->src = gather_text(g, row->src);
	b->dst = gather_text(g, row->dst);
	b->src_roles = gather_text(g, row->src_roles);
	b->dst_roles = gather_text(g, row->dst_roles);
	b->proto = gather_text(g, row->proto);
	b->cause = gather_text(g, row->cause);
	return 0;
}

static int
take_sum(const struct store_sum *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct store_sum *s;

	r->sums = gather_grown(r->sums, r->sum_count, sizeof(*r->sums));
	s = &r->sums[r->sum_count++];
	*s = *row;
	s->kind = gather_text(g, row->kind);
	s->host = gather_text(g, row->host);
	s->proto = gather_text(g, row->proto);
	return 0;
}

static int
take_slice(const struct store_slice *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct store_slice *s;

	r->component_seen |= strcmp(row->verdict, "out-of-scope") != 0;
	r->slices = gather_grown(r->slices, r->slice_count, sizeof(*r->slices));
	s = &r->slices[r->slice_count++];
	*s = *row;
	s->proto = gather_text(g, row->proto);
	s->scope = gather_text(g, row->scope);
	s->src_roles = gather_text(g, row->src_roles);
	s->dst_roles = gather_text(g, row->dst_roles);
	s->verdict = gather_text(g, row->verdict);
	s->reason = gather_text(g, row->reason);
	s->row_id = gather_text(g, row->row_id);
	s->row_origin = gather_text(g, row->row_origin);
	s->known = gather_text(g, row->known);
	s->near_row_id = gather_text(g, row->near_row_id);
	s->near_fact = gather_text(g, row->near_fact);
	s->outcome = gather_text(g, row->outcome);
	s->direction_basis = gather_text(g, row->direction_basis);
	s->app = gather_text(g, row->app);
	s->conformance = gather_text(g, row->conformance);
	s->grade = gather_text(g, row->grade);
	s->expected = gather_text(g, row->expected);
	s->name_basis = gather_text(g, row->name_basis);
	s->security = gather_text(g, row->security);
	s->class = gather_text(g, row->class);
	return 0;
}

static enum report_class
class_of(const char *word)
{
	if (strcmp(word, "through") == 0)
		return REPORT_THROUGH;
	return strcmp(word, "stopped") == 0 ? REPORT_STOPPED : REPORT_PROBABLE;
}

/* Hours come in order of time within a store. */
static int
take_hour(const struct store_hour *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	int verdict = word_find(WORDS_VERDICT, row->verdict);
	size_t i = 0;

	if (verdict < 0)
		return 0;
	while (i < r->hour_count && r->hours[i].hour_us != row->hour_us)
		i++;
	if (i == r->hour_count) {
		r->hours =
		    gather_grown(r->hours, r->hour_count, sizeof(*r->hours));
		r->hours[r->hour_count++] =
		    (struct report_hour){ .hour_us = row->hour_us };
	}
	r->hours[i].flows[verdict][class_of(row->class)] +=
	    (uint64_t)row->flows;
	return 0;
}

static void
add_headline(struct store_headline *sum, const struct store_headline *one)
{
	for (size_t i = 0; i < 4; i++) {
		sum->through[i] += one->through[i];
		sum->stopped[i] += one->stopped[i];
		sum->probable[i] += one->probable[i];
	}
	sum->by_site += one->by_site;
	sum->housekeeping += one->housekeeping;
}

int
gather_flows(struct gather *g, struct store *s, struct err *err)
{
	struct report *r = &g->report;
	const struct store_scope *scope = &r->scope;
	struct store_headline headline;
	uint64_t continuing = 0;
	int rc = store_headline(s, scope, &headline, err);

	if (rc)
		return rc;
	add_headline(&r->headline, &headline);
	rc = store_each_finding(s, scope, take_finding, g, err);
	if (!rc)
		rc = store_each_blocked(s, scope, take_blocked, g, err);
	if (!rc)
		rc = store_each_sum(s, scope, take_sum, g, err);
	if (!rc)
		rc = store_each_slice(s, scope, take_slice, g, err);
	if (!rc)
		rc = store_each_hour(s, scope, take_hour, g, err);
	if (!rc && !scope->run_id && scope->since_us)
		rc = store_continuing(s, scope, &continuing, err);
	r->continuing += continuing;
	return rc;
}

/* What several stores had. */

static int
order_findings(const void *a, const void *b)
{
	const struct store_finding *x =
	    &((const struct report_finding *)a)->facts;
	const struct store_finding *y =
	    &((const struct report_finding *)b)->facts;
	const char *const texts[][2] = {
		{ x->verdict, y->verdict },
		{ x->through, y->through },
		{ x->reason, y->reason },
		{ x->src_roles, y->src_roles },
		{ x->dst_roles, y->dst_roles },
		{ x->proto, y->proto },
		{ x->row_id, y->row_id },
		{ x->near_row_id, y->near_row_id },
		{ x->near_fact, y->near_fact },
		{ x->known, y->known },
	};
	int order = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && !order; i++)
		order = gather_order(texts[i][0], texts[i][1]);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

static void
add_finding(void *to, const void *from)
{
	struct store_finding *a = &((struct report_finding *)to)->facts;
	const struct store_finding *b =
	    &((const struct report_finding *)from)->facts;

	a->flows += b->flows;
	a->bytes += b->bytes;
	a->sources = gather_most(a->sources, b->sources);
	a->destinations = gather_most(a->destinations, b->destinations);
	a->first_us = gather_least(a->first_us, b->first_us);
	a->last_us = gather_most(a->last_us, b->last_us);
}

static int
by_flows(const void *a, const void *b)
{
	const struct store_finding *x =
	    &((const struct report_finding *)a)->facts;
	const struct store_finding *y =
	    &((const struct report_finding *)b)->facts;

	if (x->flows != y->flows)
		return x->flows < y->flows ? 1 : -1;
	return order_findings(a, b);
}

static int
order_blocked(const void *a, const void *b)
{
	const struct store_blocked *x =
	    &((const struct report_blocked *)a)->facts;
	const struct store_blocked *y =
	    &((const struct report_blocked *)b)->facts;
	int order = gather_order(x->row_id, y->row_id);

	if (!order)
		order = gather_order(x->src, y->src);
	if (!order)
		order = gather_order(x->dst, y->dst);
	if (!order)
		order = gather_order(x->proto, y->proto);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

static void
add_blocked(void *to, const void *from)
{
	struct store_blocked *a = &((struct report_blocked *)to)->facts;
	const struct store_blocked *b =
	    &((const struct report_blocked *)from)->facts;

	a->refused += b->refused;
	a->unanswered += b->unanswered;
	a->syns += b->syns;
	a->established += b->established;
	a->port_answered += b->port_answered;
	a->twin_established += b->twin_established;
	a->host_answered += b->host_answered;
	a->first_us = gather_least(a->first_us, b->first_us);
	a->last_us = gather_most(a->last_us, b->last_us);
}

static int
by_attempts(const void *a, const void *b)
{
	const struct store_blocked *x =
	    &((const struct report_blocked *)a)->facts;
	const struct store_blocked *y =
	    &((const struct report_blocked *)b)->facts;
	int64_t left = x->refused + x->unanswered;
	int64_t right = y->refused + y->unanswered;

	if (left != right)
		return left < right ? 1 : -1;
	return order_blocked(a, b);
}

static int
order_sums(const void *a, const void *b)
{
	const struct store_sum *x = a;
	const struct store_sum *y = b;
	int order = gather_order(x->kind, y->kind);

	if (!order)
		order = gather_order(x->host, y->host);
	if (!order)
		order = gather_order(x->proto, y->proto);
	return order ? order : (x->port > y->port) - (x->port < y->port);
}

static void
add_sum(void *to, const void *from)
{
	struct store_sum *a = to;
	const struct store_sum *b = from;

	a->flows += b->flows;
	a->packets += b->packets;
	a->bytes += b->bytes;
}

static int
by_sum(const void *a, const void *b)
{
	const struct store_sum *x = a;
	const struct store_sum *y = b;

	if (x->flows != y->flows)
		return x->flows < y->flows ? 1 : -1;
	return order_sums(a, b);
}

static int
by_time(const void *a, const void *b)
{
	const struct report_hour *x = a;
	const struct report_hour *y = b;

	return (x->hour_us > y->hour_us) - (x->hour_us < y->hour_us);
}

void
gather_flows_end(struct gather *g)
{
	struct report *r = &g->report;

	if (r->store_count > 1) {
		r->finding_count = gather_fold(r->findings, r->finding_count,
		    sizeof(*r->findings), order_findings, add_finding);
		r->blocked_count = gather_fold(r->blocked, r->blocked_count,
		    sizeof(*r->blocked), order_blocked, add_blocked);
		r->sum_count = gather_fold(r->sums, r->sum_count,
		    sizeof(*r->sums), order_sums, add_sum);
	}
	if (r->finding_count)
		qsort(r->findings, r->finding_count, sizeof(*r->findings),
		    by_flows);
	if (r->blocked_count)
		qsort(r->blocked, r->blocked_count, sizeof(*r->blocked),
		    by_attempts);
	if (r->sum_count)
		qsort(r->sums, r->sum_count, sizeof(*r->sums), by_sum);
	if (r->hour_count)
		qsort(r->hours, r->hour_count, sizeof(*r->hours), by_time);
	for (size_t i = 0; i < r->finding_count; i++)
		r->findings[i].rank = rank_of(r, &r->findings[i].facts);
	for (size_t i = 0; i < r->blocked_count; i++) {
		r->blocked[i].kind = kind_of(&r->blocked[i].facts);
		r->blocked_kinds[r->blocked[i].kind]++;
	}
}
