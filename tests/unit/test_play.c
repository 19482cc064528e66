/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_play.c - questions as packets, as our own decoder reads them.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/words.h"
#include "inspect/play.h"
#include "packet/packet.h"

#define RAW_IP 101 /* LINKTYPE_RAW */
#define PLAYED_MAX 40
#define CLIENT 1
#define SERVER 0

struct played {
	struct packet p;
	uint64_t time_ms;
	bool from_client;
	char payload[16];
};

static struct ndpi_question q;
static struct packet_decoder *decoder;
static struct played played[PLAYED_MAX];
static unsigned int count, enough;

static void
setup(void)
{
	static const uint8_t secret[HASH_SECRET_BYTES] = { 1 };

	ck_assert_int_eq(packet_decoder_new(&decoder, 1, secret), 0);
	q = (struct ndpi_question){ .tuple = { .port = { 443, 49152 },
					.proto = PROTO_TCP,
					.ip_version = 4 },
		.time_us = 5000000,
		.client = CLIENT,
		.handshake = true };
	addr_parse("192.0.2.1", 9, &q.tuple.addr[SERVER]);
	addr_parse("192.0.2.2", 9, &q.tuple.addr[CLIENT]);
	count = 0;
	enough = PLAYED_MAX;
}

static void
teardown(void)
{
	packet_decoder_free(decoder);
}

static void
add(unsigned int side, const char *text, uint32_t after_ms)
{
	q.piece[q.pieces++] =
	    (struct ndpi_piece){ .data = (const uint8_t *)text,
		    .len = (uint16_t)strlen(text),
		    .side = (uint8_t)side,
		    .after_ms = after_ms };
}

static bool
take(const struct play_packet *packet, void *arg)
{
	struct played *to = &played[count++];

	(void)arg;
	ck_assert_int_eq(packet_decode(decoder, &to->p, RAW_IP, packet->ip,
			     (uint32_t)packet->len, (uint32_t)packet->len, 0),
	    PACKET_OK);
	to->time_ms = packet->time_ms;
	to->from_client = packet->from_client;
	ck_assert_uint_lt(to->p.payload_len, sizeof(to->payload));
	memset(to->payload, 0, sizeof(to->payload));
	if (to->p.payload_len > 0)
		memcpy(to->payload, to->p.payload, to->p.payload_len);
	return count < enough;
}

static void
play(void)
{
	uint8_t room[WRAP_BYTES];

	play_question(&q, room, take, NULL);
}

static void
check_packet(unsigned int i, unsigned int side, uint8_t flags,
    const char *payload)
{
	ck_assert_uint_lt(i, count);
	ck_assert_uint_eq(played[i].p.src_port, q.tuple.port[side]);
	ck_assert_int_eq(played[i].from_client, side == CLIENT);
	ck_assert_uint_eq(played[i].p.tcp_flags, flags);
	ck_assert_str_eq(played[i].payload, payload);
}

START_TEST(a_seen_start_is_a_handshake_before_the_pieces)
{
	add(CLIENT, "hello", 3);
	add(SERVER, "welcome", 9);
	play();
	ck_assert_uint_eq(count, 5);
	check_packet(0, CLIENT, PACKET_TCP_SYN, "");
	check_packet(1, SERVER, PACKET_TCP_SYN | PACKET_TCP_ACK, "");
	check_packet(2, CLIENT, PACKET_TCP_ACK, "");
	check_packet(3, CLIENT, PACKET_TCP_PSH | PACKET_TCP_ACK, "hello");
	check_packet(4, SERVER, PACKET_TCP_PSH | PACKET_TCP_ACK, "welcome");
	ck_assert_uint_eq(played[0].time_ms, 5000);
	ck_assert_uint_eq(played[3].time_ms, 5003);
	ck_assert_uint_eq(played[4].time_ms, 5009);
}
END_TEST

START_TEST(sequence_and_acknowledgement_follow_the_bytes)
{
	uint32_t isn[2];

	add(CLIENT, "one", 0);
	add(CLIENT, "three", 0);
	add(SERVER, "seven", 0);
	add(CLIENT, "x", 0);
	play();
	isn[CLIENT] = played[0].p.tcp_seq;
	isn[SERVER] = played[1].p.tcp_seq;
	ck_assert_uint_ne(isn[CLIENT], 0);
	ck_assert_uint_ne(isn[SERVER], 0);
	ck_assert_uint_eq(played[1].p.tcp_ack, isn[CLIENT] + 1);
	ck_assert_uint_eq(played[2].p.tcp_seq, isn[CLIENT] + 1);
	ck_assert_uint_eq(played[2].p.tcp_ack, isn[SERVER] + 1);
	ck_assert_uint_eq(played[3].p.tcp_seq, isn[CLIENT] + 1);
	ck_assert_uint_eq(played[4].p.tcp_seq, isn[CLIENT] + 4);
	ck_assert_uint_eq(played[5].p.tcp_seq, isn[SERVER] + 1);
	ck_assert_uint_eq(played[5].p.tcp_ack, isn[CLIENT] + 9);
	ck_assert_uint_eq(played[6].p.tcp_ack, isn[SERVER] + 6);
}
END_TEST

START_TEST(an_unseen_start_is_not_made_up)
{
	q.handshake = false;
	add(SERVER, "welcome", 0);
	play();
	ck_assert_uint_eq(count, 1);
	check_packet(0, SERVER, PACKET_TCP_PSH | PACKET_TCP_ACK, "welcome");
}
END_TEST

START_TEST(datagrams_have_no_handshake)
{
	q.tuple.proto = PROTO_UDP;
	add(CLIENT, "hello", 0);
	add(SERVER, "welcome", 1);
	play();
	ck_assert_uint_eq(count, 2);
	check_packet(0, CLIENT, 0, "hello");
	check_packet(1, SERVER, 0, "welcome");
}
END_TEST

START_TEST(it_ends_when_it_is_told_to)
{
	add(CLIENT, "hello", 0);
	add(SERVER, "welcome", 0);
	for (enough = 1; enough <= 5; enough++) {
		count = 0;
		play();
		ck_assert_uint_eq(count, enough);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("play");
	TCase *tc = tcase_create("play");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_seen_start_is_a_handshake_before_the_pieces);
	tcase_add_test(tc, sequence_and_acknowledgement_follow_the_bytes);
	tcase_add_test(tc, an_unseen_start_is_not_made_up);
	tcase_add_test(tc, datagrams_have_no_handshake);
	tcase_add_test(tc, it_ends_when_it_is_told_to);
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
