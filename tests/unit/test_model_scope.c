/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_model_scope.c - a site file that is not that of the network, and
 * foreign traffic that is no fault of it.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report_world.h"

/* A farm of three component roles; flows of these, and out-of-scope ones. */
static struct report *
report_of_farm(size_t roles, unsigned int judged, unsigned int outside)
{
	static const char *const names[] = { "gateway-normal", "broker",
		"rdsh-agent" };
	struct store_flow f = temp_flow(&world, 1);

	world.policy_id = temp_store_policy(&world,
	    "matrix z \"A\" source \"a\"\nsite \"Lab\" timezone UTC\n"
	    "role client user \"c\"\nrole gateway-normal component \"g\"\n"
	    "role broker component \"b\"\nrole rdsh-agent component \"h\"\n"
	    "allow r-1 client -> gateway-normal tcp 443 \"in\"\n"
	    "allow r-2 gateway-normal -> broker tcp 20002 \"b\"\n"
	    "allow r-3 broker -> rdsh-agent tcp 30004 \"h\"\n"
	    "address 10.0.0.0/16 client\naddress 10.1.0.1 gateway-normal\n"
	    "address 10.1.0.2 broker\naddress 10.1.0.3 rdsh-agent\n");
	world.run_id = temp_store_run(&world);
	f.run_id = world.run_id;
	f.policy_id = world.policy_id;
	for (unsigned int i = 0; i < judged; i++) {
		f.dst_roles = names[i % roles];
		temp_put(&world, &f);
	}
	f.verdict = VERDICT_OUT_OF_SCOPE;
	f.reason = REASON_NO_COMPONENT;
	f.row_id = NULL;
	f.src_roles = "client";
	f.dst_roles = "";
	for (unsigned int i = 0; i < outside; i++)
		ck_assert_int_eq(store_flow_sum(world.s, &f, NULL), 0);
	world_end_day();
	return world_report(&world_day);
}

START_TEST(a_chance_flow_does_not_make_another_networks_site_file_right)
{
	struct report *r = report_of_farm(1, 1, 999);
	char sentence[1024];

	ck_assert_int_eq(report_word(r), REPORT_NOT_ASSESSABLE);
	report_sentence(r, sentence, sizeof(sentence));
	ck_assert_ptr_nonnull(strstr(sentence,
	    "Not assessable: over 99 % of the flows are out of scope, and of 3 "
	    "component roles of the site 1 was seen"));
	report_free(r);
}
END_TEST

START_TEST(foreign_traffic_beside_a_farm_that_is_seen_is_told)
{
	struct report *r = report_of_farm(3, 3, 97);
	char sentence[1024];

	ck_assert_int_eq(report_word(r), REPORT_NO_DEPARTURE);
	report_sentence(r, sentence, sizeof(sentence));
	ck_assert_ptr_nonnull(strstr(sentence,
	    "97 % of the flows are out of scope"));
	report_free(r);
}
END_TEST

START_TEST(a_part_of_a_farm_below_the_floor_is_assessable)
{
	struct report *r = report_of_farm(1, 6, 94);
	char sentence[1024];

	ck_assert_int_eq(report_word(r), REPORT_NO_DEPARTURE);
	report_sentence(r, sentence, sizeof(sentence));
	ck_assert_ptr_nonnull(strstr(sentence,
	    "94 % of the flows are out of scope"));
	report_free(r);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("model_scope");
	TCase *c = tcase_create("model_scope");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, report_world_open, report_world_close);
	tcase_add_test(c,
	    a_chance_flow_does_not_make_another_networks_site_file_right);
	tcase_add_test(c, foreign_traffic_beside_a_farm_that_is_seen_is_told);
	tcase_add_test(c, a_part_of_a_farm_below_the_floor_is_assessable);
	suite_add_tcase(suite, c);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
