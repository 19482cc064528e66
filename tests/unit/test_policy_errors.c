/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_policy_errors.c - each kind of mistake outside rows, what is told of
 * several, and the bounds.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "policy_text.h"

/* Follows each text, so that its first line is the wrong one. */
static const char others[] = "\nrole broker component\n"
			     "role client user\n"
			     "group servers broker\n"
			     "allow row-1 client -> broker tcp 80\n"
			     "feature direct-mode off \"label\"\n";

static const struct {
	const char *text;
	const char *told; /* without the name of the file */
} wrongs[] = {
	{ "alow r client -> broker tcp 80",
	    "1:1: unknown statement \"alow\"; did you mean \"allow\"?" },
	{ "zzz",
	    "1:1: unknown statement \"zzz\"; expected one of "
	    "rasaudit.rules(5), such as \"allow\"" },
	{ "\"allow\" r",
	    "1:1: unexpected string \"allow\"; expected a statement" },
	{ "-> x", "1:1: unexpected \"->\"; expected a statement" },
	{ ", x", "1:1: unexpected \",\"; expected a statement" },
	{ "Allow r client -> broker tcp 80",
	    "1:1: unknown statement \"Allow\"; did you mean \"allow\"?" },
	{ "allow", "1:6: the line ends here; expected a row id" },
	{ "role", "1:5: the line ends here; expected the id of a role" },
	{ "role monitoring",
	    "1:16: the line ends here; expected component, infrastructure, "
	    "internet or user" },
	{ "role monitoring infrastucture",
	    "1:17: unknown kind \"infrastucture\"; did you mean "
	    "\"infrastructure\"?" },
	{ "role monitoring server \"x\"",
	    "1:17: unknown kind \"server\"; expected component, "
	    "infrastructure, internet or user" },
	{ "role monitoring user \"x\" \"y\"",
	    "1:26: unexpected string \"y\"; expected the end of the line" },
	{ "role monitoring user x",
	    "1:22: unexpected \"x\"; expected the end of the line" },
	{ "role client user",
	    "3:6: second role \"client\"; expected another name, the first is "
	    "the role at t:1:6" },
	{ "role servers user",
	    "4:7: second group \"servers\"; expected another name, the first "
	    "is the role at t:1:6" },
	{ "role any user", "1:6: \"any\" is built in; expected another name" },
	{ "role self user",
	    "1:6: \"self\" is built in; expected another name" },
	{ "role all-components user",
	    "1:6: \"all-components\" is built in; expected another name" },
	{ "group any client",
	    "1:7: \"any\" is built in; expected another name" },
	{ "group farm", "1:11: the line ends here; expected a role" },
	{ "group farm client broker",
	    "1:19: unexpected \"broker\"; expected the end of the line" },
	{ "group farm client, nobody-here",
	    "1:20: unknown role or group \"nobody-here\"; expected a declared "
	    "one" },
	{ "group farm any",
	    "1:12: \"any\" is no role; expected a declared one" },
	{ "group farm farm",
	    "1:12: group \"farm\" is in itself; expected other members" },
	{ "group client broker",
	    "3:6: second role \"client\"; expected another name, the first is "
	    "the group at t:1:7" },
	{ "group servers broker",
	    "4:7: second group \"servers\"; expected another name, the first "
	    "is the group at t:1:7" },
	{ "feature", "1:8: the line ends here; expected a feature" },
	{ "feature direct-mode",
	    "1:20: the line ends here; expected on or off" },
	{ "feature direct-mode yes",
	    "1:21: unexpected \"yes\"; expected on or off" },
	{ "feature direct-mode on \"a label\"",
	    "6:9: second feature \"direct-mode\"; expected one, the first is "
	    "at t:1:9" },
	{ "feature direct-mod on",
	    "1:9: unknown feature \"direct-mod\"; did you mean "
	    "\"direct-mode\"?" },
	{ "feature direct-mode on\nfeature direct-mode off",
	    "2:9: feature \"direct-mode\" set again; expected once, the first "
	    "is at t:1:9" },
	{ "section",
	    "1:8: the line ends here; expected the title of the section in "
	    "quotes" },
	{ "section One",
	    "1:9: unexpected \"One\"; expected the title of the section in "
	    "quotes" },
	{ "site Head",
	    "1:6: unexpected \"Head\"; expected the name of the site in "
	    "quotes" },
	{ "site \"x\" timezone",
	    "1:18: the line ends here; expected a time zone such as "
	    "Europe/Zurich" },
	{ "site \"x\" timezone Europe/Zurick",
	    "1:19: unknown time zone \"Europe/Zurick\"; expected a name of the "
	    "tz database such as Europe/Zurich" },
	{ "site \"x\" zone UTC",
	    "1:10: unexpected \"zone\"; expected timezone or the end of the "
	    "line" },
	{ "site \"x\"\nsite \"y\"",
	    "2:6: second site; expected one, the first is at t:1:6" },
	{ "tap \"x\"\ntap \"y\"",
	    "2:5: second tap; expected one, the first is at t:1:5" },
	{ "tap",
	    "1:4: the line ends here; expected where the tap is, in quotes" },
	{ "network", "1:8: the line ends here; expected an address or prefix" },
	{ "network 10.0.0.1/8",
	    "1:9: 10.0.0.1/8 has bits set beyond its length; expected "
	    "10.0.0.0/8, or the address alone" },
	{ "network servers \"x\"",
	    "1:9: bad address \"servers\"; expected an IPv4 or IPv6 address or "
	    "prefix" },
	{ "network 10.0.0.0/8 broker",
	    "1:20: unexpected \"broker\"; expected the end of the line" },
	{ "address 10.0.0.1", "1:17: the line ends here; expected a role" },
	{ "address 10.0.0.1 servers",
	    "1:18: \"servers\" is a group; expected roles" },
	{ "address 10.0.0.1 all-components",
	    "1:18: \"all-components\" is a group; expected roles" },
	{ "address 10.0.0.1 any",
	    "1:18: \"any\" is no role; expected a declared one" },
	{ "address 10.0.0.1 brokers",
	    "1:18: unknown role \"brokers\"; did you mean \"broker\"?" },
	{ "address 10.0.0.1 broker \"a\" \"b\"",
	    "1:29: unexpected string \"b\"; expected the end of the line" },
	{ "address 10.0.0.1 broker from tomorrow",
	    "1:30: bad date \"tomorrow\"; expected YYYY-MM-DD, from 1970-01-01 "
	    "on" },
	{ "address 10.0.0.1 broker until 2024-01-01 from 2024-01-02",
	    "1:47: \"until\" lies before \"from\"; expected the same day or a "
	    "later one" },
	{ "address 10.0.0.1 broker when direct-mode",
	    "1:25: unexpected \"when\"; expected the end of the line" },
	{ "address broker 10.0.0.1",
	    "1:9: bad address \"broker\"; expected an IPv4 or IPv6 address or "
	    "prefix" },
	{ "address 127.0.0.1 broker",
	    "1:9: loopback address; expected \"local\" to give roles to the "
	    "capturing host" },
	{ "address ::1 broker",
	    "1:9: loopback address; expected \"local\" to give roles to the "
	    "capturing host" },
	{ "address 224.0.0.18 broker",
	    "1:9: multicast or broadcast address; expected a host or network" },
	{ "address 10.0.0.1, 255.255.255.255 broker",
	    "1:19: multicast or broadcast address; expected a host or "
	    "network" },
	{ "address 10.0.0.300 broker",
	    "1:9: bad address \"10.0.0.300\"; expected an IPv4 or IPv6 address "
	    "or prefix" },
	{ "local", "1:6: the line ends here; expected a role" },
	{ "local 127.0.0.1",
	    "1:7: bad name \"127.0.0.1\"; expected lower-case letters, digits "
	    "and single hyphens, a letter first" },
	{ "local nobody",
	    "1:7: unknown role \"nobody\"; expected a declared one" },
	{ "name client",
	    "1:6: unexpected \"client\"; expected a name pattern in quotes" },
	{ "name \"x.example\"", "1:17: the line ends here; expected a role" },
	{ "name \"x.example\", y.example client",
	    "1:19: unexpected \"y.example\"; expected a name pattern in "
	    "quotes" },
	{ "name \"*x*\" client",
	    "1:6: name pattern \"*x*\" has a star inside; expected one in "
	    "front only" },
	{ "known x client -> broker tcp 80",
	    "1:32: the line ends here; expected the reason in quotes" },
	{ "known x client -> broker tcp \"why\" 80",
	    "1:36: unexpected \"80\"; expected the end of the line" },
	{ "known X client -> broker tcp 80 \"why\"",
	    "1:7: bad name \"X\"; expected lower-case letters, digits and "
	    "single hyphens, a letter first" },
	{ "expect 80 http",
	    "1:8: protocol \"80\" has no ports; expected tcp or udp" },
	{ "expect any 80 http",
	    "1:8: protocol \"any\" has no ports; expected tcp or udp" },
	{ "expect tcp", "1:11: the line ends here; expected a port" },
	{ "expect tcp 80",
	    "1:14: the line ends here; expected an application" },
	{ "expect icmp 80 ping",
	    "1:8: protocol \"icmp\" has no ports; expected tcp or udp" },
	{ "expect tcp http 80",
	    "1:12: bad port \"http\"; expected a number or a range such as "
	    "49152-65535" },
	{ "expect tcp 80 \"http\"",
	    "1:15: unexpected string \"http\"; expected an application" },
	{ "halb-vrid",
	    "1:10: the line ends here; expected the number of a VRRP group" },
	{ "halb-vrid 0", "1:11: bad VRRP group \"0\"; expected 1 to 255" },
	{ "halb-vrid 256", "1:11: bad VRRP group \"256\"; expected 1 to 255" },
	{ "halb-vrid 1,x", "1:13: bad VRRP group \"x\"; expected 1 to 255" },
	{ "include",
	    "1:8: the line ends here; expected the name of a file in quotes" },
	{ "include x.rules",
	    "1:9: unexpected \"x.rules\"; expected the name of a file in "
	    "quotes" },
	{ "include \"\"", "1:9: empty name; expected a file" },
	{ "include \"x.rules\" y",
	    "1:19: unexpected \"y\"; expected the end of the line" },
	{ "include \"x.rules\"",
	    "1:9: include not allowed here; expected a single file" },
	{ "matrix a \"x\"\nmatrix b \"y\"",
	    "2:8: second matrix; expected one, the first is at t:1:8" },
	{ "matrix m \"t\" from \"s\"",
	    "1:14: unexpected \"from\"; expected source or the end of the "
	    "line" },
};

START_TEST(each_mistake_has_its_message_and_place)
{
	char text[1024];
	char told[512];

	snprintf(text, sizeof(text), "%s%s", wrongs[_i].text, others);
	snprintf(told, sizeof(told), "%s:%s\n", POLICY_TEXT_NAME,
	    wrongs[_i].told);
	ck_assert_str_eq(told_of(text), told);
}
END_TEST

START_TEST(all_mistakes_are_told_in_the_order_of_the_file)
{
	/* The parser finds the second and fourth, resolving the others. */
	ck_assert_str_eq(told_of("allow a brokr -> client tcp 80\n"
				 "allow b broker -> client tcp 70000\n"
				 "address 10.0.0.1 servers, nobody\n"
				 "alow c broker -> client tcp 80\n"
				 "feature x on\n"
				 "role broker component\nrole client user\n"
				 "group servers broker\n"
				 "allow a client -> broker tcp 80\n"),
	    "t:1:9: unknown role or group \"brokr\"; did you mean "
	    "\"broker\"?\n"
	    "t:2:30: port 70000 is above 65535; expected 0 to 65535\n"
	    "t:3:18: \"servers\" is a group; expected roles\n"
	    "t:3:27: unknown role \"nobody\"; expected a declared one\n"
	    "t:4:1: unknown statement \"alow\"; did you mean \"allow\"?\n"
	    "t:5:9: unknown feature \"x\"; expected one that the matrix "
	    "declares\n"
	    "t:9:7: second row \"a\"; expected another id, the first is at "
	    "t:1:7\n");
}
END_TEST

START_TEST(a_statement_that_failed_late_still_declares_its_name)
{
	ck_assert_str_eq(told_of("role a componet\ngroup g a,\n"
				 "feature f of \"F\"\n"
				 "allow r a -> g tcp 80 when f\n"),
	    "t:1:8: unknown kind \"componet\"; did you mean \"component\"?\n"
	    "t:2:11: the line ends here; expected a role\n"
	    "t:3:11: unexpected \"of\"; expected on or off\n");
}
END_TEST

START_TEST(fifty_mistakes_are_kept_the_first_of_the_file)
{
	char text[8192] = "";
	const char *told;
	size_t len = 0;
	size_t lines = 0;

	/* Odd lines are found by the parser, even ones after it. */
	for (int i = 0; i < 100; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    i % 2 ? "local r%d\n" : "wrong-%d\n", i);
	told = told_of(text);
	for (const char *p = told; *p != '\0'; p++)
		lines += *p == '\n';
	ck_assert_uint_eq(lines, DIAG_ERRORS_MAX);
	ck_assert_ptr_nonnull(strstr(told, "t:49:1: unknown statement"));
	ck_assert_ptr_nonnull(strstr(told, "t:50:7: unknown role \"r49\""));
	ck_assert_ptr_null(strstr(told, "t:51:"));
}
END_TEST

START_TEST(a_policy_without_rows_is_an_error)
{
	static const char *const empty[] = { "", "\n", "# nothing\r\n",
		"\xef\xbb\xbf", "role a user\nsite \"x\"\n" };

	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
		ck_assert_str_eq(told_of(empty[i]),
		    "t: the policy has no rows; expected at least one allow "
		    "or deny\n");
}
END_TEST

START_TEST(bytes_that_are_no_text_are_told_once_for_a_statement)
{
	static const char nul[] = "role a user \0\nallow r a -> a \0\0 tcp\n";

	ck_assert_str_eq(told_of_bytes(nul, sizeof(nul) - 1),
	    "t:1:13: NUL byte; expected UTF-8 text\n"
	    "t:2:16: NUL byte; expected UTF-8 text\n");
	ck_assert_str_eq(told_of_bytes("\xff\xfe"
				       "a\0\n\0",
			     6),
	    "t:1:1: text in UTF-16; expected UTF-8\n");
	ck_assert_str_eq(told_of("allow r any -> any any # caf\xe9\n"),
	    "t:1:29: bytes that are no UTF-8; expected UTF-8 text\n");
}
END_TEST

/* count lines of a format with one number, then end. */
static char *
many(const char *format, int count, const char *end)
{
	size_t size = (size_t)count * (strlen(format) + 10) + strlen(end) + 1;
	char *text = malloc(size);
	size_t len = 0;

	ck_assert_ptr_nonnull(text);
	for (int i = 0; i < count; i++)
		len += (size_t)snprintf(text + len, size - len, format, i);
	snprintf(text + len, size - len, "%s", end);
	return text;
}

START_TEST(too_much_of_anything_is_told)
{
	static const struct {
		const char *format;
		int most;
		const char *end;
		const char *told; /* of the first one too many */
	} limits[] = {
		{ "role r%d user\n", 256, "allow r any -> any any\n",
		    ":257:6: more than 256 roles; expected fewer\n" },
		{ "group g%d r\n", 1024, "role r user\nallow r r -> r any\n",
		    ":1025:7: more than 1024 groups; expected fewer\n" },
		{ "feature f%d on \"x\"\n", 256, "allow r any -> any any\n",
		    ":257:9: more than 256 features; expected fewer\n" },
		{ "deny r%d any -> any tcp 1\n", 65535, "",
		    ":65536:6: more than 65535 rows; expected fewer\n" },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		char *good =
		    many(limits[i].format, limits[i].most, limits[i].end);
		char *bad =
		    many(limits[i].format, limits[i].most + 1, limits[i].end);
		const char *told;

		told = told_of(good);
		ck_assert_msg(!strstr(told, "more than"), "%s", told);
		told = told_of(bad);
		ck_assert_msg(strstr(told, limits[i].told), "%s", told);
		free(good);
		free(bad);
	}
}
END_TEST

START_TEST(a_list_has_an_end)
{
	char *good = many("%d,", 4095, "1\n");
	char *bad = many("%d,", 4096, "1\n");
	struct strbuf s;

	strbuf_init(&s);
	strbuf_addf(&s, "allow r any -> any tcp %s", good);
	ck_assert_str_eq(told_of(strbuf_text(&s)), "");
	strbuf_reset(&s);
	strbuf_addf(&s, "allow r any -> any tcp %s", bad);
	ck_assert_str_eq(told_of(strbuf_text(&s)),
	    "t:1:19394: list of more than 4096; expected several lines\n");
	strbuf_fini(&s);
	free(good);
	free(bad);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy_errors");
	TCase *tc = tcase_create("policy_errors");
	SRunner *sr = srunner_create(suite);
	int failed;

	/* 65,536 rows under sanitizers take a while. */
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, each_mistake_has_its_message_and_place, 0,
	    (int)(sizeof(wrongs) / sizeof(wrongs[0])));
	tcase_add_test(tc, all_mistakes_are_told_in_the_order_of_the_file);
	tcase_add_test(tc,
	    a_statement_that_failed_late_still_declares_its_name);
	tcase_add_test(tc, fifty_mistakes_are_kept_the_first_of_the_file);
	tcase_add_test(tc, a_policy_without_rows_is_an_error);
	tcase_add_test(tc,
	    bytes_that_are_no_text_are_told_once_for_a_statement);
	tcase_add_test(tc, too_much_of_anything_is_told);
	tcase_add_test(tc, a_list_has_an_end);
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
