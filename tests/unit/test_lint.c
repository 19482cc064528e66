/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lint.c - what is right by the grammar and probably not meant.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/when.h"
#include "policy_text.h"

#define NOW UINT64_C(1717200000000000) /* 2024-06-01 in UTC */

/* Follow each text, so that its first line is the one to speak of. */
static const char roles[] = "\nrole a component\nrole b component\n"
			    "role c user\nrole d infrastructure\n";

static struct strbuf text;

static void
setup(void)
{
	strbuf_init(&text);
}

static void
teardown(void)
{
	strbuf_fini(&text);
}

/* Rows of a site that is told nothing of otherwise. */
static const struct {
	const char *rows;
	const char *told; /* without "t:" and "warning: "; "" for nothing */
} cases[] = {
	/* never, expired */
	{ "allow r \"x.example\" -> a tcp 1",
	    "1:7: row \"r\" can never match; a source is never known by its "
	    "name" },
	{ "allow r \"x.example\",c -> a tcp 1", "" },
	{ "allow r 10.0.0.1 -> fd00::1 tcp 1",
	    "1:7: row \"r\" can never match; its ends are of IPv4 and of "
	    "IPv6" },
	{ "allow r fd00::1 -> 10.0.0.1 tcp 1",
	    "1:7: row \"r\" can never match; its ends are of IPv4 and of "
	    "IPv6" },
	{ "allow r 10.0.0.1,fd00::1 -> 10.0.0.1 tcp 1", "" },
	{ "allow r a -> b tcp 1 until 2024-05-31",
	    "1:7: row \"r\" has expired; its \"until\" is past" },
	{ "allow r a -> b tcp 1 until 2024-06-01", "" },
	{ "allow r a -> b tcp 1 from 2030-01-01", "" },
	/* a deny row hides an allow row */
	{ "allow r a -> b tcp 80\ndeny s a,c -> any tcp",
	    "1:7: row \"r\" never allows; row \"s\" at t:2:6 denies all of "
	    "it" },
	{ "deny s a -> b tcp 80\nallow r a -> b tcp 80",
	    "2:7: row \"r\" never allows; row \"s\" at t:1:6 denies all of "
	    "it" },
	{ "allow r a -> b tcp 80-90,443\ndeny s any -> b any",
	    "1:7: row \"r\" never allows; row \"s\" at t:2:6 denies all of "
	    "it" },
	{ "allow r a -> b tcp 80,443\ndeny s a -> b tcp 70-80,443-450",
	    "1:7: row \"r\" never allows; row \"s\" at t:2:6 denies all of "
	    "it" },
	{ "allow r 10.0.0.1 -> \"a.x.y\",\"*.b.x.y\" tcp 1\n"
	  "deny s 10.0.0.0/24 -> \"*.x.y\" tcp 1",
	    "1:7: row \"r\" never allows; row \"s\" at t:2:6 denies all of "
	    "it" },
	{ "allow r a -> self tcp 1\ndeny s a -> any tcp",
	    "1:7: row \"r\" never allows; row \"s\" at t:2:6 denies all of "
	    "it" },
	/* and does not */
	{ "allow r a,c -> b tcp 80\ndeny s a -> b tcp 80", "" },
	{ "allow r a -> b tcp 80-90\ndeny s a -> b tcp 80-85,87-90", "" },
	{ "allow r a -> b tcp,udp 80\ndeny s a -> b tcp", "" },
	{ "allow r a -> b any\ndeny s a -> b tcp", "" },
	{ "allow r any -> b tcp 1\ndeny s a,b,c,d -> b tcp 1", "" },
	{ "allow r a -> self tcp 1\ndeny s a -> b tcp 1", "" },
	{ "allow r a -> 10.0.0.0/8 tcp 1\ndeny s a -> 10.0.0.0/9 tcp 1", "" },
	{ "allow r a -> \"*.y\" tcp 1\ndeny s a -> \"*.x.y\" tcp 1", "" },
	{ "allow r a -> \"*.y\" tcp 1\ndeny s a -> \"a.y\" tcp 1", "" },
	{ "allow r a -> b tcp 1\ndeny s a -> b tcp 1 from 2024-01-01", "" },
	{ "allow r a -> b tcp 1\ndeny s a -> b tcp 1 until 2030-01-01", "" },
	{ "allow r a -> b udp 1 broadcast\ndeny s a -> b udp 1", "" },
	{ "allow r a -> b udp 1 multicast 239.0.0.1\ndeny s a -> any udp", "" },
	{ "allow r a -> b vrrp\ndeny s any -> any any", "" },
	{ "allow r a -> 224.0.0.5 89\ndeny s any -> any any", "" },
	{ "allow r a -> b tcp 1\ndeny s a -> b tcp 1 when off", "" },
	{ "allow r a -> b tcp 1 when off\ndeny s a -> b tcp 1", "" },
	{ "deny r a -> b tcp 1\nallow s any -> any any", "" },
	/* rows that add nothing */
	{ "allow r a -> b tcp\nallow s a -> b any",
	    "1:7: row \"r\" is redundant; row \"s\" at t:2:7 covers all of "
	    "it" },
	{ "allow r a -> b tcp 80\nallow s a,c -> b tcp",
	    "1:7: row \"r\" is redundant; row \"s\" at t:2:7 covers all of "
	    "it" },
	{ "deny r a -> b tcp 80\ndeny s a -> any any",
	    "1:6: row \"r\" is redundant; row \"s\" at t:2:6 covers all of "
	    "it" },
	{ "allow r a -> b tcp 80\nallow s a -> b tcp 80",
	    "2:7: row \"s\" is redundant; row \"r\" at t:1:7 covers all of "
	    "it" },
	{ "allow r a -> b tcp 80 as http\nallow s a -> any any", "" },
	{ "allow r a -> b tcp 80\nallow s a -> b tcp 80 until 2030-01-01",
	    "2:7: row \"s\" is redundant; row \"r\" at t:1:7 covers all of "
	    "it" },
};

START_TEST(rows_are_told_that_do_nothing)
{
	static const char off[] = "feature off off \"x\"\n";
	struct strbuf wanted;

	strbuf_addf(&text, "%s%s%s", cases[_i].rows, roles, off);
	strbuf_init(&wanted);
	if (cases[_i].told[0] != '\0') {
		const char *col = strchr(strchr(cases[_i].told, ':') + 1, ':');

		strbuf_addf(&wanted, "t:%.*s: warning:%s\n",
		    (int)(col - cases[_i].told), cases[_i].told, col + 1);
	}
	ck_assert_str_eq(told_at(strbuf_text(&text), NOW),
	    strbuf_text(&wanted));
	strbuf_fini(&wanted);
}
END_TEST

START_TEST(a_group_of_nobody_never_matches)
{
	ck_assert_str_eq(told_of("allow r all-components -> c tcp 1\n"
				 "allow s c -> all-components tcp 1\n"
				 "role c user\n"),
	    "t:1:7: warning: row \"r\" can never match; no role is in its "
	    "source\n"
	    "t:2:7: warning: row \"s\" can never match; no role is in its "
	    "destination\n");
}
END_TEST

START_TEST(dates_are_not_looked_at_without_a_now)
{
	ck_assert_str_eq(told_of("allow r any -> any tcp 1 until 1999-01-01"),
	    "");
}
END_TEST

/* Loads a site that includes a matrix; what is told of both. */
static const char *
told_of_site(const char *site, const char *matrix)
{
	const char *tmp = getenv("TMPDIR");
	char folder[256];
	char before[4096];
	const char *told;
	FILE *f;
	int rc;

	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	snprintf(folder, sizeof(folder), "%s/test_lint.XXXXXX",
	    tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	f = fopen("m", "w");
	ck_assert_ptr_nonnull(f);
	fprintf(f, "matrix m \"M\"\n%s", matrix);
	ck_assert_int_eq(fclose(f), 0);
	f = fopen("s", "w");
	ck_assert_ptr_nonnull(f);
	/* Read before the matrix: its rows have the lower numbers. */
	fprintf(f, "%sinclude \"m\"\n", site);
	ck_assert_int_eq(fclose(f), 0);
	told = told_of_file("s", NULL, &rc);
	unlink("m");
	unlink("s");
	ck_assert_int_eq(chdir(before), 0);
	ck_assert_int_eq(rmdir(folder), 0);
	ck_assert_int_eq(rc, 0);
	return told;
}

static const char matrix[] = "role a component\nrole b component\n"
			     "role c user\nrole d internet\n"
			     "allow m1 a,c -> b tcp 1-10\n"
			     "allow m2 a -> b tcp 1\n"
			     "deny m3 c -> a tcp 1\n"
			     "allow m4 c -> a tcp 1\n";

START_TEST(overlaps_within_the_matrix_are_let_be)
{
	ck_assert_str_eq(told_of_site("", matrix), "");
}
END_TEST

START_TEST(what_a_row_of_the_site_does_to_the_matrix_is_one_line)
{
	ck_assert_str_eq(told_of_site("deny s any -> b tcp\n", matrix),
	    "s:1:6: warning: row \"s\" hides 2 rows of the matrix, \"m1\" is "
	    "the first\n");
	ck_assert_str_eq(told_of_site("allow s a -> b tcp 2-3\n", matrix),
	    "s:1:7: warning: row \"s\" is redundant; row \"m1\" at m:6:7 "
	    "covers all of it\n");
	ck_assert_str_eq(told_of_site("allow s c -> a,b tcp 1\n", matrix),
	    "s:1:7: warning: row \"s\" covers row \"m4\" of the matrix\n");
	/* The same row: the site's is the one too many. */
	ck_assert_str_eq(told_of_site("allow s a,c -> b tcp 1-10\n", matrix),
	    "s:1:7: warning: row \"s\" is redundant; row \"m1\" at m:6:7 "
	    "covers all of it\n");
}
END_TEST

START_TEST(components_in_use_need_an_address_in_a_site)
{
	static const char wanted[] =
	    "t:1:6: warning: no address has the role \"a\"; its rows are not "
	    "in use\n";

	/* b has a name, local roles count, off and user roles do not. */
	ck_assert_str_eq(told_of("site \"x\"\nrole a component\n"
				 "role b component\nrole c user\n"
				 "role e component\nrole f component\n"
				 "role i infrastructure\n"
				 "role unused component\n"
				 "feature off off \"x\"\nlocal e\n"
				 "name \"x.example\" b\n"
				 "allow r c -> a,b,e,i tcp 1\n"
				 "allow q c -> f tcp 1 when off\n"),
	    wanted);
	ck_assert_str_eq(told_of("role a component\nrole b component\n"
				 "address 10.0.0.1 b\n"
				 "allow r a -> b tcp 1\n"),
	    wanted);
	/* A matrix alone has no addresses, and need not. */
	ck_assert_str_eq(told_of("role a component\nrole b component\n"
				 "allow r a -> b tcp 1\n"),
	    "");
}
END_TEST

START_TEST(internet_roles_need_a_name_or_an_address)
{
	ck_assert_str_eq(told_of("role d internet\nrole e internet\n"
				 "role f internet\nrole g internet\n"
				 "name \"*.x.example\" e\n"
				 "address 192.0.2.1 f\n"
				 "feature off off \"x\"\n"
				 "allow r any -> d,e,f tcp 1\n"
				 "allow q any -> g tcp 1 when off\n"),
	    "t:1:6: warning: role \"d\" has no name and no address; its rows "
	    "match nothing\n");
}
END_TEST

START_TEST(addresses_claimed_twice_at_a_time_are_told)
{
	ck_assert_str_eq(told_of("address 10.0.0.1, 10.0.0.1 c\n"
				 "address 10.0.0.0/24 c\naddress fd00::1 c\n"
				 "address 10.0.0.0/24 c \"again\"\n"
				 "allow r any -> any any\nrole c user\n"),
	    "t:1:19: warning: 10.0.0.1 is claimed twice, first at t:1:9; the "
	    "roles add up\n"
	    "t:4:9: warning: 10.0.0.0/24 is claimed twice, first at t:2:9; "
	    "the roles add up\n");
	ck_assert_str_eq(told_of("address 10.0.0.1 c from 2024-06-01\n"
				 "address 10.0.0.1 c until 2024-05-31\n"
				 "allow r any -> any any\nrole c user\n"),
	    "");
	ck_assert_str_eq(told_of("address 10.0.0.1 c from 2024-05-31\n"
				 "address 10.0.0.1 c until 2024-05-31\n"
				 "allow r any -> any any\nrole c user\n"),
	    "t:2:9: warning: 10.0.0.1 is claimed twice, first at t:1:9; the "
	    "roles add up\n");
	/* The one in the middle is over when the last begins. */
	ck_assert_str_eq(told_of("address 10.0.0.1 c\n"
				 "address 10.0.0.1 c until 1999-01-01\n"
				 "address 10.0.0.1 c from 2024-01-01\n"
				 "allow r any -> any any\nrole c user\n"),
	    "t:2:9: warning: 10.0.0.1 is claimed twice, first at t:1:9; the "
	    "roles add up\n"
	    "t:3:9: warning: 10.0.0.1 is claimed twice, first at t:1:9; the "
	    "roles add up\n");
}
END_TEST

START_TEST(a_catch_all_is_for_clients)
{
	ck_assert_str_eq(told_of("address 0.0.0.0/0, ::/0 client\n"
				 "address 0.0.0.0/1 x\n"
				 "allow r any -> any any\nrole client user\n"
				 "role x user\n"),
	    "");
	ck_assert_str_eq(told_of("address 0.0.0.0/0, ::/0 y, client, x\n"
				 "allow r any -> any any\nrole client user\n"
				 "role x user\nrole y user\n"),
	    "t:1:9: warning: 0.0.0.0/0 gives every source the role x,y; "
	    "expected client only\n"
	    "t:1:20: warning: ::/0 gives every source the role x,y; expected "
	    "client only\n");
}
END_TEST

START_TEST(a_tenant_broker_is_a_broker_too)
{
	ck_assert_str_eq(told_of("address 10.0.0.1 tenant-broker\n"
				 "address 10.0.0.2 tenant-broker, broker\n"
				 "address 10.0.0.3 broker \"3\"\n"
				 "allow r any -> any any\n"
				 "role broker component\n"
				 "role tenant-broker component\n"),
	    "t:1:9: warning: 10.0.0.1 is a tenant-broker and no broker; "
	    "expected both roles\n");
}
END_TEST

START_TEST(findings_come_in_the_order_of_the_file_and_are_bounded)
{
	const char *told;
	size_t lines = 0;

	strbuf_add(&text,
	    "allow r any -> any tcp\nrole client user\n"
	    "role x user\naddress 0.0.0.0/0 x\n");
	for (int i = 0; i < 600; i++)
		strbuf_addf(&text, "allow r%d x -> x tcp %d\n", i, i);
	told = told_of(strbuf_text(&text));
	for (const char *p = told; *p != '\0'; p++)
		lines += *p == '\n';
	ck_assert_uint_eq(lines, DIAG_WARNINGS_MAX);
	ck_assert_ptr_eq(strstr(told, "t:4:9: warning: 0.0.0.0/0"), told);
	ck_assert_ptr_nonnull(strstr(told, "t:503:7: warning: row \"r498\""));
	ck_assert_ptr_null(strstr(told, "t:504:"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lint");
	TCase *tc = tcase_create("lint");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, rows_are_told_that_do_nothing, 0,
	    (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tc, a_group_of_nobody_never_matches);
	tcase_add_test(tc, dates_are_not_looked_at_without_a_now);
	tcase_add_test(tc, overlaps_within_the_matrix_are_let_be);
	tcase_add_test(tc,
	    what_a_row_of_the_site_does_to_the_matrix_is_one_line);
	tcase_add_test(tc, components_in_use_need_an_address_in_a_site);
	tcase_add_test(tc, internet_roles_need_a_name_or_an_address);
	tcase_add_test(tc, addresses_claimed_twice_at_a_time_are_told);
	tcase_add_test(tc, a_catch_all_is_for_clients);
	tcase_add_test(tc, a_tenant_broker_is_a_broker_too);
	tcase_add_test(tc,
	    findings_come_in_the_order_of_the_file_and_are_bounded);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
