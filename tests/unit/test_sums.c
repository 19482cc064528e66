/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_sums.c - sums by hour add up to all judged flows, whatever came of
 * their rows; housekeeping, hosts and losses.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "support/temp_store.h"

#define FLOWS 4000

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

/* A generator of the test's own, so that it is the same everywhere. */
static unsigned int
pick(uint64_t *state, unsigned int below)
{
	*state = *state * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return (unsigned int)(*state >> 33) % below;
}

static struct store_flow
random_flow(uint64_t *state)
{
	static const char *const names[] = { NULL, "a.example", "b.example" };
	struct store_flow f = temp_flow(&t, pick(state, 50));

	f.first_us += pick(state, 5) * TEMP_HOUR_US;
	f.last_us = f.first_us + pick(state, 2000000000);
	f.dst_port = (uint16_t)(440 + pick(state, 6));
	f.proto = pick(state, 2) ? PROTO_TCP : PROTO_UDP;
	f.verdict = (enum verdict)pick(state, 4);
	f.outcome = (enum outcome)pick(state, 6);
	f.conformance = (enum conformance)pick(state, 4);
	f.user_traffic = pick(state, 3) == 0;
	f.server_name = names[pick(state, 3)];
	f.dst_roles = pick(state, 2) ? "gw" : "";
	f.packets_out = pick(state, 100);
	f.packets_in = pick(state, 100);
	f.bytes_out = pick(state, 100000);
	f.bytes_in = pick(state, 100000);
	if (pick(state, 10) == 0) {
		f.proto = PROTO_ICMP;
		f.has_ports = false;
	}
	return f;
}

/* What was accepted, by verdict. */
struct accepted {
	int64_t flows[4], packets, bytes, answered;
};

static void
accept(struct accepted *a, const struct store_flow *f, int sign)
{
	int64_t packets = (int64_t)(f->packets_out + f->packets_in);
	int64_t bytes = (int64_t)(f->bytes_out + f->bytes_in);

	a->flows[f->verdict] += sign;
	a->packets += sign * packets;
	a->bytes += sign * bytes;
	if (f->outcome <= OUTCOME_HANDSHAKE_ONLY && f->dst_roles[0])
		a->answered += sign;
}

static void
check_sums(const struct accepted *a)
{
	char sql[100];

	for (unsigned int i = 0; i < 4; i++) {
		snprintf(sql, sizeof(sql),
		    "SELECT sum(flows) FROM audit_hour WHERE verdict = '%s'",
		    word_text(WORDS_VERDICT, i));
		ck_assert_int_eq(number(sql), a->flows[i]);
	}
	ck_assert_int_eq(number("SELECT sum(packets) FROM audit_hour"),
	    a->packets);
	ck_assert_int_eq(number("SELECT sum(bytes) FROM audit_hour"), a->bytes);
	ck_assert_int_eq(number("SELECT sum(answered) FROM host_hour"),
	    a->answered);
}

/* Rows by hour and verdict add up to the sums, where nothing is in sums
 * alone. */
static const char differences_text[] =
    "SELECT count(*) FROM (SELECT hour_us, verdict, outcome, conformance,"
    " proto, coalesce(port, -1), sum(flows), sum(packets), sum(bytes)"
    " FROM audit_hour GROUP BY 1, 2, 3, 4, 5, 6"
    " EXCEPT SELECT first_us / 3600000000 * 3600000000, verdict, outcome,"
    " conformance, proto, coalesce(dst_port, -1), sum(attempts),"
    " sum(packets_out + packets_in), sum(bytes_out + bytes_in)"
    " FROM audit_flow GROUP BY 1, 2, 3, 4, 5, 6)";

/* A flow that is reported more than once, and comes to be another. */
static void
put_changing(struct accepted *a, uint64_t *state, struct store_flow *f)
{
	int64_t id = 0;

	ck_assert_int_eq(store_flow_put(t.s, f, false, &id), 0);
	while (pick(state, 3) > 0) {
		if (pick(state, 3) == 0)
			temp_store_commit(&t);
		*f = random_flow(state);
		ck_assert_int_eq(store_flow_put(t.s, f, pick(state, 2) == 0,
				     &id),
		    0);
	}
	accept(a, f, 1);
}

START_TEST(sums_add_up_over_random_flows)
{
	struct accepted a = { .packets = 0 };
	uint64_t state = 7 + (uint64_t)_i;

	for (unsigned int i = 0; i < FLOWS; i++) {
		struct store_flow f = random_flow(&state);

		if (pick(&state, 3) == 0) {
			put_changing(&a, &state, &f);
		} else {
			temp_put(&t, &f);
			accept(&a, &f, 1);
		}
		if (pick(&state, 300) == 0)
			temp_store_commit(&t);
	}
	temp_store_commit(&t);
	check_sums(&a);
	ck_assert_int_eq(number("SELECT sum(attempts) FROM audit_flow"), FLOWS);
	ck_assert_int_eq(number(differences_text), 0);
}
END_TEST

START_TEST(flows_of_sums_alone_are_added)
{
	struct accepted a = { .packets = 0 };
	uint64_t state = 3;

	for (unsigned int i = 0; i < FLOWS; i++) {
		struct store_flow f = random_flow(&state);

		accept(&a, &f, 1);
		switch (pick(&state, 3)) {
		case 0:
			temp_put(&t, &f);
			break;
		case 1:
			ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
			break;
		default:
			ck_assert_int_eq(store_flow_sum(t.s, &f, "mdns"), 0);
		}
	}
	temp_store_commit(&t);
	check_sums(&a);
}
END_TEST

START_TEST(an_interim_report_is_counted_once)
{
	struct store_flow f = temp_flow(&t, 1);
	int64_t id = 0;

	ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
	temp_store_commit(&t);
	f.packets_out = 20;
	f.conformance = CONFORMANCE_VIOLATES;
	f.last_us += TEMP_HOUR_US;
	ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
	f.packets_out = 30;
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), 0);
	temp_store_commit(&t);
	check_text("SELECT conformance || ' ' || flows || ' ' || packets"
		   " FROM audit_hour",
	    "violates 1 34");
	check_text("SELECT conformance || ' ' || packets_out FROM audit_flow",
	    "violates 30");
}
END_TEST

START_TEST(a_flow_that_turns_round_counts_for_its_new_server)
{
	struct store_flow f = temp_flow(&t, 1);
	int64_t id = 0;

	for (int i = 0; i < 2; i++) {
		f = temp_flow(&t, 1);
		id = 0;
		ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
		if (i == 0)
			temp_store_commit(&t); /* and once from memory */
		f.dst = f.src;
		f.src = temp_addr("10.1.0.1");
		ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), 0);
	}
	temp_store_commit(&t);
	check_text("SELECT host || ' ' || answered FROM host_hour"
		   " WHERE answered <> 0",
	    "10.0.0.1 2");
}
END_TEST

START_TEST(a_flow_counts_in_the_hour_of_its_first_packet)
{
	struct store_flow f = temp_flow(&t, 1);

	f.first_us = TEMP_START_US + TEMP_HOUR_US - 1;
	f.last_us = f.first_us + 5 * TEMP_HOUR_US;
	temp_put(&t, &f);
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT hour_us FROM audit_hour"),
	    (int64_t)TEMP_START_US);
	ck_assert_int_eq(number("SELECT last_us FROM hour_sum"),
	    (int64_t)f.last_us);
}
END_TEST

START_TEST(ports_of_sums_alone_are_bounded)
{
	for (unsigned int i = 0; i < 5000; i++) {
		struct store_flow f = temp_flow(&t, 1);

		f.dst_port = (uint16_t)i;
		f.verdict = VERDICT_OUT_OF_SCOPE;
		ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
		ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_hour"),
	    SUMS_PORTS_MAX + 1);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 10000);
	ck_assert_int_eq(
	    number("SELECT flows FROM audit_hour WHERE port IS NULL"),
	    10000 - 2 * SUMS_PORTS_MAX);
}
END_TEST

START_TEST(housekeeping_is_kept_by_host_and_kind)
{
	struct store_flow f = temp_flow(&t, 1);

	f.verdict = VERDICT_MISSED;
	f.reason = REASON_HOUSEKEEPING;
	f.proto = PROTO_UDP;
	f.dst_port = 5353;
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(store_flow_sum(t.s, &f, "mdns"), 0);
	f.dst_port = 5355;
	ck_assert_int_eq(store_flow_sum(t.s, &f, "llmnr"), 0);
	temp_store_commit(&t);
	ck_assert_int_eq(store_flow_sum(t.s, &f, "llmnr"), 0);
	temp_store_commit(&t);
	check_text(
	    "SELECT host || ' ' || kind || ' ' || proto || ' ' || port ||"
	    " ' ' || flows || ' ' || packets || ' ' || bytes"
	    " FROM audit_housekeeping ORDER BY kind",
	    "10.0.0.1 llmnr udp 5355 2 18 1800\n"
	    "10.0.0.1 mdns udp 5353 3 27 2700");
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 5);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 0);
}
END_TEST

START_TEST(hosts_of_housekeeping_are_bounded)
{
	for (unsigned int i = 0; i < 2 * SUMS_HOSTS_MAX; i++) {
		struct store_flow f = temp_flow(&t, i);

		f.reason = REASON_HOUSEKEEPING;
		ck_assert_int_eq(store_flow_sum(t.s, &f, "mdns"), 0);
	}
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_housekeeping"),
	    SUMS_HOSTS_MAX + 1);
	ck_assert_int_eq(
	    number("SELECT flows FROM audit_housekeeping WHERE host IS NULL"),
	    SUMS_HOSTS_MAX);
}
END_TEST

START_TEST(losses_are_kept_by_minute)
{
	struct store_loss loss = { .packets = 10,
		.kernel_drops = 1,
		.interface_drops = 2,
		.unseen_bytes = 3,
		.evicted_flows = 4 };

	for (uint64_t s = 0; s < 120; s += 30)
		ck_assert_int_eq(store_loss_add(t.s, t.run_id,
				     TEMP_START_US + s * 1000000, &loss),
		    0);
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT min(minute_us) FROM audit_loss"),
	    (int64_t)TEMP_START_US);
	check_text("SELECT packets || ' ' || kernel_drops || ' ' ||"
		   " interface_drops || ' ' || unseen_bytes || ' ' ||"
		   " evicted_flows FROM audit_loss",
	    "20 2 4 6 8\n20 2 4 6 8");
}
END_TEST

START_TEST(figures_beyond_counting_are_cut)
{
	struct store_flow f = temp_flow(&t, 1);
	struct store_run run = { .packets = UINT64_MAX };

	f.first_us = UINT64_MAX;
	f.last_us = 0;
	f.vlan = 0xffff;
	f.syns = UINT32_MAX;
	f.packets_out = f.packets_in = UINT64_MAX;
	f.bytes_out = f.bytes_in = UINT64_MAX;
	for (int i = 0; i < 100; i++)
		temp_put(&t, &f);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	ck_assert_int_eq(number("SELECT packets FROM audit_run"), INT64_MAX);
	ck_assert_int_eq(number("SELECT packets_out FROM audit_flow"),
	    INT64_C(1) << 50);
	ck_assert_int_eq(number("SELECT bytes FROM audit_hour"),
	    200 * (INT64_C(1) << 50));
	ck_assert_int_eq(number("SELECT first_us = last_us FROM audit_flow"),
	    1);
	ck_assert_int_eq(number("SELECT vlan FROM audit_flow"), 4095);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sums");
	TCase *tc = tcase_create("sums");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, sums_add_up_over_random_flows, 0, 4);
	tcase_add_test(tc, flows_of_sums_alone_are_added);
	tcase_add_test(tc, an_interim_report_is_counted_once);
	tcase_add_test(tc, a_flow_that_turns_round_counts_for_its_new_server);
	tcase_add_test(tc, a_flow_counts_in_the_hour_of_its_first_packet);
	tcase_add_test(tc, ports_of_sums_alone_are_bounded);
	tcase_add_test(tc, housekeeping_is_kept_by_host_and_kind);
	tcase_add_test(tc, hosts_of_housekeeping_are_bounded);
	tcase_add_test(tc, losses_are_kept_by_minute);
	tcase_add_test(tc, figures_beyond_counting_are_cut);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
