/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_queries.h - DNS queries that wait for their answer.
 *
 * Bounded, and shared fairly among the clients (fair.h).
 */
#ifndef INSPECT_DNS_QUERIES_H
#define INSPECT_DNS_QUERIES_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "inspect/names.h"

struct dns_queries;

/* 0 and a table of max queries to give to dns_queries_free(); -EINVAL,
 * -ENOMEM. */
int dns_queries_new(struct dns_queries **out, size_t max,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void dns_queries_free(struct dns_queries *t);
/* Memory that a query takes. */
size_t dns_queries_each_bytes(void);
/* Queries that had to make room before their time. */
uint64_t dns_queries_evicted(const struct dns_queries *t);

/* A query is open from now on; a repeated one is open once. */
void dns_queries_open(struct dns_queries *t, const struct names_ends *ends,
    const struct dns_question *q, uint64_t now_us);
/* An answer to such a question came: NAMES_USED when it fits an open query,
 * which it closes, else NAMES_UNASKED, NAMES_FORGED or NAMES_REPEATED. */
enum names_said dns_queries_close(struct dns_queries *t,
    const struct names_ends *ends, const struct dns_question *q,
    uint64_t now_us);

#endif
