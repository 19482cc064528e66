/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model.h - what a report says, read from the database once, before any
 * writer puts it into words.
 */
#ifndef REPORT_MODEL_H
#define REPORT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store_query.h"

/* Of an allowed flow that did not get through (DESIGN sections 1 and 11). */
enum report_blocked_kind {
	REPORT_BLOCKED,      /* nothing of it got through */
	REPORT_INTERMITTENT, /* some did, or one attempt only */
	REPORT_DEGRADED,     /* UDP, while its TCP twin works */
	REPORT_SILENT,       /* UDP that need not be answered */
	REPORT_BLOCKED_KINDS,
};

struct report_blocked {
	enum report_blocked_kind kind;
	struct store_blocked facts; /* texts live as long as the report */
};

/* What runs on a server port on which something is expected. */
struct report_port {
	const char *proto, *expected;
	int64_t port;
	uint64_t conforms, violates;
	uint64_t no_payload, midstream, one_way, unclear; /* undetermined */
};

/* An input that was cut, damaged or left before its end. */
struct report_input {
	const char *path;
	int64_t packets;      /* read before that */
	int64_t error_offset; /* -1: it was stopped */
};

/* How the rows of the matrix fared. */
struct report_rows {
	uint64_t total;
	uint64_t by_status[ROW_STATUS_OFF + 1];
};

struct report {
	const char *period; /* "run 3", "2026-11-23 (Europe/Zurich)" */
	const char *site, *matrix, *digest, *tap; /* "" when unknown */
	int64_t policy_id;
	bool several_policies;
	struct store_headline headline;
	struct store_run figures; /* summed over the runs */
	size_t run_count, partial_runs, crashed_runs;
	const char *sources; /* what the runs read */
	struct store_finding *findings;
	size_t finding_count;
	struct report_blocked *blocked;
	size_t blocked_count;
	size_t blocked_kinds[REPORT_BLOCKED_KINDS];
	struct store_sum *sums;
	size_t sum_count;
	struct report_port *ports;
	size_t port_count;
	struct store_violation *violations;
	size_t violation_count;
	struct report_input *inputs;
	size_t input_count;
	struct report_rows rows;
};

/* Read the scope.  period is copied.  0 and a report to give to
 * report_free(), or as the store says, with err. */
int report_new(struct report **out, struct store *store,
    const struct store_scope *scope, const char *period, struct err *err);
void report_free(struct report *r);

/* Flows by which a server spoke what does not belong on its port. */
uint64_t report_services(const struct report *r);
/* Forbidden flows that got through. */
uint64_t report_escaped(const struct report *r);
/* The sentence at the top: what was found, and never "compliant".  Returns
 * out. */
char *report_sentence(const struct report *r, char *out, size_t size);

#endif
