/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * open_flows.c - flows that an earlier live run left open.
 */
#include <config.h>

#include <string.h>

#include "store/query.h"

/* As in QUERY_NEAR and QUERY_LONG, one part for flows that began not long
 * before the time asked for, and one for those that did. */
#define COLUMNS                                                                \
	"SELECT f.flow_id AS flow_id, f.first_us AS first_us,"                 \
	" f.first_us + f.span_us AS last_us, p.src, p.dst, f.src_port,"        \
	" f.dst_port, k.proto, f.vlan, k.outcome, k.direction_basis, f.syns,"  \
	" f.packets_out, f.packets_in, f.bytes_out, f.bytes_in,"               \
	" f.server_name, k.app, k.security, k.name_basis, k.conformance,"      \
	" k.grade, k.app_basis, k.verdict FROM flow f"
#define REST                                                                   \
	" JOIN run r ON r.run_id = f.run_id"                                   \
	" JOIN kind k ON k.kind_id = f.kind_id"                                \
	" JOIN pair p ON p.pair_id = f.pair_id"                                \
	" WHERE f.flow_end = 0 AND r.mode = 'watch'"                           \
	" AND r.state <> 'running' AND p.src IS NOT NULL"                      \
	" AND p.dst IS NOT NULL AND f.first_us + f.span_us >= :since"
static const char open_text[] =
    COLUMNS " INDEXED BY flow_first" REST " AND f.first_us >= :early"
	    " UNION ALL " COLUMNS " INDEXED BY flow_long" REST
	    " AND f.span_us >= " SCHEMA_LONG " AND f.first_us < :early"
	    " ORDER BY last_us DESC, flow_id DESC";

struct giving {
	int (*fn)(const struct store_open_flow *f, void *arg);
	void *arg;
};

/* An address of a row; false for what is none. */
static bool
read_addr(sqlite3_stmt *stmt, int at, struct addr *out)
{
	const char *text = sql_column_text(stmt, at);

	return text && addr_parse(text, strlen(text), out) == 0;
}

static unsigned int
read_word(sqlite3_stmt *stmt, int at, enum words words)
{
	const char *text = sql_column_text(stmt, at);
	int found = text ? word_find(words, text) : 0;

	return found < 0 ? 0 : (unsigned int)found;
}

static uint16_t
read_port(sqlite3_stmt *stmt, int at)
{
	return (uint16_t)sqlite3_column_int(stmt, at);
}

static uint8_t
read_proto(sqlite3_stmt *stmt, int at)
{
	const char *text = sql_column_text(stmt, at);
	int found = text ? proto_find(text, strlen(text)) : -1;

	/* What has no word is a number, which SQLite reads. */
	return (uint8_t)(found < 0 ? sqlite3_column_int(stmt, at) : found);
}

static int
give(sqlite3_stmt *stmt, void *arg)
{
	const struct giving *g = arg;
	struct store_open_flow f = {
		.flow_id = sqlite3_column_int64(stmt, 0),
		.first_us = sql_column_count(stmt, 1),
		.last_us = sql_column_count(stmt, 2),
		.src_port = read_port(stmt, 5),
		.dst_port = read_port(stmt, 6),
		.proto = read_proto(stmt, 7),
		.vlan = (uint16_t)sqlite3_column_int(stmt, 8),
		.outcome = read_word(stmt, 9, WORDS_OUTCOME),
		.basis = read_word(stmt, 10, WORDS_DIRECTION_BASIS),
		.syns = (uint32_t)sql_column_count(stmt, 11),
		.packets_out = sql_column_count(stmt, 12),
		.packets_in = sql_column_count(stmt, 13),
		.bytes_out = sql_column_count(stmt, 14),
		.bytes_in = sql_column_count(stmt, 15),
		.server_name = sql_column_text(stmt, 16),
		.app = sql_column_text(stmt, 17),
		.security = sql_column_text(stmt, 18),
		.name_basis = read_word(stmt, 19, WORDS_NAME_BASIS),
		.conformance = read_word(stmt, 20, WORDS_CONFORMANCE),
		.grade = read_word(stmt, 21, WORDS_GRADE),
		.app_basis = read_word(stmt, 22, WORDS_APP_BASIS),
		.verdict = read_word(stmt, 23, WORDS_VERDICT),
	};

	if (!read_addr(stmt, 3, &f.src) || !read_addr(stmt, 4, &f.dst))
		return 0; /* a damaged row */
	return g->fn(&f, g->arg);
}

int
store_each_open(struct store *s, uint64_t since_us,
    int (*fn)(const struct store_open_flow *f, void *arg), void *arg,
    struct err *err)
{
	const struct store_scope scope = { .since_us = since_us };
	struct giving g = { .fn = fn, .arg = arg };
	struct query_scope q;
	sqlite3_stmt *stmt;
	int rc = query_scope(s, &scope, &q, err);

	if (!rc)
		rc = query_prepare(s, open_text, &q, &stmt, err);
	return rc ? rc : query_walk(s, stmt, give, &g, err);
}
