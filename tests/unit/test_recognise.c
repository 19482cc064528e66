/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise.c - the applications' names, and how both ends' bytes make
 * one answer.
 */
#include <config.h>

#include <ctype.h>
#include <string.h>

#include "inspect/app.h"
#include "recognise_world.h"

START_TEST(every_application_has_a_word_of_its_own)
{
	for (int i = 0; i < INSPECT_APP_COUNT; i++) {
		const char *word = inspect_app_word((enum inspect_app)i);

		ck_assert_int_eq(inspect_app_find(word), i);
		for (const char *c = word; *c; c++)
			ck_assert(islower((unsigned char)*c) ||
			    isdigit((unsigned char)*c) || *c == '-');
	}
}
END_TEST

START_TEST(the_words_of_the_shipped_rules_are_known)
{
	static const char *const words[] = { "rdp", "rdp-udp", "tls", "dtls",
		"quic", "ssh", "http", "dns", "kerberos", "ldap", "smb", "smtp",
		"tds", "radius" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ck_assert_int_ge(inspect_app_find(words[i]), 0);
	ck_assert_int_eq(inspect_app_find("RDP"), -1);
	ck_assert_int_eq(inspect_app_find("rd"), -1);
	ck_assert_int_eq(inspect_app_find(""), -1);
}
END_TEST

START_TEST(applications_run_over_what_they_run_over)
{
	ck_assert(inspect_app_runs_over(INSPECT_APP_TLS, PROTO_TCP));
	ck_assert(!inspect_app_runs_over(INSPECT_APP_TLS, PROTO_UDP));
	ck_assert(inspect_app_runs_over(INSPECT_APP_DTLS, PROTO_UDP));
	ck_assert(!inspect_app_runs_over(INSPECT_APP_DTLS, PROTO_TCP));
	ck_assert(inspect_app_runs_over(INSPECT_APP_DNS, PROTO_TCP));
	ck_assert(inspect_app_runs_over(INSPECT_APP_DNS, PROTO_UDP));
	ck_assert(!inspect_app_runs_over(INSPECT_APP_DNS, PROTO_ICMP));
}
END_TEST

START_TEST(an_application_of_the_other_protocol_is_a_no)
{
	struct bytes b = bytes_text("hello, world");
	struct inspect_view tcp = view_end(PROTO_TCP, CLIENT, &b);
	struct inspect_view udp = view_end(PROTO_UDP, CLIENT, &b);

	ck_assert_int_eq(match_of(&tcp, INSPECT_APP_DTLS), INSPECT_NO);
	ck_assert_int_eq(match_of(&udp, INSPECT_APP_TLS), INSPECT_NO);
}
END_TEST

START_TEST(nothing_is_unsure_of_everything)
{
	static const uint8_t protos[] = { PROTO_TCP, PROTO_UDP };
	struct inspect_answer answers[INSPECT_APP_COUNT];

	for (size_t p = 0; p < sizeof(protos); p++) {
		struct inspect_view view = { .proto = protos[p], .client = -1 };

		ck_assert_int_eq(inspect_recognise_all(&view, answers), -1);
		for (int i = 0; i < INSPECT_APP_COUNT; i++)
			ck_assert_int_eq(answers[i].match, INSPECT_UNSURE);
	}
}
END_TEST

START_TEST(one_end_that_contradicts_the_other_is_told)
{
	struct bytes c = bytes_text("GET / HTTP/1.1\r\n\r\n");
	struct bytes s = bytes_text("SSH-2.0-x\r\n");
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);
	struct inspect_answer http = inspect_recognise(&view, INSPECT_APP_HTTP);
	struct inspect_answer ssh = inspect_recognise(&view, INSPECT_APP_SSH);

	ck_assert_int_eq(http.match, INSPECT_MATCH);
	ck_assert_int_eq(http.strength, INSPECT_BY_CLIENT);
	ck_assert(http.contradicted);
	ck_assert_int_eq(ssh.match, INSPECT_MATCH);
	ck_assert_int_eq(ssh.strength, INSPECT_BY_SERVER);
	ck_assert(ssh.contradicted);
}
END_TEST

START_TEST(the_strongest_of_several_is_returned)
{
	struct bytes c = bytes_text("GET / HTTP/1.1\r\n\r\n");
	struct bytes s = bytes_text("SSH-2.0-x\r\n");
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);
	struct inspect_answer answers[INSPECT_APP_COUNT];

	ck_assert_int_eq(inspect_recognise_all(&view, answers),
	    INSPECT_APP_SSH);
	s = bytes_text("HTTP/1.1 200 OK\r\n");
	view = view_of(PROTO_TCP, &c, &s);
	ck_assert_int_eq(inspect_recognise_all(&view, answers),
	    INSPECT_APP_HTTP);
	ck_assert_int_eq(answers[INSPECT_APP_HTTP].strength, INSPECT_BY_BOTH);
}
END_TEST

START_TEST(what_nothing_contradicts_goes_first)
{
	/* A client of TLS and a server that greets as mail. */
	struct bytes c = bytes_hex("16 0301 0100 01 0000fc 0303");
	struct bytes s = bytes_text("220 a.example ESMTP\r\n");
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);
	struct inspect_answer answers[INSPECT_APP_COUNT];

	ck_assert_int_eq(inspect_recognise_all(&view, answers),
	    INSPECT_APP_SMTP);
	ck_assert(answers[INSPECT_APP_TLS].contradicted);
	view.side[CLIENT].stream.start = false;
	ck_assert_int_eq(inspect_recognise_all(&view, answers),
	    INSPECT_APP_SMTP);
	ck_assert(!answers[INSPECT_APP_SMTP].contradicted);
	view = view_of(PROTO_TCP, &c, &s);
	view.side[SERVER].stream.start = false;
	ck_assert_int_eq(inspect_recognise_all(&view, answers),
	    INSPECT_APP_TLS);
	ck_assert(!answers[INSPECT_APP_TLS].contradicted);
	ck_assert(answers[INSPECT_APP_SMTP].contradicted);
}
END_TEST

START_TEST(either_end_is_tried_when_the_client_is_unknown)
{
	struct bytes c = bytes_text("EHLO a.example\r\n");
	struct bytes s = bytes_text("220 a.example ESMTP\r\n");
	struct inspect_view view = view_of(PROTO_TCP, &s, &c);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_SMTP), INSPECT_NO);
	view.client = -1;
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_SMTP), INSPECT_BY_BOTH);
	view = view_of(PROTO_TCP, &c, &s);
	view.client = -1;
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_SMTP), INSPECT_BY_BOTH);
}
END_TEST

START_TEST(four_bytes_are_never_a_no_and_five_are)
{
	struct bytes b = bytes_hex("0102030405");
	struct inspect_view view = view_end(PROTO_TCP, CLIENT, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_NO);
	view.side[CLIENT].stream.len = 4;
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_UNSURE);
}
END_TEST

START_TEST(a_few_zeros_may_be_padding)
{
	struct bytes b = bytes_hex("00 00 00 00 00 00 00");
	struct inspect_view view = view_end(PROTO_TCP, CLIENT, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_NO);
	view.side[CLIENT].stream.len = 6;
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_UNSURE);
	b.data[3] = 1;
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_NO);
}
END_TEST

START_TEST(a_whole_message_counts_without_the_beginning)
{
	struct bytes c = bytes_text("GET / HTTP/1.1\r\n\r\n");
	struct inspect_view view = view_middle(PROTO_TCP, CLIENT, &c);

	ck_assert_int_eq(strength_of(&view, INSPECT_APP_HTTP),
	    INSPECT_BY_CLIENT);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_SSH), INSPECT_UNSURE);
}
END_TEST

START_TEST(the_first_datagram_that_is_sure_decides)
{
	struct bytes tiny = bytes_hex("00"),
		     query = bytes_hex(
			 "1a2b 0100 0001 0000 0000 0000 01 61 00 0001 0001");
	struct bytes other = bytes_text("hello, world");
	struct inspect_view view = view_end(PROTO_UDP, CLIENT, &tiny);

	view_add(&view, CLIENT, &query);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS), INSPECT_MATCH);
	view_add(&view, CLIENT, &other);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS), INSPECT_MATCH);
	view = view_end(PROTO_UDP, CLIENT, &other);
	view_add(&view, CLIENT, &query);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS), INSPECT_NO);
}
END_TEST

START_TEST(answers_have_words)
{
	ck_assert_str_eq(inspect_match_word(INSPECT_UNSURE), "unsure");
	ck_assert_str_eq(inspect_match_word(INSPECT_MATCH), "match");
	ck_assert_str_eq(inspect_strength_word(INSPECT_BY_NONE), "none");
	ck_assert_str_eq(inspect_strength_word(INSPECT_BY_BOTH), "both");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		every_application_has_a_word_of_its_own,
		the_words_of_the_shipped_rules_are_known,
		applications_run_over_what_they_run_over,
		an_application_of_the_other_protocol_is_a_no,
		nothing_is_unsure_of_everything,
		one_end_that_contradicts_the_other_is_told,
		the_strongest_of_several_is_returned,
		what_nothing_contradicts_goes_first,
		either_end_is_tried_when_the_client_is_unknown,
		four_bytes_are_never_a_no_and_five_are,
		a_few_zeros_may_be_padding,
		a_whole_message_counts_without_the_beginning,
		the_first_datagram_that_is_sure_decides,
		answers_have_words,
	};

	return run_tests("recognise", tests, sizeof(tests) / sizeof(tests[0]));
}
