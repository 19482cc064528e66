/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_kill.c - a writer that does all that a live run does is killed at
 * random moments: the database is whole, and lacks a batch at most.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/store_query.h"
#include "support/temp_store.h"

#define KILLS 100
#define BATCH 40U
#define DELAY_MAX_US 20000

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

/* What a child has committed, told through a pipe. */
struct told {
	unsigned int batches;
};

static void
die_if(bool failed)
{
	if (failed)
		_exit(1);
}

/* One batch, of new flows, one that goes on, folded ones, and all else. */
static void
put_batch(uint64_t start_us, unsigned int batch, int64_t *open)
{
	const struct store_interface interface = { .name = "eth0", .flows = 1 };
	const struct store_loss loss = { .packets = 1 };
	uint64_t now_us = start_us + batch * UINT64_C(1000000);
	struct store_flow f = temp_flow(&t, 1);

	f.first_us = start_us;
	f.last_us = now_us;
	f.end = FLOW_END_ACTIVE;
	f.packets_out = batch;
	f.app = batch % 2 ? "tls" : "rdp";
	f.src_port = 1;
	die_if(store_flow_put(t.s, &f, false, open) != 0);
	for (unsigned int i = 1; i < BATCH; i++) {
		int64_t id = 0;

		f = i % 4 ? temp_flow(&t, batch + i) : temp_attempt(&t, i);
		f.first_us = f.last_us = now_us;
		f.evidence = i % 3 ? NULL : "1603010200";
		die_if(store_flow_put(t.s, &f, true, &id) != 0);
	}
	die_if(store_loss_add(t.s, t.run_id, now_us, &loss) != 0);
	die_if(store_interface_add(t.s, t.run_id, now_us, &interface) != 0);
	die_if(store_event_add(t.s, t.run_id, now_us, STORE_EVENT_CLOCK_STEP,
		   "eth0", NULL) != 0);
}

/* Write for ever; what is older than a hundred seconds is deleted. */
static void
write_for_ever(uint64_t start_us, int out)
{
	struct told told = { .batches = 0 };
	int64_t open = 0;

	die_if(store_open(&t.s, t.path, STORE_WRITE, &err) != 0);
	die_if(store_run_begin(t.s, RUN_MODE_WATCH, "eth0", start_us,
		   t.policy_id, &t.run_id, &err) != 0);
	for (;;) {
		struct store_retention what = { .flows_before_us = start_us -
			    UINT64_C(100000000) };
		struct store_retained done;

		put_batch(start_us, told.batches, &open);
		die_if(store_commit(t.s, &err) != 0);
		told.batches++;
		die_if(write(out, &told, sizeof(told)) != sizeof(told));
		die_if(store_retain(t.s, &what, 100, &done, &err) < 0);
	}
}

/* Let a child write some batches, and kill it a random while later.  Returns
 * how many batches it had committed at least. */
static unsigned int
kill_one(uint64_t start_us)
{
	struct timespec wait = { .tv_nsec = random() % DELAY_MAX_US * 1000 };
	long first = random() % 5;
	struct told told = { .batches = 0 };
	int ends[2], status;
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		write_for_ever(start_us, ends[1]);
	}
	close(ends[1]);
	for (long i = 0; i < first; i++)
		ck_assert_int_eq(read(ends[0], &told, sizeof(told)),
		    sizeof(told));
	nanosleep(&wait, NULL);
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status), "it gave up by itself");
	while (read(ends[0], &told, sizeof(told)) == sizeof(told))
		;
	close(ends[0]);
	return told.batches;
}

/* The flows of each run, counted by the sums. */
static int64_t
flows_of_run(int64_t run_id)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "SELECT coalesce(sum(flows), 0) FROM hour_sum WHERE run_id = %lld",
	    (long long)run_id);
	return number(sql);
}

/* All of these figures were put in each batch. */
static int64_t
batches_of_run(const char *table, int64_t run_id)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "SELECT %s FROM %s WHERE run_id = %lld",
	    table[0] == 'e'       ? "count(*)"
		: table[0] == 'l' ? "coalesce(sum(packets), 0)"
				  : "coalesce(sum(flows), 0)",
	    table, (long long)run_id);
	return number(sql);
}

static void
check_run(int64_t run_id, unsigned int batches)
{
	int64_t found = batches_of_run("event", run_id);

	ck_assert_int_ge(found, batches);
	ck_assert_int_le(found, batches + 1);
	ck_assert_int_eq(batches_of_run("loss", run_id), found);
	ck_assert_int_eq(batches_of_run("interface_minute", run_id), found);
	/* The flow that goes on counts once. */
	ck_assert_int_eq(flows_of_run(run_id),
	    found ? found * (BATCH - 1) + 1 : 0);
}

START_TEST(killed_at_any_moment_the_database_is_whole)
{
	unsigned int seen = 0;

	store_close(t.s);
	t.s = NULL;
	srandom(7);
	for (int i = 0; i < KILLS; i++) {
		uint64_t start_us =
		    TEMP_START_US + (uint64_t)i * UINT64_C(1000000000);
		int64_t runs = number("SELECT count(*) FROM run");
		unsigned int batches = kill_one(start_us);

		ck_assert_int_eq(store_open(&t.s, t.path, STORE_WRITE, &err),
		    0);
		temp_store_check(&t);
		ck_assert_int_eq(
		    number("SELECT count(*) FROM run WHERE state <> 'crashed'"),
		    0);
		if (number("SELECT count(*) FROM run") > runs)
			check_run(runs + 1, batches);
		else
			ck_assert_uint_eq(batches, 0);
		/* What rows are left is counted, and of kinds and pairs that
		 * are there. */
		ck_assert_int_eq(
		    number("SELECT (SELECT count(*) FROM audit_flow) -"
			   " (SELECT count(*) FROM flow)"),
		    0);
		ck_assert_int_eq(
		    number("SELECT coalesce((SELECT sum(flows) FROM audit_hour)"
			   " - (SELECT sum(flows) FROM hour_sum), 0)"),
		    0);
		seen += batches;
		store_close(t.s);
		t.s = NULL;
	}
	ck_assert_uint_gt(seen, KILLS / 4);
	ck_assert_int_eq(store_open(&t.s, t.path, STORE_WRITE, &err), 0);
	/* Sums equal rows, where the rows are still there. */
	ck_assert_int_eq(
	    number("SELECT count(*) FROM (SELECT run_id, sum(attempts) AS n"
		   " FROM flow WHERE run_id = (SELECT max(run_id) FROM flow)"
		   " GROUP BY run_id) f JOIN (SELECT run_id, sum(flows) AS n"
		   " FROM hour_sum GROUP BY run_id) s ON s.run_id = f.run_id"
		   " WHERE s.n = f.n"),
	    1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("kill");
	TCase *tc = tcase_create("kill");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 300);
	tcase_add_test(tc, killed_at_any_moment_the_database_is_whole);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
