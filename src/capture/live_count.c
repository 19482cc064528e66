/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_count.c - a total of counters that wrap or begin anew.
 */
#include <config.h>

#include "capture/live_count.h"

void
live_count_narrow(struct live_count *c, uint32_t now)
{
	c->total += (uint32_t)(now - (uint32_t)c->last);
	c->last = now;
}

void
live_count_restart(struct live_count *c)
{
	c->last = 0;
	c->based = false;
}

void
live_count_wide(struct live_count *c, uint64_t now)
{
	if (c->based && now > c->last)
		c->total += now - c->last;
	c->last = now;
	c->based = true;
}
