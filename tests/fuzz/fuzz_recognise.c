/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_recognise.c - any bytes as what both ends of a conversation sent.
 *
 * The first byte's bits tell the protocol and the client.  Each run after it
 * has a head of three bytes: its side, whether it begins the direction and
 * is cut (one byte), and its length (two).
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/words.h"
#include "inspect/details.h"
#include "inspect/quic_initial.h"
#include "packet/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum run_flag { RUN_SIDE = 1, RUN_START = 2, RUN_CUT = 4 };

#define RUNS_MAX (2 * INSPECT_DATAGRAMS_MAX)

struct runs {
	uint8_t *copies[RUNS_MAX];
	unsigned int count;
};

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* A copy of its length, so that a byte too far is noticed. */
static const uint8_t *
copy(struct runs *runs, const struct cursor *bytes)
{
	uint8_t *exact = malloc(bytes->len > 0 ? bytes->len : 1);

	check(exact != NULL);
	if (bytes->len > 0)
		memcpy(exact, bytes->data, bytes->len);
	runs->copies[runs->count++] = exact;
	return exact;
}

static void
read_view(struct cursor *c, struct runs *runs, struct inspect_view *view)
{
	uint8_t head = cursor_u8(c);

	*view =
	    (struct inspect_view){ .proto = head & 1 ? PROTO_UDP : PROTO_TCP,
		    .client = (int8_t)((head >> 1) % 3 - 1) };
	while (cursor_left(c) > 0 && runs->count < RUNS_MAX) {
		uint8_t flags = cursor_u8(c);
		uint16_t len = cursor_u16(c);
		struct inspect_side *side = &view->side[flags & RUN_SIDE];
		struct inspect_bytes b = { .start = flags & RUN_START,
			.cut = flags & RUN_CUT };
		struct cursor bytes;

		if (c->failed)
			break;
		bytes = cursor_sub(c, len);
		b.data = copy(runs, &bytes);
		b.len = bytes.len;
		if (view->proto == PROTO_TCP)
			side->stream = b;
		else if (side->datagrams < INSPECT_DATAGRAMS_MAX && b.len > 0)
			side->datagram[side->datagrams++] = b;
	}
}

static void
check_answer(const struct inspect_view *view, int app,
    struct inspect_answer all)
{
	struct inspect_answer one =
	    inspect_recognise(view, (enum inspect_app)app);

	check(one.match == all.match && one.strength == all.strength &&
	    one.contradicted == all.contradicted);
	check(one.match <= INSPECT_MATCH && one.strength <= INSPECT_BY_BOTH);
	check((one.match == INSPECT_MATCH) ==
	    (one.strength != INSPECT_BY_NONE));
	check(one.match == INSPECT_MATCH || !one.contradicted);
}

static void
check_text(const char *text, size_t size, bool name)
{
	size_t len = strnlen(text, size);

	check(len < size);
	for (size_t i = 0; i < len; i++) {
		check(text[i] >= ' ' && text[i] <= '~');
		if (name)
			check(strchr("abcdefghijklmnopqrstuvwxyz"
				     "0123456789-_.",
				  text[i]) != NULL);
	}
}

static void
check_details(const struct inspect_details *d)
{
	check_text(d->name, sizeof(d->name), true);
	check_text(d->tls.alpn, sizeof(d->tls.alpn), false);
	check_text(d->http.method, sizeof(d->http.method), false);
	check_text(d->software, sizeof(d->software), false);
	check((d->name[0] != '\0') == (d->name_from != INSPECT_NAME_NONE));
	check(d->http.status <= 999);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct quic_initial *q;
	struct inspect_answer answers[INSPECT_APP_COUNT];
	struct cursor c = cursor_of(data, size);
	struct runs runs = { .count = 0 };
	struct inspect_details details;
	struct inspect_view view;
	int best;

	if (!q) {
		check(digest_init() == 0);
		check(quic_initial_new(&q) == 0);
	}
	read_view(&c, &runs, &view);
	best = inspect_recognise_all(&view, answers);
	check(best < 0 || answers[best].match == INSPECT_MATCH);
	for (int app = 0; app < INSPECT_APP_COUNT; app++) {
		check_answer(&view, app, answers[app]);
		inspect_describe(&view, (enum inspect_app)app, q, &details);
		check_details(&details);
	}
	for (unsigned int i = 0; i < runs.count; i++)
		free(runs.copies[i]);
	return 0;
}
