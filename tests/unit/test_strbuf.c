/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_strbuf.c - growing string: what is added, and running out of memory.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

static struct strbuf s;

static void
setup(void)
{
	strbuf_init(&s);
}

static void
teardown(void)
{
	strbuf_fini(&s);
}

START_TEST(an_empty_one_reads_as_empty_text)
{
	ck_assert_str_eq(strbuf_text(&s), "");
	strbuf_add(&s, "");
	strbuf_add_bytes(&s, NULL, 0);
	ck_assert_str_eq(strbuf_text(&s), "");
	ck_assert_uint_eq(s.len, 0);
	ck_assert_int_eq(strbuf_error(&s), 0);
}
END_TEST

START_TEST(pieces_follow_one_another)
{
	strbuf_add(&s, "ab");
	strbuf_add_char(&s, 'c');
	strbuf_addf(&s, "-%d-%s", 7, "x");
	strbuf_addf(&s, "%s", "");
	strbuf_add_bytes(&s, "yz", 1);
	ck_assert_str_eq(strbuf_text(&s), "abc-7-xy");
	ck_assert_uint_eq(s.len, 8);
}
END_TEST

START_TEST(bytes_may_hold_nul)
{
	strbuf_add_bytes(&s, "a\0b", 3);
	ck_assert_uint_eq(s.len, 3);
	ck_assert_mem_eq(strbuf_text(&s), "a\0b", 4);
}
END_TEST

START_TEST(it_grows_byte_by_byte)
{
	for (size_t i = 0; i < 100000; i++)
		strbuf_add_char(&s, (char)('a' + i % 26));
	ck_assert_uint_eq(s.len, 100000);
	ck_assert_uint_eq(strlen(strbuf_text(&s)), 100000);
	for (size_t i = 0; i < 100000; i++)
		ck_assert_int_eq(s.text[i], (char)('a' + i % 26));
}
END_TEST

START_TEST(formatted_text_of_any_length_fits)
{
	char long_text[1000];

	memset(long_text, 'q', sizeof(long_text));
	for (size_t len = 0; len < sizeof(long_text); len += 13) {
		strbuf_reset(&s);
		strbuf_add(&s, "<");
		strbuf_addf(&s, "%.*s>", (int)len, long_text);
		ck_assert_uint_eq(s.len, len + 2);
		ck_assert_uint_eq(strlen(strbuf_text(&s)), len + 2);
		ck_assert_int_eq(s.text[len + 1], '>');
	}
}
END_TEST

START_TEST(an_error_stays_and_keeps_what_was_there)
{
	/* Not a constant, lest the compiler complain of it first. */
	volatile size_t huge = SIZE_MAX;

	strbuf_add(&s, "kept");
	strbuf_add_bytes(&s, "x", huge);
	ck_assert_int_eq(strbuf_error(&s), -ENOMEM);
	strbuf_add(&s, "more");
	strbuf_addf(&s, "%d", 1);
	strbuf_add_char(&s, 'c');
	ck_assert_str_eq(strbuf_text(&s), "kept");
	ck_assert_int_eq(strbuf_error(&s), -ENOMEM);
}
END_TEST

START_TEST(an_error_on_an_empty_one_leaves_it_empty)
{
	volatile size_t huge = SIZE_MAX;

	strbuf_add_bytes(&s, "x", huge);
	strbuf_addf(&s, "%d", 1);
	ck_assert_str_eq(strbuf_text(&s), "");
	ck_assert_int_eq(strbuf_error(&s), -ENOMEM);
}
END_TEST

START_TEST(reset_empties_and_forgives)
{
	volatile size_t huge = SIZE_MAX;

	strbuf_add(&s, "old");
	strbuf_add_bytes(&s, "x", huge);
	strbuf_reset(&s);
	ck_assert_str_eq(strbuf_text(&s), "");
	ck_assert_int_eq(strbuf_error(&s), 0);
	strbuf_add(&s, "new");
	ck_assert_str_eq(strbuf_text(&s), "new");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("strbuf");
	TCase *tc = tcase_create("strbuf");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, an_empty_one_reads_as_empty_text);
	tcase_add_test(tc, pieces_follow_one_another);
	tcase_add_test(tc, bytes_may_hold_nul);
	tcase_add_test(tc, it_grows_byte_by_byte);
	tcase_add_test(tc, formatted_text_of_any_length_fits);
	tcase_add_test(tc, an_error_stays_and_keeps_what_was_there);
	tcase_add_test(tc, an_error_on_an_empty_one_leaves_it_empty);
	tcase_add_test(tc, reset_empties_and_forgives);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
