/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolve.c - after all files are read: names to what they name, dates to
 * moments, and the lists of the builder into the policy.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/resolve.h"
#include "policy/suggest.h"
#include "policy/symbols.h"

#define DATES_MAX 10000 /* different ones: each asks the zone database */
#define PORTS 65536U

/* What a matrix file includes is part of the matrix. */
static void
spread_matrix(struct builder *b)
{
	bool changed = true;

	while (changed) {
		uint64_t matrix = 0;

		changed = false;
		for (size_t i = 0; i < b->files.count; i++) {
			const struct rule_file *f = b->files.items[i];

			matrix |= (uint64_t)f->matrix << i;
		}
		for (size_t i = 0; i < b->files.count; i++) {
			struct rule_file *f = b->files.items[i];

			if (!f->matrix && f->includers & matrix)
				f->matrix = changed = true;
		}
	}
}

static int
feature_find(const struct builder *b, const char *id)
{
	for (size_t i = 0; i < b->features.count; i++) {
		const struct policy_feature *f = b->features.items[i];

		if (strcmp(f->id, id) == 0)
			return (int)i;
	}
	return -1;
}

/* Tell that no feature has this name. */
static void
unknown_feature(struct builder *b, const struct policy_place *place,
    const char *id)
{
	struct suggest s;

	if (b->incomplete)
		return;
	suggest_init(&s, id, strlen(id));
	for (size_t i = 0;
	     i < b->features.count && problems_wanted(b->problems, place); i++)
		suggest_offer(&s,
		    ((const struct policy_feature *)b->features.items[i])->id);
	if (s.best)
		problems_add(b->problems, place,
		    "unknown feature \"%s\"; did you mean \"%s\"?", id, s.best);
	else
		problems_add(b->problems, place,
		    "unknown feature \"%s\"; expected one that the matrix "
		    "declares",
		    id);
}

/* A site's line without a label turns a feature on or off; others declare. */
static bool
is_override(const struct builder *b, const struct feature_line *line)
{
	return !line->label && !builder_file_of(b, &line->place)->matrix;
}

static bool
declare_feature(struct builder *b, const struct feature_line *line)
{
	int known = feature_find(b, line->id);
	struct policy_feature *f;

	if (known >= 0) {
		f = b->features.items[known];
		problems_add(b->problems, &line->place,
		    "second feature \"%s\"; expected one, the first is at "
		    "%s:%u:%u",
		    line->id, f->place.file, f->place.line, f->place.col);
		return true;
	}
	f = builder_alloc(b, 1, sizeof(*f));
	if (!f)
		return false;
	*f = (struct policy_feature){ .id = line->id,
		.label = line->label ? line->label : "",
		.default_on = line->on,
		.on = line->on,
		.place = line->place };
	return builder_add(b, &b->features, f);
}

static void
override_feature(struct builder *b, const struct feature_line *line,
    const struct feature_line **by)
{
	int number = feature_find(b, line->id);
	struct policy_feature *f;

	if (number < 0) {
		unknown_feature(b, &line->place, line->id);
		return;
	}
	if (by[number]) {
		problems_add(b->problems, &line->place,
		    "feature \"%s\" set again; expected once, the first is at "
		    "%s:%u:%u",
		    line->id, by[number]->place.file, by[number]->place.line,
		    by[number]->place.col);
		return;
	}
	by[number] = line;
	f = b->features.items[number];
	f->on = line->on;
}

static bool
resolve_features(struct builder *b)
{
	const struct feature_line *by[BUILDER_FEATURES_MAX] = { NULL };

	for (size_t i = 0; i < b->feature_lines.count; i++) {
		const struct feature_line *line = b->feature_lines.items[i];

		if (!line->wrong && !is_override(b, line) &&
		    !declare_feature(b, line))
			return false;
	}
	for (size_t i = 0; i < b->feature_lines.count; i++) {
		const struct feature_line *line = b->feature_lines.items[i];

		if (line->wrong && feature_find(b, line->id) < 0 &&
		    !declare_feature(b, line))
			return false;
		if (!line->wrong && is_override(b, line))
			override_feature(b, line, by);
	}
	for (size_t i = 0; i < b->feature_refs.count; i++) {
		struct feature_ref *ref = b->feature_refs.items[i];

		*ref->into = feature_find(b, ref->name);
		if (*ref->into < 0)
			unknown_feature(b, &ref->place, ref->name);
	}
	return true;
}

/* Dates in order, the same moments side by side. */
static int
by_date(const void *a, const void *b)
{
	const struct date_ref *x = *(const struct date_ref *const *)a;
	const struct date_ref *y = *(const struct date_ref *const *)b;
	const int parts[][2] = { { x->date.year, y->date.year },
		{ x->date.month, y->date.month }, { x->date.day, y->date.day },
		{ x->next_day, y->next_day } };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i][0] != parts[i][1])
			return parts[i][0] < parts[i][1] ? -1 : 1;
	}
	return 0;
}

static bool
resolve_dates(struct builder *b)
{
	size_t count = b->date_refs.count;
	struct date_ref **refs = builder_scratch(b, count, sizeof(*refs));
	size_t different = 0;

	if (!refs)
		return false;
	for (size_t i = 0; i < count; i++)
		refs[i] = b->date_refs.items[i];
	qsort(refs, count, sizeof(*refs), by_date);
	for (size_t i = 0; i < count; i++) {
		struct date_ref *ref = refs[i];

		if (i > 0 && by_date(&refs[i - 1], &refs[i]) == 0) {
			*ref->into = *refs[i - 1]->into;
			continue;
		}
		if (different++ == DATES_MAX) {
			problems_add(b->problems, &ref->place,
			    "more than %d different dates; expected fewer",
			    DATES_MAX);
			return true;
		}
		b->error = when_day_start(b->p->zone, ref->date, ref->next_day,
		    ref->into);
		if (b->error)
			return false;
	}
	return true;
}

/* Ports that a row covers, all of them for a row without. */
static uint32_t
port_width(const struct policy_row *row)
{
	uint32_t width = 0;

	for (size_t i = 0; i < row->port_count; i++)
		width += row->ports[i].last - row->ports[i].first + 1U;
	return row->port_count > 0 ? width : PORTS;
}

/* Roles of an end; an address or a name counts as none. */
static uint32_t
end_width(const struct builder *b, const struct policy_end *end)
{
	if (end->any)
		return (uint32_t)b->p->roles.count;
	return role_set_count(&end->roles);
}

static int
by_row_id(const void *a, const void *b)
{
	const struct policy_row *x = *(const struct policy_row *const *)a;
	const struct policy_row *y = *(const struct policy_row *const *)b;
	int order = strcmp(x->id, y->id);

	if (order != 0)
		return order;
	return (x->number > y->number) - (x->number < y->number);
}

/* A row id is cited by verdicts: it must be one row's. */
static void
tell_same_ids(struct builder *b)
{
	void **sorted = b->p->rows_by_id.at;

	for (size_t i = 1; i < b->p->rows_by_id.count; i++) {
		const struct policy_row *row = sorted[i];
		const struct policy_row *before = sorted[i - 1];

		if (strcmp(row->id, before->id) == 0)
			problems_add(b->problems, &row->place,
			    "second row \"%s\"; expected another id, the "
			    "first is at %s:%u:%u",
			    row->id, before->place.file, before->place.line,
			    before->place.col);
	}
}

/* The list's pointers, in the policy's own memory. */
static bool
keep(struct builder *b, const struct list *l, struct items *out)
{
	out->at = builder_alloc(b, l->count, sizeof(out->at[0]));
	if (!out->at)
		return false;
	if (l->count > 0)
		memcpy(out->at, l->items, l->count * sizeof(out->at[0]));
	out->count = l->count;
	return true;
}

static bool
resolve_rows(struct builder *b)
{
	struct policy *p = b->p;

	if (!keep(b, &b->rows, &p->rows) || !keep(b, &b->rows, &p->rows_by_id))
		return false;
	for (size_t i = 0; i < p->rows.count; i++) {
		struct policy_row *row = p->rows.at[i];

		row->number = (uint32_t)i;
		row->origin = builder_origin(b, &row->place);
		row->role_width =
		    end_width(b, &row->src) + end_width(b, &row->dst);
		row->port_width = port_width(row);
	}
	qsort(p->rows_by_id.at, p->rows_by_id.count, sizeof(void *), by_row_id);
	tell_same_ids(b);
	return true;
}

static bool
resolve_expects(struct builder *b)
{
	for (size_t i = 0; i < b->expects.count; i++) {
		struct policy_expect *e = b->expects.items[i];

		e->number = (uint32_t)i;
		e->origin = builder_origin(b, &e->place);
	}
	return keep(b, &b->expects, &b->p->expects);
}

/* An address of the site for each prefix of each line. */
static bool
resolve_addresses(struct builder *b)
{
	struct list all = { 0 };
	bool good = true;

	for (size_t i = 0; good && i < b->address_lines.count; i++) {
		const struct address_line *line = b->address_lines.items[i];

		for (size_t k = 0; good && k < line->prefix_count; k++) {
			struct policy_address *a =
			    builder_alloc(b, 1, sizeof(*a));

			good = builder_add(b, &all, a);
			if (!good)
				break;
			*a = (struct policy_address){
				.prefix = line->prefixes[k],
				.roles = line->roles,
				.label = line->label,
				.from_us = line->from_us,
				.until_us = line->until_us,
				.place = line->places[k],
			};
		}
	}
	good = good && keep(b, &all, &b->p->addresses);
	list_fini(&all);
	return good;
}

static bool
resolve_names(struct builder *b)
{
	struct list all = { 0 };
	bool good = true;

	for (size_t i = 0; good && i < b->name_lines.count; i++) {
		const struct name_line *line = b->name_lines.items[i];

		for (size_t k = 0; good && k < line->pattern_count; k++) {
			struct policy_name *n = builder_alloc(b, 1, sizeof(*n));

			good = builder_add(b, &all, n);
			if (!good)
				break;
			*n = (struct policy_name){
				.pattern = line->patterns[k],
				.roles = line->roles,
				.place = line->place,
			};
		}
	}
	good = good && keep(b, &all, &b->p->names);
	list_fini(&all);
	return good;
}

/* A policy that allows and denies nothing would call everything missed. */
static void
tell_empty(struct builder *b)
{
	const struct rule_file *first = b->files.items[0];
	struct policy_place place = { .file = first->path };

	if (b->p->rows.count == 0 && problems_count(b->problems) == 0)
		problems_add(b->problems, &place,
		    "the policy has no rows; expected at least one allow or "
		    "deny");
}

int
resolve(struct builder *b)
{
	struct symbols symbols;

	spread_matrix(b);
	if (!symbols_init(&symbols, b))
		return b->error;
	for (size_t i = 0; i < b->role_refs.count; i++)
		symbols_resolve(&symbols, b->role_refs.items[i]);
	if (!resolve_features(b) || !resolve_dates(b) || !resolve_rows(b) ||
	    !resolve_addresses(b) || !resolve_names(b) ||
	    !keep(b, &b->features, &b->p->features) ||
	    !keep(b, &b->networks, &b->p->networks) ||
	    !keep(b, &b->knowns, &b->p->knowns) || !resolve_expects(b))
		return b->error;
	tell_empty(b);
	return 0;
}
