/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * history.c - what befalls a live run.
 */
#include <config.h>

#include "pipeline/history.h"

void
history_note(struct history *h, uint64_t wall_us, enum store_event event,
    const char *about, const char *text)
{
	h->counts[event]++;
	(void)store_event_add(h->store, h->run_id, wall_us, event, about, text);
}
