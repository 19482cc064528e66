/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_dedup.c - exact repeats of a packet within a short window.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow/dedup.h"
#include "flow_world.h"

#define V4_HEADER 20
#define V6_HEADER 40
#define UDP_HEADER 8
#define FRAME_MAX 1500
#define FLOOD 200000U

static const uint8_t secret[HASH_SECRET_BYTES] = { 7 };
static struct dedup *d;

/* A packet and its bytes. */
struct framed {
	struct packet p;
	uint8_t bytes[FRAME_MAX];
};

static void
setup(void)
{
	ck_assert_int_eq(dedup_new(&d, secret), 0);
}

static void
teardown(void)
{
	dedup_free(d);
}

/* UDP of payload_len zeros; the bytes are those a hash can tell by. */
static void
make(struct framed *f, uint8_t ip_version, uint32_t payload_len)
{
	uint32_t header = ip_version == 4 ? V4_HEADER : V6_HEADER;

	memset(f, 0, sizeof(*f));
	f->p = packet_udp(1, 1000, 2, 2000);
	f->p.ip_version = ip_version;
	f->p.ip = f->bytes;
	f->p.payload = f->bytes + header + UDP_HEADER;
	f->p.payload_len = f->p.payload_wire_len = payload_len;
	f->p.ip_len = f->p.ip_cap_len = header + UDP_HEADER + payload_len;
	f->p.has_mac = true;
	f->p.src_mac[5] = 1;
	f->p.dst_mac[5] = 2;
	f->p.vlan = 10;
	f->bytes[0] = (uint8_t)(ip_version << 4 | 5);
	f->bytes[ip_version == 4 ? 8 : 7] = f->p.ttl;
}

static bool
repeats(const struct framed *f)
{
	return dedup_repeats(d, &f->p);
}

START_TEST(the_same_again_is_a_repeat_within_the_window)
{
	struct framed f;

	make(&f, 4, 10);
	ck_assert(!repeats(&f));
	f.p.time_us += DEDUP_WINDOW_US;
	ck_assert(repeats(&f));
	ck_assert(repeats(&f));
	f.p.time_us += 1;
	ck_assert(!repeats(&f));
	/* That one counts anew, for packets a little earlier, too. */
	f.p.time_us -= 10;
	ck_assert(repeats(&f));
}
END_TEST

START_TEST(a_routed_copy_is_a_repeat)
{
	struct framed f;

	make(&f, 4, 10);
	ck_assert(!repeats(&f));
	f.bytes[8]--; /* TTL */
	f.bytes[10] = 0x12;
	f.bytes[11] = 0x34; /* checksum */
	f.p.ttl--;
	f.p.src_mac[5] = 7;
	f.p.vlan = 20;
	ck_assert(repeats(&f));
}
END_TEST

START_TEST(any_other_byte_makes_another_packet)
{
	struct framed f;

	make(&f, 4, 10);
	ck_assert(!repeats(&f));
	for (uint32_t i = 0; i < f.p.ip_cap_len; i++) {
		bool masked = i == 8 || i == 10 || i == 11;

		f.bytes[i] ^= 0x40;
		ck_assert_msg(repeats(&f) == masked, "byte %u", i);
		f.bytes[i] ^= 0x40;
	}
}
END_TEST

START_TEST(length_tells_packets_apart_where_bytes_do_not)
{
	struct framed f;

	make(&f, 4, 500);
	ck_assert(!repeats(&f));
	f.p.ip_len++;
	ck_assert(!repeats(&f));
}
END_TEST

START_TEST(only_the_first_payload_bytes_are_compared)
{
	struct framed f;

	make(&f, 4, 500);
	ck_assert(!repeats(&f));
	f.bytes[V4_HEADER + UDP_HEADER + 64] = 1;
	ck_assert(repeats(&f));
	f.bytes[V4_HEADER + UDP_HEADER + 63] = 1;
	ck_assert(!repeats(&f));
}
END_TEST

START_TEST(bytes_behind_the_packet_are_not_looked_at)
{
	struct framed f;

	make(&f, 4, 10);
	ck_assert(!repeats(&f));
	f.bytes[f.p.ip_cap_len] = 0xff;
	ck_assert(repeats(&f));
}
END_TEST

START_TEST(ipv6_repeats_only_by_another_way)
{
	struct framed f;

	make(&f, 6, 10);
	ck_assert(!repeats(&f));
	ck_assert(!repeats(&f));
	f.p.vlan++;
	ck_assert(repeats(&f));
	f.p.vlan--;
	f.p.src_mac[0] = 9;
	ck_assert(repeats(&f));
	f.p.src_mac[0] = 0;
	f.p.dst_mac[3] = 9;
	ck_assert(repeats(&f));
	f.p.dst_mac[3] = 0;
	f.p.ttl--;
	f.bytes[7]--;
	ck_assert(repeats(&f));
	f.p.ttl++;
	f.bytes[7]++;
	ck_assert(!repeats(&f));
}
END_TEST

START_TEST(an_ipv6_fragment_has_an_identification)
{
	struct framed f;

	make(&f, 6, 10);
	f.p.fragment = true;
	ck_assert(!repeats(&f));
	ck_assert(repeats(&f));
}
END_TEST

START_TEST(odd_shapes_are_read_within_their_bounds)
{
	struct framed f;

	make(&f, 4, 0);
	f.p.payload = NULL;
	for (f.p.ip_cap_len = 0; f.p.ip_cap_len < FRAME_MAX; f.p.ip_cap_len++) {
		uint8_t *tight = malloc(f.p.ip_cap_len + 1U);

		/* The sanitizer sees reads beyond the end. */
		ck_assert_ptr_nonnull(tight);
		memset(tight, 1, f.p.ip_cap_len + 1U);
		f.p.ip = tight + 1;
		f.p.ip_len = f.p.ip_cap_len;
		ck_assert(!repeats(&f));
		free(tight);
	}
}
END_TEST

START_TEST(a_flood_of_different_packets_hides_none)
{
	struct framed f;
	uint32_t hidden = 0, found = 0;

	make(&f, 4, 10);
	for (uint32_t i = 0; i < FLOOD; i++) {
		memcpy(f.bytes + 4, &i, sizeof(i));
		hidden += repeats(&f);
		found += repeats(&f);
		if (i % 100 == 0)
			f.p.time_us++;
	}
	ck_assert_uint_eq(hidden, 0);
	ck_assert_uint_eq(found, FLOOD);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("dedup");
	TCase *tc = tcase_create("dedup");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_same_again_is_a_repeat_within_the_window);
	tcase_add_test(tc, a_routed_copy_is_a_repeat);
	tcase_add_test(tc, any_other_byte_makes_another_packet);
	tcase_add_test(tc, length_tells_packets_apart_where_bytes_do_not);
	tcase_add_test(tc, only_the_first_payload_bytes_are_compared);
	tcase_add_test(tc, bytes_behind_the_packet_are_not_looked_at);
	tcase_add_test(tc, ipv6_repeats_only_by_another_way);
	tcase_add_test(tc, an_ipv6_fragment_has_an_identification);
	tcase_add_test(tc, odd_shapes_are_read_within_their_bounds);
	tcase_add_test(tc, a_flood_of_different_packets_hides_none);
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
