/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy_text.c - policies from texts, and what was told of them.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "policy_text.h"

static char told[POLICY_TEXT_MAX];

static struct diag_list *
new_diags(void)
{
	struct diag_list *diags = NULL;

	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	return diags;
}

/* All messages into told[]; the list is freed. */
static const char *
tell(struct diag_list *diags)
{
	size_t len = 0;

	told[0] = '\0';
	for (size_t i = 0; i < diag_kept(diags); i++) {
		ck_assert_uint_lt(len + 2, sizeof(told));
		diag_format(diag_at(diags, i), told + len,
		    sizeof(told) - len - 1);
		len += strlen(told + len);
		told[len++] = '\n';
		told[len] = '\0';
	}
	diag_list_free(diags);
	return told;
}

struct policy *
policy_of(const char *text)
{
	const struct policy_options options = { .no_includes = true };
	struct diag_list *diags = new_diags();
	struct policy *p = NULL;
	int rc;

	rc = policy_load_text(&p, POLICY_TEXT_NAME, text, strlen(text),
	    &options, diags);
	tell(diags);
	ck_assert_msg(rc == 0, "%s", told);
	ck_assert_ptr_nonnull(p);
	return p;
}

static const char *
told_with(const char *text, size_t len, uint64_t now_us)
{
	const struct policy_options options = { .no_includes = true,
		.now_us = now_us };
	struct diag_list *diags = new_diags();
	struct policy *p = NULL;
	int rc;

	rc = policy_load_text(&p, POLICY_TEXT_NAME, text, len, &options, diags);
	if (rc != 0)
		ck_assert_ptr_null(p);
	ck_assert_int_eq(rc == 0, diag_count(diags, DIAG_ERROR) == 0);
	policy_free(p);
	return tell(diags);
}

const char *
told_of_bytes(const char *text, size_t len)
{
	return told_with(text, len, 0);
}

const char *
told_of(const char *text)
{
	return told_with(text, strlen(text), 0);
}

const char *
told_at(const char *text, uint64_t now_us)
{
	return told_with(text, strlen(text), now_us);
}

const char *
told_of_file(const char *path, const char *rules_dir, int *rc)
{
	const struct policy_options options = { .rules_dir = rules_dir };
	struct diag_list *diags = new_diags();
	struct policy *p = NULL;

	*rc = policy_load(&p, path, &options, diags);
	ck_assert_int_eq(*rc == 0, p != NULL);
	policy_free(p);
	return tell(diags);
}

struct addr
addr_of(const char *text)
{
	struct addr a;

	ck_assert_int_eq(addr_parse(text, strlen(text), &a), 0);
	return a;
}

unsigned int
role_of(const struct policy *p, const char *id)
{
	int number = policy_role_find(p, id, strlen(id));

	ck_assert_int_ge(number, 0);
	return (unsigned int)number;
}

const char *
roles_at(const struct policy *p, const char *addr, uint64_t time_us)
{
	static char text[POLICY_ROLES_TEXT_MAX];
	struct addr a = addr_of(addr);
	struct role_set roles;

	policy_roles_of(p, &a, time_us, true, &roles);
	return policy_roles_text(p, &roles, text, sizeof(text));
}
