/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * counted.c - what the row of a flow counts in the sums.
 */
#include <config.h>

#include "base/when.h"
#include "store/counted.h"

#define COUNTED                                                                \
	"SELECT f.run_id, f.kind_id, f.first_us, f.first_us + f.span_us,"      \
	" f.dst_port, f.packets_out + f.packets_in, f.bytes_out + f.bytes_in," \
	" CASE WHEN k.outcome IN ('established', 'handshake-only')"            \
	"  AND k.dst_roles <> '' THEN p.dst END"
#define OF_ROW                                                                 \
	" FROM flow f JOIN kind k ON k.kind_id = f.kind_id"                    \
	" JOIN pair p ON p.pair_id = f.pair_id WHERE f.flow_id = ?1"

/* Both give the same columns. */
static const char row_text[] = COUNTED OF_ROW;
static const char gone_text[] =
    "SELECT run_id, kind_id, first_us, last_us, port, packets, bytes, host"
    " FROM flow_gone WHERE flow_id = ?1";
static const char forget_text[] = "DELETE FROM flow_gone WHERE flow_id = ?1";
static const char keep_text[] =
    "INSERT OR REPLACE INTO flow_gone (run_id, kind_id, first_us, last_us,"
    " port, packets, bytes, host, flow_id) " COUNTED ", f.flow_id" OF_ROW;

/* What stands at stmt goes out of the sums. */
static int
take(sqlite3_stmt *stmt, const struct sql *q, struct sums *sums,
    struct err *err)
{
	struct sum sum = { .run_id = sqlite3_column_int64(stmt, 0),
		.kind_id = sqlite3_column_int64(stmt, 1),
		.first_us = sqlite3_column_int64(stmt, 2),
		.last_us = sqlite3_column_int64(stmt, 3),
		.port = sql_column_int(stmt, 4),
		.flows = -1,
		.packets = -sqlite3_column_int64(stmt, 5),
		.bytes = -sqlite3_column_int64(stmt, 6) };
	const char *answered_by = sql_column_text(stmt, 7);
	int rc;

	sum.hour = sum.first_us / (int64_t)WHEN_HOUR_US;
	rc = sums_write_one(sums, q, &sum, err);
	if (!rc && answered_by)
		rc = sums_write_host(sums, q, sum.run_id, sum.hour, answered_by,
		    -1, err);
	return rc;
}

/* The same of what stmt finds for the flow; *found tells whether it did. */
static int
take_found(sqlite3_stmt *stmt, const struct sql *q, struct sums *sums,
    int64_t flow_id, bool *found, struct err *err)
{
	int rc = 0;
	int step;

	sql_bind_int(stmt, 1, flow_id);
	step = sqlite3_step(stmt);
	*found = step == SQLITE_ROW;
	if (*found)
		rc = take(stmt, q, sums, err);
	else if (step != SQLITE_DONE)
		rc = sql_fail(q, err);
	sqlite3_reset(stmt);
	return rc;
}

int
counted_take(struct counted *c, const struct sql *q, struct sums *sums,
    int64_t flow_id, bool *missing, struct err *err)
{
	bool found = false;
	int rc = sql_prepare(q, &c->row, row_text, err);

	if (!rc)
		rc = sql_prepare(q, &c->gone, gone_text, err);
	if (!rc)
		rc = sql_prepare(q, &c->forget, forget_text, err);
	if (!rc)
		rc = take_found(c->row, q, sums, flow_id, &found, err);
	*missing = !found;
	if (rc || found)
		return rc;
	rc = take_found(c->gone, q, sums, flow_id, &found, err);
	if (rc || !found)
		return rc;
	sql_bind_int(c->forget, 1, flow_id);
	return sql_run(q, c->forget, err);
}

int
counted_keep(struct counted *c, const struct sql *q, int64_t flow_id,
    struct err *err)
{
	int rc = sql_prepare(q, &c->keep, keep_text, err);

	if (rc)
		return rc;
	sql_bind_int(c->keep, 1, flow_id);
	return sql_run(q, c->keep, err);
}
