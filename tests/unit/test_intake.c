/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_intake.c - what segments add to an open flow.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/words.h"
#include "inspect/intake.h"

#define ISN 1000U

static struct inspect_stream_pool *pool;
static struct inspect_stream *stream;
static struct intake intake;
static struct inspect_view view;

static void
begin(uint8_t proto)
{
	const struct inspect_opening opening = {
		.tuple = { .proto = proto },
		.start_known = { true, true },
		.first_seq = { ISN, ISN },
		.client = 0,
	};

	stream = inspect_stream_take(pool, proto);
	intake_init(&intake, stream, &opening);
}

static void
setup(void)
{
	ck_assert_int_eq(inspect_stream_pool_new(&pool, 1), 0);
	begin(PROTO_TCP);
}

static void
teardown(void)
{
	inspect_stream_pool_free(pool);
}

static bool
put(unsigned int side, uint32_t at, const void *data, uint32_t len)
{
	const struct inspect_segment s = { .seq = ISN + at,
		.data = data,
		.len = len,
		.wire_len = len,
		.side = (uint8_t)side };

	return intake_put(&intake, &s, &view);
}

static void
check_seen(unsigned int side, const void *bytes, size_t len)
{
	ck_assert_uint_eq(view.side[side].stream.len, len);
	ck_assert_mem_eq(view.side[side].stream.data, bytes, len);
	ck_assert(!view.side[side].conflict);
	ck_assert(view.side[side].stream.start);
}

START_TEST(segments_are_bytes_and_pieces)
{
	ck_assert(put(0, 0, "GET ", 4));
	ck_assert(put(0, 4, "/", 1));
	ck_assert(!put(0, 4, "/", 1));
	ck_assert(put(1, 0, "HTTP", 4));
	check_seen(0, "GET /", 5);
	ck_assert_uint_eq(intake.pieces.count, 3);
	ck_assert_uint_eq(intake.segments, 4);
}
END_TEST

/* Zeros that fill up a short frame are taken for payload at first. */
START_TEST(bytes_that_give_way_are_not_in_the_pieces)
{
	struct ndpi_question q;

	put(0, 0, "\0\0", 2);
	ck_assert(put(0, 0, "GET /", 5));
	check_seen(0, "GET /", 5);
	pieces_ask(&intake.pieces, &view, &q);
	ck_assert_uint_eq(q.pieces, 1);
	ck_assert_uint_eq(q.piece[0].len, 5);
	ck_assert_mem_eq(q.piece[0].data, "GET /", 5);
}
END_TEST

START_TEST(datagrams_are_pieces)
{
	inspect_stream_give(pool, stream);
	begin(PROTO_UDP);
	ck_assert(put(0, 0, "one", 3));
	ck_assert(put(1, 0, "two", 3));
	ck_assert_uint_eq(intake.pieces.count, 2);
}
END_TEST

START_TEST(a_first_fragment_is_cut)
{
	const struct inspect_segment s = { .data = (const uint8_t *)"part",
		.len = 4,
		.wire_len = 4,
		.fragment = true };

	inspect_stream_give(pool, stream);
	begin(PROTO_UDP);
	ck_assert(intake_put(&intake, &s, &view));
	ck_assert_uint_eq(view.side[0].datagrams, 1);
	ck_assert(view.side[0].datagram[0].cut);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("intake");
	TCase *tc = tcase_create("intake");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, segments_are_bytes_and_pieces);
	tcase_add_test(tc, bytes_that_give_way_are_not_in_the_pieces);
	tcase_add_test(tc, datagrams_are_pieces);
	tcase_add_test(tc, a_first_fragment_is_cut);
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
