/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_style.c - what terminal output shares.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>

#include "report/style.h"

START_TEST(control_bytes_never_reach_the_terminal)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	style_safe(out, "a\033[31mb\r\n\xc2\x9b\xe2\x80\xae");
	style_safe(out, NULL);
	fclose(out);
	for (size_t i = 0; i < size; i++)
		ck_assert_msg(text[i] >= 0x20 && text[i] < 0x7f, "%s", text);
	ck_assert_ptr_nonnull(strstr(text, "a\\x1b[31mb"));
	free(text);
}
END_TEST

START_TEST(plain_when_no_colour_is_wanted)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	style_print(out, false, STYLE_BAD, "x");
	style_print(out, true, STYLE_BAD, "y");
	fclose(out);
	ck_assert_str_eq(text, "x\033[1;31my\033[0m");
	free(text);
}
END_TEST

START_TEST(times_are_utc_and_none_is_a_dash)
{
	char text[STYLE_TIME_MAX];

	ck_assert_str_eq(style_time(1795478400123456, text),
	    "2026-11-24 00:00:00");
	ck_assert_str_eq(style_time(0, text), "-");
	ck_assert_str_eq(style_time(-1, text), "-");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("style");
	TCase *tcase = tcase_create("style");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, control_bytes_never_reach_the_terminal);
	tcase_add_test(tcase, plain_when_no_colour_is_wanted);
	tcase_add_test(tcase, times_are_utc_and_none_is_a_dash);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
