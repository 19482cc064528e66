/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_link.h - what the kernel says about interfaces, by rtnetlink(7): one
 * message for each change, and for each question.
 *
 * Needs no permission; the one socket is opened at the start and stays.
 */
#ifndef CAPTURE_LIVE_LINK_H
#define CAPTURE_LIVE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "capture/live.h"

struct live_link_news {
	uint32_t asked;   /* live_link_ask()'s number; 0: nobody asked */
	int index;        /* 0 in an answer: there is no such interface */
	bool gone;        /* it was removed */
	bool up, carrier; /* carrier: frames can come */
	bool counted;     /* drops is known */
	uint64_t drops;   /* missed by hardware or driver, since it exists */
	char name[LIVE_NAME_MAX];
};

struct live_link;

/* 0 and a socket to give to live_link_close(); or negative with err. */
int live_link_open(struct live_link **out, struct err *err);
void live_link_close(struct live_link *l);
int live_link_fd(const struct live_link *l);

/* Ask about the interface of that index, or of that name where index is 0.
 * The answer comes with number, above 0, and is there at once.  0 or a
 * negative errno. */
int live_link_ask(struct live_link *l, uint32_t number, int index,
    const char *name);

/* The next message.  1; 0 when there is none; -ENOBUFS when some were lost,
 * and everything must be asked for; else a negative errno. */
int live_link_next(struct live_link *l, struct live_link_news *out);

/* Read the message that stands at data; answers to us say port.  Its length,
 * or 0 when it is cut; *told says whether it is news. */
size_t live_link_parse(const uint8_t *data, size_t len, uint32_t port,
    struct live_link_news *out, bool *told);

#endif
