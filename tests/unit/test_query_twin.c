/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_query_twin.c - flows that were recorded twice count once.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report_world.h"

START_TEST(a_replay_of_hours_that_were_watched_counts_once)
{
	struct store_flow f = temp_flow(&world, 1);
	struct report *r;

	temp_put(&world, &f);
	f.dst_port = 3389;
	f.row_id = "r-4";
	f.community_id = "1:another=";
	temp_put(&world, &f);
	world_end_day();
	world.run_id = temp_store_run(&world);
	f = temp_flow(&world, 1);
	temp_put(&world, &f); /* again */
	f.community_id = "1:third=";
	f.src_port++;
	temp_put(&world, &f); /* of this run only */
	world_end_day();
	r = world_report(&world_day);
	ck_assert_uint_eq(r->twins, 1);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 3);
	report_free(r);
}
END_TEST

START_TEST(the_same_ports_at_another_time_are_another_flow)
{
	struct store_flow f = temp_flow(&world, 1);
	struct report *r;

	temp_put(&world, &f);
	world_end_day();
	world.run_id = temp_store_run(&world);
	f = temp_flow(&world, 1);
	f.first_us += TEMP_HOUR_US;
	f.last_us += TEMP_HOUR_US;
	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	ck_assert_uint_eq(r->twins, 0);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 2);
	report_free(r);
}
END_TEST

START_TEST(sums_without_flows_count_once_too)
{
	struct report *r;

	for (int i = 0; i < 2; i++) {
		struct store_flow f = temp_flow(&world, 1);

		f.verdict = VERDICT_OUT_OF_SCOPE;
		f.reason = REASON_NO_COMPONENT;
		f.row_id = NULL;
		ck_assert_int_eq(store_flow_sum(world.s, &f, NULL), 0);
		world_end_day();
		if (i == 0)
			world.run_id = temp_store_run(&world);
	}
	r = world_report(&world_day);
	ck_assert_uint_eq(r->headline.through[VERDICT_OUT_OF_SCOPE], 1);
	ck_assert_uint_eq(r->sum_count, 1);
	ck_assert_int_eq(r->sums[0].flows, 1);
	report_free(r);
}
END_TEST

START_TEST(two_sensors_count_a_flow_once)
{
	struct temp_store other;
	struct store *stores[2];
	struct report *r = NULL;
	struct store_flow f = temp_flow(&world, 1);

	temp_put(&world, &f);
	world_end_day();
	other = world;
	temp_store_open(&world);
	f = temp_flow(&world, 1);
	f.first_us += 300; /* its clock */
	temp_put(&world, &f);
	f = world_escape(2);
	f.community_id = "1:another=";
	temp_put(&world, &f);
	world_end_day();
	stores[0] = other.s;
	stores[1] = world.s;
	if (report_new(&r, stores, 2, &world_day, "a day", &world_err))
		ck_abort_msg("%s", world_err.text);
	ck_assert_uint_eq(r->twins, 1);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 1);
	ck_assert_uint_eq(report_escaped(r), 1);
	ck_assert_uint_eq(r->run_count, 2);
	report_free(r);
	temp_store_close(&other);
}
END_TEST

/* More pairs of runs than anybody keeps a list of. */
START_TEST(many_runs_of_the_same_hours_count_once)
{
	struct report *r;

	for (int i = 0; i < 40; i++) {
		struct store_flow f = temp_flow(&world, 1);

		temp_put(&world, &f);
		f.dst_port = 8443; /* of this run only */
		f.src_port = (uint16_t)(50000 + i);
		f.community_id = i % 2 ? "1:odd=" : "1:even=";
		f.first_us += (uint64_t)i * 60000000;
		f.last_us += (uint64_t)i * 60000000;
		temp_put(&world, &f);
		world_end_day();
		if (i < 39)
			world.run_id = temp_store_run(&world);
	}
	r = world_report(&world_day);
	ck_assert_uint_eq(r->twins, 39);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 41);
	report_free(r);
}
END_TEST

/* A flow that a run took up where the one before left it is in two rows, and
 * each is a part of it. */
START_TEST(what_a_later_run_took_up_is_no_twin)
{
	const uint64_t cut = TEMP_START_US + TEMP_HOUR_US;
	struct store_flow f = temp_flow(&world, 1);
	struct report *r;

	f.last_us = cut;
	temp_put(&world, &f);
	world_end_run(world.run_id, TEMP_START_US, cut);
	world.run_id = temp_store_run(&world);
	f = temp_flow(&world, 1);
	f.first_us = cut + 500000;
	f.last_us = cut + TEMP_HOUR_US;
	temp_put(&world, &f);
	world_end_run(world.run_id, cut + 500000, cut + TEMP_HOUR_US);
	r = world_report(&world_day);
	ck_assert_uint_eq(r->twins, 0);
	report_free(r);
}
END_TEST

/* Each went on for hours, and only their last minute is in both runs. */
START_TEST(long_flows_meet_in_the_minute_that_both_runs_saw)
{
	const uint64_t end = TEMP_START_US + 5 * TEMP_HOUR_US;
	struct store_flow f = temp_flow(&world, 1);
	struct report *r;

	f.last_us = end;
	temp_put(&world, &f);
	world_end_run(world.run_id, TEMP_START_US, end);
	world.run_id = temp_store_run(&world);
	f = temp_flow(&world, 1);
	f.first_us = end - 60000000;
	f.last_us = end + TEMP_HOUR_US;
	temp_put(&world, &f);
	world_end_run(world.run_id, end - 60000000, end + TEMP_HOUR_US);
	r = world_report(&world_day);
	ck_assert_uint_eq(r->twins, 1);
	report_free(r);
}
END_TEST

START_TEST(an_attempt_is_among_those_that_a_row_stands_for)
{
	struct report *r;

	for (int run = 0; run < 2; run++) {
		for (unsigned int i = 0; i < 3 - 2U * (run == 1); i++) {
			struct store_flow f = temp_attempt(&world, 1);

			f.src_port = (uint16_t)(f.src_port + i);
			f.first_us += i * UINT64_C(1000000);
			f.last_us += i * UINT64_C(1000000);
			f.community_id = i == 0 ? "1:0=" : "1:i=";
			temp_put(&world, &f);
		}
		world_end_day();
		if (run == 0)
			world.run_id = temp_store_run(&world);
	}
	r = world_report(&world_day);
	ck_assert_uint_eq(r->twins, 1);
	ck_assert_uint_eq(r->headline.stopped[VERDICT_ALLOWED], 3);
	report_free(r);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("twins");
	TCase *c = tcase_create("twins");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, report_world_open, report_world_close);
	tcase_add_test(c, a_replay_of_hours_that_were_watched_counts_once);
	tcase_add_test(c, the_same_ports_at_another_time_are_another_flow);
	tcase_add_test(c, sums_without_flows_count_once_too);
	tcase_add_test(c, two_sensors_count_a_flow_once);
	tcase_add_test(c, many_runs_of_the_same_hours_count_once);
	tcase_add_test(c, what_a_later_run_took_up_is_no_twin);
	tcase_add_test(c, long_flows_meet_in_the_minute_that_both_runs_saw);
	tcase_add_test(c, an_attempt_is_among_those_that_a_row_stands_for);
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
