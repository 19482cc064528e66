/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_other.c - tunnels, voice and the rest that hides on ports
 * of others.
 */
#include <config.h>

#include "recognise_world.h"

#define SESSION "0102030405060708"
#define PEER "1112131415161718"

START_TEST(resets_are_openvpn)
{
	/* Plain; with an HMAC of 20 bytes; hidden by tls-crypt. */
	struct bytes plain = bytes_hex("38" SESSION "00 00000000");
	struct bytes auth = bytes_hex("38" SESSION);
	struct bytes crypt = bytes_hex("38" SESSION "00000001 65000000");

	put_fill(&auth, 20, 0x5e);
	put_hex(&auth, "00000001 65000000 00 00000000");
	put_fill(&crypt, 32 + 5, 0x5e);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_OPENVPN, &plain);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_OPENVPN, &auth);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_OPENVPN, &crypt);
}
END_TEST

START_TEST(answers_to_resets_are_openvpn)
{
	struct bytes plain =
	    bytes_hex("40" SESSION "01 00000000" PEER "00000000");
	struct bytes crypt = bytes_hex("40" SESSION "00000001 65000000");

	put_fill(&crypt, 32 + 17, 0x5e);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_OPENVPN, &plain);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_OPENVPN, &crypt);
}
END_TEST

START_TEST(over_tcp_openvpn_has_a_length)
{
	struct bytes c = bytes_hex("000e 38" SESSION "00 00000000");
	struct bytes s =
	    bytes_hex("001a 40" SESSION "01 00000000" PEER "00000000");

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_OPENVPN, &c);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_OPENVPN, &s);
	c.data[1] = 15;
	put_u8(&c, 0);
	ck_assert_int_ne(match_of(&(struct inspect_view){ .proto = PROTO_TCP,
				      .client = CLIENT,
				      .side[CLIENT].stream = { c.data, c.len,
					  true, false } },
			     INSPECT_APP_OPENVPN),
	    INSPECT_MATCH);
}
END_TEST

START_TEST(a_first_byte_alone_is_no_openvpn)
{
	struct bytes b = bytes_hex("38" SESSION);
	struct inspect_view view;

	put_fill(&b, 60, 0x71);
	view = view_end(PROTO_UDP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_OPENVPN), INSPECT_UNSURE);
	b.data[0] = 0x31;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_OPENVPN, &b);
}
END_TEST

START_TEST(handshakes_of_their_exact_size_are_wireguard)
{
	struct bytes c = bytes_hex("01 000000"), s = bytes_hex("02 000000");

	put_fill(&c, 144, 0x3c);
	put_fill(&s, 88, 0x3c);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_WIREGUARD, &c);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_WIREGUARD, &s);
	put_u8(&c, 0);
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_WIREGUARD, &c);
}
END_TEST

START_TEST(a_greeting_and_a_request_are_socks)
{
	struct bytes name = bytes_hex("05 01 00 05 01 00 03 09");
	struct bytes user =
	    bytes_hex("05 02 00 02 01 01 78 01 79 05 01 00 01 0a010203 0050");
	struct bytes s = bytes_hex("05 00 05 00 00 01 00000000 0000");
	struct inspect_view view;

	put_text(&name, "a.example");
	put_u16(&name, 443);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_SOCKS, &name);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_SOCKS, &user);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_SOCKS, &s);
	name.len = 3;
	view = view_end(PROTO_TCP, CLIENT, &name);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_SOCKS), INSPECT_UNSURE);
	s.data[5] = 2;
	expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_SOCKS, &s);
}
END_TEST

START_TEST(both_forms_of_the_proxy_header_are_told)
{
	struct bytes text =
	    bytes_text("PROXY TCP4 10.1.2.3 10.4.5.6 50000 443\r\n");
	struct bytes binary =
	    bytes_hex("0d0a0d0a000d0a515549540a 21 11 000c 0a010203 0a040506");

	put_hex(&binary, "c350 01bb");
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_PROXY, &text);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_PROXY, &binary);
	text.data[6] = 'X';
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_PROXY, &text);
}
END_TEST

START_TEST(a_cookie_makes_stun)
{
	struct bytes b = bytes_hex("0001 000c 2112a442");

	put_fill(&b, 12, 0x47);
	put_hex(&b, "8022 0006 616263646566 0000");
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_STUN, &b);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_STUN, &b);
	b.data[3] = 8; /* the attribute would pass the end */
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_STUN, &b);
}
END_TEST

START_TEST(the_old_stun_had_no_cookie)
{
	struct bytes b = bytes_hex("0001 0008 01020304");

	put_fill(&b, 12, 0x47);
	put_hex(&b, "0003 0004 00000000");
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_STUN, &b);
	b.data[1] = 4;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_STUN, &b);
}
END_TEST

static struct bytes
rtp(unsigned int number, uint32_t source)
{
	struct bytes b = bytes_hex("80 08");

	put_u16(&b, number & 0xffff);
	put_u32(&b, number * 160);
	put_u32(&b, source);
	put_fill(&b, 160, 0xd5);
	return b;
}

START_TEST(three_packets_that_follow_each_other_are_rtp)
{
	struct bytes a = rtp(65535, 0x1234abcd), b = rtp(65536, 0x1234abcd);
	struct bytes c = rtp(65538, 0x1234abcd), d = rtp(65538, 0x99999999);
	struct inspect_view view = view_end(PROTO_UDP, CLIENT, &a), other;

	view_add(&view, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RTP), INSPECT_UNSURE);
	other = view;
	view_add(&view, CLIENT, &c);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RTP), INSPECT_MATCH);
	view_add(&other, CLIENT, &d);
	ck_assert_int_eq(match_of(&other, INSPECT_APP_RTP), INSPECT_UNSURE);
}
END_TEST

START_TEST(another_version_is_no_rtp)
{
	struct bytes a = rtp(1, 7);

	a.data[0] = 0x40;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_RTP, &a);
}
END_TEST

START_TEST(reports_that_chain_are_rtp)
{
	struct bytes b = bytes_hex("80 c9 0001 1234abcd"
				   "81 ca 0003 1234abcd 01 04 61626364 0000");

	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_RTP, &b);
}
END_TEST

START_TEST(a_connect_is_mqtt)
{
	struct bytes c = bytes_hex("10 0c 0004 4d515454 04 02 003c 0000");
	struct bytes s = bytes_hex("20 02 00 00");
	struct inspect_view view = view_middle(PROTO_TCP, SERVER, &s);

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_MQTT, &c);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_MQTT, &s);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_MQTT), INSPECT_UNSURE);
	c.data[5] = 'X';
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_MQTT, &c);
}
END_TEST

START_TEST(the_old_name_of_mqtt_is_known)
{
	struct bytes b = bytes_hex("10 0e 0006 4d5149736470 03 02 003c 0000");

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_MQTT, &b);
	b.data[3] = 5;
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_MQTT, &b);
}
END_TEST

START_TEST(over_tcp_stun_has_its_cookie)
{
	struct bytes b = bytes_hex("0001 0008 01020304");

	put_fill(&b, 12, 0x47);
	put_hex(&b, "0003 0004 00000000");
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_STUN, &b);
}
END_TEST

START_TEST(peers_are_bittorrent)
{
	struct bytes tcp = bytes_hex("13");
	struct bytes dht = bytes_text("d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q"
				      "4:ping1:t2:aa1:y1:qe");
	struct bytes tracker = bytes_hex("0000041727101980 00000000 01020304");

	put_text(&tcp, "BitTorrent protocol");
	put_fill(&tcp, 48, 0);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_BITTORRENT, &tcp);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_BITTORRENT, &dht);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_BITTORRENT, &tracker);
}
END_TEST

static struct bytes
ntp(unsigned int first, const char *origin, const char *transmit)
{
	struct bytes b = { .len = 0 };

	put_u8(&b, first);
	put_hex(&b, "02 06 e9");
	put_fill(&b, 20, 0x10);
	put_hex(&b, origin);
	put_fill(&b, 8, 0x20);
	put_hex(&b, transmit);
	return b;
}

START_TEST(an_answer_that_quotes_its_question_is_ntp)
{
	struct bytes c = ntp(0x23, "0000000000000000", "e9a1b2c3d4e5f607");
	struct bytes s = ntp(0x24, "e9a1b2c3d4e5f607", "e9a1b2c3d4e5ffff");
	struct inspect_view view = view_of(PROTO_UDP, &c, &s);

	ck_assert_int_eq(strength_of(&view, INSPECT_APP_NTP), INSPECT_BY_BOTH);
	s.data[30]++;
	ck_assert_int_eq(match_of(&view, INSPECT_APP_NTP), INSPECT_UNSURE);
	c.data[0] = 0xfb;
	ck_assert_int_eq(match_of(&view, INSPECT_APP_NTP), INSPECT_NO);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		resets_are_openvpn,
		answers_to_resets_are_openvpn,
		over_tcp_openvpn_has_a_length,
		a_first_byte_alone_is_no_openvpn,
		handshakes_of_their_exact_size_are_wireguard,
		a_greeting_and_a_request_are_socks,
		both_forms_of_the_proxy_header_are_told,
		a_cookie_makes_stun,
		the_old_stun_had_no_cookie,
		three_packets_that_follow_each_other_are_rtp,
		another_version_is_no_rtp,
		reports_that_chain_are_rtp,
		a_connect_is_mqtt,
		the_old_name_of_mqtt_is_known,
		over_tcp_stun_has_its_cookie,
		peers_are_bittorrent,
		an_answer_that_quotes_its_question_is_ntp,
	};

	return run_tests("recognise other", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
