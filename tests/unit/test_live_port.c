/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_live_port.c - what is known of one interface, and what to do about it.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "capture/live_port.h"

#define SECOND UINT64_C(1000000)
#define QUESTION 42 /* number of what was asked */
#define INDEX 5

static struct live_port port;
static enum live_state state;

static void
setup(void)
{
	live_port_init(&port, "eth0", 0);
	live_port_opened(&port, INDEX);
}

static struct live_link_news
news(const char *name, int index, bool up, bool carrier)
{
	struct live_link_news n = {
		.index = index, .up = up, .carrier = carrier
	};

	strcpy(n.name, name);
	return n;
}

static enum live_port_step
hear(struct live_link_news n)
{
	return live_port_hear(&port, &n, &state);
}

static void
lose(void)
{
	struct live_link_news n = news("eth0", INDEX, false, false);

	n.gone = true;
	ck_assert_int_eq(hear(n), LIVE_PORT_LOSE);
	port.open = false;
	live_port_enter(&port, LIVE_GONE, SECOND);
}

START_TEST(flags_are_states)
{
	ck_assert_int_eq(hear(news("eth0", INDEX, true, true)), LIVE_PORT_SEE);
	ck_assert_int_eq(state, LIVE_UP);
	ck_assert_int_eq(hear(news("eth0", INDEX, true, false)), LIVE_PORT_SEE);
	ck_assert_int_eq(state, LIVE_NO_CARRIER);
	ck_assert_int_eq(hear(news("eth0", INDEX, false, true)), LIVE_PORT_SEE);
	ck_assert_int_eq(state, LIVE_DOWN);
}
END_TEST

START_TEST(others_are_not_heard)
{
	struct live_link_news n = news("eth1", INDEX + 1, false, false);

	ck_assert_int_eq(hear(n), LIVE_PORT_NOTHING);
	n.gone = true;
	ck_assert_int_eq(hear(n), LIVE_PORT_NOTHING);
	/* not even one that took our name while ours is open */
	ck_assert_int_eq(hear(news("eth0", INDEX + 1, false, false)),
	    LIVE_PORT_NOTHING);
}
END_TEST

START_TEST(renamed_interface_is_still_ours)
{
	ck_assert_int_eq(hear(news("span0", INDEX, false, false)),
	    LIVE_PORT_SEE);
	ck_assert_int_eq(state, LIVE_DOWN);
}
END_TEST

START_TEST(gone_one_is_opened_when_its_name_is_up_again)
{
	lose();
	ck_assert_int_eq(hear(news("eth1", 8, true, true)), LIVE_PORT_NOTHING);
	ck_assert_int_eq(hear(news("eth0", 9, false, false)), LIVE_PORT_SEE);
	ck_assert_int_eq(state, LIVE_DOWN);
	ck_assert_int_eq(hear(news("eth0", 9, true, false)), LIVE_PORT_OPEN);
	ck_assert_int_eq(state, LIVE_NO_CARRIER);
	live_port_opened(&port, 9);
	/* What is still said of the old one does not touch the new. */
	ck_assert_int_eq(hear(news("eth0", INDEX, false, false)),
	    LIVE_PORT_NOTHING);
	ck_assert_int_eq(hear(news("eth0", 9, true, true)), LIVE_PORT_SEE);
}
END_TEST

START_TEST(answer_that_there_is_none_counts_only_when_asked)
{
	struct live_link_news none = { .asked = QUESTION };

	ck_assert_int_eq(hear(none), LIVE_PORT_NOTHING);
	port.asked = QUESTION;
	ck_assert_int_eq(hear(none), LIVE_PORT_LOSE);
	port.open = false;
	port.asked = QUESTION;
	ck_assert_int_eq(hear(none), LIVE_PORT_SEE);
	ck_assert_int_eq(state, LIVE_GONE);
	ck_assert_int_eq(hear(none), LIVE_PORT_NOTHING); /* answered */
}
END_TEST

START_TEST(answer_about_the_one_before_is_void_after_opening)
{
	struct live_link_news none = { .asked = QUESTION };

	lose();
	port.asked = QUESTION;
	ck_assert_int_eq(hear(news("eth0", 9, true, true)), LIVE_PORT_OPEN);
	live_port_opened(&port, 9);
	ck_assert_int_eq(hear(none), LIVE_PORT_NOTHING);
}
END_TEST

START_TEST(first_answer_tells_the_index)
{
	struct live_link_news n = news("eth0", 7, true, true);

	live_port_opened(&port, 0);
	ck_assert_int_eq(hear(n), LIVE_PORT_NOTHING);
	port.asked = n.asked = QUESTION;
	ck_assert_int_eq(hear(n), LIVE_PORT_SEE);
	ck_assert_int_eq(port.index, 7);
}
END_TEST

START_TEST(refused_one_is_tried_at_its_times_only)
{
	struct live_link_news n = news("eth0", 9, true, true);

	lose();
	live_port_enter(&port, LIVE_REFUSED, 2 * SECOND);
	ck_assert_int_eq(hear(n), LIVE_PORT_NOTHING);
	port.asked = n.asked = QUESTION;
	ck_assert_int_eq(hear(n), LIVE_PORT_OPEN);
}
END_TEST

START_TEST(answer_by_another_of_its_names_is_taken)
{
	struct live_link_news n = news("enp1s0f0", 9, true, true);

	lose();
	ck_assert_int_eq(hear(n), LIVE_PORT_NOTHING);
	port.asked = n.asked = QUESTION;
	ck_assert_int_eq(hear(n), LIVE_PORT_OPEN);
}
END_TEST

START_TEST(same_state_is_no_change)
{
	ck_assert(!live_port_enter(&port, LIVE_UP, SECOND));
	ck_assert(live_port_enter(&port, LIVE_DOWN, SECOND));
	ck_assert(!live_port_enter(&port, LIVE_DOWN, SECOND));
	ck_assert(live_port_enter(&port, LIVE_UP, SECOND));
}
END_TEST

/* When the next question is due, to a tenth of a second. */
static uint64_t
next_question(uint64_t from)
{
	for (uint64_t now = from;; now += SECOND / 10) {
		if (live_port_ask(&port, now))
			return now;
		ck_assert_uint_lt(now, from + 100 * SECOND);
	}
}

START_TEST(questions_come_at_1_2_4_up_to_30_seconds)
{
	static const uint64_t gaps_s[] = { 1, 2, 4, 8, 16, 30, 30 };
	uint64_t now = 100 * SECOND;

	live_port_enter(&port, LIVE_GONE, now);
	for (size_t i = 0; i < sizeof(gaps_s) / sizeof(*gaps_s); i++) {
		uint64_t next = next_question(now);

		ck_assert_uint_eq(next - now, gaps_s[i] * SECOND);
		now = next;
	}
}
END_TEST

START_TEST(up_is_asked_each_second)
{
	uint64_t now = next_question(10 * SECOND);

	ck_assert_uint_eq(next_question(now) - now, SECOND);
}
END_TEST

START_TEST(short_return_does_not_bring_back_short_waits)
{
	uint64_t now = 100 * SECOND;

	live_port_enter(&port, LIVE_GONE, now);
	for (int i = 0; i < 4; i++)
		now = next_question(now);
	live_port_enter(&port, LIVE_UP, now);
	now += SECOND / 2;
	live_port_enter(&port, LIVE_GONE, now);
	ck_assert_uint_eq(next_question(now) - now, 16 * SECOND);
	live_port_enter(&port, LIVE_UP, now);
	now += LIVE_PORT_ASK_MAX_US;
	live_port_enter(&port, LIVE_GONE, now);
	ck_assert_uint_eq(next_question(now) - now, SECOND);
}
END_TEST

START_TEST(hurry_asks_at_once)
{
	live_port_enter(&port, LIVE_GONE, 100 * SECOND);
	live_port_hurry(&port);
	ck_assert(live_port_ask(&port, 100 * SECOND));
	ck_assert(!live_port_ask(&port, 100 * SECOND));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("live_port");
	TCase *tc = tcase_create("live_port");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, flags_are_states);
	tcase_add_test(tc, others_are_not_heard);
	tcase_add_test(tc, renamed_interface_is_still_ours);
	tcase_add_test(tc, gone_one_is_opened_when_its_name_is_up_again);
	tcase_add_test(tc, answer_that_there_is_none_counts_only_when_asked);
	tcase_add_test(tc, answer_about_the_one_before_is_void_after_opening);
	tcase_add_test(tc, first_answer_tells_the_index);
	tcase_add_test(tc, refused_one_is_tried_at_its_times_only);
	tcase_add_test(tc, answer_by_another_of_its_names_is_taken);
	tcase_add_test(tc, same_state_is_no_change);
	tcase_add_test(tc, questions_come_at_1_2_4_up_to_30_seconds);
	tcase_add_test(tc, up_is_asked_each_second);
	tcase_add_test(tc, short_return_does_not_bring_back_short_waits);
	tcase_add_test(tc, hurry_asks_at_once);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
