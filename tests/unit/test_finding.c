/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_finding.c - findings in their groups, and what is blocked with what
 * else its ends did.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_query.h"
#include "support/temp_store.h"

static const struct store_scope all = { 0, 0, 0 };

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

/* Findings. */

static int
note_finding(const struct store_finding *f, void *arg)
{
	char line[300];

	snprintf(line, sizeof(line), "%s %s %s>%s %s/%lld %s %s %s: %lld\n",
	    f->verdict, f->through, f->src_roles, f->dst_roles, f->proto,
	    (long long)f->port, f->row_id ? f->row_id : "-",
	    f->near_row_id ? f->near_row_id : "-", f->known ? f->known : "-",
	    (long long)f->flows);
	strncat(arg, line, 300);
	return 0;
}

static void
check_findings(const struct store_scope *scope, const char *expected)
{
	char lines[2000] = "";

	if (!scope)
		scope = &all;
	if (store_each_finding(t.s, scope, note_finding, lines, &err))
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(lines, expected);
}

static struct store_flow
escape(unsigned int n)
{
	struct store_flow f = temp_flow(&t, n);

	f.verdict = VERDICT_FORBIDDEN;
	f.reason = REASON_CLOSED_COMPONENT;
	f.row_id = NULL;
	f.row_origin = ROW_ORIGIN_NONE;
	f.near_row_id = "r-1";
	f.near_fact = NEAR_PORT;
	f.dst_port = 22;
	return f;
}

START_TEST(allowed_flows_are_no_findings)
{
	struct store_flow f = temp_flow(&t, 1);

	temp_put(&t, &f);
	f.verdict = VERDICT_OUT_OF_SCOPE;
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_findings(NULL, "");
}
END_TEST

START_TEST(flows_alike_are_one_finding)
{
	for (unsigned int i = 1; i <= 5; i++) {
		struct store_flow f = escape(i);

		/* What does not matter to the finding. */
		f.app = i % 2 ? "ssh" : NULL;
		f.outcome =
		    i % 2 ? OUTCOME_ESTABLISHED : OUTCOME_HANDSHAKE_ONLY;
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
	check_findings(NULL, "forbidden through client>gw tcp/22 - r-1 -: 5\n");
}
END_TEST

static int
check_figures(const struct store_finding *f, void *arg)
{
	++*(int *)arg;
	ck_assert_str_eq(f->reason, "closed-component");
	ck_assert_str_eq(f->near_fact, "port");
	ck_assert_int_eq(f->flows, 12);
	ck_assert_int_eq(f->sources, 3);
	ck_assert_int_eq(f->destinations, 2);
	ck_assert_int_eq(f->bytes, 3 * 900 + 9 * 120);
	ck_assert_int_eq(f->first_us, (int64_t)TEMP_START_US + 1000);
	ck_assert_int_eq(f->last_us, (int64_t)TEMP_START_US + 1003000);
	ck_assert_int_eq(f->flow_id, 1);
	ck_assert_str_eq(f->src, "10.0.0.1");
	ck_assert_str_eq(f->dst, "10.1.0.1");
	return 0;
}

START_TEST(a_finding_has_its_figures)
{
	int count = 0;

	for (unsigned int i = 1; i <= 3; i++) {
		struct store_flow f = escape(i);

		if (i == 3)
			f.dst = temp_addr("10.1.0.2");
		f.outcome = OUTCOME_UNANSWERED;
		temp_put(&t, &f);
		f.packets_in = f.bytes_in = 0;
		f.bytes_out = 120;
		for (int more = 0; more < 3; more++)
			temp_put(&t, &f); /* folds: attempts count */
	}
	temp_store_commit(&t);
	ck_assert_int_eq(store_each_finding(t.s, &all, check_figures, &count,
			     &err),
	    0);
	ck_assert_int_eq(count, 1);
}
END_TEST

START_TEST(what_differs_is_another_finding_most_flows_first)
{
	struct store_flow f = escape(1);

	for (int i = 0; i < 4; i++)
		temp_put(&t, &f);
	f.outcome = OUTCOME_REFUSED;
	for (int i = 0; i < 3; i++)
		temp_put(&t, &f);
	f = escape(2);
	f.weak = true;
	temp_put(&t, &f);
	temp_put(&t, &f);
	f = escape(3);
	f.verdict = VERDICT_MISSED;
	f.known = "backup";
	f.proto = PROTO_ICMP;
	f.has_ports = false;
	temp_put(&t, &f);
	f = escape(4);
	f.reason = REASON_DENIED;
	f.row_id = "d-1";
	f.near_row_id = NULL;
	f.near_fact = NEAR_NONE;
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_findings(NULL,
	    "forbidden through client>gw tcp/22 - r-1 -: 4\n"
	    "forbidden stopped client>gw tcp/22 - r-1 -: 3\n"
	    "forbidden probable client>gw tcp/22 - r-1 -: 2\n"
	    "missed through client>gw icmp/-1 - r-1 backup: 1\n"
	    "forbidden through client>gw tcp/22 d-1 - -: 1\n");
}
END_TEST

START_TEST(findings_are_of_the_scope)
{
	struct store_scope hour = { 0, TEMP_START_US + TEMP_HOUR_US,
		TEMP_START_US + 2 * TEMP_HOUR_US };
	struct store_flow f = escape(1);

	temp_put(&t, &f); /* ends before */
	f.dst_port = 23;
	f.last_us = hour.since_us; /* long, and reaches into it */
	temp_put(&t, &f);
	f.dst_port = 24;
	f.first_us = f.last_us = hour.until_us - 1;
	temp_put(&t, &f);
	f.dst_port = 25;
	f.first_us = f.last_us = hour.until_us; /* begins after */
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_findings(&hour,
	    "forbidden through client>gw tcp/23 - r-1 -: 1\n"
	    "forbidden through client>gw tcp/24 - r-1 -: 1\n");
}
END_TEST

/* Blocked. */

static int
note_blocked(const struct store_blocked *b, void *arg)
{
	char line[300];

	snprintf(line, sizeof(line),
	    "%s %s>%s %s/%lld %s r%lld u%lld s%lld"
	    " e%lld p%lld t%lld h%lld\n",
	    b->row_id, b->src, b->dst, b->proto, (long long)b->port,
	    b->cause ? b->cause : "-", (long long)b->refused,
	    (long long)b->unanswered, (long long)b->syns,
	    (long long)b->established, (long long)b->port_answered,
	    (long long)b->twin_established, (long long)b->host_answered);
	strncat(arg, line, 300);
	return 0;
}

static void
check_blocked(const struct store_scope *scope, const char *expected)
{
	char lines[2000] = "";

	temp_store_commit(&t);
	if (!scope)
		scope = &all;
	if (store_each_blocked(t.s, scope, note_blocked, lines, &err))
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(lines, expected);
}

START_TEST(attempts_alone_have_nothing_beside_them)
{
	struct store_flow f = temp_attempt(&t, 1);

	for (int i = 0; i < 3; i++)
		temp_put(&t, &f);
	f.outcome = OUTCOME_REFUSED;
	f.cause = CAUSE_PROHIBITED;
	temp_put(&t, &f);
	check_blocked(NULL,
	    "r-1 10.0.0.1>10.1.0.1 tcp/443 prohibited r1 u3 s6"
	    " e0 p0 t0 h0\n");
}
END_TEST

/* One attempt of r-1 by 10.0.0.1, and a flow beside it. */
static struct store_flow
attempt_and(void)
{
	struct store_flow f = temp_attempt(&t, 1);

	temp_put(&t, &f);
	return temp_flow(&t, 1);
}

#define ATTEMPT "r-1 10.0.0.1>10.1.0.1 tcp/443 silent r0 u1 s2"

START_TEST(the_same_that_got_through_counts_for_all)
{
	struct store_flow f = attempt_and();

	temp_put(&t, &f);
	f.outcome = OUTCOME_HANDSHAKE_ONLY;
	temp_put(&t, &f);
	check_blocked(NULL, ATTEMPT " e2 p2 t0 h2\n");
}
END_TEST

START_TEST(another_source_proves_the_port)
{
	struct store_flow f = attempt_and();

	f.src = temp_addr("10.0.0.2");
	temp_put(&t, &f);
	check_blocked(NULL, ATTEMPT " e0 p1 t0 h1\n");
}
END_TEST

START_TEST(another_port_proves_the_host)
{
	struct store_flow f = attempt_and();

	f.dst_port = 80;
	temp_put(&t, &f);
	check_blocked(NULL, ATTEMPT " e0 p0 t0 h1\n");
}
END_TEST

START_TEST(another_row_proves_the_host)
{
	struct store_flow f = attempt_and();

	f.row_id = "r-4";
	temp_put(&t, &f);
	check_blocked(NULL, ATTEMPT " e0 p0 t0 h1\n");
}
END_TEST

START_TEST(rows_that_speak_of_the_same_are_told_apart)
{
	struct store_flow f = attempt_and();

	f.row_id = "r-4";
	temp_put(&t, &f);
	f = temp_attempt(&t, 2);
	f.src = temp_addr("10.0.0.1");
	f.row_id = "r-4";
	temp_put(&t, &f);
	check_blocked(NULL,
	    ATTEMPT " e0 p0 t0 h1\n"
		    "r-4 10.0.0.1>10.1.0.1 tcp/443 silent r0 u1 s2"
		    " e1 p1 t0 h1\n");
}
END_TEST

START_TEST(the_other_protocol_is_the_twin)
{
	struct store_flow f = attempt_and();

	f.proto = PROTO_UDP;
	temp_put(&t, &f);
	check_blocked(NULL, ATTEMPT " e0 p0 t1 h1\n");
}
END_TEST

START_TEST(a_flow_of_another_day_proves_nothing)
{
	struct store_scope day = { 0, TEMP_START_US,
		TEMP_START_US + 24 * TEMP_HOUR_US };
	struct store_flow f = attempt_and();

	f.first_us += 24 * TEMP_HOUR_US;
	f.last_us = f.first_us;
	temp_put(&t, &f);
	check_blocked(&day, ATTEMPT " e0 p0 t0 h0\n");
	check_blocked(NULL, ATTEMPT " e1 p1 t0 h1\n");
}
END_TEST

START_TEST(a_session_from_before_the_day_proves_it_works)
{
	struct store_scope day = { 0, TEMP_START_US,
		TEMP_START_US + 24 * TEMP_HOUR_US };
	struct store_flow f = attempt_and();

	f.first_us -= 5 * TEMP_HOUR_US;
	f.last_us += TEMP_HOUR_US;
	temp_put(&t, &f);
	check_blocked(&day, ATTEMPT " e1 p1 t0 h1\n");
}
END_TEST

START_TEST(only_allowed_flows_that_stopped_are_blocked)
{
	struct store_flow f = temp_attempt(&t, 1);

	f.verdict = VERDICT_FORBIDDEN;
	temp_put(&t, &f);
	f = temp_attempt(&t, 1);
	f.weak = true;
	temp_put(&t, &f);
	f = temp_attempt(&t, 1);
	f.outcome = OUTCOME_ONE_WAY;
	temp_put(&t, &f);
	check_blocked(NULL, "");
}
END_TEST

START_TEST(each_source_destination_and_port_has_a_line)
{
	struct store_flow f = temp_attempt(&t, 1);

	temp_put(&t, &f);
	temp_put(&t, &f);
	f.dst_port = 80;
	temp_put(&t, &f);
	f.dst = temp_addr("10.1.0.2");
	temp_put(&t, &f);
	f = temp_attempt(&t, 3);
	temp_put(&t, &f);
	check_blocked(NULL,
	    "r-1 10.0.0.1>10.1.0.1 tcp/443 silent r0 u2 s4 e0 p0 t0 h0\n"
	    "r-1 10.0.0.1>10.1.0.1 tcp/80 silent r0 u1 s2 e0 p0 t0 h0\n"
	    "r-1 10.0.0.1>10.1.0.2 tcp/80 silent r0 u1 s2 e0 p0 t0 h0\n"
	    "r-1 10.0.0.3>10.1.0.1 tcp/443 silent r0 u1 s2 e0 p0 t0 h0\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("finding");
	TCase *tc = tcase_create("finding");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, allowed_flows_are_no_findings);
	tcase_add_test(tc, flows_alike_are_one_finding);
	tcase_add_test(tc, a_finding_has_its_figures);
	tcase_add_test(tc, what_differs_is_another_finding_most_flows_first);
	tcase_add_test(tc, findings_are_of_the_scope);
	tcase_add_test(tc, attempts_alone_have_nothing_beside_them);
	tcase_add_test(tc, the_same_that_got_through_counts_for_all);
	tcase_add_test(tc, another_source_proves_the_port);
	tcase_add_test(tc, another_port_proves_the_host);
	tcase_add_test(tc, another_row_proves_the_host);
	tcase_add_test(tc, rows_that_speak_of_the_same_are_told_apart);
	tcase_add_test(tc, the_other_protocol_is_the_twin);
	tcase_add_test(tc, a_flow_of_another_day_proves_nothing);
	tcase_add_test(tc, a_session_from_before_the_day_proves_it_works);
	tcase_add_test(tc, only_allowed_flows_that_stopped_are_blocked);
	tcase_add_test(tc, each_source_destination_and_port_has_a_line);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
