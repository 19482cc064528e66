/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * follow.c - TCP connections to port 53 and 135, followed to their end.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "inspect/dns_tcp.h"
#include "inspect/follow.h"
#include "inspect/ordered.h"

struct follow {
	struct follow *next; /* while it lies in the pool */
	enum follow_kind kind;
	struct ordered ordered[2];
	union {
		struct dns_tcp dns[2];
		struct epm epm;
	};
};

/* Connections from fresh on were never taken. */
struct follow_pool {
	struct follow *all;
	struct follow *given;
	size_t max, fresh;
	struct follow_stats stats;
};

int
follow_pool_new(struct follow_pool **out, size_t max)
{
	struct follow_pool *p;

	if (max == 0 || max > FOLLOW_POOL_MAX)
		return -EINVAL;
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->all = calloc(max, sizeof(*p->all));
	if (!p->all) {
		free(p);
		return -ENOMEM;
	}
	p->max = max;
	*out = p;
	return 0;
}

void
follow_pool_free(struct follow_pool *p)
{
	if (!p)
		return;
	free(p->all);
	free(p);
}

const struct follow_stats *
follow_stats(const struct follow_pool *p)
{
	return &p->stats;
}

struct follow *
follow_take(struct follow_pool *p, enum follow_kind kind, unsigned int client)
{
	struct follow *f = p->given;

	assert(client < 2);
	if (f) {
		p->given = f->next;
	} else if (p->fresh < p->max) {
		f = &p->all[p->fresh++];
	} else {
		p->stats.refused++;
		return NULL;
	}
	p->stats.taken++;
	f->next = NULL;
	f->kind = kind;
	for (unsigned int side = 0; side < 2; side++) {
		ordered_init(&f->ordered[side]);
		if (kind == FOLLOW_DNS)
			dns_tcp_init(&f->dns[side]);
	}
	if (kind == FOLLOW_EPM)
		epm_init(&f->epm, client);
	return f;
}

void
follow_give(struct follow_pool *p, struct follow *f)
{
	if (!f)
		return;
	assert(f >= p->all && f < p->all + p->max);
	if (f->kind == FOLLOW_EPM) {
		p->stats.epm_asked += f->epm.stats.asked;
		p->stats.epm_answered += f->epm.stats.answered;
		p->stats.epm_ports += f->epm.stats.ports;
		p->stats.epm_unread += f->epm.stats.unread;
	}
	f->next = p->given;
	p->given = f;
}

void
follow_start(struct follow *f, unsigned int side, uint32_t seq)
{
	assert(side < 2);
	ordered_start(&f->ordered[side], seq);
}

/* A run of bytes on its way to a reader. */
struct run {
	struct follow_pool *pool;
	struct follow *follow;
	unsigned int side;
	const struct follow_sink *sink;
};

static void
take_message(void *arg, const uint8_t *message, size_t len, size_t wire_len)
{
	const struct run *r = arg;

	r->sink->dns(r->sink->arg, r->side, message, len, wire_len);
}

static void
take_port(void *arg, const struct epm_port *port)
{
	const struct run *r = arg;

	r->sink->port(r->sink->arg, port);
}

static void
take_gap(struct run *r)
{
	r->pool->stats.gaps++;
	if (r->follow->kind == FOLLOW_DNS)
		dns_tcp_gap(&r->follow->dns[r->side]);
	else
		epm_gap(&r->follow->epm, r->side);
}

static void
take_run(void *arg, const uint8_t *data, size_t len)
{
	struct run *r = arg;

	if (!data)
		take_gap(r);
	else if (r->follow->kind == FOLLOW_DNS)
		dns_tcp_feed(&r->follow->dns[r->side], data, len, take_message,
		    r);
	else
		epm_feed(&r->follow->epm, r->side, data, len, take_port, r);
}

void
follow_segment(struct follow_pool *p, struct follow *f, unsigned int side,
    uint32_t seq, const uint8_t *data, size_t len, size_t wire_len,
    const struct follow_sink *sink)
{
	struct run r = { p, f, side, sink };

	assert(side < 2);
	ordered_segment(&f->ordered[side], seq, data, len, wire_len, take_run,
	    &r);
}
