/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_tunnels.c - the tunnels of a run, numbered.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/tunnels.h"

static struct tunnels *tunnels;

static void
setup(void)
{
	const uint8_t secret[HASH_SECRET_BYTES] = { 1 };

	ck_assert_int_eq(tunnels_new(&tunnels, secret), 0);
}

static void
teardown(void)
{
	tunnels_free(tunnels);
}

static struct packet_tunnel
tunnel(const char *src, const char *dst, uint32_t id)
{
	struct packet_tunnel t = { .id = id, .kind = PACKET_TUNNEL_VXLAN };

	ck_assert_int_eq(addr_parse(src, strlen(src), &t.src), 0);
	ck_assert_int_eq(addr_parse(dst, strlen(dst), &t.dst), 0);
	return t;
}

START_TEST(no_tunnel_is_number_0_without_text)
{
	struct packet_tunnel none = { .kind = PACKET_TUNNEL_NONE };
	char text[TUNNELS_TEXT_MAX];

	ck_assert_uint_eq(tunnels_number(tunnels, &none), 0);
	ck_assert_ptr_null(tunnels_text(tunnels, 0, text));
}
END_TEST

START_TEST(both_directions_are_one_tunnel)
{
	struct packet_tunnel there = tunnel("10.0.0.2", "10.0.0.1", 42);
	struct packet_tunnel back = tunnel("10.0.0.1", "10.0.0.2", 42);
	char text[TUNNELS_TEXT_MAX];
	uint16_t number = tunnels_number(tunnels, &there);

	ck_assert_uint_eq(number, tunnels_number(tunnels, &back));
	ck_assert_str_eq(tunnels_text(tunnels, number, text),
	    "vxlan 10.0.0.1 10.0.0.2 42");
}
END_TEST

START_TEST(another_id_is_another_tunnel)
{
	struct packet_tunnel a = tunnel("10.0.0.2", "10.0.0.1", 1);
	struct packet_tunnel b = tunnel("10.0.0.2", "10.0.0.1", 2);

	ck_assert_uint_ne(tunnels_number(tunnels, &a),
	    tunnels_number(tunnels, &b));
}
END_TEST

START_TEST(past_the_bound_tunnels_share_the_other_number)
{
	char text[TUNNELS_TEXT_MAX];
	struct packet_tunnel t = tunnel("10.0.0.2", "10.0.0.1", 0);

	for (t.id = 0; t.id < TUNNELS_MAX; t.id++)
		ck_assert_uint_eq(tunnels_number(tunnels, &t), t.id + 1);
	ck_assert_uint_eq(tunnels_number(tunnels, &t), TUNNELS_OTHER);
	ck_assert_str_eq(tunnels_text(tunnels, TUNNELS_OTHER, text), "other");
	t.id = 5;
	ck_assert_uint_eq(tunnels_number(tunnels, &t), 6);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tunnels");
	TCase *tcase = tcase_create("tunnels");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, no_tunnel_is_number_0_without_text);
	tcase_add_test(tcase, both_directions_are_one_tunnel);
	tcase_add_test(tcase, another_id_is_another_tunnel);
	tcase_add_test(tcase, past_the_bound_tunnels_share_the_other_number);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
