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
#define FILTERS                                                                \
	" AND (:verdict IS NULL OR k.verdict = :verdict)"                      \
	" AND (:outcome IS NULL OR k.outcome = :outcome)"                      \
	" AND (:conformance IS NULL OR k.conformance = :conformance)"          \
	" AND (:row IS NULL OR k.row_id = :row)"                               \
	" AND (:role IS NULL"                                                  \
	"  OR instr(',' || k.src_roles || ',', ',' || :role || ',')"           \
	"  OR instr(',' || k.dst_roles || ',', ',' || :role || ','))"          \
	" AND (:src IS NULL OR p.src = :src)"                                  \
	" AND (:dst IS NULL OR p.dst = :dst)"                                  \
	" AND (:host IS NULL OR p.src = :host OR p.dst = :host)"               \
	" AND (:proto IS NULL OR k.proto = :proto)"                            \
	" AND (:reason IS NULL OR k.reason = :reason)"                         \
	" AND (:name IS NULL OR f.server_name GLOB :name)"                     \
	" AND (:port = 0 OR f.dst_port = :port)"                               \
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
    "  WHERE (:src IS NULL OR src = :src) AND (:dst IS NULL OR dst = :dst)"
    "  AND (:host IS NULL OR src = :host OR dst = :host)))"
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

/* An address as the database writes it; anything else as it is. */
static const char *
canonical(const char *text, char out[static ADDR_TEXT_MAX])
{
	struct addr a;

	if (!text || addr_parse(text, strlen(text), &a) != 0)
		return text;
	addr_format(&a, out);
	return out;
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
	return f->row_id || f->reason ||
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
	char src[ADDR_TEXT_MAX], dst[ADDR_TEXT_MAX], host[ADDR_TEXT_MAX];
	sqlite3_stmt *stmt;
	int rc = query_prepare(s, text, scope, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":flow", f->flow_id);
	query_bind_text(stmt, ":verdict", f->verdict);
	query_bind_text(stmt, ":outcome", f->outcome);
	query_bind_text(stmt, ":conformance", f->conformance);
	query_bind_text(stmt, ":row", f->row_id);
	query_bind_text(stmt, ":role", f->role);
	query_bind_int(stmt, ":ends", has_ends(f));
	query_bind_text(stmt, ":src", canonical(f->src, src));
	query_bind_text(stmt, ":dst", canonical(f->dst, dst));
	query_bind_text(stmt, ":host", canonical(f->host, host));
	query_bind_text(stmt, ":proto", f->proto);
	query_bind_text(stmt, ":reason", f->reason);
	query_bind_text(stmt, ":name", f->name);
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

	/* Those of long_text all begin before the others. */
	if (!rc && scope.early > 0 && !filter->flow_id)
		rc = run_text(s, long_text, &scope, filter, &g, err);
	if (!rc && g.left > 0)
		rc = run_text(s, text_for(filter), &scope, filter, &g, err);
	return rc;
}
