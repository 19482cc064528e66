/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_link.c - link headers, tags and labels.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "support/decode.h"
#include "support/frames.h"

#define LINK_NULL 0
#define LINK_PPP 9
#define LINK_RAW_12 12
#define LINK_RAW_14 14
#define LINK_PPP_HDLC 50
#define LINK_PPP_ETHER 51
#define LINK_RAW 101
#define LINK_LOOP 108
#define LINK_COOKED 113
#define LINK_IPV4 228
#define LINK_IPV6 229
#define LINK_COOKED2 276
#define LINK_WIRELESS 105

static struct decode_bench b;
static struct frame_build f;

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

/* What every frame here carries behind its link headers. */
static void
end_with_tcp4(void)
{
	frames_ip(&f, "10.0.0.1", "10.0.0.2");
	frames_tcp(&f, 40000, 443, FRAMES_SYN, 7, 0);
	frames_end(&f);
}

static void
end_with_tcp6(void)
{
	frames_ip(&f, "2001:db8::1", "2001:db8::2");
	frames_tcp(&f, 40000, 443, FRAMES_SYN, 7, 0);
	frames_end(&f);
}

static void
expect_tcp(uint16_t link_type, uint8_t version)
{
	ck_assert_int_eq(decode_as(&b, link_type, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.ip_version, version);
	ck_assert_uint_eq(b.p.proto, PROTO_TCP);
	ck_assert_uint_eq(b.p.src_port, 40000);
	ck_assert_uint_eq(b.p.dst_port, 443);
	ck_assert(decode_is_src(&b, version == 4 ? "10.0.0.1" : "2001:db8::1"));
	ck_assert(decode_is_dst(&b, version == 4 ? "10.0.0.2" : "2001:db8::2"));
}

START_TEST(ethernet_gives_both_mac_addresses)
{
	static const uint8_t src[6] = { 2, 0, 0, 0, 0, 0x11 };
	static const uint8_t dst[6] = { 2, 0, 0, 0, 0, 0x22 };

	frames_ethernet(&f, "02:00:00:00:00:11", "02:00:00:00:00:22");
	end_with_tcp4();
	expect_tcp(LINK_ETHERNET, 4);
	ck_assert(b.p.has_mac);
	ck_assert_mem_eq(b.p.src_mac, src, sizeof(src));
	ck_assert_mem_eq(b.p.dst_mac, dst, sizeof(dst));
	ck_assert_uint_eq(b.p.vlan, 0);
}
END_TEST

START_TEST(raw_link_types_go_by_the_version)
{
	static const uint16_t types[] = { LINK_RAW, LINK_RAW_12, LINK_RAW_14 };

	end_with_tcp4();
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		expect_tcp(types[i], 4);
	ck_assert(!b.p.has_mac);
	frames_start(&f);
	end_with_tcp6();
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		expect_tcp(types[i], 6);
}
END_TEST

START_TEST(ip_link_types_hold_one_version_only)
{
	end_with_tcp4();
	expect_tcp(LINK_IPV4, 4);
	ck_assert_int_eq(decode_as(&b, LINK_IPV6, &f), PACKET_MALFORMED);
	frames_start(&f);
	end_with_tcp6();
	expect_tcp(LINK_IPV6, 6);
	ck_assert_int_eq(decode_as(&b, LINK_IPV4, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(ethertype_must_fit_the_version)
{
	frames_ethernet(&f, NULL, NULL);
	end_with_tcp4();
	frames_put16(&f, 12, 0x86dd);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(cooked_headers_know_the_sender_only)
{
	static const uint8_t src[6] = { 2, 0, 0, 0, 0, 1 };
	static const uint8_t none[6];

	frames_cooked(&f);
	end_with_tcp4();
	expect_tcp(LINK_COOKED, 4);
	ck_assert(b.p.has_mac);
	ck_assert_mem_eq(b.p.src_mac, src, sizeof(src));
	ck_assert_mem_eq(b.p.dst_mac, none, sizeof(none));
	frames_start(&f);
	frames_cooked2(&f);
	end_with_tcp6();
	expect_tcp(LINK_COOKED2, 6);
	ck_assert_mem_eq(b.p.src_mac, src, sizeof(src));
}
END_TEST

START_TEST(cooked_header_of_another_device_has_no_mac)
{
	frames_cooked(&f);
	end_with_tcp4();
	frames_put16(&f, 2, 772); /* loopback */
	expect_tcp(LINK_COOKED, 4);
	ck_assert(!b.p.has_mac);
}
END_TEST

START_TEST(cooked_netlink_and_novell_are_not_ip)
{
	frames_cooked(&f);
	end_with_tcp4();
	frames_put16(&f, 2, 824); /* netlink: the type is a family there */
	ck_assert_int_eq(decode_as(&b, LINK_COOKED, &f), PACKET_NOT_IP);
	frames_put16(&f, 2, 1);
	frames_put16(&f, 14, 1);
	ck_assert_int_eq(decode_as(&b, LINK_COOKED, &f), PACKET_NOT_IP);
}
END_TEST

START_TEST(cooked_802_2_has_llc)
{
	frames_cooked(&f);
	frames_llc(&f);
	end_with_tcp4();
	frames_put16(&f, 14, 4);
	expect_tcp(LINK_COOKED, 4);
}
END_TEST

START_TEST(bsd_loopback_takes_either_byte_order)
{
	frames_null(&f);
	end_with_tcp4();
	expect_tcp(LINK_NULL, 4);
	frames_put32(&f, 0, 2);
	expect_tcp(LINK_NULL, 4);
	expect_tcp(LINK_LOOP, 4);
	frames_put32(&f, 0, 0x02000000);
	ck_assert_int_eq(decode_as(&b, LINK_LOOP, &f), PACKET_UNKNOWN);
}
END_TEST

START_TEST(bsd_loopback_knows_every_family_of_ipv6)
{
	static const uint32_t families[] = { 10, 23, 24, 28, 30 };

	frames_null(&f);
	end_with_tcp6();
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		frames_put32(&f, 0, families[i]);
		expect_tcp(LINK_NULL, 6);
	}
	frames_put32(&f, 0, 7); /* OSI */
	ck_assert_int_eq(decode_as(&b, LINK_NULL, &f), PACKET_UNKNOWN);
}
END_TEST

START_TEST(vlan_is_the_outermost_tag)
{
	frames_ethernet(&f, NULL, NULL);
	frames_vlan(&f, 0x88a8, 300);
	frames_vlan(&f, 0x8100, 20);
	end_with_tcp4();
	expect_tcp(LINK_ETHERNET, 4);
	ck_assert_uint_eq(b.p.vlan, 300);
}
END_TEST

START_TEST(vlan_id_comes_without_priority_bits)
{
	frames_ethernet(&f, NULL, NULL);
	frames_vlan(&f, 0x9100, 0xe000 | 4094);
	end_with_tcp6();
	expect_tcp(LINK_ETHERNET, 6);
	ck_assert_uint_eq(b.p.vlan, 4094);
}
END_TEST

START_TEST(priority_tag_is_no_vlan)
{
	frames_ethernet(&f, NULL, NULL);
	frames_vlan(&f, 0x8100, 0);
	frames_vlan(&f, 0x8100, 30);
	end_with_tcp4();
	expect_tcp(LINK_ETHERNET, 4);
	ck_assert_uint_eq(b.p.vlan, 30);
}
END_TEST

START_TEST(mpls_labels_are_peeled_to_ip)
{
	frames_ethernet(&f, NULL, NULL);
	frames_mpls(&f, 1000);
	frames_mpls(&f, 2000);
	end_with_tcp4();
	expect_tcp(LINK_ETHERNET, 4);
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	frames_mpls(&f, 2); /* IPv6 explicit null */
	end_with_tcp6();
	expect_tcp(LINK_ETHERNET, 6);
}
END_TEST

/* An Ethernet frame in MPLS, its control word wanted or not. */
static void
pseudowire(bool control_word, const char *inner_dst)
{
	frames_ethernet(&f, NULL, NULL);
	frames_vlan(&f, 0x8100, 7);
	frames_mpls(&f, 1000);
	if (control_word) {
		frames_bytes(&f, "\0\0\0\1", 4);
		f.data[frames_at(&f, FRAMES_MPLS) + 2] |= 1;
	}
	frames_ethernet(&f, "02:00:00:00:00:33", inner_dst);
	frames_vlan(&f, 0x8100, 8);
	end_with_tcp4();
}

START_TEST(pseudowire_with_control_word_is_ethernet)
{
	pseudowire(true, NULL);
	expect_tcp(LINK_ETHERNET, 4);
	ck_assert_uint_eq(b.p.src_mac[5], 0x33);
	ck_assert_uint_eq(b.p.vlan, 8);
}
END_TEST

START_TEST(tag_outside_a_pseudowire_is_not_the_packets)
{
	frames_ethernet(&f, NULL, NULL);
	frames_vlan(&f, 0x8100, 7);
	frames_mpls(&f, 1000);
	frames_ethernet(&f, NULL, NULL);
	end_with_tcp4();
	expect_tcp(LINK_ETHERNET, 4);
	ck_assert_uint_eq(b.p.vlan, 0);
}
END_TEST

START_TEST(pseudowire_without_control_word_is_ethernet)
{
	pseudowire(false, "00:00:5e:00:01:0a");
	expect_tcp(LINK_ETHERNET, 4);
	ck_assert_uint_eq(b.p.vlan, 8);
}
END_TEST

START_TEST(mpls_management_is_not_ip)
{
	frames_ethernet(&f, NULL, NULL);
	frames_mpls(&f, 13);
	frames_bytes(&f, "\x10\0\0\x07 some channel", 18);
	f.data[frames_at(&f, FRAMES_MPLS) + 2] |= 1;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_NOT_IP);
}
END_TEST

START_TEST(mpls_with_something_else_is_unknown)
{
	frames_ethernet(&f, NULL, NULL);
	frames_mpls(&f, 1000);
	frames_bytes(&f, "\x80 cells or frames of another kind", 33);
	f.data[frames_at(&f, FRAMES_MPLS) + 2] |= 1;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_UNKNOWN);
}
END_TEST

START_TEST(pppoe_session_is_peeled)
{
	frames_ethernet(&f, NULL, NULL);
	frames_pppoe(&f, 5);
	end_with_tcp4();
	expect_tcp(LINK_ETHERNET, 4);
	f.data[frames_at(&f, FRAMES_PPPOE) + 1] = 0xa7;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_NOT_IP);
	f.data[frames_at(&f, FRAMES_PPPOE)] = 0x21;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(pppoe_is_a_link_type_too)
{
	frames_pppoe(&f, 5);
	end_with_tcp6();
	expect_tcp(LINK_PPP_ETHER, 6);
}
END_TEST

START_TEST(ppp_comes_with_and_without_hdlc)
{
	frames_ppp(&f);
	end_with_tcp4();
	expect_tcp(LINK_PPP, 4);
	expect_tcp(LINK_PPP_HDLC, 4);
	memmove(f.data, f.data + 2, f.len - 2);
	f.len -= 2;
	expect_tcp(LINK_PPP, 4);
	expect_tcp(LINK_PPP_HDLC, 4);
	memmove(f.data, f.data + 1, f.len - 1); /* 0x21 alone */
	f.len -= 1;
	expect_tcp(LINK_PPP, 4);
}
END_TEST

START_TEST(cisco_hdlc_has_an_ethertype)
{
	frames_ppp(&f);
	end_with_tcp6();
	frames_put16(&f, 0, 0x0f00);
	frames_put16(&f, 2, 0x86dd);
	expect_tcp(LINK_PPP_HDLC, 6);
	frames_put16(&f, 0, 0x8f00);
	frames_put16(&f, 2, 0x8035);
	ck_assert_int_eq(decode_as(&b, LINK_PPP_HDLC, &f), PACKET_NOT_IP);
}
END_TEST

START_TEST(ppp_control_is_not_ip_and_the_rest_unknown)
{
	frames_ppp(&f);
	end_with_tcp4();
	frames_put16(&f, 2, 0xc021); /* LCP */
	ck_assert_int_eq(decode_as(&b, LINK_PPP, &f), PACKET_NOT_IP);
	frames_put16(&f, 2, 0x8057); /* IPV6CP */
	ck_assert_int_eq(decode_as(&b, LINK_PPP, &f), PACKET_NOT_IP);
	frames_put16(&f, 2, 0x003d); /* multilink: may well hold IP */
	ck_assert_int_eq(decode_as(&b, LINK_PPP, &f), PACKET_UNKNOWN);
}
END_TEST

START_TEST(snap_carries_ip)
{
	frames_ethernet(&f, NULL, NULL);
	frames_llc(&f);
	end_with_tcp4();
	expect_tcp(LINK_ETHERNET, 4);
	/* 802.1H */
	f.data[frames_at(&f, FRAMES_LLC) + 5] = 0xf8;
	expect_tcp(LINK_ETHERNET, 4);
	f.data[frames_at(&f, FRAMES_LLC) + 5] = 0x0c; /* Cisco */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_NOT_IP);
	f.data[frames_at(&f, FRAMES_LLC) + 5] = 0x77;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_UNKNOWN);
}
END_TEST

START_TEST(llc_has_a_number_for_ip_itself)
{
	frames_ethernet(&f, NULL, NULL);
	frames_bytes(&f, "\x06\x06\x03", 3);
	end_with_tcp4();
	frames_put16(&f, 12, (uint16_t)(f.len - 14));
	expect_tcp(LINK_ETHERNET, 4);
}
END_TEST

START_TEST(other_llc_is_not_ip)
{
	frames_ethernet(&f, NULL, NULL);
	frames_bytes(&f, "\x42\x42\x03\0\0\0", 6); /* spanning tree */
	frames_put16(&f, 12, 6);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_NOT_IP);
	frames_put16(&f, 12, 1501); /* neither a length nor a type */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(length_of_802_3_ends_the_frame)
{
	frames_ethernet(&f, NULL, NULL);
	frames_llc(&f);
	end_with_tcp4();
	frames_put16(&f, 12, 8 + 20 + 10); /* LLC, IP, half of TCP */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(known_other_ethertypes_are_not_ip)
{
	static const uint16_t types[] = { 0x0806, 0x8035, 0x88cc, 0x888e,
		0x8809, 0x88f7, 0x0842, 0x9000, 0x8863, 0x8808, 0x8137 };

	frames_ethernet(&f, NULL, NULL);
	end_with_tcp4();
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		frames_put16(&f, 12, types[i]);
		ck_assert_int_eq(decode_frame(&b, &f), PACKET_NOT_IP);
	}
	frames_put16(&f, 12, 0x88e5); /* MACsec: there may be IP in it */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_UNKNOWN);
	frames_put16(&f, 12, 0x6558); /* only tunnels use it */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_UNKNOWN);
}
END_TEST

START_TEST(link_types_not_in_the_table_are_refused)
{
	frames_ethernet(&f, NULL, NULL);
	end_with_tcp4();
	ck_assert_int_eq(decode_as(&b, LINK_WIRELESS, &f), PACKET_LINK_TYPE);
	ck_assert(!packet_link_supported(LINK_WIRELESS));
	ck_assert(packet_link_supported(LINK_ETHERNET));
	ck_assert(packet_link_supported(LINK_COOKED2));
}
END_TEST

START_TEST(too_many_tags_are_too_deep)
{
	/* Ethernet, 14 tags, IP: 16 headers. */
	frames_ethernet(&f, NULL, NULL);
	for (int i = 0; i < 14; i++)
		frames_vlan(&f, 0x8100, 5);
	end_with_tcp4();
	expect_tcp(LINK_ETHERNET, 4);
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	for (int i = 0; i < 15; i++)
		frames_vlan(&f, 0x8100, 5);
	end_with_tcp4();
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_TOO_DEEP);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, ethernet_gives_both_mac_addresses);
	tcase_add_test(tc, raw_link_types_go_by_the_version);
	tcase_add_test(tc, ip_link_types_hold_one_version_only);
	tcase_add_test(tc, ethertype_must_fit_the_version);
	tcase_add_test(tc, cooked_headers_know_the_sender_only);
	tcase_add_test(tc, cooked_header_of_another_device_has_no_mac);
	tcase_add_test(tc, cooked_netlink_and_novell_are_not_ip);
	tcase_add_test(tc, cooked_802_2_has_llc);
	tcase_add_test(tc, bsd_loopback_takes_either_byte_order);
	tcase_add_test(tc, bsd_loopback_knows_every_family_of_ipv6);
	tcase_add_test(tc, vlan_is_the_outermost_tag);
	tcase_add_test(tc, vlan_id_comes_without_priority_bits);
	tcase_add_test(tc, priority_tag_is_no_vlan);
	tcase_add_test(tc, mpls_labels_are_peeled_to_ip);
	tcase_add_test(tc, pseudowire_with_control_word_is_ethernet);
	tcase_add_test(tc, pseudowire_without_control_word_is_ethernet);
	tcase_add_test(tc, tag_outside_a_pseudowire_is_not_the_packets);
	tcase_add_test(tc, mpls_management_is_not_ip);
	tcase_add_test(tc, mpls_with_something_else_is_unknown);
	tcase_add_test(tc, pppoe_session_is_peeled);
	tcase_add_test(tc, pppoe_is_a_link_type_too);
	tcase_add_test(tc, ppp_comes_with_and_without_hdlc);
	tcase_add_test(tc, cisco_hdlc_has_an_ethertype);
	tcase_add_test(tc, ppp_control_is_not_ip_and_the_rest_unknown);
	tcase_add_test(tc, snap_carries_ip);
	tcase_add_test(tc, llc_has_a_number_for_ip_itself);
	tcase_add_test(tc, other_llc_is_not_ip);
	tcase_add_test(tc, length_of_802_3_ends_the_frame);
	tcase_add_test(tc, known_other_ethertypes_are_not_ip);
	tcase_add_test(tc, link_types_not_in_the_table_are_refused);
	tcase_add_test(tc, too_many_tags_are_too_deep);
}

int
main(void)
{
	Suite *s = suite_create("link");
	TCase *tc = tcase_create("link");
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
