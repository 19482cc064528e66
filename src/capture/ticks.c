/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ticks.c - pcapng time stamps of any resolution to microseconds.
 */
#include <config.h>

#include "capture/frame.h"
#include "capture/ticks.h"

#define RESOLUTION_BINARY 0x80
#define MICRO_DIGITS 6
#define MICRO UINT64_C(1000000)
#define U64_DIGITS 19    /* 10^19 is the largest power of ten in 64 bits */
#define FRACTION_BITS 44 /* of a fraction that times MICRO fits in 64 bits */

/* Half of what fits: the sum of a stamp and an offset can not overflow. */
#define HALF_MAX (INT64_MAX / 2)

static uint64_t
power_of_ten(unsigned int n)
{
	uint64_t p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

static int64_t
offset_us(int64_t offset_s)
{
	int64_t most = HALF_MAX / (int64_t)MICRO;

	if (offset_s > most)
		offset_s = most;
	if (offset_s < -most)
		offset_s = -most;
	return offset_s * (int64_t)MICRO;
}

struct ticks
ticks_of(uint8_t resolution, int64_t offset_s)
{
	unsigned int n = resolution & ~(unsigned int)RESOLUTION_BINARY;
	struct ticks t = { .binary = resolution & RESOLUTION_BINARY,
		.shift = (uint8_t)n,
		.mul = 1,
		.div = 1,
		.offset_us = offset_us(offset_s) };

	if (t.binary)
		return t;
	if (n <= MICRO_DIGITS)
		t.mul = power_of_ten(MICRO_DIGITS - n);
	else if (n - MICRO_DIGITS <= U64_DIGITS)
		t.div = power_of_ten(n - MICRO_DIGITS);
	else
		t.div = 0;
	return t;
}

static bool
multiply(uint64_t a, uint64_t b, uint64_t *out)
{
	return !__builtin_mul_overflow(a, b, out);
}

static bool
decimal_us(const struct ticks *t, uint64_t stamp, uint64_t *us)
{
	if (t->mul > 1)
		return multiply(stamp, t->mul, us);
	*us = t->div ? stamp / t->div : 0;
	return true;
}

static bool
binary_us(unsigned int shift, uint64_t stamp, uint64_t *us)
{
	uint64_t seconds = shift < 64 ? stamp >> shift : 0;
	uint64_t rest = shift < 64 ? stamp - (seconds << shift) : stamp;

	if (shift > FRACTION_BITS) {
		unsigned int drop = shift - FRACTION_BITS;

		rest = drop < 64 ? rest >> drop : 0;
		shift = FRACTION_BITS;
	}
	if (!multiply(seconds, MICRO, us))
		return false;
	return !__builtin_add_overflow(*us, rest * MICRO >> shift, us);
}

bool
ticks_to_us(const struct ticks *t, uint64_t stamp, uint64_t *us)
{
	uint64_t whole;
	int64_t sum;
	bool fits = t->binary ? binary_us(t->shift, stamp, &whole)
			      : decimal_us(t, stamp, &whole);

	if (!fits || whole > (uint64_t)HALF_MAX) {
		*us = FRAME_TIME_MAX_US;
		return false;
	}
	sum = (int64_t)whole + t->offset_us;
	if (sum < 0) {
		*us = 0;
		return false;
	}
	if ((uint64_t)sum > FRAME_TIME_MAX_US) {
		*us = FRAME_TIME_MAX_US;
		return false;
	}
	*us = (uint64_t)sum;
	return true;
}
