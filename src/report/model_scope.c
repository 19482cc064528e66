/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_scope.c - what of the site and of the traffic the report is of.
 */
#include <config.h>

#include <string.h>

#include "report/model_scope.h"
#include "report/roles.h"

double
report_outside(const struct report *r)
{
	const struct store_headline *h = &r->headline;
	uint64_t all = 0, outside = 0;

	for (int v = VERDICT_ALLOWED; v <= VERDICT_OUT_OF_SCOPE; v++) {
		uint64_t flows = h->through[v] + h->stopped[v] + h->probable[v];

		all += flows;
		if (v == VERDICT_OUT_OF_SCOPE)
			outside = flows;
	}
	return all ? (double)outside / (double)all : 0;
}

/* A role is in use when a row that traffic decides names it alone. */
static bool
in_use(const struct report *r, const char *role)
{
	for (size_t i = 0; i < r->row_count; i++) {
		const struct store_row_row *f = &r->row_list[i].facts;

		if ((strcmp(f->source, role) == 0 ||
			strcmp(f->destination, role) == 0) &&
		    strcmp(f->status, "not-in-use") != 0 &&
		    strcmp(f->status, "off") != 0 &&
		    strcmp(f->scope ? f->scope : "", "localhost") != 0)
			return true;
	}
	return false;
}

static bool
was_seen(const struct report *r, const char *role)
{
	for (size_t i = 0; i < r->slice_count; i++)
		if (roles_have(r->slices[i].src_roles, role) ||
		    roles_have(r->slices[i].dst_roles, role))
			return true;
	return false;
}

bool
report_role_unseen(const struct report *r, const char *role)
{
	return in_use(r, role) && !was_seen(r, role);
}

struct report_components
report_components(const struct report *r)
{
	const struct role_kinds *k = &r->roles;
	struct report_components c = { 0 };

	for (size_t i = 0; i < k->count; i++) {
		const char *role = k->at[i].role;

		if (k->at[i].kind != ROLE_KIND_COMPONENT || !in_use(r, role))
			continue;
		c.in_use++;
		c.seen += was_seen(r, role);
	}
	return c;
}

bool
report_elsewhere(const struct report *r)
{
	struct report_components c = report_components(r);

	return report_outside(r) >= REPORT_OUTSIDE_FLOOR && c.in_use > 0 &&
	    c.seen * 2 <= c.in_use;
}
