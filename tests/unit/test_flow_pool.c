/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow_pool.c - full tables, floods, and sums that hold.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow/flow_pool.h"
#include "flow_world.h"

#define SMALL 8
#define TABLE 10000U
#define GENUINE 200U
#define FLOOD 1000000U
#define GENERATED 1000000U
#define HEADS (1U << 16)
#define CLIENT 1000U /* hosts from here on are genuine clients */
#define ATTACKER 70000U

static struct world world;

static void
setup(void)
{
	memset(&world, 0, sizeof(world));
}

static void
teardown(void)
{
	world_close(&world);
}

static void
syn(uint32_t client, uint16_t port)
{
	struct packet p = packet_tcp(client, port, 2, 443, PACKET_TCP_SYN);

	p.tcp_seq = client;
	world_packet(&world, p);
}

/* One packet of each kind of a talk of client's. */
static void
tcp(uint32_t client, uint8_t flags, bool from_client)
{
	struct packet p = from_client ? packet_tcp(client, 5000, 2, 443, flags)
				      : packet_tcp(2, 443, client, 5000, flags);

	p.payload_wire_len = flags & PACKET_TCP_SYN ? 0 : PAYLOAD_BYTES;
	world_packet(&world, p);
}

static void
establish(uint32_t client)
{
	tcp(client, PACKET_TCP_SYN, true);
	tcp(client, PACKET_TCP_SYN | PACKET_TCP_ACK, false);
	tcp(client, PACKET_TCP_ACK, true);
}

START_TEST(a_full_table_evicts_the_attempt_that_is_due_soonest)
{
	world_open(&world, SMALL, 1);
	for (uint16_t port = 1; port <= SMALL; port++)
		syn(1, port);
	world.now_us += 2 * SECOND;
	syn(1, 1); /* again: 2 is the oldest now */
	world_packet(&world, packet_udp(1, 99, 2, 53));
	ck_assert_uint_eq(world.ends[FLOW_END_EVICTED], 1);
	ck_assert_uint_eq(world.kept[0].key.port[0], 2);
	syn(1, 100);
	ck_assert_uint_eq(world.kept[1].key.port[0], 3);
	ck_assert_uint_eq(flow_table_size(world.table), SMALL);
	ck_assert_uint_eq(flow_table_stats(world.table)->evicted, 2);
}
END_TEST

START_TEST(attempts_leave_before_those_that_settled)
{
	world_open(&world, SMALL, 1);
	for (uint32_t i = 0; i < SMALL - 1; i++)
		establish(CLIENT + i);
	/* They would be over in 10 s, the attempts not for 60 s. */
	world.now_us += 3590 * SECOND;
	for (uint16_t port = 1; port <= 10; port++)
		syn(1, port);
	ck_assert_uint_eq(world.ends[FLOW_END_EVICTED], 9);
	for (uint16_t port = 1; port <= 9; port++)
		ck_assert_ptr_nonnull(world_told(&world, port,
		    FLOW_END_EVICTED));
}
END_TEST

/* Two hours, in which all that is there ends, and one packet. */
static void
let_pass_all(void)
{
	for (int i = 0; i < 4; i++) {
		world.now_us += 1800 * SECOND;
		world_packet(&world, packet_udp(3, (uint16_t)(i + 1), 4, 9));
	}
}

START_TEST(where_all_settled_the_one_silent_for_longest_leaves)
{
	world_open(&world, SMALL, 1);
	for (uint32_t i = 0; i < SMALL; i++) {
		world.now_us += SECOND;
		establish(CLIENT + i);
	}
	world.now_us += SECOND;
	tcp(CLIENT, PACKET_TCP_ACK, true);
	tcp(CLIENT + 1, PACKET_TCP_ACK, true);
	syn(1, 1);
	ck_assert_uint_eq(world.ends[FLOW_END_EVICTED], 1);
	ck_assert(flow_outcome(&world.kept[0]) == OUTCOME_ESTABLISHED);
	let_pass_all();
	ck_assert_uint_eq(flow_table_size(world.table), 1);
	ck_assert(addr_equal(flow_client(&world.kept[0]),
	    &(struct addr[]){ host(CLIENT + 2) }[0]));
}
END_TEST

START_TEST(closed_flows_leave_first_and_are_not_lost)
{
	world_open(&world, SMALL, 1);
	for (uint32_t i = 0; i < SMALL; i++)
		establish(CLIENT + i);
	/* All have been looked at once, and stay. */
	world.now_us += 15 * SECOND;
	tcp(CLIENT, PACKET_TCP_ACK, true);
	world.now_us += SECOND;
	tcp(CLIENT + 5, PACKET_TCP_RST, true);
	syn(1, 1);
	ck_assert_uint_eq(world.ends[FLOW_END_CLOSED], 1);
	ck_assert_uint_eq(world.ends[FLOW_END_EVICTED], 0);
	ck_assert_uint_eq(flow_table_stats(world.table)->evicted, 0);
}
END_TEST

START_TEST(answered_datagrams_outlast_a_flood_of_unanswered_ones)
{
	world_open(&world, SMALL, 1);
	world_packet(&world, packet_udp(1, 5000, 2, 53));
	world_packet(&world, packet_udp(2, 53, 1, 5000));
	for (uint16_t port = 1; port <= 1000; port++) {
		world.now_us += SECOND / 20;
		world_packet(&world, packet_udp(1, port, 3, 53));
	}
	ck_assert_ptr_null(world_told(&world, 5000, FLOW_END_EVICTED));
	world_packet(&world, packet_udp(2, 53, 1, 5000));
	ck_assert_int_eq(world.how, FLOW_TOUCH_KNOWN);
}
END_TEST

START_TEST(the_rest_of_an_evicted_datagram_flow_tells_no_direction)
{
	world_open(&world, 1, 1);
	syn(1, 1);
	world.now_us += 200 * SECOND;
	ck_assert_uint_eq(world_packet(&world, packet_udp(1, 1000, 2, 53))
			      ->basis,
	    DIRECTION_OPENER);
	syn(1, 2);
	ck_assert_uint_eq(world_packet(&world, packet_udp(2, 53, 1, 1000))
			      ->basis,
	    DIRECTION_FIRST);
}
END_TEST

static void
talk_of_genuine(uint32_t client)
{
	tcp(client, PACKET_TCP_ACK, true);
	tcp(client, PACKET_TCP_ACK, false);
	world_packet(&world, packet_udp(client, 5000, 2, 53));
	world_packet(&world, packet_udp(2, 53, client, 5000));
}

START_TEST(a_flood_of_syns_keeps_what_settled)
{
	world_open(&world, TABLE, 1);
	for (uint32_t i = 0; i < GENUINE; i++) {
		establish(CLIENT + i);
		talk_of_genuine(CLIENT + i);
	}
	for (uint32_t i = 0; i < FLOOD; i++) {
		/* A flow is heard of once in GENUINE * 10 SYNs. */
		if (i % 10 == 0)
			talk_of_genuine(CLIENT + i / 10 % GENUINE);
		world.now_us -= STEP_US * 9 / 10;
		syn(ATTACKER + i, (uint16_t)i);
	}
	ck_assert_uint_eq(flow_table_stats(world.table)->flows,
	    2 * GENUINE + FLOOD);
	ck_assert_uint_eq(flow_table_size(world.table), TABLE);
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 0);
	for (uint32_t i = 0; i < GENUINE; i++) {
		tcp(CLIENT + i, PACKET_TCP_ACK, true);
		ck_assert_int_eq(world.how, FLOW_TOUCH_KNOWN);
		world_packet(&world, packet_udp(2, 53, CLIENT + i, 5000));
		ck_assert_int_eq(world.how, FLOW_TOUCH_KNOWN);
	}
}
END_TEST

START_TEST(talks_begun_in_a_flood_are_seen_whole)
{
	world_open(&world, TABLE, 1);
	for (uint32_t i = 0; i < FLOOD / 4; i++) {
		uint32_t turn = i / 3000, step = i % 3000;

		if (step == 0)
			tcp(CLIENT + turn, PACKET_TCP_SYN, true);
		else if (step == 1000)
			tcp(CLIENT + turn, PACKET_TCP_SYN | PACKET_TCP_ACK,
			    false);
		else if (step == 2000)
			tcp(CLIENT + turn, PACKET_TCP_ACK, true);
		world.now_us -= STEP_US * 9 / 10;
		syn(ATTACKER + i, (uint16_t)i);
	}
	world_flush(&world);
	ck_assert_uint_eq(flow_table_stats(world.table)->flows,
	    FLOOD / 4 + FLOOD / 4 / 3000 + 1);
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 0);
}
END_TEST

/* Numbers that look random and are the same every time. */
static uint32_t
dice(uint64_t *state)
{
	*state += UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)((*state * UINT64_C(0xbf58476d1ce4e5b9)) >> 32);
}

/* Traffic of all kinds among a few hosts, so that keys come again. */
static struct packet
any_packet(uint64_t *state, uint32_t hosts)
{
	static const uint8_t flags[] = { PACKET_TCP_SYN,
		PACKET_TCP_SYN | PACKET_TCP_ACK, PACKET_TCP_ACK,
		PACKET_TCP_ACK | PACKET_TCP_FIN, PACKET_TCP_RST, PACKET_TCP_ACK,
		PACKET_TCP_SYN, PACKET_TCP_ACK };
	uint32_t a = dice(state) % hosts, b = dice(state) % hosts;
	uint32_t kind = dice(state) % 16;
	struct packet p = packet_tcp(a, (uint16_t)(a % 7), b, (uint16_t)(b % 7),
	    flags[kind % 8]);

	p.tcp_seq = dice(state) % 3;
	if (kind >= 8)
		p.proto = PROTO_UDP;
	if (kind >= 14)
		p.scope = SCOPE_BROADCAST;
	if (kind == 13)
		p.held_packets = 2;
	return p;
}

/* Give p, and if asked an error about it; add up what flows should count. */
static void
give(struct packet p, bool and_error, uint64_t *packets, uint64_t *bytes)
{
	world_packet(&world, p);
	*packets += 1 + p.held_packets;
	*bytes += p.ip_len + p.held_bytes;
	if (!and_error)
		return;
	p = packet_error(3, &p, 3, 3);
	world_packet(&world, p);
	if (world.how != FLOW_TOUCH_CREDITED_ERROR) {
		*packets += 1;
		*bytes += p.ip_len;
	}
}

START_TEST(every_packet_that_came_in_is_told_of_once)
{
	const struct flow_table_stats *stats;
	uint64_t state = 1, packets = 0, bytes = 0;

	world_open(&world, 1000, 1);
	stats = flow_table_stats(world.table);
	while (stats->flows < GENERATED) {
		if (dice(&state) % 50000 == 0)
			world.now_us += dice(&state) % 200 * SECOND;
		give(any_packet(&state, 40000), dice(&state) % 16 == 0,
		    &packets, &bytes);
	}
	world_flush(&world);
	ck_assert_uint_eq(world.packets, packets);
	ck_assert_uint_eq(world.bytes, bytes);
	ck_assert_uint_eq(world.told - world.reports, stats->flows);
	ck_assert_uint_eq(world.ends[FLOW_END_EVICTED], stats->evicted);
	ck_assert_uint_gt(stats->evicted, 0);
	ck_assert_uint_gt(stats->credited_errors, 0);
	ck_assert_uint_gt(world.ends[FLOW_END_IDLE], 0);
	ck_assert_uint_gt(world.ends[FLOW_END_CLOSED], 0);
}
END_TEST

/* A number that stands for all that was told, in its order. */
static uint64_t
story(uint8_t seed)
{
	uint64_t state = 7;

	world_open(&world, 500, seed);
	for (uint32_t i = 0; i < 100000; i++) {
		if (i % 1000 == 0)
			world.now_us += dice(&state) % 100 * SECOND;
		world_packet(&world, any_packet(&state, 200));
	}
	world_close(&world);
	return world.story;
}

START_TEST(the_secret_does_not_change_what_is_told_or_when)
{
	uint64_t first = story(1);

	ck_assert_uint_gt(world.ends[FLOW_END_ACTIVE], 10);
	ck_assert_uint_gt(world.ends[FLOW_END_EVICTED], 10);
	ck_assert_uint_eq(story(2), first);
	ck_assert_uint_eq(story(0xfe), first);
}
END_TEST

static void
ignore(struct flow *flow, enum flow_end why, void *arg)
{
	(void)flow;
	(void)why;
	(void)arg;
}

START_TEST(neighbouring_tuples_spread_over_the_chains)
{
	struct flow_table_options o = { .max_flows = HEADS,
		.on_end = ignore,
		.secret = { 3, 1, 4, 1, 5 } };
	uint8_t *chains = calloc(HEADS, 1);
	struct flow_pool *pool;
	uint8_t longest = 0;

	ck_assert_ptr_nonnull(chains);
	ck_assert_int_eq(flow_pool_new(&pool, &o), 0);
	for (uint32_t i = 0; i < HEADS; i++) {
		struct packet p =
		    packet_udp(i >> 8, (uint16_t)(i & 0xff), 1, 443);
		struct flow_key key;
		uint8_t *chain;

		flow_key_of_packet(&key, &p, false);
		chain = &chains[flow_pool_hash(pool, &key) & (HEADS - 1)];
		if (++*chain > longest)
			longest = *chain;
	}
	/* As many keys as chains: 8 or 9 by chance, 16 never. */
	ck_assert_uint_le(longest, 14);
	flow_pool_free(pool);
	free(chains);
}
END_TEST

START_TEST(another_secret_gives_another_hash)
{
	struct flow_table_options o = { .max_flows = 1, .on_end = ignore };
	struct packet p = packet_udp(1, 2, 3, 4);
	struct flow_pool *a, *b;
	struct flow_key key;

	ck_assert_int_eq(flow_pool_new(&a, &o), 0);
	o.secret[15] = 1;
	ck_assert_int_eq(flow_pool_new(&b, &o), 0);
	flow_key_of_packet(&key, &p, false);
	ck_assert_uint_ne(flow_pool_hash(a, &key), flow_pool_hash(b, &key));
	flow_pool_free(a);
	flow_pool_free(b);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("flow_pool");
	TCase *tc = tcase_create("flow_pool");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_full_table_evicts_the_attempt_that_is_due_soonest);
	tcase_add_test(tc, attempts_leave_before_those_that_settled);
	tcase_add_test(tc, where_all_settled_the_one_silent_for_longest_leaves);
	tcase_add_test(tc, closed_flows_leave_first_and_are_not_lost);
	tcase_add_test(tc,
	    answered_datagrams_outlast_a_flood_of_unanswered_ones);
	tcase_add_test(tc,
	    the_rest_of_an_evicted_datagram_flow_tells_no_direction);
	tcase_add_test(tc, a_flood_of_syns_keeps_what_settled);
	tcase_add_test(tc, talks_begun_in_a_flood_are_seen_whole);
	tcase_add_test(tc, every_packet_that_came_in_is_told_of_once);
	tcase_add_test(tc, the_secret_does_not_change_what_is_told_or_when);
	tcase_add_test(tc, neighbouring_tuples_spread_over_the_chains);
	tcase_add_test(tc, another_secret_gives_another_hash);
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
