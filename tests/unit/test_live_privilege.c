/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_live_privilege.c - what a live capture may, and says, without root.
 */
#include <config.h>

#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "capture/live.h"
#include "support/live_world.h"

#define NOBODY 65534

/* Become nobody with these capabilities. */
static void
drop_to(uint32_t capabilities)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[2] = { { .effective = capabilities,
	    .permitted = capabilities } };

	ck_assert_int_eq(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(setresuid(NOBODY, NOBODY, NOBODY), 0);
	ck_assert_int_eq(syscall(SYS_capset, &head, data), 0);
	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
}

START_TEST(without_permission_the_message_says_what_to_do)
{
	struct live_clock now = live_world_clocks();
	struct err err;

	drop_to(0);
	ck_assert_int_eq(live_open(&live, &options, &now, &err), -EPERM);
	ck_assert_ptr_nonnull(strstr(err.text, "va: no permission"));
	ck_assert_ptr_nonnull(strstr(err.text, "CAP_NET_RAW"));
	ck_assert_ptr_nonnull(strstr(err.text, "setcap cap_net_raw+ep"));
}
END_TEST

START_TEST(one_capability_is_enough_for_promiscuous_mode)
{
	options.promiscuous = true;
	drop_to(1U << CAP_NET_RAW);
	live_world_start();
	live_world_send_some("vb", 10);
	live_world_read_frames(10);
	ck_assert_uint_eq(live_seen.all, 10);
}
END_TEST

/* Run as root what the test no longer may. */
static pid_t
helper(int *to)
{
	int fds[2];
	pid_t pid;
	char c;

	ck_assert_int_eq(pipe(fds), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(fds[1]);
		if (read(fds[0], &c, 1) == 1) {
			live_world_ip("link del va");
			live_world_add_pair("va", "vb");
		}
		_exit(0);
	}
	close(fds[0]);
	*to = fds[1];
	return pid;
}

static void
replace_after_dropping(uint32_t capabilities)
{
	int to;
	pid_t pid = helper(&to);

	options.promiscuous = true;
	live_world_start();
	drop_to(capabilities);
	ck_assert_int_eq(write(to, "x", 1), 1);
	close(to);
	waitpid(pid, NULL, 0);
	live_world_read_for(300000);
}

START_TEST(kept_capability_opens_anew)
{
	struct live_stats s;

	replace_after_dropping(1U << CAP_NET_RAW);
	live_stats(live, 0, &s);
	ck_assert_int_eq(s.state, LIVE_UP);
	ck_assert_uint_eq(s.opened, 2);
}
END_TEST

START_TEST(without_the_capability_the_return_is_refused_once)
{
	struct live_stats s;
	size_t refusals = 0;

	replace_after_dropping(0);
	live_world_read_for(2500000); /* it tries again meanwhile */
	live_stats(live, 0, &s);
	ck_assert_int_eq(s.state, LIVE_REFUSED);
	ck_assert_ptr_nonnull(strstr(live_seen.cause, "CAP_NET_RAW"));
	for (size_t i = 0; i < live_seen.event_count; i++)
		refusals += live_seen.events[i].state == LIVE_REFUSED;
	ck_assert_uint_eq(refusals, 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		without_permission_the_message_says_what_to_do,
		one_capability_is_enough_for_promiscuous_mode,
		kept_capability_opens_anew,
		without_the_capability_the_return_is_refused_once,
	};

	return live_world_run("live_privilege", tests,
	    sizeof(tests) / sizeof(*tests));
}
