/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_match.c - which rows match: special destinations, names, roles.
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

static struct verdict_result
judge(const struct verdict_facts *facts)
{
	struct verdict_result r;

	verdict_judge(p, facts, &r);
	return r;
}

static bool
has_role(const struct role_set *set, const char *id)
{
	int role = policy_role_find(p, id, strlen(id));

	ck_assert_int_ge(role, 0);
	return role_set_has(set, (unsigned int)role);
}

START_TEST(broadcast_stands_for_the_roles_of_rows_that_may_be_sent_so)
{
	const struct world_case cases[] = {
		{ CLIENT, BROADCAST, "udp", 20000, VERDICT_ALLOWED, REASON_ROW,
		    "lookup" },
		{ CLIENT, "255.255.255.255", "udp", 20000, VERDICT_ALLOWED,
		    REASON_ROW, "lookup" },
		{ CLIENT, GATEWAY, "udp", 20000, VERDICT_ALLOWED, REASON_ROW,
		    "lookup" },
		{ STRANGER, BROADCAST, "udp", 20000, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ HOST, BROADCAST, "udp", 20000, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		/* stands for infrastructure: rules 4 and 5 */
		{ HOST, BROADCAST, "udp", 1234, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		{ STRANGER, BROADCAST, "udp", 1234, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		/* other broadcasts */
		{ HOST, BROADCAST, "udp", 20001, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		{ STRANGER, BROADCAST, "udp", 20001, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		/* a plain row does not speak of broadcasts, nor does a prefix
		 * around them */
		{ CLIENT, BROADCAST, "udp", 443, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		{ CLIENT, BROADCAST, "udp", 9, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		{ CLIENT, BROADCAST, "udp", 7, VERDICT_ALLOWED, REASON_ROW,
		    "literal" },
		{ CLIENT, BROADCAST, "udp", 5, VERDICT_ALLOWED, REASON_ROW,
		    "within" },
		{ CLIENT, "255.255.255.255", "udp", 5, VERDICT_ALLOWED,
		    REASON_ROW, "within" },
		/* a group is another thing than a broadcast */
		{ CLIENT, "239.1.1.1", "udp", 20000, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		{ CLIENT, "239.1.1.1", "udp", 20002, VERDICT_ALLOWED,
		    REASON_ROW, "group" },
		{ CLIENT, "239.1.1.2", "udp", 20002, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		{ STRANGER, "239.1.1.1", "udp", 20002, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		/* off: as if absent, so it stands for nothing */
		{ STRANGER, BROADCAST, "udp", 20003, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		{ CLIENT, BROADCAST, "udp", 20003, VERDICT_OUT_OF_SCOPE,
		    REASON_FEATURE_OFF, "" },
		/* what is denied may not be sent */
		{ STRANGER, BROADCAST, "udp", 20004, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		{ CLIENT, BROADCAST, "udp", 20004, VERDICT_FORBIDDEN,
		    REASON_DENIED, "no" },
	};

	load("allow lookup client -> gw udp 20000 broadcast\n"
	     "allow wyse client -> probe udp 1234 broadcast\n"
	     "allow plain client -> gw udp 443\n"
	     "allow around client -> 10.0.0.0/24 udp 9\n"
	     "allow literal client -> 10.0.0.255 udp 7\n"
	     "allow within client -> 10.0.0.0/24 udp 5 broadcast\n"
	     "allow elsewhere client -> 10.1.0.0/24 udp 20001 broadcast\n"
	     "allow group client -> gw udp 20002 multicast 239.1.1.1\n"
	     "allow off client -> gw udp 20003 broadcast when direct\n"
	     "deny no client -> gw udp 20004 broadcast\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(result_tells_what_a_broadcast_stands_for)
{
	struct verdict_facts f;
	struct verdict_result r;

	load("allow one client -> gw udp 20000 broadcast\n"
	     "allow two host -> broker udp 20000 broadcast\n"
	     "allow three host -> probe udp 20000\n");
	f = world_flow(p, CLIENT, BROADCAST, "udp", 20000);
	r = judge(&f);
	ck_assert(has_role(&r.src_roles, "client"));
	ck_assert(has_role(&r.dst_roles, "gw"));
	ck_assert(has_role(&r.dst_roles, "broker"));
	ck_assert_uint_eq(role_set_count(&r.dst_roles), 2);
	unload();
}
END_TEST

START_TEST(vrrp_is_judged_by_its_groups)
{
	const struct world_case cases[] = {
		{ GATEWAY, "224.0.0.18", "vrrp", 0, VERDICT_ALLOWED, REASON_ROW,
		    "vrrp" },
		{ GATEWAY, "ff02::12", "vrrp", 0, VERDICT_ALLOWED, REASON_ROW,
		    "vrrp" },
		{ GATEWAY, GATEWAY, "vrrp", 0, VERDICT_ALLOWED, REASON_ROW,
		    "vrrp" },
		{ GATEWAY, "224.0.0.19", "vrrp", 0, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		{ STRANGER, "224.0.0.18", "vrrp", 0, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ HOST, "224.0.0.18", "vrrp", 0, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
	};
	const struct world_case moved[] = {
		{ GATEWAY, "224.0.0.18", "vrrp", 0, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		{ GATEWAY, "224.0.0.19", "vrrp", 0, VERDICT_ALLOWED, REASON_ROW,
		    "vrrp" },
	};

	load("allow vrrp gw -> gw vrrp\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
	load("allow vrrp gw -> gw vrrp multicast 224.0.0.18, ff02::12\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
	/* a list takes the place of the usual groups */
	load("allow vrrp gw -> gw vrrp multicast 224.0.0.19\n");
	world_check_all(p, moved, COUNT(moved));
	unload();
}
END_TEST

START_TEST(vrrp_group_of_another_router_is_never_forbidden)
{
	const struct world_case cases[] = {
		{ GATEWAY, "224.0.0.18", "vrrp", 0, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		{ STRANGER, "224.0.0.18", "vrrp", 0, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		{ STRANGER, GATEWAY, "vrrp", 0, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		/* a row that is off is not to blame */
		{ HOST, "224.0.0.18", "vrrp", 0, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		/* the site's word on routers */
		{ PROBE, "224.0.0.18", "vrrp", 0, VERDICT_ALLOWED, REASON_ROW,
		    "routers" },
	};

	load("allow vrrp gw -> gw vrrp\n"
	     "allow off host -> host vrrp when direct\n"
	     "allow routers probe -> probe vrrp\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct verdict_facts f =
		    world_flow(p, cases[i].src, cases[i].dst, "vrrp", 0);
		struct verdict_result r;

		f.foreign_vrid = true;
		r = judge(&f);
		world_check(&r, &cases[i], i);
	}
	unload();
}
END_TEST

START_TEST(loopback_rows_match_on_one_host_only)
{
	const struct world_case cases[] = {
		{ "127.0.0.1", "127.0.0.1", "tcp", 20020, VERDICT_ALLOWED,
		    REASON_ROW, "node" },
		{ "::1", "::1", "tcp", 20020, VERDICT_ALLOWED, REASON_ROW,
		    "node" },
		{ GATEWAY, GATEWAY, "tcp", 20020, VERDICT_ALLOWED, REASON_ROW,
		    "node" },
		{ GATEWAY, BROKER, "tcp", 20020, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ BROKER, BROKER, "tcp", 20020, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		/* ordinary rows hold on one host, too */
		{ BROKER_AND_HOST, BROKER_AND_HOST, "tcp", 20003,
		    VERDICT_ALLOWED, REASON_ROW, "agent" },
	};

	load("local gw\n"
	     "allow node gw -> self tcp 20020\n"
	     "allow agent host -> broker tcp 20003\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

struct named {
	const char *src, *dst, *names[3];
	enum name_basis basis;
	bool contradicted;
	enum verdict verdict;
	enum reason reason;
	const char *row;
	enum name_basis matched;
};

static void
check_named(const struct named *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct named *c = &cases[i];
		const struct world_case want = { c->src, c->dst, "tcp", 443,
			c->verdict, c->reason, c->row };
		struct verdict_facts f =
		    world_flow(p, c->src, c->dst, "tcp", 443);
		struct verdict_result r;

		f.names = c->names;
		while (f.name_count < 3 && c->names[f.name_count] != NULL)
			f.name_count++;
		f.name_basis = c->basis;
		f.name_contradicted = c->contradicted;
		r = judge(&f);
		world_check(&r, &want, i);
		ck_assert_msg(r.name_basis == c->matched, "case %zu: basis %d",
		    i, (int)r.name_basis);
	}
}

#define ALLOWED_BY(row) VERDICT_ALLOWED, REASON_ROW, row
#define NOT_ALLOWED VERDICT_MISSED, REASON_COMPONENT_OUTBOUND, ""

START_TEST(named_destinations_match_by_evidence)
{
	const struct named cases[] = {
		/* a pattern of the row */
		{ HOST, OUTSIDE, { "a.xt.example" }, NAME_BASIS_DNS_SNI, false,
		    ALLOWED_BY("pattern"), NAME_BASIS_DNS_SNI },
		{ HOST, OUTSIDE, { "a.b.xt.example" }, NAME_BASIS_SNI, false,
		    ALLOWED_BY("pattern"), NAME_BASIS_SNI },
		/* a role that a name has */
		{ BROKER, OUTSIDE, { "ras.vendor.example" }, NAME_BASIS_DNS,
		    false, ALLOWED_BY("licence"), NAME_BASIS_DNS },
		/* an address that the site gives, whatever the name */
		{ BROKER, VENDOR, { NULL }, NAME_BASIS_NONE, false,
		    ALLOWED_BY("licence"), NAME_BASIS_SITE },
		{ BROKER, VENDOR, { "evil.example" }, NAME_BASIS_SNI, true,
		    ALLOWED_BY("licence"), NAME_BASIS_SITE },
		{ HOST, PROBE, { NULL }, NAME_BASIS_NONE, false,
		    ALLOWED_BY("mixed"), NAME_BASIS_SITE },
		/* where the site knows the host, a mere claim is not heard */
		{ HOST, GATEWAY, { "a.xt.example" }, NAME_BASIS_SNI, false,
		    ALLOWED_BY("plain"), NAME_BASIS_NONE },
		{ HOST, BROKER, { "a.xt.example" }, NAME_BASIS_SNI, false,
		    VERDICT_FORBIDDEN, REASON_CLOSED_COMPONENT, "",
		    NAME_BASIS_NONE },
		{ HOST, GATEWAY, { "a.xt.example" }, NAME_BASIS_DNS_SNI, false,
		    ALLOWED_BY("pattern"), NAME_BASIS_DNS_SNI },
		/* no name, another one, and those that almost fit */
		{ HOST, OUTSIDE, { NULL }, NAME_BASIS_NONE, false, NOT_ALLOWED,
		    NAME_BASIS_NONE },
		{ HOST, OUTSIDE, { ".xt.example" }, NAME_BASIS_SNI, false,
		    NOT_ALLOWED, NAME_BASIS_NONE },
		{ HOST, OUTSIDE, { "axt.example" }, NAME_BASIS_SNI, false,
		    NOT_ALLOWED, NAME_BASIS_NONE },
		{ HOST, OUTSIDE, { "a.xt.example.evil" }, NAME_BASIS_SNI, false,
		    NOT_ALLOWED, NAME_BASIS_NONE },
		{ BROKER, OUTSIDE, { "vendor.example" }, NAME_BASIS_DNS, false,
		    NOT_ALLOWED, NAME_BASIS_NONE },
		/* the role of a row for another source */
		{ HOST, OUTSIDE, { "ras.vendor.example" }, NAME_BASIS_DNS,
		    false, NOT_ALLOWED, NAME_BASIS_NONE },
	};

	load("allow pattern host -> \"*.xt.example\" tcp 443\n"
	     "allow licence broker -> vendor tcp 443\n"
	     "allow mixed host -> probe, \"mixed.example\" tcp 443\n"
	     "allow plain host -> gw tcp 443\n");
	check_named(cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(without_sni_every_name_of_a_shared_address_must_fit)
{
	const struct named cases[] = {
		{ HOST, OUTSIDE, { "a.xt.example", "b.xt.example" },
		    NAME_BASIS_DNS, false, ALLOWED_BY("pattern"),
		    NAME_BASIS_DNS },
		{ HOST, OUTSIDE, { "a.xt.example", "b.other.example" },
		    NAME_BASIS_DNS, false, NOT_ALLOWED, NAME_BASIS_NONE },
		{ HOST, OUTSIDE, { "b.other.example", "a.xt.example" },
		    NAME_BASIS_DNS, false, NOT_ALLOWED, NAME_BASIS_NONE },
		/* with SNI it is known which is meant */
		{ HOST, OUTSIDE, { "b.other.example", "a.xt.example" },
		    NAME_BASIS_DNS_SNI, false, ALLOWED_BY("pattern"),
		    NAME_BASIS_DNS_SNI },
		/* by different alternatives of one row */
		{ BROKER, OUTSIDE, { "a.vendor.example", "a.yt.example" },
		    NAME_BASIS_DNS, false, ALLOWED_BY("either"),
		    NAME_BASIS_DNS },
	};

	load("allow pattern host -> \"*.xt.example\" tcp 443\n"
	     "allow either broker -> vendor, \"*.yt.example\" tcp 443\n");
	check_named(cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(claim_that_dns_contradicts_is_judged_by_what_dns_gave)
{
	const struct named cases[] = {
		{ HOST, OUTSIDE, { "b.xt.example", "a.xt.example" },
		    NAME_BASIS_DNS, true, ALLOWED_BY("pattern"),
		    NAME_BASIS_DNS },
		/* any claim would do, if it opened a shared address */
		{ HOST, OUTSIDE, { "x.example", "a.xt.example" },
		    NAME_BASIS_DNS, true, VERDICT_MISSED,
		    REASON_NAME_CONTRADICTED, "", NAME_BASIS_NONE },
		{ HOST, OUTSIDE, { "x.example" }, NAME_BASIS_DNS, true,
		    VERDICT_MISSED, REASON_NAME_CONTRADICTED, "",
		    NAME_BASIS_NONE },
		/* a claim never opens or excuses anything else */
		{ HOST, BROKER, { "x.example" }, NAME_BASIS_DNS, true,
		    VERDICT_FORBIDDEN, REASON_CLOSED_COMPONENT, "",
		    NAME_BASIS_NONE },
		{ CLIENT, OUTSIDE, { "x.example" }, NAME_BASIS_DNS, true,
		    VERDICT_OUT_OF_SCOPE, REASON_NO_COMPONENT, "",
		    NAME_BASIS_NONE },
	};

	load("allow pattern host -> \"*.xt.example\" tcp 443\n");
	check_named(cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(prefix_of_length_0_gives_roles_to_sources_only)
{
	struct verdict_facts f;
	struct verdict_result r;

	load("address 0.0.0.0/0, ::/0 client\n"
	     "allow web client -> gw tcp 443\n"
	     "allow shadow gw -> client tcp 50005\n");
	f = world_flow(p, OUTSIDE, GATEWAY, "tcp", 443);
	r = judge(&f);
	ck_assert_uint_eq(r.verdict, VERDICT_ALLOWED);
	ck_assert(r.src_weak);
	f = world_flow(p, "2001:db8::1", GATEWAY, "tcp", 443);
	ck_assert_uint_eq(judge(&f).verdict, VERDICT_ALLOWED);
	f = world_flow(p, CLIENT, GATEWAY, "tcp", 443);
	ck_assert(!judge(&f).src_weak);
	f = world_flow(p, GATEWAY, OUTSIDE, "tcp", 50005);
	ck_assert_uint_eq(judge(&f).verdict, VERDICT_MISSED);
	f = world_flow(p, GATEWAY, CLIENT, "tcp", 50005);
	ck_assert_uint_eq(judge(&f).verdict, VERDICT_ALLOWED);
	unload();
}
END_TEST

START_TEST(roles_that_are_given_stand_in_for_those_of_the_address)
{
	struct role_set client = { { 0 } }, gateway = { { 0 } };
	struct verdict_facts f;

	load("allow web client -> gw tcp 443\n");
	role_set_add(&client, (unsigned int)policy_role_find(p, "client", 6));
	role_set_add(&gateway, (unsigned int)policy_role_find(p, "gw", 2));
	f = world_flow(p, "fe80::1", "fe80::2", "tcp", 443);
	ck_assert_uint_eq(judge(&f).verdict, VERDICT_OUT_OF_SCOPE);
	f.dst_roles = &gateway;
	ck_assert_uint_eq(judge(&f).verdict, VERDICT_FORBIDDEN);
	f.src_roles = &client;
	ck_assert_uint_eq(judge(&f).verdict, VERDICT_ALLOWED);
	unload();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("match");
	TCase *tc = tcase_create("match");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc,
	    broadcast_stands_for_the_roles_of_rows_that_may_be_sent_so);
	tcase_add_test(tc, result_tells_what_a_broadcast_stands_for);
	tcase_add_test(tc, vrrp_is_judged_by_its_groups);
	tcase_add_test(tc, vrrp_group_of_another_router_is_never_forbidden);
	tcase_add_test(tc, loopback_rows_match_on_one_host_only);
	tcase_add_test(tc, named_destinations_match_by_evidence);
	tcase_add_test(tc, without_sni_every_name_of_a_shared_address_must_fit);
	tcase_add_test(tc,
	    claim_that_dns_contradicts_is_judged_by_what_dns_gave);
	tcase_add_test(tc, prefix_of_length_0_gives_roles_to_sources_only);
	tcase_add_test(tc,
	    roles_that_are_given_stand_in_for_those_of_the_address);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
