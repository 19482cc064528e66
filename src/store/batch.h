/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * batch.h - rows of flows that wait for the next commit.
 *
 * Numbers of rows are given here, so that a row is known by its own from the
 * start, and a commit that failed can be tried again.
 */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "store/sql.h"
#include "store/sums.h"

#define BATCH_NONE (-1) /* a value that the row does not have */

/* Texts of a row are numbers of batch_text(); 0 is none. */
struct batch_row {
	int64_t run_id, kind_id, pair_id;
	int64_t first_us, last_us;
	int64_t packets_out, packets_in, bytes_out, bytes_in;
	int64_t attempts, syns;
	int32_t src_port, dst_port, vlan, icmp; /* or BATCH_NONE */
	uint32_t server_name, tunnel, community_id, evidence, claimed_name;
	uint8_t end;
	bool answered; /* counts as answered by its server */
	struct addr server;
};

struct batch;

/* 0 and a batch to give to batch_free(), or -ENOMEM. */
int batch_new(struct batch **out, const uint8_t secret[HASH_SECRET_BYTES]);
void batch_free(struct batch *b);
/* Learn which row is the next.  Once, before all that follows. */
int batch_load(struct batch *b, const struct sql *q, struct err *err);

/* Make room for one call of each that follows and five texts.  0 or
 * -ENOMEM. */
int batch_reserve(struct batch *b);
/* Keep a copy of text: as it is when it is UTF-8, with \xNN in place of other
 * bytes when not, cut to 255 bytes.  0 for NULL and "". */
uint32_t batch_text(struct batch *b, const char *text);
/* What the row counts in the sums. */
struct sum batch_sum(const struct batch_row *row);
/* Insert a row; returns its id. */
int64_t batch_insert(struct batch *b, const struct batch_row *row);
/* The row of this id if it waits to be inserted, to be changed; else NULL.
 * Good until the next insertion. */
struct batch_row *batch_waiting_row(struct batch *b, int64_t id);
/* Replace a row that the database has, and what it counted in the sums. */
void batch_update(struct batch *b, int64_t id, const struct batch_row *row);
/* Add a flow to a row that others share, wherever the row is: it loses its
 * source's port, and gets the flow's pair unless that is 0. */
void batch_fold(struct batch *b, int64_t id, const struct batch_row *row);

int64_t batch_next_id(const struct batch *b);
size_t batch_waiting(const struct batch *b); /* rows to write */
size_t batch_size(const struct batch *b);    /* bytes that they take */
/* As kinds_write() and kinds_settle(); sums are written before. */
int batch_write(struct batch *b, const struct sql *q, struct sums *sums,
    struct err *err);
void batch_settle(struct batch *b);

#endif
