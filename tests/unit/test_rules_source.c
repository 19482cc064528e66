/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_rules_source.c - ras-19.rules against the table it was made from,
 * field by field.
 *
 * The table is no part of the project: where ../shared is absent, this ends
 * with the status that shows as skipped.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "policy/policy.h"
#include "verdict_world.h"

#define EXIT_SKIPPED 77
#define PATH_BYTES 4096
#define FIELDS_MAX 13
#define TABLE_BYTES_MAX ((size_t)1 << 20)

/* Columns of ras-19.tsv. */
enum column {
	ID,
	SECTION,
	SOURCE,
	DESTINATION,
	SRC,
	DST,
	PROTOCOLS,
	PORTS,
	SCOPE,
	FEATURE,
	DESCRIPTION,
	EVIDENCE,
	NOTE,
};

/* Columns of roles.tsv. */
enum role_column { ROLE_ID, ROLE_KIND_WORD, PRINTED_NAMES, DEFAULT_NAMES };

static struct policy *p;

static int
read_table(const char *name, struct strbuf *out)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), "%s/../shared/matrix/%s", world_srcdir(),
	    name);
	return text_read_file(out, path, TABLE_BYTES_MAX);
}

/* Cuts a line into its fields, in place; returns their number. */
static size_t
split(char *line, const char *fields[static FIELDS_MAX])
{
	size_t n = 0;

	for (char *rest = line; rest != NULL && n < FIELDS_MAX;)
		fields[n++] = strsep(&rest, "\t");
	return n;
}

/* Calls fn with each line after the head. */
static void
for_each_line(const char *table,
    void (*fn)(const char *const fields[], size_t n, size_t number))
{
	struct strbuf s;
	char *rest, *line;
	size_t number = 0;

	strbuf_init(&s);
	ck_assert_int_eq(read_table(table, &s), 0);
	rest = s.text;
	strsep(&rest, "\n");
	while ((line = strsep(&rest, "\n")) != NULL && line[0] != '\0') {
		const char *fields[FIELDS_MAX];
		size_t n = split(line, fields);

		fn(fields, n, number++);
	}
	ck_assert_uint_gt(number, 0);
	strbuf_fini(&s);
}

/* "-" in the table is nothing in the rules. */
static const char *
or_empty(const char *field)
{
	return strcmp(field, "-") == 0 ? "" : field;
}

static const char *
scope_of(const struct policy_row *row)
{
	if (row->broadcast)
		return "broadcast";
	if (row->dst.self)
		return "localhost";
	if (row->dst.name_count > 0 ||
	    role_set_meets(&row->dst.roles,
		policy_kind_roles(p, ROLE_KIND_INTERNET)))
		return "fqdn";
	return "net";
}

/* The text of an end without the quotes of a name. */
static void
check_end(const struct policy_end *end, const char *want)
{
	size_t quote = end->text[0] == '"';
	size_t len = strlen(end->text) - 2 * quote;

	ck_assert_msg(strlen(want) == len &&
		memcmp(end->text + quote, want, len) == 0,
	    "%s, expected %s", end->text, want);
}

static void
check_scope(const struct policy_row *row, const char *want)
{
	/* ShortPath: the page names the service, the packets go to a host. */
	if (strcmp(row->id, "client-12") == 0)
		ck_assert_str_eq(want, "net");
	else
		ck_assert_str_eq(scope_of(row), want);
}

static void
check_row(const char *const f[], size_t n, size_t number)
{
	const struct policy_row *row = policy_row_at(p, number);
	const char *feature = row->feature < 0
	    ? ""
	    : policy_feature_at(p, (size_t)row->feature)->id;

	ck_assert_uint_eq(n, NOTE + 1);
	ck_assert_str_eq(row->id, f[ID]);
	ck_assert_str_eq(row->section, f[SECTION]);
	check_end(&row->src, f[SRC]);
	check_end(&row->dst, f[DST]);
	ck_assert_str_eq(row->proto_text, f[PROTOCOLS]);
	ck_assert_str_eq(row->port_text, or_empty(f[PORTS]));
	check_scope(row, f[SCOPE]);
	ck_assert_str_eq(feature, or_empty(f[FEATURE]));
	ck_assert_str_eq(row->text, f[DESCRIPTION]);
	ck_assert_int_eq(row->inferred, strcmp(f[EVIDENCE], "inferred") == 0);
}

START_TEST(rows_are_those_of_the_table_field_by_field)
{
	for_each_line("ras-19.tsv", check_row);
	ck_assert_uint_eq(policy_row_count(p), 157);
}
END_TEST

/* Each name that the table gives to a role leads to it. */
static void
check_names(const char *names, unsigned int role)
{
	while (names[0] != '\0' && strcmp(names, "-") != 0) {
		size_t len = strcspn(names, " ");
		struct role_set roles = { { 0 } };
		char name[128];

		/* a pattern fits itself, its star for one character */
		snprintf(name, sizeof(name), "%.*s", (int)len, names);
		policy_roles_of_name(p, name, &roles);
		ck_assert_msg(role_set_has(&roles, role), "%s", name);
		names += len + strspn(names + len, " ");
	}
}

static void
check_role(const char *const f[], size_t n, size_t number)
{
	int role = policy_role_find(p, f[ROLE_ID], strlen(f[ROLE_ID]));
	const struct policy_role *r;

	(void)number;
	ck_assert_uint_eq(n, DEFAULT_NAMES + 1);
	if (strncmp(f[ROLE_KIND_WORD], "group:", 6) == 0) {
		ck_assert_int_lt(role, 0);
		return;
	}
	ck_assert_msg(role >= 0, "%s", f[ROLE_ID]);
	r = policy_role_at(p, (size_t)role);
	ck_assert_str_eq(word_text(WORDS_ROLE_KIND, r->kind),
	    f[ROLE_KIND_WORD]);
	/* the first of the names that the page has for it */
	ck_assert_msg(strncmp(f[PRINTED_NAMES], r->label, strlen(r->label)) ==
		    0 &&
		(f[PRINTED_NAMES][strlen(r->label)] == '\0' ||
		    strncmp(f[PRINTED_NAMES] + strlen(r->label), " | ", 3) ==
			0),
	    "%s: %s", r->id, r->label);
	check_names(f[DEFAULT_NAMES], (unsigned int)role);
}

START_TEST(roles_are_those_of_the_table)
{
	for_each_line("roles.tsv", check_role);
}
END_TEST

static void
open_rules(void)
{
	p = world_policy_file("rules/ras-19.rules");
}

static void
close_rules(void)
{
	policy_free(p);
}

static bool
have_table(void)
{
	struct strbuf table;
	int rc;

	strbuf_init(&table);
	rc = read_table("ras-19.tsv", &table);
	strbuf_fini(&table);
	return rc == 0;
}

static int
run(void)
{
	Suite *s = suite_create("rules source");
	TCase *tc = tcase_create("rules source");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, open_rules, close_rules);
	tcase_add_test(tc, rows_are_those_of_the_table_field_by_field);
	tcase_add_test(tc, roles_are_those_of_the_table);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(void)
{
	if (have_table())
		return run();
	fprintf(stderr, "skipped: no ../shared/matrix/ras-19.tsv\n");
	return EXIT_SKIPPED;
}
