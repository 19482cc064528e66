/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_live_count.c - a total of counters that wrap or begin anew.
 */
#include <config.h>

#include <stdlib.h>

#include <check.h>

#include "capture/live_count.h"

START_TEST(narrow_counter_adds_what_it_gained)
{
	struct live_count c = { 0 };

	live_count_narrow(&c, 10);
	live_count_narrow(&c, 10);
	live_count_narrow(&c, 15);
	ck_assert_uint_eq(c.total, 15);
}
END_TEST

START_TEST(narrow_counter_may_wrap)
{
	struct live_count c = { 0 };

	for (uint64_t i = 0; i <= 10; i++)
		live_count_narrow(&c, (uint32_t)(i * 4000000000U));
	ck_assert_uint_eq(c.total, UINT64_C(40000000000));
}
END_TEST

START_TEST(counter_of_the_next_handle_is_added)
{
	struct live_count c = { 0 };

	live_count_narrow(&c, 100);
	live_count_restart(&c);
	live_count_narrow(&c, 100);
	live_count_restart(&c);
	live_count_narrow(&c, 7);
	ck_assert_uint_eq(c.total, 207);
}
END_TEST

START_TEST(wide_counter_begins_where_it_is_first_seen)
{
	struct live_count c = { 0 };

	live_count_wide(&c, UINT64_C(1) << 40);
	ck_assert_uint_eq(c.total, 0);
	live_count_wide(&c, (UINT64_C(1) << 40) + 5);
	ck_assert_uint_eq(c.total, 5);
	live_count_restart(&c);
	live_count_wide(&c, 1000); /* of another interface */
	live_count_wide(&c, 1002);
	ck_assert_uint_eq(c.total, 7);
}
END_TEST

START_TEST(wide_counter_that_goes_back_adds_nothing)
{
	struct live_count c = { 0 };

	live_count_wide(&c, 0);
	live_count_wide(&c, 50);
	live_count_wide(&c, 3);
	ck_assert_uint_eq(c.total, 50);
	live_count_wide(&c, 4);
	ck_assert_uint_eq(c.total, 51);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("live_count");
	TCase *tc = tcase_create("live_count");
	SRunner *sr;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, narrow_counter_adds_what_it_gained);
	tcase_add_test(tc, narrow_counter_may_wrap);
	tcase_add_test(tc, counter_of_the_next_handle_is_added);
	tcase_add_test(tc, wide_counter_begins_where_it_is_first_seen);
	tcase_add_test(tc, wide_counter_that_goes_back_adds_nothing);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
