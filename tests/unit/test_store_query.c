/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_store_query.c - the headline case by case; sums, runs, policies,
 * losses, inputs, nights.
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

#define AT(hours, us) (TEMP_START_US + (hours)*TEMP_HOUR_US + (us))

/* The headline, case by case. */

static const struct {
	enum outcome outcome;
	enum scope scope;
	bool weak, ambiguous;
	int column; /* 0 through, 1 stopped, 2 probable */
} classes[] = {
	{ OUTCOME_ESTABLISHED, SCOPE_UNICAST, false, false, 0 },
	{ OUTCOME_HANDSHAKE_ONLY, SCOPE_UNICAST, false, false, 0 },
	{ OUTCOME_REFUSED, SCOPE_UNICAST, false, false, 1 },
	{ OUTCOME_UNANSWERED, SCOPE_UNICAST, false, false, 1 },
	{ OUTCOME_ONE_WAY, SCOPE_UNICAST, false, false, 2 },
	{ OUTCOME_ONE_WAY, SCOPE_BROADCAST, false, false, 0 },
	{ OUTCOME_ONE_WAY, SCOPE_MULTICAST, false, false, 0 },
	{ OUTCOME_MIDSTREAM, SCOPE_UNICAST, false, false, 2 },
	{ OUTCOME_ESTABLISHED, SCOPE_UNICAST, true, false, 2 },
	{ OUTCOME_ESTABLISHED, SCOPE_UNICAST, false, true, 2 },
	{ OUTCOME_REFUSED, SCOPE_UNICAST, true, false, 2 },
	{ OUTCOME_ONE_WAY, SCOPE_BROADCAST, true, false, 2 },
};

#define CLASSES (int)(sizeof(classes) / sizeof(classes[0]))

START_TEST(each_flow_has_its_place_in_the_headline)
{
	struct store_flow f = temp_flow(&t, 1);
	struct store_scope all = { 0, 0, 0 };
	struct store_headline h;

	f.outcome = classes[_i].outcome;
	f.scope = classes[_i].scope;
	f.weak = classes[_i].weak;
	f.ambiguous = classes[_i].ambiguous;
	f.verdict = VERDICT_FORBIDDEN;
	temp_put(&t, &f);
	temp_store_commit(&t);
	ck_assert_int_eq(store_headline(t.s, &all, &h, &err), 0);
	ck_assert_uint_eq(h.through[VERDICT_FORBIDDEN],
	    classes[_i].column == 0);
	ck_assert_uint_eq(h.stopped[VERDICT_FORBIDDEN],
	    classes[_i].column == 1);
	ck_assert_uint_eq(h.probable[VERDICT_FORBIDDEN],
	    classes[_i].column == 2);
}
END_TEST

START_TEST(housekeeping_stands_beside_the_headline)
{
	struct store_flow f = temp_flow(&t, 1);
	struct store_scope all = { 0, 0, 0 };
	struct store_headline h;

	f.verdict = VERDICT_MISSED;
	f.reason = REASON_HOUSEKEEPING;
	ck_assert_int_eq(store_flow_sum(t.s, &f, "mdns"), 0);
	f.verdict = VERDICT_OUT_OF_SCOPE;
	f.reason = REASON_NO_COMPONENT;
	ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
	ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
	temp_store_commit(&t);
	ck_assert_int_eq(store_headline(t.s, &all, &h, &err), 0);
	ck_assert_uint_eq(h.housekeeping, 1);
	ck_assert_uint_eq(h.through[VERDICT_MISSED], 0);
	ck_assert_uint_eq(h.through[VERDICT_OUT_OF_SCOPE], 2);
}
END_TEST

/* Sums, runs and the rest. */

static int
note_sum(const struct store_sum *row, void *arg)
{
	char line[200];

	snprintf(line, sizeof(line), "%s %s %s %lld %lld %lld %lld;",
	    row->kind ? row->kind : "-", row->host ? row->host : "-",
	    row->proto, (long long)row->port, (long long)row->flows,
	    (long long)row->packets, (long long)row->bytes);
	strncat(arg, line, 300);
	return 0;
}

START_TEST(sums_come_most_flows_first)
{
	struct store_scope day = { 0, AT(0, 0), AT(24, 0) };
	struct store_flow f = temp_flow(&t, 1);
	char sums[900] = "";

	f.verdict = VERDICT_OUT_OF_SCOPE;
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
	f.verdict = VERDICT_MISSED;
	f.reason = REASON_HOUSEKEEPING;
	f.has_ports = false;
	f.proto = PROTO_IGMP;
	ck_assert_int_eq(store_flow_sum(t.s, &f, "igmp"), 0);
	f.first_us = AT(24, 0); /* the next day */
	ck_assert_int_eq(store_flow_sum(t.s, &f, "igmp"), 0);
	temp_store_commit(&t);
	ck_assert_int_eq(store_each_sum(t.s, &day, note_sum, sums, &err), 0);
	ck_assert_str_eq(sums,
	    "- - tcp 443 3 27 2700;igmp 10.0.0.1 2 -1 1 9 900;");
}
END_TEST

static int
note_run(const struct store_run_row *row, void *arg)
{
	char line[200];

	snprintf(line, sizeof(line), "%lld %s %s %s %llu %llu %s;",
	    (long long)row->run_id, row->mode, row->state, row->source,
	    (unsigned long long)row->figures.packets,
	    (unsigned long long)row->figures.fates[STORE_FATE_FRAGMENT],
	    row->figures.ndpi_version ? row->figures.ndpi_version : "-");
	strncat(arg, line, 300);
	return 0;
}

START_TEST(runs_of_a_scope_are_those_with_packets_in_it)
{
	struct store_run run = { .first_packet_us = AT(1, 0),
		.last_packet_us = AT(2, 0),
		.packets = 10,
		.ndpi_version = "4.2" };
	struct store_scope scope = { 0, AT(2, 0), AT(5, 0) };
	char runs[900] = "";
	int64_t last = -1;

	run.fates[STORE_FATE_FRAGMENT] = 3;
	ck_assert_int_eq(store_last_run(t.s, &last, &err), 0);
	ck_assert_int_eq(last, 0);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	t.run_id = temp_store_run(&t);
	run.first_packet_us = AT(5, 0);
	run.last_packet_us = AT(6, 0);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_PARTIAL,
			     &err),
	    0);
	ck_assert_int_eq(store_last_run(t.s, &last, &err), 0);
	ck_assert_int_eq(last, t.run_id);

	ck_assert_int_eq(store_each_run(t.s, &scope, note_run, runs, &err), 0);
	ck_assert_str_eq(runs, "1 replay clean a test 10 3 4.2;");
	scope = (struct store_scope){ 2, 0, 0 };
	runs[0] = '\0';
	ck_assert_int_eq(store_each_run(t.s, &scope, note_run, runs, &err), 0);
	ck_assert_str_eq(runs, "2 replay partial a test 10 3 4.2;");
}
END_TEST

static int
note_policy(const struct store_policy_row *row, void *arg)
{
	snprintf(arg, 300, "%lld %s %s %s %s %s %s", (long long)row->policy_id,
	    row->matrix, row->matrix_title, row->matrix_source, row->site,
	    row->zone, row->tap);
	return 0;
}

START_TEST(policies_come_back)
{
	char policy[300] = "";

	ck_assert_int_eq(store_each_policy(t.s, note_policy, policy, &err), 0);
	ck_assert_str_eq(policy,
	    "1 test-1 A matrix a page Lab UTC core switch");
}
END_TEST

static int
note_loss(const struct store_loss_row *row, void *arg)
{
	char line[100];

	snprintf(line, sizeof(line), "%lld %llu;",
	    (long long)(row->hour_us - (int64_t)TEMP_START_US) / 3600000000,
	    (unsigned long long)row->loss.kernel_drops);
	strncat(arg, line, 100);
	return 0;
}

START_TEST(losses_are_told_by_hour)
{
	struct store_scope scope = { 0, AT(0, 1800000000), AT(2, 0) };
	struct store_loss loss = { .kernel_drops = 1 };
	char losses[300] = "";

	for (unsigned int m = 0; m < 180; m += 20)
		ck_assert_int_eq(store_loss_add(t.s, t.run_id,
				     AT(0, m * UINT64_C(60000000)), &loss),
		    0);
	temp_store_commit(&t);
	ck_assert_int_eq(store_each_loss(t.s, &scope, note_loss, losses, &err),
	    0);
	ck_assert_str_eq(losses, "0 3;1 3;");
}
END_TEST

static int
note_input(const struct store_input_row *row, void *arg)
{
	snprintf(arg, 300, "%lld %s %s %lld %lld %zu", (long long)row->run_id,
	    row->path, row->state, (long long)row->packets,
	    (long long)row->error_offset, strlen(row->digest));
	return 0;
}

START_TEST(inputs_come_back)
{
	struct store_input in = { .path = "x.pcap",
		.head = (const uint8_t *)"x",
		.head_len = 1,
		.packets = 5,
		.error_offset = 77,
		.state = RUN_STATE_PARTIAL };
	struct store_scope scope = { 1, 0, 0 };
	char input[300] = "";
	int64_t id;

	ck_assert_int_eq(store_input_begin(t.s, t.run_id, &in, &id, &err), 0);
	store_input_end(t.s, id, &in);
	temp_store_commit(&t);
	ck_assert_int_eq(store_each_input(t.s, &scope, note_input, input, &err),
	    0);
	ck_assert_str_eq(input, "1 x.pcap partial 5 77 64");
}
END_TEST

static int
note_night(const struct store_night *n, void *arg)
{
	char line[100];

	snprintf(line, sizeof(line), "%s %s %llu %.2f;", n->day, n->headline,
	    (unsigned long long)n->escaped, n->coverage);
	strncat(arg, line, 100);
	return 0;
}

START_TEST(nights_come_latest_first)
{
	struct store_night n = { .day = "2026-11-23",
		.headline = "quiet",
		.escaped = 3,
		.coverage = 0.25 };
	char nights[300] = "";

	ck_assert_int_eq(store_night_put(t.path, &n, &err), 0);
	n.day = "2026-11-24";
	n.coverage = -1;
	ck_assert_int_eq(store_night_put(t.path, &n, &err), 0);
	ck_assert_int_eq(store_each_night(t.s, note_night, nights, &err), 0);
	ck_assert_str_eq(nights,
	    "2026-11-24 quiet 3 -1.00;2026-11-23 quiet 3 0.25;");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_query");
	TCase *tc = tcase_create("store_query");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, each_flow_has_its_place_in_the_headline, 0,
	    CLASSES);
	tcase_add_test(tc, housekeeping_stands_beside_the_headline);
	tcase_add_test(tc, sums_come_most_flows_first);
	tcase_add_test(tc, runs_of_a_scope_are_those_with_packets_in_it);
	tcase_add_test(tc, policies_come_back);
	tcase_add_test(tc, losses_are_told_by_hour);
	tcase_add_test(tc, inputs_come_back);
	tcase_add_test(tc, nights_come_latest_first);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
