/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_vrids.c - VRRP groups: which are the farm's own?
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/vrids.h"
#include "support/farm.h"

static struct vrids vrids;

static struct role_set
roles(const struct farm *farm, const char *id)
{
	struct role_set set = { { 0 } };
	int role = policy_role_find(farm->set->policy, id, strlen(id));

	ck_assert_int_ge(role, 0);
	role_set_add(&set, (unsigned int)role);
	return set;
}

START_TEST(groups_that_a_vrrp_role_uses_are_the_farms)
{
	struct farm farm;
	struct role_set gw, stranger;

	farm_policy(&farm, NULL);
	gw = roles(&farm, "gw");
	stranger = roles(&farm, "client");
	vrids_init(&vrids, farm.set->policy);
	vrids_learn(&vrids, &stranger, 7);
	ck_assert(vrids_foreign(&vrids, 7));
	vrids_learn(&vrids, &gw, 7);
	ck_assert(!vrids_foreign(&vrids, 7));
	ck_assert(vrids_foreign(&vrids, 8));
	farm_stop(&farm);
}
END_TEST

START_TEST(groups_that_the_site_lists_are_all_there_are)
{
	struct farm farm;
	struct role_set gw;
	struct flow f = { .key = { .extra = 7 } };

	farm_policy(&farm, "halb-vrid 3,4\n");
	gw = roles(&farm, "gw");
	vrids_init(&vrids, farm.set->policy);
	vrids_learn(&vrids, &gw, 7);
	ck_assert(vrids_foreign(&vrids, 7));
	ck_assert(!vrids_foreign(&vrids, 4));
	ck_assert(!vrids_keep(&vrids, &f, FLOW_END_IDLE));
	farm_stop(&farm);
}
END_TEST

START_TEST(flows_of_unknown_groups_are_kept_up_to_the_bound)
{
	struct farm farm;
	struct flow f = { .key = { .extra = 7 } };

	farm_policy(&farm, NULL);
	vrids_init(&vrids, farm.set->policy);
	for (size_t i = 0; i < VRIDS_KEPT_MAX; i++)
		ck_assert(vrids_keep(&vrids, &f, FLOW_END_IDLE));
	ck_assert(!vrids_keep(&vrids, &f, FLOW_END_IDLE));
	ck_assert_uint_eq(vrids.kept_count, VRIDS_KEPT_MAX);
	farm_stop(&farm);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("vrids");
	TCase *tcase = tcase_create("vrids");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, groups_that_a_vrrp_role_uses_are_the_farms);
	tcase_add_test(tcase, groups_that_the_site_lists_are_all_there_are);
	tcase_add_test(tcase, flows_of_unknown_groups_are_kept_up_to_the_bound);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
