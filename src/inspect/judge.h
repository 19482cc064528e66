/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge.h - two opinions and the facts to a ruling (DESIGN section 6).
 *
 * A pure function: what our recognisers say, what nDPI says, and what is
 * known of the flow, to conforms, violates or undetermined.  Ports play no
 * part in it: what was expected comes as a set of applications.
 */
#ifndef INSPECT_JUDGE_H
#define INSPECT_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/words.h"
#include "inspect/app.h"
#include "inspect/inspect.h"
#include "inspect/recognise.h"

/* A violation that was turned away is a probe below so many bytes of
 * payload, both ends together. */
#define JUDGE_PROBE_BYTES 2048

/* A set of applications has the bit 1 << enum inspect_app of each. */
#define JUDGE_ANY UINT64_MAX

static inline uint64_t
judge_set(enum inspect_app app)
{
	return UINT64_C(1) << app;
}

/* What our recognisers answered; all zero is not sure of anything. */
struct judge_own {
	uint64_t matched, rejected;
	uint64_t contradicted; /* of the matched ones, by one end */
	uint8_t strength[INSPECT_APP_COUNT]; /* of the matched ones */
};

/* What could be seen of one end. */
struct judge_side {
	uint32_t seen; /* bytes without a hole; of datagrams, all of them */
	bool start;    /* from its first byte on */
	bool cut;      /* something behind them, within the room that we keep,
			* was sent and can not be seen */
};

struct judge_evidence {
	struct judge_own own;
	struct judge_side side[2];
	uint8_t proto;
	bool no_room; /* the flow was not looked at */
	bool ndpi_asked;
	int ndpi_app;         /* it found in the payload, or -1 */
	uint16_t http_status; /* of the server's first response, 0: none */
	/* Of the TLS that was recognised, where it was not expected or one end
	 * contradicts it. */
	bool tls_alert; /* the server's answer was an alert and no hello */
	bool tls_http;  /* both ends speak it, and its ALPN has HTTP */
};

struct judge_ruling {
	enum conformance conformance;
	enum grade grade;
	enum inspect_why why;
	enum app_basis basis;
	int app; /* the judged answer, -1: none */
	bool disagree;
};

void inspect_judge(const struct judge_evidence *e,
    const struct inspect_facts *facts, struct judge_ruling *out);

/* Add an answer. */
void inspect_judge_note(struct judge_own *own, enum inspect_app app,
    struct inspect_answer answer);

/* The application in set that our recognisers are surest of, or -1. */
int inspect_judge_best(const struct judge_own *own, uint64_t set);

/* The expected application that our recognisers prove, neither end being
 * against it, or -1. */
int inspect_judge_conforming(const struct judge_own *own, uint64_t expected);

#endif
