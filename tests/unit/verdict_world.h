/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verdict_world.h - what the tests of verdict stand on: a policy from a
 * text, and facts of a flow from words.
 */
#ifndef TESTS_UNIT_VERDICT_WORLD_H
#define TESTS_UNIT_VERDICT_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/words.h"
#include "policy/policy.h"
#include "verdict/verdict.h"

#define WORLD_TIME_US UINT64_C(1800000000000000) /* 2027-01-15 */
#define WORLD_CLIENT_PORT 60001

/* Folder of the project's sources; good for the life of the test. */
const char *world_srcdir(void);
/* The policy of a text, whose includes are looked up in rules/; fails the
 * test when there is an error.  Free with policy_free(). */
struct policy *world_policy(const char *text);
/* The same of a file under the project's sources. */
struct policy *world_policy_file(const char *path);

struct addr world_addr(const char *text);
uint8_t world_proto(const char *word);
/*
 * Facts of a flow that began at WORLD_TIME_US from WORLD_CLIENT_PORT; the
 * scope is that of the destination in p.  port is the type for ICMP.
 */
struct verdict_facts world_flow(const struct policy *p, const char *src,
    const char *dst, const char *proto, uint16_t port);

/*
 * A small farm with the addresses below, and rows after it.  Its features
 * are direct (off) and extra (on), its roles client (user), gw, broker, host
 * (components), dir, probe (infrastructure) and vendor (internet), which has
 * the names *.vendor.example.  Free with policy_free().
 */
struct policy *world_farm(const char *rows);

#define CLIENT "10.0.0.1"
#define GATEWAY "10.0.0.3"
#define BROKER "10.0.0.4"
#define HOST "10.0.0.5"
#define DIRECTORY "10.0.0.6"
#define PROBE "10.0.0.7"
#define BROKER_AND_HOST "10.0.0.8"
#define VENDOR "203.0.113.9"
#define STRANGER "10.0.0.66" /* in the network, without a role */
#define OUTSIDE "198.51.100.1"
#define BROADCAST "10.0.0.255"

/* A flow and what is to be said of it. */
struct world_case {
	const char *src, *dst, *proto;
	uint16_t port;
	enum verdict verdict;
	enum reason reason;
	const char *row; /* "" for none */
};

/* Fails the test, naming the case, when r is not what it wants. */
void world_check(const struct verdict_result *r, const struct world_case *want,
    size_t number);
/* Judge each case and check it. */
void world_check_all(const struct policy *p, const struct world_case *cases,
    size_t count);

/* "" for no row. */
const char *world_id(const struct policy_row *row);
/* "-" for NEAR_NONE. */
const char *world_fact(enum near_fact fact);

#endif
