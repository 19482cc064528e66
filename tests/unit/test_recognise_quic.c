/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_recognise_quic.c - QUIC long headers, and Initial packets opened: the
 * vectors of RFC 9001 appendix A, RFC 9369 appendix A and the drafts.
 */
#include <config.h>

#include <gcrypt.h>
#include <string.h>

#include "base/digest.h"
#include "inspect/details.h"
#include "inspect/quic.h"
#include "inspect/quic_initial.h"
#include "recognise_world.h"

#define V1 0x00000001U
#define V2 0x6b3343cfU
#define DRAFT_29 0xff00001dU
#define DRAFT_27 0xff00001bU

static const char dcid_hex[] = "8394c8f03e515708";

/* RFC 9001 appendix A.2: a CRYPTO frame with a ClientHello. */
static const char crypto_hex[] =
    "060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868"
    "04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578"
    "616d706c652e636f6dff01000100000a00080006001d00170018001000070005"
    "04616c706e000500050100000000003300260024001d00209370b2c9caa47fba"
    "baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400"
    "0d0010000e0403050306030203080408050806002d00020101001c0002400100"
    "3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000"
    "75300901100f088394c8f03e51570806048000ffff";

static struct quic_initial *
new_initial(void)
{
	struct quic_initial *q = NULL;

	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(quic_initial_new(&q), 0);
	return q;
}

static struct quic_keys
keys_of(struct quic_initial *q, uint32_t version, const char *dcid)
{
	struct bytes id = bytes_hex(dcid);
	struct quic_keys keys;

	ck_assert_int_eq(quic_initial_keys(q, version, id.data, id.len, &keys),
	    0);
	return keys;
}

static void
expect_hex(const uint8_t *got, const char *hex)
{
	struct bytes want = bytes_hex(hex);

	ck_assert_mem_eq(got, want.data, want.len);
}

START_TEST(initial_keys_are_those_of_the_specifications)
{
	static const struct {
		uint32_t version;
		const char *key, *iv, *hp;
	} vectors[] = { { V1, "1f369613dd76d5467730efcbe3b1a22d",
			    "fa044b2f42a3fd3b46fb255c",
			    "9f50449e04a0e810283a1e9933adedd2" },
		{ V2, "8b1a0bc121284290a29e0971b5cd045d",
		    "91f73e2351d8fa91660e909f",
		    "45b95e15235d6f45a6b19cbcb0294ba9" },
		{ DRAFT_29, "175257a31eb09dea9366d8bb79ad80ba",
		    "6b26114b9cba2b63a9e8dd4f",
		    "9ddd12c994c0698b89374a9c077a3077" },
		{ DRAFT_27, "af7fd7efebd21878ff66811248983694",
		    "8681359410a70bb9c92f0420",
		    "a980b8b4fb7d9fbc13e814c23164253d" } };
	struct quic_initial *q = new_initial();

	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct quic_keys keys =
		    keys_of(q, vectors[i].version, dcid_hex);

		expect_hex(keys.key, vectors[i].key);
		expect_hex(keys.iv, vectors[i].iv);
		expect_hex(keys.hp, vectors[i].hp);
	}
	quic_initial_free(q);
}
END_TEST

START_TEST(keys_of_a_version_nobody_knows_are_refused)
{
	struct quic_initial *q = new_initial();
	struct bytes id = bytes_hex(dcid_hex);
	struct quic_keys keys;

	ck_assert_int_ne(quic_initial_keys(q, 0x1a2a3a4a, id.data, id.len,
			     &keys),
	    0);
	quic_initial_free(q);
}
END_TEST

/* Encrypt frames into a packet whose header, to the packet number of four
 * bytes, is there: RFC 9001 section 5.3 and 5.4. */
static void
seal(const struct quic_keys *keys, struct bytes *b, size_t from, size_t number,
    const struct bytes *frames)
{
	gcry_cipher_hd_t gcm, ecb;
	uint8_t nonce[QUIC_IV_BYTES], mask[16];
	size_t body = b->len;

	memcpy(nonce, keys->iv, sizeof(nonce));
	nonce[11] ^= b->data[number + 3];
	put_bytes(b, frames->data, frames->len);
	put_fill(b, 16, 0);
	gcry_cipher_open(&gcm, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_GCM, 0);
	gcry_cipher_open(&ecb, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_ECB, 0);
	gcry_cipher_setkey(gcm, keys->key, QUIC_KEY_BYTES);
	gcry_cipher_setiv(gcm, nonce, sizeof(nonce));
	gcry_cipher_authenticate(gcm, b->data + from, body - from);
	gcry_cipher_encrypt(gcm, b->data + body, frames->len, NULL, 0);
	gcry_cipher_gettag(gcm, b->data + b->len - 16, 16);
	gcry_cipher_setkey(ecb, keys->hp, QUIC_KEY_BYTES);
	gcry_cipher_encrypt(ecb, mask, 16, b->data + number + 4, 16);
	b->data[from] ^= mask[0] & 0x0f;
	for (unsigned int i = 0; i < 4; i++)
		b->data[number + i] ^= mask[1 + i];
	gcry_cipher_close(gcm);
	gcry_cipher_close(ecb);
}

/* Put an Initial packet of the client, numbered, behind what is there. */
static void
put_initial(struct bytes *b, struct quic_initial *q, uint32_t version,
    const char *keys_from, const char *dcid, unsigned int number,
    const struct bytes *frames)
{
	struct quic_keys keys = keys_of(q, version, keys_from);
	struct bytes id = bytes_hex(dcid);
	size_t from = b->len, number_at;

	put_u8(b, version == V2 ? 0xd3 : 0xc3);
	put_u32(b, version);
	put_u8(b, (unsigned int)id.len);
	put_bytes(b, id.data, id.len);
	put_hex(b, "00 00"); /* no source id, no token */
	put_u16(b, 0x4000 + 4 + (unsigned int)frames->len + 16);
	number_at = b->len;
	put_u32(b, number);
	seal(&keys, b, from, number_at, frames);
}

static struct bytes
padded(const char *hex, size_t len)
{
	struct bytes b = bytes_hex(hex);

	put_fill(&b, len - b.len, 0);
	return b;
}

static struct inspect_details
details_of(struct quic_initial *q, const struct inspect_view *view)
{
	struct inspect_details d;

	inspect_describe(view, INSPECT_APP_QUIC, q, &d);
	return d;
}

START_TEST(the_sample_packet_is_sealed_as_in_the_specification)
{
	struct quic_initial *q = new_initial();
	struct bytes frames = padded(crypto_hex, 1162), b = { .len = 0 };

	put_initial(&b, q, V1, dcid_hex, dcid_hex, 2, &frames);
	ck_assert_uint_eq(b.len, 1200);
	expect_hex(b.data,
	    "c000000001088394c8f03e5157080000449e7b9aec34"
	    "d1b1c98dd7689fb8ec11");
	expect_hex(b.data + 1152,
	    "7e78bfe706ca4cf5e9c5453e9f7cfd2b"
	    "8b4c8d169a44e55c88d4a9a7f9474241");
	expect_hex(b.data + 1184, "e221af44860018ab0856972e194cd934");
	quic_initial_free(q);
}
END_TEST

START_TEST(the_name_is_read_out_of_an_initial_of_each_version)
{
	static const uint32_t versions[] = { V1, V2, DRAFT_29, DRAFT_27 };
	struct quic_initial *q = new_initial();
	struct bytes frames = padded(crypto_hex, 1162);

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		struct bytes b = { .len = 0 };
		struct inspect_view view;
		struct inspect_details d;

		put_initial(&b, q, versions[i], dcid_hex, dcid_hex, 2, &frames);
		view = view_end(PROTO_UDP, CLIENT, &b);
		ck_assert_int_eq(match_of(&view, INSPECT_APP_QUIC),
		    INSPECT_MATCH);
		d = details_of(q, &view);
		ck_assert_str_eq(d.name, "example.com");
		ck_assert_int_eq(d.name_from, INSPECT_NAME_SNI);
		ck_assert_str_eq(d.tls.alpn, "alpn");
		ck_assert_uint_eq(d.tls.offered, 0x0304);
		ck_assert_uint_eq(d.quic_version, versions[i]);
	}
	quic_initial_free(q);
}
END_TEST

START_TEST(an_initial_without_keys_has_no_name)
{
	struct quic_initial *q = new_initial();
	struct bytes frames = padded(crypto_hex, 1162), b = { .len = 0 };
	struct inspect_view view;
	struct inspect_details d;

	put_initial(&b, q, V1, dcid_hex, dcid_hex, 2, &frames);
	view = view_end(PROTO_UDP, CLIENT, &b);
	d = details_of(NULL, &view);
	ck_assert_str_eq(d.name, "");
	ck_assert_uint_eq(d.quic_version, V1);
	quic_initial_free(q);
}
END_TEST

START_TEST(a_packet_that_is_not_authentic_is_not_believed)
{
	struct quic_initial *q = new_initial();
	struct bytes frames = padded(crypto_hex, 1162), good = { .len = 0 };
	/* In the header, the ciphertext and the tag. */
	static const size_t places[] = { 8, 30, 700, 1199 };

	put_initial(&good, q, V1, dcid_hex, dcid_hex, 2, &frames);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct bytes b = good;
		struct inspect_view view = view_end(PROTO_UDP, CLIENT, &b);
		struct inspect_details d;

		b.data[places[i]] ^= 1;
		d = details_of(q, &view);
		ck_assert_str_eq(d.name, "");
	}
	quic_initial_free(q);
}
END_TEST

/* The hello in CRYPTO frames of 40 bytes, the last first, from a place on
 * to another. */
static struct bytes
shuffled(size_t from, size_t to)
{
	struct bytes all = bytes_hex(crypto_hex), b = { .len = 0 };
	const uint8_t *hello = all.data + 4;

	for (size_t end = to; end > from;) {
		size_t at = end > from + 40 ? end - 40 : from;

		put_u8(&b, 6);
		put_u16(&b, 0x4000 + (unsigned int)at);
		put_u8(&b, (unsigned int)(end - at));
		put_bytes(&b, hello + at, end - at);
		put_hex(&b, "00 01"); /* padding and a ping between */
		end = at;
	}
	return b;
}

START_TEST(crypto_frames_may_come_in_any_order)
{
	struct quic_initial *q = new_initial();
	struct bytes frames = shuffled(0, 241), b = { .len = 0 };
	struct inspect_view view;

	put_fill(&frames, 1162 - frames.len, 0);
	put_initial(&b, q, V1, dcid_hex, dcid_hex, 0, &frames);
	view = view_end(PROTO_UDP, CLIENT, &b);
	ck_assert_str_eq(details_of(q, &view).name, "example.com");
	quic_initial_free(q);
}
END_TEST

START_TEST(a_hello_may_be_spread_over_packets_and_datagrams)
{
	struct quic_initial *q = new_initial();
	struct bytes end = shuffled(160, 241), middle = shuffled(80, 160);
	struct bytes beginning = shuffled(0, 80);
	struct bytes one = { .len = 0 }, two = { .len = 0 };
	struct inspect_view view;

	/* An ACK frame with two ranges stands before the others. */
	struct bytes ack = bytes_hex("02 05 00 01 00 01 00");

	put_bytes(&ack, beginning.data, beginning.len);
	put_initial(&one, q, V1, dcid_hex, dcid_hex, 0, &end);
	put_initial(&one, q, V1, dcid_hex, dcid_hex, 1, &middle);
	/* The id that the server chose does not change the keys. */
	put_initial(&two, q, V1, dcid_hex, "0102030405", 2, &ack);
	view = view_end(PROTO_UDP, CLIENT, &one);
	ck_assert_str_eq(details_of(q, &view).name, "");
	view_add(&view, CLIENT, &two);
	ck_assert_str_eq(details_of(q, &view).name, "example.com");
	quic_initial_free(q);
}
END_TEST

START_TEST(a_retry_gives_new_keys)
{
	struct quic_initial *q = new_initial();
	struct bytes nothing = padded("01", 1162), b = { .len = 0 };
	struct bytes frames = padded(crypto_hex, 1162), again = { .len = 0 };
	struct inspect_view view;

	put_initial(&b, q, V1, dcid_hex, dcid_hex, 0, &nothing);
	put_initial(&again, q, V1, "aabbccddeeff0011", "aabbccddeeff0011", 1,
	    &frames);
	view = view_end(PROTO_UDP, CLIENT, &b);
	view_add(&view, CLIENT, &again);
	ck_assert_str_eq(details_of(q, &view).name, "example.com");
	quic_initial_free(q);
}
END_TEST

START_TEST(a_crypto_frame_far_away_is_left_alone)
{
	struct quic_initial *q = new_initial();
	/* At 2^62 - 1, and one whose length passes the packet. */
	struct bytes far = padded("06 ffffffffffffffff 01 55", 1162);
	struct bytes longer = padded("06 00 7fff 55", 1162);
	struct bytes b = { .len = 0 }, c = { .len = 0 };
	struct inspect_view view;

	put_initial(&b, q, V1, dcid_hex, dcid_hex, 0, &far);
	put_initial(&c, q, V1, dcid_hex, dcid_hex, 1, &longer);
	view = view_end(PROTO_UDP, CLIENT, &b);
	view_add(&view, CLIENT, &c);
	ck_assert(!details_of(q, &view).tls.client_hello);
	quic_initial_free(q);
}
END_TEST

/* A long header whose payload is not read: an Initial unless said else. */
static struct bytes
long_packet(unsigned int first, uint32_t version)
{
	struct bytes b = { .len = 0 };

	put_u8(&b, first);
	put_u32(&b, version);
	put_hex(&b, "08 0102030405060708 05 1122334455 00 4460");
	put_fill(&b, 0x460, 0x77);
	return b;
}

START_TEST(a_long_header_of_a_known_version_is_quic)
{
	static const uint32_t versions[] = { V1, DRAFT_29, 0xfaceb002,
		0x51303530 };

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		struct bytes b = long_packet(0xc3, versions[i]);
		struct inspect_view view = view_end(PROTO_UDP, CLIENT, &b);

		ck_assert_int_eq(strength_of(&view, INSPECT_APP_QUIC),
		    INSPECT_BY_CLIENT);
		b.len = 60;
		view = view_end(PROTO_UDP, CLIENT, &b);
		view.side[CLIENT].datagram[0].cut = true;
		ck_assert_int_eq(match_of(&view, INSPECT_APP_QUIC),
		    INSPECT_MATCH);
	}
}
END_TEST

START_TEST(every_beginning_of_a_long_header_may_be_quic)
{
	struct bytes b = long_packet(0xc3, V1);

	b.len = 80;
	b.data[20] = 0;
	b.data[21] = 0x40;
	b.data[22] = (uint8_t)(b.len - 23);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_QUIC, &b);
}
END_TEST

START_TEST(a_long_header_is_exact_in_each_field)
{
	struct bytes id = long_packet(0xc3, V1);
	struct bytes length = long_packet(0xc3, V1);

	id.data[5] = 21;
	length.data[22] = 0x61;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_QUIC, &id);
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_QUIC, &length);
}
END_TEST

START_TEST(a_server_may_leave_the_fixed_bit_out_and_no_client)
{
	struct bytes b = long_packet(0x83, V1);
	struct inspect_view view = view_end(PROTO_UDP, CLIENT, &b);

	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_QUIC, &b);
	ck_assert_int_eq(quic_client(&view.side[CLIENT].datagram[0]),
	    INSPECT_NO);
}
END_TEST

START_TEST(an_unknown_version_is_unsure_if_it_could_be_an_initial)
{
	struct bytes b = long_packet(0xc3, 0x1a2a3a4a);
	struct inspect_view view;

	put_fill(&b, 100, 0);
	view = view_end(PROTO_UDP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_QUIC), INSPECT_UNSURE);
	b.len = 100;
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_QUIC, &b);
}
END_TEST

START_TEST(a_version_negotiation_with_a_known_version_is_quic)
{
	struct bytes b = bytes_hex("80 00000000 05 1122334455"
				   "08 0102030405060708 7a8a9aaa 00000001");
	struct bytes other = b;
	struct inspect_view view;

	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_QUIC, &b);
	other.data[other.len - 1] = 9;
	view = view_end(PROTO_UDP, SERVER, &other);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_QUIC), INSPECT_UNSURE);
	put_u8(&b, 0);
	expect_stranger(PROTO_UDP, SERVER, INSPECT_APP_QUIC, &b);
}
END_TEST

START_TEST(a_retry_is_quic)
{
	struct bytes b = bytes_hex("f0 00000001 00 08 0102030405060708");

	put_fill(&b, 30, 0x66);
	expect_genuine(PROTO_UDP, SERVER, INSPECT_APP_QUIC, &b);
	b.len = 15 + 15; /* one byte less than the tag */
	expect_stranger(PROTO_UDP, SERVER, INSPECT_APP_QUIC, &b);
}
END_TEST

START_TEST(googles_versions_are_quic)
{
	struct bytes q43 = bytes_hex("0d 0102030405060708 51303433 01");
	struct bytes q46 = bytes_hex("c3 51303436 50 0102030405060708 0001");
	struct inspect_view view;

	put_fill(&q43, 40, 0x12);
	put_fill(&q46, 40, 0x12);
	expect_genuine(PROTO_UDP, CLIENT, INSPECT_APP_QUIC, &q46);
	view = view_end(PROTO_UDP, CLIENT, &q43);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_QUIC), INSPECT_MATCH);
	ck_assert_uint_eq(details_of(NULL, &view).quic_version, 0x51303433);
	q43.data[11] = 'x';
	view = view_end(PROTO_UDP, CLIENT, &q43);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_QUIC), INSPECT_NO);
}
END_TEST

START_TEST(a_short_header_tells_nothing)
{
	struct bytes b = bytes_hex("45 0102030405060708");
	struct inspect_view view;

	put_fill(&b, 40, 0x51);
	view = view_end(PROTO_UDP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_QUIC), INSPECT_UNSURE);
	b.data[0] = 0x05;
	view = view_middle(PROTO_UDP, CLIENT, &b);
	ck_assert_int_eq(match_of(&view, INSPECT_APP_QUIC), INSPECT_UNSURE);
	expect_stranger(PROTO_UDP, CLIENT, INSPECT_APP_QUIC, &b);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		initial_keys_are_those_of_the_specifications,
		keys_of_a_version_nobody_knows_are_refused,
		the_sample_packet_is_sealed_as_in_the_specification,
		the_name_is_read_out_of_an_initial_of_each_version,
		an_initial_without_keys_has_no_name,
		a_packet_that_is_not_authentic_is_not_believed,
		crypto_frames_may_come_in_any_order,
		a_hello_may_be_spread_over_packets_and_datagrams,
		a_retry_gives_new_keys,
		a_crypto_frame_far_away_is_left_alone,
		a_long_header_of_a_known_version_is_quic,
		every_beginning_of_a_long_header_may_be_quic,
		a_long_header_is_exact_in_each_field,
		a_server_may_leave_the_fixed_bit_out_and_no_client,
		an_unknown_version_is_unsure_if_it_could_be_an_initial,
		a_version_negotiation_with_a_known_version_is_quic,
		a_retry_is_quic,
		googles_versions_are_quic,
		a_server_may_leave_the_fixed_bit_out_and_no_client,
		a_short_header_tells_nothing,
	};

	return run_tests("recognise quic", tests,
	    sizeof(tests) / sizeof(tests[0]));
}
