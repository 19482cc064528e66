/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_orient.c - which end the policy takes for the client.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/words.h"
#include "policy/policy.h"
#include "verdict/verdict.h"
#include "verdict_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The sender of the first packet, and what is to be said. */
struct way {
	const char *src;
	uint16_t src_port;
	const char *dst;
	uint16_t dst_port;
	const char *proto;
	enum direction_basis basis;
	bool reverse, weak, ambiguous;
};

#define THERE false
#define BACK true
#define STRONG false
#define WEAK true
#define SAME false
#define AMBIGUOUS true

static struct policy *p;

static void
load(const char *rows)
{
	ck_assert_ptr_null(p);
	p = world_farm(rows);
}

static void
unload(void)
{
	policy_free(p);
	p = NULL;
}

static void
check_all(const struct way *ways, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct way *w = &ways[i];
		struct verdict_facts f =
		    world_flow(p, w->src, w->dst, w->proto, w->dst_port);
		struct verdict_orientation o;

		f.src_port = w->src_port;
		verdict_orient(p, &f, &o);
		ck_assert_msg(o.basis == w->basis && o.reverse == w->reverse &&
			o.weak == w->weak && o.ambiguous == w->ambiguous,
		    "case %zu: %s, reverse %d, weak %d, ambiguous %d", i,
		    word_text(WORDS_DIRECTION_BASIS, o.basis), o.reverse,
		    o.weak, o.ambiguous);
	}
}

START_TEST(row_that_speaks_of_one_way_only_decides)
{
	const struct way ways[] = {
		{ CLIENT, 50000, GATEWAY, 443, "tcp", DIRECTION_ROW, THERE,
		    STRONG, SAME },
		/* against the first packet: weak; the other way is forbidden
		 * or missed */
		{ GATEWAY, 443, CLIENT, 50000, "tcp", DIRECTION_ROW, BACK, WEAK,
		    AMBIGUOUS },
		/* a deny row is as good */
		{ GATEWAY, 22, HOST, 50000, "tcp", DIRECTION_ROW, BACK, WEAK,
		    SAME },
		/* whatever the ports are like */
		{ GATEWAY, 50005, CLIENT, 80, "tcp", DIRECTION_ROW, BACK, WEAK,
		    AMBIGUOUS },
		/* and without any */
		{ HOST, 0, PROBE, 0, "47", DIRECTION_ROW, BACK, WEAK,
		    AMBIGUOUS },
	};

	load("allow web client -> gw tcp 443,50005\n"
	     "deny no-ssh host -> gw tcp 22\n"
	     "allow gre probe -> host 47\n");
	check_all(ways, COUNT(ways));
	unload();
}
END_TEST

START_TEST(rows_for_both_ways_decide_nothing)
{
	const struct way ways[] = {
		{ BROKER, 20001, BROKER, 20002, "tcp", DIRECTION_FIRST, THERE,
		    WEAK, SAME },
		{ CLIENT, 443, GATEWAY, 50005, "tcp", DIRECTION_ROLE, THERE,
		    WEAK, SAME },
	};

	load("allow peers broker -> broker tcp 20001,20002\n"
	     "allow shadow gw -> client tcp 443\n"
	     "allow web client -> gw tcp 50005\n");
	check_all(ways, COUNT(ways));
	unload();
}
END_TEST

START_TEST(row_that_is_off_or_out_of_date_is_no_evidence)
{
	const struct way ways[] = {
		{ BROKER, 1, HOST, 2, "tcp", DIRECTION_FIRST, THERE, WEAK,
		    SAME },
		{ BROKER, 3, HOST, 4, "tcp", DIRECTION_FIRST, THERE, WEAK,
		    SAME },
	};

	load("allow off host -> broker tcp 1 when direct\n"
	     "allow past host -> broker tcp 3 until 2026-12-31\n");
	check_all(ways, COUNT(ways));
	unload();
}
END_TEST

START_TEST(user_is_the_client)
{
	const struct way ways[] = {
		{ HOST, 50000, CLIENT, 50001, "udp", DIRECTION_ROLE, BACK, WEAK,
		    AMBIGUOUS },
		{ CLIENT, 50000, DIRECTORY, 50001, "udp", DIRECTION_ROLE, THERE,
		    WEAK, SAME },
		/* who has no role may be anybody */
		{ HOST, 50000, STRANGER, 50001, "udp", DIRECTION_FIRST, THERE,
		    WEAK, AMBIGUOUS },
		/* both are users */
		{ CLIENT, 50000, CLIENT, 50001, "udp", DIRECTION_FIRST, THERE,
		    WEAK, SAME },
		/* a console on a broker is no mere user */
		{ HOST, 50000, "10.0.0.20", 50001, "udp", DIRECTION_FIRST,
		    THERE, WEAK, SAME },
	};

	load("address 10.0.0.20 client, broker\n"
	     "allow web client -> gw tcp 443\n");
	check_all(ways, COUNT(ways));
	unload();
}
END_TEST

START_TEST(prefix_of_length_0_is_no_evidence)
{
	const struct way ways[] = {
		/* by row this would be web, by role the outside is a client:
		 * both rest on 0.0.0.0/0 */
		{ GATEWAY, 50000, OUTSIDE, 50001, "tcp", DIRECTION_FIRST, THERE,
		    WEAK, AMBIGUOUS },
		{ GATEWAY, 443, OUTSIDE, 50001, "tcp", DIRECTION_PORT, BACK,
		    WEAK, AMBIGUOUS },
		{ OUTSIDE, 50001, GATEWAY, 443, "tcp", DIRECTION_PORT, THERE,
		    WEAK, AMBIGUOUS },
		/* a row for any needs no role */
		{ HOST, 25, OUTSIDE, 50001, "tcp", DIRECTION_ROW, BACK, WEAK,
		    AMBIGUOUS },
	};

	load("address 0.0.0.0/0 client\n"
	     "allow web client -> gw tcp 443\n"
	     "allow mail any -> host tcp 25\n");
	check_all(ways, COUNT(ways));
	unload();
}
END_TEST

START_TEST(port_that_serves_is_the_servers)
{
	const struct way ways[] = {
		/* below 1024 */
		{ HOST, 80, BROKER, 50000, "tcp", DIRECTION_PORT, BACK, WEAK,
		    SAME },
		{ HOST, 50000, DIRECTORY, 1023, "tcp", DIRECTION_PORT, THERE,
		    WEAK, AMBIGUOUS },
		{ HOST, 1024, BROKER, 50000, "tcp", DIRECTION_FIRST, THERE,
		    WEAK, SAME },
		/* named by a row or an expect line, of that protocol */
		{ HOST, 20002, BROKER, 50000, "tcp", DIRECTION_PORT, BACK, WEAK,
		    SAME },
		{ HOST, 3389, BROKER, 50000, "tcp", DIRECTION_PORT, BACK, WEAK,
		    SAME },
		{ HOST, 20002, BROKER, 50000, "udp", DIRECTION_FIRST, THERE,
		    WEAK, SAME },
		/* both, or none */
		{ HOST, 80, BROKER, 20002, "tcp", DIRECTION_FIRST, THERE, WEAK,
		    SAME },
		{ HOST, 50000, BROKER, 50001, "tcp", DIRECTION_FIRST, THERE,
		    WEAK, SAME },
		{ HOST, 0, BROKER, 50001, "tcp", DIRECTION_FIRST, THERE, WEAK,
		    SAME },
	};

	load("allow service gw -> probe tcp 20002\n"
	     "expect tcp 3389 rdp\n");
	check_all(ways, COUNT(ways));
	unload();
}
END_TEST

START_TEST(range_of_rpc_makes_no_port_serve)
{
	const struct way ways[] = {
		{ HOST, 3389, BROKER, 50000, "tcp", DIRECTION_PORT, BACK, WEAK,
		    SAME },
		{ HOST, 50000, DIRECTORY, 443, "tcp", DIRECTION_PORT, THERE,
		    WEAK, AMBIGUOUS },
		/* a row's own port in that range */
		{ HOST, 60100, BROKER, 50000, "tcp", DIRECTION_PORT, BACK, WEAK,
		    SAME },
	};

	load("allow r gw -> dir tcp 135,49152-65535\n"
	     "allow s gw -> dir tcp 3389\n"
	     "allow t gw -> dir tcp 60100\n");
	check_all(ways, COUNT(ways));
	unload();
}
END_TEST

START_TEST(broadcast_address_is_never_the_client)
{
	const struct way ways[] = {
		{ CLIENT, 50000, BROADCAST, 20000, "udp", DIRECTION_ROW, THERE,
		    STRONG, SAME },
		{ GATEWAY, 20000, BROADCAST, 50000, "udp", DIRECTION_FIRST,
		    THERE, STRONG, SAME },
		{ GATEWAY, 53, "255.255.255.255", 50000, "udp", DIRECTION_FIRST,
		    THERE, STRONG, SAME },
		{ GATEWAY, 53, "239.1.1.1", 50000, "udp", DIRECTION_FIRST,
		    THERE, STRONG, SAME },
	};

	load("allow lookup client -> gw udp 20000 broadcast\n"
	     "allow odd any -> gw udp 53\n");
	check_all(ways, COUNT(ways));
	unload();
}
END_TEST

START_TEST(reverse_turns_everything_round)
{
	const char *name = "a.example";
	struct role_set one = { { 1 } }, two = { { 2 } };
	struct addr client = world_addr(CLIENT), gateway = world_addr(GATEWAY);
	struct verdict_facts f;

	load("allow web client -> gw tcp 443\n");
	f = world_flow(p, CLIENT, GATEWAY, "tcp", 443);
	f.src_roles = &one;
	f.dst_roles = &two;
	f.names = &name;
	f.name_count = 1;
	f.name_basis = NAME_BASIS_SNI;
	f.name_contradicted = true;
	verdict_reverse(&f, &f);
	ck_assert(addr_equal(&f.src, &gateway));
	ck_assert(addr_equal(&f.dst, &client));
	ck_assert_uint_eq(f.src_port, 443);
	ck_assert_uint_eq(f.dst_port, WORLD_CLIENT_PORT);
	ck_assert_ptr_eq(f.src_roles, &two);
	ck_assert_ptr_eq(f.dst_roles, &one);
	ck_assert_uint_eq(f.name_count, 0);
	ck_assert_uint_eq(f.name_basis, NAME_BASIS_NONE);
	ck_assert(!f.name_contradicted);
	ck_assert_uint_eq(f.time_us, WORLD_TIME_US);
	unload();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("orient");
	TCase *tc = tcase_create("orient");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, row_that_speaks_of_one_way_only_decides);
	tcase_add_test(tc, rows_for_both_ways_decide_nothing);
	tcase_add_test(tc, row_that_is_off_or_out_of_date_is_no_evidence);
	tcase_add_test(tc, user_is_the_client);
	tcase_add_test(tc, prefix_of_length_0_is_no_evidence);
	tcase_add_test(tc, port_that_serves_is_the_servers);
	tcase_add_test(tc, range_of_rpc_makes_no_port_serve);
	tcase_add_test(tc, broadcast_address_is_never_the_client);
	tcase_add_test(tc, reverse_turns_everything_round);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
