/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_twin_match.c - which recordings are of the same flow, and when several
 * runs went on.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/twin_match.h"

#define SECOND INT64_C(1000000)

/* Of another database from 100 to 200; a live one from 150 to 300; a replay
 * from 280 to 400; and one alone. */
static const struct twin_run runs[] = {
	{ .run_id = 9,
	    .place = 0,
	    .since_us = 100 * SECOND,
	    .until_us = 200 * SECOND },
	{ .run_id = 1,
	    .place = 1,
	    .since_us = 150 * SECOND,
	    .until_us = 300 * SECOND,
	    .own = true },
	{ .run_id = 2,
	    .place = 2,
	    .since_us = 280 * SECOND,
	    .until_us = 400 * SECOND,
	    .own = true },
	{ .run_id = 3,
	    .place = 3,
	    .since_us = 900 * SECOND,
	    .until_us = 950 * SECOND,
	    .own = true },
};

#define RUNS (sizeof(runs) / sizeof(runs[0]))

static struct twin_match m;

static void
setup(void)
{
	ck_assert_int_eq(twin_match_init(&m, runs), 0);
}

static void
teardown(void)
{
	twin_match_fini(&m);
}

/* In seconds; returns its number. */
static size_t
add(const char *name, uint32_t run, int64_t first, int64_t last)
{
	const struct twin_seen seen = { .first_us = first * SECOND,
		.last_us = last * SECOND,
		.flow_id = 1,
		.run = run,
		.may_go = runs[run].own };

	ck_assert_int_eq(twin_match_add(&m, name, &seen), 0);
	return m.count - 1;
}

START_TEST(the_run_that_counts_first_keeps_its_flow)
{
	size_t a = add("1:a=", 0, 160, 170);
	size_t b = add("1:a=", 1, 161, 171);

	ck_assert(!twin_match_goes(&m, a));
	ck_assert(twin_match_goes(&m, b));
}
END_TEST

START_TEST(another_name_or_time_is_another_flow)
{
	size_t b;

	add("1:a=", 0, 160, 170);
	b = add("1:b=", 1, 160, 170);
	ck_assert(!twin_match_goes(&m, b));
	b = add("1:a=", 1, 173, 180);
	ck_assert(!twin_match_goes(&m, b));
	b = add("1:a=", 1, 172, 180); /* clocks differ */
	ck_assert(twin_match_goes(&m, b));
}
END_TEST

START_TEST(of_one_run_none_is_a_twin)
{
	size_t a = add("1:a=", 1, 160, 170);
	size_t b = add("1:a=", 1, 160, 170);

	ck_assert(!twin_match_goes(&m, a));
	ck_assert(!twin_match_goes(&m, b));
}
END_TEST

/* The runs 0 and 1 both went on from 150 to 200. */
START_TEST(both_flows_were_there_while_both_runs_went_on)
{
	size_t b;

	add("1:before=", 0, 110, 147);
	b = add("1:before=", 1, 147, 160);
	ck_assert(!twin_match_goes(&m, b));
	add("1:after=", 0, 199, 200);
	b = add("1:after=", 1, 203, 210);
	ck_assert(!twin_match_goes(&m, b));
	add("1:far=", 0, 150, 200);
	b = add("1:far=", 2, 150, 200);
	ck_assert(!twin_match_goes(&m, b));
}
END_TEST

START_TEST(a_row_that_stands_for_many_is_asked_by_name)
{
	struct twin_seen many = { .first_us = 160 * SECOND,
		.last_us = 180 * SECOND,
		.run = 0,
		.stands = true };
	struct twin_seen one = { .first_us = 170 * SECOND,
		.last_us = 171 * SECOND,
		.run = 1,
		.may_go = true };

	ck_assert(!twin_match_named(&m, "a>b tcp 22"));
	ck_assert_int_eq(twin_match_add(&m, "a>b tcp 22", &many), 0);
	add("1:a=", 0, 160, 170);
	ck_assert_uint_eq(m.standing, 1);
	ck_assert(twin_match_named(&m, "a>b tcp 22"));
	ck_assert(!twin_match_named(&m, "1:a="));
	ck_assert(twin_match_stands(&m, "a>b tcp 22", &one));
	ck_assert(!twin_match_stands(&m, "1:a=", &one));
	one.first_us = one.last_us = 190 * SECOND;
	ck_assert(!twin_match_stands(&m, "a>b tcp 22", &one));
}
END_TEST

START_TEST(ports_of_rows_that_stand_for_many_are_known)
{
	ck_assert(!twin_match_has_port(&m, 0));
	ck_assert(!twin_match_has_port(&m, -1));
	twin_match_note_port(&m, 65535);
	twin_match_note_port(&m, -1);
	ck_assert(twin_match_has_port(&m, 65535));
	ck_assert(twin_match_has_port(&m, -1));
	ck_assert(!twin_match_has_port(&m, 65534));
	ck_assert(!twin_match_has_port(&m, 0));
	twin_match_clear(&m);
	ck_assert(!twin_match_has_port(&m, 65535));
	ck_assert(!twin_match_has_port(&m, -1));
}
END_TEST

START_TEST(many_are_found_and_a_clear_forgets_them)
{
	char name[32];
	size_t gone = 0;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 20000; i++) {
			snprintf(name, sizeof(name), "1:%d=", i);
			add(name, (uint32_t)(i % 2), 160, 170);
			if (i % 4 == 1)
				add(name, 0, 160, 170);
		}
		gone = 0;
		for (size_t i = 0; i < m.count; i++)
			gone += twin_match_goes(&m, i);
		ck_assert_uint_eq(gone, 5000);
		twin_match_clear(&m);
		ck_assert_uint_eq(m.count, 0);
	}
	ck_assert(!twin_match_goes(&m, add("1:1=", 1, 160, 170)));
}
END_TEST

START_TEST(times_are_those_of_a_run_of_ours_and_another)
{
	int64_t begin = 0, end = 0;

	ck_assert(twin_next_time(runs, RUNS, &begin, &end));
	ck_assert_int_eq(begin, 150 * SECOND);
	ck_assert_int_eq(end, 200 * SECOND + 1);
	begin = end;
	ck_assert(twin_next_time(runs, RUNS, &begin, &end));
	ck_assert_int_eq(begin, 280 * SECOND);
	ck_assert_int_eq(end, 300 * SECOND + 1);
	begin = 290 * SECOND; /* a part of it was looked at */
	ck_assert(twin_next_time(runs, RUNS, &begin, &end));
	ck_assert_int_eq(begin, 290 * SECOND);
	begin = end;
	ck_assert(!twin_next_time(runs, RUNS, &begin, &end));
	begin = 0;
	ck_assert(!twin_next_time(runs, 0, &begin, &end));
}
END_TEST

START_TEST(runs_that_nobody_may_leave_out_need_no_look)
{
	struct twin_run others[2] = { runs[0], runs[1] };
	int64_t begin = 0, end = 0;

	others[1].own = false;
	ck_assert(!twin_next_time(others, 2, &begin, &end));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("twin_match");
	TCase *c = tcase_create("twin_match");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, the_run_that_counts_first_keeps_its_flow);
	tcase_add_test(c, another_name_or_time_is_another_flow);
	tcase_add_test(c, of_one_run_none_is_a_twin);
	tcase_add_test(c, both_flows_were_there_while_both_runs_went_on);
	tcase_add_test(c, a_row_that_stands_for_many_is_asked_by_name);
	tcase_add_test(c, ports_of_rows_that_stand_for_many_are_known);
	tcase_add_test(c, many_are_found_and_a_clear_forgets_them);
	tcase_add_test(c, times_are_those_of_a_run_of_ours_and_another);
	tcase_add_test(c, runs_that_nobody_may_leave_out_need_no_look);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	SRunner *runner = srunner_create(suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
