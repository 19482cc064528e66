/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_values.h - what several statements say of traffic: protocols, ports
 * and applications.
 *
 * All return false as parse.h says; what they store lives in the policy.
 */
#ifndef POLICY_PARSE_VALUES_H
#define POLICY_PARSE_VALUES_H

#include "policy/parse.h"

#define PARSE_APPS_MAX 32 /* in one list */

struct parse_protos {
	const uint8_t *numbers;
	size_t count; /* 0: any */
	const char *text;
};

struct parse_ports {
	const struct policy_ports *ranges; /* ascending, none touching */
	size_t count;
	const char *text;
};

bool parse_protocols(struct parser *p, struct parse_protos *out);
/* True when the next token looks like ports. */
bool parse_ports_follow(const struct parser *p);
/* Ports of these protocols, which must all have ports. */
bool parse_ports(struct parser *p, const struct parse_protos *protos,
    struct parse_ports *out);
bool parse_apps(struct parser *p, const struct policy_app **out, size_t *count);

#endif
