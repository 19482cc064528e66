/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_resume.c - long flows over a restart.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/resume.h"
#include "wire_world.h"

#define HOST_POOL "rdweb.wvd.microsoft.com"

static const struct run_options live = { .live = true };

static void
setup(void)
{
	wire_start(&live, "expect tcp 443 tls\n");
}

static uint64_t
resumed(void)
{
	struct run_tally tally;

	run_tally(farm.run, &tally);
	return tally.resumed;
}

/* An open connection with something said. */
static struct wire_talk
begin(const char *dst, uint16_t port)
{
	struct wire_talk t = wire_talk(GATEWAY, 50000, dst, port);

	wire_open(&t);
	wire_say(&t, CLIENT, "x", 1);
	wire_say(&t, SERVER, "y", 1);
	return t;
}

/* Ended or killed; killed flows are known by an interim report. */
START_TEST(long_flow_goes_on_in_its_row)
{
	bool finished = _i == 0;
	struct wire_talk t = begin(BROKER, 20002);
	struct wire_row before, after;

	wire_now_us += 400 * SECOND;
	wire_say(&t, CLIENT, "x", 1);
	wire_now_us += SECOND;
	wire_say(&t, CLIENT, "x", 1);
	wire_restart(finished, &live);
	before = wire_row(BROKER, 20002);
	ck_assert_str_eq(before.end, "active");
	wire_now_us += 60 * SECOND;
	/* of the server, which is all there is for now */
	wire_say(&t, SERVER, "y", 1);
	wire_say(&t, SERVER, "y", 1);
	ck_assert_uint_eq(resumed(), 1);
	wire_finish();
	after = wire_row(BROKER, 20002);
	ck_assert_int_eq(after.flow_id, before.flow_id);
	ck_assert_int_eq(after.first_us, before.first_us);
	ck_assert_int_eq(after.packets_out, before.packets_out);
	ck_assert_int_eq(after.packets_in, before.packets_in + 2);
	ck_assert_int_gt(after.last_us, before.last_us);
	ck_assert_int_eq(after.run_id, farm.run_id);
	ck_assert_str_eq(after.outcome, "established");
	ck_assert_str_eq(after.direction, "syn");
	ck_assert_str_eq(after.src, GATEWAY);
	wire_check(BROKER, 20002, "allowed", "row", "row-2", "");
	wire_check_sums();
}
END_TEST

START_TEST(row_is_gone_on_with_over_many_restarts)
{
	struct wire_talk t = begin(BROKER, 20002);
	struct wire_row row;

	for (int i = 0; i < 6; i++) {
		wire_say(&t, CLIENT, "x", 1);
		wire_say(&t, SERVER, "y", 1);
		wire_now_us += 400 * SECOND;
		wire_say(&t, i & 1 ? SERVER : CLIENT, "x", 1);
		wire_restart(i & 1, &live);
	}
	wire_say(&t, CLIENT, "x", 1);
	ck_assert_uint_eq(resumed(), 1);
	wire_close(&t);
	wire_finish();
	row = wire_row(BROKER, 20002);
	ck_assert_int_eq(row.attempts, 1);
	ck_assert_str_eq(row.end, "closed");
	ck_assert_int_eq(row.first_us, 1000 * SECOND);
	/* A kill costs what came after the last report. */
	ck_assert_int_le(row.packets_out + row.packets_in, 5 + 6 * 3 + 3);
	ck_assert_int_ge(row.packets_out + row.packets_in, 5 + 3 * 3 + 3);
	wire_check_sums();
}
END_TEST

START_TEST(connection_that_begins_anew_has_a_row_of_its_own)
{
	struct wire_talk t = begin(BROKER, 20002);
	struct store_flow_filter all = { .dst = BROKER, .port = 20002 };

	wire_restart(true, &live);
	t.next[CLIENT] += 100000;
	wire_segment(&t, _i ? SERVER : CLIENT,
	    _i ? FRAMES_SYN | FRAMES_ACK : FRAMES_SYN, NULL, 0);
	ck_assert_uint_eq(resumed(), 0);
	wire_finish();
	ck_assert_uint_eq(farm_count(&farm, &all), 2);
	wire_check_sums();
}
END_TEST

/* The second connection is of the same ends; the row belongs to the first. */
START_TEST(row_is_taken_up_once)
{
	struct wire_talk t = begin(BROKER, 20002);
	struct store_flow_filter all = { .dst = BROKER, .port = 20002 };

	wire_restart(true, &live);
	wire_say(&t, CLIENT, "x", 1);
	wire_close(&t);
	wire_now_us += 60 * SECOND;
	wire_say(&t, CLIENT, "x", 1);
	wire_say(&t, CLIENT, "x", 1);
	ck_assert_uint_eq(resumed(), 1);
	wire_finish();
	ck_assert_uint_eq(farm_count(&farm, &all), 2);
	wire_check_sums();
}
END_TEST

static const struct {
	bool tcp;
	uint32_t after_s;
	bool goes_on;
} silences[] = {
	{ true, RESUME_TCP_S - 1, true },
	{ true, RESUME_TCP_S + 1, false },
	{ false, RESUME_UDP_S - 1, true },
	{ false, RESUME_UDP_S + 1, false },
};

START_TEST(flow_that_was_silent_for_too_long_is_another)
{
	struct wire_talk t = wire_talk(BROKER, 50000, DIRECTORY, 53);

	if (silences[_i].tcp) {
		t = begin(BROKER, 20002);
	} else {
		wire_udp(BROKER, 50000, DIRECTORY, 53, "x", 1);
		wire_udp(DIRECTORY, 53, BROKER, 50000, "y", 1);
	}
	wire_restart(true, &live);
	wire_now_us += silences[_i].after_s * SECOND;
	if (silences[_i].tcp)
		wire_say(&t, CLIENT, "x", 1);
	else
		wire_udp(BROKER, 50000, DIRECTORY, 53, "x", 1);
	ck_assert_uint_eq(resumed(), silences[_i].goes_on);
	wire_finish();
	wire_check_sums();
}
END_TEST

START_TEST(clock_set_back_an_hour_meanwhile_makes_another_flow)
{
	struct wire_talk t = begin(BROKER, 20002);
	struct store_flow_filter all = { .dst = BROKER, .port = 20002 };

	wire_now_us += 7200 * SECOND;
	wire_say(&t, CLIENT, "x", 1);
	wire_say(&t, CLIENT, "x", 1);
	wire_finish();
	wire_now_us -= 3600 * SECOND;
	farm_leave(&farm);
	farm_run(&farm, &live);
	wire_say(&t, CLIENT, "x", 1);
	ck_assert_uint_eq(resumed(), 0);
	wire_finish();
	ck_assert_uint_ge(farm_count(&farm, &all), 2);
	wire_check_sums();
}
END_TEST

START_TEST(replay_takes_up_nothing)
{
	struct wire_talk t = begin(BROKER, 20002);
	struct run_options replay = { .live = false };

	wire_restart(true, &replay);
	wire_say(&t, CLIENT, "x", 1);
	ck_assert_uint_eq(resumed(), 0);
	wire_finish();
}
END_TEST

START_TEST(name_and_conformance_of_before_stay)
{
	struct wire_talk t = wire_talk(BROKER, 50000, CLOUD, 443);
	struct bytes hello = wire_hello(HOST_POOL, false);

	wire_open(&t);
	wire_say(&t, CLIENT, hello.data, hello.len);
	wire_say(&t, SERVER, "\x16\x03\x03\x00\x2c\x02\x00\x00\x28\x03\x03",
	    11);
	for (int i = 0; i < 4; i++)
		wire_say(&t, SERVER, "0123456789", 10);
	wire_restart(true, &live);
	wire_check(CLOUD, 443, "allowed", "row", "avd-1", "sni");
	ck_assert_str_eq(wire_row(CLOUD, 443).conformance, "conforms");
	wire_say(&t, CLIENT, "\x17\x03\x03\x00\x01z", 6);
	wire_finish();
	wire_check(CLOUD, 443, "allowed", "row", "avd-1", "sni");
	ck_assert_str_eq(wire_row(CLOUD, 443).name, HOST_POOL);
	ck_assert_str_eq(wire_row(CLOUD, 443).conformance, "conforms");
	wire_check_sums();
}
END_TEST

/* What was missed for its name is not allowed by a restart. */
START_TEST(name_that_opened_no_row_opens_none_later)
{
	struct wire_talk t = wire_talk(BROKER, 50000, CLOUD, 443);
	struct bytes hello = wire_hello(_i ? HOST_POOL : NULL, false);

	wire_dns(BROKER, _i ? "first.example" : HOST_POOL, CLOUD);
	wire_dns(BROKER, "other.example", CLOUD);
	if (_i == 0) /* the fitting one is the latest */
		wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_open(&t);
	wire_say(&t, CLIENT, hello.data, hello.len);
	wire_restart(true, &live);
	ck_assert_str_eq(wire_row(CLOUD, 443).verdict, "missed");
	wire_say(&t, CLIENT, "x", 1);
	ck_assert_uint_eq(resumed(), 1);
	wire_finish();
	ck_assert_str_eq(wire_row(CLOUD, 443).verdict, "missed");
	ck_assert_str_ne(wire_row(CLOUD, 443).name, "");
}
END_TEST

/* Its row was deleted for its age while the flow went on. */
START_TEST(row_that_retention_deleted_comes_back_whole)
{
	struct store_retention all = { .flows_before_us = UINT64_MAX / 4 };
	struct wire_talk t = begin(BROKER, 20002);
	struct store_retained done;
	struct err err;

	wire_restart(true, &live);
	wire_say(&t, CLIENT, "x", 1);
	while (store_retain(farm.store, &all, 100, &done, &err) > 0)
		;
	ck_assert_int_eq(wire_number("SELECT count(*) FROM audit_flow"), 0);
	wire_say(&t, SERVER, "y", 1);
	wire_finish();
	ck_assert_int_eq(wire_row(BROKER, 20002).packets_out, 4);
	ck_assert_int_eq(wire_row(BROKER, 20002).packets_in, 3);
	wire_check_sums();
}
END_TEST

START_TEST(other_rules_judge_what_goes_on)
{
	struct wire_talk t = begin(BROKER, 5001);
	FILE *file;
	char path[600];
	struct diag_list *diags;

	wire_finish();
	wire_check(BROKER, 5001, "forbidden", "closed-component", "", "");
	farm_leave(&farm);
	snprintf(path, sizeof(path), "%s/other.rules", farm.folder);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file,
	    "include \"site.rules\"\n"
	    "allow wide gw -> broker tcp 5001\n");
	ck_assert_int_eq(fclose(file), 0);
	pipeline_policy_free(farm.set);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	ck_assert_int_eq(pipeline_policy_load(&farm.set, path, farm.folder, 0,
			     diags),
	    0);
	diag_list_free(diags);
	farm_run(&farm, &live);
	wire_say(&t, CLIENT, "x", 1);
	wire_finish();
	wire_check(BROKER, 5001, "allowed", "row", "wide", "");
	ck_assert_int_eq(wire_row(BROKER, 5001).policy_id, farm.policy_id);
	wire_check_sums();
}
END_TEST

static void
add_all(TCase *tcase)
{
	tcase_add_loop_test(tcase, long_flow_goes_on_in_its_row, 0, 2);
	tcase_add_test(tcase, row_is_gone_on_with_over_many_restarts);
	tcase_add_loop_test(tcase,
	    connection_that_begins_anew_has_a_row_of_its_own, 0, 2);
	tcase_add_test(tcase, row_is_taken_up_once);
	tcase_add_loop_test(tcase, flow_that_was_silent_for_too_long_is_another,
	    0, 4);
	tcase_add_test(tcase,
	    clock_set_back_an_hour_meanwhile_makes_another_flow);
	tcase_add_test(tcase, replay_takes_up_nothing);
	tcase_add_test(tcase, name_and_conformance_of_before_stay);
	tcase_add_loop_test(tcase, name_that_opened_no_row_opens_none_later, 0,
	    2);
	tcase_add_test(tcase, row_that_retention_deleted_comes_back_whole);
	tcase_add_test(tcase, other_rules_judge_what_goes_on);
}

int
main(void)
{
	Suite *suite = suite_create("resume");
	TCase *tcase = tcase_create("resume");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, wire_stop);
	tcase_set_timeout(tcase, 60);
	add_all(tcase);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
