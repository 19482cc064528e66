/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * watch.h - a live span port, until stopped.
 *
 * Interfaces are opened first, privileges dropped second, the database opened
 * third (so that its files belong to the unprivileged user), and only then is
 * the first packet looked at.
 */
#ifndef PIPELINE_WATCH_H
#define PIPELINE_WATCH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sandbox.h"
#include "capture/live.h"
#include "pipeline/policy_set.h"
#include "pipeline/run.h"
#include "store/store.h"

/* What signal handlers ask for; the loop takes the flags back. */
struct watch_signals {
	volatile sig_atomic_t stop, reload, figures;
};

/* How it is going. */
struct watch_figures {
	struct store_run run;
	struct run_tally tally;
	uint64_t lag_us; /* since the last commit, when rows wait */
	size_t pending;  /* rows that wait */
	size_t interface_count;
	const char *const *interfaces;
	struct live_stats live[LIVE_INTERFACES_MAX];
	struct run_input inputs[RUN_INPUTS_MAX]; /* by interface */
};

struct watch_options {
	const char *const *interfaces;
	size_t interface_count;
	const char *filter; /* or NULL */
	bool filter_tagged, promiscuous;
	uint32_t snap_len;                 /* 0: everything */
	size_t buffer_bytes;               /* 0: the default */
	const struct pipeline_policy *set; /* borrowed */
	const char *db_path;
	const char *metrics_path; /* or NULL */
	const struct sandbox_options *sandbox;
	size_t memory_bytes; /* 0: the default */
	enum inspect_ndpi ndpi;
	bool record_all, vlan_key;
	uint64_t packets_max;                 /* end after so many; 0: no */
	uint64_t keep_flows_us, keep_sums_us; /* 0: for ever */
	uint64_t max_bytes;                   /* 0: no bound */
	struct watch_signals *signals;
	/* Privileges are dropped; when it returns false, that was all that
	 * was wanted. */
	bool (*on_dropped)(const struct sandbox_state *state, void *arg);
	/* Everything is open: the next is the first packet. */
	void (*on_ready)(int64_t run_id, void *arg);
	/* Asked for by a signal. */
	void (*on_figures)(const struct watch_figures *figures, void *arg);
	/* Load the rules again: 0 and a set that goes to the watch; or not 0
	 * with why: the first mistake, all having been told. */
	int (*on_reload)(struct pipeline_policy **out, struct err *why,
	    void *arg);
	/* NULL; or, for tests, sets the clocks that were read otherwise. */
	void (*on_clocks)(struct live_clock *now, void *arg);
	void *arg;
};

struct watch_result {
	int64_t run_id; /* 0: nothing was begun */
	struct watch_figures figures;
};

/*
 * 0 after a clean end; or a negative errno with err: as live_open(),
 * sandbox_drop(), store_open(), or -ESTALE and the like when the database
 * went away.  What was committed stays.
 */
int watch(const struct watch_options *options, struct watch_result *result,
    struct err *err);

#endif
