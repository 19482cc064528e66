/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_row_index.c - rows and expect lines by protocol and port, as a scan
 * would find them, the most specific first.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "policy_text.h"

#define ROLES                                                                  \
	"role a component\nrole b component\nrole c user\nrole d internet\n"

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

static void
add_some_ports(void)
{
	unsigned int count = 1 + below(4);

	for (unsigned int i = 0; i < count; i++) {
		unsigned int first = below(8) == 0 ? below(65536) : below(40);
		unsigned int last = first + below(6);

		if (below(8) == 0)
			last = 65535;
		if (last > 65535)
			last = 65535;
		strbuf_addf(&text, "%s%u-%u", i > 0 ? "," : " ", first, last);
	}
}

static void
add_some_row(unsigned int number)
{
	static const char *const ends[] = { "a", "b", "a,b", "any", "a,b,c",
		"10.0.0.1" };
	static const char *const protos[] = { "tcp", "udp", "tcp,udp", "17",
		"132" };
	static const char *const portless[] = { "icmp", "vrrp", "any",
		"47,icmp6", "tcp", "udp,icmp" };

	strbuf_addf(&text, "%s r%u-%u %s -> %s ",
	    below(4) == 0 ? "deny" : "allow", below(50), number, ends[below(6)],
	    ends[below(6)]);
	if (below(3) > 0) {
		strbuf_add(&text, protos[below(5)]);
		add_some_ports();
	} else {
		strbuf_add(&text, portless[below(6)]);
	}
	strbuf_add(&text, "\n");
}

static bool
speaks_of(const struct policy_row *row, uint8_t proto, uint16_t port)
{
	bool holds = row->proto_count == 0;

	for (size_t i = 0; i < row->proto_count; i++)
		holds |= row->protos[i] == proto;
	if (!holds || row->port_count == 0)
		return holds;
	for (size_t i = 0; i < row->port_count; i++) {
		if (row->ports[i].first <= port && port <= row->ports[i].last)
			return true;
	}
	return false;
}

/* True when x is to be cited before y: written down again from DESIGN. */
static bool
comes_first(const struct policy_row *x, const struct policy_row *y)
{
	const uint32_t keys[][2] = { { x->role_width, y->role_width },
		{ x->port_width, y->port_width },
		{ x->broadcast, y->broadcast },
		{ x->origin == ROW_ORIGIN_MATRIX,
		    y->origin == ROW_ORIGIN_MATRIX } };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1];
	}
	return strcmp(x->id, y->id) < 0;
}

static void
compare_with_scan(uint8_t proto, uint16_t port)
{
	const struct policy_row *const *rows;
	size_t count = policy_rows_for(p, proto, port, &rows);
	size_t wanted = 0;

	for (size_t i = 0; i < policy_row_count(p); i++)
		wanted += speaks_of(policy_row_at(p, i), proto, port);
	ck_assert_uint_eq(count, wanted);
	for (size_t i = 0; i < count; i++) {
		ck_assert(speaks_of(rows[i], proto, port));
		if (i > 0)
			ck_assert(comes_first(rows[i - 1], rows[i]));
	}
}

START_TEST(rows_of_a_port_are_those_of_a_scan_in_tie_order)
{
	static const uint8_t protos[] = { 6, 17, 132, 1, 58, 112, 47, 0, 255,
		136 };

	for (unsigned int round = 0; round < 30; round++) {
		strbuf_reset(&text);
		strbuf_add(&text, ROLES);
		for (unsigned int i = 1 + below(60); i > 0; i--)
			add_some_row(i);
		load();
		for (size_t i = 0; i < sizeof(protos); i++) {
			compare_with_scan(protos[i], 0);
			compare_with_scan(protos[i], 65535);
			for (unsigned int k = 0; k < 50; k++)
				compare_with_scan(protos[i], (uint16_t)k);
			for (unsigned int k = 0; k < 50; k++)
				compare_with_scan(protos[i],
				    (uint16_t)below(65536));
		}
	}
}
END_TEST

/* The ids of the rows for a port, joined by blanks. */
static const char *
ids_for(uint8_t proto, uint16_t port)
{
	static char ids[1024];
	const struct policy_row *const *rows;
	size_t count = policy_rows_for(p, proto, port, &rows);
	size_t len = 0;

	ids[0] = '\0';
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(ids + len, sizeof(ids) - len, "%s%s",
		    i > 0 ? " " : "", rows[i]->id);
	return ids;
}

START_TEST(each_rule_of_the_ties_decides_after_those_before_it)
{
	p = policy_of("allow z-any any -> a udp 1\n"
		      "allow y-three a,b -> a udp 1 broadcast\n"
		      "allow x-addr 10.0.0.1 -> \"x.example\" udp\n"
		      "allow w-wide a -> b udp 1-3\n"
		      "allow v-two a -> b udp 1-2\n"
		      "allow u-cast a -> b udp 1 broadcast\n"
		      "allow t-plain a -> b udp 1\n"
		      "deny s-plain b -> a udp 1\n"
		      "allow r-all a -> b udp\n" ROLES);
	ck_assert_str_eq(ids_for(PROTO_UDP, 1),
	    "x-addr s-plain t-plain u-cast v-two w-wide r-all y-three z-any");
}
END_TEST

START_TEST(protocols_without_a_row_of_their_own_have_those_for_any)
{
	p = policy_of("allow for-any a -> b any\nallow for-icmp a -> b icmp\n"
		      "allow for-tcp a -> b tcp 80\n" ROLES);
	ck_assert_str_eq(ids_for(PROTO_ICMP, 0), "for-any for-icmp");
	ck_assert_str_eq(ids_for(PROTO_UDP, 80), "for-any");
	ck_assert_str_eq(ids_for(PROTO_TCP, 80), "for-tcp for-any");
	ck_assert_str_eq(ids_for(PROTO_TCP, 81), "for-any");
	ck_assert_str_eq(ids_for(255, 0), "for-any");
	policy_free(p);
	p = policy_of("allow for-tcp a -> b tcp 80\n" ROLES);
	ck_assert_str_eq(ids_for(PROTO_TCP, 80), "for-tcp");
	ck_assert_str_eq(ids_for(PROTO_TCP, 79), "");
	ck_assert_str_eq(ids_for(PROTO_UDP, 80), "");
}
END_TEST

START_TEST(ports_are_named_by_rows_and_expect_lines)
{
	p = policy_of("deny r1 a -> b tcp 22,1000-1001\nallow r2 a -> b udp\n"
		      "allow r3 a -> b udp 0-65535\nallow r4 a -> b any\n"
		      "expect udp 53 dns\n" ROLES);
	ck_assert(policy_port_named(p, PROTO_TCP, 22));
	ck_assert(policy_port_named(p, PROTO_TCP, 1000));
	ck_assert(policy_port_named(p, PROTO_TCP, 1001));
	ck_assert(!policy_port_named(p, PROTO_TCP, 1002));
	ck_assert(!policy_port_named(p, PROTO_TCP, 53));
	ck_assert(policy_port_named(p, PROTO_UDP, 53));
	ck_assert(!policy_port_named(p, PROTO_UDP, 22));
	ck_assert(!policy_port_named(p, PROTO_ICMP, 0));
}
END_TEST

START_TEST(the_narrowest_expect_line_holds)
{
	p = policy_of("expect tcp 1-100 wide\nexpect tcp 50-60 narrow\n"
		      "expect tcp 55 port\nexpect udp 55 other\n"
		      "expect tcp 45-55 lower\n"
		      "allow r a -> b tcp 1\n" ROLES);
	ck_assert_str_eq(policy_expect_of(p, PROTO_TCP, 1)->apps[0].name,
	    "wide");
	ck_assert_str_eq(policy_expect_of(p, PROTO_TCP, 60)->apps[0].name,
	    "narrow");
	ck_assert_str_eq(policy_expect_of(p, PROTO_TCP, 55)->apps[0].name,
	    "port");
	ck_assert_str_eq(policy_expect_of(p, PROTO_TCP, 54)->apps[0].name,
	    "lower");
	ck_assert_str_eq(policy_expect_of(p, PROTO_UDP, 55)->apps[0].name,
	    "other");
	ck_assert_ptr_null(policy_expect_of(p, PROTO_TCP, 101));
	ck_assert_ptr_null(policy_expect_of(p, PROTO_UDP, 54));
	ck_assert_ptr_null(policy_expect_of(p, PROTO_ICMP, 0));
	ck_assert_ptr_null(policy_expect_of(p, 132, 55));
}
END_TEST

START_TEST(rows_that_nest_without_end_are_refused)
{
	strbuf_add(&text, ROLES);
	for (unsigned int i = 0; i < 3000; i++)
		strbuf_addf(&text, "deny r%u a -> b tcp %u-%u\n", i, i,
		    65535 - i);
	ck_assert_str_eq(told_of(strbuf_text(&text)),
	    "t: too many rows for the same ports; expected fewer\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("row_index");
	TCase *tc = tcase_create("row_index");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, rows_of_a_port_are_those_of_a_scan_in_tie_order);
	tcase_add_test(tc, each_rule_of_the_ties_decides_after_those_before_it);
	tcase_add_test(tc,
	    protocols_without_a_row_of_their_own_have_those_for_any);
	tcase_add_test(tc, ports_are_named_by_rows_and_expect_lines);
	tcase_add_test(tc, the_narrowest_expect_line_holds);
	tcase_add_test(tc, rows_that_nest_without_end_are_refused);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
