/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow_age.c - how long a flow lives, and when to look at it.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "flow/flow_age.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW 1000000U
#define SECOND_US FLOW_CLOCK_SECOND_US
#define SYN(side) (FLOW_SEEN_SYN << (side))
#define FIN(side) (FLOW_SEEN_FIN << (side))
#define SPOKE(side) (FLOW_SEEN_SPOKE << (side))

static struct flow_ages ages;

static void
setup(void)
{
	ck_assert(flow_age_init(&ages, &(struct flow_timeouts){ 0 }));
}

static void
teardown(void)
{
}

static uint32_t
ticks(uint32_t seconds)
{
	return seconds * FLOW_AGE_TICKS;
}

static const struct {
	const char *what;
	uint8_t proto;
	uint32_t seen;
	uint64_t packets[2];
	uint32_t lasted_s, idle_s, report_in_s;
	enum flow_tier tier;
	uint32_t left_s, look_s;
} flows[] = {
	{ "SYN", PROTO_TCP, SYN(0), { 1, 0 }, 0, 15, 285, FLOW_TIER_ATTEMPT, 45,
	    45 },
	{ "attempt to be reported", PROTO_TCP, SYN(0), { 9, 0 }, 290, 5, 5,
	    FLOW_TIER_ATTEMPT, 55, 5 },
	{ "talk that lasted a moment", PROTO_TCP, SYN(0) | SPOKE(0), { 2, 1 },
	    1, 0, 299, FLOW_TIER_SETTLED, 3600, 10 },
	{ "talk that lasted a while", PROTO_TCP, SYN(0) | SPOKE(0), { 2, 1 },
	    40, 0, 260, FLOW_TIER_SETTLED, 3600, 40 },
	{ "talk that lasted long", PROTO_TCP, SYN(0) | SPOKE(0), { 2, 1 }, 4000,
	    7, 200, FLOW_TIER_SETTLED, 3593, 200 },
	{ "talk soon over", PROTO_TCP, SYN(0) | SPOKE(0), { 2, 1 }, 4000, 3500,
	    200, FLOW_TIER_SETTLED, 100, 100 },
	{ "closed", PROTO_TCP, SPOKE(0) | FIN(0) | FIN(1), { 5, 5 }, 100, 4,
	    200, FLOW_TIER_ATTEMPT, 6, 6 },
	{ "over", PROTO_TCP, SPOKE(0) | FIN(0) | FIN(1), { 5, 5 }, 100, 11, 200,
	    FLOW_TIER_ATTEMPT, 0, 0 },
	{ "report overdue", PROTO_TCP, SPOKE(0), { 5, 5 }, 100, 4, 0,
	    FLOW_TIER_SETTLED, 3596, 0 },
	{ "datagram", PROTO_UDP, 0, { 1, 0 }, 0, 20, 280, FLOW_TIER_ATTEMPT,
	    100, 100 },
	{ "datagrams unanswered", PROTO_UDP, 0, { 4, 0 }, 50, 20, 280,
	    FLOW_TIER_SETTLED, 100, 100 },
	{ "datagrams answered", PROTO_UDP, 0, { 1, 1 }, 1, 0, 280,
	    FLOW_TIER_SETTLED, 120, 120 },
	{ "datagrams to be reported", PROTO_UDP, 0, { 1, 1 }, 250, 0, 50,
	    FLOW_TIER_SETTLED, 120, 50 },
};

START_TEST(a_flow_is_looked_at_when_something_may_be_due)
{
	struct flow f = { .key.ip_proto = flows[_i].proto,
		.seen = flows[_i].seen,
		.packets = { flows[_i].packets[0], flows[_i].packets[1] },
		.last_us = flows[_i].lasted_s * SECOND_US,
		.seen_at = NOW - ticks(flows[_i].idle_s),
		.report_at = NOW + ticks(flows[_i].report_in_s) };

	ck_assert_msg(flow_age_tier(&f) == flows[_i].tier, "%s: tier",
	    flows[_i].what);
	ck_assert_uint_eq(flow_age_left(&ages, &f, NOW),
	    ticks(flows[_i].left_s));
	ck_assert_msg(flow_age_look(&ages, &f, NOW) == ticks(flows[_i].look_s),
	    "%s: look", flows[_i].what);
}
END_TEST

START_TEST(ticks_may_wrap_while_a_flow_lives)
{
	struct flow f = { .key.ip_proto = PROTO_UDP,
		.packets = { 1, 1 },
		.seen_at = UINT32_MAX - ticks(5) + 1,
		.report_at = ticks(50) };

	ck_assert_uint_eq(flow_age_left(&ages, &f, ticks(3)), ticks(112));
	ck_assert_uint_eq(flow_age_look(&ages, &f, ticks(3)), ticks(47));
	ck_assert_uint_eq(flow_age_left(&ages, &f, ticks(115)), 0);
}
END_TEST

START_TEST(a_new_flow_is_looked_at_when_it_may_have_closed)
{
	ck_assert_uint_eq(flow_age_first_look(&ages, PROTO_TCP), ticks(10));
	ck_assert_uint_eq(flow_age_first_look(&ages, PROTO_UDP), ticks(120));
	ck_assert(flow_age_init(&ages,
	    &(struct flow_timeouts){ .attempt_s = 4, .active_s = 30 }));
	ck_assert_uint_eq(flow_age_first_look(&ages, PROTO_TCP), ticks(4));
	ck_assert_uint_eq(flow_age_first_look(&ages, PROTO_UDP), ticks(30));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("flow_age");
	TCase *tc = tcase_create("flow_age");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_flow_is_looked_at_when_something_may_be_due,
	    0, COUNT(flows));
	tcase_add_test(tc, ticks_may_wrap_while_a_flow_lives);
	tcase_add_test(tc, a_new_flow_is_looked_at_when_it_may_have_closed);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
