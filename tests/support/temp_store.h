/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * temp_store.h - a database in a folder of the test's own, with a policy and
 * a run, flows to put into it, and answers to plain SQL.
 *
 * Whatever fails is a failed assertion.
 */
#ifndef SUPPORT_TEMP_STORE_H
#define SUPPORT_TEMP_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

#define TEMP_HOUR_US UINT64_C(3600000000)
/* The start of an hour and of a day: 2026-11-24 00:00 UTC. */
#define TEMP_START_US UINT64_C(1795478400000000)

struct temp_store {
	char folder[256];
	char path[300]; /* of the database */
	struct store *s;
	int64_t policy_id, run_id;
};

/*
 * The rows of the policy: r-1 client -> gw tcp 443; r-2 gw -> broker tcp
 * 20002; r-3 broker -> ad udp 53; r-4 client -> gw tcp,udp 3389.  Addresses:
 * 10.0.0.0/24 client, 10.1.0.1 gw, 10.2.0.1 broker, 10.3.0.1 ad.
 */
void temp_store_open(struct temp_store *t);
/* The folder and the path only. */
void temp_store_folder(struct temp_store *t);
/* Close, and remove the folder with all that is in it. */
void temp_store_close(struct temp_store *t);
/* Close (a close, not a crash) and open again for writing; no run. */
void temp_store_reopen(struct temp_store *t);
void temp_store_commit(struct temp_store *t);
/* Record a policy from its text; returns its id. */
int64_t temp_store_policy(struct temp_store *t, const char *text);
int64_t temp_store_run(struct temp_store *t);

/* The first value of a statement over the file, asked by a connection of its
 * own.  NULL is -1, or "(null)". */
int64_t temp_store_number(const struct temp_store *t, const char *sql);
/* The first column of all rows, one a line; free it. */
char *temp_store_text(const struct temp_store *t, const char *sql);
/* Run a statement that changes something. */
void temp_store_exec(const struct temp_store *t, const char *sql);
/* PRAGMA integrity_check says ok. */
void temp_store_check(const struct temp_store *t);
/* Is there such a file beside the database?  suffix is "-wal" or so. */
bool temp_store_has(const struct temp_store *t, const char *suffix);

struct addr temp_addr(const char *text);
/* An established flow of row r-1 from 10.0.0.n, source port 40000 + n, that
 * begins at TEMP_START_US + n ms, lasts a second, has 5 packets out, 4 in,
 * 500 bytes out, 400 in. */
struct store_flow temp_flow(const struct temp_store *t, unsigned int n);
/* The same, not answered. */
struct store_flow temp_attempt(const struct temp_store *t, unsigned int n);
/* Put a final flow; returns its row. */
int64_t temp_put(struct temp_store *t, const struct store_flow *f);

#endif
