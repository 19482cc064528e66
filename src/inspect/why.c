/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * why.c - why a flow's conformance is undetermined, in words.
 */
#include <config.h>

#include <assert.h>
#include <string.h>

#include "inspect/why.h"

static const struct {
	const char *word, *text;
} whys[] = {
	[INSPECT_WHY_NONE] = { NULL, "" },
	[INSPECT_WHY_NO_PAYLOAD] = { "no-payload", "no payload" },
	[INSPECT_WHY_TOO_LITTLE] = { "too-little", "too few bytes to tell" },
	[INSPECT_WHY_MIDSTREAM] = { "midstream", "begun before the capture" },
	[INSPECT_WHY_ONE_SIDE] = { "one-side", "one direction only" },
	[INSPECT_WHY_CUT] = { "cut", "packets cut or lost at the start" },
	[INSPECT_WHY_TLS_FIRST] = { "tls-first", "TLS from the first byte" },
	[INSPECT_WHY_DISAGREE] = { "disagree", "the two opinions disagree" },
	[INSPECT_WHY_NOT_ASKED] = { "not-asked", "nDPI was not asked" },
	[INSPECT_WHY_NO_ROOM] = { "no-room", "no room to look at it" },
};

#define WHYS (sizeof(whys) / sizeof(whys[0]))

const char *
inspect_why_word(enum inspect_why why)
{
	assert(why < WHYS);
	return whys[why].word;
}

const char *
inspect_why_text(enum inspect_why why)
{
	assert(why < WHYS);
	return whys[why].text;
}

enum inspect_why
inspect_why_find(const char *word)
{
	for (unsigned int i = INSPECT_WHY_NONE + 1; i < WHYS; i++) {
		if (strcmp(whys[i].word, word) == 0)
			return (enum inspect_why)i;
	}
	return INSPECT_WHY_NONE;
}
