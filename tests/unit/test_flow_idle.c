/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow_idle.c - time that passes while nothing comes.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "flow_world.h"

static struct world world;

static void
setup(void)
{
	world_open(&world, 1000, 1);
}

static void
teardown(void)
{
	world_close(&world);
}

START_TEST(a_quiet_input_ends_flows_in_time)
{
	uint64_t begun_us = world.now_us;

	world_packet(&world, packet_udp(1, 40000, 2, 53));
	world_packet(&world, packet_udp(2, 53, 1, 40000));
	for (uint64_t s = 1; s < 118; s++)
		flow_table_idle(world.table, begun_us + s * SECOND);
	ck_assert_uint_eq(flow_table_size(world.table), 1);
	for (uint64_t s = 118; s < 125; s++)
		flow_table_idle(world.table, begun_us + s * SECOND);
	ck_assert_uint_eq(flow_table_size(world.table), 0);
	ck_assert_uint_eq(world.ends[FLOW_END_IDLE], 1);
}
END_TEST

START_TEST(a_quiet_input_has_its_flows_reported)
{
	uint64_t begun_us = world.now_us;

	world_packet(&world, packet_tcp(1, 40000, 2, 443, PACKET_TCP_SYN));
	world_packet(&world,
	    packet_tcp(2, 443, 1, 40000, PACKET_TCP_SYN | PACKET_TCP_ACK));
	world_packet(&world, packet_tcp(1, 40000, 2, 443, PACKET_TCP_ACK));
	for (uint64_t s = 1; s < 310; s++)
		flow_table_idle(world.table, begun_us + s * SECOND);
	ck_assert_uint_eq(world.reports, 1);
	ck_assert_uint_eq(flow_table_size(world.table), 1);
}
END_TEST

/* Nothing is known of time before the first packet; and a clock that was set
 * back, or on by far and back again, ends nothing. */
START_TEST(a_clock_of_the_quiet_that_is_wrong_ends_nothing)
{
	uint64_t begun_us = world.now_us;

	flow_table_idle(world.table, begun_us + 7200 * SECOND);
	world_packet(&world, packet_udp(1, 40000, 2, 53));
	flow_table_idle(world.table, begun_us - 3600 * SECOND);
	flow_table_idle(world.table, 0);
	flow_table_idle(world.table, begun_us + 30 * 86400 * SECOND);
	world_packet(&world, packet_udp(2, 53, 1, 40000));
	ck_assert_uint_eq(flow_table_size(world.table), 1);
	ck_assert_uint_eq(flow_table_stats(world.table)->flows, 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("flow_idle");
	TCase *tc = tcase_create("flow_idle");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_quiet_input_ends_flows_in_time);
	tcase_add_test(tc, a_quiet_input_has_its_flows_reported);
	tcase_add_test(tc, a_clock_of_the_quiet_that_is_wrong_ends_nothing);
	suite_add_tcase(s, tc);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
