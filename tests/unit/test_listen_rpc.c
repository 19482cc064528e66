/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_listen_rpc.c - ports that an endpoint mapper gives out, through a whole
 * run.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "epm_world.h"
#include "inspect/rpc_ports.h"
#include "wire_world.h"

#define PORT 49155
#define NEGOTIATED "allowed", "rpc-negotiated", "rpc-1", ""
#define UNKNOWN "missed", "component-outbound", "", ""

static const struct epm_style style = { false, false };

static void
setup(void)
{
	wire_start(NULL, NULL);
}

/* A lookup at port 135, which gives a port of the host with this address. */
static void
look_up(const char *client, const char *server, const char *host)
{
	struct wire_talk t = wire_talk(client, 40000, server, 135);
	struct bytes bind = { .len = 0 }, bound = { .len = 0 };
	struct bytes map = { .len = 0 }, given = { .len = 0 }, stub;
	struct epm_tower tower = { epm_iface_asked, PORT, { 0 }, 7 };
	struct addr a;

	ck_assert_int_eq(addr_parse(host, strlen(host), &a), 0);
	memcpy(tower.address, a.b + 12, 4);
	stub = epm_answer(style, &tower, 1, 0);
	put_bind(&bind, style, EPM_BIND, 1);
	put_bind_answer(&bound, style, EPM_BIND_ACK, 1, true);
	put_map(&map, style, 5, 2, epm_iface_asked);
	put_answer(&given, style, 2, &stub);
	wire_open(&t);
	wire_say(&t, CLIENT, bind.data, bind.len);
	wire_say(&t, SERVER, bound.data, bound.len);
	/* in two segments, each way */
	wire_say(&t, CLIENT, map.data, 20);
	wire_say(&t, CLIENT, map.data + 20, map.len - 20);
	wire_say(&t, SERVER, given.data, 33);
	wire_say(&t, SERVER, given.data + 33, given.len - 33);
	wire_close(&t);
}

static void
call(const char *client, const char *server, uint16_t port)
{
	struct wire_talk t = wire_talk(client, 50000, server, port);

	wire_open(&t);
	wire_say(&t, CLIENT, "x", 1);
	wire_say(&t, SERVER, "y", 1);
	wire_close(&t);
}

static struct naming_stats
stats(void)
{
	struct run_tally tally;

	run_tally(farm.run, &tally);
	return tally.naming;
}

START_TEST(port_that_was_given_is_allowed_by_the_row_of_135)
{
	look_up(BROKER, DIRECTORY, DIRECTORY);
	call(BROKER, DIRECTORY, PORT);
	ck_assert_uint_eq(stats().rpc.granted, 1);
	wire_finish();
	wire_check(DIRECTORY, PORT, NEGOTIATED);
	wire_check(DIRECTORY, 135, "allowed", "row", "rpc-1", "");
}
END_TEST

START_TEST(tower_without_an_address_means_the_server)
{
	look_up(BROKER, DIRECTORY, "0.0.0.0");
	call(BROKER, DIRECTORY, PORT);
	wire_finish();
	wire_check(DIRECTORY, PORT, NEGOTIATED);
}
END_TEST

START_TEST(tower_of_another_host_grants_nothing)
{
	look_up(BROKER, DIRECTORY, CLOUD);
	call(BROKER, DIRECTORY, PORT);
	call(BROKER, CLOUD, PORT);
	ck_assert_uint_eq(stats().rpc_elsewhere, 1);
	wire_finish();
	wire_check(DIRECTORY, PORT, UNKNOWN);
	wire_check(CLOUD, PORT, UNKNOWN);
}
END_TEST

START_TEST(port_is_given_to_its_client_alone)
{
	look_up(GATEWAY, DIRECTORY, DIRECTORY);
	call(BROKER, DIRECTORY, PORT);
	wire_finish();
	wire_check(DIRECTORY, PORT, UNKNOWN);
}
END_TEST

START_TEST(no_other_port_is_given)
{
	look_up(BROKER, DIRECTORY, DIRECTORY);
	call(BROKER, DIRECTORY, PORT + 1);
	wire_finish();
	wire_check(DIRECTORY, PORT + 1, UNKNOWN);
}
END_TEST

START_TEST(grant_ends_after_an_hour)
{
	look_up(BROKER, DIRECTORY, DIRECTORY);
	wire_now_us += (RPC_PORTS_GRANT_S + 1) * SECOND;
	call(BROKER, DIRECTORY, PORT);
	wire_finish();
	wire_check(DIRECTORY, PORT, UNKNOWN);
}
END_TEST

START_TEST(flow_keeps_the_grant_that_it_began_under)
{
	struct wire_talk t = wire_talk(BROKER, 50000, DIRECTORY, PORT);

	look_up(BROKER, DIRECTORY, DIRECTORY);
	wire_open(&t);
	for (int i = 0; i < 20; i++) {
		wire_now_us += 600 * SECOND;
		wire_say(&t, i & 1 ? CLIENT : SERVER, "x", 1);
	}
	/* Others' grants sweep out what is over. */
	for (int i = 0; i < 8000 && stats().rpc.expired == 0; i++) {
		look_up(GATEWAY, DIRECTORY, DIRECTORY);
		wire_now_us += 20 * SECOND;
		wire_say(&t, CLIENT, "z", 1);
	}
	ck_assert_uint_gt(stats().rpc.expired, 0);
	wire_finish();
	wire_check(DIRECTORY, PORT, NEGOTIATED);
}
END_TEST

START_TEST(without_a_lookup_the_range_alone_allows)
{
	call(GATEWAY, DIRECTORY, PORT);
	wire_finish();
	wire_check(DIRECTORY, PORT, "allowed", "range-only", "rpc-2", "");
}
END_TEST

START_TEST(lookup_lifts_the_range_to_what_was_negotiated)
{
	look_up(GATEWAY, DIRECTORY, DIRECTORY);
	call(GATEWAY, DIRECTORY, PORT);
	wire_finish();
	wire_check(DIRECTORY, PORT, "allowed", "rpc-negotiated", "rpc-2", "");
}
END_TEST

/* gw -> broker has no row of 135. */
START_TEST(mapper_that_no_row_lets_ask_grants_nothing)
{
	look_up(GATEWAY, BROKER, BROKER);
	call(GATEWAY, BROKER, PORT);
	ck_assert_uint_eq(stats().rpc.granted, 1);
	wire_finish();
	wire_check(BROKER, 135, "forbidden", "closed-component", "", "");
	wire_check(BROKER, PORT, "forbidden", "closed-component", "", "");
}
END_TEST

START_TEST(udp_to_a_port_that_was_given_is_not_allowed)
{
	look_up(BROKER, DIRECTORY, DIRECTORY);
	wire_udp(BROKER, 50000, DIRECTORY, PORT, "x", 1);
	wire_finish();
	wire_check(DIRECTORY, PORT, UNKNOWN);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("listen_rpc");
	TCase *tcase = tcase_create("listen_rpc");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, wire_stop);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, port_that_was_given_is_allowed_by_the_row_of_135);
	tcase_add_test(tcase, tower_without_an_address_means_the_server);
	tcase_add_test(tcase, tower_of_another_host_grants_nothing);
	tcase_add_test(tcase, port_is_given_to_its_client_alone);
	tcase_add_test(tcase, no_other_port_is_given);
	tcase_add_test(tcase, grant_ends_after_an_hour);
	tcase_add_test(tcase, flow_keeps_the_grant_that_it_began_under);
	tcase_add_test(tcase, without_a_lookup_the_range_alone_allows);
	tcase_add_test(tcase, lookup_lifts_the_range_to_what_was_negotiated);
	tcase_add_test(tcase, mapper_that_no_row_lets_ask_grants_nothing);
	tcase_add_test(tcase, udp_to_a_port_that_was_given_is_not_allowed);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
