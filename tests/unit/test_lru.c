/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lru.c - bounded map: what is found, and what makes room.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "store/lru.h"

#define MAX 8

static const uint8_t secret[HASH_SECRET_BYTES] = { 5, 6, 7 };
static struct lru *l;

static void
setup(void)
{
	ck_assert_int_eq(lru_new(&l, MAX, sizeof(uint32_t), sizeof(uint64_t),
			     secret),
	    0);
}

static void
teardown(void)
{
	lru_free(l);
}

static void
put(uint32_t key, uint64_t value)
{
	uint64_t *v = lru_touch(l, &key);

	*v = value;
}

/* 0 when it is not there. */
static uint64_t
get(uint32_t key)
{
	const uint64_t *v = lru_find(l, &key);

	return v ? *v : 0;
}

START_TEST(a_new_value_is_zero)
{
	uint32_t key = 1;
	const uint64_t *v = lru_touch(l, &key);

	ck_assert_uint_eq(*v, 0);
	put(1, 10);
	ck_assert_uint_eq(get(1), 10);
	ck_assert_uint_eq(get(2), 0);
	ck_assert_uint_eq(lru_count(l), 1);
}
END_TEST

START_TEST(the_least_recently_touched_makes_room)
{
	for (uint32_t i = 1; i <= MAX; i++)
		put(i, i);
	ck_assert_uint_eq(get(1), 1); /* 2 is now the oldest */
	put(3, 33);
	put(100, 100);
	ck_assert_uint_eq(get(2), 0);
	ck_assert_uint_eq(get(1), 1);
	ck_assert_uint_eq(get(3), 33);
	ck_assert_uint_eq(get(100), 100);
	ck_assert_uint_eq(lru_count(l), MAX);
}
END_TEST

START_TEST(what_comes_again_begins_anew)
{
	for (uint32_t i = 1; i <= MAX + 1; i++)
		put(i, i);
	put(1, 0);
	ck_assert_uint_eq(get(1), 0);
	ck_assert_ptr_nonnull(lru_find(l, &(uint32_t){ 1 }));
}
END_TEST

START_TEST(what_was_cleared_is_not_there_and_may_come_again)
{
	for (uint32_t i = 1; i <= MAX + 3; i++)
		put(i, i);
	lru_clear(l);
	ck_assert_uint_eq(lru_count(l), 0);
	for (uint32_t i = 1; i <= MAX + 3; i++)
		ck_assert_ptr_null(lru_find(l, &i));
	for (uint32_t i = 1; i <= MAX + 1; i++)
		put(i, 10 * i);
	ck_assert_uint_eq(get(1), 0);
	ck_assert_uint_eq(get(MAX), 10 * MAX);
	ck_assert_uint_eq(lru_count(l), MAX);
}
END_TEST

START_TEST(it_agrees_with_a_plain_list)
{
	uint32_t keys[MAX]; /* newest first */
	size_t count = 0;
	uint64_t state = 11;

	for (int i = 0; i < 20000; i++) {
		uint32_t key;
		size_t at = 0;

		state = state * UINT64_C(6364136223846793005) + 1;
		key = (uint32_t)(state >> 60) + 1;
		while (at < count && keys[at] != key)
			at++;
		ck_assert_uint_eq(get(key), at < count ? key : 0);
		if (at == count && count < MAX)
			count++;
		if (at == MAX)
			at--;
		for (; at > 0; at--)
			keys[at] = keys[at - 1];
		keys[0] = key;
		put(key, key);
		ck_assert_uint_eq(lru_count(l), count);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lru");
	TCase *tc = tcase_create("lru");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_new_value_is_zero);
	tcase_add_test(tc, the_least_recently_touched_makes_room);
	tcase_add_test(tc, what_comes_again_begins_anew);
	tcase_add_test(tc, what_was_cleared_is_not_there_and_may_come_again);
	tcase_add_test(tc, it_agrees_with_a_plain_list);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
