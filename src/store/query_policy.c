/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_policy.c - policies as the report compares them: rows in words, and
 * roles that may talk.
 */
#include <config.h>

#include "store/query.h"
#include "store/report_query.h"

static const char role_pairs_text[] =
    "SELECT a.role, b.role, count(*) FROM policy_row r"
    " JOIN row_role a ON a.policy_id = r.policy_id AND a.number = r.number"
    "  AND a.side = 'source'"
    " JOIN row_role b ON b.policy_id = r.policy_id AND b.number = r.number"
    "  AND b.side = 'destination'"
    " WHERE r.policy_id = :policy AND r.action = 'allow'"
    " AND coalesce(r.status, '') NOT IN ('off', 'not-in-use')"
    " GROUP BY a.role, b.role";

static const char rows_text[] =
    "SELECT row_id, action || ' ' || source || ' -> ' || destination || ' '"
    " || protocols || coalesce(' ' || ports, '')"
    " || CASE WHEN scope IN ('broadcast', 'multicast') THEN ' ' || scope"
    "  ELSE '' END || coalesce(' when ' || feature, '')"
    " || coalesce(strftime(' from %Y-%m-%dT%H:%MZ', from_us / 1000000,"
    "  'unixepoch'), '')"
    " || coalesce(strftime(' until %Y-%m-%dT%H:%MZ', until_us / 1000000,"
    "  'unixepoch'), ''), coalesce(status, '') FROM policy_row"
    " WHERE policy_id = :policy ORDER BY row_id";

struct giving_pair {
	int (*fn)(const struct store_role_pair *row, void *arg);
	void *arg;
};

static int
give_pair(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_pair *g = arg;
	struct store_role_pair row = {
		.src_role = sql_column_text(stmt, 0),
		.dst_role = sql_column_text(stmt, 1),
		.rows = sql_column_int(stmt, 2),
	};

	return g->fn(&row, g->arg);
}

int
store_each_role_pair(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_role_pair *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_pair g = { .fn = fn, .arg = arg };
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, role_pairs_text, NULL, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":policy", policy_id);
	return query_walk(s, stmt, give_pair, &g, err);
}

struct giving_row {
	int (*fn)(const struct store_policy_line *row, void *arg);
	void *arg;
};

static int
give_row(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_row *g = arg;
	struct store_policy_line row = {
		.row_id = sql_column_text(stmt, 0),
		.text = sql_column_text(stmt, 1),
		.status = sql_column_text(stmt, 2),
	};

	return g->fn(&row, g->arg);
}

int
store_each_policy_line(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_line *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_row g = { .fn = fn, .arg = arg };
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, rows_text, NULL, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":policy", policy_id);
	return query_walk(s, stmt, give_row, &g, err);
}
