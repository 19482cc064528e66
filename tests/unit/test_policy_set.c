/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_policy_set.c - a policy with its application names resolved.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>

#include "base/digest.h"
#include "inspect/app.h"
#include "pipeline/policy_set.h"
#include "support/capture_forge.h"
#include "support/farm.h"

START_TEST(row_overrides_what_its_port_expects)
{
	struct farm farm;
	const struct policy_row *row;

	farm_policy(&farm,
	    "expect tcp 443 tls\nexpect udp 443 dtls,quic\n"
	    "allow local-1 client -> broker tcp 443 as http,ssh\n");
	row = policy_row_find(farm.set->policy, "local-1");
	ck_assert_ptr_nonnull(row);
	ck_assert_uint_eq(pipeline_expected(farm.set, PROTO_TCP, 443, row),
	    UINT64_C(1) << INSPECT_APP_HTTP | UINT64_C(1) << INSPECT_APP_SSH);
	row = policy_row_find(farm.set->policy, "row-1");
	ck_assert_uint_eq(pipeline_expected(farm.set, PROTO_TCP, 443, row),
	    UINT64_C(1) << INSPECT_APP_TLS);
	ck_assert_uint_eq(pipeline_expected(farm.set, PROTO_UDP, 443, NULL),
	    UINT64_C(1) << INSPECT_APP_DTLS | UINT64_C(1) << INSPECT_APP_QUIC);
	ck_assert_uint_eq(pipeline_expected(farm.set, PROTO_TCP, 80, NULL), 0);
	farm_stop(&farm);
}
END_TEST

START_TEST(unknown_application_is_an_error_with_its_place)
{
	char *folder = forge_folder();
	char path[512], text[512];
	struct pipeline_policy *set = NULL;
	struct diag_list *diags;
	FILE *file;

	snprintf(path, sizeof(path), "%s/site.rules", folder);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file,
	    "role a component \"A\"\n"
	    "allow x-1 a -> a tcp 1\nexpect tcp 1 tls,frobnicate\n");
	fclose(file);
	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	ck_assert_int_eq(pipeline_policy_load(&set, path, folder, 0, diags),
	    -EINVAL);
	ck_assert_ptr_null(set);
	ck_assert_uint_eq(diag_count(diags, DIAG_ERROR), 1);
	diag_format(diag_at(diags, diag_kept(diags) - 1), text, sizeof(text));
	ck_assert_ptr_nonnull(strstr(text, "site.rules:3:18: "));
	ck_assert_ptr_nonnull(strstr(text, "frobnicate"));
	diag_list_free(diags);
	forge_folder_remove(folder);
	free(folder);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy_set");
	TCase *tcase = tcase_create("policy_set");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, row_overrides_what_its_port_expects);
	tcase_add_test(tcase, unknown_application_is_an_error_with_its_place);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
