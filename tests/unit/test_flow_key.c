/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow_key.c - which packets belong together.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow/flow_icmp.h"
#include "flow/flow_key.h"
#include "flow_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct flow_key
key_of(struct packet p, unsigned int *side)
{
	struct flow_key key;

	memset(&key, 0xa5, sizeof(key));
	*side = flow_key_of_packet(&key, &p, false);
	return key;
}

static bool
same(struct packet a, struct packet b)
{
	unsigned int side;
	struct flow_key ka = key_of(a, &side);
	struct flow_key kb = key_of(b, &side);

	return flow_key_equal(&ka, &kb);
}

START_TEST(both_directions_give_one_key)
{
	unsigned int there, back;
	struct flow_key a = key_of(packet_udp(1, 2000, 2, 1000), &there);
	struct flow_key b = key_of(packet_udp(2, 1000, 1, 2000), &back);

	ck_assert(flow_key_equal(&a, &b));
	ck_assert_uint_eq(there, 0);
	ck_assert_uint_eq(back, 1);
	ck_assert_uint_eq(a.port[0], 2000);
	ck_assert_uint_eq(a.port[1], 1000);
	ck_assert_uint_eq(a.ip_version, 4);
}
END_TEST

START_TEST(ports_order_the_ends_of_one_host)
{
	unsigned int side;
	struct flow_key key = key_of(packet_udp(1, 2000, 1, 1000), &side);

	ck_assert_uint_eq(side, 1);
	ck_assert_uint_eq(key.port[0], 1000);
	key_of(packet_udp(1, 1000, 1, 1000), &side);
	ck_assert_uint_eq(side, 0);
}
END_TEST

START_TEST(protocol_port_and_address_part_flows)
{
	struct packet p = packet_udp(1, 2000, 2, 1000);

	ck_assert(!same(p, packet_tcp(1, 2000, 2, 1000, 0)));
	ck_assert(!same(p, packet_udp(1, 2001, 2, 1000)));
	ck_assert(!same(p, packet_udp(1, 2000, 3, 1000)));
	ck_assert(!same(p, packet_udp(1, 1000, 2, 2000)));
}
END_TEST

START_TEST(vlan_is_part_of_the_key_only_if_asked)
{
	struct packet p = packet_udp(1, 2000, 2, 1000);
	struct packet q = p;
	struct flow_key a, b;

	q.vlan = 5;
	ck_assert(same(p, q));
	flow_key_of_packet(&a, &p, true);
	flow_key_of_packet(&b, &q, true);
	ck_assert(!flow_key_equal(&a, &b));
	ck_assert_uint_eq(b.extra, 5);
}
END_TEST

START_TEST(vrrp_groups_are_parted_and_vlans_if_asked)
{
	struct packet p = packet_udp(1, 0, 2, 0);
	struct packet q;
	struct flow_key a, b;

	p.proto = PROTO_VRRP;
	p.has_ports = false;
	p.vrid = 1;
	q = p;
	q.vrid = 2;
	ck_assert(!same(p, q));
	q = p;
	q.vlan = 9;
	ck_assert(same(p, q));
	flow_key_of_packet(&a, &p, true);
	flow_key_of_packet(&b, &q, true);
	ck_assert(!flow_key_equal(&a, &b));
	ck_assert_uint_eq(b.extra, 1);
}
END_TEST

static const struct {
	uint8_t proto, request, reply;
} pairs[] = {
	{ PROTO_ICMP, 8, 0 },
	{ PROTO_ICMP, 10, 9 },
	{ PROTO_ICMP, 13, 14 },
	{ PROTO_ICMP, 15, 16 },
	{ PROTO_ICMP, 17, 18 },
	{ PROTO_ICMP6, 128, 129 },
	{ PROTO_ICMP6, 130, 131 },
	{ PROTO_ICMP6, 133, 134 },
	{ PROTO_ICMP6, 135, 136 },
	{ PROTO_ICMP6, 139, 140 },
	{ PROTO_ICMP6, 144, 145 },
};

START_TEST(an_icmp_request_and_its_reply_meet)
{
	struct packet ask = packet_icmp(1, 2, pairs[_i].request, 0);
	struct packet answer = packet_icmp(2, 1, pairs[_i].reply, 0);
	struct packet ask_back = packet_icmp(2, 1, pairs[_i].request, 0);
	bool asks;

	ask.proto = answer.proto = ask_back.proto = pairs[_i].proto;
	ck_assert(same(ask, answer));
	ck_assert(!same(ask, ask_back));
	ck_assert_int_eq(flow_icmp_pair(pairs[_i].proto, pairs[_i].request,
			     &asks),
	    pairs[_i].reply);
	ck_assert(asks);
	ck_assert_int_eq(flow_icmp_pair(pairs[_i].proto, pairs[_i].reply,
			     &asks),
	    pairs[_i].request);
	ck_assert(!asks);
}
END_TEST

START_TEST(icmp_without_an_answer_is_parted_by_its_sender)
{
	struct packet p = packet_icmp(1, 2, 3, 1);

	ck_assert(same(p, packet_icmp(1, 2, 3, 1)));
	ck_assert(!same(p, packet_icmp(2, 1, 3, 1)));
	/* Without the sender these two would have one key. */
	ck_assert(!same(p, packet_icmp(2, 1, 1, 3)));
	ck_assert(!same(p, packet_icmp(1, 2, 3, 2)));
}
END_TEST

START_TEST(a_quote_has_the_key_of_the_packet_it_quotes)
{
	struct packet p = packet_udp(2, 1000, 1, 2000);
	struct packet error;
	struct flow_key own, quoted;
	unsigned int own_side, side = 9;

	own = key_of(p, &own_side);
	error = packet_error(7, &p, 3, 3);
	ck_assert(flow_key_of_quote(&quoted, &side, &error, false));
	ck_assert(flow_key_equal(&own, &quoted));
	ck_assert_uint_eq(side, own_side);
	p = packet_icmp(2, 1, 8, 0);
	own = key_of(p, &own_side);
	error = packet_error(7, &p, 11, 0);
	ck_assert(flow_key_of_quote(&quoted, &side, &error, false));
	ck_assert(flow_key_equal(&own, &quoted));
}
END_TEST

START_TEST(a_quote_without_ports_has_no_key)
{
	struct packet p = packet_udp(2, 1000, 1, 2000);
	struct packet error = packet_error(7, &p, 3, 3);
	struct flow_key key;
	unsigned int side;

	error.quote.has_ports = false;
	ck_assert(!flow_key_of_quote(&key, &side, &error, false));
	error.quote.proto = 47; /* GRE has none to miss */
	ck_assert(flow_key_of_quote(&key, &side, &error, false));
	error.quote.proto = PROTO_VRRP;
	ck_assert(!flow_key_of_quote(&key, &side, &error, false));
	error.quote.valid = false;
	error.quote.proto = 47;
	ck_assert(!flow_key_of_quote(&key, &side, &error, false));
}
END_TEST

static const struct {
	uint8_t proto, type, code;
	enum cause cause;
} causes[] = {
	{ PROTO_ICMP, 3, 0, CAUSE_UNREACHABLE },
	{ PROTO_ICMP, 3, 1, CAUSE_UNREACHABLE },
	{ PROTO_ICMP, 3, 2, CAUSE_REFUSED_BY_HOST },
	{ PROTO_ICMP, 3, 3, CAUSE_REFUSED_BY_HOST },
	{ PROTO_ICMP, 3, 4, CAUSE_NONE },
	{ PROTO_ICMP, 3, 5, CAUSE_UNREACHABLE },
	{ PROTO_ICMP, 3, 9, CAUSE_PROHIBITED },
	{ PROTO_ICMP, 3, 10, CAUSE_PROHIBITED },
	{ PROTO_ICMP, 3, 13, CAUSE_PROHIBITED },
	{ PROTO_ICMP, 3, 15, CAUSE_UNREACHABLE },
	{ PROTO_ICMP, 4, 0, CAUSE_NONE },
	{ PROTO_ICMP, 5, 1, CAUSE_NONE },
	{ PROTO_ICMP, 11, 0, CAUSE_NONE },
	{ PROTO_ICMP6, 1, 0, CAUSE_UNREACHABLE },
	{ PROTO_ICMP6, 1, 1, CAUSE_PROHIBITED },
	{ PROTO_ICMP6, 1, 3, CAUSE_UNREACHABLE },
	{ PROTO_ICMP6, 1, 4, CAUSE_REFUSED_BY_HOST },
	{ PROTO_ICMP6, 1, 5, CAUSE_PROHIBITED },
	{ PROTO_ICMP6, 1, 6, CAUSE_UNREACHABLE },
	{ PROTO_ICMP6, 2, 0, CAUSE_NONE },
	{ PROTO_ICMP6, 3, 0, CAUSE_NONE },
	{ PROTO_ICMP6, 4, 0, CAUSE_NONE },
	{ PROTO_ICMP6, 4, 1, CAUSE_REFUSED_BY_HOST },
};

START_TEST(icmp_errors_name_their_cause)
{
	ck_assert_int_eq(flow_icmp_cause(causes[_i].proto, causes[_i].type,
			     causes[_i].code),
	    causes[_i].cause);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("flow_key");
	TCase *tc = tcase_create("flow_key");

	tcase_add_test(tc, both_directions_give_one_key);
	tcase_add_test(tc, ports_order_the_ends_of_one_host);
	tcase_add_test(tc, protocol_port_and_address_part_flows);
	tcase_add_test(tc, vlan_is_part_of_the_key_only_if_asked);
	tcase_add_test(tc, vrrp_groups_are_parted_and_vlans_if_asked);
	tcase_add_loop_test(tc, an_icmp_request_and_its_reply_meet, 0,
	    COUNT(pairs));
	tcase_add_test(tc, icmp_without_an_answer_is_parted_by_its_sender);
	tcase_add_test(tc, a_quote_has_the_key_of_the_packet_it_quotes);
	tcase_add_test(tc, a_quote_without_ports_has_no_key);
	tcase_add_loop_test(tc, icmp_errors_name_their_cause, 0, COUNT(causes));
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
