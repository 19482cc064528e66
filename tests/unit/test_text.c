/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_text.c - files, numbers, UTF-8, escaping.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

static struct strbuf s;
static char folder[256];
static char path[300];

static void
setup(void)
{
	const char *tmp = getenv("TMPDIR");

	strbuf_init(&s);
	snprintf(folder, sizeof(folder), "%s/test_text.XXXXXX",
	    tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
}

static void
teardown(void)
{
	strbuf_fini(&s);
	unlink(path);
	rmdir(folder);
}

static void
write_file(const char *bytes, size_t len)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(a_file_replaces_what_the_buffer_held)
{
	write_file("line\n\0x", 7);
	strbuf_add(&s, "old");
	ck_assert_int_eq(text_read_file(&s, path, 7), 0);
	ck_assert_uint_eq(s.len, 7);
	ck_assert_mem_eq(strbuf_text(&s), "line\n\0x", 8);
}
END_TEST

START_TEST(an_empty_file_is_empty_text)
{
	write_file("", 0);
	ck_assert_int_eq(text_read_file(&s, path, 0), 0);
	ck_assert_str_eq(strbuf_text(&s), "");
}
END_TEST

START_TEST(a_file_of_many_reads_is_whole)
{
	static char big[100001];

	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (char)('a' + i % 23);
	write_file(big, sizeof(big));
	ck_assert_int_eq(text_read_file(&s, path, sizeof(big)), 0);
	ck_assert_uint_eq(s.len, sizeof(big));
	ck_assert_mem_eq(strbuf_text(&s), big, sizeof(big));
}
END_TEST

START_TEST(a_file_that_cannot_be_had_leaves_the_buffer)
{
	strbuf_add(&s, "old");
	ck_assert_int_eq(text_read_file(&s, path, 10), -ENOENT);
	ck_assert_int_eq(text_read_file(&s, folder, 10), -EISDIR);
	write_file("12345", 5);
	ck_assert_int_eq(text_read_file(&s, path, 4), -EFBIG);
	ck_assert_str_eq(strbuf_text(&s), "old");
}
END_TEST

START_TEST(numbers_are_digits_within_bounds)
{
	static const struct {
		const char *text;
		uint64_t max;
		int rc;
		uint64_t value;
	} cases[] = {
		{ "0", 0, 0, 0 },
		{ "007", 7, 0, 7 },
		{ "65535", 65535, 0, 65535 },
		{ "65536", 65535, -ERANGE, 0 },
		{ "18446744073709551615", UINT64_MAX, 0, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, -ERANGE, 0 },
		{ "18446744073709551620", UINT64_MAX, -ERANGE, 0 },
		{ "99999999999999999999999", UINT64_MAX, -ERANGE, 0 },
		{ "99999999999999999999999x", UINT64_MAX, -EINVAL, 0 },
		{ "", 9, -EINVAL, 0 },
		{ "-1", 9, -EINVAL, 0 },
		{ "+1", 9, -EINVAL, 0 },
		{ " 1", 9, -EINVAL, 0 },
		{ "1 ", 9, -EINVAL, 0 },
		{ "0x1", 9, -EINVAL, 0 },
		{ "1/", 9, -EINVAL, 0 },
		{ "1:", 9, -EINVAL, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		uint64_t value = 4711;
		int rc =
		    text_parse_u64(text, strlen(text), cases[i].max, &value);

		ck_assert_msg(rc == cases[i].rc, "\"%s\": %d", text, rc);
		ck_assert_uint_eq(value, rc == 0 ? cases[i].value : 4711);
	}
}
END_TEST

/* RFC 3629, section 4, and the borders of its table. */
static const char *const good_utf8[] = { "", "plain", "\x7f", "\xc2\x80",
	"\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
	"\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
	"Z\xc3\xbcrich" };
static const char *const bad_utf8[] = { "\x80", "\xbf", "\xc0\x80", "\xc1\xbf",
	"\xc2", "\xc2x", "\xc3\xc3", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe2\x82",
	"\xe2\x82x", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80",
	"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf0\x9f\x98",
	"\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xfe", "ok\xff" };

START_TEST(utf8_is_told_from_what_only_looks_like_it)
{
	for (size_t i = 0; i < sizeof(good_utf8) / sizeof(good_utf8[0]); i++)
		ck_assert_msg(text_is_utf8(good_utf8[i], strlen(good_utf8[i])),
		    "good %zu", i);
	for (size_t i = 0; i < sizeof(bad_utf8) / sizeof(bad_utf8[0]); i++)
		ck_assert_msg(!text_is_utf8(bad_utf8[i], strlen(bad_utf8[i])),
		    "bad %zu", i);
	ck_assert(text_is_utf8("\0", 1));
	ck_assert(!text_is_utf8("\xc3\xbc", 1));
}
END_TEST

START_TEST(escaping_leaves_nothing_a_terminal_obeys)
{
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
		{ "", "" },
		{ "plain text ~", "plain text ~" },
		{ "Z\xc3\xbcrich", "Z\xc3\xbcrich" },
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
		{ "a\\b", "a\\\\b" },
		{ "\\x1b", "\\\\x1b" },
		{ "\x1b[31m", "\\x1b[31m" },
		{ "a\r\n\tb", "a\\x0d\\x0a\\x09b" },
		{ "\x7f", "\\x7f" },
		{ "\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0",
		    "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f\xc2\xa0" },
		{ "\x9b", "\\x9b" },
		{ "\xe2\x80\xa9\xe2\x80\xaa", "\xe2\x80\xa9\\xe2\\x80\\xaa" },
		{ "\xe2\x80\xae\xe2\x80\xaf", "\\xe2\\x80\\xae\xe2\x80\xaf" },
		{ "\xe2\x81\xa5\xe2\x81\xa6", "\xe2\x81\xa5\\xe2\\x81\\xa6" },
		{ "\xe2\x81\xa9\xe2\x81\xaa", "\\xe2\\x81\\xa9\xe2\x81\xaa" },
		{ "\xc0\x80", "\\xc0\\x80" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "x\xe2\x82", "x\\xe2\\x82" },
		{ "\xe2(\xff)", "\\xe2(\\xff)" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strbuf_reset(&s);
		text_escape(&s, cases[i].in, strlen(cases[i].in));
		ck_assert_str_eq(strbuf_text(&s), cases[i].out);
	}
}
END_TEST

START_TEST(escaping_appends_and_passes_nul)
{
	strbuf_add(&s, "<");
	text_escape(&s, "a\0b", 3);
	ck_assert_str_eq(strbuf_text(&s), "<a\\x00b");
}
END_TEST

START_TEST(escaped_bytes_of_any_kind_are_clean_utf8)
{
	for (int first = 0; first < 256; first++) {
		for (int second = 0; second < 256; second++) {
			char in[2] = { (char)first, (char)second };

			strbuf_reset(&s);
			text_escape(&s, in, sizeof(in));
			ck_assert(text_is_utf8(strbuf_text(&s), s.len));
			for (size_t i = 0; i < s.len; i++)
				ck_assert_uint_ge((unsigned char)s.text[i],
				    0x20);
		}
	}
}
END_TEST

START_TEST(lower_case_is_ascii_only)
{
	char text[] = "AZ[@`az{09\xc3\x9c-I";

	text_lower(text, sizeof(text) - 1);
	ck_assert_str_eq(text, "az[@`az{09\xc3\x9c-i");
	text_lower(text, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("text");
	TCase *tc = tcase_create("text");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_file_replaces_what_the_buffer_held);
	tcase_add_test(tc, an_empty_file_is_empty_text);
	tcase_add_test(tc, a_file_of_many_reads_is_whole);
	tcase_add_test(tc, a_file_that_cannot_be_had_leaves_the_buffer);
	tcase_add_test(tc, numbers_are_digits_within_bounds);
	tcase_add_test(tc, utf8_is_told_from_what_only_looks_like_it);
	tcase_add_test(tc, escaping_leaves_nothing_a_terminal_obeys);
	tcase_add_test(tc, escaping_appends_and_passes_nul);
	tcase_add_test(tc, escaped_bytes_of_any_kind_are_clean_utf8);
	tcase_add_test(tc, lower_case_is_ascii_only);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
