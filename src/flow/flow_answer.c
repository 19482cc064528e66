/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_answer.c - who asked by broadcast or multicast a moment ago.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "flow/flow_answer.h"

#define WAYS 4U
#define SETS (FLOW_ANSWER_MAX / WAYS) /* a power of two */

struct question {
	struct flow_key key;
	uint64_t asked_us;
	uint8_t asker; /* side */
	bool used;
};

struct flow_answer {
	uint8_t secret[HASH_SECRET_BYTES];
	struct question questions[SETS][WAYS];
};

/* What question and answer have in common; hashed as bytes. */
struct asked {
	struct addr addr;
	uint16_t asker_port, server_port;
	uint16_t extra;
	uint8_t ip_proto, ip_version;
};

static_assert(sizeof(struct asked) == 24, "what is hashed has padding");

int
flow_answer_new(struct flow_answer **out,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct flow_answer *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return -ENOMEM;
	memcpy(a->secret, secret, sizeof(a->secret));
	*out = a;
	return 0;
}

void
flow_answer_free(struct flow_answer *a)
{
	free(a);
}

static struct asked
asked_of(const struct flow_key *key, unsigned int asker)
{
	return (struct asked){ .addr = key->addr[asker],
		.asker_port = key->port[asker],
		.server_port = key->port[1 - asker],
		.extra = key->extra,
		.ip_proto = key->ip_proto,
		.ip_version = key->ip_version };
}

static uint64_t
set_of(const struct flow_answer *a, const struct asked *asked)
{
	return hash_bytes(asked, sizeof(*asked), a->secret) % SETS;
}

static bool
is_asked(const struct question *q, const struct asked *asked)
{
	struct asked own = asked_of(&q->key, q->asker);

	return q->used && memcmp(&own, asked, sizeof(own)) == 0;
}

void
flow_answer_note(struct flow_answer *a, const struct flow_key *key,
    unsigned int asker, uint64_t now_us)
{
	struct asked asked = asked_of(key, asker);
	struct question *set = a->questions[set_of(a, &asked)];
	struct question *q = &set[0];

	for (unsigned int i = 0; i < WAYS; i++) {
		if (is_asked(&set[i], &asked)) {
			q = &set[i];
			break;
		}
		if (!set[i].used || set[i].asked_us < q->asked_us)
			q = &set[i];
	}
	*q = (struct question){ .key = *key,
		.asked_us = now_us,
		.asker = (uint8_t)asker,
		.used = true };
}

const struct flow_key *
flow_answer_find(const struct flow_answer *a, const struct flow_key *key,
    unsigned int side, uint64_t now_us, unsigned int *asker)
{
	struct asked asked = asked_of(key, 1 - side);
	const struct question *set = a->questions[set_of(a, &asked)];

	for (unsigned int i = 0; i < WAYS; i++) {
		const struct question *q = &set[i];

		if (!is_asked(q, &asked) ||
		    now_us - q->asked_us > FLOW_ANSWER_WINDOW_US)
			continue;
		*asker = q->asker;
		return &q->key;
	}
	return NULL;
}
