/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspection.h - payload of live flows to inspect, and the opinion back into
 * the record; what a flow carries in its user slot.
 *
 * A flow gets its slot when the handshake is answered or its first payload
 * comes, or with its first interim report.  Slots come from a pool made
 * once: past it a flow is not inspected (undetermined, counted) and reported
 * once, at its end.
 */
#ifndef PIPELINE_INSPECTION_H
#define PIPELINE_INSPECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "flow/flow.h"
#include "inspect/inspect.h"
#include "packet/packet.h"
#include "pipeline/policy_set.h"
#include "store/store.h"

#define INSPECTION_TEXT_MAX 256

struct inspection;

struct inspection_options {
	const struct pipeline_policy *set; /* borrowed */
	size_t max_flows;                  /* slots */
	size_t memory_bytes;               /* for payload and opinions */
	enum inspect_ndpi ndpi;
	bool all; /* flows that are out of scope, too */
};

/* Texts of an opinion that a record points to. */
struct inspection_texts {
	struct inspect_opinion opinion;
	char expected[INSPECTION_TEXT_MAX];
};

/* 0 and an inspection to give to inspection_free(); -ENOMEM or as
 * inspect_new(), with err. */
int inspection_new(struct inspection **out,
    const struct inspection_options *options, struct err *err);
void inspection_free(struct inspection *in);

/* A packet of side was counted into f. */
void inspection_packet(struct inspection *in, struct flow *f, unsigned int side,
    const struct packet *p);

/*
 * Fill conformance, grade, app and what belongs to them in record, which is
 * judged; f is as judged, its user slot that of the table's flow.  row is
 * what decided, or NULL.
 */
void inspection_collect(struct inspection *in, const struct flow *f,
    const struct policy_row *row, bool final, struct store_flow *record,
    struct inspection_texts *texts);

/* The flow's row in the database, 0 while it has none; set it, which may fail
 * for want of a slot (then the flow must not be reported before its end). */
int64_t inspection_row(const struct flow *f);
bool inspection_may_report(struct inspection *in, struct flow *f);
void inspection_set_row(struct flow *f, int64_t row);
/* The flow has ended: its slot is free. */
void inspection_end(struct inspection *in, struct flow *f);

/* Even out-of-scope flows to this port are recorded when they violate (DESIGN
 * section 2). */
bool inspection_watches(uint16_t port);

const struct inspect_stats *inspection_stats(const struct inspection *in);
const char *inspection_ndpi_version(const struct inspection *in);

#endif
