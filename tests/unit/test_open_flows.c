/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_open_flows.c - flows that outlive the process that recorded them.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "store/store_query.h"
#include "support/temp_store.h"

#define HOUR TEMP_HOUR_US

static struct temp_store t;
static struct err err;

static void
begin_run(enum run_mode mode)
{
	ck_assert_int_eq(store_run_begin(t.s, mode, "eth0", TEMP_START_US,
			     t.policy_id, &t.run_id, &err),
	    0);
}

static void
setup(void)
{
	temp_store_open(&t);
	begin_run(RUN_MODE_WATCH);
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

static struct store_flow
open_flow(unsigned int n)
{
	struct store_flow f = temp_flow(&t, n);

	f.end = FLOW_END_ACTIVE;
	return f;
}

static int64_t
put_open(const struct store_flow *f)
{
	int64_t id = 0;

	ck_assert_int_eq(store_flow_put(t.s, f, false, &id), 0);
	return id;
}

/* A new process: everything is in the database only. */
static void
restart(void)
{
	temp_store_reopen(&t);
	begin_run(RUN_MODE_WATCH);
}

static int
note(const struct store_open_flow *f, void *arg)
{
	char line[32];

	snprintf(line, sizeof(line), "%lld ", (long long)f->flow_id);
	strncat(arg, line, 40);
	return 0;
}

static void
check_open(uint64_t since_us, const char *expected)
{
	char ids[200] = "";

	if (store_each_open(t.s, since_us, note, ids, &err))
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(ids, expected);
}

/* Every sum is that of the rows it is of, and the other way round. */
static void
check_sums(void)
{
	static const char sums[] =
	    "SELECT run_id, hour, k.policy_id, k.verdict, port, sum(flows),"
	    " sum(packets), sum(bytes) FROM hour_sum s JOIN kind k"
	    " ON k.kind_id = s.kind_id GROUP BY 1, 2, 3, 4, 5"
	    " HAVING sum(flows) <> 0 OR sum(packets) <> 0 OR sum(bytes) <> 0";
	static const char rows[] =
	    "SELECT run_id, first_us / 3600000000, k.policy_id, k.verdict,"
	    " dst_port, sum(attempts), sum(packets_out + packets_in),"
	    " sum(bytes_out + bytes_in) FROM flow f JOIN kind k"
	    " ON k.kind_id = f.kind_id GROUP BY 1, 2, 3, 4, 5";
	char sql[2000];

	snprintf(sql, sizeof(sql),
	    "SELECT (SELECT count(*) FROM (%s EXCEPT %s)) +"
	    " (SELECT count(*) FROM (%s EXCEPT %s))",
	    sums, rows, rows, sums);
	ck_assert_int_eq(number(sql), 0);
	ck_assert_int_eq(number("SELECT (SELECT sum(answered) FROM host_hour) -"
				" (SELECT count(*) FROM flow f JOIN kind k"
				" ON k.kind_id = f.kind_id WHERE k.outcome IN"
				" ('established', 'handshake-only'))"),
	    0);
}

/* Which. */

START_TEST(open_flows_of_live_runs_are_found_latest_first)
{
	struct store_flow f = open_flow(1);

	put_open(&f); /* 1 */
	f = temp_flow(&t, 2);
	put_open(&f); /* 2, closed */
	f = open_flow(3);
	put_open(&f); /* 3 */
	f.first_us -= 20 * HOUR;
	put_open(&f); /* 4, long */
	f.last_us = TEMP_START_US - 5 * HOUR;
	put_open(&f); /* 5, long, over before */
	f = open_flow(9);
	f.first_us -= 60000000;
	f.last_us = TEMP_START_US - 1;
	put_open(&f); /* 6, over before */
	check_open(TEMP_START_US, "");
	temp_store_commit(&t);
	check_open(TEMP_START_US, ""); /* the run goes on */
	restart();
	check_open(TEMP_START_US, "4 3 1 ");
	check_open(TEMP_START_US - 1, "4 3 1 6 ");
	check_open(0, "4 3 1 6 5 ");
	check_open(TEMP_START_US + HOUR, "");
}
END_TEST

START_TEST(open_flows_of_replays_are_not_taken_up)
{
	struct store_flow f;

	begin_run(RUN_MODE_REPLAY);
	f = open_flow(1);
	put_open(&f);
	restart();
	check_open(0, "");
}
END_TEST

static int
check_fields(const struct store_open_flow *f, void *arg)
{
	++*(int *)arg;
	ck_assert_uint_eq(f->first_us, TEMP_START_US + 5000);
	ck_assert_uint_eq(f->last_us, TEMP_START_US + 1005000);
	ck_assert(addr_equal(&f->src,
	    &(struct addr[]){ temp_addr("10.0.0.5") }[0]));
	ck_assert(addr_equal(&f->dst,
	    &(struct addr[]){ temp_addr("fd00::1") }[0]));
	ck_assert_uint_eq(f->src_port, 40005);
	ck_assert_uint_eq(f->dst_port, 443);
	ck_assert_uint_eq(f->proto, PROTO_DCCP);
	ck_assert_uint_eq(f->vlan, 12);
	ck_assert_int_eq(f->outcome, OUTCOME_ONE_WAY);
	ck_assert_int_eq(f->basis, DIRECTION_OPENER);
	ck_assert_uint_eq(f->syns, 3);
	ck_assert_uint_eq(f->packets_out, 5);
	ck_assert_uint_eq(f->packets_in, 4);
	ck_assert_uint_eq(f->bytes_out, 500);
	ck_assert_uint_eq(f->bytes_in, 400);
	ck_assert_str_eq(f->server_name, "x.example.com");
	ck_assert_str_eq(f->app, "rdp");
	ck_assert_str_eq(f->security, "rdp-standard");
	ck_assert_int_eq(f->name_basis, NAME_BASIS_SNI);
	ck_assert_int_eq(f->conformance, CONFORMANCE_VIOLATES);
	ck_assert_int_eq(f->grade, GRADE_PROBE);
	ck_assert_int_eq(f->app_basis, APP_BASIS_BOTH);
	return 0;
}

START_TEST(an_open_flow_comes_back_as_it_was)
{
	struct store_flow f = open_flow(5);
	int count = 0;

	f.dst = temp_addr("fd00::1");
	f.proto = PROTO_DCCP;
	f.vlan = 12;
	f.outcome = OUTCOME_ONE_WAY;
	f.basis = DIRECTION_OPENER;
	f.syns = 3;
	f.server_name = "x.example.com";
	f.app = "rdp";
	f.security = "rdp-standard";
	f.name_basis = NAME_BASIS_SNI;
	f.conformance = CONFORMANCE_VIOLATES;
	f.grade = GRADE_PROBE;
	f.app_basis = APP_BASIS_BOTH;
	put_open(&f);
	restart();
	ck_assert_int_eq(store_each_open(t.s, 1, check_fields, &count, &err),
	    0);
	ck_assert_int_eq(count, 1);
}
END_TEST

static int
stop(const struct store_open_flow *f, void *arg)
{
	(void)f;
	return ++*(int *)arg == 2 ? 77 : 0;
}

START_TEST(a_walk_ends_when_told)
{
	int count = 0;

	for (unsigned int i = 0; i < 5; i++) {
		struct store_flow f = open_flow(i);

		put_open(&f);
	}
	restart();
	ck_assert_int_eq(store_each_open(t.s, 1, stop, &count, &err), 77);
	ck_assert_int_eq(count, 2);
}
END_TEST

/* Going on. */

START_TEST(a_flow_goes_on_in_a_later_run_and_is_counted_once)
{
	struct store_flow f = open_flow(1), other = open_flow(2);
	int64_t id = put_open(&f);

	put_open(&other);
	for (int i = 0; i < 3; i++) {
		restart();
		f.run_id = t.run_id;
		f.last_us += HOUR;
		f.packets_out += 10;
		f.bytes_in += 1000;
		ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
		ck_assert_int_eq(id, 1);
		if (i == 1) /* twice in one batch */
			ck_assert_int_eq(store_flow_put(t.s, &f, false, &id),
			    0);
		temp_store_commit(&t);
		check_sums();
	}
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 2);
	ck_assert_int_eq(
	    number("SELECT packets_out FROM audit_flow WHERE flow_id = 1"), 35);
	ck_assert_int_eq(
	    number("SELECT run_id FROM audit_flow WHERE flow_id = 1"),
	    t.run_id);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 2);
	ck_assert_int_eq(number("SELECT sum(packets) FROM audit_hour"), 48);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"
				" WHERE run_id = 2"),
	    1);
}
END_TEST

START_TEST(a_flow_may_change_policy_verdict_and_outcome)
{
	struct store_flow f = open_flow(1);
	int64_t id = put_open(&f);

	f.outcome = OUTCOME_HANDSHAKE_ONLY;
	put_open(&f);
	restart();
	f.run_id = t.run_id;
	f.policy_id = temp_store_policy(&t,
	    "role client user\nrole gw component\nsite \"B\"\n"
	    "deny no client -> gw tcp 443\naddress 10.1.0.1 gw\n");
	ck_assert_int_eq(f.policy_id, 2);
	f.verdict = VERDICT_FORBIDDEN;
	f.reason = REASON_DENIED;
	f.outcome = OUTCOME_UNANSWERED;
	f.row_id = "no";
	f.end = FLOW_END_IDLE;
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), 0);
	temp_store_commit(&t);
	check_sums();
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"
				" WHERE flow_id = 1 AND policy_id = 2 AND"
				" verdict = 'forbidden' AND \"end\" = 'idle'"),
	    1);
	ck_assert_int_eq(
	    number("SELECT flows FROM audit_row WHERE row_id = 'r-1'"), 1);
	ck_assert_int_eq(
	    number("SELECT flows FROM audit_row WHERE row_id = 'no'"), 1);
}
END_TEST

START_TEST(a_run_that_is_removed_takes_the_flows_it_went_on_with)
{
	struct store_flow f = open_flow(1);
	int64_t id = put_open(&f);

	put_open(&f);
	restart();
	f.run_id = t.run_id;
	ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
	temp_store_reopen(&t); /* that run is crashed now */
	ck_assert_int_eq(store_run_remove(t.s, f.run_id, &err), 0);
	ck_assert_int_eq(number("SELECT group_concat(flow_id) FROM flow"), 2);
	check_sums();
}
END_TEST

/* Rows that were deleted. */

static void
delete_all(void)
{
	const struct store_retention what = { .flows_before_us =
						  TEMP_START_US + 48 * HOUR };
	struct store_retained out;

	while (store_retain(t.s, &what, 100, &out, &err) == 1)
		;
	ck_assert_int_eq(number("SELECT count(*) FROM flow"), 0);
}

START_TEST(a_flow_whose_row_was_deleted_gets_it_anew_and_counts_once)
{
	struct store_flow f = open_flow(1);
	int64_t id = put_open(&f);

	for (int i = 0; i < 3; i++) {
		delete_all();
		ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"),
		    1);
		if (i == 1) {
			restart();
			f.run_id = t.run_id;
			f.verdict = VERDICT_MISSED;
		}
		f.packets_in += 100;
		ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
		ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
		temp_store_commit(&t);
		ck_assert_int_eq(id, 1);
		check_sums();
		ck_assert_int_eq(number("SELECT count(*) FROM flow_gone"), 0);
	}
	ck_assert_int_eq(number("SELECT sum(packets) FROM audit_hour"), 309);
}
END_TEST

START_TEST(a_row_deleted_while_its_update_waits_counts_once)
{
	struct store_flow f = open_flow(1);
	int64_t id = put_open(&f);

	temp_store_commit(&t);
	/* The disk is full, and what waits has to go on waiting. */
	ck_assert_int_eq(store_set_max_pages(t.s, 1), 0);
	f.packets_in = 100;
	ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
	for (unsigned int i = 10; i < 3000; i++) {
		struct store_flow more = temp_flow(&t, i);

		more.first_us += 100 * HOUR;
		more.last_us += 100 * HOUR;
		temp_put(&t, &more);
	}
	delete_all();
	ck_assert_uint_gt(store_pending(t.s), 0);
	ck_assert_int_eq(store_set_max_pages(t.s, 0), 0);
	temp_store_commit(&t);
	check_sums();
	ck_assert_int_eq(
	    number("SELECT packets_in FROM audit_flow WHERE flow_id = 1"), 100);
}
END_TEST

START_TEST(a_flow_that_is_over_leaves_no_note_when_it_is_deleted)
{
	struct store_flow f = temp_flow(&t, 1);

	temp_put(&t, &f);
	f = open_flow(2);
	put_open(&f);
	delete_all();
	ck_assert_int_eq(number("SELECT count(*) FROM flow_gone"), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("open flows");
	TCase *tc = tcase_create("open flows");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, open_flows_of_live_runs_are_found_latest_first);
	tcase_add_test(tc, open_flows_of_replays_are_not_taken_up);
	tcase_add_test(tc, an_open_flow_comes_back_as_it_was);
	tcase_add_test(tc, a_walk_ends_when_told);
	tcase_add_test(tc, a_flow_goes_on_in_a_later_run_and_is_counted_once);
	tcase_add_test(tc, a_flow_may_change_policy_verdict_and_outcome);
	tcase_add_test(tc,
	    a_run_that_is_removed_takes_the_flows_it_went_on_with);
	tcase_add_test(tc,
	    a_flow_whose_row_was_deleted_gets_it_anew_and_counts_once);
	tcase_add_test(tc, a_row_deleted_while_its_update_waits_counts_once);
	tcase_add_test(tc,
	    a_flow_that_is_over_leaves_no_note_when_it_is_deleted);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
