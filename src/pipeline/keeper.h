/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keeper.h - a live run's database, for months: commits in time, what to do
 * when the disk is full, and what may be deleted when.
 *
 * When a commit fails the run goes on: what was accepted waits, and the
 * store says when it takes no more.  The state is told once for each change,
 * to the log and as an event of the run.
 */
#ifndef PIPELINE_KEEPER_H
#define PIPELINE_KEEPER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "pipeline/history.h"
#include "store/store.h"

struct keeper_options {
	struct store *store;     /* borrowed */
	struct history *history; /* borrowed */
	uint64_t keep_flows_us;  /* 0: for ever */
	uint64_t keep_sums_us;   /* 0: for ever */
	uint64_t max_bytes;      /* 0: no bound */
};

struct keeper {
	struct keeper_options options;
	bool failing;            /* the last commit did */
	bool full;               /* because there is no room */
	bool retain_failing;     /* the last deletion did */
	uint64_t retain_at_us;   /* steady: when to look next */
	uint64_t doubt_until_us; /* steady: nothing is too old till then */
	uint64_t committed_us;   /* steady: of the last commit that was due */
	uint64_t unwritten;      /* flows, told so far */
	uint64_t device, inode;  /* of the database file */
	uint64_t look_at_us;     /* steady: when to look for the file */
	uint64_t file_bytes;     /* with its -wal, when last looked at */
	uint64_t wal_bytes;      /* of them, those of the -wal */
	bool held;               /* the -wal, by a reader */
	uint64_t deleted_flows;  /* since the last event */
};

/* 0, or a negative errno with err when the file is not there. */
int keeper_init(struct keeper *k, const struct keeper_options *options,
    uint64_t steady_us, struct err *err);
/*
 * What is due at this time; a few milliseconds at most but for the commit.
 * unwritten is how many flows could not be accepted so far.  0; or a
 * negative errno with err when the database file is gone from its place:
 * nobody would find what is written from here on.
 */
int keeper_tick(struct keeper *k, uint64_t steady_us, uint64_t wall_us,
    uint64_t unwritten, struct err *err);
/* The wall clock was set, and what is old by it may not be: for a day, in
 * which a wrong clock is noticed, nothing is deleted for its age. */
void keeper_doubt(struct keeper *k, uint64_t steady_us);
/* Microseconds since the last commit, while rows wait for one; else 0. */
uint64_t keeper_lag_us(const struct keeper *k, uint64_t steady_us);

#endif
