/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live.h - frames from interfaces, as they come.
 *
 * One thread, in a loop: live_wait(), read the clocks, live_read().  Frames
 * of a single interface are handed on where the kernel put them.  Those of
 * several are copied into rings made at opening and handed on in the order
 * of their times: a span often comes as two interfaces, one for each
 * direction.  None is held for longer than the window, whatever the other
 * interfaces do.
 *
 * An interface that goes down, loses its carrier, disappears or comes back
 * is one event for each change; the others go on meanwhile.  A packet socket
 * outlives down and up.  An interface that was removed is opened anew when
 * one of its name is there again, which needs what opening needed: on Linux
 * CAP_NET_RAW, for promiscuous mode as well.  A process that drops its
 * privileges keeps that one capability (or the interface's return is told
 * as LIVE_REFUSED).  The block that the kernel was filling when an interface
 * disappeared is read while there is no other of its name; the next one's
 * opening gives it up.
 *
 * No clock is read here.
 */
#ifndef CAPTURE_LIVE_H
#define CAPTURE_LIVE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "capture/frame.h"

#define LIVE_INTERFACES_MAX 16
#define LIVE_NAME_MAX 16 /* bytes with the NUL; IFNAMSIZ */
#define LIVE_BUFFER_DEFAULT ((size_t)32 << 20) /* bytes */
#define LIVE_HOLD_DEFAULT ((size_t)32 << 20)   /* bytes */
#define LIVE_HOLD_MIN ((size_t)1 << 20)        /* bytes for each interface */
#define LIVE_WINDOW_DEFAULT_US UINT64_C(100000)
#define LIVE_WAIT_MS 100

/* Two clocks read together, in microseconds. */
struct live_clock {
	uint64_t steady_us; /* never set back, as CLOCK_MONOTONIC */
	uint64_t wall_us;   /* since 1970 UTC; for events only */
};

enum live_state {
	LIVE_UP,
	LIVE_NO_CARRIER, /* up, but no cable or the other end is down */
	LIVE_DOWN,       /* set down */
	LIVE_GONE,       /* there is none of that name, or it failed */
	LIVE_REFUSED,    /* there is, but it can not be opened */
};
#define LIVE_STATE_COUNT 5

struct live_event {
	uint16_t interface; /* index in live_options.interfaces */
	const char *name;   /* of the interface; lent */
	enum live_state before, state;
	uint64_t wall_us;
	const char *cause; /* a sentence's end; lent for the call */
};

/* Both must not call back into the capture; what is pointed to is lent for
 * the length of the call. */
typedef void live_frame_fn(const struct frame *frame, void *arg);
typedef void live_event_fn(const struct live_event *event, void *arg);

struct live_options {
	const char *const *interfaces; /* "any" is one, too */
	size_t interface_count;        /* 1 .. LIVE_INTERFACES_MAX */
	/*
	 * pcap-filter(7), or NULL.  On Linux the outermost VLAN tag of what
	 * an interface receives is taken off before the filter looks, but
	 * not that of frames it sends, nor a second tag: a filter without
	 * "vlan" misses those.  filter_tagged makes "E" mean E, or E behind
	 * one tag, or behind two.  "not E" then takes every tagged frame.
	 */
	const char *filter;
	bool filter_tagged;
	bool promiscuous;
	uint32_t snap_len;   /* bytes; 0: FRAME_CAP_MAX */
	size_t buffer_bytes; /* kernel's, for each interface; 0: default */
	size_t hold_bytes;  /* of all rings, for several interfaces; 0: default;
			       at least LIVE_HOLD_MIN for each */
	uint64_t window_us; /* 0: default */
	live_frame_fn *on_frame;
	live_event_fn *on_event;
	void *arg;                         /* for both */
	const volatile sig_atomic_t *stop; /* nonzero: return soon; or NULL */
};

/* Totals since live_open(), over every time the interface was opened. */
struct live_stats {
	uint64_t frames;          /* handed on or held */
	uint64_t received;        /* passed the filter, dropped or not */
	uint64_t kernel_drops;    /* no room in the kernel's buffer, and left */
	uint64_t left;            /* in that buffer at live_finish() */
	uint64_t interface_drops; /* missed by the hardware or its driver,
				     passed the filter or not */
	uint64_t late;    /* handed on after a later one of another interface */
	uint64_t hurried; /* handed on early because its ring was full */
	uint64_t opened;  /* times */
	enum live_state state;
};

struct live;

/*
 * Open every interface; the filter is checked before anything else.  One
 * that is set down is no failure: it is told as an event from here.
 * Everything else is copied.  0 and a capture to give to live_close(); or
 * negative with err filled: -EINVAL (the filter, or an option), -ENODEV (the
 * text lists those that are there), -EPERM (the text says how to give the
 * capability), -ENOMEM, -EIO.
 */
int live_open(struct live **out, const struct live_options *options,
    const struct live_clock *now, struct err *err);
void live_close(struct live *l);

/*
 * Wait for something to read, for at most LIVE_WAIT_MS and no longer than
 * a held frame may wait; a signal ends it.  0, or a negative errno of poll.
 */
int live_wait(struct live *l, uint64_t steady_us);

/*
 * Hand on what is there and due, and tell of changes; bounded, so that the
 * caller can look at its clocks.  Returns how many frames were handed on,
 * 0 too.
 */
size_t live_read(struct live *l, const struct live_clock *now);

/*
 * The end: what the kernel has up to now is owed, what comes later is not.
 * It keeps frames for up to LIVE_WAIT_MS, so read on while something is owed
 * and time is left; then live_finish() hands on everything held, and counts
 * what is still owed as left.  Returns how many frames were handed on.
 */
void live_stop(struct live *l);
bool live_owes(const struct live *l);
size_t live_finish(struct live *l);

/* Ask the kernel, and add up; interface below interface_count. */
void live_stats(struct live *l, size_t interface, struct live_stats *out);

/* "up", "no carrier", "down", "gone", "refused". */
const char *live_state_name(enum live_state state);

#endif
