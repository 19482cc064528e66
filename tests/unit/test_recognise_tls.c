/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_tls.c - TLS records and hellos, whole, cut, split, old and
 * crafted.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/details.h"
#include "recognise_world.h"

static void
put_extension(struct bytes *b, unsigned int kind, const struct bytes *body)
{
	put_u16(b, kind);
	put_u16(b, (unsigned int)body->len);
	put_bytes(b, body->data, body->len);
}

static void
put_name(struct bytes *b, const char *name)
{
	struct bytes ext = { .len = 0 };

	put_u16(&ext, (unsigned int)strlen(name) + 3);
	put_u8(&ext, 0);
	put_u16(&ext, (unsigned int)strlen(name));
	put_text(&ext, name);
	put_extension(b, 0, &ext);
}

/* A ClientHello as handshake message: RFC 8446 section 4.1.2. */
static struct bytes
client_hello(const char *name, const char *extensions)
{
	struct bytes b = { .len = 0 }, more = bytes_hex(extensions);
	size_t message, list;

	put_u8(&b, 1);
	message = put_open(&b, 3);
	put_u16(&b, 0x0303);
	put_fill(&b, 32, 0x5a);
	put_hex(&b, "00 0004 1301 1302 01 00");
	list = put_open(&b, 2);
	if (name)
		put_name(&b, name);
	put_bytes(&b, more.data, more.len);
	put_close(&b, list, 2);
	put_close(&b, message, 3);
	return b;
}

static struct bytes
server_hello(void)
{
	struct bytes b = { .len = 0 };
	size_t message;

	put_u8(&b, 2);
	message = put_open(&b, 3);
	put_u16(&b, 0x0303);
	put_fill(&b, 32, 0xa5);
	put_hex(&b, "00 1301 00 0006 002b 0002 0304");
	put_close(&b, message, 3);
	return b;
}

static void
put_record(struct bytes *b, unsigned int type, const uint8_t *data, size_t len)
{
	put_u8(b, type);
	put_u16(b, 0x0303);
	put_u16(b, (unsigned int)len);
	put_bytes(b, data, len);
}

/* Application data, so many bytes. */
static void
put_data(struct bytes *b, size_t len)
{
	struct bytes data = { .len = 0 };

	put_fill(&data, len, 0x99);
	put_record(b, 23, data.data, data.len);
}

/* A message in records of at most so many bytes. */
static struct bytes
in_records(const struct bytes *message, size_t each)
{
	struct bytes b = { .len = 0 };

	for (size_t at = 0; at < message->len; at += each) {
		size_t left = message->len - at;

		put_record(&b, 22, message->data + at,
		    left < each ? left : each);
	}
	return b;
}

static struct bytes
hello_record(const char *name, const char *extensions)
{
	struct bytes hello = client_hello(name, extensions);

	return in_records(&hello, hello.len);
}

static struct inspect_details
details_of(const struct bytes *client, const struct bytes *server)
{
	struct inspect_view view = view_of(PROTO_TCP, client, server);
	struct inspect_details d;

	inspect_describe(&view, INSPECT_APP_TLS, NULL, &d);
	return d;
}

START_TEST(a_client_hello_is_tls)
{
	struct bytes b = hello_record("www.example.com", "");

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &b);
}
END_TEST

START_TEST(eleven_bytes_of_a_client_hello_are_enough_and_ten_are_not)
{
	struct bytes b = hello_record("www.example.com", "");
	struct inspect_view view;

	b.len = 11;
	view = view_end(PROTO_TCP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_MATCH);
	b.len = 10;
	view = view_end(PROTO_TCP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_UNSURE);
}
END_TEST

START_TEST(a_server_hello_is_tls)
{
	struct bytes hello = server_hello(), b = in_records(&hello, 4096);

	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_TLS, &b);
}
END_TEST

START_TEST(a_server_hello_may_share_its_record_with_what_follows)
{
	struct bytes hello = server_hello(), b;

	put_hex(&hello, "0b 000400 000003fd");
	b = in_records(&hello, 4096);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_TLS, &b);
}
END_TEST

START_TEST(both_ends_are_stronger_than_one)
{
	struct bytes c = hello_record("a.example", "");
	struct bytes hello = server_hello(), s = in_records(&hello, 4096);
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);

	ck_assert_int_eq(strength_of(&view, INSPECT_APP_TLS), INSPECT_BY_BOTH);
	view = view_end(PROTO_TCP, SERVER, &s);
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_TLS),
	    INSPECT_BY_SERVER);
}
END_TEST

START_TEST(a_hello_may_be_split_over_records_of_any_size)
{
	struct bytes hello = client_hello("www.example.com", "");

	for (size_t each = 1; each < 60; each += 7) {
		struct bytes b = in_records(&hello, each);
		struct inspect_details d = details_of(&b, NULL);

		expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &b);
		ck_assert_str_eq(d.name, "www.example.com");
	}
}
END_TEST

START_TEST(a_hello_that_goes_on_in_something_else_is_no_tls)
{
	struct bytes hello = client_hello("www.example.com", "");
	struct bytes b = in_records(&hello, 20);

	b.data[25] = 23; /* the second record's type */
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &b);
}
END_TEST

START_TEST(too_long_a_session_id_is_no_tls)
{
	struct bytes b = hello_record("www.example.com", "");

	b.data[43] = 33;
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &b);
}
END_TEST

/* Bytes that a capture damaged are no proof that it is something else. */
START_TEST(a_hello_damaged_behind_its_beginning_is_unsure)
{
	/* Cipher suites, compression methods, extensions. */
	static const size_t places[] = { 44, 45, 50, 52, 53 };
	const struct bytes good = hello_record("www.example.com", "");

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct bytes b = good;
		struct inspect_view view;

		b.data[places[i]] = 0xff;
		view = view_end(PROTO_TCP, CLIENT, &b);
		ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS),
		    INSPECT_UNSURE);
	}
}
END_TEST

START_TEST(a_record_header_before_text_is_no_tls)
{
	struct bytes b = bytes_hex("16 0301 0005");
	struct bytes too_long = bytes_hex("16 0301 4801 01 0000c0 0303");

	put_text(&b, "HELLO");
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &b);
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &too_long);
}
END_TEST

START_TEST(a_client_can_not_begin_with_data_or_an_alert)
{
	struct bytes data = bytes_hex("17 0303 0004 01020304");
	struct bytes alert = bytes_hex("15 0303 0002 0228");

	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &data);
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &alert);
}
END_TEST

START_TEST(a_server_may_answer_with_an_alert)
{
	struct bytes c = hello_record("a.example", "");
	struct bytes s = bytes_hex("15 0303 0002 0228");
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);
	struct inspect_details d = details_of(&c, &s);

	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_TLS, &s);
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_TLS), INSPECT_BY_BOTH);
	ck_assert(d.tls.alert);
	ck_assert_uint_eq(d.tls.alert_code, 40);
	ck_assert(!d.tls.server_hello);
}
END_TEST

START_TEST(an_alert_that_does_not_exist_is_no_tls)
{
	struct bytes level = bytes_hex("15 0303 0002 0328");
	struct bytes code = bytes_hex("15 0303 0002 02ff");

	expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_TLS, &level);
	expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_TLS, &code);
}
END_TEST

/* SSL 2.0 framing: length 8003+, type, version, three lengths. */
static struct bytes
ssl2_hello(unsigned int version, unsigned int challenge)
{
	struct bytes b = bytes_hex("80 00 01");

	put_u16(&b, version);
	put_u16(&b, 9);
	put_u16(&b, 0);
	put_u16(&b, challenge);
	put_fill(&b, 9 + challenge, 0x33);
	b.data[1] = (uint8_t)(b.len - 2);
	return b;
}

START_TEST(an_ssl2_framed_hello_is_tls)
{
	struct bytes b = ssl2_hello(0x0301, 32);
	struct inspect_details d = details_of(&b, NULL);

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &b);
	ck_assert(d.tls.ssl2);
	ck_assert_uint_eq(d.tls.offered, 0x0301);
}
END_TEST

START_TEST(an_ssl2_frame_whose_lengths_do_not_add_up_is_no_tls)
{
	struct bytes b = ssl2_hello(0x0301, 32);
	struct bytes odd = ssl2_hello(0x0301, 32);
	struct bytes version = ssl2_hello(0x0401, 32);

	b.data[1]++;
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &b);
	odd.data[6] = 10;
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &odd);
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TLS, &version);
}
END_TEST

START_TEST(an_ssl2_server_hello_is_tls)
{
	struct bytes b = bytes_hex("80 00 04 00 01 0002 0004 0003 0010");

	put_fill(&b, 4 + 3 + 16, 0x44);
	b.data[1] = (uint8_t)(b.len - 2);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_TLS, &b);
}
END_TEST

START_TEST(an_ssl2_server_hello_is_exact_in_each_field)
{
	/* Type, session hit, certificate type, version, connection id. */
	static const struct {
		size_t at;
		uint8_t value;
	} wrong[] = { { 2, 5 }, { 3, 2 }, { 4, 2 }, { 5, 3 }, { 6, 3 },
		{ 12, 15 }, { 12, 33 }, { 1, 1 } };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct bytes b =
		    bytes_hex("80 00 04 00 01 0002 0004 0003 0010");

		put_fill(&b, 4 + 3 + 16, 0x44);
		b.data[1] = (uint8_t)(b.len - 2);
		b.data[wrong[i].at] = wrong[i].value;
		/* Lengths that add up again. */
		if (wrong[i].at == 12)
			b.data[8] = (uint8_t)(4 + 16 - wrong[i].value);
		expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_TLS, &b);
	}
}
END_TEST

START_TEST(each_version_of_records_is_tls)
{
	for (unsigned int minor = 0; minor <= 4; minor++) {
		struct bytes b = hello_record("a.example", "");
		struct inspect_view view = view_end(PROTO_TCP, CLIENT, &b);

		b.data[2] = (uint8_t)minor;
		b.data[10] = (uint8_t)minor;
		ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS),
		    INSPECT_MATCH);
		b.data[2] = 5;
		ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_NO);
	}
}
END_TEST

START_TEST(records_that_line_up_are_tls_in_mid_stream)
{
	struct bytes b = { .len = 0 };
	struct inspect_view view;

	put_data(&b, 40);
	view = view_middle(PROTO_TCP, SERVER, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_MATCH);
	put_hex(&b, "17 0303 4000");
	view = view_middle(PROTO_TCP, SERVER, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_MATCH);
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_TLS),
	    INSPECT_BY_MIDSTREAM);
}
END_TEST

START_TEST(one_header_in_mid_stream_is_not_enough)
{
	struct bytes b = { .len = 0 }, other;
	struct inspect_view view;

	put_data(&b, 40);
	put_hex(&b, "17 03");
	view = view_middle(PROTO_TCP, SERVER, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_UNSURE);
	b.len -= 3;
	view = view_middle(PROTO_TCP, SERVER, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_UNSURE);
	other = b;
	other.len++;
	put_hex(&other, "17 0301 0020"); /* another version */
	view = view_middle(PROTO_TCP, SERVER, &other);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_UNSURE);
}
END_TEST

START_TEST(mid_stream_bytes_are_never_a_no)
{
	struct bytes b = bytes_text("GET / HTTP/1.1\r\n\r\n");
	struct inspect_view view = view_middle(PROTO_TCP, CLIENT, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_UNSURE);
}
END_TEST

START_TEST(the_name_is_lower_case_and_without_its_final_dot)
{
	struct bytes b = hello_record("WWW.Example.COM.", "");
	struct inspect_details d = details_of(&b, NULL);

	ck_assert_str_eq(d.name, "www.example.com");
	ck_assert_int_eq(d.name_from, INSPECT_NAME_SNI);
	ck_assert(!d.name_bad);
}
END_TEST

START_TEST(a_name_that_is_none_is_not_kept)
{
	static const char *const names[] = { "a b.example", "<script>", "..",
		".a", "a..b", "\xc3\xa4.example", "a/b", "x\x1b[31m" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct bytes b = hello_record(names[i], "");
		struct inspect_details d = details_of(&b, NULL);

		ck_assert_str_eq(d.name, "");
		ck_assert(d.name_bad);
	}
}
END_TEST

START_TEST(a_name_of_any_length_is_clamped)
{
	char name[301];
	struct bytes b;
	struct inspect_details d;

	for (size_t i = 0; i < sizeof(name) - 1; i++)
		name[i] = i % 60 == 59 ? '.' : 'a';
	name[300] = '\0';
	b = hello_record(name, "");
	d = details_of(&b, NULL);
	ck_assert_str_eq(d.name, "");
	ck_assert(d.name_bad);
	name[253] = '\0';
	b = hello_record(name, "");
	d = details_of(&b, NULL);
	ck_assert_str_eq(d.name, name);
}
END_TEST

START_TEST(versions_and_alpn_are_told)
{
	/* ALPN h2, http/1.1; versions 7a7a (RFC 8701), 1.3, 1.2. */
	struct bytes c = hello_record("a.example",
	    "0010 000e 000c 02 6832 08 687474702f312e31"
	    "002b 0007 06 7a7a 0304 0303");
	struct bytes hello = server_hello(), s = in_records(&hello, 4096);
	struct inspect_details d = details_of(&c, &s);

	ck_assert(d.tls.client_hello && d.tls.server_hello);
	ck_assert_uint_eq(d.tls.offered, 0x0304);
	ck_assert_uint_eq(d.tls.chosen, 0x0304);
	ck_assert_str_eq(d.tls.alpn, "h2,http/1.1");
	ck_assert(!d.tls.ech);
}
END_TEST

START_TEST(the_legacy_version_counts_without_the_extension)
{
	struct bytes c = hello_record("a.example", "");

	ck_assert_uint_eq(details_of(&c, NULL).tls.offered, 0x0303);
}
END_TEST

START_TEST(an_encrypted_hello_is_told)
{
	struct bytes c =
	    hello_record("outer.example", "fe0d 0008 00 0001 0001 07 0000");
	struct inspect_details d = details_of(&c, NULL);

	ck_assert(d.tls.ech);
	ck_assert_str_eq(d.name, "outer.example");
}
END_TEST

START_TEST(an_extension_that_is_wrong_inside_is_not_believed)
{
	/* A list that is longer than its extension. */
	struct bytes c = hello_record(NULL, "0000 0007 0020 00 0002 6162");
	struct inspect_view view = view_end(PROTO_TCP, CLIENT, &c);
	struct inspect_details d = details_of(&c, NULL);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_TLS), INSPECT_MATCH);
	ck_assert_str_eq(d.name, "");
	ck_assert_int_eq(d.name_from, INSPECT_NAME_NONE);
}
END_TEST

START_TEST(alpn_of_any_size_and_content_is_clamped)
{
	struct bytes list = { .len = 0 }, ext = { .len = 0 }, hello, b;
	struct inspect_details d;
	size_t message;

	for (unsigned int i = 0; i < 10; i++) {
		put_u8(&list, 20);
		put_fill(&list, 20, 'a' + i);
	}
	put_hex(&list, "02 0a0a");
	put_u16(&ext, 16);
	put_u16(&ext, (unsigned int)list.len + 2);
	put_u16(&ext, (unsigned int)list.len);
	put_bytes(&ext, list.data, list.len);
	hello = client_hello(NULL, "");
	hello.len -= 2;
	message = put_open(&hello, 2);
	put_bytes(&hello, ext.data, ext.len);
	put_close(&hello, message, 2);
	hello.data[2] = (uint8_t)((hello.len - 4) >> 8);
	hello.data[3] = (uint8_t)(hello.len - 4);
	b = in_records(&hello, 4096);
	d = details_of(&b, NULL);
	ck_assert_str_eq(d.tls.alpn,
	    "aaaaaaaaaaaaaaaaaaaa,"
	    "bbbbbbbbbbbbbbbbbbbb,"
	    "cccccccccccccccccccc");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_client_hello_is_tls,
		eleven_bytes_of_a_client_hello_are_enough_and_ten_are_not,
		a_server_hello_is_tls,
		a_server_hello_may_share_its_record_with_what_follows,
		both_ends_are_stronger_than_one,
		a_hello_may_be_split_over_records_of_any_size,
		a_hello_that_goes_on_in_something_else_is_no_tls,
		too_long_a_session_id_is_no_tls,
		a_hello_damaged_behind_its_beginning_is_unsure,
		a_record_header_before_text_is_no_tls,
		a_client_can_not_begin_with_data_or_an_alert,
		a_server_may_answer_with_an_alert,
		an_alert_that_does_not_exist_is_no_tls,
		an_ssl2_framed_hello_is_tls,
		an_ssl2_frame_whose_lengths_do_not_add_up_is_no_tls,
		an_ssl2_server_hello_is_tls,
		an_ssl2_server_hello_is_exact_in_each_field,
		each_version_of_records_is_tls,
		records_that_line_up_are_tls_in_mid_stream,
		one_header_in_mid_stream_is_not_enough,
		mid_stream_bytes_are_never_a_no,
		the_name_is_lower_case_and_without_its_final_dot,
		a_name_that_is_none_is_not_kept,
		a_name_of_any_length_is_clamped,
		versions_and_alpn_are_told,
		the_legacy_version_counts_without_the_extension,
		an_encrypted_hello_is_told,
		an_extension_that_is_wrong_inside_is_not_believed,
		alpn_of_any_size_and_content_is_clamped,
	};

	return run_tests("recognise tls", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
