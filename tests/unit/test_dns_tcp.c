/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_dns_tcp.c - DNS over TCP, cut into messages.
 */
#include <config.h>

#include <string.h>

#include "inspect/dns_tcp.h"
#include "recognise_world.h"

static struct dns_tcp d;
static unsigned int count;
static uint8_t first[8]; /* first byte of each message */
static size_t last_len, last_wire_len;

static void
take(void *arg, const uint8_t *message, size_t len, size_t wire_len)
{
	(void)arg;
	first[count++ % sizeof(first)] = message[0];
	last_len = len;
	last_wire_len = wire_len;
}

static void
begin(void)
{
	dns_tcp_init(&d);
	count = 0;
}

static void
put_message(struct bytes *b, unsigned int len, unsigned int value)
{
	put_u16(b, len);
	put_fill(b, len, value);
}

static void
feed(const struct bytes *b, size_t from, size_t len)
{
	dns_tcp_feed(&d, b->data + from, len, take, NULL);
}

START_TEST(messages_come_whole_however_they_were_cut)
{
	struct bytes b = { .len = 0 };

	put_message(&b, 12, 1);
	put_message(&b, 300, 2);
	put_message(&b, 40, 3);
	for (size_t step = 1; step <= b.len; step++) {
		begin();
		for (size_t at = 0; at < b.len; at += step)
			feed(&b, at, b.len - at < step ? b.len - at : step);
		ck_assert_uint_eq(count, 3);
		ck_assert_mem_eq(first, "\1\2\3", 3);
		ck_assert_uint_eq(last_len, 40);
		ck_assert_uint_eq(last_wire_len, 40);
	}
}
END_TEST

START_TEST(long_messages_are_cut_and_the_next_one_is_found)
{
	static uint8_t large[65537];
	struct bytes b = { .len = 0 };

	begin();
	memset(large, 0xff, 2);
	dns_tcp_feed(&d, large, sizeof(large), take, NULL);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(last_len, DNS_TCP_MAX);
	ck_assert_uint_eq(last_wire_len, 65535);
	put_message(&b, 12, 1);
	feed(&b, 0, b.len);
	ck_assert_uint_eq(count, 2);
}
END_TEST

START_TEST(too_short_a_length_ends_the_reading)
{
	struct bytes b = { .len = 0 };

	begin();
	put_message(&b, 11, 0);
	put_message(&b, 20, 0);
	feed(&b, 0, b.len);
	ck_assert_uint_eq(count, 0);
	ck_assert(d.lost);
}
END_TEST

START_TEST(after_a_gap_only_whole_messages_count)
{
	struct bytes b = { .len = 0 };

	begin();
	put_message(&b, 20, 1);
	feed(&b, 0, 10);
	dns_tcp_gap(&d);
	feed(&b, 10, 12);
	ck_assert_uint_eq(count, 0);
	feed(&b, 0, b.len);
	ck_assert_uint_eq(count, 1);
	feed(&b, 0, 5);
	feed(&b, 5, b.len - 5);
	ck_assert_uint_eq(count, 2);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		messages_come_whole_however_they_were_cut,
		long_messages_are_cut_and_the_next_one_is_found,
		too_short_a_length_ends_the_reading,
		after_a_gap_only_whole_messages_count
	};

	return run_tests("dns_tcp", tests, sizeof(tests) / sizeof(tests[0]));
}
