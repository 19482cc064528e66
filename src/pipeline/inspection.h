/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspection.h - payload of live flows to inspect, and the opinion back into
 * the record.
 */
#ifndef PIPELINE_INSPECTION_H
#define PIPELINE_INSPECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "flow/flow.h"
#include "inspect/inspect.h"
#include "packet/packet.h"
#include "pipeline/policy_set.h"
#include "pipeline/slot.h"
#include "store/store.h"

#define INSPECTION_TEXT_MAX 256

struct inspection;

struct inspection_options {
	struct slots *slots; /* borrowed */
	size_t max_claims;   /* names of servers, each kept once */
	size_t memory_bytes; /* for payload and opinions */
	uint8_t secret[HASH_SECRET_BYTES];
	enum inspect_ndpi ndpi;
	bool all; /* flows that are out of scope, too */
};

/* Room for "client " and "server " and the first bytes of each in hex. */
#define INSPECTION_EVIDENCE_MAX (16 + 4 * INSPECT_FIRST_BYTES)

/* What payload tells of a flow, with texts that a record points to. */
struct inspection_result {
	struct inspect_opinion opinion;
	uint64_t expectation; /* that the opinion was asked for */
	const char *claim; /* the server's name as its client has it, or "" */
	char expected[INSPECTION_TEXT_MAX];
	char evidence[INSPECTION_EVIDENCE_MAX];
};

/* 0 and an inspection to give to inspection_free(); -ENOMEM or as
 * inspect_new(), with err. */
int inspection_new(struct inspection **out,
    const struct inspection_options *options, struct err *err);
void inspection_free(struct inspection *in);

/* A packet of side was counted into f, which is judged by set. */
void inspection_packet(struct inspection *in, const struct pipeline_policy *set,
    struct flow *f, unsigned int side, const struct packet *p);

/*
 * What payload tells of f, as far as that does not hang on the row that will
 * decide: its opinion names the server, say.  f is as judged, its user slot
 * that of the table's flow, record has what the wire told.
 */
void inspection_look(struct inspection *in, const struct pipeline_policy *set,
    const struct flow *f, const struct store_flow *record,
    struct inspection_result *result);
/*
 * After inspection_look() and the verdict: fill conformance, grade, app and
 * what belongs to them in record.  row is what decided, or NULL.
 */
void inspection_collect(struct inspection *in,
    const struct pipeline_policy *set, const struct flow *f,
    const struct policy_row *row, struct store_flow *record,
    struct inspection_result *result);
/* The flow has ended: last is what was collected. */
void inspection_end(struct inspection *in, const struct flow *f,
    const struct inspection_result *last);

/* Even out-of-scope flows to this port are recorded when they violate (DESIGN
 * section 2). */
bool inspection_watches(uint16_t port);

const struct inspect_stats *inspection_stats(const struct inspection *in);
const char *inspection_ndpi_version(const struct inspection *in);
/* Claims that found no room. */
uint64_t inspection_claims_refused(const struct inspection *in);

#endif
