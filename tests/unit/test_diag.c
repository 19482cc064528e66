/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_diag.c - messages are counted, kept up to a bound, and formatted.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

static struct diag_list *d;

static void
setup(void)
{
	ck_assert_int_eq(diag_list_new(&d), 0);
}

static void
teardown(void)
{
	diag_list_free(d);
	d = NULL;
}

static const char *
line_of(size_t i)
{
	static char line[256];

	return diag_format(diag_at(d, i), line, sizeof(line));
}

START_TEST(a_new_list_is_empty)
{
	ck_assert_uint_eq(diag_count(d, DIAG_ERROR), 0);
	ck_assert_uint_eq(diag_count(d, DIAG_WARNING), 0);
	ck_assert_uint_eq(diag_kept(d), 0);
}
END_TEST

START_TEST(messages_keep_their_order_and_their_own_copies)
{
	char file[] = "a.rules";

	diag_add(d, DIAG_ERROR, file, 3, 7, "port %d is above 65535", 70000);
	diag_add(d, DIAG_WARNING, file, 4, 1, "row %s is hidden", "x-01");
	memset(file, 'z', 1);
	diag_add(d, DIAG_ERROR, file, 1, 1, "unknown role");

	ck_assert_uint_eq(diag_kept(d), 3);
	ck_assert_uint_eq(diag_count(d, DIAG_ERROR), 2);
	ck_assert_uint_eq(diag_count(d, DIAG_WARNING), 1);
	ck_assert_int_eq(diag_at(d, 1)->level, DIAG_WARNING);
	ck_assert_str_eq(diag_at(d, 0)->file, "a.rules");
	ck_assert_uint_eq(diag_at(d, 0)->line, 3);
	ck_assert_uint_eq(diag_at(d, 0)->col, 7);
	ck_assert_str_eq(diag_at(d, 0)->text, "port 70000 is above 65535");
	ck_assert_str_eq(diag_at(d, 1)->file, "a.rules");
	ck_assert_str_eq(diag_at(d, 2)->file, "z.rules");
}
END_TEST

START_TEST(format_leaves_out_what_is_not_known)
{
	diag_add(d, DIAG_ERROR, "a", 3, 7, "one");
	diag_add(d, DIAG_ERROR, "a", 3, 0, "two");
	diag_add(d, DIAG_ERROR, "a", 0, 0, "three");
	diag_add(d, DIAG_ERROR, "", 0, 0, "four");
	diag_add(d, DIAG_ERROR, NULL, 9, 9, "five");
	diag_add(d, DIAG_WARNING, "a", UINT32_MAX, UINT32_MAX, "six");
	diag_add(d, DIAG_WARNING, "", 0, 0, "seven");

	ck_assert_str_eq(line_of(0), "a:3:7: one");
	ck_assert_str_eq(line_of(1), "a:3: two");
	ck_assert_str_eq(line_of(2), "a: three");
	ck_assert_str_eq(line_of(3), "four");
	ck_assert_str_eq(line_of(4), "five");
	ck_assert_str_eq(line_of(5), "a:4294967295:4294967295: warning: six");
	ck_assert_str_eq(line_of(6), "warning: seven");
}
END_TEST

START_TEST(format_cuts_to_fit)
{
	char out[8] = "xxxxxxx";

	diag_add(d, DIAG_ERROR, "a", 3, 7, "long text");
	ck_assert_ptr_eq(diag_format(diag_at(d, 0), out, 7), out);
	ck_assert_str_eq(out, "a:3:7:");
	diag_format(diag_at(d, 0), out, 1);
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(errors_beyond_the_bound_are_counted_only)
{
	for (size_t i = 0; i < DIAG_ERRORS_MAX + 10; i++)
		diag_add(d, DIAG_ERROR, "f", (uint32_t)i + 1, 1, "e");
	diag_add(d, DIAG_WARNING, "f", 1000, 1, "w");

	ck_assert_uint_eq(diag_count(d, DIAG_ERROR), DIAG_ERRORS_MAX + 10);
	ck_assert_uint_eq(diag_kept(d), DIAG_ERRORS_MAX + 1);
	ck_assert_uint_eq(diag_at(d, DIAG_ERRORS_MAX - 1)->line,
	    DIAG_ERRORS_MAX);
	ck_assert_int_eq(diag_at(d, DIAG_ERRORS_MAX)->level, DIAG_WARNING);
}
END_TEST

START_TEST(warnings_beyond_the_bound_leave_room_for_errors)
{
	for (size_t i = 0; i < DIAG_WARNINGS_MAX + 10; i++)
		diag_add(d, DIAG_WARNING, "f", 1, 1, "w");
	for (size_t i = 0; i < DIAG_ERRORS_MAX + 10; i++)
		diag_add(d, DIAG_ERROR, "f", 1, 1, "e");

	ck_assert_uint_eq(diag_count(d, DIAG_WARNING), DIAG_WARNINGS_MAX + 10);
	ck_assert_uint_eq(diag_kept(d), DIAG_WARNINGS_MAX + DIAG_ERRORS_MAX);
}
END_TEST

START_TEST(long_texts_are_kept_whole)
{
	char text[3000];

	memset(text, 'y', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	diag_add(d, DIAG_ERROR, "f", 1, 1, "<%s>", text);
	ck_assert_uint_eq(strlen(diag_at(d, 0)->text), sizeof(text) + 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("diag");
	TCase *tc = tcase_create("diag");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_new_list_is_empty);
	tcase_add_test(tc, messages_keep_their_order_and_their_own_copies);
	tcase_add_test(tc, format_leaves_out_what_is_not_known);
	tcase_add_test(tc, format_cuts_to_fit);
	tcase_add_test(tc, errors_beyond_the_bound_are_counted_only);
	tcase_add_test(tc, warnings_beyond_the_bound_leave_room_for_errors);
	tcase_add_test(tc, long_texts_are_kept_whole);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
