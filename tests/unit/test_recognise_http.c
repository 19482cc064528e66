/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_http.c - HTTP, and SIP and RTSP, which look like it.
 */
#include <config.h>

#include <string.h>

#include "inspect/details.h"
#include "recognise_world.h"

static struct inspect_details
details_of(const char *client, const char *server)
{
	struct bytes c = bytes_text(client), s = bytes_text(server);
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);
	struct inspect_details d;

	inspect_describe(&view, INSPECT_APP_HTTP, NULL, &d);
	return d;
}

START_TEST(requests_are_http)
{
	static const char *const requests[] = {
		"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
		"POST /x?y=1 HTTP/1.0\r\n\r\n",
		"CONNECT a.example:443 HTTP/1.1\r\n\r\n",
		"RDG_OUT_DATA /remoteDesktopGateway/ HTTP/1.1\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\n\r\n",
		"QUX http://a.example/ HTTP/1.1\n\n"
	};

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct bytes b = bytes_text(requests[i]);

		expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_HTTP, &b);
	}
}
END_TEST

START_TEST(responses_are_http)
{
	static const char *const responses[] = {
		"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", "HTTP/1.0 404 \r\n",
		"HTTP/1.1 101 Switching Protocols\r\n\r\n"
	};

	for (size_t i = 0; i < sizeof(responses) / sizeof(responses[0]); i++) {
		struct bytes b = bytes_text(responses[i]);

		expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_HTTP, &b);
	}
}
END_TEST

START_TEST(http_2_in_the_clear_is_http)
{
	struct bytes c = bytes_text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	struct bytes s = bytes_hex("000006 04 00 00000000 0003 00000064");
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);
	struct inspect_details d;

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_HTTP, &c);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_HTTP, &s);
	inspect_describe(&view, INSPECT_APP_HTTP, NULL, &d);
	ck_assert_uint_eq(d.http.version, 20);
	ck_assert_str_eq(d.http.method, "");
}
END_TEST

START_TEST(other_first_frames_are_not_http_2)
{
	static const char *const wrong[] = {
		"000006 05 00 00000000 0003 00000064",
		"000006 04 01 00000000 0003 00000064",
		"000006 04 00 00000001 0003 00000064",
		"000007 04 00 00000000 0003 00000064",
		"0000c6 04 00 00000000 0003 00000064"
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct bytes s = bytes_hex(wrong[i]);

		expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_HTTP, &s);
	}
}
END_TEST

START_TEST(a_method_is_a_token_of_at_most_32)
{
	struct bytes b = bytes_text("Aa0Zz9-_!#$%&'*+.^`|~ABCDEFGHIJK"
				    " / HTTP/1.1\r\n");
	struct bytes longer = bytes_text("A");
	struct inspect_view view = view_end(PROTO_TCP, CLIENT, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_HTTP), INSPECT_MATCH);
	put_bytes(&longer, b.data, b.len);
	view = view_end(PROTO_TCP, CLIENT, &longer);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_HTTP), INSPECT_NO);
	view = view_end(PROTO_TCP, CLIENT, &longer);
	view.side[CLIENT].stream.len = 33; /* no end of it to be seen */
	ck_assert_int_eq(match_of(&view, INSPECT_APP_HTTP), INSPECT_NO);
}
END_TEST

START_TEST(a_target_without_an_end_is_http_by_its_method)
{
	struct bytes b = bytes_text("GET /");
	struct bytes other = bytes_text("QUX /");
	struct inspect_view view;

	put_fill(&b, 2000, 'a');
	put_fill(&other, 2000, 'a');
	view = view_end(PROTO_TCP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_HTTP), INSPECT_MATCH);
	view = view_end(PROTO_TCP, CLIENT, &other);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_HTTP), INSPECT_UNSURE);
}
END_TEST

START_TEST(other_lines_are_not_http)
{
	static const char *const lines[] = { "EHLO a.example\r\n",
		"GET /x\x01 HTTP/1.1\r\n", "GET x\r\n", "GET / FTP/1.1\r\n",
		"(x) / HTTP/1.1\r\n", "\r\n\r\n\r\n", "SSH-2.0-x y\r\n" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct bytes b = bytes_text(lines[i]);
		struct inspect_view view = view_end(PROTO_TCP, CLIENT, &b);

		ck_assert_msg(match_of(&view, INSPECT_APP_HTTP) == INSPECT_NO,
		    "%s", lines[i]);
	}
}
END_TEST

START_TEST(other_answers_are_not_http)
{
	static const char *const lines[] = { "HTTP/1.1 2xx OK\r\n",
		"HTTP/1.1x200 OK\r\n", "HTTP/2.0 200 OK\r\n",
		"220 a.example\r\n" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct bytes b = bytes_text(lines[i]);
		struct inspect_view view = view_end(PROTO_TCP, SERVER, &b);

		ck_assert_msg(match_of(&view, INSPECT_APP_HTTP) == INSPECT_NO,
		    "%s", lines[i]);
	}
}
END_TEST

START_TEST(a_request_without_a_version_may_be_anything)
{
	struct bytes b = bytes_text("GET /\r\n");
	struct inspect_view view = view_end(PROTO_TCP, CLIENT, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_HTTP), INSPECT_UNSURE);
}
END_TEST

START_TEST(method_host_version_and_status_are_told)
{
	struct inspect_details d =
	    details_of("GET /a HTTP/1.1\r\nAccept: */*\r\n"
		       "hOsT:  WWW.Example.com:8080 \r\n\r\n",
		"HTTP/1.1 302 Found\r\n\r\n");

	ck_assert_str_eq(d.http.method, "GET");
	ck_assert_str_eq(d.name, "www.example.com");
	ck_assert_int_eq(d.name_from, INSPECT_NAME_HOST);
	ck_assert_uint_eq(d.http.version, 11);
	ck_assert_uint_eq(d.http.status, 302);
}
END_TEST

START_TEST(a_connect_names_its_target)
{
	struct inspect_details d = details_of(
	    "CONNECT far.example:443 HTTP/1.0\r\nHost: near.example\r\n\r\n",
	    "");

	ck_assert_str_eq(d.http.method, "CONNECT");
	ck_assert_str_eq(d.name, "far.example");
	ck_assert_uint_eq(d.http.version, 10);
}
END_TEST

START_TEST(a_host_that_is_none_is_not_kept)
{
	static const char *const hosts[] = { "a b", "<x>", "a\x7f", "a/../b" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct bytes c = bytes_text("GET / HTTP/1.1\r\nHost: ");
		struct inspect_view view;
		struct inspect_details d;

		put_text(&c, hosts[i]);
		put_text(&c, "\r\n\r\n");
		view = view_end(PROTO_TCP, CLIENT, &c);
		inspect_describe(&view, INSPECT_APP_HTTP, NULL, &d);
		ck_assert_str_eq(d.name, "");
		ck_assert(d.name_bad);
	}
}
END_TEST

START_TEST(an_address_in_brackets_is_no_name)
{
	struct inspect_details d =
	    details_of("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "");

	ck_assert_str_eq(d.name, "");
	ck_assert(!d.name_bad);
}
END_TEST

START_TEST(a_long_method_is_clamped)
{
	struct inspect_details d =
	    details_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ / HTTP/1.1\r\n\r\n", "");

	ck_assert_str_eq(d.http.method, "ABCDEFGHIJKLMNOPQRS");
}
END_TEST

START_TEST(sip_is_not_http)
{
	struct bytes request =
	    bytes_text("REGISTER sip:a.example SIP/2.0\r\nVia: x\r\n\r\n");
	struct bytes response = bytes_text("SIP/2.0 401 Unauthorized\r\n\r\n");

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_SIP, &request);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_SIP, &request);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_SIP, &response);
}
END_TEST

START_TEST(a_target_without_an_end_is_sip_by_its_scheme)
{
	struct bytes b = bytes_text("REGISTER sip:a.ex");
	struct inspect_view view = view_end(PROTO_UDP, CLIENT, &b);

	view.side[CLIENT].datagram[0].cut = true;
	ck_assert_int_eq(match_of(&view, INSPECT_APP_SIP), INSPECT_MATCH);
	b.data[9] = 'x';
	ck_assert_int_eq(match_of(&view, INSPECT_APP_SIP), INSPECT_UNSURE);
}
END_TEST

START_TEST(rtsp_is_not_http)
{
	struct bytes request =
	    bytes_text("OPTIONS rtsp://a.example/x RTSP/1.0\r\n\r\n");
	struct bytes response = bytes_text("RTSP/1.0 200 OK\r\n\r\n");
	struct bytes later = bytes_text("RTSP/2.0 200 OK\r\n\r\n");

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_RTSP, &request);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_RTSP, &response);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_RTSP, &later);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		requests_are_http,
		responses_are_http,
		http_2_in_the_clear_is_http,
		other_first_frames_are_not_http_2,
		a_method_is_a_token_of_at_most_32,
		a_target_without_an_end_is_http_by_its_method,
		other_lines_are_not_http,
		other_answers_are_not_http,
		a_request_without_a_version_may_be_anything,
		method_host_version_and_status_are_told,
		a_connect_names_its_target,
		a_host_that_is_none_is_not_kept,
		an_address_in_brackets_is_no_name,
		a_long_method_is_clamped,
		sip_is_not_http,
		a_target_without_an_end_is_sip_by_its_scheme,
		rtsp_is_not_http,
	};

	return run_tests("recognise http", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
