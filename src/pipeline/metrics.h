/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * metrics.h - figures of a live run for Prometheus, as a file that the
 * textfile collector of its node exporter reads (exposition format 0.0.4).
 *
 * The file is written anew each time and put in place by rename(2), so a
 * reader never sees half of one.  It is not synced: the loop does not wait
 * for a disk, and after a power cut the figures are old anyway.
 */
#ifndef PIPELINE_METRICS_H
#define PIPELINE_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "store/store.h"

#define METRICS_VERDICTS (VERDICT_OUT_OF_SCOPE + 1)
#define METRICS_GRADES (GRADE_PROBE + 1)

struct metrics_interface {
	const char *name;
	bool up;
	uint64_t packets, bytes; /* received */
	uint64_t kernel_drops, interface_drops;
	uint64_t duplicates; /* exact repeats */
};

/* How often something befell the run; kind is store_event_word()'s. */
struct metrics_event {
	const char *kind;
	uint64_t count;
};

/* All are borrowed, and count from the start of the run. */
struct metrics {
	const char *version;                 /* of rasaudit */
	const char *ndpi;                    /* its version, or "none" */
	uint64_t started_us, last_packet_us; /* unix; 0: no packet */
	uint64_t bytes;
	uint64_t unseen_bytes;               /* acknowledged, never seen */
	uint64_t fates[STORE_FATE_COUNT];    /* packets */
	uint64_t flows[METRICS_VERDICTS];    /* judged, by enum verdict */
	uint64_t findings;                   /* of them forbidden or missed */
	uint64_t violations[METRICS_GRADES]; /* by enum grade */
	uint64_t live_flows, evicted_flows;
	uint64_t unwritten_flows; /* for which there was no room */
	uint64_t commit_age_us;   /* since the last one that succeeded */
	uint64_t pending_rows;    /* that wait for the next */
	uint64_t database_bytes;  /* with its -wal file */
	uint64_t wal_bytes;       /* of them, those of the -wal file */
	const struct metrics_interface *interfaces;
	size_t interface_count;
	const struct metrics_event *events;
	size_t event_count;
};

/* Append the text of the file; strbuf_error() tells of want of memory. */
void metrics_text(const struct metrics *m, struct strbuf *out);

/*
 * Write the file at path.  0; or a negative errno with err, and the file of
 * the last time is still there, whole.
 */
int metrics_write(const struct metrics *m, const char *path, struct err *err);

#endif
