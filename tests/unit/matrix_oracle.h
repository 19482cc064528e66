/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * matrix_oracle.h - a second reading of ras-19.rules, to hold the first to.
 *
 * It takes of a policy the words of its rows and nothing else: roles, kinds,
 * groups and names are its own copy of the vendor's lists, and all matching
 * is by plain loops.  A host of its flows has one role at most, every feature
 * is on or every one is off, and there are no dates.
 */
#ifndef TESTS_UNIT_MATRIX_ORACLE_H
#define TESTS_UNIT_MATRIX_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "policy/policy.h"

#define ORACLE_ROLES 39
#define ORACLE_NONE (-1) /* a host without a role */
#define ORACLE_PORTS_MAX 4

struct oracle_role {
	const char *id;
	enum role_kind kind;
	const char *names[3]; /* patterns, of an internet role */
};

extern const struct oracle_role oracle_roles[ORACLE_ROLES];
/* The number of a role, or ORACLE_NONE. */
int oracle_role_find(const char *id, size_t len);

/* A row, read from its words. */
struct oracle_row {
	const char *id;
	bool src[ORACLE_ROLES], dst[ORACLE_ROLES];
	char name[80];    /* a name pattern as destination, "" for none */
	char address[40]; /* an address as destination, "" for none */
	bool self, tcp, udp, vrrp, broadcast, optional;
	struct policy_ports ports[ORACLE_PORTS_MAX];
	size_t port_count;
	unsigned int role_width, port_width;
};

struct oracle {
	struct oracle_row *rows;
	size_t count;
	bool features_on;
};

/* Reads the rows of p; fails the test when a word is strange.  End with
 * oracle_fini(). */
void oracle_init(struct oracle *o, const struct policy *p, bool features_on);
void oracle_fini(struct oracle *o);

struct oracle_flow {
	int src, dst;                    /* roles, or ORACLE_NONE */
	const char *src_text, *dst_text; /* addresses */
	uint8_t proto;
	uint16_t src_port, dst_port;
	enum scope scope;
	const char *name; /* of the destination, or NULL */
	bool foreign;     /* a VRRP group of others */
};

/* Does the row match, its feature aside? */
bool oracle_matches(const struct oracle_row *row, const struct oracle_flow *f);

struct oracle_answer {
	enum verdict verdict;
	enum reason reason;
	const char *row;  /* id, "" for none */
	const char *near; /* id, "" for none */
	enum near_fact fact;
};

void oracle_judge(const struct oracle *o, const struct oracle_flow *f,
    struct oracle_answer *out);

#endif
