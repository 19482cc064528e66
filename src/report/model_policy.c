/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_policy.c - the part that reads the policy: what it is, its features,
 * its rows and how they fared.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "report/gather.h"

#define EARLIER_MAX 32

/* The policy that the runs of this store used last, and those before it. */
struct latest {
	struct gather *g;
	int64_t policy_id;
	int64_t earlier[EARLIER_MAX];
	size_t earlier_count;
};

static int
take_run(const struct store_run_row *row, void *arg)
{
	struct latest *l = arg;
	size_t i = 0;

	if (l->policy_id == row->policy_id)
		return 0;
	while (i < l->earlier_count && l->earlier[i] != l->policy_id)
		i++;
	if (l->policy_id && i == l->earlier_count && i < EARLIER_MAX)
		l->earlier[l->earlier_count++] = l->policy_id;
	l->policy_id = row->policy_id;
	return 0;
}

/* The head names the first store's policy. */
static int
take_policy(const struct store_policy_row *row, void *arg)
{
	struct latest *l = arg;
	struct gather *g = l->g;
	struct report *r = &g->report;

	if (row->policy_id != l->policy_id || !row->digest)
		return 0;
	if (r->policy_id) {
		r->several_policies |= strcmp(r->digest, row->digest) != 0;
		return 0;
	}
	r->policy_id = row->policy_id;
	r->site = gather_text(g, row->site ? row->site : "");
	r->matrix = gather_text(g, row->matrix ? row->matrix : "");
	r->matrix_title =
	    gather_text(g, row->matrix_title ? row->matrix_title : "");
	r->matrix_source =
	    gather_text(g, row->matrix_source ? row->matrix_source : "");
	r->digest = gather_text(g, row->digest);
	r->tap = gather_text(g, row->tap ? row->tap : "");
	r->zone = gather_text(g, row->zone ? row->zone : "UTC");
	return 0;
}

static struct report_row *
find_row(struct report *r, const char *row_id)
{
	for (size_t i = 0; i < r->row_count; i++)
		if (strcmp(r->row_list[i].facts.row_id, row_id) == 0)
			return &r->row_list[i];
	return NULL;
}

static struct report_row *
new_row(struct gather *g, const struct store_row_row *row)
{
	struct report *r = &g->report;
	struct report_row *one;
	struct store_row_row *f;

	r->row_list =
	    gather_grown(r->row_list, r->row_count, sizeof(*r->row_list));
	one = &r->row_list[r->row_count++];
	*one =
	    (struct report_row){ .facts = *row, .from_us = -1, .until_us = -1 };
	f = &one->facts;
	f->row_id = gather_text(g, row->row_id);
	f->section = gather_text(g, row->section);
	f->source = gather_text(g, row->source);
	f->destination = gather_text(g, row->destination);
	f->protocols = gather_text(g, row->protocols);
	f->ports = gather_text(g, row->ports);
	f->scope = gather_text(g, row->scope);
	f->feature = gather_text(g, row->feature);
	f->description = gather_text(g, row->description);
	f->status = gather_text(g, row->status);
	f->action = gather_text(g, row->action);
	f->origin = gather_text(g, row->origin);
	return one;
}

/* A row that was used somewhere was used; else what the first store says. */
static void
add_row(struct gather *g, struct store_row_row *to,
    const struct store_row_row *from)
{
	bool tried;

	to->flows += from->flows;
	to->established += from->established;
	to->refused += from->refused;
	to->unanswered += from->unanswered;
	if (from->first_us >= 0 &&
	    (to->first_us < 0 || from->first_us < to->first_us))
		to->first_us = from->first_us;
	if (from->last_us > to->last_us)
		to->last_us = from->last_us;
	tried = to->refused + to->unanswered > 0;
	if (to->flows > 0)
		to->status = strcmp(to->action, "allow") == 0 &&
			to->established == 0 && tried
		    ? "blocked"
		    : "exercised";
	else if (strcmp(from->status, "unseen") == 0 &&
	    strcmp(to->status, "unobservable") == 0)
		to->status = gather_text(g, from->status);
}

static int
take_row(const struct store_row_row *row, void *arg)
{
	struct gather *g = arg;
	struct report_row *one = find_row(&g->report, row->row_id);

	if (one)
		add_row(g, &one->facts, row);
	else
		new_row(g, row);
	return 0;
}

/* Of a policy that was in force before: rows that are still there. */
static int
take_earlier(const struct store_row_row *row, void *arg)
{
	struct gather *g = arg;
	struct report_row *one = find_row(&g->report, row->row_id);

	if (one && row->flows > 0)
		add_row(g, &one->facts, row);
	return 0;
}

static int
take_detail(const struct store_policy_detail *row, void *arg)
{
	struct gather *g = arg;
	struct report_row *one = find_row(&g->report, row->row_id);

	if (!one)
		return 0;
	one->from_us = row->from_us;
	one->until_us = row->until_us;
	one->inferred = row->inferred;
	one->place = gather_text(g, row->place);
	return 0;
}

static int
take_feature(const struct store_policy_feature *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;

	for (size_t i = 0; i < r->feature_count; i++)
		if (strcmp(r->features[i].feature, row->feature) == 0)
			return 0;
	r->features =
	    gather_grown(r->features, r->feature_count, sizeof(*r->features));
	r->features[r->feature_count++] =
	    (struct report_feature){ .feature = gather_text(g, row->feature),
		    .label = gather_text(g, row->label),
		    .on = row->on,
		    .default_on = row->default_on };
	return 0;
}

static int
take_role(const struct store_policy_role *row, void *arg)
{
	struct gather *g = arg;
	struct role_kinds *k = &g->report.roles;
	int kind = word_find(WORDS_ROLE_KIND, row->kind);

	if (kind < 0 || roles_kind(k, row->role) >= 0)
		return 0;
	k->at = gather_grown(k->at, k->count, sizeof(*k->at));
	k->at[k->count++] =
	    (struct role_kind_of){ .role = gather_text(g, row->role),
		    .kind = (enum role_kind)kind };
	return 0;
}

static int
take_network(const struct store_policy_network *row, void *arg)
{
	struct gather *g = arg;
	struct site_networks *n = &g->report.networks;
	struct prefix p;

	if (prefix_parse(row->network, strlen(row->network), &p) != 0)
		return 0;
	n->at = gather_grown(n->at, n->count, sizeof(*n->at));
	n->at[n->count++] = p;
	return 0;
}

static int
gather_site(struct gather *g, struct store *s, int64_t policy_id,
    struct err *err)
{
	int rc = store_each_policy_role(s, policy_id, take_role, g, err);

	return rc
	    ? rc
	    : store_each_policy_network(s, policy_id, take_network, g, err);
}

/* Of the policy, and of those before it: flows have their roles and hosts
 * too. */
static int
gather_sites(struct gather *g, struct store *s, const struct latest *l,
    struct err *err)
{
	int rc = gather_site(g, s, l->policy_id, err);

	for (size_t i = 0; i < l->earlier_count && !rc; i++)
		rc = gather_site(g, s, l->earlier[i], err);
	return rc;
}

static int
take_role_pair(const struct store_role_pair *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;

	r->role_pairs = gather_grown(r->role_pairs, r->role_pair_count,
	    sizeof(*r->role_pairs));
	r->role_pairs[r->role_pair_count++] =
	    (struct store_role_pair){ .src_role = gather_text(g, row->src_role),
		    .dst_role = gather_text(g, row->dst_role),
		    .rows = row->rows };
	return 0;
}

static void
count_rows(struct report *r)
{
	r->rows = (struct report_rows){ .total = r->row_count };
	for (size_t i = 0; i < r->row_count; i++) {
		int status =
		    word_find(WORDS_ROW_STATUS, r->row_list[i].facts.status);

		if (status >= 0)
			r->rows.by_status[status]++;
	}
}

/* A database whose runs are not in the scope still has a policy: the last. */
static int
take_last(const struct store_policy_row *row, void *arg)
{
	*(int64_t *)arg = row->policy_id;
	return 0;
}

int
gather_policy(struct gather *g, struct store *s, struct err *err)
{
	struct report *r = &g->report;
	struct latest l = { .g = g };
	bool first = r->policy_id == 0;
	int rc = store_each_run(s, &r->scope, take_run, &l, err);

	if (!rc && !l.policy_id)
		rc = store_each_policy(s, take_last, &l.policy_id, err);
	if (!rc)
		rc = store_each_policy(s, take_policy, &l, err);
	r->several_policies |= l.earlier_count > 0;
	if (rc || !l.policy_id)
		return rc;
	rc = store_each_row_in(s, l.policy_id, &r->scope, take_row, g, err);
	for (size_t i = 0; i < l.earlier_count && !rc; i++)
		if (l.earlier[i] != l.policy_id)
			rc = store_each_row_in(s, l.earlier[i], &r->scope,
			    take_earlier, g, err);
	if (!rc)
		rc = gather_sites(g, s, &l, err);
	if (!rc && first)
		rc = store_each_role_pair(s, l.policy_id, take_role_pair, g,
		    err);
	if (!rc)
		rc = store_each_policy_detail(s, l.policy_id, take_detail, g,
		    err);
	if (!rc)
		rc = store_each_policy_feature(s, l.policy_id, take_feature, g,
		    err);
	count_rows(r);
	return rc;
}

static int
order_networks(const void *a, const void *b)
{
	return prefix_map_cmp(a, b);
}

/* The same network, once more. */
static void
add_network(void *to, const void *from)
{
	(void)to;
	(void)from;
}

void
gather_policy_end(struct gather *g)
{
	struct site_networks *n = &g->report.networks;

	n->count = gather_fold(n->at, n->count, sizeof(*n->at), order_networks,
	    add_network);
	if (n->count &&
	    prefix_map_build(&n->map, g->texts, n->at, n->count) != 0)
		abort();
}
