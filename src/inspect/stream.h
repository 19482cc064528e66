/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.h - the first kilobytes of a conversation, in order and once.
 *
 * A pool is made once with room for a fixed number of streams; a flow takes
 * one at its first payload byte and gives it back when it is settled or
 * ends.  Nothing is allocated afterwards.  A pool belongs to one thread.
 *
 * TCP: bytes go to their place by sequence number.  What came first stays:
 * a retransmission that differs changes nothing and raises a flag, except
 * that a few zeros (Ethernet padding taken for payload) give way.  UDP: the
 * first datagrams of each direction with their boundaries.  Fragments other
 * than the first one must not be given, and a first one with a wire_len
 * above its len: it is cut.
 */
#ifndef INSPECT_STREAM_H
#define INSPECT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/recognise.h"

#define INSPECT_STREAM_BYTES 4096 /* kept of each direction */
#define INSPECT_STREAM_PIECES 8   /* runs with holes between, kept */
#define INSPECT_STREAM_POOL_MAX (1U << 20)

struct inspect_stream;
struct inspect_stream_pool;

/* 0 and a pool of max streams (1 .. INSPECT_STREAM_POOL_MAX) to give to
 * inspect_stream_pool_free(), or -EINVAL, -ENOMEM. */
int inspect_stream_pool_new(struct inspect_stream_pool **out, size_t max);
/* Frees its streams too, taken ones included.  NULL is allowed. */
void inspect_stream_pool_free(struct inspect_stream_pool *p);
size_t inspect_stream_pool_used(const struct inspect_stream_pool *p);
/* How often a stream was asked for and none was left. */
uint64_t inspect_stream_pool_refused(const struct inspect_stream_pool *p);

/* An empty stream, or NULL when none is left (counted).  proto is the IANA
 * number, TCP or UDP.  Give back with inspect_stream_give(). */
struct inspect_stream *inspect_stream_take(struct inspect_stream_pool *p,
    uint8_t proto);
/* NULL is allowed. */
void inspect_stream_give(struct inspect_stream_pool *p,
    struct inspect_stream *s);

/*
 * TCP: the first byte of a side has this sequence number (that of its SYN
 * plus 1).  Of several calls for a side the last two are remembered, and
 * the first segment chooses between them; after that a call does nothing.
 * Without one, the side begins in mid-stream at the first byte seen.
 * UDP: the flow began in view; seq is not looked at.
 */
void inspect_stream_start(struct inspect_stream *s, unsigned int side,
    uint32_t seq);

/*
 * A TCP segment's payload: len bytes are visible of wire_len that were sent;
 * what is missing at its end is a hole.  Returns true when the bytes that
 * inspect_stream_view() shows have changed.
 */
bool inspect_stream_segment(struct inspect_stream *s, unsigned int side,
    uint32_t seq, const uint8_t *data, size_t len, size_t wire_len);

/* A UDP datagram's payload, likewise.  Empty ones are not kept. */
bool inspect_stream_datagram(struct inspect_stream *s, unsigned int side,
    const uint8_t *data, size_t len, size_t wire_len);

/* Nothing that comes can change the view any more: each side's buffer is
 * full, or has a hole that the snap length made. */
bool inspect_stream_full(const struct inspect_stream *s);

/* What is there; good until the next call that takes s.  client is the
 * client's side or -1. */
void inspect_stream_view(const struct inspect_stream *s, int8_t client,
    struct inspect_view *out);

#endif
