/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fragment.h - what the first fragment of a datagram tells of the later ones.
 *
 * Nothing is reassembled.  A first fragment leaves the header behind IP in
 * a bounded table; a later one takes it from there, or is held, which means
 * counted, until the first one comes.  A datagram leaves the table 30 s of
 * capture time after its first packet came, or as the oldest of a full
 * table; what it held is orphaned then.
 */
#ifndef PACKET_FRAGMENT_H
#define PACKET_FRAGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "packet/packet.h"
#include "packet/transport.h"

#define FRAGMENT_TIMEOUT_US UINT64_C(30000000)
#define FRAGMENT_DATAGRAMS_MAX (1U << 24)

/* Which datagram it is.  Without padding: hashed and compared as bytes. */
struct fragment_key {
	struct addr src, dst;
	uint32_t id;
	uint32_t tunnel_id;
	uint16_t vlan;
	uint8_t version;
	uint8_t proto; /* struct ip_header's datagram_proto */
};

struct fragment {
	struct fragment_key key;
	uint64_t time_us;
	uint32_t offset; /* bytes of its data in the datagram's */
	uint32_t len;
	uint32_t ip_len;
	bool more;
};

struct fragment_table;

/* 0 and a table to give to fragment_table_free(); -EINVAL when datagrams is
 * not 1 .. FRAGMENT_DATAGRAMS_MAX, or -ENOMEM. */
int fragment_table_new(struct fragment_table **out, size_t datagrams,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void fragment_table_free(struct fragment_table *ft);

/*
 * A first fragment with the header t, whose last byte that no other fragment
 * may overwrite stands before header_end of the datagram's data.  PACKET_OK;
 * or PACKET_FRAGMENT, counted, when another first one of the same unfinished
 * datagram said something else.  What is held stays so until
 * fragment_release().
 */
enum packet_status fragment_first(struct fragment_table *ft,
    const struct fragment *f, const struct transport *t, uint32_t header_end);

/* The fragments that waited for the first one f, packets and IP bytes: they
 * are the caller's from now on. */
void fragment_release(struct fragment_table *ft, const struct fragment *f,
    uint32_t *packets, uint32_t *bytes);

/* A later fragment.  PACKET_OK with *t of its first one; PACKET_HELD; or
 * PACKET_FRAGMENT, counted, when it overlaps the first one's header. */
enum packet_status fragment_later(struct fragment_table *ft,
    const struct fragment *f, struct transport *t);

/* Count a fragment that is refused for itself alone. */
void fragment_refuse(struct fragment_table *ft);

/* Forget everything; what is held becomes orphans. */
void fragment_table_flush(struct fragment_table *ft);

const struct packet_fragment_stats *
fragment_table_stats(const struct fragment_table *ft);

#endif
