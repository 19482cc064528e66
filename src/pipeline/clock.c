/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock.c - the only place below the commands that reads a clock.
 */
#include <config.h>

#include "base/when.h"
#include "pipeline/clock.h"

uint64_t
clock_us(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * WHEN_SECOND_US +
	    (uint64_t)now.tv_nsec / 1000;
}
