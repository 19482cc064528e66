/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_wrap.c - payload put into packets, as our own decoder reads them.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/words.h"
#include "inspect/wrap.h"
#include "packet/packet.h"

#define RAW_IP 101 /* LINKTYPE_RAW */

static struct packet_decoder *decoder;
static uint8_t room[WRAP_BYTES];

static void
setup(void)
{
	static const uint8_t secret[HASH_SECRET_BYTES] = { 1 };

	ck_assert_int_eq(packet_decoder_new(&decoder, 1, secret), 0);
	memset(room, 0xee, sizeof(room));
}

static void
teardown(void)
{
	packet_decoder_free(decoder);
}

static struct inspect_tuple
tuple(const char *a, const char *b, uint8_t proto)
{
	struct inspect_tuple t = { .port = { 49152, 443 }, .proto = proto };

	ck_assert_int_eq(addr_parse(a, strlen(a), &t.addr[0]), 0);
	ck_assert_int_eq(addr_parse(b, strlen(b), &t.addr[1]), 0);
	t.ip_version = addr_is_v4(&t.addr[0]) ? 4 : 6;
	return t;
}

static struct packet
decoded(const struct wrap *w, size_t *len)
{
	struct packet p;

	*len = wrap_packet(room, w);
	ck_assert_int_eq(packet_decode(decoder, &p, RAW_IP, room,
			     (uint32_t)*len, (uint32_t)*len, 0),
	    PACKET_OK);
	ck_assert_uint_eq(p.ip_len, *len);
	return p;
}

static void
check_ends(const struct packet *p, const struct inspect_tuple *t,
    unsigned int from)
{
	ck_assert(addr_equal(&p->src, &t->addr[from]));
	ck_assert(addr_equal(&p->dst, &t->addr[!from]));
	ck_assert_uint_eq(p->src_port, t->port[from]);
	ck_assert_uint_eq(p->dst_port, t->port[!from]);
	ck_assert_uint_eq(p->proto, t->proto);
	ck_assert_uint_eq(p->ip_version, t->ip_version);
}

static void
check_tcp(const struct inspect_tuple *t, unsigned int from)
{
	const struct wrap w = { .tuple = t,
		.from = from,
		.seq = 0x80000001,
		.ack = 0x7fffffff,
		.flags = WRAP_PSH | WRAP_ACK,
		.data = (const uint8_t *)"hello",
		.len = 5 };
	size_t len;
	struct packet p = decoded(&w, &len);

	check_ends(&p, t, from);
	ck_assert_uint_eq(p.tcp_seq, 0x80000001);
	ck_assert_uint_eq(p.tcp_ack, 0x7fffffff);
	ck_assert_uint_eq(p.tcp_flags, PACKET_TCP_PSH | PACKET_TCP_ACK);
	ck_assert_uint_eq(p.payload_len, 5);
	ck_assert_mem_eq(p.payload, "hello", 5);
}

START_TEST(tcp_has_its_ends_numbers_and_payload)
{
	struct inspect_tuple four =
	    tuple("192.0.2.1", "198.51.100.7", PROTO_TCP);
	struct inspect_tuple six =
	    tuple("2001:db8::1", "2001:db8:2::7", PROTO_TCP);

	for (unsigned int from = 0; from < 2; from++) {
		check_tcp(&four, from);
		check_tcp(&six, from);
	}
}
END_TEST

START_TEST(udp_has_its_ends_and_payload)
{
	struct inspect_tuple t = tuple("2001:db8::1", "2001:db8::7", PROTO_UDP);
	const struct wrap w = { .tuple = &t,
		.from = 1,
		.data = (const uint8_t *)"hello",
		.len = 5 };
	size_t len;
	struct packet p = decoded(&w, &len);

	check_ends(&p, &t, 1);
	ck_assert_uint_eq(p.payload_len, 5);
	ck_assert_mem_eq(p.payload, "hello", 5);
}
END_TEST

START_TEST(the_longest_payload_fits_and_zeros_follow)
{
	static const uint8_t data[WRAP_PAYLOAD_MAX] = { 0xff };
	struct inspect_tuple t = tuple("2001:db8::1", "2001:db8::7", PROTO_TCP);
	const struct wrap w = {
		.tuple = &t, .data = data, .len = sizeof(data)
	};
	size_t len;
	struct packet p = decoded(&w, &len);

	ck_assert_uint_eq(p.payload_len, sizeof(data));
	ck_assert_uint_eq(len + WRAP_SLACK, sizeof(room));
	for (size_t i = len; i < sizeof(room); i++)
		ck_assert_uint_eq(room[i], 0);
}
END_TEST

START_TEST(a_packet_without_payload_is_headers_and_zeros)
{
	struct inspect_tuple t = tuple("192.0.2.1", "192.0.2.2", PROTO_TCP);
	const struct wrap w = { .tuple = &t, .seq = 7, .flags = WRAP_SYN };
	size_t len;
	struct packet p = decoded(&w, &len);

	ck_assert_uint_eq(len, 40);
	ck_assert_uint_eq(p.payload_wire_len, 0);
	ck_assert_uint_eq(p.tcp_flags, PACKET_TCP_SYN);
	for (size_t i = len; i < len + WRAP_SLACK; i++)
		ck_assert_uint_eq(room[i], 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("wrap");
	TCase *tc = tcase_create("wrap");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, tcp_has_its_ends_numbers_and_payload);
	tcase_add_test(tc, udp_has_its_ends_and_payload);
	tcase_add_test(tc, the_longest_payload_fits_and_zeros_follow);
	tcase_add_test(tc, a_packet_without_payload_is_headers_and_zeros);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
