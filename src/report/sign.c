/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sign.c - Ed25519 signatures over libcrypto.
 */
#include <config.h>

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/xalloc.h"
#include "report/sign.h"

#define RAW_BYTES 32

struct sign_key {
	EVP_PKEY *key;
};

/* In place of libcrypto's own, which asks at the terminal. */
static int
no_passphrase(char *buf, int size, int writing, void *arg)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static int
read_key(struct sign_key **out, bool private, const char *path, const char *pem,
    size_t len, struct err *err)
{
	BIO *bio = len <= SIGN_FILE_MAX ? BIO_new_mem_buf(pem, (int)len) : NULL;
	EVP_PKEY *key = NULL;

	if (bio)
		key = private
		    ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL)
		    : PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (!key || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		return err_set(err, -EINVAL,
		    "%s: no %s Ed25519 key without a passphrase in PEM; "
		    "make one with \"openssl %s\"",
		    path, private ? "private" : "public",
		    private ? "genpkey -algorithm ed25519 -out key.pem"
			    : "pkey -in key.pem -pubout -out pub.pem");
	}
	*out = xcalloc(1, sizeof(**out));
	(*out)->key = key;
	return 0;
}

int
sign_key_private(struct sign_key **out, const char *path, const char *pem,
    size_t len, struct err *err)
{
	return read_key(out, true, path, pem, len, err);
}

int
sign_key_public(struct sign_key **out, const char *path, const char *pem,
    size_t len, struct err *err)
{
	return read_key(out, false, path, pem, len, err);
}

void
sign_key_free(struct sign_key *k)
{
	if (k)
		EVP_PKEY_free(k->key);
	free(k);
}

int
sign_fingerprint(const struct sign_key *k,
    char out[static DIGEST_SHA256_TEXT_MAX])
{
	uint8_t raw[RAW_BYTES];
	size_t len = sizeof(raw);

	if (EVP_PKEY_get_raw_public_key(k->key, raw, &len) != 1 ||
	    len != sizeof(raw)) {
		ERR_clear_error();
		return -EIO;
	}
	digest_sha256_text(raw, sizeof(raw), out);
	return 0;
}

int
sign_make(const struct sign_key *k, const void *data, size_t len,
    uint8_t out[static SIGN_BYTES])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t size = SIGN_BYTES;
	bool done = ctx &&
	    EVP_DigestSignInit(ctx, NULL, NULL, NULL, k->key) == 1 &&
	    EVP_DigestSign(ctx, out, &size, data, len) == 1 &&
	    size == SIGN_BYTES;

	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return done ? 0 : -EIO;
}

bool
sign_check(const struct sign_key *k, const void *data, size_t len,
    const uint8_t sig[static SIGN_BYTES])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = ctx &&
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, k->key) == 1 &&
	    EVP_DigestVerify(ctx, sig, SIGN_BYTES, data, len) == 1;

	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return good;
}
