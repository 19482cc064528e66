/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_when.c - dates, zones and the beginnings of days.
 *
 * Zones are written by the test into a folder of its own, so that neither
 * the presence nor the edition of the system's zone database matters.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/when.h"

#define CHANGES_MAX 2
#define MIN 60
#define HOUR 3600

/* A zone with one offset at first, then changes at seconds since 1970 UTC. */
struct zone {
	const char *name;
	int32_t first_s; /* offset from UTC */
	size_t changes;
	struct {
		int64_t at_s;
		int32_t offset_s;
	} change[CHANGES_MAX];
};

static const struct zone zones[] = {
	{ "Plain", HOUR, 0, { { 0, 0 } } },
	/* As Sao Paulo on 2018-11-04: 00:00 becomes 01:00. */
	{ "Skips", -3 * HOUR, 1, { { 1541300400, -2 * HOUR } } },
	/* As Havana on 2023-11-05: 01:00 becomes 00:00 again. */
	{ "Twice", -4 * HOUR, 1, { { 1699160400, -5 * HOUR } } },
	/* As St. John's on 2010-11-07: 00:01 becomes 23:01 of the 6th. */
	{ "Back", -2 * HOUR - 30 * MIN, 1,
	    { { 1289097060, -3 * HOUR - 30 * MIN } } },
	/* As Apia: there was no 2011-12-30. */
	{ "Leaps", -10 * HOUR, 1, { { 1325239200, 14 * HOUR } } },
	/* As Monrovia until 1972-01-07: -0:44:30. */
	{ "Odd", -44 * MIN - 30, 1, { { 63593070, 0 } } },
	{ "East", 14 * HOUR, 0, { { 0, 0 } } },
	{ "West", -12 * HOUR, 0, { { 0, 0 } } },
};

#define ZONES (sizeof(zones) / sizeof(zones[0]))

static char folder[256];
static char path[300];

static const char *
path_of(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void
put_be(FILE *f, uint64_t value, size_t bytes)
{
	for (size_t i = bytes; i-- > 0;)
		fputc((int)(value >> (8 * i) & 0xff), f);
}

/* RFC 8536, section 3.1: one header with its six counts. */
static void
put_header(FILE *f, size_t changes, size_t types)
{
	fputs("TZif2", f);
	put_be(f, 0, 8);
	put_be(f, 0, 7);
	put_be(f, 0, 4); /* UT/local indicators */
	put_be(f, 0, 4); /* standard/wall indicators */
	put_be(f, 0, 4); /* leap seconds */
	put_be(f, changes, 4);
	put_be(f, types, 4);
	put_be(f, sizeof("LMT"), 4);
}

static void
put_type(FILE *f, int32_t offset_s)
{
	put_be(f, (uint32_t)offset_s, 4);
	put_be(f, 0, 2); /* no daylight saving, name at 0 */
}

/* Section 3: an empty block of version 1, the real one, an empty footer. */
static void
write_zone(const struct zone *z)
{
	FILE *f = fopen(path_of(z->name), "w");

	ck_assert_ptr_nonnull(f);
	put_header(f, 0, 1);
	put_type(f, 0);
	put_be(f, 0x4c4d5400, 4);
	put_header(f, z->changes, z->changes + 1);
	for (size_t i = 0; i < z->changes; i++)
		put_be(f, (uint64_t)z->change[i].at_s, 8);
	for (size_t i = 0; i < z->changes; i++)
		put_be(f, i + 1, 1);
	put_type(f, z->first_s);
	for (size_t i = 0; i < z->changes; i++)
		put_type(f, z->change[i].offset_s);
	put_be(f, 0x4c4d5400, 4);
	fputs("\n\n", f);
	ck_assert_int_eq(fclose(f), 0);
}

static void
setup(void)
{
	const char *tmp = getenv("TMPDIR");
	FILE *f;

	snprintf(folder, sizeof(folder), "%s/test_when.XXXXXX",
	    tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (size_t i = 0; i < ZONES; i++)
		write_zone(&zones[i]);
	f = fopen(path_of("notes"), "w");
	ck_assert_ptr_nonnull(f);
	fputs("no zone", f);
	fclose(f);
	ck_assert_int_eq(mkdir(path_of("Area"), 0700), 0);
	setenv("TZDIR", folder, 1);
	unsetenv("TZ");
}

static void
teardown(void)
{
	for (size_t i = 0; i < ZONES; i++)
		unlink(path_of(zones[i].name));
	unlink(path_of("notes"));
	rmdir(path_of("Area"));
	rmdir(folder);
}

START_TEST(dates_that_exist_are_read)
{
	static const struct when_date cases[] = { { 1970, 1, 1 },
		{ 2024, 2, 29 }, { 2000, 2, 29 }, { 2023, 12, 31 },
		{ 9999, 12, 31 }, { 2026, 4, 30 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct when_date date = { 0, 0, 0 };
		char text[32];

		snprintf(text, sizeof(text), "%04u-%02u-%02u",
		    (unsigned int)cases[i].year, (unsigned int)cases[i].month,
		    (unsigned int)cases[i].day);
		ck_assert_int_eq(when_parse_date(text, 10, &date), 0);
		ck_assert_uint_eq(date.year, cases[i].year);
		ck_assert_uint_eq(date.month, cases[i].month);
		ck_assert_uint_eq(date.day, cases[i].day);
	}
}
END_TEST

START_TEST(dates_that_do_not_exist_are_refused)
{
	static const char *const bad[] = { "", "2024", "2024-1-01", "2024-01-1",
		"2024-01-011", "2024/01-01", "2024-01/01", "24-01-01",
		"1969-12-31", "0000-01-01", "2024-00-01", "2024-13-01",
		"2024-01-00", "2024-01-32", "2024-04-31", "2023-02-29",
		"2100-02-29", "2024-02-30", "+024-01-01", "2024-0a-01",
		" 2024-01-1", "2024-01- 1" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct when_date date = { 2001, 2, 3 };

		ck_assert_msg(when_parse_date(bad[i], strlen(bad[i]), &date) ==
			-EINVAL,
		    "\"%s\" was taken", bad[i]);
		ck_assert_uint_eq(date.year, 2001);
	}
}
END_TEST

START_TEST(zones_are_files_of_the_zone_folder)
{
	static const char *const no[] = { "", "None", "notes", "Area",
		"../Plain", "./Plain", "Area/../Plain", "/etc/localtime",
		":Plain", "EST5EDT,M3.2.0,M11.1.0", "Plain\n", "Pla in",
		"Plain/", "Plain/x" };
	static char long_name[5000];

	ck_assert(when_zone_exists("Plain"));
	ck_assert(when_zone_exists("UTC"));
	ck_assert(when_zone_exists(NULL));
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		ck_assert_msg(!when_zone_exists(no[i]), "\"%s\" was taken",
		    no[i]);
	memset(long_name, 'a', sizeof(long_name) - 1);
	ck_assert(!when_zone_exists(long_name));
}
END_TEST

START_TEST(days_begin_when_their_date_does)
{
	static const struct {
		const char *zone;
		struct when_date date;
		bool next_day;
		const char *start;
	} cases[] = {
		{ NULL, { 2026, 11, 24 }, false, "2026-11-24T00:00:00" },
		{ "UTC", { 2026, 11, 24 }, true, "2026-11-25T00:00:00" },
		{ "UTC", { 2024, 2, 28 }, true, "2024-02-29T00:00:00" },
		{ "UTC", { 2024, 12, 31 }, true, "2025-01-01T00:00:00" },
		{ "UTC", { 1970, 1, 1 }, false, "1970-01-01T00:00:00" },
		{ "Plain", { 2026, 11, 24 }, false, "2026-11-23T23:00:00" },
		{ "Plain", { 2026, 11, 24 }, true, "2026-11-24T23:00:00" },
		{ "Plain", { 1970, 1, 1 }, false, "1970-01-01T00:00:00" },
		{ "Plain", { 9999, 12, 31 }, false, "9999-12-30T23:00:00" },
		{ "East", { 2026, 1, 1 }, false, "2025-12-31T10:00:00" },
		{ "West", { 2026, 1, 1 }, false, "2026-01-01T12:00:00" },
		/* No midnight: the day begins at 01:00, of 23 hours. */
		{ "Skips", { 2018, 11, 3 }, false, "2018-11-03T03:00:00" },
		{ "Skips", { 2018, 11, 4 }, false, "2018-11-04T03:00:00" },
		{ "Skips", { 2018, 11, 4 }, true, "2018-11-05T02:00:00" },
		/* Two midnights: the first one counts, the day has 25 hours. */
		{ "Twice", { 2023, 11, 5 }, false, "2023-11-05T04:00:00" },
		{ "Twice", { 2023, 11, 5 }, true, "2023-11-06T05:00:00" },
		/* The date begins, ends after a minute, and begins again. */
		{ "Back", { 2010, 11, 7 }, false, "2010-11-07T02:30:00" },
		{ "Back", { 2010, 11, 7 }, true, "2010-11-08T03:30:00" },
		/* No such date: it begins and ends with the next one. */
		{ "Leaps", { 2011, 12, 29 }, false, "2011-12-29T10:00:00" },
		{ "Leaps", { 2011, 12, 30 }, false, "2011-12-30T10:00:00" },
		{ "Leaps", { 2011, 12, 31 }, false, "2011-12-30T10:00:00" },
		{ "Leaps", { 2011, 12, 31 }, true, "2011-12-31T10:00:00" },
		/* Off the quarter of an hour. */
		{ "Odd", { 1971, 5, 1 }, false, "1971-05-01T00:44:30" },
		{ "Odd", { 1972, 1, 7 }, false, "1972-01-07T00:44:30" },
		{ "Odd", { 1972, 1, 8 }, false, "1972-01-08T00:00:00" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[WHEN_TEXT_MAX];
		uint64_t us = 1;

		ck_assert_int_eq(when_day_start(cases[i].zone, cases[i].date,
				     cases[i].next_day, &us),
		    0);
		ck_assert_uint_eq(us % WHEN_SECOND_US, 0);
		when_format_utc(us, text);
		text[strlen("YYYY-MM-DDTHH:MM:SS")] = '\0';
		ck_assert_msg(strcmp(text, cases[i].start) == 0,
		    "case %zu, %s: %s, not %s", i,
		    cases[i].zone ? cases[i].zone : "UTC", text,
		    cases[i].start);
	}
}
END_TEST

START_TEST(an_unknown_zone_is_refused_and_changes_nothing)
{
	struct when_date date = { 2026, 1, 1 };
	uint64_t us = 4711;

	ck_assert_int_eq(when_day_start("../Plain", date, false, &us), -EINVAL);
	ck_assert_int_eq(when_day_start("None", date, false, &us), -EINVAL);
	ck_assert_int_eq(when_day_start("", date, false, &us), -EINVAL);
	ck_assert_uint_eq(us, 4711);
	ck_assert_ptr_null(getenv("TZ"));
}
END_TEST

START_TEST(the_zone_of_the_process_is_put_back)
{
	struct when_date date = { 2026, 1, 1 };
	uint64_t us;

	ck_assert_int_eq(when_day_start("East", date, false, &us), 0);
	ck_assert_ptr_null(getenv("TZ"));

	setenv("TZ", "West", 1);
	tzset();
	ck_assert_int_eq(when_day_start("East", date, false, &us), 0);
	ck_assert_str_eq(getenv("TZ"), "West");
	ck_assert_int_eq(timezone, 12 * HOUR);
}
END_TEST

START_TEST(utc_text_has_all_its_digits)
{
	static const struct {
		uint64_t us;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000000Z" },
		{ 1, "1970-01-01T00:00:00.000001Z" },
		{ UINT64_C(951782399999999), "2000-02-28T23:59:59.999999Z" },
		{ UINT64_C(951782400000000), "2000-02-29T00:00:00.000000Z" },
		{ UINT64_C(4294967296000000), "2106-02-07T06:28:16.000000Z" },
		{ UINT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z" },
	};
	char text[WHEN_TEXT_MAX];

	setenv("TZ", "East", 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_ptr_eq(when_format_utc(cases[i].us, text), text);
		ck_assert_str_eq(text, cases[i].text);
	}
	when_format_utc(WHEN_NEVER_US, text);
	ck_assert_uint_lt(strlen(text), WHEN_TEXT_MAX);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("when");
	TCase *tc = tcase_create("when");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, dates_that_exist_are_read);
	tcase_add_test(tc, dates_that_do_not_exist_are_refused);
	tcase_add_test(tc, zones_are_files_of_the_zone_folder);
	tcase_add_test(tc, days_begin_when_their_date_does);
	tcase_add_test(tc, an_unknown_zone_is_refused_and_changes_nothing);
	tcase_add_test(tc, the_zone_of_the_process_is_put_back);
	tcase_add_test(tc, utc_text_has_all_its_digits);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
