/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_row_status.c - policies as recorded, and what is said of each row.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_query.h"
#include "support/temp_store.h"

static struct temp_store t;
static struct err err;
static int64_t policy_id;

static const char text[] =
    "matrix m-1 \"Matrix\" source \"page 1\"\n"
    "site \"Lab\" timezone Europe/Zurich\n"
    "tap \"core\"\n"
    "role client user \"client\"\n"
    "role gw component \"gw\"\n"
    "role broker component \"broker\"\n"
    "role host component \"host\"\n"
    "role one component \"alone\"\n"
    "role two component \"beside it\"\n"
    "role ghost component \"nowhere\"\n"
    "role here component \"on this host\"\n"
    "role vendor internet \"vendor\"\n"
    "role mail infrastructure \"by its name only\"\n"
    "feature extra off \"extra\"\n"
    "feature usual on \"usual\"\n"
    "section \"First\"\n"
    "allow plain client -> gw tcp,udp 443,8000-8010 \"plain row\"\n"
    "allow apart gw -> broker tcp 1\n"
    "allow not-on client -> gw tcp 2 when extra\n"
    "allow is-on client -> gw tcp 3 when usual\n"
    "allow no-host ghost -> gw tcp 4\n"
    "allow to-ghost client -> ghost tcp 5\n"
    "allow inside gw -> self tcp 6\n"
    "allow same-host one -> two tcp 7\n"
    "allow local-only here -> here tcp 8\n"
    "allow from-vendor vendor -> gw tcp 9\n"
    "allow to-vendor gw -> vendor tcp 10\n"
    "allow by-name gw -> \"*.example.com\" tcp 11\n"
    "allow to-mail gw -> mail tcp 14\n"
    "allow from-mail mail -> gw tcp 15\n"
    "allow by-prefix 10.9.0.0/16 -> gw tcp 12\n"
    "allow anyone any -> gw tcp 13\n"
    "allow lookup client -> gw udp 20000 broadcast\n"
    "allow vrrp gw -> gw vrrp multicast 224.0.0.18\n"
    "deny never host -> any tcp 22 \"no SSH\"\n"
    "address 10.0.0.0/24 client\n"
    "address 10.1.0.1 gw\n"
    "address 10.1.0.2 gw\n"
    "address 10.2.0.1 broker\n"
    "address 10.3.0.1 host\n"
    "address 10.4.0.1 one,two\n"
    "name \"*.mail.example\" mail\n"
    "local here\n";

static void
setup(void)
{
	temp_store_open(&t);
	policy_id = temp_store_policy(&t, text);
}

static void
teardown(void)
{
	temp_store_close(&t);
}

static void
check_text(const char *sql, const char *expected)
{
	char *found = temp_store_text(&t, sql);

	ck_assert_str_eq(found, expected);
	free(found);
}

static void
check_status(const char *row, const char *status)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "SELECT status FROM audit_row WHERE policy_id = 2"
	    " AND row_id = '%s'",
	    row);
	check_text(sql, status);
}

static void
put(const char *row, const char *src_roles, const char *dst_roles,
    enum outcome outcome)
{
	struct store_flow f = temp_flow(&t, 1);

	f.policy_id = policy_id;
	f.row_id = row;
	f.src_roles = src_roles;
	f.dst_roles = dst_roles;
	f.outcome = outcome;
	temp_put(&t, &f);
	temp_store_commit(&t);
}

/* Recording. */

START_TEST(a_policy_is_recorded_once)
{
	ck_assert_int_eq(policy_id, 2);
	ck_assert_int_eq(temp_store_policy(&t, text), 2);
	check_text("SELECT matrix || '|' || matrix_title || '|' ||"
		   " matrix_source || '|' || site || '|' || zone || '|' || tap"
		   " || '|' || length(digest) FROM audit_policy"
		   " WHERE policy_id = 2",
	    "m-1|Matrix|page 1|Lab|Europe/Zurich|core|64");
}
END_TEST

START_TEST(a_row_is_recorded_as_it_was_written)
{
	check_text(
	    "SELECT section || '|' || source || '|' || destination ||"
	    " '|' || protocols || '|' || ports || '|' || scope || '|' ||"
	    " coalesce(feature, 'always') || '|' || description || '|' ||"
	    " action || '|' || origin FROM audit_row"
	    " WHERE policy_id = 2 AND row_id = 'plain'",
	    "First|client|gw|tcp,udp|443,8000-8010|net|always|plain row|allow|"
	    "matrix");
	check_text("SELECT feature FROM audit_row WHERE row_id = 'not-on'",
	    "extra");
	check_text("SELECT count(*) FROM audit_row WHERE row_id = 'vrrp'"
		   " AND ports IS NULL AND description IS NULL",
	    "1");
	check_text("SELECT action FROM audit_row WHERE row_id = 'never'",
	    "deny");
}
END_TEST

static const struct {
	const char *row, *scope;
} scopes[] = {
	{ "plain", "net" },
	{ "inside", "localhost" },
	{ "to-vendor", "fqdn" },
	{ "by-name", "fqdn" },
	{ "by-prefix", "net" },
	{ "anyone", "net" },
	{ "lookup", "broadcast" },
	{ "vrrp", "multicast" },
};

START_TEST(scopes_tell_how_a_row_is_sent)
{
	char sql[100];

	snprintf(sql, sizeof(sql),
	    "SELECT scope FROM audit_row WHERE policy_id = 2"
	    " AND row_id = '%s'",
	    scopes[_i].row);
	check_text(sql, scopes[_i].scope);
}
END_TEST

/* Without traffic. */

static const struct {
	const char *row, *status;
} quiet[] = {
	{ "plain", "unobservable" }, /* no packet between them yet */
	{ "not-on", "off" },
	{ "is-on", "unobservable" },
	{ "no-host", "not-in-use" },
	{ "to-ghost", "not-in-use" },
	{ "inside", "unobservable" },
	{ "same-host", "unobservable" },
	{ "local-only", "unobservable" },
	{ "from-vendor", "unobservable" },
	{ "to-vendor", "unobservable" },
	{ "by-name", "unobservable" },
	{ "to-mail", "unobservable" },
	{ "from-mail", "unobservable" },
};

START_TEST(without_traffic_the_policy_tells)
{
	check_status(quiet[_i].row, quiet[_i].status);
}
END_TEST

/* With traffic of other rows between the roles, the tap sees them. */
static const struct {
	const char *src, *dst; /* of a packet */
	const char *row, *status;
} seen[] = {
	{ "client", "gw", "plain", "unseen" },
	{ "gw", "client", "plain", "unseen" },
	{ "console,client", "ad,gw", "plain", "unseen" },
	{ "client", "broker", "plain", "unobservable" },
	{ "client", "gw", "not-on", "off" },
	{ "ghost", "gw", "no-host", "not-in-use" },
	{ "one", "two", "same-host", "unobservable" },
	{ "gw", "gw", "vrrp", "unseen" },
	{ "gw", "", "by-name", "unseen" },
	{ "gw", "broker", "by-name", "unobservable" },
	{ "gw", "", "to-vendor", "unseen" },
	{ "gw", "", "to-mail", "unseen" },
	{ "gw", "mail", "to-mail", "unseen" },
	{ "gw", "broker", "to-mail", "unobservable" },
	{ "", "gw", "from-mail", "unobservable" },
	{ "gw", "vendor", "to-vendor", "unseen" },
	{ "", "gw", "by-prefix", "unseen" },
	{ "", "gw", "from-vendor", "unobservable" },
	{ "broker", "gw", "anyone", "unseen" },
	{ "host", "client", "never", "unseen" },
};

START_TEST(traffic_between_the_roles_makes_a_row_observable)
{
	struct store_flow f = temp_flow(&t, 1);

	f.policy_id = policy_id;
	f.row_id = NULL;
	f.verdict = VERDICT_MISSED;
	f.src_roles = seen[_i].src;
	f.dst_roles = seen[_i].dst;
	ck_assert_int_eq(store_flow_sum(t.s, &f, "mdns"), 0);
	temp_store_commit(&t);
	check_status(seen[_i].row, seen[_i].status);
}
END_TEST

START_TEST(traffic_under_another_policy_does_not_count)
{
	struct store_flow f = temp_flow(&t, 1);

	temp_put(&t, &f);
	temp_store_commit(&t);
	check_status("plain", "unobservable");
}
END_TEST

/* With traffic of the row. */

START_TEST(a_row_with_flows_that_got_through_is_exercised)
{
	put("plain", "client", "gw", OUTCOME_UNANSWERED);
	check_status("plain", "blocked");
	put("plain", "client", "gw", OUTCOME_HANDSHAKE_ONLY);
	check_status("plain", "exercised");
	check_text("SELECT flows || established || refused || unanswered"
		   " FROM audit_row WHERE policy_id = 2 AND row_id = 'plain'",
	    "2101");
}
END_TEST

START_TEST(a_row_that_only_failed_is_blocked)
{
	put("plain", "client", "gw", OUTCOME_REFUSED);
	put("plain", "client", "gw", OUTCOME_REFUSED);
	put("plain", "client", "gw", OUTCOME_UNANSWERED);
	check_status("plain", "blocked");
	check_text("SELECT flows || established || refused || unanswered"
		   " FROM audit_row WHERE policy_id = 2 AND row_id = 'plain'",
	    "3021");
}
END_TEST

START_TEST(a_row_with_flows_that_tell_nothing_is_exercised)
{
	put("plain", "client", "gw", OUTCOME_MIDSTREAM);
	check_status("plain", "exercised");
}
END_TEST

START_TEST(a_lookup_that_was_sent_is_exercised)
{
	struct store_flow f = temp_flow(&t, 1);

	f.policy_id = policy_id;
	f.row_id = "lookup";
	f.scope = SCOPE_BROADCAST;
	f.outcome = OUTCOME_ONE_WAY;
	temp_put(&t, &f);
	f.outcome = OUTCOME_REFUSED;
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_status("lookup", "exercised");
	check_text("SELECT established || refused FROM audit_row"
		   " WHERE row_id = 'lookup'",
	    "11");
}
END_TEST

START_TEST(a_deny_row_is_exercised_and_never_blocked)
{
	put("never", "host", "", OUTCOME_REFUSED);
	check_status("never", "exercised");
}
END_TEST

START_TEST(traffic_is_stronger_than_the_policy)
{
	put("inside", "gw", "gw", OUTCOME_ESTABLISHED);
	check_status("inside", "exercised");
}
END_TEST

START_TEST(days_have_their_own_lines)
{
	struct store_flow f = temp_flow(&t, 1);

	f.policy_id = policy_id;
	f.row_id = "plain";
	temp_put(&t, &f);
	f.first_us += 24 * TEMP_HOUR_US;
	f.last_us += 24 * TEMP_HOUR_US;
	f.outcome = OUTCOME_REFUSED;
	temp_put(&t, &f);
	f.proto = PROTO_UDP;
	f.dst_port = 8000;
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_text("SELECT day || ' ' || proto || ' ' || port || ' ' || status"
		   " || ' ' || flows FROM audit_row_day ORDER BY day, proto",
	    "2026-11-24 tcp 443 exercised 1\n"
	    "2026-11-25 tcp 443 blocked 1\n"
	    "2026-11-25 udp 8000 blocked 1");
}
END_TEST

START_TEST(the_shipped_matrix_is_recorded)
{
	struct diag_list *diags;
	struct policy *p;
	const char *srcdir = getenv("srcdir");
	char path[400], sql[100];
	int64_t id = 0;

	snprintf(path, sizeof(path), "%s/rules/ras-19.rules",
	    srcdir ? srcdir : ".");
	ck_assert_int_eq(diag_list_new(&diags), 0);
	ck_assert_int_eq(policy_load(&p, path, NULL, diags), 0);
	ck_assert_int_eq(store_policy_put(t.s, p, &id, &err), 0);
	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit_row WHERE policy_id = %d", (int)id);
	ck_assert_int_eq(temp_store_number(&t, sql),
	    (int64_t)policy_row_count(p));
	policy_free(p);
	diag_list_free(diags);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

int
main(void)
{
	Suite *suite = suite_create("row_status");
	TCase *tc = tcase_create("row_status");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_policy_is_recorded_once);
	tcase_add_test(tc, a_row_is_recorded_as_it_was_written);
	tcase_add_loop_test(tc, scopes_tell_how_a_row_is_sent, 0,
	    COUNT(scopes));
	tcase_add_loop_test(tc, without_traffic_the_policy_tells, 0,
	    COUNT(quiet));
	tcase_add_loop_test(tc,
	    traffic_between_the_roles_makes_a_row_observable, 0, COUNT(seen));
	tcase_add_test(tc, traffic_under_another_policy_does_not_count);
	tcase_add_test(tc, a_row_with_flows_that_got_through_is_exercised);
	tcase_add_test(tc, a_row_that_only_failed_is_blocked);
	tcase_add_test(tc, a_row_with_flows_that_tell_nothing_is_exercised);
	tcase_add_test(tc, a_lookup_that_was_sent_is_exercised);
	tcase_add_test(tc, a_deny_row_is_exercised_and_never_blocked);
	tcase_add_test(tc, traffic_is_stronger_than_the_policy);
	tcase_add_test(tc, days_have_their_own_lines);
	tcase_add_test(tc, the_shipped_matrix_is_recorded);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
