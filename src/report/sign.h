/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sign.h - Ed25519 signatures (RFC 8032) with keys in PEM (RFC 8410), over
 * libcrypto.
 */
#ifndef REPORT_SIGN_H
#define REPORT_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/err.h"

#define SIGN_BYTES 64
#define SIGN_FILE_MAX 65536 /* bytes of a key file */

struct sign_key;

/*
 * Read a private or a public key of len bytes of PEM; path is for messages.
 * 0 and a key to give to sign_key_free(); -EINVAL with err: no such key,
 * another algorithm's, or one with a passphrase, which nothing here asks for.
 */
int sign_key_private(struct sign_key **out, const char *path, const char *pem,
    size_t len, struct err *err);
int sign_key_public(struct sign_key **out, const char *path, const char *pem,
    size_t len, struct err *err);
void sign_key_free(struct sign_key *k);

/* SHA-256 of the raw public key, as hex: what people compare. */
int sign_fingerprint(const struct sign_key *k,
    char out[static DIGEST_SHA256_TEXT_MAX]);
/* k is a private key.  0 or -EIO. */
int sign_make(const struct sign_key *k, const void *data, size_t len,
    uint8_t out[static SIGN_BYTES]);
/* k is either kind.  True only when the signature is of data and k. */
bool sign_check(const struct sign_key *k, const void *data, size_t len,
    const uint8_t sig[static SIGN_BYTES]);

#endif
