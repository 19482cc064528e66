/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge_world.h - rulings as rows: what is said and known, what comes out.
 */
#ifndef UNIT_JUDGE_WORLD_H
#define UNIT_JUDGE_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "inspect/judge.h"

#define SET(name) (UINT64_C(1) << INSPECT_APP_##name)

/* One of our recognisers' answers. */
struct judge_says {
	enum inspect_app app;
	struct inspect_answer answer;
	bool said; /* false: the row is empty */
};

#define SAYS(name, match, by, half)                                            \
	{                                                                      \
		INSPECT_APP_##name,                                            \
		    { INSPECT_##match, INSPECT_BY_##by, half }, true           \
	}
#define PROVES(name, by) SAYS(name, MATCH, by, false)
#define HALF(name, by) SAYS(name, MATCH, by, true)
#define REJECTS(name) SAYS(name, NO, NONE, false)

enum judge_how {
	BEGAN = 1 << 0,     /* the start was seen, of both ends */
	NOT_ASKED = 1 << 1, /* nDPI was not */
	RESET = 1 << 2,
	ENDED = 1 << 3,
	NO_ROOM = 1 << 4,
	CUT = 1 << 5,
	ALERT = 1 << 6, /* TLS, of the server */
	HTTP_INSIDE = 1 << 7,
	UNORIENTED = 1 << 8,
};

struct judge_row {
	const char *what;
	uint64_t expected;
	struct judge_says own[4]; /* the others are unsure */
	int ndpi;                 /* application + 1, 0: none */
	unsigned int how;
	uint32_t bytes[2]; /* client, server; on the wire and in view */
	uint16_t http_status;
	enum conformance conformance;
	enum inspect_why why;
	enum grade grade;
	int app; /* + 1, 0: none */
	enum app_basis basis;
	uint8_t proto; /* 0: TCP */
};

#define NDPI(name) (INSPECT_APP_##name + 1)
#define APP(name) (INSPECT_APP_##name + 1)

#define CONFORMS .conformance = CONFORMANCE_CONFORMS
#define VIOLATES(of) .conformance = CONFORMANCE_VIOLATES, .grade = GRADE_##of
#define OPEN(because)                                                          \
	.conformance = CONFORMANCE_UNDETERMINED, .why = INSPECT_WHY_##because
#define NAMED(name, by) .app = APP(name), .basis = APP_BASIS_##by

struct judge_ruling judge_rule(const struct judge_row *r);
/* Rule each row and compare; a failure tells the row. */
void judge_check(const struct judge_row *rows, size_t count);

#endif
