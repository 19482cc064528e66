/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_name_pool.c - names that live flows have claimed.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <check.h>

#include "pipeline/name_pool.h"

static const uint8_t secret[HASH_SECRET_BYTES] = { 1 };
static struct name_pool *pool;

static void
setup(void)
{
	ck_assert_int_eq(name_pool_new(&pool, 3, secret), 0);
}

static void
teardown(void)
{
	name_pool_free(pool);
}

START_TEST(name_is_kept_once_until_its_last_user_gives_it_back)
{
	uint16_t a = name_pool_take(pool, "a.example");

	ck_assert_uint_ne(a, 0);
	ck_assert_uint_eq(name_pool_take(pool, "a.example"), a);
	ck_assert_uint_ne(name_pool_take(pool, "b.example"), a);
	name_pool_give(pool, a);
	ck_assert_str_eq(name_pool_text(pool, a), "a.example");
	name_pool_give(pool, a);
	ck_assert_uint_ne(name_pool_take(pool, "c.example"), 0);
	ck_assert_uint_ne(name_pool_take(pool, "d.example"), 0);
	ck_assert_uint_eq(name_pool_refused(pool), 0);
}
END_TEST

START_TEST(name_without_room_is_not_kept_and_counted)
{
	uint16_t last = 0;

	for (int i = 0; i < 3; i++) {
		char name[16];

		snprintf(name, sizeof(name), "n%d", i);
		last = name_pool_take(pool, name);
		ck_assert_uint_ne(last, 0);
	}
	ck_assert_uint_eq(name_pool_take(pool, "n3"), 0);
	ck_assert_uint_eq(name_pool_refused(pool), 1);
	ck_assert_uint_eq(name_pool_take(pool, "n2"), last);
	name_pool_give(pool, last);
	name_pool_give(pool, last);
	ck_assert_uint_eq(name_pool_take(pool, "n3"), last);
	ck_assert_str_eq(name_pool_text(pool, last), "n3");
}
END_TEST

START_TEST(no_name_has_number_0)
{
	ck_assert_uint_eq(name_pool_take(pool, ""), 0);
	ck_assert_str_eq(name_pool_text(pool, 0), "");
	name_pool_give(pool, 0);
	ck_assert_uint_eq(name_pool_refused(pool), 0);
}
END_TEST

START_TEST(many_names_in_few_chains_are_found_again)
{
	uint16_t numbers[5000];
	struct name_pool *big;
	char name[32];

	ck_assert_int_eq(name_pool_new(&big, 5000, secret), 0);
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "host%d.example", i);
		numbers[i] = name_pool_take(big, name);
	}
	for (int i = 0; i < 5000; i += 2)
		name_pool_give(big, numbers[i]);
	for (int i = 1; i < 5000; i += 2) {
		snprintf(name, sizeof(name), "host%d.example", i);
		ck_assert_str_eq(name_pool_text(big, numbers[i]), name);
		ck_assert_uint_eq(name_pool_take(big, name), numbers[i]);
	}
	name_pool_free(big);
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
	struct name_pool *none;

	ck_assert_int_eq(name_pool_new(&none, 0, secret), -EINVAL);
	ck_assert_int_eq(name_pool_new(&none, 65536, secret), -EINVAL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("name_pool");
	TCase *tc = tcase_create("name_pool");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, name_is_kept_once_until_its_last_user_gives_it_back);
	tcase_add_test(tc, name_without_room_is_not_kept_and_counted);
	tcase_add_test(tc, no_name_has_number_0);
	tcase_add_test(tc, many_names_in_few_chains_are_found_again);
	tcase_add_test(tc, impossible_sizes_are_refused);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
