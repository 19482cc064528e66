/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_batch.c - rows of flows on their way: every column, texts, and the
 * numbers of rows.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/batch.h"
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

static const char whole_row[] =
    "SELECT flow_id || '|' || run_id || '|' || (first_us - 1795478400000000)"
    " || '|' || (last_us - first_us) || '|' || src || '|' || src_port || '|'"
    " || dst || '|' || dst_port || '|' || proto || '|' || src_roles || '|' ||"
    " dst_roles || '|' || verdict || '|' || reason || '|' ||"
    " coalesce(row_id, '-') || '|' || coalesce(row_origin, '-') || '|' ||"
    " coalesce(known, '-') || '|' || coalesce(near_row_id, '-') || '|' ||"
    " coalesce(near_fact, '-') || '|' || outcome || '|' || direction_basis ||"
    " '|' || coalesce(app, '-') || '|' || coalesce(app_basis, '-') || '|' ||"
    " conformance || '|' || coalesce(grade, '-') || '|' ||"
    " coalesce(expected, '-') || '|' || coalesce(server_name, '-') || '|' ||"
    " coalesce(name_basis, '-') || '|' || packets_out || '|' || packets_in ||"
    " '|' || bytes_out || '|' || bytes_in || '|' || attempts || '|' ||"
    " coalesce(vlan, '-') || '|' || coalesce(tunnel, '-') || '|' ||"
    " coalesce(community_id, '-') || '|' || policy_id || '|' ||"
    " coalesce(cause, '-') || '|' || weak || '|' || ambiguous || '|' || \"end\""
    " || '|' || coalesce(ndpi_app, '-') || '|' ||"
    " coalesce(ndpi_confidence, '-') || '|' || coalesce(icmp_type, '-') ||"
    " '|' || coalesce(icmp_code, '-') || '|' ||"
    " coalesce(security, '-') || '|' || coalesce(why, '-') || '|' ||"
    " coalesce(evidence, '-') || '|' || coalesce(claimed_name, '-')"
    " FROM audit_flow";

START_TEST(every_column_holds_its_value)
{
	struct store_flow f = temp_flow(&t, 7);

	f.dst = temp_addr("2001:db8::1:0:0:1");
	f.weak = f.ambiguous = true;
	f.verdict = VERDICT_MISSED;
	f.reason = REASON_ICMP;
	f.outcome = OUTCOME_REFUSED;
	f.cause = CAUSE_PROHIBITED;
	f.basis = DIRECTION_OPENER;
	f.row_origin = ROW_ORIGIN_SITE;
	f.near_fact = NEAR_NOT_YET;
	f.conformance = CONFORMANCE_UNDETERMINED;
	f.grade = GRADE_SERVICE;
	f.app_basis = APP_BASIS_BOTH;
	f.name_basis = NAME_BASIS_SITE;
	f.src_roles = "broker,console";
	f.near_row_id = "near-1";
	f.known = "backup";
	f.server_name = "w.example";
	f.ndpi_app = "TLS.Azure";
	f.ndpi_confidence = "DPI";
	f.tunnel = "gre";
	f.vlan = 12;
	f.security = "tls1.2";
	f.why = "cut";
	f.evidence = "160301";
	f.claimed_name = "v.example";
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_text(whole_row,
	    "1|1|7000|1000000|10.0.0.7|40007|2001:db8::1:0:0:1|443|tcp|"
	    "broker,console|gw|missed|icmp|r-1|site|backup|near-1|not-yet|"
	    "refused|opener|tls|both|undetermined|service|tls|w.example|site|"
	    "5|4|500|400|1|12|gre|1:LQU9qZlK+B5F3KDmev6m5PMibrg=|1|prohibited|"
	    "1|1|closed|TLS.Azure|DPI|-|-|tls1.2|cut|160301|v.example");
}
END_TEST

START_TEST(what_there_is_nothing_to_say_of_is_null)
{
	struct store_flow f = { .run_id = t.run_id,
		.policy_id = t.policy_id,
		.first_us = TEMP_START_US,
		.last_us = TEMP_START_US,
		.src = temp_addr("10.0.0.1"),
		.dst = temp_addr("10.0.0.2"),
		.proto = PROTO_ICMP6,
		.icmp_type = 3,
		.icmp_code = 1,
		.app = "" };

	temp_put(&t, &f);
	temp_store_commit(&t);
	check_text("SELECT proto || icmp_type || icmp_code || src_roles ||"
		   " dst_roles || weak || ambiguous FROM audit_flow",
	    "icmp63100");
	ck_assert_int_eq(
	    number("SELECT coalesce(src_port, dst_port, row_id, row_origin,"
		   " known, near_row_id, near_fact, app, app_basis, grade,"
		   " expected, server_name, name_basis, vlan, tunnel,"
		   " community_id, cause, ndpi_app, ndpi_confidence,"
		   " security, why, evidence, claimed_name)"
		   " FROM audit_flow"),
	    -1);
}
END_TEST

START_TEST(port_zero_is_a_port)
{
	struct store_flow f = temp_flow(&t, 1);

	f.src_port = f.dst_port = 0;
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_text("SELECT src_port || ' ' || dst_port FROM audit_flow", "0 0");
}
END_TEST

START_TEST(other_protocols_are_numbers)
{
	struct store_flow f = temp_flow(&t, 1);

	f.proto = 47;
	f.has_ports = false;
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_text("SELECT proto || ' ' || coalesce(dst_port, 'none')"
		   " FROM audit_flow",
	    "47 none");
}
END_TEST

/* Rows are inserted many at a time: no number of them may go wrong. */
START_TEST(any_number_of_rows_is_written)
{
	for (int i = 0; i < _i; i++) {
		struct store_flow f = temp_flow(&t, (unsigned int)i);

		ck_assert_int_eq(temp_put(&t, &f), i + 1);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM flow"), _i);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"
				" WHERE src_port = 40000 + flow_id - 1"),
	    _i);
}
END_TEST

START_TEST(numbers_of_rows_go_on_after_opening)
{
	struct store_flow f = temp_flow(&t, 1);

	ck_assert_int_eq(temp_put(&t, &f), 1);
	temp_store_reopen(&t);
	t.run_id = temp_store_run(&t);
	f.run_id = t.run_id;
	ck_assert_int_eq(temp_put(&t, &f), 2);
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM kind"), 1);
	ck_assert_int_eq(number("SELECT count(*) FROM pair"), 1);
}
END_TEST

START_TEST(a_row_is_replaced_in_memory_and_in_the_database)
{
	struct store_flow f = temp_flow(&t, 1);
	int64_t id = 0;

	ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
	f.server_name = "first.example";
	ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
	temp_store_commit(&t);
	check_text("SELECT server_name FROM audit_flow", "first.example");
	f.server_name = "second.example";
	f.src_port = 9;
	f.end = FLOW_END_EVICTED;
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), 0);
	ck_assert_int_eq(id, 1);
	temp_store_commit(&t);
	check_text("SELECT server_name || src_port || \"end\" FROM audit_flow",
	    "second.example9evicted");
}
END_TEST

static char *
name_of_one(const char *server_name)
{
	struct store_flow f = temp_flow(&t, 1);

	f.server_name = server_name;
	temp_put(&t, &f);
	temp_store_commit(&t);
	return temp_store_text(&t, "SELECT server_name FROM audit_flow");
}

/* Room is made for all texts of a flow, however long. */
START_TEST(all_texts_of_a_flow_may_be_long)
{
	char text[400];

	memset(text, 'e', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (unsigned int i = 0; i < 50; i++) {
		struct store_flow f = temp_flow(&t, i);

		f.server_name = f.tunnel = f.community_id = text;
		f.evidence = f.claimed_name = f.security = f.why = text;
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow WHERE"
				" length(server_name || tunnel || community_id"
				" || evidence || claimed_name || security"
				" || why) = 7 * 255"),
	    50);
}
END_TEST

START_TEST(names_that_are_no_utf8_are_escaped)
{
	char *name = name_of_one("a\xff\x01.example");

	ck_assert_str_eq(name, "a\\xff\\x01.example");
	free(name);
}
END_TEST

START_TEST(names_are_kept_as_they_are)
{
	char *name = name_of_one("b\xc3\xbc'\";--\\.example");

	ck_assert_str_eq(name, "b\xc3\xbc'\";--\\.example");
	free(name);
}
END_TEST

START_TEST(long_texts_are_cut_between_characters)
{
	struct store_flow f = temp_flow(&t, 1);
	char name[1001];
	char *text;

	/* 254 bytes and then characters of two. */
	memset(name, 'x', 254);
	for (size_t i = 254; i < 1000; i += 2)
		memcpy(name + i, "\xc3\xbc", 2);
	name[1000] = '\0';
	f.known = f.ndpi_app = name;
	temp_put(&t, &f);
	text = name_of_one(name);
	ck_assert_uint_eq(strlen(text), strlen("(null)\n") + 254);
	free(text);
	ck_assert_int_eq(
	    number("SELECT count(*) FROM audit_flow WHERE length(known) = 254"
		   " AND length(ndpi_app) = 254"),
	    1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("batch");
	TCase *tc = tcase_create("batch");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_column_holds_its_value);
	tcase_add_test(tc, what_there_is_nothing_to_say_of_is_null);
	tcase_add_test(tc, port_zero_is_a_port);
	tcase_add_test(tc, other_protocols_are_numbers);
	tcase_add_loop_test(tc, any_number_of_rows_is_written, 0, 36);
	tcase_add_test(tc, numbers_of_rows_go_on_after_opening);
	tcase_add_test(tc, a_row_is_replaced_in_memory_and_in_the_database);
	tcase_add_test(tc, all_texts_of_a_flow_may_be_long);
	tcase_add_test(tc, names_that_are_no_utf8_are_escaped);
	tcase_add_test(tc, names_are_kept_as_they_are);
	tcase_add_test(tc, long_texts_are_cut_between_characters);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
