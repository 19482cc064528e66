/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_packet.c - what holds for every frame.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "support/corpus.h"
#include "support/decode.h"
#include "support/frame_tools.h"
#include "support/frames.h"

#define DATAGRAMS 4
#define SEED UINT64_C(0x9e3779b97f4a7c15)
#define RANDOM_FRAMES 20000
#define RANDOM_BYTES 200
#define FLIPS_EACH 400
#define STREAM_FRAMES 20000
#define IP_AT 14

static struct decode_bench b;
static struct frame_build f;
static uint64_t random_state;

/* Frames by what became of them. */
static uint64_t tally[PACKET_STATUS_COUNT];
static uint64_t released; /* held packets that a first fragment freed */

static void
setup(void)
{
	decode_start(&b, DATAGRAMS);
	random_state = SEED;
	memset(tally, 0, sizeof(tally));
	released = 0;
}

static void
teardown(void)
{
	decode_stop(&b);
}

/* xorshift64 */
static uint64_t
next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static bool
needs_ports(uint8_t proto)
{
	return proto == PROTO_TCP || proto == PROTO_UDP ||
	    proto == PROTO_DCCP || proto == PROTO_SCTP ||
	    proto == PROTO_UDPLITE;
}

static void
check_within(const uint8_t *p, size_t len, const uint8_t *in, size_t in_len)
{
	ck_assert(p >= in && len <= in_len);
	ck_assert((size_t)(p - in) <= in_len - len);
}

/* What every PACKET_OK keeps to, of a frame of cap_len bytes at b.copy. */
static void
check_packet(size_t cap_len)
{
	const struct packet *p = &b.p;

	ck_assert(p->ip_version == 4 || p->ip_version == 6);
	ck_assert_int_eq(addr_is_v4(&p->src), p->ip_version == 4);
	ck_assert_int_eq(addr_is_v4(&p->dst), p->ip_version == 4);
	ck_assert_int_eq(p->has_ports, needs_ports(p->proto));
	if (!p->has_ports)
		ck_assert(p->src_port == 0 && p->dst_port == 0);
	check_within(p->ip, p->ip_cap_len, b.copy, cap_len);
	ck_assert_int_eq(p->cut, p->ip_cap_len < p->ip_len);
	ck_assert(p->ip_cap_len <= p->ip_len);
	ck_assert_int_eq(p->payload == NULL, p->payload_len == 0);
	if (p->payload != NULL)
		check_within(p->payload, p->payload_len, p->ip, p->ip_cap_len);
	ck_assert(p->payload_len <= p->payload_wire_len);
	ck_assert(p->payload_wire_len <= p->ip_len);
	ck_assert(p->fragment || !p->first_fragment);
}

static enum packet_status
decode(uint16_t link_type, const uint8_t *bytes, size_t cap_len,
    size_t wire_len)
{
	enum packet_status status =
	    decode_bytes(&b, link_type, bytes, cap_len, wire_len);

	ck_assert(status < PACKET_STATUS_COUNT);
	tally[status]++;
	if (status == PACKET_OK) {
		check_packet(cap_len);
		released += b.p.held_packets;
	}
	return status;
}

/* Every frame is accounted for, and so is all that was held. */
static void
check_identity(uint64_t frames)
{
	const struct packet_fragment_stats *s;
	uint64_t sum = 0;

	packet_decoder_finish(b.decoder);
	s = packet_decoder_fragments(b.decoder);
	for (size_t i = 0; i < PACKET_STATUS_COUNT; i++)
		sum += tally[i];
	ck_assert_uint_eq(sum, frames);
	ck_assert_uint_eq(s->held_now, 0);
	ck_assert_uint_eq(tally[PACKET_HELD], released + s->orphan_packets);
	ck_assert_uint_eq(tally[PACKET_FRAGMENT], s->overlap_packets);
}

START_TEST(every_status_has_a_word_of_its_own)
{
	ck_assert_str_eq(packet_status_word(PACKET_OK), "ok");
	ck_assert_str_eq(packet_status_word(PACKET_HELD), "held");
	ck_assert_str_eq(packet_status_word(PACKET_NOT_IP), "not-ip");
	ck_assert_str_eq(packet_status_word(PACKET_LINK_TYPE), "link-type");
	for (unsigned int i = 0; i < PACKET_STATUS_COUNT; i++) {
		for (unsigned int j = 0; j < i; j++)
			ck_assert_str_ne(packet_status_word(i),
			    packet_status_word(j));
	}
}
END_TEST

START_TEST(every_tunnel_has_a_word)
{
	ck_assert_ptr_null(packet_tunnel_word(PACKET_TUNNEL_NONE));
	ck_assert_str_eq(packet_tunnel_word(PACKET_TUNNEL_IPIP), "ipip");
	ck_assert_str_eq(packet_tunnel_word(PACKET_TUNNEL_GRE), "gre");
	ck_assert_str_eq(packet_tunnel_word(PACKET_TUNNEL_ERSPAN), "erspan");
	ck_assert_str_eq(packet_tunnel_word(PACKET_TUNNEL_VXLAN), "vxlan");
	ck_assert_str_eq(packet_tunnel_word(PACKET_TUNNEL_GENEVE), "geneve");
}
END_TEST

START_TEST(empty_frame_is_truncated_or_malformed)
{
	uint8_t none = 0;

	ck_assert_int_eq(decode(LINK_ETHERNET, &none, 0, 60), PACKET_TRUNCATED);
	ck_assert_int_eq(decode(LINK_ETHERNET, &none, 0, 0), PACKET_MALFORMED);
}
END_TEST

START_TEST(no_more_is_captured_than_was_sent)
{
	static const struct frames_ends ends = { "10.0.0.1", 1, "10.0.0.2", 2 };

	frames_make_udp(&f, &ends, "data");
	ck_assert_int_eq(decode(LINK_ETHERNET, f.data, f.len, 20),
	    PACKET_MALFORMED);
	ck_assert_int_eq(decode(LINK_ETHERNET, f.data, f.len, f.len - 3),
	    PACKET_OK);
	ck_assert_uint_eq(b.p.payload_len, 1);
	ck_assert(b.p.cut);
}
END_TEST

START_TEST(time_and_scope_are_set)
{
	uint64_t now_us = b.time_us;

	corpus_frame(0, &f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.time_us, now_us);
	ck_assert_int_eq(b.p.scope, SCOPE_UNICAST);
}
END_TEST

START_TEST(frame_larger_than_a_jumbo_is_normal)
{
	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	frames_ip(&f, "10.0.0.1", "10.0.0.2");
	frames_tcp(&f, 1, 2, FRAMES_ACK, 1, 2);
	frames_pattern(&f, 65535 - 40);
	frames_end(&f);
	ck_assert_int_eq(decode_frame(&b, &f), PACKET_OK);
	ck_assert_uint_eq(b.p.ip_len, 65535);
	ck_assert_uint_eq(b.p.payload_len, 65495);
}
END_TEST

START_TEST(every_frame_of_the_corpus_is_decoded)
{
	for (size_t i = 0; i < corpus_count(); i++) {
		uint16_t link_type = corpus_frame(i, &f);
		enum packet_status status =
		    decode(link_type, f.data, f.len, f.len);

		ck_assert_msg(status == PACKET_OK || status == PACKET_HELD,
		    "frame %zu is %s", i, packet_status_word(status));
	}
}
END_TEST

/* A prefix is what a short snap length leaves, or a frame that was no longer:
 * no ports, no PACKET_OK. */
START_TEST(every_prefix_is_ok_or_a_named_refusal)
{
	uint64_t frames = 0;

	for (size_t i = 0; i < corpus_count(); i++) {
		uint16_t link_type = corpus_frame(i, &f);

		for (size_t len = 0; len < f.len; len++, frames += 2) {
			enum packet_status status =
			    decode(link_type, f.data, len, f.len);

			ck_assert_int_ne(status, PACKET_MALFORMED);
			if (status == PACKET_OK)
				ck_assert(b.p.cut);
			status = decode(link_type, f.data, len, len);
			ck_assert_int_ne(status, PACKET_TRUNCATED);
		}
	}
	check_identity(frames);
}
END_TEST

START_TEST(flipped_bits_do_no_harm)
{
	for (size_t i = 0; i < corpus_count(); i++) {
		for (int n = 0; n < FLIPS_EACH; n++) {
			uint16_t link_type = corpus_frame(i, &f);
			uint64_t flips = 1 + next_random() % 4;

			for (uint64_t k = 0; k < flips; k++)
				f.data[next_random() % f.len] ^=
				    (uint8_t)(1U << next_random() % 8);
			decode(link_type, f.data, f.len, f.len);
		}
	}
	check_identity(corpus_count() * FLIPS_EACH);
	ck_assert_uint_gt(tally[PACKET_OK], 0);
	ck_assert_uint_gt(tally[PACKET_MALFORMED], 0);
}
END_TEST

START_TEST(random_bytes_do_no_harm)
{
	static const uint16_t link_types[] = { 0, 1, 9, 12, 50, 51, 101, 108,
		113, 228, 229, 276 };
	static uint8_t bytes[RANDOM_BYTES];

	for (int n = 0; n < RANDOM_FRAMES; n++) {
		size_t len = next_random() % (RANDOM_BYTES + 1);
		size_t type = next_random() % (sizeof(link_types) / 2);

		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)next_random();
		if (len > 0 && n % 2 == 0)
			bytes[0] = n % 4 == 0 ? 0x45 : 0x60;
		decode(link_types[type], bytes, len, len + next_random() % 100);
	}
	check_identity(RANDOM_FRAMES);
}
END_TEST

/* A datagram's fragment, both chosen at random among few, so that first ones,
 * repeats, conflicts, evictions and orphans all happen. */
static void
make_random_fragment(struct frame_build *whole)
{
	static const struct frames_ends ends[2] = {
		{ "10.0.0.1", 40000, "10.0.0.2", 53 },
		{ "2001:db8::1", 40000, "2001:db8::2", 53 },
	};
	uint32_t id = (uint32_t)(next_random() % 8);
	size_t offset = next_random() % 5 * 8;
	size_t len = 8 + next_random() % 4 * 8;

	frames_make_udp(whole, &ends[next_random() % 2],
	    "sixty-four bytes of some data that nobody reads, and some more.");
	if (next_random() % 16 == 0)
		whole->data[frames_at(whole, FRAMES_UDP)] ^= 1;
	frames_cut(&f, whole, IP_AT, id, offset, len);
}

START_TEST(stream_with_fragments_accounts_for_every_frame)
{
	static struct frame_build whole;

	for (int n = 0; n < STREAM_FRAMES; n++) {
		make_random_fragment(&whole);
		if (next_random() % 64 == 0)
			b.time_us += next_random() % 20000000;
		decode(LINK_ETHERNET, f.data, f.len, f.len);
	}
	check_identity(STREAM_FRAMES);
	ck_assert_uint_gt(tally[PACKET_OK], 0);
	ck_assert_uint_gt(tally[PACKET_FRAGMENT], 0);
	ck_assert_uint_gt(released, 0);
	ck_assert_uint_gt(tally[PACKET_HELD], released);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, every_status_has_a_word_of_its_own);
	tcase_add_test(tc, every_tunnel_has_a_word);
	tcase_add_test(tc, empty_frame_is_truncated_or_malformed);
	tcase_add_test(tc, no_more_is_captured_than_was_sent);
	tcase_add_test(tc, time_and_scope_are_set);
	tcase_add_test(tc, frame_larger_than_a_jumbo_is_normal);
	tcase_add_test(tc, every_frame_of_the_corpus_is_decoded);
	tcase_add_test(tc, every_prefix_is_ok_or_a_named_refusal);
	tcase_add_test(tc, flipped_bits_do_no_harm);
	tcase_add_test(tc, random_bytes_do_no_harm);
	tcase_add_test(tc, stream_with_fragments_accounts_for_every_frame);
}

int
main(void)
{
	Suite *s = suite_create("packet");
	TCase *tc = tcase_create("packet");
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
