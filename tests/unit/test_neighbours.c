/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_neighbours.c - whose link-local address is it?
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/neighbours.h"
#include "support/farm.h"

static struct farm farm;
static struct neighbours *neighbours;

static void
setup(void)
{
	const uint8_t secret[HASH_SECRET_BYTES] = { 1 };

	farm_policy(&farm, "network 10.1.0.0/24\n");
	ck_assert_int_eq(neighbours_new(&neighbours, farm.set->policy, secret),
	    0);
}

static void
teardown(void)
{
	neighbours_free(neighbours);
	farm_stop(&farm);
}

static void
sends(const char *src, uint8_t mac, uint16_t vlan)
{
	struct packet p = { .has_mac = true, .vlan = vlan, .src_mac = { mac } };

	ck_assert_int_eq(addr_parse(src, strlen(src), &p.src), 0);
	neighbours_learn(neighbours, &p);
}

/* The roles of fe80::7 in a VLAN as text; "unknown" when there are none. */
static const char *
roles(uint16_t vlan)
{
	static char text[POLICY_ROLES_TEXT_MAX];
	struct role_set set;
	struct addr a;

	ck_assert_int_eq(addr_parse("fe80::7", 7, &a), 0);
	if (!neighbours_roles(neighbours, &a, vlan, &set))
		return "unknown";
	return policy_roles_text(farm.set->policy, &set, text, sizeof(text));
}

START_TEST(roles_of_the_mac_in_the_vlan_are_added_up)
{
	sends("fe80::7", 1, 0);
	ck_assert_str_eq(roles(0), "unknown");
	sends("10.0.0.1", 1, 0);
	ck_assert_str_eq(roles(0), "gw");
	sends("fd00::2", 1, 0);
	ck_assert_str_eq(roles(0), "broker,gw");
}
END_TEST

START_TEST(another_mac_or_vlan_lends_nothing)
{
	sends("fe80::7", 1, 5);
	sends("10.0.0.1", 2, 5);
	sends("10.0.0.1", 1, 6);
	ck_assert_str_eq(roles(5), "unknown");
	ck_assert_str_eq(roles(6), "unknown");
}
END_TEST

START_TEST(a_router_lends_nothing)
{
	sends("fe80::7", 1, 0);
	sends("10.0.0.1", 1, 0);
	ck_assert_str_eq(roles(0), "gw");
	sends("192.0.2.1", 1, 0);
	ck_assert_str_eq(roles(0), "unknown");
}
END_TEST

START_TEST(a_host_without_role_lends_nothing)
{
	sends("fe80::7", 1, 0);
	sends("10.1.0.5", 1, 0);
	ck_assert_str_eq(roles(0), "unknown");
}
END_TEST

START_TEST(unspecified_source_of_dhcp_makes_no_router)
{
	sends("fe80::7", 1, 0);
	sends("0.0.0.0", 1, 0);
	sends("10.0.0.1", 1, 0);
	ck_assert_str_eq(roles(0), "gw");
}
END_TEST

START_TEST(past_the_bound_hosts_are_counted)
{
	struct packet p = { .has_mac = true };

	ck_assert_int_eq(addr_parse("10.0.0.1", 8, &p.src), 0);
	for (uint32_t i = 0; i < 2 * NEIGHBOURS_MAX + 3; i++) {
		memcpy(p.src_mac, &i, sizeof(i));
		neighbours_learn(neighbours, &p);
	}
	ck_assert_uint_eq(neighbours_overflow(neighbours), 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("neighbours");
	TCase *tcase = tcase_create("neighbours");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, roles_of_the_mac_in_the_vlan_are_added_up);
	tcase_add_test(tcase, another_mac_or_vlan_lends_nothing);
	tcase_add_test(tcase, a_router_lends_nothing);
	tcase_add_test(tcase, a_host_without_role_lends_nothing);
	tcase_add_test(tcase, unspecified_source_of_dhcp_makes_no_router);
	tcase_add_test(tcase, past_the_bound_hosts_are_counted);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
