/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_epm.c - what the RPC endpoint mapper grants, and what it does not.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "epm_world.h"

static const struct epm_style styles[] = { { false, false }, { false, true },
	{ true, false }, { true, true } };

#define STYLES ((int)(sizeof(styles) / sizeof(styles[0])))

static const struct epm_tower tower = { epm_iface_asked, 49155,
	{ 10, 77, 0, 50 }, 7 };

static struct epm epm;
static struct epm_port got[EPM_CALLS_MAX * 16];
static unsigned int count;

static void
take(void *arg, const struct epm_port *port)
{
	(void)arg;
	ck_assert_uint_lt(count, sizeof(got) / sizeof(got[0]));
	got[count++] = *port;
}

static void
begin(void)
{
	epm_init(&epm, CLIENT);
	count = 0;
}

/* In exact memory, step bytes at a time. */
static void
feed_by(enum end side, const struct bytes *b, size_t step)
{
	for (size_t at = 0; at < b->len; at += step) {
		size_t n = b->len - at < step ? b->len - at : step;
		uint8_t *exact = malloc(n);

		ck_assert_ptr_nonnull(exact);
		memcpy(exact, b->data + at, n);
		epm_feed(&epm, side, exact, n, take, NULL);
		free(exact);
	}
}

static void
feed(enum end side, const struct bytes *b)
{
	feed_by(side, b, b->len);
}

static void
bind(struct epm_style s)
{
	struct bytes b = { .len = 0 }, answer = { .len = 0 };

	put_bind(&b, s, EPM_BIND, 1);
	put_bind_answer(&answer, s, EPM_BIND_ACK, 1, true);
	feed(CLIENT, &b);
	feed(SERVER, &answer);
}

static void
map(struct epm_style s, unsigned int context, uint32_t call)
{
	struct bytes b = { .len = 0 };

	put_map(&b, s, context, call, epm_iface_asked);
	feed(CLIENT, &b);
}

static void
answer(struct epm_style s, uint32_t call, const struct epm_tower *t,
    unsigned int towers)
{
	struct bytes stub = epm_answer(s, t, towers, 0), b = { .len = 0 };

	put_answer(&b, s, call, &stub);
	feed(SERVER, &b);
}

START_TEST(a_port_that_was_asked_for_is_given)
{
	static const uint8_t uuid[16] = { 0x12, 0x34, 0x57, 0x78, 0x12, 0x34,
		0xab, 0xcd, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab };
	struct addr server = addr_from_v4(tower.address);

	begin();
	bind(styles[_i]);
	map(styles[_i], 5, 2);
	answer(styles[_i], 2, &tower, 1);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(got[0].port, 49155);
	ck_assert(addr_equal(&got[0].server, &server));
	ck_assert_mem_eq(got[0].interface.uuid.b, uuid, sizeof(uuid));
	ck_assert_uint_eq(got[0].interface.version, 1);
	ck_assert_uint_eq(epm.stats.asked, 1);
	ck_assert_uint_eq(epm.stats.answered, 1);
	ck_assert_uint_eq(epm.stats.ports, 1);
	ck_assert_uint_eq(epm.stats.unread, 0);
}
END_TEST

/* As rpcclient and samba-dcerpcd of Samba 4.17 say it. */
START_TEST(what_samba_says_is_read)
{
	static const char tower_hex[] =
	    "4b000000 4b000000 0500 1300 0d 785734123412cdabef000123456789ab"
	    "0000 0200 0000 1300 0d 045d888aeb1cc9119fe808002b104860 0200"
	    "0200 0000 0100 0b 0200 0000 0100 07 0200";
	struct addr server = addr_from_v4((const uint8_t[]){ 127, 0, 0, 1 });
	struct bytes bound = bytes_hex(
	    "05000b03 10000000 4800 0000 01000000 b810 b810 00000000 01000000"
	    "0000 0100 0883afe11f5dc91191a408002b14a0fa 03000000"
	    "045d888aeb1cc9119fe808002b104860 02000000");
	struct bytes answered =
	    bytes_hex("05000c03 10000000 3c00 0000 01000000 b810 b810 f7260000"
		      "0400 31333500 0000 01000000 0000 0000"
		      "045d888aeb1cc9119fe808002b104860 02000000");
	struct bytes asked =
	    bytes_hex("05000003 10000000 8c00 0000 02000000 74000000 0000 0300"
		      "00000000 01000000");
	struct bytes given =
	    bytes_hex("05000203 10000000 9800 0000 02000000 80000000 0000 0000"
		      "00000000 00000000 00000000 00000000 00000000 01000000"
		      "01000000 00000000 01000000 02000000");

	put_hex(&asked, tower_hex);
	put_hex(&asked, "0000 0100 09 0400 00000000 00");
	put_fill(&asked, 20, 0);
	put_hex(&asked, "01000000");
	put_hex(&given, tower_hex);
	put_hex(&given, "c002 0100 09 0400 7f000001 00 00000000");
	ck_assert_uint_eq(asked.len, 0x8c);
	ck_assert_uint_eq(given.len, 0x98);
	begin();
	feed(CLIENT, &bound);
	feed(SERVER, &answered);
	feed(CLIENT, &asked);
	feed(SERVER, &given);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(got[0].port, 49154);
	ck_assert(addr_equal(&got[0].server, &server));
	ck_assert_uint_eq(epm.stats.unread, 0);
}
END_TEST

START_TEST(several_towers_are_read_and_only_those_asked_for_count)
{
	struct epm_tower t[5] = { tower, tower, tower, tower, tower };

	t[1].iface = epm_iface_other;
	t[2].transport = 8; /* UDP */
	t[3].port = 0;
	t[4].port = 49160;
	memset(t[4].address, 0, 4);
	begin();
	bind(styles[_i]);
	map(styles[_i], 5, 2);
	answer(styles[_i], 2, t, 5);
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(got[0].port, 49155);
	ck_assert_uint_eq(got[1].port, 49160);
	ck_assert(addr_is_unspecified(&got[1].server));
	ck_assert_uint_eq(epm.stats.unread, 0);
}
END_TEST

START_TEST(pieces_of_any_length_are_put_together)
{
	struct epm_style s = styles[_i];
	struct bytes bound = { .len = 0 }, answered = { .len = 0 };
	struct bytes asked = { .len = 0 }, given = { .len = 0 };
	struct bytes stub = epm_answer(s, &tower, 1, 0);

	put_bind(&bound, s, EPM_BIND, 1);
	put_bind_answer(&answered, s, EPM_BIND_ACK, 1, true);
	for (uint32_t call = 2; call < 5; call++) {
		put_map(&asked, s, 5, call, epm_iface_asked);
		put_answer(&given, s, call, &stub);
	}
	for (size_t step = 1; step < given.len; step += 7) {
		begin();
		feed_by(CLIENT, &bound, step);
		feed_by(SERVER, &answered, step);
		feed_by(CLIENT, &asked, step);
		feed_by(SERVER, &given, step);
		ck_assert_uint_eq(count, 3);
	}
}
END_TEST

START_TEST(responses_in_fragments_are_put_together)
{
	struct epm_style s = styles[_i];
	struct epm_tower t[6] = { tower, tower, tower, tower, tower, tower };
	struct bytes stub = epm_answer(s, t, 6, 0), b = { .len = 0 };

	for (size_t at = 0; at < stub.len; at += 50) {
		size_t n = stub.len - at < 50 ? stub.len - at : 50;
		struct bytes body = { .len = 8 };

		put_bytes(&body, stub.data + at, n);
		put_pdu(&b, s, EPM_RESPONSE,
		    (at == 0 ? 1U : 0U) | (at + n == stub.len ? 2U : 0U), 2,
		    &body);
	}
	begin();
	bind(s);
	map(s, 5, 2);
	feed(SERVER, &b);
	ck_assert_uint_eq(count, 6);
}
END_TEST

START_TEST(an_altered_context_counts_too)
{
	struct epm_style s = styles[_i];
	struct bytes b = { .len = 0 }, a = { .len = 0 };

	begin();
	put_bind(&b, s, EPM_ALTER, 9);
	put_bind_answer(&a, s, EPM_ALTER_ANSWER, 9, true);
	feed(CLIENT, &b);
	feed(SERVER, &a);
	map(s, 5, 2);
	answer(s, 2, &tower, 1);
	ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(without_a_bind_nothing_is_given)
{
	begin();
	map(styles[0], 5, 2);
	answer(styles[0], 2, &tower, 1);
	ck_assert_uint_eq(count, 0);
	ck_assert_uint_eq(epm.stats.asked, 0);
}
END_TEST

START_TEST(a_refused_bind_gives_nothing)
{
	struct bytes b = { .len = 0 }, a = { .len = 0 };

	begin();
	put_bind(&b, styles[0], EPM_BIND, 1);
	put_bind_answer(&a, styles[0], EPM_BIND_ACK, 1, false);
	feed(CLIENT, &b);
	feed(SERVER, &a);
	map(styles[0], 5, 2);
	answer(styles[0], 2, &tower, 1);
	ck_assert_uint_eq(count, 0);
}
END_TEST

/* Operation 3 of another interface is no ept_map. */
START_TEST(another_interfaces_context_gives_nothing)
{
	begin();
	bind(styles[0]);
	map(styles[0], 1, 2);
	map(styles[0], 6, 3);
	answer(styles[0], 2, &tower, 1);
	answer(styles[0], 3, &tower, 1);
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(another_operation_gives_nothing)
{
	struct bytes b = { .len = 0 };

	begin();
	bind(styles[0]);
	put_map(&b, styles[0], 5, 2, epm_iface_asked);
	ck_assert_uint_eq(b.data[22], 3);
	b.data[22] = 2; /* ept_lookup */
	feed(CLIENT, &b);
	answer(styles[0], 2, &tower, 1);
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_new_bind_ends_the_contexts_before)
{
	struct bytes b = { .len = 0 };

	begin();
	bind(styles[0]);
	put_bind(&b, styles[0], EPM_BIND, 7);
	feed(CLIENT, &b);
	map(styles[0], 5, 2);
	answer(styles[0], 2, &tower, 1);
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_response_counts_once_and_only_to_its_call)
{
	struct bytes body = { .len = 16 }, fault = { .len = 0 };

	begin();
	bind(styles[0]);
	map(styles[0], 5, 2);
	answer(styles[0], 3, &tower, 1);
	ck_assert_uint_eq(count, 0);
	answer(styles[0], 2, &tower, 1);
	answer(styles[0], 2, &tower, 1);
	ck_assert_uint_eq(count, 1);
	map(styles[0], 5, 4);
	put_pdu(&fault, styles[0], EPM_FAULT, EPM_WHOLE, 4, &body);
	feed(SERVER, &fault);
	answer(styles[0], 4, &tower, 1);
	ck_assert_uint_eq(count, 1);
}
END_TEST

/* Each direction says only what is its to say. */
START_TEST(the_client_can_not_answer_itself)
{
	struct bytes stub = epm_answer(styles[0], &tower, 1, 0);
	struct bytes b = { .len = 0 };

	begin();
	bind(styles[0]);
	map(styles[0], 5, 2);
	put_answer(&b, styles[0], 2, &stub);
	feed(CLIENT, &b);
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_failed_lookup_gives_nothing)
{
	struct bytes stub = epm_answer(styles[_i], &tower, 1, 0x16c9a0d6);
	struct bytes none = epm_answer(styles[_i], NULL, 0, 0x16c9a0d6);
	struct bytes b = { .len = 0 };

	begin();
	bind(styles[_i]);
	map(styles[_i], 5, 2);
	map(styles[_i], 5, 3);
	put_answer(&b, styles[_i], 2, &stub);
	put_answer(&b, styles[_i], 3, &none);
	feed(SERVER, &b);
	ck_assert_uint_eq(count, 0);
	ck_assert_uint_eq(epm.stats.answered, 2);
	ck_assert_uint_eq(epm.stats.unread, 0);
}
END_TEST

START_TEST(arguments_cut_anywhere_give_nothing)
{
	struct epm_style s = styles[_i];
	struct bytes whole = epm_answer(s, &tower, 1, 0);

	for (size_t len = 0; len < whole.len; len++) {
		struct bytes stub = whole, b = { .len = 0 };

		stub.len = len;
		begin();
		bind(s);
		map(s, 5, 2);
		put_answer(&b, s, 2, &stub);
		feed(SERVER, &b);
		ck_assert_uint_eq(count, 0);
		ck_assert_uint_eq(epm.stats.unread, 1);
	}
}
END_TEST

/* RPC_C_AUTHN_LEVEL_PKT_PRIVACY hides the arguments, level 5 signs them. */
START_TEST(encrypted_arguments_are_not_read)
{
	struct bytes stub = epm_answer(styles[0], &tower, 1, 0);

	for (unsigned int level = 5; level <= 6; level++) {
		struct bytes b = { .len = 0 };

		put_answer(&b, styles[0], 2, &stub);
		put_u8(&b, 10);
		put_u8(&b, level);
		put_fill(&b, 6 + 16, 0);
		b.data[8] = (uint8_t)b.len;
		b.data[10] = 16;
		begin();
		bind(styles[0]);
		map(styles[0], 5, 2);
		feed(SERVER, &b);
		ck_assert_uint_eq(count, level == 5);
		ck_assert_uint_eq(epm.stats.unread, level == 6);
	}
}
END_TEST

START_TEST(pdus_longer_than_the_room_are_passed_over)
{
	struct bytes body = { .len = 0 }, head = { .len = 0 };
	static uint8_t large[60000];

	begin();
	bind(styles[0]);
	map(styles[0], 5, 2);
	put_fill(&body, 100, 0xff);
	put_pdu(&head, styles[0], EPM_RESPONSE, EPM_WHOLE, 2, &body);
	memcpy(large, head.data, head.len);
	large[8] = (uint8_t)(sizeof(large) & 0xff);
	large[9] = sizeof(large) >> 8;
	epm_feed(&epm, SERVER, large, sizeof(large), take, NULL);
	ck_assert_uint_eq(epm.stats.unread, 1);
	map(styles[0], 5, 3);
	answer(styles[0], 3, &tower, 1);
	ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(too_long_a_response_in_fragments_is_given_up)
{
	struct bytes body = { .len = 0 };

	begin();
	bind(styles[0]);
	map(styles[0], 5, 2);
	put_fill(&body, 3000, 0);
	for (unsigned int i = 0; i < 5; i++) {
		struct bytes b = { .len = 0 };

		put_pdu(&b, styles[0], EPM_RESPONSE, i == 0, 2, &body);
		feed(SERVER, &b);
	}
	ck_assert_uint_eq(epm.stats.unread, 1);
	map(styles[0], 5, 3);
	answer(styles[0], 3, &tower, 1);
	ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(after_a_gap_the_next_pdu_is_read)
{
	struct bytes stub = epm_answer(styles[0], &tower, 1, 0);
	struct bytes b = { .len = 0 };

	begin();
	bind(styles[0]);
	map(styles[0], 5, 2);
	map(styles[0], 5, 3);
	put_answer(&b, styles[0], 2, &stub);
	b.len -= 40;
	feed(SERVER, &b);
	epm_gap(&epm, SERVER);
	b = bytes_text("the rest of what was lost, no PDU");
	feed(SERVER, &b);
	ck_assert_uint_eq(count, 0);
	answer(styles[0], 3, &tower, 1);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(epm.stats.gaps, 1);
}
END_TEST

START_TEST(what_is_no_pdu_is_a_gap)
{
	struct bytes b = bytes_text("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

	begin();
	feed(CLIENT, &b);
	ck_assert_uint_eq(epm.stats.gaps, 1);
	bind(styles[0]);
	map(styles[0], 5, 2);
	answer(styles[0], 2, &tower, 1);
	ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(calls_without_response_are_bounded)
{
	begin();
	bind(styles[0]);
	for (uint32_t call = 2; call < 100; call++)
		map(styles[0], 5, call);
	answer(styles[0], 2, &tower, 1);
	ck_assert_uint_eq(count, 0);
	answer(styles[0], 99, &tower, 1);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(epm.stats.unread, 98 - EPM_CALLS_MAX);
}
END_TEST

START_TEST(changed_bytes_are_read_safely)
{
	struct epm_style s = styles[_i];
	struct epm_tower t[3] = { tower, tower, tower };
	struct bytes stub = epm_answer(s, t, 3, 0);
	struct bytes way[4] = { { .len = 0 } };
	uint64_t state = 88172645463325252;

	put_bind(&way[0], s, EPM_BIND, 1);
	put_bind_answer(&way[1], s, EPM_BIND_ACK, 1, true);
	put_map(&way[2], s, 5, 2, epm_iface_asked);
	put_answer(&way[3], s, 2, &stub);
	for (int round = 0; round < 3000; round++) {
		begin();
		for (unsigned int i = 0; i < 4; i++) {
			struct bytes b = way[i];
			uint64_t r = next_random(&state);

			if (r & 1)
				b.data[(r >> 8) % b.len] = (uint8_t)(r >> 32);
			feed(i % 2 ? SERVER : CLIENT, &b);
		}
		ck_assert_uint_le(count, 3);
	}
}
END_TEST

static void
add_loop(TCase *tc, const TTest *test)
{
	tcase_add_loop_test(tc, test, 0, STYLES);
}

int
main(void)
{
	Suite *s = suite_create("epm");
	TCase *tc = tcase_create("epm");
	SRunner *r;
	int failed;

	add_loop(tc, a_port_that_was_asked_for_is_given);
	add_loop(tc, several_towers_are_read_and_only_those_asked_for_count);
	add_loop(tc, pieces_of_any_length_are_put_together);
	add_loop(tc, responses_in_fragments_are_put_together);
	add_loop(tc, an_altered_context_counts_too);
	add_loop(tc, a_failed_lookup_gives_nothing);
	add_loop(tc, arguments_cut_anywhere_give_nothing);
	add_loop(tc, changed_bytes_are_read_safely);
	tcase_add_test(tc, what_samba_says_is_read);
	tcase_add_test(tc, without_a_bind_nothing_is_given);
	tcase_add_test(tc, a_refused_bind_gives_nothing);
	tcase_add_test(tc, another_interfaces_context_gives_nothing);
	tcase_add_test(tc, another_operation_gives_nothing);
	tcase_add_test(tc, a_new_bind_ends_the_contexts_before);
	tcase_add_test(tc, a_response_counts_once_and_only_to_its_call);
	tcase_add_test(tc, the_client_can_not_answer_itself);
	tcase_add_test(tc, encrypted_arguments_are_not_read);
	tcase_add_test(tc, pdus_longer_than_the_room_are_passed_over);
	tcase_add_test(tc, too_long_a_response_in_fragments_is_given_up);
	tcase_add_test(tc, after_a_gap_the_next_pdu_is_read);
	tcase_add_test(tc, what_is_no_pdu_is_a_gap);
	tcase_add_test(tc, calls_without_response_are_bounded);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
