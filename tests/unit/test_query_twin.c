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
