/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * twin_match.h - which recordings of an hour or so are of the same flow.
 *
 * Recordings are known by the hash of what names their flow (a Community ID,
 * or the ends and port of a row that stands for many), and by their run.  One
 * is the twin of another when that is of a run which counts before its own,
 * their times meet, and both were there while both runs went on.
 */
#ifndef STORE_TWIN_MATCH_H
#define STORE_TWIN_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "store/buckets.h"

/* Clocks of two sensors differ by this much. */
#define TWIN_SLACK_US 2000000

#define TWIN_PORTS (65536 + 64)

struct twin_run {
	int64_t run_id;
	int64_t place; /* it counts before those of a later place */
	int64_t since_us, until_us; /* its first and last packet */
	bool own;                   /* its flows may be left out */
};

struct twin_seen {
	int64_t first_us, last_us;
	int64_t flow_id;
	uint32_t run; /* its number in the runs */
	bool may_go;  /* is to be left out if it is a twin */
	bool stands;  /* for many flows */
};

struct twin_match {
	const struct twin_run *runs;
	struct twin_seen *seen;
	size_t count, room;
	size_t standing; /* how many stand for many */
	/* One bit for each port that such have, and one for none. */
	uint64_t ports[TWIN_PORTS / 64];
	struct buckets buckets;
	uint8_t secret[HASH_SECRET_BYTES];
};

/*
 * The first stretch of time at *begin or after it in which a run whose flows
 * may be left out and another one went on, as [*begin, *end); false when
 * there is none.
 */
bool twin_next_time(const struct twin_run *runs, size_t count, int64_t *begin,
    int64_t *end);

/* runs must live as long.  0 or what failed. */
int twin_match_init(struct twin_match *m, const struct twin_run *runs);
void twin_match_fini(struct twin_match *m);
void twin_match_clear(struct twin_match *m);
/* 0 or -ENOMEM. */
int twin_match_add(struct twin_match *m, const char *name,
    const struct twin_seen *seen);
/* Is recording i of 0 to count - 1 to be left out? */
bool twin_match_goes(const struct twin_match *m, size_t i);
/* Is the flow, which may go, among those that a recording stands for? */
bool twin_match_stands(const struct twin_match *m, const char *name,
    const struct twin_seen *seen);
/* The recording added last, which stands for many, has this port; less than
 * 0: none. */
void twin_match_note_port(struct twin_match *m, int64_t port);
/* Does a recording with the port stand for many? */
bool twin_match_has_port(const struct twin_match *m, int64_t port);
/* Does any recording with the name stand for many? */
bool twin_match_named(const struct twin_match *m, const char *name);

#endif
