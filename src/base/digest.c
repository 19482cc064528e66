/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * digest.c - SHA-1, SHA-256 and base64, over libgcrypt.
 */
#include <config.h>

#include <errno.h>
#include <gcrypt.h>

#include "base/digest.h"

#define GCRYPT_LEAST "1.9.0" /* as configure asks for */

int
digest_init(void)
{
	if (!gcry_check_version(GCRYPT_LEAST))
		return -ENOTSUP;
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P))
		return 0;
	/* Nothing hashed here is secret. */
	gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
	gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
	return 0;
}

void
digest_sha1(const void *data, size_t len, uint8_t out[static DIGEST_SHA1_BYTES])
{
	gcry_md_hash_buffer(GCRY_MD_SHA1, out, data, len);
}

void
digest_sha256(const void *data, size_t len,
    uint8_t out[static DIGEST_SHA256_BYTES])
{
	gcry_md_hash_buffer(GCRY_MD_SHA256, out, data, len);
}

void
digest_sha256_text(const void *data, size_t len,
    char out[static DIGEST_SHA256_TEXT_MAX])
{
	static const char hex[] = "0123456789abcdef";
	uint8_t sum[DIGEST_SHA256_BYTES];

	digest_sha256(data, len, sum);
	for (size_t i = 0; i < sizeof(sum); i++) {
		out[2 * i] = hex[sum[i] >> 4];
		out[2 * i + 1] = hex[sum[i] & 0x0f];
	}
	out[2 * sizeof(sum)] = '\0';
}

void
digest_base64(const void *data, size_t len, char *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789+/";
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i += 3, out += 4) {
		size_t left = len - i;
		uint32_t bits = (uint32_t)p[i] << 16;

		if (left > 1)
			bits |= (uint32_t)p[i + 1] << 8;
		if (left > 2)
			bits |= p[i + 2];
		out[0] = letters[bits >> 18];
		out[1] = letters[bits >> 12 & 0x3f];
		out[2] = '=';
		out[3] = '=';
		if (left > 1)
			out[2] = letters[bits >> 6 & 0x3f];
		if (left > 2)
			out[3] = letters[bits & 0x3f];
	}
	*out = '\0';
}
