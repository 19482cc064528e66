/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_world.c - two veth pairs in a network namespace of the test's own,
 * and a capture on them.
 */
#include <config.h>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "support/frames.h"
#include "support/live_world.h"

#define SKIPPED 77
#define PORT 7 /* of most frames */

struct live_seen live_seen;
struct live *live;
struct live_options options;
static const char *const pairs[] = { "va", "wa" };
static uint32_t number;

/* Run live_world_ip(8) with these words. */
void
live_world_ip(const char *fmt, ...)
{
	char command[256];
	va_list ap;
	int n = snprintf(command, sizeof(command), "ip ");

	va_start(ap, fmt);
	vsnprintf(command + n, sizeof(command) - (size_t)n, fmt, ap);
	va_end(ap);
	if (system(command) != 0)
		ck_abort_msg("%s: failed", command);
}

void
live_world_add_pair(const char *a, const char *b)
{
	live_world_ip("link add %s type veth peer name %s", a, b);
	live_world_ip("link set %s up", b);
	live_world_ip("link set %s up", a);
}

struct live_clock
live_world_clocks(void)
{
	struct timespec steady, wall;

	clock_gettime(CLOCK_MONOTONIC, &steady);
	clock_gettime(CLOCK_REALTIME, &wall);
	return (struct live_clock){
		.steady_us = (uint64_t)steady.tv_sec * 1000000 +
		    (uint64_t)steady.tv_nsec / 1000,
		.wall_us = (uint64_t)wall.tv_sec * 1000000 +
		    (uint64_t)wall.tv_nsec / 1000,
	};
}

static uint32_t
number_of(const struct frame *f)
{
	uint32_t n = 0;

	if (f->cap_len >= 46)
		memcpy(&n, f->data + f->cap_len - 4, 4);
	return ntohl(n);
}

static void
on_frame(const struct frame *f, void *arg)
{
	struct live_seen *s = arg;
	uint32_t n = number_of(f);

	s->frames[f->interface]++;
	s->all++;
	s->link_type = f->link_type;
	if (f->cap_len > s->longest)
		s->longest = f->cap_len;
	if (f->time_us < s->last_us)
		s->backwards++;
	s->last_us = f->time_us;
	if (n < s->last_number)
		s->out_of_turn++;
	s->last_number = n;
}

static void
on_event(const struct live_event *e, void *arg)
{
	struct live_seen *s = arg;

	ck_assert_uint_lt(s->event_count, LIVE_WORLD_EVENTS_MAX);
	s->events[s->event_count] = *e;
	s->events[s->event_count++].cause = NULL;
	snprintf(s->cause, sizeof(s->cause), "%s", e->cause);
}

/* Interfaces made from here on send nothing by themselves. */
static void
be_quiet(void)
{
	FILE *f = fopen("/proc/sys/net/ipv6/conf/default/disable_ipv6", "w");

	if (f) { /* there is IPv6 */
		fputs("1", f);
		ck_assert_int_eq(fclose(f), 0);
	}
}

static void
setup(void)
{
	ck_assert_int_eq(unshare(CLONE_NEWNET), 0);
	be_quiet();
	live_world_add_pair("va", "vb");
	live_world_add_pair("wa", "wb");
	memset(&live_seen, 0, sizeof(live_seen));
	number = 0;
	options = (struct live_options){
		.interfaces = pairs,
		.interface_count = 1,
		.buffer_bytes = (size_t)8 << 20,
		.on_frame = on_frame,
		.on_event = on_event,
		.arg = &live_seen,
	};
}

static void
teardown(void)
{
	live_close(live);
	live = NULL;
}

void
live_world_start(void)
{
	struct live_clock now = live_world_clocks();
	struct err err;
	int rc = live_open(&live, &options, &now, &err);

	ck_assert_msg(rc == 0, "%s", rc ? err.text : "");
}

void
live_world_turn(void)
{
	struct live_clock now;

	ck_assert_int_eq(live_wait(live, live_world_clocks().steady_us), 0);
	now = live_world_clocks();
	live_read(live, &now);
}

/* Read on for so long. */
void
live_world_read_for(uint64_t us)
{
	uint64_t end = live_world_clocks().steady_us + us;

	while (live_world_clocks().steady_us < end)
		live_world_turn();
}

/* Until so many frames came, or two seconds passed. */
void
live_world_read_frames(uint64_t frames)
{
	uint64_t end = live_world_clocks().steady_us + 2000000;

	while (live_seen.all < frames && live_world_clocks().steady_us < end)
		live_world_turn();
}

void
live_world_await_state(enum live_state state)
{
	uint64_t end = live_world_clocks().steady_us + 3000000;
	struct live_stats s;

	do {
		live_world_turn();
		live_stats(live, 0, &s);
	} while (s.state != state && live_world_clocks().steady_us < end);
	ck_assert_str_eq(live_state_name(s.state), live_state_name(state));
}

int
live_world_sender(const char *interface)
{
	struct sockaddr_ll sa = { .sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(interface) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	return fd;
}

/* A UDP frame behind tags that ends with the next number. */
void
live_world_send_frame(int fd, unsigned int tags, uint16_t port)
{
	static struct frame_build f;
	uint32_t n = htonl(++number);

	frames_start(&f);
	frames_ethernet(&f, NULL, NULL);
	while (tags-- > 0)
		frames_vlan(&f, 0x8100, (uint16_t)(10 + tags));
	frames_ip(&f, "10.0.0.1", "10.0.0.2");
	frames_udp(&f, 5000, port);
	frames_bytes(&f, &n, 4);
	frames_end(&f);
	if (f.len < 46)
		ck_abort_msg("too short");
	ck_assert_int_eq(send(fd, f.data, f.len, 0), (ssize_t)f.len);
}

void
live_world_send_some(const char *interface, unsigned int count)
{
	int fd = live_world_sender(interface);

	for (unsigned int i = 0; i < count; i++)
		live_world_send_frame(fd, 0, PORT);
	close(fd);
}

/* Whether namespaces and pairs can be made here. */
static bool
possible(void)
{
	int status = 1;
	pid_t pid = geteuid() == 0 ? fork() : -1;

	if (pid == 0)
		_exit(unshare(CLONE_NEWNET) != 0 ||
		    system("ip link add va type veth peer name vb") != 0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

int
live_world_run(const char *name, const TTest *const *tests, size_t count)
{
	Suite *s = suite_create(name);
	TCase *tc = tcase_create(name);
	SRunner *sr;
	int failed;

	if (!possible()) {
		puts("root, network namespaces and ip(8) are needed");
		return SKIPPED;
	}
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
