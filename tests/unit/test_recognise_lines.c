/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_lines.c - terminals, screens, mail and talk: what greets
 * with a line.
 */
#include <config.h>

#include <string.h>

#include "inspect/details.h"
#include "recognise_world.h"

struct line {
	enum inspect_app app;
	enum end end;
	const char *text;
};

static const struct line genuine[] = {
	{ INSPECT_APP_SSH, SERVER, "SSH-2.0-OpenSSH_9.2 x\r\n" },
	{ INSPECT_APP_SSH, CLIENT, "SSH-1.99-client\n" },
	{ INSPECT_APP_VNC, SERVER, "RFB 003.008\n" },
	{ INSPECT_APP_VNC, CLIENT, "RFB 004.000\n" },
	{ INSPECT_APP_SMTP, SERVER, "220 mx.example ESMTP ready\r\n" },
	{ INSPECT_APP_SMTP, SERVER, "220-mx.example\r\n220 go\r\n250-x\r\n" },
	{ INSPECT_APP_SMTP, CLIENT, "EHLO a.example\r\nMAIL FROM:<x>\r\n" },
	{ INSPECT_APP_SMTP, CLIENT, "helo a.example\r\n" },
	{ INSPECT_APP_FTP, SERVER, "220 smtp1.example FTP server\r\n" },
	{ INSPECT_APP_FTP, SERVER, "220 (vsFTPd 3.0.3)\r\n" },
	{ INSPECT_APP_FTP, SERVER, "220 Welcome.\r\n331 Password?\r\n" },
	{ INSPECT_APP_FTP, CLIENT, "AUTH TLS\r\n" },
	{ INSPECT_APP_FTP, CLIENT, "USER anonymous\r\nPASS x\r\n" },
	{ INSPECT_APP_POP3, SERVER, "+OK ready <1@a.example>\r\n" },
	{ INSPECT_APP_POP3, CLIENT, "APOP x 0123456789abcdef\r\n" },
	{ INSPECT_APP_IMAP, SERVER, "* OK [CAPABILITY IMAP4rev1] hi\r\n" },
	{ INSPECT_APP_IMAP, CLIENT, "a001 LOGIN x y\r\n" },
	{ INSPECT_APP_IMAP, CLIENT, "1 CAPABILITY\r\n" },
	{ INSPECT_APP_IRC, CLIENT, "NICK x\r\nUSER x 0 * :x\r\n" },
	{ INSPECT_APP_IRC, CLIENT, "CAP LS 302\r\n" },
	{ INSPECT_APP_IRC, SERVER, ":irc.example NOTICE * :hello\r\n" },
	{ INSPECT_APP_IRC, SERVER, "NOTICE AUTH :*** Looking up\r\n" },
	{ INSPECT_APP_IRC, SERVER, ":irc.example 001 x :Welcome\r\n" },
};

START_TEST(lines_are_what_they_say)
{
	for (size_t i = 0; i < sizeof(genuine) / sizeof(genuine[0]); i++) {
		struct bytes b = bytes_text(genuine[i].text);

		expect_genuine(PROTO_TCP, genuine[i].end, genuine[i].app, &b);
	}
}
END_TEST

static const struct line strangers[] = {
	{ INSPECT_APP_SSH, SERVER, "SSH-3.0-x\r\n" },
	{ INSPECT_APP_VNC, SERVER, "RFB 003x008\n" },
	{ INSPECT_APP_SMTP, SERVER, "22x mx.example ESMTP\r\n" },
	{ INSPECT_APP_SMTP, SERVER, "220 \x01 ESMTP\r\n" },
	{ INSPECT_APP_SMTP, CLIENT, "HELLO a.example\r\n" },
	{ INSPECT_APP_FTP, CLIENT, "STOR x\r\n" },
	{ INSPECT_APP_POP3, SERVER, "-ERR no\r\n" },
	{ INSPECT_APP_IMAP, SERVER, "* NO x\r\n" },
	{ INSPECT_APP_IMAP, CLIENT, "averyveryverylongtag LOGIN x y\r\n" },
	{ INSPECT_APP_IRC, CLIENT, "JOIN #x\r\n" },
	{ INSPECT_APP_IRC, SERVER, ":irc.example 999 x\r\n" },
};

START_TEST(lines_that_say_something_else_are_not)
{
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		struct bytes b = bytes_text(strangers[i].text);

		expect_stranger(PROTO_TCP, strangers[i].end, strangers[i].app,
		    &b);
	}
}
END_TEST

static const struct line unsure[] = {
	{ INSPECT_APP_SMTP, SERVER, "220 a.example ready\r\n" },
	{ INSPECT_APP_FTP, SERVER, "220 a.example ready\r\n" },
	{ INSPECT_APP_SMTP, CLIENT, "QUIT\r\n" },
	{ INSPECT_APP_FTP, CLIENT, "USER x\r\n" },
	{ INSPECT_APP_POP3, CLIENT, "USER x\r\n" },
	{ INSPECT_APP_IRC, CLIENT, "NICK x\r\n" },
	{ INSPECT_APP_TELNET, SERVER, "login: " },
};

START_TEST(lines_that_several_say_are_unsure)
{
	for (size_t i = 0; i < sizeof(unsure) / sizeof(unsure[0]); i++) {
		struct bytes b = bytes_text(unsure[i].text);
		struct inspect_view view =
		    view_end(PROTO_TCP, unsure[i].end, &b);

		ck_assert_msg(match_of(&view, unsure[i].app) == INSPECT_UNSURE,
		    "%s", unsure[i].text);
	}
}
END_TEST

START_TEST(a_host_s_name_does_not_make_it_mail_or_files)
{
	struct bytes mail = bytes_text("220 ftp.example ESMTP\r\n");
	struct bytes files = bytes_text("220 smtp.example FTP\r\n");
	struct inspect_view view = view_end(PROTO_TCP, SERVER, &mail);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_SMTP), INSPECT_MATCH);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_FTP), INSPECT_NO);
	view = view_end(PROTO_TCP, SERVER, &files);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_FTP), INSPECT_MATCH);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_SMTP), INSPECT_NO);
}
END_TEST

START_TEST(a_greeting_and_what_follows_tell_mail_from_files)
{
	struct bytes s = bytes_text("220 a.example\r\n331 Password\r\n");
	struct inspect_view view = view_end(PROTO_TCP, SERVER, &s);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_FTP), INSPECT_MATCH);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_SMTP), INSPECT_NO);
}
END_TEST

START_TEST(an_ok_in_mid_stream_is_no_mail)
{
	struct bytes b = bytes_text("+OK\r\n");
	struct inspect_view view = view_middle(PROTO_TCP, SERVER, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_POP3), INSPECT_UNSURE);
}
END_TEST

START_TEST(two_commands_are_telnet_and_one_is_unsure)
{
	struct bytes b = bytes_hex("ff fd 18 ff fb 20");
	struct bytes sub = bytes_hex("ff fd 18 ff fa 18 01 ff f0 41");
	struct bytes wrong = bytes_hex("ff fd 18 ff f5 20");
	struct inspect_view view;

	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_TELNET, &b);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_TELNET, &sub);
	b.len = 5;
	view = view_end(PROTO_TCP, SERVER, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TELNET), INSPECT_UNSURE);
	view = view_end(PROTO_TCP, SERVER, &wrong);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TELNET), INSPECT_UNSURE);
}
END_TEST

START_TEST(binary_is_no_telnet)
{
	struct bytes b = bytes_hex("01 02 03 04 05 06");

	expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_TELNET, &b);
}
END_TEST

/* 17 24, a command, a length. */
START_TEST(frames_that_line_up_are_teamviewer)
{
	struct bytes b = bytes_hex("1724 0a 0400 01020304");
	struct inspect_view view;

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_TEAMVIEWER, &b);
	put_hex(&b, "1724 28 2000 00");
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_TEAMVIEWER, &b);
	b.data[10] = 0x25;
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TEAMVIEWER, &b);
	b.len = 10;
	view = view_end(PROTO_TCP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TEAMVIEWER),
	    INSPECT_UNSURE);
}
END_TEST

static struct inspect_details
details_of(enum inspect_app app, const char *client, const char *server)
{
	struct bytes c = bytes_text(client), s = bytes_text(server);
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);
	struct inspect_details d;

	inspect_describe(&view, app, NULL, &d);
	return d;
}

START_TEST(the_software_is_told)
{
	struct inspect_details d = details_of(INSPECT_APP_SSH,
	    "SSH-2.0-client\r\n", "SSH-2.0-server_1.0\r\nx");

	ck_assert_str_eq(d.software, "SSH-2.0-server_1.0");
	d = details_of(INSPECT_APP_VNC, "", "RFB 003.008\n");
	ck_assert_str_eq(d.software, "RFB 003.008");
	d = details_of(INSPECT_APP_SMTP, "EHLO a\r\n", "220 mx ESMTP x\r\n");
	ck_assert_str_eq(d.software, "220 mx ESMTP x");
	ck_assert(!d.starttls);
}
END_TEST

START_TEST(software_is_clamped_and_printable)
{
	char line[200] = "SSH-2.0-";
	struct inspect_details d;

	for (size_t i = 8; i < 150; i++)
		line[i] = i == 10 ? '\x9b' : 'v';
	line[150] = '\n';
	line[151] = '\0';
	d = details_of(INSPECT_APP_SSH, "", line);
	ck_assert_uint_eq(strlen(d.software), INSPECT_TEXT_MAX - 1);
	ck_assert_int_eq(d.software[10], '?');
}
END_TEST

START_TEST(going_over_to_tls_is_told)
{
	ck_assert(details_of(INSPECT_APP_SMTP, "EHLO a\r\nSTARTTLS\r\n",
	    "220 mx ESMTP\r\n")
		      .starttls);
	ck_assert(details_of(INSPECT_APP_IMAP, "a1 starttls\r\n", "* OK hi\r\n")
		      .starttls);
	ck_assert(details_of(INSPECT_APP_FTP, "auth tls\r\n", "220 FTP\r\n")
		      .starttls);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		lines_are_what_they_say,
		lines_that_say_something_else_are_not,
		lines_that_several_say_are_unsure,
		a_host_s_name_does_not_make_it_mail_or_files,
		a_greeting_and_what_follows_tell_mail_from_files,
		an_ok_in_mid_stream_is_no_mail,
		two_commands_are_telnet_and_one_is_unsure,
		binary_is_no_telnet,
		frames_that_line_up_are_teamviewer,
		the_software_is_told,
		software_is_clamped_and_printable,
		going_over_to_tls_is_told,
	};

	return run_tests("recognise lines", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
