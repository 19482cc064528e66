/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_live_link.c - what the kernel says about interfaces.
 */
#include <config.h>

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <check.h>

#include "capture/live_link.h"

#define PORT 77 /* ours */
#define INDEX 5
#define LOWER_UP 0x10000U

static struct {
	uint8_t bytes[1024];
	size_t len;
} message;
static struct live_link_news news;
static bool told;

static void
add(const void *data, size_t len)
{
	ck_assert_uint_le(message.len + len + 3, sizeof(message.bytes));
	memcpy(message.bytes + message.len, data, len);
	message.len += NLMSG_ALIGN(len);
}

static void
add_attr(unsigned short type, const void *data, size_t len)
{
	struct rtattr a = { .rta_len = (unsigned short)RTA_LENGTH(len),
		.rta_type = type };

	add(&a, sizeof(a));
	add(data, len);
}

static void
begin(uint16_t type, uint8_t family, unsigned int flags)
{
	struct nlmsghdr head = {
		.nlmsg_type = type, .nlmsg_seq = 9, .nlmsg_pid = PORT
	};
	struct ifinfomsg info = {
		.ifi_family = family, .ifi_index = INDEX, .ifi_flags = flags
	};

	memset(&message, 0, sizeof(message));
	add(&head, sizeof(head));
	add(&info, sizeof(info));
}

static void
end(void)
{
	uint32_t len = (uint32_t)message.len;

	memcpy(message.bytes, &len, sizeof(len));
}

static void
whole(void)
{
	struct rtnl_link_stats64 s = {
		.rx_missed_errors = 30, .rx_fifo_errors = 4, .rx_dropped = 1000
	};

	begin(RTM_NEWLINK, AF_UNSPEC, IFF_UP | LOWER_UP);
	add_attr(IFLA_IFNAME, "eth0", 5);
	add_attr(IFLA_STATS64, &s, sizeof(s));
	end();
}

static size_t
parse(size_t len)
{
	/* In memory of its own size, so that a checker sees reading on. */
	uint8_t *copy = malloc(len ? len : 1);
	size_t n;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, message.bytes, len);
	n = live_link_parse(copy, len, PORT, &news, &told);
	free(copy);
	return n;
}

START_TEST(link_is_read)
{
	whole();
	ck_assert_uint_eq(parse(message.len), message.len);
	ck_assert(told);
	ck_assert_int_eq(news.index, INDEX);
	ck_assert_str_eq(news.name, "eth0");
	ck_assert(news.up && news.carrier && !news.gone);
	ck_assert(news.counted);
	ck_assert_uint_eq(news.drops, 34);
	ck_assert_uint_eq(news.asked, 9);
}
END_TEST

START_TEST(number_of_somebody_else_is_no_answer)
{
	struct nlmsghdr head;

	whole();
	memcpy(&head, message.bytes, sizeof(head));
	head.nlmsg_pid = PORT + 1;
	memcpy(message.bytes, &head, sizeof(head));
	parse(message.len);
	ck_assert(told);
	ck_assert_uint_eq(news.asked, 0);
}
END_TEST

START_TEST(removal_is_told_but_not_that_from_a_bridge)
{
	begin(RTM_DELLINK, AF_UNSPEC, 0);
	end();
	parse(message.len);
	ck_assert(told && news.gone);
	begin(RTM_DELLINK, AF_BRIDGE, 0);
	end();
	parse(message.len);
	ck_assert(!told);
}
END_TEST

START_TEST(only_no_such_interface_is_an_answer)
{
	for (int i = 0; i < 2; i++) {
		int32_t code = i ? -EBUSY : -ENODEV;
		struct nlmsghdr head = { .nlmsg_type = NLMSG_ERROR,
			.nlmsg_seq = 9,
			.nlmsg_pid = PORT };

		memset(&message, 0, sizeof(message));
		add(&head, sizeof(head));
		add(&code, sizeof(code));
		end();
		parse(message.len);
		ck_assert_int_eq(told, i == 0);
		ck_assert_int_eq(news.index, 0);
	}
}
END_TEST

START_TEST(cut_anywhere_is_no_news)
{
	whole();
	for (size_t len = 0; len < message.len; len++) {
		ck_assert_uint_eq(parse(len), 0);
		ck_assert(!told);
	}
}
END_TEST

START_TEST(attributes_of_wrong_length_end_the_message)
{
	static const unsigned short lengths[] = { 0, 1, 3, 60000 };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		struct rtattr a = { .rta_len = lengths[i],
			.rta_type = IFLA_IFNAME };

		begin(RTM_NEWLINK, AF_UNSPEC, IFF_UP);
		add(&a, sizeof(a));
		add("eth0", 5);
		end();
		ck_assert_uint_eq(parse(message.len), message.len);
		ck_assert(told);
		ck_assert_str_eq(news.name, "");
	}
}
END_TEST

START_TEST(name_without_end_or_too_long_is_not_taken)
{
	begin(RTM_NEWLINK, AF_UNSPEC, IFF_UP);
	add_attr(IFLA_IFNAME, "eth01234", 8);
	end();
	parse(message.len);
	ck_assert_str_eq(news.name, "eth01234");
	begin(RTM_NEWLINK, AF_UNSPEC, IFF_UP);
	add_attr(IFLA_IFNAME, "eth0123456789abcdef", 20);
	end();
	parse(message.len);
	ck_assert_str_eq(news.name, "");
}
END_TEST

/* The loopback interface is everywhere. */
START_TEST(kernel_answers_at_once)
{
	struct live_link *l;
	struct err err;
	int rc;

	ck_assert_int_eq(live_link_open(&l, &err), 0);
	ck_assert_int_eq(live_link_ask(l, 1, 0, "lo"), 0);
	ck_assert_int_eq(live_link_ask(l, 2, 0, "no-such-one"), 0);
	while ((rc = live_link_next(l, &news)) == 1 && news.asked != 1)
		;
	ck_assert_int_eq(rc, 1);
	ck_assert_str_eq(news.name, "lo");
	ck_assert(news.counted);
	while ((rc = live_link_next(l, &news)) == 1 && news.asked != 2)
		;
	ck_assert_int_eq(rc, 1);
	ck_assert_int_eq(news.index, 0);
	ck_assert_int_eq(live_link_ask(l, 3, 0, "a-name-that-is-too-long"),
	    -EINVAL);
	live_link_close(l);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("live_link");
	TCase *tc = tcase_create("live_link");
	SRunner *sr;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, link_is_read);
	tcase_add_test(tc, number_of_somebody_else_is_no_answer);
	tcase_add_test(tc, removal_is_told_but_not_that_from_a_bridge);
	tcase_add_test(tc, only_no_such_interface_is_an_answer);
	tcase_add_test(tc, cut_anywhere_is_no_news);
	tcase_add_test(tc, attributes_of_wrong_length_end_the_message);
	tcase_add_test(tc, name_without_end_or_too_long_is_not_taken);
	tcase_add_test(tc, kernel_answers_at_once);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
