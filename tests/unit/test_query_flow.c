/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_query_flow.c - flows one by one: every column, every filter.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_query.h"
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

/* Ids of the flows given, "1 2 3". */
static int
note_id(const struct store_flow_row *row, void *arg)
{
	char id[32];

	snprintf(id, sizeof(id), "%s%lld", *(char *)arg ? " " : "",
	    (long long)row->flow_id);
	strncat(arg, id, 400);
	return 0;
}

static void
check_ids(const struct store_flow_filter *filter, const char *expected)
{
	char ids[512] = "";

	if (store_each_flow(t.s, filter, note_id, ids, &err))
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(ids, expected);
}

/* Flows one by one. */

static int
check_whole(const struct store_flow_row *r, void *arg)
{
	++*(int *)arg;
	ck_assert_int_eq(r->flow_id, 1);
	ck_assert_int_eq(r->run_id, t.run_id);
	ck_assert_int_eq(r->policy_id, t.policy_id);
	ck_assert_int_eq(r->first_us, (int64_t)TEMP_START_US + 7000);
	ck_assert_int_eq(r->last_us, r->first_us + 1000000);
	ck_assert_str_eq(r->src, "10.0.0.7");
	ck_assert_int_eq(r->src_port, 40007);
	ck_assert_str_eq(r->dst, "10.1.0.1");
	ck_assert_int_eq(r->dst_port, 443);
	ck_assert_str_eq(r->proto, "tcp");
	ck_assert_str_eq(r->src_roles, "client");
	ck_assert_str_eq(r->dst_roles, "gw");
	ck_assert_str_eq(r->verdict, "allowed");
	ck_assert_str_eq(r->reason, "row");
	ck_assert_str_eq(r->row_id, "r-1");
	ck_assert_str_eq(r->row_origin, "matrix");
	ck_assert_str_eq(r->known, "k");
	ck_assert_str_eq(r->near_row_id, "n");
	ck_assert_str_eq(r->near_fact, "port");
	ck_assert_str_eq(r->outcome, "established");
	ck_assert_str_eq(r->direction_basis, "syn");
	ck_assert_str_eq(r->app, "tls");
	ck_assert_str_eq(r->app_basis, "own");
	ck_assert_str_eq(r->conformance, "conforms");
	ck_assert_str_eq(r->grade, "probe");
	ck_assert_str_eq(r->expected, "tls");
	ck_assert_str_eq(r->server_name, "w.example");
	ck_assert_str_eq(r->name_basis, "dns");
	ck_assert_int_eq(r->packets_out, 5);
	ck_assert_int_eq(r->packets_in, 4);
	ck_assert_int_eq(r->bytes_out, 500);
	ck_assert_int_eq(r->bytes_in, 400);
	ck_assert_int_eq(r->attempts, 1);
	ck_assert_int_eq(r->vlan, 9);
	ck_assert_str_eq(r->tunnel, "gre");
	ck_assert_str_eq(r->community_id, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
	ck_assert_str_eq(r->cause, "prohibited");
	ck_assert(r->weak && r->ambiguous);
	ck_assert_str_eq(r->end, "closed");
	ck_assert_str_eq(r->ndpi_app, "TLS");
	ck_assert_str_eq(r->ndpi_confidence, "DPI");
	ck_assert_int_eq(r->icmp_type, -1);
	ck_assert_int_eq(r->icmp_code, -1);
	ck_assert_str_eq(r->security, "tls1.2");
	ck_assert_str_eq(r->why, "cut");
	ck_assert_str_eq(r->evidence, "160301");
	ck_assert_str_eq(r->claimed_name, "v.example");
	return 0;
}

START_TEST(a_flow_comes_back_whole)
{
	struct store_flow_filter any = { .limit = 0 };
	struct store_flow f = temp_flow(&t, 7);
	int count = 0;

	f.known = "k";
	f.near_row_id = "n";
	f.near_fact = NEAR_PORT;
	f.grade = GRADE_PROBE;
	f.server_name = "w.example";
	f.name_basis = NAME_BASIS_DNS;
	f.vlan = 9;
	f.tunnel = "gre";
	f.cause = CAUSE_PROHIBITED;
	f.weak = f.ambiguous = true;
	f.ndpi_app = "TLS";
	f.ndpi_confidence = "DPI";
	f.security = "tls1.2";
	f.why = "cut";
	f.evidence = "160301";
	f.claimed_name = "v.example";
	temp_put(&t, &f);
	temp_store_commit(&t);
	ck_assert_int_eq(store_each_flow(t.s, &any, check_whole, &count, &err),
	    0);
	ck_assert_int_eq(count, 1);
}
END_TEST

/* Six flows: 1 allowed, 2 forbidden, 3 missed by name, 4 blocked, 5 of
 * another host, 6 a violation in UDP. */
static void
put_six(void)
{
	struct store_flow f[6];

	for (unsigned int i = 0; i < 6; i++)
		f[i] = temp_flow(&t, i + 1);
	f[0].security = "tls1.0";
	f[1].verdict = VERDICT_FORBIDDEN;
	f[1].reason = REASON_CLOSED_COMPONENT;
	f[1].row_id = NULL;
	f[1].dst_port = 22;
	f[1].app = "ssh";
	f[1].near_row_id = "r-9";
	f[2].known = "backup";
	f[2].verdict = VERDICT_MISSED;
	f[2].reason = REASON_COMPONENT_OUTBOUND;
	f[2].server_name = "www.example.com";
	f[3].outcome = OUTCOME_REFUSED;
	f[4].dst = temp_addr("2001:db8::5");
	f[4].src_roles = "broker,console";
	f[4].row_id = "r-2";
	f[5].proto = PROTO_UDP;
	f[5].conformance = CONFORMANCE_VIOLATES;
	f[5].grade = GRADE_SERVICE;
	f[5].app = NULL;
	f[5].security = "rdp-tls,tls1.0";
	f[5].ndpi_app = "SSH";
	f[1].near_fact = NEAR_PORT;
	f[4].weak = true;
	f[0].name_basis = NAME_BASIS_SNI;
	for (unsigned int i = 0; i < 6; i++)
		temp_put(&t, &f[i]);
	temp_store_commit(&t);
}

static const struct {
	struct store_flow_filter filter;
	const char *ids;
} filters[] = {
	{ { .limit = 0 }, "1 2 3 4 5 6" },
	{ { .limit = 2 }, "1 2" },
	{ { .flow_id = 3 }, "3" },
	{ { .flow_id = 99 }, "" },
	{ { .verdict = "allowed" }, "1 4 5 6" },
	{ { .verdict = "allowed", .limit = 3 }, "1 4 5" },
	{ { .verdict = "forbidden" }, "2" },
	{ { .verdict = "nonsense" }, "" },
	{ { .outcome = "refused" }, "4" },
	{ { .outcome = "established", .verdict = "missed" }, "3" },
	{ { .conformance = "violates" }, "6" },
	{ { .row_id = "r-2" }, "5" },
	{ { .role = "console" }, "5" },
	{ { .role = "gw" }, "1 2 3 4 5 6" },
	{ { .role = "consol" }, "" },
	{ { .src = "10.0.0.4" }, "4" },
	{ { .dst = "10.1.0.1" }, "1 2 3 4 6" },
	{ { .dst = "2001:DB8:0::5" }, "5" },
	{ { .host = "10.1.0.1", .limit = 1 }, "1" },
	{ { .host = "10.0.0.6" }, "6" },
	{ { .host = "10.0.0.6", .verdict = "missed" }, "" },
	{ { .src = "10.0.0.4", .dst = "10.1.0.1" }, "4" },
	{ { .src = "10.1.0.1" }, "" },
	{ { .host = "x' OR 1=1 --" }, "" },
	{ { .proto = "udp" }, "6" },
	{ { .reason = "closed-component" }, "2" },
	{ { .name = "*.example.com" }, "3" },
	{ { .name = "www.example.com" }, "3" },
	{ { .name = "example.com" }, "" },
	{ { .port = 22 }, "2" },
	{ { .port = 443, .role = "client" }, "1 3 4 6" },
	{ { .src = "10.0.0.0/29" }, "1 2 3 4 5 6" },
	{ { .src = "10.0.0.4/30" }, "4 5 6" },
	{ { .src = "10.0.0.4/30", .verdict = "missed" }, "" },
	{ { .dst = "2001:db8::/32" }, "5" },
	{ { .dst = "0.0.0.0/0" }, "1 2 3 4 6" },
	{ { .host = "10.0.0.0/31" }, "1" },
	{ { .host = "10.1.0.0/16", .port = 22 }, "2" },
	{ { .src = "10.0.0.0/33" }, "" },
	{ { .grade = "service" }, "6" },
	{ { .grade = "probe" }, "" },
	{ { .app = "ssh" }, "2" },
	{ { .near = "r-9" }, "2" },
	{ { .security = "tls1.0" }, "1 6" },
	{ { .security = "rdp-tls" }, "6" },
	{ { .security = "rdp-tls,tls1.0" }, "6" },
	{ { .security = "tls1" }, "" },
	{ { .security = "-" }, "2 3 4 5" },
	{ { .app = "-" }, "6" },
	{ { .ndpi_app = "SSH" }, "6" },
	{ { .ndpi_app = "-", .security = "-" }, "2 3 4 5" },
	{ { .row_id = "-" }, "2" },
	{ { .near = "-" }, "1 3 4 5 6" },
	{ { .near_fact = "port" }, "2" },
	{ { .near = "r-9", .near_fact = "protocol" }, "" },
	{ { .known = "-" }, "1 2 4 5 6" },
	{ { .grade = "-" }, "1 2 3 4 5" },
	{ { .verdict = "forbidden,missed" }, "2 3" },
	{ { .verdict = "missed,allowed", .through = "probable,stopped" },
	    "4 5" },
	{ { .outcome = "refused,unanswered" }, "4" },
	{ { .weak = "sni" }, "1" },
	{ { .weak = "direction" }, "5" },
	{ { .weak = "range-only" }, "" },
	{ { .weak = "inferred" }, "" },
	{ { .weak = "nonsense" }, "" },
	{ { .known = "backup" }, "3" },
	{ { .known = "*" }, "3" },
	{ { .known = "b" }, "" },
	{ { .src_role = "broker" }, "5" },
	{ { .src_role = "console" }, "5" },
	{ { .src_role = "=broker" }, "" },
	{ { .src_role = "=broker,console" }, "5" },
	{ { .src_role = "=client" }, "1 2 3 4 6" },
	{ { .src_role = "=" }, "" },
	{ { .dst_role = "gw" }, "1 2 3 4 5 6" },
	{ { .dst_role = "client" }, "" },
	{ { .through = "stopped" }, "4" },
	{ { .through = "through", .verdict = "missed" }, "3" },
	{ { .through = "probable" }, "5" },
	{ { .scope = { .run_id = 1 } }, "1 2 3 4 5 6" },
	{ { .scope = { .since_us = TEMP_START_US + 1002000 }, .limit = 9 },
	    "2 3 4 5 6" },
	{ { .scope = { .until_us = TEMP_START_US + 3000 } }, "1 2" },
};

#define FILTERS (int)(sizeof(filters) / sizeof(filters[0]))

START_TEST(a_filter_gives_what_it_says)
{
	put_six();
	check_ids(&filters[_i].filter, filters[_i].ids);
}
END_TEST

static int
stop_at_three(const struct store_flow_row *row, void *arg)
{
	(void)arg;
	return row->flow_id == 3 ? 42 : 0;
}

START_TEST(a_callback_may_end_the_walk)
{
	struct store_flow_filter any = { .limit = 0 };

	put_six();
	ck_assert_int_eq(store_each_flow(t.s, &any, stop_at_three, NULL, &err),
	    42);
	check_ids(&any, "1 2 3 4 5 6");
}
END_TEST

START_TEST(a_run_that_is_not_there_is_told)
{
	struct store_flow_filter filter = { .scope = { .run_id = 99 } };

	ck_assert_int_eq(store_each_flow(t.s, &filter, stop_at_three, NULL,
			     &err),
	    -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "99"));
}
END_TEST

START_TEST(flows_come_in_order_of_time)
{
	struct store_flow_filter any = { .limit = 0 };

	for (unsigned int i = 6; i > 0; i--) {
		struct store_flow f = temp_flow(&t, i);

		f.verdict = i % 2 ? VERDICT_ALLOWED : VERDICT_MISSED;
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	check_ids(&any, "6 5 4 3 2 1");
	any.host = "10.1.0.1";
	check_ids(&any, "6 5 4 3 2 1");
	any.reason = "row";
	check_ids(&any, "6 5 4 3 2 1");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("query_flow");
	TCase *tc = tcase_create("query_flow");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_flow_comes_back_whole);
	tcase_add_loop_test(tc, a_filter_gives_what_it_says, 0, FILTERS);
	tcase_add_test(tc, a_callback_may_end_the_walk);
	tcase_add_test(tc, a_run_that_is_not_there_is_told);
	tcase_add_test(tc, flows_come_in_order_of_time);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
