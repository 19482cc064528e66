/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_keeper.c - a live run's database: full, cleaned up, taken away.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/keeper.h"
#include "store/internal.h"
#include "wire_world.h"

#define DAY (86400 * SECOND)
#define WALL (1000 * DAY)

static const struct run_options live = { .live = true };

static struct keeper keeper;
static struct history history;
static uint64_t steady_us;
static uint16_t next_port;

static void
begin_keeping(const struct keeper_options *options)
{
	struct keeper_options own = *options;
	struct err err;

	history =
	    (struct history){ .store = farm.store, .run_id = farm.run_id };
	own.store = farm.store;
	own.history = &history;
	steady_us = 77 * SECOND;
	ck_assert_int_eq(keeper_init(&keeper, &own, steady_us, &err), 0);
}

static void
setup(void)
{
	wire_start(&live, NULL);
	begin_keeping(&(struct keeper_options){ 0 });
	next_port = 1;
}

static int
tick(uint64_t later_us)
{
	struct run_tally tally;
	struct err err;

	steady_us += later_us;
	run_tally(farm.run, &tally);
	return keeper_tick(&keeper, steady_us, WALL + steady_us,
	    tally.unwritten, &err);
}

/* Flows that end at once, each with a row of its own. */
static void
give_flows(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct wire_talk t = wire_talk(GATEWAY, 40000, BROKER, 0);

		t.dst_port = ++next_port;
		wire_open(&t);
		wire_say(&t, CLIENT, "x", 1);
		wire_say(&t, SERVER, "y", 1);
		wire_close(&t);
	}
	wire_now_us += 30 * SECOND;
}

static size_t
flows(void)
{
	return (size_t)wire_number("SELECT count(*) FROM audit_flow");
}

static int64_t
events(const char *event)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit_event WHERE event = '%s'", event);
	return wire_number(sql);
}

/* No page more than it has. */
static void
fill_disk(void)
{
	ck_assert_int_eq(store_set_max_pages(farm.store, 1), 0);
}

START_TEST(what_waits_is_committed_every_second)
{
	give_flows(10);
	give_flows(1);
	ck_assert_int_eq(tick(0), 0);
	ck_assert_uint_gt(store_pending(farm.store), 0);
	ck_assert_int_eq(tick(SECOND), 0);
	ck_assert_uint_eq(store_pending(farm.store), 0);
	ck_assert_uint_eq(keeper_lag_us(&keeper, steady_us + 5), 0);
	ck_assert_uint_ge(flows(), 10);
}
END_TEST

START_TEST(full_disk_is_told_once_and_nothing_is_lost)
{
	give_flows(10);
	tick(SECOND);
	tick(SECOND);
	fill_disk();
	for (int i = 0; i < 40; i++) {
		give_flows(200);
		ck_assert_int_eq(tick(10 * SECOND), 0);
	}
	ck_assert(keeper.failing);
	ck_assert_uint_eq(history.counts[STORE_EVENT_DISK_FULL], 1);
	ck_assert_uint_eq(history.counts[STORE_EVENT_DISK_ROOM], 0);
	ck_assert_uint_gt(keeper_lag_us(&keeper, steady_us), 100 * SECOND);
	store_set_max_pages(farm.store, 0);
	tick(40 * SECOND);
	tick(2 * SECOND);
	tick(2 * SECOND);
	ck_assert(!keeper.failing);
	ck_assert_uint_eq(history.counts[STORE_EVENT_DISK_ROOM], 1);
	ck_assert_uint_eq(history.counts[STORE_EVENT_UNWRITTEN], 0);
	ck_assert_int_eq(events("disk-full"), 1);
	wire_finish();
	ck_assert_int_eq(events("disk-room"), 1);
	ck_assert_uint_eq(flows(), 8010);
	wire_check_sums();
}
END_TEST

START_TEST(what_finds_no_room_in_memory_is_counted_and_told)
{
	struct run_tally tally;
	uint64_t unwritten;

	give_flows(10);
	tick(SECOND);
	tick(SECOND);
	fill_disk();
	farm.store->pending_max = 200000;
	for (int i = 0; i < 20; i++) {
		give_flows(200);
		ck_assert_int_eq(tick(10 * SECOND), 0);
	}
	run_tally(farm.run, &tally);
	unwritten = tally.unwritten;
	ck_assert_uint_gt(unwritten, 0);
	store_set_max_pages(farm.store, 0);
	tick(40 * SECOND);
	tick(2 * SECOND);
	ck_assert_uint_eq(history.counts[STORE_EVENT_UNWRITTEN], 1);
	ck_assert_uint_eq(history.counts[STORE_EVENT_DISK_ROOM], 1);
	wire_finish();
	run_tally(farm.run, &tally);
	ck_assert_uint_eq(tally.unwritten, unwritten);
	ck_assert_uint_eq(flows(), 4010 - unwritten);
	ck_assert_int_eq(events("unwritten"), 1);
	wire_check_sums();
}
END_TEST

static void
begin_flows(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct wire_talk t = wire_talk(GATEWAY, 40000, BROKER, 0);

		t.dst_port = ++next_port;
		wire_open(&t);
	}
}

START_TEST(more_flows_may_live_at_the_end_than_can_wait)
{
	struct run_tally tally;

	tick(SECOND);
	farm.store->pending_max = 1 << 20;
	begin_flows(5000);
	run_tally(farm.run, &tally);
	ck_assert_uint_eq(tally.live_flows, 5000);
	wire_finish();
	run_tally(farm.run, &tally);
	ck_assert_uint_eq(tally.unwritten, 0);
	ck_assert_uint_eq(flows(), 5000);
	wire_check_sums();
}
END_TEST

/* No batch is larger than in the middle of a run. */
START_TEST(end_is_committed_in_batches)
{
	begin_flows(STORE_BATCH_ROWS + 1000);
	ck_assert_int_eq(run_finish(farm.run), 0);
	ck_assert_uint_lt(store_pending(farm.store), STORE_BATCH_ROWS);
	ck_assert_uint_ge(flows(), STORE_BATCH_ROWS / 2);
	wire_finish();
	ck_assert_uint_eq(flows(), STORE_BATCH_ROWS + 1000);
}
END_TEST

/* What is in the way is waited for once, not for each flow. */
START_TEST(full_disk_at_the_end_counts_what_can_not_wait)
{
	struct run_tally tally;

	tick(SECOND);
	farm.store->pending_max = 1 << 20;
	begin_flows(5000);
	fill_disk();
	ck_assert_int_eq(run_finish(farm.run), 0);
	run_tally(farm.run, &tally);
	ck_assert_uint_gt(tally.unwritten, 0);
	store_set_max_pages(farm.store, 0);
	wire_finish();
	ck_assert_uint_eq(flows() + tally.unwritten, 5000);
}
END_TEST

static void
change_database(const char *sql)
{
	sqlite3 *other;

	ck_assert_int_eq(sqlite3_open(farm.db, &other), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(other, sql, NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
}

/* What comes is still written. */
START_TEST(failing_retention_is_told_once_and_is_no_full_disk)
{
	begin_keeping(&(struct keeper_options){ .keep_flows_us = 1 });
	change_database("CREATE TRIGGER no BEFORE DELETE ON flow"
			" BEGIN SELECT RAISE(ABORT, 'no'); END");
	give_flows(200);
	give_flows(1);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(tick(10 * SECOND), 0);
	ck_assert(keeper.retain_failing);
	ck_assert(!keeper.failing);
	ck_assert_uint_eq(history.counts[STORE_EVENT_DELETE_FAILED], 1);
	ck_assert_uint_eq(history.counts[STORE_EVENT_RETENTION], 0);
	change_database("DROP TRIGGER no");
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(tick(10 * SECOND), 0);
	ck_assert(!keeper.retain_failing);
	ck_assert_uint_eq(history.counts[STORE_EVENT_DELETE_FAILED], 1);
	ck_assert_uint_eq(history.counts[STORE_EVENT_RETENTION], 1);
	ck_assert_uint_eq(history.counts[STORE_EVENT_DISK_FULL], 0);
	ck_assert_uint_eq(history.counts[STORE_EVENT_WRITE_FAILED], 0);
	ck_assert_uint_eq(history.counts[STORE_EVENT_DISK_ROOM], 0);
	ck_assert_int_eq(events("delete-failed"), 1);
}
END_TEST

START_TEST(lock_of_another_program_is_not_called_a_full_disk)
{
	sqlite3 *other;

	store_set_patience(farm.store, 0);
	ck_assert_int_eq(sqlite3_open(farm.db, &other), SQLITE_OK);
	give_flows(10);
	give_flows(1);
	ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL,
			     NULL),
	    SQLITE_OK);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(tick(10 * SECOND), 0);
	ck_assert(keeper.failing);
	ck_assert(!keeper.full);
	ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(tick(10 * SECOND), 0);
	ck_assert_int_eq(events("disk-full"), 0);
	ck_assert_int_eq(events("write-failed"), 1);
	ck_assert_int_eq(events("disk-room"), 1);
	ck_assert_int_eq(wire_number("SELECT count(*) FROM audit_event"
				     " WHERE text LIKE '%locked%'"),
	    1);
}
END_TEST

START_TEST(events_without_room_are_counted_and_told)
{
	fill_disk();
	for (unsigned int i = 0; i < EVENTS_MAX + 7; i++)
		history_note(&history, WALL, STORE_EVENT_INTERFACE_DOWN, "eth1",
		    NULL);
	for (int i = 0; i < 5; i++)
		tick(10 * SECOND);
	store_set_max_pages(farm.store, 0);
	for (int i = 0; i < 5; i++)
		tick(40 * SECOND);
	ck_assert_uint_eq(store_pending(farm.store), 0);
	ck_assert_int_eq(events("interface-down"), EVENTS_MAX);
	/* The eighth is that of the full disk. */
	ck_assert_int_eq(wire_number("SELECT count(*) FROM audit_event"
				     " WHERE event = 'unwritten' AND text ="
				     " '8 events found no room in memory'"),
	    1);
	ck_assert_int_eq(events("disk-room"), 1);
}
END_TEST

START_TEST(old_flows_go_while_new_ones_come)
{
	begin_keeping(&(struct keeper_options){ .keep_flows_us = DAY });
	wire_now_us = WALL - 10 * DAY;
	give_flows(3000);
	tick(SECOND);
	wire_now_us = WALL + 60 * SECOND;
	give_flows(50);
	for (int i = 0; i < 2000; i++) {
		if (i % 100 == 0)
			give_flows(10);
		ck_assert_int_eq(tick(SECOND), 0);
	}
	/* The last of the old ones ended with the first of the new ones, and
	 * may go in a second round. */
	ck_assert_uint_ge(history.counts[STORE_EVENT_RETENTION], 1);
	ck_assert_uint_le(history.counts[STORE_EVENT_RETENTION], 2);
	wire_finish();
	ck_assert_uint_eq(flows(), 250);
	ck_assert_int_eq(events("retention"),
	    (int64_t)history.counts[STORE_EVENT_RETENTION]);
	ck_assert_int_eq(wire_number("SELECT sum(flows) FROM audit_hour"),
	    3250);
}
END_TEST

START_TEST(clock_that_was_set_deletes_nothing_for_a_day)
{
	begin_keeping(&(struct keeper_options){ .keep_flows_us = DAY });
	wire_now_us = WALL - 10 * DAY;
	give_flows(100);
	give_flows(1);
	keeper_doubt(&keeper, steady_us);
	for (int i = 0; i < 23; i++)
		ck_assert_int_eq(tick(3600 * SECOND), 0);
	ck_assert_uint_eq(history.counts[STORE_EVENT_RETENTION], 0);
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(tick(3600 * SECOND), 0);
	ck_assert_uint_ge(history.counts[STORE_EVENT_RETENTION], 1);
}
END_TEST

START_TEST(size_is_held_by_the_oldest_flows_going)
{
	const uint64_t bound = 2 << 20;

	begin_keeping(&(struct keeper_options){ .max_bytes = bound });
	for (int i = 0; i < 50; i++) {
		give_flows(500);
		for (int j = 0; j < 30; j++)
			ck_assert_int_eq(tick(21 * SECOND), 0);
	}
	for (int j = 0; j < 1000; j++)
		ck_assert_int_eq(tick(SECOND), 0);
	ck_assert_uint_gt(history.counts[STORE_EVENT_RETENTION], 0);
	ck_assert_uint_gt(keeper.file_bytes, 0);
	ck_assert_uint_le(keeper.file_bytes, bound);
	ck_assert_uint_lt(flows(), 25000);
	ck_assert_uint_gt(flows(), 1000);
	wire_finish();
}
END_TEST

/* Long before retention looks by itself. */
START_TEST(size_is_looked_at_between)
{
	const uint64_t bound = 1 << 20;

	begin_keeping(&(struct keeper_options){ .max_bytes = bound });
	ck_assert_int_eq(tick(SECOND), 0);
	ck_assert_int_eq(tick(SECOND), 0);
	give_flows(15000);
	for (int i = 0; i < 60; i++)
		ck_assert_int_eq(tick(SECOND), 0);
	ck_assert_uint_gt(history.counts[STORE_EVENT_RETENTION], 0);
	ck_assert_uint_le(keeper.file_bytes, bound);
	wire_finish();
}
END_TEST

START_TEST(reader_that_holds_the_log_is_known)
{
	sqlite3 *reader;

	begin_keeping(&(struct keeper_options){ .max_bytes = 2 << 20 });
	ck_assert_int_eq(tick(SECOND), 0);
	ck_assert_int_eq(sqlite3_open(farm.db, &reader), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(reader, "BEGIN; SELECT * FROM flow", NULL,
			     NULL, NULL),
	    SQLITE_OK);
	for (int i = 0; i < 40; i++) {
		give_flows(300);
		ck_assert_int_eq(tick(2 * SECOND), 0);
	}
	ck_assert(keeper.held);
	ck_assert_uint_eq(history.counts[STORE_EVENT_LOG_HELD], 1);
	ck_assert_uint_eq(history.counts[STORE_EVENT_LOG_FREED], 0);
	ck_assert_uint_gt(keeper.wal_bytes, 1 << 20);
	ck_assert_int_eq(sqlite3_close(reader), SQLITE_OK);
	for (int i = 0; i < 20; i++) {
		give_flows(1);
		ck_assert_int_eq(tick(2 * SECOND), 0);
	}
	ck_assert(!keeper.held);
	ck_assert_uint_eq(history.counts[STORE_EVENT_LOG_HELD], 1);
	ck_assert_uint_eq(history.counts[STORE_EVENT_LOG_FREED], 1);
	ck_assert_uint_le(keeper.wal_bytes, 1 << 19);
	wire_finish();
}
END_TEST

START_TEST(database_that_was_deleted_ends_the_run)
{
	ck_assert_int_eq(tick(20 * SECOND), 0);
	ck_assert_int_eq(unlink(farm.db), 0);
	ck_assert_int_eq(tick(20 * SECOND), -ENOENT);
}
END_TEST

START_TEST(database_that_was_replaced_ends_the_run)
{
	char other[600];
	FILE *file;

	snprintf(other, sizeof(other), "%s.other", farm.db);
	file = fopen(other, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(tick(20 * SECOND), 0);
	ck_assert_int_eq(rename(other, farm.db), 0);
	ck_assert_int_eq(tick(20 * SECOND), -ESTALE);
}
END_TEST

START_TEST(size_of_the_database_is_known_from_the_start)
{
	struct stat st;

	ck_assert_int_eq(stat(farm.db, &st), 0);
	ck_assert_uint_ge(keeper.file_bytes, (uint64_t)st.st_size);
	give_flows(2000);
	give_flows(1);
	tick(SECOND);
	tick(20 * SECOND);
	ck_assert_uint_gt(keeper.file_bytes, (uint64_t)st.st_size);
}
END_TEST

static void
add_all(TCase *tcase)
{
	tcase_add_test(tcase, what_waits_is_committed_every_second);
	tcase_add_test(tcase, full_disk_is_told_once_and_nothing_is_lost);
	tcase_add_test(tcase, what_finds_no_room_in_memory_is_counted_and_told);
	tcase_add_test(tcase, more_flows_may_live_at_the_end_than_can_wait);
	tcase_add_test(tcase, end_is_committed_in_batches);
	tcase_add_test(tcase, full_disk_at_the_end_counts_what_can_not_wait);
	tcase_add_test(tcase,
	    failing_retention_is_told_once_and_is_no_full_disk);
	tcase_add_test(tcase,
	    lock_of_another_program_is_not_called_a_full_disk);
	tcase_add_test(tcase, events_without_room_are_counted_and_told);
	tcase_add_test(tcase, old_flows_go_while_new_ones_come);
	tcase_add_test(tcase, clock_that_was_set_deletes_nothing_for_a_day);
	tcase_add_test(tcase, size_is_held_by_the_oldest_flows_going);
	tcase_add_test(tcase, size_is_looked_at_between);
	tcase_add_test(tcase, reader_that_holds_the_log_is_known);
	tcase_add_test(tcase, database_that_was_deleted_ends_the_run);
	tcase_add_test(tcase, database_that_was_replaced_ends_the_run);
	tcase_add_test(tcase, size_of_the_database_is_known_from_the_start);
}

int
main(void)
{
	Suite *suite = suite_create("keeper");
	TCase *tcase = tcase_create("keeper");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, wire_stop);
	tcase_set_timeout(tcase, 60);
	add_all(tcase);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
