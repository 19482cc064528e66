/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_judge.c - two opinions and the facts to a ruling.
 */
#include <config.h>

#include <stdlib.h>

#include <check.h>

#include "judge_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOBODY (-1)

START_TEST(what_both_or_one_end_prove_conforms)
{
	static const struct judge_row rows[] = {
		{ .what = "both ends",
		    .expected = SET(TLS),
		    .own = { PROVES(TLS, BOTH) },
		    .how = BEGAN,
		    .bytes = { 500, 3000 },
		    CONFORMS,
		    NAMED(TLS, OWN) },
		{ .what = "one end, the other silent",
		    .expected = SET(RDP),
		    .own = { PROVES(RDP, CLIENT) },
		    .how = BEGAN,
		    .bytes = { 40, 0 },
		    CONFORMS,
		    NAMED(RDP, OWN) },
		{ .what = "record chains in mid-stream",
		    .expected = SET(TLS),
		    .own = { PROVES(TLS, MIDSTREAM) },
		    .bytes = { 900, 900 },
		    CONFORMS,
		    NAMED(TLS, OWN) },
		{ .what = "nDPI says the same",
		    .expected = SET(SMB),
		    .own = { PROVES(SMB, BOTH) },
		    .ndpi = NDPI(SMB),
		    .how = BEGAN,
		    .bytes = { 90, 90 },
		    CONFORMS,
		    NAMED(SMB, BOTH) },
		{ .what = "one of several",
		    .proto = PROTO_UDP,
		    .expected = SET(DTLS) | SET(QUIC) | SET(RDP_UDP),
		    .own = { PROVES(QUIC, CLIENT), REJECTS(DTLS) },
		    .bytes = { 1200, 0 },
		    CONFORMS,
		    NAMED(QUIC, OWN) },
		{ .what = "without nDPI",
		    .expected = SET(TLS),
		    .own = { PROVES(TLS, BOTH) },
		    .how = BEGAN | NOT_ASKED,
		    .bytes = { 500, 3000 },
		    CONFORMS,
		    NAMED(TLS, OWN) },
	};

	judge_check(rows, COUNT(rows));
}
END_TEST

START_TEST(ndpi_alone_conforms_only_where_its_test_is_worth_it)
{
	static const struct judge_row rows[] = {
		{ .what = "we leave it open",
		    .expected = SET(LDAP),
		    .ndpi = NDPI(LDAP),
		    .bytes = { 90, 90 },
		    CONFORMS,
		    NAMED(LDAP, NDPI) },
		{ .what = "we rule it out",
		    .expected = SET(LDAP),
		    .own = { REJECTS(LDAP) },
		    .ndpi = NDPI(LDAP),
		    .how = BEGAN,
		    .bytes = { 90, 90 },
		    OPEN(DISAGREE) },
		{ .what = "its TLS looks at a length only",
		    .expected = SET(TLS),
		    .ndpi = NDPI(TLS),
		    .bytes = { 90, 90 },
		    OPEN(MIDSTREAM) },
		{ .what = "and does not excuse what can be no TLS",
		    .expected = SET(TLS),
		    .own = { REJECTS(TLS) },
		    .ndpi = NDPI(TLS),
		    .how = BEGAN,
		    .bytes = { 90, 90 },
		    VIOLATES(SERVICE) },
		{ .what = "its RDP is any request in TPKT",
		    .expected = SET(RDP),
		    .ndpi = NDPI(RDP),
		    .how = BEGAN,
		    .bytes = { 22, 22 },
		    OPEN(TOO_LITTLE) },
		{ .what = "its DNS is OpenVPN",
		    .expected = SET(DNS),
		    .own = { REJECTS(DNS), PROVES(OPENVPN, BOTH) },
		    .ndpi = NDPI(DNS),
		    .proto = PROTO_UDP,
		    .bytes = { 3000, 5000 },
		    VIOLATES(SERVICE),
		    NAMED(OPENVPN, OWN) },
		{ .what = "its TDS is an X.224 confirm",
		    .expected = SET(RDP),
		    .ndpi = NDPI(TDS),
		    .how = BEGAN,
		    .bytes = { 0, 11 },
		    OPEN(ONE_SIDE) },
	};

	judge_check(rows, COUNT(rows));
}
END_TEST

START_TEST(another_application_violates)
{
	static const struct judge_row rows[] = {
		{ .what = "we know it, both ends",
		    .expected = SET(TLS),
		    .own = { PROVES(SSH, BOTH), REJECTS(TLS) },
		    .ndpi = NDPI(SSH),
		    .how = BEGAN,
		    .bytes = { 3000, 3000 },
		    VIOLATES(SERVICE),
		    NAMED(SSH, BOTH) },
		{ .what = "in mid-stream too, by its opening",
		    .expected = SET(RDP),
		    .own = { PROVES(SMB, BOTH) },
		    .bytes = { 300, 300 },
		    VIOLATES(SERVICE),
		    NAMED(SMB, OWN) },
		{ .what = "nDPI knows it and ours is ruled out",
		    .expected = SET(TLS),
		    .own = { REJECTS(TLS) },
		    .ndpi = NDPI(IRC),
		    .bytes = { 300, 300 },
		    VIOLATES(SERVICE),
		    NAMED(IRC, NDPI) },
		{ .what = "nDPI's word does not do while ours is open",
		    .expected = SET(RDP),
		    .ndpi = NDPI(H323),
		    .bytes = { 300, 300 },
		    OPEN(MIDSTREAM),
		    NAMED(H323, NDPI) },
		{ .what = "nobody knows it, from the start",
		    .expected = SET(TLS),
		    .own = { REJECTS(TLS) },
		    .how = BEGAN,
		    .bytes = { 300, 700 },
		    VIOLATES(SERVICE) },
		{ .what = "nobody knows it, datagrams in mid-stream",
		    .expected = SET(RDP_UDP),
		    .proto = PROTO_UDP,
		    .own = { REJECTS(RDP_UDP) },
		    .bytes = { 300, 700 },
		    OPEN(MIDSTREAM) },
		{ .what = "one of the expected is open",
		    .expected = SET(DTLS) | SET(QUIC),
		    .proto = PROTO_UDP,
		    .own = { REJECTS(DTLS) },
		    .how = BEGAN,
		    .bytes = { 300, 700 },
		    OPEN(TOO_LITTLE) },
		{ .what = "nDPI could not be asked",
		    .expected = SET(TLS),
		    .own = { PROVES(SSH, BOTH), REJECTS(TLS) },
		    .how = BEGAN | NOT_ASKED,
		    .bytes = { 3000, 3000 },
		    OPEN(NOT_ASKED),
		    NAMED(SSH, OWN) },
		{ .what = "we know another, nDPI the expected",
		    .expected = SET(HTTP),
		    .own = { PROVES(PROXY, CLIENT) },
		    .ndpi = NDPI(HTTP),
		    .how = BEGAN,
		    .bytes = { 300, 300 },
		    OPEN(DISAGREE),
		    NAMED(PROXY, OWN) },
	};

	judge_check(rows, COUNT(rows));
}
END_TEST

START_TEST(tls_where_it_may_come_second_is_no_violation)
{
	static const struct judge_row rows[] = {
		{ .what = "first on an RDP port",
		    .expected = SET(RDP),
		    .own = { PROVES(TLS, BOTH) },
		    .how = BEGAN,
		    .bytes = { 500, 3000 },
		    OPEN(TLS_FIRST),
		    NAMED(TLS, OWN) },
		{ .what = "turned away by an RDP server",
		    .expected = SET(RDP),
		    .own = { PROVES(TLS, CLIENT), REJECTS(RDP) },
		    .how = BEGAN | RESET,
		    .bytes = { 517, 9 },
		    OPEN(TLS_FIRST),
		    NAMED(TLS, OWN) },
		{ .what = "offering HTTP",
		    .expected = SET(RDP),
		    .own = { PROVES(TLS, BOTH), REJECTS(RDP) },
		    .how = BEGAN | HTTP_INSIDE,
		    .bytes = { 500, 3000 },
		    VIOLATES(SERVICE),
		    NAMED(TLS, OWN) },
		{ .what = "in mid-stream on an RDP port",
		    .expected = SET(RDP),
		    .own = { PROVES(TLS, BOTH) },
		    .bytes = { 500, 3000 },
		    OPEN(MIDSTREAM),
		    NAMED(TLS, OWN) },
		{ .what = "behind STARTTLS, seen from there on",
		    .expected = SET(SMTP),
		    .own = { PROVES(TLS, BOTH) },
		    .bytes = { 500, 3000 },
		    OPEN(MIDSTREAM),
		    NAMED(TLS, OWN) },
		{ .what = "first on a mail port",
		    .expected = SET(SMTP),
		    .own = { PROVES(TLS, BOTH), REJECTS(SMTP) },
		    .how = BEGAN,
		    .bytes = { 500, 3000 },
		    VIOLATES(SERVICE),
		    NAMED(TLS, OWN) },
		{ .what = "what never turns to TLS",
		    .expected = SET(SMB),
		    .own = { PROVES(TLS, BOTH) },
		    .bytes = { 500, 3000 },
		    VIOLATES(SERVICE),
		    NAMED(TLS, OWN) },
		{ .what = "its middle, where anything may have been before",
		    .expected = SET(SMB),
		    .own = { PROVES(TLS, MIDSTREAM) },
		    .bytes = { 500, 3000 },
		    OPEN(MIDSTREAM),
		    NAMED(TLS, OWN) },
	};

	judge_check(rows, COUNT(rows));
}
END_TEST

START_TEST(ends_that_contradict_each_other_do_not_conform)
{
	static const struct judge_row rows[] = {
		{ .what = "a request that TLS answers with an alert",
		    .expected = SET(TLS),
		    .own = { HALF(TLS, SERVER), HALF(HTTP, CLIENT) },
		    .how = BEGAN,
		    .bytes = { 80, 7 },
		    VIOLATES(PROBE),
		    NAMED(HTTP, OWN) },
		{ .what = "a hello that SSH answers",
		    .expected = SET(TLS),
		    .own = { HALF(TLS, CLIENT), HALF(SSH, SERVER) },
		    .how = BEGAN | RESET,
		    .bytes = { 500, 40 },
		    VIOLATES(SERVICE),
		    NAMED(SSH, OWN) },
		{ .what = "noise that TLS answers with an alert",
		    .expected = SET(TLS),
		    .own = { HALF(TLS, SERVER) },
		    .how = BEGAN | ALERT,
		    .bytes = { 80, 7 },
		    VIOLATES(PROBE) },
		{ .what = "noise that TLS goes on with",
		    .expected = SET(TLS),
		    .own = { HALF(TLS, SERVER) },
		    .how = BEGAN,
		    .bytes = { 80, 3000 },
		    OPEN(DISAGREE),
		    NAMED(TLS, OWN) },
		{ .what = "a hello that noise answers",
		    .expected = SET(TLS),
		    .own = { HALF(TLS, CLIENT) },
		    .how = BEGAN,
		    .bytes = { 80, 3000 },
		    OPEN(DISAGREE),
		    NAMED(TLS, OWN) },
	};

	judge_check(rows, COUNT(rows));
}
END_TEST

/* HTTP where TLS belongs, as it comes out. */
#define HTTP_ON_TLS .expected = SET(TLS), .ndpi = NDPI(HTTP)

static const struct judge_row probe_rows[] = {
	{ .what = "a web server",
	    HTTP_ON_TLS,
	    .own = { PROVES(HTTP, BOTH), REJECTS(TLS) },
	    .http_status = 200,
	    .how = BEGAN | ENDED,
	    .bytes = { 80, 300 },
	    VIOLATES(SERVICE),
	    NAMED(HTTP, BOTH) },
	{ .what = "its error page, closed",
	    HTTP_ON_TLS,
	    .own = { PROVES(HTTP, BOTH), REJECTS(TLS) },
	    .http_status = 400,
	    .how = BEGAN | ENDED,
	    .bytes = { 80, 407 },
	    VIOLATES(PROBE),
	    NAMED(HTTP, BOTH) },
	{ .what = "an error, and the talk goes on",
	    HTTP_ON_TLS,
	    .own = { PROVES(HTTP, BOTH), REJECTS(TLS) },
	    .http_status = 401,
	    .how = BEGAN,
	    .bytes = { 80, 407 },
	    VIOLATES(SERVICE),
	    NAMED(HTTP, BOTH) },
	{ .what = "a long error",
	    HTTP_ON_TLS,
	    .own = { PROVES(HTTP, BOTH), REJECTS(TLS) },
	    .http_status = 404,
	    .how = BEGAN | ENDED,
	    .bytes = { 80, 1968 },
	    VIOLATES(SERVICE),
	    NAMED(HTTP, BOTH) },
	{ .what = "the longest that is none",
	    HTTP_ON_TLS,
	    .own = { PROVES(HTTP, BOTH), REJECTS(TLS) },
	    .http_status = 404,
	    .how = BEGAN | ENDED,
	    .bytes = { 80, 1967 },
	    VIOLATES(PROBE),
	    NAMED(HTTP, BOTH) },
	{ .what = "the client only",
	    HTTP_ON_TLS,
	    .own = { PROVES(HTTP, CLIENT), REJECTS(TLS) },
	    .how = BEGAN,
	    .bytes = { 80, 0 },
	    VIOLATES(PROBE),
	    NAMED(HTTP, BOTH) },
	{ .what = "the client only, at length",
	    HTTP_ON_TLS,
	    .own = { PROVES(HTTP, CLIENT), REJECTS(TLS) },
	    .how = BEGAN,
	    .bytes = { 90000, 0 },
	    VIOLATES(SERVICE),
	    NAMED(HTTP, BOTH) },
	{ .what = "an unknown answer",
	    .expected = SET(TLS),
	    .own = { REJECTS(TLS) },
	    .how = BEGAN | ENDED,
	    .bytes = { 80, 80 },
	    VIOLATES(SERVICE) },
	{ .what = "an unknown answer and RST",
	    .expected = SET(TLS),
	    .own = { REJECTS(TLS) },
	    .how = BEGAN | RESET | ENDED,
	    .bytes = { 80, 80 },
	    VIOLATES(PROBE) },
	{ .what = "a banner, and RST by who came to look",
	    .expected = SET(TLS),
	    .own = { PROVES(SSH, SERVER), REJECTS(TLS) },
	    .how = BEGAN | RESET | ENDED,
	    .bytes = { 0, 40 },
	    VIOLATES(SERVICE),
	    NAMED(SSH, OWN) },
	{ .what = "one end of two unknown ones",
	    .expected = SET(TLS),
	    .own = { REJECTS(TLS) },
	    .how = BEGAN | UNORIENTED,
	    .bytes = { 0, 80 },
	    VIOLATES(PROBE) },
};

START_TEST(a_probe_is_what_was_turned_away_early)
{
	judge_check(probe_rows, COUNT(probe_rows));
}
END_TEST

START_TEST(what_can_not_be_told_says_why)
{
	static const struct judge_row rows[] = {
		{ .what = "no payload",
		    .expected = SET(TLS),
		    .how = BEGAN,
		    OPEN(NO_PAYLOAD) },
		{ .what = "no room",
		    .expected = SET(TLS),
		    .how = BEGAN | NO_ROOM,
		    .bytes = { 80, 80 },
		    OPEN(NO_ROOM) },
		{ .what = "few bytes",
		    .expected = SET(TLS),
		    .how = BEGAN,
		    .bytes = { 4, 4 },
		    OPEN(TOO_LITTLE) },
		{ .what = "begun before",
		    .expected = SET(TLS),
		    .bytes = { 80, 80 },
		    OPEN(MIDSTREAM) },
		{ .what = "one end",
		    .expected = SET(RDP),
		    .how = BEGAN,
		    .bytes = { 0, 11 },
		    OPEN(ONE_SIDE) },
		{ .what = "cut",
		    .expected = SET(TLS),
		    .how = BEGAN | CUT,
		    .bytes = { 4, 4 },
		    OPEN(CUT) },
	};

	judge_check(rows, COUNT(rows));
}
END_TEST

START_TEST(nothing_expected_is_unchecked_and_still_named)
{
	static const struct judge_row rows[] = {
		{ .what = "ours",
		    .own = { PROVES(SSH, BOTH) },
		    .bytes = { 80, 80 },
		    .conformance = CONFORMANCE_UNCHECKED,
		    NAMED(SSH, OWN) },
		{ .what = "nDPI's",
		    .ndpi = NDPI(SIP),
		    .bytes = { 80, 80 },
		    .conformance = CONFORMANCE_UNCHECKED,
		    NAMED(SIP, NDPI) },
		{ .what = "nDPI's, ruled out by ours",
		    .own = { REJECTS(SIP) },
		    .ndpi = NDPI(SIP),
		    .bytes = { 80, 80 },
		    .conformance = CONFORMANCE_UNCHECKED },
		{ .what = "nDPI's, not worth much",
		    .ndpi = NDPI(RTP),
		    .proto = PROTO_UDP,
		    .bytes = { 80, 80 },
		    .conformance = CONFORMANCE_UNCHECKED },
		{ .what = "nothing", .conformance = CONFORMANCE_UNCHECKED },
		{ .what = "what can not be over UDP",
		    .expected = SET(TLS),
		    .proto = PROTO_UDP,
		    .bytes = { 80, 80 },
		    .conformance = CONFORMANCE_UNCHECKED },
	};

	judge_check(rows, COUNT(rows));
}
END_TEST

START_TEST(opinions_disagree_when_each_names_another)
{
	const struct judge_row same = { .own = { PROVES(SSH, BOTH) },
		.ndpi = NDPI(SSH) };
	const struct judge_row another = { .own = { PROVES(LDAP, BOTH) },
		.ndpi = NDPI(MQTT) };
	const struct judge_row silent = { .own = { PROVES(LDAP, BOTH) } };
	const struct judge_row inner = { .own = { PROVES(RDP, BOTH),
					     PROVES(TLS, MIDSTREAM) },
		.ndpi = NDPI(TLS) };

	ck_assert(!judge_rule(&same).disagree);
	ck_assert(judge_rule(&another).disagree);
	ck_assert(!judge_rule(&silent).disagree);
	ck_assert(!judge_rule(&inner).disagree);
}
END_TEST

START_TEST(the_surest_answer_is_the_best)
{
	struct judge_own own = { 0 };

	ck_assert_int_eq(inspect_judge_best(&own, JUDGE_ANY), NOBODY);
	inspect_judge_note(&own, INSPECT_APP_TLS,
	    (struct inspect_answer){ INSPECT_MATCH, INSPECT_BY_CLIENT, true });
	inspect_judge_note(&own, INSPECT_APP_HTTP,
	    (struct inspect_answer){ INSPECT_MATCH, INSPECT_BY_CLIENT, false });
	inspect_judge_note(&own, INSPECT_APP_SSH,
	    (struct inspect_answer){ INSPECT_MATCH, INSPECT_BY_BOTH, false });
	ck_assert_int_eq(inspect_judge_best(&own, JUDGE_ANY), INSPECT_APP_SSH);
	ck_assert_int_eq(inspect_judge_best(&own, SET(TLS) | SET(HTTP)),
	    INSPECT_APP_HTTP);
	ck_assert_int_eq(inspect_judge_best(&own, SET(RDP)), NOBODY);
	ck_assert_int_eq(inspect_judge_conforming(&own, SET(TLS)), NOBODY);
	ck_assert_int_eq(inspect_judge_conforming(&own, SET(HTTP)),
	    INSPECT_APP_HTTP);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("judge");
	TCase *tc = tcase_create("judge");

	tcase_add_test(tc, what_both_or_one_end_prove_conforms);
	tcase_add_test(tc, ndpi_alone_conforms_only_where_its_test_is_worth_it);
	tcase_add_test(tc, another_application_violates);
	tcase_add_test(tc, tls_where_it_may_come_second_is_no_violation);
	tcase_add_test(tc, ends_that_contradict_each_other_do_not_conform);
	tcase_add_test(tc, a_probe_is_what_was_turned_away_early);
	tcase_add_test(tc, what_can_not_be_told_says_why);
	tcase_add_test(tc, nothing_expected_is_unchecked_and_still_named);
	tcase_add_test(tc, opinions_disagree_when_each_names_another);
	tcase_add_test(tc, the_surest_answer_is_the_best);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
