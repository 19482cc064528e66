/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_policy_source.c - files that include files.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "policy_text.h"

#define ROW "allow r any -> any any\n"

static char folder[256]; /* the current one, while a test runs */
static char before[4096];

static void
setup(void)
{
	const char *tmp = getenv("TMPDIR");

	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	snprintf(folder, sizeof(folder), "%s/test_policy.XXXXXX",
	    tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert_int_eq(mkdir("sub", 0700), 0);
}

/* The files a test may have made. */
static void
teardown(void)
{
	static const char *const names[] = { "a", "b", "c", "link", "fifo",
		"sub/a", "sub/b", "sub/c" };
	char name[32];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(names[i]);
	for (int i = 0; i < 80; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		unlink(name);
	}
	ck_assert_int_eq(rmdir("sub"), 0);
	ck_assert_int_eq(chdir(before), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}

static void write_file(const char *name, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
write_file(const char *name, const char *fmt, ...)
{
	FILE *f = fopen(name, "w");
	va_list ap;

	ck_assert_ptr_nonnull(f);
	va_start(ap, fmt);
	ck_assert_int_ge(vfprintf(f, fmt, ap), 0);
	va_end(ap);
	ck_assert_int_eq(fclose(f), 0);
}

/* What is told of file a; "sub" is the folder of installed rules. */
static const char *
told_of_a(int rc_wanted)
{
	int rc;
	const char *told = told_of_file("a", "sub", &rc);

	ck_assert_msg(rc == rc_wanted, "%d: %s", rc, told);
	return told;
}

static struct policy *
load_a(void)
{
	const struct policy_options options = { .rules_dir = "sub" };
	struct diag_list *diags = NULL;
	struct policy *p = NULL;
	char text[512];
	int rc;

	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	rc = policy_load(&p, "a", &options, diags);
	if (rc != 0 && diag_kept(diags) > 0)
		ck_abort_msg("%s",
		    diag_format(diag_at(diags, 0), text, sizeof(text)));
	ck_assert_int_eq(rc, 0);
	diag_list_free(diags);
	return p;
}

START_TEST(the_file_itself_may_be_unreadable)
{
	ck_assert_str_eq(told_of_a(-ENOENT),
	    "a: can not be read: No such file or directory\n");
	ck_assert_int_eq(mkdir("a", 0700), 0);
	ck_assert_str_eq(told_of_a(-EISDIR),
	    "a: can not be read: Is a directory\n");
	ck_assert_int_eq(rmdir("a"), 0);
	write_file("a", ROW);
	ck_assert_int_eq(truncate("a", (off_t)POLICY_FILE_MAX + 1), 0);
	ck_assert_str_eq(told_of_a(-EFBIG),
	    "a: too large; expected at most 16777216 bytes\n");
}
END_TEST

START_TEST(includes_are_found_beside_the_file_then_with_the_rules)
{
	struct policy *p;

	write_file("a", "include \"sub/b\"\n" ROW);
	write_file("sub/b", "include \"c\"\nrole in-b user\n");
	write_file("sub/c", "role beside user\n");
	write_file("c", "role not-this user\n");
	p = load_a();
	ck_assert_int_ge(policy_role_find(p, "beside", 6), 0);
	ck_assert_int_ge(policy_role_find(p, "in-b", 4), 0);
	ck_assert_int_eq(policy_role_find(p, "not-this", 8), -1);
	ck_assert_str_eq(policy_role_at(p, 0)->place.file, "sub/c");
	policy_free(p);

	write_file("a", "include \"b\"\n" ROW);
	p = load_a();
	ck_assert_int_ge(policy_role_find(p, "in-b", 4), 0);
	policy_free(p);

	/* Absolute ones, also from a file that is elsewhere. */
	write_file("a", "include \"sub/a\"\n" ROW);
	write_file("sub/a", "include \"%s/sub/b\"\n", folder);
	p = load_a();
	ck_assert_int_ge(policy_role_find(p, "in-b", 4), 0);
	policy_free(p);
}
END_TEST

/* Also of those that hold nothing to find by its place. */
START_TEST(a_policy_tells_its_files)
{
	struct policy *p;

	write_file("a", "include \"sub/b\"\ninclude \"c\"\n" ROW);
	write_file("sub/b", "network 10.0.0.0/8 \"n\"\n");
	write_file("sub/c", "# nothing\n");
	p = load_a();
	ck_assert_uint_eq(policy_file_count(p), 3);
	ck_assert_str_eq(policy_file_at(p, 0), "a");
	ck_assert_str_eq(policy_file_at(p, 1), "sub/b");
	ck_assert_str_eq(policy_file_at(p, 2), "sub/c");
	policy_free(p);
}
END_TEST

START_TEST(a_file_included_twice_is_read_once)
{
	struct policy *p;

	write_file("a",
	    "include \"b\"\ninclude \"link\"\ninclude \"sub/../b\"\n"
	    "include \"c\"\n" ROW);
	write_file("b", "role x user\nallow once x -> x tcp 1\n");
	write_file("c", "include \"b\"\n");
	ck_assert_int_eq(symlink("b", "link"), 0);
	p = load_a();
	ck_assert_uint_eq(policy_row_count(p), 2);
	policy_free(p);
}
END_TEST

START_TEST(a_cycle_is_told_with_its_files)
{
	write_file("a", "include \"b\"\n" ROW);
	write_file("b", "include \"sub/c\"\n");
	write_file("sub/c", "\ninclude \"../b\"\n");
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "sub/c:2:9: include cycle b -> sub/c -> b; expected no file to "
	    "include itself\n");
	write_file("a", "include \"a\"\n" ROW);
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "a:1:9: include cycle a -> a; expected no file to include "
	    "itself\n");
}
END_TEST

START_TEST(what_can_not_be_included_is_told_and_unknown_names_are_not)
{
	char told[512];

	write_file("a", "include \"none\"\nallow r x -> y tcp 1\n");
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "a:1:9: include \"none\" not found; expected it beside this file "
	    "or in sub\n");
	write_file("a", "include \"/none/x\"\n" ROW);
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "a:1:9: include \"/none/x\" not found; expected a file\n");
	write_file("a", "include \"sub\"\n" ROW);
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "a:1:9: include sub is no regular file; expected one\n");
	write_file("a", "include \"fifo\"\n" ROW);
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "a:1:9: include fifo is no regular file; expected one\n");
	write_file("a", "include \"link\"\n" ROW);
	ck_assert_int_eq(symlink("link", "link"), 0);
	snprintf(told, sizeof(told),
	    "a:1:9: include link: %s; expected a file\n", strerror(ELOOP));
	ck_assert_str_eq(told_of_a(-EINVAL), told);
}
END_TEST

START_TEST(an_included_file_may_be_too_large)
{
	write_file("a", "include \"b\"\n" ROW);
	write_file("b", ROW);
	ck_assert_int_eq(truncate("b", (off_t)POLICY_FILE_MAX + 1), 0);
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "a:1:9: include b is too large; expected at most 16777216 bytes, "
	    "and 67108864 in all files\n");
}
END_TEST

START_TEST(nesting_and_number_of_files_are_bounded)
{
	char name[32];
	FILE *f;

	for (int i = 0; i < 80; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		write_file(name, "include \"f%d\"\n", i + 1);
	}
	write_file("f20", "# the last one\n");
	write_file("a", "include \"f6\"\n" ROW);
	ck_assert_str_eq(told_of_a(0), "");
	write_file("a", "include \"f5\"\n" ROW);
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "f19:1:9: includes nested deeper than 16; expected fewer "
	    "levels\n");
	f = fopen("a", "w");
	ck_assert_ptr_nonnull(f);
	fputs(ROW, f);
	for (int i = 0; i < 80; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		write_file(name, "# %d\n", i);
		fprintf(f, "include \"%s\"\n", name);
		if (i == 62) { /* with the first one, 64 */
			fflush(f);
			ck_assert_str_eq(told_of_a(0), "");
		}
	}
	fclose(f);
	ck_assert_ptr_nonnull(strstr(told_of_a(-EINVAL),
	    "a:65:9: more than 64 files; expected fewer\n"));
}
END_TEST

START_TEST(mistakes_of_several_files_come_file_by_file)
{
	write_file("a", "wrong\ninclude \"b\"\nlocal x\n" ROW);
	write_file("b", "local y\ninclude \"c\"\nwrong\n");
	write_file("c", "local z\n");
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "a:1:1: unknown statement \"wrong\"; expected one of "
	    "rasaudit.rules(5), such as \"allow\"\n"
	    "a:3:7: unknown role \"x\"; expected a declared one\n"
	    "b:1:7: unknown role \"y\"; expected a declared one\n"
	    "b:3:1: unknown statement \"wrong\"; expected one of "
	    "rasaudit.rules(5), such as \"allow\"\n"
	    "c:1:7: unknown role \"z\"; expected a declared one\n");
}
END_TEST

START_TEST(the_matrix_is_its_file_and_what_that_includes)
{
	const struct policy_row *const *rows;
	struct policy *p;

	write_file("a",
	    "include \"b\"\nallow of-site x -> y tcp 1\nrole y user\n"
	    "expect tcp 1 tls\n");
	write_file("b",
	    "include \"c\"\nallow of-matrix x -> y tcp 1\n"
	    "matrix m \"M\"\nexpect tcp 1,2 rdp\n");
	write_file("c", "role x user\nallow of-part x -> y tcp 1\n");
	p = load_a();
	/* Of equal rows the site's comes first. */
	ck_assert_uint_eq(policy_rows_for(p, PROTO_TCP, 1, &rows), 3);
	ck_assert_str_eq(rows[0]->id, "of-site");
	ck_assert_str_eq(rows[1]->id, "of-matrix");
	ck_assert_str_eq(rows[2]->id, "of-part");
	ck_assert_int_eq(policy_row_find(p, "of-site")->origin,
	    ROW_ORIGIN_SITE);
	ck_assert_int_eq(policy_row_find(p, "of-matrix")->origin,
	    ROW_ORIGIN_MATRIX);
	ck_assert_int_eq(policy_row_find(p, "of-part")->origin,
	    ROW_ORIGIN_MATRIX);
	ck_assert_int_eq(policy_role_at(p, role_of(p, "x"))->origin,
	    ROW_ORIGIN_MATRIX);
	ck_assert_int_eq(policy_role_at(p, role_of(p, "y"))->origin,
	    ROW_ORIGIN_SITE);
	ck_assert_int_eq(policy_expect_of(p, PROTO_TCP, 1)->origin,
	    ROW_ORIGIN_SITE);
	ck_assert_str_eq(policy_expect_of(p, PROTO_TCP, 1)->apps[0].name,
	    "tls");
	ck_assert_int_eq(policy_expect_of(p, PROTO_TCP, 2)->origin,
	    ROW_ORIGIN_MATRIX);
	policy_free(p);
}
END_TEST

START_TEST(two_files_can_not_both_be_the_matrix)
{
	write_file("a", "include \"b\"\nmatrix n \"N\"\n" ROW);
	write_file("b", "matrix m \"M\"\n");
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "a:2:8: second matrix; expected one, the first is at b:1:8\n");
}
END_TEST

START_TEST(the_site_file_turns_features_of_the_matrix)
{
	struct policy *p;

	write_file("a",
	    "feature f on\ninclude \"b\"\n"
	    "allow of-site any -> any tcp 1 when h\nfeature h off \"own\"\n");
	write_file("b",
	    "matrix m \"M\"\nfeature f off \"F\"\nfeature g on\n"
	    "allow of-matrix any -> any tcp 1 when f\n");
	p = load_a();
	ck_assert_uint_eq(policy_feature_count(p), 3);
	ck_assert_str_eq(policy_feature_at(p, 0)->id, "f");
	ck_assert_str_eq(policy_feature_at(p, 0)->label, "F");
	ck_assert(!policy_feature_at(p, 0)->default_on);
	ck_assert(policy_feature_at(p, 0)->on);
	ck_assert(policy_feature_at(p, 1)->on);
	ck_assert(policy_row_on(p, policy_row_find(p, "of-matrix")));
	ck_assert(!policy_row_on(p, policy_row_find(p, "of-site")));
	ck_assert_int_eq(policy_row_find(p, "of-matrix")->feature, 0);
	policy_free(p);

	write_file("a",
	    "feature f on\ninclude \"b\"\nfeature f off\nfeature x on\n");
	ck_assert_str_eq(told_of_a(-EINVAL),
	    "a:3:9: feature \"f\" set again; expected once, the first is at "
	    "a:1:9\n"
	    "a:4:9: unknown feature \"x\"; expected one that the matrix "
	    "declares\n");
}
END_TEST

START_TEST(a_text_in_memory_may_include_files)
{
	const struct policy_options options = { .rules_dir = "sub" };
	static const char text[] = "include \"b\"\n" ROW;
	struct diag_list *diags = NULL;
	struct policy *p = NULL;

	write_file("sub/b", "role x user\n");
	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	ck_assert_int_eq(policy_load_text(&p, "none/text", text, strlen(text),
			     &options, diags),
	    0);
	ck_assert_uint_eq(policy_role_count(p), 1);
	policy_free(p);
	diag_list_free(diags);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy_source");
	TCase *tc = tcase_create("policy_source");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_file_itself_may_be_unreadable);
	tcase_add_test(tc,
	    includes_are_found_beside_the_file_then_with_the_rules);
	tcase_add_test(tc, a_policy_tells_its_files);
	tcase_add_test(tc, a_file_included_twice_is_read_once);
	tcase_add_test(tc, a_cycle_is_told_with_its_files);
	tcase_add_test(tc,
	    what_can_not_be_included_is_told_and_unknown_names_are_not);
	tcase_add_test(tc, an_included_file_may_be_too_large);
	tcase_add_test(tc, nesting_and_number_of_files_are_bounded);
	tcase_add_test(tc, mistakes_of_several_files_come_file_by_file);
	tcase_add_test(tc, the_matrix_is_its_file_and_what_that_includes);
	tcase_add_test(tc, two_files_can_not_both_be_the_matrix);
	tcase_add_test(tc, the_site_file_turns_features_of_the_matrix);
	tcase_add_test(tc, a_text_in_memory_may_include_files);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
