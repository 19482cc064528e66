/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quic_initial.c - opens a client's QUIC Initial packets.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <gcrypt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/quic.h"
#include "inspect/quic_initial.h"

#define HASH_BYTES 32
#define SALT_BYTES 20
#define TAG_BYTES 16
#define SAMPLE_AT 4 /* behind the packet number's place */
#define SAMPLE_BYTES 16
#define NUMBER_MAX 4
#define INITIAL_MAX 1600 /* bytes of a packet */
#define LABEL_MAX 64

enum frame {
	FRAME_PADDING = 0x00,
	FRAME_PING = 0x01,
	FRAME_ACK = 0x02,
	FRAME_ACK_ECN = 0x03,
	FRAME_CRYPTO = 0x06,
};

struct quic_initial {
	gcry_md_hd_t hmac;
	gcry_cipher_hd_t gcm, ecb;
	uint8_t plain[INITIAL_MAX];
	uint8_t crypto[QUIC_CRYPTO_MAX];
	uint8_t present[QUIC_CRYPTO_MAX / CHAR_BIT]; /* a bit for each byte */
};

/* Where Initial keys come from, by version. */
static const struct secret {
	uint32_t first, last;
	uint8_t salt[SALT_BYTES];
	const char *key, *iv, *hp;
} secrets[] = {
	/* RFC 9001 section 5.2; drafts 33 and 34 had it already */
	{ 0x00000001, 0x00000001,
	    { 0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a,
		0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a },
	    "quic key", "quic iv", "quic hp" },
	{ 0xff000021, 0xff000022,
	    { 0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a,
		0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a },
	    "quic key", "quic iv", "quic hp" },
	/* RFC 9369 section 3.3.1 */
	{ 0x6b3343cf, 0x6b3343cf,
	    { 0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81,
		0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9 },
	    "quicv2 key", "quicv2 iv", "quicv2 hp" },
	/* draft-ietf-quic-tls-29 to 32 */
	{ 0xff00001d, 0xff000020,
	    { 0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86,
		0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99 },
	    "quic key", "quic iv", "quic hp" },
	/* 23 to 28 */
	{ 0xff000017, 0xff00001c,
	    { 0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2,
		0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02 },
	    "quic key", "quic iv", "quic hp" },
};

int
quic_initial_new(struct quic_initial **out)
{
	struct quic_initial *q = calloc(1, sizeof(*q));

	if (!q)
		return -ENOMEM;
	if (gcry_md_open(&q->hmac, GCRY_MD_SHA256, GCRY_MD_FLAG_HMAC) != 0 ||
	    gcry_cipher_open(&q->gcm, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_GCM,
		0) != 0 ||
	    gcry_cipher_open(&q->ecb, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_ECB,
		0) != 0) {
		quic_initial_free(q);
		return -ENOMEM;
	}
	*out = q;
	return 0;
}

void
quic_initial_free(struct quic_initial *q)
{
	if (!q)
		return;
	gcry_md_close(q->hmac);
	gcry_cipher_close(q->gcm);
	gcry_cipher_close(q->ecb);
	free(q);
}

static void
hmac(struct quic_initial *q, const uint8_t *key, size_t key_len,
    const uint8_t *data, size_t len, uint8_t out[static HASH_BYTES])
{
	gcry_error_t e = gcry_md_setkey(q->hmac, key, key_len);

	assert(e == 0);
	gcry_md_write(q->hmac, data, len);
	memcpy(out, gcry_md_read(q->hmac, GCRY_MD_SHA256), HASH_BYTES);
}

/* HKDF-Expand-Label, RFC 8446 section 7.1, without context, for no more
 * than one block: T(1) of RFC 5869 section 2.3. */
static void
expand_label(struct quic_initial *q, const uint8_t secret[static HASH_BYTES],
    const char *label, uint8_t *out, size_t len)
{
	static const char prefix[] = "tls13 ";
	uint8_t info[LABEL_MAX], block[HASH_BYTES];
	size_t label_len = strlen(label), used = 0;

	assert(len <= HASH_BYTES && label_len + sizeof(prefix) + 4 < LABEL_MAX);
	info[used++] = 0;
	info[used++] = (uint8_t)len;
	info[used++] = (uint8_t)(sizeof(prefix) - 1 + label_len);
	memcpy(info + used, prefix, sizeof(prefix) - 1);
	used += sizeof(prefix) - 1;
	memcpy(info + used, label, label_len);
	used += label_len;
	info[used++] = 0; /* no context */
	info[used++] = 1; /* the block's number */
	hmac(q, secret, HASH_BYTES, info, used, block);
	memcpy(out, block, len);
}

int
quic_initial_keys(struct quic_initial *q, uint32_t version, const uint8_t *dcid,
    size_t dcid_len, struct quic_keys *out)
{
	const struct secret *s = NULL;
	uint8_t initial[HASH_BYTES], client[HASH_BYTES];

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (version >= secrets[i].first && version <= secrets[i].last)
			s = &secrets[i];
	if (!s)
		return -ENOTSUP;
	hmac(q, s->salt, SALT_BYTES, dcid, dcid_len, initial);
	expand_label(q, initial, "client in", client, sizeof(client));
	expand_label(q, client, s->key, out->key, sizeof(out->key));
	expand_label(q, client, s->iv, out->iv, sizeof(out->iv));
	expand_label(q, client, s->hp, out->hp, sizeof(out->hp));
	return 0;
}

/* A packet as it lies in its datagram. */
struct sealed {
	const uint8_t *data; /* from its first byte */
	size_t number_at;    /* the packet number's place */
	size_t end;
};

/* Take off the header protection, RFC 9001 section 5.4.1, into header;
 * returns the header's length, 0 when the packet is too short. */
static size_t
unmask(struct quic_initial *q, const struct quic_keys *keys,
    const struct sealed *s, uint8_t *header, uint32_t *number)
{
	uint8_t mask[SAMPLE_BYTES];
	size_t bytes;

	if (s->end - s->number_at < SAMPLE_AT + SAMPLE_BYTES ||
	    s->number_at + NUMBER_MAX > INITIAL_MAX ||
	    gcry_cipher_setkey(q->ecb, keys->hp, QUIC_KEY_BYTES) != 0 ||
	    gcry_cipher_encrypt(q->ecb, mask, sizeof(mask),
		s->data + s->number_at + SAMPLE_AT, SAMPLE_BYTES) != 0)
		return 0;
	memcpy(header, s->data, s->number_at + NUMBER_MAX);
	header[0] ^= mask[0] & 0x0f;
	bytes = (header[0] & 3U) + 1;
	*number = 0;
	for (size_t i = 0; i < bytes; i++) {
		header[s->number_at + i] ^= mask[1 + i];
		*number = *number << 8 | header[s->number_at + i];
	}
	return s->number_at + bytes;
}

/* Decrypt into q->plain; its length, 0 when it is not authentic. */
static size_t
decrypt(struct quic_initial *q, const struct quic_keys *keys,
    const struct sealed *s)
{
	uint8_t header[INITIAL_MAX], nonce[QUIC_IV_BYTES];
	uint32_t number;
	size_t header_len = unmask(q, keys, s, header, &number), len;

	if (header_len == 0 || s->end - header_len < TAG_BYTES + 1U ||
	    s->end - header_len - TAG_BYTES > sizeof(q->plain))
		return 0;
	len = s->end - header_len - TAG_BYTES;
	memcpy(nonce, keys->iv, sizeof(nonce));
	for (unsigned int i = 0; i < 4; i++)
		nonce[QUIC_IV_BYTES - 1 - i] ^= (uint8_t)(number >> 8 * i);
	if (gcry_cipher_setkey(q->gcm, keys->key, QUIC_KEY_BYTES) != 0 ||
	    gcry_cipher_setiv(q->gcm, nonce, sizeof(nonce)) != 0 ||
	    gcry_cipher_authenticate(q->gcm, header, header_len) != 0 ||
	    gcry_cipher_decrypt(q->gcm, q->plain, len, s->data + header_len,
		len) != 0 ||
	    gcry_cipher_checktag(q->gcm, s->data + s->end - TAG_BYTES,
		TAG_BYTES) != 0)
		return 0;
	return len;
}

static void
keep(struct quic_initial *q, uint64_t at, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len && at + i < QUIC_CRYPTO_MAX; i++) {
		size_t to = (size_t)at + i;

		q->crypto[to] = data[i];
		q->present[to / CHAR_BIT] |= (uint8_t)(1U << to % CHAR_BIT);
	}
}

/* RFC 9000 section 19.3. */
static void
skip_ack(struct part *p, bool ecn)
{
	uint64_t ranges;

	quic_varint(p); /* largest */
	quic_varint(p); /* delay */
	ranges = quic_varint(p);
	quic_varint(p); /* first range */
	for (uint64_t i = 0; i < 2 * ranges && part_ok(p); i++)
		quic_varint(p);
	for (unsigned int i = 0; ecn && i < 3; i++)
		quic_varint(p);
}

/* CRYPTO frames of an opened packet, RFC 9000 section 19.6.  Whatever else
 * may stand in an Initial ends the reading, section 12.4. */
static void
read_frames(struct quic_initial *q, size_t len)
{
	struct part p = part_of(q->plain, len, len);

	while (part_ok(&p) && part_left(&p) > 0) {
		uint8_t frame = part_u8(&p);
		uint64_t at, n;
		const uint8_t *data;

		if (frame == FRAME_PADDING || frame == FRAME_PING)
			continue;
		if (frame == FRAME_ACK || frame == FRAME_ACK_ECN) {
			skip_ack(&p, frame == FRAME_ACK_ECN);
			continue;
		}
		if (frame != FRAME_CRYPTO)
			return;
		at = quic_varint(&p);
		n = quic_varint(&p);
		data = n <= len ? part_bytes(&p, (size_t)n) : NULL;
		if (!data)
			return;
		keep(q, at, data, (size_t)n);
	}
}

/* Keys stay those of the client's first destination id, also when the
 * server's answer gave another (RFC 9001 section 5.2); after a Retry they
 * are new ones. */
struct opener {
	struct quic_keys keys;
	bool known;
};

static void
open_packet(struct quic_initial *q, struct opener *o,
    const struct quic_packet *packet, const struct sealed *s)
{
	size_t len = o->known ? decrypt(q, &o->keys, s) : 0;
	struct quic_keys keys;

	if (len == 0 &&
	    quic_initial_keys(q, packet->version, packet->dcid.c.data,
		packet->dcid.c.len, &keys) == 0) {
		len = decrypt(q, &keys, s);
		if (len > 0)
			*o = (struct opener){ keys, true };
	}
	read_frames(q, len);
}

/* RFC 9000 section 12.2: several packets may share a datagram. */
static void
open_datagram(struct quic_initial *q, struct opener *o,
    const struct inspect_bytes *b)
{
	struct part p = part_of_datagram(b);

	while (part_ok(&p) && cursor_left(&p.c) > 0) {
		size_t from = p.c.pos;
		struct quic_packet packet;
		struct sealed s;

		if (quic_read_long(&p, &packet) != INSPECT_MATCH ||
		    !part_ok(&p))
			return;
		s = (struct sealed){ b->data + from, packet.number_at - from,
			p.c.pos - from };
		if (packet.type == QUIC_INITIAL)
			open_packet(q, o, &packet, &s);
	}
}

size_t
quic_initial_open(struct quic_initial *q, const struct inspect_bytes *datagrams,
    size_t count, const uint8_t **crypto)
{
	struct opener o = { .known = false };
	size_t len = 0;

	memset(q->present, 0, sizeof(q->present));
	for (size_t i = 0; i < count; i++)
		open_datagram(q, &o, &datagrams[i]);
	while (len < QUIC_CRYPTO_MAX &&
	    q->present[len / CHAR_BIT] & 1U << len % CHAR_BIT)
		len++;
	*crypto = q->crypto;
	return len;
}
