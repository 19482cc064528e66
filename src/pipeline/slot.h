/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * slot.h - what a live flow carries in its user slot, for the parts of the
 * pipeline that keep something of it.
 *
 * A flow takes its slot when the handshake is answered, its first payload
 * comes, or with its first interim report.  Slots come from a pool made
 * once: past it a flow is not inspected (undetermined, counted), and
 * reported once, at its end.
 */
#ifndef PIPELINE_SLOT_H
#define PIPELINE_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/flow.h"
#include "inspect/inspect.h"
#include "inspect/names.h"
#include "pipeline/resume.h"
#include "pipeline/unseen.h"

/* Of inspection: payload of the flow, and what became of it. */
struct slot_payload {
	struct inspect_flow *flow;
	uint64_t bytes[2]; /* on the wire, by side */
	uint32_t first_seq[2];
	bool start_known[2];
	bool opened;     /* with or without room */
	bool full;       /* no further byte matters */
	uint8_t settled; /* conforms as this enum inspect_app, less 1 */
	char security[INSPECT_SECURITY_MAX]; /* of a settled one */
};

/* Of naming: what was said of the server when the flow began. */
struct slot_names {
	struct names_list list; /* held */
	uint8_t client;         /* side of who it was said to */
	bool looked;
	bool granted; /* the server's endpoint mapper gave its port */
};

struct slot {
	struct slot *next_free;
	int64_t row; /* of the flow in the database, 0 while it has none */
	struct slot_payload payload;
	struct slot_names names;
	uint16_t claim; /* of a settled flow: name_pool's number */
	uint8_t talk;   /* listen's; 0: none */
	struct unseen unseen;
	const struct resumed *before; /* by an earlier run, or NULL */
};

struct slots;

/* 0 and a pool of max slots to give to slots_free(), or -ENOMEM. */
int slots_new(struct slots **out, size_t max);
void slots_free(struct slots *s);

/* The flow's slot, taken when it has none; NULL when there is none left. */
struct slot *slot_take(struct slots *s, struct flow *f);
/* The flow's slot, or NULL. */
struct slot *slot_of(const struct flow *f);
/* The flow has ended: its slot is free. */
void slot_give(struct slots *s, struct flow *f);

#endif
