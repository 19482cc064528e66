/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_tcp_state.c - what a TCP packet changes in its flow.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "flow/tcp_state.h"
#include "flow_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LONGEST_RETRY 300

static struct world world;

static void
setup(void)
{
	world_open(&world, 100, 1);
}

static void
teardown(void)
{
	world_close(&world);
}

static struct flow *
talk(const char *script)
{
	return world_talk(&world, PROTO_TCP, 40000, 443, script);
}

/* Ports that are used again: the talk, how many flows it makes, and what
 * becomes of the last. */
static const struct {
	const char *what;
	const char *script;
	size_t closed, flows;
	enum outcome last;
} reuses[] = {
	{ "SYN again", ">S +1 >S +2 >S", 0, 1, OUTCOME_UNANSWERED },
	{ "SYN of another connection, nothing ended", ">S <SA >A >N", 0, 1,
	    OUTCOME_HANDSHAKE_ONLY },
	{ "after one FIN", ">S <SA >A >F >N", 1, 2, OUTCOME_UNANSWERED },
	{ "after FINs", ">S <SA >A >F <F >A >N <NA >A >P", 1, 2,
	    OUTCOME_ESTABLISHED },
	{ "after an RST", ">S <SA >A <R >N <RA", 1, 2, OUTCOME_REFUSED },
	{ "after the SYN was refused", ">S <RA >N", 1, 2, OUTCOME_UNANSWERED },
	{ "the same SYN after it was refused", ">S <RA >S", 0, 1,
	    OUTCOME_REFUSED },
	{ "a late copy of the SYN after FINs", ">S <SA >A >F <F >A >S", 0, 1,
	    OUTCOME_HANDSHAKE_ONLY },
	{ "SYN behind data and FIN, by their numbers", ">P >F >S", 0, 1,
	    OUTCOME_ONE_WAY },
	{ "SYN behind its answer and an RST", "<SA <R >S", 0, 1,
	    OUTCOME_HANDSHAKE_ONLY },
	{ "SYN+ACK of the next overtakes its SYN", ">S <SA >F <F <NA >N >P", 1,
	    2, OUTCOME_ESTABLISHED },
	{ "a late copy of the SYN+ACK", ">S <SA >F <F <SA", 0, 1,
	    OUTCOME_HANDSHAKE_ONLY },
	{ "late data after FINs", ">S <SA >A >F <F >P", 0, 1,
	    OUTCOME_ESTABLISHED },
	{ "the server calls back from its port", ">S <SA >F <F <N", 1, 2,
	    OUTCOME_UNANSWERED },
};

START_TEST(only_another_syn_after_an_end_begins_a_new_flow)
{
	const struct flow *f = talk(reuses[_i].script);
	const struct flow_table_stats *stats = flow_table_stats(world.table);

	ck_assert_msg(stats->flows == reuses[_i].flows, "%s: %zu flows",
	    reuses[_i].what, (size_t)stats->flows);
	ck_assert_msg(world.ends[FLOW_END_CLOSED] == reuses[_i].closed,
	    "%s: %zu closed", reuses[_i].what, world.ends[FLOW_END_CLOSED]);
	ck_assert_msg(flow_outcome(f) == reuses[_i].last, "%s: last is %s",
	    reuses[_i].what, word_text(WORDS_OUTCOME, flow_outcome(f)));
	ck_assert_uint_eq(flow_table_size(world.table), 1);
}
END_TEST

START_TEST(the_next_flow_inherits_nothing)
{
	struct flow *f = talk(">S <SA >A >P <P >F <F");
	int user;

	f->user = &user;
	f = talk(">N");
	ck_assert_ptr_eq(world.kept[0].user, &user);
	ck_assert_ptr_null(f->user);
	ck_assert_uint_eq(f->packets[0], 1);
	ck_assert_uint_eq(f->packets[1], 0);
	ck_assert_uint_eq(f->bytes[0], PACKET_BYTES);
	ck_assert_uint_eq(f->first_us, f->last_us);
	ck_assert_uint_eq(f->seen, FLOW_SEEN_SYN);
	ck_assert_uint_eq(f->syns, 1);
	ck_assert_uint_eq(f->client, 0);
}
END_TEST

START_TEST(syns_of_the_client_are_counted_up_to_255)
{
	const struct flow *f = talk(">S >S <SA >S");

	ck_assert_uint_eq(f->syns, 3);
	for (int i = 0; i < LONGEST_RETRY; i++)
		f = world_talk(&world, PROTO_TCP, 40001, 443, ">S +1");
	ck_assert_uint_eq(f->syns, UINT8_MAX);
	ck_assert_int_eq(flow_outcome(f), OUTCOME_UNANSWERED);
}
END_TEST

static const struct {
	const char *script;
	bool closed, settled;
} states[] = {
	{ ">S", false, false },
	{ ">S >S >S >S", false, false },
	{ ">S <SA", false, false },
	{ "<SA <SA <SA", false, false },
	{ ">S <SA >A", false, true },
	{ ">S >A", false, false },
	{ ">S >A >P", false, true },
	{ ">P", false, false },
	{ ">P >P", false, false },
	{ ">P >P >P", false, true },
	{ ">P <A", false, true },
	{ ">S <SA >A >F", false, true },
	{ ">S <SA >A >F <F", true, true },
	{ ">S <SA >A >R", true, true },
	{ ">S <RA", true, false },
	{ ">S <RA >S", false, false },
	{ "<R", true, false },
};

START_TEST(talks_are_attempts_until_they_go_on_and_close_with_their_end)
{
	const struct flow *f = talk(states[_i].script);

	ck_assert_msg(tcp_state_closed(f) == states[_i].closed, "%s: closed",
	    states[_i].script);
	ck_assert_msg(tcp_state_settled(f) == states[_i].settled, "%s: settled",
	    states[_i].script);
}
END_TEST

START_TEST(data_of_syn_and_rst_is_no_payload)
{
	struct packet p = packet_tcp(1, 40000, 2, 443, PACKET_TCP_SYN);
	struct flow *f;

	p.payload_wire_len = 500;
	world_packet(&world, p);
	p.tcp_flags = PACKET_TCP_RST;
	f = world_packet(&world, p);
	ck_assert(!flow_saw(f, FLOW_SEEN_PAYLOAD));
	ck_assert(!flow_saw(f, FLOW_SEEN_SPOKE));
}
END_TEST

START_TEST(a_syn_with_rst_is_an_rst)
{
	struct packet p =
	    packet_tcp(1, 40000, 2, 443, PACKET_TCP_SYN | PACKET_TCP_RST);
	struct flow *f = world_packet(&world, p);

	ck_assert(!flow_saw(f, FLOW_SEEN_SYN));
	ck_assert(flow_saw(f, FLOW_SEEN_RST));
}
END_TEST

START_TEST(one_byte_that_is_no_keepalive_is_payload)
{
	const struct flow *f = talk(">S <SA >A >K");
	struct packet p = packet_tcp(1, 40000, 2, 443, PACKET_TCP_ACK);

	ck_assert(!flow_saw(f, FLOW_SEEN_PAYLOAD));
	p.tcp_seq = f->isn;
	p.payload_wire_len = 2;
	f = world_packet(&world, p);
	ck_assert(flow_saw(f, FLOW_SEEN_PAYLOAD));
	f = world_talk(&world, PROTO_TCP, 40001, 443, ">S <SA >A >K");
	ck_assert(!flow_saw(f, FLOW_SEEN_PAYLOAD));
	p.src_port = 40001;
	p.tcp_seq = f->isn + 1;
	p.payload_wire_len = 1;
	f = world_packet(&world, p);
	ck_assert(flow_saw(f, FLOW_SEEN_PAYLOAD));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("tcp_state");
	TCase *tc = tcase_create("tcp_state");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, only_another_syn_after_an_end_begins_a_new_flow,
	    0, COUNT(reuses));
	tcase_add_test(tc, the_next_flow_inherits_nothing);
	tcase_add_test(tc, syns_of_the_client_are_counted_up_to_255);
	tcase_add_loop_test(tc,
	    talks_are_attempts_until_they_go_on_and_close_with_their_end, 0,
	    COUNT(states));
	tcase_add_test(tc, data_of_syn_and_rst_is_no_payload);
	tcase_add_test(tc, a_syn_with_rst_is_an_rst);
	tcase_add_test(tc, one_byte_that_is_no_keepalive_is_payload);
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
