/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ndpi.h - asking nDPI what a conversation is.
 *
 * nDPI never sees the wire: it is asked once about a conversation, with the
 * pieces of payload that our reassembly kept, wrapped in packets of our own.
 * Question and answer are plain data and an answer depends on its question
 * alone, so that the asking can move into a process that may die.
 *
 * Only dissectors of applications that matter here are switched on; guessing
 * by port or address is off.  An engine belongs to one thread.
 */
#ifndef INSPECT_NDPI_H
#define INSPECT_NDPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "inspect/tuple.h"

#define NDPI_PIECES_MAX 32
#define NDPI_WORD_MAX 32            /* bytes, the final NUL too */
#define NDPI_CONFIDENCE_TEXT_MAX 24 /* likewise */

struct ndpi_piece {
	const uint8_t *data; /* lent for the call */
	uint32_t after_ms;   /* since the question's time */
	uint16_t len;        /* at most WRAP_PAYLOAD_MAX */
	uint8_t side;
};

struct ndpi_question {
	struct inspect_tuple tuple;
	uint64_t time_us;
	uint8_t client; /* its side, as well as it is known */
	bool handshake; /* TCP: the start was seen */
	uint8_t pieces;
	struct ndpi_piece piece[NDPI_PIECES_MAX];
};

struct ndpi_answer {
	/* nDPI's words, "" when it has none: the application, and what that
	 * runs over.  Version 4.2 puts a guess by port into master. */
	char app[NDPI_WORD_MAX];
	char master[NDPI_WORD_MAX];
	int same_as; /* enum inspect_app that app is, or -1 */
	int master_same_as;
	bool by_payload; /* app was found in the payload, not guessed */
	char confidence[NDPI_CONFIDENCE_TEXT_MAX]; /* "dpi", "dpi-cache" */
};

/* For comparisons; the product runs with both false. */
struct ndpi_options {
	bool guess; /* by port and address where the payload told nothing */
	bool every_dissector;
};

struct ndpi_engine;

/* True when the program is built with nDPI. */
bool ndpi_engine_built(void);
/* "4.2.0", or "none" where the program is built without it. */
const char *ndpi_engine_version(void);

/*
 * 0 and an engine to give to ndpi_engine_free(); -ENOSYS when built without
 * nDPI, -ELIBBAD when the library is not the one of the headers, -ENOMEM;
 * with err.
 */
int ndpi_engine_new(struct ndpi_engine **out,
    const struct ndpi_options *options, struct err *err);
void ndpi_engine_free(struct ndpi_engine *e);

void ndpi_engine_ask(struct ndpi_engine *e, const struct ndpi_question *q,
    struct ndpi_answer *out);

#endif
