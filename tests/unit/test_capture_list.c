/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_capture_list.c - the inputs of a replay, in the order of their first
 * packets.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "../support/capture_forge.h"
#include "capture/capture_list.h"

#define AT(second) FORGE_PCAP "w" #second " w0 w4 w4 d4"
#define SECOND UINT64_C(1000000)

static char *folder;
static struct capture_list *list;

/* In a folder of its own, so that paths are short and known. */
static void
setup(void)
{
	folder = forge_folder();
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert_int_eq(mkdir("d", 0700), 0);
}

static void
teardown(void)
{
	capture_list_free(list);
	list = NULL;
	ck_assert_int_eq(chdir("/"), 0);
	forge_folder_remove(folder);
	free(folder);
}

static void
put(const char *path, const char *script)
{
	free(forge_write_script(script, ".", path));
}

static void
make(const char *const *args, size_t n)
{
	capture_list_free(list);
	list = NULL;
	ck_assert_int_eq(capture_list_new(&list, args, n), 0);
}

static void
make_one(const char *arg)
{
	make(&arg, 1);
}

/* The paths in order, each followed by a space. */
static void
check_paths(const char *want)
{
	char have[1024] = "";
	size_t len = 0;

	for (size_t i = 0; i < capture_list_size(list); i++)
		len += (size_t)snprintf(have + len, sizeof(have) - len, "%s ",
		    capture_list_at(list, i)->path);
	ck_assert_str_eq(have, want);
}

START_TEST(inputs_stand_in_order_of_first_packet_then_path)
{
	static const char *const args[] = { "c", "b", "a", "e" };

	put("a", AT(30));
	put("b", AT(10));
	put("c", AT(20));
	put("e", AT(20));
	make(args, 4);
	check_paths("b c e a ");
	ck_assert_uint_eq(capture_list_at(list, 0)->first_us, 10 * SECOND);
	ck_assert_uint_eq(capture_list_at(list, 0)->size, 44);
	ck_assert_int_eq(capture_list_at(list, 0)->err.code, 0);
}
END_TEST

START_TEST(standard_input_is_first_and_not_read)
{
	static const char *const args[] = { "a", "-", "empty", "-" };

	put("a", AT(30));
	put("empty", FORGE_PCAP);
	make(args, 4);
	check_paths("- empty a ");
	ck_assert_uint_eq(capture_list_at(list, 0)->first_us, 0);
	ck_assert_int_eq(capture_list_at(list, 0)->err.code, 0);
	ck_assert_int_eq(capture_list_at(list, 1)->err.code, 0);
}
END_TEST

START_TEST(folder_is_searched_with_its_subfolders)
{
	ck_assert_int_eq(mkdir("d/e", 0700), 0);
	ck_assert_int_eq(mkdir("d/e/f", 0700), 0);
	put("d/late", AT(30));
	put("d/e/f/early", AT(10));
	put("d/e/middle", AT(20));
	put("d/e/notes.txt", "d100");
	put("d/e/being-made", "");
	make_one("d");
	check_paths("d/e/f/early d/e/middle d/late ");
	ck_assert_uint_eq(capture_list_ignored(list), 2);
}
END_TEST

START_TEST(path_given_twice_is_listed_once)
{
	static const char *const args[] = { "d/a", "d", "d/", "d//", "d/a",
		"d/text" };

	put("d/a", AT(1));
	put("d/text", "d100");
	make(args, 6);
	check_paths("d/a d/text ");
	ck_assert_uint_eq(capture_list_ignored(list), 0);
	/* named, so it is not ignored */
	ck_assert_int_eq(capture_list_at(list, 1)->err.code, -ENOMSG);
}
END_TEST

START_TEST(named_folder_without_captures_is_an_input_that_says_so)
{
	static const char *const args[] = { "d", "d-1", "d/e" };

	ck_assert_int_eq(mkdir("d/e", 0700), 0);
	put("d/text", "d100");
	put("d-1", AT(1)); /* between d and d/e in bytewise order */
	make(args, 3);
	check_paths("d-1 d d/e ");
	ck_assert_int_eq(capture_list_at(list, 1)->err.code, -ENOENT);
	ck_assert_str_eq(capture_list_at(list, 1)->err.text,
	    "d: no captures in this folder");
	ck_assert_int_eq(capture_list_at(list, 2)->err.code, -ENOENT);
	ck_assert_uint_eq(capture_list_ignored(list), 1);
}
END_TEST

START_TEST(overlapping_folders_both_have_their_captures)
{
	static const char *const args[] = { "d/e", "d", "d/e/" };

	ck_assert_int_eq(mkdir("d/e", 0700), 0);
	put("d/e/a", AT(1));
	make(args, 3);
	check_paths("d/e/a ");
}
END_TEST

START_TEST(unreadable_inputs_are_last_and_say_why)
{
	static const char *const args[] = { "gone", "damaged", "cut", "text",
		"a" };

	put("a", AT(30));
	put("text", "d100");
	put("damaged", "w0xa1b2c3d4 z20");
	put("cut", FORGE_PCAP "w1");
	make(args, 5);
	check_paths("a cut damaged gone text ");
	ck_assert_int_eq(capture_list_at(list, 1)->err.code, -EBADMSG);
	ck_assert_int_eq(capture_list_at(list, 2)->err.code, -EBADMSG);
	ck_assert_int_eq(capture_list_at(list, 3)->err.code, -ENOENT);
	ck_assert_str_eq(capture_list_at(list, 3)->err.text,
	    "gone: No such file or directory");
	ck_assert_int_eq(capture_list_at(list, 4)->err.code, -ENOMSG);
}
END_TEST

START_TEST(damaged_capture_in_a_folder_is_listed)
{
	put("d/cut", FORGE_PCAP "w1");
	put("d/header", "w0xa1b2c3d4 z20");
	make_one("d");
	check_paths("d/cut d/header ");
	ck_assert_int_eq(capture_list_at(list, 0)->err.code, -EBADMSG);
	ck_assert_int_eq(capture_list_at(list, 1)->err.code, -EBADMSG);
}
END_TEST

START_TEST(links_to_files_are_followed_and_to_folders_not)
{
	put("a", AT(1));
	ck_assert_int_eq(mkdir("other", 0700), 0);
	put("other/b", AT(2));
	ck_assert_int_eq(symlink("../a", "d/file"), 0);
	ck_assert_int_eq(symlink("../other", "d/folder"), 0);
	ck_assert_int_eq(symlink("..", "d/loop"), 0);
	ck_assert_int_eq(symlink("nowhere", "d/dangling"), 0);
	make_one("d");
	check_paths("d/file ");
	ck_assert_uint_eq(capture_list_ignored(list), 1);
}
END_TEST

START_TEST(folder_named_by_a_link_is_searched)
{
	put("d/a", AT(1));
	ck_assert_int_eq(symlink("d", "link"), 0);
	make_one("link");
	check_paths("link/a ");
}
END_TEST

/* Opening a pipe that nobody writes to would wait for ever. */
START_TEST(pipes_in_a_folder_are_left_alone)
{
	put("d/a", AT(1));
	ck_assert_int_eq(mkfifo("d/pipe", 0600), 0);
	make_one("d");
	check_paths("d/a ");
	ck_assert_uint_eq(capture_list_ignored(list), 1);
}
END_TEST

/* What is read of a pipe is gone for the replay. */
START_TEST(named_pipe_is_an_input_and_not_read)
{
	static const char *const args[] = { "pipe", "a" };

	put("a", AT(1));
	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	make(args, 2);
	check_paths("pipe a ");
	ck_assert_int_eq(capture_list_at(list, 0)->err.code, 0);
	ck_assert_uint_eq(capture_list_at(list, 0)->size, 0);
}
END_TEST

START_TEST(folders_nested_too_deep_are_told)
{
	char path[200] = "d";

	for (unsigned int i = 0; i < 40; i++) {
		memcpy(path + strlen(path), "/e", sizeof("/e"));
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
	put("d/a", AT(1));
	put("d/e/e/e/b", AT(2));
	make_one("d");
	ck_assert_uint_eq(capture_list_size(list), 3);
	ck_assert_str_eq(capture_list_at(list, 1)->path, "d/e/e/e/b");
	ck_assert_int_eq(capture_list_at(list, 2)->err.code, -ELOOP);
}
END_TEST

START_TEST(many_files_are_all_listed)
{
	char name[32];

	for (unsigned int i = 0; i < 500; i++) {
		char script[128];

		snprintf(name, sizeof(name), "d/%03u", i);
		snprintf(script, sizeof(script), FORGE_PCAP "w%u w0 w4 w4 d4",
		    1000 - i);
		put(name, script);
	}
	make_one("d");
	ck_assert_uint_eq(capture_list_size(list), 500);
	for (unsigned int i = 0; i < 500; i++)
		ck_assert_uint_eq(capture_list_at(list, i)->first_us,
		    (501 + i) * SECOND);
}
END_TEST

START_TEST(list_of_nothing_is_empty)
{
	make(NULL, 0);
	ck_assert_uint_eq(capture_list_size(list), 0);
	ck_assert_uint_eq(capture_list_ignored(list), 0);
	capture_list_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("capture_list");
	TCase *tc = tcase_create("capture_list");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, inputs_stand_in_order_of_first_packet_then_path);
	tcase_add_test(tc, standard_input_is_first_and_not_read);
	tcase_add_test(tc, folder_is_searched_with_its_subfolders);
	tcase_add_test(tc, path_given_twice_is_listed_once);
	tcase_add_test(tc,
	    named_folder_without_captures_is_an_input_that_says_so);
	tcase_add_test(tc, overlapping_folders_both_have_their_captures);
	tcase_add_test(tc, unreadable_inputs_are_last_and_say_why);
	tcase_add_test(tc, damaged_capture_in_a_folder_is_listed);
	tcase_add_test(tc, links_to_files_are_followed_and_to_folders_not);
	tcase_add_test(tc, folder_named_by_a_link_is_searched);
	tcase_add_test(tc, pipes_in_a_folder_are_left_alone);
	tcase_add_test(tc, named_pipe_is_an_input_and_not_read);
	tcase_add_test(tc, folders_nested_too_deep_are_told);
	tcase_add_test(tc, many_files_are_all_listed);
	tcase_add_test(tc, list_of_nothing_is_empty);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
