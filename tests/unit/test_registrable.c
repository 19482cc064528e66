/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_registrable.c - the part of a name that somebody registered.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "inspect/registrable.h"

static const struct {
	const char *name, *registrable;
} cases[] = {
	{ "www.example.com", "example.com" },
	{ "example.com", "example.com" },
	{ "a.b.example.co.uk", "example.co.uk" },
	{ "www.xn--bcher-kva.ch", "xn--bcher-kva.ch" },
	{ "host.corp.unknowntld", "corp.unknowntld" },
	{ "com", NULL },
	{ "co.uk", NULL },
	{ "localhost", NULL },
	{ "10.0.0.1", NULL },
	{ "1", NULL },
	{ "", NULL },
};

START_TEST(names_have_their_registrable_end)
{
	struct registrable *r = NULL;
	const char *got;

	ck_assert_int_eq(registrable_new(&r), 0);
	got = registrable_name(r, cases[_i].name);
	ck_assert_pstr_eq(got, cases[_i].registrable);
	/* It is a part of the name given, no copy. */
	ck_assert(!got ||
	    (got >= cases[_i].name && got <= cases[_i].name + 64));
	registrable_free(r);
}
END_TEST

START_TEST(nothing_can_be_freed)
{
	registrable_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("registrable");
	TCase *tc = tcase_create("registrable");
	SRunner *r;
	int failed;

	tcase_add_loop_test(tc, names_have_their_registrable_end, 0,
	    (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tc, nothing_can_be_freed);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
