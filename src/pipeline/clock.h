/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock.h - the only place below the commands that reads a clock.
 */
#ifndef PIPELINE_CLOCK_H
#define PIPELINE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* CLOCK_REALTIME (since 1970 UTC) or CLOCK_MONOTONIC, in microseconds. */
uint64_t clock_us(clockid_t clock);

#endif
