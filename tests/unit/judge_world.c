/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge_world.c - rulings as rows.
 */
#include <config.h>

#include <check.h>

#include "judge_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct judge_ruling
judge_rule(const struct judge_row *r)
{
	struct judge_evidence e = { .proto = r->proto ? r->proto : PROTO_TCP,
		.no_room = (r->how & NO_ROOM) != 0,
		.ndpi_asked = !(r->how & NOT_ASKED),
		.ndpi_app = r->ndpi - 1,
		.http_status = r->http_status,
		.tls_alert = (r->how & ALERT) != 0,
		.tls_http = (r->how & HTTP_INSIDE) != 0 };
	struct inspect_facts facts = { .expected = r->expected,
		.payload = { r->bytes[0], r->bytes[1] },
		.client = r->how & UNORIENTED ? -1 : 0,
		.began = (r->how & BEGAN) != 0,
		.reset = (r->how & RESET) != 0,
		.ended = (r->how & ENDED) != 0 };
	struct judge_ruling ruling;

	for (size_t i = 0; i < COUNT(r->own); i++)
		if (r->own[i].said)
			inspect_judge_note(&e.own, r->own[i].app,
			    r->own[i].answer);
	for (size_t side = 0; side < 2; side++)
		e.side[side] = (struct judge_side){ .seen = r->bytes[side],
			.start = (r->how & BEGAN) && r->bytes[side] > 0,
			.cut = (r->how & CUT) != 0 };
	inspect_judge(&e, &facts, &ruling);
	return ruling;
}

void
judge_check(const struct judge_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct judge_row *r = &rows[i];
		struct judge_ruling got = judge_rule(r);

		ck_assert_msg(got.conformance == r->conformance, "%s: %s",
		    r->what, word_text(WORDS_CONFORMANCE, got.conformance));
		ck_assert_msg(got.why == r->why, "%s: why %s", r->what,
		    inspect_why_text(got.why));
		ck_assert_msg(got.grade == r->grade, "%s: grade %d", r->what,
		    (int)got.grade);
		ck_assert_msg(got.app == r->app - 1, "%s: app %d", r->what,
		    got.app);
		ck_assert_msg(got.basis == r->basis, "%s: basis %d", r->what,
		    (int)got.basis);
	}
}
