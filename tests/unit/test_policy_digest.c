/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_policy_digest.c - the digest changes with what a policy means, and
 * with nothing else.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "policy_text.h"

/* One of everything. */
#define MATRIX "matrix m \"M\" source \"S\"\n"
#define SITE "site \"X\" timezone Europe/Zurich\n"
#define TAP "tap \"T\"\n"
#define ROLES                                                                  \
	"role a component \"A\"\nrole b component \"B\"\n"                     \
	"role c user \"C\"\nrole d internet \"D\"\n"
#define GROUP "group g a,b\n"
#define FEATURE "feature f off \"F\"\n"
#define ROW                                                                    \
	"allow r g,10.0.0.0/8,fd00::1 -> \"x.example\",\"*.y\",c "             \
	"tcp,udp 80,443,90-99 "                                                \
	"when f from 2024-01-01 until 2024-12-31 as http,tls \"text\"\n"
#define ROW2                                                                   \
	"deny r2 a -> b udp 5 broadcast multicast 239.0.0.1,ff02::5 "          \
	"inferred\n"
#define EXPECT "expect tcp 80 http,tls\n"
#define NETWORK "network 10.0.0.0/24 \"N\"\n"
#define ADDRESS "address 10.0.0.1 a,b \"L\" from 2024-01-01\n"
#define LOCAL "local a,c\n"
#define NAME "name \"z.example\" d\n"
#define KNOWN "known k a -> b tcp 1-2 \"why\"\n"
#define VRID "halb-vrid 1,7\n"
#define WHOLE                                                                  \
	MATRIX SITE TAP ROLES GROUP FEATURE ROW ROW2 EXPECT NETWORK ADDRESS    \
	    LOCAL NAME KNOWN VRID

static const char *
digest_of(const char *text, char out[static DIGEST_SHA256_TEXT_MAX])
{
	struct policy *p = policy_of(text);

	ck_assert_uint_eq(strlen(policy_digest(p)), DIGEST_SHA256_TEXT_MAX - 1);
	memcpy(out, policy_digest(p), DIGEST_SHA256_TEXT_MAX);
	policy_free(p);
	return out;
}

static const char *const same[] = {
	/* order, comments, layout */
	VRID KNOWN NAME LOCAL ADDRESS NETWORK EXPECT ROW2 ROW FEATURE GROUP
	    ROLES TAP SITE MATRIX,
	"\xef\xbb\xbf# a comment\r\n\r\n" WHOLE "# another\n",
	/* order within lists, spaces, case of names, an IPv6 address */
	MATRIX SITE TAP ROLES GROUP FEATURE
	"allow r fd00:0::1 , 10.0.0.0/8,b,a->c,\"*.Y.\",\"X.example\" \\\n"
	"udp,6 443 , 80,90-95,96-99 \"text\" as tls,http until 2024-12-31 "
	"from 2024-01-01 when f\n" ROW2 EXPECT NETWORK ADDRESS LOCAL NAME KNOWN
	    VRID,
	/* a group is what is in it; one that nobody uses is nothing */
	MATRIX SITE TAP ROLES "group h b,a\ngroup g h\n" FEATURE ROW ROW2 EXPECT
	    NETWORK ADDRESS LOCAL NAME KNOWN VRID,
	/* one line or two */
	MATRIX SITE TAP ROLES GROUP FEATURE ROW ROW2 EXPECT NETWORK ADDRESS
	"local a\nlocal c\nlocal a\n" NAME KNOWN "halb-vrid 7\nhalb-vrid 1\n",
};

START_TEST(what_means_the_same_has_the_same_digest)
{
	char whole[DIGEST_SHA256_TEXT_MAX];
	char other[DIGEST_SHA256_TEXT_MAX];

	ck_assert_str_eq(digest_of(same[_i], other), digest_of(WHOLE, whole));
}
END_TEST

/* Each takes one piece of WHOLE away and puts another in its place. */
static const struct {
	const char *old, *new;
} changes[] = {
	{ "matrix m ", "matrix n " },
	{ "\"M\"", "\"M2\"" },
	{ "\"S\"", "\"S2\"" },
	{ "\"X\"", "\"X2\"" },
	{ "Europe/Zurich", "Europe/Berlin" },
	{ "\"T\"", "\"T2\"" },
	{ "component \"A\"", "infrastructure \"A\"" },
	{ "\"A\"", "\"A2\"" },
	{ "group g a,b", "group g a" },
	{ "feature f off", "feature f on" },
	{ "\"F\"", "\"F2\"" },
	{ "allow r g", "allow q g" },
	{ "allow r g", "deny r g" },
	{ "allow r g", "section \"s\"\nallow r g" },
	{ "r g,10", "r any,g,10" },
	{ "r g,10", "r self,g,10" },
	{ "10.0.0.0/8", "10.0.0.0/9" },
	{ "fd00::1", "fd00::2" },
	{ "\"x.example\"", "\"*.x.example\"" },
	{ "tcp,udp 80", "tcp 80" },
	{ "90-99", "90-98" },
	{ "when f ", "" },
	{ "from 2024-01-01 until", "from 2024-01-02 until" },
	{ "2024-12-31", "2024-12-30" },
	{ "as http,tls", "as http" },
	{ "\"text\"", "\"text \"" },
	{ "broadcast ", "" },
	{ "239.0.0.1,", "" },
	{ "inferred", "" },
	{ "expect tcp 80 http,tls", "expect tcp 80 http" },
	{ "expect tcp 80", "expect udp 80" },
	{ "expect tcp 80", "expect tcp 81" },
	{ "10.0.0.0/24", "10.0.0.0/25" },
	{ "\"N\"", "\"N2\"" },
	{ "10.0.0.1 a,b", "10.0.0.2 a,b" },
	{ "10.0.0.1 a,b", "10.0.0.1 a" },
	{ "\"L\"", "\"L2\"" },
	{ "\"L\" from 2024-01-01", "\"L\"" },
	{ "\"L\" from", "\"L\" until" },
	{ "local a,c", "local a" },
	{ "\"z.example\" d", "\"z.example\" c" },
	{ "\"z.example\" d", "\"*.z.example\" d" },
	{ "known k a", "known l a" },
	{ "known k a", "known k b" },
	{ "tcp 1-2", "tcp 1-3" },
	{ "\"why\"", "\"why not\"" },
	{ "halb-vrid 1,7", "halb-vrid 1" },
	{ "halb-vrid 1,7\n", "" },
};

START_TEST(what_means_something_else_has_another)
{
	char whole[DIGEST_SHA256_TEXT_MAX];
	char other[DIGEST_SHA256_TEXT_MAX];
	const char *at = strstr(WHOLE, changes[_i].old);
	char text[2048];

	ck_assert_msg(at != NULL, "%s", changes[_i].old);
	snprintf(text, sizeof(text), "%.*s%s%s",
	    (int)(strlen(WHOLE) - strlen(at)), WHOLE, changes[_i].new,
	    at + strlen(changes[_i].old));
	ck_assert_str_ne(digest_of(text, other), digest_of(WHOLE, whole));
}
END_TEST

START_TEST(the_digest_is_written_down)
{
	char out[DIGEST_SHA256_TEXT_MAX];

	/* A change of the canonical text changes every policy_id there is. */
	ck_assert_str_eq(digest_of(WHOLE, out),
	    "1a58aa98d2a7446cfd97759b690a698d2a20cecf667464a6bceb8d6edb3c3738");
}
END_TEST

START_TEST(names_of_files_do_not_matter_but_who_says_it_does)
{
	const struct policy_options options = { .no_includes = true };
	struct diag_list *diags = NULL;
	struct policy *p = NULL;
	char whole[DIGEST_SHA256_TEXT_MAX];
	char site[DIGEST_SHA256_TEXT_MAX];

	digest_of(WHOLE, whole);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	ck_assert_int_eq(policy_load_text(&p, "another/name", WHOLE,
			     strlen(WHOLE), &options, diags),
	    0);
	ck_assert_str_eq(policy_digest(p), whole);
	policy_free(p);
	diag_list_free(diags);
	/* Without a matrix statement all rows are the site's. */
	digest_of(&WHOLE[strlen(MATRIX)], site);
	ck_assert_str_ne(site, whole);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy_digest");
	TCase *tc = tcase_create("policy_digest");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, what_means_the_same_has_the_same_digest, 0,
	    (int)(sizeof(same) / sizeof(same[0])));
	tcase_add_loop_test(tc, what_means_something_else_has_another, 0,
	    (int)(sizeof(changes) / sizeof(changes[0])));
	tcase_add_test(tc, the_digest_is_written_down);
	tcase_add_test(tc, names_of_files_do_not_matter_but_who_says_it_does);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
