/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sums.h - what is counted by hour or minute and waits to be added to the
 * database: every judged flow by kind and port, the flows that a host
 * answered, housekeeping by host, packets lost, interfaces.
 */
#ifndef STORE_SUMS_H
#define STORE_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "store/sql.h"
#include "store/store.h"

/* Of one hour: past so many different (kind, port) of sums alone, a further
 * one is counted without its port; past so many (host, kind) of housekeeping,
 * without its host. */
#define SUMS_PORTS_MAX 1024
#define SUMS_HOSTS_MAX 4096
#define SUMS_NO_PORT (-1)

/* Flows to add, or to take away where the numbers are negative. */
struct sum {
	int64_t run_id, kind_id;
	int64_t hour;
	int64_t port; /* SUMS_NO_PORT: none */
	int64_t flows, packets, bytes;
	int64_t first_us, last_us; /* widen those of the database */
};

struct sums;

/* 0 and sums to give to sums_free(), or -ENOMEM. */
int sums_new(struct sums **out, const uint8_t secret[HASH_SECRET_BYTES]);
void sums_free(struct sums *s);
/* Make room for one call of each that follows.  0 or -ENOMEM. */
int sums_reserve(struct sums *s);

void sums_add(struct sums *s, const struct sum *sum);
/* The port, or SUMS_NO_PORT once the hour has too many that are in no flow's
 * row. */
int64_t sums_port(struct sums *s, const struct sum *sum);
/* A flow that a host answered (or, with -1, did not after all). */
void sums_host(struct sums *s, int64_t run_id, int64_t hour,
    const struct addr *host, int64_t flows);
/* kind is housekeeping's. */
void sums_housekeeping(struct sums *s, const struct sum *sum,
    const struct store_flow *f, const char *kind);
void sums_loss(struct sums *s, int64_t run_id, int64_t minute,
    const struct store_loss *loss);
void sums_interface(struct sums *s, int64_t run_id, int64_t minute,
    const struct store_interface *f);

size_t sums_waiting(const struct sums *s);
size_t sums_size(const struct sums *s); /* bytes that they take */
/* As kinds_write() and kinds_settle(). */
int sums_write(struct sums *s, const struct sql *q, struct err *err);
void sums_settle(struct sums *s);
/* Write one at once, in the caller's transaction. */
int sums_write_one(struct sums *s, const struct sql *q, const struct sum *sum,
    struct err *err);
int sums_write_host(struct sums *s, const struct sql *q, int64_t run_id,
    int64_t hour, const char *host, int64_t flows, struct err *err);

#endif
