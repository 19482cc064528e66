/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_sandbox_store.c - the whole way from rules to the database, with all
 * of it opened inside the sandbox.
 */
#include <config.h>

#include <check.h>
#include <pwd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "base/when.h"
#include "pipeline/metrics.h"
#include "support/farm.h"
#include "support/frame_tools.h"

#define SECOND UINT64_C(1000000)
#define FLOWS 3000
#define USER "nobody"

static struct farm farm;
static char site[512];

static void
setup(void)
{
	FILE *file;

	farm_policy(&farm, NULL);
	snprintf(site, sizeof(site), "%s/zone.rules", farm.folder);
	file = fopen(site, "w");
	ck_assert_ptr_nonnull(file);
	/* A zone, so that reloading reads its file. */
	fprintf(file,
	    "include \"farm.rules\"\n"
	    "site \"Farm\" timezone Europe/Zurich\n"
	    "network 10.0.0.0/24\n"
	    "address 10.0.0.1 gw\n"
	    "address 10.0.0.4 client from 1970-01-01\n");
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(farm.folder, 0777), 0);
}

static void
teardown(void)
{
	farm_stop(&farm);
}

/* Run fn in the sandbox; where we are root, root drops to nobody. */
static void
confined(void (*fn)(void), bool reopen)
{
	const char *folders[] = { farm.folder };
	const struct sandbox_options options = { .user = geteuid() == 0 ? USER
									: NULL,
		.reopen_interfaces = reopen,
		.write_folders = folders,
		.write_count = 1 };
	struct sandbox_state state;
	struct err err = { 0 };
	int status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (sandbox_drop(&options, &state, &err) != 0) {
			fprintf(stderr, "%s\n", err.text);
			_exit(98);
		}
		fn();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "status %x", (unsigned int)status);
}

static void
give_flow(unsigned int n)
{
	static struct frame_build build;
	uint64_t at = SECOND + n * UINT64_C(1000);
	uint16_t port = (uint16_t)(20000 + n);

	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, "10.0.0.4", "10.0.0.1");
	frames_tcp(&build, port, 443, FRAMES_SYN, 1, 0);
	farm_frame(&farm, &build, at);
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, "10.0.0.1", "10.0.0.4");
	frames_tcp(&build, 443, port, FRAMES_SYN | FRAMES_ACK, 1, 2);
	farm_frame(&farm, &build, at + 100);
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, "10.0.0.4", "10.0.0.1");
	frames_tcp(&build, port, 443, FRAMES_ACK, 2, 2);
	frames_text(&build, "no TLS is spoken here, whatever the port says");
	farm_frame(&farm, &build, at + 200);
}

static void
reload_rules(void)
{
	struct diag_list *diags;

	pipeline_policy_free(farm.set);
	farm.set = NULL;
	ck_assert_int_eq(diag_list_new(&diags), 0);
	ck_assert_int_eq(pipeline_policy_load(&farm.set, site, farm.folder, 0,
			     diags),
	    0);
	diag_list_free(diags);
}

static void
record_a_run(void)
{
	struct run_options options = { 0 };
	struct store_run figures = { 0 };
	struct err err;

	reload_rules();
	ck_assert_msg(store_open(&farm.store, farm.db, STORE_WRITE, &err) == 0,
	    "%s", err.text);
	ck_assert_int_eq(store_policy_put(farm.store, farm.set->policy,
			     &farm.policy_id, &err),
	    0);
	ck_assert_int_eq(store_run_begin(farm.store, RUN_MODE_WATCH, "lo", 1,
			     farm.policy_id, &farm.run_id, &err),
	    0);
	options.set = farm.set;
	options.store = farm.store;
	options.run_id = farm.run_id;
	options.policy_id = farm.policy_id;
	ck_assert_msg(run_new(&farm.run, &options, &err) == 0, "%s", err.text);
	for (unsigned int i = 0; i < FLOWS; i++) {
		give_flow(i);
		if (i % 500 == 0)
			ck_assert_int_eq(store_commit(farm.store, &err), 0);
	}
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(figures.packets, 3 * FLOWS);
	run_free(farm.run);
	store_close(farm.store);
	pipeline_policy_free(farm.set);
}

static bool
left_behind(const char *end)
{
	char path[600];
	struct stat st;

	snprintf(path, sizeof(path), "%s%s", farm.db, end);
	return stat(path, &st) == 0;
}

START_TEST(a_run_is_recorded_inside)
{
	const struct store_flow_filter all = { 0 };
	struct stat st;
	struct err err;

	confined(record_a_run, _i);
	ck_assert(!left_behind("-wal"));
	ck_assert(!left_behind("-lock"));
	ck_assert_msg(store_open(&farm.store, farm.db, STORE_READ, &err) == 0,
	    "%s", err.text);
	ck_assert_uint_gt(farm_count(&farm, &all), 100);
	ck_assert_int_eq(stat(farm.db, &st), 0);
	if (geteuid() == 0)
		ck_assert_uint_eq(st.st_uid, getpwnam(USER)->pw_uid);
}
END_TEST

static void
know_a_night(void)
{
	const struct when_date summer = { 2026, 7, 1 };
	uint64_t start = 0;

	ck_assert(when_zone_exists("America/New_York"));
	ck_assert_int_eq(when_day_start("America/New_York", summer, false,
			     &start),
	    0);
	ck_assert_uint_eq(start % (24 * 3600 * SECOND), 4 * 3600 * SECOND);
}

START_TEST(time_zones_are_read_inside)
{
	confined(know_a_night, false);
}
END_TEST

/* More than its memory holds, so that it needs a file. */
static void
sort_much(void)
{
	sqlite3 *db = NULL;
	char *text = NULL;

	ck_assert_int_eq(sqlite3_open(farm.db, &db), SQLITE_OK);
	sqlite3_exec(db,
	    "PRAGMA temp_store = FILE; PRAGMA temp.cache_size = 10;"
	    "CREATE TEMP TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
	    "SELECT i + 1 FROM n WHERE i < 100000) SELECT i, hex(i) FROM n;"
	    "CREATE INDEX temp.x ON t (2, 1);",
	    NULL, NULL, &text);
	ck_assert_msg(text == NULL, "%s", text);
	sqlite3_close(db);
}

START_TEST(temporary_files_of_sqlite_have_a_place)
{
	confined(sort_much, false);
	unlink(farm.db);
}
END_TEST

static void
write_metrics(void)
{
	struct metrics m = { .version = "1", .ndpi = "none" };
	char path[600];
	struct err err;

	snprintf(path, sizeof(path), "%s/rasaudit.prom", farm.folder);
	ck_assert_msg(metrics_write(&m, path, &err) == 0, "%s", err.text);
	ck_assert_msg(metrics_write(&m, path, &err) == 0, "%s", err.text);
}

START_TEST(figures_are_written_inside)
{
	confined(write_metrics, false);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sandbox_store");
	TCase *tc = tcase_create("sandbox_store");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_run_is_recorded_inside, 0, 2);
	tcase_add_test(tc, time_zones_are_read_inside);
	tcase_add_test(tc, temporary_files_of_sqlite_have_a_place);
	tcase_add_test(tc, figures_are_written_inside);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
