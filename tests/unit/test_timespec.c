/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_timespec.c - times and sizes as people write them.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "cli/timespec.h"

#define NOW UINT64_C(1795521600000000) /* 2026-11-24T12:00:00Z */

START_TEST(every_form_is_read)
{
	static const struct {
		const char *text;
		uint64_t us;
	} cases[] = {
		{ "now", NOW },
		{ "today", NOW - 12 * WHEN_HOUR_US },
		{ "yesterday", NOW - 36 * WHEN_HOUR_US },
		{ "2026-11-24", NOW - 12 * WHEN_HOUR_US },
		{ "2026-11-24T11:00:00Z", NOW - WHEN_HOUR_US },
		{ "2026-11-24 12:00:00+01:00", NOW - WHEN_HOUR_US },
		{ "2026-11-24T08:30:00-0330", NOW },
		{ "90m", NOW - 90 * 60 * WHEN_SECOND_US },
		{ "24h", NOW - WHEN_DAY_US },
		{ "7d", NOW - 7 * WHEN_DAY_US },
		{ "1s", NOW - WHEN_SECOND_US },
	};
	uint64_t us;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(timespec_parse(cases[i].text, NOW, NULL, &us) ==
			0,
		    "%s", cases[i].text);
		ck_assert_msg(us == cases[i].us, "%s", cases[i].text);
	}
}
END_TEST

START_TEST(other_forms_are_refused_and_leave_the_value)
{
	static const char *const cases[] = { "", "x", "h", "24", "24x",
		"2026-13-01", "2026-02-30", "2026-11-24T11:00:00",
		"2026-11-24T25:00:00Z", "2026-11-24T11:00:00+1",
		"2026-11-24T11:00Z", "99999999999d", "-1h" };
	uint64_t us = 5;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(timespec_parse(cases[i], NOW, NULL, &us) != 0,
		    "%s", cases[i]);
	ck_assert_uint_eq(us, 5);
}
END_TEST

START_TEST(day_spans_to_the_next_one)
{
	uint64_t since, until;

	ck_assert_int_eq(timespec_parse_day("2026-11-23", NOW, NULL, &since,
			     &until),
	    0);
	ck_assert_uint_eq(since, NOW - 36 * WHEN_HOUR_US);
	ck_assert_uint_eq(until, NOW - 12 * WHEN_HOUR_US);
	ck_assert_int_ne(timespec_parse_day("24h", NOW, NULL, &since, &until),
	    0);
}
END_TEST

START_TEST(sizes_have_units_of_1024)
{
	size_t size = 0;

	ck_assert_int_eq(timespec_parse_size("512", &size), 0);
	ck_assert_uint_eq(size, 512);
	ck_assert_int_eq(timespec_parse_size("64M", &size), 0);
	ck_assert_uint_eq(size, (size_t)64 << 20);
	ck_assert_int_eq(timespec_parse_size("2G", &size), 0);
	ck_assert_uint_eq(size, (size_t)2 << 30);
	ck_assert_int_ne(timespec_parse_size("", &size), 0);
	ck_assert_int_ne(timespec_parse_size("M", &size), 0);
	ck_assert_int_ne(timespec_parse_size("5X", &size), 0);
	ck_assert_int_ne(timespec_parse_size("99999999999999999999G", &size),
	    0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("timespec");
	TCase *tcase = tcase_create("timespec");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, every_form_is_read);
	tcase_add_test(tcase, other_forms_are_refused_and_leave_the_value);
	tcase_add_test(tcase, day_spans_to_the_next_one);
	tcase_add_test(tcase, sizes_have_units_of_1024);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
