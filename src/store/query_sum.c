/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_sum.c - the headline table, and what is kept in sums only.
 */
#include <config.h>

#include <string.h>

#include "store/query.h"

static const char headline_text[] =
    "SELECT k.verdict, k.class, k.row_origin, k.reason = 'housekeeping',"
    " sum(t.flows) FROM (" QUERY_SUMS ") t"
    " JOIN kind k ON k.kind_id = t.kind_id GROUP BY 1, 2, 3, 4";
/* Out of scope are also flows that have rows: they are counted as well. */
static const char sums_text[] =
    "SELECT kind, host, proto, port, sum(flows) AS n, sum(packets),"
    " sum(bytes) FROM ("
    " SELECT h.kind AS kind, nullif(h.host, '') AS host, h.proto AS proto,"
    "  h.port AS port, h.flows AS flows, h.packets AS packets,"
    "  h.bytes AS bytes FROM run r"
    "  CROSS JOIN housekeeping h ON h.run_id = r.run_id"
    "  WHERE (:run = 0 OR r.run_id = :run)"
    "  AND h.hour >= :hour0 AND h.hour < :hour1"
    "  AND NOT EXISTS (SELECT 1 FROM twin_hour t WHERE t.run_id = h.run_id"
    "   AND t.hour = h.hour)"
    " UNION ALL"
    " SELECT NULL, NULL, k.proto, s.port, s.flows, s.packets, s.bytes"
    "  FROM run r CROSS JOIN hour_sum s ON s.run_id = r.run_id"
    "  JOIN kind k ON k.kind_id = s.kind_id"
    "  WHERE (:run = 0 OR r.run_id = :run) AND s.hour >= :hour0"
    "  AND s.hour < :hour1 AND s.flows > 0 AND k.verdict = 'out-of-scope'"
    " UNION ALL"
    " SELECT NULL, NULL, k.proto, w.port, -w.flows, -w.packets, -w.bytes"
    "  FROM twin_sum w JOIN kind k ON k.kind_id = w.kind_id"
    "  WHERE k.verdict = 'out-of-scope' AND w.hour >= :hour0"
    "  AND w.hour < :hour1 AND (:run = 0 OR w.run_id = :run))"
    " GROUP BY kind, host, proto, port HAVING n > 0 ORDER BY n DESC, kind, "
    "host, proto,"
    " port";

static int
add_cell(sqlite3_stmt *stmt, void *arg)
{
	struct store_headline *h = arg;
	const char *word = sql_column_text(stmt, 0);
	const char *class = sql_column_text(stmt, 1);
	int verdict = word ? word_find(WORDS_VERDICT, word) : -1;
	const char *origin = sql_column_text(stmt, 2);
	uint64_t flows = sql_column_count(stmt, 4);

	if (verdict < 0 || !class)
		return 0; /* a damaged row */
	if (sqlite3_column_int(stmt, 3)) {
		h->housekeeping += flows;
	} else if (strcmp(class, "probable") == 0) {
		h->probable[verdict] += flows;
	} else if (strcmp(class, "stopped") == 0) {
		h->stopped[verdict] += flows;
	} else {
		h->through[verdict] += flows;
		if (verdict == VERDICT_ALLOWED && origin &&
		    strcmp(origin, "site") == 0)
			h->by_site += flows;
	}
	return 0;
}

int
store_headline(struct store *s, const struct store_scope *scope,
    struct store_headline *out, struct err *err)
{
	struct store_headline h;
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = query_scope(s, scope, &q, err);

	if (!rc)
		rc = query_prepare(s, headline_text, &q, &stmt, err);
	if (rc)
		return rc;
	memset(&h, 0, sizeof(h));
	rc = query_walk(s, stmt, add_cell, &h, err);
	if (!rc)
		*out = h;
	return rc;
}

struct giving {
	int (*fn)(const struct store_sum *row, void *arg);
	void *arg;
};

static int
give(sqlite3_stmt *stmt, void *arg)
{
	const struct giving *g = arg;
	struct store_sum row = {
		.kind = sql_column_text(stmt, 0),
		.host = sql_column_text(stmt, 1),
		.proto = sql_column_text(stmt, 2),
		.port = sql_column_int(stmt, 3),
		.flows = sql_column_int(stmt, 4),
		.packets = sql_column_int(stmt, 5),
		.bytes = sql_column_int(stmt, 6),
	};

	return g->fn(&row, g->arg);
}

int
store_each_sum(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_sum *row, void *arg), void *arg,
    struct err *err)
{
	struct giving g = { .fn = fn, .arg = arg };
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = query_scope(s, scope, &q, err);

	if (!rc)
		rc = query_prepare(s, sums_text, &q, &stmt, err);
	return rc ? rc : query_walk(s, stmt, give, &g, err);
}
