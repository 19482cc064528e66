/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quic_initial.h - opens a client's QUIC Initial packets, whose keys follow
 * from what is on the wire (RFC 9001 section 5.2, RFC 9369 section 3.3).
 */
#ifndef INSPECT_QUIC_INITIAL_H
#define INSPECT_QUIC_INITIAL_H

#include <stddef.h>
#include <stdint.h>

#include "inspect/recognise.h"

#define QUIC_CRYPTO_MAX 4096 /* bytes of the handshake that are kept */
#define QUIC_KEY_BYTES 16
#define QUIC_IV_BYTES 12
#define QUIC_CID_MAX 20

/* Keys and room to work in; one belongs to one thread. */
struct quic_initial;

struct quic_keys {
	uint8_t key[QUIC_KEY_BYTES];
	uint8_t iv[QUIC_IV_BYTES];
	uint8_t hp[QUIC_KEY_BYTES];
};

/* 0 and one to give to quic_initial_free(), or -ENOMEM.  The program has
 * called digest_init() before. */
int quic_initial_new(struct quic_initial **out);
/* NULL is allowed. */
void quic_initial_free(struct quic_initial *q);

/* The keys of a client's Initial packets.  0, or -ENOTSUP for a version
 * whose salt is not known. */
int quic_initial_keys(struct quic_initial *q, uint32_t version,
    const uint8_t *dcid, size_t dcid_len, struct quic_keys *out);

/*
 * Open the Initial packets in a client's datagrams and put their CRYPTO
 * frames in order.  Returns how many bytes from the beginning there are (a
 * TLS handshake message) and lends them until the next call; 0 when nothing
 * could be opened.
 */
size_t quic_initial_open(struct quic_initial *q,
    const struct inspect_bytes *datagrams, size_t count,
    const uint8_t **crypto);

#endif
