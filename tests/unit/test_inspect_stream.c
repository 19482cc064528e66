/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_inspect_stream.c - the first bytes of a conversation, in order and
 * once.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/stream.h"
#include "recognise_world.h"

static struct inspect_stream_pool *pool;
static struct inspect_stream *stream;

static void
begin(uint8_t proto)
{
	ck_assert_int_eq(inspect_stream_pool_new(&pool, 2), 0);
	stream = inspect_stream_take(pool, proto);
	ck_assert_ptr_nonnull(stream);
}

static void
end(void)
{
	inspect_stream_give(pool, stream);
	ck_assert_uint_eq(inspect_stream_pool_used(pool), 0);
	inspect_stream_pool_free(pool);
}

static bool
segment(uint32_t seq, const char *text)
{
	return inspect_stream_segment(stream, CLIENT, seq,
	    (const uint8_t *)text, strlen(text), strlen(text));
}

/* A segment of which the snap length left so many bytes. */
static bool
segment_cut(uint32_t seq, const char *text, size_t len)
{
	return inspect_stream_segment(stream, CLIENT, seq,
	    (const uint8_t *)text, len, strlen(text));
}

static struct inspect_bytes
shown(void)
{
	struct inspect_view view;

	inspect_stream_view(stream, CLIENT, &view);
	ck_assert_int_eq(view.client, CLIENT);
	return view.side[CLIENT].stream;
}

static bool
conflict(void)
{
	struct inspect_view view;

	inspect_stream_view(stream, -1, &view);
	return view.side[CLIENT].conflict;
}

static void
expect_shown(const char *text, bool start, bool cut)
{
	struct inspect_bytes b = shown();

	ck_assert_uint_eq(b.len, strlen(text));
	ck_assert_mem_eq(b.data, text, b.len);
	ck_assert_int_eq(b.start, start);
	ck_assert_int_eq(b.cut, cut);
}

START_TEST(segments_in_order_are_shown_at_once)
{
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1001);
	ck_assert_uint_eq(shown().len, 0);
	ck_assert(segment(1001, "hello"));
	expect_shown("hello", true, false);
	ck_assert(segment(1006, ", world"));
	expect_shown("hello, world", true, false);
	end();
}
END_TEST

START_TEST(a_segment_that_came_early_waits)
{
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	segment(1, "ab");
	ck_assert(segment(5, "ef"));
	expect_shown("ab", true, true);
	ck_assert(!segment(9, "ij"));
	segment(3, "cd");
	expect_shown("abcdef", true, true);
	segment(7, "gh");
	expect_shown("abcdefghij", true, false);
	end();
}
END_TEST

START_TEST(what_comes_again_changes_nothing)
{
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	segment(1, "abcdef");
	ck_assert(!segment(1, "abcdef"));
	ck_assert(!segment(3, "cd"));
	ck_assert(segment(4, "defgh"));
	expect_shown("abcdefgh", true, false);
	ck_assert(!conflict());
	end();
}
END_TEST

START_TEST(the_first_copy_wins_and_a_differing_one_is_flagged)
{
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	segment(1, "abc");
	segment(7, "ghi");
	ck_assert(!conflict());
	segment(2, "XXdefXXXj");
	expect_shown("abcdefghij", true, false);
	ck_assert(conflict());
	end();
}
END_TEST

START_TEST(sequence_numbers_wrap)
{
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 0xfffffffe);
	segment(1, "de");
	segment(0xfffffffe, "abc");
	expect_shown("abcde", true, false);
	end();
}
END_TEST

START_TEST(bytes_before_the_start_are_left_out)
{
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1000);
	segment(1000, "a");
	ck_assert(!segment(999, "x"));
	ck_assert(segment(998, "xxab"));
	expect_shown("ab", true, false);
	ck_assert(!segment(900, "xx"));
	end();
}
END_TEST

START_TEST(a_keep_alive_does_not_begin_a_stream)
{
	begin(PROTO_TCP);
	ck_assert(!segment(999, "x"));
	ck_assert(segment(1000, "hello"));
	expect_shown("hello", false, false);
	end();
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1000);
	ck_assert(!segment(999, "x"));
	segment(1000, "h");
	expect_shown("h", true, false);
	end();
}
END_TEST

START_TEST(without_a_syn_the_first_byte_seen_is_the_middle)
{
	begin(PROTO_TCP);
	segment(5000, "efgh");
	expect_shown("efgh", false, false);
	ck_assert(segment(4998, "cdefgh"));
	expect_shown("cdefgh", false, false);
	ck_assert(segment(4996, "ab"));
	expect_shown("abcdefgh", false, false);
	ck_assert(!segment(4995, "x")); /* a keep-alive */
	expect_shown("abcdefgh", false, false);
	end();
}
END_TEST

START_TEST(the_middle_moves_back_as_far_as_there_is_room)
{
	static char text[INSPECT_STREAM_BYTES + 1];
	struct inspect_bytes b;

	begin(PROTO_TCP);
	memset(text, 'n', INSPECT_STREAM_BYTES - 10);
	segment(5000, text);
	ck_assert(!segment(5000 - INSPECT_STREAM_BYTES, "far"));
	ck_assert(segment(4980, "abcdefghijklmnopqrst"));
	b = shown();
	ck_assert_uint_eq(b.len, INSPECT_STREAM_BYTES);
	ck_assert_int_eq(b.data[0], 'a');
	ck_assert_int_eq(b.data[20], 'n');
	ck_assert(b.cut);
	end();
}
END_TEST

START_TEST(a_lost_beginning_leaves_the_first_piece)
{
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	segment(101, "later");
	expect_shown("later", false, false);
	segment(201, "x");
	expect_shown("later", false, true);
	end();
}
END_TEST

START_TEST(a_start_far_away_is_not_believed)
{
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	segment(0x40000000, "middle");
	expect_shown("middle", false, false);
	end();
}
END_TEST

START_TEST(of_several_starts_the_one_that_fits_is_taken)
{
	static const uint32_t starts[] = { 7000000, 9000 };

	for (size_t i = 0; i < 2; i++) {
		begin(PROTO_TCP);
		inspect_stream_start(stream, CLIENT, 123456789);
		inspect_stream_start(stream, CLIENT, starts[0]);
		inspect_stream_start(stream, CLIENT, starts[1]);
		inspect_stream_start(stream, CLIENT, starts[1]);
		segment(starts[i], "hello");
		expect_shown("hello", true, false);
		inspect_stream_start(stream, CLIENT, 5);
		segment(starts[i] + 5, "!");
		expect_shown("hello!", true, false);
		end();
	}
}
END_TEST

START_TEST(the_snap_length_leaves_a_hole)
{
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	segment_cut(1, "abcdefgh", 3);
	expect_shown("abc", true, true);
	segment(9, "ij");
	expect_shown("abc", true, true);
	ck_assert(!inspect_stream_full(stream));
	segment_cut(4, "defgh", 0);
	expect_shown("abc", true, true);
	ck_assert(segment(3, "cdefgh")); /* another copy, whole */
	expect_shown("abcdefghij", true, false);
	end();
}
END_TEST

START_TEST(the_buffer_ends_and_says_so)
{
	static char text[INSPECT_STREAM_BYTES + 1];
	struct inspect_bytes b;

	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	inspect_stream_start(stream, SERVER, 1);
	memset(text, 'a', INSPECT_STREAM_BYTES);
	segment(1, text);
	b = shown();
	ck_assert_uint_eq(b.len, INSPECT_STREAM_BYTES);
	ck_assert(!b.cut);
	ck_assert(!inspect_stream_full(stream));
	ck_assert(segment(1 + INSPECT_STREAM_BYTES, "b"));
	ck_assert(shown().cut);
	inspect_stream_segment(stream, SERVER, 1, (const uint8_t *)"xy", 1, 2);
	ck_assert(inspect_stream_full(stream));
	end();
}
END_TEST

START_TEST(only_so_many_pieces_wait)
{
	const uint32_t count = INSPECT_STREAM_PIECES;

	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	for (uint32_t i = 0; i < count; i++)
		segment(11 + 2 * i, "a");
	segment(11 + 2 * count, "z"); /* one too many */
	/* Filling the holes joins the pieces that were kept. */
	segment(1, "aaaaaaaaaa");
	for (uint32_t i = 0; i < count; i++)
		segment(12 + 2 * i, "a");
	ck_assert_uint_eq(shown().len, 10 + 2 * count);
	segment(11 + 2 * count, "y"); /* the other was not kept */
	ck_assert_int_eq(shown().data[10 + 2 * count], 'y');
	ck_assert(!conflict());
	end();
}
END_TEST

START_TEST(padding_gives_way_to_what_belongs_there)
{
	static const uint8_t zeros[7];
	struct inspect_bytes b;

	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	inspect_stream_segment(stream, CLIENT, 1, zeros, 6, 6);
	ck_assert(segment(1, "GET / HTTP/1.1"));
	inspect_stream_segment(stream, CLIENT, 1, zeros, 6, 6);
	expect_shown("GET / HTTP/1.1", true, false);
	ck_assert(!conflict());
	end();
	begin(PROTO_TCP);
	inspect_stream_start(stream, CLIENT, 1);
	inspect_stream_segment(stream, CLIENT, 1, zeros, 7, 7);
	segment(1, "GET / HTTP/1.1");
	b = shown();
	ck_assert_int_eq(b.data[0], 0);
	ck_assert(conflict());
	end();
}
END_TEST

START_TEST(the_sides_do_not_mix)
{
	struct inspect_view view;

	begin(PROTO_TCP);
	segment(1, "client");
	inspect_stream_segment(stream, SERVER, 1, (const uint8_t *)"server", 6,
	    6);
	inspect_stream_view(stream, SERVER, &view);
	ck_assert_mem_eq(view.side[CLIENT].stream.data, "client", 6);
	ck_assert_mem_eq(view.side[SERVER].stream.data, "server", 6);
	ck_assert_int_eq(view.client, SERVER);
	end();
}
END_TEST

START_TEST(datagrams_keep_their_boundaries)
{
	struct inspect_view view;

	begin(PROTO_UDP);
	inspect_stream_start(stream, CLIENT, 0);
	ck_assert(inspect_stream_datagram(stream, CLIENT,
	    (const uint8_t *)"one", 3, 3));
	ck_assert(!inspect_stream_datagram(stream, CLIENT, (const uint8_t *)"",
	    0, 0));
	ck_assert(inspect_stream_datagram(stream, CLIENT,
	    (const uint8_t *)"three", 5, 9));
	inspect_stream_view(stream, CLIENT, &view);
	ck_assert_uint_eq(view.side[CLIENT].datagrams, 2);
	ck_assert_uint_eq(view.side[SERVER].datagrams, 0);
	ck_assert_mem_eq(view.side[CLIENT].datagram[0].data, "one", 3);
	ck_assert_uint_eq(view.side[CLIENT].datagram[0].len, 3);
	ck_assert(view.side[CLIENT].datagram[0].start);
	ck_assert(!view.side[CLIENT].datagram[0].cut);
	ck_assert_uint_eq(view.side[CLIENT].datagram[1].len, 5);
	ck_assert(!view.side[CLIENT].datagram[1].start);
	ck_assert(view.side[CLIENT].datagram[1].cut);
	end();
}
END_TEST

START_TEST(a_flow_of_datagrams_that_did_not_begin_in_view_has_no_start)
{
	struct inspect_view view;

	begin(PROTO_UDP);
	inspect_stream_datagram(stream, CLIENT, (const uint8_t *)"one", 3, 3);
	inspect_stream_view(stream, CLIENT, &view);
	ck_assert(!view.side[CLIENT].datagram[0].start);
	end();
}
END_TEST

START_TEST(only_the_first_datagrams_are_kept)
{
	static uint8_t big[3000];
	struct inspect_view view;

	begin(PROTO_UDP);
	for (unsigned int i = 0; i < INSPECT_DATAGRAMS_MAX; i++)
		ck_assert(inspect_stream_datagram(stream, CLIENT, big, 1, 1));
	ck_assert(!inspect_stream_datagram(stream, CLIENT, big, 1, 1));
	ck_assert(inspect_stream_datagram(stream, SERVER, big, sizeof(big),
	    sizeof(big)));
	ck_assert(inspect_stream_datagram(stream, SERVER, big, sizeof(big),
	    sizeof(big)));
	ck_assert(!inspect_stream_datagram(stream, SERVER, big, 1, 1));
	inspect_stream_view(stream, CLIENT, &view);
	ck_assert_uint_eq(view.side[SERVER].datagram[1].len,
	    INSPECT_STREAM_BYTES - sizeof(big));
	ck_assert(view.side[SERVER].datagram[1].cut);
	ck_assert(inspect_stream_full(stream));
	end();
}
END_TEST

START_TEST(a_pool_is_bounded_and_streams_come_back_empty)
{
	struct inspect_stream *a, *b;
	struct inspect_view view;

	ck_assert_int_eq(inspect_stream_pool_new(&pool, 0), -EINVAL);
	ck_assert_int_eq(inspect_stream_pool_new(&pool,
			     (size_t)INSPECT_STREAM_POOL_MAX + 1),
	    -EINVAL);
	ck_assert_int_eq(inspect_stream_pool_new(&pool, 2), 0);
	a = inspect_stream_take(pool, PROTO_UDP);
	b = inspect_stream_take(pool, PROTO_UDP);
	ck_assert(a && b && a != b);
	ck_assert_ptr_null(inspect_stream_take(pool, PROTO_TCP));
	ck_assert_uint_eq(inspect_stream_pool_refused(pool), 1);
	ck_assert_uint_eq(inspect_stream_pool_used(pool), 2);
	inspect_stream_datagram(a, CLIENT, (const uint8_t *)"x", 1, 1);
	inspect_stream_start(a, CLIENT, 1);
	inspect_stream_give(pool, a);
	inspect_stream_give(pool, NULL);
	ck_assert_ptr_eq(inspect_stream_take(pool, PROTO_TCP), a);
	inspect_stream_view(a, -1, &view);
	ck_assert_uint_eq(view.side[CLIENT].stream.len, 0);
	ck_assert_uint_eq(view.side[CLIENT].datagrams, 0);
	ck_assert(!view.side[CLIENT].stream.start);
	inspect_stream_pool_free(pool);
	inspect_stream_pool_free(NULL);
}
END_TEST

/* A conversation of 1 to 255 as bytes, cut into segments that overlap and
 * come in any order: what is shown is always a beginning of it. */
START_TEST(any_order_of_true_segments_shows_the_truth)
{
	static uint8_t truth[2000];
	uint64_t state = UINT64_C(0x2545f4914f6cdd1d);

	for (size_t i = 0; i < sizeof(truth); i++)
		truth[i] = (uint8_t)(1 + i * 7 % 255);
	for (unsigned int trial = 0; trial < 2000; trial++) {
		uint32_t base = (uint32_t)next_random(&state);
		struct inspect_bytes b;

		begin(PROTO_TCP);
		inspect_stream_start(stream, CLIENT, base);
		for (unsigned int i = 0; i < 40; i++) {
			uint64_t r = next_random(&state);
			size_t at = r % sizeof(truth);
			size_t wire = 1 + (r >> 16) % 300;
			size_t len;

			if (wire > sizeof(truth) - at)
				wire = sizeof(truth) - at;
			len = r >> 32 & 3 ? wire : wire / 2;
			inspect_stream_segment(stream, CLIENT,
			    base + (uint32_t)at, truth + at, len, wire);
			b = shown();
			if (b.start && memcmp(b.data, truth, b.len) != 0)
				ck_abort_msg("trial %u", trial);
		}
		if (conflict())
			ck_abort_msg("trial %u", trial);
		inspect_stream_segment(stream, CLIENT, base, truth,
		    sizeof(truth), sizeof(truth));
		b = shown();
		ck_assert_uint_eq(b.len, sizeof(truth));
		ck_assert(b.start && !b.cut);
		ck_assert_mem_eq(b.data, truth, sizeof(truth));
		end();
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		segments_in_order_are_shown_at_once,
		a_segment_that_came_early_waits,
		what_comes_again_changes_nothing,
		the_first_copy_wins_and_a_differing_one_is_flagged,
		sequence_numbers_wrap,
		bytes_before_the_start_are_left_out,
		a_keep_alive_does_not_begin_a_stream,
		without_a_syn_the_first_byte_seen_is_the_middle,
		the_middle_moves_back_as_far_as_there_is_room,
		a_lost_beginning_leaves_the_first_piece,
		a_start_far_away_is_not_believed,
		of_several_starts_the_one_that_fits_is_taken,
		the_snap_length_leaves_a_hole,
		the_buffer_ends_and_says_so,
		only_so_many_pieces_wait,
		padding_gives_way_to_what_belongs_there,
		the_sides_do_not_mix,
		datagrams_keep_their_boundaries,
		a_flow_of_datagrams_that_did_not_begin_in_view_has_no_start,
		only_the_first_datagrams_are_kept,
		a_pool_is_bounded_and_streams_come_back_empty,
		any_order_of_true_segments_shows_the_truth,
	};

	return run_tests("inspect stream", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
