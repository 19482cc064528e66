/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_pack.c - any bytes as a pack, with and without a key.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/pack.h"
#include "report/tar.h"

/* Of RFC 8032 section 7.1, test 1. */
static const char public_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is told may go to a terminal. */
static void
look(const char *text, void *arg)
{
	size_t *told = arg;

	if (!text_is_utf8(text, strlen(text)))
		abort();
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			abort();
	++*told;
}

static void
check(const uint8_t *data, size_t size, const struct sign_key *key)
{
	size_t problems = 0, facts = 0;
	struct pack_check c = { .on_problem = look,
		.on_fact = look,
		.arg = &problems,
		.key = key };
	struct tar_reader r = { .data = data, .len = size };
	struct tar_entry e;
	size_t entries = 0;

	pack_verify(data, size, &c);
	facts = problems - c.problems;
	if (problems < c.problems || (c.signature_good && !key) ||
	    (c.signature_good && !c.has_signature))
		abort();
	if (c.problems > 0)
		return;
	/* It is a tar of nothing but the manifest, a signature and files. */
	while (tar_next(&r, &e) == 1) {
		entries++;
		if (strchr(e.name, '/') || e.name[0] == '.')
			abort();
	}
	if (r.at + 2 * TAR_BLOCK != size || c.files == 0 || facts == 0 ||
	    entries != 1 + c.has_signature + c.files ||
	    c.signature_good != (key != NULL))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sign_key *key;

	if (!key &&
	    (digest_init() != 0 ||
		sign_key_public(&key, "", public_pem, strlen(public_pem),
		    NULL) != 0))
		abort();
	check(data, size, NULL);
	check(data, size, key);
	return 0;
}
