/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_database.c - TDS, MySQL, PostgreSQL.
 */
#include <config.h>

#include "recognise_world.h"

/* MS-TDS 2.2.3.1: the header, and a body. */
static struct bytes
tds(unsigned int type, const char *body)
{
	struct bytes b = { .len = 0 }, more = bytes_hex(body);

	put_u8(&b, type);
	put_u8(&b, 1);
	put_u16(&b, (unsigned int)more.len + 8);
	put_hex(&b, "0000 01 00");
	put_bytes(&b, more.data, more.len);
	return b;
}

/* Version and encryption: MS-TDS 2.2.6.5. */
#define OPTIONS "00 000b 0006 01 0011 0001 ff 0f0007d00000 02"

START_TEST(a_pre_login_is_tds)
{
	struct bytes c = tds(0x12, OPTIONS), s = tds(0x04, OPTIONS);

	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_TDS, &c);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_TDS, &s);
}
END_TEST

START_TEST(options_of_a_pre_login_lie_in_it)
{
	static const char *const wrong[] = {
		"01 000b 0006 00 0011 0001 ff 0f0007d00000 02",
		"00 000c 0006 01 0012 0001 ff 0f0007d00000 02 00",
		"00 000b 0005 01 0011 0001 ff 0f0007d00000 02",
		"00 000b 0006 01 0010 0001 ff 0f0007d00000 02",
		"00 000b 0006 01 0011 0002 ff 0f0007d00000 02"
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct bytes b = tds(0x12, wrong[i]);

		expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TDS, &b);
	}
}
END_TEST

START_TEST(a_login_is_tds)
{
	struct bytes body = { .len = 0 },
		     b = bytes_hex("10 01 00c8 0000 01 00");

	put_u32_le(&body, 192);
	put_u32_le(&body, 0x74000004);
	put_fill(&body, 184, 0);
	put_bytes(&b, body.data, body.len);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_TDS, &b);
	b.data[15] = 0x66; /* the version */
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TDS, &b);
}
END_TEST

START_TEST(a_login_of_the_old_protocol_is_tds)
{
	struct bytes b = bytes_hex("02 00 0200 0000 00 00");

	for (unsigned int field = 0; field < 3; field++) {
		put_text(&b, "abc");
		put_fill(&b, 27, 0);
		put_u8(&b, 3);
	}
	put_fill(&b, 512 - b.len, 0x20);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_TDS, &b);
	b.data[38] = 31;
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_TDS, &b);
}
END_TEST

START_TEST(an_x224_confirm_is_no_tds)
{
	struct bytes b = bytes_hex("03 00 0013 0e d0 0000 1234 00"
				   "02 1f 0800 02000000");
	struct inspect_view view = view_end(PROTO_TCP, SERVER, &b);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_TDS), INSPECT_NO);
}
END_TEST

START_TEST(tls_that_offers_tds_is_tds)
{
	struct bytes b = bytes_hex("16 0301 0041 01 00003d 0303");
	struct inspect_view view;

	put_fill(&b, 32, 0x11);
	put_hex(&b, "00 0002 1301 01 00 0012 0010 000a 0008 07");
	put_text(&b, "tds/8.0");
	/* An unknown extension fills it up. */
	put_hex(&b, "1234 0000");
	b.data[4] = (uint8_t)(b.len - 5);
	b.data[8] = (uint8_t)(b.len - 9);
	view = view_end(PROTO_TCP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TDS), INSPECT_MATCH);
	b.data[b.len - 5] = '1';
	ck_assert_int_eq(match_of(&view, INSPECT_APP_TDS), INSPECT_NO);
}
END_TEST

START_TEST(a_greeting_is_mysql)
{
	struct bytes b = bytes_hex("000000 00 0a");

	put_text(&b, "8.0.36");
	put_hex(&b, "00 07000000 0102030405060708 00 ffff 21 0200 ffcf 15");
	put_fill(&b, 10, 0);
	put_fill(&b, 12, 0x61);
	put_u8(&b, 0);
	put_text(&b, "mysql_native_password");
	put_u8(&b, 0);
	b.data[0] = (uint8_t)(b.len - 4);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_MYSQL, &b);
	b.data[5] = 'x';
	expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_MYSQL, &b);
}
END_TEST

START_TEST(a_login_is_mysql)
{
	struct bytes b = bytes_hex("400000 01 85a6ff00 00000001 21");

	put_fill(&b, 23, 0);
	put_text(&b, "root");
	put_fill(&b, 28, 0);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_MYSQL, &b);
	b.data[20] = 1;
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_MYSQL, &b);
}
END_TEST

START_TEST(first_messages_are_postgresql)
{
	static const char *const openings[] = { "00000008 04d2162f",
		"00000008 04d21630",
		"00000014 00030000 75736572 00 6e6f6f6e65 00 00",
		"00000010 04d2162e 00000001 00000002" };

	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		struct bytes b = bytes_hex(openings[i]);

		expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_POSTGRESQL, &b);
	}
}
END_TEST

START_TEST(answers_are_postgresql)
{
	static const char *const answers[] = { "52 00000008 00000000",
		"4e 52 0000000c 00000005 01020304",
		"45 00000021 53 464154414c 00" };

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct bytes b = bytes_hex(answers[i]);

		expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_POSTGRESQL, &b);
	}
}
END_TEST

START_TEST(a_code_that_does_not_exist_is_no_postgresql)
{
	struct bytes c = bytes_hex("00000008 04d21631");
	struct bytes s = bytes_hex("52 00000008 0000000d");

	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_POSTGRESQL, &c);
	expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_POSTGRESQL, &s);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_pre_login_is_tds,
		options_of_a_pre_login_lie_in_it,
		a_login_is_tds,
		a_login_of_the_old_protocol_is_tds,
		an_x224_confirm_is_no_tds,
		tls_that_offers_tds_is_tds,
		a_greeting_is_mysql,
		a_login_is_mysql,
		first_messages_are_postgresql,
		answers_are_postgresql,
		a_code_that_does_not_exist_is_no_postgresql,
	};

	return run_tests("recognise database", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
