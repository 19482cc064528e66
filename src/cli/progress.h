/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * progress.h - one line on a terminal that says how far a replay is; the
 * same line in full on SIGUSR1, terminal or not.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "pipeline/replay.h"

struct progress {
	FILE *out;
	bool terminal;
	bool shown;
	uint64_t begun_us;
};

/* Takes SIGUSR1 until progress_end(). */
void progress_begin(struct progress *p, FILE *out);
/* An on_progress function of struct replay_options; arg is the progress. */
void progress_show(const struct replay_progress *now, void *arg);
/* Clear the line. */
void progress_end(struct progress *p);

#endif
