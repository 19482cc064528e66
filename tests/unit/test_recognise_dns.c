/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_dns.c - DNS messages over UDP and TCP, and what passes a
 * loose look at the header.
 */
#include <config.h>

#include "recognise_world.h"

#define NAME "03 777777 07 6578616d706c65 03 636f6d 00"
#define QUERY "1a2b 0100 0001 0000 0000 0000" NAME "0001 0001"

static struct bytes
over_tcp(const char *hex)
{
	struct bytes message = bytes_hex(hex), b = { .len = 0 };

	put_u16(&b, (unsigned int)message.len);
	put_bytes(&b, message.data, message.len);
	return b;
}

START_TEST(queries_are_dns)
{
	static const char *const queries[] = { QUERY,
		/* With EDNS (RFC 6891) and a cookie. */
		"1a2b 0120 0001 0000 0000 0001" NAME "001c 0001"
		"00 0029 04d0 00000000 000c 000a 0008 0102030405060708",
		/* For the root. */
		"1a2b 0100 0001 0000 0000 0000 00 0002 0001",
		/* An update, RFC 2136: a zone, a prerequisite, an addition. */
		"1a2b 2800 0001 0000 0001 0000" NAME "0006 0001"
		"c00c 0001 0001 0000003c 0004 0a010203",
		/* A notification, RFC 1996. */
		"1a2b 2400 0001 0000 0000 0000" NAME "0006 0001" };

	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		struct bytes b = bytes_hex(queries[i]);
		struct bytes tcp = over_tcp(queries[i]);

		expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_DNS, &b);
		expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_DNS, &tcp);
	}
}
END_TEST

START_TEST(responses_are_dns)
{
	static const char *const responses[] = {
		"1a2b 8180 0001 0001 0000 0000" NAME "0001 0001"
		"c00c 0001 0001 0000003c 0004 0a010203",
		"1a2b 8183 0001 0000 0000 0000" NAME "0001 0001"
	};

	for (size_t i = 0; i < 2; i++) {
		struct bytes b = bytes_hex(responses[i]);
		struct bytes tcp = over_tcp(responses[i]);

		expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_DNS, &b);
		expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_DNS, &tcp);
	}
}
END_TEST

START_TEST(what_contradicts_itself_is_no_dns)
{
	static const char *const wrong[] = {
		/* Two questions; an answer in a query; a reserved bit. */
		"1a2b 0100 0002 0000 0000 0000" NAME "0001 0001",
		"1a2b 0100 0001 0001 0000 0000" NAME "0001 0001",
		"1a2b 0140 0001 0000 0000 0000" NAME "0001 0001",
		/* An operation, a type and a class that do not exist. */
		"1a2b 3100 0001 0000 0000 0000" NAME "0001 0001",
		"1a2b 0100 0001 0000 0000 0000" NAME "1234 0001",
		"1a2b 0100 0001 0000 0000 0000" NAME "0001 1234",
		/* A label of 64; a name that passes the end; one byte more. */
		"1a2b 0100 0001 0000 0000 0000 40 777777 00 0001 0001",
		"1a2b 0100 0001 0000 0000 0000 3f 777777 00 0001 0001",
		QUERY "00",
		/* A record that passes the end. */
		"1a2b 0100 0001 0000 0000 0001" NAME "0001 0001"
		"00 0029 04d0 00000000 00ff 00"
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct bytes b = bytes_hex(wrong[i]);

		expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_DNS, &b);
	}
}
END_TEST

START_TEST(each_type_that_is_asked_for_is_known)
{
	static const unsigned int known[] = { 1, 28, 33, 64, 65, 99, 109, 249,
		255, 262, 32768, 32769, 65281, 65282, 65521 };
	static const unsigned int unknown[] = { 0, 66, 98, 110, 248, 263, 32767,
		65280, 65535 };
	struct bytes b = bytes_hex(QUERY);
	struct inspect_view view = view_end(PROTO_UDP, CLIENT, &b);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		b.data[b.len - 4] = (uint8_t)(known[i] >> 8);
		b.data[b.len - 3] = (uint8_t)known[i];
		ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS),
		    INSPECT_MATCH);
	}
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		b.data[b.len - 4] = (uint8_t)(unknown[i] >> 8);
		b.data[b.len - 3] = (uint8_t)unknown[i];
		ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS), INSPECT_NO);
	}
}
END_TEST

START_TEST(a_response_with_too_many_records_is_no_dns)
{
	static const char *const wrong[] = {
		"1a2b 8180 0002 0001 0000 0000" NAME "0001 0001",
		"1a2b 8180 0001 0801 0000 0000" NAME "0001 0001",
		"1a2b 8180 0001 0000 0801 0000" NAME "0001 0001",
		"1a2b 8180 0001 0000 0000 0801" NAME "0001 0001"
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct bytes b = bytes_hex(wrong[i]);
		struct inspect_view view = view_end(PROTO_UDP, SERVER, &b);

		view.side[SERVER].datagram[0].cut = true;
		ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS), INSPECT_NO);
	}
}
END_TEST

START_TEST(openvpn_is_no_dns)
{
	struct bytes b = bytes_hex("38 0102030405060708 00 00000000");
	struct inspect_view view = view_end(PROTO_UDP, CLIENT, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS), INSPECT_NO);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_OPENVPN), INSPECT_MATCH);
}
END_TEST

START_TEST(a_header_without_a_question_is_unsure)
{
	struct bytes b = bytes_hex("1a2b 8181 0000 0000 0000 0000");
	struct bytes status = bytes_hex("1a2b 1000 0000 0000 0000 0000");
	struct inspect_view view = view_end(PROTO_UDP, SERVER, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS), INSPECT_UNSURE);
	view = view_end(PROTO_UDP, CLIENT, &status);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS), INSPECT_UNSURE);
}
END_TEST

START_TEST(a_response_may_be_a_first_fragment)
{
	struct bytes b =
	    bytes_hex("1a2b 8180 0001 0004 0000 0001" NAME "0010 0001"
		      "c00c 0010 0001 0000003c 0400 ff");
	struct inspect_view view = view_end(PROTO_UDP, SERVER, &b);

	view.side[SERVER].datagram[0].cut = true;
	ck_assert_int_eq(match_of(&view, INSPECT_APP_DNS), INSPECT_MATCH);
}
END_TEST

START_TEST(a_capture_may_begin_with_the_answer)
{
	struct bytes response =
	    bytes_hex("1a2b 8183 0001 0000 0000 0000" NAME "0001 0001");
	struct bytes query = bytes_hex(QUERY);
	struct inspect_view view = view_of(PROTO_UDP, &response, &query);

	ck_assert_int_eq(strength_of(&view, INSPECT_APP_DNS), INSPECT_BY_BOTH);
	view.client = -1;
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_DNS), INSPECT_BY_BOTH);
}
END_TEST

START_TEST(a_name_is_at_most_255_bytes)
{
	struct bytes b = bytes_hex("1a2b 0100 0001 0000 0000 0000");

	for (unsigned int i = 0; i < 4; i++) {
		put_u8(&b, 63);
		put_fill(&b, 63, 'a');
	}
	put_hex(&b, "00 0001 0001");
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_DNS, &b);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		queries_are_dns,
		responses_are_dns,
		what_contradicts_itself_is_no_dns,
		each_type_that_is_asked_for_is_known,
		a_response_with_too_many_records_is_no_dns,
		openvpn_is_no_dns,
		a_header_without_a_question_is_unsure,
		a_response_may_be_a_first_fragment,
		a_capture_may_begin_with_the_answer,
		a_name_is_at_most_255_bytes,
	};

	return run_tests("recognise dns", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
