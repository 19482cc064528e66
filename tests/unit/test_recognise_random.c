/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_random.c - bytes that mean nothing are never recognised.
 */
#include <config.h>

#include "inspect/details.h"
#include "recognise_world.h"

#define TRIALS 1000000
#define LENGTH_MAX 96 /* long enough for every header */

struct trial {
	struct bytes client, server;
	struct inspect_view view;
};

static void
make(struct trial *t, uint8_t proto, uint64_t *state)
{
	uint64_t pick = next_random(state);

	fill_random(&t->client, pick % LENGTH_MAX, state);
	fill_random(&t->server, pick >> 8 & 31, state);
	t->view = view_of(proto, &t->client, &t->server);
	t->view.client = (int8_t)((int)(pick >> 16 & 3) % 3 - 1);
	for (unsigned int side = 0; side < 2; side++) {
		bool start = pick >> (20 + side) & 1;
		bool cut = pick >> (24 + side) & 1;

		t->view.side[side].stream.start = start;
		t->view.side[side].stream.cut = cut;
		t->view.side[side].datagram[0].start = start;
		t->view.side[side].datagram[0].cut = cut;
	}
}

static void
expect_nothing(uint8_t proto, uint64_t state)
{
	static struct trial t;
	struct inspect_answer answers[INSPECT_APP_COUNT];

	for (unsigned int i = 0; i < TRIALS; i++) {
		int app;

		make(&t, proto, &state);
		app = inspect_recognise_all(&t.view, answers);
		/* An assertion costs more than a trial. */
		if (app >= 0)
			ck_abort_msg("%s at trial %u",
			    inspect_app_word((enum inspect_app)app), i);
	}
}

START_TEST(random_streams_are_nothing)
{
	expect_nothing(PROTO_TCP, UINT64_C(0x9e3779b97f4a7c15));
}
END_TEST

START_TEST(random_datagrams_are_nothing)
{
	expect_nothing(PROTO_UDP, UINT64_C(0xd1b54a32d192ed03));
}
END_TEST

/* The same with a first byte that some protocol begins with, so that more
 * of each recogniser is reached. */
START_TEST(a_right_first_byte_is_not_enough)
{
	static const uint8_t firsts[] = { 0x03, 0x04, 0x05, 0x10, 0x12, 0x13,
		0x16, 0x17, 0x20, 0x30, 0x38, 0x40, 0x52, 0x80, 0xc3, 0xff, 0,
		1, 2 };
	uint64_t state = UINT64_C(0x94d049bb133111eb);
	static struct trial t;
	struct inspect_answer answers[INSPECT_APP_COUNT];

	for (unsigned int i = 0; i < TRIALS / 4; i++) {
		make(&t, i & 1 ? PROTO_UDP : PROTO_TCP, &state);
		t.client.data[0] = firsts[i % sizeof(firsts)];
		if (inspect_recognise_all(&t.view, answers) >= 0)
			ck_abort_msg("recognised at trial %u", i);
	}
}
END_TEST

START_TEST(random_bytes_can_be_described)
{
	uint64_t state = UINT64_C(0xbf58476d1ce4e5b9);
	static struct trial t;
	struct inspect_details d;

	for (unsigned int i = 0; i < TRIALS / 200; i++) {
		make(&t, i & 1 ? PROTO_UDP : PROTO_TCP, &state);
		for (int app = 0; app < INSPECT_APP_COUNT; app++) {
			inspect_describe(&t.view, (enum inspect_app)app, NULL,
			    &d);
			ck_assert(!d.tls.client_hello);
			ck_assert_str_eq(d.name, "");
		}
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		random_streams_are_nothing,
		random_datagrams_are_nothing,
		a_right_first_byte_is_not_enough,
		random_bytes_can_be_described,
	};

	return run_tests("recognise random", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
