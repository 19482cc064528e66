/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_suggest.c - the known name that was probably meant.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "policy/suggest.h"

static const char *
best_of(const char *name, const char *const *known, size_t count)
{
	struct suggest s;

	suggest_init(&s, name, strlen(name));
	for (size_t i = 0; i < count; i++)
		suggest_offer(&s, known[i]);
	return s.best;
}

START_TEST(the_nearest_name_is_suggested)
{
	static const char *const known[] = { "broker", "tenant-broker",
		"client", "gateway-normal", "ad-ds", "tcp" };
	static const struct {
		const char *name;
		const char *best;
	} cases[] = {
		{ "brokr", "broker" },   /* left out */
		{ "brokker", "broker" }, /* added */
		{ "brokeb", "broker" },  /* changed */
		{ "borker", "broker" },  /* swapped */
		{ "clinet", "client" },  /* swapped */
		{ "gateway-nomral", "gateway-normal" },
		{ "gatewaynormal", "gateway-normal" },
		{ "tenantbroker", "tenant-broker" },
		{ "tpc", "tcp" },
		{ "ads", NULL },
		{ "x", NULL },
		{ "", NULL },
		{ "monitoring", NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *best = best_of(cases[i].name, known,
		    sizeof(known) / sizeof(known[0]));

		if (cases[i].best)
			ck_assert_pstr_eq(best, cases[i].best);
		else
			ck_assert_msg(!best, "%s for %s", best, cases[i].name);
	}
}
END_TEST

START_TEST(of_equally_near_names_the_first_stays)
{
	static const char *const known[] = { "role-a", "role-b" };

	ck_assert_pstr_eq(best_of("role-c", known, 2), "role-a");
}
END_TEST

START_TEST(long_names_are_let_be)
{
	char name[200];
	const char *known[] = { name };

	memset(name, 'a', sizeof(name));
	name[SUGGEST_NAME_MAX] = '\0';
	ck_assert_pstr_eq(best_of(name, known, 1), name);
	name[SUGGEST_NAME_MAX] = 'a';
	name[SUGGEST_NAME_MAX + 1] = '\0';
	ck_assert_ptr_null(best_of(name, known, 1));
	ck_assert_ptr_null(best_of("aaaa", known, 1));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("suggest");
	TCase *tc = tcase_create("suggest");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_test(tc, the_nearest_name_is_suggested);
	tcase_add_test(tc, of_equally_near_names_the_first_stays);
	tcase_add_test(tc, long_names_are_let_be);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
