/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_security.c - what a handshake settled on, and why a flow is open.
 */
#include <config.h>

#include <stdlib.h>

#include <check.h>

#include "inspect/security.h"
#include "inspect/why.h"

static void
check(enum inspect_app app, enum inspect_strength strength,
    const struct inspect_details *details, const char *want)
{
	char text[INSPECT_SECURITY_MAX];

	ck_assert_ptr_eq(inspect_security(app, strength, details, text), text);
	ck_assert_str_eq(text, want);
}

START_TEST(version_is_the_one_that_the_server_chose)
{
	static const struct {
		uint16_t version;
		const char *word;
	} cases[] = {
		{ 0x0002, "ssl2" },
		{ 0x0300, "ssl3" },
		{ 0x0301, "tls1.0" },
		{ 0x0302, "tls1.1" },
		{ 0x0303, "tls1.2" },
		{ 0x0304, "tls1.3" },
		{ 0xfeff, "dtls1.0" },
		{ 0xfefd, "dtls1.2" },
		{ 0xfefc, "dtls1.3" },
		{ 0x7f1c, "" },
		{ 0, "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct inspect_details d = { .tls = { .offered = 0x0304,
						 .chosen = cases[i].version } };

		check(INSPECT_APP_TLS, INSPECT_BY_BOTH, &d, cases[i].word);
	}
}
END_TEST

START_TEST(rdp_tells_the_chosen_protocol_and_its_tls)
{
	struct inspect_details d = { .rdp = { .asked = true,
					 .answered = true,
					 .chosen = INSPECT_RDP_CREDSSP } };

	check(INSPECT_APP_RDP, INSPECT_BY_BOTH, &d, "rdp-credssp");
	d.tls.chosen = 0x0303;
	check(INSPECT_APP_RDP, INSPECT_BY_BOTH, &d, "rdp-credssp,tls1.2");
	d.rdp.chosen = INSPECT_RDP_TLS;
	check(INSPECT_APP_RDP, INSPECT_BY_BOTH, &d, "rdp-tls,tls1.2");
	d.rdp.chosen = INSPECT_RDP_RDSTLS;
	check(INSPECT_APP_RDP, INSPECT_BY_BOTH, &d, "rdp-rdstls,tls1.2");
	d.rdp.chosen = INSPECT_RDP_CREDSSP_EX;
	check(INSPECT_APP_RDP, INSPECT_BY_BOTH, &d, "rdp-credssp-ex,tls1.2");
	d.rdp.chosen = INSPECT_RDP_AAD;
	check(INSPECT_APP_RDP, INSPECT_BY_BOTH, &d, "rdp-aad,tls1.2");
	d.rdp.chosen = 0x40;
	check(INSPECT_APP_RDP, INSPECT_BY_BOTH, &d, "tls1.2");
}
END_TEST

START_TEST(rdp_that_can_be_read_is_standard_security)
{
	const struct inspect_details chosen = { .rdp = { .answered = true } };
	const struct inspect_details asked = { .rdp = { .asked = true } };
	const struct inspect_details refused = { .rdp = { .refused = true } };
	const struct inspect_details none = { 0 };

	check(INSPECT_APP_RDP, INSPECT_BY_SERVER, &chosen, "rdp-standard");
	check(INSPECT_APP_RDP, INSPECT_BY_BOTH, &none, "rdp-standard");
	check(INSPECT_APP_RDP, INSPECT_BY_MIDSTREAM, &none, "rdp-standard");
	check(INSPECT_APP_RDP, INSPECT_BY_CLIENT, &asked, "");
	check(INSPECT_APP_RDP, INSPECT_BY_BOTH, &refused, "");
	check(INSPECT_APP_HTTP, INSPECT_BY_BOTH, &none, "");
}
END_TEST

START_TEST(every_why_has_a_word_that_is_found_again)
{
	ck_assert_ptr_null(inspect_why_word(INSPECT_WHY_NONE));
	for (unsigned int i = 1; i <= INSPECT_WHY_NO_ROOM; i++) {
		enum inspect_why why = (enum inspect_why)i;

		ck_assert_uint_eq(inspect_why_find(inspect_why_word(why)), why);
	}
	ck_assert_uint_eq(inspect_why_find("who knows"), INSPECT_WHY_NONE);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("security");
	TCase *tc = tcase_create("security");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, version_is_the_one_that_the_server_chose);
	tcase_add_test(tc, rdp_tells_the_chosen_protocol_and_its_tls);
	tcase_add_test(tc, rdp_that_can_be_read_is_standard_security);
	tcase_add_test(tc, every_why_has_a_word_that_is_found_again);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
