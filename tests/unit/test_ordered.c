/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_ordered.c - one direction of a TCP connection, in order and once.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "inspect/ordered.h"
#include "recognise_world.h"

#define START 0xfffffff0U /* wraps soon */

static struct ordered o;
static struct bytes got;
static unsigned int gaps;
static size_t missing;

/* A gap is written as '|'. */
static void
take(void *arg, const uint8_t *data, size_t len)
{
	(void)arg;
	if (data) {
		ck_assert_uint_gt(len, 0);
		put_bytes(&got, data, len);
		return;
	}
	put_u8(&got, '|');
	gaps++;
	missing += len;
}

static void
begin(void)
{
	ordered_init(&o);
	got.len = 0;
	gaps = 0;
	missing = 0;
}

static void
give_cut(uint32_t at, const char *text, size_t len)
{
	ordered_segment(&o, START + at, (const uint8_t *)text, len,
	    strlen(text), take, NULL);
}

static void
give(uint32_t at, const char *text)
{
	give_cut(at, text, strlen(text));
}

static void
expect(const char *text)
{
	put_u8(&got, 0);
	ck_assert_str_eq((char *)got.data, text);
	got.len--;
}

START_TEST(what_is_in_order_goes_through_at_once)
{
	begin();
	ordered_start(&o, START);
	give(0, "abcdefghijkl");
	expect("abcdefghijkl");
	give(12, "mnopqrst");
	ordered_start(&o, 77); /* too late */
	give(20, "u");
	expect("abcdefghijklmnopqrstu");
}
END_TEST

START_TEST(what_came_early_waits)
{
	begin();
	ordered_start(&o, START);
	give(4, "ef");
	give(8, "ij");
	expect("");
	give(0, "abcd");
	expect("abcdef");
	give(6, "gh");
	expect("abcdefghij");
}
END_TEST

START_TEST(what_comes_again_is_dropped_and_the_first_copy_stays)
{
	begin();
	ordered_start(&o, START);
	give(0, "abcd");
	give(0, "XXXX");
	give(2, "YYef");
	expect("abcdef");
	give(8, "ij");
	give(7, "hZZk");
	give(6, "g");
	expect("abcdefghijk");
	ck_assert_uint_eq(gaps, 0);
}
END_TEST

START_TEST(an_unknown_start_is_a_gap)
{
	begin();
	give(99, "k"); /* may be a keep-alive */
	expect("");
	give(100, "abc");
	give(103, "d");
	expect("|abcd");
}
END_TEST

START_TEST(what_the_snap_length_cut_is_a_gap)
{
	begin();
	ordered_start(&o, START);
	give_cut(0, "abcdef", 4);
	give(6, "gh");
	expect("abcd|gh");
	ck_assert_uint_eq(missing, 2);
	give_cut(8, "ij", 0);
	give(10, "k");
	expect("abcd|gh|k");
}
END_TEST

START_TEST(a_hole_is_given_up_after_a_while)
{
	char all[64] = "ab|";

	begin();
	ordered_start(&o, START);
	give(0, "ab");
	for (uint32_t i = 0; i <= ORDERED_PATIENCE; i++) {
		expect("ab");
		give(3 + i, "x");
		all[3 + i] = 'x';
	}
	expect(all);
	ck_assert_uint_eq(missing, 1);
	give(2, "c"); /* too late */
	expect(all);
}
END_TEST

START_TEST(a_hole_is_given_up_when_too_much_waits)
{
	static char text[ORDERED_WINDOW + 1];

	begin();
	ordered_start(&o, START);
	memset(text, 'x', ORDERED_WINDOW - 10);
	give(10, text);
	ck_assert_uint_eq(got.len, 0);
	give(ORDERED_WINDOW, "y");
	ck_assert_uint_eq(got.len, ORDERED_WINDOW - 8);
	ck_assert_int_eq(got.data[0], '|');
	ck_assert_int_eq(got.data[got.len - 1], 'y');
	ck_assert_uint_eq(missing, 10);
}
END_TEST

START_TEST(too_many_holes_are_given_up_from_the_first)
{
	begin();
	ordered_start(&o, START);
	for (uint32_t i = 0; i <= ORDERED_PIECES; i++)
		give(1 + 2 * i, "x");
	expect("|x");
	give(2, "b");
	expect("|xbx");
}
END_TEST

START_TEST(a_segment_far_off_is_left_out_unless_the_next_goes_on)
{
	begin();
	ordered_start(&o, START);
	give(0, "ab");
	give(1U << 30, "forged");
	give(2, "cd");
	expect("abcd");
	give(1U << 30, "lost");
	give((1U << 30) + 4, "and found");
	expect("abcd|and found");
}
END_TEST

/* Segments of any order, length and overlap, of one text. */
START_TEST(all_orders_give_the_text_or_gaps)
{
	uint64_t state = 88172645463325252;

	for (int round = 0; round < 2000; round++) {
		char text[200];
		size_t at = 0;

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = (char)(33 + i % 90);
		begin();
		ordered_start(&o, START);
		for (int n = 0; n < 60; n++) {
			size_t from = next_random(&state) % sizeof(text);
			size_t len =
			    next_random(&state) % (sizeof(text) - from) % 40 +
			    1;

			ordered_segment(&o, START + (uint32_t)from,
			    (uint8_t *)text + from, len, len, take, NULL);
		}
		ordered_segment(&o, START, (uint8_t *)text, sizeof(text),
		    sizeof(text), take, NULL);
		if (gaps == 0)
			ck_assert_uint_eq(got.len, sizeof(text));
		ck_assert_uint_eq(got.len + missing - gaps, sizeof(text));
		for (size_t i = 0; i < got.len; i++) {
			if (got.data[i] == '|' && text[at] != '|')
				at = sizeof(text); /* unknown from here */
			if (at == sizeof(text))
				break;
			ck_assert_int_eq(got.data[i], text[at++]);
		}
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { what_is_in_order_goes_through_at_once,
		what_came_early_waits,
		what_comes_again_is_dropped_and_the_first_copy_stays,
		an_unknown_start_is_a_gap, what_the_snap_length_cut_is_a_gap,
		a_hole_is_given_up_after_a_while,
		a_hole_is_given_up_when_too_much_waits,
		too_many_holes_are_given_up_from_the_first,
		a_segment_far_off_is_left_out_unless_the_next_goes_on,
		all_orders_give_the_text_or_gaps };

	return run_tests("ordered", tests, sizeof(tests) / sizeof(tests[0]));
}
