/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_watch.c - whole live runs whose clocks are set.  Root only.
 */
#include <config.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "pipeline/watch.h"
#include "support/farm.h"
#include "support/live_world.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define TURN_US (SECOND / 2)

/* How far the clocks are off in each half second of a run. */
struct turn {
	int64_t steady_us, wall_us;
};

struct script {
	const struct turn *turns;
	size_t count;
	int64_t end_us; /* each time that the clocks are read after the end */
	int64_t ended_us;
	uint64_t began_us;
	struct watch_signals signals;
};

static struct farm farm;

static void
on_clocks(struct live_clock *now, void *arg)
{
	struct script *s = arg;
	const struct turn *t;
	size_t i;

	if (s->began_us == 0)
		s->began_us = now->steady_us;
	i = (size_t)((now->steady_us - s->began_us) / TURN_US);
	if (i >= s->count) {
		i = s->count - 1;
		if (s->signals.stop)
			s->ended_us += s->end_us;
		else if (s->end_us > 0)
			poll(NULL, 0, 500); /* packets come meanwhile */
		s->signals.stop = 1;
	}
	t = &s->turns[i];
	now->steady_us += (uint64_t)(t->steady_us + s->ended_us);
	now->wall_us += (uint64_t)(t->wall_us + s->ended_us);
}

static bool
on_dropped(const struct sandbox_state *state, void *arg)
{
	(void)state;
	(void)arg;
	return true;
}

static void
on_ready(int64_t run_id, void *arg)
{
	(void)run_id;
	(void)arg;
}

/* In the child, which ends with it. */
static void
watch_va(struct script *script, uint64_t keep_us)
{
	static const char *const interfaces[] = { "va" };
	const char *folders[] = { farm.folder };
	const struct sandbox_options sandbox = {
		.user = "nobody", .write_folders = folders, .write_count = 1
	};
	const struct watch_options o = { .interfaces = interfaces,
		.interface_count = 1,
		.set = farm.set,
		.db_path = farm.db,
		.sandbox = &sandbox,
		.record_all = true,
		.keep_flows_us = keep_us,
		.signals = &script->signals,
		.on_dropped = on_dropped,
		.on_ready = on_ready,
		.on_clocks = on_clocks,
		.arg = script };
	struct watch_result result;
	struct err err;
	int rc = watch(&o, &result, &err);

	if (rc != 0)
		fprintf(stderr, "%s\n", err.text);
	_exit(rc != 0);
}

/* A run by the script, with packets to port all the while. */
static void
run(const struct turn *turns, size_t count, int64_t end_us, uint64_t keep_us,
    uint16_t port, unsigned int burst)
{
	struct script script = {
		.turns = turns, .count = count, .end_us = end_us
	};
	int fd = live_world_sender("vb"), status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		watch_va(&script, keep_us);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		for (unsigned int i = 0; i < burst; i++)
			live_world_send_frame(fd, 0, port);
		usleep(5000);
	}
	ck_assert_int_eq(status, 0);
	close(fd);
}

static void
begin_farm(void)
{
	farm_policy(&farm, NULL);
	ck_assert_int_eq(chmod(farm.folder, 0777), 0);
}

static int64_t
number(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	int64_t n;

	ck_assert_int_eq(sqlite3_open(farm.db, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK,
	    "%s: %s", sql, sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return n;
}

/* An hour back, then two forward, after which all of the first run looks old
 * at the next look (which the steady clock makes come). */
START_TEST(set_clock_is_told_and_deletes_nothing)
{
	static const struct turn plain[] = { { 0, 0 } };
	static const struct turn set[] = { { 0, 0 }, { 0, -HOUR },
		{ 15 * MINUTE, HOUR + 15 * MINUTE },
		{ 15 * MINUTE, HOUR + 15 * MINUTE } };
	int64_t now_us = (int64_t)live_world_clocks().wall_us;
	char sql[256];

	begin_farm();
	run(plain, 1, 0, 0, 7, 1);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_flow"), 1);
	run(set, 4, 0, 30 * (uint64_t)MINUTE, 8, 1);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_event"), 2);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_event WHERE event ="
				" 'clock-step' AND text GLOB"
				" 'the clock was set by -3600.? s'"),
	    1);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_event WHERE event ="
				" 'clock-step' AND text GLOB"
				" 'the clock was set by +7200.? s'"),
	    1);
	ck_assert_int_eq(number("SELECT count(DISTINCT dst_port)"
				" FROM audit_flow"),
	    2);
	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit_flow WHERE first_us < %lld OR last_us"
	    " < first_us OR last_us > first_us + %lld",
	    (long long)now_us, (long long)(10 * SECOND));
	ck_assert_int_eq(number(sql), 0);
	farm_stop(&farm);
}
END_TEST

/* Each batch takes seconds, says the clock; more than one waits. */
START_TEST(end_is_in_time_and_what_is_left_is_lost)
{
	static const struct turn plain[] = { { 0, 0 }, { 0, 0 } };

	begin_farm();
	run(plain, 2, 2 * SECOND, 0, 7, 500);
	ck_assert_int_eq(number("SELECT count(*) FROM audit_run WHERE state ="
				" 'clean' AND packets > 0"),
	    1);
	ck_assert_int_gt(number("SELECT kernel_drops FROM audit_run"), 0);
	farm_stop(&farm);
}
END_TEST

int
main(void)
{
	const TTest *all[] = { set_clock_is_told_and_deletes_nothing,
		end_is_in_time_and_what_is_left_is_lost };

	return live_world_run("watch", all, sizeof(all) / sizeof(all[0]));
}
