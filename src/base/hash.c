/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hash.c - SipHash-1-3, the keyed hash of every table whose keys come from
 * the wire.
 */
#include <config.h>

#include <errno.h>
#include <sys/random.h>

#include "base/hash.h"

int
hash_secret_random(uint8_t secret[static HASH_SECRET_BYTES])
{
	ssize_t n;

	/* Up to 256 bytes come whole or not at all (getrandom(2)). */
	do {
		n = getrandom(secret, HASH_SECRET_BYTES, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n == HASH_SECRET_BYTES ? 0 : -EIO;
}

uint64_t
hash_bytes(const void *data, size_t len,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	return hash_sip(data, len, secret, 1, 3);
}
