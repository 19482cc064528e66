/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_fold.c - which flows share a row, and what that row says.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/fold.h"
#include "support/temp_store.h"

static struct temp_store t;

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

/* The n-th address of 11.0.0.0/8. */
static struct addr
outside(unsigned int n)
{
	struct addr a = temp_addr("11.0.0.0");

	a.b[13] = (uint8_t)(n >> 16);
	a.b[14] = (uint8_t)(n >> 8);
	a.b[15] = (uint8_t)n;
	return a;
}

static struct store_flow
scan(unsigned int port)
{
	struct store_flow f = temp_attempt(&t, 1);

	f.verdict = VERDICT_FORBIDDEN;
	f.reason = REASON_CLOSED_COMPONENT;
	f.row_id = NULL;
	f.row_origin = ROW_ORIGIN_NONE;
	f.outcome = OUTCOME_REFUSED;
	f.cause = CAUSE_REFUSED_BY_HOST;
	f.dst_port = (uint16_t)port;
	return f;
}

/* Attempts. */

START_TEST(a_lone_attempt_keeps_its_port)
{
	struct store_flow f = temp_attempt(&t, 1);

	temp_put(&t, &f);
	temp_store_commit(&t);
	check_text("SELECT src_port || ' ' || attempts || ' ' || community_id"
		   " FROM audit_flow",
	    "40001 1 1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
}
END_TEST

/* Whether the row is in memory or in the database when more comes. */
START_TEST(attempts_of_an_hour_share_a_row)
{
	for (int i = 0; i < 5; i++) {
		struct store_flow f = temp_attempt(&t, 1);

		f.src_port = (uint16_t)(1000 + i);
		f.first_us += 60000000 * (uint64_t)(i * 2 % 5);
		f.last_us = f.first_us + 3000000;
		ck_assert_int_eq(temp_put(&t, &f), 1);
		if (i == _i)
			temp_store_commit(&t);
	}
	temp_store_commit(&t);
	check_text("SELECT src || '|' || coalesce(src_port, 'none') || '|' ||"
		   " dst || '|' || dst_port || '|' || attempts || '|' ||"
		   " packets_out || '|' || bytes_out || '|' ||"
		   " (last_us - first_us) || '|' ||"
		   " coalesce(community_id, 'none') FROM audit_flow",
	    "10.0.0.1|none|10.1.0.1|443|5|10|600|243000000|none");
	ck_assert_int_eq(number("SELECT first_us FROM audit_flow"),
	    (int64_t)TEMP_START_US + 1000);
	ck_assert_int_eq(number("SELECT syns FROM flow"), 10);
}
END_TEST

/* With the second flow in memory (0), or in the database (1). */
START_TEST(a_shared_row_has_no_evidence_and_no_claimed_name)
{
	struct store_flow f = temp_attempt(&t, 1);

	f.evidence = "16030100";
	f.claimed_name = "x.example";
	f.security = "tls1.2";
	f.why = "no-payload";
	ck_assert_int_eq(temp_put(&t, &f), 1);
	if (_i)
		temp_store_commit(&t);
	f.evidence = "474554";
	f.claimed_name = "y.example";
	ck_assert_int_eq(temp_put(&t, &f), 1);
	f.why = "one-direction"; /* is of another kind */
	ck_assert_int_eq(temp_put(&t, &f), 2);
	temp_store_commit(&t);
	check_text("SELECT attempts || '|' || coalesce(evidence, '-') || '|' ||"
		   " coalesce(claimed_name, '-') || '|' || security || '|' ||"
		   " why FROM audit_flow ORDER BY flow_id",
	    "2|-|-|tls1.2|no-payload\n"
	    "1|474554|y.example|tls1.2|one-direction");
}
END_TEST

START_TEST(each_hour_has_a_row)
{
	struct store_flow f = temp_attempt(&t, 1);

	temp_put(&t, &f);
	f.first_us += TEMP_HOUR_US;
	f.last_us += TEMP_HOUR_US;
	ck_assert_int_eq(temp_put(&t, &f), 2);
	ck_assert_int_eq(temp_put(&t, &f), 2);
}
END_TEST

/* What makes another row of the second of two attempts. */
static void
other_destination(struct store_flow *f)
{
	f->dst = temp_addr("10.1.0.2");
}

static void
other_port(struct store_flow *f)
{
	f->dst_port = 80;
}

static void
other_protocol(struct store_flow *f)
{
	f->proto = PROTO_UDP;
}

static void
other_outcome(struct store_flow *f)
{
	f->outcome = OUTCOME_REFUSED;
}

static void
other_verdict(struct store_flow *f)
{
	f->verdict = VERDICT_MISSED;
}

static void
other_row(struct store_flow *f)
{
	f->row_id = "r-9";
}

static void
other_conformance(struct store_flow *f)
{
	f->conformance = CONFORMANCE_UNCHECKED;
}

static void
other_grade(struct store_flow *f)
{
	f->grade = GRADE_PROBE;
}

static void
other_app(struct store_flow *f)
{
	f->app = "rdp";
}

static void
other_tunnel(struct store_flow *f)
{
	f->tunnel = "vxlan 7";
}

static void
violation(struct store_flow *f)
{
	f->conformance = CONFORMANCE_VIOLATES;
}

static void
answer(struct store_flow *f)
{
	f->outcome = OUTCOME_ESTABLISHED;
}

static void (*const differences[])(struct store_flow *f) = {
	other_destination,
	other_port,
	other_protocol,
	other_outcome,
	other_verdict,
	other_row,
	other_conformance,
	other_grade,
	other_app,
	other_tunnel,
	violation,
	answer,
};

#define DIFFERENCES (int)(sizeof(differences) / sizeof(differences[0]))

START_TEST(attempts_that_differ_do_not_share)
{
	struct store_flow f = temp_attempt(&t, 1);

	ck_assert_int_eq(temp_put(&t, &f), 1);
	differences[_i](&f);
	ck_assert_int_eq(temp_put(&t, &f), 2);
	f = temp_attempt(&t, 1);
	ck_assert_int_eq(temp_put(&t, &f), 1);
}
END_TEST

START_TEST(violations_never_share)
{
	struct store_flow f = temp_attempt(&t, 1);

	f.conformance = CONFORMANCE_VIOLATES;
	ck_assert_int_eq(temp_put(&t, &f), 1);
	ck_assert_int_eq(temp_put(&t, &f), 2);
	f.user_traffic = true;
	f.verdict = VERDICT_MISSED;
	f.outcome = OUTCOME_ESTABLISHED;
	for (int i = 0; i < 2 * FOLD_GROUP_MAX; i++)
		temp_put(&t, &f);
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT max(attempts) FROM audit_flow"), 1);
}
END_TEST

START_TEST(established_flows_never_share)
{
	struct store_flow f = temp_flow(&t, 1);

	ck_assert_int_eq(temp_put(&t, &f), 1);
	ck_assert_int_eq(temp_put(&t, &f), 2);
}
END_TEST

START_TEST(echo_requests_of_one_type_share)
{
	struct store_flow f = temp_attempt(&t, 1);

	f.proto = PROTO_ICMP;
	f.has_ports = false;
	f.icmp_type = 8;
	ck_assert_int_eq(temp_put(&t, &f), 1);
	ck_assert_int_eq(temp_put(&t, &f), 1);
	f.icmp_type = 13;
	ck_assert_int_eq(temp_put(&t, &f), 2);
	temp_store_commit(&t);
	check_text("SELECT coalesce(dst_port, 'none') || icmp_type || '/' ||"
		   " icmp_code || ' ' || attempts FROM audit_flow",
	    "none8/0 2\nnone13/0 1");
}
END_TEST

START_TEST(an_interim_report_keeps_its_own_row)
{
	struct store_flow f = temp_attempt(&t, 1);
	int64_t id = 0;

	ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
	ck_assert_int_eq(temp_put(&t, &f), 2);
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), 0);
	ck_assert_int_eq(id, 1);
	temp_store_commit(&t);
	check_text("SELECT attempts || ' ' || src_port FROM audit_flow",
	    "1 40001\n1 40001");
}
END_TEST

/* Scans and floods. */

START_TEST(a_scan_of_all_ports_makes_a_handful_of_rows)
{
	for (unsigned int port = 0; port < 65536; port++) {
		struct store_flow f = scan(port);

		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"),
	    FOLD_DISTINCT_MAX + 1);
	ck_assert_int_eq(number("SELECT sum(attempts) FROM audit_flow"), 65536);
	check_text("SELECT src || ' ' || dst || ' ' || attempts FROM audit_flow"
		   " WHERE dst_port IS NULL AND src_port IS NULL",
	    "10.0.0.1 10.1.0.1 64536");
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 65536);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_hour"),
	    FOLD_DISTINCT_MAX + 1);
	ck_assert_int_eq(
	    number("SELECT flows FROM audit_hour WHERE port IS NULL"), 64536);
}
END_TEST

START_TEST(a_sweep_over_many_hosts_loses_the_destination)
{
	for (unsigned int i = 0; i < 3000; i++) {
		struct store_flow f = scan(22);

		f.dst = outside(i);
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"),
	    FOLD_DISTINCT_MAX + 1);
	check_text("SELECT src || ' ' || coalesce(dst, 'several') || ' ' ||"
		   " attempts FROM audit_flow WHERE dst_port IS NULL",
	    "10.0.0.1 several 2000");
}
END_TEST

START_TEST(many_sources_of_one_port_lose_the_source)
{
	for (unsigned int i = 0; i < 10000; i++) {
		struct store_flow f = temp_attempt(&t, i);

		f.src = outside(i);
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"),
	    FOLD_DISTINCT_MAX + 1);
	check_text("SELECT dst || ' ' || dst_port || ' ' || attempts"
		   " FROM audit_flow WHERE src IS NULL",
	    "10.1.0.1 443 9000");
}
END_TEST

START_TEST(a_source_that_was_answered_keeps_its_own)
{
	struct store_flow f;

	for (unsigned int i = 0; i < 2000; i++) {
		f = temp_attempt(&t, i);
		f.src = outside(i);
		temp_put(&t, &f);
	}
	f = temp_flow(&t, 1);
	f.src = outside(1999);
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_text("SELECT outcome FROM audit_flow WHERE src = '11.0.7.207'",
	    "established");
}
END_TEST

START_TEST(a_flood_from_anywhere_to_any_port_is_bounded)
{
	for (unsigned int i = 0; i < FOLD_HOUR_MAX + 5000; i++) {
		struct store_flow f = temp_attempt(&t, i);

		f.src = outside(i);
		f.dst_port = (uint16_t)(i * 7);
		temp_put(&t, &f);
		if (i % 10000 == 0)
			temp_store_commit(&t);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"),
	    FOLD_HOUR_MAX + 1);
	check_text("SELECT attempts FROM audit_flow WHERE src IS NULL"
		   " AND dst IS NULL AND dst_port IS NULL",
	    "5000");
}
END_TEST

START_TEST(a_forgotten_group_begins_another_row)
{
	struct store_flow first = temp_attempt(&t, 1);
	int64_t id = temp_put(&t, &first);

	for (unsigned int i = 0; i < FOLD_GROUPS_MAX; i++) {
		struct store_flow f = temp_attempt(&t, i);

		f.src = outside(i);
		f.dst_port = (uint16_t)(i / 500);
		temp_put(&t, &f);
	}
	ck_assert_int_ne(temp_put(&t, &first), id);
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT attempts FROM flow WHERE flow_id = 1"),
	    1);
	ck_assert_int_eq(number("SELECT sum(attempts) FROM flow"),
	    FOLD_GROUPS_MAX + 2);
}
END_TEST

/* Users. */

static struct store_flow
browse(unsigned int n)
{
	struct store_flow f = temp_flow(&t, n);

	f.user_traffic = true;
	f.verdict = VERDICT_MISSED;
	f.reason = REASON_COMPONENT_OUTBOUND;
	f.row_id = NULL;
	f.row_origin = ROW_ORIGIN_NONE;
	f.src = temp_addr("10.4.0.1");
	f.dst = temp_addr("203.0.113.5");
	f.src_roles = "rdsh-agent";
	f.dst_roles = "";
	return f;
}

START_TEST(users_keep_the_first_hundred_flows)
{
	for (unsigned int i = 0; i < 250; i++) {
		struct store_flow f = browse(i);

		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"),
	    FOLD_GROUP_MAX + 1);
	check_text("SELECT dst || ' ' || attempts || ' ' || packets_out FROM"
		   " audit_flow WHERE src_port IS NULL",
	    "203.0.113.5 150 750");
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 250);
}
END_TEST

START_TEST(a_name_stands_for_its_addresses)
{
	for (unsigned int i = 0; i < 250; i++) {
		struct store_flow f = browse(i);

		f.dst = outside(i);
		f.server_name = i % 2 ? "a.example.com" : "b.example.com";
		f.fold_name = "example.com";
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	check_text("SELECT coalesce(dst, 'several') || ' ' || server_name ||"
		   " ' ' || attempts FROM audit_flow WHERE src_port IS NULL",
	    "several example.com 150");
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"),
	    FOLD_GROUP_MAX + 1);
}
END_TEST

START_TEST(names_that_differ_do_not_share)
{
	for (unsigned int i = 0; i < 250; i++) {
		struct store_flow f = browse(i);

		f.server_name = i % 2 ? "a.example" : "b.example";
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	check_text("SELECT server_name || attempts FROM audit_flow"
		   " WHERE src_port IS NULL ORDER BY server_name",
	    "a.example25\nb.example25");
}
END_TEST

START_TEST(flows_of_servers_do_not_fold)
{
	for (unsigned int i = 0; i < 250; i++) {
		struct store_flow f = browse(i);

		f.user_traffic = false;
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 250);
}
END_TEST

START_TEST(users_allowed_flows_do_not_fold)
{
	for (unsigned int i = 0; i < 250; i++) {
		struct store_flow f = browse(i);

		f.verdict = VERDICT_ALLOWED;
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 250);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fold");
	TCase *tc = tcase_create("fold");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_lone_attempt_keeps_its_port);
	tcase_add_loop_test(tc, attempts_of_an_hour_share_a_row, 0, 6);
	tcase_add_loop_test(tc,
	    a_shared_row_has_no_evidence_and_no_claimed_name, 0, 2);
	tcase_add_test(tc, each_hour_has_a_row);
	tcase_add_loop_test(tc, attempts_that_differ_do_not_share, 0,
	    DIFFERENCES);
	tcase_add_test(tc, violations_never_share);
	tcase_add_test(tc, established_flows_never_share);
	tcase_add_test(tc, echo_requests_of_one_type_share);
	tcase_add_test(tc, an_interim_report_keeps_its_own_row);
	tcase_add_test(tc, a_scan_of_all_ports_makes_a_handful_of_rows);
	tcase_add_test(tc, a_sweep_over_many_hosts_loses_the_destination);
	tcase_add_test(tc, many_sources_of_one_port_lose_the_source);
	tcase_add_test(tc, a_source_that_was_answered_keeps_its_own);
	tcase_add_test(tc, a_flood_from_anywhere_to_any_port_is_bounded);
	tcase_add_test(tc, a_forgotten_group_begins_another_row);
	tcase_add_test(tc, users_keep_the_first_hundred_flows);
	tcase_add_test(tc, a_name_stands_for_its_addresses);
	tcase_add_test(tc, names_that_differ_do_not_share);
	tcase_add_test(tc, flows_of_servers_do_not_fold);
	tcase_add_test(tc, users_allowed_flows_do_not_fold);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
