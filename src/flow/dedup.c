/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dedup.c - exact repeats of a packet within a short window.
 *
 * A bounded memory of what was seen: sets of a cache line, in which the
 * oldest entry makes room.  Entries are the 64 bits of a keyed hash, so that
 * two packets that only look alike are not taken for one, and nobody without
 * the secret can make them.  As this goes over some 100 bytes of every packet,
 * they are brought down to 16 by NH (Black and others, "UMAC: Fast and Secure
 * Message Authentication"; RFC 4418 section 5.2.2, here with words of 64
 * bits), under which two messages meet with a chance of 2^-64, and only those
 * go to SipHash, with the lengths.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flow/dedup.h"

#define CACHE_LINE 64
#define WAYS 4U
#define SETS 2048U /* a power of two */
#define PAYLOAD_MAX 64U
#define HASHED_MAX 256U /* bytes of headers and payload */
#define NH_BLOCK 16U    /* bytes, two words */
#define WORDS (HASHED_MAX / sizeof(uint64_t))

/* IPv4 header fields that a router changes (RFC 791 section 3.1), and the
 * hop limit of IPv6 (RFC 8200 section 3) */
#define V4_HEADER_MIN 20U
#define V4_TTL 8
#define V4_CHECKSUM 10
#define V6_HEADER 40U
#define V6_HOP_LIMIT 7

struct entry {
	uint64_t hash; /* 0: unused */
	uint32_t time_us;
	uint32_t way; /* of the packet to us: see way_of() */
};

static_assert(sizeof(struct entry) * WAYS == CACHE_LINE,
    "a set is a cache line");

__extension__ typedef unsigned __int128 u128;

struct dedup {
	struct entry (*sets)[WAYS];
	uint64_t key[WORDS]; /* of NH, one word for each of the message */
	uint8_t secret[HASH_SECRET_BYTES];
};

int
dedup_new(struct dedup **out, const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct dedup *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return -ENOMEM;
	d->sets = aligned_alloc(CACHE_LINE, SETS * sizeof(*d->sets));
	if (d->sets == NULL) {
		free(d);
		return -ENOMEM;
	}
	memset(d->sets, 0, SETS * sizeof(*d->sets));
	memcpy(d->secret, secret, sizeof(d->secret));
	for (uint64_t i = 0; i < WORDS; i++)
		d->key[i] = hash_bytes(&i, sizeof(i), secret);
	*out = d;
	return 0;
}

void
dedup_free(struct dedup *d)
{
	if (d == NULL)
		return;
	free(d->sets);
	free(d);
}

/* Bytes to hash: all headers and the first of the payload. */
static size_t
hashed_len(const struct packet *p)
{
	size_t len = p->ip_cap_len;
	size_t header = len;

	if (p->payload != NULL)
		header = (size_t)(p->payload - p->ip);
	assert(header <= len);
	if (len - header > PAYLOAD_MAX)
		len = header + PAYLOAD_MAX;
	return len < HASHED_MAX ? len : HASHED_MAX;
}

static void
mask(uint8_t *ip, size_t len, uint8_t ip_version)
{
	if (ip_version == 4 && len >= V4_HEADER_MIN) {
		ip[V4_TTL] = 0;
		ip[V4_CHECKSUM] = 0;
		ip[V4_CHECKSUM + 1] = 0;
	} else if (ip_version == 6 && len >= V6_HEADER) {
		ip[V6_HOP_LIMIT] = 0;
	}
}

/* NH of a whole number of blocks. */
static u128
nh(const uint64_t *words, size_t n, const uint64_t *key)
{
	u128 sum = 0;

	for (size_t i = 0; i < n; i += 2)
		sum += (u128)(words[i] + key[i]) * (words[i + 1] + key[i + 1]);
	return sum;
}

static uint64_t
hash_of(const struct dedup *d, const struct packet *p)
{
	uint64_t words[WORDS];
	size_t len = hashed_len(p);
	size_t blocks = (len + NH_BLOCK - 1) / NH_BLOCK;
	uint64_t digest[3];
	uint64_t hash;
	u128 sum;

	/* A short last block is filled up with zeros; len tells how far. */
	if (blocks > 0)
		memset(&words[2 * blocks - 2], 0, NH_BLOCK);
	memcpy(words, p->ip, len);
	mask((uint8_t *)words, len, p->ip_version);
	sum = nh(words, 2 * blocks, d->key);
	digest[0] = (uint64_t)sum;
	digest[1] = (uint64_t)(sum >> 64);
	digest[2] = (uint64_t)p->ip_len << 32 | len;
	hash = hash_sip(digest, sizeof(digest), d->secret, 1, 3);
	return hash != 0 ? hash : 1;
}

/*
 * By which way a packet came: its VLAN, MAC addresses and hop limit in 32
 * bits.  Two ways that fall together cost no more than a repeat that is
 * counted as a packet.
 */
static uint32_t
way_of(const struct packet *p)
{
	uint64_t src = 0, dst = 0;

	memcpy(&src, p->src_mac, sizeof(p->src_mac));
	memcpy(&dst, p->dst_mac, sizeof(p->dst_mac));
	src = (src ^ (uint64_t)p->vlan << 48) * UINT64_C(0x9e3779b97f4a7c15);
	dst = (dst ^ (uint64_t)p->ttl << 48) * UINT64_C(0xc2b2ae3d27d4eb4f);
	return (uint32_t)((src ^ dst >> 7) >> 32);
}

/* A datagram of IPv6 has no identification unless it is fragmented: the same
 * bytes again may be the same thing said twice. */
static bool
has_id(const struct packet *p)
{
	return p->ip_version != 6 || p->fragment;
}

static bool
within_window(uint32_t a_us, uint32_t b_us)
{
	uint32_t later = a_us - b_us;

	/* Two ports of a switch may deliver out of order. */
	return later <= DEDUP_WINDOW_US || -later <= DEDUP_WINDOW_US;
}

/* The entry to keep a new packet in: the oldest, as far as 32 bits tell. */
static struct entry *
oldest(struct entry set[static WAYS], uint32_t now_us)
{
	struct entry *e = &set[0];

	for (unsigned int i = 0; i < WAYS; i++) {
		if (set[i].hash == 0)
			return &set[i];
		if (now_us - set[i].time_us > now_us - e->time_us)
			e = &set[i];
	}
	return e;
}

bool
dedup_repeats(struct dedup *d, const struct packet *p)
{
	uint64_t hash = hash_of(d, p);
	struct entry *set = d->sets[hash % SETS];
	struct entry new = { .hash = hash, .time_us = (uint32_t)p->time_us };
	struct entry *place = NULL;

	new.way = way_of(p);
	for (unsigned int i = 0; i < WAYS; i++) {
		if (set[i].hash != hash)
			continue;
		if (within_window(new.time_us, set[i].time_us) &&
		    (has_id(p) || set[i].way != new.way))
			return true;
		place = &set[i];
	}
	if (place == NULL)
		place = oldest(set, new.time_us);
	*place = new;
	return false;
}
