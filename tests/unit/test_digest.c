/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_digest.c - digests and base64 against published vectors.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"

/* FIPS 180-4 examples: one block, and two blocks. */
#define ABC "abc"
#define TWO_BLOCKS "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

static void
setup(void)
{
	ck_assert_int_eq(digest_init(), 0);
}

static const char *
sha1_hex(const char *text, char out[static 2 * DIGEST_SHA1_BYTES + 1])
{
	uint8_t sum[DIGEST_SHA1_BYTES];

	digest_sha1(text, strlen(text), sum);
	for (size_t i = 0; i < sizeof(sum); i++)
		snprintf(out + 2 * i, 3, "%02x", (unsigned int)sum[i]);
	return out;
}

START_TEST(sha1_gives_the_examples_of_the_standard)
{
	char hex[2 * DIGEST_SHA1_BYTES + 1];

	ck_assert_str_eq(sha1_hex("", hex),
	    "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	ck_assert_str_eq(sha1_hex(ABC, hex),
	    "a9993e364706816aba3e25717850c26c9cd0d89d");
	ck_assert_str_eq(sha1_hex(TWO_BLOCKS, hex),
	    "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}
END_TEST

START_TEST(sha256_gives_the_examples_of_the_standard)
{
	static const struct {
		const char *text;
		const char *hex;
	} cases[] = {
		{ "",
		    "e3b0c44298fc1c149afbf4c8996fb924"
		    "27ae41e4649b934ca495991b7852b855" },
		{ ABC,
		    "ba7816bf8f01cfea414140de5dae2223"
		    "b00361a396177a9cb410ff61f20015ad" },
		{ TWO_BLOCKS,
		    "248d6a61d20638b8e5c026930c3e6039"
		    "a33ce45964ff2167f6ecedd419db06c1" },
	};
	char hex[DIGEST_SHA256_TEXT_MAX];
	uint8_t sum[DIGEST_SHA256_BYTES];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		digest_sha256_text(cases[i].text, strlen(cases[i].text), hex);
		ck_assert_str_eq(hex, cases[i].hex);
	}
	digest_sha256(ABC, 3, sum);
	ck_assert_uint_eq(sum[0], 0xba);
	ck_assert_uint_eq(sum[DIGEST_SHA256_BYTES - 1], 0xad);
}
END_TEST

START_TEST(base64_gives_the_examples_of_the_rfc)
{
	/* RFC 4648, section 10; the last row has every bit set, and + and /. */
	static const struct {
		const char *text;
		const char *base64;
	} cases[] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
		{ "\xfb\xef\xbe\xff\xff\xff", "++++////" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len = strlen(cases[i].text);
		char out[DIGEST_BASE64_MAX(6)];

		memset(out, 'x', sizeof(out));
		digest_base64(cases[i].text, len, out);
		ck_assert_str_eq(out, cases[i].base64);
		ck_assert_uint_eq(strlen(out) + 1, DIGEST_BASE64_MAX(len));
	}
}
END_TEST

START_TEST(a_second_init_does_no_harm)
{
	ck_assert_int_eq(digest_init(), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("digest");
	TCase *tc = tcase_create("digest");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, sha1_gives_the_examples_of_the_standard);
	tcase_add_test(tc, sha256_gives_the_examples_of_the_standard);
	tcase_add_test(tc, base64_gives_the_examples_of_the_rfc);
	tcase_add_test(tc, a_second_init_does_no_harm);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
