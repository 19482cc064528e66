/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_sandbox.c - what is refused in the sandbox, and what still works;
 * as an unprivileged user.  What needs root is in test_sandbox_root.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/sandbox_world.h"

static struct sandbox_world world;

static void
setup(void)
{
	world_start(&world);
}

static void
teardown(void)
{
	world_stop(&world);
}

START_TEST(each_attempt_is_possible_outside)
{
	const struct world_attempt *a = &world_refused[_i];
	struct world_result r;

	if (!(a->how & ANYONE))
		return; /* it takes more than an ordinary user */
	r = world_run(&world, WORLD_FREE_USER, NULL, a->fn);
	ck_assert_msg(r.error == 0 && r.signal == 0, "%s: %s, signal %d",
	    a->name, strerror(r.error), r.signal);
}
END_TEST

START_TEST(each_attempt_is_refused_inside)
{
	const struct world_attempt *a = &world_refused[_i];
	struct world_result r = world_run(&world, WORLD_DROP_USER, NULL, a->fn);

	ck_assert_str_eq(r.err.text, "");
	if ((a->how & LANDLOCK) && !r.state.measures[SANDBOX_FILES].in_force)
		return; /* the kernel has none */
	if (a->how & KILLS)
		ck_assert_msg(r.signal == SIGSYS, "%s: signal %d, %s", a->name,
		    r.signal, strerror(r.error));
	else
		ck_assert_msg(r.signal == 0 && r.error != 0,
		    "%s: signal %d, error %d", a->name, r.signal, r.error);
}
END_TEST

START_TEST(what_watch_does_is_possible_inside)
{
	const struct world_attempt *a = &world_allowed[_i];
	struct world_result r = world_run(&world, WORLD_DROP_USER, NULL, a->fn);

	ck_assert_msg(r.error == 0 && r.signal == 0, "%s: %s, signal %d, %s",
	    a->name, strerror(r.error < 0 ? -r.error : r.error), r.signal,
	    r.err.text);
}
END_TEST

static int
open_unix(const struct sandbox_world *w)
{
	(void)w;
	return socket(AF_UNIX, SOCK_DGRAM, 0) < 0 ? errno : 0;
}

static int
open_inet(const struct sandbox_world *w)
{
	(void)w;
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}

static int
open_route(const struct sandbox_world *w)
{
	(void)w;
	return socket(AF_NETLINK, SOCK_RAW, 0) < 0 ? errno : 0;
}

static int
open_audit(const struct sandbox_world *w)
{
	(void)w;
	return socket(AF_NETLINK, SOCK_RAW, 9) < 0 ? errno : 0;
}

START_TEST(sockets_to_list_interfaces_only_where_they_are_reopened)
{
	const struct sandbox_options reopen = { .user = WORLD_USER,
		.reopen_interfaces = true };

	ck_assert_int_eq(
	    world_run(&world, WORLD_DROP_USER, &reopen, open_unix).error, 0);
	ck_assert_int_eq(
	    world_run(&world, WORLD_DROP_USER, &reopen, open_route).error, 0);
	ck_assert_int_eq(world_run(&world, WORLD_DROP_USER, &reopen, open_audit)
			     .error,
	    EPROTONOSUPPORT);
	ck_assert_int_eq(world_run(&world, WORLD_DROP_USER, &reopen, open_inet)
			     .error,
	    EAFNOSUPPORT);
	ck_assert_int_eq(
	    world_run(&world, WORLD_DROP_USER, NULL, open_unix).error, ENOSYS);
	ck_assert_int_eq(
	    world_run(&world, WORLD_DROP_USER, NULL, open_route).error, ENOSYS);
}
END_TEST

START_TEST(paths_to_read_are_read_and_not_written)
{
	static const char *const paths[] = { "/etc/passwd",
		"/nonexistent/rules" };
	const struct sandbox_options options = {
		.user = WORLD_USER, .read_paths = paths, .read_count = 2
	};
	struct world_result r =
	    world_run(&world, WORLD_DROP_USER, &options, world_refused[0].fn);

	ck_assert_str_eq(world_refused[0].name, "read /etc/passwd");
	ck_assert_int_eq(r.error, 0);
}
END_TEST

START_TEST(a_folder_to_read_is_not_written)
{
	const char *const paths[] = { world.out };
	const struct sandbox_options options = {
		.user = WORLD_USER, .read_paths = paths, .read_count = 1
	};
	struct world_result r =
	    world_run(&world, WORLD_DROP_USER, &options, world_refused[2].fn);

	ck_assert_str_eq(world_refused[2].name, "write outside");
	ck_assert_str_eq(r.err.text, "");
	if (r.state.measures[SANDBOX_FILES].in_force)
		ck_assert_int_eq(r.error, EACCES);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_named)
{
	static const char *const folders[] = { "/nonexistent/db" };
	const struct sandbox_options options = {
		.user = WORLD_USER, .write_folders = folders, .write_count = 1
	};
	struct world_result r =
	    world_run(&world, WORLD_DROP_USER, &options, NULL);

	ck_assert_int_eq(r.error, -ENOENT);
	ck_assert_ptr_nonnull(strstr(r.err.text, "/nonexistent/db"));
}
END_TEST

START_TEST(a_folder_that_can_not_be_written_is_named_with_the_remedy)
{
	static const char *const folders[] = { "/usr" };
	const struct sandbox_options options = {
		.user = WORLD_USER, .write_folders = folders, .write_count = 1
	};
	struct world_result r =
	    world_run(&world, WORLD_DROP_USER, &options, NULL);

	ck_assert_int_eq(r.error, -EACCES);
	ck_assert_ptr_nonnull(strstr(r.err.text, "/usr"));
	ck_assert_ptr_nonnull(strstr(r.err.text, "chown"));
}
END_TEST

START_TEST(who_can_not_become_another_user_says_so)
{
	const struct sandbox_options options = { .user = "daemon" };
	struct world_result r =
	    world_run(&world, WORLD_DROP_USER, &options, NULL);

	ck_assert_int_eq(r.error, -EPERM);
	ck_assert_ptr_nonnull(strstr(r.err.text, "daemon"));
	ck_assert_ptr_nonnull(strstr(r.err.text, "-Z"));
}
END_TEST

static void *
wait_for_ever(void *arg)
{
	pause();
	return arg;
}

START_TEST(a_second_thread_would_not_be_confined)
{
	struct sandbox_options options = { .user = WORLD_USER };
	struct sandbox_state state;
	struct err err;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_ever, NULL), 0);
	ck_assert_int_eq(sandbox_drop(&options, &state, &err), -EBUSY);
	ck_assert_ptr_nonnull(strstr(err.text, "2 threads"));
}
END_TEST

START_TEST(state_has_a_line_for_each_measure)
{
	struct world_result r = world_run(&world, WORLD_DROP_USER, NULL, NULL);
	char *text = NULL;
	size_t size = 0, lines = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	sandbox_print(&r.state, out);
	ck_assert_int_eq(fclose(out), 0);
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	ck_assert_uint_eq(lines, SANDBOX_MEASURES);
	for (size_t i = 0; i < SANDBOX_MEASURES; i++)
		ck_assert_str_ne(r.state.measures[i].text, "");
	ck_assert_ptr_nonnull(strstr(text, "already unprivileged: uid "));
	ck_assert_ptr_nonnull(strstr(text,
	    "system calls    in force   seccomp"));
	for (size_t i = 0; i < SANDBOX_MEASURES; i++)
		if (i != SANDBOX_FILES)
			ck_assert(r.state.measures[i].in_force);
	free(text);
}
END_TEST

START_TEST(what_is_not_in_force_says_so)
{
	struct sandbox_state state = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	snprintf(state.measures[SANDBOX_FILES].text, SANDBOX_TEXT_MAX,
	    "the kernel has none");
	sandbox_print(&state, out);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_ptr_nonnull(strstr(text,
	    "files           not there  the kernel has none\n"));
	free(text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sandbox");
	TCase *tc = tcase_create("sandbox");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, each_attempt_is_possible_outside, 0,
	    (int)world_refused_count);
	tcase_add_loop_test(tc, each_attempt_is_refused_inside, 0,
	    (int)world_refused_count);
	tcase_add_loop_test(tc, what_watch_does_is_possible_inside, 0,
	    (int)world_allowed_count);
	tcase_add_test(tc,
	    sockets_to_list_interfaces_only_where_they_are_reopened);
	tcase_add_test(tc, paths_to_read_are_read_and_not_written);
	tcase_add_test(tc, a_folder_to_read_is_not_written);
	tcase_add_test(tc, a_folder_that_is_not_there_is_named);
	tcase_add_test(tc,
	    a_folder_that_can_not_be_written_is_named_with_the_remedy);
	tcase_add_test(tc, who_can_not_become_another_user_says_so);
	tcase_add_test(tc, a_second_thread_would_not_be_confined);
	tcase_add_test(tc, state_has_a_line_for_each_measure);
	tcase_add_test(tc, what_is_not_in_force_says_so);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
