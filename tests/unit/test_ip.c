/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_ip.c - IPv4 and IPv6 headers, options and extension headers.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "support/decode.h"
#include "support/frame_tools.h"
#include "support/frames.h"

#define ETHERNET_HEADER 14
#define PROTO_ESP 50
#define PROTO_MOBILITY 135
#define NO_NEXT_HEADER 59

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
expect_tcp(void)
{
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_TCP);
	ck_assert_uint_eq(b.p.src_port, 40000);
	ck_assert_uint_eq(b.p.dst_port, 443);
}

static void
start_v6(void)
{
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, v6.src, v6.dst);
}

static void
end_with_tcp(void)
{
	frames_tcp(&f, 40000, 443, FRAMES_ACK, 1, 2);
	frames_text(&f, "data");
	frames_end(&f);
}

START_TEST(ipv4_header_fields_are_read)
{
	frames_make_tcp(&f, &v4, FRAMES_ACK, 1, 2, "data");
	frames_put16(&f, ETHERNET_HEADER + 4, 0xbeef);
	f.data[ETHERNET_HEADER + 8] = 17;
	expect_tcp();
	ck_assert_uint_eq(b.p.ip_version, 4);
	ck_assert_uint_eq(b.p.ip_id, 0xbeef);
	ck_assert_uint_eq(b.p.ttl, 17);
	ck_assert_uint_eq(b.p.ip_len, 44);
	ck_assert_uint_eq(b.p.ip_cap_len, 44);
	ck_assert_ptr_eq(b.p.ip, b.copy + ETHERNET_HEADER);
	ck_assert(!b.p.cut);
	ck_assert(!b.p.fragment);
}
END_TEST

START_TEST(ipv6_header_fields_are_read)
{
	frames_make_tcp(&f, &v6, FRAMES_ACK, 1, 2, "data");
	f.data[ETHERNET_HEADER + 7] = 3;
	expect_tcp();
	ck_assert_uint_eq(b.p.ip_version, 6);
	ck_assert_uint_eq(b.p.ttl, 3);
	ck_assert_uint_eq(b.p.ip_len, 64);
	ck_assert_uint_eq(b.p.ip_id, 0);
}
END_TEST

START_TEST(padding_and_fcs_are_not_payload)
{
	frames_make_tcp(&f, &v4, FRAMES_ACK, 1, 2, NULL);
	frames_pad(&f);
	frames_bytes(&f, "\xde\xad\xbe\xef", 4);
	expect_tcp();
	ck_assert_uint_eq(b.p.ip_len, 40);
	ck_assert_uint_eq(b.p.ip_cap_len, 40);
	ck_assert_uint_eq(b.p.payload_len, 0);
	ck_assert_uint_eq(b.p.payload_wire_len, 0);
	ck_assert_ptr_null(b.p.payload);
}
END_TEST

START_TEST(ipv4_options_are_passed)
{
	static const uint8_t options[8] = { 1, 1, 1, 1, 7, 4, 4, 0 };
	size_t at;

	frames_make_tcp(&f, &v4, FRAMES_ACK, 1, 2, "data");
	at = frames_at(&f, FRAMES_TCP);
	memmove(f.data + at + sizeof(options), f.data + at, f.len - at);
	memcpy(f.data + at, options, sizeof(options));
	f.len += sizeof(options);
	f.data[ETHERNET_HEADER] = 0x47;
	frames_put16(&f, ETHERNET_HEADER + 2, 52);
	expect_tcp();
	ck_assert_uint_eq(b.p.payload_len, 4);
}
END_TEST

START_TEST(ipv4_header_that_contradicts_itself_is_malformed)
{
	frames_make_tcp(&f, &v4, FRAMES_ACK, 1, 2, NULL);
	f.data[ETHERNET_HEADER] = 0x44; /* 16 bytes of header */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	f.data[ETHERNET_HEADER] = 0x55; /* version 5 */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	f.data[ETHERNET_HEADER] = 0x45;
	frames_put16(&f, ETHERNET_HEADER + 2, 19); /* shorter than itself */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	frames_put16(&f, ETHERNET_HEADER + 2, 39); /* shorter than TCP */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(ipv4_length_zero_is_the_frames)
{
	frames_make_tcp(&f, &v4, FRAMES_ACK, 1, 2, NULL);
	frames_pattern(&f, 3000);
	frames_put16(&f, ETHERNET_HEADER + 2, 0);
	expect_tcp();
	ck_assert_uint_eq(b.p.ip_len, 3040);
	ck_assert_uint_eq(b.p.payload_len, 3000);
}
END_TEST

START_TEST(ipv6_length_zero_is_the_frames)
{
	frames_make_tcp(&f, &v6, FRAMES_ACK, 1, 2, NULL);
	frames_pattern(&f, 3000);
	frames_put16(&f, ETHERNET_HEADER + 4, 0);
	expect_tcp();
	ck_assert_uint_eq(b.p.ip_len, 3060);
	ck_assert_uint_eq(b.p.payload_len, 3000);
}
END_TEST

START_TEST(ipv6_without_next_header_has_no_payload)
{
	start_v6();
	frames_proto(&f, NO_NEXT_HEADER);
	frames_end(&f);
	frames_pad(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, NO_NEXT_HEADER);
	ck_assert_uint_eq(b.p.ip_len, 40);
	ck_assert(!b.p.has_ports);
}
END_TEST

START_TEST(length_beyond_the_frame_is_a_cut_packet)
{
	frames_make_tcp(&f, &v4, FRAMES_ACK, 1, 2, "data");
	frames_put16(&f, ETHERNET_HEADER + 2, 1044);
	expect_tcp();
	ck_assert(b.p.cut);
	ck_assert_uint_eq(b.p.ip_len, 1044);
	ck_assert_uint_eq(b.p.ip_cap_len, 44);
	ck_assert_uint_eq(b.p.payload_len, 4);
	ck_assert_uint_eq(b.p.payload_wire_len, 1004);
}
END_TEST

START_TEST(mapped_addresses_in_ipv6_are_malformed)
{
	static const uint8_t mapped[16] = {
		[10] = 0xff, [11] = 0xff, [12] = 10, [15] = 2
	};

	for (size_t at = 8; at <= 24; at += 16) {
		frames_make_tcp(&f, &v6, FRAMES_ACK, 1, 2, NULL);
		memcpy(f.data + ETHERNET_HEADER + at, mapped, sizeof(mapped));
		ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	}
}
END_TEST

START_TEST(extension_headers_are_passed)
{
	start_v6();
	frames_extension(&f, 0, 8);   /* hop-by-hop; Pad1 options */
	frames_extension(&f, 43, 24); /* routing */
	frames_extension(&f, 60, 8);  /* destination options */
	frames_extension(&f, 51, 24); /* AH */
	frames_extension(&f, 140, 8); /* shim6 */
	end_with_tcp();
	expect_tcp();
	ck_assert_uint_eq(b.p.payload_len, 4);
	ck_assert_uint_eq(b.p.ip_len, 40 + 72 + 24);
}
END_TEST

START_TEST(mobility_without_next_header_is_the_protocol)
{
	start_v6();
	frames_extension(&f, PROTO_MOBILITY, 16);
	frames_proto(&f, NO_NEXT_HEADER);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_MOBILITY);
	ck_assert_uint_eq(b.p.payload_len, 16);
}
END_TEST

START_TEST(ah_is_passed_in_ipv4)
{
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, v4.src, v4.dst);
	frames_extension(&f, 51, 24);
	end_with_tcp();
	expect_tcp();
	ck_assert_uint_eq(b.p.payload_len, 4);
}
END_TEST

START_TEST(ipv6_extension_numbers_are_protocols_in_ipv4)
{
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, v4.src, v4.dst);
	frames_extension(&f, 60, 8);
	end_with_tcp();
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, 60);
	ck_assert(!b.p.has_ports);
}
END_TEST

START_TEST(esp_is_a_protocol)
{
	start_v6();
	frames_proto(&f, PROTO_ESP);
	frames_pattern(&f, 40);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_ESP);
	ck_assert_uint_eq(b.p.payload_len, 40);
}
END_TEST

START_TEST(hop_by_hop_comes_first_or_is_malformed)
{
	start_v6();
	frames_extension(&f, 60, 8);
	frames_extension(&f, 0, 8);
	end_with_tcp();
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(option_beyond_its_header_is_malformed)
{
	start_v6();
	frames_extension(&f, 0, 8);
	end_with_tcp();
	f.data[frames_at(&f, FRAMES_EXTENSION) + 2] = 5; /* router alert */
	f.data[frames_at(&f, FRAMES_EXTENSION) + 3] = 5; /* 4 fit */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	f.data[frames_at(&f, FRAMES_EXTENSION) + 3] = 4;
	expect_tcp();
}
END_TEST

START_TEST(chain_of_too_many_extensions_is_too_deep)
{
	start_v6();
	for (int i = 0; i < 14; i++)
		frames_extension(&f, 60, 8);
	end_with_tcp();
	expect_tcp(); /* with Ethernet and IP, 16 headers */
	start_v6();
	for (int i = 0; i < 15; i++)
		frames_extension(&f, 60, 8);
	end_with_tcp();
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_TOO_DEEP);
}
END_TEST

START_TEST(hop_by_hop_counts_as_a_header)
{
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	for (int i = 0; i < 14; i++)
		frames_vlan(&f, 0x8100, 5);
	frames_ip(&f, v6.src, v6.dst);
	frames_extension(&f, 0, 8);
	end_with_tcp();
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_TOO_DEEP);
}
END_TEST

/* A packet with a jumbo payload option of the given length, whose data the
 * capture does not hold. */
static void
make_jumbo(uint32_t payload_len)
{
	size_t at;

	start_v6();
	frames_extension(&f, 0, 8);
	end_with_tcp();
	at = frames_at(&f, FRAMES_EXTENSION);
	f.data[at + 2] = 0xc2;
	f.data[at + 3] = 4;
	frames_put32(&f, at + 4, payload_len);
	frames_put16(&f, ETHERNET_HEADER + 4, 0);
}

START_TEST(jumbo_payload_has_its_length_in_an_option)
{
	make_jumbo(70000);
	ck_assert_int_eq(decode_bytes(&b, LINK_ETHERNET, f.data, f.len,
			     14 + 40 + 70000 + 4),
	    PACKET_OK);
	ck_assert_uint_eq(b.p.ip_len, 70040);
	ck_assert_uint_eq(b.p.payload_wire_len, 70000 - 8 - 20);
	ck_assert_uint_eq(b.p.payload_len, 4);
	ck_assert(b.p.cut);
}
END_TEST

START_TEST(jumbo_option_of_a_small_packet_is_malformed)
{
	make_jumbo(65535);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	make_jumbo(UINT32_MAX);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
	make_jumbo(70000);
	frames_put16(&f, ETHERNET_HEADER + 4, 32); /* two lengths */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(atomic_fragment_is_a_whole_packet)
{
	start_v6();
	frames_fragment(&f, 0, false, 0x12345678);
	end_with_tcp();
	expect_tcp();
	ck_assert(!b.p.fragment);
	ck_assert(!b.p.first_fragment);
	ck_assert_uint_eq(b.p.ip_id, 0x5678);
	ck_assert_uint_eq(b.p.payload_len, 4);
}
END_TEST

START_TEST(fragment_of_a_fragment_is_malformed)
{
	start_v6();
	frames_fragment(&f, 0, true, 1);
	frames_fragment(&f, 0, true, 2);
	frames_tcp(&f, 40000, 443, FRAMES_ACK, 1, 2);
	frames_pattern(&f, 12);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(cut_headers_are_truncated_or_malformed)
{
	frames_make_tcp(&f, &v6, FRAMES_ACK, 1, 2, NULL);
	for (size_t cap = ETHERNET_HEADER; cap < f.len; cap++) {
		ck_assert_int_eq(decode_bytes(&b, LINK_ETHERNET, f.data, cap,
				     f.len),
		    PACKET_TRUNCATED);
		ck_assert_int_eq(decode_bytes(&b, LINK_ETHERNET, f.data, cap,
				     cap),
		    PACKET_MALFORMED);
	}
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, ipv4_header_fields_are_read);
	tcase_add_test(tc, ipv6_header_fields_are_read);
	tcase_add_test(tc, padding_and_fcs_are_not_payload);
	tcase_add_test(tc, ipv4_options_are_passed);
	tcase_add_test(tc, ipv4_header_that_contradicts_itself_is_malformed);
	tcase_add_test(tc, ipv4_length_zero_is_the_frames);
	tcase_add_test(tc, ipv6_length_zero_is_the_frames);
	tcase_add_test(tc, ipv6_without_next_header_has_no_payload);
	tcase_add_test(tc, length_beyond_the_frame_is_a_cut_packet);
	tcase_add_test(tc, mapped_addresses_in_ipv6_are_malformed);
	tcase_add_test(tc, extension_headers_are_passed);
	tcase_add_test(tc, mobility_without_next_header_is_the_protocol);
	tcase_add_test(tc, ah_is_passed_in_ipv4);
	tcase_add_test(tc, ipv6_extension_numbers_are_protocols_in_ipv4);
	tcase_add_test(tc, esp_is_a_protocol);
	tcase_add_test(tc, hop_by_hop_comes_first_or_is_malformed);
	tcase_add_test(tc, option_beyond_its_header_is_malformed);
	tcase_add_test(tc, chain_of_too_many_extensions_is_too_deep);
	tcase_add_test(tc, hop_by_hop_counts_as_a_header);
	tcase_add_test(tc, jumbo_payload_has_its_length_in_an_option);
	tcase_add_test(tc, jumbo_option_of_a_small_packet_is_malformed);
	tcase_add_test(tc, atomic_fragment_is_a_whole_packet);
	tcase_add_test(tc, fragment_of_a_fragment_is_malformed);
	tcase_add_test(tc, cut_headers_are_truncated_or_malformed);
}

int
main(void)
{
	Suite *s = suite_create("ip");
	TCase *tc = tcase_create("ip");
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
