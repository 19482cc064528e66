/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notify.h - tell the service manager how it is going: sd_notify(3) without
 * the library.  A notice is one datagram to the socket that the environment
 * names; where it names none, every call does nothing and succeeds.
 *
 * Open it before the sandbox, which lets no socket be made or connected.
 * Nothing here waits: a notice that there is no room for is dropped, with
 * -EAGAIN.
 */
#ifndef PIPELINE_NOTIFY_H
#define PIPELINE_NOTIFY_H

#include <stdint.h>

#include "base/err.h"

/* A longer status is cut. */
#define NOTIFY_STATUS_MAX 512

struct notify {
	int fd; /* connected; -1: nobody listens */
	/* How often to call notify_watchdog(): half of what the manager waits
	 * before it ends us; 0: it does not. */
	uint64_t watchdog_us;
};

/*
 * Read NOTIFY_SOCKET (a path, or "@" and an abstract name), WATCHDOG_USEC and
 * WATCHDOG_PID.  0 and *n to give to notify_close(), or a negative errno with
 * err.
 */
int notify_open(struct notify *n, struct err *err);
void notify_close(struct notify *n);

/* Each: 0, or a negative errno. */
int notify_ready(const struct notify *n);
/* Other rules are being loaded, since monotonic_us of CLOCK_MONOTONIC; end it
 * with notify_ready(). */
int notify_reloading(const struct notify *n, uint64_t monotonic_us);
int notify_stopping(const struct notify *n);
int notify_watchdog(const struct notify *n);
/* One line for "systemctl status". */
int notify_status(const struct notify *n, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
