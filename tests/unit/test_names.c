/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_names.c - which names DNS gave a client for an address, and which
 * answers are believed.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "dns_world.h"
#include "inspect/names.h"

#define S WHEN_SECOND_US
#define T0 (UINT64_C(1700000000) * S)
#define GRACE (NAMES_GRACE_S * S)
#define SERVER_IP "198.51.100.7"

static const uint8_t secret[HASH_SECRET_BYTES] = { 3 };
static struct names *names;
static struct names_list list;

static void
begin(size_t memory_bytes, bool take_unasked)
{
	struct names_options o = { memory_bytes, take_unasked };

	ck_assert_int_eq(names_new(&names, &o, secret), 0);
}

static void
setup(void)
{
	begin((size_t)1 << 20, false);
}

static void
teardown(void)
{
	names_free(names);
	names = NULL;
}

static struct names_ends
ends_of(const char *client)
{
	return (struct names_ends){ .client = dns_addr(client),
		.resolver = dns_addr("10.0.0.53"),
		.client_port = 40000,
		.proto = PROTO_UDP };
}

static struct dns_question
question(uint16_t id, const char *name)
{
	struct dns_question q = { .id = id, .type = DNS_A };

	ck_assert(host_name_read((const uint8_t *)name, strlen(name), q.name));
	return q;
}

/* An answer of one address, by a chain of names. */
static struct dns_response
answer(uint16_t id, const char *const *chain, uint32_t ttl_s,
    const char *address)
{
	struct dns_response r = { .question = question(id, chain[0]) };

	while (chain[r.chain_count]) {
		snprintf(r.chain[r.chain_count], sizeof(r.chain[0]), "%s",
		    chain[r.chain_count]);
		r.chain_count++;
	}
	r.address[0].addr = dns_addr(address);
	r.address[0].ttl_s = ttl_s;
	r.address[0].owner = (uint8_t)(r.chain_count - 1);
	r.address_count = 1;
	return r;
}

static struct dns_response
answer_one(uint16_t id, const char *name, uint32_t ttl_s, const char *address)
{
	const char *const chain[] = { name, NULL };

	return answer(id, chain, ttl_s, address);
}

static void
ask(const char *client, uint16_t id, const char *name, uint64_t time_us)
{
	struct names_ends e = ends_of(client);
	struct dns_question q = question(id, name);

	names_query(names, &e, &q, time_us);
}

/* Query and answer. */
static enum names_said
resolve(const char *client, const char *const *chain, uint32_t ttl_s,
    const char *address, uint64_t time_us)
{
	struct names_ends e = ends_of(client);
	struct dns_response r = answer(1, chain, ttl_s, address);

	names_query(names, &e, &r.question, time_us);
	return names_answer(names, &e, &r, time_us);
}

static enum names_said
resolve_one(const char *client, const char *name, uint32_t ttl_s,
    const char *address, uint64_t time_us)
{
	const char *const chain[] = { name, NULL };

	return resolve(client, chain, ttl_s, address, time_us);
}

static unsigned int
look_up(const char *client, const char *address, uint64_t time_us)
{
	struct addr c = dns_addr(client), a = dns_addr(address);
	bool any = names_of(names, &c, &a, time_us, &list);

	ck_assert_int_eq(any, list.count > 0 || list.more);
	return list.count;
}

START_TEST(too_little_memory_is_refused)
{
	struct names_options o = { NAMES_MEMORY_MIN - 1, false };
	struct names *n = NULL;

	ck_assert_int_eq(names_new(&n, &o, secret), -EINVAL);
	ck_assert_ptr_null(n);
	names_free(NULL);
}
END_TEST

START_TEST(an_answer_names_its_address_for_that_client_alone)
{
	const char *out[DNS_CHAIN_MAX];

	ck_assert_int_eq(resolve_one("10.0.0.1", "a.test", 60, SERVER_IP, T0),
	    NAMES_USED);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0), 1);
	ck_assert(!list.more);
	ck_assert_str_eq(names_text(names, list.chain[0]), "a.test");
	ck_assert_uint_eq(names_chain(names, list.chain[0], out), 1);
	ck_assert_str_eq(out[0], "a.test");
	ck_assert_uint_eq(look_up("10.0.0.2", SERVER_IP, T0), 0);
	ck_assert_uint_eq(look_up("10.0.0.1", "198.51.100.8", T0), 0);
	ck_assert(!list.more);
	ck_assert_uint_eq(names_stats(names)->used, 1);
}
END_TEST

START_TEST(all_names_of_a_chain_are_names_of_the_address)
{
	const char *const chain[] = { "a.test", "b.cdn.test", "c.cdn.test",
		NULL };
	const char *out[DNS_CHAIN_MAX];

	resolve("10.0.0.1", chain, 60, SERVER_IP, T0);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0), 1);
	ck_assert_uint_eq(names_chain(names, list.chain[0], out), 3);
	for (unsigned int i = 0; i < 3; i++) {
		ck_assert_str_eq(out[i], chain[i]);
		ck_assert(names_chain_has(names, list.chain[0], chain[i]));
	}
	ck_assert(!names_chain_has(names, list.chain[0], "d.test"));
}
END_TEST

START_TEST(names_live_for_their_ttl_and_the_grace)
{
	uint64_t end = T0 + 60 * S + GRACE;

	resolve_one("10.0.0.1", "a.test", 60, SERVER_IP, T0);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, end), 1);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, end + S), 0);
	ck_assert(!list.more);
	/* Asked again, it goes on; a shorter TTL takes nothing back. */
	resolve_one("10.0.0.1", "a.test", 0, SERVER_IP, T0 + S);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, end), 1);
	resolve_one("10.0.0.1", "a.test", 60, SERVER_IP, T0 + 30 * S);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, end + 30 * S), 1);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, end + 31 * S), 0);
}
END_TEST

START_TEST(ttls_are_clamped)
{
	uint64_t day = NAMES_TTL_MAX_S * S;

	resolve_one("10.0.0.1", "a.test", INT32_MAX, SERVER_IP, T0);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0 + day + GRACE), 1);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0 + day + GRACE + S),
	    0);
}
END_TEST

START_TEST(shared_addresses_list_every_question_latest_first)
{
	resolve_one("10.0.0.1", "a.test", 60, SERVER_IP, T0);
	resolve_one("10.0.0.1", "b.test", 60, SERVER_IP, T0 + S);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0 + S), 2);
	ck_assert_str_eq(names_text(names, list.chain[0]), "b.test");
	ck_assert_str_eq(names_text(names, list.chain[1]), "a.test");
}
END_TEST

START_TEST(a_newer_answer_to_a_question_takes_the_older_ones_place)
{
	const char *const old[] = { "a.test", "x.cdn.test", NULL };
	const char *const new[] = { "a.test", "y.cdn.test", NULL };

	resolve("10.0.0.1", old, 60, SERVER_IP, T0);
	resolve("10.0.0.1", new, 60, SERVER_IP, T0 + S);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0 + S), 1);
	ck_assert(names_chain_has(names, list.chain[0], "y.cdn.test"));
}
END_TEST

START_TEST(more_questions_than_fit_are_told)
{
	for (unsigned int i = 0; i < NAMES_PER_ADDRESS; i++) {
		char name[32];

		snprintf(name, sizeof(name), "n%u.test", i);
		resolve_one("10.0.0.1", name, 600, SERVER_IP, T0);
	}
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0),
	    NAMES_PER_ADDRESS);
	ck_assert(!list.more);
	resolve_one("10.0.0.1", "one-more.test", 60, SERVER_IP, T0);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0),
	    NAMES_PER_ADDRESS);
	ck_assert(list.more);
	ck_assert_str_eq(names_text(names, list.chain[0]), "one-more.test");
}
END_TEST

START_TEST(answers_without_a_query_are_not_used)
{
	struct names_ends e = ends_of("10.0.0.1");
	struct dns_response r = answer_one(1, "a.test", 60, SERVER_IP);

	ck_assert_int_eq(names_answer(names, &e, &r, T0), NAMES_UNASKED);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0), 0);
	ck_assert_uint_eq(names_stats(names)->unasked, 1);
}
END_TEST

START_TEST(forged_answers_are_not_used_and_the_right_one_still_is)
{
	struct names_ends e = ends_of("10.0.0.1"), f = e;
	struct dns_response right = answer_one(1, "a.test", 60, SERVER_IP);
	struct dns_response r;

	ask("10.0.0.1", 1, "a.test", T0);
	f.resolver = dns_addr("10.0.0.54");
	ck_assert_int_eq(names_answer(names, &f, &right, T0), NAMES_FORGED);
	f = e;
	f.client_port++;
	ck_assert_int_eq(names_answer(names, &f, &right, T0), NAMES_UNASKED);
	f = e;
	f.proto = PROTO_TCP;
	ck_assert_int_eq(names_answer(names, &f, &right, T0), NAMES_UNASKED);
	r = right;
	r.question.id++;
	ck_assert_int_eq(names_answer(names, &e, &r, T0), NAMES_FORGED);
	r = right;
	r.question.type = DNS_AAAA;
	ck_assert_int_eq(names_answer(names, &e, &r, T0), NAMES_FORGED);
	r = answer_one(1, "b.test", 60, SERVER_IP);
	ck_assert_int_eq(names_answer(names, &e, &r, T0), NAMES_FORGED);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0), 0);
	ck_assert_int_eq(names_answer(names, &e, &right, T0), NAMES_USED);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0), 1);
	ck_assert_uint_eq(names_stats(names)->forged, 4);
	ck_assert_uint_eq(names_stats(names)->unasked, 2);
}
END_TEST

START_TEST(only_the_first_answer_counts)
{
	struct names_ends e = ends_of("10.0.0.1");
	struct dns_response r = answer_one(1, "a.test", 60, SERVER_IP);
	struct dns_response late = answer_one(1, "a.test", 60, "192.0.2.66");

	ask("10.0.0.1", 1, "a.test", T0);
	names_answer(names, &e, &r, T0);
	ck_assert_int_eq(names_answer(names, &e, &late, T0 + S),
	    NAMES_REPEATED);
	ck_assert_uint_eq(look_up("10.0.0.1", "192.0.2.66", T0 + S), 0);
	/* Asked again with the same id, it may be answered again. */
	ask("10.0.0.1", 1, "a.test", T0 + 2 * S);
	ck_assert_int_eq(names_answer(names, &e, &late, T0 + 2 * S),
	    NAMES_USED);
}
END_TEST

START_TEST(queries_wait_only_so_long)
{
	struct names_ends e = ends_of("10.0.0.1");
	struct dns_response r = answer_one(1, "a.test", 60, SERVER_IP);
	uint64_t late = T0 + (NAMES_QUERY_S + 1) * S;

	ask("10.0.0.1", 1, "a.test", T0);
	ck_assert_int_ne(names_answer(names, &e, &r, late), NAMES_USED);
	ask("10.0.0.1", 1, "a.test", T0);
	ck_assert_int_eq(names_answer(names, &e, &r, late - S), NAMES_USED);
}
END_TEST

START_TEST(unasked_answers_count_where_the_tap_sees_one_side)
{
	struct names_ends e = ends_of("10.0.0.1");
	struct dns_response r = answer_one(1, "a.test", 60, SERVER_IP);
	struct dns_response bad = answer_one(2, "b.test", 60, "192.0.2.66");

	teardown();
	begin((size_t)1 << 20, true);
	ck_assert_int_eq(names_answer(names, &e, &r, T0), NAMES_USED);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0), 1);
	/* Not against a query that is open. */
	ask("10.0.0.1", 3, "c.test", T0);
	ck_assert_int_eq(names_answer(names, &e, &bad, T0), NAMES_FORGED);
	ck_assert_uint_eq(look_up("10.0.0.1", "192.0.2.66", T0), 0);
}
END_TEST

START_TEST(answers_without_addresses_and_errors_are_empty)
{
	struct names_ends e = ends_of("10.0.0.1");
	struct dns_response r = answer_one(1, "a.test", 60, SERVER_IP);

	r.rcode = 2;
	ask("10.0.0.1", 1, "a.test", T0);
	ck_assert_int_eq(names_answer(names, &e, &r, T0), NAMES_EMPTY);
	r.rcode = 0;
	r.address_count = 0;
	ask("10.0.0.1", 1, "a.test", T0);
	ck_assert_int_eq(names_answer(names, &e, &r, T0), NAMES_EMPTY);
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0), 0);
	ck_assert_uint_eq(names_stats(names)->empty, 2);
}
END_TEST

START_TEST(what_a_flow_holds_outlives_its_entry)
{
	struct names_list held;
	char name[32];

	teardown();
	begin(NAMES_MEMORY_MIN, false);
	resolve_one("10.0.0.1", "a.test", 60, SERVER_IP, T0);
	look_up("10.0.0.1", SERVER_IP, T0);
	held = list;
	names_hold(names, &held);
	for (unsigned int i = 0; i < 2000; i++) {
		snprintf(name, sizeof(name), "n%u.test", i);
		resolve_one("10.0.0.1", name, 60, "198.51.100.9",
		    T0 + 1000 * S + i);
	}
	ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, T0 + 1000 * S), 0);
	ck_assert_str_eq(names_text(names, held.chain[0]), "a.test");
	names_release(names, &held);
	held = (struct names_list){ .count = 0 };
	names_hold(names, &held);
	names_release(names, &held);
}
END_TEST

START_TEST(what_is_over_goes_by_itself)
{
	char address[ADDR_TEXT_MAX];

	for (unsigned int i = 0; i < 100; i++) {
		snprintf(address, sizeof(address), "192.0.2.%u", i);
		resolve_one("10.0.0.1", "a.test", 60, address, T0);
	}
	for (unsigned int i = 0; i < 20000; i++)
		resolve_one("10.0.0.1", "b.test", 60, SERVER_IP, T0 + 1000 * S);
	ck_assert_uint_eq(names_stats(names)->expired, 100);
	ck_assert_uint_eq(names_stats(names)->evicted, 0);
}
END_TEST

/* A client that asks for ever more leaves the names of others. */
START_TEST(a_flood_of_names_leaves_the_other_clients)
{
	char text[HOST_NAME_MAX_BYTES], address[ADDR_TEXT_MAX];

	teardown();
	begin(NAMES_MEMORY_MIN * 2, false);
	for (unsigned int i = 1; i <= 20; i++) {
		snprintf(address, sizeof(address), "10.0.1.%u", i);
		resolve_one(address, "a.test", 3600, SERVER_IP, T0);
	}
	for (unsigned int i = 0; i < 20000; i++) {
		snprintf(text, sizeof(text), "%060u.%060u.flood.test", i, i);
		snprintf(address, sizeof(address), "192.0.%u.%u", i / 256 % 256,
		    i % 256);
		resolve_one("10.0.0.66", text, 3600, address, T0 + i);
	}
	for (unsigned int i = 1; i <= 20; i++) {
		snprintf(address, sizeof(address), "10.0.1.%u", i);
		ck_assert_uint_eq(look_up(address, SERVER_IP, T0 + S), 1);
		ck_assert(!list.more);
	}
	ck_assert_uint_gt(names_stats(names)->evicted, 10000);
	/* It may have forgotten what else an address is called. */
	ck_assert_uint_eq(look_up("10.0.0.66", SERVER_IP, T0 + S), 0);
	ck_assert(list.more);
}
END_TEST

START_TEST(a_flood_of_queries_leaves_the_other_clients)
{
	struct names_ends e = ends_of("10.0.0.66"), quiet = ends_of("10.0.0.1");
	struct dns_response r = answer_one(1, "a.test", 60, SERVER_IP);

	teardown();
	begin(NAMES_MEMORY_MIN, false);
	ask("10.0.0.1", 1, "a.test", T0);
	for (unsigned int i = 0; i < 100000; i++) {
		struct dns_question q = question((uint16_t)i, "b.test");

		e.client_port = (uint16_t)(1024 + i / 7);
		names_query(names, &e, &q, T0 + i);
	}
	ck_assert_int_eq(names_answer(names, &quiet, &r, T0 + S), NAMES_USED);
	ck_assert_uint_gt(names_stats(names)->evicted_queries, 90000);
}
END_TEST

/* Flows hold all the texts there is room for. */
START_TEST(without_room_for_a_name_the_address_says_so)
{
	char text[HOST_NAME_MAX_BYTES], address[ADDR_TEXT_MAX];
	enum names_said said = NAMES_USED;
	unsigned int i = 0;

	teardown();
	begin(NAMES_MEMORY_MIN, false);
	resolve_one("10.0.0.1", "a.test", 3600, SERVER_IP, T0);
	for (; said == NAMES_USED && i < 10000; i++) {
		snprintf(text, sizeof(text), "n%u.test", i);
		snprintf(address, sizeof(address), "192.0.%u.%u", i / 256,
		    i % 256);
		said = resolve_one("10.0.0.2", text, 3600, address, T0);
		look_up("10.0.0.2", address, T0);
		names_hold(names, &list);
	}
	ck_assert_int_eq(said, NAMES_NO_ROOM);
	ck_assert_uint_gt(names_stats(names)->no_room, 0);
	ck_assert_uint_eq(look_up("10.0.0.2", address, T0), 0);
	ck_assert(list.more);
	/* A second name that is not known must not leave the first alone. */
	resolve_one("10.0.0.1", "evil.test", 3600, SERVER_IP, T0);
	look_up("10.0.0.1", SERVER_IP, T0);
	ck_assert(list.more);
}
END_TEST

START_TEST(times_far_out_are_safe)
{
	static const uint64_t times[] = { 0, 1, UINT64_MAX, UINT64_MAX - 1,
		(uint64_t)UINT32_MAX * S };

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		teardown();
		setup();
		ck_assert_int_eq(resolve_one("10.0.0.1", "a.test", UINT32_MAX,
				     SERVER_IP, times[i]),
		    NAMES_USED);
		ck_assert_uint_eq(look_up("10.0.0.1", SERVER_IP, times[i]), 1);
		ck_assert(!list.more);
	}
}
END_TEST

START_TEST(refused_names_are_counted)
{
	names_refused(names);
	ck_assert_uint_eq(names_stats(names)->refused, 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("names");
	TCase *tc = tcase_create("names");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, too_little_memory_is_refused);
	tcase_add_test(tc, an_answer_names_its_address_for_that_client_alone);
	tcase_add_test(tc, all_names_of_a_chain_are_names_of_the_address);
	tcase_add_test(tc, names_live_for_their_ttl_and_the_grace);
	tcase_add_test(tc, ttls_are_clamped);
	tcase_add_test(tc, shared_addresses_list_every_question_latest_first);
	tcase_add_test(tc,
	    a_newer_answer_to_a_question_takes_the_older_ones_place);
	tcase_add_test(tc, more_questions_than_fit_are_told);
	tcase_add_test(tc, answers_without_a_query_are_not_used);
	tcase_add_test(tc,
	    forged_answers_are_not_used_and_the_right_one_still_is);
	tcase_add_test(tc, only_the_first_answer_counts);
	tcase_add_test(tc, queries_wait_only_so_long);
	tcase_add_test(tc, unasked_answers_count_where_the_tap_sees_one_side);
	tcase_add_test(tc, answers_without_addresses_and_errors_are_empty);
	tcase_add_test(tc, what_a_flow_holds_outlives_its_entry);
	tcase_add_test(tc, what_is_over_goes_by_itself);
	tcase_add_test(tc, a_flood_of_names_leaves_the_other_clients);
	tcase_add_test(tc, a_flood_of_queries_leaves_the_other_clients);
	tcase_add_test(tc, without_room_for_a_name_the_address_says_so);
	tcase_add_test(tc, times_far_out_are_safe);
	tcase_add_test(tc, refused_names_are_counted);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
