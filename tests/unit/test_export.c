/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_export.c - values in machine formats, escaped.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>

#include "report/export.h"

static char *text;
static size_t size;

typedef void export_fn(FILE *out, const char *value);

static const char *
exported(export_fn *fn, const char *value)
{
	FILE *out;

	free(text);
	out = open_memstream(&text, &size);
	ck_assert_ptr_nonnull(out);
	fn(out, value);
	fclose(out);
	return text;
}

START_TEST(csv_quotes_what_needs_it)
{
	ck_assert_str_eq(exported(export_csv, "plain"), "plain");
	ck_assert_str_eq(exported(export_csv, NULL), "");
	ck_assert_str_eq(exported(export_csv, "a,b"), "\"a,b\"");
	ck_assert_str_eq(exported(export_csv, "say \"x\""),
	    "\"say \"\"x\"\"\"");
	ck_assert_str_eq(exported(export_csv, "a;b"), "\"a;b\"");
	ck_assert_str_eq(exported(export_csv, ""), "\"\"");
}
END_TEST

START_TEST(csv_disarms_formulas)
{
	static const char *const formulas[] = { "=1+1", "+1", "-1", "@x", "\tx",
		"\rx" };

	for (size_t i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++) {
		exported(export_csv, formulas[i]);
		ck_assert_int_eq(text[0], '"');
		ck_assert_int_eq(text[1], '\'');
	}
}
END_TEST

START_TEST(what_acts_is_shown_where_there_are_no_escapes)
{
	ck_assert_str_eq(exported(export_csv, "two\nlines"), "two\\x0alines");
	ck_assert_str_eq(exported(export_csv, "CORP\\user"), "CORP\\user");
	ck_assert_str_eq(exported(export_csv, "CORP\\user\x1b"),
	    "CORP\\\\user\\x1b");
	ck_assert_str_eq(exported(export_html, "\xe2\x80\xae"),
	    "\\xe2\\x80\\xae");
	ck_assert_str_eq(exported(export_html, "\xff<"), "\\xff&lt;");
}
END_TEST

START_TEST(html_has_no_character_of_its_syntax)
{
	ck_assert_str_eq(exported(export_html, "<a b=\"c\" d='e'>&amp;"),
	    "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
	ck_assert_str_eq(exported(export_html, NULL), "");
}
END_TEST

START_TEST(json_escapes_what_acts_in_its_own_way)
{
	ck_assert_str_eq(exported(export_json,
			     "\xc2\x9b"
			     "31m"),
	    "\"\\u009b31m\"");
	ck_assert_str_eq(exported(export_json, "\xe2\x80\xae\xe2\x81\xa9"),
	    "\"\\u202e\\u2069\"");
	ck_assert_str_eq(exported(export_json, "\xe2\x80\x93"),
	    "\"\xe2\x80\x93\"");
}
END_TEST

START_TEST(json_escapes_and_stays_utf8)
{
	ck_assert_str_eq(exported(export_json, NULL), "null");
	ck_assert_str_eq(exported(export_json, "a\"b\\c\n"),
	    "\"a\\\"b\\\\c\\u000a\"");
	ck_assert_str_eq(exported(export_json, "\xff<"), "\"\\\\xff<\"");
	ck_assert_str_eq(exported(export_json, "\xc3\xa9"), "\"\xc3\xa9\"");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("export");
	TCase *tcase = tcase_create("export");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, csv_quotes_what_needs_it);
	tcase_add_test(tcase, csv_disarms_formulas);
	tcase_add_test(tcase, what_acts_is_shown_where_there_are_no_escapes);
	tcase_add_test(tcase, html_has_no_character_of_its_syntax);
	tcase_add_test(tcase, json_escapes_what_acts_in_its_own_way);
	tcase_add_test(tcase, json_escapes_and_stays_utf8);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
