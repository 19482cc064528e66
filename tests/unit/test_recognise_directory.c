/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_directory.c - Kerberos, LDAP and SNMP: messages in BER.
 */
#include <config.h>

#include "inspect/details.h"
#include "recognise_world.h"

/* A tag, a length of so many bytes of length (0: the short form), a value. */
static struct bytes
value(unsigned int tag, unsigned int width, const struct bytes *inside)
{
	struct bytes b = { .len = 0 };

	put_u8(&b, tag);
	if (width > 0)
		put_u8(&b, 0x80 + width);
	for (unsigned int i = width ? width : 1; i > 0; i--)
		put_u8(&b, (unsigned int)(inside->len >> 8 * (i - 1)) & 0xff);
	put_bytes(&b, inside->data, inside->len);
	return b;
}

/* RFC 4120: application tag, sequence, version and type in [first] and on,
 * then a body in [3]. */
static struct bytes
kerberos(unsigned int type, unsigned int first, unsigned int width)
{
	struct bytes fields = { .len = 0 }, sequence, body = { .len = 0 };

	put_u8(&fields, 0xa0 + first);
	put_hex(&fields, "03 02 01 05");
	put_u8(&fields, 0xa1 + first);
	put_hex(&fields, "03 02 01");
	put_u8(&fields, type);
	put_fill(&body, 60, 0x41);
	body = value(0x04, 0, &body);
	body = value(0xa3, 0, &body);
	put_bytes(&fields, body.data, body.len);
	sequence = value(0x30, width, &fields);
	return value(0x60 + type, width, &sequence);
}

static struct bytes
over_tcp(const struct bytes *message)
{
	struct bytes b = { .len = 0 };

	put_u32(&b, (uint32_t)message->len);
	put_bytes(&b, message->data, message->len);
	return b;
}

static const struct {
	unsigned int type, first;
	enum end end;
} messages[] = { { 10, 1, CLIENT }, { 11, 0, SERVER }, { 12, 1, CLIENT },
	{ 13, 0, SERVER }, { 30, 0, SERVER } };

START_TEST(messages_over_udp_and_tcp_are_kerberos)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		for (unsigned int width = 0; width <= 4; width += 2) {
			struct bytes b = kerberos(messages[i].type,
			    messages[i].first, width);
			struct bytes tcp = over_tcp(&b);

			expect_genuine(PROTO_UDP, messages[i].end,
			    INSPECT_APP_KERBEROS, &b);
			expect_genuine(PROTO_TCP, messages[i].end,
			    INSPECT_APP_KERBEROS, &tcp);
		}
}
END_TEST

START_TEST(a_message_s_type_is_told_twice_and_agrees)
{
	struct bytes b = kerberos(10, 1, 0);
	struct bytes version = b;

	b.data[13] = 12;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_KERBEROS, &b);
	version.data[8] = 4;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_KERBEROS, &version);
}
END_TEST

START_TEST(a_message_ends_where_its_length_says)
{
	struct bytes b = kerberos(10, 1, 0), tcp = over_tcp(&b);

	tcp.data[3]++;
	put_u8(&tcp, 0);
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_KERBEROS, &tcp);
	b.data[3]--; /* the sequence */
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_KERBEROS, &b);
}
END_TEST

START_TEST(a_change_of_password_is_kerberos)
{
	/* RFC 3244: length, version ff80, length of an AP-REQ, that. */
	struct bytes request = bytes_hex("0000 ff80 0030 6e 2e");
	struct bytes reply = bytes_hex("0000 0001 0000 7e 2e");

	put_fill(&request, 60, 0x30);
	put_fill(&reply, 60, 0x30);
	request.data[1] = (uint8_t)request.len;
	reply.data[1] = (uint8_t)reply.len;
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_KERBEROS, &request);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_KERBEROS, &reply);
	request.data[1]++;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_KERBEROS, &request);
}
END_TEST

START_TEST(other_binary_with_a_length_is_no_kerberos)
{
	struct bytes b = bytes_hex("00000010 62 0e 30 0c a1 03 02 01 05 a2 03"
				   "02 01 02 00 00");

	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_KERBEROS, &b);
}
END_TEST

static const struct {
	const char *hex;
	enum end end;
} ldap[] = {
	/* Simple bind, version 3. */
	{ "30 0c 02 01 01 60 07 02 01 03 04 00 80 00", CLIENT },
	/* Its answer, and one with a long length. */
	{ "30 0c 02 01 01 61 07 0a 01 00 04 00 04 00", SERVER },
	{ "30 84 00000010 02 01 01 61 84 00000007 0a 01 00 04 00 04 00",
	    SERVER },
	/* A search of the root, any object class, with a control. */
	{ "30 32 02 01 02 63 20 04 00 0a 01 00 0a 01 00 02 01 00 02 01 00"
	  "01 01 00 87 0b 6f626a656374636c617373 30 00"
	  "a0 0b 30 09 04 03 312e32 04 02 3000",
	    CLIENT },
	/* An entry. */
	{ "30 10 02 01 02 64 0b 04 05 63 6e 3d 61 62 30 02 30 00", SERVER },
	/* Unbind, delete, abandon. */
	{ "30 05 02 01 03 42 00", CLIENT },
	{ "30 09 02 01 04 4a 04 63 6e 3d 61", CLIENT },
	{ "30 06 02 01 05 50 01 02", CLIENT },
};

START_TEST(messages_are_ldap)
{
	for (size_t i = 0; i < sizeof(ldap) / sizeof(ldap[0]); i++) {
		struct bytes b = bytes_hex(ldap[i].hex);

		expect_genuine(PROTO_TCP, ldap[i].end, INSPECT_APP_LDAP, &b);
	}
}
END_TEST

START_TEST(a_search_over_udp_is_ldap)
{
	struct bytes b = bytes_hex(ldap[3].hex);

	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_LDAP, &b);
}
END_TEST

START_TEST(lengths_of_ldap_add_up)
{
	static const char *const wrong[] = {
		"30 0d 02 01 01 60 07 02 01 03 04 00 80 00 00",
		"30 0c 02 01 01 60 08 02 01 03 04 00 80 00 00",
		"30 0c 02 01 01 60 07 02 01 09 04 00 80 00",
		"30 0c 02 01 01 6a 07 02 01 03 04 00 80 00",
		"30 0c 04 01 01 60 07 02 01 03 04 00 80 00",
		"30 06 02 01 03 42 01 00"
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct bytes b = bytes_hex(wrong[i]);

		expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_LDAP, &b);
	}
}
END_TEST

START_TEST(ends_of_ldap_have_their_own_messages)
{
	struct bytes bind = bytes_hex(ldap[0].hex);
	struct bytes answer = bytes_hex(ldap[1].hex);

	expect_stranger(PROTO_TCP, SERVER, INSPECT_APP_LDAP, &bind);
	expect_stranger(PROTO_TCP, CLIENT, INSPECT_APP_LDAP, &answer);
}
END_TEST

/* Every operation, in the role it belongs to, with the least of a body. */
START_TEST(every_operation_of_ldap_has_its_end)
{
	static const struct {
		unsigned int tag;
		const char *body;
		enum end end;
	} ops[] = { { 0x60, "020103 0400 8000", CLIENT },
		{ 0x61, "0a0100 0400 0400", SERVER }, { 0x42, "", CLIENT },
		{ 0x63, "0400 0a0102 0a0103 020100 020100 010100 8700 3000",
		    CLIENT },
		{ 0x64, "0400 3000", SERVER },
		{ 0x65, "0a0100 0400 0400", SERVER },
		{ 0x66, "0400 3000", CLIENT },
		{ 0x67, "0a0100 0400 0400", SERVER },
		{ 0x68, "0400 3000", CLIENT },
		{ 0x69, "0a0100 0400 0400", SERVER }, { 0x4a, "6162", CLIENT },
		{ 0x6b, "0a0100 0400 0400", SERVER },
		{ 0x6c, "0400 0400 0101ff", CLIENT },
		{ 0x6d, "0a0100 0400 0400", SERVER },
		{ 0x6e, "0400 3000", CLIENT },
		{ 0x6f, "0a0100 0400 0400", SERVER }, { 0x50, "01", CLIENT },
		{ 0x73, "0400", SERVER }, { 0x77, "8003 312e32", CLIENT },
		{ 0x78, "0a0100 0400 0400", SERVER },
		{ 0x79, "8003 312e32", SERVER } };

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		struct bytes body = bytes_hex(ops[i].body);
		struct bytes op = value(ops[i].tag, 0, &body);
		struct bytes inside = bytes_hex("020107"), b;
		struct inspect_view view;

		put_bytes(&inside, op.data, op.len);
		b = value(0x30, 0, &inside);
		expect_genuine(PROTO_TCP, ops[i].end, INSPECT_APP_LDAP, &b);
		view = view_end(PROTO_TCP,
		    ops[i].end == CLIENT ? SERVER : CLIENT, &b);
		ck_assert_int_eq(match_of(&view, INSPECT_APP_LDAP), INSPECT_NO);
	}
}
END_TEST

START_TEST(starttls_is_told)
{
	struct bytes b = bytes_hex("30 1d 02 01 01 77 18 80 16");
	struct inspect_view view;
	struct inspect_details d;

	put_text(&b, "1.3.6.1.4.1.1466.20037");
	expect_genuine(PROTO_TCP, CLIENT, INSPECT_APP_LDAP, &b);
	view = view_end(PROTO_TCP, CLIENT, &b);
	inspect_describe(&view, INSPECT_APP_LDAP, NULL, &d);
	ck_assert(d.starttls);
	b.data[b.len - 1] = '8';
	inspect_describe(&view, INSPECT_APP_LDAP, NULL, &d);
	ck_assert(!d.starttls);
}
END_TEST

START_TEST(management_in_ber_is_snmp)
{
	struct bytes get = bytes_hex(
	    "30 26 02 01 01 04 06 7075626c6963 a0 19 02 01 2a 02 01 00 02 01 00"
	    "30 0e 30 0c 06 08 2b06010201010100 05 00");
	struct bytes v3 =
	    bytes_hex("30 1a 02 01 03 30 0f 02 02 1234 02 03"
		      "00ffe3 04 01 04 02 01 03 04 00 04 00 00 00");

	v3.len -= 2;
	v3.data[1] = (uint8_t)(v3.len - 2);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_SNMP, &get);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_SNMP, &v3);
	get.data[13] = 0xab;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_SNMP, &get);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		messages_over_udp_and_tcp_are_kerberos,
		a_message_s_type_is_told_twice_and_agrees,
		a_message_ends_where_its_length_says,
		a_change_of_password_is_kerberos,
		other_binary_with_a_length_is_no_kerberos,
		messages_are_ldap,
		a_search_over_udp_is_ldap,
		lengths_of_ldap_add_up,
		ends_of_ldap_have_their_own_messages,
		every_operation_of_ldap_has_its_end,
		starttls_is_told,
		management_in_ber_is_snmp,
	};

	return run_tests("recognise directory", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
