/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_policy_resolve.c - names to what they name, dates to moments.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "policy_text.h"

#define ROLES                                                                  \
	"role a component\nrole b component\nrole c user\nrole d internet\n"

static struct policy *p;

static void
setup(void)
{
	p = NULL;
}

static void
teardown(void)
{
	policy_free(p);
}

static const char *
text_of(const struct role_set *roles)
{
	static char text[256];

	return policy_roles_text(p, roles, text, sizeof(text));
}

START_TEST(groups_expand_whatever_the_order_and_depth)
{
	const struct policy_row *row;

	p = policy_of("allow r g3 -> g1 tcp 1\ngroup g3 g2,c\ngroup g2 g1,b\n"
		      "group g1 a,a\n" ROLES);
	row = policy_row_at(p, 0);
	ck_assert_str_eq(text_of(&row->src.roles), "a,b,c");
	ck_assert_str_eq(text_of(&row->dst.roles), "a");
	ck_assert_uint_eq(row->role_width, 4);
}
END_TEST

START_TEST(all_components_is_every_role_of_that_kind)
{
	p = policy_of("allow r all-components -> g tcp 1\n"
		      "group g all-components,d\n" ROLES);
	ck_assert_str_eq(text_of(&policy_row_at(p, 0)->src.roles), "a,b");
	ck_assert_str_eq(text_of(&policy_row_at(p, 0)->dst.roles), "a,b,d");
	ck_assert_str_eq(text_of(policy_kind_roles(p, ROLE_KIND_COMPONENT)),
	    "a,b");
	ck_assert_str_eq(text_of(policy_kind_roles(p, ROLE_KIND_USER)), "c");
	ck_assert_str_eq(text_of(policy_kind_roles(p, ROLE_KIND_INTERNET)),
	    "d");
	ck_assert_str_eq(text_of(policy_kind_roles(p,
			     ROLE_KIND_INFRASTRUCTURE)),
	    "");
}
END_TEST

START_TEST(roles_that_name_lines_give_are_told)
{
	static const char *const named[] = { "a", "d" };

	p = policy_of("allow r a -> b tcp 1\n" ROLES
		      "name \"*.example.com\" d\nname \"x.example\" a\n"
		      "address 10.0.0.1 a,b\n");
	for (size_t i = 0; i < policy_role_count(p); i++) {
		const char *id = policy_role_at(p, i)->id;

		ck_assert_int_eq(policy_role_named(p, i),
		    !strcmp(id, named[0]) || !strcmp(id, named[1]));
	}
}
END_TEST

START_TEST(a_longer_cycle_of_groups_is_told_once)
{
	ck_assert_str_eq(told_of("group x y\ngroup y z\ngroup z x,a\n"
				 "allow r x -> z tcp 1\n" ROLES),
	    "t:3:9: group \"x\" is in itself; expected other members\n");
}
END_TEST

START_TEST(a_chain_of_all_groups_there_can_be_expands)
{
	char text[32768];
	size_t len = 0;

	for (int i = 0; i < 1024; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "group g%d g%d\n", i, i + 1);
	snprintf(strstr(text, "g1024"), 16, "a\n");
	len = strlen(text);
	snprintf(text + len, sizeof(text) - len,
	    "allow r g0 -> a tcp 1\n" ROLES);
	p = policy_of(text);
	ck_assert_str_eq(text_of(&policy_row_at(p, 0)->src.roles), "a");
}
END_TEST

START_TEST(any_is_as_wide_as_all_roles)
{
	p = policy_of("allow r1 any -> a tcp 1\nallow r2 any -> any tcp 1\n"
		      "allow r3 10.0.0.1 -> \"x.example\" tcp 1\n"
		      "allow r4 a -> self tcp 1\n" ROLES);
	ck_assert_uint_eq(policy_row_at(p, 0)->role_width, 5);
	ck_assert_uint_eq(policy_row_at(p, 1)->role_width, 8);
	ck_assert_uint_eq(policy_row_at(p, 2)->role_width, 0);
	ck_assert_uint_eq(policy_row_at(p, 3)->role_width, 1);
}
END_TEST

START_TEST(dates_are_days_of_the_zone_of_the_site)
{
	const struct policy_row *row;

	p = policy_of("allow r a -> b tcp 1 from 2024-03-31 until 2024-03-31\n"
		      "address 10.0.0.1 a from 2024-03-31\n"
		      "site \"x\" timezone Europe/Zurich\n" ROLES);
	row = policy_row_at(p, 0);
	/* Clocks go forward on that day: 00:00+01 to 24:00+02, 23 hours. */
	ck_assert_uint_eq(row->from_us, 1711839600 * WHEN_SECOND_US);
	ck_assert_uint_eq(row->until_us, row->from_us + 23 * WHEN_HOUR_US);
	ck_assert_uint_eq(policy_address_at(p, 0)->from_us, row->from_us);
}
END_TEST

START_TEST(different_dates_are_bounded_and_equal_ones_shared)
{
	size_t size = (size_t)1 << 20;
	char *text = malloc(size);
	size_t len;

	ck_assert_ptr_nonnull(text);
	len = (size_t)snprintf(text, size, "allow r any -> any any\n" ROLES);
	for (unsigned int i = 0; i < 10001; i++)
		len += (size_t)snprintf(text + len, size - len,
		    "address 10.0.0.1 a from %u-%02u-%02u\n",
		    1970 + i / (12 * 28), i / 28 % 12 + 1, i % 28 + 1);
	ck_assert_str_eq(told_of(text),
	    "t:10006:25: more than 10000 different dates; expected fewer\n");
	snprintf(strstr(text, "from 1999-10-05"), 16, "from 1999-10-04");
	ck_assert_ptr_null(strstr(told_of(text), "more than"));
	free(text);
}
END_TEST

START_TEST(a_row_is_on_with_its_feature)
{
	p = policy_of("matrix m \"M\"\nfeature f off\nfeature g on\n"
		      "allow r1 a -> b tcp 1 when f\n"
		      "allow r2 a -> b tcp 1 when g\n"
		      "allow r3 a -> b tcp 1\n" ROLES);
	ck_assert(!policy_row_on(p, policy_row_at(p, 0)));
	ck_assert(policy_row_on(p, policy_row_at(p, 1)));
	ck_assert(policy_row_on(p, policy_row_at(p, 2)));
	ck_assert(policy_feature_at(p, 1)->default_on);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy_resolve");
	TCase *tc = tcase_create("policy_resolve");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60); /* the test of 10,000 dates */
	tcase_add_test(tc, groups_expand_whatever_the_order_and_depth);
	tcase_add_test(tc, all_components_is_every_role_of_that_kind);
	tcase_add_test(tc, roles_that_name_lines_give_are_told);
	tcase_add_test(tc, a_longer_cycle_of_groups_is_told_once);
	tcase_add_test(tc, a_chain_of_all_groups_there_can_be_expands);
	tcase_add_test(tc, any_is_as_wide_as_all_roles);
	tcase_add_test(tc, dates_are_days_of_the_zone_of_the_site);
	tcase_add_test(tc, different_dates_are_bounded_and_equal_ones_shared);
	tcase_add_test(tc, a_row_is_on_with_its_feature);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
