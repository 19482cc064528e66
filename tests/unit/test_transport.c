/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_transport.c - ports, TCP state, ICMP types and VRRP groups.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "support/decode.h"
#include "support/frame_tools.h"
#include "support/frames.h"

static struct decode_bench b;
static struct frame_build f;

static const struct frames_ends v4 = { "10.0.0.1", 40000, "10.0.0.2", 443 };
static const struct frames_ends v6 = { "2001:db8::1", 40000, "2001:db8::2",
	443 };

static void
setup(void)
{
	decode_start(&b, 4);
	frames_start(&f);
}

static void
teardown(void)
{
	decode_stop(&b);
}

static void
start(const struct frames_ends *ends)
{
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, ends->src, ends->dst);
}

START_TEST(tcp_fields_are_read)
{
	frames_make_tcp(&f, &v4, FRAMES_SYN | FRAMES_ACK, 0x01020304,
	    0xf1f2f3f4, "hello");
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_TCP);
	ck_assert(b.p.has_ports);
	ck_assert_uint_eq(b.p.src_port, 40000);
	ck_assert_uint_eq(b.p.dst_port, 443);
	ck_assert_uint_eq(b.p.tcp_flags, PACKET_TCP_SYN | PACKET_TCP_ACK);
	ck_assert_uint_eq(b.p.tcp_seq, 0x01020304);
	ck_assert_uint_eq(b.p.tcp_ack, 0xf1f2f3f4);
	ck_assert_uint_eq(b.p.payload_len, 5);
	ck_assert_uint_eq(b.p.payload_wire_len, 5);
	ck_assert_mem_eq(b.p.payload, "hello", 5);
}
END_TEST

START_TEST(tcp_options_are_passed)
{
	frames_make_tcp(&f, &v4, FRAMES_SYN, 1, 0, "optsoptshello");
	f.data[frames_at(&f, FRAMES_TCP) + 12] = 0x70;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.payload_len, 5);
	ck_assert_mem_eq(b.p.payload, "hello", 5);
}
END_TEST

START_TEST(tcp_data_offset_out_of_range_is_malformed)
{
	frames_make_tcp(&f, &v4, FRAMES_SYN, 1, 0, "data");
	f.data[frames_at(&f, FRAMES_TCP) + 12] = 0x40;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	f.data[frames_at(&f, FRAMES_TCP) + 12] = 0x70; /* 28 of 24 bytes */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	f.data[frames_at(&f, FRAMES_TCP) + 12] = 0x60;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.payload_len, 0);
}
END_TEST

START_TEST(tcp_options_may_be_cut)
{
	size_t cap;

	frames_make_tcp(&f, &v4, FRAMES_SYN, 1, 0, "optsoptshello");
	f.data[frames_at(&f, FRAMES_TCP) + 12] = 0x70;
	cap = frames_at(&f, FRAMES_TCP) + 20;
	ck_assert_int_eq(decode_bytes(&b, LINK_ETHERNET, f.data, cap, f.len),
	    PACKET_OK);
	ck_assert(b.p.cut);
	ck_assert_ptr_null(b.p.payload);
	ck_assert_uint_eq(b.p.payload_len, 0);
	ck_assert_uint_eq(b.p.payload_wire_len, 5);
}
END_TEST

START_TEST(udp_length_decides_the_payload)
{
	frames_make_udp(&f, &v6, "hello, world");
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_UDP);
	ck_assert_uint_eq(b.p.dst_port, 443);
	ck_assert_uint_eq(b.p.payload_len, 12);
	frames_put16(&f, frames_at(&f, FRAMES_UDP) + 4, 8 + 5);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.payload_len, 5);
	ck_assert_uint_eq(b.p.payload_wire_len, 5);
	ck_assert_uint_eq(b.p.ip_cap_len, b.p.ip_len);
	ck_assert(!b.p.cut);
}
END_TEST

START_TEST(udp_length_out_of_range_is_malformed)
{
	frames_make_udp(&f, &v4, "hello");
	frames_put16(&f, frames_at(&f, FRAMES_UDP) + 4, 7);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	frames_put16(&f, frames_at(&f, FRAMES_UDP) + 4, 0);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	frames_put16(&f, frames_at(&f, FRAMES_UDP) + 4, 14);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(udp_length_zero_is_a_jumbo_datagrams)
{
	start(&v6);
	frames_udp(&f, 40000, 443);
	frames_pattern(&f, 65528);
	frames_end(&f);
	frames_put16(&f, frames_at(&f, FRAMES_IPV6) + 4, 0);
	frames_put16(&f, frames_at(&f, FRAMES_UDP) + 4, 0);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.payload_len, 65528);
}
END_TEST

START_TEST(other_protocols_with_ports_have_them)
{
	static const struct {
		enum frames_kind kind;
		uint8_t proto;
	} cases[] = {
		{ FRAMES_UDPLITE, PROTO_UDPLITE },
		{ FRAMES_SCTP, PROTO_SCTP },
		{ FRAMES_DCCP, PROTO_DCCP },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start(&v4);
		frames_ports(&f, cases[i].kind, 1111, 2222);
		frames_text(&f, "data");
		frames_end(&f);
		ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
		ck_assert_uint_eq(b.p.proto, cases[i].proto);
		ck_assert(b.p.has_ports);
		ck_assert_uint_eq(b.p.src_port, 1111);
		ck_assert_uint_eq(b.p.dst_port, 2222);
		ck_assert_uint_eq(b.p.payload_len, 4);
	}
}
END_TEST

START_TEST(udplite_coverage_must_hold_the_header)
{
	size_t at;

	start(&v4);
	frames_ports(&f, FRAMES_UDPLITE, 1111, 2222);
	frames_text(&f, "data");
	frames_end(&f);
	at = frames_at(&f, FRAMES_UDPLITE) + 4;
	frames_put16(&f, at, 7);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	frames_put16(&f, at, 13); /* of 12 */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	frames_put16(&f, at, 8);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.payload_len, 4);
}
END_TEST

START_TEST(dccp_data_offset_out_of_range_is_malformed)
{
	size_t at;

	start(&v4);
	frames_ports(&f, FRAMES_DCCP, 1111, 2222);
	frames_end(&f);
	at = frames_at(&f, FRAMES_DCCP) + 4;
	f.data[at] = 2;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	f.data[at] = 4;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(icmp_echo_has_an_id)
{
	start(&v4);
	frames_icmp(&f, 8, 0, 0x1234);
	frames_text(&f, "ping");
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_ICMP);
	ck_assert_uint_eq(b.p.icmp_type, 8);
	ck_assert_uint_eq(b.p.icmp_id, 0x1234);
	ck_assert(!b.p.has_ports);
	ck_assert_uint_eq(b.p.payload_len, 4);
	start(&v6);
	frames_icmp(&f, 129, 0, 0x4321);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_ICMP6);
	ck_assert_uint_eq(b.p.icmp_type, 129);
	ck_assert_uint_eq(b.p.icmp_id, 0x4321);
}
END_TEST

START_TEST(icmp_without_id_has_none)
{
	start(&v4);
	frames_icmp(&f, 3, 13, 0x1234);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.icmp_code, 13);
	ck_assert_uint_eq(b.p.icmp_id, 0);
	ck_assert(!b.p.quote.valid);
}
END_TEST

START_TEST(icmp6_may_be_four_bytes)
{
	start(&v6);
	frames_proto(&f, PROTO_ICMP6);
	frames_bytes(&f, "\x99\0\0\0", 4); /* RFC 4286 section 4 */
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.icmp_type, 0x99);
	f.data[frames_at(&f, FRAMES_IPV6) + 40] = 128; /* an echo may not */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(vrrp_has_a_group)
{
	static const struct {
		const char *src, *dst;
		uint8_t version, vrid;
	} cases[] = {
		{ "10.0.0.1", "224.0.0.18", 2, 51 },
		{ "10.0.0.1", "224.0.0.18", 3, 52 },
		{ "fe80::1", "ff02::12", 3, 53 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		frames_start(&f);
		frames_ethernet(&f, NULL, NULL);
		frames_ip(&f, cases[i].src, cases[i].dst);
		frames_vrrp(&f, cases[i].version, cases[i].vrid);
		frames_end(&f);
		ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
		ck_assert_uint_eq(b.p.proto, PROTO_VRRP);
		ck_assert_uint_eq(b.p.vrid, cases[i].vrid);
	}
}
END_TEST

START_TEST(vrrp_of_another_version_has_no_group)
{
	start(&v4);
	frames_vrrp(&f, 4, 51);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.vrid, 0);
}
END_TEST

START_TEST(other_protocols_go_by_number)
{
	start(&v4);
	frames_proto(&f, 89); /* OSPF */
	frames_text(&f, "some routing");
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, 89);
	ck_assert_uint_eq(b.p.payload_len, 12);
	ck_assert(!b.p.has_ports);
	ck_assert_uint_eq(b.p.src_port, 0);
}
END_TEST

START_TEST(fields_of_the_packet_before_do_not_linger)
{
	frames_make_tcp(&f, &v4, FRAMES_SYN, 1, 2, "data");
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	start(&v6);
	frames_proto(&f, 89);
	frames_end(&f);
	ck_assert_int_eq(decode_as(&b, LINK_ETHERNET, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.tcp_flags, 0);
	ck_assert_uint_eq(b.p.tcp_seq, 0);
	ck_assert_uint_eq(b.p.dst_port, 0);
	ck_assert_ptr_null(b.p.payload);
	ck_assert_uint_eq(b.p.payload_wire_len, 0);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, tcp_fields_are_read);
	tcase_add_test(tc, tcp_options_are_passed);
	tcase_add_test(tc, tcp_data_offset_out_of_range_is_malformed);
	tcase_add_test(tc, tcp_options_may_be_cut);
	tcase_add_test(tc, udp_length_decides_the_payload);
	tcase_add_test(tc, udp_length_out_of_range_is_malformed);
	tcase_add_test(tc, udp_length_zero_is_a_jumbo_datagrams);
	tcase_add_test(tc, other_protocols_with_ports_have_them);
	tcase_add_test(tc, udplite_coverage_must_hold_the_header);
	tcase_add_test(tc, dccp_data_offset_out_of_range_is_malformed);
	tcase_add_test(tc, icmp_echo_has_an_id);
	tcase_add_test(tc, icmp_without_id_has_none);
	tcase_add_test(tc, icmp6_may_be_four_bytes);
	tcase_add_test(tc, vrrp_has_a_group);
	tcase_add_test(tc, vrrp_of_another_version_has_no_group);
	tcase_add_test(tc, other_protocols_go_by_number);
	tcase_add_test(tc, fields_of_the_packet_before_do_not_linger);
}

int
main(void)
{
	Suite *s = suite_create("transport");
	TCase *tc = tcase_create("transport");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	add_tests(tc);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
