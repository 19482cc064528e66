/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * minute.h - what the tap gave us and what it did not, minute by minute of
 * capture time, on its way to the store.
 */
#ifndef PIPELINE_MINUTE_H
#define PIPELINE_MINUTE_H

#include <stdint.h>

#include "store/store.h"

struct minute {
	struct store *store; /* borrowed */
	int64_t run_id;
	uint64_t start_us;
	uint64_t packets, evicted_flows;
	uint64_t unseen_told; /* of the minutes before */
	int64_t unseen_bytes; /* below 0: more was taken for missing before */
};

/* A packet came at time_us.  0, or -ENOMEM when the figures of the minute
 * before could not be kept. */
int minute_packet(struct minute *m, uint64_t time_us);
/* Bytes of a connection are missing, or below 0, have come after all. */
void minute_unseen(struct minute *m, int64_t bytes);
/* All up to now. */
uint64_t minute_unseen_bytes(const struct minute *m);
/* Nothing came up to time_us.  As minute_packet(). */
int minute_idle(struct minute *m, uint64_t time_us);
void minute_evicted(struct minute *m, uint64_t flows);
/* Write what there is.  As minute_packet(). */
int minute_flush(struct minute *m);

#endif
