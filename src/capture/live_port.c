/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_port.c - what is known of one interface, and what to do about it.
 */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "capture/live_port.h"

void
live_port_init(struct live_port *p, const char *name, uint64_t steady_us)
{
	*p = (struct live_port){ .state = LIVE_UP,
		.wait_us = LIVE_PORT_ASK_US,
		.since_us = steady_us };
	snprintf(p->name, sizeof(p->name), "%s", name);
}

static enum live_state
state_of(const struct live_link_news *news)
{
	if (!news->up)
		return LIVE_DOWN;
	return news->carrier ? LIVE_UP : LIVE_NO_CARRIER;
}

static enum live_port_step
hear_open(struct live_port *p, const struct live_link_news *news, bool answer,
    enum live_state *state)
{
	if (p->index == 0 && answer)
		p->index = news->index;
	if (answer && news->index == 0)
		return LIVE_PORT_LOSE;
	if (p->index == 0 || news->index != p->index)
		return LIVE_PORT_NOTHING;
	*state = state_of(news);
	return news->gone ? LIVE_PORT_LOSE : LIVE_PORT_SEE;
}

static enum live_port_step
hear_closed(struct live_port *p, const struct live_link_news *news, bool answer,
    enum live_state *state)
{
	*state = LIVE_GONE;
	if (answer && news->index == 0)
		return LIVE_PORT_SEE;
	/* An answer may be by another of its names. */
	if (!answer && strcmp(news->name, p->name) != 0)
		return LIVE_PORT_NOTHING;
	if (news->gone)
		return LIVE_PORT_SEE;
	*state = state_of(news);
	if (*state == LIVE_DOWN)
		return LIVE_PORT_SEE;
	/* What was refused is tried at its times, not at each change. */
	if (p->state == LIVE_REFUSED && !answer)
		return LIVE_PORT_NOTHING;
	return LIVE_PORT_OPEN;
}

enum live_port_step
live_port_hear(struct live_port *p, const struct live_link_news *news,
    enum live_state *state)
{
	bool answer = news->asked != 0 && news->asked == p->asked;

	if (answer)
		p->asked = 0;
	else if (news->index == 0)
		return LIVE_PORT_NOTHING;
	return p->open ? hear_open(p, news, answer, state)
		       : hear_closed(p, news, answer, state);
}

void
live_port_opened(struct live_port *p, int index)
{
	p->open = true;
	p->index = index;
	p->asked = 0; /* what was asked was of another */
}

bool
live_port_enter(struct live_port *p, enum live_state state, uint64_t steady_us)
{
	if (state == p->state)
		return false;
	if (p->state == LIVE_UP &&
	    steady_us - p->since_us >= LIVE_PORT_ASK_MAX_US)
		p->wait_us = LIVE_PORT_ASK_US;
	p->state = state;
	p->since_us = steady_us;
	if (state == LIVE_UP)
		p->ask_at_us = steady_us + LIVE_PORT_ASK_US;
	else
		p->ask_at_us = steady_us + p->wait_us;
	return true;
}

bool
live_port_ask(struct live_port *p, uint64_t steady_us)
{
	if (steady_us < p->ask_at_us)
		return false;
	if (p->state == LIVE_UP) {
		p->ask_at_us = steady_us + LIVE_PORT_ASK_US;
		return true;
	}
	p->wait_us *= 2;
	if (p->wait_us > LIVE_PORT_ASK_MAX_US)
		p->wait_us = LIVE_PORT_ASK_MAX_US;
	p->ask_at_us = steady_us + p->wait_us;
	return true;
}

void
live_port_hurry(struct live_port *p)
{
	p->ask_at_us = 0;
}
