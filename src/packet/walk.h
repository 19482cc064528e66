/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * walk.h - where the decoder stands in a frame while it peels headers.
 *
 * Positions are those of one cursor over the whole frame.  Two ends matter:
 * .c.len is where the captured bytes of the present layer end, .wire_end
 * where the layer ended on the wire.  A header that passes the first but not
 * the second was cut by the capture; one that passes both is a lie.  A layer
 * that states its length moves both ends in, which drops padding and FCS.
 *
 * Invariant: c.pos <= c.len <= wire_end.
 */
#ifndef PACKET_WALK_H
#define PACKET_WALK_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/cursor.h"
#include "packet/packet.h"

/* The header that comes next. */
enum layer {
	LAYER_ETHERNET,
	LAYER_COOKED,  /* Linux "any" device, LINKTYPE_LINUX_SLL */
	LAYER_COOKED2, /* LINKTYPE_LINUX_SLL2 */
	LAYER_NULL,    /* BSD loopback, host order of whoever captured */
	LAYER_LOOP,    /* OpenBSD loopback, network order */
	LAYER_PPP,     /* HDLC address and control may stand before it */
	LAYER_PPPOE,
	LAYER_VLAN,
	LAYER_MPLS,
	LAYER_LLC,
	LAYER_IP, /* of either version; no link layer from here on */
	LAYER_IPV4,
	LAYER_IPV6,
};

struct walk {
	struct cursor c;
	size_t wire_end;
	const uint8_t *src_mac, *dst_mac; /* lent with the frame, or NULL */
	struct packet_tunnel tunnel;      /* the innermost one entered */
	enum layer layer;
	unsigned int depth; /* headers peeled so far */
	uint16_t vlan;
	bool tagged; /* vlan comes from a tag of this frame */
};

/* PACKET_OK when n bytes are there; else why they are not. */
static inline enum packet_status
walk_need(const struct walk *w, size_t n)
{
	if (n <= w->c.len - w->c.pos)
		return PACKET_OK;
	return n <= w->wire_end - w->c.pos ? PACKET_TRUNCATED
					   : PACKET_MALFORMED;
}

/* A cursor of its own over the next n bytes, which walk_need() found to be
 * there.  With n constant its checks cost nothing. */
static inline struct cursor
walk_take(struct walk *w, size_t n)
{
	const uint8_t *p = cursor_bytes(&w->c, n);

	assert(p != NULL);
	return cursor_of(p, n);
}

/* The present layer ends n bytes from here, if it did not end before. */
static inline void
walk_limit(struct walk *w, size_t n)
{
	if (n < w->wire_end - w->c.pos)
		w->wire_end = w->c.pos + n;
	if (n < w->c.len - w->c.pos)
		w->c.len = w->c.pos + n;
}

/* One more header; false when that is one too many. */
static inline bool
walk_enter(struct walk *w)
{
	return ++w->depth <= PACKET_DEPTH_MAX;
}

#endif
