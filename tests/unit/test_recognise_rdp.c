/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_rdp.c - RDP in TPKT, what else comes in TPKT, and RDP over
 * UDP.
 */
#include <config.h>

#include <string.h>

#include "inspect/details.h"
#include "recognise_world.h"

/* A TPKT with an X.224 request (e0) or confirm (d0) and its variable part. */
static struct bytes
connect_pdu(unsigned int code, const struct bytes *rest)
{
	struct bytes b = bytes_hex("03 00");
	size_t all = put_open(&b, 2), unit;

	unit = put_open(&b, 1);
	put_u8(&b, code);
	put_hex(&b, code == 0xe0 ? "0000 0000 00" : "0000 1234 00");
	put_bytes(&b, rest->data, rest->len);
	put_close(&b, unit, 1);
	put_close(&b, all, 2);
	b.data[2] = (uint8_t)(b.len >> 8); /* the length counts itself */
	b.data[3] = (uint8_t)b.len;
	return b;
}

static struct bytes
request(const char *token, const char *negotiation)
{
	struct bytes rest = bytes_text(token), more = bytes_hex(negotiation);

	put_bytes(&rest, more.data, more.len);
	return connect_pdu(0xe0, &rest);
}

static struct bytes
confirm(const char *negotiation)
{
	struct bytes rest = bytes_hex(negotiation);

	return connect_pdu(0xd0, &rest);
}

/* X.224 data in TPKT. */
static struct bytes
data_pdu(const struct bytes *user)
{
	struct bytes b = bytes_hex("03 00 0000 02 f0 80");

	put_bytes(&b, user->data, user->len);
	b.data[2] = (uint8_t)(b.len >> 8);
	b.data[3] = (uint8_t)b.len;
	return b;
}

/* MCS Connect Initial (65) or Response (66) with RDP's key, or another. */
static struct bytes
mcs_connect(unsigned int tag, const char *key)
{
	struct bytes user = { .len = 0 };
	size_t body;

	put_u8(&user, 0x7f);
	put_u8(&user, tag);
	put_u8(&user, 0x82);
	body = put_open(&user, 2);
	put_hex(&user, "040101 040101 0101ff");
	put_fill(&user, 60, 0);
	put_text(&user, key);
	put_fill(&user, 40, 0);
	put_close(&user, body, 2);
	return data_pdu(&user);
}

static struct inspect_details
details_of(const struct bytes *client, const struct bytes *server)
{
	struct inspect_view view = view_of(PROTO_TCP, client, server);
	struct inspect_details d;

	inspect_describe(&view, INSPECT_APP_RDP, NULL, &d);
	return d;
}

static const char cookie[] = "Cookie: mstshash=nobody\r\n";

START_TEST(a_request_with_negotiation_is_rdp)
{
	struct bytes b = request("", "01 00 0800 0b000000");
	struct inspect_details d = details_of(&b, NULL);

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &b);
	ck_assert(d.rdp.asked && !d.rdp.cookie && !d.rdp.routing);
	ck_assert_uint_eq(d.rdp.offered,
	    INSPECT_RDP_TLS | INSPECT_RDP_CREDSSP | INSPECT_RDP_CREDSSP_EX);
}
END_TEST

START_TEST(a_request_with_a_cookie_is_rdp)
{
	struct bytes b = request(cookie, "");
	struct inspect_details d = details_of(&b, NULL);

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &b);
	ck_assert(d.rdp.cookie && !d.rdp.asked);
}
END_TEST

START_TEST(the_cookie_s_user_is_not_kept)
{
	struct bytes b = request(cookie, "01 00 0800 03000000");
	struct inspect_details d = details_of(&b, NULL);

	ck_assert_ptr_null(memmem(&d, sizeof(d), "nobody", 6));
	ck_assert(d.rdp.cookie && d.rdp.asked);
}
END_TEST

START_TEST(a_routing_token_is_rdp)
{
	struct bytes b = request("Cookie: msts=3640205228.15629.0000\r\n", "");

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &b);
	ck_assert(details_of(&b, NULL).rdp.routing);
}
END_TEST

START_TEST(any_other_token_needs_the_negotiation)
{
	struct bytes alone = request("tsv://farm.1.pool\r\n", "");
	struct bytes with =
	    request("tsv://farm.1.pool\r\n", "01 00 0800 03000000");
	struct inspect_view view = view_end(PROTO_TCP, CLIENT, &alone);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_UNSURE);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &with);
}
END_TEST

START_TEST(correlation_may_follow_the_negotiation)
{
	struct bytes rest = bytes_hex("01 08 0800 03000000 06 00 2400");
	struct bytes b;

	put_fill(&rest, 32, 0x21);
	b = connect_pdu(0xe0, &rest);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &b);
}
END_TEST

START_TEST(a_bare_request_is_unsure_until_mcs_follows)
{
	struct bytes b = request("", ""), mcs = mcs_connect(0x65, "Duca");
	struct inspect_view view = view_end(PROTO_TCP, CLIENT, &b);

	ck_assert_uint_eq(b.len, 11);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_UNSURE);
	put_bytes(&b, mcs.data, mcs.len);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &b);
}
END_TEST

START_TEST(a_bare_confirm_is_unsure_until_mcs_follows)
{
	struct bytes b = confirm(""), mcs = mcs_connect(0x66, "McDn");
	struct inspect_view view = view_end(PROTO_TCP, SERVER, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_UNSURE);
	put_bytes(&b, mcs.data, mcs.len);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_RDP, &b);
}
END_TEST

START_TEST(another_conference_in_mcs_is_unsure)
{
	struct bytes b = request("", ""), mcs = mcs_connect(0x65, "Else");
	struct inspect_view view;

	put_bytes(&b, mcs.data, mcs.len);
	view = view_end(PROTO_TCP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_UNSURE);
}
END_TEST

START_TEST(a_confirm_tells_what_was_chosen)
{
	static const struct {
		const char *hex;
		uint32_t chosen;
	} cases[] = { { "02 1f 0800 00000000", 0 },
		{ "02 1f 0800 01000000", INSPECT_RDP_TLS },
		{ "02 1f 0800 02000000", INSPECT_RDP_CREDSSP },
		{ "02 1f 0800 04000000", INSPECT_RDP_RDSTLS },
		{ "02 1f 0800 08000000", INSPECT_RDP_CREDSSP_EX },
		{ "02 1f 0800 10000000", INSPECT_RDP_AAD } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes c = request(cookie, "01 00 0800 1f000000");
		struct bytes s = confirm(cases[i].hex);
		struct inspect_details d = details_of(&c, &s);
		struct inspect_view view = view_of(PROTO_TCP, &c, &s);

		expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_RDP, &s);
		ck_assert_int_eq(strength_of(&view, INSPECT_APP_RDP),
		    INSPECT_BY_BOTH);
		ck_assert(d.rdp.answered && !d.rdp.refused);
		ck_assert_uint_eq(d.rdp.chosen, cases[i].chosen);
	}
}
END_TEST

START_TEST(a_failure_tells_its_code)
{
	struct bytes s = confirm("03 00 0800 05000000");
	struct inspect_details d = details_of(NULL, &s);

	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_RDP, &s);
	ck_assert(d.rdp.refused && !d.rdp.answered);
	ck_assert_uint_eq(d.rdp.failure, 5);
}
END_TEST

START_TEST(a_response_that_chooses_two_is_no_rdp)
{
	struct bytes s = confirm("02 00 0800 03000000");

	expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_RDP, &s);
}
END_TEST

START_TEST(lengths_of_tpkt_and_x224_have_to_fit)
{
	struct bytes good = request(cookie, "01 00 0800 03000000");

	for (size_t at = 2; at <= 4; at++) {
		struct bytes b = good;

		b.data[at]--;
		if (at == 2)
			continue; /* it would not be there yet */
		expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &b);
	}
}
END_TEST

START_TEST(an_end_that_says_the_other_s_part_is_no_rdp)
{
	struct bytes c = request(cookie, "01 00 0800 03000000");
	struct bytes s = confirm("02 1f 0800 00000000");

	expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_RDP, &c);
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &s);
}
END_TEST

START_TEST(another_class_of_x224_is_no_rdp)
{
	struct bytes b = request(cookie, "01 00 0800 03000000");

	b.data[10] = 0x20;
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &b);
}
END_TEST

START_TEST(a_preconnection_pdu_may_come_first)
{
	struct bytes b = bytes_hex("10000000 00000000 01000000 07000000");
	struct bytes more = request("", "01 00 0800 03000000");

	put_bytes(&b, more.data, more.len);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_RDP, &b);
}
END_TEST

START_TEST(users_of_tsaps_are_not_rdp)
{
	/* As S7 opens: size 1024, calling 0100, called 0102. */
	struct bytes rest = bytes_hex("c0 01 0a c1 02 0100 c2 02 0102");
	struct bytes c = connect_pdu(0xe0, &rest);
	struct bytes s = connect_pdu(0xd0, &rest);
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_ISO_TCP, &c);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_ISO_TCP, &s);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_NO);
}
END_TEST

START_TEST(call_signalling_in_tpkt_is_h323)
{
	/* Q.931 SETUP: bearer, display, user-user. */
	struct bytes user =
	    bytes_hex("08 02 1234 05 04 03 88c0a5 28 02 6100 7e 0004 05200100");
	struct bytes b = bytes_hex("03 00 0000");
	struct inspect_view view;

	put_bytes(&b, user.data, user.len);
	b.data[3] = (uint8_t)b.len;
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_H323, &b);
	view = view_end(PROTO_TCP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_NO);
}
END_TEST

START_TEST(other_uses_of_q931_are_not_h323)
{
	/* A discriminator, a reference of one byte, an unknown type, and
	 * elements that fall. */
	static const char *const wrong[] = { "09 02 1234 05 7e 0004 05200100",
		"08 01 1234 05 7e 0004 05200100",
		"08 02 1234 06 7e 0004 05200100",
		"08 02 1234 05 28 02 6100 04 01 88 7e 0004 05200100" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct bytes user = bytes_hex(wrong[i]);
		struct bytes b = bytes_hex("03 00 0000");

		put_bytes(&b, user.data, user.len);
		b.data[3] = (uint8_t)b.len;
		expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_H323, &b);
	}
}
END_TEST

START_TEST(mcs_data_in_mid_stream_is_rdp)
{
	/* Send Data Request, initiator 6, channel 1003, high, 5 bytes. */
	struct bytes user = bytes_hex("64 0006 03eb 70 05 0102030405");
	struct bytes b = data_pdu(&user), other;
	struct inspect_view view = view_middle(PROTO_TCP, CLIENT, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_MATCH);
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_RDP),
	    INSPECT_BY_MIDSTREAM);
	user.data[6] = 6;
	other = data_pdu(&user);
	view = view_middle(PROTO_TCP, CLIENT, &other);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_UNSURE);
}
END_TEST

START_TEST(mcs_connect_in_mid_stream_is_rdp)
{
	struct bytes b = mcs_connect(0x65, "Duca");
	struct inspect_view view = view_middle(PROTO_TCP, CLIENT, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_MATCH);
}
END_TEST

/* A ClientHello that offers one protocol by ALPN. */
static struct bytes
tls_hello(const char *alpn)
{
	struct bytes b = bytes_hex("16 0301");
	size_t record = put_open(&b, 2), message, all, ext, list, name;

	put_u8(&b, 1);
	message = put_open(&b, 3);
	put_u16(&b, 0x0303);
	put_fill(&b, 32, 0x11);
	put_hex(&b, "00 0002 1301 01 00");
	all = put_open(&b, 2);
	put_u16(&b, 16);
	ext = put_open(&b, 2);
	list = put_open(&b, 2);
	name = put_open(&b, 1);
	put_text(&b, alpn);
	put_close(&b, name, 1);
	put_close(&b, list, 2);
	put_close(&b, ext, 2);
	put_close(&b, all, 2);
	put_close(&b, message, 3);
	put_close(&b, record, 2);
	return b;
}

static struct bytes
tls_answer(void)
{
	struct bytes b = bytes_hex("16 0303 002a 02 000026 0303");

	put_fill(&b, 32, 0x22);
	put_hex(&b, "00 1301 00");
	return b;
}

START_TEST(tls_from_the_first_byte_may_be_rdp)
{
	struct bytes c = tls_hello("ms-rdp"), s = tls_answer();
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_MATCH);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_UNSURE);
}
END_TEST

START_TEST(https_is_no_rdp_once_the_server_takes_part)
{
	static const char *const names[] = { "h2", "http/1.1" };
	struct bytes s = tls_answer();

	for (size_t i = 0; i < 2; i++) {
		struct bytes c = tls_hello(names[i]);
		struct inspect_view view = view_end(PROTO_TCP, CLIENT, &c);

		ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP),
		    INSPECT_UNSURE);
		view = view_of(PROTO_TCP, &c, &s);
		ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_NO);
	}
}
END_TEST

START_TEST(an_rdp_server_that_takes_its_leave_is_unsure)
{
	struct bytes user = bytes_hex("21 80"), s = data_pdu(&user);
	struct bytes c = tls_hello("h2");
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);
	struct inspect_answer tls = inspect_recognise(&view, INSPECT_APP_TLS);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP), INSPECT_UNSURE);
	ck_assert_int_eq(tls.match, INSPECT_MATCH);
	ck_assert(tls.contradicted);
}
END_TEST

START_TEST(names_are_read_out_of_the_tls_inside)
{
	struct bytes c = request(cookie, "01 00 0800 01000000");
	struct bytes tls = tls_hello("ms-rdp");
	struct inspect_details d;

	put_bytes(&c, tls.data, tls.len);
	d = details_of(&c, NULL);
	ck_assert(d.tls.client_hello);
	ck_assert_str_eq(d.tls.alpn, "ms-rdp");
}
END_TEST

/* MS-RDPEUDP 2.2.2.1 and 2.2.2.5, padded as 3.1.5.1.1 says. */
static struct bytes
udp_syn(uint32_t ack, unsigned int flags, unsigned int up, unsigned int down)
{
	struct bytes b = { .len = 0 };

	put_u32(&b, ack);
	put_u16(&b, 64);
	put_u16(&b, flags);
	put_u32(&b, 0x8a5b6c7d);
	put_u16(&b, up);
	put_u16(&b, down);
	if (flags & 0x0800)
		put_fill(&b, 32, 0x61);
	if (flags & 0x1000)
		put_hex(&b, "0001 0101");
	put_fill(&b, 1232 - b.len, 0);
	return b;
}

START_TEST(a_syn_over_udp_is_rdp_udp)
{
	static const unsigned int flags[] = { 0x0001, 0x0201, 0x0801, 0x1001,
		0x1801 };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		struct bytes b = udp_syn(0xffffffff, flags[i], 1232, 1132);
		struct inspect_view view = view_end(PROTO_UDP, CLIENT, &b);

		b.len = 60;
		view.side[CLIENT].datagram[0].cut = true;
		view.side[CLIENT].datagram[0].len = 60;
		ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP_UDP),
		    INSPECT_MATCH);
		expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_RDP_UDP, &b);
	}
}
END_TEST

START_TEST(the_answer_to_a_syn_is_rdp_udp)
{
	struct bytes c = udp_syn(0xffffffff, 0x1001, 1232, 1232);
	struct bytes s = udp_syn(0x8a5b6c7d, 0x1005, 1232, 1232);
	struct inspect_view view = view_of(PROTO_UDP, &c, &s);
	struct inspect_details d;

	ck_assert_int_eq(strength_of(&view, INSPECT_APP_RDP_UDP),
	    INSPECT_BY_BOTH);
	inspect_describe(&view, INSPECT_APP_RDP_UDP, NULL, &d);
	ck_assert_uint_eq(d.rdp.udp_version, 0x0101);
}
END_TEST

START_TEST(a_syn_is_exact_in_each_field)
{
	const struct bytes bad[] = { udp_syn(0xfffffffe, 0x0001, 1232, 1232),
		udp_syn(0xffffffff, 0x0005, 1232, 1232),
		udp_syn(0xffffffff, 0x0003, 1232, 1232),
		udp_syn(0xffffffff, 0x2001, 1232, 1232),
		udp_syn(0xffffffff, 0x0001, 1131, 1232),
		udp_syn(0xffffffff, 0x0001, 1232, 1601) };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_RDP_UDP,
		    &bad[i]);
}
END_TEST

START_TEST(later_datagrams_tell_nothing_of_rdp_udp)
{
	struct bytes b = bytes_hex("00000001 0040 0008 01020304 05060708");
	struct inspect_view view = view_middle(PROTO_UDP, CLIENT, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP_UDP), INSPECT_UNSURE);
	view = view_end(PROTO_UDP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RDP_UDP), INSPECT_NO);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_request_with_negotiation_is_rdp,
		a_request_with_a_cookie_is_rdp,
		the_cookie_s_user_is_not_kept,
		a_routing_token_is_rdp,
		any_other_token_needs_the_negotiation,
		correlation_may_follow_the_negotiation,
		a_bare_request_is_unsure_until_mcs_follows,
		a_bare_confirm_is_unsure_until_mcs_follows,
		another_conference_in_mcs_is_unsure,
		a_confirm_tells_what_was_chosen,
		a_failure_tells_its_code,
		a_response_that_chooses_two_is_no_rdp,
		lengths_of_tpkt_and_x224_have_to_fit,
		an_end_that_says_the_other_s_part_is_no_rdp,
		another_class_of_x224_is_no_rdp,
		a_preconnection_pdu_may_come_first,
		users_of_tsaps_are_not_rdp,
		call_signalling_in_tpkt_is_h323,
		other_uses_of_q931_are_not_h323,
		mcs_data_in_mid_stream_is_rdp,
		mcs_connect_in_mid_stream_is_rdp,
		tls_from_the_first_byte_may_be_rdp,
		https_is_no_rdp_once_the_server_takes_part,
		an_rdp_server_that_takes_its_leave_is_unsure,
		names_are_read_out_of_the_tls_inside,
		a_syn_over_udp_is_rdp_udp,
		the_answer_to_a_syn_is_rdp_udp,
		a_syn_is_exact_in_each_field,
		later_datagrams_tell_nothing_of_rdp_udp,
	};

	return run_tests("recognise rdp", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
