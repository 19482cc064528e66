/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * when.c - microseconds since 1970 UTC to and from calendar dates.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/when.h"

#define ZONE_FOLDER "/usr/share/zoneinfo" /* unless TZDIR names another */
#define ZONE_MAGIC "TZif"                 /* RFC 8536, section 3.1 */
#define YEAR_MIN 1970
#define YEAR_MAX 9999
#define DAY_S 86400
#define HOUR_S 3600
#define QUARTER_S 900

static bool
is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t
days_in_month(int64_t year, int64_t month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
static int64_t
day_number(int64_t year, int64_t month, int64_t day)
{
	/* Years begin in March here, so that a leap day is a year's last. */
	int64_t y = month > 2 ? year : year - 1;
	int64_t m = month > 2 ? month - 3 : month + 9;

	/* (153 * m + 2) / 5 days lie before month m; 719468 before 1970. */
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
	    1 - 719468;
}

int
when_parse_date(const char *text, size_t len, struct when_date *out)
{
	uint64_t year;
	uint64_t month;
	uint64_t day;

	if (len != sizeof("YYYY-MM-DD") - 1 || text[4] != '-' || text[7] != '-')
		return -EINVAL;
	if (text_parse_u64(text, 4, YEAR_MAX, &year) < 0 || year < YEAR_MIN)
		return -EINVAL;
	if (text_parse_u64(text + 5, 2, 12, &month) < 0 || month < 1)
		return -EINVAL;
	if (text_parse_u64(text + 8, 2, 31, &day) < 0 || day < 1 ||
	    (int64_t)day > days_in_month((int64_t)year, (int64_t)month))
		return -EINVAL;
	*out = (struct when_date){ .year = (uint16_t)year,
		.month = (uint8_t)month,
		.day = (uint8_t)day };
	return 0;
}

static bool
is_utc(const char *zone)
{
	return !zone || strcmp(zone, "UTC") == 0;
}

/* True when zone is a path that stays inside the folder of zones. */
static bool
is_zone_name(const char *zone)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789_+-/";

	/* No zone has a dot in its name, so ".." needs no further care. */
	return zone[0] != '\0' && zone[0] != '/' &&
	    zone[strspn(zone, letters)] == '\0';
}

bool
when_zone_exists(const char *zone)
{
	const char *folder = getenv("TZDIR");
	char path[PATH_MAX];
	char magic[sizeof(ZONE_MAGIC)] = "";
	FILE *f;
	int n;

	if (is_utc(zone))
		return true;
	if (!is_zone_name(zone))
		return false;
	if (!folder || folder[0] == '\0')
		folder = ZONE_FOLDER;
	n = snprintf(path, sizeof(path), "%s/%s", folder, zone);
	if (n < 0 || (size_t)n >= sizeof(path))
		return false;
	f = fopen(path, "re");
	if (!f)
		return false;
	n = (int)fread(magic, 1, sizeof(magic) - 1, f);
	fclose(f);
	return n == sizeof(magic) - 1 && strcmp(magic, ZONE_MAGIC) == 0;
}

/* The day number on local calendars at t seconds since 1970 UTC. */
static int64_t
local_day(int64_t t)
{
	time_t when = (time_t)t;
	struct tm tm = { 0 };

	if (!localtime_r(&when, &tm))
		return t / DAY_S; /* a year beyond int: not reached */
	return day_number(tm.tm_year + INT64_C(1900), tm.tm_mon + 1,
	    tm.tm_mday);
}

/*
 * The first second at which local calendars show day or a later one.
 *
 * mktime() is no help: midnight may not exist (clocks go forward over it),
 * or exist twice, and it may choose as it likes.  Offsets from UTC have been
 * multiples of a quarter of an hour since 1972, so quarters of UTC find each
 * midnight there is, and between two of them at most one change of clocks
 * remains to be found by halving.
 */
static int64_t
local_day_start(int64_t day)
{
	int64_t after = day * DAY_S - 15 * HOUR_S; /* no zone is so far east */
	int64_t before;

	while (local_day(after) < day)
		after += QUARTER_S;
	before = after - QUARTER_S;
	while (after - before > 1) {
		int64_t middle = before + (after - before) / 2;

		if (local_day(middle) < day)
			before = middle;
		else
			after = middle;
	}
	return after;
}

/* Set TZ to value, or to nothing when that is NULL.  0 or -ENOMEM. */
static int
set_zone(const char *value)
{
	int rc = value ? setenv("TZ", value, 1) : unsetenv("TZ");

	tzset();
	return rc < 0 ? -ENOMEM : 0;
}

int
when_zone_enter(struct when_zone *z, const char *zone)
{
	const char *env = getenv("TZ");
	int rc;

	z->before = env ? strdup(env) : NULL;
	if (env && !z->before)
		return -ENOMEM;
	rc = set_zone(zone);
	if (rc < 0)
		free(z->before);
	return rc;
}

int
when_zone_leave(struct when_zone *z)
{
	int rc = set_zone(z->before);

	free(z->before);
	return rc;
}

static int
zone_day_start(const char *zone, int64_t day, int64_t *out_s)
{
	struct when_zone z;
	int rc = when_zone_enter(&z, zone);

	if (rc < 0)
		return rc;
	*out_s = local_day_start(day);
	return when_zone_leave(&z);
}

int
when_day_start(const char *zone, struct when_date date, bool next_day,
    uint64_t *out_us)
{
	int64_t day = day_number(date.year, date.month, date.day) + next_day;
	int64_t start_s = day * DAY_S;
	int rc;

	if (!when_zone_exists(zone))
		return -EINVAL;
	if (!is_utc(zone)) {
		rc = zone_day_start(zone, day, &start_s);
		if (rc < 0)
			return rc;
	}
	/* East of Greenwich 1970-01-01 began before time does here. */
	*out_us = start_s > 0 ? (uint64_t)start_s * WHEN_SECOND_US : 0;
	return 0;
}

char *
when_format_utc(uint64_t us, char out[static WHEN_TEXT_MAX])
{
	time_t second = (time_t)(us / WHEN_SECOND_US);
	struct tm tm = { 0 };

	size_t len;

	gmtime_r(&second, &tm);
	len = strftime(out, WHEN_TEXT_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + len, WHEN_TEXT_MAX - len, ".%06uZ",
	    (unsigned int)(us % WHEN_SECOND_US));
	return out;
}
