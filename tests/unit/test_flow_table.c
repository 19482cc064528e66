/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow_table.c - the life of flows: idle times, reports, credits, time
 * that jumps, the order of the end.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flow_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SEED 1
#define FLOWS_MAX 100
#define DAY (86400 * SECOND)

static struct world world;

static void
setup(void)
{
	world_open(&world, FLOWS_MAX, SEED);
}

static void
teardown(void)
{
	world_close(&world);
}

static struct flow *
tcp(const char *script)
{
	return world_talk(&world, PROTO_TCP, 40000, 443, script);
}

static struct flow *
udp(const char *script)
{
	return world_talk(&world, PROTO_UDP, 40000, 53, script);
}

/* Somebody else's packet, seconds later, that moves the clock. */
static void
other_packet_after(uint64_t seconds)
{
	static uint16_t port = 1;

	world.now_us += seconds * SECOND;
	world_packet(&world, packet_udp(80, port++, 81, 9));
}

static size_t
ended(void)
{
	return world.ends[FLOW_END_IDLE] + world.ends[FLOW_END_CLOSED] +
	    world.ends[FLOW_END_EVICTED];
}

static const struct {
	const char *what;
	uint8_t proto;
	const char *script;
	uint64_t seconds;
	enum flow_end why;
} lives[] = {
	{ "attempt", PROTO_TCP, ">S", 60, FLOW_END_IDLE },
	{ "half a handshake", PROTO_TCP, ">S <SA", 60, FLOW_END_IDLE },
	{ "established", PROTO_TCP, ">S <SA >A", 3600, FLOW_END_IDLE },
	{ "mid-stream", PROTO_TCP, ">P <P", 3600, FLOW_END_IDLE },
	{ "one FIN", PROTO_TCP, ">S <SA >A >F <A", 3600, FLOW_END_IDLE },
	{ "FINs", PROTO_TCP, ">S <SA >A >F <F >A", 10, FLOW_END_CLOSED },
	{ "RST", PROTO_TCP, ">S <SA >A >P <R", 10, FLOW_END_CLOSED },
	{ "refused", PROTO_TCP, ">S <RA", 10, FLOW_END_CLOSED },
	{ "datagram", PROTO_UDP, ">D", 120, FLOW_END_IDLE },
	{ "answered", PROTO_UDP, ">D <D", 120, FLOW_END_IDLE },
};

/* Move the clock by packets that are a second apart, so that every bucket is
 * looked at when its time comes; what they begin ends too. */
static void
let_pass(uint64_t seconds)
{
	while (seconds-- > 0) {
		world.now_us += SECOND - STEP_US;
		world_packet(&world, packet_udp(80, 1, 81, 9));
	}
}

START_TEST(a_flow_ends_after_its_idle_time)
{
	const struct flow *f =
	    world_talk(&world, lives[_i].proto, 40000, 443, lives[_i].script);
	uint64_t first_us = f->first_us, last_us = f->last_us;

	let_pass(lives[_i].seconds - 1);
	ck_assert_msg(ended() == 0, "%s: ended early", lives[_i].what);
	let_pass(2);
	ck_assert_msg(world.ends[lives[_i].why] == 1, "%s: not ended",
	    lives[_i].what);
	ck_assert_uint_eq(ended(), 1);
	f = world_told(&world, 40000, lives[_i].why);
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(f->first_us, first_us);
	ck_assert_uint_eq(f->last_us, last_us);
}
END_TEST

START_TEST(the_same_ends_begin_anew_after_the_idle_time)
{
	struct packet p = packet_udp(1, 40000, 2, 443);

	p.proto = lives[_i].proto;
	p.tcp_flags = PACKET_TCP_ACK;
	world_talk(&world, lives[_i].proto, 40000, 443, lives[_i].script);
	world.now_us += (lives[_i].seconds - 1) * SECOND;
	world_packet(&world, p);
	ck_assert_msg(world.how == FLOW_TOUCH_KNOWN, "%s: too early",
	    lives[_i].what);
	teardown();
	setup();
	world_talk(&world, lives[_i].proto, 40000, 443, lives[_i].script);
	world.now_us += lives[_i].seconds * SECOND;
	world_packet(&world, p);
	ck_assert_msg(world.how == FLOW_TOUCH_NEW, "%s: too late",
	    lives[_i].what);
	ck_assert_uint_eq(world.ends[lives[_i].why], 1);
}
END_TEST

START_TEST(a_flow_that_has_packets_lives_on)
{
	for (int i = 0; i < 50; i++) {
		udp(">D");
		let_pass(100);
	}
	ck_assert_uint_eq(ended(), 0);
	ck_assert_uint_eq(udp(">D")->packets[0], 51);
}
END_TEST

START_TEST(own_timeouts_replace_the_defaults)
{
	struct flow_table_options o = { .max_flows = 10 };
	struct flow_table *ft = NULL;

	ck_assert_int_eq(flow_table_new(&ft, &o), -EINVAL); /* no on_end */
	world_close(&world);
	world_open_with(&world, 10, SEED,
	    &(struct flow_timeouts){ .datagram_s = 5, .closed_s = 40 });
	udp(">D");
	tcp(">S <SA >A >F <F");
	let_pass(6);
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 1);
	let_pass(32);
	ck_assert_uint_eq(world.ends[FLOW_END_CLOSED], 0);
	let_pass(4);
	ck_assert_uint_eq(world.ends[FLOW_END_CLOSED], 1);
}
END_TEST

static void
ignore(struct flow *flow, enum flow_end why, void *arg)
{
	(void)flow;
	(void)why;
	(void)arg;
}

START_TEST(impossible_options_are_refused)
{
	struct flow_table_options o = { .max_flows = 0, .on_end = ignore };
	struct flow_table *ft = NULL;

	ck_assert_int_eq(flow_table_new(&ft, &o), -EINVAL);
	o.max_flows = (size_t)FLOW_TABLE_MAX + 1;
	ck_assert_int_eq(flow_table_new(&ft, &o), -EINVAL);
	o.max_flows = 1;
	o.timeouts.established_s = FLOW_TIMEOUT_MAX_S + 1;
	ck_assert_int_eq(flow_table_new(&ft, &o), -EINVAL);
	ck_assert_ptr_null(ft);
	o.timeouts.established_s = FLOW_TIMEOUT_MAX_S;
	ck_assert_int_eq(flow_table_new(&ft, &o), 0);
	flow_table_free(ft);
	flow_table_free(NULL);
}
END_TEST

START_TEST(a_living_flow_is_reported_once_in_five_minutes)
{
	int user;

	tcp(">S <SA >A")->user = &user;
	for (int i = 0; i < 14; i++) {
		other_packet_after(60);
		tcp(">P");
	}
	ck_assert_uint_eq(world.ends[FLOW_END_ACTIVE], 2);
	ck_assert_ptr_eq(world_told(&world, 40000, FLOW_END_ACTIVE)->user,
	    &user);
	ck_assert_ptr_eq(tcp(">P")->user, &user);
}
END_TEST

START_TEST(a_silent_flow_is_reported_once_for_its_last_packets)
{
	tcp(">S <SA >A >P");
	let_pass(290);
	ck_assert_uint_eq(world.told, 0);
	let_pass(3000);
	/* Itself once, and let_pass()'s own flow each time. */
	ck_assert_uint_eq(world.ends[FLOW_END_ACTIVE], 1 + 3290 / 300);
	ck_assert_uint_eq(world.kept[0].key.port[0], 40000);
	ck_assert_uint_eq(world.kept[0].packets[0], 3);
	for (size_t i = 1; i < world.kept_count; i++)
		ck_assert_uint_ne(world.kept[i].key.port[0], 40000);
}
END_TEST

/* A hint at re-orientation in the callback holds. */
static void
turn(struct flow *flow, enum flow_end why, void *arg)
{
	(void)arg;
	if (why == FLOW_END_ACTIVE && flow->basis == DIRECTION_FIRST)
		flow_orient(flow, 1U - flow->client, DIRECTION_ROW);
}

START_TEST(the_orientation_given_at_a_report_is_kept)
{
	struct flow_table_options o = { .max_flows = 10, .on_end = turn };
	struct world w = { .now_us = START_US };
	struct flow *f;

	ck_assert_int_eq(flow_table_new(&w.table, &o), 0);
	f = world_talk(&w, PROTO_TCP, 40000, 443, "<P >P");
	ck_assert_uint_eq(f->client, 1);
	for (int i = 0; i < 8; i++)
		f = world_talk(&w, PROTO_TCP, 40000, 443, "+50 <P");
	ck_assert_uint_eq(f->client, 0);
	ck_assert_uint_eq(f->basis, DIRECTION_ROW);
	world_close(&w);
}
END_TEST

START_TEST(an_error_is_credited_to_the_flow_it_quotes)
{
	struct flow *f = udp(">D !3.3");

	ck_assert_int_eq(world.how, FLOW_TOUCH_CREDITED_ERROR);
	ck_assert_uint_eq(world.side, 1);
	ck_assert_uint_eq(f->packets[0], 1);
	ck_assert_uint_eq(f->packets[1], 0);
	ck_assert_int_eq(flow_outcome(f), OUTCOME_REFUSED);
	ck_assert_uint_eq(flow_table_size(world.table), 1);
	ck_assert_uint_eq(flow_table_stats(world.table)->credited_errors, 1);
}
END_TEST

START_TEST(an_error_is_none_of_the_packets_of_the_flow)
{
	uint64_t last_us = udp(">D")->last_us;
	struct flow *f = udp("+50 !3.3");

	ck_assert_uint_eq(f->last_us, last_us);
	let_pass(72); /* 50 and 72 are more than the idle time */
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 1);
}
END_TEST

START_TEST(an_error_about_no_flow_is_one)
{
	struct flow *f = udp("!3.3");

	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
	ck_assert_uint_eq(f->key.ip_proto, PROTO_ICMP);
	ck_assert_uint_eq(f->icmp_type, 3);
	ck_assert_uint_eq(f->icmp_code, 3);
	/* About a direction that was not seen. */
	f = udp(">D ?3.3");
	ck_assert_uint_eq(f->key.ip_proto, PROTO_ICMP);
	ck_assert_uint_eq(flow_table_stats(world.table)->credited_errors, 0);
}
END_TEST

START_TEST(an_error_about_a_flow_that_is_over_is_one)
{
	/* The flow's time is over at half a second; flows are looked at on
	 * the full one. */
	other_packet_after(0);
	world.now_us = START_US + SECOND / 2;
	udp(">D");
	world.now_us = START_US + 120 * SECOND + SECOND * 3 / 4;
	udp("!3.3");
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
	ck_assert_ptr_null(world_told(&world, 40000, FLOW_END_IDLE));
}
END_TEST

START_TEST(a_successor_leaves_the_others_of_its_second_in_place)
{
	tcp(">S <SA >F <F");
	for (uint16_t port = 1; port <= 3; port++)
		world_talk(&world, PROTO_TCP, port, 443, ">S <SA >F <F");
	tcp(">N");
	let_pass(15);
	ck_assert_uint_eq(world.ends[FLOW_END_CLOSED], 4);
	let_pass(50);
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 1);
}
END_TEST

static struct packet
lookup(void)
{
	struct packet p = packet_udp(10, 50000, 255, 20000);

	p.scope = SCOPE_BROADCAST;
	return p;
}

START_TEST(a_unicast_answer_is_credited_to_the_broadcast)
{
	struct flow *f = world_packet(&world, lookup());

	ck_assert_ptr_eq(world_packet(&world, packet_udp(30, 20000, 10, 50000)),
	    f);
	ck_assert_int_eq(world.how, FLOW_TOUCH_CREDITED_ANSWER);
	ck_assert_uint_eq(world.side, 1);
	/* Before the asker in the order of keys, and yet its peer. */
	world_packet(&world, packet_udp(5, 20000, 10, 50000));
	ck_assert_uint_eq(world.side, 1);
	ck_assert_uint_eq(f->packets[f->client], 1);
	ck_assert_uint_eq(f->packets[1 - f->client], 2);
	ck_assert_int_eq(flow_outcome(f), OUTCOME_ONE_WAY);
	ck_assert_uint_eq(flow_table_size(world.table), 1);
	ck_assert_uint_eq(flow_table_stats(world.table)->credited_answers, 2);
}
END_TEST

START_TEST(a_late_answer_is_a_flow_of_its_own)
{
	world_packet(&world, lookup());
	world.now_us += 5 * SECOND;
	world_packet(&world, packet_udp(30, 20000, 10, 50000));
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
}
END_TEST

START_TEST(an_answer_from_another_port_is_a_flow_of_its_own)
{
	world_packet(&world, lookup());
	world_packet(&world, packet_udp(30, 20001, 10, 50000));
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
}
END_TEST

START_TEST(a_flow_that_lives_keeps_its_packets_from_a_broadcast)
{
	world_packet(&world, packet_udp(10, 50000, 30, 20000));
	world_packet(&world, lookup());
	world_packet(&world, packet_udp(30, 20000, 10, 50000));
	ck_assert_int_eq(world.how, FLOW_TOUCH_KNOWN);
}
END_TEST

START_TEST(a_broadcast_answer_is_a_flow_of_its_own)
{
	struct packet answer = packet_udp(30, 20000, 10, 50000);

	world_packet(&world, lookup());
	answer.scope = SCOPE_BROADCAST;
	world_packet(&world, answer);
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
}
END_TEST

START_TEST(the_rest_of_the_input_begins_as_early_as_its_start)
{
	ck_assert_uint_eq(udp(">D")->basis, DIRECTION_FIRST);
	other_packet_after(121);
	ck_assert_uint_eq(udp(">D")->basis, DIRECTION_OPENER);
	world.now_us += 100 * SECOND;
	flow_table_gap(world.table, world.now_us);
	other_packet_after(30);
	ck_assert_uint_eq(world_talk(&world, PROTO_UDP, 1, 2, ">D")->basis,
	    DIRECTION_FIRST);
	ck_assert_uint_eq(tcp(">S")->basis, DIRECTION_SYN);
	other_packet_after(91);
	ck_assert_uint_eq(world_talk(&world, PROTO_UDP, 3, 4, ">D")->basis,
	    DIRECTION_OPENER);
}
END_TEST

START_TEST(one_absurd_time_ends_nothing)
{
	struct packet p = packet_udp(70, 1, 71, 2);
	struct flow *f = tcp(">S <SA >A >P");
	enum flow_touch how;
	unsigned int side;

	udp(">D");
	p.time_us = START_US + 30 * 365 * DAY;
	flow_table_packet(world.table, &p, 0, &side, &how);
	ck_assert_uint_eq(world.told, 0);
	tcp(">P");
	p = packet_tcp(1, 40000, 2, 443, PACKET_TCP_ACK);
	p.time_us = START_US + 30 * 365 * DAY;
	ck_assert_ptr_eq(flow_table_packet(world.table, &p, 0, &side, &how), f);
	p.time_us = 0;
	flow_table_packet(world.table, &p, 0, &side, &how);
	ck_assert_int_eq(how, FLOW_TOUCH_KNOWN);
	ck_assert_uint_eq(world.told, 0);
	tcp(">P");
	ck_assert_int_eq(world.how, FLOW_TOUCH_KNOWN);
	ck_assert_uint_eq(f->first_us, START_US);
	ck_assert_uint_lt(f->last_us, START_US + SECOND);
	ck_assert_uint_eq(flow_table_size(world.table), 3);
	ck_assert_uint_eq(flow_table_stats(world.table)->time_jumps, 0);
	ck_assert_uint_eq(flow_table_stats(world.table)->time_back, 1);
}
END_TEST

START_TEST(a_jump_ends_what_it_outlasts_and_not_what_follows)
{
	struct flow *f;

	tcp(">S <SA >A >P");
	udp(">D <D");
	world.now_us += 10 * DAY;
	/* The first packet behind the gap is not yet believed. */
	world_talk(&world, PROTO_TCP, 50000, 443, ">S");
	ck_assert_uint_eq(world.told, 0);
	f = world_talk(&world, PROTO_TCP, 50000, 443, "<SA >A >P");
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 2);
	ck_assert_uint_eq(flow_table_stats(world.table)->time_jumps, 1);
	ck_assert_int_eq(flow_outcome(f), OUTCOME_ESTABLISHED);
	ck_assert_uint_eq(f->syns, 1);
	ck_assert_uint_gt(f->first_us, START_US + 10 * DAY);
	/* What comes so soon behind it may have begun within the gap. */
	ck_assert_uint_eq(udp(">D")->basis, DIRECTION_FIRST);
}
END_TEST

START_TEST(the_last_packet_is_believed_if_nothing_contradicts)
{
	world_talk(&world, PROTO_UDP, 1, 2, ">D");
	world.now_us += 10 * DAY;
	tcp(">S");
	world_flush(&world);
	ck_assert_uint_gt(world_told(&world, 40000, FLOW_END_ACTIVE)->first_us,
	    START_US + 10 * DAY);
}
END_TEST

START_TEST(after_two_quiet_hours_the_same_ends_begin_anew)
{
	tcp(">S <SA >A >P");
	world.now_us += 7200 * SECOND;
	tcp(">N");
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 1);
	world.now_us += 7200 * SECOND;
	udp(">D");
	world.now_us += 7200 * SECOND;
	udp(">D");
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
}
END_TEST

START_TEST(a_step_back_neither_ends_flows_nor_keeps_them_for_ever)
{
	udp(">D");
	tcp(">S <SA >A");
	world.now_us -= 30 * DAY;
	let_pass(20);
	ck_assert_uint_eq(ended(), 0);
	ck_assert_uint_ge(flow_table_stats(world.table)->time_back, 1);
	let_pass(150);
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 1);
	world.now_us -= 20 * SECOND;
	let_pass(3590);
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 2);
}
END_TEST

START_TEST(the_end_of_input_ends_all_in_the_order_they_began)
{
	static const uint16_t ports[] = { 900, 100, 500, 300, 700 };

	/* More than a turn of the wheel behind the start. */
	for (int i = 0; i < 3; i++)
		other_packet_after(3000);
	world_flush(&world);
	world.kept_count = 0;
	memset(world.ends, 0, sizeof(world.ends));
	for (size_t i = 0; i < COUNT(ports); i++) {
		world_talk(&world, PROTO_UDP, ports[i], 53, ">D");
		world_talk(&world, PROTO_UDP, ports[i], 53, "<D");
	}
	tcp(">S <SA >F <F");
	world_talk(&world, PROTO_TCP, 1, 2, ">S <SA >A");
	world_flush(&world);
	for (size_t i = 0; i < COUNT(ports); i++)
		ck_assert_uint_eq(world.kept[i].key.port[0], ports[i]);
	ck_assert_uint_eq(world.ends[FLOW_END_ACTIVE], COUNT(ports) + 1);
	ck_assert_uint_eq(world.ends[FLOW_END_CLOSED], 1);
	ck_assert_uint_eq(flow_table_size(world.table), 0);
	/* The table stays, and knows none of them. */
	world_talk(&world, PROTO_UDP, 900, 53, ">D");
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
	ck_assert_uint_eq(flow_table_size(world.table), 1);
	let_pass(130);
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 1);
}
END_TEST

START_TEST(a_tunnel_is_kept_with_a_new_flow)
{
	struct packet p = packet_udp(1, 2, 3, 4);
	enum flow_touch how;
	unsigned int side;

	p.time_us = world.now_us;
	ck_assert_uint_eq(
	    flow_table_packet(world.table, &p, 5, &side, &how)->tunnel, 5);
	ck_assert_uint_eq(
	    flow_table_packet(world.table, &p, 6, &side, &how)->tunnel, 5);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("flow_table");
	TCase *tc = tcase_create("flow_table");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_flow_ends_after_its_idle_time, 0,
	    COUNT(lives));
	tcase_add_loop_test(tc, the_same_ends_begin_anew_after_the_idle_time, 0,
	    COUNT(lives));
	tcase_add_test(tc, a_flow_that_has_packets_lives_on);
	tcase_add_test(tc, own_timeouts_replace_the_defaults);
	tcase_add_test(tc, impossible_options_are_refused);
	tcase_add_test(tc, a_living_flow_is_reported_once_in_five_minutes);
	tcase_add_test(tc, a_silent_flow_is_reported_once_for_its_last_packets);
	tcase_add_test(tc, the_orientation_given_at_a_report_is_kept);
	tcase_add_test(tc, an_error_is_credited_to_the_flow_it_quotes);
	tcase_add_test(tc, an_error_is_none_of_the_packets_of_the_flow);
	tcase_add_test(tc, an_error_about_no_flow_is_one);
	tcase_add_test(tc, an_error_about_a_flow_that_is_over_is_one);
	tcase_add_test(tc,
	    a_successor_leaves_the_others_of_its_second_in_place);
	tcase_add_test(tc, a_unicast_answer_is_credited_to_the_broadcast);
	tcase_add_test(tc, a_late_answer_is_a_flow_of_its_own);
	tcase_add_test(tc, an_answer_from_another_port_is_a_flow_of_its_own);
	tcase_add_test(tc,
	    a_flow_that_lives_keeps_its_packets_from_a_broadcast);
	tcase_add_test(tc, a_broadcast_answer_is_a_flow_of_its_own);
	tcase_add_test(tc, the_rest_of_the_input_begins_as_early_as_its_start);
	tcase_add_test(tc, one_absurd_time_ends_nothing);
	tcase_add_test(tc, a_jump_ends_what_it_outlasts_and_not_what_follows);
	tcase_add_test(tc, the_last_packet_is_believed_if_nothing_contradicts);
	tcase_add_test(tc, after_two_quiet_hours_the_same_ends_begin_anew);
	tcase_add_test(tc,
	    a_step_back_neither_ends_flows_nor_keeps_them_for_ever);
	tcase_add_test(tc, the_end_of_input_ends_all_in_the_order_they_began);
	tcase_add_test(tc, a_tunnel_is_kept_with_a_new_flow);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
