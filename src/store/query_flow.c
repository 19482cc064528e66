/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_flow.c - flows one by one.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "base/addr.h"
#include "store/query.h"

#define KIND "kind k ON k.kind_id = f.kind_id"
#define PAIR "pair p ON p.pair_id = f.pair_id"
/* A list of roles, "a,b", holds a role. */
#define HAS_ROLE(list, role)                                                   \
	"instr(',' || " list " || ',', ',' || " role " || ',')"
/* What an option for the roles of one end asks: "=a,b" is the very list, "="
 * none, "a" a list that holds it. */
#define ROLES(list, value)                                                     \
	" AND (" value " IS NULL OR CASE WHEN substr(" value ", 1, 1) = '='"   \
	"  THEN " list " = substr(" value ", 2)"                               \
	"  ELSE " HAS_ROLE(list, value) " END)"
#define WORD(column, value) " AND (" value " IS NULL OR " column " = " value ")"
#define ENDS(src, dst)                                                         \
	" AND (:src IS NULL OR addr_within(" src ", :src))"                    \
	" AND (:dst IS NULL OR addr_within(" dst ", :dst))"                    \
	" AND (:host IS NULL OR addr_within(" src ", :host)"                   \
	"  OR addr_within(" dst ", :host))"
#define FILTERS                                                                \
	WORD("k.verdict", ":verdict")                                          \
	WORD("k.outcome", ":outcome")                                          \
	WORD("k.conformance", ":conformance")                                  \
	WORD("k.row_id", ":row")                                               \
	WORD("k.proto", ":proto")                                              \
	WORD("k.reason", ":reason")                                            \
	WORD("k.grade", ":grade")                                              \
	WORD("k.app", ":app")                                                  \
	WORD("k.class", ":class")                                              \
	WORD("k.near_row_id", ":near")                                         \
	WORD("k.security", ":security")                                        \
	" AND (:known IS NULL OR k.known GLOB :known)"                         \
	" AND (:role IS NULL OR " HAS_ROLE("k.src_roles",                      \
	    ":role") "  OR " HAS_ROLE("k.dst_roles",                           \
	    ":role") ")" ROLES("k.src_roles", ":src_role")                     \
	    ROLES("k.dst_roles", ":dst_role") ENDS("p.src",                    \
		"p.dst") " AND (:name IS NULL OR f.server_name GLOB :name)"    \
			 " AND (:port = 0 OR f.dst_port = :port)"              \
			 " ORDER BY f.first_us, f.flow_id LIMIT :limit"

/* CROSS JOIN keeps the order: the first one is what flows are found by. */
static const char by_id_text[] =
    "SELECT" SCHEMA_FLOW_COLUMNS " FROM flow f CROSS JOIN " KIND
    " CROSS JOIN " PAIR " WHERE f.flow_id = :flow" FILTERS;
static const char by_time_text[] =
    "SELECT" SCHEMA_FLOW_COLUMNS " FROM flow f INDEXED BY flow_first"
    " CROSS JOIN " KIND " CROSS JOIN " PAIR " WHERE " QUERY_NEAR FILTERS;
/* The index tells the pair too, so that rows of other pairs are not read. */
static const char by_kind_text[] =
    "SELECT" SCHEMA_FLOW_COLUMNS " FROM kind k"
    " CROSS JOIN flow f INDEXED BY flow_kind ON f.kind_id = k.kind_id"
    " CROSS JOIN " PAIR
    " WHERE (:ends = 0 OR f.pair_id IN (SELECT pair_id FROM pair"
    "  WHERE 1" ENDS("src", "dst") "))"
				   " AND " QUERY_NEAR FILTERS;
/* Flows that began long before the scope, and still went on. */
static const char long_text[] =
    "SELECT" SCHEMA_FLOW_COLUMNS " FROM flow f INDEXED BY flow_long"
    " CROSS JOIN " KIND " CROSS JOIN " PAIR " WHERE " QUERY_LONG FILTERS;

struct giving {
	int (*fn)(const struct store_flow_row *row, void *arg);
	void *arg;
	uint64_t left; /* rows that may still be given */
};

/* Everything in the order of SCHEMA_FLOW_COLUMNS. */
static struct store_flow_row
row_at(sqlite3_stmt *stmt)
{
	int at = 0;
#define NUMBER sql_column_int(stmt, at++)
#define TEXT sql_column_text(stmt, at++)
	struct store_flow_row r;

	r.flow_id = NUMBER;
	r.run_id = NUMBER;
	r.first_us = NUMBER;
	r.last_us = NUMBER;
	r.src = TEXT;
	r.src_port = NUMBER;
	r.dst = TEXT;
	r.dst_port = NUMBER;
	r.proto = TEXT;
	r.src_roles = TEXT;
	r.dst_roles = TEXT;
	r.verdict = TEXT;
	r.reason = TEXT;
	r.row_id = TEXT;
	r.row_origin = TEXT;
	r.known = TEXT;
	r.near_row_id = TEXT;
	r.near_fact = TEXT;
	r.outcome = TEXT;
	r.direction_basis = TEXT;
	r.app = TEXT;
	r.app_basis = TEXT;
	r.conformance = TEXT;
	r.grade = TEXT;
	r.expected = TEXT;
	r.server_name = TEXT;
	r.name_basis = TEXT;
	r.packets_out = NUMBER;
	r.packets_in = NUMBER;
	r.bytes_out = NUMBER;
	r.bytes_in = NUMBER;
	r.attempts = NUMBER;
	r.vlan = NUMBER;
	r.tunnel = TEXT;
	r.community_id = TEXT;
	r.policy_id = NUMBER;
	r.cause = TEXT;
	r.weak = NUMBER > 0;
	r.ambiguous = NUMBER > 0;
	r.end = TEXT;
	r.ndpi_app = TEXT;
	r.ndpi_confidence = TEXT;
	r.icmp_type = NUMBER;
	r.icmp_code = NUMBER;
	r.security = TEXT;
	r.why = TEXT;
	r.evidence = TEXT;
	r.claimed_name = TEXT;
#undef NUMBER
#undef TEXT
	return r;
}

static int
give(sqlite3_stmt *stmt, void *arg)
{
	struct giving *g = arg;
	struct store_flow_row row = row_at(stmt);

	g->left--;
	return g->fn(&row, g->arg);
}

/*
 * addr_within(address, prefix): whether a text holds an address of a prefix.
 * The prefix is read once for a statement; what is none holds nothing.
 */
static void
addr_within(sqlite3_context *ctx, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	struct prefix *within = sqlite3_get_auxdata(ctx, 1);
	struct addr a;
	bool in = false;

	(void)count;
	if (!within) {
		const char *wanted =
		    (const char *)sqlite3_value_text(values[1]);

		within = sqlite3_malloc(sizeof(*within));
		if (!within) {
			sqlite3_result_error_nomem(ctx);
			return;
		}
		/* No family has as many bits. */
		if (!wanted ||
		    prefix_parse(wanted, strlen(wanted), within) != 0)
			within->bits = UINT8_MAX;
		sqlite3_set_auxdata(ctx, 1, within, sqlite3_free);
		within = sqlite3_get_auxdata(ctx, 1);
	}
	if (text && within && within->bits <= 128 &&
	    addr_parse(text, strlen(text), &a) == 0)
		in = prefix_contains(within, &a);
	sqlite3_result_int(ctx, in);
}

static int
add_function(struct store *s, struct err *err)
{
	int rc = sqlite3_create_function(s->sql.db, "addr_within", 2,
	    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
	    addr_within, NULL, NULL);

	return rc == SQLITE_OK ? 0 : sql_fail(&s->sql, err);
}

static bool
has_ends(const struct store_flow_filter *f)
{
	return f->src || f->dst || f->host;
}

/* The words that few flows have. */
static bool
is_rare(const struct store_flow_filter *f)
{
	return f->row_id || f->reason || f->grade || f->near || f->known ||
	    f->security || (f->through && strcmp(f->through, "through") != 0) ||
	    (f->verdict && strcmp(f->verdict, "allowed") != 0) ||
	    (f->outcome && strcmp(f->outcome, "established") != 0) ||
	    (f->conformance && strcmp(f->conformance, "violates") == 0);
}

static const char *
text_for(const struct store_flow_filter *f)
{
	if (f->flow_id)
		return by_id_text;
	return has_ends(f) || is_rare(f) ? by_kind_text : by_time_text;
}

static int
run_text(struct store *s, const char *text, const struct query_scope *scope,
    const struct store_flow_filter *f, struct giving *g, struct err *err)
{
	const struct {
		const char *name, *value;
	} words[] = {
		{ ":verdict", f->verdict },
		{ ":outcome", f->outcome },
		{ ":conformance", f->conformance },
		{ ":row", f->row_id },
		{ ":role", f->role },
		{ ":src_role", f->src_role },
		{ ":dst_role", f->dst_role },
		{ ":src", f->src },
		{ ":dst", f->dst },
		{ ":host", f->host },
		{ ":proto", f->proto },
		{ ":reason", f->reason },
		{ ":name", f->name },
		{ ":grade", f->grade },
		{ ":app", f->app },
		{ ":class", f->through },
		{ ":near", f->near },
		{ ":security", f->security },
		{ ":known", f->known },
	};
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, text, scope, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":flow", f->flow_id);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		query_bind_text(stmt, words[i].name, words[i].value);
	query_bind_int(stmt, ":ends", has_ends(f));
	query_bind_int(stmt, ":port", f->port);
	query_bind_int(stmt, ":limit",
	    g->left > INT64_MAX ? -1 : (int64_t)g->left);
	return query_walk(s, stmt, give, g, err);
}

int
store_each_flow(struct store *s, const struct store_flow_filter *filter,
    int (*fn)(const struct store_flow_row *row, void *arg), void *arg,
    struct err *err)
{
	struct giving g = { .fn = fn,
		.arg = arg,
		.left = filter->limit ? filter->limit : UINT64_MAX };
	struct query_scope scope;
	int rc = query_scope(s, &filter->scope, &scope, err);

	if (!rc)
		rc = add_function(s, err);
	/* Those of long_text all begin before the others. */
	if (!rc && scope.early > 0 && !filter->flow_id)
		rc = run_text(s, long_text, &scope, filter, &g, err);
	if (!rc && g.left > 0)
		rc = run_text(s, text_for(filter), &scope, filter, &g, err);
	return rc;
}
