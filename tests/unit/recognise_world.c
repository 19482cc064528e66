/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recognise_world.c - messages written byte by byte, views of them, and what
 * holds for every recogniser.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "recognise_world.h"

#define SLOW_S 300 /* sanitizers on a busy machine */

void
put_bytes(struct bytes *b, const uint8_t *data, size_t len)
{
	if (len > sizeof(b->data) - b->len)
		ck_abort();
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

static void
put_number(struct bytes *b, uint64_t value, size_t width)
{
	for (size_t i = width; i > 0; i--) {
		uint8_t byte = (uint8_t)(value >> 8 * (i - 1));

		put_bytes(b, &byte, 1);
	}
}

void
put_u8(struct bytes *b, unsigned int value)
{
	put_number(b, value, 1);
}

void
put_u16(struct bytes *b, unsigned int value)
{
	put_number(b, value, 2);
}

void
put_u24(struct bytes *b, unsigned int value)
{
	put_number(b, value, 3);
}

void
put_u32(struct bytes *b, uint32_t value)
{
	put_number(b, value, 4);
}

void
put_u32_le(struct bytes *b, uint32_t value)
{
	for (unsigned int i = 0; i < 4; i++)
		put_u8(b, value >> 8 * i & 0xff);
}

void
put_fill(struct bytes *b, size_t count, unsigned int value)
{
	while (count-- > 0)
		put_u8(b, value);
}

void
put_text(struct bytes *b, const char *text)
{
	for (; *text; text++)
		put_u8(b, (unsigned char)*text);
}

static unsigned int
digit(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, c);

	if (!at)
		ck_abort_msg("%c is no digit", c);
	return (unsigned int)(at - digits);
}

void
put_hex(struct bytes *b, const char *hex)
{
	while (*hex) {
		if (*hex == ' ') {
			hex++;
			continue;
		}
		ck_assert_int_ne(hex[1], '\0');
		put_u8(b, digit(hex[0]) << 4 | digit(hex[1]));
		hex += 2;
	}
}

size_t
put_open(struct bytes *b, size_t width)
{
	put_fill(b, width, 0);
	return b->len;
}

void
put_close(struct bytes *b, size_t place, size_t width)
{
	size_t end = b->len, covered = end - place;

	b->len = place - width;
	put_number(b, covered, width);
	b->len = end;
}

struct bytes
bytes_hex(const char *hex)
{
	struct bytes b = { .len = 0 };

	put_hex(&b, hex);
	return b;
}

struct bytes
bytes_text(const char *text)
{
	struct bytes b = { .len = 0 };

	put_text(&b, text);
	return b;
}

void
view_add(struct inspect_view *view, enum end end, const struct bytes *b)
{
	struct inspect_side *side = &view->side[end];

	if (side->datagrams == INSPECT_DATAGRAMS_MAX)
		ck_abort();
	side->datagram[side->datagrams] = (struct inspect_bytes){
		.data = b->data, .len = b->len, .start = side->datagrams == 0
	};
	side->datagrams++;
}

static void
show(struct inspect_view *view, enum end end, const struct bytes *b)
{
	if (!b)
		return;
	if (view->proto == PROTO_UDP)
		view_add(view, end, b);
	else
		view->side[end].stream = (struct inspect_bytes){
			.data = b->data, .len = b->len, .start = true
		};
}

struct inspect_view
view_of(uint8_t proto, const struct bytes *client, const struct bytes *server)
{
	struct inspect_view view = { .proto = proto, .client = CLIENT };

	show(&view, CLIENT, client);
	show(&view, SERVER, server);
	return view;
}

struct inspect_view
view_end(uint8_t proto, enum end end, const struct bytes *b)
{
	return end == CLIENT ? view_of(proto, b, NULL)
			     : view_of(proto, NULL, b);
}

struct inspect_view
view_middle(uint8_t proto, enum end end, const struct bytes *b)
{
	struct inspect_view view = view_end(proto, end, b);

	view.side[end].stream.start = false;
	view.side[end].datagram[0].start = false;
	return view;
}

enum inspect_match
match_of(const struct inspect_view *view, enum inspect_app app)
{
	return inspect_recognise(view, app).match;
}

enum inspect_strength
strength_of(const struct inspect_view *view, enum inspect_app app)
{
	return inspect_recognise(view, app).strength;
}

/* A view of memory that ends where the bytes do, so that a sanitizer sees
 * what reads behind them. */
static void
ask_all(uint8_t proto, enum end end, const struct bytes *b, size_t len,
    struct inspect_answer out[static INSPECT_APP_COUNT])
{
	struct inspect_view view = view_end(proto, end, b);
	uint8_t *exact = malloc(len > 0 ? len : 1);

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, b->data, len);
	view.side[end].stream.data = exact;
	view.side[end].stream.len = len;
	view.side[end].datagram[0].data = exact;
	view.side[end].datagram[0].len = len;
	view.side[end].datagram[0].cut = len < b->len;
	view.side[end].datagrams = proto == PROTO_UDP && len > 0;
	inspect_recognise_all(&view, out);
	free(exact);
}

static void
expect_no_other(const struct inspect_answer *answers, int app, size_t at)
{
	for (int i = 0; i < INSPECT_APP_COUNT; i++)
		if (i != app && answers[i].match == INSPECT_MATCH)
			ck_abort_msg("%s matches at %zu",
			    inspect_app_word((enum inspect_app)i), at);
}

static void
expect_prefixes(uint8_t proto, enum end end, enum inspect_app app,
    const struct bytes *b)
{
	struct inspect_answer answers[INSPECT_APP_COUNT];

	for (size_t len = 0; len <= b->len; len++) {
		ask_all(proto, end, b, len, answers);
		ck_assert_msg(answers[app].match != INSPECT_NO,
		    "%s rejects its first %zu bytes", inspect_app_word(app),
		    len);
		expect_no_other(answers, (int)app, len);
	}
}

static void
expect_flips(uint8_t proto, enum end end, enum inspect_app app,
    const struct bytes *b)
{
	struct inspect_answer answers[INSPECT_APP_COUNT];
	struct bytes turned = *b;

	for (size_t bit = 0; bit < 8 * b->len; bit++) {
		turned.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
		ask_all(proto, end, &turned, turned.len, answers);
		expect_no_other(answers, (int)app, bit);
		turned.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
}

void
expect_genuine(uint8_t proto, enum end end, enum inspect_app app,
    const struct bytes *b)
{
	struct inspect_view view = view_end(proto, end, b);

	ck_assert_msg(match_of(&view, app) == INSPECT_MATCH,
	    "%s is not recognised", inspect_app_word(app));
	expect_prefixes(proto, end, app, b);
	expect_flips(proto, end, app, b);
}

void
expect_stranger(uint8_t proto, enum end end, enum inspect_app app,
    const struct bytes *b)
{
	struct inspect_answer answers[INSPECT_APP_COUNT];

	ask_all(proto, end, b, b->len, answers);
	expect_no_other(answers, -1, b->len);
	ck_assert_msg(answers[app].match == INSPECT_NO, "%s does not say no",
	    inspect_app_word(app));
}

int
run_tests(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_set_timeout(all, SLOW_S);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(all, tests[i]);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

uint64_t
next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

void
fill_random(struct bytes *b, size_t len, uint64_t *state)
{
	if (len > sizeof(b->data) - sizeof(*state))
		ck_abort();
	for (size_t at = 0; at < len; at += sizeof(*state)) {
		uint64_t word = next_random(state);

		memcpy(b->data + at, &word, sizeof(word));
	}
	b->len = len;
}
