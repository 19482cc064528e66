/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_retain.c - what is old goes, a little at a time; what was counted
 * stays.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "store/store_query.h"
#include "retain_world.h"

#define HOUR TEMP_HOUR_US
#define MANY 100000

static struct err err;

/* Age. */

START_TEST(nothing_goes_unless_asked_for)
{
	const struct store_retention keep = { .flows_before_us = 0 };
	struct store_retained out;

	retain_put(0, 100);
	ck_assert_int_eq(retain_some(&keep, MANY, &out), 0);
	ck_assert_uint_eq(out.flows + out.sums, 0);
	ck_assert_uint_eq(out.oldest_us, TEMP_START_US);
	ck_assert_uint_gt(out.file_bytes, 40 * 4096);
	ck_assert_int_eq(retain_number("SELECT count(*) FROM flow"), 100);
}
END_TEST

START_TEST(flows_go_by_their_last_packet_and_sums_stay)
{
	const struct store_retention what = { .flows_before_us = TEMP_START_US +
		    50 * UINT64_C(1000000) };
	struct store_retained out;
	struct store_flow longest = temp_flow(&retain_world, 1);

	longest.last_us = what.flows_before_us;
	temp_put(&retain_world, &longest);
	retain_put(0, 100);
	retain_until_done(&what, 7, &out);
	ck_assert_uint_eq(out.flows, 50);
	ck_assert_uint_eq(out.sums, 0);
	ck_assert_int_eq(retain_number("SELECT count(*) FROM audit_flow"), 51);
	ck_assert_uint_eq(out.oldest_us, longest.first_us);
	ck_assert_int_eq(retain_number("SELECT sum(flows) FROM audit_hour"),
	    101);
	ck_assert_int_eq(retain_number("SELECT sum(packets) FROM audit_hour"),
	    909);
	ck_assert_int_eq(
	    retain_number("SELECT flows FROM audit_row WHERE row_id = 'r-1'"),
	    101);
	ck_assert_int_eq(
	    retain_number(
		"SELECT flows FROM audit_row_day WHERE row_id = 'r-1'"),
	    101);
	temp_store_check(&retain_world);
}
END_TEST

START_TEST(a_call_deletes_no_more_than_it_may)
{
	const struct store_retention what = { .flows_before_us =
						  TEMP_START_US + 24 * HOUR };
	struct store_retained out;

	retain_put(0, 95);
	for (unsigned int left = 95; left >= 10; left -= 10) {
		ck_assert_int_eq(retain_some(&what, 10, &out), 1);
		ck_assert_uint_eq(out.flows, 10);
		ck_assert_int_eq(retain_number("SELECT count(*) FROM flow"),
		    left - 10);
	}
	retain_some(&what, 10, &out);
	ck_assert_uint_eq(out.flows, 5);
	ck_assert_uint_eq(out.oldest_us, 0);
}
END_TEST

/* One of each kind of sum in the hour-th hour. */
static void
put_sums(unsigned int hour)
{
	uint64_t us = TEMP_START_US + hour * HOUR;
	const struct store_loss loss = { .packets = 5 };
	const struct store_interface interface = { .name = "eth0", .flows = 1 };
	struct store_flow f = temp_flow(&retain_world, 1);

	f.first_us = us + 5;
	f.last_us = us + 6;
	temp_put(&retain_world, &f);
	f.verdict = VERDICT_MISSED;
	f.reason = REASON_HOUSEKEEPING;
	ck_assert_int_eq(store_flow_sum(retain_world.s, &f, "mdns"), 0);
	ck_assert_int_eq(store_loss_add(retain_world.s, retain_world.run_id, us,
			     &loss),
	    0);
	ck_assert_int_eq(store_interface_add(retain_world.s,
			     retain_world.run_id, us, &interface),
	    0);
	ck_assert_int_eq(store_event_add(retain_world.s, retain_world.run_id,
			     us, STORE_EVENT_CLOCK_STEP, NULL, NULL),
	    0);
}

static const char *const tables[] = { "hour_sum", "host_hour", "housekeeping",
	"loss", "interface_minute", "event" };
#define TABLES (int)(sizeof(tables) / sizeof(tables[0]))

static int64_t
rows_of(const char *table)
{
	char sql[100];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", table);
	return retain_number(sql);
}

START_TEST(sums_go_by_whole_hours_after_flows)
{
	const struct store_retention what = {
		.flows_before_us = TEMP_START_US + 8 * HOUR,
		.sums_before_us = TEMP_START_US + 3 * HOUR + 7,
	};
	struct store_retained out;
	int64_t each, all;

	for (unsigned int hour = 0; hour < 10; hour++)
		put_sums(hour);
	temp_store_commit(&retain_world);
	all = rows_of(tables[_i]);
	each = all / 10;
	ck_assert_int_ge(each, 1);
	retain_until_done(&what, 3, &out);
	ck_assert_uint_eq(out.flows, 8);
	ck_assert_int_eq(rows_of(tables[_i]), all - 3 * each);
	ck_assert_int_eq(retain_number("SELECT count(*) FROM run"), 1);
	ck_assert_int_eq(retain_number("SELECT count(*) FROM policy"), 1);
	ck_assert_int_eq(retain_number("SELECT min(hour_us) FROM audit_hour"),
	    (int64_t)(TEMP_START_US + 3 * HOUR));
}
END_TEST

START_TEST(sums_are_not_deleted_before_their_flows)
{
	const struct store_retention what = {
		.flows_before_us = TEMP_START_US + 2 * HOUR,
		.sums_before_us = TEMP_START_US + 8 * HOUR,
	};
	struct store_retained out;

	for (unsigned int hour = 0; hour < 10; hour++)
		put_sums(hour);
	retain_until_done(&what, MANY, &out);
	ck_assert_uint_eq(out.flows, 2);
	ck_assert_int_eq(retain_number("SELECT min(hour_us) FROM audit_hour"),
	    (int64_t)(TEMP_START_US + 2 * HOUR));
}
END_TEST

START_TEST(inputs_of_old_runs_go_with_sums)
{
	const struct store_retention what = { .sums_before_us =
						  TEMP_START_US + 5 * HOUR };
	struct store_input in = { .path = "a",
		.first_us = 1000,
		.last_us = 2000,
		.head = (const uint8_t *)"x",
		.head_len = 1,
		.state = RUN_STATE_CLEAN };
	struct store_retained out;
	int64_t id;

	ck_assert_int_eq(store_input_begin(retain_world.s, retain_world.run_id,
			     &in, &id, &err),
	    0);
	retain_until_done(&what, MANY, &out);
	ck_assert_int_eq(rows_of("input"), 1); /* it is being read */
	store_input_end(retain_world.s, id, &in);
	retain_until_done(&what, MANY, &out);
	ck_assert_int_eq(rows_of("input"), 0);
	/* One that a run after that time read. */
	ck_assert_int_eq(store_run_begin(retain_world.s, RUN_MODE_REPLAY,
			     "later", what.sums_before_us,
			     retain_world.policy_id, &retain_world.run_id,
			     &err),
	    0);
	ck_assert_int_eq(store_input_begin(retain_world.s, retain_world.run_id,
			     &in, &id, &err),
	    0);
	store_input_end(retain_world.s, id, &in);
	retain_until_done(&what, MANY, &out);
	ck_assert_int_eq(rows_of("input"), 1);
}
END_TEST

/* What nothing uses. */

START_TEST(pairs_and_kinds_that_nothing_uses_go_too)
{
	struct store_retention what = { .flows_before_us = TEMP_START_US +
		    500 * UINT64_C(1000000) };
	struct store_retained out;
	struct store_flow f;

	for (unsigned int i = 0; i < 1000; i++) {
		char app[16];

		f = temp_flow(&retain_world, i);
		f.first_us = f.last_us = TEMP_START_US + i * 1000000;
		snprintf(app, sizeof(app), "app-%u", i / 10);
		f.app = app;
		f.src.b[13] = 7;
		temp_put(&retain_world, &f);
	}
	temp_store_commit(&retain_world);
	ck_assert_int_eq(rows_of("pair"), 1000);
	ck_assert_int_eq(rows_of("kind"), 100);
	retain_until_done(&what, 50, &out);
	ck_assert_int_eq(rows_of("flow"), 500);
	ck_assert_int_eq(rows_of("pair"), 500);
	ck_assert_int_eq(rows_of("kind"), 100); /* the sums use them */
	ck_assert_int_eq(rows_of("audit_flow"), 500);
	what.flows_before_us = what.sums_before_us = TEMP_START_US + 9 * HOUR;
	retain_until_done(&what, 50, &out);
	ck_assert_int_eq(rows_of("kind"), 0);
	ck_assert_int_eq(rows_of("pair"), 0);
	/* And what comes back is there again. */
	retain_put(0, 10);
	ck_assert_int_eq(rows_of("audit_flow"), 10);
	ck_assert_int_eq(retain_number("SELECT sum(flows) FROM audit_hour"),
	    10);
}
END_TEST

/* Flows of some pairs come in while a sweep goes on. */
START_TEST(what_comes_during_a_sweep_stays)
{
	const struct store_retention what = { .flows_before_us = TEMP_START_US +
		    400 * UINT64_C(1000000) };
	struct store_retained out;
	struct store_flow f;
	unsigned int swept = 0;
	int64_t open = 0;

	f = temp_flow(&retain_world, 7);
	f.end = FLOW_END_ACTIVE;
	f.first_us = f.last_us = what.flows_before_us;
	ck_assert_int_eq(store_flow_put(retain_world.s, &f, false, &open), 0);
	retain_put(0, 500);
	for (unsigned int i = 0; retain_some(&what, 10, &out) == 1; i++) {
		swept += retain_world.s->sweep.stage != SWEEP_REST;
		f = temp_flow(&retain_world, i % 500); /* of an old pair */
		f.first_us += HOUR;
		f.last_us += HOUR;
		temp_put(&retain_world, &f);
		/* And one that changes its kind. */
		f = temp_flow(&retain_world, 7);
		f.first_us = f.last_us = what.flows_before_us;
		f.app = i % 2 ? "tls" : "rdp";
		ck_assert_int_eq(store_flow_put(retain_world.s, &f, false,
				     &open),
		    0);
		if (i % 3 == 0)
			temp_store_commit(&retain_world);
	}
	ck_assert_uint_gt(swept, 10);
	temp_store_commit(&retain_world);
	ck_assert_int_gt(rows_of("flow"), 101);
	ck_assert_int_eq(rows_of("audit_flow"), rows_of("flow"));
	ck_assert_int_eq(
	    retain_number("SELECT count(*) FROM hour_sum WHERE kind_id"
			  " NOT IN (SELECT kind_id FROM kind)"),
	    0);
	ck_assert_int_eq(
	    retain_number("SELECT (SELECT sum(flows) FROM audit_hour) -"
			  " (SELECT count(*) FROM flow)"),
	    400);
}
END_TEST

/* Beside others. */

START_TEST(readers_keep_what_they_began_to_read)
{
	const struct store_retention what = { .flows_before_us =
						  TEMP_START_US + HOUR };
	const struct store_scope all = { 0, 0, 0 };
	struct store_headline h;
	struct store *reader;
	struct store_retained out;

	retain_put(0, 1000);
	ck_assert_int_eq(store_open(&reader, retain_world.path, STORE_READ,
			     &err),
	    0);
	ck_assert_int_eq(store_read_begin(reader, &err), 0);
	retain_until_done(&what, 100, &out);
	ck_assert_uint_eq(out.flows, 1000);
	ck_assert_int_eq(store_headline(reader, &all, &h, &err), 0);
	ck_assert_uint_eq(h.through[VERDICT_ALLOWED], 1000);
	store_read_end(reader);
	ck_assert_int_eq(store_headline(reader, &all, &h, &err), 0);
	ck_assert_uint_eq(h.through[VERDICT_ALLOWED], 1000); /* by sums */
	store_close(reader);
	ck_assert_int_eq(rows_of("flow"), 0);
}
END_TEST

START_TEST(what_waits_is_written_first)
{
	const struct store_retention what = { .flows_before_us =
						  TEMP_START_US + HOUR };
	struct store_retained out;
	struct store_flow f = temp_flow(&retain_world, 1);

	temp_put(&retain_world, &f);
	f.first_us = f.last_us = TEMP_START_US + 2 * HOUR;
	temp_put(&retain_world, &f);
	retain_some(&what, MANY, &out);
	ck_assert_uint_eq(out.flows, 1);
	ck_assert_uint_eq(out.oldest_us, f.first_us);
	ck_assert_int_eq(retain_number("SELECT sum(flows) FROM audit_hour"), 2);
}
END_TEST

START_TEST(on_a_full_disk_retention_makes_room)
{
	const struct store_retention what = { .flows_before_us = TEMP_START_US +
		    5000 * UINT64_C(1000000) };
	struct store_retained out;

	retain_put(0, 5000);
	ck_assert_int_eq(store_set_max_pages(retain_world.s, 1),
	    0); /* as it is */
	for (unsigned int i = 0; i < 3000; i++) {
		struct store_flow f = temp_flow(&retain_world, i);

		f.first_us = TEMP_START_US + 5 * HOUR;
		f.last_us = f.first_us + 5;
		temp_put(&retain_world, &f);
	}
	ck_assert_int_eq(store_commit(retain_world.s, &err), -ENOSPC);
	while (retain_some(&what, 1000, &out) == 1)
		;
	temp_store_commit(&retain_world);
	ck_assert_int_eq(rows_of("audit_flow"), 3000);
	ck_assert_int_eq(retain_number("SELECT sum(flows) FROM audit_hour"),
	    8000);
	temp_store_check(&retain_world);
}
END_TEST

START_TEST(no_flow_is_added_to_a_row_that_was_deleted)
{
	const struct store_retention what = { .flows_before_us =
						  TEMP_START_US + HOUR };
	struct store_retained out;
	struct store_flow f = temp_attempt(&retain_world, 1);

	for (unsigned int i = 0; i < 3; i++) {
		temp_put(&retain_world, &f);
		f.first_us += 5;
	}
	retain_some(&what, MANY, &out);
	ck_assert_uint_eq(out.flows, 1);
	ck_assert_int_eq(rows_of("flow"), 0);
	temp_put(&retain_world, &f);
	temp_put(&retain_world, &f);
	temp_store_commit(&retain_world);
	ck_assert_int_eq(retain_number("SELECT sum(attempts) FROM audit_flow"),
	    2);
	ck_assert_int_eq(rows_of("audit_flow"), 1);
	ck_assert_int_eq(retain_number("SELECT sum(flows) FROM audit_hour"), 5);
	ck_assert_int_eq(retain_number("SELECT min(flow_id) FROM flow"), 2);
}
END_TEST

START_TEST(numbers_of_deleted_flows_are_not_used_again)
{
	const struct store_retention what = { .flows_before_us =
						  TEMP_START_US + HOUR };
	struct store_retained out;
	struct store_flow f;

	retain_put(0, 10);
	retain_some(&what, MANY, &out);
	temp_store_reopen(&retain_world);
	retain_world.run_id = temp_store_run(&retain_world);
	f = temp_flow(&retain_world, 1);
	ck_assert_int_eq(temp_put(&retain_world, &f), 11);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("retain");
	TCase *tc = tcase_create("retain");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, retain_world_open, retain_world_close);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, nothing_goes_unless_asked_for);
	tcase_add_test(tc, flows_go_by_their_last_packet_and_sums_stay);
	tcase_add_test(tc, a_call_deletes_no_more_than_it_may);
	tcase_add_loop_test(tc, sums_go_by_whole_hours_after_flows, 0, TABLES);
	tcase_add_test(tc, sums_are_not_deleted_before_their_flows);
	tcase_add_test(tc, inputs_of_old_runs_go_with_sums);
	tcase_add_test(tc, pairs_and_kinds_that_nothing_uses_go_too);
	tcase_add_test(tc, what_comes_during_a_sweep_stays);
	tcase_add_test(tc, readers_keep_what_they_began_to_read);
	tcase_add_test(tc, what_waits_is_written_first);
	tcase_add_test(tc, on_a_full_disk_retention_makes_room);
	tcase_add_test(tc, no_flow_is_added_to_a_row_that_was_deleted);
	tcase_add_test(tc, numbers_of_deleted_flows_are_not_used_again);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
