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
		{ "2026-11-24T11:00Z", NOW - WHEN_HOUR_US },
		{ "2026-11-24T13:00+01:00", NOW },
		{ "2026-11-24T11:59:59.25Z", NOW - 750000 },
		{ "2026-11-24T11:59:59.1234567Z", NOW - 876544 },
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
		"2026-11-24T11:00", "2026-11-24T11Z", "2026-11-24T1:00Z",
		"2026-11-24T11:00:5Z", "2026-11-24T11:00:00.Z",
		"2026-11-24T11:00:00.5", "2026-11-24T", "99999999999d", "-1h" };
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

/* A day, how long it is, and where it begins. */
static const struct {
	const char *zone, *day;
	unsigned int hours;
	const char *begins;
} days[] = {
	{ "UTC", "2026-03-29", 24, "2026-03-29T00:00:00Z" },
	{ "Europe/Zurich", "2026-03-28", 24, "2026-03-28T00:00:00+01:00" },
	{ "Europe/Zurich", "2026-03-29", 23, "2026-03-29T00:00:00+01:00" },
	{ "Europe/Zurich", "2026-03-30", 24, "2026-03-30T00:00:00+02:00" },
	{ "Europe/Zurich", "2026-10-25", 25, "2026-10-25T00:00:00+02:00" },
	{ "Europe/Zurich", "2026-10-26", 24, "2026-10-26T00:00:00+01:00" },
	{ "America/New_York", "2026-03-08", 23, "2026-03-08T00:00:00-05:00" },
	{ "America/New_York", "2026-03-09", 24, "2026-03-09T00:00:00-04:00" },
	{ "America/New_York", "2026-11-01", 25, "2026-11-01T00:00:00-04:00" },
	{ "Pacific/Kiritimati", "2026-11-24", 24, "2026-11-24T00:00:00+14:00" },
};

START_TEST(a_day_is_as_long_as_its_zone_has_it)
{
	uint64_t since, until, begins, again, end;
	char date[TIMESPEC_DATE_MAX];
	uint64_t length = days[_i].hours * WHEN_HOUR_US;

	ck_assert_int_eq(timespec_parse_day(days[_i].day, NOW, days[_i].zone,
			     &since, &until),
	    0);
	ck_assert_int_eq(timespec_parse(days[_i].begins, NOW, NULL, &begins),
	    0);
	ck_assert_uint_eq(since, begins);
	ck_assert_uint_eq(until - since, length);
	/* Its first and last moments are in it, and no others. */
	ck_assert_int_eq(timespec_date(since, days[_i].zone, date), 0);
	ck_assert_str_eq(date, days[_i].day);
	ck_assert_int_eq(timespec_date(until - 1, days[_i].zone, date), 0);
	ck_assert_str_eq(date, days[_i].day);
	ck_assert_int_eq(timespec_date(until, days[_i].zone, date), 0);
	ck_assert_str_ne(date, days[_i].day);
	ck_assert_int_eq(timespec_date(since - 1, days[_i].zone, date), 0);
	ck_assert_str_ne(date, days[_i].day);
	/* It is yesterday all through the next one. */
	ck_assert_int_eq(timespec_parse_day("yesterday", until, days[_i].zone,
			     &again, &end),
	    0);
	ck_assert_uint_eq(again, since);
	ck_assert_uint_eq(end, until);
	ck_assert_int_eq(timespec_parse_day("today", until - 1, days[_i].zone,
			     &again, &end),
	    0);
	ck_assert_uint_eq(again, since);
	ck_assert_uint_eq(end, until);
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
	tcase_add_loop_test(tcase, a_day_is_as_long_as_its_zone_has_it, 0,
	    sizeof(days) / sizeof(days[0]));
	tcase_add_test(tcase, sizes_have_units_of_1024);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
