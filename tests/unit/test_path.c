/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_path.c - where a path leads, also when nothing is there yet.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

static char folder[64], start[256];

static void
setup(void)
{
	snprintf(folder, sizeof(folder), "/tmp/path-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_ptr_nonnull(getcwd(start, sizeof(start)));
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert_int_eq(mkdir("here", 0700), 0);
	ck_assert_int_eq(mkdir("there", 0700), 0);
}

static void
teardown(void)
{
	static const char *const files[] = { "there/file", "here/link",
		"here/second", "here/absolute", "folder" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(files[i]);
	ck_assert_int_eq(rmdir("here"), 0);
	ck_assert_int_eq(rmdir("there"), 0);
	ck_assert_int_eq(chdir(start), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}

static void
leads(const char *path, const char *to)
{
	char whole[256], *real = path_real(path);

	snprintf(whole, sizeof(whole), "%s/%s", folder, to);
	ck_assert_msg(real != NULL, "%s: %s", path, strerror(errno));
	ck_assert_str_eq(real, whole);
	free(real);
}

static void
fails(const char *path, int error)
{
	errno = 0;
	ck_assert_ptr_null(path_real(path));
	ck_assert_int_eq(errno, error);
}

START_TEST(file_that_is_not_there_is_in_its_real_folder)
{
	char *real;

	ck_assert_int_eq(symlink("there", "folder"), 0);
	leads("here/new", "here/new");
	leads("folder/new", "there/new");
	real = path_real("/no-such-file");
	ck_assert_str_eq(real, "/no-such-file");
	free(real);
}
END_TEST

START_TEST(link_is_the_same_before_and_after_its_target_is_made)
{
	char target[128];
	FILE *file;

	snprintf(target, sizeof(target), "%s/there/file", folder);
	ck_assert_int_eq(symlink("../there/file", "here/link"), 0);
	ck_assert_int_eq(symlink("link", "here/second"), 0);
	ck_assert_int_eq(symlink(target, "here/absolute"), 0);
	for (int made = 0; made < 2; made++) {
		leads("here/link", "there/file");
		leads("here/second", "there/file");
		leads("here/absolute", "there/file");
		file = fopen("there/file", "w");
		ck_assert_ptr_nonnull(file);
		ck_assert_int_eq(fclose(file), 0);
	}
}
END_TEST

START_TEST(what_leads_nowhere_is_an_error)
{
	ck_assert_int_eq(symlink("../none/file", "here/link"), 0);
	ck_assert_int_eq(symlink("second", "here/second"), 0);
	fails("none/file", ENOENT);
	fails("here/link", ENOENT);
	fails("here/second", ELOOP);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("path");
	TCase *tc = tcase_create("path");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, file_that_is_not_there_is_in_its_real_folder);
	tcase_add_test(tc,
	    link_is_the_same_before_and_after_its_target_is_made);
	tcase_add_test(tc, what_leads_nowhere_is_an_error);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
