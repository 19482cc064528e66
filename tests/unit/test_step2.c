/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_step2.c - a database of version 1 or 2 is brought up to today's,
 * whatever is in it.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "store/internal.h"
#include "store/schema.h"
#include "store/store_query.h"
#include "support/temp_store.h"

/* SHA-256 of all that version 1 is made of: files that are out there have it,
 * and steps from it rely on it. */
#define VERSION_1                                                              \
	"e968751b7f346378f671aa3a66edad6bc86de6c77e3b87cc3dce92414e18b3af"

static struct temp_store t;
static struct err err;

static void
setup(void)
{
	temp_store_folder(&t);
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

/* A policy, a run that was killed, kinds 1 and 2, pairs, and n flows. */
static const char rows_text[] =
    "INSERT INTO policy (digest, matrix, zone) VALUES"
    " (replace(hex(zeroblob(32)), '00', 'ab'), 'old', 'UTC');"
    "INSERT INTO policy_row VALUES (1, 0, 'r-1', NULL, 'client', 'gw', 'tcp',"
    " '443', 'net', NULL, 'web', 'allow', 'matrix', NULL, 0, 0);"
    "INSERT INTO run VALUES (1, 'watch', 'eth0', 'running', 1, 5, NULL, NULL,"
    " NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 1);"
    "INSERT INTO kind (kind_id, policy_id, proto, scope, src_roles, dst_roles,"
    " verdict, reason, row_id, row_origin, outcome, direction_basis, weak,"
    " ambiguous, conformance) VALUES"
    " (1, 1, 'tcp', 'unicast', 'client', 'gw', 'allowed', 'row', 'r-1',"
    "  'matrix', 'established', 'syn', 0, 0, 'unchecked'),"
    " (2, 1, 'udp', 'unicast', 'client', 'gw', 'missed', 'no-component', NULL,"
    "  NULL, 'unanswered', 'opener', 0, 0, 'undetermined');"
    "INSERT INTO pair SELECT value, '10.0.0.' || value, '10.1.0.1'"
    " FROM (WITH n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n"
    "  WHERE value < 200) SELECT value FROM n);"
    "INSERT INTO night (day, headline, permitted, blocked, escaped, rejected,"
    " uncovered, attempted, probable, violations, out_of_scope, packets, lost,"
    " made_us, since_us, until_us) VALUES ('2026-11-22', 'quiet', 1, 2, 3, 4,"
    " 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);"
    "INSERT INTO loss VALUES (1, 29924640, 1, 2, 3, 4, 5);";
static const char flows_text[] =
    "WITH n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n"
    " WHERE value < %u) INSERT INTO flow SELECT value, 1, 1 + value %% 2,"
    " 1 + value %% 200, 1795478400000000 + value * 1000, 500, 40000, 443, 5,"
    " 4, 500, 400, 1, 1, value = %u, NULL, NULL, NULL, NULL, 'x' FROM n;"
    "INSERT INTO hour_sum SELECT 1, first_us / 3600000000, kind_id, 443,"
    " count(*), sum(packets_out + packets_in), sum(bytes_out + bytes_in),"
    " min(first_us), max(first_us + span_us) FROM flow GROUP BY 2, 3;"
    "INSERT INTO host_hour SELECT 1, first_us / 3600000000, '10.1.0.1',"
    " count(*) FROM flow WHERE kind_id = 1 GROUP BY 2;"
    "UPDATE batch SET number = 77;";

/* Of version 1, with what is in it. */
static struct sql
open_version_1(unsigned int flows)
{
	struct sql q = { .path = t.path };
	size_t count = 0;
	const struct schema_step *steps = schema_steps(&count);
	char sql[2000];

	while (count > 0 && steps[count - 1].version > 1)
		count--;
	ck_assert_int_eq(sqlite3_open(t.path, &q.db), SQLITE_OK);
	ck_assert_int_eq(sql_exec(&q,
			     "PRAGMA auto_vacuum = INCREMENTAL;"
			     "PRAGMA journal_mode = WAL",
			     &err),
	    0);
	ck_assert_int_eq(schema_migrate(&q, steps, count, &err), 0);
	snprintf(sql, sizeof(sql), flows_text, flows, flows);
	if (sql_exec(&q, rows_text, &err) || sql_exec(&q, sql, &err))
		ck_abort_msg("%s", err.text);
	return q;
}

static void
make_version_1(unsigned int flows)
{
	struct sql q = open_version_1(flows);

	sql_close(&q);
	ck_assert_int_eq(number("PRAGMA user_version"), 1);
}

static void
make_version_2(unsigned int flows)
{
	struct sql q = open_version_1(flows);
	size_t count = 0;
	const struct schema_step *steps = schema_steps(&count);

	while (count > 0 && steps[count - 1].version > 2)
		count--;
	ck_assert_int_eq(schema_migrate(&q, steps, count, &err), 0);
	sql_close(&q);
	ck_assert_int_eq(number("PRAGMA user_version"), 2);
}

static void
bring_up(void)
{
	if (store_open(&t.s, t.path, STORE_WRITE, &err))
		ck_abort_msg("%s", err.text);
	ck_assert_int_eq(number("PRAGMA user_version"), 3);
}

START_TEST(what_version_1_is_made_of_does_not_change)
{
	char digest[DIGEST_SHA256_TEXT_MAX];
	char *text;

	make_version_1(1);
	text = temp_store_text(&t,
	    "SELECT sql FROM sqlite_schema ORDER BY type, name");
	ck_assert_int_eq(digest_init(), 0);
	digest_sha256_text((const uint8_t *)text, strlen(text), digest);
	free(text);
	ck_assert_str_eq(digest, VERSION_1);
}
END_TEST

START_TEST(a_reader_says_what_an_old_database_needs)
{
	make_version_1(1);
	ck_assert_int_eq(store_open(&t.s, t.path, STORE_READ, &err), -EPROTO);
	ck_assert_ptr_nonnull(strstr(err.text, "brings it up to date"));
	ck_assert_int_eq(number("PRAGMA user_version"), 1);
}
END_TEST

START_TEST(what_was_there_is_there)
{
	make_version_1(500);
	bring_up();
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"
				" WHERE security IS NULL AND why IS NULL"
				" AND evidence IS NULL"
				" AND claimed_name IS NULL"),
	    500);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 500);
	ck_assert_int_eq(
	    number("SELECT flows FROM audit_row WHERE row_id = 'r-1'"), 250);
	ck_assert_int_eq(number("SELECT escaped FROM audit_night"), 3);
	ck_assert_int_eq(number("SELECT unseen_bytes FROM audit_loss"), 4);
	check_text("SELECT state FROM audit_run", "crashed");
	ck_assert_int_eq(number("SELECT count(*) FROM audit_interface"), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_event"), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_night_finding"), 0);
	ck_assert_int_eq(number("PRAGMA auto_vacuum"), 2);
	temp_store_check(&t);
}
END_TEST

static int
note(const struct store_open_flow *f, void *arg)
{
	*(int64_t *)arg = f->flow_id;
	return 0;
}

START_TEST(work_goes_on_where_it_was)
{
	int64_t open = 0, id = 0;
	struct store_flow f;

	make_version_1(500);
	temp_store_exec(&t, "UPDATE flow SET flow_end = 0 WHERE flow_id = 2");
	temp_store_exec(&t, "UPDATE flow SET flow_end = 1 WHERE flow_id <> 2");
	bring_up();
	t.policy_id = 1;
	t.run_id = temp_store_run(&t);
	ck_assert_int_eq(store_each_open(t.s, 1, note, &open, &err), 0);
	ck_assert_int_eq(open, 2);
	f = temp_flow(&t, 2);
	f.security = "tls1.3";
	f.evidence = "16030100";
	f.claimed_name = "other.example.com";
	f.why = "cut";
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &open), 0);
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), 0);
	ck_assert_int_eq(id, 501);
	temp_store_commit(&t);
	check_text("SELECT security || ' ' || why || ' ' || evidence || ' ' ||"
		   " claimed_name FROM audit_flow WHERE security IS NOT NULL",
	    "tls1.3 cut 16030100 other.example.com\n"
	    "tls1.3 cut 16030100 other.example.com");
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 501);
	ck_assert_int_eq(number("SELECT number FROM batch"), 80);
}
END_TEST

START_TEST(a_kind_of_version_1_is_found_again)
{
	struct store_flow f;

	make_version_1(10);
	bring_up();
	t.policy_id = 1;
	t.run_id = temp_store_run(&t);
	f = temp_flow(&t, 1);
	f.app = f.expected = NULL;
	f.app_basis = APP_BASIS_NONE;
	f.conformance = CONFORMANCE_UNCHECKED;
	temp_put(&t, &f);
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT kind_id FROM flow WHERE flow_id = 11"),
	    1);
	f.security = "tls1.2";
	temp_put(&t, &f);
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT kind_id FROM flow WHERE flow_id = 12"),
	    3);
}
END_TEST

START_TEST(old_flows_go_from_an_old_database)
{
	const struct store_retention what = { .flows_before_us = TEMP_START_US +
		    TEMP_HOUR_US };
	struct store_retained out;
	uint64_t flows = 0;
	int rc;

	make_version_1(3000);
	bring_up();
	do {
		rc = store_retain(t.s, &what, 500, &out, &err);
		ck_assert_int_ge(rc, 0);
		flows += out.flows;
	} while (rc == 1);
	ck_assert_uint_eq(flows, 3000);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 3000);
	ck_assert_int_eq(number("SELECT count(*) FROM pair"), 0);
	ck_assert_int_lt(number("PRAGMA page_count"), 100);
}
END_TEST

/* What a step touches does not grow with the file. */
START_TEST(a_large_database_is_brought_up_by_few_writes)
{
	struct store_retained out;
	const struct store_retention keep = { .max_bytes = 0 };

	make_version_1(200000);
	ck_assert_int_gt(number("PRAGMA page_count"), 4000);
	bring_up();
	ck_assert_int_lt(t.s->wal_pages, 200);
	ck_assert_int_eq(store_retain(t.s, &keep, 1, &out, &err), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 200000);
}
END_TEST

START_TEST(a_step_that_has_no_room_leaves_version_1)
{
	struct sql q = { .path = t.path };
	size_t count;
	const struct schema_step *steps = schema_steps(&count);

	make_version_1(100);
	ck_assert_int_eq(sqlite3_open(t.path, &q.db), SQLITE_OK);
	ck_assert_int_eq(sql_exec(&q, "PRAGMA max_page_count = 1", &err), 0);
	ck_assert_int_eq(schema_migrate(&q, steps, count, &err), -ENOSPC);
	sql_close(&q);
	ck_assert_int_eq(number("PRAGMA user_version"), 1);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 100);
	bring_up();
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 100);
}
END_TEST

/* A policy with a site, recorded as the second one. */
static void
record_site(void)
{
	ck_assert_int_eq(temp_store_policy(&t,
			     "role client user \"clients\"\n"
			     "role gw component\nallow a client -> gw tcp 1\n"
			     "address 10.1.0.1 gw\n"
			     "network 10.1.0.0/24,2001:db8:1::/48 \"farm\"\n"
			     "network 192.0.2.7\n"),
	    2);
	check_text("SELECT policy_id || role || ' ' || kind || ' ' ||"
		   " coalesce(label, '-') FROM audit_policy_role ORDER BY role",
	    "2client user clients\n2gw component -");
	check_text("SELECT policy_id || ' ' || network || ' ' ||"
		   " coalesce(label, '-') FROM audit_policy_network"
		   " ORDER BY network",
	    "2 10.1.0.0/24 farm\n2 192.0.2.7 -\n2 2001:db8:1::/48 farm");
}

/* Policies have none yet, and get them when they are recorded again. */
START_TEST(version_2_gets_roles_and_networks_of_policies)
{
	make_version_2(100);
	ck_assert_int_eq(store_open(&t.s, t.path, STORE_READ, &err), -EPROTO);
	ck_assert_ptr_nonnull(strstr(err.text, "older rasaudit"));
	bring_up();
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 100);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_policy_role"), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_policy_network"),
	    0);
	record_site();
	temp_store_exec(&t,
	    "DELETE FROM policy_role; DELETE FROM policy_network");
	record_site();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("step 2");
	TCase *tc = tcase_create("step 2");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, what_version_1_is_made_of_does_not_change);
	tcase_add_test(tc, a_reader_says_what_an_old_database_needs);
	tcase_add_test(tc, what_was_there_is_there);
	tcase_add_test(tc, work_goes_on_where_it_was);
	tcase_add_test(tc, a_kind_of_version_1_is_found_again);
	tcase_add_test(tc, old_flows_go_from_an_old_database);
	tcase_add_test(tc, a_large_database_is_brought_up_by_few_writes);
	tcase_add_test(tc, a_step_that_has_no_room_leaves_version_1);
	tcase_add_test(tc, version_2_gets_roles_and_networks_of_policies);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
