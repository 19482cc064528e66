/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * when.h - microseconds since 1970 UTC to and from calendar dates.
 *
 * Clock-free: nothing here asks what time it is.  Years 1970 to 9999.
 */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WHEN_SECOND_US UINT64_C(1000000)
#define WHEN_HOUR_US (3600 * WHEN_SECOND_US)
#define WHEN_DAY_US (24 * WHEN_HOUR_US)
#define WHEN_NEVER_US UINT64_MAX
#define WHEN_TEXT_MAX 32

struct when_date {
	uint16_t year;
	uint8_t month; /* 1..12 */
	uint8_t day;   /* 1..31 */
};

/* Read YYYY-MM-DD of len bytes; the date must exist.  0 or -EINVAL. */
int when_parse_date(const char *text, size_t len, struct when_date *out);

/* True when the system's zone database (TZDIR, or the usual folder) has a
 * zone of this name; always for NULL and "UTC". */
bool when_zone_exists(const char *zone);
/* TZ as it was: NULL when it was not set. */
struct when_zone {
	char *before;
};

/*
 * Set TZ to a tz database name until when_zone_leave() puts back what was
 * there: nothing in between may need another zone, and no other thread may
 * read the environment.  0 or -ENOMEM; nothing was entered then.
 */
int when_zone_enter(struct when_zone *z, const char *zone);
int when_zone_leave(struct when_zone *z);

/*
 * The first microsecond of date in zone (a tz database name, NULL or "UTC"
 * for UTC); of the day after for next_day.  Where clocks skip midnight it is
 * the first moment of that date; where they skip the date, of the next one;
 * what would lie before 1970 UTC is 0.  0; -EINVAL: no such zone; -ENOMEM.
 * Not thread-safe: it sets TZ for the length of the call.
 */
int when_day_start(const char *zone, struct when_date date, bool next_day,
    uint64_t *out_us);

/* "2026-11-24T10:00:00.000000Z"; returns out. */
char *when_format_utc(uint64_t us, char out[static WHEN_TEXT_MAX]);

#endif
