/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_stream.c - the unpacked bytes of a file, a pipe or standard input.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include <check.h>

#include "../support/capture_forge.h"
#include "capture/stream.h"

#define LARGE (5 * STREAM_HEAD_MAX / 2 + 17) /* bytes; several buffers full */
#define SMALL 3000
#define TRICKLED 200000 /* more than is read at once, packed too */
#define TINY 300        /* for what is done once for each byte */
#define MAGIC_MAX 6     /* bytes; that many tell every codec */

static char *folder;
static char *path;
static struct forge plain, packed;
static struct stream *stream;
static struct err err;

static void
setup(void)
{
	folder = forge_folder();
}

static void
teardown(void)
{
	stream_close(stream);
	stream = NULL;
	forge_fini(&plain);
	forge_fini(&packed);
	forge_folder_remove(folder);
	free(path);
	free(folder);
	path = NULL;
}

/* Bytes of which none repeats its surroundings. */
static void
make_plain(size_t len)
{
	uint32_t x = 1;

	while (plain.len < len) {
		uint8_t byte;

		x = x * 1664525 + 1013904223;
		byte = (uint8_t)(x >> 27);
		forge_add(&plain, &byte, 1);
	}
}

static void
open_written(const struct forge *f)
{
	free(path);
	path = forge_write(f, folder, "f");
	stream_close(stream);
	stream = NULL;
	ck_assert_int_eq(stream_open(&stream, path, &err), 0);
}

static void
open_packed(enum forge_codec codec, size_t len)
{
	make_plain(len);
	forge_pack(&packed, codec, plain.data, plain.len);
	open_written(&packed);
}

/* Read to the end, step bytes at a time; all that comes is as in plain.
 * Returns how many came. */
static size_t
read_rest(size_t step)
{
	uint64_t from = stream_offset(stream);
	size_t n = from;

	for (;;) {
		const uint8_t *p = stream_need(stream, step);

		if (!p && step == 1)
			return n - from;
		if (!p) {
			step = 1;
			continue;
		}
		ck_assert_uint_le(n + step, plain.len);
		ck_assert_mem_eq(p, plain.data + n, step);
		stream_skip(stream, step);
		n += step;
		ck_assert_uint_eq(stream_offset(stream), n);
	}
}

START_TEST(large_files_come_whole_and_in_order)
{
	open_packed((enum forge_codec)_i, LARGE);
	ck_assert_uint_eq(read_rest(7001), LARGE);
	ck_assert_int_eq(stream_short(stream, 1, "a byte", &err), 0);
	ck_assert_int_eq(stream_failure(stream, &err), 0);
	ck_assert_pstr_eq(stream_codec(stream),
	    forge_codec_name((enum forge_codec)_i));
}
END_TEST

START_TEST(head_is_the_first_mebibyte)
{
	const uint8_t *head;
	size_t len;

	open_packed((enum forge_codec)_i, LARGE);
	stream_head(stream, &head, &len);
	ck_assert_uint_eq(len, STREAM_HEAD_MAX);
	ck_assert_mem_eq(head, plain.data, len);
	ck_assert_uint_eq(read_rest(7001), LARGE);
}
END_TEST

START_TEST(head_holds_what_was_read_already)
{
	const uint8_t *head;
	size_t len;

	open_packed(FORGE_PLAIN, LARGE);
	ck_assert_ptr_nonnull(stream_need(stream, 24));
	stream_skip(stream, 24);
	stream_head(stream, &head, &len);
	ck_assert_uint_eq(len, STREAM_HEAD_MAX);
	ck_assert_mem_eq(head, plain.data, len);
	ck_assert_uint_eq(read_rest(7001), LARGE - 24);
}
END_TEST

START_TEST(head_of_a_short_file_is_all_of_it)
{
	const uint8_t *head;
	size_t len;

	open_packed((enum forge_codec)_i, SMALL);
	stream_head(stream, &head, &len);
	ck_assert_uint_eq(len, SMALL);
	ck_assert_mem_eq(head, plain.data, len);
}
END_TEST

START_TEST(most_bytes_in_a_row_can_be_had)
{
	path = forge_write(&plain, folder, "f");
	ck_assert_int_eq(truncate(path, (off_t)STREAM_NEED_MAX + 1), 0);
	ck_assert_int_eq(stream_open(&stream, path, &err), 0);
	ck_assert_ptr_nonnull(stream_need(stream, 1));
	stream_skip(stream, 1);
	ck_assert_ptr_nonnull(stream_need(stream, STREAM_NEED_MAX));
	stream_skip(stream, STREAM_NEED_MAX);
	ck_assert_uint_eq(stream_offset(stream), STREAM_NEED_MAX + 1);
	ck_assert_ptr_null(stream_need(stream, 1));
}
END_TEST

START_TEST(short_end_names_path_offset_and_what_is_missing)
{
	open_packed(FORGE_PLAIN, 30);
	ck_assert_ptr_nonnull(stream_need(stream, 24));
	stream_skip(stream, 24);
	ck_assert_ptr_null(stream_need(stream, 16));
	ck_assert_uint_eq(stream_left(stream), 6);
	ck_assert_int_eq(stream_short(stream, 16, "a header", &err), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	ck_assert_ptr_nonnull(strstr(err.text,
	    ": cut at byte 30: a header of 16 bytes has 6"));
	ck_assert_uint_eq(stream_offset(stream), 24);
}
END_TEST

/* What comes before the cut is right, and the cut is told, wherever it is. */
START_TEST(cut_anywhere_is_a_failure)
{
	size_t whole;

	open_packed((enum forge_codec)_i, TINY);
	whole = packed.len;
	for (size_t cut = MAGIC_MAX; cut < whole; cut++) {
		packed.len = cut;
		open_written(&packed);
		ck_assert_uint_le(read_rest(100), TINY);
		ck_assert_int_eq(stream_failure(stream, &err), -EBADMSG);
		ck_assert_ptr_nonnull(strstr(err.text, ": cut: "));
		ck_assert_ptr_nonnull(strstr(err.text, " unpacked bytes"));
	}
}
END_TEST

/* Some bytes of a header mean nothing; else a changed one is a failure. */
START_TEST(changed_byte_is_a_failure_or_no_matter)
{
	size_t len;

	open_packed((enum forge_codec)_i, TINY);
	for (size_t at = MAGIC_MAX; at < packed.len; at++) {
		const uint8_t *head;

		packed.data[at] ^= 0x11;
		open_written(&packed);
		stream_head(stream, &head, &len);
		if (stream_failure(stream, &err) == 0) {
			ck_assert_uint_eq(len, TINY);
			ck_assert_mem_eq(head, plain.data, len);
		} else {
			ck_assert_int_eq(err.code, -EBADMSG);
		}
		packed.data[at] ^= 0x11;
	}
}
END_TEST

START_TEST(damage_names_the_codec_and_the_unpacked_offset)
{
	open_packed(FORGE_GZIP, LARGE);
	packed.data[packed.len - 5] ^= 1; /* of the CRC: RFC 1952 */
	open_written(&packed);
	ck_assert_uint_eq(read_rest(100), LARGE);
	ck_assert_int_eq(stream_short(stream, 1, "a byte", &err), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(err.text,
	    ": damaged gzip data after 2621457 unpacked bytes: incorrect"));
}
END_TEST

START_TEST(other_bytes_after_a_frame_are_a_failure)
{
	open_packed((enum forge_codec)_i, SMALL);
	forge_add(&packed, "and more\n", 9);
	open_written(&packed);
	ck_assert_uint_eq(read_rest(100), SMALL);
	ck_assert_int_eq(stream_failure(stream, &err), -EBADMSG);
}
END_TEST

START_TEST(too_wide_a_window_says_what_to_do)
{
	forge_script(&packed, "w0xfd2fb528 b0 b0x90 b1 h0");
	open_written(&packed);
	ck_assert_ptr_null(stream_need(stream, 1));
	ck_assert_int_eq(stream_failure(stream, &err), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(err.text,
	    ": needs more than 128 MiB to unpack; give it unpacked"));
}
END_TEST

/* A pipe with room for all of TRICKLED; with O_DIRECT each write to it is one
 * read. */
static void
make_pipe(int ends[2], int flags)
{
	ck_assert_int_eq(pipe2(ends, flags), 0);
	ck_assert_int_ge(fcntl(ends[0], F_SETPIPE_SZ, 1 << 18), 1 << 18);
}

static void
open_pipe(int fd)
{
	char name[32];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	ck_assert_int_eq(stream_open(&stream, name, &err), 0);
}

static void
write_all(int fd, const void *data, size_t len)
{
	ck_assert_int_eq(write(fd, data, len), (ssize_t)len);
}

/* What a timer writes to a pipe, piece by piece, while somebody waits. */
static struct trickle {
	int fd;
	const uint8_t *data;
	size_t len;
	unsigned int pieces;
} trickle;

/* Single bytes, and then all that is left. */
static void
write_piece(int signal)
{
	size_t n = trickle.pieces-- > 1 ? 1 : trickle.len;

	(void)signal;
	if (trickle.len == 0)
		return;
	if (write(trickle.fd, trickle.data, n) != (ssize_t)n)
		_exit(EXIT_FAILURE);
	trickle.data += n;
	trickle.len -= n;
	if (trickle.len == 0)
		close(trickle.fd);
}

static void
start_trickle(int fd, const struct forge *f)
{
	struct sigaction sa = { .sa_handler = write_piece };
	struct itimerval often = { .it_value.tv_usec = 2000,
		.it_interval.tv_usec = 2000 };

	trickle = (struct trickle){
		.fd = fd, .data = f->data, .len = f->len, .pieces = 6
	};
	ck_assert_int_eq(sigaction(SIGALRM, &sa, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
}

/*
 * As the timer's signal interrupts what waits, this goes through EINTR, and
 * through EAGAIN where the pipe does not block.
 */
static void
check_trickle(enum forge_codec codec, int flags)
{
	struct itimerval never = { .it_value.tv_usec = 0 };
	int saved = dup(STDIN_FILENO);
	int ends[2];

	make_plain(TRICKLED);
	forge_pack(&packed, codec, plain.data, plain.len);
	make_pipe(ends, 0);
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, flags), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	start_trickle(ends[1], &packed);
	ck_assert_int_eq(stream_open(&stream, "-", &err), 0);
	ck_assert_uint_eq(read_rest(100), TRICKLED);
	ck_assert_int_eq(stream_failure(stream, &err), 0);
	setitimer(ITIMER_REAL, &never, NULL);
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(ends[0]);
}

START_TEST(pipe_that_trickles_is_read_on)
{
	check_trickle((enum forge_codec)_i, 0);
}
END_TEST

/* Standard input may have been made so by whoever shares it. */
START_TEST(pipe_that_does_not_block_is_waited_for)
{
	check_trickle((enum forge_codec)_i, O_NONBLOCK);
}
END_TEST

/* With nobody writing, waiting for more would be for ever. */
START_TEST(pipe_is_not_waited_on_for_more_than_was_asked)
{
	int ends[2];

	make_plain(10);
	make_pipe(ends, O_DIRECT);
	write_all(ends[1], plain.data, 6);
	write_all(ends[1], plain.data + 6, 4);
	open_pipe(ends[0]);
	ck_assert_ptr_nonnull(stream_need(stream, 10));
	ck_assert_mem_eq(stream_need(stream, 10), plain.data, 10);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(standard_input_is_read_and_left_open)
{
	int saved = dup(STDIN_FILENO);
	int ends[2];

	make_plain(SMALL);
	make_pipe(ends, O_DIRECT);
	write_all(ends[1], plain.data, SMALL);
	close(ends[1]);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(stream_open(&stream, "-", &err), 0);
	ck_assert_str_eq(stream_name(stream), "standard input");
	ck_assert_uint_eq(read_rest(100), SMALL);
	stream_close(stream);
	stream = NULL;
	ck_assert_int_ge(fcntl(STDIN_FILENO, F_GETFD), 0);
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(ends[0]);
}
END_TEST

START_TEST(what_can_not_be_opened_is_said)
{
	ck_assert_int_eq(stream_open(&stream, folder, &err), -EISDIR);
	ck_assert_ptr_nonnull(strstr(err.text, ": is a folder"));
	ck_assert_int_eq(stream_open(&stream, "no/such", &err), -ENOENT);
	ck_assert_str_eq(err.text, "no/such: No such file or directory");
	ck_assert_ptr_null(stream);
}
END_TEST

/* The first page of a process is not mapped, and reading it fails. */
START_TEST(read_error_is_an_io_error)
{
	ck_assert_int_eq(stream_open(&stream, "/proc/self/mem", &err), -EIO);
	ck_assert_ptr_nonnull(strstr(err.text, "/proc/self/mem: cannot be"));
	ck_assert_ptr_null(stream);
}
END_TEST

START_TEST(long_path_is_called_by_its_end)
{
	char name[STREAM_NAME_MAX];
	char long_path[600];

	memset(long_path, 'a', sizeof(long_path));
	memcpy(long_path + sizeof(long_path) - 8, "/x.pcap", 8);
	stream_call(long_path, name);
	ck_assert_uint_eq(strlen(name), STREAM_NAME_MAX - 1);
	ck_assert_int_eq(strncmp(name, "...aaa", 6), 0);
	ck_assert_str_eq(name + strlen(name) - 7, "/x.pcap");

	/* The cut goes through an e acute: it is left out. */
	memcpy(long_path + sizeof(long_path) - 1 - 253, "\xc3\xa9", 2);
	stream_call(long_path, name);
	ck_assert_int_eq(strncmp(name, "...aaa", 6), 0);
	ck_assert_uint_eq(strlen(name), STREAM_NAME_MAX - 2);
	ck_assert_str_eq(stream_call("x", name), "x");
}
END_TEST

/* Tests that do the same with each codec, from the first given on. */
static void
add_loop(TCase *tc, const TTest *test, int first)
{
	tcase_add_loop_test(tc, test, first, FORGE_CODEC_COUNT);
}

int
main(void)
{
	Suite *s = suite_create("stream");
	TCase *tc = tcase_create("stream");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	add_loop(tc, large_files_come_whole_and_in_order, FORGE_PLAIN);
	add_loop(tc, head_is_the_first_mebibyte, FORGE_PLAIN);
	tcase_add_test(tc, head_holds_what_was_read_already);
	add_loop(tc, head_of_a_short_file_is_all_of_it, FORGE_PLAIN);
	tcase_add_test(tc, most_bytes_in_a_row_can_be_had);
	tcase_add_test(tc, short_end_names_path_offset_and_what_is_missing);
	add_loop(tc, cut_anywhere_is_a_failure, FORGE_GZIP);
	add_loop(tc, changed_byte_is_a_failure_or_no_matter, FORGE_GZIP);
	tcase_add_test(tc, damage_names_the_codec_and_the_unpacked_offset);
	add_loop(tc, other_bytes_after_a_frame_are_a_failure, FORGE_GZIP);
	tcase_add_test(tc, too_wide_a_window_says_what_to_do);
	add_loop(tc, pipe_that_trickles_is_read_on, FORGE_PLAIN);
	add_loop(tc, pipe_that_does_not_block_is_waited_for, FORGE_PLAIN);
	tcase_add_test(tc, pipe_is_not_waited_on_for_more_than_was_asked);
	tcase_add_test(tc, standard_input_is_read_and_left_open);
	tcase_add_test(tc, what_can_not_be_opened_is_said);
	tcase_add_test(tc, read_error_is_an_io_error);
	tcase_add_test(tc, long_path_is_called_by_its_end);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
