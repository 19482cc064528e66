/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_addr.c - addresses and prefixes: text, order, containment.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"

static struct addr
addr(const char *text)
{
	struct addr a;

	ck_assert_msg(addr_parse(text, strlen(text), &a) == 0, "%s", text);
	return a;
}

static struct prefix
prefix(const char *text)
{
	struct prefix p;

	ck_assert_msg(prefix_parse(text, strlen(text), &p) == 0, "%s", text);
	return p;
}

START_TEST(header_bytes_keep_their_family)
{
	static const uint8_t v4[4] = { 192, 0, 2, 1 };
	static const uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 };
	struct addr a = addr_from_v4(v4);
	struct addr b = addr_from_v6(v6);
	struct addr a_text = addr("192.0.2.1");
	struct addr b_text = addr("2001:db8::1");

	ck_assert(addr_is_v4(&a));
	ck_assert_mem_eq(a.b + 12, v4, sizeof(v4));
	ck_assert(!addr_is_v4(&b));
	ck_assert_mem_eq(b.b, v6, sizeof(v6));
	ck_assert(addr_equal(&a, &a_text));
	ck_assert(addr_equal(&b, &b_text));
	ck_assert(!addr_equal(&a, &b));
}
END_TEST

START_TEST(text_survives_a_round_trip_in_canonical_form)
{
	/* The right column is RFC 5952, section 4. */
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "10.2.0.10", "10.2.0.10" },
		{ "::", "::" },
		{ "0:0:0:0:0:0:0:0", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "2001:DB8::00a0", "2001:db8::a0" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "1:2:3:4:5:6:0:0", "1:2:3:4:5:6::" },
		{ "0:0:3:4:5:6:7:8", "::3:4:5:6:7:8" },
		{ "::1.2.3.4", "::102:304" },
		{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
		{ "::ffff:0:1.2.3.4", "::ffff:0:102:304" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct addr a = addr(cases[i].in);
		char out[ADDR_TEXT_MAX];
		size_t len = addr_format(&a, out);

		ck_assert_str_eq(out, cases[i].out);
		ck_assert_uint_eq(len, strlen(out));
	}
}
END_TEST

START_TEST(what_is_no_address_is_refused_and_changes_nothing)
{
	static const char *const bad[] = { "", "1", "1.2.3", "1.2.3.4.5",
		"1.2.3.", ".1.2.3", "1..2.3", "010.1.1.1", "1.1.1.00",
		"256.1.1.1", "1.1.1.1111", "0x1.1.1.1", "1.2.3.4 ", " 1.2.3.4",
		"+1.2.3.4", "-1.2.3.4", "1,2.3.4", "a.b.c.d", "1.2.3.4/8", ":",
		":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
		"12345::", "g::", "fe80::1%eth0", "[::1]", "::1 ",
		"::ffff:1.2.3.4", "::FFFF:102:304", "0:0:0:0:0:ffff:0:0",
		"::1.2.3", "::010.2.3.4",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct addr a = addr("192.0.2.7");
		struct addr before = a;

		ck_assert_msg(addr_parse(bad[i], strlen(bad[i]), &a) == -EINVAL,
		    "\"%s\" was taken", bad[i]);
		ck_assert(addr_equal(&a, &before));
	}
}
END_TEST

START_TEST(length_bounds_the_text_and_nul_is_no_end)
{
	static const char v4_nul[] = "1.2.3.4\0";
	static const char v6_nul[] = "::1\0x";
	struct addr a;
	struct addr cut = addr("10.1.1.1");

	ck_assert_int_eq(addr_parse("10.1.1.199", 8, &a), 0);
	ck_assert(addr_equal(&a, &cut));
	ck_assert_int_eq(addr_parse(v4_nul, 8, &a), -EINVAL);
	ck_assert_int_eq(addr_parse(v6_nul, 5, &a), -EINVAL);
	ck_assert_int_eq(addr_parse(NULL, 0, &a), -EINVAL);
}
END_TEST

START_TEST(order_is_bytewise)
{
	struct addr low = addr("10.0.0.1");
	struct addr high = addr("10.0.0.2");
	struct addr six = addr("2001:db8::");

	ck_assert_int_lt(addr_cmp(&low, &high), 0);
	ck_assert_int_gt(addr_cmp(&high, &low), 0);
	ck_assert_int_eq(addr_cmp(&low, &low), 0);
	ck_assert_int_lt(addr_cmp(&high, &six), 0);
}
END_TEST

START_TEST(kinds_of_address_are_told_apart)
{
	enum {
		UNSPECIFIED = 1,
		LOOPBACK = 2,
		MULTICAST = 4,
		BROADCAST = 8,
		LINK_LOCAL6 = 16,
	};
	static const struct {
		const char *text;
		int kind;
	} cases[] = {
		{ "0.0.0.0", UNSPECIFIED },
		{ "0.0.0.1", 0 },
		{ "::", UNSPECIFIED },
		{ "126.255.255.255", 0 },
		{ "127.0.0.1", LOOPBACK },
		{ "127.255.255.255", LOOPBACK },
		{ "::1", LOOPBACK },
		{ "::2", 0 },
		{ "::7f00:1", 0 },
		{ "223.255.255.255", 0 },
		{ "224.0.0.18", MULTICAST },
		{ "239.255.255.250", MULTICAST },
		{ "240.0.0.1", 0 },
		{ "ff02::12", MULTICAST },
		{ "fe00::1", 0 },
		{ "255.255.255.255", BROADCAST },
		{ "255.255.255.254", 0 },
		{ "::ffff:ffff", 0 },
		{ "fe80::1", LINK_LOCAL6 },
		{ "febf::1", LINK_LOCAL6 },
		{ "fec0::1", 0 },
		{ "169.254.1.1", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct addr a = addr(cases[i].text);
		int kind = 0;

		kind |= addr_is_unspecified(&a) ? UNSPECIFIED : 0;
		kind |= addr_is_loopback(&a) ? LOOPBACK : 0;
		kind |= addr_is_multicast(&a) ? MULTICAST : 0;
		kind |= addr_is_limited_broadcast(&a) ? BROADCAST : 0;
		kind |= addr_is_link_local6(&a) ? LINK_LOCAL6 : 0;
		ck_assert_msg(kind == cases[i].kind, "%s: %d", cases[i].text,
		    kind);
	}
}
END_TEST

START_TEST(prefix_text_is_read_and_written)
{
	static const struct {
		const char *in;
		const char *out;
		uint8_t bits;
	} cases[] = {
		{ "10.0.0.0/24", "10.0.0.0/24", 120 },
		{ "10.0.0.0/8", "10.0.0.0/8", 104 },
		{ "0.0.0.0/0", "0.0.0.0/0", ADDR_V4_BITS },
		{ "192.0.2.1", "192.0.2.1", 128 },
		{ "192.0.2.1/32", "192.0.2.1", 128 },
		{ "::/0", "::/0", 0 },
		{ "2001:db8:4::/64", "2001:db8:4::/64", 64 },
		{ "fe80::/10", "fe80::/10", 10 },
		{ "::1", "::1", 128 },
		{ "2001:db8::2/127", "2001:db8::2/127", 127 },
		{ "::/96", "::/96", 96 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct prefix p = prefix(cases[i].in);
		char out[PREFIX_TEXT_MAX];
		size_t len = prefix_format(&p, out);

		ck_assert_str_eq(out, cases[i].out);
		ck_assert_uint_eq(len, strlen(out));
		ck_assert_uint_eq(p.bits, cases[i].bits);
	}
}
END_TEST

START_TEST(bad_prefixes_are_refused_by_kind)
{
	static const struct {
		const char *text;
		int rc;
	} cases[] = {
		{ "", -EINVAL },
		{ "/8", -EINVAL },
		{ "10.0.0/8", -EINVAL },
		{ "10.0.0.0/", -EINVAL },
		{ "10.0.0.0/x", -EINVAL },
		{ "10.0.0.0/-1", -EINVAL },
		{ "10.0.0.0/+8", -EINVAL },
		{ "10.0.0.0/8 ", -EINVAL },
		{ "10.0.0.0/8/8", -EINVAL },
		{ "10.0.0.0/08", -EINVAL },
		{ "::ffff:10.0.0.0/104", -EINVAL },
		{ "10.0.0.0/33", -ERANGE },
		{ "10.0.0.0/128", -ERANGE },
		{ "::/129", -ERANGE },
		{ "::/99999999999999999999999", -ERANGE },
		{ "10.0.0.1/24", -EDOM },
		{ "10.0.0.0/6", -EDOM },
		{ "0.0.0.1/0", -EDOM },
		{ "2001:db8::1/64", -EDOM },
		{ "8000::/0", -EDOM },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct prefix p = prefix("192.0.2.0/24");
		struct prefix before = p;
		const char *text = cases[i].text;
		int rc = prefix_parse(text, strlen(text), &p);

		ck_assert_msg(rc == cases[i].rc, "%s: %d", text, rc);
		ck_assert_mem_eq(&p, &before, sizeof(p));
	}
}
END_TEST

START_TEST(prefix_of_clears_the_rest)
{
	static const struct {
		const char *addr;
		uint8_t bits;
		const char *prefix;
	} cases[] = {
		{ "10.1.2.3", ADDR_V4_BITS + 32, "10.1.2.3" },
		{ "10.1.2.3", ADDR_V4_BITS + 31, "10.1.2.2/31" },
		{ "10.1.255.3", ADDR_V4_BITS + 20, "10.1.240.0/20" },
		{ "10.1.2.3", ADDR_V4_BITS, "0.0.0.0/0" },
		{ "2001:db8::1", 64, "2001:db8::/64" },
		{ "2001:db8::1", 0, "::/0" },
		{ "febf::1", 10, "fe80::/10" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct addr a = addr(cases[i].addr);
		struct prefix p = prefix_of(&a, cases[i].bits);
		char out[PREFIX_TEXT_MAX];

		prefix_format(&p, out);
		ck_assert_str_eq(out, cases[i].prefix);
	}
}
END_TEST

START_TEST(prefix_holds_its_addresses_and_no_other_family)
{
	static const struct {
		const char *prefix;
		const char *addr;
		bool inside;
	} cases[] = {
		{ "10.4.0.0/24", "10.4.0.0", true },
		{ "10.4.0.0/24", "10.4.0.255", true },
		{ "10.4.0.0/24", "10.4.1.0", false },
		{ "10.4.0.0/23", "10.4.1.0", true },
		{ "10.4.0.0/31", "10.4.0.1", true },
		{ "10.4.0.0/31", "10.4.0.2", false },
		{ "10.4.0.1", "10.4.0.1", true },
		{ "10.4.0.1", "10.4.0.0", false },
		{ "0.0.0.0/0", "203.0.113.9", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "0.0.0.0/0", "::1", false },
		{ "::/0", "2001:db8::1", true },
		{ "::/0", "203.0.113.9", false },
		{ "::/64", "203.0.113.9", false },
		{ "::/80", "203.0.113.9", false },
		{ "::/64", "::1", true },
		{ "2001:db8:4::/64", "2001:db8:4::ffff", true },
		{ "2001:db8:4::/64", "2001:db8:4:1::", false },
		{ "fe80::/10", "febf::1", true },
		{ "fe80::/10", "fec0::1", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct prefix p = prefix(cases[i].prefix);
		struct addr a = addr(cases[i].addr);

		ck_assert_msg(prefix_contains(&p, &a) == cases[i].inside,
		    "%s in %s", cases[i].addr, cases[i].prefix);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("addr");
	TCase *tc = tcase_create("addr");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, header_bytes_keep_their_family);
	tcase_add_test(tc, text_survives_a_round_trip_in_canonical_form);
	tcase_add_test(tc, what_is_no_address_is_refused_and_changes_nothing);
	tcase_add_test(tc, length_bounds_the_text_and_nul_is_no_end);
	tcase_add_test(tc, order_is_bytewise);
	tcase_add_test(tc, kinds_of_address_are_told_apart);
	tcase_add_test(tc, prefix_text_is_read_and_written);
	tcase_add_test(tc, bad_prefixes_are_refused_by_kind);
	tcase_add_test(tc, prefix_of_clears_the_rest);
	tcase_add_test(tc, prefix_holds_its_addresses_and_no_other_family);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
