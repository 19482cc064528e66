/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_live_net.c - live capture on veth pairs: every frame, in order; and
 * interfaces that come and go.
 */
#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "capture/live.h"
#include "support/live_world.h"

#define PORT 7 /* of most frames */

START_TEST(every_frame_of_one_interface_is_handed_on)
{
	struct live_stats s;

	live_world_start();
	for (int i = 0; i < 50; i++) {
		live_world_send_some("vb", 100);
		live_world_turn();
	}
	live_world_read_frames(5000);
	ck_assert_uint_eq(live_seen.all, 5000);
	ck_assert_uint_eq(live_seen.out_of_turn, 0);
	ck_assert_uint_eq(live_seen.link_type, 1);
	live_stats(live, 0, &s);
	ck_assert_uint_eq(s.received, 5000);
	ck_assert_uint_eq(s.frames, 5000);
	ck_assert_uint_eq(s.kernel_drops, 0);
	ck_assert_uint_eq(s.interface_drops, 0);
	ck_assert_uint_eq(live_seen.event_count, 0);
}
END_TEST

START_TEST(two_interfaces_are_merged_by_time)
{
	int v = live_world_sender("vb"), w = live_world_sender("wb");
	struct live_stats s[2];

	options.interface_count = 2;
	live_world_start();
	for (int i = 0; i < 5000; i++) {
		live_world_send_frame(i % 3 ? v : w, 0, PORT);
		if (i % 250 == 0)
			live_world_turn();
	}
	live_world_read_frames(5000);
	live_stats(live, 0, &s[0]);
	live_stats(live, 1, &s[1]);
	ck_assert_uint_eq(live_seen.all, 5000);
	ck_assert_uint_eq(live_seen.frames[1], 1667);
	ck_assert_uint_eq(live_seen.backwards, 0);
	ck_assert_uint_eq(live_seen.out_of_turn, 0);
	ck_assert_uint_eq(s[0].late + s[1].late, 0);
	ck_assert_uint_eq(s[0].hurried + s[1].hurried, 0);
	close(v);
	close(w);
}
END_TEST

START_TEST(silent_interface_holds_the_other_for_the_window_only)
{
	uint64_t begin;

	options.interface_count = 2;
	options.window_us = 300000;
	live_world_start();
	live_world_read_for(150000);
	begin = live_world_clocks().steady_us;
	live_world_send_some("vb", 1);
	live_world_read_frames(1);
	ck_assert_uint_eq(live_seen.all, 1);
	ck_assert_uint_ge(live_world_clocks().steady_us - begin, 300000);
	ck_assert_uint_lt(live_world_clocks().steady_us - begin, 1500000);
}
END_TEST

START_TEST(interface_that_is_down_holds_nobody)
{
	uint64_t begin;

	options.interface_count = 2;
	options.window_us = 1500000;
	live_world_start();
	live_world_ip("link set wa down");
	live_world_read_for(50000);
	ck_assert_uint_eq(live_seen.event_count, 1);
	ck_assert_uint_eq(live_seen.events[0].interface, 1);
	begin = live_world_clocks().steady_us;
	live_world_send_some("vb", 1);
	live_world_read_frames(1);
	ck_assert_uint_eq(live_seen.all, 1);
	ck_assert_uint_lt(live_world_clocks().steady_us - begin, 1000000);
}
END_TEST

START_TEST(without_frames_it_returns_in_time)
{
	uint64_t shortest = UINT64_MAX;

	live_world_start();
	live_world_read_for(50000);
	for (int i = 0; i < 5; i++) { /* the machine may be busy */
		uint64_t begin = live_world_clocks().steady_us, took;

		live_world_turn();
		took = live_world_clocks().steady_us - begin;
		if (took < shortest)
			shortest = took;
	}
	ck_assert_uint_le(shortest, 200000);
	ck_assert_uint_eq(live_seen.all, 0);
}
END_TEST

START_TEST(frames_that_are_there_at_the_end_are_handed_on)
{
	struct live_stats s;

	options.interface_count = 2;
	live_world_start();
	live_world_send_some("vb", 100);
	live_world_send_some("wb", 100);
	live_stop(live);
	live_world_send_some("vb", 3); /* too late */
	ck_assert(live_owes(live));
	while (live_owes(live))
		live_world_turn();
	live_finish(live);
	ck_assert_uint_ge(live_seen.all, 200);
	ck_assert_uint_eq(live_seen.backwards, 0);
	live_stats(live, 0, &s);
	ck_assert_uint_eq(s.left, 0);
	ck_assert_uint_eq(s.kernel_drops, 0);
}
END_TEST

START_TEST(frames_there_is_no_time_for_are_counted_as_dropped)
{
	struct live_stats s[2];

	options.interface_count = 2;
	live_world_start();
	live_world_send_some("vb", 100);
	live_world_read_frames(100);
	live_world_send_some("vb", 7);
	live_world_send_some("wb", 5);
	live_stop(live);
	live_world_send_some("vb", 3);
	live_finish(live);
	for (size_t i = 0; i < 2; i++)
		live_stats(live, i, &s[i]);
	ck_assert_uint_eq(live_seen.all, 100);
	ck_assert_uint_eq(s[0].left, 7);
	ck_assert_uint_eq(s[0].kernel_drops, 7);
	ck_assert_uint_eq(s[1].kernel_drops, 5);
}
END_TEST

START_TEST(filter_chooses_and_counts)
{
	struct live_stats s;
	int v = live_world_sender("vb");

	options.filter = "udp port 9";
	live_world_start();
	for (int i = 0; i < 10; i++) {
		live_world_send_frame(v, 0, 9);
		live_world_send_frame(v, 0, 10);
	}
	live_world_read_frames(10);
	live_world_read_for(100000);
	ck_assert_uint_eq(live_seen.all, 10);
	live_stats(live, 0, &s);
	ck_assert_uint_eq(s.received, 10);
	close(v);
}
END_TEST

/* Frames received with 0, 1 and 2 tags, and sent with one, pass or not. */
static void
send_tagged(void)
{
	int in = live_world_sender("vb"), out = live_world_sender("va");

	for (unsigned int tags = 0; tags < 3; tags++)
		live_world_send_frame(in, tags, 9);
	live_world_send_frame(out, 1, 9);
	live_world_read_for(300000);
	close(in);
	close(out);
}

START_TEST(plain_filter_misses_what_header_says)
{
	options.filter = "udp port 9";
	live_world_start();
	send_tagged();
	ck_assert_uint_eq(live_seen.all, 2);
}
END_TEST

START_TEST(filter_for_tagged_frames_misses_none)
{
	options.filter = "udp port 9";
	options.filter_tagged = true;
	live_world_start();
	send_tagged();
	ck_assert_uint_eq(live_seen.all, 4);
}
END_TEST

START_TEST(snap_length_cuts)
{
	options.snap_len = 40;
	live_world_start();
	live_world_send_some("vb", 1);
	live_world_read_frames(1);
	ck_assert_uint_eq(live_seen.all, 1);
	ck_assert_uint_eq(live_seen.longest, 40);
}
END_TEST

START_TEST(down_and_up_a_hundred_times_is_one_event_each)
{
	struct live_stats s;

	live_world_start();
	for (int i = 0; i < 100; i++) {
		live_world_ip("link set va down");
		live_world_ip("link set va up");
		if (i % 3 == 0)
			live_world_turn();
	}
	live_world_await_state(LIVE_UP);
	live_world_read_for(100000);
	/* The other end is up, so nothing lies between the two. */
	ck_assert_uint_eq(live_seen.event_count, 200);
	for (size_t i = 0; i < 200; i++) {
		ck_assert_int_eq(live_seen.events[i].state,
		    i % 2 ? LIVE_UP : LIVE_DOWN);
		ck_assert_int_ne(live_seen.events[i].before,
		    live_seen.events[i].state);
	}
	live_world_send_some("vb", 100);
	live_world_read_frames(100);
	ck_assert_uint_eq(live_seen.all, 100);
	live_stats(live, 0, &s);
	ck_assert_uint_eq(s.opened, 1);
	ck_assert_uint_eq(s.received, 100);
}
END_TEST

START_TEST(lost_carrier_is_told)
{
	live_world_start();
	live_world_ip("link set vb down");
	live_world_await_state(LIVE_NO_CARRIER);
	live_world_ip("link set vb up");
	live_world_await_state(LIVE_UP);
	ck_assert_uint_eq(live_seen.event_count, 2);
	live_world_send_some("vb", 10);
	live_world_read_frames(10);
	ck_assert_uint_eq(live_seen.all, 10);
}
END_TEST

static size_t
open_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	ck_assert_ptr_nonnull(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

START_TEST(interface_made_anew_is_opened_anew)
{
	struct live_stats s;
	size_t descriptors;

	live_world_start();
	descriptors = open_descriptors();
	for (int i = 0; i < 20; i++) {
		uint64_t before = live_seen.all;

		live_world_send_some("vb", 50);
		live_world_read_frames(before + 50);
		live_world_ip("link del va");
		live_world_await_state(LIVE_GONE);
		live_world_add_pair("va", "vb");
		live_world_await_state(LIVE_UP);
	}
	live_world_send_some("vb", 50);
	live_world_read_frames(1050);
	ck_assert_uint_eq(live_seen.all, 1050);
	live_stats(live, 0, &s);
	ck_assert_uint_eq(s.received, 1050);
	ck_assert_uint_eq(s.opened, 21);
	ck_assert_uint_eq(open_descriptors(), descriptors);
}
END_TEST

START_TEST(interface_replaced_unseen_is_opened_anew)
{
	struct live_stats s;

	live_world_start();
	live_world_turn(); /* it counts now, and not for a second */
	live_world_send_some("vb", 10);
	live_world_read_frames(10);
	live_world_ip("link del va");
	live_world_add_pair("va", "vb");
	live_world_await_state(LIVE_UP);
	live_world_read_for(100000);
	live_world_send_some("vb", 10);
	live_world_read_frames(20);
	ck_assert_uint_eq(live_seen.all, 20);
	live_stats(live, 0, &s);
	ck_assert_uint_eq(s.opened, 2);
	ck_assert_uint_eq(s.received, 20);
	ck_assert_int_eq(s.state, LIVE_UP);
}
END_TEST

START_TEST(others_go_on_while_one_is_gone)
{
	options.interface_count = 2;
	live_world_start();
	live_world_ip("link del va");
	live_world_await_state(LIVE_GONE);
	live_world_send_some("wb", 100);
	live_world_read_frames(100);
	ck_assert_uint_eq(live_seen.frames[1], 100);
}
END_TEST

START_TEST(renamed_interface_stays_open)
{
	live_world_start();
	live_world_ip("link set va down");
	live_world_ip("link set va name xa");
	live_world_ip("link set xa up");
	live_world_await_state(LIVE_UP);
	live_world_read_for(100000);
	live_world_send_some("vb", 10);
	live_world_read_frames(10);
	ck_assert_uint_eq(live_seen.all, 10);
}
END_TEST

START_TEST(interface_that_is_down_at_the_start_is_waited_for)
{
	live_world_ip("link set va down");
	live_world_start();
	ck_assert_uint_eq(live_seen.event_count, 1);
	ck_assert_int_eq(live_seen.events[0].state, LIVE_DOWN);
	live_world_ip("link set va up");
	live_world_await_state(LIVE_UP);
	live_world_send_some("vb", 10);
	live_world_read_frames(10);
	ck_assert_uint_eq(live_seen.all, 10);
}
END_TEST

START_TEST(any_is_an_interface)
{
	static const char *const any[] = { "any" };

	options.interfaces = any;
	options.filter = "inbound";
	options.filter_tagged = true; /* it has no VLAN to look for */
	live_world_start();
	live_world_send_some("vb", 10);
	live_world_send_some("wb", 10);
	live_world_read_frames(20);
	live_world_read_for(1200000);
	ck_assert_uint_eq(live_seen.all, 20);
	ck_assert_uint_eq(live_seen.link_type, 113);
	ck_assert_uint_eq(live_seen.event_count, 0);
}
END_TEST

START_TEST(missing_interface_is_told_with_those_there_are)
{
	static const char *const names[] = { "va", "span0" };
	struct live_clock now = live_world_clocks();
	struct err err;

	options.interfaces = names;
	options.interface_count = 2;
	ck_assert_int_eq(live_open(&live, &options, &now, &err), -ENODEV);
	ck_assert_ptr_nonnull(strstr(err.text, "span0: no such interface"));
	ck_assert_ptr_nonnull(strstr(err.text, "va"));
	ck_assert_ptr_nonnull(strstr(err.text, "wb"));
	ck_assert_uint_eq(live_seen.event_count, 0);
}
END_TEST

static volatile sig_atomic_t stop;

START_TEST(stop_flag_ends_waiting_and_reading)
{
	uint64_t begin;

	options.stop = &stop;
	stop = 0;
	live_world_start();
	live_world_send_some("vb", 10);
	usleep(2500000);
	stop = 1;
	begin = live_world_clocks().steady_us;
	for (int i = 0; i < 10; i++)
		live_world_turn();
	ck_assert_uint_lt(live_world_clocks().steady_us - begin, 500000);
	ck_assert_uint_eq(live_seen.all, 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		every_frame_of_one_interface_is_handed_on,
		two_interfaces_are_merged_by_time,
		silent_interface_holds_the_other_for_the_window_only,
		interface_that_is_down_holds_nobody,
		without_frames_it_returns_in_time,
		frames_that_are_there_at_the_end_are_handed_on,
		frames_there_is_no_time_for_are_counted_as_dropped,
		filter_chooses_and_counts,
		plain_filter_misses_what_header_says,
		filter_for_tagged_frames_misses_none,
		snap_length_cuts,
		down_and_up_a_hundred_times_is_one_event_each,
		lost_carrier_is_told,
		interface_made_anew_is_opened_anew,
		interface_replaced_unseen_is_opened_anew,
		others_go_on_while_one_is_gone,
		renamed_interface_stays_open,
		interface_that_is_down_at_the_start_is_waited_for,
		any_is_an_interface,
		missing_interface_is_told_with_those_there_are,
		stop_flag_ends_waiting_and_reading,
	};

	return live_world_run("live_net", tests,
	    sizeof(tests) / sizeof(*tests));
}
