/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hash.h - SipHash-1-3, the keyed hash of every table whose keys come from
 * the wire (Aumasson and Bernstein, "SipHash: a fast short-input PRF").
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_SECRET_BYTES 16

/* Fill secret from the kernel (getrandom).  0 or negative errno. */
int hash_secret_random(uint8_t secret[static HASH_SECRET_BYTES]);
uint64_t hash_bytes(const void *data, size_t len,
    const uint8_t secret[static HASH_SECRET_BYTES]);

static inline uint64_t
hash_rotate(uint64_t x, unsigned int bits)
{
	return x << bits | x >> (64 - bits);
}

static inline void
hash_rounds(uint64_t v[static 4], unsigned int rounds)
{
	for (unsigned int i = 0; i < rounds; i++) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = hash_rotate(v[1], 13) ^ v[0];
		v[3] = hash_rotate(v[3], 16) ^ v[2];
		v[0] = hash_rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = hash_rotate(v[1], 17) ^ v[2];
		v[3] = hash_rotate(v[3], 21) ^ v[0];
		v[2] = hash_rotate(v[2], 32);
	}
}

static inline uint64_t
hash_word(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return le64toh(word);
}

/*
 * SipHash-c-d of len bytes.  hash_bytes() is this with 1 and 3; it stands
 * here so that a key of constant length unrolls, and so that the published
 * vectors, which are of 2-4, can prove it.
 */
static inline uint64_t
hash_sip(const void *data, size_t len,
    const uint8_t secret[static HASH_SECRET_BYTES], unsigned int c,
    unsigned int d)
{
	const unsigned char *p = data;
	const uint64_t k0 = hash_word(secret);
	const uint64_t k1 = hash_word(secret + 8);
	uint64_t last = (uint64_t)len << 56;
	uint64_t v[4] = { k0 ^ UINT64_C(0x736f6d6570736575),
		k1 ^ UINT64_C(0x646f72616e646f6d),
		k0 ^ UINT64_C(0x6c7967656e657261),
		k1 ^ UINT64_C(0x7465646279746573) };

	for (size_t words = len / 8; words > 0; words--, p += 8) {
		uint64_t word = hash_word(p);

		v[3] ^= word;
		hash_rounds(v, c);
		v[0] ^= word;
	}
	for (size_t i = 0; i < len % 8; i++)
		last |= (uint64_t)p[i] << (8 * i);
	v[3] ^= last;
	hash_rounds(v, c);
	v[0] ^= last;
	v[2] ^= 0xff;
	hash_rounds(v, d);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

#endif
