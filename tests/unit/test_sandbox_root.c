/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_sandbox_root.c - from root down into the sandbox; needs root.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <grp.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <pcap/pcap.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/sandbox_world.h"

static struct sandbox_world world;
static const struct sandbox_options reopen = { .user = WORLD_USER,
	.reopen_interfaces = true };

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

START_TEST(root_may_what_others_may_not)
{
	const struct world_attempt *a = &world_refused[_i];
	struct world_result r;

	if (strcmp(a->name, "mount") == 0 || strcmp(a->name, "bpf") == 0 ||
	    strcmp(a->name, "an IPv6 socket") == 0 ||
	    strcmp(a->name, "another's memory") == 0)
		return; /* not in every container, or they fail for more */
	r = world_run(&world, WORLD_FREE, NULL, a->fn);
	ck_assert_msg(r.error == 0 && r.signal == 0, "%s: %s, signal %d",
	    a->name, strerror(r.error), r.signal);
}
END_TEST

START_TEST(each_attempt_is_refused_after_the_drop)
{
	const struct world_attempt *a = &world_refused[_i];
	struct world_result r = world_run(&world, WORLD_DROP,
	    a->how & KILLS ? &reopen : NULL, a->fn);

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

START_TEST(what_watch_does_is_possible_after_the_drop)
{
	const struct world_attempt *a = &world_allowed[_i];
	struct world_result r = world_run(&world, WORLD_DROP, &reopen, a->fn);

	ck_assert_msg(r.error == 0 && r.signal == 0, "%s: %s, signal %d, %s",
	    a->name, strerror(r.error < 0 ? -r.error : r.error), r.signal,
	    r.err.text);
}
END_TEST

/* The line of /proc/self/status that begins so, as a hexadecimal number. */
static unsigned long long
status_of(const char *field)
{
	char line[256];
	unsigned long long value = ~0ULL;
	FILE *f = fopen("/proc/self/status", "r");

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, field, strlen(field)) == 0)
			value = strtoull(line + strlen(field), NULL, 16);
	if (f)
		fclose(f);
	return value;
}

#define NET_RAW (1ULL << 13)

static int
look_at_nobody(unsigned long long caps)
{
	const char *const none[] = { "CapInh:", "CapBnd:", "CapAmb:" };

	if (status_of("CapEff:") != caps || status_of("CapPrm:") != caps)
		return 1000;
	for (size_t i = 0; i < 3; i++)
		if (status_of(none[i]) != 0)
			return 1001 + (int)i;
	if (getuid() != 65534 || geteuid() != 65534 || getgid() != 65534)
		return 1010;
	return status_of("NoNewPrivs:") == 1 ? 0 : 1011;
}

static int
look_without(const struct sandbox_world *w)
{
	(void)w;
	return look_at_nobody(0);
}

static int
look_at_none(const struct sandbox_world *w)
{
	(void)w;
	return status_of("CapEff:") == 0 && status_of("CapPrm:") == 0 ? 0
								      : 1000;
}

static int
look_with_raw(const struct sandbox_world *w)
{
	(void)w;
	return look_at_nobody(NET_RAW);
}

START_TEST(root_becomes_the_user_without_capabilities)
{
	struct world_result r =
	    world_run(&world, WORLD_DROP, NULL, look_without);

	ck_assert_int_eq(r.error, 0);
	ck_assert_ptr_nonnull(strstr(r.state.measures[SANDBOX_IDENTITY].text,
	    "nobody: uid 65534"));
	ck_assert_str_eq(r.state.measures[SANDBOX_CAPABILITIES].text, "none");
}
END_TEST

START_TEST(one_capability_stays_to_reopen_interfaces)
{
	struct world_result r =
	    world_run(&world, WORLD_DROP, &reopen, look_with_raw);

	ck_assert_int_eq(r.error, 0);
	ck_assert_ptr_nonnull(
	    strstr(r.state.measures[SANDBOX_CAPABILITIES].text, "cap_net_raw"));
}
END_TEST

static int
open_packet(const struct sandbox_world *w)
{
	struct packet_mreq all = { .mr_type = PACKET_MR_PROMISC,
		.mr_ifindex = 1 };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	(void)w;
	if (fd < 0)
		return errno;
	return setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
		   sizeof(all)) < 0
	    ? errno
	    : 0;
}

static int
look_as_service(const struct sandbox_world *w)
{
	(void)w;
	/* Without CAP_SETPCAP the bounding set stays; nothing can use it. */
	return status_of("CapBnd:") == NET_RAW && getuid() == 65534 &&
		status_of("CapEff:") == NET_RAW &&
		status_of("CapPrm:") == NET_RAW && status_of("CapInh:") == 0 &&
		status_of("CapAmb:") == 0
	    ? 0
	    : 1000;
}

START_TEST(a_service_that_never_was_root_keeps_its_one_capability)
{
	struct world_result r =
	    world_run(&world, WORLD_DROP_RAW, &reopen, look_as_service);

	ck_assert_str_eq(r.err.text, "");
	ck_assert_int_eq(r.error, 0);
	ck_assert_ptr_nonnull(strstr(r.state.measures[SANDBOX_IDENTITY].text,
	    "already unprivileged"));
	ck_assert_int_eq(
	    world_run(&world, WORLD_DROP_RAW, &reopen, open_packet).error, 0);
	ck_assert_int_eq(
	    world_run(&world, WORLD_DROP_RAW, NULL, look_at_none).error, 0);
}
END_TEST

static int
no_groups(const struct sandbox_world *w)
{
	char line[256];
	FILE *f = fopen("/proc/self/status", "r");
	int rc = 1000;

	(void)w;
	/* "Groups:" and the numbers. */
	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, "Groups:", 7) == 0)
			rc = strstr(line, "4242") || strstr(line, "\t0 ");
	if (f)
		fclose(f);
	return rc;
}

START_TEST(supplementary_groups_of_root_are_dropped)
{
	static const gid_t groups[] = { 0, 4242 };

	ck_assert_int_eq(setgroups(2, groups), 0);
	ck_assert_int_eq(world_run(&world, WORLD_FREE, NULL, no_groups).error,
	    1);
	ck_assert_int_eq(world_run(&world, WORLD_DROP, NULL, no_groups).error,
	    0);
}
END_TEST

START_TEST(packet_sockets_only_where_interfaces_are_reopened)
{
	ck_assert_int_eq(
	    world_run(&world, WORLD_DROP, &reopen, open_packet).error, 0);
	ck_assert_int_eq(world_run(&world, WORLD_DROP, NULL, open_packet).error,
	    ENOSYS);
}
END_TEST

static int
capture_loopback(const struct sandbox_world *w)
{
	char text[PCAP_ERRBUF_SIZE];
	struct bpf_program filter;
	pcap_t *p = pcap_create("lo", text);

	(void)w;
	if (!p || pcap_set_promisc(p, 1) != 0 || pcap_set_snaplen(p, 256) ||
	    pcap_set_timeout(p, 10) != 0 ||
	    pcap_set_buffer_size(p, 1 << 20) != 0)
		return 1000;
	if (pcap_activate(p) < 0) {
		fprintf(stderr, "%s\n", pcap_geterr(p));
		return 1001;
	}
	if (pcap_setnonblock(p, 1, text) != 0 ||
	    pcap_compile(p, &filter, "ip or ip6", 1, PCAP_NETMASK_UNKNOWN) !=
		0 ||
	    pcap_setfilter(p, &filter) != 0)
		return 1002;
	pcap_freecode(&filter);
	if (pcap_dispatch(p, 1, NULL, NULL) < 0)
		return 1003;
	pcap_close(p);
	return 0;
}

static int
list_interfaces(const struct sandbox_world *w)
{
	char text[PCAP_ERRBUF_SIZE];
	pcap_if_t *all = NULL;

	(void)w;
	if (pcap_findalldevs(&all, text) != 0) {
		fprintf(stderr, "%s\n", text);
		return 1000;
	}
	for (const pcap_if_t *i = all; i; i = i->next)
		if (strcmp(i->name, "lo") == 0) {
			pcap_freealldevs(all);
			return 0;
		}
	return 1001;
}

START_TEST(libpcap_opens_an_interface_in_the_sandbox)
{
	struct world_result r =
	    world_run(&world, WORLD_DROP, &reopen, capture_loopback);

	ck_assert_int_eq(r.signal, 0);
	ck_assert_int_eq(r.error, 0);
}
END_TEST

START_TEST(libpcap_lists_interfaces_in_the_sandbox)
{
	struct world_result r =
	    world_run(&world, WORLD_DROP, &reopen, list_interfaces);

	ck_assert_int_eq(r.signal, 0);
	ck_assert_int_eq(r.error, 0);
}
END_TEST

START_TEST(a_user_that_is_not_there_is_named_with_the_remedy)
{
	const struct sandbox_options options = { .user = "no-such-user" };
	struct world_result r = world_run(&world, WORLD_DROP, &options, NULL);

	ck_assert_int_eq(r.error, -ENOENT);
	ck_assert_ptr_nonnull(strstr(r.err.text, "no-such-user"));
	ck_assert_ptr_nonnull(strstr(r.err.text, "useradd"));
	ck_assert_ptr_nonnull(strstr(r.err.text, "-Z"));
}
END_TEST

START_TEST(the_default_user_is_rasaudit)
{
	const struct sandbox_options options = { .user = NULL };
	struct world_result r = world_run(&world, WORLD_DROP, &options, NULL);

	ck_assert_ptr_nonnull(strstr(r.error ? r.err.text
					     : r.state.measures[0].text,
	    "rasaudit"));
}
END_TEST

START_TEST(the_superuser_is_no_one_to_drop_to)
{
	const struct sandbox_options options = { .user = "root" };

	ck_assert_int_eq(world_run(&world, WORLD_DROP, &options, NULL).error,
	    -EINVAL);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_loop_test(tc, root_may_what_others_may_not, 0,
	    (int)world_refused_count);
	tcase_add_loop_test(tc, each_attempt_is_refused_after_the_drop, 0,
	    (int)world_refused_count);
	tcase_add_loop_test(tc, what_watch_does_is_possible_after_the_drop, 0,
	    (int)world_allowed_count);
	tcase_add_test(tc, root_becomes_the_user_without_capabilities);
	tcase_add_test(tc, one_capability_stays_to_reopen_interfaces);
	tcase_add_test(tc,
	    a_service_that_never_was_root_keeps_its_one_capability);
	tcase_add_test(tc, supplementary_groups_of_root_are_dropped);
	tcase_add_test(tc, packet_sockets_only_where_interfaces_are_reopened);
	tcase_add_test(tc, libpcap_opens_an_interface_in_the_sandbox);
	tcase_add_test(tc, libpcap_lists_interfaces_in_the_sandbox);
	tcase_add_test(tc, a_user_that_is_not_there_is_named_with_the_remedy);
	tcase_add_test(tc, the_default_user_is_rasaudit);
	tcase_add_test(tc, the_superuser_is_no_one_to_drop_to);
}

int
main(void)
{
	Suite *s = suite_create("sandbox_root");
	TCase *tc = tcase_create("sandbox_root");
	SRunner *sr = srunner_create(s);
	int failed;

	if (geteuid() != 0 || !getpwnam(WORLD_USER)) {
		printf("needs root and the user " WORLD_USER "\n");
		srunner_free(sr);
		return 77;
	}
	tcase_add_checked_fixture(tc, setup, teardown);
	add_tests(tc);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
