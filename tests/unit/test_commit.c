/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_commit.c - what was accepted is in the database once, whatever
 * happens: a full disk, a lock, a death at any moment.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/internal.h"
#include "support/temp_store.h"

static struct temp_store t;
static struct err err;

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

static int64_t
number(const char *sql)
{
	return temp_store_number(&t, sql);
}

/* n flows, each third an attempt of one source, all of them different kinds
 * of work for a commit. */
static void
put_flows(unsigned int from, unsigned int n)
{
	for (unsigned int i = from; i < from + n; i++) {
		struct store_flow f =
		    i % 3 ? temp_flow(&t, i) : temp_attempt(&t, i);

		f.server_name = "www.example.com";
		if (i % 3 == 0)
			f.src = temp_addr("10.0.0.200");
		temp_put(&t, &f);
		f.verdict = VERDICT_OUT_OF_SCOPE;
		f.reason = REASON_NO_COMPONENT;
		f.row_id = NULL;
		ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
	}
}

static void
check_flows(unsigned int n)
{
	ck_assert_int_eq(number("SELECT sum(attempts) FROM audit_flow"), n);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"),
	    n - (n + 2) / 3 + 1);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 2 * n);
	ck_assert_int_eq(
	    number("SELECT sum(packets_out + packets_in) * 2 -"
		   " (SELECT sum(packets) FROM audit_hour) FROM audit_flow"),
	    0);
	temp_store_check(&t);
}

/* When. */

START_TEST(nothing_is_written_before_it_is_due)
{
	store_tick(t.s, 1, &err);
	put_flows(0, 9);
	ck_assert_uint_gt(store_pending(t.s), 0);
	ck_assert_int_eq(store_tick(t.s, STORE_BATCH_US, &err), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM flow"), 0);
	ck_assert_int_eq(store_tick(t.s, STORE_BATCH_US + 1, &err), 0);
	ck_assert_uint_eq(store_pending(t.s), 0);
	check_flows(9);
}
END_TEST

START_TEST(many_rows_are_due_at_once)
{
	store_tick(t.s, 1, &err);
	for (unsigned int i = 0; i < STORE_BATCH_ROWS; i++) {
		struct store_flow f = temp_flow(&t, i);

		temp_put(&t, &f);
	}
	ck_assert_int_eq(store_tick(t.s, 2, &err), 0);
	ck_assert_uint_eq(store_pending(t.s), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM flow"), STORE_BATCH_ROWS);
}
END_TEST

START_TEST(sums_alone_are_due_too)
{
	struct store_flow f = temp_flow(&t, 1);

	store_tick(t.s, 1, &err);
	ck_assert_int_eq(store_flow_sum(t.s, &f, "mdns"), 0);
	ck_assert_uint_gt(store_pending(t.s), 0);
	ck_assert_int_eq(store_tick(t.s, 2 * STORE_BATCH_US, &err), 0);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 1);
}
END_TEST

START_TEST(closing_commits)
{
	put_flows(0, 12);
	temp_store_reopen(&t);
	check_flows(12);
}
END_TEST

/* A full disk. */

START_TEST(a_full_disk_loses_nothing_and_doubles_nothing)
{
	int64_t pages = number("PRAGMA page_count");
	unsigned int total = 0;
	unsigned int failed = 0;

	for (int batch = 0; batch < 6; batch++) {
		int rc;

		put_flows(total, 120);
		total += 120;
		do {
			int64_t before = number("SELECT count(*) FROM flow");

			ck_assert_int_eq(store_set_max_pages(t.s,
					     (unsigned int)pages),
			    0);
			rc = store_commit(t.s, &err);
			if (rc == 0)
				break;
			ck_assert_int_eq(rc, -ENOSPC);
			ck_assert_ptr_nonnull(strstr(err.text, t.path));
			ck_assert_uint_gt(store_pending(t.s), 0);
			ck_assert_int_eq(number("SELECT count(*) FROM flow"),
			    before);
			failed++;
			pages++;
		} while (1);
		check_flows(total);
	}
	ck_assert_uint_gt(failed, 10);
}
END_TEST

START_TEST(what_is_put_while_the_disk_is_full_is_kept)
{
	ck_assert_int_eq(store_set_max_pages(t.s, 1), 0);
	for (unsigned int i = 0; i < 10; i++) {
		put_flows(600 * i, 600);
		ck_assert_int_eq(store_commit(t.s, &err), -ENOSPC);
	}
	ck_assert_int_eq(store_set_max_pages(t.s, 0), 0);
	temp_store_commit(&t);
	check_flows(6000);
}
END_TEST

START_TEST(updates_and_ends_survive_a_full_disk)
{
	struct store_flow f = temp_flow(&t, 1);
	struct store_run run = { .packets = 77, .ended_us = TEMP_START_US };
	int64_t id = 0;

	ck_assert_int_eq(store_flow_put(t.s, &f, false, &id), 0);
	temp_store_commit(&t);
	f.packets_out = 50;
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), 0);
	put_flows(10, 300);
	ck_assert_int_eq(store_set_max_pages(t.s, 1), 0);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(store_run_end(t.s, t.run_id, &run,
				     RUN_STATE_CLEAN, &err),
		    -ENOSPC);
	ck_assert_int_eq(store_set_max_pages(t.s, 0), 0);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	ck_assert_int_eq(number("SELECT packets FROM audit_run"), 77);
	ck_assert_int_eq(
	    number("SELECT packets_out FROM audit_flow WHERE flow_id = 1"), 50);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"),
	    1 + 2 * 300);
}
END_TEST

START_TEST(tries_on_a_full_disk_grow_apart)
{
	uint64_t now_us = 1;
	unsigned int tries = 0;

	store_tick(t.s, now_us, &err);
	put_flows(0, 30);
	ck_assert_int_eq(store_set_max_pages(t.s, 1), 0);
	put_flows(30, 300);
	for (; now_us < 64 * STORE_BATCH_US; now_us += STORE_BATCH_US / 4)
		if (store_tick(t.s, now_us, &err))
			tries++;
	ck_assert_uint_ge(tries, 5);
	ck_assert_uint_le(tries, 8);
	ck_assert_int_eq(store_set_max_pages(t.s, 0), 0);
	ck_assert_int_eq(store_tick(t.s, now_us + 40 * STORE_BATCH_US, &err),
	    0);
	check_flows(330);
}
END_TEST

START_TEST(memory_for_what_waits_is_bounded)
{
	struct store_flow f = temp_flow(&t, 1);
	unsigned int n = 0;
	int64_t id = 0;

	t.s->pending_max = (size_t)4 << 20;
	ck_assert_int_eq(store_set_max_pages(t.s, 1), 0);
	while (store_flow_put(t.s, &f, true, &id) == 0) {
		f = temp_flow(&t, ++n);
		id = 0;
		ck_assert_uint_lt(n, 40000);
	}
	ck_assert_int_eq(id, 0);
	ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), -ENOMEM);
	ck_assert_int_eq(store_set_max_pages(t.s, 0), 0);
	temp_store_commit(&t);
	ck_assert_int_eq(number("SELECT count(*) FROM flow"), n);
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), 0);
}
END_TEST

/* Locks. */

START_TEST(a_database_locked_by_another_program_keeps_all_pending)
{
	sqlite3 *other;

	put_flows(0, 30);
	ck_assert_int_eq(sqlite3_open(t.path, &other), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL,
			     NULL),
	    SQLITE_OK);
	store_set_patience(t.s, 1);
	ck_assert_int_eq(store_commit(t.s, &err), -EBUSY);
	ck_assert_ptr_nonnull(strstr(err.text, "locked"));
	ck_assert_uint_gt(store_pending(t.s), 0);
	sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(other);
	temp_store_commit(&t);
	check_flows(30);
}
END_TEST

START_TEST(a_batch_that_fails_half_way_leaves_nothing)
{
	put_flows(0, 30);
	temp_store_commit(&t);
	put_flows(30, 30);
	temp_store_exec(&t,
	    "INSERT INTO pair (pair_id)"
	    " SELECT max(pair_id) + 5 FROM pair");
	ck_assert_int_eq(store_commit(t.s, &err), -EIO);
	check_flows(30);
	temp_store_exec(&t,
	    "DELETE FROM pair WHERE src IS NULL AND dst IS NULL");
	temp_store_commit(&t);
	check_flows(60);
}
END_TEST

/* Called when a COMMIT is done: it fails all the same. */
static int
fail_after_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
	(void)arg;
	(void)db;
	(void)name;
	(void)pages;
	return SQLITE_IOERR;
}

START_TEST(a_commit_that_was_done_in_spite_of_an_error_counts)
{
	put_flows(0, 30);
	sqlite3_wal_hook(t.s->sql.db, fail_after_commit, NULL);
	temp_store_commit(&t);
	ck_assert_uint_eq(store_pending(t.s), 0);
	put_flows(30, 30);
	temp_store_commit(&t);
	check_flows(60);
}
END_TEST

static int
interrupt(void *arg)
{
	(void)arg;
	return 1;
}

/* And nothing can be read for a while. */
static int
fail_and_interrupt(void *arg, sqlite3 *db, const char *name, int pages)
{
	(void)arg;
	(void)name;
	(void)pages;
	sqlite3_progress_handler(db, 1, interrupt, NULL);
	return SQLITE_IOERR;
}

START_TEST(while_a_commit_is_in_doubt_nothing_is_accepted)
{
	struct store_flow f = temp_flow(&t, 99);
	int64_t id = 0;

	put_flows(0, 30);
	sqlite3_wal_hook(t.s->sql.db, fail_and_interrupt, NULL);
	ck_assert_int_eq(store_commit(t.s, &err), -EIO);
	ck_assert_int_eq(store_flow_put(t.s, &f, true, &id), -ENOMEM);
	ck_assert_int_eq(store_commit(t.s, &err), -EIO);
	sqlite3_wal_hook(t.s->sql.db, NULL, NULL);
	sqlite3_progress_handler(t.s->sql.db, 0, NULL, NULL);
	put_flows(30, 30);
	ck_assert_uint_gt(store_pending(t.s), 0);
	temp_store_commit(&t);
	check_flows(60);
}
END_TEST

START_TEST(a_long_wal_file_is_worked_in)
{
	t.s->wal_full = 60;
	for (unsigned int batch = 0; batch < 40; batch++) {
		put_flows(batch * 120, 120);
		temp_store_commit(&t);
		ck_assert_int_lt(t.s->wal_pages, 200);
	}
	check_flows(4800);
}
END_TEST

START_TEST(a_reader_keeps_the_wal_file_long_for_a_while_only)
{
	sqlite3 *reader;

	t.s->wal_full = 20;
	ck_assert_int_eq(sqlite3_open(t.path, &reader), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(reader, "BEGIN; SELECT * FROM flow", NULL,
			     NULL, NULL),
	    SQLITE_OK);
	for (unsigned int batch = 0; batch < 20; batch++) {
		put_flows(batch * 120, 120);
		temp_store_commit(&t);
	}
	ck_assert_int_gt(t.s->wal_pages, 200);
	sqlite3_close(reader);
	for (unsigned int batch = 20; batch < 23; batch++) {
		put_flows(batch * 120, 120);
		temp_store_commit(&t);
	}
	ck_assert_int_lt(t.s->wal_pages, 100);
	check_flows(23 * 120);
}
END_TEST

/* Death. */

/* Write for ever, in small batches, telling through a pipe what is
 * committed. */
static void
write_for_ever(int out)
{
	unsigned int committed = 0;

	store_close(t.s);
	if (store_open(&t.s, t.path, STORE_WRITE, &err))
		_exit(1);
	t.run_id = temp_store_run(&t);
	for (;;) {
		put_flows(committed, 60);
		if (store_commit(t.s, &err))
			_exit(1);
		committed += 60;
		if (write(out, &committed, sizeof(committed)) !=
		    sizeof(committed))
			_exit(1);
	}
}

/* The last number that can be read. */
static unsigned int
drain(int in, unsigned int committed)
{
	unsigned int n;

	while (read(in, &n, sizeof(n)) == sizeof(n))
		committed = n;
	return committed;
}

START_TEST(a_death_at_any_moment_loses_no_more_than_a_batch)
{
	unsigned int committed;
	int ends[2], status;
	pid_t pid;

	store_close(t.s);
	t.s = NULL;
	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		write_for_ever(ends[1]);
	}
	close(ends[1]);
	/* Die after some batches, in the middle of something. */
	for (int i = 0; i <= _i; i++)
		ck_assert_int_eq(read(ends[0], &committed, sizeof(committed)),
		    sizeof(committed));
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	committed = drain(ends[0], committed);
	close(ends[0]);

	ck_assert_int_eq(store_open(&t.s, t.path, STORE_WRITE, &err), 0);
	ck_assert_int_eq(
	    number("SELECT count(*) FROM audit_run WHERE state = 'crashed'"),
	    2); /* that of the fixture, too */
	ck_assert_int_ge(number("SELECT sum(flows) FROM audit_hour"),
	    2 * committed);
	ck_assert_int_le(number("SELECT sum(flows) FROM audit_hour"),
	    2 * (committed + 60));
	ck_assert_int_eq(number("SELECT (SELECT sum(attempts) FROM flow) * 2 -"
				" (SELECT sum(flows) FROM audit_hour)"),
	    0);
	temp_store_check(&t);
}
END_TEST

START_TEST(a_reader_reads_what_a_dead_writer_left)
{
	struct store *reader;
	int status;
	pid_t pid;

	store_close(t.s);
	t.s = NULL;
	pid = fork();
	if (pid == 0) {
		if (store_open(&t.s, t.path, STORE_WRITE, &err))
			_exit(1);
		t.run_id = temp_store_run(&t);
		put_flows(0, 30);
		if (store_commit(t.s, &err))
			_exit(1);
		_exit(0); /* without closing */
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ck_assert(temp_store_has(&t, "-wal"));
	ck_assert_int_eq(store_open(&reader, t.path, STORE_READ, &err), 0);
	store_close(reader);
	check_flows(30);
	ck_assert_int_eq(store_open(&t.s, t.path, STORE_WRITE, &err), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("commit");
	TCase *tc = tcase_create("commit");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, nothing_is_written_before_it_is_due);
	tcase_add_test(tc, many_rows_are_due_at_once);
	tcase_add_test(tc, sums_alone_are_due_too);
	tcase_add_test(tc, closing_commits);
	tcase_add_test(tc, a_full_disk_loses_nothing_and_doubles_nothing);
	tcase_add_test(tc, what_is_put_while_the_disk_is_full_is_kept);
	tcase_add_test(tc, updates_and_ends_survive_a_full_disk);
	tcase_add_test(tc, tries_on_a_full_disk_grow_apart);
	tcase_add_test(tc, memory_for_what_waits_is_bounded);
	tcase_add_test(tc,
	    a_database_locked_by_another_program_keeps_all_pending);
	tcase_add_test(tc, a_commit_that_was_done_in_spite_of_an_error_counts);
	tcase_add_test(tc, a_batch_that_fails_half_way_leaves_nothing);
	tcase_add_test(tc, while_a_commit_is_in_doubt_nothing_is_accepted);
	tcase_add_test(tc, a_long_wal_file_is_worked_in);
	tcase_add_test(tc, a_reader_keeps_the_wal_file_long_for_a_while_only);
	tcase_add_loop_test(tc,
	    a_death_at_any_moment_loses_no_more_than_a_batch, 0, 12);
	tcase_add_test(tc, a_reader_reads_what_a_dead_writer_left);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
