/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_log.c - lines for operators, and their priorities in the journal.
 */
#include <config.h>

#include <check.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static char text[1024];

/* What write prints to standard error, which is a pipe; name it in
 * JOURNAL_STREAM, with inode_offset added to be another one. */
static const char *
printed(void (*write_lines)(void), bool journal, uintmax_t inode_offset)
{
	char stream[64];
	struct stat st;
	int ends[2], saved = dup(STDERR_FILENO);
	ssize_t n;

	ck_assert_int_ge(saved, 0);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(fstat(ends[1], &st), 0);
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino + inode_offset);
	if (journal)
		setenv("JOURNAL_STREAM", stream, 1);
	else
		unsetenv("JOURNAL_STREAM");
	fflush(stderr);
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	write_lines();
	fflush(stderr);
	ck_assert_int_ge(dup2(saved, STDERR_FILENO), 0);
	close(saved);
	close(ends[1]);
	n = read(ends[0], text, sizeof(text) - 1);
	close(ends[0]);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
each_level(void)
{
	log_set_level(LOG_LEVEL_DEBUG);
	log_error("m", "e %d", 1);
	log_warning("m", "w");
	log_info("m", "i");
	log_write(LOG_LEVEL_DEBUG, "m", "d");
}

static void
outside_bytes(void)
{
	log_error("m", "%s", "a\n<0>b\x1b[2J");
}

static void
below_the_level(void)
{
	log_set_level(LOG_LEVEL_WARNING);
	log_info("m", "i");
	log_warning("m", "w");
}

START_TEST(lines_for_a_terminal_have_no_priority)
{
	ck_assert_str_eq(printed(each_level, false, 0),
	    "rasaudit: m: e 1\nrasaudit: m: w\nrasaudit: m: i\n"
	    "rasaudit: m: d\n");
}
END_TEST

START_TEST(lines_for_the_journal_begin_with_their_priority)
{
	ck_assert_str_eq(printed(each_level, true, 0),
	    "<3>rasaudit: m: e 1\n<4>rasaudit: m: w\n<6>rasaudit: m: i\n"
	    "<7>rasaudit: m: d\n");
}
END_TEST

START_TEST(a_journal_that_is_not_standard_error_does_not_count)
{
	ck_assert_str_eq(printed(outside_bytes, true, 1),
	    "rasaudit: m: a\\x0a<0>b\\x1b[2J\n");
}
END_TEST

START_TEST(bytes_from_outside_can_not_begin_a_line)
{
	ck_assert_str_eq(printed(outside_bytes, true, 0),
	    "<3>rasaudit: m: a\\x0a<0>b\\x1b[2J\n");
}
END_TEST

START_TEST(lines_below_the_level_are_dropped)
{
	ck_assert_str_eq(printed(below_the_level, false, 0),
	    "rasaudit: m: w\n");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("log");
	TCase *tc = tcase_create("log");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, lines_for_a_terminal_have_no_priority);
	tcase_add_test(tc, lines_for_the_journal_begin_with_their_priority);
	tcase_add_test(tc, a_journal_that_is_not_standard_error_does_not_count);
	tcase_add_test(tc, bytes_from_outside_can_not_begin_a_line);
	tcase_add_test(tc, lines_below_the_level_are_dropped);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
