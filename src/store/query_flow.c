/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * query_flow.c - flows one by one.
 */
#include <config.h>

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/addr.h"
#include "base/strbuf.h"
#include "store/query.h"

#define KIND "kind k ON k.kind_id = f.kind_id"
#define PAIR "pair p ON p.pair_id = f.pair_id"
#define ENDS(src, dst)                                                         \
	" AND (:src IS NULL OR addr_within(" src ", :src))"                    \
	" AND (:dst IS NULL OR addr_within(" dst ", :dst))"                    \
	" AND (:host IS NULL OR addr_within(" src ", :host)"                   \
	"  OR addr_within(" dst ", :host))"

/* How a text that is asked for is compared with what a flow has. */
enum match {
	MATCH_WORD,
	MATCH_ONE_OF, /* "a,b" is asked for */
	MATCH_MEMBER, /* the flow has a list, "a,b" */
	MATCH_ROLES,  /* likewise; "=a,b" is the very list, "=" none */
	MATCH_PATTERN,
};

static const struct filter {
	const char *column, *name;
	size_t at; /* of the value in the struct */
	enum match match;
	bool optional; /* "-" asks for flows that have none */
} filters[] = {
#define AT(field) offsetof(struct store_flow_filter, field)
	{ "k.verdict", ":verdict", AT(verdict), MATCH_ONE_OF, false },
	{ "k.outcome", ":outcome", AT(outcome), MATCH_ONE_OF, false },
	{ "k.class", ":class", AT(through), MATCH_ONE_OF, false },
	{ "k.conformance", ":conformance", AT(conformance), MATCH_WORD, false },
	{ "k.proto", ":proto", AT(proto), MATCH_WORD, false },
	{ "k.reason", ":reason", AT(reason), MATCH_WORD, false },
	{ "k.row_id", ":row", AT(row_id), MATCH_WORD, true },
	{ "k.near_row_id", ":near", AT(near), MATCH_WORD, true },
	{ "k.near_fact", ":fact", AT(near_fact), MATCH_WORD, true },
	{ "k.grade", ":grade", AT(grade), MATCH_WORD, true },
	{ "k.app", ":app", AT(app), MATCH_WORD, true },
	{ "k.ndpi_app", ":ndpi", AT(ndpi_app), MATCH_WORD, true },
	/* Two words where RDP runs over TLS: "rdp-tls,tls1.0". */
	{ "k.security", ":security", AT(security), MATCH_MEMBER, true },
	{ "k.known", ":known", AT(known), MATCH_PATTERN, true },
	{ "k.src_roles || ',' || k.dst_roles", ":role", AT(role), MATCH_MEMBER,
	    false },
	{ "k.src_roles", ":src_role", AT(src_role), MATCH_ROLES, false },
	{ "k.dst_roles", ":dst_role", AT(dst_role), MATCH_ROLES, false },
	{ "f.server_name", ":name", AT(name), MATCH_PATTERN, false },
#undef AT
};

#define FILTERS (sizeof(filters) / sizeof(filters[0]))

/* The grounds on which a flow may be allowed, and that are weak. */
static const char weak_text[] =
    " AND k.verdict = 'allowed' AND CASE :weak"
    " WHEN 'sni' THEN k.name_basis IS 'sni'"
    " WHEN 'range-only' THEN k.reason = 'range-only'"
    " WHEN 'direction' THEN k.weak"
    " WHEN 'inferred' THEN EXISTS (SELECT 1 FROM policy_row w"
    "  WHERE w.policy_id = k.policy_id AND w.row_id = k.row_id"
    "  AND w.inferred) ELSE 0 END";
static const char rest_text[] =
    ENDS("p.src", "p.dst") " AND (:port = 0 OR f.dst_port = :port)"
			   " ORDER BY f.first_us, f.flow_id LIMIT :limit";

/* CROSS JOIN keeps the order: the first one is what flows are found by. */
static const char by_id_text[] =
    "SELECT" SCHEMA_FLOW_COLUMNS " FROM flow f CROSS JOIN " KIND
    " CROSS JOIN " PAIR " WHERE f.flow_id = :flow";
static const char by_time_text[] =
    "SELECT" SCHEMA_FLOW_COLUMNS " FROM flow f INDEXED BY flow_first"
    " CROSS JOIN " KIND " CROSS JOIN " PAIR " WHERE " QUERY_NEAR;
/* The index tells the pair too, so that rows of other pairs are not read. */
static const char by_kind_text[] =
    "SELECT" SCHEMA_FLOW_COLUMNS " FROM kind k"
    " CROSS JOIN flow f INDEXED BY flow_kind ON f.kind_id = k.kind_id"
    " CROSS JOIN " PAIR
    " WHERE (:ends = 0 OR f.pair_id IN (SELECT pair_id FROM pair"
    "  WHERE 1" ENDS("src", "dst") "))"
				   " AND " QUERY_NEAR;
/* Flows that began long before the scope, and still went on. */
static const char long_text[] =
    "SELECT" SCHEMA_FLOW_COLUMNS " FROM flow f INDEXED BY flow_long"
    " CROSS JOIN " KIND " CROSS JOIN " PAIR " WHERE " QUERY_LONG;

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

/* Asked for, and for something. */
static bool
is_some(const char *value)
{
	return value && strcmp(value, "-") != 0;
}

/* Asked for without what most flows have. */
static bool
is_without(const char *list, const char *usual)
{
	return list && !strstr(list, usual);
}

/* The words that few flows have. */
static bool
is_rare(const struct store_flow_filter *f)
{
	return is_some(f->row_id) || f->reason || is_some(f->grade) ||
	    is_some(f->near) || is_some(f->known) || is_some(f->security) ||
	    f->weak || is_without(f->through, "through") ||
	    is_without(f->verdict, "allowed") ||
	    is_without(f->outcome, "established") ||
	    (f->conformance && strcmp(f->conformance, "violates") == 0);
}

static const char *
text_for(const struct store_flow_filter *f)
{
	if (f->flow_id)
		return by_id_text;
	return has_ends(f) || is_rare(f) ? by_kind_text : by_time_text;
}

static const char *
value_of(const struct store_flow_filter *f, const struct filter *one)
{
	const char *value;

	memcpy(&value, (const char *)f + one->at, sizeof(value));
	return value;
}

static void
add_filter(struct strbuf *text, const struct filter *one, const char *value)
{
	const char *column = one->column;

	if (one->optional && strcmp(value, "-") == 0)
		strbuf_addf(text, " AND %s IS NULL", column);
	else if (one->match == MATCH_WORD)
		strbuf_addf(text, " AND %s = %s", column, one->name);
	else if (one->match == MATCH_PATTERN)
		strbuf_addf(text, " AND %s GLOB %s", column, one->name);
	else if (one->match == MATCH_ONE_OF)
		strbuf_addf(text,
		    " AND instr(',' || %s || ',', ',' || %s || ',')", one->name,
		    column);
	else if (one->match == MATCH_ROLES && value[0] == '=')
		strbuf_addf(text, " AND %s = substr(%s, 2)", column, one->name);
	else
		strbuf_addf(text,
		    " AND instr(',' || %s || ',', ',' || %s || ',')", column,
		    one->name);
}

/* The statement: text, what is asked of flows, and their order. */
static int
prepare(struct store *s, const char *text, const struct query_scope *scope,
    const struct store_flow_filter *f, sqlite3_stmt **out, struct err *err)
{
	struct strbuf whole;
	int rc;

	strbuf_init(&whole);
	strbuf_add(&whole, text);
	for (size_t i = 0; i < FILTERS; i++)
		if (value_of(f, &filters[i]))
			add_filter(&whole, &filters[i],
			    value_of(f, &filters[i]));
	strbuf_add(&whole, f->weak ? weak_text : "");
	strbuf_add(&whole, rest_text);
	rc = strbuf_error(&whole);
	rc = rc ? sql_tell(s->path, rc, NULL, err)
		: query_prepare(s, strbuf_text(&whole), scope, out, err);
	strbuf_fini(&whole);
	return rc;
}

static int
run_text(struct store *s, const char *text, const struct query_scope *scope,
    const struct store_flow_filter *f, struct giving *g, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = prepare(s, text, scope, f, &stmt, err);

	if (rc)
		return rc;
	query_bind_int(stmt, ":flow", f->flow_id);
	for (size_t i = 0; i < FILTERS; i++)
		query_bind_text(stmt, filters[i].name,
		    value_of(f, &filters[i]));
	query_bind_text(stmt, ":weak", f->weak);
	query_bind_text(stmt, ":src", f->src);
	query_bind_text(stmt, ":dst", f->dst);
	query_bind_text(stmt, ":host", f->host);
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
