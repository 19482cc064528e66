/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_notify.c - notices to the service manager, which is the test.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pipeline/notify.h"

static char folder[64];
static int manager; /* its socket */
static struct notify notify;
static struct err err;

static void
setup(void)
{
	snprintf(folder, sizeof(folder), "/tmp/notify-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	manager = -1;
	notify = (struct notify){ .fd = -1 };
}

static void
teardown(void)
{
	char path[96];

	notify_close(&notify);
	if (manager >= 0)
		close(manager);
	snprintf(path, sizeof(path), "%s/notify", folder);
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0);
}

/* Listen at a path of the folder, or at an abstract name made of it. */
static void
listen_at(bool abstract)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char name[96];
	socklen_t len;

	snprintf(name, sizeof(name), "%s%s/notify", abstract ? "@" : "",
	    folder);
	memcpy(at.sun_path, name, strlen(name));
	if (abstract)
		at.sun_path[0] = '\0';
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
	    strlen(name) + !abstract);
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	ck_assert_int_ge(manager, 0);
	ck_assert_int_eq(bind(manager, (struct sockaddr *)&at, len), 0);
	setenv("NOTIFY_SOCKET", name, 1);
}

static const char *
heard(void)
{
	static char text[2048];
	ssize_t n = recv(manager, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

START_TEST(without_the_variable_every_call_does_nothing)
{
	ck_assert_int_eq(notify_open(&notify, &err), 0);
	ck_assert_int_eq(notify.fd, -1);
	ck_assert_int_eq(notify_ready(&notify), 0);
	ck_assert_int_eq(notify_reloading(&notify, 1), 0);
	ck_assert_int_eq(notify_stopping(&notify), 0);
	ck_assert_int_eq(notify_watchdog(&notify), 0);
	ck_assert_int_eq(notify_status(&notify, "%d", 1), 0);
}
END_TEST

START_TEST(an_empty_variable_is_as_none)
{
	setenv("NOTIFY_SOCKET", "", 1);
	ck_assert_int_eq(notify_open(&notify, &err), 0);
	ck_assert_int_eq(notify.fd, -1);
}
END_TEST

START_TEST(each_notice_is_one_datagram)
{
	listen_at(_i);
	ck_assert_int_eq(notify_open(&notify, &err), 0);
	ck_assert_int_eq(notify_ready(&notify), 0);
	ck_assert_str_eq(heard(), "READY=1");
	ck_assert_int_eq(notify_reloading(&notify, 18446744073709551615U), 0);
	ck_assert_str_eq(heard(),
	    "RELOADING=1\nMONOTONIC_USEC=18446744073709551615");
	ck_assert_int_eq(notify_watchdog(&notify), 0);
	ck_assert_str_eq(heard(), "WATCHDOG=1");
	ck_assert_int_eq(notify_stopping(&notify), 0);
	ck_assert_str_eq(heard(), "STOPPING=1");
	ck_assert_int_eq(notify_status(&notify, "%d packets", 7), 0);
	ck_assert_str_eq(heard(), "STATUS=7 packets");
	ck_assert_str_eq(heard(), "");
}
END_TEST

START_TEST(a_status_stays_one_line_and_is_cut)
{
	char longest[NOTIFY_STATUS_MAX * 2];

	listen_at(false);
	ck_assert_int_eq(notify_open(&notify, &err), 0);
	ck_assert_int_eq(notify_status(&notify, "a\nREADY=1\nb"), 0);
	ck_assert_str_eq(heard(), "STATUS=a READY=1 b");
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	ck_assert_int_eq(notify_status(&notify, "%s", longest), 0);
	ck_assert_uint_eq(strlen(heard()), 7 + NOTIFY_STATUS_MAX - 1);
}
END_TEST

START_TEST(watchdog_is_fed_twice_as_often_as_asked)
{
	static const struct {
		const char *usec, *pid;
		uint64_t interval;
	} cases[] = {
		{ "30000000", NULL, 15000000 },
		{ "30000000", "self", 15000000 },
		{ "30000000", "1", 0 }, /* waits for another */
		{ "30000000", "x", 0 },
		{ "-1", NULL, 0 },
		{ "99999999999999999999", NULL, 0 },
		{ "", NULL, 0 },
		{ NULL, NULL, 0 },
	};
	char self[32];

	snprintf(self, sizeof(self), "%ld", (long)getpid());
	listen_at(false);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsetenv("WATCHDOG_USEC");
		unsetenv("WATCHDOG_PID");
		if (cases[i].usec)
			setenv("WATCHDOG_USEC", cases[i].usec, 1);
		if (cases[i].pid)
			setenv("WATCHDOG_PID",
			    strcmp(cases[i].pid, "self") == 0 ? self
							      : cases[i].pid,
			    1);
		notify_close(&notify);
		ck_assert_int_eq(notify_open(&notify, &err), 0);
		ck_assert_uint_eq(notify.watchdog_us, cases[i].interval);
	}
}
END_TEST

START_TEST(an_address_that_is_none_is_named)
{
	char longest[300] = "/";

	memset(longest + 1, 'x', sizeof(longest) - 2);
	setenv("NOTIFY_SOCKET", longest, 1);
	ck_assert_int_eq(notify_open(&notify, &err), -EINVAL);
	setenv("NOTIFY_SOCKET", "@", 1);
	ck_assert_int_eq(notify_open(&notify, &err), -EINVAL);
	setenv("NOTIFY_SOCKET", "vsock:2:1234", 1);
	ck_assert_int_eq(notify_open(&notify, &err), -EAFNOSUPPORT);
	ck_assert_ptr_nonnull(strstr(err.text, "vsock:2:1234"));
	setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
	ck_assert_int_eq(notify_open(&notify, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "/nonexistent/notify"));
}
END_TEST

START_TEST(a_manager_that_does_not_read_keeps_nobody_waiting)
{
	int rc = 0;

	listen_at(false);
	ck_assert_int_eq(notify_open(&notify, &err), 0);
	for (int i = 0; rc == 0 && i < 100000; i++)
		rc = notify_watchdog(&notify);
	ck_assert_int_eq(rc, -EAGAIN);
	close(manager);
	manager = -1;
	ck_assert_int_lt(notify_watchdog(&notify), 0); /* and no SIGPIPE */
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("notify");
	TCase *tc = tcase_create("notify");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, without_the_variable_every_call_does_nothing);
	tcase_add_test(tc, an_empty_variable_is_as_none);
	tcase_add_loop_test(tc, each_notice_is_one_datagram, 0, 2);
	tcase_add_test(tc, a_status_stays_one_line_and_is_cut);
	tcase_add_test(tc, watchdog_is_fed_twice_as_often_as_asked);
	tcase_add_test(tc, an_address_that_is_none_is_named);
	tcase_add_test(tc, a_manager_that_does_not_read_keeps_nobody_waiting);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
