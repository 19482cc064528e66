/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query.h - what the questions of store_query.h share: the scope, and the
 * walk over rows.
 *
 * Statements name their values: :run (0: any), :since and :until (the scope
 * in time), :early (how far before :since a flow that is not long may have
 * begun), :hour0 and :hour1 (the whole hours in the scope), :left and :right
 * (where these begin and end), :touch0 and :touch1 (all hours that the scope
 * touches), :twins (is any flow left out?).  What a statement does not name is
 * not bound.
 */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/internal.h"
#include "store/schema.h"
#include "store/store_query.h"

/* Flows f with a packet in the scope are those of QUERY_NEAR, which begin
 * near or in it, and those of QUERY_LONG, which begin before.  QUERY_NEAR is
 * for flow f by an index on first_us; QUERY_LONG by flow_long.  Rows of flows
 * are read only where these, and what else is asked, need more than the index
 * has: that decides how long a question takes. */
/* What another run has too is in no answer: see query_twin.c. */
#define QUERY_RUN                                                              \
	"(:run = 0 OR f.run_id = :run)"                                        \
	" AND (:twins = 0 OR f.flow_id NOT IN (SELECT flow_id FROM twin))"
#define QUERY_NEAR                                                             \
	"f.first_us >= :early AND f.first_us < :until"                         \
	" AND (f.first_us >= :since OR f.first_us + f.span_us >= :since)"      \
	" AND " QUERY_RUN
#define QUERY_LONG                                                             \
	":early > 0 AND f.span_us >= " SCHEMA_LONG                             \
	" AND f.first_us + f.span_us >= :since AND f.first_us < :early"        \
	" AND " QUERY_RUN

/* True of the kinds whose client is a session host; and of users' own traffic
 * out of it, to where nobody has a role.  Of that there is much. */
#define QUERY_SESSION_HOST                                                     \
	"instr(',' || src_roles || ',', ',rdsh-agent,')"                       \
	" OR instr(',' || src_roles || ',', ',guest-agent,')"                  \
	" OR instr(',' || src_roles || ',', ',remote-pc-agent,')"              \
	" OR instr(',' || src_roles || ',', ',avd-session-host,')"
#define QUERY_USERS                                                            \
	"verdict = 'missed' AND dst_roles = '' AND (" QUERY_SESSION_HOST ")"

/* (kind_id, port, flows, packets, bytes, first_us, last_us) of the scope: the
 * sums of whole hours, and flows for what is left and for those that began
 * earlier. */
#define QUERY_FLOW_SUM                                                         \
	"SELECT f.kind_id, coalesce(f.dst_port, -1), f.attempts,"              \
	" f.packets_out + f.packets_in, f.bytes_out + f.bytes_in,"             \
	" f.first_us, f.first_us + f.span_us FROM flow f"
#define QUERY_SUMS                                                             \
	"SELECT s.kind_id AS kind_id, s.port AS port, s.flows AS flows,"       \
	" s.packets AS packets, s.bytes AS bytes, s.first_us AS first_us,"     \
	" s.last_us AS last_us"                                                \
	" FROM run r CROSS JOIN hour_sum s ON s.run_id = r.run_id"             \
	" WHERE (:run = 0 OR r.run_id = :run)"                                 \
	" AND s.hour >= :hour0 AND s.hour < :hour1 AND s.flows > 0"            \
	" UNION ALL " QUERY_FLOW_SUM " INDEXED BY flow_first"                  \
	" WHERE f.first_us >= :since AND f.first_us < :left AND " QUERY_RUN    \
	" UNION ALL " QUERY_FLOW_SUM " INDEXED BY flow_first"                  \
	" WHERE f.first_us >= :right AND f.first_us < :until AND " QUERY_RUN   \
	" UNION ALL " QUERY_FLOW_SUM " INDEXED BY flow_first"                  \
	" WHERE f.first_us >= :early AND f.first_us < :since"                  \
	" AND f.first_us + f.span_us >= :since AND " QUERY_RUN                 \
	" UNION ALL " QUERY_FLOW_SUM " INDEXED BY flow_long"                   \
	" WHERE " QUERY_LONG                                                   \
	" UNION ALL SELECT w.kind_id, w.port, -w.flows, -w.packets, -w.bytes," \
	" w.first_us, w.last_us FROM twin_sum w"                               \
	" WHERE w.hour >= :hour0 AND w.hour < :hour1"                          \
	" AND (:run = 0 OR w.run_id = :run)"

/* The values that a scope stands for. */
struct query_scope {
	int64_t run;
	int64_t since, until, early;
	int64_t hour0, hour1, left, right;
	int64_t touch0, touch1;
	int64_t twins; /* there are some */
};

/* scope may be NULL: everything.  0, -ENOENT when there is no such run, or
 * what failed. */
int query_scope(struct store *s, const struct store_scope *scope,
    struct query_scope *out, struct err *err);

/* The tables of what is counted elsewhere; empty until store_find_twins(). */
int query_twins(struct store *s, struct err *err);
/* The temporary table ends, of the scope: see query_ends.c. */
int query_ends(struct store *s, const struct store_scope *scope,
    struct err *err);
/* Temporary tables are written to on a reader's connection too: between
 * these.  query_settle() ends with rc, what came of the rest. */
int query_writable(struct store *s, bool on, struct err *err);
int query_settle(struct store *s, int rc, struct err *err);

/* Prepare text and bind what it names of scope (NULL: nothing). */
int query_prepare(struct store *s, const char *text,
    const struct query_scope *scope, sqlite3_stmt **out, struct err *err);
/* Bind a named value if the statement has it; text NULL is NULL. */
void query_bind_int(sqlite3_stmt *stmt, const char *name, int64_t value);
void query_bind_text(sqlite3_stmt *stmt, const char *name, const char *text);

/* Hand each row to give and finalize stmt; ends with what give returned other
 * than 0, with what failed, or with 0. */
int query_walk(struct store *s, sqlite3_stmt *stmt,
    int (*give)(sqlite3_stmt *stmt, void *arg), void *arg, struct err *err);

/* Ask text of the scope (NULL: everything), and hand the rows to give. */
int query_ask(struct store *s, const char *text,
    const struct store_scope *scope, int (*give)(sqlite3_stmt *stmt, void *arg),
    void *arg, struct err *err);
/* The same of a text in parts, NULL at the end: compilers need not take a
 * long one in one string. */
int query_ask_parts(struct store *s, const char *const *parts,
    const struct store_scope *scope, int (*give)(sqlite3_stmt *stmt, void *arg),
    void *arg, struct err *err);

#endif
