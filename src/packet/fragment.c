/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fragment.c - what the first fragment of a datagram tells of the later ones.
 *
 * Slots are numbered from 1; 0 is none.  A slot in use stands in a hash chain
 * and in the age list, oldest first, which is by arrival and so by time
 * unless the capture's clock was set.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "packet/fragment.h"

struct datagram {
	struct fragment_key key;
	struct transport transport; /* of the first fragment, once it came */
	uint64_t first_us;
	uint32_t seen; /* bytes of data that came, repeats included */
	uint32_t end;  /* of the data, once the last fragment came; else 0 */
	uint32_t header_end;  /* what later fragments must leave alone */
	uint32_t held_offset; /* the least of those held */
	uint32_t held_packets;
	uint32_t held_bytes;
	uint32_t next; /* in its chain, or of the free ones */
	uint32_t older, newer;
	bool has_first;
};

struct fragment_table {
	struct datagram *slots; /* [0] is the age list's head */
	uint32_t *heads;
	uint64_t mask; /* of heads */
	uint32_t free;
	uint8_t secret[HASH_SECRET_BYTES];
	struct packet_fragment_stats stats;
};

_Static_assert(sizeof(struct fragment_key) == 44, "no padding in the key");

static void
make_free_list(struct fragment_table *ft, size_t datagrams)
{
	for (size_t i = 1; i < datagrams; i++)
		ft->slots[i].next = (uint32_t)i + 1;
	ft->free = 1;
}

int
fragment_table_new(struct fragment_table **out, size_t datagrams,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct fragment_table *ft;
	size_t heads = 1;

	if (datagrams < 1 || datagrams > FRAGMENT_DATAGRAMS_MAX)
		return -EINVAL;
	while (heads < datagrams)
		heads *= 2;
	ft = calloc(1, sizeof(*ft));
	if (ft == NULL)
		return -ENOMEM;
	ft->slots = calloc(datagrams + 1, sizeof(*ft->slots));
	ft->heads = calloc(heads, sizeof(*ft->heads));
	if (ft->slots == NULL || ft->heads == NULL) {
		fragment_table_free(ft);
		return -ENOMEM;
	}
	ft->mask = heads - 1;
	memcpy(ft->secret, secret, sizeof(ft->secret));
	make_free_list(ft, datagrams);
	*out = ft;
	return 0;
}

void
fragment_table_free(struct fragment_table *ft)
{
	if (ft == NULL)
		return;
	free(ft->slots);
	free(ft->heads);
	free(ft);
}

static uint32_t *
chain_of(struct fragment_table *ft, const struct fragment_key *key)
{
	uint64_t hash = hash_bytes(key, sizeof(*key), ft->secret);

	return &ft->heads[hash & ft->mask];
}

static void
age_unlink(struct fragment_table *ft, uint32_t i)
{
	struct datagram *d = &ft->slots[i];

	ft->slots[d->older].newer = d->newer;
	ft->slots[d->newer].older = d->older;
}

static void
age_push_newest(struct fragment_table *ft, uint32_t i)
{
	struct datagram *d = &ft->slots[i];

	d->older = ft->slots[0].older;
	d->newer = 0;
	ft->slots[d->older].newer = i;
	ft->slots[0].older = i;
}

/* What waits for the first fragment will not meet it. */
static void
orphan(struct fragment_table *ft, struct datagram *d)
{
	ft->stats.orphan_packets += d->held_packets;
	ft->stats.held_now -= d->held_packets;
	d->held_packets = d->held_bytes = 0;
}

static void
drop(struct fragment_table *ft, uint32_t i)
{
	struct datagram *d = &ft->slots[i];
	uint32_t *link = chain_of(ft, &d->key);

	orphan(ft, d);
	while (*link != i) {
		assert(*link != 0);
		link = &ft->slots[*link].next;
	}
	*link = d->next;
	age_unlink(ft, i);
	d->next = ft->free;
	ft->free = i;
}

/* Either way: a clock that was set must not leave a datagram for ever. */
static bool
is_old(const struct datagram *d, uint64_t now_us)
{
	uint64_t age_us =
	    now_us > d->first_us ? now_us - d->first_us : d->first_us - now_us;

	return age_us > FRAGMENT_TIMEOUT_US;
}

static void
expire(struct fragment_table *ft, uint64_t now_us)
{
	uint32_t oldest;

	while ((oldest = ft->slots[0].newer) != 0 &&
	    is_old(&ft->slots[oldest], now_us))
		drop(ft, oldest);
}

static struct datagram *
find(struct fragment_table *ft, const struct fragment *f)
{
	uint32_t i = *chain_of(ft, &f->key);

	while (i != 0 && memcmp(&ft->slots[i].key, &f->key, sizeof(f->key)))
		i = ft->slots[i].next;
	if (i == 0)
		return NULL;
	if (is_old(&ft->slots[i], f->time_us)) {
		drop(ft, i);
		return NULL;
	}
	return &ft->slots[i];
}

static struct datagram *
add(struct fragment_table *ft, const struct fragment *f)
{
	uint32_t *head = chain_of(ft, &f->key);
	uint32_t i;

	if (ft->free == 0)
		drop(ft, ft->slots[0].newer);
	i = ft->free;
	ft->free = ft->slots[i].next;
	ft->slots[i] = (struct datagram){
		.key = f->key, .first_us = f->time_us, .next = *head
	};
	*head = i;
	age_push_newest(ft, i);
	return &ft->slots[i];
}

static struct datagram *
find_or_add(struct fragment_table *ft, const struct fragment *f)
{
	struct datagram *d;

	expire(ft, f->time_us);
	d = find(ft, f);
	return d != NULL ? d : add(ft, f);
}

static void
count_data(struct datagram *d, const struct fragment *f)
{
	d->seen += f->len;
	if (!f->more)
		d->end = f->offset + f->len;
}

/* All data came, as far as can be told without a map of it. */
static bool
is_complete(const struct datagram *d)
{
	return d->end != 0 && d->seen >= d->end;
}

static bool
same_header(const struct transport *a, const struct transport *b)
{
	return a->proto == b->proto && a->has_ports == b->has_ports &&
	    a->src_port == b->src_port && a->dst_port == b->dst_port &&
	    a->icmp_type == b->icmp_type && a->icmp_code == b->icmp_code &&
	    a->icmp_id == b->icmp_id && a->vrid == b->vrid;
}

enum packet_status
fragment_first(struct fragment_table *ft, const struct fragment *f,
    const struct transport *t, uint32_t header_end)
{
	struct datagram *d = find_or_add(ft, f);

	if (d->has_first && !same_header(&d->transport, t)) {
		if (!is_complete(d)) {
			fragment_refuse(ft);
			return PACKET_FRAGMENT;
		}
		/* The sender came round to the same identification. */
		drop(ft, (uint32_t)(d - ft->slots));
		d = add(ft, f);
	}
	if (d->held_packets > 0 && d->held_offset < header_end)
		orphan(ft, d);
	count_data(d, f);
	d->transport = *t;
	d->header_end = header_end;
	d->has_first = true;
	return PACKET_OK;
}

void
fragment_release(struct fragment_table *ft, const struct fragment *f,
    uint32_t *packets, uint32_t *bytes)
{
	struct datagram *d = find(ft, f);

	*packets = *bytes = 0;
	if (d == NULL)
		return;
	*packets = d->held_packets;
	*bytes = d->held_bytes;
	ft->stats.held_now -= d->held_packets;
	d->held_packets = d->held_bytes = 0;
}

static enum packet_status
hold(struct fragment_table *ft, struct datagram *d, const struct fragment *f)
{
	if (d->held_packets == 0 || f->offset < d->held_offset)
		d->held_offset = f->offset;
	d->held_packets++;
	d->held_bytes += f->ip_len;
	ft->stats.held_now++;
	count_data(d, f);
	return PACKET_HELD;
}

enum packet_status
fragment_later(struct fragment_table *ft, const struct fragment *f,
    struct transport *t)
{
	struct datagram *d = find_or_add(ft, f);

	if (!d->has_first)
		return hold(ft, d, f);
	if (f->offset < d->header_end) {
		fragment_refuse(ft);
		return PACKET_FRAGMENT;
	}
	count_data(d, f);
	*t = d->transport;
	t->tcp_flags = 0;
	t->tcp_seq = t->tcp_ack = 0;
	return PACKET_OK;
}

void
fragment_refuse(struct fragment_table *ft)
{
	ft->stats.overlap_packets++;
}

void
fragment_table_flush(struct fragment_table *ft)
{
	while (ft->slots[0].newer != 0)
		drop(ft, ft->slots[0].newer);
}

const struct packet_fragment_stats *
fragment_table_stats(const struct fragment_table *ft)
{
	return &ft->stats;
}
