/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_tally.c - numbers by key that wait: what is walked, what is kept.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/tally.h"

static const uint8_t secret[HASH_SECRET_BYTES] = { 1 };
static struct tally *t;

static void
setup(void)
{
	ck_assert_int_eq(tally_new(&t, sizeof(uint32_t), 2, secret), 0);
}

static void
teardown(void)
{
	tally_free(t);
}

static void
add(uint32_t key, int64_t first, int64_t second)
{
	int64_t *n;

	ck_assert_int_eq(tally_reserve(t), 0);
	n = tally_touch(t, &key);
	n[0] += first;
	n[1] += second;
}

START_TEST(numbers_of_a_key_add_up)
{
	uint32_t key;

	add(7, 1, 10);
	add(8, 5, 50);
	add(7, 2, 20);
	ck_assert_uint_eq(tally_waiting(t), 2);
	memcpy(&key, tally_key(t, 0), sizeof(key));
	ck_assert_uint_eq(key, 7);
	ck_assert_int_eq(tally_numbers(t, 0)[0], 3);
	ck_assert_int_eq(tally_numbers(t, 0)[1], 30);
	ck_assert_int_eq(tally_numbers(t, 1)[1], 50);
}
END_TEST

START_TEST(what_was_added_waits_no_more_and_is_remembered)
{
	uint32_t key = 7;

	add(7, 1, 10);
	tally_settle(t);
	ck_assert_uint_eq(tally_waiting(t), 0);
	ck_assert(tally_has(t, &key));
	add(7, 4, 0);
	ck_assert_uint_eq(tally_waiting(t), 1);
	ck_assert_int_eq(tally_numbers(t, 0)[0], 4);
	ck_assert_int_eq(tally_numbers(t, 0)[1], 0);
}
END_TEST

START_TEST(many_keys_are_forgotten_after_a_commit)
{
	uint32_t key = 5;

	for (uint32_t i = 0; i < 4 * TALLY_KEPT_MAX; i++)
		add(i, 1, i);
	ck_assert_uint_eq(tally_waiting(t), 4 * TALLY_KEPT_MAX);
	for (uint32_t i = 0; i < 4 * TALLY_KEPT_MAX; i++)
		ck_assert_int_eq(tally_numbers(t, i)[1], i);
	ck_assert_uint_gt(tally_size(t), 4 * TALLY_KEPT_MAX * 20);
	tally_settle(t);
	ck_assert(!tally_has(t, &key));
	ck_assert_uint_eq(tally_size(t), 0);
	add(5, 2, 3);
	ck_assert_int_eq(tally_numbers(t, 0)[0], 2);
	for (uint32_t i = 0; i < 2 * TALLY_KEPT_MAX; i++)
		add(i, 1, 0);
	ck_assert_uint_eq(tally_waiting(t), 2 * TALLY_KEPT_MAX);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tally");
	TCase *tc = tcase_create("tally");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, numbers_of_a_key_add_up);
	tcase_add_test(tc, what_was_added_waits_no_more_and_is_remembered);
	tcase_add_test(tc, many_keys_are_forgotten_after_a_commit);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
