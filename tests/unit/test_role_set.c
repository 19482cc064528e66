/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_role_set.c - sets of roles.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "policy/role_set.h"

START_TEST(every_number_is_its_own)
{
	for (unsigned int i = 0; i < POLICY_ROLES_MAX; i++) {
		struct role_set s = { { 0 } };

		role_set_add(&s, i);
		for (unsigned int k = 0; k < POLICY_ROLES_MAX; k++)
			ck_assert_int_eq(role_set_has(&s, k), i == k);
		ck_assert_uint_eq(role_set_count(&s), 1);
		ck_assert(!role_set_empty(&s));
	}
}
END_TEST

START_TEST(an_empty_set_has_none_and_meets_none)
{
	struct role_set none = { { 0 } };
	struct role_set one = { { 0 } };

	role_set_add(&one, POLICY_ROLES_MAX - 1);
	ck_assert(role_set_empty(&none));
	ck_assert_uint_eq(role_set_count(&none), 0);
	ck_assert(!role_set_meets(&none, &none));
	ck_assert(!role_set_meets(&none, &one));
	ck_assert(role_set_meets(&one, &one));
}
END_TEST

START_TEST(sets_join_and_meet_across_words)
{
	struct role_set a = { { 0 } };
	struct role_set b = { { 0 } };

	role_set_add(&a, 0);
	role_set_add(&a, 64);
	role_set_add(&b, 65);
	ck_assert(!role_set_meets(&a, &b));
	role_set_add(&b, 64);
	ck_assert(role_set_meets(&a, &b));
	role_set_join(&a, &b);
	ck_assert_uint_eq(role_set_count(&a), 3);
	ck_assert(role_set_has(&a, 65));
	ck_assert_uint_eq(role_set_count(&b), 2);
	role_set_add(&a, 65); /* again */
	ck_assert_uint_eq(role_set_count(&a), 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("role_set");
	TCase *tc = tcase_create("role_set");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_test(tc, every_number_is_its_own);
	tcase_add_test(tc, an_empty_set_has_none_and_meets_none);
	tcase_add_test(tc, sets_join_and_meet_across_words);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
