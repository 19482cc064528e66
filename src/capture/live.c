/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live.c - frames from interfaces, as they come.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "capture/live.h"
#include "capture/live_count.h"
#include "capture/live_handle.h"
#include "capture/live_link.h"
#include "capture/live_list.h"
#include "capture/live_merge.h"
#include "capture/live_port.h"

#define BATCH 1024              /* frames of one interface between others */
#define DRAIN_FRAMES_MAX 262144 /* of an interface that is opened anew */
/*
 * How old a kernel's block may get.  The timer may just miss a block, so
 * that its frames come twice as late; the window must be longer than that,
 * or a frame of the slower side comes after its turn.
 */
#define BLOCK_MS 100

static const char any_name[] = "any"; /* no interface that comes and goes */

struct tap {
	struct live_port port;
	struct live_handle *handle; /* kept when its interface is gone, until
				       the next: there may be frames in it */
	bool ready;                 /* to read */
	uint64_t frames, opened;
	uint64_t owed; /* frames, when live_stop() was called */
	uint64_t left; /* of them not read at live_finish() */
	struct live_count received, kernel_drops, interface_drops;
};

struct live {
	struct live_options options; /* pointers of its own or the caller's */
	struct live_handle_options handle_options;
	char *filter, *tagged;
	struct live_link *link;
	struct live_merge *merge; /* NULL with one interface */
	struct live_clock now;    /* of the last live_read() */
	uint32_t question;        /* number of the last one */
	size_t count;
	struct tap taps[LIVE_INTERFACES_MAX];
};

static const char *const state_names[] = {
	[LIVE_UP] = "up",
	[LIVE_NO_CARRIER] = "no carrier",
	[LIVE_DOWN] = "down",
	[LIVE_GONE] = "gone",
	[LIVE_REFUSED] = "refused",
};

static const char *const causes[] = {
	[LIVE_UP] = "frames can come again",
	[LIVE_NO_CARRIER] = "no cable, or the other end is off",
	[LIVE_DOWN] = "it was set down",
	[LIVE_GONE] = "there is no interface of that name",
	[LIVE_REFUSED] = "it can not be opened",
};

_Static_assert(sizeof(state_names) / sizeof(*state_names) == LIVE_STATE_COUNT,
    "a name for each state");
_Static_assert(sizeof(causes) / sizeof(*causes) == LIVE_STATE_COUNT,
    "a cause for each state");

const char *
live_state_name(enum live_state state)
{
	return state_names[state];
}

static bool
stopped(const struct live *l)
{
	return l->options.stop && *l->options.stop;
}

static bool
is_any(const struct tap *t)
{
	return strcmp(t->port.name, any_name) == 0;
}

/* A frame on its way into the rings. */
static void
hold(const struct frame *frame, void *arg)
{
	struct live *l = arg;

	live_merge_put(l->merge, frame, l->now.steady_us);
}

/* Add up what the handle counted. */
static void
count(struct tap *t)
{
	uint32_t received, drops;

	if (!t->handle || live_handle_counts(t->handle, &received, &drops) < 0)
		return;
	live_count_narrow(&t->received, received);
	live_count_narrow(&t->kernel_drops, drops);
}

static void
close_handle(struct tap *t)
{
	count(t);
	live_handle_close(t->handle);
	t->handle = NULL;
	t->port.open = false;
	t->ready = false;
	live_count_restart(&t->received);
	live_count_restart(&t->kernel_drops);
	live_count_restart(&t->interface_drops);
}

/* Enter a state and tell of it. */
static void
enter(struct live *l, struct tap *t, enum live_state state, const char *cause)
{
	struct live_event e = {
		.interface = (uint16_t)(t - l->taps),
		.name = t->port.name,
		.before = t->port.state,
		.state = state,
		.wall_us = l->now.wall_us,
		.cause = cause ? cause : causes[state],
	};

	if (!live_port_enter(&t->port, state, l->now.steady_us))
		return;
	if (l->merge)
		live_merge_await(l->merge, e.interface, state == LIVE_UP);
	l->options.on_event(&e, l->options.arg);
}

static int
open_handle(struct live *l, struct tap *t, int index, struct err *err)
{
	int rc = live_handle_open(&t->handle, t->port.name,
	    (uint16_t)(t - l->taps), &l->handle_options, err);

	if (rc < 0)
		return rc;
	live_port_opened(&t->port, index);
	t->opened++;
	return 0;
}

/* Read one batch; whether there may be more. */
static bool
read_batch(struct live *l, struct tap *t)
{
	live_frame_fn *fn = l->merge ? hold : l->options.on_frame;
	void *arg = l->merge ? l : l->options.arg;
	struct err err;
	int n = live_handle_read(t->handle, BATCH, fn, arg, &err);

	if (n < 0) {
		close_handle(t);
		enter(l, t, LIVE_GONE, err.text);
		return false;
	}
	t->frames += (unsigned int)n;
	return n == BATCH;
}

/* What is ready in the kernel, up to a bound. */
static void
drain(struct live *l, struct tap *t)
{
	for (int n = 0; t->handle && n < DRAIN_FRAMES_MAX; n += BATCH) {
		uint64_t before = t->frames;

		if (!read_batch(l, t) && t->frames == before)
			return;
	}
}

static void
open_again(struct live *l, struct tap *t, int index, enum live_state state)
{
	struct err err;
	int rc;

	if (t->handle) {
		drain(l, t);
		close_handle(t);
	}
	rc = open_handle(l, t, index, &err);
	if (rc == 0)
		enter(l, t, state, NULL);
	else if (rc == -ENODEV)
		enter(l, t, LIVE_GONE, NULL);
	else if (rc == -ENETDOWN)
		enter(l, t, LIVE_DOWN, NULL);
	else
		enter(l, t, LIVE_REFUSED, err.text);
}

static void
hear(struct live *l, struct tap *t, const struct live_link_news *news)
{
	enum live_state state;

	switch (live_port_hear(&t->port, news, &state)) {
	case LIVE_PORT_NOTHING:
		return;
	case LIVE_PORT_SEE:
		enter(l, t, state, NULL);
		break;
	case LIVE_PORT_OPEN:
		open_again(l, t, news->index, state);
		break;
	case LIVE_PORT_LOSE:
		t->port.open = false;
		live_count_restart(&t->interface_drops);
		enter(l, t, LIVE_GONE, NULL);
		return;
	}
	if (t->port.open && news->counted)
		live_count_wide(&t->interface_drops, news->drops);
}

static void
ask(struct live *l, struct tap *t)
{
	struct live_port *p = &t->port;

	if (is_any(t))
		return;
	l->question += l->question == UINT32_MAX ? 2 : 1; /* never 0 */
	p->asked = l->question;
	live_link_ask(l->link, p->asked, p->open ? p->index : 0, p->name);
}

/* Take what the kernel said; where it lost something, ask for all. */
static void
listen_to_kernel(struct live *l)
{
	struct live_link_news news;
	int rc;

	while ((rc = live_link_next(l->link, &news)) > 0) {
		for (size_t i = 0; i < l->count; i++)
			hear(l, &l->taps[i], &news);
	}
	for (size_t i = 0; rc < 0 && i < l->count; i++)
		live_port_hurry(&l->taps[i].port);
}

static void
look_after(struct live *l)
{
	bool asked = false;

	listen_to_kernel(l);
	for (size_t i = 0; i < l->count; i++) {
		struct tap *t = &l->taps[i];

		if (!live_port_ask(&t->port, l->now.steady_us))
			continue;
		count(t);
		ask(l, t);
		asked = true;
	}
	if (asked)
		listen_to_kernel(l);
}

static int
check_names(const struct live_options *o, struct err *err)
{
	if (o->interface_count < 1 || o->interface_count > LIVE_INTERFACES_MAX)
		return err_set(err, -EINVAL,
		    "%zu interfaces; 1 to %d can be captured at a time",
		    o->interface_count, LIVE_INTERFACES_MAX);
	for (size_t i = 0; i < o->interface_count; i++) {
		const char *name = o->interfaces[i];

		if (*name == '\0' || strlen(name) >= LIVE_NAME_MAX)
			return live_list_missing(name, err);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(name, o->interfaces[j]) == 0)
				return err_set(err, -EINVAL,
				    "%s: is given twice", name);
		}
	}
	return 0;
}

/* The filter, and its form for tagged frames: "E) or (F" is none. */
static int
prepare_filter(struct live *l, const struct live_options *o, struct err *err)
{
	struct live_handle_options *h = &l->handle_options;
	int rc;

	if (!o->filter || !*o->filter)
		return 0;
	rc = live_handle_check_filter(o->filter, h->snap_len, err);
	if (rc < 0)
		return rc;
	h->filter = l->filter = strdup(o->filter);
	if (o->filter_tagged)
		h->tagged = l->tagged = live_handle_tagged(o->filter);
	if (!l->filter || (o->filter_tagged && !l->tagged))
		return err_set(err, -ENOMEM, "filter: no memory");
	return 0;
}

static int
prepare_merge(struct live *l, struct err *err)
{
	const struct live_options *o = &l->options;
	size_t hold_bytes = o->hold_bytes ? o->hold_bytes : LIVE_HOLD_DEFAULT;
	uint64_t window_us =
	    o->window_us ? o->window_us : LIVE_WINDOW_DEFAULT_US;
	uint64_t block_ms = window_us * 2 / 5 / 1000;
	int rc;

	l->handle_options.timeout_ms = BLOCK_MS;
	if (l->count == 1)
		return 0;
	if (block_ms < BLOCK_MS)
		l->handle_options.timeout_ms = block_ms > 0 ? (int)block_ms : 1;
	hold_bytes /= l->count;
	rc = live_merge_new(&l->merge, l->count,
	    hold_bytes < LIVE_HOLD_MIN ? LIVE_HOLD_MIN : hold_bytes, window_us,
	    o->on_frame, o->arg);
	return rc < 0 ? err_set(err, rc, "interfaces: no memory") : 0;
}

static int
prepare(struct live *l, const struct live_options *o, struct err *err)
{
	uint32_t snap_len = o->snap_len ? o->snap_len : FRAME_CAP_MAX;
	int rc;

	l->handle_options = (struct live_handle_options){
		.promiscuous = o->promiscuous,
		.snap_len = snap_len < FRAME_CAP_MAX ? snap_len : FRAME_CAP_MAX,
		.buffer_bytes =
		    o->buffer_bytes ? o->buffer_bytes : LIVE_BUFFER_DEFAULT,
	};
	rc = check_names(o, err);
	if (rc == 0)
		rc = prepare_filter(l, o, err);
	if (rc < 0)
		return rc;
	l->count = o->interface_count;
	for (size_t i = 0; i < l->count; i++)
		live_port_init(&l->taps[i].port, o->interfaces[i],
		    l->now.steady_us);
	rc = prepare_merge(l, err);
	if (rc == 0)
		rc = live_link_open(&l->link, err);
	return rc;
}

static int
start(struct live *l, struct err *err)
{
	bool down[LIVE_INTERFACES_MAX] = { false };

	for (size_t i = 0; i < l->count; i++) {
		int rc = open_handle(l, &l->taps[i], 0, err);

		/* Not in open_handle(): a restricted process may not list. */
		if (rc == -ENODEV)
			return live_list_missing(l->taps[i].port.name, err);
		if (rc < 0 && rc != -ENETDOWN)
			return rc;
		down[i] = rc < 0;
	}
	/* Nothing is told before everything else is sure to go on. */
	for (size_t i = 0; i < l->count; i++) {
		if (down[i])
			enter(l, &l->taps[i], LIVE_DOWN, NULL);
		ask(l, &l->taps[i]);
	}
	listen_to_kernel(l);
	return 0;
}

int
live_open(struct live **out, const struct live_options *options,
    const struct live_clock *now, struct err *err)
{
	struct live *l = calloc(1, sizeof(*l));
	int rc;

	if (!l)
		return err_set(err, -ENOMEM, "interfaces: no memory");
	l->options = *options;
	l->options.interfaces = NULL;
	l->options.filter = NULL;
	l->now = *now;
	rc = prepare(l, options, err);
	if (rc == 0)
		rc = start(l, err);
	if (rc < 0) {
		live_close(l);
		return rc;
	}
	*out = l;
	return 0;
}

void
live_close(struct live *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++)
		live_handle_close(l->taps[i].handle);
	live_link_close(l->link);
	live_merge_free(l->merge);
	free(l->filter);
	free(l->tagged);
	free(l);
}

/* Milliseconds until something is due, at most LIVE_WAIT_MS. */
static int
wait_ms(const struct live *l, uint64_t steady_us)
{
	uint64_t due = steady_us + LIVE_WAIT_MS * 1000;

	if (l->merge && live_merge_due_us(l->merge) < due)
		due = live_merge_due_us(l->merge);
	for (size_t i = 0; i < l->count; i++) {
		const struct tap *t = &l->taps[i];

		if (t->ready)
			return 0;
		if (t->port.ask_at_us < due)
			due = t->port.ask_at_us;
	}
	return due > steady_us ? (int)((due - steady_us + 999) / 1000) : 0;
}

int
live_wait(struct live *l, uint64_t steady_us)
{
	struct pollfd fds[LIVE_INTERFACES_MAX + 1];
	struct tap *taps[LIVE_INTERFACES_MAX];
	nfds_t n = 0;

	if (stopped(l))
		return 0;
	for (size_t i = 0; i < l->count; i++) {
		if (!l->taps[i].handle)
			continue;
		taps[n] = &l->taps[i];
		fds[n++] = (struct pollfd){
			.fd = live_handle_fd(l->taps[i].handle),
			.events = POLLIN,
		};
	}
	fds[n] =
	    (struct pollfd){ .fd = live_link_fd(l->link), .events = POLLIN };
	if (poll(fds, n + 1, wait_ms(l, steady_us)) < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -errno;
	for (nfds_t i = 0; i < n; i++) {
		if (fds[i].revents & POLLIN)
			taps[i]->ready = true;
		if (fds[i].revents & (POLLERR | POLLHUP | POLLNVAL)) {
			live_handle_clear_error(taps[i]->handle);
			live_port_hurry(&taps[i]->port);
		}
	}
	return 0;
}

/* How many frames were read up to now, all together. */
static uint64_t
read_so_far(const struct live *l)
{
	uint64_t frames = 0;

	for (size_t i = 0; i < l->count; i++)
		frames += l->taps[i].frames;
	return frames;
}

size_t
live_read(struct live *l, const struct live_clock *now)
{
	uint64_t before = read_so_far(l);

	l->now = *now;
	look_after(l);
	for (size_t i = 0; i < l->count && !stopped(l); i++) {
		struct tap *t = &l->taps[i];

		if (t->ready && t->handle)
			t->ready = read_batch(l, t);
	}
	if (l->merge)
		return live_merge_take(l->merge, now->steady_us);
	return (size_t)(read_so_far(l) - before);
}

void
live_stop(struct live *l)
{
	for (size_t i = 0; i < l->count; i++) {
		struct tap *t = &l->taps[i];

		count(t);
		t->owed = t->received.total - t->kernel_drops.total;
	}
}

bool
live_owes(const struct live *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->taps[i].frames < l->taps[i].owed)
			return true;
	return false;
}

size_t
live_finish(struct live *l)
{
	for (size_t i = 0; i < l->count; i++) {
		struct tap *t = &l->taps[i];

		if (t->frames < t->owed)
			t->left = t->owed - t->frames;
	}
	return l->merge ? live_merge_flush(l->merge) : 0;
}

void
live_stats(struct live *l, size_t interface, struct live_stats *out)
{
	struct tap *t = &l->taps[interface];

	assert(interface < l->count);
	count(t);
	*out = (struct live_stats){
		.frames = t->frames,
		.received = t->received.total,
		.kernel_drops = t->kernel_drops.total + t->left,
		.left = t->left,
		.interface_drops = t->interface_drops.total,
		.opened = t->opened,
		.state = t->port.state,
	};
	if (l->merge) {
		out->late = live_merge_late(l->merge, interface);
		out->hurried = live_merge_hurried(l->merge, interface);
	}
}
