/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_live.c - what a live capture says when it can not begin, and the list
 * of interfaces; nothing here needs permission.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <pcap.h>

#include "capture/live.h"
#include "capture/live_handle.h"
#include "capture/live_list.h"

static struct err err;

static void
on_frame(const struct frame *f, void *arg)
{
	ck_abort_msg("a frame of %u bytes, %p", f->cap_len, arg);
}

static void
on_event(const struct live_event *e, void *arg)
{
	ck_abort_msg("%s, %p", e->name, arg);
}

static int
try_open(const char *const *names, size_t count, const char *filter,
    bool tagged)
{
	struct live_options o = {
		.interfaces = names,
		.interface_count = count,
		.filter = filter,
		.filter_tagged = tagged,
		.on_frame = on_frame,
		.on_event = on_event,
	};
	struct live_clock now = { 0 };
	struct live *l = NULL;
	int rc = live_open(&l, &o, &now, &err);

	live_close(l);
	return rc;
}

static const char *const nowhere[] = { "no-such-one", "no-such-one" };

START_TEST(bad_filter_is_told_with_the_reason_before_anything_else)
{
	/* The interface does not exist; the filter comes first. */
	ck_assert_int_eq(try_open(nowhere, 1, "udp prot 9", _i), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "filter \"udp prot 9\": "));
	ck_assert_ptr_nonnull(strstr(err.text, "syntax error"));
}
END_TEST

START_TEST(filter_that_makes_no_sense_is_told)
{
	ck_assert_int_eq(try_open(nowhere, 1, "host 300.0.0.1", false),
	    -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "300.0.0.1"));
}
END_TEST

START_TEST(filter_that_closes_a_bracket_too_many_does_not_slip_through)
{
	ck_assert_int_eq(try_open(nowhere, 1, "udp) or (tcp", true), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "filter \"udp) or (tcp\""));
}
END_TEST

START_TEST(tagged_filter_compiles_for_each_depth)
{
	static const char *const filters[] = { "udp", "host 10.0.0.1 or arp",
		"not port 22", "tcp[13] & 2 != 0", "ether proto 0x88cc" };

	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		char *text = live_handle_tagged(filters[i]);

		ck_assert_ptr_nonnull(text);
		ck_assert_int_eq(live_handle_check_filter(text, 65535, &err),
		    0);
		free(text);
	}
}
END_TEST

START_TEST(filter_for_another_link_type_is_no_mistake_yet)
{
	ck_assert_int_eq(live_handle_check_filter("wlan type mgt", 65535, &err),
	    0);
}
END_TEST

START_TEST(impossible_interfaces_are_refused)
{
	static const char *const empty[] = { "" };
	static const char *const far_too_long[] = {
		"an-interface-of-such-a-name-can-not-be"
	};

	ck_assert_int_eq(try_open(nowhere, 0, NULL, false), -EINVAL);
	ck_assert_int_eq(try_open(nowhere, LIVE_INTERFACES_MAX + 1, NULL,
			     false),
	    -EINVAL);
	ck_assert_int_eq(try_open(nowhere, 2, NULL, false), -EINVAL);
	ck_assert_str_eq(err.text, "no-such-one: is given twice");
	ck_assert_int_eq(try_open(empty, 1, NULL, false), -ENODEV);
	ck_assert_int_eq(try_open(far_too_long, 1, NULL, false), -ENODEV);
	ck_assert_ptr_nonnull(strstr(err.text, "no such interface"));
}
END_TEST

START_TEST(missing_interface_lists_those_there_are)
{
	char first[] = "eth0", second[] = "eth1";
	struct live_interface items[] = { { .name = first },
		{ .name = second } };
	struct live_list l = { .items = items, .count = 2 };

	ck_assert_int_eq(live_list_say_missing(&l, "eth9", &err), -ENODEV);
	ck_assert_str_eq(err.text,
	    "eth9: no such interface; there are: eth0, eth1");
	l.count = 0;
	live_list_say_missing(&l, "eth9", &err);
	ck_assert_str_eq(err.text, "eth9: no such interface; there are: none");
}
END_TEST

START_TEST(list_of_many_interfaces_is_cut_between_two)
{
	static char names[200][16];
	static struct live_interface items[200];
	struct live_list l = { .items = items };

	for (l.count = 0; l.count < 200; l.count++) {
		snprintf(names[l.count], 16, "interface%05zu", l.count);
		items[l.count].name = names[l.count];
	}
	live_list_say_missing(&l, "eth9", &err);
	ck_assert_uint_lt(strlen(err.text), 400);
	ck_assert_str_eq(err.text + strlen(err.text) - 5, ", ...");
}
END_TEST

START_TEST(status_of_libpcap_is_told_in_our_words)
{
	static const struct {
		int status, code;
		const char *part;
	} cases[] = {
		{ PCAP_ERROR_PERM_DENIED, -EPERM, "CAP_NET_RAW" },
		{ PCAP_ERROR_PERM_DENIED, -EPERM, "root with -Z" },
		{ PCAP_ERROR_PROMISC_PERM_DENIED, -EPERM, "CAP_NET_ADMIN" },
		{ PCAP_ERROR_NO_SUCH_DEVICE, -ENODEV, "no such" },
		{ PCAP_ERROR_IFACE_NOT_UP, -ENETDOWN, "is down" },
		{ PCAP_ERROR, -EIO, "the very reason" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_assert_int_eq(live_handle_failure("eth0", cases[i].status,
				     "the very reason", &err),
		    cases[i].code);
		ck_assert_ptr_nonnull(strstr(err.text, cases[i].part));
		ck_assert_int_eq(strncmp(err.text, "eth0: ", 6), 0);
	}
	live_handle_failure("eth0", PCAP_ERROR_RFMON_NOTSUP, "", &err);
	ck_assert_uint_gt(strlen(err.text), 30);
}
END_TEST

START_TEST(loopback_is_listed_with_its_flags)
{
	struct live_list *l;

	ck_assert_int_eq(live_list_new(&l, &err), 0);
	for (size_t i = 0; i < l->count; i++) {
		const struct live_interface *item = &l->items[i];

		if (strcmp(item->name, "lo") == 0) {
			ck_assert(item->loopback);
			if (item->addr_count > 0)
				ck_assert(addr_is_loopback(item->addrs));
			live_list_free(l);
			return;
		}
		ck_assert(!item->loopback);
		ck_assert_ptr_null(strstr(item->name, "bluetooth"));
		ck_assert_ptr_null(strstr(item->name, "nflog"));
	}
	ck_abort_msg("there is no lo among %zu", l->count);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("live");
	TCase *tc = tcase_create("live");
	SRunner *sr;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc,
	    bad_filter_is_told_with_the_reason_before_anything_else, 0, 2);
	tcase_add_test(tc, filter_that_makes_no_sense_is_told);
	tcase_add_test(tc,
	    filter_that_closes_a_bracket_too_many_does_not_slip_through);
	tcase_add_test(tc, tagged_filter_compiles_for_each_depth);
	tcase_add_test(tc, filter_for_another_link_type_is_no_mistake_yet);
	tcase_add_test(tc, impossible_interfaces_are_refused);
	tcase_add_test(tc, missing_interface_lists_those_there_are);
	tcase_add_test(tc, list_of_many_interfaces_is_cut_between_two);
	tcase_add_test(tc, status_of_libpcap_is_told_in_our_words);
	tcase_add_test(tc, loopback_is_listed_with_its_flags);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
