/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy.c - what a loaded policy tells of itself.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "policy/internal.h"

void
policy_free(struct policy *p)
{
	if (p)
		arena_free(p->arena); /* p is in it */
}

const char *
policy_digest(const struct policy *p)
{
	return p->digest;
}

const char *
policy_matrix_id(const struct policy *p)
{
	return p->matrix_id;
}

const char *
policy_matrix_title(const struct policy *p)
{
	return p->matrix_title;
}

const char *
policy_matrix_source(const struct policy *p)
{
	return p->matrix_source;
}

const char *
policy_site_name(const struct policy *p)
{
	return p->site_name;
}

const char *
policy_zone(const struct policy *p)
{
	return p->zone;
}

const char *
policy_tap(const struct policy *p)
{
	return p->tap;
}

size_t
policy_file_count(const struct policy *p)
{
	return p->file_count;
}

const char *
policy_file_at(const struct policy *p, size_t i)
{
	assert(i < p->file_count);
	return p->files[i];
}

size_t
policy_role_count(const struct policy *p)
{
	return p->roles.count;
}

const struct policy_role *
policy_role_at(const struct policy *p, size_t i)
{
	assert(i < p->roles.count);
	return p->roles.at[i];
}

/* As strcmp() of text and the len bytes of id. */
static int
compare(const char *text, const char *id, size_t len)
{
	int order = strncmp(text, id, len);

	return order != 0 ? order : text[len] != '\0';
}

int
policy_role_find(const struct policy *p, const char *id, size_t len)
{
	size_t low = 0;
	size_t high = p->roles.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(policy_role_at(p, middle)->id, id, len);

		if (order == 0)
			return (int)middle;
		if (order > 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

const struct role_set *
policy_kind_roles(const struct policy *p, enum role_kind kind)
{
	assert(kind < POLICY_KINDS);
	return &p->kind_roles[kind];
}

bool
policy_role_named(const struct policy *p, size_t role)
{
	for (size_t i = 0; i < p->names.count; i++) {
		const struct policy_name *n = p->names.at[i];

		if (role_set_has(&n->roles, (unsigned int)role))
			return true;
	}
	return false;
}

char *
policy_roles_text(const struct policy *p, const struct role_set *roles,
    char *out, size_t size)
{
	size_t len = 0;

	assert(size > 0);
	out[0] = '\0';
	for (unsigned int i = 0; i < p->roles.count && len < size; i++) {
		int n;

		if (!role_set_has(roles, i))
			continue;
		n = snprintf(out + len, size - len, "%s%s", len > 0 ? "," : "",
		    policy_role_at(p, i)->id);
		len += (size_t)n;
	}
	return out;
}

size_t
policy_feature_count(const struct policy *p)
{
	return p->features.count;
}

const struct policy_feature *
policy_feature_at(const struct policy *p, size_t i)
{
	assert(i < p->features.count);
	return p->features.at[i];
}

size_t
policy_row_count(const struct policy *p)
{
	return p->rows.count;
}

const struct policy_row *
policy_row_at(const struct policy *p, size_t i)
{
	assert(i < p->rows.count);
	return p->rows.at[i];
}

const struct policy_row *
policy_row_find(const struct policy *p, const char *id)
{
	size_t low = 0;
	size_t high = p->rows_by_id.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct policy_row *row = p->rows_by_id.at[middle];
		int order = strcmp(id, row->id);

		if (order == 0)
			return row;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

size_t
policy_address_count(const struct policy *p)
{
	return p->addresses.count;
}

const struct policy_address *
policy_address_at(const struct policy *p, size_t i)
{
	assert(i < p->addresses.count);
	return p->addresses.at[i];
}

size_t
policy_network_count(const struct policy *p)
{
	return p->networks.count;
}

const struct policy_network *
policy_network_at(const struct policy *p, size_t i)
{
	assert(i < p->networks.count);
	return p->networks.at[i];
}

size_t
policy_known_count(const struct policy *p)
{
	return p->knowns.count;
}

const struct policy_known *
policy_known_at(const struct policy *p, size_t i)
{
	assert(i < p->knowns.count);
	return p->knowns.at[i];
}

size_t
policy_expect_count(const struct policy *p)
{
	return p->expects.count;
}

const struct policy_expect *
policy_expect_at(const struct policy *p, size_t i)
{
	assert(i < p->expects.count);
	return p->expects.at[i];
}

bool
policy_vrid_listed(const struct policy *p, uint8_t vrid, bool *listed)
{
	*listed = p->vrids[vrid / 64] >> vrid % 64 & 1;
	return p->has_vrids;
}

bool
policy_row_on(const struct policy *p, const struct policy_row *row)
{
	return row->feature < 0 ||
	    policy_feature_at(p, (size_t)row->feature)->on;
}

bool
policy_row_in_force(const struct policy_row *row, uint64_t time_us)
{
	return time_us >= row->from_us && time_us < row->until_us;
}
