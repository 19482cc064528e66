/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zone.c - times on the clocks of a site.
 */
#include <config.h>

#include <stdbool.h>
#include <time.h>

#include "base/when.h"
#include "report/zone.h"

/* Clocks have been put back by two hours at most since 1970. */
#define BACK_MAX_S 7200
#define BACK_STEP_S 1800

/* True when the clocks show the time of tm at another moment too: an offset
 * that holds nearby gives the same reading. */
static bool
is_shown_twice(time_t t, const struct tm *tm)
{
	for (long away = -BACK_MAX_S; away <= BACK_MAX_S; away += BACK_STEP_S) {
		time_t near = t + away, other;
		struct tm there;

		if (!localtime_r(&near, &there) ||
		    there.tm_gmtoff == tm->tm_gmtoff)
			continue;
		other = t + tm->tm_gmtoff - there.tm_gmtoff;
		if (localtime_r(&other, &there) &&
		    there.tm_gmtoff != tm->tm_gmtoff &&
		    there.tm_hour == tm->tm_hour && there.tm_min == tm->tm_min)
			return true;
	}
	return false;
}

static char *
format(int64_t us, const char *how, char out[static ZONE_TEXT_MAX])
{
	time_t t = us / (int64_t)WHEN_SECOND_US;
	struct tm tm;
	size_t len;

	out[0] = '\0';
	if (us <= 0 || !localtime_r(&t, &tm))
		return out;
	len = strftime(out, ZONE_TEXT_MAX, how, &tm);
	if (is_shown_twice(t, &tm))
		strftime(out + len, ZONE_TEXT_MAX - len, "%z", &tm);
	return out;
}

char *
zone_format(int64_t us, char out[static ZONE_TEXT_MAX])
{
	return format(us, "%Y-%m-%d %H:%M:%S", out);
}

char *
zone_format_clock(int64_t us, char out[static ZONE_TEXT_MAX])
{
	return format(us, "%H:%M", out);
}
