/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_policy_index.c - addresses, names, rows and ports are found as a scan
 * of all lines would find them.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/when.h"
#include "policy_text.h"

#define ROLES                                                                  \
	"role a component\nrole b component\nrole c user\nrole d internet\n"
#define DAY(n) ((uint64_t)(n)*WHEN_DAY_US) /* since 1970-01-01 */

static struct policy *p;
static struct strbuf text;
static uint64_t state; /* of the generator: every run is the same */

static void
setup(void)
{
	p = NULL;
	strbuf_init(&text);
	state = UINT64_C(88172645463325252);
}

static void
teardown(void)
{
	policy_free(p);
	strbuf_fini(&text);
}

/* A number below limit (xorshift64). */
static unsigned int
below(unsigned int limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned int)(state >> 11) % limit;
}

static void
load(void)
{
	ck_assert_int_eq(strbuf_error(&text), 0);
	policy_free(p);
	p = policy_of(strbuf_text(&text));
}

/* Few bits vary, so that prefixes nest and addresses hit them. */
static struct addr
some_addr(bool v4)
{
	uint8_t b[16] = { 0xfd };

	if (v4)
		return addr_from_v4((const uint8_t[4]){ 10, (uint8_t)below(2),
		    (uint8_t)below(4), (uint8_t)below(256) });
	for (size_t i = 1; i < sizeof(b); i++)
		b[i] = below(4) == 0 ? (uint8_t)below(3) : 0;
	return addr_from_v6(b);
}

static void
add_some_address(bool dated)
{
	static const char *const roles[] = { "a", "b", "c", "d", "a,b" };
	bool v4 = below(2) == 0;
	struct addr a = some_addr(v4);
	unsigned int bits = v4 ? 96 + below(33) : below(129);
	struct prefix prefix = prefix_of(&a, (uint8_t)bits);
	char out[PREFIX_TEXT_MAX];
	unsigned int day = 1 + below(20);

	prefix_format(&prefix, out);
	strbuf_addf(&text, "address %s %s", out, roles[below(5)]);
	if (dated && below(2) == 0)
		strbuf_addf(&text, " from 1970-01-%02u", day);
	if (dated && below(2) == 0)
		strbuf_addf(&text, " until 1970-01-%02u", day + below(10));
	strbuf_add(&text, "\n");
}

/* What a scan of all address lines says. */
static bool
scan_roles(const struct addr *a, uint64_t time_us, bool as_source,
    struct role_set *out)
{
	int best = -1;

	*out = (struct role_set){ { 0 } };
	for (size_t i = 0; i < policy_address_count(p); i++) {
		const struct policy_address *line = policy_address_at(p, i);
		int bits = line->prefix.bits;
		bool v4 = addr_is_v4(&line->prefix.addr) && bits >= 96;

		if (time_us < line->from_us || time_us >= line->until_us ||
		    v4 != addr_is_v4(a) || !prefix_contains(&line->prefix, a))
			continue;
		bits -= v4 ? 96 : 0;
		if ((bits == 0 && !as_source) || bits < best)
			continue;
		if (bits > best)
			*out = (struct role_set){ { 0 } };
		best = bits;
		role_set_join(out, &line->roles);
	}
	return best == 0;
}

START_TEST(roles_of_an_address_are_those_of_a_scan)
{
	for (unsigned int round = 0; round < 40; round++) {
		strbuf_reset(&text);
		strbuf_add(&text, "allow r any -> any any\n" ROLES);
		for (unsigned int i = below(200); i > 0; i--)
			add_some_address(round % 2 == 1);
		if (round % 4 == 3)
			strbuf_add(&text, "address 0.0.0.0/0 c\n");
		load();
		for (unsigned int i = 0; i < 500; i++) {
			struct addr a = some_addr(below(2) == 0);
			uint64_t time_us = DAY(below(32));
			bool as_source = below(2) == 0;
			struct role_set found;
			struct role_set wanted;
			bool weak =
			    policy_roles_of(p, &a, time_us, as_source, &found);

			ck_assert_int_eq(scan_roles(&a, time_us, as_source,
					     &wanted),
			    weak);
			ck_assert_mem_eq(&found, &wanted, sizeof(found));
		}
	}
}
END_TEST

START_TEST(lines_of_one_prefix_add_up_while_their_dates_hold)
{
	p = policy_of(
	    "allow r any -> any any\n" ROLES "address 10.0.0.0/8 d\n"
	    "address 10.0.0.1 a\naddress 10.0.0.1 b until 1970-01-10\n"
	    "address 10.0.0.2 a until 1970-01-10\n"
	    "address 10.0.0.2 b from 1970-01-10\n");
	ck_assert_str_eq(roles_at(p, "10.0.0.1", DAY(9)), "a,b");
	ck_assert_str_eq(roles_at(p, "10.0.0.1", DAY(10)), "a");
	ck_assert_str_eq(roles_at(p, "10.0.0.2", DAY(8)), "a");
	ck_assert_str_eq(roles_at(p, "10.0.0.2", DAY(9)), "a,b");
	ck_assert_str_eq(roles_at(p, "10.0.0.2", DAY(10)), "b");
	ck_assert_str_eq(roles_at(p, "10.0.0.3", DAY(10)), "d");
	ck_assert_str_eq(roles_at(p, "11.0.0.3", DAY(10)), "");
}
END_TEST

START_TEST(a_line_outside_its_dates_uncovers_the_shorter_prefix)
{
	p = policy_of("allow r any -> any any\n" ROLES "address 10.0.0.0/24 a\n"
		      "address 10.0.0.1 b from 1970-01-05 until 1970-01-05\n");
	ck_assert_str_eq(roles_at(p, "10.0.0.1", DAY(4) - 1), "a");
	ck_assert_str_eq(roles_at(p, "10.0.0.1", DAY(4)), "b");
	ck_assert_str_eq(roles_at(p, "10.0.0.1", DAY(5) - 1), "b");
	ck_assert_str_eq(roles_at(p, "10.0.0.1", DAY(5)), "a");
}
END_TEST

START_TEST(prefixes_reach_to_both_ends_of_the_address_space)
{
	static const struct {
		const char *addr;
		const char *roles;
	} cases[] = {
		{ "0.0.0.0", "b" },
		{ "0.0.0.1", "" },
		{ "127.255.255.255", "" },
		{ "128.0.0.0", "a" },
		{ "255.255.255.254", "a" },
		{ "255.255.255.255", "a" },
		{ "::", "d" },
		{ "::2", "" },
		{ "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "" },
		{ "8000::", "c" },
		{ "fd00::ffff:ffff:ffff:ffff", "a" },
		{ "fd00:0:0:1::", "c" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "c" },
	};

	p = policy_of("allow r any -> any any\n" ROLES
		      "address 128.0.0.0/1 a\naddress 0.0.0.0 b\n"
		      "address 8000::/1 c\naddress :: d\n"
		      "address fd00::ffff:ffff:0:0/96 b\n"
		      "address fd00::ffff:ffff:ffff:ffff a\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_str_eq(roles_at(p, cases[i].addr, 0), cases[i].roles);
}
END_TEST

START_TEST(a_prefix_of_length_zero_is_for_sources_of_its_family)
{
	struct addr a = addr_of("192.0.2.1");
	struct addr b = addr_of("2001:db8::1");
	struct role_set roles;

	p = policy_of("allow r any -> any any\n" ROLES "address ::/0 c\n"
		      "address 10.0.0.0/8 a\n");
	ck_assert(!policy_roles_of(p, &a, 0, true, &roles));
	ck_assert(role_set_empty(&roles));
	ck_assert(policy_roles_of(p, &b, 0, true, &roles));
	ck_assert_uint_eq(role_set_count(&roles), 1);
	ck_assert(!policy_roles_of(p, &b, 0, false, &roles));
	ck_assert(role_set_empty(&roles));
	policy_free(p);
	p = policy_of("allow r any -> any any\n" ROLES "address 0.0.0.0/0 c\n");
	ck_assert(policy_roles_of(p, &a, 0, true, &roles));
	ck_assert(!policy_roles_of(p, &b, 0, true, &roles));
}
END_TEST

START_TEST(loopback_addresses_have_the_local_roles_only)
{
	p = policy_of("allow r any -> any any\n" ROLES
		      "address 0.0.0.0/0, ::/0 c\nlocal a\n");
	ck_assert_str_eq(roles_at(p, "127.0.0.1", 0), "a");
	ck_assert_str_eq(roles_at(p, "127.255.0.9", 0), "a");
	ck_assert_str_eq(roles_at(p, "::1", 0), "a");
	ck_assert_str_eq(roles_at(p, "::2", 0), "c");
}
END_TEST

START_TEST(broadcasts_are_those_of_networks_and_addresses)
{
	static const char *const yes[] = { "10.1.0.255", "10.2.3.255",
		"10.3.0.3", "255.255.255.255" };
	static const char *const no[] = { "10.1.0.254", "10.1.0.0", "10.4.0.1",
		"10.5.0.5", "0.0.0.0", "10.2.2.255", "::ff", "192.0.2.255" };
	struct addr a;

	p = policy_of("allow r any -> any any\n" ROLES
		      "network 10.1.0.0/24, 10.2.2.0/23, fd00::/64\n"
		      "address 10.3.0.0/30 a until 1970-01-02\n"
		      "address 10.4.0.0/31 a\naddress 10.5.0.5 a\n");
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		a = addr_of(yes[i]);
		ck_assert_msg(policy_is_broadcast(p, &a), "%s", yes[i]);
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		a = addr_of(no[i]);
		ck_assert_msg(!policy_is_broadcast(p, &a), "%s", no[i]);
	}
}
END_TEST

START_TEST(many_broadcasts_are_found_and_nothing_else)
{
	strbuf_add(&text, "allow r any -> any any\n" ROLES);
	for (unsigned int i = 0; i < 2000; i++)
		strbuf_addf(&text, "network 10.%u.%u.0/25\n", i / 250, i % 250);
	load();
	for (unsigned int i = 0; i < 2500; i++) {
		const uint8_t b[4] = { 10, (uint8_t)(i / 250),
			(uint8_t)(i % 250), 127 };
		struct addr a = addr_from_v4(b);

		ck_assert_int_eq(policy_is_broadcast(p, &a), i < 2000);
		a.b[15] = 255;
		ck_assert(!policy_is_broadcast(p, &a));
	}
}
END_TEST

START_TEST(networks_hold_addresses_of_their_family)
{
	static const struct {
		const char *addr;
		bool in;
	} cases[] = {
		{ "10.1.0.0", true },
		{ "10.1.0.255", true },
		{ "10.1.1.0", false },
		{ "fd00::1", true },
		{ "fd00:0:0:1::1", false },
		{ "192.0.2.7", false },
	};

	p = policy_of(
	    "allow r any -> any any\n" ROLES
	    "network 10.1.0.0/24\nnetwork fd00::/64\n"
	    "network 10.1.0.0/24 \"again\"\naddress 192.0.2.0/24 a\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct addr a = addr_of(cases[i].addr);

		ck_assert_int_eq(policy_in_network(p, &a), cases[i].in);
	}
}
END_TEST

START_TEST(a_star_takes_one_character_or_more_dots_included)
{
	static const struct {
		const char *pattern;
		const char *name;
		bool matches;
	} cases[] = {
		{ "x.example", "x.example", true },
		{ "x.example", "a.x.example", false },
		{ "*.x.example", "a.x.example", true },
		{ "*.x.example", "a.b.x.example", true },
		{ "*.x.example", ".x.example", false },
		{ "*.x.example", "x.example", false },
		{ "*xt.blob.example", "gsxt.blob.example", true },
		{ "*xt.blob.example", "g.s.xt.blob.example", true },
		{ "*xt.blob.example", "xt.blob.example", false },
		{ "*xt.blob.example", "xt.blob.example.org", false },
		{ "*", "a", true },
		{ "*", "", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct role_set roles = { { 0 } };

		ck_assert_msg(policy_name_matches(cases[i].pattern,
				  cases[i].name) == cases[i].matches,
		    "%s %s", cases[i].pattern, cases[i].name);
		strbuf_reset(&text);
		strbuf_addf(&text,
		    "allow r any -> any any\n" ROLES "name \"%s\" d\n",
		    cases[i].pattern);
		load();
		policy_roles_of_name(p, cases[i].name, &roles);
		ck_assert_int_eq(role_set_has(&roles, role_of(p, "d")),
		    cases[i].matches);
	}
}
END_TEST

START_TEST(all_patterns_of_a_name_give_their_roles)
{
	struct role_set roles = { { 0 } };
	char out[64];

	p = policy_of("allow r any -> any any\n" ROLES
		      "name \"www.x.example\" a\nname \"*.x.example\" b\n"
		      "name \"*example\", \"*.y.example\" c\n"
		      "name \"www.x.example\" d\nname \"*.y.example\" d\n");
	policy_roles_of_name(p, "www.x.example", &roles);
	ck_assert_str_eq(policy_roles_text(p, &roles, out, sizeof(out)),
	    "a,b,c,d");
	roles = (struct role_set){ { 0 } };
	policy_roles_of_name(p, "z.y.example", &roles);
	ck_assert_str_eq(policy_roles_text(p, &roles, out, sizeof(out)), "c,d");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy_index");
	TCase *tc = tcase_create("policy_index");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, roles_of_an_address_are_those_of_a_scan);
	tcase_add_test(tc, lines_of_one_prefix_add_up_while_their_dates_hold);
	tcase_add_test(tc,
	    a_line_outside_its_dates_uncovers_the_shorter_prefix);
	tcase_add_test(tc,
	    a_prefix_of_length_zero_is_for_sources_of_its_family);
	tcase_add_test(tc, prefixes_reach_to_both_ends_of_the_address_space);
	tcase_add_test(tc, loopback_addresses_have_the_local_roles_only);
	tcase_add_test(tc, broadcasts_are_those_of_networks_and_addresses);
	tcase_add_test(tc, many_broadcasts_are_found_and_nothing_else);
	tcase_add_test(tc, networks_hold_addresses_of_their_family);
	tcase_add_test(tc, a_star_takes_one_character_or_more_dots_included);
	tcase_add_test(tc, all_patterns_of_a_name_give_their_roles);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
