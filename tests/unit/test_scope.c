/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_scope.c - where a packet is sent to.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/scope.h"
#include "support/farm.h"

static enum scope
scope(const struct policy *p, const char *src, const char *dst)
{
	struct addr s, d;

	ck_assert_int_eq(addr_parse(src, strlen(src), &s), 0);
	ck_assert_int_eq(addr_parse(dst, strlen(dst), &d), 0);
	return scope_of(p, &s, &d);
}

START_TEST(destination_tells_the_scope)
{
	static const struct {
		const char *src, *dst;
		enum scope scope;
	} cases[] = {
		{ "10.0.0.4", "10.0.0.1", SCOPE_UNICAST },
		{ "10.0.0.4", "10.0.0.255", SCOPE_BROADCAST },
		{ "10.0.0.4", "255.255.255.255", SCOPE_BROADCAST },
		{ "10.0.0.4", "10.9.0.255", SCOPE_UNICAST },
		{ "10.0.0.4", "224.0.0.18", SCOPE_MULTICAST },
		{ "fd00::1", "ff02::12", SCOPE_MULTICAST },
		{ "10.0.0.4", "10.0.0.4", SCOPE_SELF },
		{ "127.0.0.1", "127.0.0.1", SCOPE_SELF },
		{ "::1", "::1", SCOPE_SELF },
		{ "fd00::1", "fd00::2", SCOPE_UNICAST },
	};
	struct farm farm;

	farm_policy(&farm, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(scope(farm.set->policy, cases[i].src,
				  cases[i].dst) == cases[i].scope,
		    "%s -> %s", cases[i].src, cases[i].dst);
	farm_stop(&farm);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("scope");
	TCase *tcase = tcase_create("scope");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, destination_tells_the_scope);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
