/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timespec.c - times and sizes as people write them on a command line.
 */
#include <config.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "cli/timespec.h"

#define DATE_LEN 10

/* The number before a one-letter unit. */
static int
parse_unit(const char *text, uint64_t max, uint64_t *n, char *unit)
{
	size_t len = strlen(text);

	*unit = len > 0 ? text[len - 1] : '\0';
	if (len < 2)
		return -EINVAL;
	return text_parse_u64(text, len - 1, max, n);
}

static int
parse_age(const char *text, uint64_t now_us, uint64_t *out_us)
{
	static const struct {
		char unit;
		uint64_t us;
	} units[] = {
		{ 's', WHEN_SECOND_US },
		{ 'm', 60 * WHEN_SECOND_US },
		{ 'h', WHEN_HOUR_US },
		{ 'd', WHEN_DAY_US },
	};
	uint64_t n;
	char unit;

	if (parse_unit(text, UINT32_MAX, &n, &unit) != 0)
		return -EINVAL;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].unit == unit && n <= now_us / units[i].us) {
			*out_us = now_us - n * units[i].us;
			return 0;
		}
	return -EINVAL;
}

static int
two_digits(const char *text, uint64_t max, uint64_t *out)
{
	return text_parse_u64(text, 2, max, out);
}

/* "Z", "+01:00", "-0330" or, when there is none, -EINVAL. */
static int
parse_offset(const char *text, uint64_t *us, bool *east)
{
	uint64_t hours, minutes;
	size_t colon = 0;

	if (strcmp(text, "Z") == 0) {
		*us = 0;
		*east = true;
		return 0;
	}
	if (text[0] != '+' && text[0] != '-')
		return -EINVAL;
	*east = text[0] == '+';
	if (strlen(text) == 6 && text[3] == ':')
		colon = 1;
	else if (strlen(text) != 5)
		return -EINVAL;
	if (two_digits(text + 1, 14, &hours) != 0 ||
	    two_digits(text + 3 + colon, 59, &minutes) != 0)
		return -EINVAL;
	*us = hours * WHEN_HOUR_US + minutes * 60 * WHEN_SECOND_US;
	return 0;
}

/* HH:MM, HH:MM:SS or HH:MM:SS.ffffff, as microseconds; *end is what stands
 * behind it. */
static int
parse_clock(const char *text, uint64_t *us, const char **end)
{
	uint64_t h, m, s = 0, unit = WHEN_SECOND_US, part = 0;

	if (strlen(text) < 5 || two_digits(text, 23, &h) != 0 ||
	    text[2] != ':' || two_digits(text + 3, 59, &m) != 0)
		return -EINVAL;
	text += 5;
	if (text[0] == ':') {
		if (strlen(text) < 3 || two_digits(text + 1, 60, &s) != 0)
			return -EINVAL;
		text += 3;
		if (text[0] == '.' && text[1] >= '0' && text[1] <= '9')
			for (text++; *text >= '0' && *text <= '9'; text++) {
				unit /= 10;
				part += unit * (uint64_t)(*text - '0');
			}
	}
	*us = h * WHEN_HOUR_US + (m * 60 + s) * WHEN_SECOND_US + part;
	*end = text;
	return 0;
}

static int
parse_instant(const char *text, uint64_t *out_us)
{
	struct when_date date;
	uint64_t day, clock, offset;
	const char *zone;
	bool east;

	if (strlen(text) <= DATE_LEN + 1 ||
	    when_parse_date(text, DATE_LEN, &date) != 0 ||
	    (text[DATE_LEN] != 'T' && text[DATE_LEN] != ' ') ||
	    parse_clock(text + DATE_LEN + 1, &clock, &zone) != 0 ||
	    parse_offset(zone, &offset, &east) != 0 ||
	    when_day_start(NULL, date, false, &day) != 0)
		return -EINVAL;
	day += clock;
	if (east && offset > day)
		return -EINVAL;
	*out_us = east ? day - offset : day + offset;
	return 0;
}

/* The date that now_us falls on in zone, as its beginning and end. */
static int
day_of(uint64_t now_us, const char *zone, uint64_t *since_us,
    uint64_t *until_us, char text[static WHEN_TEXT_MAX])
{
	struct when_date date;
	/* Zones are at most a day off UTC: one of three dates is it. */
	const uint64_t tries[] = { now_us, now_us + WHEN_DAY_US,
		now_us - WHEN_DAY_US };

	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		when_format_utc(tries[i], text);
		if (when_parse_date(text, DATE_LEN, &date) == 0 &&
		    when_day_start(zone, date, false, since_us) == 0 &&
		    when_day_start(zone, date, true, until_us) == 0 &&
		    *since_us <= now_us && now_us < *until_us)
			return 0;
	}
	return -EINVAL;
}

int
timespec_date(uint64_t us, const char *zone, char out[static TIMESPEC_DATE_MAX])
{
	char text[WHEN_TEXT_MAX];
	uint64_t since, until;
	int rc = day_of(us, zone, &since, &until, text);

	if (!rc)
		snprintf(out, TIMESPEC_DATE_MAX, "%.*s", DATE_LEN, text);
	return rc;
}

int
timespec_parse_day(const char *text, uint64_t now_us, const char *zone,
    uint64_t *since_us, uint64_t *until_us)
{
	char unused[WHEN_TEXT_MAX];
	struct when_date date;
	uint64_t today;

	if (strcmp(text, "today") == 0)
		return day_of(now_us, zone, since_us, until_us, unused);
	if (strcmp(text, "yesterday") == 0) {
		if (day_of(now_us, zone, &today, until_us, unused) != 0)
			return -EINVAL;
		return today == 0
		    ? -EINVAL
		    : day_of(today - 1, zone, since_us, until_us, unused);
	}
	if (when_parse_date(text, strlen(text), &date) != 0 ||
	    when_day_start(zone, date, false, since_us) != 0 ||
	    when_day_start(zone, date, true, until_us) != 0)
		return -EINVAL;
	return 0;
}

int
timespec_parse(const char *text, uint64_t now_us, const char *zone,
    uint64_t *out_us)
{
	uint64_t until;

	if (strcmp(text, "now") == 0) {
		*out_us = now_us;
		return 0;
	}
	if (timespec_parse_day(text, now_us, zone, out_us, &until) == 0)
		return 0;
	if (parse_instant(text, out_us) == 0)
		return 0;
	return parse_age(text, now_us, out_us);
}

int
timespec_parse_size(const char *text, size_t *out)
{
	uint64_t n;
	char unit;
	unsigned int shift = 0;
	int rc = parse_unit(text, SIZE_MAX >> 30, &n, &unit);

	if (unit == 'K')
		shift = 10;
	else if (unit == 'M')
		shift = 20;
	else if (unit == 'G')
		shift = 30;
	else
		rc = text_parse_u64(text, strlen(text), SIZE_MAX, &n);
	if (rc == 0)
		*out = (size_t)n << shift;
	return rc;
}
