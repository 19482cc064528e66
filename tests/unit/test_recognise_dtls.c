/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_dtls.c - DTLS records, hellos and datagrams of them.
 */
#include <config.h>

#include "inspect/details.h"
#include "recognise_world.h"

/* RFC 6347 section 4.1: an epoch, and a sequence number of 48 bits. */
static void
put_record(struct bytes *b, unsigned int type, unsigned int version,
    unsigned int epoch, const struct bytes *body)
{
	put_u8(b, type);
	put_u16(b, version);
	put_u16(b, epoch);
	put_hex(b, "0000 00000007");
	put_u16(b, (unsigned int)body->len);
	put_bytes(b, body->data, body->len);
}

/* A handshake message of which the fragment from 0 has so many bytes. */
static struct bytes
handshake(unsigned int type, const struct bytes *body, size_t here)
{
	struct bytes b = { .len = 0 };

	put_u8(&b, type);
	put_u24(&b, (unsigned int)body->len);
	put_u16(&b, 0);
	put_u24(&b, 0);
	put_u24(&b, (unsigned int)here);
	put_bytes(&b, body->data, here);
	return b;
}

static struct bytes
client_body(unsigned int version)
{
	struct bytes b = { .len = 0 };

	put_u16(&b, version);
	put_fill(&b, 32, 0x5a);
	/* No session id, no cookie, one suite, no compression. */
	put_hex(&b, "00 00 0002 c02b 01 00");
	/* supported_versions: 1.3 (fefc) and 1.2. */
	put_hex(&b, "0009 002b 0005 04 fefd fefc");
	return b;
}

static struct bytes
client_datagram(unsigned int record_version, unsigned int version)
{
	struct bytes body = client_body(version), b = { .len = 0 };
	struct bytes hello = handshake(1, &body, body.len);

	put_record(&b, 22, record_version, 0, &hello);
	return b;
}

static struct bytes
data_datagram(unsigned int version, unsigned int epoch)
{
	struct bytes body = { .len = 0 }, b = { .len = 0 };

	put_fill(&body, 40, 0x77);
	put_record(&b, 23, version, epoch, &body);
	return b;
}

START_TEST(a_client_hello_of_each_version_is_dtls)
{
	static const unsigned int versions[][2] = { { 0xfeff, 0xfeff },
		{ 0xfeff, 0xfefd }, { 0xfefd, 0xfefd }, { 0x0100, 0x0100 } };

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		struct bytes b =
		    client_datagram(versions[i][0], versions[i][1]);
		struct inspect_view view = view_end(PROTO_UDP, CLIENT, &b);

		expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_DTLS, &b);
		ck_assert_int_eq(strength_of(&view, INSPECT_APP_DTLS),
		    INSPECT_BY_CLIENT);
	}
}
END_TEST

START_TEST(a_version_that_is_none_is_no_dtls)
{
	struct bytes record = client_datagram(0x0303, 0xfefd);
	struct bytes hello = client_datagram(0xfefd, 0x0303);

	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_DTLS, &record);
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_DTLS, &hello);
}
END_TEST

START_TEST(a_hello_may_be_fragmented)
{
	struct bytes body = client_body(0xfefd), b = { .len = 0 };
	struct bytes part = handshake(1, &body, 36);

	put_record(&b, 22, 0xfefd, 0, &part);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_DTLS, &b);
}
END_TEST

START_TEST(a_fragment_stays_within_its_message)
{
	struct bytes body = client_body(0xfefd), b = { .len = 0 };
	struct bytes hello = handshake(1, &body, body.len);

	hello.data[8]++; /* it would begin at 1 and pass the end */
	put_record(&b, 22, 0xfefd, 0, &hello);
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_DTLS, &b);
}
END_TEST

START_TEST(a_server_asks_for_a_cookie_first)
{
	struct bytes body = bytes_hex("feff 04 01020304"), b = { .len = 0 };
	struct bytes verify = handshake(3, &body, body.len);
	struct inspect_view view;

	put_record(&b, 22, 0xfeff, 0, &verify);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_DTLS, &b);
	view = view_end(PROTO_UDP, SERVER, &b);
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_DTLS),
	    INSPECT_BY_SERVER);
}
END_TEST

START_TEST(records_of_a_running_session_are_dtls)
{
	struct bytes b = data_datagram(0xfefd, 1);
	struct bytes two = b;
	struct inspect_view view;

	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_DTLS, &b);
	put_bytes(&two, b.data, b.len);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_DTLS, &two);
	view = view_middle(PROTO_UDP, CLIENT, &b);
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_DTLS),
	    INSPECT_BY_MIDSTREAM);
}
END_TEST

START_TEST(records_end_where_the_datagram_does)
{
	struct bytes b = data_datagram(0xfefd, 1), longer = b;
	struct bytes shorter = b;

	put_u8(&longer, 0xee);
	shorter.len--;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_DTLS, &longer);
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_DTLS, &shorter);
}
END_TEST

START_TEST(a_unified_header_may_follow_and_says_nothing_alone)
{
	struct bytes b = client_datagram(0xfefd, 0xfefd);
	struct bytes alone = bytes_hex("2f 1234 0010");
	struct inspect_view view;

	put_fill(&alone, 16, 0x31);
	put_bytes(&b, alone.data, alone.len);
	view = view_end(PROTO_UDP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_DTLS), INSPECT_MATCH);
	view = view_end(PROTO_UDP, CLIENT, &alone);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_DTLS), INSPECT_UNSURE);
}
END_TEST

START_TEST(a_record_that_is_cut_is_believed_with_an_early_number_only)
{
	struct bytes b = data_datagram(0xfefd, 1);
	struct inspect_view view = view_middle(PROTO_UDP, CLIENT, &b);

	view.side[CLIENT].datagram[0].cut = true;
	view.side[CLIENT].datagram[0].len = 20;
	ck_assert_int_eq(match_of(&view, INSPECT_APP_DTLS), INSPECT_MATCH);
	b.data[3] = 0x55; /* the epoch */
	ck_assert_int_ne(match_of(&view, INSPECT_APP_DTLS), INSPECT_MATCH);
}
END_TEST

START_TEST(other_handshake_messages_are_records)
{
	struct bytes body = bytes_hex("00000000"), b = { .len = 0 };
	struct bytes done = handshake(14, &body, body.len);
	struct bytes change = bytes_hex("01"), c = { .len = 0 };
	struct inspect_view view;

	put_record(&b, 22, 0xfefd, 0, &done);
	view = view_middle(PROTO_UDP, SERVER, &b);
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_DTLS),
	    INSPECT_BY_MIDSTREAM);
	put_record(&c, 20, 0xfefd, 0, &change);
	view = view_middle(PROTO_UDP, SERVER, &c);
	ck_assert_int_eq(strength_of(&view, INSPECT_APP_DTLS),
	    INSPECT_BY_MIDSTREAM);
}
END_TEST

START_TEST(versions_and_alerts_are_told)
{
	struct bytes c = client_datagram(0xfeff, 0xfefd);
	struct bytes alert = bytes_hex("02 28"), s = { .len = 0 };
	struct inspect_details d;
	struct inspect_view view;

	put_record(&s, 21, 0xfeff, 0, &alert);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_DTLS, &s);
	view = view_of(PROTO_UDP, &c, &s);
	inspect_describe(&view, INSPECT_APP_DTLS, NULL, &d);
	ck_assert(d.tls.client_hello && d.tls.alert);
	ck_assert_uint_eq(d.tls.alert_code, 40);
	ck_assert_uint_eq(d.tls.offered, 0xfefc);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_client_hello_of_each_version_is_dtls,
		a_version_that_is_none_is_no_dtls,
		a_hello_may_be_fragmented,
		a_fragment_stays_within_its_message,
		a_server_asks_for_a_cookie_first,
		records_of_a_running_session_are_dtls,
		records_end_where_the_datagram_does,
		a_unified_header_may_follow_and_says_nothing_alone,
		a_record_that_is_cut_is_believed_with_an_early_number_only,
		other_handshake_messages_are_records,
		versions_and_alerts_are_told,
	};

	return run_tests("recognise dtls", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
