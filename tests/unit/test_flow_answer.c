/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_flow_answer.c - who asked by broadcast a moment ago.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "flow/flow_answer.h"
#include "flow_world.h"

#define ASKER 10
#define ALL 255
#define GATEWAY 30
#define SOME 200U

static const uint8_t secret[HASH_SECRET_BYTES] = { 1, 2, 3 };
static struct flow_answer *answers;

static void
setup(void)
{
	ck_assert_int_eq(flow_answer_new(&answers, secret), 0);
}

static void
teardown(void)
{
	flow_answer_free(answers);
}

/* asker:port asks many:to_port at now_us. */
static struct flow_key
ask(uint32_t asker, uint16_t port, uint32_t many, uint16_t to_port,
    uint64_t now_us)
{
	struct packet p = packet_udp(asker, port, many, to_port);
	struct flow_key key;
	unsigned int side = flow_key_of_packet(&key, &p, false);

	flow_answer_note(answers, &key, side, now_us);
	return key;
}

/* What a packet from server:port to asker:to_port answers. */
static const struct flow_key *
asked_by(uint32_t server, uint16_t port, uint32_t asker, uint16_t to_port,
    uint64_t now_us)
{
	struct packet p = packet_udp(server, port, asker, to_port);
	struct flow_key key;
	unsigned int side = flow_key_of_packet(&key, &p, false);
	unsigned int asker_side = 9;
	const struct flow_key *asked;

	asked = flow_answer_find(answers, &key, side, now_us, &asker_side);
	if (asked != NULL) {
		struct addr a = host(asker);

		ck_assert(addr_equal(&asked->addr[asker_side], &a));
		ck_assert_uint_eq(asked->port[asker_side], to_port);
	}
	return asked;
}

START_TEST(anyone_may_answer_from_the_port_that_was_asked)
{
	struct flow_key key = ask(ASKER, 50000, ALL, 20000, 0);
	const struct flow_key *found =
	    asked_by(GATEWAY, 20000, ASKER, 50000, SECOND);

	ck_assert_ptr_nonnull(found);
	ck_assert(flow_key_equal(found, &key));
	ck_assert_ptr_nonnull(asked_by(5, 20000, ASKER, 50000, SECOND));
}
END_TEST

START_TEST(other_ports_and_hosts_answer_nothing)
{
	ask(ASKER, 50000, ALL, 20000, 0);
	ck_assert_ptr_null(asked_by(GATEWAY, 20001, ASKER, 50000, SECOND));
	ck_assert_ptr_null(asked_by(GATEWAY, 20000, ASKER, 50001, SECOND));
	ck_assert_ptr_null(asked_by(GATEWAY, 20000, 11, 50000, SECOND));
}
END_TEST

START_TEST(an_answer_has_five_seconds)
{
	ask(ASKER, 50000, ALL, 20000, 7 * SECOND);
	ck_assert_ptr_nonnull(asked_by(GATEWAY, 20000, ASKER, 50000,
	    12 * SECOND));
	ck_assert_ptr_null(asked_by(GATEWAY, 20000, ASKER, 50000,
	    12 * SECOND + 1));
	ask(ASKER, 50000, ALL, 20000, 12 * SECOND);
	ck_assert_ptr_nonnull(asked_by(GATEWAY, 20000, ASKER, 50000,
	    17 * SECOND));
}
END_TEST

START_TEST(the_last_question_is_answered)
{
	struct flow_key second;

	ask(ASKER, 50000, ALL, 1900, 0);
	second = ask(ASKER, 50000, 254, 1900, 1);
	ck_assert(flow_key_equal(asked_by(GATEWAY, 1900, ASKER, 50000, 2),
	    &second));
}
END_TEST

START_TEST(a_question_again_takes_nobody_elses_place)
{
	/* Some share a set, none is too full. */
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 0; i < SOME; i++)
			ask(1000 + i, 50000, ALL - round, 20000,
			    round * SOME + i);
	for (uint32_t i = 0; i < SOME; i++) {
		struct packet p = packet_udp(1000 + i, 50000, ALL - 1, 20000);
		struct flow_key key;

		flow_key_of_packet(&key, &p, false);
		ck_assert(flow_key_equal(asked_by(GATEWAY, 20000, 1000 + i,
					     50000, SECOND),
		    &key));
	}
}
END_TEST

START_TEST(a_flood_of_questions_forgets_the_oldest_only)
{
	ask(ASKER, 50000, ALL, 20000, 0);
	for (uint32_t i = 0; i < 10 * FLOW_ANSWER_MAX; i++)
		ask(1000 + i, 50000, ALL, 20000, i);
	ck_assert_ptr_null(asked_by(GATEWAY, 20000, ASKER, 50000, SECOND));
	ck_assert_ptr_nonnull(asked_by(GATEWAY, 20000,
	    1000 + 10 * FLOW_ANSWER_MAX - 1, 50000, SECOND));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("flow_answer");
	TCase *tc = tcase_create("flow_answer");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, anyone_may_answer_from_the_port_that_was_asked);
	tcase_add_test(tc, other_ports_and_hosts_answer_nothing);
	tcase_add_test(tc, an_answer_has_five_seconds);
	tcase_add_test(tc, the_last_question_is_answered);
	tcase_add_test(tc, a_question_again_takes_nobody_elses_place);
	tcase_add_test(tc, a_flood_of_questions_forgets_the_oldest_only);
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
