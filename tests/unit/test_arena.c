/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_arena.c - pieces are aligned, zeroed, apart, and bounded by sense.
 */
#include <config.h>

#include <check.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static struct arena *a;

static void
setup(void)
{
	ck_assert_int_eq(arena_new(&a), 0);
}

static void
teardown(void)
{
	arena_free(a);
	a = NULL;
}

START_TEST(pieces_are_aligned_and_zeroed)
{
	static const unsigned char zero[5000];

	for (size_t size = 1; size < sizeof(zero); size += 37) {
		unsigned char *p = arena_alloc(a, size);

		ck_assert_ptr_nonnull(p);
		ck_assert_uint_eq((uintptr_t)p % alignof(max_align_t), 0);
		ck_assert_mem_eq(p, zero, size);
		memset(p, 0xff, size);
	}
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
	enum { PIECES = 500 };
	unsigned char *p[PIECES];
	size_t size[PIECES];

	/* Small ones, with a big one now and then that needs its own chunk. */
	for (size_t i = 0; i < PIECES; i++) {
		size[i] = i % 50 == 49 ? 9000 + i : i % 60;
		p[i] = arena_alloc(a, size[i]);
		ck_assert_ptr_nonnull(p[i]);
		memset(p[i], (int)(i % 256), size[i]);
	}
	for (size_t i = 0; i < PIECES; i++) {
		for (size_t j = 0; j < size[i]; j++)
			ck_assert_uint_eq(p[i][j], i % 256);
	}
}
END_TEST

START_TEST(nothing_is_a_piece_too)
{
	ck_assert_ptr_nonnull(arena_alloc(a, 0));
	ck_assert_ptr_nonnull(arena_array(a, 0, 8));
	ck_assert_ptr_nonnull(arena_array(a, 8, 0));
}
END_TEST

START_TEST(sizes_that_overflow_give_null)
{
	/* Not constants, lest the compiler complain of them first. */
	volatile size_t huge = SIZE_MAX;

	ck_assert_ptr_null(arena_alloc(a, huge));
	ck_assert_ptr_null(arena_alloc(a, huge - alignof(max_align_t)));
	ck_assert_ptr_null(arena_array(a, huge / 2 + 1, 2));
	ck_assert_ptr_null(arena_array(a, 16, huge / 16 + 1));
	ck_assert_ptr_null(arena_text(a, "", huge));
	ck_assert_uint_eq(arena_used(a), 0);
	ck_assert_ptr_nonnull(arena_alloc(a, 1));
}
END_TEST

START_TEST(array_holds_count_times_size)
{
	uint32_t *p = arena_array(a, 3000, sizeof(*p));

	ck_assert_ptr_nonnull(p);
	for (size_t i = 0; i < 3000; i++)
		ck_assert_uint_eq(p[i], 0);
	ck_assert_uint_ge(arena_used(a), 3000 * sizeof(*p));
}
END_TEST

START_TEST(text_is_copied_and_ended)
{
	char source[] = "gateway-normal";
	const char *copy = arena_text(a, source, 7);
	const char *empty = arena_text(a, NULL, 0);

	memset(source, 'x', sizeof(source) - 1);
	ck_assert_str_eq(copy, "gateway");
	ck_assert_str_eq(empty, "");
}
END_TEST

START_TEST(used_counts_what_was_handed_out)
{
	size_t before;

	ck_assert_uint_eq(arena_used(a), 0);
	arena_alloc(a, 100);
	ck_assert_uint_ge(arena_used(a), 100);
	ck_assert_uint_lt(arena_used(a), 100 + alignof(max_align_t));
	before = arena_used(a);
	arena_alloc(a, 100000);
	ck_assert_uint_ge(arena_used(a), before + 100000);
	ck_assert_uint_lt(arena_used(a),
	    before + 100000 + alignof(max_align_t));
}
END_TEST

START_TEST(freeing_null_is_allowed)
{
	arena_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("arena");
	TCase *tc = tcase_create("arena");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, pieces_are_aligned_and_zeroed);
	tcase_add_test(tc, pieces_do_not_overlap);
	tcase_add_test(tc, nothing_is_a_piece_too);
	tcase_add_test(tc, sizes_that_overflow_give_null);
	tcase_add_test(tc, array_holds_count_times_size);
	tcase_add_test(tc, text_is_copied_and_ended);
	tcase_add_test(tc, used_counts_what_was_handed_out);
	tcase_add_test(tc, freeing_null_is_allowed);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
