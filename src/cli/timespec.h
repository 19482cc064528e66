/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timespec.h - times and sizes as people write them on a command line.
 */
#ifndef CLI_TIMESPEC_H
#define CLI_TIMESPEC_H

#include <stddef.h>
#include <stdint.h>

#define TIMESPEC_DATE_MAX 16 /* "2026-11-24" and the final NUL fit */

#define TIMESPEC_FORMS                                                         \
	"2026-11-24, 2026-11-24T08:30:00Z, 2026-11-24T08:30:00+01:00, "        \
	"yesterday, today, now, or an age such as 90m, 24h or 7d"

/* The date of a moment in zone, as "2026-11-24".  0, or -EINVAL. */
int timespec_date(uint64_t us, const char *zone,
    char out[static TIMESPEC_DATE_MAX]);
/*
 * Read one of TIMESPEC_FORMS; seconds and their fraction may be left out; a
 * date, yesterday and today begin with the day in zone (NULL: UTC).  0, or
 * -EINVAL.
 */
int timespec_parse(const char *text, uint64_t now_us, const char *zone,
    uint64_t *out_us);
/* A day: a date, yesterday or today, as its first microsecond and that of
 * the next day in zone.  0, or -EINVAL. */
int timespec_parse_day(const char *text, uint64_t now_us, const char *zone,
    uint64_t *since_us, uint64_t *until_us);
/* "64M": bytes, with K, M or G for powers of 1024.  0, -EINVAL or -ERANGE. */
int timespec_parse_size(const char *text, size_t *out);

#endif
