/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_minute.c - what the tap gave and what it did not, minute by minute.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "wire_world.h"

static void
setup(void)
{
	wire_start(NULL, NULL);
	wire_now_us = 1020 * SECOND; /* a minute begins */
}

static int64_t
sum_of(const char *column)
{
	char sql[128];

	snprintf(sql, sizeof(sql), "SELECT sum(%s) FROM audit_loss", column);
	return wire_number(sql);
}

static int64_t
minute_of(const char *column, int minute)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT coalesce(sum(%s), 0) FROM audit_loss"
	    " WHERE minute_us = %d * 60000000",
	    column, minute);
	return wire_number(sql);
}

START_TEST(packets_are_counted_in_their_minutes)
{
	for (int i = 0; i < 30; i++) {
		wire_udp(GATEWAY, 50000, BROKER, 9, "x", 1);
		wire_now_us += 10 * SECOND;
	}
	wire_finish();
	ck_assert_int_eq(minute_of("packets", 17), 6);
	ck_assert_int_eq(minute_of("packets", 18), 6);
	ck_assert_int_eq(sum_of("packets"), 30);
}
END_TEST

START_TEST(clock_that_is_set_back_loses_no_packet)
{
	for (int i = 0; i < 300; i++) {
		wire_udp(GATEWAY, 50000, BROKER, 9, "x", 1);
		wire_now_us += 37 * SECOND;
		if (i % 100 == 99)
			wire_now_us -= 3600 * SECOND;
		if (i % 7 == 0)
			wire_now_us -= 20 * SECOND;
	}
	wire_finish();
	ck_assert_int_eq(sum_of("packets"), 300);
	wire_check_sums();
}
END_TEST

START_TEST(frames_left_out_of_a_talk_are_unseen)
{
	struct wire_talk t = wire_talk(GATEWAY, 50000, BROKER, 20002);
	struct run_tally tally;

	wire_open(&t);
	wire_say(&t, CLIENT, "xxxxx", 5);
	wire_say(&t, SERVER, "yyyyy", 5);
	t.next[SERVER] += 1460; /* lost on the way to us */
	wire_segment(&t, CLIENT, FRAMES_ACK, NULL, 0);
	wire_now_us += 60 * SECOND;
	t.next[SERVER] += 700;
	wire_say(&t, SERVER, "yyyyy", 5);
	run_tally(farm.run, &tally);
	ck_assert_uint_eq(tally.unseen_bytes, 1460 + 700);
	wire_close(&t);
	wire_finish();
	ck_assert_int_eq(minute_of("unseen_bytes", 17), 1460);
	ck_assert_int_eq(minute_of("unseen_bytes", 18), 700);
}
END_TEST

START_TEST(bytes_that_come_late_are_not_unseen)
{
	struct wire_talk t = wire_talk(GATEWAY, 50000, BROKER, 20002);

	wire_open(&t);
	wire_say(&t, CLIENT, "xxxxx", 5);
	wire_say(&t, SERVER, "yyyyy", 5);
	t.next[SERVER] += 10;
	wire_say(&t, SERVER, "zzzzz", 5);
	t.next[SERVER] -= 15;
	wire_say(&t, SERVER, "0123456789", 10);
	t.next[SERVER] += 5;
	wire_close(&t);
	wire_finish();
	ck_assert_int_eq(sum_of("unseen_bytes"), 0);
}
END_TEST

/* The last of them by the last frame. */
START_TEST(evicted_flows_are_counted)
{
	struct run_options options = { .memory_bytes = RUN_MEMORY_MIN };
	struct store_run figures;
	char src[32];

	wire_stop();
	wire_start(&options, NULL);
	wire_now_us = 1020 * SECOND;
	for (uint32_t i = 0; i < 60000; i++) {
		struct wire_talk t;

		snprintf(src, sizeof(src), "10.%u.%u.%u", 1 + (i >> 16),
		    i >> 8 & 255, i & 255);
		t = wire_talk(src, 50000, GATEWAY, 443);
		wire_segment(&t, CLIENT, FRAMES_SYN, NULL, 0);
	}
	figures = wire_finish();
	ck_assert_uint_gt(figures.evicted_flows, 0);
	ck_assert_int_eq(sum_of("evicted_flows"),
	    (int64_t)figures.evicted_flows);
	ck_assert_int_eq(sum_of("packets"), 60000);
}
END_TEST

START_TEST(quiet_tap_writes_the_minute_that_is_over)
{
	struct err err;

	wire_udp(GATEWAY, 50000, BROKER, 9, "x", 1);
	ck_assert_int_eq(run_idle(farm.run, wire_now_us + 30 * SECOND), 0);
	ck_assert_int_eq(store_commit(farm.store, &err), 0);
	ck_assert_int_eq(minute_of("packets", 17), 0);
	ck_assert_int_eq(run_idle(farm.run, wire_now_us + 60 * SECOND), 0);
	ck_assert_int_eq(store_commit(farm.store, &err), 0);
	ck_assert_int_eq(minute_of("packets", 17), 1);
	wire_finish();
	ck_assert_int_eq(sum_of("packets"), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("minute");
	TCase *tcase = tcase_create("minute");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, wire_stop);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, packets_are_counted_in_their_minutes);
	tcase_add_test(tcase, clock_that_is_set_back_loses_no_packet);
	tcase_add_test(tcase, frames_left_out_of_a_talk_are_unseen);
	tcase_add_test(tcase, bytes_that_come_late_are_not_unseen);
	tcase_add_test(tcase, evicted_flows_are_counted);
	tcase_add_test(tcase, quiet_tap_writes_the_minute_that_is_over);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
