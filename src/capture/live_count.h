/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_count.h - a total of counters that wrap or begin anew.
 */
#ifndef CAPTURE_LIVE_COUNT_H
#define CAPTURE_LIVE_COUNT_H

#include <stdbool.h>
#include <stdint.h>

/* All zero is a count of nothing. */
struct live_count {
	uint64_t total;
	uint64_t last; /* what the counter said */
	bool based;    /* last is of this counter; wide ones only */
};

/* A counter of 32 bits that began at 0 and wraps (pcap_stats(3PCAP)); to be
 * looked at before it wraps twice. */
void live_count_narrow(struct live_count *c, uint32_t now);
/* The counter was closed; the next begins at 0. */
void live_count_restart(struct live_count *c);

/* A counter of 64 bits that began before us: the first look adds nothing;
 * nor does one where it went back (a driver was reset). */
void live_count_wide(struct live_count *c, uint64_t now);

#endif
