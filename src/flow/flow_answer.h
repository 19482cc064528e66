/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_answer.h - who asked by broadcast or multicast a moment ago.
 *
 * The answer comes from an address that nobody asked by name, so it has
 * another key than the question.  Bounded: where too many ask at once the
 * oldest are forgotten.
 */
#ifndef FLOW_FLOW_ANSWER_H
#define FLOW_FLOW_ANSWER_H

#include <stdint.h>

#include "base/hash.h"
#include "flow/flow_key.h"

#define FLOW_ANSWER_WINDOW_US 5000000U
#define FLOW_ANSWER_MAX 4096U /* askers remembered */

struct flow_answer;

/* 0 and a memory to give to flow_answer_free(), or -ENOMEM. */
int flow_answer_new(struct flow_answer **out,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void flow_answer_free(struct flow_answer *a);

/* The end of key on asker's side sent to many at now_us (any clock that does
 * not run backwards). */
void flow_answer_note(struct flow_answer *a, const struct flow_key *key,
    unsigned int asker, uint64_t now_us);
/*
 * The question that a packet answers whose own key is key and whose source
 * is on side: the last one that its destination asked from that port to this
 * one.  *asker is the asker's side in it.  NULL when there is none; else good
 * until the next call of flow_answer_note().
 */
const struct flow_key *flow_answer_find(const struct flow_answer *a,
    const struct flow_key *key, unsigned int side, uint64_t now_us,
    unsigned int *asker);

#endif
