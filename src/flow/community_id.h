/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * community_id.h - Community ID v1 flow hash
 * (github.com/corelight/community-id-spec), seed 0 unless given.
 */
#ifndef FLOW_COMMUNITY_ID_H
#define FLOW_COMMUNITY_ID_H

#include <stdint.h>

#include "flow/flow_key.h"

#define COMMUNITY_ID_TEXT_MAX 31 /* "1:" and 28 characters, and the NUL */

/* Returns out. */
char *community_id(const struct flow_key *key, uint16_t seed,
    char out[static COMMUNITY_ID_TEXT_MAX]);

#endif
