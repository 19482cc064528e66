/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_capture.c - frames from a capture file or standard input.
 *
 * Captures that are broken on purpose are in test_capture_hostile.c.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "../support/capture_forge.h"
#include "capture/capture.h"

#define SECOND UINT64_C(1000000)
#define TWO_PACKETS FORGE_PCAP FORGE_RECORD "w2 w0 w4 w9 d4 "

static char *folder;
static char *path;
static struct forge plain, packed;
static struct forge_reading r;

static void
setup(void)
{
	folder = forge_folder();
}

static void
teardown(void)
{
	forge_fini(&plain);
	forge_fini(&packed);
	forge_folder_remove(folder);
	free(folder);
	free(path);
	path = NULL;
}

static void
write_packed(enum forge_codec codec, const char *script)
{
	forge_script(&plain, script);
	forge_pack(&packed, codec, plain.data, plain.len);
	path = forge_write(&packed, folder, "x");
}

static const char *const formats[][FORGE_CODEC_COUNT] = {
	{ "pcap", "pcap (gzip)", "pcap (zstd)", "pcap (lz4)", "pcap (xz)" },
	{ "pcapng", "pcapng (gzip)", "pcapng (zstd)", "pcapng (lz4)",
	    "pcapng (xz)" },
};

START_TEST(pcap_is_read_however_packed)
{
	write_packed((enum forge_codec)_i, TWO_PACKETS);
	r = forge_read(path);
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 2);
	ck_assert_uint_eq(r.stats.bytes, 13);
	ck_assert_uint_eq(r.stats.snapped, 1);
	ck_assert_uint_eq(r.last.time_us, 2 * SECOND);
	ck_assert_uint_eq(r.offset, plain.len);
	ck_assert_str_eq(r.format, formats[0][_i]);
}
END_TEST

START_TEST(pcapng_is_read_however_packed)
{
	write_packed((enum forge_codec)_i, FORGE_PCAPNG FORGE_PACKET);
	r = forge_read(path);
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 1);
	ck_assert_uint_eq(r.offset, plain.len);
	ck_assert_str_eq(r.format, formats[1][_i]);
}
END_TEST

#define LONGEST 3000

/* More than the reader's buffer holds, with frames of every length. */
static void
forge_long_capture(struct forge *f)
{
	char record[64];

	forge_script(f, FORGE_PCAP);
	for (uint32_t len = 0; len < LONGEST; len++) {
		snprintf(record, sizeof(record), "w%u w0 w%u w%u d%u", len + 1,
		    len, len, len);
		forge_script(f, record);
	}
}

START_TEST(long_captures_keep_every_byte)
{
	struct capture *c;
	struct frame f;
	struct err err;
	struct forge data = { .data = NULL };
	uint32_t n = 0;

	forge_script(&data, "d3000");
	forge_long_capture(&plain);
	forge_pack(&packed, (enum forge_codec)_i, plain.data, plain.len);
	path = forge_write(&packed, folder, "x");
	ck_assert_int_eq(capture_open(&c, path, &err), 0);
	while (capture_next(c, &f, &err) > 0) {
		ck_assert_uint_eq(f.cap_len, n);
		ck_assert_mem_eq(f.data, data.data, f.cap_len);
		n++;
	}
	ck_assert_uint_eq(n, LONGEST);
	ck_assert_uint_eq(capture_offset(c), plain.len);
	capture_close(c);
	forge_fini(&data);
}
END_TEST

START_TEST(head_is_the_unpacked_beginning)
{
	struct capture *c;
	struct frame f;
	struct err err;
	const uint8_t *head;
	size_t len;

	write_packed((enum forge_codec)_i, FORGE_PCAPNG FORGE_PACKET);
	ck_assert_int_eq(capture_open(&c, path, &err), 0);
	capture_head(c, &head, &len);
	ck_assert_uint_eq(len, plain.len);
	ck_assert_mem_eq(head, plain.data, len);
	ck_assert_int_eq(capture_next(c, &f, &err), 1);
	ck_assert_mem_eq(f.data, "\1\2\3\4", 4);
	capture_close(c);
}
END_TEST

START_TEST(head_of_a_large_file_is_its_first_mebibyte)
{
	struct capture *c;
	struct err err;
	const uint8_t *head;
	size_t len;

	write_packed((enum forge_codec)_i,
	    FORGE_PCAP "w1 w0 w262144 w262144 d262144 "
		       "w1 w0 w262144 w262144 d262144 "
		       "w1 w0 w262144 w262144 d262144 "
		       "w1 w0 w262144 w262144 d262144 "
		       "w1 w0 w262144 w262144 d262144 ");
	ck_assert_int_eq(capture_open(&c, path, &err), 0);
	capture_head(c, &head, &len);
	ck_assert_uint_eq(len, CAPTURE_HEAD_MAX);
	ck_assert_mem_eq(head, plain.data, len);
	capture_close(c);
	r = forge_read(path);
	ck_assert_uint_eq(r.stats.frames, 5);
}
END_TEST

START_TEST(standard_input_is_a_capture)
{
	int saved = dup(STDIN_FILENO);
	int fd;

	write_packed(FORGE_PLAIN, TWO_PACKETS "w1");
	fd = open(path, O_RDONLY);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	r = forge_read("-");
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(fd);
	ck_assert_uint_eq(r.stats.frames, 2);
	ck_assert_int_eq(r.ended, -EBADMSG);
	ck_assert_str_eq(r.err.text,
	    "standard input: cut at byte 68: a packet's header of 16 bytes "
	    "has 4 left");
}
END_TEST

START_TEST(what_can_not_be_opened_is_said)
{
	r = forge_read("no/such");
	ck_assert_int_eq(r.opened, -ENOENT);
	ck_assert_str_eq(r.err.text, "no/such: No such file or directory");
	r = forge_read(folder);
	ck_assert_int_eq(r.opened, -EISDIR);
}
END_TEST

START_TEST(capture_without_err_is_opened_and_read)
{
	struct capture *c = NULL;
	struct frame f;

	ck_assert_int_eq(capture_open(&c, "no/such", NULL), -ENOENT);
	ck_assert_ptr_null(c);
	write_packed(FORGE_PLAIN, FORGE_PCAP "w1");
	ck_assert_int_eq(capture_open(&c, path, NULL), 0);
	ck_assert_int_eq(capture_next(c, &f, NULL), -EBADMSG);
	capture_close(c);
	capture_close(NULL);
}
END_TEST

/* How a file that is no capture is told. */
static const struct {
	enum forge_codec codec;
	const char *script;
	const char *text;
} strangers[] = {
	{ FORGE_PLAIN, "", "/x: not a capture: is empty" },
	{ FORGE_GZIP, "", "/x: not a capture: is empty" },
	{ FORGE_PLAIN, "b7 b8 b9",
	    "/x: not a capture: begins with 07 08 09; pcap, pcapng and their "
	    "gzip, zstd, lz4 or xz forms are read" },
	{ FORGE_PLAIN, "d20", "begins with 01 02 03 04 05 06 07 08;" },
	{ FORGE_XZ, "d20", "xz data in it begins with 01 02 03 04" },
	{ FORGE_PLAIN, "w0x39685a42", "begins with 42 5a 68 39 (bzip2);" },
	{ FORGE_PLAIN, "w0x04034b50 d9", "03 04 01 02 03 04 (zip);" },
	{ FORGE_GZIP, "h0x8b1f b8 d9", "gzip data in it begins with 1f 8b" },
	{ FORGE_GZIP, "h0x8b1f b8 d9", "(gzip once more);" },
};

START_TEST(what_is_no_capture_is_told_by_its_first_bytes)
{
	write_packed(strangers[_i].codec, strangers[_i].script);
	r = forge_read(path);
	ck_assert_int_eq(r.opened, -ENOMSG);
	if (!strstr(r.err.text, strangers[_i].text))
		ck_abort_msg("no '%s' in: %s", strangers[_i].text, r.err.text);
}
END_TEST

static const struct {
	uint16_t link_type;
	const char *name;
} link_names[] = {
	{ 0, "NULL" },
	{ 1, "EN10MB" },
	{ 9, "PPP" },
	{ 11, "unknown" },
	{ 12, "RAW" },
	{ 14, "RAW" },
	{ 15, "unknown" },
	{ 50, "PPP_SERIAL" },
	{ 101, "RAW" },
	{ 113, "LINUX_SLL" },
	{ 228, "IPV4" },
	{ 276, "LINUX_SLL2" },
	{ 9999, "unknown" },
	{ 65535, "unknown" },
};

START_TEST(link_types_have_their_registered_names)
{
	ck_assert_str_eq(capture_link_name(link_names[_i].link_type),
	    link_names[_i].name);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("capture");
	TCase *tc = tcase_create("capture");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, pcap_is_read_however_packed, FORGE_PLAIN,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, pcapng_is_read_however_packed, FORGE_PLAIN,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, long_captures_keep_every_byte, FORGE_PLAIN,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, head_is_the_unpacked_beginning, FORGE_PLAIN,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, head_of_a_large_file_is_its_first_mebibyte,
	    FORGE_PLAIN, FORGE_CODEC_COUNT);
	tcase_add_test(tc, standard_input_is_a_capture);
	tcase_add_test(tc, what_can_not_be_opened_is_said);
	tcase_add_test(tc, capture_without_err_is_opened_and_read);
	tcase_add_loop_test(tc, what_is_no_capture_is_told_by_its_first_bytes,
	    0, sizeof(strangers) / sizeof(*strangers));
	tcase_add_loop_test(tc, link_types_have_their_registered_names, 0,
	    sizeof(link_names) / sizeof(*link_names));
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
