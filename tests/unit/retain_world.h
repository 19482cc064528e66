/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * retain_world.h - what the tests of retention stand on: a store, flows in it,
 * and deleting some or all of what may go.
 */
#ifndef TESTS_UNIT_RETAIN_WORLD_H
#define TESTS_UNIT_RETAIN_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "store/store_query.h"
#include "support/temp_store.h"

extern struct temp_store retain_world;

/* For a checked fixture. */
void retain_world_open(void);
void retain_world_close(void);

/* The number that a question of SQL gives. */
int64_t retain_number(const char *sql);
/* n flows from the n-th on, a second apart, each of a pair of its own. */
void retain_put(unsigned int from, unsigned int n);
/* store_retain(), which must not fail. */
int retain_some(const struct store_retention *what, size_t rows,
    struct store_retained *out);
/* Until nothing more may go; returns how many calls it took. */
unsigned int retain_until_done(const struct store_retention *what, size_t rows,
    struct store_retained *sum);

#endif
