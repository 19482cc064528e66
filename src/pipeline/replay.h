/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replay.h - archived captures, one after the other, as one run.
 *
 * What can not be read is told through base/log with its path, offset and
 * cause; the next input goes on.
 */
#ifndef PIPELINE_REPLAY_H
#define PIPELINE_REPLAY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "pipeline/policy_set.h"
#include "pipeline/run.h"
#include "store/store.h"

struct replay_progress {
	const char *path; /* being read */
	uint64_t packets;
	uint64_t flows;    /* judged and in scope */
	uint64_t findings; /* of them forbidden or missed */
	double share;      /* of all bytes, 0..1; below 0 when unknown */
};

struct replay_options {
	const struct pipeline_policy *set; /* borrowed */
	struct store *store;               /* borrowed, open for writing */
	const char *const *paths;
	size_t path_count;
	size_t memory_bytes; /* 0: the default */
	enum inspect_ndpi ndpi;
	bool again; /* judge captures that were judged before */
	bool record_all;
	bool vlan_key;
	/* Called about five times a second; NULL: not. */
	void (*on_progress)(const struct replay_progress *progress, void *arg);
	void *arg;
	const volatile sig_atomic_t *stop; /* nonzero: end early, cleanly */
};

struct replay_result {
	int64_t run_id;     /* 0 when there was nothing to judge */
	size_t judged;      /* inputs, wholly or in part */
	size_t seen_before; /* inputs with nothing new */
	size_t damaged;     /* cut or corrupt: judged up to the damage */
	size_t refused;     /* not read, or of a link type we do not judge */
	bool stopped;
	struct store_run figures;
	struct run_tally tally;
};

/*
 * Judge the inputs and record the run.  0 with *result filled, also when
 * inputs were refused; or a negative errno with err when the run could not
 * be recorded (what was committed before stays; the run is then unfinished,
 * and a later replay of its inputs does it anew).
 */
int replay(const struct replay_options *options, struct replay_result *result,
    struct err *err);

#endif
