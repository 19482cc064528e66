/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy_put.c - record a policy with its rows.
 */
#include <config.h>

#include <string.h>

#include "base/strbuf.h"
#include "base/when.h"
#include "store/internal.h"
#include "store/row_status.h"

static const char find_text[] =
    "SELECT policy_id FROM policy WHERE digest = ?1";
static const char policy_text[] =
    "INSERT INTO policy (digest, matrix, matrix_title, matrix_source, site,"
    " zone, tap) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
static const char row_text[] =
    "INSERT INTO policy_row (policy_id, number, row_id, section, source,"
    " destination, protocols, ports, scope, feature, description, action,"
    " origin, status, src_open, dst_open)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
    " ?15, ?16)";
/* What later versions say beyond that: earlier ones left it open. */
static const char open_text[] =
    "SELECT EXISTS (SELECT 1 FROM policy_row WHERE policy_id = ?1"
    "  AND inferred IS NULL)"
    " OR NOT EXISTS (SELECT 1 FROM policy_role WHERE policy_id = ?1)";
static const char detail_text[] =
    "UPDATE policy_row SET from_us = ?3, until_us = ?4, inferred = ?5,"
    " place = ?6, status = ?7 WHERE policy_id = ?1 AND row_id = ?2";
/* Roles of name lines were not taken for in use by version 1. */
static const char named_text[] =
    "INSERT OR IGNORE INTO row_role (policy_id, number, side, role)"
    " SELECT policy_id, number, ?3, '' FROM policy_row"
    " WHERE policy_id = ?1 AND row_id = ?2";
static const char feature_text[] =
    "INSERT OR REPLACE INTO policy_feature (policy_id, number, feature, label,"
    " is_on, default_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
static const char kind_text[] =
    "INSERT OR REPLACE INTO policy_role (policy_id, number, role, kind, label)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";
static const char network_text[] =
    "INSERT OR REPLACE INTO policy_network (policy_id, number, network, label)"
    " VALUES (?1, ?2, ?3, ?4)";
static const char role_text[] =
    "INSERT INTO row_role (policy_id, number, side, role)"
    " VALUES (?1, ?2, ?3, ?4)";

struct putting {
	const struct policy *policy;
	struct row_places places;
	int64_t policy_id;
	sqlite3_stmt *row, *role, *detail, *named;
};

/* The number at stmt, which was bound and is finalized; *out stays when it
 * gives no row. */
static int
answer(struct store *s, sqlite3_stmt *stmt, int64_t *out, struct err *err)
{
	int step = sqlite3_step(stmt);
	int rc = 0;

	if (step == SQLITE_ROW)
		*out = sqlite3_column_int64(stmt, 0);
	else if (step != SQLITE_DONE)
		rc = sql_fail(&s->sql, err);
	sqlite3_finalize(stmt);
	return rc;
}

/* The id of a policy with this digest; 0 when there is none. */
static int
find(struct store *s, const char *digest, int64_t *policy_id, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, find_text, err);

	if (rc)
		return rc;
	sql_bind_text(stmt, 1, digest);
	return answer(s, stmt, policy_id, err);
}

/* Is anything of a policy not recorded yet? */
static int
find_open(struct store *s, int64_t policy_id, int64_t *open, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, open_text, err);

	if (rc)
		return rc;
	sql_bind_int(stmt, 1, policy_id);
	return answer(s, stmt, open, err);
}

static int64_t
bounded(uint64_t us)
{
	return us > INT64_MAX ? INT64_MAX : (int64_t)us;
}

/* Services that are known by names. */
static bool
by_name(const struct policy *p, const struct policy_end *end)
{
	const struct role_set *internet =
	    policy_kind_roles(p, ROLE_KIND_INTERNET);
	struct role_set all = *internet;

	if (end->name_count)
		return true;
	role_set_join(&all, &end->roles);
	return !role_set_empty(&end->roles) &&
	    role_set_count(&all) == role_set_count(internet);
}

static const char *
scope_word(const struct policy *p, const struct policy_row *row)
{
	if (row->src.self || row->dst.self)
		return "localhost";
	if (row->broadcast)
		return "broadcast";
	if (row->multicast_count)
		return "multicast";
	if (by_name(p, &row->src) || by_name(p, &row->dst))
		return "fqdn";
	return "net";
}

static int
put_role(struct store *s, struct putting *put, const struct policy_row *row,
    const char *side, const char *role, struct err *err)
{
	sql_bind_int(put->role, 1, put->policy_id);
	sql_bind_int(put->role, 2, row->number);
	sql_bind_string(put->role, 3, side);
	sql_bind_string(put->role, 4, role);
	return sql_run(&s->sql, put->role, err);
}

/* The roles that packets of an end may have; "" is none. */
static int
put_roles(struct store *s, struct putting *put, const struct policy_row *row,
    const char *side, const struct policy_end *end, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < policy_role_count(put->policy) && !rc; i++)
		if (role_set_has(&end->roles, (unsigned int)i))
			rc = put_role(s, put, row, side,
			    policy_role_at(put->policy, i)->id, err);
	if (!rc && row_end_named(&put->places, end))
		rc = put_role(s, put, row, side, "", err);
	return rc;
}

/* What the policy alone tells of the row, or NULL. */
static const char *
status_word(const struct putting *put, const struct policy_row *row)
{
	enum row_status status = row_status_of(put->policy, &put->places, row);

	return status == ROW_STATUS_UNSEEN
	    ? NULL
	    : word_text(WORDS_ROW_STATUS, status);
}

static int
put_row(struct store *s, struct putting *put, const struct policy_row *row,
    struct err *err)
{
	const struct policy *p = put->policy;
	int rc;

	sql_bind_int(put->row, 1, put->policy_id);
	sql_bind_int(put->row, 2, row->number);
	sql_bind_string(put->row, 3, row->id);
	sql_bind_text(put->row, 4, row->section);
	sql_bind_string(put->row, 5, row->src.text);
	sql_bind_string(put->row, 6, row->dst.text);
	sql_bind_string(put->row, 7, row->proto_text);
	sql_bind_text(put->row, 8, row->port_text);
	sql_bind_text(put->row, 9, scope_word(p, row));
	sql_bind_text(put->row, 10,
	    row->feature < 0 ? NULL
			     : policy_feature_at(p, (size_t)row->feature)->id);
	sql_bind_text(put->row, 11, row->text);
	sql_bind_text(put->row, 12, row->allow ? "allow" : "deny");
	sql_bind_text(put->row, 13, word_text(WORDS_ROW_ORIGIN, row->origin));
	sql_bind_text(put->row, 14, status_word(put, row));
	sql_bind_int(put->row, 15, row_end_open(&row->src));
	sql_bind_int(put->row, 16, row_end_open(&row->dst));
	rc = sql_run(&s->sql, put->row, err);
	if (!rc)
		rc = put_roles(s, put, row, "source", &row->src, err);
	if (!rc)
		rc = put_roles(s, put, row, "destination", &row->dst, err);
	return rc;
}

static int
put_head(struct store *s, struct putting *put, struct err *err)
{
	const struct policy *p = put->policy;
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, policy_text, err);

	if (rc)
		return rc;
	sql_bind_text(stmt, 1, policy_digest(p));
	sql_bind_text(stmt, 2, policy_matrix_id(p));
	sql_bind_text(stmt, 3, policy_matrix_title(p));
	sql_bind_text(stmt, 4, policy_matrix_source(p));
	sql_bind_text(stmt, 5, policy_site_name(p));
	sql_bind_text(stmt, 6, policy_zone(p));
	sql_bind_text(stmt, 7, policy_tap(p));
	rc = sql_run(&s->sql, stmt, err);
	put->policy_id = sqlite3_last_insert_rowid(s->sql.db);
	sqlite3_finalize(stmt);
	return rc;
}

/* The row's file, without its folder, and line; strbuf_fini() it. */
static struct strbuf
place_of(const struct policy_row *row)
{
	const char *slash = strrchr(row->place.file, '/');
	struct strbuf place;

	strbuf_init(&place);
	strbuf_addf(&place, "%s:%u", slash ? slash + 1 : row->place.file,
	    (unsigned int)row->place.line);
	return place;
}

static int
put_detail(struct store *s, const struct putting *put,
    const struct policy_row *row, struct err *err)
{
	struct strbuf place = place_of(row);
	sqlite3_stmt *stmt = put->detail;
	int rc = strbuf_error(&place);

	sql_bind_int(stmt, 1, put->policy_id);
	sql_bind_string(stmt, 2, row->id);
	sql_bind_optional(stmt, 3, row->from_us ? bounded(row->from_us) : -1);
	sql_bind_optional(stmt, 4,
	    row->until_us == WHEN_NEVER_US ? -1 : bounded(row->until_us));
	sql_bind_int(stmt, 5, row->inferred);
	sql_bind_text(stmt, 7, status_word(put, row));
	if (!rc)
		rc = sql_bind_outside(stmt, 6, strbuf_text(&place));
	rc =
	    rc ? sql_tell(s->path, rc, NULL, err) : sql_run(&s->sql, stmt, err);
	strbuf_fini(&place);
	return rc;
}

static int
put_named(struct store *s, const struct putting *put,
    const struct policy_row *row, const char *side,
    const struct policy_end *end, struct err *err)
{
	if (!row_end_named(&put->places, end))
		return 0;
	sql_bind_int(put->named, 1, put->policy_id);
	sql_bind_string(put->named, 2, row->id);
	sql_bind_string(put->named, 3, side);
	return sql_run(&s->sql, put->named, err);
}

static int
put_row_details(struct store *s, const struct putting *put,
    const struct policy_row *row, struct err *err)
{
	int rc = put_detail(s, put, row, err);

	if (!rc)
		rc = put_named(s, put, row, "source", &row->src, err);
	if (!rc)
		rc = put_named(s, put, row, "destination", &row->dst, err);
	return rc;
}

static int
put_feature(struct store *s, const struct putting *put, sqlite3_stmt *stmt,
    size_t i, struct err *err)
{
	const struct policy_feature *f = policy_feature_at(put->policy, i);

	sql_bind_int(stmt, 1, put->policy_id);
	sql_bind_count(stmt, 2, i);
	sql_bind_string(stmt, 3, f->id);
	sql_bind_text(stmt, 4, f->label);
	sql_bind_int(stmt, 5, f->on);
	sql_bind_int(stmt, 6, f->default_on);
	return sql_run(&s->sql, stmt, err);
}

static int
put_kind(struct store *s, const struct putting *put, sqlite3_stmt *stmt,
    size_t i, struct err *err)
{
	const struct policy_role *role = policy_role_at(put->policy, i);

	sql_bind_int(stmt, 1, put->policy_id);
	sql_bind_count(stmt, 2, i);
	sql_bind_string(stmt, 3, role->id);
	sql_bind_text(stmt, 4, word_text(WORDS_ROLE_KIND, role->kind));
	sql_bind_text(stmt, 5, role->label);
	return sql_run(&s->sql, stmt, err);
}

static int
put_network(struct store *s, const struct putting *put, sqlite3_stmt *stmt,
    size_t i, struct err *err)
{
	const struct policy_network *network =
	    policy_network_at(put->policy, i);
	char text[PREFIX_TEXT_MAX];

	prefix_format(&network->prefix, text);
	sql_bind_int(stmt, 1, put->policy_id);
	sql_bind_count(stmt, 2, i);
	sql_bind_string(stmt, 3, text);
	sql_bind_text(stmt, 4, network->label);
	return sql_run(&s->sql, stmt, err);
}

/* Put what of the policy has numbers up to count, each by put_one. */
static int
put_each(struct store *s, const struct putting *put, const char *text,
    size_t count,
    int (*put_one)(struct store *s, const struct putting *put,
	sqlite3_stmt *stmt, size_t i, struct err *err),
    struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(&s->sql, &stmt, text, err);

	for (size_t i = 0; i < count && !rc; i++)
		rc = put_one(s, put, stmt, i, err);
	sqlite3_finalize(stmt);
	return rc;
}

/* What later versions say beyond version 1; a store_step_fn. */
static int
put_details(struct store *s, void *arg, struct err *err)
{
	struct putting *put = arg;
	const struct policy *p = put->policy;
	int rc;

	put->detail = put->named = NULL;
	rc = sql_prepare(&s->sql, &put->detail, detail_text, err);
	if (!rc)
		rc = sql_prepare(&s->sql, &put->named, named_text, err);
	for (size_t i = 0; i < policy_row_count(p) && !rc; i++)
		rc = put_row_details(s, put, policy_row_at(p, i), err);
	sqlite3_finalize(put->detail);
	sqlite3_finalize(put->named);
	if (!rc)
		rc = put_each(s, put, feature_text, policy_feature_count(p),
		    put_feature, err);
	if (!rc)
		rc = put_each(s, put, kind_text, policy_role_count(p), put_kind,
		    err);
	if (!rc)
		rc = put_each(s, put, network_text, policy_network_count(p),
		    put_network, err);
	return rc;
}

static int
put_policy(struct store *s, void *arg, struct err *err)
{
	struct putting *put = arg;
	int rc = put_head(s, put, err);

	put->row = put->role = NULL;
	if (!rc)
		rc = sql_prepare(&s->sql, &put->row, row_text, err);
	if (!rc)
		rc = sql_prepare(&s->sql, &put->role, role_text, err);
	for (size_t i = 0; i < policy_row_count(put->policy) && !rc; i++)
		rc = put_row(s, put, policy_row_at(put->policy, i), err);
	sqlite3_finalize(put->row);
	sqlite3_finalize(put->role);
	if (!rc)
		rc = put_details(s, put, err);
	return rc;
}

int
store_policy_put(struct store *s, const struct policy *p, int64_t *policy_id,
    struct err *err)
{
	struct putting put = { .policy = p };
	int64_t open = 0;
	int rc = find(s, policy_digest(p), &put.policy_id, err);

	if (!rc && put.policy_id)
		rc = find_open(s, put.policy_id, &open, err);
	if (rc)
		return rc;
	row_places_of(p, &put.places);
	if (put.policy_id == 0)
		rc = store_transact(s, put_policy, &put, err);
	else if (open)
		rc = store_transact(s, put_details, &put, err);
	if (!rc)
		*policy_id = put.policy_id;
	return rc;
}
