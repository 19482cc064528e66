/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * history.c - what befalls a live run.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>

#include "pipeline/history.h"

/* As soon as one finds room again. */
static void
tell_lost(struct history *h, uint64_t wall_us)
{
	char text[64];

	if (h->lost == 0)
		return;
	snprintf(text, sizeof(text),
	    "%" PRIu64 " events found no room in memory", h->lost);
	if (store_event_add(h->store, h->run_id, wall_us, STORE_EVENT_UNWRITTEN,
		NULL, text) != 0)
		return;
	h->counts[STORE_EVENT_UNWRITTEN]++;
	h->lost = 0;
}

void
history_note(struct history *h, uint64_t wall_us, enum store_event event,
    const char *about, const char *text)
{
	h->counts[event]++;
	tell_lost(h, wall_us);
	if (store_event_add(h->store, h->run_id, wall_us, event, about, text) !=
	    0)
		h->lost++;
}
