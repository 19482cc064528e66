/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_follow.c - TCP connections to port 53 and 135, followed to their end.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "dns_world.h"
#include "epm_world.h"
#include "inspect/follow.h"

static struct follow_pool *pool;
static struct follow *follow;
static uint32_t seq[2];
static unsigned int messages[2], ports;
static uint16_t last_id;

static void
take_dns(void *arg, unsigned int side, const uint8_t *message, size_t len,
    size_t wire_len)
{
	static struct dns_response r;
	struct dns_question q;

	ck_assert_ptr_eq(arg, &ports);
	if (side == CLIENT)
		ck_assert_int_eq(dns_read_query(message, len, wire_len, &q),
		    DNS_OK);
	else
		ck_assert_int_eq(dns_read_response(message, len, wire_len, &r),
		    DNS_OK);
	last_id = side == CLIENT ? q.id : r.question.id;
	messages[side]++;
}

static void
take_port(void *arg, const struct epm_port *port)
{
	ck_assert_ptr_eq(arg, &ports);
	ck_assert_uint_eq(port->port, 49155);
	ports++;
}

static const struct follow_sink sink = { take_dns, take_port, &ports };

static void
begin(enum follow_kind kind)
{
	ck_assert_int_eq(follow_pool_new(&pool, 2), 0);
	follow = follow_take(pool, kind, CLIENT);
	ck_assert_ptr_nonnull(follow);
	seq[CLIENT] = 1000;
	seq[SERVER] = 0xffffff00U;
	follow_start(follow, CLIENT, seq[CLIENT]);
	follow_start(follow, SERVER, seq[SERVER]);
	memset(messages, 0, sizeof(messages));
	ports = 0;
}

static void
end(void)
{
	follow_give(pool, follow);
	follow_pool_free(pool);
}

static void
give(enum end side, const struct bytes *b)
{
	follow_segment(pool, follow, side, seq[side], b->data, b->len, b->len,
	    &sink);
	seq[side] += (uint32_t)b->len;
}

static struct bytes
framed(const struct bytes *message)
{
	struct bytes b = { .len = 0 };

	put_u16(&b, (unsigned int)message->len);
	put_bytes(&b, message->data, message->len);
	return b;
}

START_TEST(pools_have_bounds)
{
	struct follow *f;

	ck_assert_int_eq(follow_pool_new(&pool, 0), -EINVAL);
	ck_assert_int_eq(follow_pool_new(&pool, FOLLOW_POOL_MAX + 1), -EINVAL);
	begin(FOLLOW_DNS);
	f = follow_take(pool, FOLLOW_EPM, SERVER);
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_null(follow_take(pool, FOLLOW_DNS, CLIENT));
	ck_assert_uint_eq(follow_stats(pool)->refused, 1);
	ck_assert_uint_eq(follow_stats(pool)->taken, 2);
	follow_give(pool, f);
	follow_give(pool, NULL);
	ck_assert_ptr_eq(follow_take(pool, FOLLOW_DNS, CLIENT), f);
	end();
	follow_pool_free(NULL);
}
END_TEST

/* Far more than the first kilobytes. */
START_TEST(dns_messages_are_read_to_the_end_of_a_long_connection)
{
	begin(FOLLOW_DNS);
	for (uint16_t id = 0; id < 2000; id++) {
		struct bytes q = dns_query_of(id, "a.example", DNS_A);
		struct bytes r = dns_response_of(id, "a.example", DNS_A, 1);
		struct bytes b = framed(&q);

		put_dns_address(&r, NULL, 60, "192.0.2.1");
		give(CLIENT, &b);
		ck_assert_uint_eq(last_id, id);
		b = framed(&r);
		give(SERVER, &b);
	}
	ck_assert_uint_eq(messages[CLIENT], 2000);
	ck_assert_uint_eq(messages[SERVER], 2000);
	ck_assert_uint_eq(follow_stats(pool)->gaps, 0);
	end();
}
END_TEST

START_TEST(granted_ports_are_read_in_any_order_of_segments)
{
	struct epm_style s = { false, false };
	struct epm_tower t = { epm_iface_asked, 49155, { 10, 0, 0, 1 }, 7 };
	struct bytes stub = epm_answer(s, &t, 1, 0);
	struct bytes b = { .len = 0 }, a = { .len = 0 };

	begin(FOLLOW_EPM);
	put_bind(&b, s, EPM_BIND, 1);
	give(CLIENT, &b);
	put_bind_answer(&a, s, EPM_BIND_ACK, 1, true);
	give(SERVER, &a);
	b.len = 0;
	put_map(&b, s, 5, 2, epm_iface_asked);
	give(CLIENT, &b);
	a.len = 0;
	put_answer(&a, s, 2, &stub);
	follow_segment(pool, follow, SERVER, seq[SERVER] + 60, a.data + 60,
	    a.len - 60, a.len - 60, &sink);
	ck_assert_uint_eq(ports, 0);
	follow_segment(pool, follow, SERVER, seq[SERVER], a.data, 60, 60,
	    &sink);
	ck_assert_uint_eq(ports, 1);
	follow_give(pool, follow);
	ck_assert_uint_eq(follow_stats(pool)->epm_asked, 1);
	ck_assert_uint_eq(follow_stats(pool)->epm_answered, 1);
	ck_assert_uint_eq(follow_stats(pool)->epm_ports, 1);
	ck_assert_uint_eq(follow_stats(pool)->epm_unread, 0);
	follow_pool_free(pool);
}
END_TEST

START_TEST(a_lost_segment_is_a_gap_and_the_next_message_is_read)
{
	struct bytes q = dns_query_of(1, "a.example", DNS_A);
	struct bytes b = framed(&q);

	begin(FOLLOW_DNS);
	follow_segment(pool, follow, CLIENT, seq[CLIENT], b.data, 10, b.len,
	    &sink);
	seq[CLIENT] += (uint32_t)b.len;
	ck_assert_uint_eq(messages[CLIENT], 0);
	give(CLIENT, &b);
	ck_assert_uint_eq(messages[CLIENT], 1);
	ck_assert_uint_eq(follow_stats(pool)->gaps, 1);
	end();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { pools_have_bounds,
		dns_messages_are_read_to_the_end_of_a_long_connection,
		granted_ports_are_read_in_any_order_of_segments,
		a_lost_segment_is_a_gap_and_the_next_message_is_read };

	return run_tests("follow", tests, sizeof(tests) / sizeof(tests[0]));
}
