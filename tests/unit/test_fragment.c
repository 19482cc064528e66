/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_fragment.c - fragments get the ports of their datagram.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "packet/fragment.h"
#include "support/decode.h"
#include "support/frame_tools.h"
#include "support/frames.h"

#define IP_AT 14     /* behind Ethernet */
#define DATAGRAMS 4  /* room in the table */
#define DATA 100     /* bytes of payload */
#define FIRST 56     /* bytes in the first fragment */
#define UDP_DATA 108 /* header and payload */
#define SECOND_US UINT64_C(1000000)

static struct decode_bench b;
static struct frame_build whole, f;

static const struct frames_ends v4 = { "10.0.0.1", 40000, "10.0.0.2", 3389 };
static const struct frames_ends v6 = { "2001:db8::1", 40000, "2001:db8::2",
	3389 };

static void
setup(void)
{
	decode_start(&b, DATAGRAMS);
}

static void
teardown(void)
{
	decode_stop(&b);
}

/* A datagram to be cut; the port tells them apart. */
static void
make_udp(const struct frames_ends *ends, uint16_t src_port)
{
	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_ip(&whole, ends->src, ends->dst);
	frames_udp(&whole, src_port, ends->dst_port);
	frames_pattern(&whole, DATA);
	frames_end(&whole);
}

static enum packet_status
decode_piece(uint32_t id, size_t offset, size_t len)
{
	frames_cut(&f, &whole, IP_AT, id, offset, len);
	return decode_frame(&b, &f);
}

static enum packet_status
decode_first(uint32_t id)
{
	return decode_piece(id, 0, FIRST);
}

static enum packet_status
decode_last(uint32_t id)
{
	return decode_piece(id, FIRST, UDP_DATA - FIRST);
}

static void
expect_ports(uint16_t src_port)
{
	ck_assert(b.p.has_ports);
	ck_assert(b.p.fragment);
	ck_assert_uint_eq(b.p.proto, PROTO_UDP);
	ck_assert_uint_eq(b.p.src_port, src_port);
	ck_assert_uint_eq(b.p.dst_port, 3389);
}

static const struct packet_fragment_stats *
stats(void)
{
	return packet_decoder_fragments(b.decoder);
}

static void
expect_counts(uint64_t held, uint64_t orphans, uint64_t overlaps)
{
	ck_assert_uint_eq(stats()->held_now, held);
	ck_assert_uint_eq(stats()->orphan_packets, orphans);
	ck_assert_uint_eq(stats()->overlap_packets, overlaps);
}

/* First, middle, last: in order. */
static void
check_in_order(const struct frames_ends *ends, uint32_t header_len)
{
	make_udp(ends, 40000);
	ck_assert_int_eq(decode_piece(7, 0, 48), PACKET_OK);
	expect_ports(40000);
	ck_assert(b.p.first_fragment);
	ck_assert_uint_eq(b.p.ip_id, 7);
	ck_assert_uint_eq(b.p.payload_len, 40);
	ck_assert_uint_eq(b.p.payload_wire_len, 40);
	ck_assert_uint_eq(b.p.ip_len, header_len + 48);
	ck_assert_int_eq(decode_piece(7, 48, 24), PACKET_OK);
	expect_ports(40000);
	ck_assert(!b.p.first_fragment);
	ck_assert_ptr_null(b.p.payload);
	ck_assert_uint_eq(b.p.payload_len, 0);
	ck_assert_uint_eq(b.p.payload_wire_len, 24);
	ck_assert_uint_eq(b.p.ip_len, header_len + 24);
	ck_assert_uint_eq(b.p.ip_cap_len, header_len + 24);
	ck_assert(!b.p.cut);
	ck_assert_int_eq(decode_piece(7, 72, UDP_DATA - 72), PACKET_OK);
	expect_ports(40000);
	expect_counts(0, 0, 0);
}

START_TEST(later_fragments_get_the_ports_of_the_first)
{
	check_in_order(&v4, 20);
}
END_TEST

START_TEST(later_fragments6_get_the_ports_of_the_first)
{
	check_in_order(&v6, 48);
}
END_TEST

START_TEST(early_fragments_are_held_for_the_first)
{
	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_last(7), PACKET_HELD);
	ck_assert_int_eq(decode_piece(7, 32, 24), PACKET_HELD);
	expect_counts(2, 0, 0);
	ck_assert_int_eq(decode_piece(7, 0, 32), PACKET_OK);
	ck_assert_uint_eq(b.p.held_packets, 2);
	ck_assert_uint_eq(b.p.held_bytes, 20 + 52 + 20 + 24);
	expect_counts(0, 0, 0);
	/* They are told once. */
	ck_assert_int_eq(decode_piece(7, 0, 32), PACKET_OK);
	ck_assert_uint_eq(b.p.held_packets, 0);
	ck_assert_uint_eq(b.p.held_bytes, 0);
}
END_TEST

START_TEST(datagrams_are_told_apart)
{
	static const struct frames_ends other = { "10.0.0.3", 1, "10.0.0.2",
		3389 };

	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	ck_assert_int_eq(decode_last(8), PACKET_HELD);
	make_udp(&other, 40000);
	ck_assert_int_eq(decode_last(7), PACKET_HELD);
	make_udp(&v4, 40000);
	frames_cut(&f, &whole, IP_AT, 7, FIRST, UDP_DATA - FIRST);
	f.data[IP_AT + 9] = PROTO_TCP; /* another protocol */
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_HELD);
}
END_TEST

START_TEST(vlan_tells_datagrams_apart)
{
	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_vlan(&whole, 0x8100, 20);
	frames_ip(&whole, v4.src, v4.dst);
	frames_udp(&whole, 40000, 3389);
	frames_pattern(&whole, DATA);
	frames_end(&whole);
	frames_cut(&f, &whole, 18, 7, 0, FIRST);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	frames_cut(&f, &whole, 18, 7, FIRST, UDP_DATA - FIRST);
	f.data[15] = 21;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_HELD);
	f.data[15] = 20;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
}
END_TEST

/* RFC 8200 section 4.5: hosts ignore what a later fragment says is next. */
START_TEST(next_header_of_a_later_fragment6_is_ignored)
{
	make_udp(&v6, 40000);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	frames_cut(&f, &whole, IP_AT, 7, FIRST, UDP_DATA - FIRST);
	f.data[frames_at(&f, FRAMES_FRAGMENT)] = PROTO_TCP;
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	expect_ports(40000);
}
END_TEST

START_TEST(icmp_fragments_get_type_and_id)
{
	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_ip(&whole, v4.src, v4.dst);
	frames_icmp(&whole, 8, 0, 99);
	frames_pattern(&whole, DATA);
	frames_end(&whole);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	ck_assert_int_eq(decode_last(7), PACKET_OK);
	ck_assert(!b.p.has_ports);
	ck_assert_uint_eq(b.p.icmp_type, 8);
	ck_assert_uint_eq(b.p.icmp_id, 99);
}
END_TEST

START_TEST(fragments_of_other_protocols_join_too)
{
	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_ip(&whole, v4.src, v4.dst);
	frames_proto(&whole, 50);
	frames_pattern(&whole, UDP_DATA);
	frames_end(&whole);
	ck_assert_int_eq(decode_last(7), PACKET_HELD);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	ck_assert_uint_eq(b.p.held_packets, 1);
	ck_assert_uint_eq(b.p.proto, 50);
	ck_assert_int_eq(decode_last(7), PACKET_OK);
	ck_assert_uint_eq(b.p.proto, 50);
}
END_TEST

START_TEST(ah_and_ports_go_with_the_first)
{
	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_ip(&whole, v4.src, v4.dst);
	frames_extension(&whole, 51, 24);
	frames_udp(&whole, 40000, 3389);
	frames_pattern(&whole, DATA);
	frames_end(&whole);
	ck_assert_int_eq(decode_piece(7, 0, 48), PACKET_OK);
	ck_assert_int_eq(decode_piece(7, 48, 84), PACKET_OK);
	expect_ports(40000);
}
END_TEST

START_TEST(second_first_fragment_with_other_ports_is_refused)
{
	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	make_udp(&v4, 50000);
	ck_assert_int_eq(decode_first(7), PACKET_FRAGMENT);
	expect_counts(0, 0, 1);
	/* The one that came first goes on to count. */
	ck_assert_int_eq(decode_last(7), PACKET_OK);
	expect_ports(40000);
}
END_TEST

START_TEST(second_first_fragment_with_another_icmp_type_is_refused)
{
	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_ip(&whole, v4.src, v4.dst);
	frames_icmp(&whole, 8, 0, 99);
	frames_pattern(&whole, DATA);
	frames_end(&whole);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	whole.data[frames_at(&whole, FRAMES_ICMP)] = 0;
	ck_assert_int_eq(decode_first(7), PACKET_FRAGMENT);
	expect_counts(0, 0, 1);
}
END_TEST

START_TEST(repeated_first_fragment_is_no_conflict)
{
	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	ck_assert_int_eq(decode_last(7), PACKET_OK);
	ck_assert_int_eq(decode_last(7), PACKET_OK);
	expect_counts(0, 0, 0);
}
END_TEST

START_TEST(identification_is_free_again_when_all_came)
{
	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	ck_assert_int_eq(decode_last(7), PACKET_OK);
	make_udp(&v4, 50000);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	ck_assert_int_eq(decode_last(7), PACKET_OK);
	expect_ports(50000);
}
END_TEST

START_TEST(tiny_first_fragment_is_refused)
{
	frames_make_tcp(&whole, &v4, FRAMES_SYN, 1, 0, "some data");
	ck_assert_int_eq(decode_piece(7, 0, 8), PACKET_FRAGMENT);
	ck_assert_int_eq(decode_piece(8, 0, 16), PACKET_FRAGMENT);
	expect_counts(0, 0, 2);
	ck_assert_int_eq(decode_piece(9, 0, 24), PACKET_OK);
}
END_TEST

START_TEST(first_fragment6_without_all_headers_is_refused)
{
	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_ip(&whole, v6.src, v6.dst);
	frames_extension(&whole, 60, 16);
	frames_udp(&whole, 40000, 3389);
	frames_pattern(&whole, DATA);
	frames_end(&whole);
	ck_assert_int_eq(decode_piece(7, 0, 8), PACKET_FRAGMENT);
	expect_counts(0, 0, 1);
	/* The fragmented part begins with the extension headers. */
	ck_assert_int_eq(decode_piece(8, 0, 24), PACKET_OK);
	expect_ports(40000);
}
END_TEST

START_TEST(fragment_over_the_header_is_refused)
{
	frames_make_tcp(&whole, &v4, FRAMES_SYN, 1, 0,
	    "enough data for some fragments");
	ck_assert_int_eq(decode_piece(7, 0, 24), PACKET_OK);
	ck_assert_int_eq(decode_piece(7, 16, 8), PACKET_FRAGMENT);
	expect_counts(0, 0, 1);
	/* Also before the first one: IPv4 tells the protocol. */
	ck_assert_int_eq(decode_piece(8, 8, 16), PACKET_FRAGMENT);
	expect_counts(0, 0, 2);
}
END_TEST

START_TEST(held_fragment_over_the_header_is_an_orphan)
{
	frames_start(&whole);
	frames_ethernet(&whole, NULL, NULL);
	frames_ip(&whole, v6.src, v6.dst);
	frames_extension(&whole, 60, 24);
	frames_udp(&whole, 40000, 3389);
	frames_pattern(&whole, DATA);
	frames_end(&whole);
	/* This one covers the ports, but only the first one can tell. */
	ck_assert_int_eq(decode_piece(7, 24, 16), PACKET_HELD);
	ck_assert_int_eq(decode_piece(7, 0, 40), PACKET_OK);
	ck_assert_uint_eq(b.p.dst_port, 3389);
	ck_assert_uint_eq(b.p.held_packets, 0);
	expect_counts(0, 1, 0);
	ck_assert_int_eq(decode_piece(7, 24, 16), PACKET_FRAGMENT);
	expect_counts(0, 1, 1);
}
END_TEST

START_TEST(datagram_beyond_its_largest_size_is_refused)
{
	make_udp(&v4, 40000);
	frames_cut(&f, &whole, IP_AT, 7, FIRST, UDP_DATA - FIRST);
	frames_put16(&f, IP_AT + 6, 0x1fff);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_FRAGMENT);
	make_udp(&v6, 40000);
	frames_cut(&f, &whole, IP_AT, 7, FIRST, UDP_DATA - FIRST);
	frames_put16(&f, frames_at(&f, FRAMES_FRAGMENT) + 2, 0xfff8);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_FRAGMENT);
	expect_counts(0, 0, 2);
}
END_TEST

START_TEST(uneven_fragment6_is_malformed)
{
	make_udp(&v6, 40000);
	frames_cut(&f, &whole, IP_AT, 7, 0, FIRST + 3);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_MALFORMED);
}
END_TEST

START_TEST(first_fragment_cut_by_the_capture_is_truncated)
{
	make_udp(&v4, 40000);
	frames_cut(&f, &whole, IP_AT, 7, 0, FIRST);
	ck_assert_int_eq(decode_bytes(&b, LINK_ETHERNET, f.data, IP_AT + 26,
			     f.len),
	    PACKET_TRUNCATED);
	expect_counts(0, 0, 0);
	/* A later one needs no byte behind the IP header. */
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	frames_cut(&f, &whole, IP_AT, 7, FIRST, UDP_DATA - FIRST);
	ck_assert_int_eq(decode_bytes(&b, LINK_ETHERNET, f.data, IP_AT + 20,
			     f.len),
	    PACKET_OK);
	expect_ports(40000);
	ck_assert(b.p.cut);
}
END_TEST

START_TEST(datagram_expires_after_its_time)
{
	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_first(7), PACKET_OK);
	ck_assert_int_eq(decode_last(8), PACKET_HELD);
	b.time_us += 29 * SECOND_US;
	ck_assert_int_eq(decode_last(7), PACKET_OK);
	b.time_us += 2 * SECOND_US;
	ck_assert_int_eq(decode_last(7), PACKET_HELD);
	expect_counts(1, 1, 0);
}
END_TEST

START_TEST(clock_set_back_does_not_keep_a_datagram)
{
	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_last(7), PACKET_HELD);
	b.time_us -= 3600 * SECOND_US;
	ck_assert_int_eq(decode_last(8), PACKET_HELD);
	expect_counts(1, 1, 0);
}
END_TEST

START_TEST(full_table_evicts_the_oldest)
{
	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_last(1), PACKET_HELD);
	ck_assert_int_eq(decode_last(1), PACKET_HELD);
	for (uint32_t id = 2; id <= DATAGRAMS; id++)
		ck_assert_int_eq(decode_first(id), PACKET_OK);
	expect_counts(2, 0, 0);
	ck_assert_int_eq(decode_first(DATAGRAMS + 1), PACKET_OK);
	expect_counts(0, 2, 0);
	ck_assert_int_eq(decode_last(2), PACKET_OK);
	ck_assert_int_eq(decode_last(1), PACKET_HELD);
}
END_TEST

START_TEST(finish_makes_orphans_of_all_that_is_held)
{
	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_last(1), PACKET_HELD);
	ck_assert_int_eq(decode_last(2), PACKET_HELD);
	packet_decoder_finish(b.decoder);
	expect_counts(0, 2, 0);
	/* And the table is empty. */
	ck_assert_int_eq(decode_first(1), PACKET_OK);
	ck_assert_uint_eq(b.p.held_packets, 0);
}
END_TEST

START_TEST(table_of_no_or_too_many_datagrams_is_refused)
{
	static const uint8_t secret[HASH_SECRET_BYTES];
	struct packet_decoder *d = b.decoder;

	ck_assert_int_eq(packet_decoder_new(&d, 0, secret), -EINVAL);
	ck_assert_int_eq(packet_decoder_new(&d, FRAGMENT_DATAGRAMS_MAX + 1,
			     secret),
	    -EINVAL);
	ck_assert_ptr_eq(d, b.decoder);
	packet_decoder_free(NULL);
}
END_TEST

START_TEST(table_of_one_datagram_works)
{
	decode_stop(&b);
	decode_start(&b, 1);
	make_udp(&v4, 40000);
	ck_assert_int_eq(decode_last(1), PACKET_HELD);
	ck_assert_int_eq(decode_last(2), PACKET_HELD);
	ck_assert_int_eq(decode_first(2), PACKET_OK);
	ck_assert_uint_eq(b.p.held_packets, 1);
	expect_counts(0, 1, 0);
}
END_TEST

static void
add_honest_tests(TCase *tc)
{
	tcase_add_test(tc, later_fragments_get_the_ports_of_the_first);
	tcase_add_test(tc, later_fragments6_get_the_ports_of_the_first);
	tcase_add_test(tc, early_fragments_are_held_for_the_first);
	tcase_add_test(tc, datagrams_are_told_apart);
	tcase_add_test(tc, vlan_tells_datagrams_apart);
	tcase_add_test(tc, next_header_of_a_later_fragment6_is_ignored);
	tcase_add_test(tc, icmp_fragments_get_type_and_id);
	tcase_add_test(tc, fragments_of_other_protocols_join_too);
	tcase_add_test(tc, ah_and_ports_go_with_the_first);
	tcase_add_test(tc, repeated_first_fragment_is_no_conflict);
	tcase_add_test(tc, identification_is_free_again_when_all_came);
	tcase_add_test(tc, first_fragment_cut_by_the_capture_is_truncated);
}

static void
add_hostile_tests(TCase *tc)
{
	tcase_add_test(tc, second_first_fragment_with_other_ports_is_refused);
	tcase_add_test(tc,
	    second_first_fragment_with_another_icmp_type_is_refused);
	tcase_add_test(tc, tiny_first_fragment_is_refused);
	tcase_add_test(tc, first_fragment6_without_all_headers_is_refused);
	tcase_add_test(tc, fragment_over_the_header_is_refused);
	tcase_add_test(tc, held_fragment_over_the_header_is_an_orphan);
	tcase_add_test(tc, datagram_beyond_its_largest_size_is_refused);
	tcase_add_test(tc, uneven_fragment6_is_malformed);
	tcase_add_test(tc, datagram_expires_after_its_time);
	tcase_add_test(tc, clock_set_back_does_not_keep_a_datagram);
	tcase_add_test(tc, full_table_evicts_the_oldest);
	tcase_add_test(tc, finish_makes_orphans_of_all_that_is_held);
	tcase_add_test(tc, table_of_no_or_too_many_datagrams_is_refused);
	tcase_add_test(tc, table_of_one_datagram_works);
}

int
main(void)
{
	Suite *s = suite_create("fragment");
	TCase *tc = tcase_create("fragment");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	add_honest_tests(tc);
	add_hostile_tests(tc);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
