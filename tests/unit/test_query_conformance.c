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
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
