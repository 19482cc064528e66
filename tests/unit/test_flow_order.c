/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow_order.c - flows in the order in which they began.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow/flow_order.h"

#define FLOWS 2000U

static struct flow flows[FLOWS + 1];

static void
setup(void)
{
	memset(flows, 0, sizeof(flows));
}

static void
teardown(void)
{
}

static void
put(uint32_t number, uint64_t first_us, uint16_t port)
{
	flows[number].key.ip_version = 4;
	flows[number].key.port[0] = port;
	flows[number].first_us = first_us;
}

/* Walk the list from first on, see that it is in order; returns its length. */
static uint32_t
walk(uint32_t first)
{
	uint32_t n = 0;

	for (uint32_t i = first; i != 0; i = flows[i].next_due, n++) {
		uint32_t next = flows[i].next_due;

		if (next != 0)
			ck_assert_uint_le(flows[i].first_us,
			    flows[next].first_us);
	}
	return n;
}

START_TEST(no_flow_has_no_order)
{
	ck_assert_uint_eq(flow_order(flows, FLOWS), 0);
	ck_assert_uint_eq(flow_order(flows, 0), 0);
}
END_TEST

START_TEST(equal_times_are_ordered_by_key)
{
	put(1, 5, 30);
	put(2, 5, 10);
	put(3, 4, 99);
	put(4, 5, 20);
	ck_assert_uint_eq(flow_order(flows, 4), 3);
	ck_assert_uint_eq(flows[3].next_due, 2);
	ck_assert_uint_eq(flows[2].next_due, 4);
	ck_assert_uint_eq(flows[4].next_due, 1);
	ck_assert_uint_eq(flows[1].next_due, 0);
}
END_TEST

START_TEST(any_arrangement_comes_out_in_order)
{
	uint64_t x = 88172645463325252U;
	uint32_t live = 0;

	for (uint32_t i = 1; i <= FLOWS; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		if (x % 5 == 0)
			continue; /* a hole */
		put(i, x % 500, (uint16_t)i);
		live++;
	}
	ck_assert_uint_eq(walk(flow_order(flows, FLOWS)), live);
}
END_TEST

START_TEST(falling_and_rising_runs_come_out_in_order)
{
	for (uint32_t i = 1; i <= FLOWS; i++)
		put(i, i < FLOWS / 2 ? FLOWS - i : i, 1);
	ck_assert_uint_eq(walk(flow_order(flows, FLOWS)), FLOWS);
	for (uint32_t i = 1; i <= FLOWS; i++)
		put(i, i, 1);
	ck_assert_uint_eq(flow_order(flows, FLOWS), 1);
	ck_assert_uint_eq(walk(1), FLOWS);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("flow_order");
	TCase *tc = tcase_create("flow_order");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, no_flow_has_no_order);
	tcase_add_test(tc, equal_times_are_ordered_by_key);
	tcase_add_test(tc, any_arrangement_comes_out_in_order);
	tcase_add_test(tc, falling_and_rising_runs_come_out_in_order);
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
