/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_port.h - what is known of one interface, and what to do about it.
 *
 * Decides only; live.c opens and closes.  Times are of the steady clock.
 */
#ifndef CAPTURE_LIVE_PORT_H
#define CAPTURE_LIVE_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/live.h"
#include "capture/live_link.h"

#define LIVE_PORT_ASK_US UINT64_C(1000000)      /* between questions */
#define LIVE_PORT_ASK_MAX_US UINT64_C(30000000) /* while it is not up */

struct live_port {
	enum live_state state;
	bool open;      /* a handle is bound to it */
	int index;      /* the kernel's, while open; 0: not yet known */
	uint32_t asked; /* number of the question under way, or 0 */
	uint64_t ask_at_us;
	uint64_t wait_us;  /* until the question after the next one */
	uint64_t since_us; /* in this state */
	char name[LIVE_NAME_MAX];
};

enum live_port_step {
	LIVE_PORT_NOTHING,
	LIVE_PORT_SEE,  /* the state is *state */
	LIVE_PORT_OPEN, /* it can be opened; then the state is *state */
	LIVE_PORT_LOSE, /* the handle's interface is gone */
};

/* name is shorter than LIVE_NAME_MAX. */
void live_port_init(struct live_port *p, const char *name, uint64_t steady_us);

/* What news means for this one. */
enum live_port_step live_port_hear(struct live_port *p,
    const struct live_link_news *news, enum live_state *state);

/* A handle was opened; index as the news said, or 0. */
void live_port_opened(struct live_port *p, int index);
/* Enter a state.  Whether it is another one. */
bool live_port_enter(struct live_port *p, enum live_state state,
    uint64_t steady_us);

/* Whether it is time for a question; then the next one is set: each second
 * while it is up, else after 1 s and twice as long each time, up to 30 s.
 * Only having been up for that long brings back 1 s. */
bool live_port_ask(struct live_port *p, uint64_t steady_us);
/* Ask as soon as possible. */
void live_port_hurry(struct live_port *p);

#endif
