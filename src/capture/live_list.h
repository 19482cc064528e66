/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_list.h - the interfaces that can be captured.
 */
#ifndef CAPTURE_LIVE_LIST_H
#define CAPTURE_LIVE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/err.h"

struct live_interface {
	char *name;
	char *description; /* or NULL */
	bool up, running, loopback;
	struct addr *addrs; /* IPv4 and IPv6 */
	size_t addr_count;
};

struct live_list {
	struct live_interface *items; /* libpcap's order: the likeliest first */
	size_t count;
};

/* Network interfaces only, and "any"; needs no permission.  0 and a list to
 * give to live_list_free(); -ENOMEM, or -EIO with libpcap's reason. */
int live_list_new(struct live_list **out, struct err *err);
void live_list_free(struct live_list *l);

/* Fill err with: no interface of that name, and those there are.  -ENODEV. */
int live_list_missing(const char *name, struct err *err);
/* The same of a given list, for tests; NULL is allowed. */
int live_list_say_missing(const struct live_list *l, const char *name,
    struct err *err);

#endif
