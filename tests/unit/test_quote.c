/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_quote.c - the packet that an ICMP error quotes.
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
#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define LEAST_QUOTED 8 /* bytes behind the IP header, RFC 792 */
#define ALL SIZE_MAX
#define TYPE_UNREACHABLE 3
#define TYPE_REDIRECT 5
#define TYPE6_UNREACHABLE 1

static struct decode_bench b;
static struct frame_build f;      /* the error */
static struct frame_build quoted; /* what it is about */

static const struct frames_ends v4 = { "10.0.0.1", 40000, "10.0.0.2", 3389 };
static const struct frames_ends v6 = { "2001:db8::1", 40000, "2001:db8::2",
	3389 };

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

/* Decode an error of a router about quoted, of which it quotes len bytes. */
static void
decode_error(uint8_t type, uint8_t code, size_t len)
{
	bool is_v4 = quoted.data[ETHERNET_HEADER] >> 4 == 4;
	size_t have = quoted.len - ETHERNET_HEADER;

	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, is_v4 ? "10.0.0.254" : "2001:db8::fe",
	    is_v4 ? v4.src : v6.src);
	frames_icmp(&f, type, code, 0);
	frames_bytes(&f, quoted.data + ETHERNET_HEADER,
	    len < have ? len : have);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.icmp_type, type);
	ck_assert_uint_eq(b.p.icmp_code, code);
}

static void
expect_quote(const struct frames_ends *ends, uint8_t proto)
{
	struct addr a;

	ck_assert(b.p.quote.valid);
	ck_assert_uint_eq(b.p.quote.proto, proto);
	ck_assert_int_eq(addr_parse(ends->src, strlen(ends->src), &a), 0);
	ck_assert(addr_equal(&a, &b.p.quote.src));
	ck_assert_int_eq(addr_parse(ends->dst, strlen(ends->dst), &a), 0);
	ck_assert(addr_equal(&a, &b.p.quote.dst));
}

static void
expect_ports(void)
{
	ck_assert(b.p.quote.has_ports);
	ck_assert_uint_eq(b.p.quote.src_port, 40000);
	ck_assert_uint_eq(b.p.quote.dst_port, 3389);
}

START_TEST(error_quotes_addresses_and_ports)
{
	frames_make_tcp(&quoted, &v4, FRAMES_SYN, 1, 0, NULL);
	decode_error(TYPE_UNREACHABLE, 13, IPV4_HEADER + LEAST_QUOTED);
	expect_quote(&v4, PROTO_TCP);
	expect_ports();
}
END_TEST

START_TEST(error6_quotes_addresses_and_ports)
{
	frames_make_udp(&quoted, &v6, "some data");
	decode_error(TYPE6_UNREACHABLE, 4, ALL);
	expect_quote(&v6, PROTO_UDP);
	expect_ports();
}
END_TEST

START_TEST(quote_without_room_for_ports_has_none)
{
	frames_make_tcp(&quoted, &v4, FRAMES_SYN, 1, 0, NULL);
	decode_error(TYPE_UNREACHABLE, 1, IPV4_HEADER + 3);
	expect_quote(&v4, PROTO_TCP);
	ck_assert(!b.p.quote.has_ports);
	ck_assert_uint_eq(b.p.quote.src_port, 0);
}
END_TEST

START_TEST(quote_of_half_an_ip_header_is_none)
{
	frames_make_tcp(&quoted, &v4, FRAMES_SYN, 1, 0, NULL);
	decode_error(TYPE_UNREACHABLE, 1, IPV4_HEADER - 1);
	ck_assert(!b.p.quote.valid);
	ck_assert_uint_eq(b.p.quote.proto, 0);
}
END_TEST

START_TEST(quote_of_the_other_version_is_none)
{
	frames_make_tcp(&quoted, &v6, FRAMES_SYN, 1, 0, NULL);
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, "10.0.0.254", "10.0.0.1");
	frames_icmp(&f, TYPE_UNREACHABLE, 1, 0);
	frames_bytes(&f, quoted.data + ETHERNET_HEADER,
	    quoted.len - ETHERNET_HEADER);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert(!b.p.quote.valid);
}
END_TEST

START_TEST(quoted_later_fragment_has_no_ports)
{
	static struct frame_build whole;

	frames_make_udp(&whole, &v4, "sixteen bytes or more of data");
	frames_cut(&quoted, &whole, ETHERNET_HEADER, 9, 16, 16);
	decode_error(11, 1, ALL);
	expect_quote(&v4, PROTO_UDP);
	ck_assert(!b.p.quote.has_ports);
	frames_cut(&quoted, &whole, ETHERNET_HEADER, 9, 0, 16);
	decode_error(11, 1, ALL);
	expect_ports();
}
END_TEST

START_TEST(quoted_extension_headers_are_passed)
{
	frames_start(&quoted);
	frames_ethernet(&quoted, NULL, NULL);
	frames_ip(&quoted, v6.src, v6.dst);
	frames_extension(&quoted, 0, 8);
	frames_extension(&quoted, 60, 16);
	frames_tcp(&quoted, 40000, 3389, FRAMES_SYN, 1, 0);
	frames_end(&quoted);
	decode_error(TYPE6_UNREACHABLE, 1, ALL);
	expect_quote(&v6, PROTO_TCP);
	expect_ports();
	/* Cut within them, nobody can tell what the packet was. */
	decode_error(TYPE6_UNREACHABLE, 1, IPV6_HEADER + 20);
	ck_assert(!b.p.quote.valid);
}
END_TEST

START_TEST(quoted_icmp_has_type_and_code)
{
	frames_start(&quoted);
	frames_ethernet(&quoted, NULL, NULL);
	frames_ip(&quoted, v4.src, v4.dst);
	frames_icmp(&quoted, 8, 0, 77);
	frames_end(&quoted);
	decode_error(TYPE_UNREACHABLE, 1, ALL);
	expect_quote(&v4, PROTO_ICMP);
	ck_assert_uint_eq(b.p.quote.icmp_type, 8);
	ck_assert(!b.p.quote.has_ports);
}
END_TEST

START_TEST(only_errors_quote)
{
	static const uint8_t types[] = { 0, TYPE_REDIRECT, 8, 13 };

	frames_make_tcp(&quoted, &v4, FRAMES_SYN, 1, 0, NULL);
	for (size_t i = 0; i < sizeof(types); i++) {
		decode_error(types[i], 0, ALL);
		ck_assert(!b.p.quote.valid);
	}
	frames_make_tcp(&quoted, &v6, FRAMES_SYN, 1, 0, NULL);
	decode_error(128, 0, ALL);
	ck_assert(!b.p.quote.valid);
}
END_TEST

START_TEST(quote_of_an_error_does_not_linger)
{
	frames_make_tcp(&quoted, &v4, FRAMES_SYN, 1, 0, NULL);
	decode_error(TYPE_UNREACHABLE, 1, ALL);
	ck_assert(b.p.quote.valid);
	ck_assert_int_eq(decode_frame(&b, &quoted), PACKET_OK);
	ck_assert(!b.p.quote.valid);
}
END_TEST

START_TEST(quoted_tunnel_is_its_carrier)
{
	frames_start(&quoted);
	frames_ethernet(&quoted, NULL, NULL);
	frames_ip(&quoted, v4.src, v4.dst);
	frames_gre(&quoted, 0, 0);
	frames_ip(&quoted, "192.0.2.1", "192.0.2.2");
	frames_tcp(&quoted, 1, 2, FRAMES_SYN, 1, 0);
	frames_end(&quoted);
	decode_error(TYPE_UNREACHABLE, 1, ALL);
	expect_quote(&v4, 47);
	ck_assert(!b.p.quote.has_ports);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("quote");
	TCase *tc = tcase_create("quote");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, error_quotes_addresses_and_ports);
	tcase_add_test(tc, error6_quotes_addresses_and_ports);
	tcase_add_test(tc, quote_without_room_for_ports_has_none);
	tcase_add_test(tc, quote_of_half_an_ip_header_is_none);
	tcase_add_test(tc, quote_of_the_other_version_is_none);
	tcase_add_test(tc, quoted_later_fragment_has_no_ports);
	tcase_add_test(tc, quoted_extension_headers_are_passed);
	tcase_add_test(tc, quoted_icmp_has_type_and_code);
	tcase_add_test(tc, only_errors_quote);
	tcase_add_test(tc, quote_of_an_error_does_not_linger);
	tcase_add_test(tc, quoted_tunnel_is_its_carrier);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
