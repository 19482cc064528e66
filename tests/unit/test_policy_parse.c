/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_policy_parse.c - every statement and option, as it is written and as
 * it is stored.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "policy/policy.h"
#include "policy_text.h"

/* Roles for rows; line 1 of what is made with it is the test's own. */
#define ROLES                                                                  \
	"\nrole broker component\nrole gateway component\nrole client user\n"  \
	"role web internet\nrole ad infrastructure\n"
#define ROW "\nallow row-1 client -> broker tcp 80\n"

static struct policy *p;

static void
setup(void)
{
	p = NULL;
}

static void
teardown(void)
{
	policy_free(p);
}

/* The first row of a policy that begins with it. */
static const struct policy_row *
row_of(const char *row)
{
	char text[1024];

	ck_assert_int_lt(snprintf(text, sizeof(text), "%s%s", row, ROLES),
	    (int)sizeof(text));
	p = policy_of(text);
	return policy_row_at(p, 0);
}

START_TEST(matrix_has_id_title_and_source)
{
	p = policy_of("matrix ras-19 \"RAS \\\"19\\\"\" source \"KB\"" ROLES
		ROW);
	ck_assert_str_eq(policy_matrix_id(p), "ras-19");
	ck_assert_str_eq(policy_matrix_title(p), "RAS \"19\"");
	ck_assert_str_eq(policy_matrix_source(p), "KB");
	policy_free(p);
	p = policy_of("matrix m \"t\"" ROLES ROW);
	ck_assert_str_eq(policy_matrix_source(p), "");
	policy_free(p);
	p = policy_of(ROLES ROW);
	ck_assert_str_eq(policy_matrix_id(p), "");
	ck_assert_str_eq(policy_site_name(p), "");
	ck_assert_str_eq(policy_zone(p), "UTC");
	ck_assert_str_eq(policy_tap(p), "");
}
END_TEST

START_TEST(site_and_tap_are_told_as_written)
{
	p = policy_of("site \"Head office\" timezone Europe/Zurich\n"
		      "tap \"core switch\"" ROLES ROW);
	ck_assert_str_eq(policy_site_name(p), "Head office");
	ck_assert_str_eq(policy_zone(p), "Europe/Zurich");
	ck_assert_str_eq(policy_tap(p), "core switch");
}
END_TEST

START_TEST(roles_are_numbered_by_id_and_keep_kind_and_label)
{
	const struct policy_role *role;

	p = policy_of("role a component \"the A\"" ROLES ROW);
	ck_assert_uint_eq(policy_role_count(p), 6);
	ck_assert_uint_eq(role_of(p, "a"), 0);
	role = policy_role_at(p, 0);
	ck_assert_str_eq(role->id, "a");
	ck_assert_str_eq(role->label, "the A");
	ck_assert_int_eq(role->kind, ROLE_KIND_COMPONENT);
	ck_assert_uint_eq(role->place.line, 1);
	ck_assert_uint_eq(role->place.col, 6);
	ck_assert_str_eq(role->place.file, POLICY_TEXT_NAME);
	ck_assert_int_eq(policy_role_at(p, role_of(p, "ad"))->kind,
	    ROLE_KIND_INFRASTRUCTURE);
	ck_assert_int_eq(policy_role_at(p, role_of(p, "client"))->kind,
	    ROLE_KIND_USER);
	ck_assert_int_eq(policy_role_at(p, role_of(p, "web"))->kind,
	    ROLE_KIND_INTERNET);
	ck_assert_str_eq(policy_role_at(p, role_of(p, "web"))->label, "");
	ck_assert_int_eq(policy_role_find(p, "brok", 4), -1);
	ck_assert_int_eq(policy_role_find(p, "brokers", 7), -1);
	ck_assert_int_eq(policy_role_find(p, "brokers", 6),
	    (int)role_of(p, "broker"));
}
END_TEST

START_TEST(a_row_has_what_its_statement_says)
{
	const struct policy_row *row = row_of(
	    "allow r-1 client , gateway->broker tcp,udp 443,80 , 1000-2000 "
	    "\"a \\\\ text\"");

	ck_assert(row->allow);
	ck_assert_str_eq(row->id, "r-1");
	ck_assert_str_eq(row->section, "");
	ck_assert_str_eq(row->text, "a \\ text");
	ck_assert_str_eq(row->src.text, "client,gateway");
	ck_assert_str_eq(row->dst.text, "broker");
	ck_assert_uint_eq(row->proto_count, 2);
	ck_assert_uint_eq(row->protos[0], PROTO_TCP);
	ck_assert_uint_eq(row->protos[1], PROTO_UDP);
	ck_assert_str_eq(row->proto_text, "tcp,udp");
	ck_assert_str_eq(row->port_text, "443,80,1000-2000");
	ck_assert_uint_eq(row->port_count, 3);
	ck_assert_uint_eq(row->ports[0].first, 80);
	ck_assert_uint_eq(row->ports[1].first, 443);
	ck_assert_uint_eq(row->ports[2].first, 1000);
	ck_assert_uint_eq(row->ports[2].last, 2000);
	ck_assert_uint_eq(row->from_us, 0);
	ck_assert(row->until_us == WHEN_NEVER_US);
	ck_assert_int_eq(row->feature, -1);
	ck_assert(!row->broadcast && !row->inferred);
	ck_assert_uint_eq(row->role_width, 3);
	ck_assert_uint_eq(row->port_width, 1003);
	ck_assert_uint_eq(row->place.line, 1);
	ck_assert_uint_eq(row->place.col, 7);
}
END_TEST

START_TEST(ranges_that_meet_are_one)
{
	const struct policy_row *row =
	    row_of("deny r client -> broker tcp 90-100,80-89,85,0,65535");

	ck_assert(!row->allow);
	ck_assert_uint_eq(row->port_count, 3);
	ck_assert_uint_eq(row->ports[0].last, 0);
	ck_assert_uint_eq(row->ports[1].first, 80);
	ck_assert_uint_eq(row->ports[1].last, 100);
	ck_assert_uint_eq(row->ports[2].first, 65535);
	ck_assert_uint_eq(row->port_width, 23);
}
END_TEST

START_TEST(options_come_in_any_order)
{
	const struct policy_row *row = row_of(
	    "allow r client -> broker udp 20000 inferred until 2024-05-31 "
	    "as rdp , TLS.x multicast 239.1.2.3 , ff02::5 \"text\" "
	    "from 2024-05-01 broadcast");

	ck_assert(row->inferred && row->broadcast);
	ck_assert_str_eq(row->text, "text");
	ck_assert_uint_eq(row->app_count, 2);
	ck_assert_str_eq(row->apps[0].name, "rdp");
	ck_assert_str_eq(row->apps[1].name, "TLS.x");
	ck_assert_uint_eq(row->apps[1].place.col, 71);
	ck_assert_uint_eq(row->multicast_count, 2);
	ck_assert(addr_is_multicast(&row->multicasts[1]));
	/* 2024-05-01 and 2024-06-01, UTC. */
	ck_assert_uint_eq(row->from_us, 1714521600 * WHEN_SECOND_US);
	ck_assert_uint_eq(row->until_us, 1717200000 * WHEN_SECOND_US);
	ck_assert(policy_row_in_force(row, row->from_us));
	ck_assert(policy_row_in_force(row, row->until_us - 1));
	ck_assert(!policy_row_in_force(row, row->from_us - 1));
	ck_assert(!policy_row_in_force(row, row->until_us));
}
END_TEST

START_TEST(an_end_may_be_roles_addresses_names_any_and_self)
{
	const struct policy_row *row =
	    row_of("allow r 10.0.0.1,client,10.2.0.0/16,fd00::/8 -> "
		   "\"*.Example.COM\",\"x.example.\",self,any,broker tcp 443");

	ck_assert_uint_eq(row->src.prefix_count, 3);
	ck_assert_uint_eq(row->src.prefixes[0].bits, 128);
	ck_assert_uint_eq(row->src.prefixes[1].bits, ADDR_V4_BITS + 16);
	ck_assert_uint_eq(row->src.prefixes[2].bits, 8);
	ck_assert_uint_eq(role_set_count(&row->src.roles), 1);
	ck_assert(role_set_has(&row->src.roles, role_of(p, "client")));
	ck_assert(!row->src.any && !row->src.self);
	ck_assert(row->dst.any && row->dst.self);
	ck_assert_uint_eq(row->dst.name_count, 2);
	ck_assert_str_eq(row->dst.names[0], "*.example.com");
	ck_assert_str_eq(row->dst.names[1], "x.example");
	ck_assert_str_eq(row->dst.text,
	    "\"*.Example.COM\",\"x.example.\",self,any,broker");
	/* One role, and "any" for all five. */
	ck_assert_uint_eq(row->role_width, 6);
}
END_TEST

START_TEST(protocols_are_words_numbers_or_any)
{
	const struct policy_row *row =
	    row_of("allow r client -> broker 6,icmp,icmp6,vrrp,udp");

	ck_assert_uint_eq(row->proto_count, 5);
	ck_assert_str_eq(row->proto_text, "tcp,icmp,icmp6,vrrp,udp");
	ck_assert_uint_eq(row->port_count, 0);
	ck_assert_str_eq(row->port_text, "");
	ck_assert_uint_eq(row->port_width, 65536);
	policy_free(p);
	row = row_of("allow r client -> broker 0,47,icmp,255");
	ck_assert_str_eq(row->proto_text, "0,47,icmp,255");
	policy_free(p);
	row = row_of("allow r client -> broker any");
	ck_assert_uint_eq(row->proto_count, 0);
	ck_assert_str_eq(row->proto_text, "any");
	policy_free(p);
	row = row_of("allow r client -> broker tcp");
	ck_assert_uint_eq(row->port_width, 65536);
	policy_free(p);
	row = row_of("allow r client -> broker tcp 0-65535");
	ck_assert_uint_eq(row->port_width, 65536);
	policy_free(p);
	row = row_of("allow r client -> broker 132,tcp 80");
	ck_assert_uint_eq(row->port_width, 1);
}
END_TEST

START_TEST(rows_stand_in_the_section_that_is_open)
{
	p = policy_of("allow a client -> broker tcp 1\nsection \"One\"\n"
		      "allow b client -> broker tcp 2\nsection \"Two\"\n"
		      "deny c client -> broker tcp 3" ROLES);
	ck_assert_str_eq(policy_row_at(p, 0)->section, "");
	ck_assert_str_eq(policy_row_at(p, 1)->section, "One");
	ck_assert_str_eq(policy_row_at(p, 2)->section, "Two");
	ck_assert_uint_eq(policy_row_at(p, 2)->number, 2);
	ck_assert_ptr_eq(policy_row_find(p, "b"), policy_row_at(p, 1));
	ck_assert_ptr_null(policy_row_find(p, "d"));
	ck_assert_ptr_null(policy_row_find(p, ""));
}
END_TEST

START_TEST(expect_names_applications_of_ports)
{
	const struct policy_expect *e;

	p = policy_of("expect tcp,udp 389,3268-3269 ldap,tls" ROLES ROW);
	ck_assert_uint_eq(policy_expect_count(p), 4);
	e = policy_expect_at(p, 1);
	ck_assert_uint_eq(e->proto, PROTO_TCP);
	ck_assert_uint_eq(e->ports.first, 3268);
	ck_assert_uint_eq(e->ports.last, 3269);
	ck_assert_uint_eq(e->app_count, 2);
	ck_assert_str_eq(e->apps[0].name, "ldap");
	ck_assert_uint_eq(e->apps[0].place.col, 30);
	ck_assert_uint_eq(policy_expect_at(p, 2)->proto, PROTO_UDP);
	ck_assert_uint_eq(policy_expect_at(p, 2)->ports.first, 389);
}
END_TEST

START_TEST(an_address_line_is_kept_by_prefix)
{
	const struct policy_address *a;

	p = policy_of("address 10.0.0.1 , fd00::/64 broker , gateway "
		      "from 2024-05-01 \"gw1\" until 2024-05-31" ROLES ROW);
	ck_assert_uint_eq(policy_address_count(p), 2);
	a = policy_address_at(p, 1);
	ck_assert_uint_eq(a->prefix.bits, 64);
	ck_assert_str_eq(a->label, "gw1");
	ck_assert_uint_eq(role_set_count(&a->roles), 2);
	ck_assert_uint_eq(a->from_us, 1714521600 * WHEN_SECOND_US);
	ck_assert_uint_eq(a->until_us, 1717200000 * WHEN_SECOND_US);
	ck_assert_uint_eq(a->place.col, 20);
	ck_assert_str_eq(policy_address_at(p, 0)->label, "gw1");
}
END_TEST

START_TEST(a_known_line_says_why)
{
	const struct policy_known *k;

	p = policy_of("known veeam client,10.0.0.1 -> broker tcp 2500-3300 "
		      "\"backup\"\n"
		      "known veeam any -> self icmp \"echo\"" ROLES ROW);
	ck_assert_uint_eq(policy_known_count(p), 2);
	k = policy_known_at(p, 0);
	ck_assert_str_eq(k->name, "veeam");
	ck_assert_str_eq(k->why, "backup");
	ck_assert_uint_eq(k->src.prefix_count, 1);
	ck_assert(role_set_has(&k->dst.roles, role_of(p, "broker")));
	ck_assert_uint_eq(k->protos[0], PROTO_TCP);
	ck_assert_uint_eq(k->ports[0].last, 3300);
	k = policy_known_at(p, 1);
	ck_assert(k->src.any && k->dst.self);
	ck_assert_uint_eq(k->port_count, 0);
}
END_TEST

START_TEST(local_and_halb_vrid_add_up)
{
	struct addr loopback = addr_of("127.0.0.1");
	struct role_set roles;
	char text[64];
	bool listed;

	p = policy_of("local broker\nlocal gateway\nhalb-vrid 51,1\n"
		      "halb-vrid 255" ROLES ROW);
	policy_roles_of(p, &loopback, 0, false, &roles);
	ck_assert_str_eq(policy_roles_text(p, &roles, text, sizeof(text)),
	    "broker,gateway");
	for (unsigned int vrid = 0; vrid <= 255; vrid++) {
		ck_assert(policy_vrid_listed(p, (uint8_t)vrid, &listed));
		ck_assert_int_eq(listed,
		    vrid == 1 || vrid == 51 || vrid == 255);
	}
	policy_free(p);
	p = policy_of(ROLES ROW);
	ck_assert(!policy_vrid_listed(p, 51, &listed));
	ck_assert(!listed);
}
END_TEST

START_TEST(a_name_line_gives_roles_to_names)
{
	struct role_set roles = { { 0 } };
	char text[64];

	p = policy_of(
	    "name \"*.corp.example\" , \"mail.example\" web , ad" ROLES ROW);
	policy_roles_of_name(p, "mail.example", &roles);
	ck_assert_str_eq(policy_roles_text(p, &roles, text, sizeof(text)),
	    "ad,web");
}
END_TEST

START_TEST(continued_lines_comments_and_odd_line_ends_are_layout)
{
	p = policy_of("\xef\xbb\xbf# a policy\r\n\r\nrole a user # the A\r\n"
		      "allow r a -> a \\\r\n\ttcp 80, \\\r\n\t443\\\r\n\r\n");
	ck_assert_uint_eq(policy_row_count(p), 1);
	ck_assert_str_eq(policy_row_at(p, 0)->port_text, "80,443");
	ck_assert_uint_eq(policy_row_at(p, 0)->place.line, 4);
}
END_TEST

START_TEST(role_lists_are_cut_to_fit)
{
	struct role_set roles = { { 0 } };
	char text[64];

	p = policy_of(ROLES ROW);
	ck_assert_str_eq(policy_roles_text(p, &roles, text, sizeof(text)), "");
	role_set_add(&roles, role_of(p, "web"));
	role_set_add(&roles, role_of(p, "ad"));
	ck_assert_str_eq(policy_roles_text(p, &roles, text, 7), "ad,web");
	ck_assert_str_eq(policy_roles_text(p, &roles, text, 6), "ad,we");
	ck_assert_str_eq(policy_roles_text(p, &roles, text, 1), "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy_parse");
	TCase *tc = tcase_create("policy_parse");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, matrix_has_id_title_and_source);
	tcase_add_test(tc, site_and_tap_are_told_as_written);
	tcase_add_test(tc, roles_are_numbered_by_id_and_keep_kind_and_label);
	tcase_add_test(tc, a_row_has_what_its_statement_says);
	tcase_add_test(tc, ranges_that_meet_are_one);
	tcase_add_test(tc, options_come_in_any_order);
	tcase_add_test(tc, an_end_may_be_roles_addresses_names_any_and_self);
	tcase_add_test(tc, protocols_are_words_numbers_or_any);
	tcase_add_test(tc, rows_stand_in_the_section_that_is_open);
	tcase_add_test(tc, expect_names_applications_of_ports);
	tcase_add_test(tc, an_address_line_is_kept_by_prefix);
	tcase_add_test(tc, a_known_line_says_why);
	tcase_add_test(tc, local_and_halb_vrid_add_up);
	tcase_add_test(tc, a_name_line_gives_roles_to_names);
	tcase_add_test(tc,
	    continued_lines_comments_and_odd_line_ends_are_layout);
	tcase_add_test(tc, role_lists_are_cut_to_fit);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
