/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_verdict.c - rules 1 to 5 and their reasons.
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

START_TEST(allow_row_that_matches_is_cited)
{
	const struct world_case cases[] = {
		{ CLIENT, GATEWAY, "tcp", 443, VERDICT_ALLOWED, REASON_ROW,
		    "web" },
		{ CLIENT, GATEWAY, "udp", 443, VERDICT_ALLOWED, REASON_ROW,
		    "web" },
		{ CLIENT, DIRECTORY, "tcp", 53, VERDICT_ALLOWED, REASON_ROW,
		    "names" },
		{ PROBE, HOST, "47", 0, VERDICT_ALLOWED, REASON_ROW, "gre" },
		{ PROBE, HOST, "icmp", 8, VERDICT_ALLOWED, REASON_ROW, "ping" },
		{ OUTSIDE, BROKER, "tcp", 50100, VERDICT_ALLOWED, REASON_ROW,
		    "range" },
		{ BROKER_AND_HOST, DIRECTORY, "tcp", 389, VERDICT_ALLOWED,
		    REASON_ROW, "ldap" },
		{ STRANGER, BROKER, "tcp", 22, VERDICT_ALLOWED, REASON_ROW,
		    "one" },
	};

	load("allow web client -> gw tcp,udp 443\n"
	     "allow names client -> dir any\n"
	     "allow gre probe -> host 47\n"
	     "allow ping probe -> host icmp\n"
	     "allow range any -> broker tcp 50000-50100,50200\n"
	     "allow ldap broker -> dir tcp 389\n"
	     "allow one 10.0.0.66 -> 10.0.0.4/31 tcp 22\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(most_specific_row_is_cited)
{
	const struct world_case cases[] = {
		/* fewest roles, whatever the ports and the order */
		{ CLIENT, GATEWAY, "tcp", 443, VERDICT_ALLOWED, REASON_ROW,
		    "few-roles" },
		/* then fewest ports */
		{ CLIENT, GATEWAY, "tcp", 80, VERDICT_ALLOWED, REASON_ROW,
		    "few-ports" },
		/* then the smaller id */
		{ CLIENT, BROKER, "tcp", 80, VERDICT_ALLOWED, REASON_ROW,
		    "a-same" },
		/* an address counts as the fewest */
		{ CLIENT, HOST, "tcp", 80, VERDICT_ALLOWED, REASON_ROW,
		    "z-address" },
	};

	load("allow all client -> all-components tcp 443\n"
	     "allow few-roles client -> gw tcp\n"
	     "allow many-ports client -> gw tcp 1-100\n"
	     "allow few-ports client -> gw tcp 80,81\n"
	     "allow b-same client -> broker tcp 80\n"
	     "allow a-same client -> broker tcp 80\n"
	     "allow a-role client -> host tcp 80\n"
	     "allow z-address client -> 10.0.0.5 tcp 80\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(deny_row_goes_before_every_allow_row)
{
	const struct world_case cases[] = {
		{ HOST, GATEWAY, "tcp", 22, VERDICT_FORBIDDEN, REASON_DENIED,
		    "no-ssh" },
		{ HOST, OUTSIDE, "tcp", 22, VERDICT_FORBIDDEN, REASON_DENIED,
		    "no-ssh" },
		{ STRANGER, CLIENT, "tcp", 23, VERDICT_FORBIDDEN, REASON_DENIED,
		    "no-telnet" },
		{ HOST, GATEWAY, "tcp", 443, VERDICT_ALLOWED, REASON_ROW,
		    "web" },
		{ BROKER, GATEWAY, "tcp", 22, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
	};

	load("allow ssh 10.0.0.5 -> 10.0.0.3 tcp 22\n"
	     "deny no-ssh host -> any tcp 22\n"
	     "deny no-telnet any -> any tcp 23\n"
	     "allow web host -> gw tcp 443\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(deny_row_counts_only_with_its_feature_on_and_in_its_dates)
{
	const struct world_case cases[] = {
		{ HOST, GATEWAY, "tcp", 1, VERDICT_ALLOWED, REASON_ROW, "web" },
		{ HOST, GATEWAY, "tcp", 2, VERDICT_FORBIDDEN, REASON_DENIED,
		    "on" },
		{ HOST, GATEWAY, "tcp", 3, VERDICT_ALLOWED, REASON_ROW, "web" },
		{ HOST, GATEWAY, "tcp", 4, VERDICT_ALLOWED, REASON_ROW, "web" },
		{ HOST, GATEWAY, "tcp", 5, VERDICT_FORBIDDEN, REASON_DENIED,
		    "now" },
		/* without the allow row: never the reason feature-off */
		{ HOST, BROKER, "tcp", 1, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
	};

	load("allow web host -> gw tcp 1-9\n"
	     "deny off host -> any tcp 1 when direct\n"
	     "deny on host -> any tcp 2 when extra\n"
	     "deny past host -> any tcp 3 until 2026-12-31\n"
	     "deny later host -> any tcp 4 from 2027-02-01\n"
	     "deny now host -> any tcp 5 from 2027-01-01 until 2027-01-31\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(without_a_row_the_ends_decide)
{
	const struct world_case cases[] = {
		{ CLIENT, BROKER, "tcp", 80, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ STRANGER, BROKER, "udp", 80, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ BROKER, HOST, "tcp", 80, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ DIRECTORY, BROKER_AND_HOST, "47", 0, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ BROKER, OUTSIDE, "tcp", 443, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		{ BROKER, DIRECTORY, "udp", 123, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		{ CLIENT, DIRECTORY, "tcp", 389, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		{ STRANGER, OUTSIDE, "tcp", 443, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		{ PROBE, VENDOR, "tcp", 443, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
	};

	load("allow web client -> gw tcp 443\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(icmp_without_a_row_is_missed_whichever_end_is_the_component)
{
	const struct world_case cases[] = {
		{ CLIENT, BROKER, "icmp", 8, VERDICT_MISSED, REASON_ICMP, "" },
		{ BROKER, CLIENT, "icmp", 3, VERDICT_MISSED, REASON_ICMP, "" },
		{ STRANGER, HOST, "icmp6", 128, VERDICT_MISSED, REASON_ICMP,
		    "" },
		{ CLIENT, DIRECTORY, "icmp", 8, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
	};

	load("allow web client -> gw tcp 443\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(housekeeping_of_components_is_named)
{
	const struct world_case cases[] = {
		{ BROKER, "224.0.0.252", "udp", 5355, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ BROKER, "224.0.0.251", "udp", 5353, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ BROKER, "239.255.255.250", "udp", 1900, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ BROKER, "239.255.255.250", "udp", 3702, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ BROKER, BROADCAST, "udp", 137, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ BROKER, "255.255.255.255", "udp", 138, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ BROKER, "224.0.0.22", "2", 0, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ STRANGER, BROKER, "icmp6", 135, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ BROKER, "ff02::1", "icmp6", 130, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ BROKER, "ff02::16", "icmp6", 143, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		{ BROKER, "ff02::1", "icmp6", 134, VERDICT_MISSED,
		    REASON_HOUSEKEEPING, "" },
		/* not of a component */
		{ CLIENT, "224.0.0.251", "udp", 5353, VERDICT_OUT_OF_SCOPE,
		    REASON_NO_COMPONENT, "" },
		/* not housekeeping: unicast, TCP, another port, another type */
		{ CLIENT, BROKER, "udp", 5355, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ CLIENT, BROKER, "udp", 137, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ BROKER, CLIENT, "udp", 5353, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		{ BROKER, BROADCAST, "udp", 139, VERDICT_MISSED,
		    REASON_COMPONENT_OUTBOUND, "" },
		{ BROKER, "ff02::1", "icmp6", 138, VERDICT_MISSED, REASON_ICMP,
		    "" },
		/* a row wins */
		{ HOST, "224.0.0.251", "udp", 5353, VERDICT_ALLOWED, REASON_ROW,
		    "mdns" },
		{ HOST, "224.0.0.252", "udp", 5355, VERDICT_FORBIDDEN,
		    REASON_DENIED, "no-llmnr" },
	};

	load("allow mdns host -> any udp 5353 multicast 224.0.0.251\n"
	     "deny no-llmnr host -> 224.0.0.0/4 udp 5355\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(housekeeping_has_kinds)
{
	static const struct {
		const char *dst, *proto;
		uint16_t port;
		const char *kind;
	} cases[] = {
		{ "ff02::1", "icmp6", 133, "nd" },
		{ BROKER, "icmp6", 137, "nd" },
		{ "ff02::1", "icmp6", 130, "mld" },
		{ "ff02::1", "icmp6", 132, "mld" },
		{ "ff02::16", "icmp6", 143, "mld" },
		{ "ff02::1", "icmp6", 129, NULL },
		{ BROKER, "icmp", 135, NULL },
		{ "224.0.0.22", "2", 0, "igmp" },
		{ BROADCAST, "udp", 137, "netbios" },
		{ BROADCAST, "udp", 138, "netbios" },
		{ "239.255.255.250", "udp", 1900, "ssdp" },
		{ "ff02::c", "udp", 3702, "ws-discovery" },
		{ "ff02::fb", "udp", 5353, "mdns" },
		{ "224.0.0.252", "udp", 5355, "llmnr" },
		{ BROKER, "udp", 5355, NULL },
		{ BROADCAST, "tcp", 5355, NULL },
		{ BROADCAST, "udp", 20000, NULL },
	};
	struct verdict_facts f;

	load("allow web client -> gw tcp 443\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		f = world_flow(p, HOST, cases[i].dst, cases[i].proto,
		    cases[i].port);
		ck_assert_pstr_eq(verdict_housekeeping(&f), cases[i].kind);
	}
	f = world_flow(p, HOST, BROADCAST, "udp", 67);
	f.src_port = 68;
	ck_assert_str_eq(verdict_housekeeping(&f), "dhcp");
	unload();
}
END_TEST

START_TEST(dhcp_is_known_by_both_ports)
{
	const struct {
		uint16_t src, dst;
		enum reason reason;
	} cases[] = {
		{ 67, 68, REASON_HOUSEKEEPING },
		{ 68, 67, REASON_HOUSEKEEPING },
		{ 67, 67, REASON_HOUSEKEEPING },
		{ 546, 547, REASON_HOUSEKEEPING },
		{ 547, 546, REASON_HOUSEKEEPING },
		{ 547, 547, REASON_HOUSEKEEPING },
		{ 50000, 68, REASON_CLOSED_COMPONENT },
		{ 67, 50000, REASON_CLOSED_COMPONENT },
		{ 68, 68, REASON_CLOSED_COMPONENT },
		{ 67, 547, REASON_CLOSED_COMPONENT },
	};

	load("allow web client -> gw tcp 443\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct verdict_facts f =
		    world_flow(p, STRANGER, BROKER, "udp", cases[i].dst);

		f.src_port = cases[i].src;
		ck_assert_uint_eq(judge(&f).reason, cases[i].reason);
	}
	unload();
}
END_TEST

START_TEST(row_with_its_feature_off_is_absent_but_blamed)
{
	const struct world_case cases[] = {
		{ CLIENT, HOST, "tcp", 3389, VERDICT_FORBIDDEN,
		    REASON_FEATURE_OFF, "" },
		{ HOST, DIRECTORY, "tcp", 1, VERDICT_MISSED, REASON_FEATURE_OFF,
		    "" },
		{ CLIENT, DIRECTORY, "tcp", 2, VERDICT_OUT_OF_SCOPE,
		    REASON_FEATURE_OFF, "" },
		{ CLIENT, GATEWAY, "tcp", 3389, VERDICT_ALLOWED, REASON_ROW,
		    "on" },
		/* more than the feature is wrong */
		{ PROBE, HOST, "tcp", 3389, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ CLIENT, HOST, "tcp", 3, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		/* another row allows it */
		{ CLIENT, BROKER, "tcp", 4, VERDICT_ALLOWED, REASON_ROW,
		    "other" },
	};

	load("allow direct client -> host tcp 3389 when direct\n"
	     "allow out host -> dir tcp 1 when direct\n"
	     "allow foreign client -> dir tcp 2 when direct\n"
	     "allow on client -> gw tcp 3389 when extra\n"
	     "allow both client -> host tcp 3 when direct until 2026-12-31\n"
	     "allow exact client -> broker tcp 4 when direct\n"
	     "allow other client -> all-components tcp 4\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(expired_row_is_absent_but_blamed)
{
	const struct world_case cases[] = {
		{ CLIENT, HOST, "tcp", 1, VERDICT_FORBIDDEN, REASON_EXPIRED,
		    "" },
		{ CLIENT, HOST, "tcp", 2, VERDICT_FORBIDDEN,
		    REASON_CLOSED_COMPONENT, "" },
		{ CLIENT, HOST, "tcp", 3, VERDICT_ALLOWED, REASON_ROW, "now" },
		/* off and expired rows: the feature is the first to be named */
		{ CLIENT, HOST, "tcp", 4, VERDICT_FORBIDDEN, REASON_FEATURE_OFF,
		    "" },
		{ CLIENT, HOST, "tcp", 5, VERDICT_FORBIDDEN, REASON_FEATURE_OFF,
		    "" },
	};

	load("allow past client -> host tcp 1 until 2027-01-14\n"
	     "allow later client -> host tcp 2 from 2027-01-16\n"
	     "allow now client -> host tcp 3 from 2027-01-15 until 2027-01-15\n"
	     "allow a-past client -> host tcp 4 until 2026-12-31\n"
	     "allow b-off client -> host tcp 4 when direct\n"
	     "allow a-off client -> host tcp 5 when direct\n"
	     "allow b-past client -> host tcp 5 until 2026-12-31\n");
	world_check_all(p, cases, COUNT(cases));
	unload();
}
END_TEST

START_TEST(last_day_counts_to_its_end)
{
	/* 2027-01-16 00:00 UTC */
	const uint64_t end_us = UINT64_C(1800057600000000);
	struct verdict_facts f;

	load("allow until client -> host tcp 1 until 2027-01-15\n"
	     "allow from client -> host tcp 2 from 2027-01-16\n");
	f = world_flow(p, CLIENT, HOST, "tcp", 1);
	f.time_us = end_us - 1;
	ck_assert_uint_eq(judge(&f).verdict, VERDICT_ALLOWED);
	f.time_us = end_us;
	ck_assert_uint_eq(judge(&f).reason, REASON_EXPIRED);
	f.dst_port = 2;
	ck_assert_uint_eq(judge(&f).verdict, VERDICT_ALLOWED);
	f.time_us = end_us - 1;
	ck_assert_uint_eq(judge(&f).reason, REASON_CLOSED_COMPONENT);
	unload();
}
END_TEST

START_TEST(negotiated_port_is_granted_by_the_row_that_let_the_client_ask)
{
	struct policy *farm =
	    world_farm("allow ask gw -> dir tcp 135\n"
		       "allow wide broker -> dir tcp 135,49152-65535\n"
		       "allow push broker -> host tcp 135\n"
		       "allow one host -> dir tcp 49160\n"
		       "deny no gw -> dir tcp 50001\n");
	const struct policy_row *asked = policy_row_find(farm, "ask");
	const struct {
		struct world_case flow;
		const struct policy_row *granted;
	} cases[] = {
		{ { GATEWAY, DIRECTORY, "tcp", 50000, VERDICT_ALLOWED,
		      REASON_RPC_NEGOTIATED, "ask" },
		    asked },
		{ { GATEWAY, DIRECTORY, "tcp", 4000, VERDICT_ALLOWED,
		      REASON_RPC_NEGOTIATED, "ask" },
		    asked },
		{ { GATEWAY, DIRECTORY, "tcp", 50000, VERDICT_MISSED,
		      REASON_COMPONENT_OUTBOUND, "" },
		    NULL },
		{ { GATEWAY, DIRECTORY, "tcp", 50001, VERDICT_FORBIDDEN,
		      REASON_DENIED, "no" },
		    asked },
		{ { GATEWAY, DIRECTORY, "udp", 50000, VERDICT_MISSED,
		      REASON_COMPONENT_OUTBOUND, "" },
		    asked },
		{ { BROKER, DIRECTORY, "tcp", 50000, VERDICT_ALLOWED,
		      REASON_RANGE_ONLY, "wide" },
		    NULL },
		{ { BROKER, DIRECTORY, "tcp", 50000, VERDICT_ALLOWED,
		      REASON_RPC_NEGOTIATED, "wide" },
		    policy_row_find(farm, "wide") },
		{ { BROKER, DIRECTORY, "tcp", 135, VERDICT_ALLOWED, REASON_ROW,
		      "wide" },
		    NULL },
		{ { BROKER, HOST, "tcp", 49170, VERDICT_ALLOWED,
		      REASON_RPC_NEGOTIATED, "push" },
		    policy_row_find(farm, "push") },
		{ { BROKER, HOST, "tcp", 49170, VERDICT_FORBIDDEN,
		      REASON_CLOSED_COMPONENT, "" },
		    NULL },
		{ { HOST, DIRECTORY, "tcp", 49160, VERDICT_ALLOWED, REASON_ROW,
		      "one" },
		    NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct world_case *c = &cases[i].flow;
		struct verdict_facts facts =
		    world_flow(farm, c->src, c->dst, c->proto, c->port);
		struct verdict_result r;

		facts.rpc_row = cases[i].granted;
		verdict_judge(farm, &facts, &r);
		world_check(&r, c, i);
	}
	policy_free(farm);
}
END_TEST

START_TEST(known_lines_name_missed_and_forbidden_flows_only)
{
	const struct {
		const char *src, *dst, *proto;
		uint16_t port;
		enum verdict verdict;
		const char *known;
	} cases[] = {
		{ HOST, DIRECTORY, "tcp", 53, VERDICT_MISSED, "first" },
		{ HOST, DIRECTORY, "udp", 54, VERDICT_MISSED, "second" },
		{ HOST, DIRECTORY, "udp", 56, VERDICT_MISSED, "" },
		{ PROBE, HOST, "tcp", 10050, VERDICT_FORBIDDEN, "zabbix" },
		{ HOST, BROADCAST, "udp", 137, VERDICT_MISSED, "all" },
		{ HOST, PROBE, "tcp", 9, VERDICT_MISSED, "whatever" },
		{ HOST, PROBE, "47", 0, VERDICT_MISSED, "whatever" },
		{ BROKER, DIRECTORY, "tcp", 53, VERDICT_ALLOWED, "" },
		{ CLIENT, DIRECTORY, "tcp", 53, VERDICT_OUT_OF_SCOPE, "" },
	};

	load("allow dns broker -> dir tcp 53\n"
	     "known first host, broker, client -> dir tcp 53 \"a\"\n"
	     "known second host -> dir tcp,udp 53-55 \"b\"\n"
	     "known zabbix probe -> all-components tcp 10050 \"c\"\n"
	     "known all host -> any udp 137 \"d\"\n"
	     "known whatever host -> probe any \"e\"\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct verdict_facts f = world_flow(p, cases[i].src,
		    cases[i].dst, cases[i].proto, cases[i].port);
		struct verdict_result r = judge(&f);

		ck_assert_msg(r.verdict == cases[i].verdict &&
			strcmp(r.known != NULL ? r.known->name : "",
			    cases[i].known) == 0,
		    "case %zu: %s, known \"%s\"", i,
		    word_text(WORDS_VERDICT, r.verdict),
		    r.known != NULL ? r.known->name : "");
	}
	unload();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("verdict");
	TCase *tc = tcase_create("verdict");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc,
	    negotiated_port_is_granted_by_the_row_that_let_the_client_ask);
	tcase_add_test(tc, allow_row_that_matches_is_cited);
	tcase_add_test(tc, most_specific_row_is_cited);
	tcase_add_test(tc, deny_row_goes_before_every_allow_row);
	tcase_add_test(tc,
	    deny_row_counts_only_with_its_feature_on_and_in_its_dates);
	tcase_add_test(tc, without_a_row_the_ends_decide);
	tcase_add_test(tc,
	    icmp_without_a_row_is_missed_whichever_end_is_the_component);
	tcase_add_test(tc, housekeeping_of_components_is_named);
	tcase_add_test(tc, housekeeping_has_kinds);
	tcase_add_test(tc, dhcp_is_known_by_both_ports);
	tcase_add_test(tc, row_with_its_feature_off_is_absent_but_blamed);
	tcase_add_test(tc, expired_row_is_absent_but_blamed);
	tcase_add_test(tc, last_day_counts_to_its_end);
	tcase_add_test(tc, known_lines_name_missed_and_forbidden_flows_only);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
