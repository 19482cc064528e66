/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_handle.h - libpcap's handle of one interface, and what it says in our
 * words.
 *
 * Packets come through TPACKET_V3 (libpcap 1.10 on Linux): the kernel fills
 * blocks of a shared buffer, and gives a block away when it is full or
 * timeout_ms old.
 */
#ifndef CAPTURE_LIVE_HANDLE_H
#define CAPTURE_LIVE_HANDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "capture/live.h"

struct live_handle;

struct live_handle_options {
	const char *filter; /* or NULL */
	const char *tagged; /* tried before filter, or NULL: only some link
			       types know of VLANs */
	bool promiscuous;
	uint32_t snap_len;   /* bytes */
	size_t buffer_bytes; /* kernel's */
	int timeout_ms;
};

/* The expression that means filter, behind VLAN tags as well.  To free();
 * NULL without memory. */
char *live_handle_tagged(const char *filter);

/* Whether libpcap can compile it for Ethernet, or else for another link type.
 * 0, -EINVAL with libpcap's reason, or -ENOMEM. */
int live_handle_check_filter(const char *filter, uint32_t snap_len,
    struct err *err);

/*
 * Open an interface; frames will say interface.  0 and a handle to give to
 * live_handle_close(); -ENETDOWN when it is set down; else as live_open().
 */
int live_handle_open(struct live_handle **out, const char *name,
    uint16_t interface, const struct live_handle_options *options,
    struct err *err);
void live_handle_close(struct live_handle *h);

/* To poll(2) for reading. */
int live_handle_fd(const struct live_handle *h);
/* Take and forget what the socket has to say about the interface. */
void live_handle_clear_error(struct live_handle *h);

/* Hand on at most max frames that are ready; does not wait.  How many, or
 * -EIO when the handle is of no more use. */
int live_handle_read(struct live_handle *h, int max, live_frame_fn *on_frame,
    void *arg, struct err *err);

/* Of this handle; both wrap.  0 or -EIO. */
int live_handle_counts(struct live_handle *h, uint32_t *received,
    uint32_t *drops);

/* What libpcap's status means: a negative errno, and the text for the
 * operator.  detail is libpcap's own. */
int live_handle_failure(const char *name, int status, const char *detail,
    struct err *err);

#endif
