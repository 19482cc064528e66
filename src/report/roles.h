/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * roles.h - what a report knows of roles and addresses beyond their texts.
 */
#ifndef REPORT_ROLES_H
#define REPORT_ROLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/words.h"

/* True when a list of roles ("broker,console") has the role. */
bool roles_have(const char *list, const char *role);
/* The next role of a list from *at on, into out (cut to fit); false at the
 * end.  An empty list has one role, "". */
bool roles_next(const char *list, size_t *at, char *out, size_t size);
/* The kind of a role of the vendor's matrix, or -1: a role of the site's. */
int roles_kind(const char *role);
/* True when one of a list is of the kind. */
bool roles_any_of(const char *list, enum role_kind kind);
/* Session hosts, where users work. */
bool roles_users(const char *list);
/* The component roles of the vendor's matrix, one by one; NULL at the end. */
const char *roles_component(size_t i);
/* "client", or "(no role)" for an empty list. */
const char *roles_text(const char *list);

/* Not of the internet: private, link-local, loopback or shared space (RFC
 * 1918, 3927, 4193, 6598).  False for NULL. */
bool roles_inside(const char *address);
/* Ports by which machines are administered. */
bool roles_admin_port(long long port);

#endif
