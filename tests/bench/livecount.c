/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * livecount.c - capture interfaces until SIGTERM, touching each frame once,
 * and print what came.
 *
 *	livecount BUFFER_MIB INTERFACE...
 */
#include <config.h>

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "capture/live.h"

static volatile sig_atomic_t stop;

struct seen {
	uint64_t frames, sum, last_us, backwards;
};

static void
on_signal(int number)
{
	(void)number;
	stop = 1;
}

static void
on_frame(const struct frame *f, void *arg)
{
	struct seen *s = arg;

	s->frames++;
	s->sum += f->wire_len + (f->cap_len > 0 ? f->data[0] : 0U);
	s->backwards += f->time_us < s->last_us;
	s->last_us = f->time_us;
}

static void
on_event(const struct live_event *e, void *arg)
{
	(void)arg;
	fprintf(stderr, "%s: %s: %s\n", e->name, live_state_name(e->state),
	    e->cause);
}

static uint64_t
clock_us(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static struct live_clock
clocks(void)
{
	return (struct live_clock){ .steady_us = clock_us(CLOCK_MONOTONIC),
		.wall_us = clock_us(CLOCK_REALTIME) };
}

static void
print(struct live *l, size_t count, const struct seen *seen)
{
	struct live_stats all = { 0 };
	struct rusage used;

	for (size_t i = 0; i < count; i++) {
		struct live_stats s;

		live_stats(l, i, &s);
		all.received += s.received;
		all.kernel_drops += s.kernel_drops;
		all.late += s.late;
		all.hurried += s.hurried;
	}
	getrusage(RUSAGE_SELF, &used);
	printf("%" PRIu64 " captured, %" PRIu64 " received, %" PRIu64
	       " dropped, %" PRIu64 " backwards, %" PRIu64 " late, %" PRIu64
	       " hurried, %.2f s of processor, %ld MB\n",
	    seen->frames, all.received, all.kernel_drops, seen->backwards,
	    all.late, all.hurried,
	    (double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec +
		1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec),
	    used.ru_maxrss / 1024);
}

int
main(int argc, char **argv)
{
	struct seen seen = { 0 };
	struct live_options o = { .on_frame = on_frame,
		.on_event = on_event,
		.arg = &seen,
		.promiscuous = true,
		.stop = &stop };
	const char *names[LIVE_INTERFACES_MAX];
	struct live_clock now = clocks();
	struct live *l;
	struct err err;

	if (argc < 3 || argc - 2 > LIVE_INTERFACES_MAX) {
		fputs("usage: livecount BUFFER_MIB INTERFACE...\n", stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		names[o.interface_count++] = argv[i];
	o.interfaces = names;
	o.buffer_bytes = strtoul(argv[1], NULL, 10) << 20;
	signal(SIGTERM, on_signal);
	if (live_open(&l, &o, &now, &err) < 0) {
		fprintf(stderr, "livecount: %s\n", err.text);
		return 2;
	}
	while (!stop) {
		live_wait(l, clock_us(CLOCK_MONOTONIC));
		now = clocks();
		live_read(l, &now);
	}
	live_stop(l);
	for (int turn = 0; live_owes(l) && turn < 10; turn++) {
		stop = 0;
		live_wait(l, clock_us(CLOCK_MONOTONIC));
		now = clocks();
		live_read(l, &now);
	}
	live_finish(l);
	print(l, o.interface_count, &seen);
	live_close(l);
	return 0;
}
