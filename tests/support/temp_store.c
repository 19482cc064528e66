/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * temp_store.c - a database in a folder of the test's own.
 */
#include <config.h>

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/digest.h"
#include "support/temp_store.h"

static const char policy_text[] =
    "matrix test-1 \"A matrix\" source \"a page\"\n"
    "site \"Lab\" timezone UTC\n"
    "tap \"core switch\"\n"
    "role client user \"client\"\n"
    "role gw component \"gateway\"\n"
    "role broker component \"broker\"\n"
    "role ad infrastructure \"directory\"\n"
    "allow r-1 client -> gw tcp 443 \"web\"\n"
    "allow r-2 gw -> broker tcp 20002 \"broker\"\n"
    "allow r-3 broker -> ad udp 53 \"names\"\n"
    "allow r-4 client -> gw tcp,udp 3389 \"desktop\"\n"
    "address 10.0.0.0/24 client\n"
    "address 10.1.0.1 gw\n"
    "address 10.2.0.1 broker\n"
    "address 10.3.0.1 ad\n";

/* Opening and closing. */

void
temp_store_folder(struct temp_store *t)
{
	const char *tmp = getenv("TMPDIR");

	memset(t, 0, sizeof(*t));
	snprintf(t->folder, sizeof(t->folder), "%s/store-XXXXXX",
	    tmp && *tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(t->folder));
	snprintf(t->path, sizeof(t->path), "%s/t.db", t->folder);
}

static void
open_for_writing(struct temp_store *t)
{
	struct err err;

	if (store_open(&t->s, t->path, STORE_WRITE, &err))
		ck_abort_msg("%s", err.text);
}

int64_t
temp_store_policy(struct temp_store *t, const char *text)
{
	struct diag_list *diags;
	struct policy *p;
	struct err err;
	int64_t id = 0;

	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	if (policy_load_text(&p, "test", text, strlen(text), NULL, diags))
		ck_abort_msg("policy: %s",
		    diag_kept(diags) ? diag_at(diags, 0)->text : "?");
	if (store_policy_put(t->s, p, &id, &err))
		ck_abort_msg("%s", err.text);
	policy_free(p);
	diag_list_free(diags);
	return id;
}

int64_t
temp_store_run(struct temp_store *t)
{
	struct err err;
	int64_t id = 0;

	if (store_run_begin(t->s, RUN_MODE_REPLAY, "a test", TEMP_START_US,
		t->policy_id, &id, &err))
		ck_abort_msg("%s", err.text);
	return id;
}

void
temp_store_open(struct temp_store *t)
{
	temp_store_folder(t);
	open_for_writing(t);
	t->policy_id = temp_store_policy(t, policy_text);
	t->run_id = temp_store_run(t);
}

static void
remove_folder(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	char path[600];

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (e->d_name[0] != '.')
			unlink(path);
	}
	closedir(d);
	ck_assert_int_eq(rmdir(folder), 0);
}

void
temp_store_close(struct temp_store *t)
{
	store_close(t->s);
	t->s = NULL;
	remove_folder(t->folder);
}

void
temp_store_reopen(struct temp_store *t)
{
	store_close(t->s);
	open_for_writing(t);
	t->run_id = 0;
}

void
temp_store_commit(struct temp_store *t)
{
	struct err err;

	if (store_commit(t->s, &err))
		ck_abort_msg("%s", err.text);
}

/* Looking into the file. */

static sqlite3 *
look(const struct temp_store *t, int flags)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open_v2(t->path, &db, flags, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 1000);
	return db;
}

static sqlite3_stmt *
ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		ck_abort_msg("%s: %s", sql, sqlite3_errmsg(db));
	return stmt;
}

int64_t
temp_store_number(const struct temp_store *t, const char *sql)
{
	sqlite3 *db = look(t, SQLITE_OPEN_READWRITE);
	sqlite3_stmt *stmt = ask(db, sql);
	int64_t value = -1;

	if (sqlite3_step(stmt) != SQLITE_ROW)
		ck_abort_msg("%s: %s", sql, sqlite3_errmsg(db));
	if (sqlite3_column_type(stmt, 0) != SQLITE_NULL)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return value;
}

char *
temp_store_text(const struct temp_store *t, const char *sql)
{
	sqlite3 *db = look(t, SQLITE_OPEN_READWRITE);
	sqlite3_stmt *stmt = ask(db, sql);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int rows = 0;
	int step;

	ck_assert_ptr_nonnull(out);
	while ((step = sqlite3_step(stmt)) == SQLITE_ROW) {
		const unsigned char *value = sqlite3_column_text(stmt, 0);

		fprintf(out, "%s%s", rows++ ? "\n" : "",
		    value ? (const char *)value : "(null)");
	}
	if (step != SQLITE_DONE)
		ck_abort_msg("%s: %s", sql, sqlite3_errmsg(db));
	fclose(out);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return text;
}

void
temp_store_exec(const struct temp_store *t, const char *sql)
{
	sqlite3 *db = look(t, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);

	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		ck_abort_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

void
temp_store_check(const struct temp_store *t)
{
	char *text = temp_store_text(t, "PRAGMA integrity_check");

	ck_assert_str_eq(text, "ok");
	free(text);
}

bool
temp_store_has(const struct temp_store *t, const char *suffix)
{
	struct stat st;
	char path[320];

	snprintf(path, sizeof(path), "%s%s", t->path, suffix);
	return stat(path, &st) == 0;
}

/* Flows. */

struct addr
temp_addr(const char *text)
{
	struct addr a;

	ck_assert_int_eq(addr_parse(text, strlen(text), &a), 0);
	return a;
}

struct store_flow
temp_flow(const struct temp_store *t, unsigned int n)
{
	uint64_t first_us = TEMP_START_US + 1000 * (uint64_t)n;
	struct addr src = temp_addr("10.0.0.0");

	src.b[14] = (uint8_t)(n >> 8);
	src.b[15] = (uint8_t)n;
	return (struct store_flow){ .run_id = t->run_id,
		.policy_id = t->policy_id,
		.first_us = first_us,
		.last_us = first_us + 1000000,
		.src = src,
		.dst = temp_addr("10.1.0.1"),
		.src_port = (uint16_t)(40000 + n % 20000),
		.dst_port = 443,
		.proto = PROTO_TCP,
		.has_ports = true,
		.verdict = VERDICT_ALLOWED,
		.reason = REASON_ROW,
		.outcome = OUTCOME_ESTABLISHED,
		.basis = DIRECTION_SYN,
		.end = FLOW_END_CLOSED,
		.row_origin = ROW_ORIGIN_MATRIX,
		.conformance = CONFORMANCE_CONFORMS,
		.app_basis = APP_BASIS_OWN,
		.src_roles = "client",
		.dst_roles = "gw",
		.row_id = "r-1",
		.app = "tls",
		.expected = "tls",
		.community_id = "1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
		.packets_out = 5,
		.packets_in = 4,
		.bytes_out = 500,
		.bytes_in = 400,
		.syns = 1 };
}

struct store_flow
temp_attempt(const struct temp_store *t, unsigned int n)
{
	struct store_flow f = temp_flow(t, n);

	f.outcome = OUTCOME_UNANSWERED;
	f.cause = CAUSE_SILENT;
	f.conformance = CONFORMANCE_UNDETERMINED;
	f.app = NULL;
	f.app_basis = APP_BASIS_NONE;
	f.packets_out = 2;
	f.packets_in = 0;
	f.bytes_out = 120;
	f.bytes_in = 0;
	f.syns = 2;
	f.end = FLOW_END_IDLE;
	return f;
}

int64_t
temp_put(struct temp_store *t, const struct store_flow *f)
{
	int64_t id = 0;

	ck_assert_int_eq(store_flow_put(t->s, f, true, &id), 0);
	ck_assert_int_gt(id, 0);
	return id;
}
