/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_tunnel.c - packets inside packets.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "support/decode.h"
#include "support/frame_tools.h"
#include "support/frames.h"

#define OUTER_SRC "192.0.2.1"
#define OUTER_DST "192.0.2.2"
#define INNER_SRC "10.0.0.1"
#define INNER_DST "10.0.0.2"
#define IP_AT 14 /* behind Ethernet */
#define PROTO_GRE 47
#define PROTO_IPIP 4
#define PORT_VXLAN 4789
#define PORT_VXLAN_LINUX 8472
#define PORT_GENEVE 6081

static struct decode_bench b;
static struct frame_build f;
static struct frame_build whole; /* to be cut */

static void
setup(void)
{
	decode_start(&b, 4);
}

static void
teardown(void)
{
	decode_stop(&b);
}

static void
start_outer(void)
{
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, OUTER_SRC, OUTER_DST);
}

static void
end_inner(void)
{
	frames_ip(&f, INNER_SRC, INNER_DST);
	frames_tcp(&f, 40000, 443, FRAMES_SYN, 7, 0);
	frames_end(&f);
}

static void
end_inner_frame(void)
{
	frames_ethernet(&f, "02:00:00:00:00:11", "02:00:00:00:00:22");
	end_inner();
}

static bool
is_text(const struct addr *a, const char *text)
{
	char out[ADDR_TEXT_MAX];

	addr_format(a, out);
	return strcmp(out, text) == 0;
}

/* The inner packet was judged, in this tunnel. */
static void
expect_inner(enum packet_tunnel_kind kind, uint32_t id)
{
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_TCP);
	ck_assert_uint_eq(b.p.dst_port, 443);
	ck_assert(decode_is_src(&b, INNER_SRC));
	ck_assert(decode_is_dst(&b, INNER_DST));
	ck_assert_int_eq(b.p.tunnel.kind, kind);
	ck_assert_uint_eq(b.p.tunnel.id, id);
	ck_assert(is_text(&b.p.tunnel.src, OUTER_SRC));
	ck_assert(is_text(&b.p.tunnel.dst, OUTER_DST));
}

/* The outer packet was judged. */
static void
expect_outer(uint8_t proto)
{
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, proto);
	ck_assert(decode_is_src(&b, OUTER_SRC));
	ck_assert_int_eq(b.p.tunnel.kind, PACKET_TUNNEL_NONE);
	ck_assert(b.p.has_mac);
}

START_TEST(ip_in_ip_is_opened)
{
	start_outer();
	end_inner();
	expect_inner(PACKET_TUNNEL_IPIP, 0);
	ck_assert(!b.p.has_mac); /* the outer frame is another's */
}
END_TEST

START_TEST(ipv6_in_ipv4_and_back_are_opened)
{
	start_outer();
	frames_ip(&f, "2001:db8::1", "2001:db8::2");
	frames_udp(&f, 40000, 443);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.ip_version, 6);
	ck_assert_int_eq(b.p.tunnel.kind, PACKET_TUNNEL_IPIP);
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, "2001:db8::1", "2001:db8::2");
	end_inner();
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.ip_version, 4);
	ck_assert(is_text(&b.p.tunnel.dst, "2001:db8::2"));
}
END_TEST

START_TEST(gre_is_opened_with_any_of_its_fields)
{
	static const struct {
		uint16_t flags;
		uint32_t id;
	} cases[] = {
		{ 0, 0 },
		{ FRAMES_GRE_CHECKSUM, 0 },
		{ FRAMES_GRE_KEY, 0xfeed1234 },
		{ FRAMES_GRE_SEQUENCE, 0 },
		{ FRAMES_GRE_CHECKSUM | FRAMES_GRE_KEY | FRAMES_GRE_SEQUENCE,
		    0xfeed1234 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start_outer();
		frames_gre(&f, cases[i].flags, 0xfeed1234);
		end_inner();
		expect_inner(PACKET_TUNNEL_GRE, cases[i].id);
	}
}
END_TEST

START_TEST(gre_routing_is_passed)
{
	start_outer();
	frames_gre(&f, FRAMES_GRE_CHECKSUM, 0); /* and offset */
	frames_bytes(&f,
	    "\x08\0\0\x04"
	    "\x0a\0\0\1"
	    "\0\0\0\0",
	    12);
	end_inner();
	f.data[frames_at(&f, FRAMES_GRE)] = 0x40;
	expect_inner(PACKET_TUNNEL_GRE, 0);
}
END_TEST

START_TEST(gre_carries_ethernet)
{
	start_outer();
	frames_gre(&f, FRAMES_GRE_KEY, 9);
	end_inner_frame();
	expect_inner(PACKET_TUNNEL_GRE, 9);
	ck_assert(b.p.has_mac);
	ck_assert_uint_eq(b.p.src_mac[5], 0x11);
}
END_TEST

START_TEST(pptp_carries_ppp)
{
	start_outer();
	frames_gre(&f, FRAMES_GRE_KEY | FRAMES_GRE_SEQUENCE, 60 << 16 | 77);
	frames_ppp(&f);
	end_inner();
	f.data[frames_at(&f, FRAMES_GRE) + 1] |= 1;
	expect_inner(PACKET_TUNNEL_GRE, 77);
	/* Without a sequence number it only acknowledges. */
	start_outer();
	frames_gre(&f, FRAMES_GRE_KEY, 60 << 16 | 77);
	frames_ppp(&f);
	end_inner();
	f.data[frames_at(&f, FRAMES_GRE) + 1] |= 1;
	expect_outer(PROTO_GRE);
}
END_TEST

START_TEST(gre_of_another_version_is_a_carrier)
{
	start_outer();
	frames_gre(&f, 0, 0);
	end_inner();
	f.data[frames_at(&f, FRAMES_GRE) + 1] = 2;
	expect_outer(PROTO_GRE);
}
END_TEST

START_TEST(erspan_of_three_types_is_opened)
{
	static const struct {
		unsigned int type;
		uint32_t session;
		uint16_t vlan;
	} cases[] = { { 1, 0, 0 }, { 2, 100, 30 }, { 3, 1023, 40 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start_outer();
		frames_erspan(&f, cases[i].type, (uint16_t)cases[i].session,
		    cases[i].vlan);
		end_inner_frame();
		expect_inner(PACKET_TUNNEL_ERSPAN, cases[i].session);
		ck_assert_uint_eq(b.p.vlan, cases[i].vlan);
		ck_assert_uint_eq(b.p.src_mac[5], 0x11);
	}
}
END_TEST

START_TEST(erspan_of_a_tagged_frame_has_its_tag)
{
	start_outer();
	frames_erspan(&f, 2, 5, 1);
	frames_ethernet(&f, NULL, NULL);
	frames_vlan(&f, 0x8100, 77);
	end_inner();
	expect_inner(PACKET_TUNNEL_ERSPAN, 5);
	ck_assert_uint_eq(b.p.vlan, 77);
}
END_TEST

START_TEST(erspan3_subheader_is_passed)
{
	start_outer();
	frames_erspan(&f, 3, 5, 1);
	frames_pattern(&f, 8);
	end_inner_frame();
	f.data[frames_at(&f, FRAMES_ERSPAN3) + 11] |= 1;
	expect_inner(PACKET_TUNNEL_ERSPAN, 5);
}
END_TEST

START_TEST(erspan3_may_carry_a_bare_packet)
{
	start_outer();
	frames_erspan(&f, 3, 5, 1);
	end_inner();
	f.data[frames_at(&f, FRAMES_ERSPAN3) + 10] |= 2 << 2;
	expect_inner(PACKET_TUNNEL_ERSPAN, 5);
	/* Other types than these two are for other links. */
	start_outer();
	frames_erspan(&f, 3, 5, 1);
	end_inner_frame();
	f.data[frames_at(&f, FRAMES_ERSPAN3) + 10] |= 1 << 2;
	expect_outer(PROTO_GRE);
}
END_TEST

START_TEST(erspan_of_the_wrong_version_is_a_carrier)
{
	start_outer();
	frames_erspan(&f, 2, 5, 1);
	end_inner_frame();
	f.data[frames_at(&f, FRAMES_ERSPAN)] = 0x20;
	expect_outer(PROTO_GRE);
}
END_TEST

START_TEST(vxlan_is_opened_on_both_its_ports)
{
	static const uint16_t ports[] = { PORT_VXLAN, PORT_VXLAN_LINUX };

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		start_outer();
		frames_udp(&f, 55555, ports[i]);
		frames_vxlan(&f, 0xabcdef);
		end_inner_frame();
		expect_inner(PACKET_TUNNEL_VXLAN, 0xabcdef);
		ck_assert_uint_eq(b.p.src_mac[5], 0x11);
	}
}
END_TEST

START_TEST(vxlan_must_be_strict_or_is_udp)
{
	static const struct {
		size_t at;
		uint8_t value;
	} cases[] = { { 0, 0x00 }, { 0, 0x88 }, { 1, 1 }, { 2, 1 }, { 3, 1 },
		{ 7, 1 } };
	size_t at;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start_outer();
		frames_udp(&f, 55555, PORT_VXLAN);
		frames_vxlan(&f, 5);
		end_inner_frame();
		at = frames_at(&f, FRAMES_VXLAN) + cases[i].at;
		f.data[at] = cases[i].value;
		expect_outer(PROTO_UDP);
		ck_assert_uint_eq(b.p.dst_port, PORT_VXLAN);
	}
}
END_TEST

START_TEST(vxlan_to_another_port_is_udp)
{
	start_outer();
	frames_udp(&f, PORT_VXLAN, 55555);
	frames_vxlan(&f, 5);
	end_inner_frame();
	expect_outer(PROTO_UDP);
}
END_TEST

START_TEST(geneve_is_opened_past_its_options)
{
	static const size_t lens[] = { 0, 4, 252 };

	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		start_outer();
		frames_udp(&f, 55555, PORT_GENEVE);
		frames_geneve(&f, 77, lens[i]);
		end_inner_frame();
		expect_inner(PACKET_TUNNEL_GENEVE, 77);
	}
	start_outer();
	frames_udp(&f, 55555, PORT_GENEVE);
	frames_geneve(&f, 78, 8);
	end_inner();
	expect_inner(PACKET_TUNNEL_GENEVE, 78);
}
END_TEST

START_TEST(geneve_must_be_strict_or_is_udp)
{
	static const struct {
		size_t at;
		uint8_t value;
	} cases[] = { { 0, 0x40 }, { 1, 1 }, { 7, 1 } };
	size_t at;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start_outer();
		frames_udp(&f, 55555, PORT_GENEVE);
		frames_geneve(&f, 5, 0);
		end_inner_frame();
		at = frames_at(&f, FRAMES_GENEVE) + cases[i].at;
		f.data[at] = cases[i].value;
		expect_outer(PROTO_UDP);
	}
}
END_TEST

START_TEST(inner_that_is_not_ip_leaves_the_carrier)
{
	start_outer();
	frames_udp(&f, 55555, PORT_VXLAN);
	frames_vxlan(&f, 5);
	frames_ethernet(&f, NULL, NULL);
	frames_pattern(&f, 28);
	frames_end(&f);
	frames_put16(&f, frames_at(&f, FRAMES_ETHERNET) + 12, 0x0806);
	expect_outer(PROTO_UDP);
	ck_assert_uint_eq(b.p.payload_len, 8 + 14 + 28);
}
END_TEST

START_TEST(inner_that_is_malformed_leaves_the_carrier)
{
	start_outer();
	end_inner();
	f.data[frames_at(&f, FRAMES_TCP) + 12] = 0x10;
	expect_outer(PROTO_IPIP);
	ck_assert_uint_eq(b.p.payload_len, 40);
}
END_TEST

START_TEST(inner_that_was_cut_leaves_the_carrier)
{
	size_t cap;

	start_outer();
	frames_gre(&f, 0, 0);
	end_inner();
	cap = frames_at(&f, FRAMES_TCP) + 8;
	ck_assert_int_eq(decode_bytes(&b, LINK_ETHERNET, f.data, cap, f.len),
	    PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_GRE);
	ck_assert(b.p.cut);
}
END_TEST

START_TEST(nested_tunnels_keep_the_innermost_outer)
{
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	frames_vlan(&f, 0x8100, 9);
	frames_ip(&f, "198.51.100.1", "198.51.100.2");
	frames_udp(&f, 55555, PORT_VXLAN);
	frames_vxlan(&f, 5);
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, OUTER_SRC, OUTER_DST);
	frames_gre(&f, FRAMES_GRE_KEY, 8);
	end_inner();
	expect_inner(PACKET_TUNNEL_GRE, 8);
	ck_assert_uint_eq(b.p.vlan, 0); /* 9 is the carrier's */
	/* The GRE packet itself, when its inside is broken. */
	f.data[frames_at(&f, FRAMES_TCP) + 12] = 0x10;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_GRE);
	ck_assert_int_eq(b.p.tunnel.kind, PACKET_TUNNEL_VXLAN);
	ck_assert_uint_eq(b.p.tunnel.id, 5);
}
END_TEST

START_TEST(nesting_too_deep_is_counted_as_such)
{
	start_outer();
	for (int i = 0; i < 13; i++)
		frames_ip(&f, OUTER_SRC, OUTER_DST);
	end_inner();
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert(decode_is_src(&b, INNER_SRC));
	start_outer();
	for (int i = 0; i < 14; i++)
		frames_ip(&f, OUTER_SRC, OUTER_DST);
	end_inner();
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_TOO_DEEP);
}
END_TEST

START_TEST(header_of_a_tunnel_counts)
{
	start_outer();
	for (int i = 0; i < 13; i++)
		frames_ip(&f, OUTER_SRC, OUTER_DST);
	frames_gre(&f, 0, 0);
	end_inner();
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_TOO_DEEP);
}
END_TEST

/* Decode the len bytes at offset of the outer packet of whole, as a fragment
 * of its own. */
static enum packet_status
decode_piece(size_t offset, size_t len)
{
	frames_cut(&f, &whole, IP_AT, 7, offset, len);
	return decode_frame(&b, &f);
}

static void
make_whole(void)
{
	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_ip(&whole, OUTER_SRC, OUTER_DST);
	frames_gre(&whole, FRAMES_GRE_KEY, 5);
	frames_ip(&whole, INNER_SRC, INNER_DST);
	frames_udp(&whole, 40000, 3389);
	frames_pattern(&whole, 100);
	frames_end(&whole);
}

START_TEST(fragmented_tunnel_shows_its_inside_once)
{
	make_whole();
	ck_assert_int_eq(decode_piece(0, 80), PACKET_OK);
	ck_assert_uint_eq(b.p.dst_port, 3389);
	ck_assert_int_eq(b.p.tunnel.kind, PACKET_TUNNEL_GRE);
	ck_assert(!b.p.fragment); /* the inner packet is whole */
	ck_assert(b.p.cut);
	ck_assert_uint_eq(b.p.ip_len, 20 + 8 + 100);
	ck_assert_int_eq(decode_piece(80, 56), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, PROTO_GRE);
	ck_assert_int_eq(b.p.tunnel.kind, PACKET_TUNNEL_NONE);
	ck_assert(b.p.fragment);
}
END_TEST

START_TEST(held_carrier_bytes_are_not_counted_twice)
{
	make_whole();
	ck_assert_int_eq(decode_piece(80, 56), PACKET_HELD);
	ck_assert_int_eq(decode_piece(0, 80), PACKET_OK);
	ck_assert_uint_eq(b.p.dst_port, 3389);
	ck_assert_uint_eq(b.p.held_packets, 1);
	ck_assert_uint_eq(b.p.held_bytes, 0);
}
END_TEST

/* The second half of an inner datagram, whose tunnel packet is in two
 * fragments of its own. */
START_TEST(carrier_keeps_what_is_held_when_its_inside_is_held)
{
	const struct packet_fragment_stats *s =
	    packet_decoder_fragments(b.decoder);

	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_ip(&whole, OUTER_SRC, OUTER_DST);
	frames_ip(&whole, INNER_SRC, INNER_DST);
	frames_proto(&whole, PROTO_UDP);
	frames_pattern(&whole, 52);
	frames_end(&whole);
	frames_put16(&whole, frames_at(&whole, FRAMES_IPV4) + 6, 7);
	ck_assert_int_eq(decode_piece(40, 32), PACKET_HELD);
	ck_assert_int_eq(decode_piece(0, 40), PACKET_HELD);
	ck_assert_uint_eq(s->held_now, 2);
	packet_decoder_finish(b.decoder);
	ck_assert_uint_eq(s->held_now, 0);
	ck_assert_uint_eq(s->orphan_packets, 2);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, ip_in_ip_is_opened);
	tcase_add_test(tc, ipv6_in_ipv4_and_back_are_opened);
	tcase_add_test(tc, gre_is_opened_with_any_of_its_fields);
	tcase_add_test(tc, gre_routing_is_passed);
	tcase_add_test(tc, gre_carries_ethernet);
	tcase_add_test(tc, pptp_carries_ppp);
	tcase_add_test(tc, gre_of_another_version_is_a_carrier);
	tcase_add_test(tc, erspan_of_three_types_is_opened);
	tcase_add_test(tc, erspan_of_a_tagged_frame_has_its_tag);
	tcase_add_test(tc, erspan3_subheader_is_passed);
	tcase_add_test(tc, erspan3_may_carry_a_bare_packet);
	tcase_add_test(tc, erspan_of_the_wrong_version_is_a_carrier);
	tcase_add_test(tc, vxlan_is_opened_on_both_its_ports);
	tcase_add_test(tc, vxlan_must_be_strict_or_is_udp);
	tcase_add_test(tc, vxlan_to_another_port_is_udp);
	tcase_add_test(tc, geneve_is_opened_past_its_options);
	tcase_add_test(tc, geneve_must_be_strict_or_is_udp);
	tcase_add_test(tc, inner_that_is_not_ip_leaves_the_carrier);
	tcase_add_test(tc, inner_that_is_malformed_leaves_the_carrier);
	tcase_add_test(tc, inner_that_was_cut_leaves_the_carrier);
	tcase_add_test(tc, nested_tunnels_keep_the_innermost_outer);
	tcase_add_test(tc, nesting_too_deep_is_counted_as_such);
	tcase_add_test(tc, header_of_a_tunnel_counts);
	tcase_add_test(tc, fragmented_tunnel_shows_its_inside_once);
	tcase_add_test(tc, held_carrier_bytes_are_not_counted_twice);
	tcase_add_test(tc, carrier_keeps_what_is_held_when_its_inside_is_held);
}

int
main(void)
{
	Suite *s = suite_create("tunnel");
	TCase *tc = tcase_create("tunnel");
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
