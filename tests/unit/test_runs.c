/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_runs.c - runs from beginning to end or to their removal, and the
 * history of nights.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "support/temp_store.h"

static struct temp_store t;
static struct err err;

static void
setup(void)
{
	temp_store_open(&t);
}

static void
teardown(void)
{
	temp_store_close(&t);
}

static int64_t
number(const char *sql)
{
	return temp_store_number(&t, sql);
}

static void
check_text(const char *sql, const char *expected)
{
	char *text = temp_store_text(&t, sql);

	ck_assert_str_eq(text, expected);
	free(text);
}

static struct store_run
figures(void)
{
	struct store_run run = { .ended_us = TEMP_START_US + 5,
		.first_packet_us = TEMP_START_US + 1,
		.last_packet_us = TEMP_START_US + 2,
		.packets = 100,
		.bytes = 101,
		.kernel_drops = 102,
		.interface_drops = 103,
		.evicted_flows = 104,
		.snapped = 105,
		.time_back = 106,
		.ndpi_version = "4.2" };

	for (unsigned int i = 0; i < STORE_FATE_COUNT; i++)
		run.fates[i] = 1U << i;
	return run;
}

START_TEST(a_run_begins_at_once)
{
	check_text("SELECT mode || ' ' || source || ' ' || state || ' ' ||"
		   " policy_id || ' ' || coalesce(ended_us, 'going on')"
		   " FROM audit_run",
	    "replay a test running 1 going on");
	ck_assert_int_eq(number("SELECT started_us FROM audit_run"),
	    (int64_t)TEMP_START_US);
}
END_TEST

START_TEST(progress_comes_with_the_next_commit)
{
	struct store_run run = figures();

	store_run_progress(t.s, t.run_id, &run);
	ck_assert_int_eq(number("SELECT packets FROM audit_run"), 0);
	ck_assert_uint_eq(store_pending(t.s), 1);
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT packets FROM audit_run"), 100);
	check_text("SELECT state FROM audit_run", "running");
}
END_TEST

START_TEST(an_end_writes_every_figure)
{
	struct store_run run = figures();

	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_PARTIAL,
			     &err),
	    0);
	check_text("SELECT state || ' ' || (ended_us - started_us) || ' ' ||"
		   " (first_packet_us - started_us) || ' ' ||"
		   " (last_packet_us - started_us) || ' ' || packets || ' ' ||"
		   " bytes || ' ' || kernel_drops || ' ' || interface_drops ||"
		   " ' ' || duplicates || ' ' || truncated || ' ' || undecoded"
		   " || ' ' || out_of_scope_packets || ' ' || evicted_flows ||"
		   " ' ' || snapped || ' ' || time_back || ' ' || ndpi_version"
		   " FROM audit_run",
	    "partial 5 1 2 100 101 102 103 4 8 464 2 104 105 106 4.2");
	ck_assert_int_eq(number("SELECT sum(packets) FROM audit_packets"),
	    (1 << STORE_FATE_COUNT) - 1);
}
END_TEST

START_TEST(an_end_takes_what_is_pending_along)
{
	struct store_flow f = temp_flow(&t, 1);
	struct store_run run = figures();

	temp_put(&t, &f);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 1);
	ck_assert_uint_eq(store_pending(t.s), 0);
}
END_TEST

START_TEST(a_run_without_packets_has_no_times)
{
	struct store_run run = { .packets = 0 };

	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	ck_assert_int_eq(
	    number("SELECT count(*) FROM audit_run WHERE first_packet_us"
		   " IS NULL AND last_packet_us IS NULL"
		   " AND ndpi_version IS NULL"),
	    1);
}
END_TEST

START_TEST(a_run_left_running_is_crashed_when_a_writer_opens)
{
	store_close(t.s);
	check_text("SELECT state FROM audit_run", "running");
	ck_assert_int_eq(store_open(&t.s, t.path, STORE_WRITE, &err), 0);
	check_text("SELECT state FROM audit_run", "crashed");
}
END_TEST

START_TEST(runs_may_go_on_side_by_side)
{
	struct store_run run = figures();
	int64_t other = temp_store_run(&t);

	ck_assert_int_ne(other, t.run_id);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	run.packets = 7;
	store_run_progress(t.s, other, &run);
	ck_assert_int_eq(store_run_end(t.s, other, &run, RUN_STATE_CLEAN, &err),
	    0);
	check_text("SELECT packets FROM audit_run ORDER BY run_id", "100\n7");
}
END_TEST

/* Removal. */

static void
fill(unsigned int n)
{
	const struct store_interface interface = { .name = "eth0" };
	struct store_input in = { .path = "x", .head = (const uint8_t *)"x" };
	struct store_loss loss = { .packets = 1 };
	int64_t id;

	for (unsigned int i = 0; i < n; i++) {
		struct store_flow f = temp_flow(&t, i);

		temp_put(&t, &f);
		ck_assert_int_eq(store_flow_sum(t.s, &f, "mdns"), 0);
	}
	ck_assert_int_eq(store_loss_add(t.s, t.run_id, TEMP_START_US, &loss),
	    0);
	ck_assert_int_eq(store_interface_add(t.s, t.run_id, TEMP_START_US,
			     &interface),
	    0);
	ck_assert_int_eq(store_event_add(t.s, t.run_id, TEMP_START_US,
			     STORE_EVENT_CLOCK_STEP, NULL, NULL),
	    0);
	ck_assert_int_eq(store_input_begin(t.s, t.run_id, &in, &id, &err), 0);
}

START_TEST(a_crashed_run_is_removed_whole)
{
	struct store_run run = figures();
	int64_t crashed = t.run_id;

	fill(10);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	crashed = t.run_id = temp_store_run(&t);
	fill(12000); /* more than one transaction */
	temp_store_reopen(&t);
	ck_assert_int_eq(store_run_remove(t.s, crashed, &err), 0);
	check_text("SELECT run_id || state FROM audit_run", "1clean");
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 10);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 20);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_housekeeping"),
	    10);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_loss"), 1);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_interface"), 1);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_event"), 1);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_input"), 1);
	ck_assert_int_eq(number("SELECT sum(answered) FROM host_hour"), 20);
	temp_store_check(&t);
}
END_TEST

START_TEST(a_run_that_finished_or_goes_on_is_not_removed)
{
	struct store_run run = figures();

	ck_assert_int_eq(store_run_remove(t.s, t.run_id, &err), -EBUSY);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	ck_assert_int_eq(store_run_remove(t.s, t.run_id, &err), -EBUSY);
	ck_assert_int_eq(store_run_remove(t.s, 99, &err), -ENOENT);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_run"), 1);
}
END_TEST

START_TEST(a_partial_run_is_removed_if_an_input_did_not_end)
{
	struct store_input in = { .path = "x",
		.head = (const uint8_t *)"x",
		.state = RUN_STATE_PARTIAL };
	struct store_run run = figures();
	int64_t id;

	ck_assert_int_eq(store_input_begin(t.s, t.run_id, &in, &id, &err), 0);
	store_input_end(t.s, id, &in);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_PARTIAL,
			     &err),
	    0);
	ck_assert_int_eq(store_run_remove(t.s, t.run_id, &err), -EBUSY);

	t.run_id = temp_store_run(&t);
	ck_assert_int_eq(store_input_begin(t.s, t.run_id, &in, &id, &err), 0);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_PARTIAL,
			     &err),
	    0);
	ck_assert_int_eq(store_run_remove(t.s, t.run_id, &err), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_run"), 1);
}
END_TEST

START_TEST(numbers_of_removed_runs_do_not_come_again)
{
	int64_t removed = t.run_id;

	temp_store_reopen(&t);
	ck_assert_int_eq(store_run_remove(t.s, removed, &err), 0);
	ck_assert_int_gt(temp_store_run(&t), removed);
}
END_TEST

/* Nights. */

static struct store_night
night(const char *day)
{
	return (struct store_night){ .day = day,
		.site = "Lab",
		.headline = "2 escaped",
		.digest = "abc",
		.policy_id = t.policy_id,
		.made_us = 5,
		.since_us = 6,
		.until_us = 7,
		.permitted = 10,
		.blocked = 11,
		.escaped = 12,
		.rejected = 13,
		.uncovered = 14,
		.attempted = 15,
		.probable = 16,
		.violations = 17,
		.out_of_scope = 18,
		.packets = 19,
		.lost = 20,
		.coverage = 0.5 };
}

START_TEST(a_night_is_added_while_a_writer_writes)
{
	struct store_night n = night("2026-11-23");

	ck_assert_int_eq(store_night_put(t.path, &n, &err), 0);
	n.day = "2026-11-24";
	n.coverage = -1;
	n.site = n.digest = NULL;
	ck_assert_int_eq(store_night_put(t.path, &n, &err), 0);
	check_text("SELECT day || site || policy_id || headline || permitted ||"
		   " blocked || escaped || rejected || uncovered || attempted"
		   " || probable || violations || out_of_scope || packets ||"
		   " lost || coverage || digest || made_us || since_us ||"
		   " until_us || night_id FROM audit_night WHERE night_id = 1",
	    "2026-11-23Lab12 escaped10111213141516171819200.5abc5671");
	check_text("SELECT day || coalesce(site, coverage, digest, ' nothing')"
		   " FROM audit_night WHERE night_id = 2",
	    "2026-11-24 nothing");
	temp_store_commit(&t);
}
END_TEST

START_TEST(nights_stay_as_they_are)
{
	struct store_night n = night("2026-11-23");
	sqlite3 *db;

	ck_assert_int_eq(store_night_put(t.path, &n, &err), 0);
	ck_assert_int_eq(sqlite3_open(t.path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "DELETE FROM night", NULL, NULL,
			     NULL),
	    SQLITE_CONSTRAINT);
	ck_assert_int_eq(sqlite3_exec(db, "UPDATE night SET blocked = 0", NULL,
			     NULL, NULL),
	    SQLITE_CONSTRAINT);
	sqlite3_close(db);
	ck_assert_int_eq(number("SELECT blocked FROM audit_night"), 11);
}
END_TEST

START_TEST(nights_need_a_database)
{
	struct store_night n = night("2026-11-23");

	ck_assert_int_eq(store_night_put("/nonexistent/x.db", &n, &err),
	    -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "/nonexistent/x.db"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("runs");
	TCase *tc = tcase_create("runs");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_run_begins_at_once);
	tcase_add_test(tc, progress_comes_with_the_next_commit);
	tcase_add_test(tc, an_end_writes_every_figure);
	tcase_add_test(tc, an_end_takes_what_is_pending_along);
	tcase_add_test(tc, a_run_without_packets_has_no_times);
	tcase_add_test(tc, a_run_left_running_is_crashed_when_a_writer_opens);
	tcase_add_test(tc, runs_may_go_on_side_by_side);
	tcase_add_test(tc, a_crashed_run_is_removed_whole);
	tcase_add_test(tc, a_run_that_finished_or_goes_on_is_not_removed);
	tcase_add_test(tc, a_partial_run_is_removed_if_an_input_did_not_end);
	tcase_add_test(tc, numbers_of_removed_runs_do_not_come_again);
	tcase_add_test(tc, a_night_is_added_while_a_writer_writes);
	tcase_add_test(tc, nights_stay_as_they_are);
	tcase_add_test(tc, nights_need_a_database);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
