/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow_clock.c - capture time to a clock that never runs backwards.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "flow/flow_clock.h"

#define S FLOW_CLOCK_SECOND_US
#define HOUR (3600 * S)
#define DAY (24 * HOUR)
#define START (1700000000 * S)
#define FAR_FUTURE UINT64_MAX

static struct flow_clock c;

static void
setup(void)
{
	c = (struct flow_clock){ 0 };
	flow_clock_move(&c, START);
}

static void
teardown(void)
{
}

/* Move to time_us, and see that the clock did not run back. */
static uint64_t
move(uint64_t time_us)
{
	uint64_t before = c.now_us;

	flow_clock_move(&c, time_us);
	ck_assert_uint_ge(c.now_us, before);
	return c.now_us;
}

START_TEST(it_begins_at_zero_and_goes_with_the_capture)
{
	ck_assert_uint_eq(c.now_us, 0);
	ck_assert_uint_eq(move(START + 1), 1);
	ck_assert_uint_eq(move(START + 5 * S), 5 * S);
	ck_assert_uint_eq(move(START + 5 * S + HOUR), 5 * S + HOUR);
	ck_assert_uint_eq(c.jumps, 0);
	ck_assert(!c.is_doubted);
}
END_TEST

START_TEST(a_small_step_back_is_forgiven)
{
	move(START + 5 * S);
	ck_assert_uint_eq(move(START + 4 * S), 5 * S);
	ck_assert_uint_eq(c.packets_back, 0);
	ck_assert_uint_eq(move(START + 6 * S), 6 * S);
}
END_TEST

START_TEST(a_larger_step_back_is_counted)
{
	move(START + 5 * S);
	ck_assert_uint_eq(move(START + 4 * S - 1), 5 * S);
	ck_assert_uint_eq(c.packets_back, 1);
	ck_assert_uint_eq(c.jumps, 0);
	ck_assert(!c.is_doubted);
	ck_assert_uint_eq(move(START + 6 * S), 6 * S);
}
END_TEST

START_TEST(one_absurd_time_moves_nothing)
{
	move(START + 5 * S);
	ck_assert_uint_eq(move(START + 10 * 365 * DAY), 5 * S);
	ck_assert(c.is_doubted);
	ck_assert_uint_eq(move(START + 6 * S), 6 * S);
	ck_assert(!c.is_doubted);
	ck_assert_uint_eq(move(0), 6 * S);
	ck_assert(c.is_doubted);
	ck_assert_uint_eq(move(START + 7 * S), 7 * S);
	ck_assert_uint_eq(move(FAR_FUTURE), 7 * S);
	ck_assert_uint_eq(move(START + 8 * S), 8 * S);
	ck_assert_uint_eq(c.jumps, 0);
}
END_TEST

START_TEST(absurd_times_that_disagree_move_nothing)
{
	for (uint64_t i = 9; i > 0; i--)
		ck_assert_uint_eq(move(START + i * 365 * DAY), 0);
	ck_assert_uint_eq(move(START + S), S);
	for (uint64_t i = 1; i < 9; i++)
		ck_assert_uint_eq(move(START - i * 365 * DAY), S);
	ck_assert_uint_eq(c.jumps, 0);
}
END_TEST

START_TEST(a_far_step_back_does_not_confirm_one_ahead)
{
	move(0);
	ck_assert_uint_eq(move(FAR_FUTURE), 0);
	ck_assert_uint_eq(move(0), 0);
	ck_assert_uint_eq(c.jumps, 0);
}
END_TEST

START_TEST(a_packet_on_time_contradicts_what_was_doubted)
{
	move(START + 5 * S);
	move(START + DAY);
	move(START + 5 * S - 1); /* reordered, but on time */
	ck_assert(!c.is_doubted);
	ck_assert_uint_eq(move(START + DAY), 5 * S);
	move(START + 2 * S); /* behind, but not far */
	ck_assert_uint_eq(move(START + DAY), 5 * S);
	ck_assert_uint_eq(c.jumps, 0);
}
END_TEST

START_TEST(a_packet_on_time_ends_a_run_of_those_behind)
{
	move(START + 100 * S);
	for (uint64_t i = 0; i < 30; i += 5) {
		move(START + i * S);
		ck_assert_uint_eq(move(START + 100 * S - 1), 100 * S);
	}
	ck_assert_uint_eq(c.jumps, 0);
}
END_TEST

START_TEST(a_second_packet_confirms_a_step_ahead)
{
	ck_assert_uint_eq(move(START + DAY), 0);
	ck_assert_uint_eq(move(START + DAY + S), DAY + S);
	ck_assert(!c.is_doubted);
	ck_assert_uint_eq(c.jumps, 1);
	ck_assert_uint_eq(move(START + DAY + 2 * S), DAY + 2 * S);
	/* A little earlier confirms as well. */
	move(START + 3 * DAY);
	ck_assert_uint_eq(move(START + 3 * DAY - S), 3 * DAY - S);
}
END_TEST

START_TEST(steps_that_are_all_far_are_believed_one_behind)
{
	ck_assert_uint_eq(move(START + 2 * HOUR), 0);
	ck_assert_uint_eq(move(START + 4 * HOUR), 2 * HOUR);
	ck_assert(c.is_doubted);
	ck_assert_uint_eq(move(START + 6 * HOUR), 4 * HOUR);
	ck_assert_uint_eq(move(START + 6 * HOUR + 70 * S), 6 * HOUR + 70 * S);
	ck_assert(!c.is_doubted);
	ck_assert_uint_eq(c.jumps, 3);
}
END_TEST

START_TEST(no_step_is_longer_than_the_longest)
{
	move(START + 1000 * DAY);
	ck_assert_uint_eq(move(START + 1000 * DAY), FLOW_CLOCK_STEP_MAX_US);
	ck_assert_uint_eq(move(START + 1000 * DAY + S),
	    FLOW_CLOCK_STEP_MAX_US + S);
	move(FAR_FUTURE);
	move(FAR_FUTURE);
	ck_assert_uint_eq(c.capture_us, FAR_FUTURE);
}
END_TEST

START_TEST(a_step_back_that_persists_is_followed)
{
	uint64_t t = START + 100 * S;

	move(START + 200 * S);
	for (; t < START + 110 * S; t += S)
		ck_assert_uint_eq(move(t), 200 * S);
	ck_assert_uint_eq(c.jumps, 0);
	ck_assert_uint_eq(move(t), 200 * S);
	ck_assert_uint_eq(c.jumps, 1);
	ck_assert_uint_eq(move(t + 3 * S), 203 * S);
	ck_assert_uint_eq(c.packets_back, 11);
}
END_TEST

START_TEST(a_source_that_lags_does_not_pull_the_clock_back)
{
	for (uint64_t i = 1; i < 100; i++) {
		ck_assert_uint_eq(move(START + i * S), i * S);
		ck_assert_uint_eq(move(START + i * S - 20 * S), i * S);
	}
	ck_assert_uint_eq(c.jumps, 0);
	ck_assert_uint_eq(c.packets_back, 99);
}
END_TEST

START_TEST(a_far_step_back_is_followed_once_confirmed)
{
	move(START + 5 * S);
	ck_assert_uint_eq(move(START - DAY), 5 * S);
	ck_assert(c.is_doubted);
	ck_assert_uint_eq(move(START - DAY + S), 5 * S);
	ck_assert(!c.is_doubted);
	ck_assert_uint_eq(c.jumps, 1);
	ck_assert_uint_eq(move(START - DAY + 2 * S), 6 * S);
}
END_TEST

START_TEST(an_announced_step_needs_one_packet)
{
	ck_assert_uint_eq(flow_clock_expect(&c, START + DAY), 0);
	ck_assert_uint_eq(move(START + DAY + S), DAY + S);
	ck_assert_uint_eq(flow_clock_expect(&c, START), DAY + S);
	ck_assert_uint_eq(move(START), DAY + S);
	ck_assert_uint_eq(move(START + S), DAY + 2 * S);
	ck_assert_uint_eq(flow_clock_expect(&c, START + 61 * S), DAY + 62 * S);
	/* Announced and not kept. */
	flow_clock_expect(&c, START + DAY);
	ck_assert_uint_eq(move(START + 2 * S), DAY + 3 * S);
}
END_TEST

START_TEST(expecting_before_the_first_packet_is_harmless)
{
	c = (struct flow_clock){ 0 };
	ck_assert_uint_eq(flow_clock_expect(&c, START), 0);
	ck_assert_uint_eq(flow_clock_expect(&c, 5), 0);
	ck_assert_uint_eq(move(START + S), 0);
	ck_assert(!c.is_doubted);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("flow_clock");
	TCase *tc = tcase_create("flow_clock");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, it_begins_at_zero_and_goes_with_the_capture);
	tcase_add_test(tc, a_small_step_back_is_forgiven);
	tcase_add_test(tc, a_larger_step_back_is_counted);
	tcase_add_test(tc, one_absurd_time_moves_nothing);
	tcase_add_test(tc, absurd_times_that_disagree_move_nothing);
	tcase_add_test(tc, a_far_step_back_does_not_confirm_one_ahead);
	tcase_add_test(tc, a_packet_on_time_contradicts_what_was_doubted);
	tcase_add_test(tc, a_packet_on_time_ends_a_run_of_those_behind);
	tcase_add_test(tc, a_second_packet_confirms_a_step_ahead);
	tcase_add_test(tc, steps_that_are_all_far_are_believed_one_behind);
	tcase_add_test(tc, no_step_is_longer_than_the_longest);
	tcase_add_test(tc, a_step_back_that_persists_is_followed);
	tcase_add_test(tc, a_source_that_lags_does_not_pull_the_clock_back);
	tcase_add_test(tc, a_far_step_back_is_followed_once_confirmed);
	tcase_add_test(tc, an_announced_step_needs_one_packet);
	tcase_add_test(tc, expecting_before_the_first_packet_is_harmless);
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
