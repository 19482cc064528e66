/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vrids.c - VRRP groups: which are the farm's own?
 */
#include <config.h>

#include <string.h>

#include "pipeline/vrids.h"

void
vrids_init(struct vrids *v, const struct policy *p)
{
	memset(v, 0, sizeof(*v));
	v->policy = p;
}

void
vrids_learn(struct vrids *v, const struct role_set *roles, uint8_t vrid)
{
	const struct policy_row *const *rows;
	size_t n = policy_rows_for(v->policy, PROTO_VRRP, 0, &rows);

	for (size_t i = 0; i < n && !v->used[vrid]; i++)
		v->used[vrid] = rows[i]->allow &&
		    role_set_meets(roles, &rows[i]->src.roles);
}

bool
vrids_foreign(const struct vrids *v, uint8_t vrid)
{
	bool listed;

	if (policy_vrid_listed(v->policy, vrid, &listed))
		return !listed;
	return !v->used[vrid];
}

bool
vrids_keep(struct vrids *v, const struct flow *f, enum flow_end why)
{
	bool listed;

	if (policy_vrid_listed(v->policy, (uint8_t)f->key.extra, &listed) ||
	    v->used[f->key.extra & 0xff] || v->kept_count == VRIDS_KEPT_MAX)
		return false;
	v->kept[v->kept_count] = *f;
	v->kept_end[v->kept_count++] = why;
	return true;
}
