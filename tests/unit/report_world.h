/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report_world.h - a database with a day in it, to report on.
 *
 * Whatever fails is a failed assertion.
 */
#ifndef UNIT_REPORT_WORLD_H
#define UNIT_REPORT_WORLD_H

#include "report/doc.h"
#include "report/model.h"
#include "support/temp_store.h"

#define WORLD_DAY_US (24 * TEMP_HOUR_US)

extern struct temp_store world;
extern struct err world_err;
/* 2026-11-24 UTC. */
extern const struct store_scope world_day;

void report_world_open(void);
void report_world_close(void);
/* A run that saw this time, and the whole day, all well. */
void world_end_run(int64_t run_id, uint64_t first_us, uint64_t last_us);
void world_end_day(void);
/* Free it with report_free(). */
struct report *world_report(const struct store_scope *scope);
/* A table of a section, or NULL; the second demands that there is one. */
const struct doc_table *world_find_table(const struct doc *d,
    const char *section, const char *key);
const struct doc_table *world_table(const struct doc *d, const char *section,
    const char *key);
/* A client to the gateway's port 22, through. */
struct store_flow world_escape(unsigned int n);
/* From a component out, to where no row leads. */
struct store_flow world_leave(const char *src_roles, const char *dst,
    const char *dst_roles, uint16_t port);

#endif
