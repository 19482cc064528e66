/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow.c - what becomes of talks, and who began them.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SETTLE "+130 " /* past the start of the input */
#define CLIENT_SIDE 0  /* host 1 stands before host 2 */
#define SERVER_SIDE 1

static struct world world;

static void
setup(void)
{
	world_open(&world, 100, 1);
	/* Something begins the input, so that what follows is later. */
	world_packet(&world, packet_udp(50, 1, 51, 1));
}

static void
teardown(void)
{
	world_close(&world);
}

static const struct {
	const char *what;
	uint8_t proto;
	const char *script;
	enum outcome outcome;
	enum cause cause;
} outcomes[] = {
	{ "handshake and data", PROTO_TCP, ">S <SA >A >P", OUTCOME_ESTABLISHED,
	    CAUSE_NONE },
	{ "data of the server only", PROTO_TCP, ">S <SA >A <P",
	    OUTCOME_ESTABLISHED, CAUSE_NONE },
	{ "data, then reset", PROTO_TCP, ">S <SA >A >P <R", OUTCOME_ESTABLISHED,
	    CAUSE_NONE },
	{ "SYN lost by the tap", PROTO_TCP, "<SA >A >P", OUTCOME_ESTABLISHED,
	    CAUSE_NONE },
	{ "SYN+ACK overtakes the SYN", PROTO_TCP, "<SA >S >A >P",
	    OUTCOME_ESTABLISHED, CAUSE_NONE },
	{ "handshake", PROTO_TCP, ">S <SA >A", OUTCOME_HANDSHAKE_ONLY,
	    CAUSE_NONE },
	{ "half a handshake", PROTO_TCP, ">S <SA", OUTCOME_HANDSHAKE_ONLY,
	    CAUSE_NONE },
	{ "handshake, then reset", PROTO_TCP, ">S <SA >A >R",
	    OUTCOME_HANDSHAKE_ONLY, CAUSE_NONE },
	{ "SYN scan of an open port", PROTO_TCP, ">S <SA >R",
	    OUTCOME_HANDSHAKE_ONLY, CAUSE_NONE },
	{ "reset by the server behind the handshake", PROTO_TCP, ">S <SA >A <R",
	    OUTCOME_HANDSHAKE_ONLY, CAUSE_NONE },
	{ "handshake and FINs", PROTO_TCP, ">S <SA >A >F <F >A",
	    OUTCOME_HANDSHAKE_ONLY, CAUSE_NONE },
	{ "handshake and keep-alives", PROTO_TCP, ">S <SA >A +60 >K <A",
	    OUTCOME_HANDSHAKE_ONLY, CAUSE_NONE },
	{ "RST to the SYN", PROTO_TCP, ">S <RA", OUTCOME_REFUSED,
	    CAUSE_REFUSED_BY_HOST },
	{ "RST to each of three SYNs", PROTO_TCP, ">S <RA >S <RA >S <RA",
	    OUTCOME_REFUSED, CAUSE_REFUSED_BY_HOST },
	{ "RST overtakes the SYN", PROTO_TCP, "<RA >S", OUTCOME_REFUSED,
	    CAUSE_REFUSED_BY_HOST },
	{ "RST, and something more of the client", PROTO_TCP, ">S <RA >A",
	    OUTCOME_REFUSED, CAUSE_REFUSED_BY_HOST },
	{ "refused, answered at the second attempt", PROTO_TCP,
	    ">S <RA >S <SA >A >P", OUTCOME_ESTABLISHED, CAUSE_NONE },
	{ "RST of the client to its own SYN", PROTO_TCP, ">S >R",
	    OUTCOME_UNANSWERED, CAUSE_SILENT },
	{ "prohibited", PROTO_TCP, ">S !3.13", OUTCOME_REFUSED,
	    CAUSE_PROHIBITED },
	{ "port unreachable", PROTO_TCP, ">S !3.3", OUTCOME_REFUSED,
	    CAUSE_REFUSED_BY_HOST },
	{ "host unreachable", PROTO_TCP, ">S >S !3.1", OUTCOME_REFUSED,
	    CAUSE_UNREACHABLE },
	{ "the first error names the cause", PROTO_TCP, ">S !3.9 >S !3.1",
	    OUTCOME_REFUSED, CAUSE_PROHIBITED },
	{ "time exceeded turns nothing away", PROTO_TCP, ">S !11.0",
	    OUTCOME_UNANSWERED, CAUSE_SILENT },
	{ "packet too big turns nothing away", PROTO_TCP, ">S !3.4",
	    OUTCOME_UNANSWERED, CAUSE_SILENT },
	{ "error about the server's packet", PROTO_TCP, ">S <A ?3.1",
	    OUTCOME_UNANSWERED, CAUSE_SILENT },
	{ "error, and the client goes on as if answered", PROTO_TCP,
	    ">S !3.1 >S >A >P", OUTCOME_ONE_WAY, CAUSE_NONE },
	{ "error about an answered flow", PROTO_TCP, ">S <SA >A >P !3.13",
	    OUTCOME_ESTABLISHED, CAUSE_NONE },
	{ "error, answered all the same", PROTO_TCP, ">S !3.1 >S <SA >A",
	    OUTCOME_HANDSHAKE_ONLY, CAUSE_NONE },
	{ "error about the answer", PROTO_TCP, ">S <SA ?3.1",
	    OUTCOME_HANDSHAKE_ONLY, CAUSE_NONE },
	{ "SYN", PROTO_TCP, ">S", OUTCOME_UNANSWERED, CAUSE_SILENT },
	{ "SYNs", PROTO_TCP, ">S +1 >S +2 >S +4 >S", OUTCOME_UNANSWERED,
	    CAUSE_SILENT },
	{ "client's side only", PROTO_TCP, ">S >A >P", OUTCOME_ONE_WAY,
	    CAUSE_NONE },
	{ "client's side only, no data", PROTO_TCP, ">S >A", OUTCOME_ONE_WAY,
	    CAUSE_NONE },
	{ "client's side only, reset late", PROTO_TCP, ">S >A >P <R",
	    OUTCOME_ONE_WAY, CAUSE_NONE },
	{ "server's side only", PROTO_TCP, "<SA <A <P", OUTCOME_ONE_WAY,
	    CAUSE_NONE },
	{ "SYN+ACK only", PROTO_TCP, "<SA", OUTCOME_ONE_WAY, CAUSE_NONE },
	{ "no handshake", PROTO_TCP, ">P <P", OUTCOME_MIDSTREAM, CAUSE_NONE },
	{ "RST out of the blue", PROTO_TCP, "<R", OUTCOME_MIDSTREAM,
	    CAUSE_NONE },
	{ "FINs of a talk that began earlier", PROTO_TCP, ">F <F >A",
	    OUTCOME_MIDSTREAM, CAUSE_NONE },
	{ "SYN behind the first data", PROTO_TCP, ">A >S <SA >P",
	    OUTCOME_ESTABLISHED, CAUSE_NONE },

	{ "answered", PROTO_UDP, ">D <D", OUTCOME_ESTABLISHED, CAUSE_NONE },
	{ "unanswered", PROTO_UDP, ">D >D", OUTCOME_UNANSWERED, CAUSE_SILENT },
	{ "port unreachable", PROTO_UDP, ">D !3.3", OUTCOME_REFUSED,
	    CAUSE_REFUSED_BY_HOST },
	{ "protocol unreachable", PROTO_UDP, ">D !3.2", OUTCOME_REFUSED,
	    CAUSE_REFUSED_BY_HOST },
	{ "prohibited host", PROTO_UDP, ">D !3.10", OUTCOME_REFUSED,
	    CAUSE_PROHIBITED },
	{ "redirected", PROTO_UDP, ">D !5.1", OUTCOME_UNANSWERED,
	    CAUSE_SILENT },
	{ "refused, answered later", PROTO_UDP, ">D !3.3 >D <D",
	    OUTCOME_ESTABLISHED, CAUSE_NONE },
	{ "answered, refused later", PROTO_UDP, ">D <D >D !3.3",
	    OUTCOME_ESTABLISHED, CAUSE_NONE },
	{ "the client hung up", PROTO_UDP, ">D <D ?3.3", OUTCOME_ESTABLISHED,
	    CAUSE_NONE },
	{ "SCTP both ways", PROTO_SCTP, ">D <D", OUTCOME_ESTABLISHED,
	    CAUSE_NONE },
};

START_TEST(every_talk_has_its_outcome_and_cause)
{
	const struct flow *f;

	world_talk(&world, PROTO_TCP, 40000, 443, SETTLE);
	f = world_talk(&world, outcomes[_i].proto, 40000, 443,
	    outcomes[_i].script);
	ck_assert_msg(flow_outcome(f) == outcomes[_i].outcome,
	    "%s: outcome is %s", outcomes[_i].what,
	    word_text(WORDS_OUTCOME, flow_outcome(f)));
	ck_assert_msg(flow_cause(f) == outcomes[_i].cause, "%s: cause is %u",
	    outcomes[_i].what, flow_cause(f));
}
END_TEST

static const struct {
	const char *what;
	uint8_t proto;
	uint16_t client_port, server_port;
	const char *script;
	unsigned int client;
	enum direction_basis basis;
	bool early;
} directions[] = {
	{ "SYN", PROTO_TCP, 40000, 443, ">S", CLIENT_SIDE, DIRECTION_SYN,
	    false },
	{ "never the port when a SYN was seen", PROTO_TCP, 443, 40000, ">S",
	    CLIENT_SIDE, DIRECTION_SYN, false },
	{ "SYN+ACK first", PROTO_TCP, 40000, 443, "<SA", CLIENT_SIDE,
	    DIRECTION_SYNACK, false },
	{ "SYN behind SYN+ACK", PROTO_TCP, 40000, 443, "<SA >S", CLIENT_SIDE,
	    DIRECTION_SYN, false },
	{ "SYN behind data of the server", PROTO_TCP, 40000, 443, "<P >S",
	    CLIENT_SIDE, DIRECTION_SYN, false },
	{ "SYN+ACK behind data of the server", PROTO_TCP, 40000, 443, "<P <SA",
	    CLIENT_SIDE, DIRECTION_SYNACK, false },
	{ "no handshake", PROTO_TCP, 40000, 443, ">P", CLIENT_SIDE,
	    DIRECTION_FIRST, true },
	{ "no handshake, server first", PROTO_TCP, 40000, 443, "<P",
	    SERVER_SIDE, DIRECTION_FIRST, true },
	{ "no handshake, long after the start", PROTO_TCP, 40000, 443,
	    SETTLE "<P", SERVER_SIDE, DIRECTION_FIRST, true },
	{ "a SYN against a SYN changes nothing", PROTO_TCP, 40000, 443, ">S <S",
	    CLIENT_SIDE, DIRECTION_SYN, false },
	{ "datagram at the start", PROTO_UDP, 40000, 443, ">D", CLIENT_SIDE,
	    DIRECTION_FIRST, true },
	{ "answer at the start", PROTO_UDP, 40000, 443, "<D >D", SERVER_SIDE,
	    DIRECTION_FIRST, true },
	{ "datagram later", PROTO_UDP, 40000, 443, SETTLE ">D", CLIENT_SIDE,
	    DIRECTION_OPENER, false },
	{ "the opener's port is no matter", PROTO_UDP, 40000, 443,
	    SETTLE "<D >D", SERVER_SIDE, DIRECTION_OPENER, false },
	{ "DHCP", PROTO_UDP, 68, 67, ">D <D", CLIENT_SIDE, DIRECTION_DHCP,
	    true },
	{ "DHCP, server first", PROTO_UDP, 68, 67, SETTLE "<D", CLIENT_SIDE,
	    DIRECTION_DHCP, false },
	{ "DHCP between relay and server tells nothing", PROTO_UDP, 67, 67,
	    ">D", CLIENT_SIDE, DIRECTION_FIRST, true },
	{ "ports of DHCP over another protocol", PROTO_UDPLITE, 68, 67, "<D",
	    SERVER_SIDE, DIRECTION_FIRST, true },
};

START_TEST(the_best_evidence_tells_the_client)
{
	const struct flow *f =
	    world_talk(&world, directions[_i].proto, directions[_i].client_port,
		directions[_i].server_port, directions[_i].script);

	ck_assert_msg(f->client == directions[_i].client, "%s: client",
	    directions[_i].what);
	ck_assert_msg(f->basis == directions[_i].basis, "%s: basis %s",
	    directions[_i].what, word_text(WORDS_DIRECTION_BASIS, f->basis));
	ck_assert_msg(!(f->seen & FLOW_SEEN_EARLY) == !directions[_i].early,
	    "%s: early", directions[_i].what);
}
END_TEST

START_TEST(an_icmp_request_tells_the_client_whoever_is_first)
{
	struct flow *f = world_packet(&world, packet_icmp(2, 1, 0, 0));

	ck_assert_uint_eq(f->client, CLIENT_SIDE);
	ck_assert_uint_eq(f->basis, DIRECTION_ICMP);
	ck_assert_int_eq(flow_outcome(f), OUTCOME_ONE_WAY);
	f = world_packet(&world, packet_icmp(1, 2, 8, 0));
	ck_assert_int_eq(world.how, FLOW_TOUCH_KNOWN);
	ck_assert_int_eq(flow_outcome(f), OUTCOME_ESTABLISHED);
	f = world_packet(&world, packet_icmp(2, 1, 8, 0));
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
	ck_assert_uint_eq(f->client, SERVER_SIDE);
	ck_assert_uint_eq(f->icmp_type, 8);
}
END_TEST

START_TEST(the_sender_to_many_is_the_client)
{
	struct packet p = packet_udp(2, 20000, 1, 20000);
	struct flow *f;

	p.scope = SCOPE_BROADCAST;
	f = world_packet(&world, p);
	ck_assert_uint_eq(f->client, SERVER_SIDE);
	ck_assert_uint_eq(f->basis, DIRECTION_OPENER);
	ck_assert_uint_eq(f->seen & (FLOW_SEEN_TO_MANY | FLOW_SEEN_BROADCAST),
	    FLOW_SEEN_TO_MANY | FLOW_SEEN_BROADCAST);
	ck_assert_int_eq(flow_outcome(f), OUTCOME_ONE_WAY);
	ck_assert_int_eq(flow_cause(f), CAUSE_NONE);
	/* A DHCP server's broadcast, too. */
	p = packet_udp(2, 67, 3, 68);
	p.scope = SCOPE_BROADCAST;
	f = world_packet(&world, p);
	ck_assert_uint_eq(flow_client_port(f), 67);
	p.scope = SCOPE_MULTICAST;
	p.dst = address("224.0.0.1");
	f = world_packet(&world, p);
	ck_assert_uint_eq(f->seen & (FLOW_SEEN_TO_MANY | FLOW_SEEN_BROADCAST),
	    FLOW_SEEN_TO_MANY);
}
END_TEST

START_TEST(a_broadcast_address_is_never_the_client)
{
	struct packet p = packet_udp(1, 138, 2, 138);
	struct flow *f;

	p.src = address("255.255.255.255");
	f = world_packet(&world, p);
	ck_assert(addr_equal(flow_server(f), &p.src));
	p.src = address("224.0.0.251");
	world.now_us += 200 * SECOND;
	f = world_packet(&world, p);
	ck_assert(addr_equal(flow_server(f), &p.src));
}
END_TEST

START_TEST(each_vrrp_sender_and_group_is_a_flow_of_its_sender)
{
	struct packet p = packet_udp(21, 0, 0, 0);
	struct flow *f;

	p.has_ports = false;
	p.proto = PROTO_VRRP;
	p.dst = address("224.0.0.18");
	p.scope = SCOPE_MULTICAST;
	p.vrid = 51;
	f = world_packet(&world, p);
	ck_assert_uint_eq(f->key.extra, 51);
	ck_assert(addr_equal(flow_client(f), &p.src));
	ck_assert_uint_eq(f->basis, DIRECTION_OPENER);
	ck_assert_int_eq(flow_outcome(f), OUTCOME_ONE_WAY);
	world_packet(&world, p);
	ck_assert_int_eq(world.how, FLOW_TOUCH_KNOWN);
	p.vrid = 52;
	world_packet(&world, p);
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
	p.src = host(22);
	world_packet(&world, p);
	ck_assert_int_eq(world.how, FLOW_TOUCH_NEW);
}
END_TEST

START_TEST(orienting_moves_no_counters_and_yields_to_a_syn)
{
	struct flow *f = world_talk(&world, PROTO_TCP, 40000, 443, "<P <P >A");

	flow_orient(f, CLIENT_SIDE, DIRECTION_ROW);
	ck_assert_uint_eq(f->client, CLIENT_SIDE);
	ck_assert_uint_eq(f->basis, DIRECTION_ROW);
	ck_assert_uint_eq(f->packets[SERVER_SIDE], 2);
	ck_assert_uint_eq(flow_client_port(f), 40000);
	ck_assert_uint_eq(flow_server_port(f), 443);
	flow_orient(f, SERVER_SIDE, DIRECTION_PORT);
	ck_assert_uint_eq(f->client, SERVER_SIDE);
	f = world_talk(&world, PROTO_TCP, 40000, 443, ">S");
	ck_assert_uint_eq(f->client, CLIENT_SIDE);
	ck_assert_uint_eq(f->basis, DIRECTION_SYN);
	flow_orient(f, SERVER_SIDE, DIRECTION_ROW);
	ck_assert_uint_eq(f->client, CLIENT_SIDE);
	ck_assert_uint_eq(f->basis, DIRECTION_SYN);
}
END_TEST

START_TEST(evidence_of_the_wire_yields_to_stronger_only)
{
	struct flow *f = world_talk(&world, PROTO_TCP, 40000, 443, ">S");

	flow_orient_by_wire(f, SERVER_SIDE, DIRECTION_SYNACK);
	ck_assert_uint_eq(f->client, CLIENT_SIDE);
	ck_assert_uint_eq(f->basis, DIRECTION_SYN);
}
END_TEST

START_TEST(a_vlan_in_the_key_is_no_port)
{
	struct flow f = { .key = { .port = { 9, 9 }, .ip_proto = PROTO_VRRP } };

	ck_assert_uint_eq(flow_client_port(&f), 0);
	ck_assert_uint_eq(flow_server_port(&f), 0);
}
END_TEST

START_TEST(answers_alone_are_one_way)
{
	struct flow *f = world_talk(&world, PROTO_UDP, 40000, 53, "<D <D");

	flow_orient(f, CLIENT_SIDE, DIRECTION_PORT);
	ck_assert_int_eq(flow_outcome(f), OUTCOME_ONE_WAY);
}
END_TEST

START_TEST(marks_of_packets_stay_with_the_flow)
{
	struct packet p = packet_udp(1, 1000, 2, 2000);
	struct flow *f;

	p.vlan = 7;
	f = world_packet(&world, p);
	ck_assert_uint_eq(f->seen & ~(uint32_t)FLOW_SEEN_EARLY, 0);
	p.vlan = 8;
	p.cut = true;
	p.fragment = true;
	p.held_packets = 2;
	p.held_bytes = 3000;
	f = world_packet(&world, p);
	ck_assert_uint_eq(f->seen & (FLOW_SEEN_CUT | FLOW_SEEN_FRAGMENT),
	    FLOW_SEEN_CUT | FLOW_SEEN_FRAGMENT);
	ck_assert_uint_eq(f->vlan, 7);
	ck_assert_uint_eq(f->packets[CLIENT_SIDE], 4);
	ck_assert_uint_eq(f->bytes[CLIENT_SIDE], 3000 + 2 * PACKET_BYTES);
	ck_assert_uint_eq(f->last_us - f->first_us, STEP_US);
}
END_TEST

START_TEST(a_host_that_talks_to_itself_is_marked)
{
	struct packet p = packet_udp(1, 1000, 1, 2000);

	ck_assert(world_packet(&world, p)->seen & FLOW_SEEN_SELF);
	p.src = address("127.0.0.1");
	p.dst = address("127.0.0.2");
	ck_assert(world_packet(&world, p)->seen & FLOW_SEEN_SELF);
	p.dst = host(1);
	ck_assert(!(world_packet(&world, p)->seen & FLOW_SEEN_SELF));
}
END_TEST

START_TEST(payload_is_counted_by_what_the_wire_had)
{
	struct packet p = packet_tcp(1, 1000, 2, 2000, PACKET_TCP_ACK);
	struct flow *f;

	p.payload_wire_len = 0;
	p.payload_len = 6; /* padding of the frame */
	f = world_packet(&world, p);
	ck_assert(!flow_saw(f, FLOW_SEEN_PAYLOAD));
	p.payload_wire_len = 1400;
	p.payload_len = 0; /* cut */
	f = world_packet(&world, p);
	ck_assert(f->seen & flow_bit(FLOW_SEEN_PAYLOAD, CLIENT_SIDE));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("flow");
	TCase *tc = tcase_create("flow");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, every_talk_has_its_outcome_and_cause, 0,
	    COUNT(outcomes));
	tcase_add_loop_test(tc, the_best_evidence_tells_the_client, 0,
	    COUNT(directions));
	tcase_add_test(tc, an_icmp_request_tells_the_client_whoever_is_first);
	tcase_add_test(tc, the_sender_to_many_is_the_client);
	tcase_add_test(tc, a_broadcast_address_is_never_the_client);
	tcase_add_test(tc, each_vrrp_sender_and_group_is_a_flow_of_its_sender);
	tcase_add_test(tc, orienting_moves_no_counters_and_yields_to_a_syn);
	tcase_add_test(tc, evidence_of_the_wire_yields_to_stronger_only);
	tcase_add_test(tc, a_vlan_in_the_key_is_no_port);
	tcase_add_test(tc, answers_alone_are_one_way);
	tcase_add_test(tc, marks_of_packets_stay_with_the_flow);
	tcase_add_test(tc, a_host_that_talks_to_itself_is_marked);
	tcase_add_test(tc, payload_is_counted_by_what_the_wire_had);
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
