/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_query_conformance.c - what runs on the ports that something is
 * expected on.
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
static char lines[2000];

static void
setup(void)
{
	temp_store_open(&t);
	lines[0] = '\0';
}

static void
teardown(void)
{
	temp_store_close(&t);
}

static const char *
or_dash(const char *text)
{
	return text ? text : "-";
}

static void
add_line(const char *line)
{
	ck_assert_uint_lt(strlen(lines) + strlen(line), sizeof(lines));
	strncat(lines, line, sizeof(lines) - strlen(lines) - 1);
}

/* By port. */

static int
note_port(const struct store_conformance *row, void *arg)
{
	char line[200];

	(void)arg;
	snprintf(line, sizeof(line), "%s/%lld %s %s %s %lld\n", row->proto,
	    (long long)row->port, or_dash(row->expected), row->conformance,
	    row->outcome, (long long)row->flows);
	add_line(line);
	return 0;
}

static void
check_ports(const struct store_scope *scope, const char *expected)
{
	lines[0] = '\0';
	if (store_each_conformance(t.s, scope, note_port, NULL, &err))
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(lines, expected);
}

START_TEST(ports_are_told_by_what_is_expected_and_found)
{
	struct store_flow f;

	for (unsigned int i = 0; i < 5; i++) {
		f = temp_flow(&t, i);
		temp_put(&t, &f);
	}
	f.conformance = CONFORMANCE_UNDETERMINED;
	f.why = "no-payload";
	f.outcome = OUTCOME_HANDSHAKE_ONLY;
	temp_put(&t, &f);
	f.why = "mid-stream";
	temp_put(&t, &f);
	f.proto = PROTO_UDP;
	temp_put(&t, &f);
	f.dst_port = 80;
	f.expected = NULL;
	f.conformance = CONFORMANCE_UNCHECKED;
	temp_put(&t, &f);
	f.conformance = CONFORMANCE_VIOLATES;
	f.verdict = VERDICT_OUT_OF_SCOPE;
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_ports(&all,
	    "tcp/443 tls conforms established 5\n"
	    "tcp/443 tls undetermined handshake-only 2\n"
	    "udp/443 tls undetermined handshake-only 1\n");
}
END_TEST

START_TEST(ports_are_counted_in_the_scope_only)
{
	struct store_flow f = temp_flow(&t, 1);

	temp_put(&t, &f);
	f.first_us += TEMP_HOUR_US;
	f.last_us += TEMP_HOUR_US;
	temp_put(&t, &f);
	temp_put(&t, &f);
	temp_store_commit(&t);
	check_ports(&(struct store_scope){ 0, TEMP_START_US,
			TEMP_START_US + TEMP_HOUR_US },
	    "tcp/443 tls conforms established 1\n");
	check_ports(&(struct store_scope){ 0, TEMP_START_US + TEMP_HOUR_US, 0 },
	    "tcp/443 tls conforms established 2\n");
}
END_TEST

/* Violations. */

static int
note_violation(const struct store_violation *v, void *arg)
{
	char line[300];

	(void)arg;
	snprintf(line, sizeof(line),
	    "%s/%lld %s %s %s %s %s %s>%s %lld %lld>%lld %s>%s %lld\n",
	    v->proto, (long long)v->port, v->conformance, or_dash(v->grade),
	    or_dash(v->app), or_dash(v->ndpi_app), or_dash(v->expected),
	    v->src_roles, v->dst_roles, (long long)v->flows,
	    (long long)v->sources, (long long)v->destinations, or_dash(v->src),
	    or_dash(v->dst), (long long)v->flow_id);
	add_line(line);
	return 0;
}

static void
check_violations(const struct store_scope *scope, const char *expected)
{
	lines[0] = '\0';
	if (store_each_violation(t.s, scope, note_violation, NULL, &err))
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(lines, expected);
}

static struct store_flow
violation(unsigned int n, enum grade grade, const char *app)
{
	struct store_flow f = temp_flow(&t, n);

	f.conformance = CONFORMANCE_VIOLATES;
	f.grade = grade;
	f.app = app;
	return f;
}

static int64_t
put(const struct store_flow *f)
{
	return temp_put(&t, f);
}

START_TEST(services_come_before_probes_and_both_before_other_opinions)
{
	struct store_flow f = temp_flow(&t, 1);

	put(&f); /* 1: conforms */
	f.ndpi_app = "TLS";
	f.app_basis = APP_BASIS_BOTH;
	put(&f); /* 2: both say so */
	f.ndpi_app = "RDP";
	f.app_basis = APP_BASIS_OWN;
	put(&f); /* 3: nDPI says something else */
	for (unsigned int i = 1; i <= 3; i++) {
		f = violation(i, GRADE_PROBE, "http");
		put(&f); /* 4 to 6 */
	}
	f = violation(7, GRADE_SERVICE, "ssh");
	f.security = "x"; /* of another kind, and the same line */
	put(&f);
	f.security = NULL;
	f.dst = temp_addr("10.1.0.2");
	put(&f); /* 8 */
	f = violation(9, GRADE_SERVICE, "http");
	f.dst_port = 3389;
	f.expected = "rdp";
	put(&f); /* 9 */
	temp_store_commit(&t);
	check_violations(&all,
	    "tcp/443 violates service ssh - tls client>gw 2 1>2 "
	    "10.0.0.7>10.1.0.2 8\n"
	    "tcp/3389 violates service http - rdp client>gw 1 1>1 "
	    "10.0.0.9>10.1.0.1 9\n"
	    "tcp/443 violates probe http - tls client>gw 3 3>1 "
	    "10.0.0.3>10.1.0.1 6\n"
	    "tcp/443 conforms - tls RDP tls client>gw 1 1>1 "
	    "10.0.0.1>10.1.0.1 3\n");
}
END_TEST

START_TEST(violations_of_the_scope_include_long_flows)
{
	const struct store_scope scope = { 0, TEMP_START_US + TEMP_HOUR_US,
		TEMP_START_US + 2 * TEMP_HOUR_US };
	struct store_flow f = violation(1, GRADE_SERVICE, "ssh");

	put(&f); /* 1: before */
	f.last_us = scope.since_us;
	put(&f); /* 2: long, into it */
	f.first_us = scope.since_us - 1000;
	put(&f); /* 3: begins just before */
	f.first_us = f.last_us = scope.until_us;
	put(&f); /* 4: after */
	temp_store_commit(&t);
	check_violations(&scope,
	    "tcp/443 violates service ssh - tls client>gw 2 1>1 "
	    "10.0.0.1>10.1.0.1 3\n");
	check_violations(&(struct store_scope){ t.run_id, 0, 0 },
	    "tcp/443 violates service ssh - tls client>gw 4 1>1 "
	    "10.0.0.1>10.1.0.1 4\n");
}
END_TEST

START_TEST(flows_of_other_runs_are_left_out)
{
	struct store_flow f = violation(1, GRADE_SERVICE, "ssh");
	int64_t first = t.run_id;

	put(&f);
	t.run_id = temp_store_run(&t);
	f.run_id = t.run_id;
	put(&f);
	temp_store_commit(&t);
	check_violations(&(struct store_scope){ first, 0, 0 },
	    "tcp/443 violates service ssh - tls client>gw 1 1>1 "
	    "10.0.0.1>10.1.0.1 1\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("query conformance");
	TCase *tc = tcase_create("query conformance");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, ports_are_told_by_what_is_expected_and_found);
	tcase_add_test(tc, ports_are_counted_in_the_scope_only);
	tcase_add_test(tc,
	    services_come_before_probes_and_both_before_other_opinions);
	tcase_add_test(tc, violations_of_the_scope_include_long_flows);
	tcase_add_test(tc, flows_of_other_runs_are_left_out);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
