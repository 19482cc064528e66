/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_policy_manual.c - the examples of rasaudit.rules(5) load, and there is
 * one of every statement.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "policy/policy.h"

#define MANUAL "man/rasaudit.rules.5"
#define BEGIN "\n.Bd -literal"
#define END "\n.Ed\n"

static struct strbuf manual;
static char rules_dir[4096];

static void
setup(void)
{
	const char *srcdir = getenv("srcdir");
	char path[4096];

	srcdir = srcdir ? srcdir : ".";
	snprintf(path, sizeof(path), "%s/" MANUAL, srcdir);
	snprintf(rules_dir, sizeof(rules_dir), "%s/rules", srcdir);
	strbuf_init(&manual);
	ck_assert_int_eq(text_read_file(&manual, path, POLICY_FILE_MAX), 0);
	ck_assert_int_eq(digest_init(), 0);
}

static void
teardown(void)
{
	strbuf_fini(&manual);
}

/* The next example from *at on, as a reader sees it; false at the end. */
static bool
next_example(const char **at, struct strbuf *out)
{
	const char *begin = strstr(*at, BEGIN);
	const char *end;

	strbuf_reset(out);
	if (!begin)
		return false;
	begin = strchr(begin + 1, '\n') + 1;
	end = strstr(begin - 1, END);
	ck_assert_ptr_nonnull(end);
	*at = end;
	for (const char *p = begin; p <= end; p++) {
		/* The escapes of mandoc_char(7) that the page uses. */
		if (strncmp(p, "\\e", 2) == 0) {
			strbuf_add_char(out, '\\');
			p++;
		} else {
			ck_assert_int_ne(*p, '\\');
			strbuf_add_char(out, *p);
		}
	}
	return true;
}

/* An example with the matrix it speaks of, and a row, which a policy needs. */
static void
load_example(const char *example)
{
	const struct policy_options options = { .rules_dir = rules_dir };
	struct diag_list *diags = NULL;
	struct policy *p = NULL;
	struct strbuf text;
	char line[512];

	strbuf_init(&text);
	strbuf_add(&text, example);
	strbuf_add(&text, "deny row-of-the-test any -> any 255\n");
	if (strncmp(example, "matrix ", 7) != 0)
		strbuf_add(&text, "include \"ras-19.rules\"\n");
	ck_assert_int_eq(diag_list_new(&diags), 0);
	policy_load_text(&p, "example", strbuf_text(&text), text.len, &options,
	    diags);
	if (!p && diag_kept(diags) > 0)
		ck_abort_msg("%s in\n%s",
		    diag_format(diag_at(diags, 0), line, sizeof(line)),
		    example);
	ck_assert_ptr_nonnull(p);
	policy_free(p);
	diag_list_free(diags);
	strbuf_fini(&text);
}

START_TEST(every_example_loads)
{
	const char *at = manual.text;
	struct strbuf example;
	size_t count = 0;

	strbuf_init(&example);
	while (next_example(&at, &example)) {
		load_example(strbuf_text(&example));
		count++;
	}
	strbuf_fini(&example);
	ck_assert_uint_gt(count, 20);
}
END_TEST

/* True when a line of text begins with this word. */
static bool
has_statement(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, word, len) == 0 && line[len] == ' ')
			return true;
	}
	return false;
}

START_TEST(every_statement_has_an_example)
{
	static const char *const words[] = { "include", "matrix", "role",
		"group", "feature", "section", "allow", "deny", "expect",
		"site", "network", "tap", "address", "local", "name", "known",
		"halb-vrid" };
	struct strbuf example;
	struct strbuf all;
	const char *at = manual.text;

	strbuf_init(&example);
	strbuf_init(&all);
	while (next_example(&at, &example))
		strbuf_add(&all, strbuf_text(&example));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ck_assert_msg(has_statement(strbuf_text(&all), words[i]), "%s",
		    words[i]);
	strbuf_fini(&example);
	strbuf_fini(&all);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy_manual");
	TCase *tc = tcase_create("policy_manual");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_example_loads);
	tcase_add_test(tc, every_statement_has_an_example);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
