/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_schema.c - tables and views: their columns, their words, and the steps
 * from one version to the next.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/schema.h"
#include "support/temp_store.h"

static struct temp_store t;

static void
setup(void)
{
	temp_store_open(&t);
}

static void
teardown(void)
{
	temp_store_close(&t);
}

/* Columns. */

/* What others rely on: word for word, in this order. */
static const struct {
	const char *view;
	const char *columns;
} views[] = {
	{ "audit_flow",
	    "flow_id, run_id, first_us, last_us, src, src_port, dst, "
	    "dst_port, proto, src_roles, dst_roles, verdict, reason, row_id, "
	    "row_origin, known, near_row_id, near_fact, outcome, "
	    "direction_basis, app, app_basis, conformance, grade, expected, "
	    "server_name, name_basis, packets_out, packets_in, bytes_out, "
	    "bytes_in, attempts, vlan, tunnel, community_id, policy_id, "
	    "cause, weak, ambiguous, end, ndpi_app, ndpi_confidence, "
	    "icmp_type, icmp_code, security, why, evidence, claimed_name" },
	{ "audit_row",
	    "policy_id, row_id, section, source, destination, protocols, "
	    "ports, scope, feature, description, status, flows, established, "
	    "refused, unanswered, first_us, last_us, action, origin" },
	{ "audit_row_day",
	    "policy_id, row_id, section, source, destination, protocols, "
	    "ports, scope, feature, description, status, flows, established, "
	    "refused, unanswered, first_us, last_us, action, origin, day, "
	    "proto, port" },
	{ "audit_run",
	    "run_id, mode, source, started_us, ended_us, first_packet_us, "
	    "last_packet_us, packets, bytes, kernel_drops, interface_drops, "
	    "duplicates, truncated, undecoded, out_of_scope_packets, "
	    "evicted_flows, state, policy_id, snapped, time_back, "
	    "ndpi_version" },
	{ "audit_packets", "run_id, fate, packets" },
	{ "audit_night",
	    "day, site, policy_id, headline, permitted, blocked, escaped, "
	    "rejected, uncovered, attempted, probable, violations, "
	    "out_of_scope, packets, lost, coverage, digest, made_us, "
	    "since_us, until_us, night_id" },
	{ "audit_night_finding",
	    "day, night_id, finding_id, kind, what, flows" },
	{ "audit_interface",
	    "minute_us, run_id, name, packets, bytes, kernel_drops, "
	    "interface_drops, duplicates, flows, one_way" },
	{ "audit_event", "time_us, run_id, event, about, text" },
	{ "audit_hour",
	    "hour_us, run_id, policy_id, src_role, dst_role, proto, port, "
	    "verdict, outcome, conformance, flows, packets, bytes" },
	{ "audit_input",
	    "run_id, path, digest, packets, first_us, last_us, state, "
	    "error_offset" },
	{ "audit_loss",
	    "minute_us, run_id, packets, kernel_drops, interface_drops, "
	    "unseen_bytes, evicted_flows" },
	{ "audit_housekeeping",
	    "hour_us, run_id, policy_id, host, kind, proto, port, flows, "
	    "packets, bytes" },
	{ "audit_policy",
	    "policy_id, digest, matrix, matrix_title, matrix_source, site, "
	    "zone, tap" },
	{ "audit_policy_role", "policy_id, role, kind, label" },
	{ "audit_policy_network", "policy_id, network, label" },
};

#define VIEWS (int)(sizeof(views) / sizeof(views[0]))

static char *
columns_of(const char *view)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "SELECT group_concat(name, ', ') FROM pragma_table_info('%s')",
	    view);
	return temp_store_text(&t, sql);
}

START_TEST(each_view_has_its_columns_in_order)
{
	char *columns = columns_of(views[_i].view);

	ck_assert_str_eq(columns, views[_i].columns);
	free(columns);
}
END_TEST

START_TEST(there_are_no_other_public_views)
{
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM sqlite_schema"
			     " WHERE type = 'view' AND name GLOB 'audit_*'"),
	    VIEWS);
}
END_TEST

/* The list between back quotes after "`view`: " in the design, spaces and
 * line ends made one space; NULL when it has none. */
static char *
designed(const char *design, const char *view)
{
	char mark[64];
	const char *at, *end;
	char *list;
	size_t len = 0;

	snprintf(mark, sizeof(mark), "- `%s`: `", view);
	at = strstr(design, mark);
	if (!at)
		return NULL;
	at += strlen(mark);
	end = strchr(at, '`');
	ck_assert_ptr_nonnull(end);
	list = calloc(1, (size_t)(end - at) + 1);
	ck_assert_ptr_nonnull(list);
	for (; at < end; at++) {
		bool space = *at == ' ' || *at == '\n';

		if (!space || (len > 0 && list[len - 1] != ' '))
			list[len++] = space ? ' ' : *at;
	}
	return list;
}

START_TEST(the_first_columns_are_those_of_the_design)
{
	const char *srcdir = getenv("srcdir");
	struct strbuf design;
	char path[512];
	int found = 0;

	snprintf(path, sizeof(path), "%s/../shared/DESIGN.md",
	    srcdir ? srcdir : ".");
	strbuf_init(&design);
	if (text_read_file(&design, path, (size_t)1 << 20) != 0) {
		printf("test_schema: no %s: its columns are not compared\n",
		    path);
		return;
	}
	for (int i = 0; i < VIEWS; i++) {
		char *list = designed(strbuf_text(&design), views[i].view);
		char *columns = columns_of(views[i].view);

		if (list) {
			ck_assert_msg(!strncmp(columns, list, strlen(list)),
			    "%s: %s", views[i].view, list);
			found++;
		}
		free(columns);
		free(list);
	}
	ck_assert_int_eq(found, 3); /* audit_flow, audit_row, audit_run */
	strbuf_fini(&design);
}
END_TEST

/* The manual. */

/* The manual page of the database; strbuf_fini() it. */
static struct strbuf
manual(void)
{
	const char *srcdir = getenv("srcdir");
	struct strbuf text;
	char path[512];

	snprintf(path, sizeof(path), "%s/man/rasaudit.db.5",
	    srcdir ? srcdir : ".");
	strbuf_init(&text);
	ck_assert_int_eq(text_read_file(&text, path, (size_t)1 << 20), 0);
	return text;
}

START_TEST(the_manual_speaks_of_every_view_and_column)
{
	struct strbuf text = manual();
	char *columns = columns_of(views[_i].view);
	char *rest = columns;
	char *column;

	ck_assert_ptr_nonnull(strstr(strbuf_text(&text), views[_i].view));
	while ((column = strsep(&rest, ", ")))
		ck_assert_msg(strstr(strbuf_text(&text), column) != NULL, "%s",
		    column);
	free(columns);
	strbuf_fini(&text);
}
END_TEST

START_TEST(the_examples_of_the_manual_run)
{
	struct strbuf text = manual();
	const char *at = strbuf_text(&text);
	int examples = 0;

	while ((at = strstr(at, "\nSELECT "))) {
		const char *end = strchr(at, ';');
		char *sql;

		ck_assert_ptr_nonnull(end);
		sql = strndup(at, (size_t)(end - at));
		ck_assert_ptr_nonnull(sql);
		free(temp_store_text(&t, sql));
		free(sql);
		at = end;
		examples++;
	}
	ck_assert_int_ge(examples, 5);
	strbuf_fini(&text);
}
END_TEST

/* Words. */

static const struct {
	const char *table, *column;
	enum words words;
	enum row_status skip; /* unless 0, words of the traffic */
} enumerations[] = {
	{ "kind", "verdict", WORDS_VERDICT, 0 },
	{ "kind", "reason", WORDS_REASON, 0 },
	{ "kind", "outcome", WORDS_OUTCOME, 0 },
	{ "kind", "cause", WORDS_CAUSE, 0 },
	{ "kind", "direction_basis", WORDS_DIRECTION_BASIS, 0 },
	{ "kind", "conformance", WORDS_CONFORMANCE, 0 },
	{ "kind", "grade", WORDS_GRADE, 0 },
	{ "kind", "app_basis", WORDS_APP_BASIS, 0 },
	{ "kind", "name_basis", WORDS_NAME_BASIS, 0 },
	{ "kind", "near_fact", WORDS_NEAR_FACT, 0 },
	{ "kind", "row_origin", WORDS_ROW_ORIGIN, 0 },
	{ "kind", "scope", WORDS_SCOPE, 0 },
	{ "run", "mode", WORDS_RUN_MODE, 0 },
	{ "run", "state", WORDS_RUN_STATE, 0 },
	{ "input", "state", WORDS_RUN_STATE, 0 },
	{ "policy_row", "origin", WORDS_ROW_ORIGIN, 0 },
	{ "policy_row", "status", WORDS_ROW_STATUS, ROW_STATUS_UNOBSERVABLE },
};

#define ENUMERATIONS (int)(sizeof(enumerations) / sizeof(enumerations[0]))

/* Set the column of all rows; the result code of SQLite. */
static int
set_column(sqlite3 *db, const char *table, const char *column, const char *word)
{
	char sql[200];
	sqlite3_stmt *stmt;
	int rc;

	snprintf(sql, sizeof(sql), "UPDATE %s SET %s = ?1", table, column);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL),
	    SQLITE_OK);
	sqlite3_bind_text(stmt, 1, word, -1, SQLITE_STATIC);
	rc = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return rc;
}

static void
put_one_of_each(void)
{
	struct store_flow f = temp_flow(&t, 1);
	struct store_input in = { .path = "a", .head = (const uint8_t *)"x" };
	struct err err;
	int64_t id;

	temp_put(&t, &f);
	ck_assert_int_eq(store_input_begin(t.s, t.run_id, &in, &id, &err), 0);
}

START_TEST(each_word_is_accepted_and_no_other)
{
	enum words words = enumerations[_i].words;
	const char *table = enumerations[_i].table;
	const char *column = enumerations[_i].column;
	sqlite3 *db;

	put_one_of_each();
	ck_assert_int_eq(sqlite3_open(t.path, &db), SQLITE_OK);
	for (unsigned int i = enumerations[_i].skip; i < word_count(words);
	     i++) {
		const char *word = word_text(words, i);

		ck_assert_msg(!word ||
			set_column(db, table, column, word) == SQLITE_DONE,
		    "%s.%s: %s", table, column, word);
	}
	ck_assert_int_eq(set_column(db, table, column, "whatever"),
	    SQLITE_CONSTRAINT);
	ck_assert_int_eq(set_column(db, table, column, ""), SQLITE_CONSTRAINT);
	sqlite3_close(db);
}
END_TEST

START_TEST(each_word_comes_through_a_flow)
{
	struct store_flow f = temp_flow(&t, 1);
	int64_t id = 0;
	char *words;

	f.end = FLOW_END_EVICTED;
	f.verdict = VERDICT_MISSED;
	f.reason = REASON_NAME_CONTRADICTED;
	f.name_basis = NAME_BASIS_DNS_SNI;
	f.near_fact = NEAR_NAME_UNKNOWN;
	f.grade = GRADE_PROBE;
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), 0);
	temp_store_commit(&t);
	words = temp_store_text(&t,
	    "SELECT verdict || ' ' || reason || ' ' || name_basis || ' ' ||"
	    " near_fact || ' ' || grade || ' ' || \"end\" FROM audit_flow");
	ck_assert_str_eq(words,
	    "missed name-contradicted dns+sni name-unknown probe evicted");
	free(words);
}
END_TEST

START_TEST(each_end_of_a_flow_has_its_word)
{
	struct store_flow f = temp_flow(&t, 1);
	char *word;

	f.end = (enum flow_end)_i;
	temp_put(&t, &f);
	temp_store_commit(&t);
	word = temp_store_text(&t, "SELECT \"end\" FROM audit_flow");
	ck_assert_str_eq(word, word_text(WORDS_FLOW_END, (unsigned int)_i));
	free(word);
}
END_TEST

START_TEST(fates_are_the_words_of_audit_packets)
{
	struct store_run run = { .packets = 0 };
	struct err err;
	char sql[100];

	for (unsigned int i = 0; i < STORE_FATE_COUNT; i++)
		run.fates[i] = 100 + i;
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	for (unsigned int i = 0; i < STORE_FATE_COUNT; i++) {
		snprintf(sql, sizeof(sql),
		    "SELECT packets FROM audit_packets WHERE fate = '%s'",
		    store_fate_word((enum store_fate)i));
		ck_assert_int_eq(temp_store_number(&t, sql), 100 + (int)i);
	}
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM audit_packets"),
	    STORE_FATE_COUNT);
}
END_TEST

START_TEST(all_tables_are_strict)
{
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM pragma_table_list"
			     " WHERE schema = 'main' AND type = 'table'"
			     " AND NOT strict AND name NOT GLOB 'sqlite_*'"),
	    0);
}
END_TEST

START_TEST(the_file_says_whose_it_is_and_of_which_version)
{
	ck_assert_int_eq(temp_store_number(&t, "PRAGMA application_id"),
	    SCHEMA_APPLICATION_ID);
	ck_assert_int_eq(temp_store_number(&t, "PRAGMA user_version"), 3);
}
END_TEST

START_TEST(the_file_can_give_space_back)
{
	ck_assert_int_eq(temp_store_number(&t, "PRAGMA auto_vacuum"), 2);
}
END_TEST

/* Steps. */

static const char *const step_four[] = {
	"CREATE TABLE extra (x INTEGER) STRICT",
	"PRAGMA user_version = 4",
	NULL,
};
static const char *const step_five[] = {
	"ALTER TABLE extra ADD COLUMN y TEXT",
	"CREATE TABLE broken (nonsense",
	"PRAGMA user_version = 5",
	NULL,
};
static const struct schema_step steps[] = {
	{ 4, step_four },
	{ 5, step_five },
};

static struct sql
open_plain(void)
{
	struct sql q = { .path = t.path };

	ck_assert_int_eq(sqlite3_open(t.path, &q.db), SQLITE_OK);
	return q;
}

START_TEST(a_step_is_done_once)
{
	struct sql q = open_plain();
	struct err err;

	ck_assert_int_eq(schema_migrate(&q, steps, 1, &err), 0);
	ck_assert_int_eq(schema_migrate(&q, steps, 1, &err), 0);
	sql_close(&q);
	ck_assert_int_eq(temp_store_number(&t, "PRAGMA user_version"), 4);
	ck_assert_int_eq(temp_store_number(&t, "SELECT count(*) FROM extra"),
	    0);
}
END_TEST

START_TEST(a_step_that_fails_leaves_the_one_before)
{
	struct sql q = open_plain();
	struct err err;

	ck_assert_int_lt(schema_migrate(&q, steps, 2, &err), 0);
	sql_close(&q);
	ck_assert_int_eq(temp_store_number(&t, "PRAGMA user_version"), 4);
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM pragma_table_info('extra')"),
	    1);
}
END_TEST

START_TEST(a_newer_file_is_left_alone)
{
	struct sql q = open_plain();
	struct err err;

	ck_assert_int_eq(sql_exec(&q, "PRAGMA user_version = 7", &err), 0);
	ck_assert_int_eq(schema_migrate(&q, steps, 2, &err), -EPROTO);
	ck_assert_ptr_nonnull(strstr(err.text, "newer rasaudit"));
	sql_close(&q);
	ck_assert_int_eq(temp_store_number(&t, "PRAGMA user_version"), 7);
}
END_TEST

START_TEST(versions_of_ours_go_up)
{
	size_t count;
	const struct schema_step *ours = schema_steps(&count);

	for (size_t i = 1; i < count; i++)
		ck_assert_int_ge(ours[i].version, ours[i - 1].version);
	ck_assert_int_eq(ours[0].version, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("schema");
	TCase *tc = tcase_create("schema");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, each_view_has_its_columns_in_order, 0, VIEWS);
	tcase_add_test(tc, there_are_no_other_public_views);
	tcase_add_test(tc, the_first_columns_are_those_of_the_design);
	tcase_add_loop_test(tc, the_manual_speaks_of_every_view_and_column, 0,
	    VIEWS);
	tcase_add_test(tc, the_examples_of_the_manual_run);
	tcase_add_loop_test(tc, each_word_is_accepted_and_no_other, 0,
	    ENUMERATIONS);
	tcase_add_test(tc, each_word_comes_through_a_flow);
	tcase_add_loop_test(tc, each_end_of_a_flow_has_its_word, 0,
	    FLOW_END_EVICTED + 1);
	tcase_add_test(tc, fates_are_the_words_of_audit_packets);
	tcase_add_test(tc, all_tables_are_strict);
	tcase_add_test(tc, the_file_says_whose_it_is_and_of_which_version);
	tcase_add_test(tc, the_file_can_give_space_back);
	tcase_add_test(tc, a_step_is_done_once);
	tcase_add_test(tc, a_step_that_fails_leaves_the_one_before);
	tcase_add_test(tc, a_newer_file_is_left_alone);
	tcase_add_test(tc, versions_of_ours_go_up);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
