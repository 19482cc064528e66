/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy_text.h - policies from texts, and what was told of them.
 */
#ifndef UNIT_POLICY_TEXT_H
#define UNIT_POLICY_TEXT_H

#include <stdint.h>

#include "policy/policy.h"

#define POLICY_TEXT_NAME "t"  /* the name of the file in messages */
#define POLICY_TEXT_MAX 65536 /* bytes of all messages */

/* The policy of a text without includes; fails the test when it does not
 * load.  Free with policy_free(). */
struct policy *policy_of(const char *text);
/* What is told of a text, a line each with its final newline; good until the
 * next call.  Dates are linted at now_us unless it is 0. */
const char *told_of(const char *text);
const char *told_at(const char *text, uint64_t now_us);
/* The same of len bytes. */
const char *told_of_bytes(const char *text, size_t len);
/* The same of a file, with a folder for includes or NULL; *rc is that of
 * policy_load(). */
const char *told_of_file(const char *path, const char *rules_dir, int *rc);

/* Roles of an address as a source, as text; good until the next call. */
const char *roles_at(const struct policy *p, const char *addr,
    uint64_t time_us);
/* An address, a role set of one role. */
struct addr addr_of(const char *text);
unsigned int role_of(const struct policy *p, const char *id);

#endif
