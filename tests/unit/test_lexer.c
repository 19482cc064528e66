/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lexer.c - text to tokens with their places.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/lexer.h"

/* Tokens as "LINE:COL KIND text", a line each. */
static const char *
tokens_of_bytes(const char *text, size_t len)
{
	static const char *const kinds[] = {
		[TOKEN_WORD] = "word",
		[TOKEN_STRING] = "string",
		[TOKEN_COMMA] = "comma",
		[TOKEN_ARROW] = "arrow",
		[TOKEN_END] = "end",
		[TOKEN_EOF] = "eof",
		[TOKEN_BAD] = "bad",
	};
	static char out[4096];
	size_t used = 0;
	struct lexer l;
	struct token t;

	lexer_init(&l, text, len);
	do {
		int shown;

		lexer_next(&l, &t);
		shown = t.kind == TOKEN_WORD || t.kind == TOKEN_STRING ||
			t.kind == TOKEN_BAD
		    ? (int)t.len
		    : 0;
		used += (size_t)snprintf(out + used, sizeof(out) - used,
		    "%u:%u %s%s%.*s\n", t.line, t.col, kinds[t.kind],
		    shown > 0 ? " " : "", shown, shown > 0 ? t.text : "");
		ck_assert_uint_lt(used, sizeof(out));
	} while (t.kind != TOKEN_EOF);
	return out;
}

static const char *
tokens_of(const char *text)
{
	return tokens_of_bytes(text, strlen(text));
}

START_TEST(a_statement_is_words_commas_arrows_and_strings)
{
	ck_assert_str_eq(tokens_of("allow a-1 x,y -> z tcp 80 \"text\"\n"),
	    "1:1 word allow\n1:7 word a-1\n1:11 word x\n1:12 comma\n"
	    "1:13 word y\n1:15 arrow\n1:18 word z\n1:20 word tcp\n"
	    "1:24 word 80\n1:27 string text\n1:33 end\n2:1 eof\n");
}
END_TEST

START_TEST(blanks_are_free_and_not_needed)
{
	ck_assert_str_eq(tokens_of("\t a->b , \t\"c\"d"),
	    "1:3 word a\n1:4 arrow\n1:6 word b\n1:8 comma\n1:11 string c\n"
	    "1:14 word d\n1:15 eof\n");
}
END_TEST

START_TEST(a_lone_hyphen_or_bracket_is_part_of_a_word)
{
	ck_assert_str_eq(tokens_of("- > a-b a-"),
	    "1:1 word -\n1:3 word >\n1:5 word a-b\n1:9 word a-\n1:11 eof\n");
}
END_TEST

START_TEST(a_comment_ends_the_statement_but_not_a_string)
{
	ck_assert_str_eq(tokens_of("a#b \"\n\"#\" # c"),
	    "1:1 word a\n1:2 end\n2:1 string #\n2:5 eof\n");
}
END_TEST

START_TEST(a_final_backslash_continues_the_line)
{
	ck_assert_str_eq(tokens_of("a \\\n  b\\\r\nc\nd \\"),
	    "1:1 word a\n2:3 word b\n3:1 word c\n3:2 end\n4:1 word d\n"
	    "4:4 eof\n");
}
END_TEST

START_TEST(a_backslash_elsewhere_is_bad)
{
	ck_assert_str_eq(tokens_of("a \\ b"),
	    "1:1 word a\n1:3 bad backslash inside the line; expected it as "
	    "the last character, to continue it\n1:5 word b\n1:6 eof\n");
}
END_TEST

START_TEST(line_ends_may_be_those_of_windows)
{
	ck_assert_str_eq(tokens_of("a\r\n\"b\"\r\n"),
	    "1:1 word a\n1:2 end\n2:1 string b\n2:4 end\n3:1 eof\n");
	ck_assert_str_eq(tokens_of("a\rb"),
	    "1:1 word a\n1:2 bad control character; expected plain text\n"
	    "1:3 word b\n1:4 eof\n");
}
END_TEST

START_TEST(a_byte_order_mark_takes_no_column)
{
	ck_assert_str_eq(tokens_of("\xef\xbb\xbf"
				   "a"),
	    "1:1 word a\n1:2 eof\n");
	ck_assert_str_eq(tokens_of("a \xef\xbb\xbf"),
	    "1:1 word a\n1:3 word \xef\xbb\xbf\n1:6 eof\n");
}
END_TEST

START_TEST(strings_know_two_escapes)
{
	const char text[] = "\"a\\\"b\\\\\"";
	char out[16];
	struct lexer l;
	struct token t;
	size_t len;

	lexer_init(&l, text, strlen(text));
	lexer_next(&l, &t);
	ck_assert_int_eq(t.kind, TOKEN_STRING);
	len = lexer_unescape(&t, out);
	ck_assert_uint_eq(len, 4);
	ck_assert_mem_eq(out, "a\"b\\", 4);
}
END_TEST

START_TEST(an_unknown_escape_is_bad_at_its_backslash)
{
	ck_assert_str_eq(tokens_of("\"a\\n\" b"),
	    "1:3 bad unknown escape in a string; expected \\\" or \\\\\n"
	    "1:7 word b\n1:8 eof\n");
	/* Of several mistakes in a string the first is told. */
	ck_assert_str_eq(tokens_of("\"a\\n\x01\""),
	    "1:3 bad unknown escape in a string; expected \\\" or \\\\\n"
	    "1:7 eof\n");
}
END_TEST

START_TEST(a_string_ends_with_its_line)
{
	static const char *const open[] = { "\"a\nb", "\"a\\\nb",
		"\"a\\\"\nb" };

	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		const char *tokens = tokens_of(open[i]);

		ck_assert_ptr_eq(strstr(tokens,
				     "1:1 bad unterminated string; expected "
				     "a closing \"\n"),
		    tokens);
		ck_assert_ptr_nonnull(strstr(tokens, "2:1 word b\n"));
	}
}
END_TEST

START_TEST(bytes_that_are_no_text_are_bad_where_they_stand)
{
	ck_assert_str_eq(tokens_of_bytes("a\0b", 3),
	    "1:2 bad NUL byte; expected UTF-8 text\n1:3 word b\n1:4 eof\n");
	ck_assert_str_eq(tokens_of("ab\xff"),
	    "1:3 bad bytes that are no UTF-8; expected UTF-8 text\n"
	    "1:4 eof\n");
	ck_assert_str_eq(tokens_of("\"x\x1b[0m\""),
	    "1:3 bad control character; expected plain text\n1:8 eof\n");
	ck_assert_str_eq(tokens_of("# \xc2\x9b"),
	    "1:3 bad control character; expected plain text\n1:5 eof\n");
	ck_assert_str_eq(tokens_of("\xe2\x82"),
	    "1:1 bad bytes that are no UTF-8; expected UTF-8 text\n"
	    "1:2 bad bytes that are no UTF-8; expected UTF-8 text\n"
	    "1:3 eof\n");
}
END_TEST

START_TEST(other_letters_may_stand_in_words_and_strings)
{
	ck_assert_str_eq(tokens_of("\xc3\xa9 \"\xe2\x82\xac\""),
	    "1:1 word \xc3\xa9\n1:4 string \xe2\x82\xac\n1:9 eof\n");
}
END_TEST

START_TEST(every_two_bytes_end_without_a_place_going_back)
{
	for (unsigned int bytes = 0; bytes < 65536; bytes++) {
		char text[2] = { (char)(bytes >> 8), (char)bytes };
		struct lexer l;
		struct token t = { .kind = TOKEN_WORD };
		unsigned int steps = 0;

		lexer_init(&l, text, sizeof(text));
		while (t.kind != TOKEN_EOF) {
			lexer_next(&l, &t);
			ck_assert_uint_le(++steps, 4);
		}
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lexer");
	TCase *tc = tcase_create("lexer");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_statement_is_words_commas_arrows_and_strings);
	tcase_add_test(tc, blanks_are_free_and_not_needed);
	tcase_add_test(tc, a_lone_hyphen_or_bracket_is_part_of_a_word);
	tcase_add_test(tc, a_comment_ends_the_statement_but_not_a_string);
	tcase_add_test(tc, a_final_backslash_continues_the_line);
	tcase_add_test(tc, a_backslash_elsewhere_is_bad);
	tcase_add_test(tc, line_ends_may_be_those_of_windows);
	tcase_add_test(tc, a_byte_order_mark_takes_no_column);
	tcase_add_test(tc, strings_know_two_escapes);
	tcase_add_test(tc, an_unknown_escape_is_bad_at_its_backslash);
	tcase_add_test(tc, a_string_ends_with_its_line);
	tcase_add_test(tc, bytes_that_are_no_text_are_bad_where_they_stand);
	tcase_add_test(tc, other_letters_may_stand_in_words_and_strings);
	tcase_add_test(tc, every_two_bytes_end_without_a_place_going_back);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
