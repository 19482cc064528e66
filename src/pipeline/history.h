/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * history.h - what befalls a live run: events, to the store and counted.
 */
#ifndef PIPELINE_HISTORY_H
#define PIPELINE_HISTORY_H

#include <stdint.h>

#include "store/store.h"

struct history {
	struct store *store; /* borrowed */
	int64_t run_id;
	uint64_t counts[STORE_EVENT_COUNT];
	uint64_t lost; /* events without room, to be told by one that has */
};

/* about is the interface, text is for people; both may be NULL.  Whoever notes
 * an event has logged it: that the store has no memory for it is no error, but
 * counted and told by a later one. */
void history_note(struct history *h, uint64_t wall_us, enum store_event event,
    const char *about, const char *text);

#endif
