/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_pcap_reader.c - the records of a pcap file.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "../support/capture_forge.h"
#include "capture/capture.h"

#define SECOND UINT64_C(1000000)

static char *folder;
static char *path;
static struct forge_reading r;

static void
setup(void)
{
	folder = forge_folder();
}

static void
teardown(void)
{
	forge_folder_remove(folder);
	free(folder);
	free(path);
	path = NULL;
}

static void
read_script(const char *script)
{
	path = forge_write_script(script, folder, "x.pcap");
	r = forge_read(path);
}

/* Each variant holds one packet: 7.25 s, 4 of 60 bytes, link type 113. */
static const char *const variants[] = {
	"< w0xa1b2c3d4 h2 h4 w0 w0 w65535 w113 w7 w250000 w4 w60 d4",
	"> w0xa1b2c3d4 h2 h4 w0 w0 w65535 w113 w7 w250000 w4 w60 d4",
	"< w0xa1b23c4d h2 h4 w0 w0 w65535 w113 w7 w250000999 w4 w60 d4",
	"> w0xa1b23c4d h2 h4 w0 w0 w65535 w113 w7 w250000999 w4 w60 d4",
	"< w0xa1b2cd34 h2 h4 w0 w0 w65535 w113 w7 w250000 w4 w60 q0 d4",
	"> w0xa1b2cd34 h2 h4 w0 w0 w65535 w113 w7 w250000 w4 w60 q0 d4",
	/* older versions, with the lengths the other way round */
	"< w0xa1b2c3d4 h2 h3 w0 w0 w65535 w113 w7 w250000 w60 w4 d4",
	"< w0xa1b2c3d4 h2 h3 w0 w0 w65535 w113 w7 w250000 w4 w60 d4",
	"< w0xa1b2c3d4 h2 h2 w0 w0 w65535 w113 w7 w250000 w60 w4 d4",
	/* a snap length of nothing, or of more than there is */
	"< w0xa1b2c3d4 h2 h4 w0 w0 w0 w113 w7 w250000 w4 w60 d4",
	"< w0xa1b2c3d4 h2 h4 w0 w0 w-1 w113 w7 w250000 w4 w60 d4",
	/* a time zone is long out of use; an FCS of 4 bytes is announced */
	"< w0xa1b2c3d4 h2 h4 w3600 w6 w65535 w0x24000071 w7 w250000 w4 w60 d4",
};

START_TEST(every_variant_is_read_alike)
{
	struct capture *c;
	struct frame f;
	struct err err;

	path = forge_write_script(variants[_i], folder, "x.pcap");
	ck_assert_int_eq(capture_open(&c, path, &err), 0);
	ck_assert_str_eq(capture_format(c), "pcap");
	ck_assert_int_eq(capture_next(c, &f, &err), 1);
	ck_assert_uint_eq(f.time_us, 7 * SECOND + SECOND / 4);
	ck_assert_uint_eq(f.cap_len, 4);
	ck_assert_uint_eq(f.wire_len, 60);
	ck_assert_uint_eq(f.link_type, 113);
	ck_assert_uint_eq(f.interface, 0);
	ck_assert_mem_eq(f.data, "\1\2\3\4", 4);
	ck_assert_int_eq(capture_next(c, &f, &err), 0);
	ck_assert_uint_eq(capture_stats(c)->snapped, 1);
	ck_assert_uint_eq(capture_stats(c)->bytes, 60);
	ck_assert_uint_eq(capture_stats(c)->odd_times, 0);
	ck_assert_uint_eq(capture_stats(c)->odd_lengths, 0);
	capture_close(c);
}
END_TEST

START_TEST(file_without_packets_ends_at_once)
{
	read_script(FORGE_PCAP);
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 0);
	ck_assert_uint_eq(r.offset, 24);
}
END_TEST

START_TEST(version_1_is_refused_by_name)
{
	read_script("w0xa1b2c3d4 h1 h2 w0 w0 w65535 w1 " FORGE_RECORD);
	ck_assert_int_eq(r.opened, -EBADMSG);
	ck_assert_ptr_nonnull(strstr(r.err.text, "x.pcap: damaged at byte 0"));
	ck_assert_ptr_nonnull(strstr(r.err.text, "pcap version 1.2"));
}
END_TEST

START_TEST(captured_length_above_wire_length_is_cut_and_counted)
{
	read_script(FORGE_PCAP "w1 w0 w60 w20 d60 " FORGE_RECORD);
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 2);
	ck_assert_uint_eq(r.stats.odd_lengths, 1);
	ck_assert_uint_eq(r.stats.bytes, 24);
	ck_assert_uint_eq(r.stats.snapped, 0);
}
END_TEST

START_TEST(largest_captured_length_is_read)
{
	read_script(FORGE_PCAP "w1 w0 w262144 w262144 d262144");
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.last.cap_len, FRAME_CAP_MAX);
}
END_TEST

START_TEST(captured_length_above_the_limit_is_damage)
{
	read_script(FORGE_PCAP FORGE_RECORD "w1 w0 w262145 w262145 d262145");
	ck_assert_int_eq(r.ended, -EBADMSG);
	ck_assert_uint_eq(r.stats.frames, 1);
	ck_assert_uint_eq(r.offset, 24 + 20);
	ck_assert_ptr_nonnull(strstr(r.err.text,
	    "x.pcap: damaged at byte 44: a captured length of 262145 bytes "
	    "is above 262144"));
}
END_TEST

START_TEST(fraction_above_a_second_is_carried_and_counted)
{
	read_script(FORGE_PCAP "w1 w1000000 w4 w4 d4 w1 w999999 w4 w4 d4 "
			       "w-1 w-1 w4 w4 d4");
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 3);
	ck_assert_uint_eq(r.stats.odd_times, 2);
	ck_assert_uint_eq(r.last.time_us, UINT32_MAX * SECOND + UINT32_MAX);
}
END_TEST

START_TEST(nanosecond_fraction_is_carried_at_its_own_limit)
{
	read_script("w0xa1b23c4d h2 h4 w0 w0 w65535 w1 "
		    "w1 w999999999 w4 w4 d4 w1 w1000000000 w4 w4 d4");
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.odd_times, 1);
	ck_assert_uint_eq(r.last.time_us, 2 * SECOND);
}
END_TEST

START_TEST(empty_packets_are_packets)
{
	read_script(FORGE_PCAP "w1 w0 w0 w60 w1 w0 w0 w0 "
			       "w0 w0 w0 w60 " FORGE_RECORD);
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 4);
	ck_assert_uint_eq(r.stats.snapped, 2);
}
END_TEST

/* As a file looks whose end was never written before the power went. */
START_TEST(zeros_in_place_of_records_are_damage)
{
	read_script(FORGE_PCAP FORGE_RECORD "z4096");
	ck_assert_int_eq(r.ended, -EBADMSG);
	ck_assert_uint_eq(r.stats.frames, 1);
	ck_assert_ptr_nonnull(strstr(r.err.text, "zeros"));
}
END_TEST

START_TEST(second_file_header_is_told_from_a_packet)
{
	read_script(FORGE_PCAP FORGE_RECORD FORGE_PCAP FORGE_RECORD);
	ck_assert_int_eq(r.ended, -EBADMSG);
	ck_assert_uint_eq(r.stats.frames, 1);
	ck_assert_uint_eq(r.offset, 44);
	ck_assert_ptr_nonnull(strstr(r.err.text, "another pcap file begins"));
}
END_TEST

/* Records of 20, 16 and 22 bytes after a header of 24. */
START_TEST(cut_at_every_byte_gives_the_packets_before)
{
	static const size_t ends[] = { 24, 44, 60, 82 };
	struct forge f = { .data = NULL };

	forge_script(&f, FORGE_PCAP FORGE_RECORD "w1 w0 w0 w9 w2 w0 w6 w6 d6");
	ck_assert_uint_eq(f.len, 82);
	for (size_t whole = 0; f.len-- > 24; whole = 0) {
		while (ends[whole + 1] <= f.len)
			whole++;
		free(path);
		path = forge_write(&f, folder, "x.pcap");
		r = forge_read(path);
		ck_assert_uint_eq(r.stats.frames, whole);
		ck_assert_int_eq(r.ended, f.len == ends[whole] ? 0 : -EBADMSG);
		ck_assert_uint_eq(r.offset, ends[whole]);
	}
	forge_fini(&f);
}
END_TEST

START_TEST(cut_in_the_header_is_damage)
{
	struct forge f = { .data = NULL };

	forge_script(&f, FORGE_PCAP);
	while (f.len-- > 4) {
		free(path);
		path = forge_write(&f, folder, "x.pcap");
		r = forge_read(path);
		ck_assert_int_eq(r.opened, -EBADMSG);
		ck_assert_ptr_nonnull(strstr(r.err.text,
		    "x.pcap: cut at byte"));
	}
	forge_fini(&f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("pcap_reader");
	TCase *tc = tcase_create("pcap_reader");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, every_variant_is_read_alike, 0,
	    sizeof(variants) / sizeof(*variants));
	tcase_add_test(tc, file_without_packets_ends_at_once);
	tcase_add_test(tc, version_1_is_refused_by_name);
	tcase_add_test(tc,
	    captured_length_above_wire_length_is_cut_and_counted);
	tcase_add_test(tc, largest_captured_length_is_read);
	tcase_add_test(tc, captured_length_above_the_limit_is_damage);
	tcase_add_test(tc, fraction_above_a_second_is_carried_and_counted);
	tcase_add_test(tc, nanosecond_fraction_is_carried_at_its_own_limit);
	tcase_add_test(tc, empty_packets_are_packets);
	tcase_add_test(tc, zeros_in_place_of_records_are_damage);
	tcase_add_test(tc, second_file_header_is_told_from_a_packet);
	tcase_add_test(tc, cut_at_every_byte_gives_the_packets_before);
	tcase_add_test(tc, cut_in_the_header_is_damage);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
