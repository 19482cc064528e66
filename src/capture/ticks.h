/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ticks.h - pcapng time stamps of any resolution to microseconds.
 */
#ifndef CAPTURE_TICKS_H
#define CAPTURE_TICKS_H

#include <stdbool.h>
#include <stdint.h>

#define TICKS_RESOLUTION_DEFAULT 6 /* if_tsresol without the option: 10^-6 */

struct ticks {
	bool binary;       /* a resolution of 2^-shift, not of 10^-n */
	uint8_t shift;     /* 0..127 */
	uint64_t mul, div; /* decimal: one of them is 1; div 0: below 1 us */
	int64_t offset_us; /* added; clamped to what can be added safely */
};

/*
 * The clock of an interface: if_tsresol as it stands in the file (negative
 * power of ten, or of two with the high bit set) and if_tsoffset in seconds
 * (draft-ietf-opsawg-pcapng section 4.2).
 */
struct ticks ticks_of(uint8_t resolution, int64_t offset_s);

/*
 * Microseconds since 1970 of a stamp, rounded down.  False when the time lies
 * before 1970 or after FRAME_TIME_MAX_US: *us is then the nearer end.
 */
bool ticks_to_us(const struct ticks *t, uint64_t stamp, uint64_t *us);

#endif
