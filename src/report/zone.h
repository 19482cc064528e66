/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zone.h - times on the clocks of a site, whose zone when_zone_enter() has
 * entered.
 */
#ifndef REPORT_ZONE_H
#define REPORT_ZONE_H

#include <stdint.h>

#define ZONE_TEXT_MAX 40

/* "2026-11-24 10:00:00" in the entered zone, with the offset from UTC where
 * the clocks show that time twice; "" for 0 and below.  Returns out. */
char *zone_format(int64_t us, char out[static ZONE_TEXT_MAX]);
/* The same, "10:00" alone. */
char *zone_format_clock(int64_t us, char out[static ZONE_TEXT_MAX]);

#endif
