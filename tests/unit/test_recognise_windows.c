/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_windows.c - SMB, DCE/RPC, RADIUS.
 */
#include <config.h>

#include "recognise_world.h"

static struct bytes
smb(const char *magic, unsigned int type)
{
	struct bytes b = { .len = 0 };
	size_t message;

	put_u8(&b, type);
	message = put_open(&b, 3);
	put_hex(&b, magic);
	put_fill(&b, 60, 0);
	put_close(&b, message, 3);
	return b;
}

START_TEST(each_dialect_is_smb)
{
	static const char *const magics[] = { "ff534d42", "fe534d42",
		"fd534d42", "fc534d42" };

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		struct bytes b = smb(magics[i], 0);

		expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_SMB, &b);
		expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_SMB, &b);
	}
}
END_TEST

START_TEST(a_session_may_be_asked_for_first)
{
	struct bytes c = bytes_hex("81 000044 20"), s = bytes_hex("82 000000");
	struct bytes message = smb("ff534d42", 0);

	put_fill(&c, 32, 'C');
	put_hex(&c, "00 20");
	put_fill(&c, 32, 'D');
	put_hex(&c, "00");
	put_bytes(&c, message.data, message.len);
	put_bytes(&s, message.data, message.len);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_SMB, &c);
	expect_genuine(PROTO_TCP, SERVER, INSPECT_APP_SMB, &s);
}
END_TEST

START_TEST(another_magic_is_no_smb)
{
	struct bytes b = smb("fb534d42", 0), c = smb("ff534d43", 0);
	struct bytes short_one = bytes_hex("00 000004 ff534d42");

	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_SMB, &b);
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_SMB, &c);
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_SMB, &short_one);
}
END_TEST

START_TEST(a_bind_is_dcerpc)
{
	struct bytes b = bytes_hex("05 00 0b 03 10000000 4800 0000 01000000");

	put_fill(&b, 56, 0);
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_DCERPC, &b);
	b.data[4] = 0x11;
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_DCERPC, &b);
}
END_TEST

/* RFC 2865: code, id, length, authenticator, attributes. */
static struct bytes
radius(unsigned int code, const char *attributes)
{
	struct bytes b = { .len = 0 }, more = bytes_hex(attributes);

	put_u8(&b, code);
	put_u8(&b, 77);
	put_u16(&b, (unsigned int)more.len + 20);
	put_fill(&b, 16, 0x9d);
	put_bytes(&b, more.data, more.len);
	return b;
}

#define USER "01 06 61626364"
#define NAS "04 06 0a010203"

START_TEST(requests_and_replies_are_radius)
{
	static const struct {
		unsigned int code;
		enum end end;
	} codes[] = { { 1, CLIENT }, { 4, CLIENT }, { 12, CLIENT },
		{ 40, CLIENT }, { 43, CLIENT }, { 2, SERVER }, { 3, SERVER },
		{ 5, SERVER }, { 11, SERVER }, { 41, SERVER }, { 45, SERVER } };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct bytes b = radius(codes[i].code, USER NAS);

		expect_genuine(PROTO_UDP, codes[i].end, INSPECT_APP_RADIUS, &b);
	}
}
END_TEST

START_TEST(attributes_chain_to_the_end)
{
	static const char *const wrong[] = { USER "04 07 0a010203", USER "04",
		USER "00 06 0a010203", USER "20 01", "04 05 0a0102",
		"50 11 0102030405060708090a0b0c0d0e0f" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct bytes b = radius(1, wrong[i]);

		expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_RADIUS, &b);
	}
}
END_TEST

START_TEST(a_code_that_does_not_exist_is_no_radius)
{
	struct bytes b = radius(6, USER NAS);

	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_RADIUS, &b);
}
END_TEST

START_TEST(a_packet_without_attributes_or_with_padding_is_unsure)
{
	struct bytes bare = radius(3, ""), padded = radius(1, USER NAS);
	struct inspect_view view = view_end(PROTO_UDP, SERVER, &bare);

	ck_assert_int_eq(match_of(&view, INSPECT_APP_RADIUS), INSPECT_UNSURE);
	put_fill(&padded, 5, 0);
	view = view_end(PROTO_UDP, CLIENT, &padded);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RADIUS), INSPECT_UNSURE);
}
END_TEST

START_TEST(over_tcp_it_takes_both_ends)
{
	struct bytes c = radius(1, USER NAS), s = radius(2, "12 03 61");
	struct inspect_view view = view_of(PROTO_TCP, &c, &s);

	ck_assert_int_eq(strength_of(&view, INSPECT_APP_RADIUS),
	    INSPECT_BY_BOTH);
	view = view_end(PROTO_TCP, CLIENT, &c);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RADIUS), INSPECT_UNSURE);
	s.data[0] = 'H';
	view = view_of(PROTO_TCP, &c, &s);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_RADIUS), INSPECT_NO);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		each_dialect_is_smb,
		a_session_may_be_asked_for_first,
		another_magic_is_no_smb,
		a_bind_is_dcerpc,
		requests_and_replies_are_radius,
		attributes_chain_to_the_end,
		a_code_that_does_not_exist_is_no_radius,
		a_packet_without_attributes_or_with_padding_is_unsure,
		over_tcp_it_takes_both_ends,
	};

	return run_tests("recognise windows", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
