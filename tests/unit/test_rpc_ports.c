/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_rpc_ports.c - which ports the endpoint mapper granted to whom.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "inspect/rpc_ports.h"

static const uint8_t secret[HASH_SECRET_BYTES] = { 4 };
static struct rpc_ports *ports;

static struct addr
host(unsigned int n)
{
	uint8_t b[4] = { 10, 0, (uint8_t)(n >> 8), (uint8_t)n };

	return addr_from_v4(b);
}

static void
grant(unsigned int client, uint16_t port, uint64_t now_us, uint64_t until_us)
{
	struct addr c = host(client), s = host(0);

	rpc_ports_grant(ports, &c, &s, port, now_us, until_us);
}

static bool
has(unsigned int client, uint16_t port, uint64_t time_us)
{
	struct addr c = host(client), s = host(0);

	return rpc_ports_find(ports, &c, &s, port, time_us);
}

static void
setup(void)
{
	ck_assert_int_eq(rpc_ports_new(&ports, 64, secret), 0);
}

static void
teardown(void)
{
	rpc_ports_free(ports);
}

START_TEST(no_room_or_too_much_is_refused)
{
	struct rpc_ports *r = NULL;

	ck_assert_int_eq(rpc_ports_new(&r, 0, secret), -EINVAL);
	ck_assert_int_eq(rpc_ports_new(&r, RPC_PORTS_MAX + 1, secret), -EINVAL);
	ck_assert_ptr_null(r);
	rpc_ports_free(NULL);
}
END_TEST

START_TEST(a_grant_is_for_that_client_server_and_port)
{
	struct addr c = host(1), s = host(0);

	grant(1, 49155, 100, 200);
	ck_assert(has(1, 49155, 150));
	ck_assert(!has(2, 49155, 150));
	ck_assert(!has(1, 49156, 150));
	ck_assert(!rpc_ports_find(ports, &s, &c, 49155, 150));
}
END_TEST

START_TEST(a_grant_ends)
{
	grant(1, 49155, 100, 200);
	ck_assert(has(1, 49155, 200));
	ck_assert(!has(1, 49155, 201));
}
END_TEST

START_TEST(a_grant_renewed_goes_on)
{
	grant(1, 49155, 100, 300);
	grant(1, 49155, 150, 250);
	ck_assert(has(1, 49155, 300));
	grant(1, 49155, 150, 350);
	ck_assert(has(1, 49155, 350));
	ck_assert_uint_eq(rpc_ports_stats(ports)->granted, 3);
}
END_TEST

START_TEST(a_flood_of_one_client_leaves_the_others)
{
	for (unsigned int n = 1; n <= 8; n++)
		grant(n, 49155, 100, 1000);
	for (unsigned int i = 0; i < 10000; i++)
		grant(99, (uint16_t)i, 100, 1000);
	for (unsigned int n = 1; n <= 8; n++)
		ck_assert(has(n, 49155, 150));
	ck_assert(has(99, 9999, 150));
	ck_assert(!has(99, 1, 150));
	ck_assert_uint_eq(rpc_ports_stats(ports)->evicted, 10000 - 56);
}
END_TEST

START_TEST(what_is_over_makes_room_first)
{
	for (unsigned int i = 0; i < 60; i++)
		grant(1, (uint16_t)i, 100, 200);
	for (unsigned int i = 0; i < 200; i++)
		grant(2, 5, 300, 400);
	ck_assert_uint_eq(rpc_ports_stats(ports)->expired, 60);
	ck_assert_uint_eq(rpc_ports_stats(ports)->evicted, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rpc_ports");
	TCase *tc = tcase_create("rpc_ports");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, no_room_or_too_much_is_refused);
	tcase_add_test(tc, a_grant_is_for_that_client_server_and_port);
	tcase_add_test(tc, a_grant_ends);
	tcase_add_test(tc, a_grant_renewed_goes_on);
	tcase_add_test(tc, a_flood_of_one_client_leaves_the_others);
	tcase_add_test(tc, what_is_over_makes_room_first);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
