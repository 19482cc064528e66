/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * row_index.h - rows and expect lines, found by protocol and port.
 */
#ifndef POLICY_ROW_INDEX_H
#define POLICY_ROW_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "policy/policy.h"
#include "policy/port_index.h"

#define ROW_INDEX_PROTOS 256
#define ROW_INDEX_PORTED 5 /* protocols with ports */

/* The rows of one protocol; of all that no row names, the last one. */
struct row_lists {
	struct port_index ports;
	const struct policy_row **rows; /* beside ports.items */
};

/* A protocol with ports: what is expected on them, which are named. */
struct row_ported {
	struct port_index ports;
	const struct policy_expect **expects; /* beside ports.items */
	uint64_t *named; /* bit n % 64 of named[n / 64]: port n */
};

struct row_index {
	struct row_lists *lists;
	uint16_t lists_of[ROW_INDEX_PROTOS]; /* by protocol */
	struct row_ported ported[ROW_INDEX_PORTED];
};

struct policy;

/* Index p's rows and expect lines.  0; -ENOMEM; or -E2BIG: too many rows
 * speak of the same ports. */
int row_index_build(struct policy *p);
/* TCP, UDP and their kin: the number of a protocol in row_index.ported, or
 * -1 when it has no ports. */
int row_index_ported(uint8_t proto);

#endif
