/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_nearest.c - the nearest row and the fact that keeps it away.
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
#define BIT(fact) (1U << (fact))

struct near_case {
	const char *src, *dst, *proto;
	uint16_t port;
	const char *row; /* "" for none */
	enum near_fact fact;
};

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

static struct verdict_near
nearest(const struct verdict_facts *f)
{
	struct verdict_result r;
	struct verdict_near near;

	verdict_judge(p, f, &r);
	verdict_nearest(p, f, &r, &near);
	return near;
}

static void
check_near(const struct verdict_facts *f, const char *row, enum near_fact fact,
    size_t number)
{
	struct verdict_near near = nearest(f);

	ck_assert_msg(near.fact == fact && strcmp(world_id(near.row), row) == 0,
	    "case %zu: \"%s\" %s, expected \"%s\" %s", number,
	    world_id(near.row), world_fact(near.fact), row, world_fact(fact));
}

static void
check_all(const struct near_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct verdict_facts f = world_flow(p, cases[i].src,
		    cases[i].dst, cases[i].proto, cases[i].port);

		check_near(&f, cases[i].row, cases[i].fact, i);
	}
}

static unsigned int
differences(const char *row, const char *src, const char *dst,
    const char *proto, uint16_t port)
{
	struct verdict_facts f = world_flow(p, src, dst, proto, port);

	ck_assert_ptr_nonnull(policy_row_find(p, row));
	return verdict_differences(p, &f, policy_row_find(p, row));
}

START_TEST(one_wrong_fact_is_named)
{
	const struct near_case cases[] = {
		{ HOST, GATEWAY, "tcp", 443, "web", NEAR_SOURCE_ROLE },
		{ STRANGER, GATEWAY, "tcp", 443, "web", NEAR_SOURCE_ROLE },
		{ CLIENT, HOST, "tcp", 443, "web", NEAR_DESTINATION_ROLE },
		{ CLIENT, OUTSIDE, "tcp", 443, "web", NEAR_DESTINATION_ROLE },
		{ CLIENT, GATEWAY, "udp", 443, "web", NEAR_PROTOCOL },
		{ GATEWAY, CLIENT, "tcp", 443, "web", NEAR_DIRECTION },
		{ CLIENT, GATEWAY, "tcp", 444, "web", NEAR_PORT },
		{ CLIENT, GATEWAY, "tcp", 1, "web", NEAR_PORT },
		{ CLIENT, BROKER, "tcp", 1, "past", NEAR_EXPIRED },
		{ CLIENT, BROKER, "tcp", 2, "later", NEAR_NOT_YET },
		{ CLIENT, BROKER, "tcp", 3, "off", NEAR_FEATURE_OFF },
		{ HOST, OUTSIDE, "tcp", 8443, "cloud", NEAR_NAME_UNKNOWN },
		{ HOST, OUTSIDE, "tcp", 8444, "vendor", NEAR_NAME_UNKNOWN },
		{ STRANGER, PROBE, "47", 0, "tunnel", NEAR_SOURCE_ROLE },
		{ PROBE, BROKER, "47", 0, "tunnel", NEAR_DIRECTION },
	};

	load("allow web client -> gw tcp 443\n"
	     "allow past client -> broker tcp 1 until 2026-12-31\n"
	     "allow later client -> broker tcp 2 from 2027-02-01\n"
	     "allow off client -> broker tcp 3 when direct\n"
	     "allow cloud host -> \"*.xt.example\" tcp 8443\n"
	     "allow vendor host -> vendor tcp 8444\n"
	     "allow tunnel broker -> probe any\n");
	check_all(cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(two_wrong_facts_are_near_nothing)
{
	const struct near_case cases[] = {
		{ HOST, BROKER, "tcp", 443, "", NEAR_NONE },
		{ HOST, GATEWAY, "tcp", 444, "", NEAR_NONE },
		{ CLIENT, GATEWAY, "udp", 444, "", NEAR_NONE },
		{ GATEWAY, CLIENT, "udp", 443, "", NEAR_NONE },
		/* off or out of date, and wrong besides */
		{ CLIENT, BROKER, "tcp", 2, "", NEAR_NONE },
		{ HOST, BROKER, "tcp", 1, "", NEAR_NONE },
		{ CLIENT, BROKER, "tcp", 3, "", NEAR_NONE },
		/* ICMP is not TCP by mistake */
		{ CLIENT, GATEWAY, "icmp", 8, "", NEAR_NONE },
		{ CLIENT, GATEWAY, "47", 0, "", NEAR_NONE },
	};

	load("allow web client -> gw tcp 443\n"
	     "allow off client -> broker tcp 1 when direct\n"
	     "allow dated client -> broker tcp 9 when direct "
	     "until 2026-12-31\n");
	check_all(cases, COUNT(cases));
	ck_assert_uint_eq(differences("dated", CLIENT, BROKER, "tcp", 9),
	    BIT(NEAR_FEATURE_OFF) | BIT(NEAR_EXPIRED));
	unload();
}
END_TEST

START_TEST(facts_come_in_tie_order)
{
	load("allow a client -> dir tcp 10\n"
	     "allow b host -> gw tcp 10\n"
	     "allow c host -> dir udp 10\n"
	     "allow d dir -> host tcp 10\n"
	     "allow e host -> dir tcp 11\n");
	check_all((const struct near_case[]){ { HOST, DIRECTORY, "tcp", 10, "a",
		      NEAR_SOURCE_ROLE } },
	    1);
	unload();
	load("allow b host -> gw tcp 10\n"
	     "allow c host -> dir udp 10\n"
	     "allow d dir -> host tcp 10\n"
	     "allow e host -> dir tcp 11\n");
	check_all((const struct near_case[]){ { HOST, DIRECTORY, "tcp", 10, "b",
		      NEAR_DESTINATION_ROLE } },
	    1);
	unload();
	load("allow c host -> dir udp 10\n"
	     "allow d dir -> host tcp 10\n"
	     "allow e host -> dir tcp 11\n");
	check_all((const struct near_case[]){ { HOST, DIRECTORY, "tcp", 10, "c",
		      NEAR_PROTOCOL } },
	    1);
	unload();
	load("allow d dir -> host tcp 10\n"
	     "allow e host -> dir tcp 11\n");
	check_all((const struct near_case[]){ { HOST, DIRECTORY, "tcp", 10, "d",
		      NEAR_DIRECTION } },
	    1);
	unload();
	load("allow e host -> probe tcp 11\n"
	     "allow f host -> vendor tcp 10\n");
	check_all((const struct near_case[]){ { HOST, PROBE, "tcp", 10, "f",
						  NEAR_DESTINATION_ROLE },
		      { HOST, OUTSIDE, "tcp", 10, "f", NEAR_NAME_UNKNOWN } },
	    2);
	unload();
	load("allow e host -> any tcp 11\n"
	     "allow f host -> vendor tcp 10\n");
	check_all((const struct near_case[]){ { HOST, OUTSIDE, "tcp", 10, "e",
		      NEAR_PORT } },
	    1);
	unload();
}
END_TEST

START_TEST(row_that_is_off_or_out_of_date_is_nearer_than_any_other)
{
	const struct near_case cases[] = {
		{ CLIENT, HOST, "tcp", 1, "off", NEAR_FEATURE_OFF },
		{ CLIENT, HOST, "tcp", 2, "past", NEAR_EXPIRED },
		{ CLIENT, HOST, "tcp", 3, "later", NEAR_NOT_YET },
		{ CLIENT, HOST, "tcp", 4, "z-off", NEAR_FEATURE_OFF },
	};

	load("allow other broker -> host tcp 1-4\n"
	     "allow off client -> host tcp 1 when direct\n"
	     "allow past client -> host tcp 2 until 2026-12-31\n"
	     "allow later client -> host tcp 3 from 2027-02-01\n"
	     "allow past-too client -> host tcp 4 until 2026-12-31\n"
	     "allow z-off client -> host tcp 4 when direct\n");
	check_all(cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(rows_with_the_same_fact_rank_by_ports_roles_and_id)
{
	const struct near_case cases[] = {
		/* fewest ports before fewest roles */
		{ HOST, GATEWAY, "tcp", 445, "push", NEAR_SOURCE_ROLE },
		{ HOST, GATEWAY, "tcp", 80, "few-roles", NEAR_SOURCE_ROLE },
		{ HOST, GATEWAY, "udp", 7, "plain", NEAR_SOURCE_ROLE },
		{ HOST, GATEWAY, "tcp", 90, "a-id", NEAR_SOURCE_ROLE },
	};

	load("allow push broker -> all-components tcp 135,445\n"
	     "allow install client -> gw tcp 135,445,49179\n"
	     "allow many-roles client -> all-components tcp 80\n"
	     "allow few-roles client -> gw tcp 80\n"
	     "allow cast client -> gw udp 7 broadcast\n"
	     "allow plain client -> gw udp 7\n"
	     "allow b-id client -> gw tcp 90\n"
	     "allow a-id client -> gw tcp 90\n");
	check_all(cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(row_of_the_site_is_nearer_than_that_of_the_matrix)
{
	struct verdict_facts f;
	const struct policy_row *a, *z;

	p = world_policy("include \"ras-19.rules\"\n"
			 "address 10.0.0.1 client\n"
			 "address 10.0.0.2 broker\n"
			 "address 10.0.0.3 web-admin\n"
			 "allow z-site web-browser -> web-admin tcp 20443\n");
	a = policy_row_find(p, "web-01");
	z = policy_row_find(p, "z-site");
	ck_assert_uint_eq(a->origin, ROW_ORIGIN_MATRIX);
	ck_assert_uint_eq(z->origin, ROW_ORIGIN_SITE);
	f = world_flow(p, "10.0.0.1", "10.0.0.3", "tcp", 20443);
	check_near(&f, "z-site", NEAR_SOURCE_ROLE, 0);
	unload();
}
END_TEST

START_TEST(port_next_door_is_the_one_at_the_smallest_distance)
{
	const struct near_case cases[] = {
		{ CLIENT, GATEWAY, "tcp", 443, "low", NEAR_PORT },
		{ CLIENT, GATEWAY, "tcp", 790, "high", NEAR_PORT },
		{ CLIENT, GATEWAY, "tcp", 950, "high", NEAR_PORT },
		{ CLIENT, GATEWAY, "tcp", 1150, "wide", NEAR_PORT },
		{ CLIENT, GATEWAY, "tcp", 65535, "wide", NEAR_PORT },
		/* as far from both: fewest ports */
		{ CLIENT, GATEWAY, "tcp", 600, "low", NEAR_PORT },
		{ CLIENT, GATEWAY, "tcp", 601, "high", NEAR_PORT },
	};

	load("allow low client -> gw tcp 400\n"
	     "allow high client -> gw tcp 10,800-900\n"
	     "allow wide client -> gw tcp 1100-1102,1200-2000\n");
	check_all(cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(answer_is_the_flow_turned_round)
{
	struct verdict_facts f;

	load("address 0.0.0.0/0 client\n"
	     "allow web client -> gw tcp 443\n"
	     "allow rpc broker -> dir tcp 49152-65535\n"
	     "allow media broker -> probe tcp 2500-3300\n");
	f = world_flow(p, GATEWAY, CLIENT, "tcp", 50000);
	f.src_port = 443;
	check_near(&f, "web", NEAR_DIRECTION, 0);
	ck_assert_uint_eq(verdict_differences(p, &f, policy_row_find(p, "web")),
	    BIT(NEAR_DIRECTION));
	/* a client's own port is no sign of an answer */
	f = world_flow(p, DIRECTORY, BROKER, "tcp", 80);
	f.src_port = 50000;
	check_near(&f, "", NEAR_NONE, 1);
	f.dst_port = 50000;
	check_near(&f, "rpc", NEAR_DIRECTION, 2);
	f = world_flow(p, PROBE, BROKER, "tcp", 80);
	f.src_port = 3300;
	check_near(&f, "media", NEAR_DIRECTION, 3);
	/* anybody may be a client, so nobody is one for certain */
	f = world_flow(p, GATEWAY, OUTSIDE, "tcp", 443);
	check_near(&f, "", NEAR_NONE, 4);
	unload();
}
END_TEST

START_TEST(broadcasts_have_a_nearest_row_too)
{
	const struct near_case cases[] = {
		{ STRANGER, BROADCAST, "udp", 20000, "lookup",
		    NEAR_SOURCE_ROLE },
		{ CLIENT, BROADCAST, "udp", 20001, "lookup", NEAR_PORT },
		{ CLIENT, BROADCAST, "tcp", 20000, "lookup", NEAR_PROTOCOL },
		{ CLIENT, BROADCAST, "udp", 443, "plain",
		    NEAR_DESTINATION_ROLE },
		{ HOST, BROADCAST, "udp", 8443, "cloud",
		    NEAR_DESTINATION_ROLE },
		{ STRANGER, "224.0.0.18", "vrrp", 0, "vrrp", NEAR_SOURCE_ROLE },
		{ GATEWAY, "224.0.0.19", "vrrp", 0, "vrrp",
		    NEAR_DESTINATION_ROLE },
		{ GATEWAY, BROADCAST, "udp", 20000, "lookup",
		    NEAR_SOURCE_ROLE },
	};
	struct verdict_facts f;

	load("allow lookup client -> gw udp 20000 broadcast\n"
	     "allow plain client -> gw udp 443\n"
	     "allow cloud host -> \"*.xt.example\" udp 8443\n"
	     "allow vrrp gw -> gw vrrp\n");
	check_all(cases, COUNT(cases));
	f = world_flow(p, GATEWAY, "224.0.0.18", "vrrp", 0);
	f.foreign_vrid = true;
	check_near(&f, "", NEAR_NONE, COUNT(cases));
	ck_assert_uint_eq(verdict_differences(p, &f,
			      policy_row_find(p, "vrrp")),
	    BIT(NEAR_NONE));
	unload();
}
END_TEST

START_TEST(unknown_name_is_told_from_a_wrong_destination)
{
	const char *other = "a.other.example";
	const char *right = "a.xt.example";
	struct verdict_facts f;

	load("allow cloud host -> \"*.xt.example\" tcp 443\n");
	f = world_flow(p, HOST, OUTSIDE, "tcp", 443);
	f.names = &other;
	f.name_count = 1;
	f.name_basis = NAME_BASIS_SNI;
	check_near(&f, "cloud", NEAR_NAME_UNKNOWN, 0);
	f.names = &right;
	f.dst_port = 444;
	check_near(&f, "cloud", NEAR_PORT, 1);
	f.names = &other;
	check_near(&f, "", NEAR_NONE, 2);
	f = world_flow(p, HOST, DIRECTORY, "tcp", 443);
	check_near(&f, "cloud", NEAR_DESTINATION_ROLE, 3);
	unload();
}
END_TEST

START_TEST(allowed_and_denied_flows_have_no_nearest_row)
{
	const struct near_case cases[] = {
		{ CLIENT, GATEWAY, "tcp", 443, "", NEAR_NONE },
		{ HOST, GATEWAY, "tcp", 443, "", NEAR_NONE },
		/* a deny row is never the nearest */
		{ HOST, GATEWAY, "udp", 443, "", NEAR_NONE },
	};

	load("allow web client -> gw tcp 443\n"
	     "deny not-you host -> gw tcp 443\n");
	check_all(cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(differences_tell_all_that_is_wrong)
{
	load("allow web client -> gw tcp 443 when direct\n"
	     "allow right client -> gw tcp 80\n"
	     "deny no host -> gw tcp 80\n");
	ck_assert_uint_eq(differences("right", CLIENT, GATEWAY, "tcp", 80), 0);
	ck_assert_uint_eq(differences("no", HOST, GATEWAY, "tcp", 80), 0);
	ck_assert_uint_eq(differences("web", HOST, BROKER, "udp", 80),
	    BIT(NEAR_SOURCE_ROLE) | BIT(NEAR_DESTINATION_ROLE) |
		BIT(NEAR_PROTOCOL) | BIT(NEAR_PORT) | BIT(NEAR_FEATURE_OFF));
	ck_assert_uint_eq(differences("right", GATEWAY, CLIENT, "tcp", 80),
	    BIT(NEAR_DIRECTION));
	ck_assert_uint_eq(differences("right", CLIENT, GATEWAY, "icmp", 8) &
		(BIT(NEAR_PROTOCOL) | BIT(NEAR_NONE)),
	    BIT(NEAR_PROTOCOL) | BIT(NEAR_NONE));
	unload();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("nearest");
	TCase *tc = tcase_create("nearest");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, one_wrong_fact_is_named);
	tcase_add_test(tc, two_wrong_facts_are_near_nothing);
	tcase_add_test(tc, facts_come_in_tie_order);
	tcase_add_test(tc,
	    row_that_is_off_or_out_of_date_is_nearer_than_any_other);
	tcase_add_test(tc, rows_with_the_same_fact_rank_by_ports_roles_and_id);
	tcase_add_test(tc, row_of_the_site_is_nearer_than_that_of_the_matrix);
	tcase_add_test(tc, port_next_door_is_the_one_at_the_smallest_distance);
	tcase_add_test(tc, answer_is_the_flow_turned_round);
	tcase_add_test(tc, broadcasts_have_a_nearest_row_too);
	tcase_add_test(tc, unknown_name_is_told_from_a_wrong_destination);
	tcase_add_test(tc, allowed_and_denied_flows_have_no_nearest_row);
	tcase_add_test(tc, differences_tell_all_that_is_wrong);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
