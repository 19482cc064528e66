/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recognise.h - our own opinion of what a conversation's first bytes are.
 *
 * A recogniser looks at bytes only, never at ports or addresses.  It says
 * MATCH only of what random bytes resemble with a chance below 2^-24, and
 * NO only of bytes that the application can not begin with; everything
 * between is UNSURE.  All functions are pure: any bytes, any length, cut
 * anywhere, no memory, no state.  Views are what stream.h gives.
 */
#ifndef INSPECT_RECOGNISE_H
#define INSPECT_RECOGNISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/app.h"

#define INSPECT_DATAGRAMS_MAX 8 /* kept of each direction of a UDP flow */
#define INSPECT_BYTES_LEAST 5   /* fewer never make a NO */

/* A run of bytes without a hole: of a TCP direction, or one datagram. */
struct inspect_bytes {
	const uint8_t *data;
	size_t len;
	/* TCP: data[0] is the first byte after the SYN.  UDP: the flow began
	 * in view, and this is the direction's first datagram. */
	bool start;
	/* More was sent behind these bytes that can not be seen: a hole, the
	 * snap length, the end of the buffer, an IP fragment. */
	bool cut;
};

/* What one end sent. */
struct inspect_side {
	struct inspect_bytes stream;                          /* TCP */
	struct inspect_bytes datagram[INSPECT_DATAGRAMS_MAX]; /* UDP */
	uint8_t datagrams;
	bool conflict; /* TCP: bytes were sent again that differ */
};

/* What is visible of a flow. */
struct inspect_view {
	struct inspect_side side[2]; /* by the flow key's sides */
	uint8_t proto;               /* IANA number: TCP or UDP */
	int8_t client;               /* side of the client, -1: unknown */
};

enum inspect_match { INSPECT_NO, INSPECT_UNSURE, INSPECT_MATCH };

/* What a MATCH rests on. */
enum inspect_strength {
	INSPECT_BY_NONE,      /* no match */
	INSPECT_BY_MIDSTREAM, /* the middle of a conversation */
	INSPECT_BY_CLIENT,    /* an opening of the client only */
	INSPECT_BY_SERVER,    /* an opening of the server only */
	INSPECT_BY_BOTH,
};

struct inspect_answer {
	uint8_t match;     /* enum inspect_match */
	uint8_t strength;  /* enum inspect_strength */
	bool contradicted; /* one end speaks it, the other plainly does not */
};

/* One application's recogniser; UNSURE of a view without bytes, NO of an
 * application that does not run over the view's protocol. */
struct inspect_answer inspect_recognise(const struct inspect_view *view,
    enum inspect_app app);

/*
 * All of them.  Returns the application that matched, the strongest where
 * several did (then an earlier enumerator), or -1.
 */
int inspect_recognise_all(const struct inspect_view *view,
    struct inspect_answer out[static INSPECT_APP_COUNT]);

/* "no", "unsure", "match"; "none", "midstream", "client", ... */
const char *inspect_match_word(enum inspect_match match);
const char *inspect_strength_word(enum inspect_strength strength);

#endif
