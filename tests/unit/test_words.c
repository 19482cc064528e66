/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_words.c - the public words, in the order of their enumerators.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"

/* What the database, commands and reports promise; "-" is a *_NONE. */
static const struct {
	enum words kind;
	const char *words;
} promised[] = {
	{ WORDS_VERDICT, "allowed forbidden missed out-of-scope" },
	{ WORDS_REASON,
	    "row denied closed-component component-outbound no-component "
	    "housekeeping icmp feature-off expired range-only rpc-negotiated "
	    "name-contradicted" },
	{ WORDS_OUTCOME,
	    "established handshake-only refused unanswered "
	    "one-way midstream" },
	{ WORDS_CAUSE, "- refused-by-host prohibited unreachable silent" },
	{ WORDS_DIRECTION_BASIS,
	    "syn synack dhcp icmp opener row role port first" },
	{ WORDS_CONFORMANCE, "conforms violates undetermined unchecked" },
	{ WORDS_GRADE, "- service probe" },
	{ WORDS_APP_BASIS, "- own ndpi both" },
	{ WORDS_NAME_BASIS, "- site dns+sni dns sni" },
	{ WORDS_NEAR_FACT,
	    "- source-role destination-role protocol direction "
	    "port feature-off expired not-yet name-unknown" },
	{ WORDS_ROW_ORIGIN, "- matrix site" },
	{ WORDS_ROLE_KIND, "component infrastructure internet user" },
	{ WORDS_FLOW_END, "active idle closed evicted" },
	{ WORDS_RUN_MODE, "replay watch" },
	{ WORDS_RUN_STATE, "running clean partial crashed" },
	{ WORDS_ROW_STATUS,
	    "exercised blocked unseen unobservable not-in-use off" },
	{ WORDS_SCOPE, "unicast broadcast multicast self" },
};

START_TEST(every_kind_has_its_promised_words_in_order)
{
	ck_assert_uint_eq(sizeof(promised) / sizeof(promised[0]), WORDS_COUNT);
	for (size_t k = 0; k < WORDS_COUNT; k++) {
		char all[256] = "";
		enum words kind = promised[k].kind;

		for (unsigned int i = 0; i < word_count(kind); i++) {
			const char *w = word_text(kind, i);
			size_t len = strlen(all);

			snprintf(all + len, sizeof(all) - len, "%s%s",
			    i > 0 ? " " : "", w ? w : "-");
		}
		ck_assert_str_eq(all, promised[k].words);
	}
}
END_TEST

START_TEST(every_word_finds_its_enumerator)
{
	for (size_t k = 0; k < WORDS_COUNT; k++) {
		enum words kind = promised[k].kind;

		for (unsigned int i = 0; i < word_count(kind); i++) {
			const char *w = word_text(kind, i);

			if (w)
				ck_assert_int_eq(word_find(kind, w), (int)i);
		}
	}
	ck_assert_int_eq(word_find(WORDS_VERDICT, "missed"), VERDICT_MISSED);
	ck_assert_int_eq(word_find(WORDS_NAME_BASIS, "dns+sni"),
	    NAME_BASIS_DNS_SNI);
}
END_TEST

START_TEST(what_is_no_word_is_not_found)
{
	ck_assert_int_eq(word_find(WORDS_VERDICT, ""), -1);
	ck_assert_int_eq(word_find(WORDS_VERDICT, "Allowed"), -1);
	ck_assert_int_eq(word_find(WORDS_VERDICT, "allow"), -1);
	ck_assert_int_eq(word_find(WORDS_VERDICT, "established"), -1);
	ck_assert_int_eq(word_find(WORDS_CAUSE, ""), -1);
}
END_TEST

START_TEST(protocols_have_words_or_numbers)
{
	static const struct {
		uint8_t proto;
		const char *word;
	} cases[] = {
		{ PROTO_TCP, "tcp" },
		{ PROTO_UDP, "udp" },
		{ PROTO_ICMP, "icmp" },
		{ PROTO_ICMP6, "icmp6" },
		{ PROTO_VRRP, "vrrp" },
		{ PROTO_IGMP, "2" },
		{ 0, "0" },
		{ 255, "255" },
	};
	char out[PROTO_WORD_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_ptr_eq(proto_word(cases[i].proto, out), out);
		ck_assert_str_eq(out, cases[i].word);
	}
}
END_TEST

START_TEST(protocol_words_are_found_whole)
{
	ck_assert_int_eq(proto_find("tcp", 3), PROTO_TCP);
	ck_assert_int_eq(proto_find("udp 53", 3), PROTO_UDP);
	ck_assert_int_eq(proto_find("icmp", 4), PROTO_ICMP);
	ck_assert_int_eq(proto_find("icmp6", 5), PROTO_ICMP6);
	ck_assert_int_eq(proto_find("icmp6", 4), PROTO_ICMP);
	ck_assert_int_eq(proto_find("vrrp", 4), PROTO_VRRP);
	ck_assert_int_eq(proto_find("tcp", 2), -1);
	ck_assert_int_eq(proto_find("TCP", 3), -1);
	ck_assert_int_eq(proto_find("6", 1), -1);
	ck_assert_int_eq(proto_find("any", 3), -1);
	ck_assert_int_eq(proto_find("", 0), -1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("words");
	TCase *tc = tcase_create("words");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, every_kind_has_its_promised_words_in_order);
	tcase_add_test(tc, every_word_finds_its_enumerator);
	tcase_add_test(tc, what_is_no_word_is_not_found);
	tcase_add_test(tc, protocols_have_words_or_numbers);
	tcase_add_test(tc, protocol_words_are_found_whole);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
