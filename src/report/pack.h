/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pack.h - the pack that an auditor files: a tar of a report, what it was
 * made from, and a signed manifest of digests.
 *
 * The tar is ustar (POSIX.1-2017 pax, "ustar Interchange Format"): MANIFEST,
 * MANIFEST.sig when signed, then the files in the order of the manifest, all
 * of one owner, mode and time.  The manifest holds lines "# key: value" and
 * then what sha256sum(1) checks: a digest, two spaces, a name.  The signature
 * is Ed25519 over the manifest's bytes, raw, as openssl pkeyutl -rawin takes
 * it.  One content has one form, byte for byte; a pack in any other form does
 * not verify.
 */
#ifndef REPORT_PACK_H
#define REPORT_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/digest.h"
#include "base/err.h"
#include "report/sign.h"

#define PACK_FILES_MAX 64
#define PACK_MANIFEST_MAX 65536 /* bytes */
#define PACK_MANIFEST "MANIFEST"
#define PACK_SIGNATURE "MANIFEST.sig"

struct pack_file {
	const char *name; /* as tar_check_name() takes it */
	const void *data;
	size_t len;
};

/* A line of the manifest's head: keys are kebab-case; values, of bytes from
 * anywhere, are escaped. */
struct pack_fact {
	const char *key, *value;
};

/* Write a pack, signed when key is not NULL.  0; -EINVAL or -EFBIG with err
 * for what can not be in a pack; -EIO when out has failed; -ENOMEM. */
int pack_write(FILE *out, const struct pack_fact *facts, size_t fact_count,
    const struct pack_file *files, size_t file_count,
    const struct sign_key *key, struct err *err);

struct pack_check {
	/* Called with each thing that is wrong, and each line of the head;
	 * texts are escaped and good for the call.  Not NULL. */
	void (*on_problem)(const char *text, void *arg);
	void (*on_fact)(const char *text, void *arg);
	void *arg;
	/* Whose signature is asked for; NULL: anybody's or none. */
	const struct sign_key *key;
	/* Results. */
	size_t problems, files;
	bool has_signature, signature_good;
};

/* Look at a pack of len bytes from anywhere.  Fills the results of c; the
 * pack verifies when problems is 0. */
void pack_verify(const uint8_t *data, size_t len, struct pack_check *c);

#endif
