/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * follow.h - TCP connections to port 53 and 135, followed to their end.
 *
 * What inspect/stream keeps is the first kilobytes; names and granted ports
 * come later too.  A pool is made once with room for a fixed number of
 * connections; nothing is allocated afterwards.  A pool belongs to one
 * thread.
 */
#ifndef INSPECT_FOLLOW_H
#define INSPECT_FOLLOW_H

#include <stddef.h>
#include <stdint.h>

#include "inspect/epm.h"

enum follow_kind { FOLLOW_DNS, FOLLOW_EPM };

#define FOLLOW_POOL_MAX (1U << 16)

struct follow;
struct follow_pool;

/* Where what was read goes; called from follow_segment(). */
struct follow_sink {
	/* A DNS message of the side, without its length: dns_read_query() or
	 * dns_read_response() takes these. */
	void (*dns)(void *arg, unsigned int side, const uint8_t *message,
	    size_t len, size_t wire_len);
	void (*port)(void *arg, const struct epm_port *port);
	void *arg;
};

struct follow_stats {
	uint64_t taken, refused; /* connections; without room */
	uint64_t gaps;
	uint64_t epm_asked, epm_answered, epm_ports, epm_unread;
};

/* 0 and a pool of max connections (1 .. FOLLOW_POOL_MAX, about 30 KiB each)
 * to give to follow_pool_free(); -EINVAL, -ENOMEM. */
int follow_pool_new(struct follow_pool **out, size_t max);
/* Frees what was taken too.  NULL is allowed. */
void follow_pool_free(struct follow_pool *p);
/* Figures; those of the endpoint mapper are of the connections given back. */
const struct follow_stats *follow_stats(const struct follow_pool *p);

/* A connection whose client has this side; NULL when there is no room
 * (counted).  Give back with follow_give(). */
struct follow *follow_take(struct follow_pool *p, enum follow_kind kind,
    unsigned int client);
/* NULL is allowed. */
void follow_give(struct follow_pool *p, struct follow *f);

/* As ordered_start() and ordered_segment(), for a side. */
void follow_start(struct follow *f, unsigned int side, uint32_t seq);
void follow_segment(struct follow_pool *p, struct follow *f, unsigned int side,
    uint32_t seq, const uint8_t *data, size_t len, size_t wire_len,
    const struct follow_sink *sink);

#endif
