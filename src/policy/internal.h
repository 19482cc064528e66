/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * internal.h - what a policy is made of, for the files of this folder.
 *
 * Everything hangs on one arena.
 */
#ifndef POLICY_INTERNAL_H
#define POLICY_INTERNAL_H

#include "base/arena.h"
#include "base/digest.h"
#include "policy/address_index.h"
#include "policy/name_index.h"
#include "policy/policy.h"
#include "policy/row_index.h"

#define POLICY_KINDS 4 /* enum role_kind */

/* Pointers to structs of one type, in the arena. */
struct items {
	void **at;
	size_t count;
};

/* One pattern of a "name" line. */
struct policy_name {
	const char *pattern;
	struct role_set roles;
	struct policy_place place;
};

struct policy {
	struct arena *arena;
	char digest[DIGEST_SHA256_TEXT_MAX];

	const char *matrix_id, *matrix_title, *matrix_source;
	const char *site_name, *zone, *tap;
	struct policy_place
	    site_place; /* of "site"; line 0 when there is none */

	/* Roles are numbered in the bytewise order of their ids. */
	struct items roles; /* struct policy_role; the others as named */
	struct role_set kind_roles[POLICY_KINDS];
	struct role_set local_roles;
	struct items features;
	struct items rows; /* in the order of reading; row->number */
	struct items rows_by_id;
	struct items addresses;
	struct items networks;
	struct items names;
	struct items knowns;
	struct items expects;
	const char **files; /* paths, in the order of first opening */
	size_t file_count;

	bool has_vrids;
	uint64_t vrids[4]; /* bit n % 64 of vrids[n / 64]: group n */

	struct address_index address_index;
	struct name_index name_index;
	struct row_index row_index;
};

#endif
