/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_world.h - two veth pairs in a network namespace of the test's own,
 * and a capture on them: what is sent into vb and wb comes out of va and wa.
 * Each test has a process and a namespace, which end with it.  Root only.
 */
#ifndef SUPPORT_LIVE_WORLD_H
#define SUPPORT_LIVE_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include <check.h>

#include "capture/live.h"

#define LIVE_WORLD_EVENTS_MAX 1024

/* What the capture handed on. */
struct live_seen {
	uint64_t frames[LIVE_INTERFACES_MAX];
	uint64_t all;
	uint64_t last_us;
	uint64_t backwards;   /* times that went back */
	uint32_t last_number; /* see live_world_send_frame() */
	uint64_t out_of_turn; /* numbers that went back */
	uint16_t link_type;
	uint32_t longest; /* captured, bytes */
	size_t event_count;
	struct live_event events[LIVE_WORLD_EVENTS_MAX]; /* without cause */
	char cause[512];                                 /* of the last one */
};

extern struct live_seen live_seen;
extern struct live *live;
/* For live_world_start(): va alone, or with wa when the count is 2. */
extern struct live_options options;

/* Run the tests, each in its world; the status for main(). */
int live_world_run(const char *name, const TTest *const *tests, size_t count);

/* Run ip(8) with these words. */
void live_world_ip(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A veth pair, both ends up. */
void live_world_add_pair(const char *a, const char *b);

struct live_clock live_world_clocks(void);
void live_world_start(void);
/* Wait and read once; for so long; until so many frames came or two seconds
 * passed; until va is in a state. */
void live_world_turn(void);
void live_world_read_for(uint64_t us);
void live_world_read_frames(uint64_t frames);
void live_world_await_state(enum live_state state);

/* A socket to send through.  Close it. */
int live_world_sender(const char *interface);
/* A UDP frame behind tags that ends with the next number. */
void live_world_send_frame(int fd, unsigned int tags, uint16_t port);
void live_world_send_some(const char *interface, unsigned int count);

#endif
