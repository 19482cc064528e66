/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * roles.h - what a report knows of roles and addresses beyond their texts.
 */
#ifndef REPORT_ROLES_H
#define REPORT_ROLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/words.h"
#include "policy/prefix_map.h"

/* Of the roles of all policies that the report speaks of; of two that differ
 * in a role's kind, the first. */
struct role_kinds {
	struct role_kind_of {
		const char *role;
		enum role_kind kind;
	} * at; /* in the order of the policies */
	size_t count;
};

/* Of the sites of all policies that the report speaks of. */
struct site_networks {
	struct prefix *at;
	size_t count;
	struct prefix_map map; /* when count is not 0 */
};

/* True when a list of roles ("broker,console") has the role. */
bool roles_have(const char *list, const char *role);
/* The next role of a list from *at on, into out (cut to fit); false at the
 * end.  An empty list has one role, "". */
bool roles_next(const char *list, size_t *at, char *out, size_t size);
/* The kind of a role, or -1: it is not known. */
int roles_kind(const struct role_kinds *k, const char *role);
/* True when one of a list is of the kind. */
bool roles_any_of(const struct role_kinds *k, const char *list,
    enum role_kind kind);
/* True when the kind of one of a list is not known. */
bool roles_of_no_kind(const struct role_kinds *k, const char *list);
/* Session hosts, where users work. */
bool roles_users(const char *list);
/* "client", or "(no role)" for an empty list. */
const char *roles_text(const char *list);

/* Not of the internet: in a network of the sites, or private, link-local,
 * loopback or shared space (RFC 1918, 3927, 4193, 6598).  False for NULL. */
bool roles_inside(const struct site_networks *n, const char *address);
/* Ports by which machines are administered. */
bool roles_admin_port(long long port);

#endif
