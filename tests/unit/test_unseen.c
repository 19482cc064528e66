/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_unseen.c - what was acknowledged and never seen.
 */
#include <config.h>

#include <stdlib.h>

#include <check.h>

#include "pipeline/unseen.h"

#define ISN 0xfffffff0U /* so that sequence numbers wrap */

static struct unseen unseen;
static int64_t missing;

static void
setup(void)
{
	unseen = (struct unseen){ 0 };
	missing = 0;
}

/* Side 0 or 1 sends len bytes from the offset on, and acknowledges. */
static void
say(unsigned int side, uint32_t offset, uint32_t len, uint32_t ack)
{
	const struct packet p = { .tcp_flags = PACKET_TCP_ACK,
		.tcp_seq = ISN + offset,
		.tcp_ack = ISN + ack,
		.payload_wire_len = len };

	missing += unseen_packet(&unseen, side, &p);
}

START_TEST(complete_connection_misses_nothing)
{
	struct packet syn = { .tcp_flags = PACKET_TCP_SYN, .tcp_seq = ISN - 1 };
	struct packet synack = { .tcp_flags = PACKET_TCP_SYN | PACKET_TCP_ACK,
		.tcp_seq = ISN - 1,
		.tcp_ack = ISN };

	missing += unseen_packet(&unseen, 0, &syn);
	missing += unseen_packet(&unseen, 1, &synack);
	say(0, 0, 0, 0);
	say(0, 0, 100, 0);
	say(1, 0, 0, 100);
	say(1, 0, 50, 100);
	say(0, 100, 0, 50);
	say(0, 99, 1, 50); /* keep-alive, RFC 9293 section 3.8.4 */
	ck_assert_int_eq(missing, 0);
}
END_TEST

START_TEST(gap_in_the_data_is_missing)
{
	say(0, 0, 100, 0);
	say(1, 0, 0, 100);
	say(0, 300, 100, 0);
	ck_assert_int_eq(missing, 200);
	say(1, 0, 0, 400);
	ck_assert_int_eq(missing, 200);
}
END_TEST

START_TEST(acknowledged_bytes_beyond_what_was_seen_are_missing)
{
	say(0, 0, 100, 0);
	say(1, 0, 10, 100);
	say(1, 10, 0, 350);
	ck_assert_int_eq(missing, 250);
	say(0, 350, 10, 10);
	ck_assert_int_eq(missing, 250);
}
END_TEST

START_TEST(what_comes_late_is_not_missing)
{
	say(0, 0, 100, 0);
	say(1, 0, 0, 100);
	say(0, 200, 100, 0);
	say(0, 400, 100, 0);
	ck_assert_int_eq(missing, 200);
	say(0, 100, 100, 0);
	ck_assert_int_eq(missing, 100);
	say(0, 300, 100, 0);
	ck_assert_int_eq(missing, 0);
	say(0, 300, 100, 0);
	ck_assert_int_eq(missing, 0);
}
END_TEST

START_TEST(hole_is_filled_in_parts)
{
	say(0, 0, 100, 0);
	say(1, 0, 0, 100);
	say(0, 400, 10, 0);
	say(0, 100, 100, 0);
	ck_assert_int_eq(missing, 200);
	say(0, 300, 200, 0);
	ck_assert_int_eq(missing, 100);
	say(0, 200, 100, 0);
	ck_assert_int_eq(missing, 0);
}
END_TEST

START_TEST(direction_that_is_not_seen_is_no_loss)
{
	for (uint32_t i = 0; i < 10; i++)
		say(1, 0, 0, i * 1000);
	ck_assert_int_eq(missing, 0);
}
END_TEST

START_TEST(only_the_last_holes_are_remembered)
{
	say(0, 0, 10, 0);
	for (uint32_t i = 1; i <= UNSEEN_HOLES + 1; i++)
		say(0, i * 100, 10, 0);
	ck_assert_int_eq(missing, 90 * (UNSEEN_HOLES + 1));
	say(0, 10, 90, 0);
	ck_assert_int_eq(missing, 90 * (UNSEEN_HOLES + 1));
	say(0, 110, 90, 0);
	ck_assert_int_eq(missing, 90 * UNSEEN_HOLES);
}
END_TEST

START_TEST(resets_fragments_and_absurd_numbers_do_not_count)
{
	struct packet p = { .tcp_flags = PACKET_TCP_RST | PACKET_TCP_ACK,
		.tcp_seq = ISN + 5000,
		.tcp_ack = ISN + 5000 };

	say(0, 0, 100, 0);
	say(1, 0, 100, 100);
	missing += unseen_packet(&unseen, 0, &p);
	p.tcp_flags = PACKET_TCP_ACK;
	p.fragment = true;
	missing += unseen_packet(&unseen, 0, &p);
	say(0, 0x60000000, 10, 0x70000000);
	ck_assert_int_eq(missing, 0);
	say(0, 100, 10, 100);
	ck_assert_int_eq(missing, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("unseen");
	TCase *tc = tcase_create("unseen");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, complete_connection_misses_nothing);
	tcase_add_test(tc, gap_in_the_data_is_missing);
	tcase_add_test(tc, acknowledged_bytes_beyond_what_was_seen_are_missing);
	tcase_add_test(tc, what_comes_late_is_not_missing);
	tcase_add_test(tc, hole_is_filled_in_parts);
	tcase_add_test(tc, direction_that_is_not_seen_is_no_loss);
	tcase_add_test(tc, only_the_last_holes_are_remembered);
	tcase_add_test(tc, resets_fragments_and_absurd_numbers_do_not_count);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
