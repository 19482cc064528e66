/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lint_rows.c - rows that can never match, have expired, or are hidden by
 * wider ones.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "policy/internal.h"
#include "policy/lint_rows.h"

#define PORTS 65536U
/* Pairs of rows that are compared at most: a moment's work, and more than
 * an honest policy of some thousand rows asks for. */
#define PAIRS_MAX 10000000U

/* What a site's row does to rows of the matrix, told in one line. */
struct effect {
	size_t rows;
	const struct policy_row *first;
	bool useless; /* the site's row itself, which was told */
};

struct work {
	const struct policy *p;
	uint64_t now_us;
	struct problems *out;
	struct effect *effects; /* by row number */
	size_t pairs;           /* compared so far */
};

static bool
is_expired(const struct policy_row *row, uint64_t now_us)
{
	return now_us != 0 && row->until_us <= now_us;
}

static bool
is_nobody(const struct policy_end *e)
{
	return !e->any && !e->self && e->prefix_count == 0 &&
	    e->name_count == 0 && role_set_empty(&e->roles);
}

/* True when nothing but addresses of one family is in e. */
static bool
is_family(const struct policy_end *e, bool v4)
{
	if (e->any || e->self || e->name_count > 0 || e->prefix_count == 0 ||
	    !role_set_empty(&e->roles))
		return false;
	for (size_t i = 0; i < e->prefix_count; i++) {
		if (addr_is_v4(&e->prefixes[i].addr) != v4)
			return false;
	}
	return true;
}

/* Why no flow can match the row whatever the site is, or NULL. */
static const char *
why_never(const struct policy_row *row)
{
	const struct policy_end *src = &row->src;

	if (is_nobody(src))
		return "no role is in its source";
	if (is_nobody(&row->dst))
		return "no role is in its destination";
	if (src->name_count > 0 && !src->any && !src->self &&
	    src->prefix_count == 0 && role_set_empty(&src->roles))
		return "a source is never known by its name";
	if ((is_family(src, true) && is_family(&row->dst, false)) ||
	    (is_family(src, false) && is_family(&row->dst, true)))
		return "its ends are of IPv4 and of IPv6";
	return NULL;
}

/* True when every name of narrow is one of wide's. */
static bool
pattern_covers(const char *wide, const char *narrow)
{
	size_t wide_len = strlen(wide);
	size_t narrow_len = strlen(narrow);

	if (wide[0] != '*' || narrow[0] != '*')
		return policy_name_matches(wide, narrow);
	return narrow_len >= wide_len &&
	    strcmp(narrow + (narrow_len - wide_len) + 1, wide + 1) == 0;
}

static bool
covers_name(const struct policy_end *wide, const char *name)
{
	for (size_t i = 0; i < wide->name_count; i++) {
		if (pattern_covers(wide->names[i], name))
			return true;
	}
	return false;
}

static bool
covers_prefix(const struct policy_end *wide, const struct prefix *prefix)
{
	for (size_t i = 0; i < wide->prefix_count; i++) {
		if (wide->prefixes[i].bits <= prefix->bits &&
		    prefix_contains(&wide->prefixes[i], &prefix->addr))
			return true;
	}
	return false;
}

/* True when whoever is in narrow is in wide, as far as the rows alone tell:
 * who has which role is not looked at. */
static bool
covers_end(const struct policy_end *wide, const struct policy_end *narrow)
{
	struct role_set both = wide->roles;

	if (wide->any)
		return true;
	if (narrow->any || (narrow->self && !wide->self))
		return false;
	role_set_join(&both, &narrow->roles);
	if (role_set_count(&both) != role_set_count(&wide->roles))
		return false;
	for (size_t i = 0; i < narrow->prefix_count; i++) {
		if (!covers_prefix(wide, &narrow->prefixes[i]))
			return false;
	}
	for (size_t i = 0; i < narrow->name_count; i++) {
		if (!covers_name(wide, narrow->names[i]))
			return false;
	}
	return true;
}

static bool
covers_protos(const struct policy_row *wide, const struct policy_row *narrow)
{
	if (wide->proto_count == 0)
		return true;
	for (size_t i = 0; i < narrow->proto_count; i++) {
		if (!memchr(wide->protos, narrow->protos[i], wide->proto_count))
			return false;
	}
	return narrow->proto_count > 0;
}

static bool
covers_ports(const struct policy_row *wide, const struct policy_row *narrow)
{
	size_t k = 0;

	if (wide->port_width == PORTS)
		return true;
	for (size_t i = 0; i < narrow->port_count; i++) {
		while (k < wide->port_count &&
		    wide->ports[k].last < narrow->ports[i].first)
			k++;
		/* Ranges do not touch: one must hold all of it. */
		if (k == wide->port_count ||
		    wide->ports[k].first > narrow->ports[i].first ||
		    wide->ports[k].last < narrow->ports[i].last)
			return false;
	}
	return narrow->port_count > 0;
}

/* True when the row goes to the groups of VRRP without naming them. */
static bool
implies_vrrp_groups(const struct policy_row *row)
{
	return row->multicast_count == 0 && row->proto_count > 0 &&
	    memchr(row->protos, PROTO_VRRP, row->proto_count);
}

static bool
has_multicast(const struct policy_row *row, const struct addr *a)
{
	for (size_t i = 0; i < row->multicast_count; i++) {
		if (addr_equal(&row->multicasts[i], a))
			return true;
	}
	return false;
}

/* True when wide may be sent to wherever narrow may.  A row reaches broadcast
 * addresses and groups only where it says so: "any" does not hold them. */
static bool
covers_scope(const struct policy_row *wide, const struct policy_row *narrow)
{
	if (narrow->broadcast && !wide->broadcast)
		return false;
	if (implies_vrrp_groups(narrow) && !implies_vrrp_groups(wide))
		return false;
	for (size_t i = 0; i < narrow->multicast_count; i++) {
		if (!has_multicast(wide, &narrow->multicasts[i]))
			return false;
	}
	for (size_t i = 0; i < narrow->dst.prefix_count; i++) {
		const struct prefix *prefix = &narrow->dst.prefixes[i];

		if ((addr_is_multicast(&prefix->addr) ||
			addr_is_limited_broadcast(&prefix->addr)) &&
		    !covers_prefix(&wide->dst, prefix))
			return false;
	}
	return true;
}

/* True when every flow that narrow matches, wide matches too. */
static bool
covers(const struct policy_row *wide, const struct policy_row *narrow)
{
	return wide->from_us <= narrow->from_us &&
	    wide->until_us >= narrow->until_us && covers_protos(wide, narrow) &&
	    covers_ports(wide, narrow) && covers_scope(wide, narrow) &&
	    covers_end(&wide->src, &narrow->src) &&
	    covers_end(&wide->dst, &narrow->dst);
}

/* Of two rows that match the same flows: which one to speak of. */
static bool
is_spare(const struct policy_row *row, const struct policy_row *other)
{
	if (row->origin != other->origin)
		return row->origin == ROW_ORIGIN_SITE;
	return row->number > other->number;
}

/* True when other leaves row nothing to do. */
static bool
hides(const struct policy_row *other, const struct policy_row *row)
{
	if (other->allow && (!row->allow || row->app_count > 0))
		return false; /* an allow row hides no deny row, and none
			       * that expects another application */
	if (!covers(other, row))
		return false;
	return other->allow != row->allow || !covers(row, other) ||
	    is_spare(row, other);
}

/* The row that hides row, a deny row if there is one; NULL when none does. */
static const struct policy_row *
hider_of(struct work *w, const struct policy_row *row)
{
	uint8_t proto = row->proto_count > 0 ? row->protos[0] : 0;
	uint16_t port = row->port_count > 0 ? row->ports[0].first : 0;
	const struct policy_row *const *rows;
	const struct policy_row *found = NULL;
	size_t count = policy_rows_for(w->p, proto, port, &rows);

	for (size_t i = 0; i < count && w->pairs < PAIRS_MAX; i++) {
		const struct policy_row *other = rows[i];

		w->pairs++;
		/* Overlaps within the matrix are its own business. */
		if (other == row || !policy_row_on(w->p, other) ||
		    (other->origin == ROW_ORIGIN_MATRIX &&
			row->origin == ROW_ORIGIN_MATRIX))
			continue;
		if ((!found || !other->allow) && hides(other, row))
			found = other;
		if (found && !found->allow)
			break;
	}
	return found;
}

static void
tell_hidden(struct work *w, const struct policy_row *row,
    const struct policy_row *by)
{
	const struct policy_place *at = &by->place;
	struct effect *e = &w->effects[by->number];

	w->effects[row->number].useless = true;
	if (row->origin == ROW_ORIGIN_MATRIX) {
		if (e->rows++ == 0)
			e->first = row;
	} else if (row->allow && !by->allow) {
		problems_add(w->out, &row->place,
		    "row \"%s\" never allows; row \"%s\" at %s:%u:%u denies "
		    "all of it",
		    row->id, by->id, at->file, at->line, at->col);
	} else {
		problems_add(w->out, &row->place,
		    "row \"%s\" is redundant; row \"%s\" at %s:%u:%u covers "
		    "all of it",
		    row->id, by->id, at->file, at->line, at->col);
	}
}

/* Rows of the matrix that a site's row makes useless, in one line. */
static void
tell_effects(const struct work *w)
{
	for (size_t i = 0; i < policy_row_count(w->p); i++) {
		const struct policy_row *row = policy_row_at(w->p, i);
		const struct effect *e = &w->effects[i];
		const char *verb = row->allow ? "covers" : "hides";

		if (e->useless)
			continue;
		if (e->rows == 1)
			problems_add(w->out, &row->place,
			    "row \"%s\" %s row \"%s\" of the matrix", row->id,
			    verb, e->first->id);
		else if (e->rows > 1)
			problems_add(w->out, &row->place,
			    "row \"%s\" %s %zu rows of the matrix, \"%s\" is "
			    "the first",
			    row->id, verb, e->rows, e->first->id);
	}
}

static void
lint_row(struct work *w, const struct policy_row *row)
{
	const char *never = why_never(row);
	const struct policy_row *by;

	if (never)
		problems_add(w->out, &row->place,
		    "row \"%s\" can never match; %s", row->id, never);
	else if (is_expired(row, w->now_us))
		problems_add(w->out, &row->place,
		    "row \"%s\" has expired; its \"until\" is past", row->id);
	if (never || is_expired(row, w->now_us))
		return;
	by = hider_of(w, row);
	if (by)
		tell_hidden(w, row, by);
}

void
lint_rows(const struct policy *p, uint64_t now_us, struct problems *out)
{
	struct work w = { .p = p, .now_us = now_us, .out = out };

	w.effects = calloc(policy_row_count(p) + 1, sizeof(w.effects[0]));
	if (!w.effects)
		return; /* a finding less, and no reason to fail a load */
	for (size_t i = 0; i < policy_row_count(p); i++) {
		const struct policy_row *row = policy_row_at(p, i);

		if (policy_row_on(p, row))
			lint_row(&w, row);
	}
	tell_effects(&w);
	if (w.pairs == PAIRS_MAX)
		problems_add(out, &policy_row_at(p, 0)->place,
		    "more rows overlap than are compared; not every hidden one "
		    "is told");
	free(w.effects);
}
