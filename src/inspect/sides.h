/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sides.h - puts together what the bytes of each end say.
 *
 * A recogniser is up to three small pure functions on a run of bytes: what
 * a client opens with, what a server does, and what is telling in the
 * middle of a conversation.  They look at .start and .cut only where that
 * changes the answer; that a NO needs the direction's start and a few bytes
 * is seen to here.
 */
#ifndef INSPECT_SIDES_H
#define INSPECT_SIDES_H

#include "inspect/recognise.h"

typedef enum inspect_match look_fn(const struct inspect_bytes *b);
typedef struct inspect_answer look_view_fn(const struct inspect_view *view);

struct looks {
	look_fn *client; /* all three may be NULL: never sure */
	look_fn *server;
	look_fn *mid; /* answers MATCH or UNSURE */
};

/* The answer of a recogniser on both ends, whichever the client is. */
struct inspect_answer sides_answer(const struct inspect_view *view,
    const struct looks *looks);

#endif
