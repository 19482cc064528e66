/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * why.h - why a flow's conformance is undetermined, in words.
 */
#ifndef INSPECT_WHY_H
#define INSPECT_WHY_H

enum inspect_why {
	INSPECT_WHY_NONE,
	INSPECT_WHY_NO_PAYLOAD,
	INSPECT_WHY_TOO_LITTLE, /* fewer bytes than can tell */
	INSPECT_WHY_MIDSTREAM,
	INSPECT_WHY_ONE_SIDE,
	INSPECT_WHY_CUT,       /* by the snap length, a hole, lost packets */
	INSPECT_WHY_TLS_FIRST, /* TLS without X.224 on an RDP port */
	INSPECT_WHY_DISAGREE,  /* the two opinions do, none is plain */
	INSPECT_WHY_NOT_ASKED, /* would violate, nDPI could not be asked */
	INSPECT_WHY_NO_ROOM,
};

/* "no-payload", "too-little", "midstream", "one-side", "cut", "tls-first",
 * "disagree", "not-asked", "no-room"; NULL for none.  And the enumerator of a
 * word, INSPECT_WHY_NONE when it is none. */
const char *inspect_why_word(enum inspect_why why);
enum inspect_why inspect_why_find(const char *word);
/* "no payload", "begun before the capture", ...: for people. */
const char *inspect_why_text(enum inspect_why why);

#endif
