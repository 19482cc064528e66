/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_policy_row_errors.c - each kind of mistake in a row, and what is told.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	{ "allow R-1 client -> broker tcp 80",
	    "1:7: bad name \"R-1\"; expected lower-case letters, digits and "
	    "single hyphens, a letter first" },
	{ "allow r- client -> broker tcp 80",
	    "1:7: bad name \"r-\"; expected lower-case letters, digits and "
	    "single hyphens, a letter first" },
	{ "allow r--1 client -> broker tcp 80",
	    "1:7: bad name \"r--1\"; expected lower-case letters, digits and "
	    "single hyphens, a letter first" },
	{ "allow 1r client -> broker tcp 80",
	    "1:7: bad name \"1r\"; expected lower-case letters, digits and "
	    "single hyphens, a letter first" },
	{ "allow \"r\" client -> broker tcp 80",
	    "1:7: unexpected string \"r\"; expected a row id" },
	{ "allow "
	  "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr "
	  "client -> broker tcp 80",
	    "1:7: name of 65 bytes; expected at most 64" },
	{ "allow r client broker tcp 80",
	    "1:16: unexpected \"broker\"; expected -> and a destination" },
	{ "allow r client, -> broker tcp 80",
	    "1:17: unexpected \"->\"; expected a source" },
	{ "allow r client ->",
	    "1:18: the line ends here; expected a destination" },
	{ "allow r client -> , broker tcp 80",
	    "1:19: unexpected \",\"; expected a destination" },
	{ "allow r client -> broker",
	    "1:25: the line ends here; expected a protocol" },
	{ "allow r client -> broker \"text\"",
	    "1:26: unexpected string \"text\"; expected a protocol" },
	{ "allow r clent -> broker tcp 80",
	    "1:9: unknown role or group \"clent\"; did you mean \"client\"?" },
	{ "allow r client -> frobnicator tcp 80",
	    "1:19: unknown role or group \"frobnicator\"; expected a declared "
	    "one" },
	{ "allow r any -> all-componets tcp 80",
	    "1:16: unknown role or group \"all-componets\"; did you mean "
	    "\"all-components\"?" },
	{ "allow r Client -> broker tcp 80",
	    "1:9: bad name \"Client\"; expected lower-case letters, digits and "
	    "single hyphens, a letter first" },
	{ "allow r client -> 10.0.0.256 tcp 80",
	    "1:19: bad address \"10.0.0.256\"; expected an IPv4 or IPv6 "
	    "address or prefix" },
	{ "allow r client -> 10.0.0.0/33 tcp 80",
	    "1:19: prefix length of \"10.0.0.0/33\" is above 32; expected 0 to "
	    "32" },
	{ "allow r client -> fd00::/129 tcp 80",
	    "1:19: prefix length of \"fd00::/129\" is above 128; expected 0 to "
	    "128" },
	{ "allow r client -> 10.0.0.1/24 tcp 80",
	    "1:19: 10.0.0.1/24 has bits set beyond its length; expected "
	    "10.0.0.0/24, or the address alone" },
	{ "allow r client -> fd00::1/64 tcp 80",
	    "1:19: fd00::1/64 has bits set beyond its length; expected "
	    "fd00::/64, or the address alone" },
	{ "allow r client -> www.example.com tcp 80",
	    "1:19: name \"www.example.com\" without quotes; expected quotes "
	    "around it" },
	{ "allow r client -> \"\" tcp 80",
	    "1:19: name pattern \"\" is empty; expected a name such as "
	    "*.example.com" },
	{ "allow r client -> \"a*b.example\" tcp 80",
	    "1:19: name pattern \"a*b.example\" has a star inside; expected "
	    "one in front only" },
	{ "allow r client -> \"**.example\" tcp 80",
	    "1:19: name pattern \"**.example\" has a star inside; expected one "
	    "in front only" },
	{ "allow r client -> \"a b.example\" tcp 80",
	    "1:19: name pattern \"a b.example\" has a character that names do "
	    "not have; expected letters, digits, dots, hyphens and "
	    "underscores" },
	{ "allow r client -> \"a..example\" tcp 80",
	    "1:19: name pattern \"a..example\" has an empty part; expected a "
	    "name such as *.example.com" },
	{ "allow r client -> \".example\" tcp 80",
	    "1:19: name pattern \".example\" has an empty part; expected a "
	    "name such as *.example.com" },
	{ "allow r client -> \"10.0.0.1\" tcp 80",
	    "1:19: address \"10.0.0.1\" in quotes; expected it without, or a "
	    "name" },
	{ "allow r client -> "
	  "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" tcp 80",
	    "1:19: name pattern "
	    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\" is too long; "
	    "expected a name of at most 253 bytes" },
	{ "allow r client -> broker tpc 80",
	    "1:26: unknown protocol \"tpc\"; did you mean \"tcp\"?" },
	{ "allow r client -> broker sctp 80",
	    "1:26: unknown protocol \"sctp\"; expected tcp, udp, icmp, icmp6, "
	    "vrrp, any or a number" },
	{ "allow r client -> broker 256 80",
	    "1:26: protocol \"256\" is above 255; expected 0 to 255" },
	{ "allow r client -> broker tcp,tcp 80",
	    "1:30: protocol tcp named twice; expected each once" },
	{ "allow r client -> broker tcp,6 80",
	    "1:30: protocol tcp named twice; expected each once" },
	{ "allow r client -> broker tcp,any",
	    "1:30: \"any\" among other protocols; expected it alone" },
	{ "allow r client -> broker tcp, 80",
	    "1:31: protocol 80 beside tcp; expected no comma before a port, or "
	    "a row of its own" },
	{ "allow r client -> broker vrrp 112",
	    "1:31: ports of protocol vrrp; expected none, it has no ports" },
	{ "allow r client -> broker tcp,icmp 80",
	    "1:35: ports of protocol icmp; expected none, it has no ports" },
	{ "allow r client -> broker any 80",
	    "1:30: ports of any protocol; expected none, or tcp and udp" },
	{ "allow r client -> broker tcp 65536",
	    "1:30: port 65536 is above 65535; expected 0 to 65535" },
	{ "allow r client -> broker tcp 80-70000",
	    "1:30: port 70000 is above 65535; expected 0 to 65535" },
	{ "allow r client -> broker tcp 99999999999999999999999",
	    "1:30: port 99999999999999999999 is above 65535; expected 0 to "
	    "65535" },
	{ "allow r client -> broker tcp 90-80",
	    "1:30: port range 90-80 is reversed; expected 80-90" },
	{ "allow r client -> broker tcp 80-",
	    "1:30: bad port \"80-\"; expected a number or a range such as "
	    "49152-65535" },
	{ "allow r client -> broker tcp 80:90",
	    "1:30: bad port \"80:90\"; expected a number or a range such as "
	    "49152-65535" },
	{ "allow r client -> broker tcp 80,http",
	    "1:33: bad port \"http\"; expected a number or a range such as "
	    "49152-65535" },
	{ "allow r client -> broker tcp 80,",
	    "1:33: the line ends here; expected a port" },
	{ "allow r client -> broker tcp http",
	    "1:30: unknown option \"http\"; expected ports, broadcast, "
	    "multicast, when, from, until, as, inferred or a text in quotes" },
	{ "allow r client -> broker tcp 80 udp",
	    "1:33: unknown option \"udp\"; expected broadcast, multicast, "
	    "when, from, until, as, inferred or a text in quotes" },
	{ "allow r client -> broker tcp \"text\" 80",
	    "1:37: unexpected \"80\"; expected ports right after the "
	    "protocols, once" },
	{ "allow r client -> broker udp 80 brodcast",
	    "1:33: unknown option \"brodcast\"; did you mean \"broadcast\"?" },
	{ "allow r client -> broker tcp 80 broadcast",
	    "1:33: \"broadcast\" of a row with TCP only; expected a protocol "
	    "that is sent so, such as udp" },
	{ "allow r client -> broker udp 80 broadcast broadcast",
	    "1:43: \"broadcast\" given twice; expected it once" },
	{ "allow r client -> broker tcp 80 multicast 224.0.0.1",
	    "1:33: \"multicast\" of a row with TCP only; expected a protocol "
	    "that is sent so, such as udp" },
	{ "allow r client -> broker udp 80 multicast 10.0.0.1",
	    "1:43: \"10.0.0.1\" is no multicast address; expected one of "
	    "224.0.0.0/4 or ff00::/8" },
	{ "allow r client -> broker udp 80 multicast 224.0.0.0/4",
	    "1:43: bad address \"224.0.0.0/4\"; expected a multicast address" },
	{ "allow r client -> broker udp 80 multicast",
	    "1:42: the line ends here; expected a multicast address" },
	{ "allow r client -> broker tcp 80 when",
	    "1:37: the line ends here; expected a feature" },
	{ "allow r client -> broker tcp 80 when direct-mod",
	    "1:38: unknown feature \"direct-mod\"; did you mean "
	    "\"direct-mode\"?" },
	{ "allow r client -> broker tcp 80 when nothing-like-it",
	    "1:38: unknown feature \"nothing-like-it\"; expected one that the "
	    "matrix declares" },
	{ "allow r client -> broker tcp 80 from",
	    "1:37: the line ends here; expected a date, YYYY-MM-DD" },
	{ "allow r client -> broker tcp 80 from 2024-02-30",
	    "1:38: bad date \"2024-02-30\"; expected YYYY-MM-DD, from "
	    "1970-01-01 on" },
	{ "allow r client -> broker tcp 80 until 24-02-03",
	    "1:39: bad date \"24-02-03\"; expected YYYY-MM-DD, from 1970-01-01 "
	    "on" },
	{ "allow r client -> broker tcp 80 from 2024-02-03 until 2024-02-02",
	    "1:55: \"until\" lies before \"from\"; expected the same day or a "
	    "later one" },
	{ "allow r client -> broker tcp 80 until 2024-02-02 from 2024-02-03",
	    "1:55: \"until\" lies before \"from\"; expected the same day or a "
	    "later one" },
	{ "allow r client -> broker tcp 80 from 2024-02-03 from 2024-02-04",
	    "1:49: \"from\" given twice; expected it once" },
	{ "allow r client -> broker tcp 80 as",
	    "1:35: the line ends here; expected an application" },
	{ "allow r client -> broker tcp 80 as -x",
	    "1:36: bad application \"-x\"; expected a name such as tls" },
	{ "allow r client -> broker tcp 80 as "
	  "a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a",
	    "1:100: more than 32 applications; expected fewer" },
	{ "allow r client -> broker tcp 80 \"a\" \"b\"",
	    "1:37: second description; expected one" },
	{ "allow r client -> broker tcp 80 \"a",
	    "1:33: unterminated string; expected a closing \"" },
	{ "allow r client -> broker tcp 80 \"a\\n\"",
	    "1:35: unknown escape in a string; expected \\\" or \\\\" },
	{ "allow r client \\ -> broker tcp 80",
	    "1:16: backslash inside the line; expected it as the last "
	    "character, to continue it" },
	{ "allow r client -> broker tcp 80 \"\a\"",
	    "1:34: control character; expected plain text" },
	{ "allow r client -> broker tcp 80 \"\xff\"",
	    "1:34: bytes that are no UTF-8; expected UTF-8 text" },
	{ "allow row-1 client -> broker tcp 80",
	    "5:7: second row \"row-1\"; expected another id, the first is at "
	    "t:1:7" },
	{ "deny row-1 client -> broker tcp 80",
	    "5:7: second row \"row-1\"; expected another id, the first is at "
	    "t:1:6" },
	{ "allow r client -> broker 80,tcp",
	    "1:26: protocol 80 beside tcp; expected no comma before a port, or "
	    "a row of its own" },
	{ "allow r client -> broker tcp 80 \"text\" nonsense",
	    "1:40: unknown option \"nonsense\"; expected broadcast, multicast, "
	    "when, from, until, as, inferred or a text in quotes" },
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

int
main(void)
{
	Suite *suite = suite_create("policy_row_errors");
	TCase *tc = tcase_create("policy_row_errors");
	SRunner *sr = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_mistake_has_its_message_and_place, 0,
	    (int)(sizeof(wrongs) / sizeof(wrongs[0])));
	suite_add_tcase(suite, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
