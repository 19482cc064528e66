/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_live_merge.c - frames of several sources in the order of their times.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "capture/live_merge.h"

#define WINDOW_US 100
#define STEP_US 10
#define HOUR_US UINT64_C(3600000000)
#define TAKEN_MAX 20000
#define SMALL 4 /* bytes of most frames */

static struct live_merge *merge;
static struct {
	uint64_t time_us;
	uint16_t source;
} taken[TAKEN_MAX];
static size_t taken_count;
static uint32_t damaged;
static uint64_t clock_us, longest_us; /* and the longest that one was held */

/* Bytes that tell of their time and place. */
static void
fill(uint8_t *bytes, uint32_t len, uint64_t time_us)
{
	for (uint32_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(time_us * 7 + i);
}

static void
take(const struct frame *f, void *arg)
{
	static uint8_t expected[FRAME_CAP_MAX];

	ck_assert_ptr_eq(arg, &taken_count);
	ck_assert_uint_lt(taken_count, TAKEN_MAX);
	taken[taken_count].time_us = f->time_us;
	taken[taken_count++].source = f->interface;
	fill(expected, f->cap_len, f->time_us);
	if (clock_us - f->wire_len > longest_us)
		longest_us = clock_us - f->wire_len;
	damaged += memcmp(expected, f->data, f->cap_len) != 0;
}

static void
make(size_t count)
{
	ck_assert_int_eq(live_merge_new(&merge, count, LIVE_MERGE_RING_MIN,
			     WINDOW_US, take, &taken_count),
	    0);
}

static void
setup(void)
{
	taken_count = 0;
	damaged = 0;
	longest_us = 0;
	make(2);
}

static void
teardown(void)
{
	live_merge_free(merge);
	merge = NULL;
}

static void
put_long(uint16_t source, uint64_t time_us, uint64_t now_us, uint32_t len)
{
	static uint8_t bytes[FRAME_CAP_MAX];
	struct frame f = { .time_us = time_us,
		.data = bytes,
		.cap_len = len,
		.wire_len = (uint32_t)now_us, /* when it came */
		.link_type = 1,
		.interface = source };

	clock_us = now_us;
	fill(bytes, len, time_us);
	live_merge_put(merge, &f, now_us);
}

static void
put(uint16_t source, uint64_t time_us, uint64_t now_us)
{
	put_long(source, time_us, now_us, SMALL);
}

static void
take_at(uint64_t now_us)
{
	clock_us = now_us;
	live_merge_take(merge, now_us);
}

static void
expect(size_t at, uint16_t source, uint64_t time_us)
{
	ck_assert_uint_lt(at, taken_count);
	ck_assert_uint_eq(taken[at].source, source);
	ck_assert_uint_eq(taken[at].time_us, time_us);
}

START_TEST(frames_are_handed_on_by_time)
{
	put(0, 10, 1000);
	put(0, 30, 1000);
	put(1, 20, 1001);
	put(1, 40, 1001);
	ck_assert_uint_eq(live_merge_take(merge, 1001), 3);
	expect(0, 0, 10);
	expect(1, 1, 20);
	expect(2, 0, 30); /* nothing of source 0 to compare 40 with */
	ck_assert_uint_eq(live_merge_flush(merge), 1);
	expect(3, 1, 40);
	ck_assert_uint_eq(damaged, 0);
	ck_assert_uint_eq(live_merge_late(merge, 0), 0);
	ck_assert_uint_eq(live_merge_late(merge, 1), 0);
}
END_TEST

START_TEST(frames_of_one_source_stay_in_their_order)
{
	put(0, 30, 1000);
	put(0, 10, 1000);
	put(1, 20, 1000);
	ck_assert_uint_eq(live_merge_flush(merge), 3);
	expect(0, 1, 20);
	expect(1, 0, 30);
	expect(2, 0, 10);
	ck_assert_uint_eq(live_merge_late(merge, 0), 0);
}
END_TEST

START_TEST(silent_source_is_waited_for_until_the_window_ends)
{
	put(0, 10, 1000);
	ck_assert_uint_eq(live_merge_due_us(merge), 1000 + WINDOW_US);
	ck_assert_uint_eq(live_merge_take(merge, 1000 + WINDOW_US - 1), 0);
	ck_assert_uint_eq(live_merge_take(merge, 1000 + WINDOW_US), 1);
	ck_assert_uint_eq(live_merge_due_us(merge), UINT64_MAX);
}
END_TEST

START_TEST(source_that_is_not_awaited_delays_nobody)
{
	live_merge_await(merge, 1, false);
	put(0, 10, 1000);
	ck_assert_uint_eq(live_merge_due_us(merge), 0);
	ck_assert_uint_eq(live_merge_take(merge, 1000), 1);
	/* What it has still takes its turn. */
	put(1, 20, 1000);
	put(0, 30, 1000);
	ck_assert_uint_eq(live_merge_take(merge, 1000), 2);
	expect(1, 1, 20);
	live_merge_await(merge, 1, true);
	put(0, 40, 1000);
	ck_assert_uint_eq(live_merge_take(merge, 1000), 0);
}
END_TEST

START_TEST(frame_after_its_turn_is_handed_on_and_counted)
{
	put(0, 10, 1000);
	put(0, 30, 1000);
	live_merge_take(merge, 1000 + WINDOW_US);
	put(1, 20, 1200);
	ck_assert_uint_eq(live_merge_take(merge, 1200 + WINDOW_US), 1);
	expect(2, 1, 20);
	ck_assert_uint_eq(live_merge_late(merge, 1), 1);
	ck_assert_uint_eq(live_merge_late(merge, 0), 0);
}
END_TEST

/* One clock an hour behind: nobody is held for longer than the window. */
START_TEST(clock_set_back_on_one_source_starves_nobody)
{
	for (uint64_t now = 1000; now < 11000; now += STEP_US) {
		put(0, HOUR_US + now, now);
		put(1, now, now);
		take_at(now);
	}
	live_merge_flush(merge);
	ck_assert_uint_eq(taken_count, 2000);
	ck_assert_uint_gt(longest_us, WINDOW_US / 2);
	ck_assert_uint_lt(longest_us, WINDOW_US + STEP_US);
	ck_assert_uint_gt(live_merge_late(merge, 1), 0);
}
END_TEST

START_TEST(late_by_an_hour_is_counted_once_not_for_an_hour)
{
	/* Both clocks are set back. */
	put(0, HOUR_US, 1000);
	put(1, HOUR_US + 1, 1000);
	live_merge_flush(merge);
	for (uint64_t i = 0; i < 100; i++) {
		put(0, 2 * i, 2000 + i);
		put(1, 2 * i + 1, 2000 + i);
	}
	live_merge_flush(merge);
	ck_assert_uint_eq(taken_count, 202);
	ck_assert_uint_eq(live_merge_late(merge, 0) + live_merge_late(merge, 1),
	    1);
}
END_TEST

START_TEST(frame_far_ahead_of_its_time_is_held_for_the_window_only)
{
	put(0, HOUR_US, 1000);
	for (uint64_t now = 1000; now <= 1000 + 2 * WINDOW_US; now++) {
		put(1, now, now);
		take_at(now);
	}
	live_merge_flush(merge);
	ck_assert_uint_eq(longest_us, WINDOW_US);
}
END_TEST

START_TEST(full_ring_hands_on_early_and_drops_nothing)
{
	size_t frames = 4 * LIVE_MERGE_RING_MIN / 1500;

	for (size_t i = 0; i < frames; i++)
		put_long(0, i, 1000, 1500);
	ck_assert_uint_gt(taken_count, 0);
	ck_assert_uint_lt(taken_count, frames);
	ck_assert_uint_eq(live_merge_hurried(merge, 0), taken_count);
	ck_assert_uint_eq(live_merge_take(merge, 1000), taken_count);
	live_merge_flush(merge);
	ck_assert_uint_eq(taken_count, frames);
	for (size_t i = 0; i < frames; i++)
		ck_assert_uint_eq(taken[i].time_us, i);
	ck_assert_uint_eq(damaged, 0);
}
END_TEST

START_TEST(full_ring_lets_earlier_ones_of_others_go_first)
{
	size_t i = 0;

	put(1, 5, 1000);
	while (taken_count == 0)
		put_long(0, 10 + i++, 1000, FRAME_CAP_MAX);
	expect(0, 1, 5);
	ck_assert_uint_eq(live_merge_hurried(merge, 1), 1);
}
END_TEST

/* What goes to the front of a full ring must not touch the next in turn. */
START_TEST(frame_a_little_longer_than_the_gap_waits_for_room)
{
	put_long(0, 1, 1000, 1000);
	put_long(0, 2, 1000, FRAME_CAP_MAX);
	put_long(0, 3, 1000, FRAME_CAP_MAX);
	put_long(0, 4, 1000, 260900); /* up to the end, nearly */
	ck_assert_uint_eq(taken_count, 0);
	put_long(0, 5, 1000, 1008);
	ck_assert_uint_eq(taken_count, 2);
	live_merge_flush(merge);
	ck_assert_uint_eq(taken_count, 5);
	for (size_t i = 0; i < taken_count; i++)
		ck_assert_uint_eq(taken[i].time_us, i + 1);
	ck_assert_uint_eq(damaged, 0);
}
END_TEST

START_TEST(longest_frames_fit)
{
	for (uint64_t i = 0; i < 50; i++) {
		put_long(0, i, i, FRAME_CAP_MAX);
		put_long(1, i, i, i % 2 ? 0 : FRAME_CAP_MAX - 1);
	}
	live_merge_flush(merge);
	ck_assert_uint_eq(taken_count, 100);
	ck_assert_uint_eq(damaged, 0);
}
END_TEST

/* Lengths and gaps by chance, checked against the rules. */
START_TEST(chance_traffic_keeps_every_frame_in_order)
{
	uint64_t state = 88172645463325252u + (uint64_t)_i, now = 1000;
	uint64_t sent[3] = { 0 }, last[3] = { 0 };
	size_t put_count = 0;

	live_merge_free(merge);
	make(3);
	while (put_count < TAKEN_MAX - 1) {
		uint16_t source;

		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		source = (uint16_t)(state % 3);
		now += state >> 60;
		sent[source]++;
		/* No more than half a window between time and coming. */
		put_long(source, now - now % (WINDOW_US / 2), now,
		    state % 64 == 0 ? 200000 : (uint32_t)(state >> 8) % 2000);
		put_count++;
		/* The last time only full rings hand on. */
		if (_i < 2 && state % 5 == 0)
			live_merge_take(merge, now);
	}
	live_merge_flush(merge);
	ck_assert_uint_eq(taken_count, put_count);
	ck_assert_uint_eq(damaged, 0);
	for (size_t i = 0; i < taken_count; i++) {
		uint16_t source = taken[i].source;

		sent[source]--;
		ck_assert_uint_le(last[source], taken[i].time_us);
		last[source] = taken[i].time_us;
	}
	ck_assert_uint_eq(sent[0] + sent[1] + sent[2], 0);
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
	struct live_merge *m = NULL;

	ck_assert_int_eq(live_merge_new(&m, 0, LIVE_MERGE_RING_MIN, 1, take,
			     NULL),
	    -EINVAL);
	ck_assert_int_eq(live_merge_new(&m, LIVE_INTERFACES_MAX + 1,
			     LIVE_MERGE_RING_MIN, 1, take, NULL),
	    -EINVAL);
	ck_assert_int_eq(live_merge_new(&m, 1, LIVE_MERGE_RING_MIN - 1, 1, take,
			     NULL),
	    -EINVAL);
	ck_assert_ptr_null(m);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("live_merge");
	TCase *tc = tcase_create("live_merge");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, frames_are_handed_on_by_time);
	tcase_add_test(tc, frames_of_one_source_stay_in_their_order);
	tcase_add_test(tc, silent_source_is_waited_for_until_the_window_ends);
	tcase_add_test(tc, source_that_is_not_awaited_delays_nobody);
	tcase_add_test(tc, frame_after_its_turn_is_handed_on_and_counted);
	tcase_add_test(tc, clock_set_back_on_one_source_starves_nobody);
	tcase_add_test(tc, late_by_an_hour_is_counted_once_not_for_an_hour);
	tcase_add_test(tc,
	    frame_far_ahead_of_its_time_is_held_for_the_window_only);
	tcase_add_test(tc, full_ring_hands_on_early_and_drops_nothing);
	tcase_add_test(tc, full_ring_lets_earlier_ones_of_others_go_first);
	tcase_add_test(tc, frame_a_little_longer_than_the_gap_waits_for_room);
	tcase_add_test(tc, longest_frames_fit);
	tcase_add_loop_test(tc, chance_traffic_keeps_every_frame_in_order, 0,
	    3);
	tcase_add_test(tc, impossible_sizes_are_refused);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
