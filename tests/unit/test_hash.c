/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_hash.c - SipHash against known answers.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define DATA_MAX 300

/*
 * The key is 00 01 .. 0f and the data 00 01 .. of len bytes.  The column of
 * SipHash-2-4 holds vectors that its authors publish with their reference
 * code; len 15 is the example of their paper's appendix A.  The column of
 * SipHash-1-3 comes from a separate program that agrees with the first.
 */
static const struct {
	size_t len;
	uint64_t sip24;
	uint64_t sip13;
} vectors[] = {
	{ 0, UINT64_C(0x726fdb47dd0e0e31), UINT64_C(0xabac0158050fc4dc) },
	{ 1, UINT64_C(0x74f839c593dc67fd), UINT64_C(0xc9f49bf37d57ca93) },
	{ 2, UINT64_C(0x0d6c8009d9a94f5a), UINT64_C(0x82cb9b024dc7d44d) },
	{ 3, UINT64_C(0x85676696d7fb7e2d), UINT64_C(0x8bf80ab8e7ddf7fb) },
	{ 4, UINT64_C(0xcf2794e0277187b7), UINT64_C(0xcf75576088d38328) },
	{ 5, UINT64_C(0x18765564cd99a68d), UINT64_C(0xdef9d52f49533b67) },
	{ 6, UINT64_C(0xcbc9466e58fee3ce), UINT64_C(0xc50d2b50c59f22a7) },
	{ 7, UINT64_C(0xab0200f58b01d137), UINT64_C(0xd3927d989bb11140) },
	{ 8, UINT64_C(0x93f5f5799a932462), UINT64_C(0x369095118d299a8e) },
	{ 9, UINT64_C(0x9e0082df0ba9e4b0), UINT64_C(0x25a48eb36c063de4) },
	{ 10, UINT64_C(0x7a5dbbc594ddb9f3), UINT64_C(0x79de85ee92ff097f) },
	{ 11, UINT64_C(0xf4b32f46226bada7), UINT64_C(0x70c118c1f94dc352) },
	{ 12, UINT64_C(0x751e8fbc860ee5fb), UINT64_C(0x78a384b157b4d9a2) },
	{ 13, UINT64_C(0x14ea5627c0843d90), UINT64_C(0x306f760c1229ffa7) },
	{ 14, UINT64_C(0xf723ca908e7af2ee), UINT64_C(0x605aa111c0f95d34) },
	{ 15, UINT64_C(0xa129ca6149be45e5), UINT64_C(0xd320d86d2a519956) },
	{ 16, UINT64_C(0x3f2acc7f57c29bdb), UINT64_C(0xcc4fdd1a7d908b66) },
	{ 17, UINT64_C(0x699ae9f52cbe4794), UINT64_C(0x9cf2689063dbd80c) },
	{ 31, UINT64_C(0x32d892fad841c342), UINT64_C(0x2370dd1f8c21d1bc) },
	{ 32, UINT64_C(0x7127512f72f27cce), UINT64_C(0x81157b6c16a7b60d) },
	{ 37, UINT64_C(0x027990f029623981), UINT64_C(0xb6101c2da3c33057) },
	{ 38, UINT64_C(0xcadcd4e59ef40c4d), UINT64_C(0xb3f47496ae3a36a1) },
	{ 40, UINT64_C(0x0e3ea96b5304a7d0), UINT64_C(0xc1d2363299e41531) },
	{ 63, UINT64_C(0x958a324ceb064572), UINT64_C(0x9d199062b7bbb3a8) },
};

#define VECTORS (sizeof(vectors) / sizeof(vectors[0]))
#define SIP13_OF_DATA_MAX UINT64_C(0x4016a23bda5a2224) /* data wraps at ff */

static uint8_t secret[HASH_SECRET_BYTES];
static uint8_t data[DATA_MAX];

static void
setup(void)
{
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)i;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)i;
}

START_TEST(core_gives_the_published_vectors_of_2_4)
{
	for (size_t i = 0; i < VECTORS; i++)
		ck_assert_uint_eq(hash_sip(data, vectors[i].len, secret, 2, 4),
		    vectors[i].sip24);
}
END_TEST

START_TEST(hash_bytes_is_1_3)
{
	for (size_t i = 0; i < VECTORS; i++)
		ck_assert_uint_eq(hash_bytes(data, vectors[i].len, secret),
		    vectors[i].sip13);
	ck_assert_uint_eq(hash_bytes(data, DATA_MAX, secret),
	    SIP13_OF_DATA_MAX);
}
END_TEST

START_TEST(unaligned_data_hashes_the_same)
{
	uint8_t shifted[64 + 8];

	for (size_t by = 1; by < 8; by++) {
		memcpy(shifted + by, data, 64);
		ck_assert_uint_eq(hash_bytes(shifted + by, 63, secret),
		    vectors[VECTORS - 1].sip13);
	}
}
END_TEST

START_TEST(every_byte_of_the_secret_counts)
{
	uint64_t plain = hash_bytes(data, 37, secret);

	for (size_t i = 0; i < sizeof(secret); i++) {
		secret[i] ^= 1;
		ck_assert_uint_ne(hash_bytes(data, 37, secret), plain);
		secret[i] ^= 1;
	}
}
END_TEST

START_TEST(random_secrets_differ)
{
	uint8_t a[HASH_SECRET_BYTES] = { 0 };
	uint8_t b[HASH_SECRET_BYTES] = { 0 };

	ck_assert_int_eq(hash_secret_random(a), 0);
	ck_assert_int_eq(hash_secret_random(b), 0);
	ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("hash");
	TCase *tc = tcase_create("hash");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, core_gives_the_published_vectors_of_2_4);
	tcase_add_test(tc, hash_bytes_is_1_3);
	tcase_add_test(tc, unaligned_data_hashes_the_same);
	tcase_add_test(tc, every_byte_of_the_secret_counts);
	tcase_add_test(tc, random_secrets_differ);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
