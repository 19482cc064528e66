/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_pieces.c - the order in which payload came.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/words.h"
#include "inspect/pieces.h"

#define MS 1000

static struct pieces pieces;
static struct inspect_view view;
static struct ndpi_question q;

static void
setup(void)
{
	pieces_init(&pieces);
	view = (struct inspect_view){ .proto = PROTO_TCP, .client = -1 };
}

/* The side's bytes are these now. */
static void
see(unsigned int side, const char *bytes, uint64_t time_us)
{
	view.side[side].stream =
	    (struct inspect_bytes){ .data = (const uint8_t *)bytes,
		    .len = strlen(bytes) };
	pieces_note(&pieces, &view, side, time_us);
}

static void
check_piece(unsigned int i, unsigned int side, const char *bytes,
    uint32_t after_ms)
{
	pieces_ask(&pieces, &view, &q);
	ck_assert_uint_lt(i, q.pieces);
	ck_assert_uint_eq(q.piece[i].side, side);
	ck_assert_uint_eq(q.piece[i].len, strlen(bytes));
	ck_assert_mem_eq(q.piece[i].data, bytes, strlen(bytes));
	ck_assert_uint_eq(q.piece[i].after_ms, after_ms);
}

START_TEST(each_packet_adds_what_its_side_grew_by)
{
	see(0, "GET ", 5 * MS);
	see(0, "GET / HTTP/1.1", 6 * MS);
	see(1, "HTTP/1.1 200", 9 * MS);
	see(0, "GET / HTTP/1.1\r\n", 10 * MS);
	check_piece(0, 0, "GET ", 0);
	check_piece(1, 0, "/ HTTP/1.1", 1);
	check_piece(2, 1, "HTTP/1.1 200", 4);
	check_piece(3, 0, "\r\n", 5);
	ck_assert_uint_eq(q.pieces, 4);
	ck_assert_uint_eq(q.time_us, 5 * MS);
}
END_TEST

START_TEST(a_packet_that_adds_nothing_is_no_piece)
{
	see(0, "GET ", 0);
	see(0, "GET ", MS);
	pieces_ask(&pieces, &view, &q);
	ck_assert_uint_eq(q.pieces, 1);
}
END_TEST

START_TEST(an_earlier_beginning_makes_one_piece_of_all)
{
	see(1, "220 ready", 0);
	see(0, "world", MS);
	see(0, "world, bye", 2 * MS);
	see(1, "220 ready\r\n", 3 * MS);
	see(0, "hello world, bye", 4 * MS);
	check_piece(0, 1, "220 ready", 0);
	check_piece(1, 0, "hello world, bye", 1);
	check_piece(2, 1, "\r\n", 3);
	ck_assert_uint_eq(q.pieces, 3);
}
END_TEST

START_TEST(time_that_runs_back_is_no_time)
{
	see(0, "a", 9 * MS);
	see(0, "ab", 2 * MS);
	check_piece(1, 0, "b", 0);
}
END_TEST

START_TEST(a_full_list_takes_no_more_and_has_no_gap)
{
	static const char text[] =
	    "the quick brown fox jumps over the lazy dog";
	char seen[sizeof(text)];

	for (size_t len = 1; len < sizeof(text); len++) {
		memcpy(seen, text, len);
		seen[len] = '\0';
		see(0, seen, 0);
	}
	see(1, "late", 0);
	ck_assert(pieces.full);
	pieces_ask(&pieces, &view, &q);
	ck_assert_uint_eq(q.pieces, PIECES_MAX);
	for (unsigned int i = 0; i < PIECES_MAX; i++) {
		ck_assert_uint_eq(q.piece[i].side, 0);
		ck_assert_uint_eq(q.piece[i].len, 1);
		ck_assert_mem_eq(q.piece[i].data, text + i, 1);
	}
}
END_TEST

START_TEST(datagrams_are_pieces_by_themselves)
{
	struct inspect_side *client = &view.side[1];

	view.proto = PROTO_UDP;
	for (unsigned int i = 0; i < 3; i++) {
		client->datagram[i] = (struct inspect_bytes){
			.data = (const uint8_t *)"datagram" + i, .len = 2 + i
		};
		client->datagrams = (uint8_t)(i + 1);
		pieces_note(&pieces, &view, 1, i * MS);
	}
	check_piece(0, 1, "da", 0);
	check_piece(1, 1, "ata", 1);
	check_piece(2, 1, "tagr", 2);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("pieces");
	TCase *tc = tcase_create("pieces");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, each_packet_adds_what_its_side_grew_by);
	tcase_add_test(tc, a_packet_that_adds_nothing_is_no_piece);
	tcase_add_test(tc, an_earlier_beginning_makes_one_piece_of_all);
	tcase_add_test(tc, time_that_runs_back_is_no_time);
	tcase_add_test(tc, a_full_list_takes_no_more_and_has_no_gap);
	tcase_add_test(tc, datagrams_are_pieces_by_themselves);
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
