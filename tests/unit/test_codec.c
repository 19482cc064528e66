/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_codec.c - streaming decompressors, told apart by magic.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "../support/capture_forge.h"
#include "capture/codec.h"

#define TEXT_LEN 300000 /* bytes; more than two blocks of any codec */

static uint8_t text[TEXT_LEN];
static uint8_t unpacked[2 * TEXT_LEN]; /* damaged data may grow */
static struct forge packed;

/* Bytes that pack, but not to nothing. */
static void
setup(void)
{
	uint32_t x = 1;

	for (size_t i = 0; i < sizeof(text); i++) {
		x = x * 1664525 + 1013904223;
		text[i] = (uint8_t)("etaoin shrdlu.."[x >> 28]);
	}
}

static void
teardown(void)
{
	forge_fini(&packed);
}

/* Unpack all of packed in steps; returns the last status. */
static enum codec_status
unpack(size_t in_step, size_t out_step, size_t *made)
{
	const struct codec *c = codec_find(packed.data, packed.len);
	enum codec_status status = CODEC_INSIDE;
	size_t at = 0;
	void *state;
	bool stuck = false;

	ck_assert_ptr_nonnull(c);
	ck_assert_int_eq(c->open(&state), 0);
	*made = 0;
	while (!stuck && (status == CODEC_INSIDE || at < packed.len)) {
		struct codec_io io = { .in = packed.data + at,
			.out = unpacked + *made };

		io.in_len =
		    packed.len - at < in_step ? packed.len - at : in_step;
		io.in_last = at == packed.len;
		io.out_len = sizeof(unpacked) - *made < out_step
		    ? sizeof(unpacked) - *made
		    : out_step;
		status = c->run(state, &io);
		at += io.in_used;
		*made += io.out_made;
		if (status > CODEC_BETWEEN)
			break;
		stuck = io.in_used == 0 && io.out_made == 0;
	}
	c->close(state);
	return status;
}

static void
check_text(size_t made, size_t len)
{
	ck_assert_uint_eq(made, len);
	ck_assert_mem_eq(unpacked, text, len);
}

START_TEST(each_codec_is_found_by_its_magic)
{
	const struct codec *c;

	forge_pack(&packed, (enum forge_codec)_i, text, 100);
	c = codec_find(packed.data, packed.len);
	ck_assert_ptr_nonnull(c);
	ck_assert_str_eq(c->name, forge_codec_name((enum forge_codec)_i));
	ck_assert_ptr_null(codec_find(packed.data, 1));
}
END_TEST

START_TEST(other_bytes_have_no_codec)
{
	ck_assert_ptr_null(codec_find(text, sizeof(text)));
	ck_assert_ptr_null(codec_find(text, 0));
}
END_TEST

START_TEST(one_byte_at_a_time_gives_the_same)
{
	size_t made;

	forge_pack(&packed, (enum forge_codec)_i, text, 20000);
	ck_assert_int_eq(unpack(1, sizeof(text), &made), CODEC_BETWEEN);
	check_text(made, 20000);
	ck_assert_int_eq(unpack(packed.len, 1, &made), CODEC_BETWEEN);
	check_text(made, 20000);
}
END_TEST

START_TEST(frames_in_a_row_are_one_stream)
{
	size_t made;

	forge_pack(&packed, (enum forge_codec)_i, text, 1000);
	forge_pack(&packed, (enum forge_codec)_i, text + 1000, 0);
	forge_pack(&packed, (enum forge_codec)_i, text + 1000,
	    sizeof(text) - 1000);
	ck_assert_int_eq(unpack(SIZE_MAX, SIZE_MAX, &made), CODEC_BETWEEN);
	check_text(made, sizeof(text));
}
END_TEST

START_TEST(cut_data_is_inside_a_frame)
{
	size_t made;

	forge_pack(&packed, (enum forge_codec)_i, text, 1000);
	packed.len--;
	ck_assert_int_eq(unpack(SIZE_MAX, SIZE_MAX, &made), CODEC_INSIDE);
	check_text(made, 1000);
}
END_TEST

START_TEST(damage_is_told_with_a_reason)
{
	size_t made;

	forge_pack(&packed, (enum forge_codec)_i, text, sizeof(text));
	packed.data[packed.len / 2] ^= 0x55;
	packed.data[packed.len / 2 + 1] ^= 0x55;
	ck_assert_int_eq(unpack(SIZE_MAX, SIZE_MAX, &made), CODEC_DAMAGED);
}
END_TEST

/* A stored block of 100 bytes, then one of a kind that is not. */
static const char *const broken_second_block[] = {
	[FORGE_GZIP] = "w0x00088b1f w0 h0xff00 b0 h100 h0xff9b d100 b7 z64",
	[FORGE_ZSTD] = "w0xfd2fb528 b0 b0 h800 b0 d100 h7 b0 z64",
	[FORGE_LZ4] = "w0x184d2204 b0x60 b0x40 b0x82 w0x80000064 d100 "
		      "w0x7fffffff z64",
	[FORGE_XZ] = "w0x587a37fd h0x005a b0 b1 w0x36de2269 "
		     "b2 b0 b0x21 b1 b0 z3 w0xd6972737 b1 h0x6300 d100 b3 z64",
};

/* Also where the library does not tell what it made before the damage. */
START_TEST(blocks_before_a_damage_are_given)
{
	size_t made;

	forge_script(&packed, broken_second_block[_i]);
	ck_assert_int_eq(unpack(SIZE_MAX, SIZE_MAX, &made), CODEC_DAMAGED);
	ck_assert_uint_eq(made, 100);
	for (size_t i = 0; i < made; i++)
		ck_assert_uint_eq(unpacked[i], i + 1);
}
END_TEST

START_TEST(zeros_after_a_gzip_member_are_padding)
{
	size_t made;

	forge_pack(&packed, FORGE_GZIP, text, 1000);
	forge_script(&packed, "z600");
	ck_assert_int_eq(unpack(100, SIZE_MAX, &made), CODEC_BETWEEN);
	check_text(made, 1000);
}
END_TEST

START_TEST(skippable_zstd_frame_comes_first)
{
	size_t made;

	forge_script(&packed, "w0x184d2a53 w5 d5");
	forge_pack(&packed, FORGE_ZSTD, text, 1000);
	ck_assert_int_eq(unpack(SIZE_MAX, SIZE_MAX, &made), CODEC_BETWEEN);
	check_text(made, 1000);
}
END_TEST

/* RFC 8878 section 3.1.1.1: the window descriptor 0x90 stands for 2^28. */
START_TEST(zstd_window_above_the_limit_is_refused)
{
	size_t made;

	forge_script(&packed, "w0xfd2fb528 b0 b0x90 b1 h0");
	ck_assert_int_eq(unpack(SIZE_MAX, SIZE_MAX, &made), CODEC_TOO_WIDE);
	packed.data[5] = 0x88; /* 2^27 */
	ck_assert_int_eq(unpack(SIZE_MAX, SIZE_MAX, &made), CODEC_BETWEEN);
}
END_TEST

/* A block header that asks for a dictionary of 4 GiB, with the right CRC. */
START_TEST(xz_dictionary_above_the_limit_is_refused)
{
	size_t made;

	forge_script(&packed,
	    "w0x587a37fd h0x005a b0 b1 w0x36de2269 " /* stream, CRC32 */
	    "b2 b0 b0x21 b1 b40 z3 w0xb311a0e6");
	ck_assert_int_eq(unpack(SIZE_MAX, SIZE_MAX, &made), CODEC_TOO_WIDE);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("codec");
	TCase *tc = tcase_create("codec");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, each_codec_is_found_by_its_magic, FORGE_GZIP,
	    FORGE_CODEC_COUNT);
	tcase_add_test(tc, other_bytes_have_no_codec);
	tcase_add_loop_test(tc, one_byte_at_a_time_gives_the_same, FORGE_GZIP,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, frames_in_a_row_are_one_stream, FORGE_GZIP,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, cut_data_is_inside_a_frame, FORGE_GZIP,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, damage_is_told_with_a_reason, FORGE_GZIP,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, blocks_before_a_damage_are_given, FORGE_GZIP,
	    FORGE_CODEC_COUNT);
	tcase_add_test(tc, zeros_after_a_gzip_member_are_padding);
	tcase_add_test(tc, skippable_zstd_frame_comes_first);
	tcase_add_test(tc, zstd_window_above_the_limit_is_refused);
	tcase_add_test(tc, xz_dictionary_above_the_limit_is_refused);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
