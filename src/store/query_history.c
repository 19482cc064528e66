/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_history.c - what reports compare a day with: the findings of earlier
 * nights, and policies in detail.
 */
#include <config.h>

#include "store/query.h"

static const char findings_text[] =
    "SELECT n.day, f.finding_id, f.kind, f.what, f.flows"
    " FROM night_finding f JOIN night n ON n.night_id = f.night_id"
    " WHERE :day IS NULL OR n.day >= :day"
    " ORDER BY f.finding_id, n.day, f.night_id, f.number";
static const char details_text[] =
    "SELECT row_id, description, feature, action, origin, from_us, until_us,"
    " inferred, place FROM policy_row WHERE policy_id = :policy"
    " ORDER BY number";
static const char features_text[] =
    "SELECT feature, label, is_on, default_on FROM policy_feature"
    " WHERE policy_id = :policy ORDER BY number";
static const char roles_text[] = "SELECT role, kind, label FROM policy_role"
				 " WHERE policy_id = :policy ORDER BY number";
static const char networks_text[] =
    "SELECT network, label FROM policy_network WHERE policy_id = :policy"
    " ORDER BY number";

struct giving_finding {
	int (*fn)(const struct store_night_finding_row *row, void *arg);
	void *arg;
};

static int
give_finding(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_finding *g = arg;
	struct store_night_finding_row row = {
		.day = sql_column_text(stmt, 0),
		.finding = {
			.id = sql_column_text(stmt, 1),
			.kind = sql_column_text(stmt, 2),
			.what = sql_column_text(stmt, 3),
			.flows = sql_column_count(stmt, 4),
		},
	};

	return g->fn(&row, g->arg);
}

int
store_each_night_finding(struct store *s, const char *since,
    int (*fn)(const struct store_night_finding_row *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_finding g = { .fn = fn, .arg = arg };
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, findings_text, NULL, &stmt, err);

	if (rc)
		return rc;
	query_bind_text(stmt, ":day", since);
	return query_walk(s, stmt, give_finding, &g, err);
}

struct giving_detail {
	int (*fn)(const struct store_policy_detail *row, void *arg);
	void *arg;
};

static int
give_detail(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_detail *g = arg;
	struct store_policy_detail row = {
		.row_id = sql_column_text(stmt, 0),
		.description = sql_column_text(stmt, 1),
		.feature = sql_column_text(stmt, 2),
		.action = sql_column_text(stmt, 3),
		.origin = sql_column_text(stmt, 4),
		.from_us = sql_column_int(stmt, 5),
		.until_us = sql_column_int(stmt, 6),
		.inferred = sql_column_int(stmt, 7) > 0,
		.place = sql_column_text(stmt, 8),
	};

	return g->fn(&row, g->arg);
}

int
store_each_policy_detail(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_detail *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_detail g = { .fn = fn, .arg = arg };
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, details_text, NULL, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":policy", policy_id);
	return query_walk(s, stmt, give_detail, &g, err);
}

struct giving_feature {
	int (*fn)(const struct store_policy_feature *row, void *arg);
	void *arg;
};

static int
give_feature(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_feature *g = arg;
	struct store_policy_feature row = {
		.feature = sql_column_text(stmt, 0),
		.label = sql_column_text(stmt, 1),
		.on = sql_column_int(stmt, 2) > 0,
		.default_on = sql_column_int(stmt, 3) > 0,
	};

	return g->fn(&row, g->arg);
}

int
store_each_policy_feature(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_feature *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_feature g = { .fn = fn, .arg = arg };
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, features_text, NULL, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":policy", policy_id);
	return query_walk(s, stmt, give_feature, &g, err);
}

struct giving_role {
	int (*fn)(const struct store_policy_role *row, void *arg);
	void *arg;
};

static int
give_role(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_role *g = arg;
	struct store_policy_role row = {
		.role = sql_column_text(stmt, 0),
		.kind = sql_column_text(stmt, 1),
		.label = sql_column_text(stmt, 2),
	};

	return g->fn(&row, g->arg);
}

int
store_each_policy_role(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_role *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_role g = { .fn = fn, .arg = arg };
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, roles_text, NULL, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":policy", policy_id);
	return query_walk(s, stmt, give_role, &g, err);
}

struct giving_network {
	int (*fn)(const struct store_policy_network *row, void *arg);
	void *arg;
};

static int
give_network(sqlite3_stmt *stmt, void *arg)
{
	const struct giving_network *g = arg;
	struct store_policy_network row = {
		.network = sql_column_text(stmt, 0),
		.label = sql_column_text(stmt, 1),
	};

	return g->fn(&row, g->arg);
}

int
store_each_policy_network(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_network *row, void *arg), void *arg,
    struct err *err)
{
	struct giving_network g = { .fn = fn, .arg = arg };
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, networks_text, NULL, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":policy", policy_id);
	return query_walk(s, stmt, give_network, &g, err);
}
