/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow_wheel.c - which flows are to be looked at in which second.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "flow/flow_wheel.h"

#define FLOWS 8U

static struct flow flows[FLOWS];
static struct flow_wheel wheel;

static void
setup(void)
{
	flow_wheel_init(&wheel, flows);
}

static void
teardown(void)
{
}

START_TEST(a_bucket_is_a_queue)
{
	uint64_t due = 0;

	flow_wheel_add(&wheel, 3, 10);
	flow_wheel_add(&wheel, 1, 10);
	flow_wheel_add(&wheel, 2, 10);
	ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 3);
	ck_assert_uint_eq(due, 10);
	flow_wheel_add(&wheel, 3, 10);
	ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 1);
	ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 2);
	ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 3);
	ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 0);
}
END_TEST

START_TEST(the_soonest_bucket_is_popped_first_round_the_ring)
{
	uint64_t due;

	wheel.now_s = FLOW_WHEEL_BUCKETS - 100;
	flow_wheel_add(&wheel, 1, FLOW_WHEEL_BUCKETS + 3000);
	flow_wheel_add(&wheel, 2, FLOW_WHEEL_BUCKETS - 50);
	flow_wheel_add(&wheel, 3, FLOW_WHEEL_BUCKETS + 1);
	flow_wheel_add(&wheel, 4, FLOW_WHEEL_BUCKETS - 1);
	flow_wheel_add(&wheel, 5, FLOW_WHEEL_BUCKETS - 99);
	for (uint32_t i = 0; i < 5; i++) {
		static const uint32_t order[] = { 5, 2, 4, 3, 1 };
		static const int ahead[] = { 1, 50, 99, 101, 3100 };

		ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), order[i]);
		ck_assert_int_eq((int)(due - wheel.now_s), ahead[i]);
	}
	ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 0);
}
END_TEST

START_TEST(every_pair_of_seconds_is_popped_in_order)
{
	uint64_t due;

	for (uint32_t a = 1; a < FLOW_WHEEL_BUCKETS; a += 61)
		for (uint32_t b = a + 1; b < FLOW_WHEEL_BUCKETS; b += 67) {
			wheel.now_s += 7;
			flow_wheel_add(&wheel, 1, wheel.now_s + b);
			flow_wheel_add(&wheel, 2, wheel.now_s + a);
			ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 2);
			ck_assert_uint_eq(due, wheel.now_s + a);
			ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 1);
			ck_assert_uint_eq(due, wheel.now_s + b);
		}
}
END_TEST

START_TEST(what_is_due_is_looked_at_in_the_next_second)
{
	wheel.now_s = 100;
	ck_assert_uint_eq(flow_wheel_second(&wheel, 40), 101);
	ck_assert_uint_eq(flow_wheel_second(&wheel, 100), 101);
	ck_assert_uint_eq(flow_wheel_second(&wheel, 101), 101);
	ck_assert_uint_eq(flow_wheel_second(&wheel, 150), 150);
}
END_TEST

START_TEST(what_is_further_than_a_turn_is_looked_at_within_it)
{
	uint64_t due;

	wheel.now_s = 100;
	flow_wheel_add(&wheel, 1, 100 + 10 * FLOW_WHEEL_BUCKETS);
	ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 1);
	ck_assert_uint_eq(due, 100 + FLOW_WHEEL_BUCKETS - 1);
}
END_TEST

START_TEST(taking_a_bucket_empties_it)
{
	uint64_t due;

	flow_wheel_add(&wheel, 4, 10);
	flow_wheel_add(&wheel, 6, 10);
	flow_wheel_add(&wheel, 5, 11);
	ck_assert_uint_eq(flow_wheel_take(&wheel, 9), 0);
	ck_assert_uint_eq(flow_wheel_take(&wheel, 10), 4);
	ck_assert_uint_eq(flows[4].next_due, 6);
	ck_assert_uint_eq(flows[6].next_due, 0);
	ck_assert_uint_eq(flow_wheel_take(&wheel, 10), 0);
	ck_assert_uint_eq(flow_wheel_pop(&wheel, &due), 5);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("flow_wheel");
	TCase *tc = tcase_create("flow_wheel");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_bucket_is_a_queue);
	tcase_add_test(tc, the_soonest_bucket_is_popped_first_round_the_ring);
	tcase_add_test(tc, every_pair_of_seconds_is_popped_in_order);
	tcase_add_test(tc, what_is_due_is_looked_at_in_the_next_second);
	tcase_add_test(tc, what_is_further_than_a_turn_is_looked_at_within_it);
	tcase_add_test(tc, taking_a_bucket_empties_it);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
