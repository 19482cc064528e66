/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * digest.h - SHA-1, SHA-256 and base64, over libgcrypt.
 *
 * SHA-1 serves Community ID only, which prescribes it.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_SHA1_BYTES 20
#define DIGEST_SHA256_BYTES 32
#define DIGEST_SHA256_TEXT_MAX 65 /* hex and the final NUL */

/* Bytes that base64 of n bytes takes, padding and the final NUL included. */
#define DIGEST_BASE64_MAX(n) (((n) + 2) / 3 * 4 + 1)

/* Once, before anything else here.  0, or -ENOTSUP: libgcrypt too old. */
int digest_init(void);
void digest_sha1(const void *data, size_t len,
    uint8_t out[static DIGEST_SHA1_BYTES]);
void digest_sha256(const void *data, size_t len,
    uint8_t out[static DIGEST_SHA256_BYTES]);
/* The same as lower-case hex. */
void digest_sha256_text(const void *data, size_t len,
    char out[static DIGEST_SHA256_TEXT_MAX]);
/* RFC 4648 section 4, NUL-terminated; out has DIGEST_BASE64_MAX(len). */
void digest_base64(const void *data, size_t len, char *out);

#endif
