/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tunnel.c - what carries other traffic.
 */
#include <config.h>

#include <string.h>

#include "inspect/part.h"
#include "inspect/span.h"
#include "inspect/tunnel.h"

/*
 * OpenVPN, "Wire Protocol": operation and key number (0 in a reset) in a
 * byte, then the sender's session id.
 */
enum openvpn {
	RESET_CLIENT = 7 << 3,
	RESET_SERVER = 8 << 3,
	RESET_CLIENT_V3 = 10 << 3, /* tls-crypt-v2 */
};

#define SESSION_BYTES 8
#define REPLAY_BYTES 8           /* packet number, time */
#define CRYPT_HMAC 32            /* of tls-crypt */
#define REPLAY_NUMBERS 64        /* resets are sent this often at most */
#define EARLY_NUMBER 0x0f000000U /* where tls-crypt-v2 may count from */

/* A packet number of a first packet; it stands before a time. */
static bool
number_is_early(uint32_t number)
{
	return (number & ~EARLY_NUMBER) >= 1 &&
	    (number & ~EARLY_NUMBER) <= REPLAY_NUMBERS &&
	    ((number & EARLY_NUMBER) == 0 ||
		(number & EARLY_NUMBER) == EARLY_NUMBER);
}

/* What a reset ends with: acknowledged packets (none, or the peer's first,
 * with its session id), and its own number, which is 0. */
static bool
ends_as_reset(struct part p, bool answer)
{
	if (part_u8(&p) != (answer ? 1 : 0))
		return false;
	if (answer) {
		if (part_u32(&p) != 0)
			return false;
		part_skip(&p, SESSION_BYTES);
	}
	return part_u32(&p) == 0 && part_ok(&p) && part_left(&p) == 0;
}

/* tls-auth puts an HMAC in front, whose size is the digest's. */
static bool
is_auth(const struct part *body, bool answer)
{
	static const uint8_t digests[] = { 16, 20, 28, 32, 48, 64 };

	for (size_t i = 0; i < sizeof(digests); i++) {
		struct part p = *body;

		part_skip(&p, digests[i]);
		if (!number_is_early(part_u32(&p)))
			continue;
		part_skip(&p, 4);
		if (part_ok(&p) && ends_as_reset(p, answer))
			return true;
	}
	return false;
}

/* tls-crypt puts the number first and hides what is behind the HMAC. */
static bool
is_crypt(const struct part *body, uint8_t code)
{
	struct part p = *body;
	size_t hidden = code == RESET_SERVER ? 1 + 4 + SESSION_BYTES + 4 : 5;

	if (!number_is_early(part_u32(&p)))
		return false;
	part_skip(&p, 4 + CRYPT_HMAC);
	return part_ok(&p) &&
	    (code == RESET_CLIENT_V3 ? part_left(&p) > hidden
				     : part_left(&p) == hidden);
}

static enum inspect_match
read_reset(struct part *p, bool answer)
{
	uint8_t code = part_u8(p);

	part_skip(p, SESSION_BYTES);
	if (p->c.pos > 0 &&
	    (answer ? code != RESET_SERVER
		    : code != RESET_CLIENT && code != RESET_CLIENT_V3))
		return INSPECT_NO;
	if (!part_ok(p))
		return part_match(p);
	if (ends_as_reset(*p, answer) || is_auth(p, answer) ||
	    is_crypt(p, code))
		return INSPECT_MATCH;
	return INSPECT_UNSURE;
}

/* Later datagrams have no more than their first byte. */
static enum inspect_match
read_datagram(const struct inspect_bytes *b, bool answer)
{
	struct part p = part_of(b->data, b->len, b->len);
	enum inspect_match m = b->cut ? INSPECT_UNSURE : read_reset(&p, answer);

	return m == INSPECT_NO && !b->start ? INSPECT_UNSURE : m;
}

enum inspect_match
openvpn_client(const struct inspect_bytes *b)
{
	return read_datagram(b, false);
}

enum inspect_match
openvpn_server(const struct inspect_bytes *b)
{
	return read_datagram(b, true);
}

/* Over TCP each packet has its length in front. */
static enum inspect_match
read_stream(const struct inspect_bytes *b, bool answer)
{
	struct part all = part_of_stream(b);
	struct part p = part_sub(&all, part_u16(&all));

	return read_reset(&p, answer);
}

enum inspect_match
openvpn_tcp_client(const struct inspect_bytes *b)
{
	return read_stream(b, false);
}

enum inspect_match
openvpn_tcp_server(const struct inspect_bytes *b)
{
	return read_stream(b, true);
}

/* WireGuard: type, three zeros; each type but data has one size. */
static enum inspect_match
read_wireguard(const struct inspect_bytes *b, uint32_t type, size_t size)
{
	struct cursor c = cursor_of(b->data, b->len);
	uint32_t got = cursor_u32_le(&c);

	if (!c.failed && got == type)
		return b->cut        ? INSPECT_UNSURE
		    : b->len == size ? INSPECT_MATCH
				     : INSPECT_NO;
	/* Cookie (3) and data (4) may come, but not first. */
	return c.failed || (got >= 1 && got <= 4) || !b->start ? INSPECT_UNSURE
							       : INSPECT_NO;
}

enum inspect_match
wireguard_client(const struct inspect_bytes *b)
{
	return read_wireguard(b, 1, 148);
}

enum inspect_match
wireguard_server(const struct inspect_bytes *b)
{
	return read_wireguard(b, 2, 92);
}

/* An address of SOCKS 5 with its port, RFC 1928 section 5. */
static void
read_socks_address(struct part *p)
{
	switch (part_u8(p)) {
	case 1:
		part_skip(p, 4 + 2);
		break;
	case 3:
		part_skip(p, part_u8(p) + (size_t)2);
		break;
	case 4:
		part_skip(p, 16 + 2);
		break;
	default:
		if (part_ok(p))
			part_refuse(p);
	}
}

/* RFC 1928 section 4 and 6: version, command or reply, zero, address. */
static enum inspect_match
read_socks_message(struct part *p, uint8_t least, uint8_t most)
{
	uint8_t version = part_u8(p), code = part_u8(p), zero = part_u8(p);

	if (part_ok(p) &&
	    (version != 5 || code < least || code > most || zero != 0))
		part_refuse(p);
	read_socks_address(p);
	return part_match(p);
}

/* Methods, section 3, then the request; between them user and password may
 * stand (RFC 1929), which begin with 01. */
enum inspect_match
socks_client(const struct inspect_bytes *b)
{
	struct part p = part_of_stream(b), peek;
	uint8_t version = part_u8(&p);
	uint8_t count = part_u8(&p);

	if (part_ok(&p) && (version != 5 || count == 0 || count > 16))
		return INSPECT_NO;
	for (unsigned int i = 0; i < count; i++) {
		uint8_t method = part_u8(&p);

		if (part_ok(&p) && method > 9 && method < 0x80)
			return INSPECT_NO;
	}
	peek = p;
	if (part_u8(&peek) == 1) {
		part_skip(&p, 1);
		part_skip(&p, part_u8(&p));
		part_skip(&p, part_u8(&p));
	}
	return read_socks_message(&p, 1, 3);
}

enum inspect_match
socks_server(const struct inspect_bytes *b)
{
	struct part p = part_of_stream(b);
	uint8_t version = part_u8(&p), method = part_u8(&p);

	if (part_ok(&p) && (version != 5 || (method > 9 && method != 0xff)))
		return INSPECT_NO;
	if (method == 2)
		part_skip(&p, 2);
	return read_socks_message(&p, 0, 8);
}

/* The PROXY protocol, section 2.1 (text) and 2.2 (binary). */
enum inspect_match
proxy_client(const struct inspect_bytes *b)
{
	static const uint8_t signature[] = { 0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
		0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a };
	static const char *const families[] = { "PROXY TCP4 ", "PROXY TCP6 ",
		"PROXY UNKNOWN" };
	size_t len = b->len < sizeof(signature) ? b->len : sizeof(signature);
	enum inspect_match m, best = INSPECT_NO;

	if (len > 0 && memcmp(b->data, signature, len) == 0)
		return len == sizeof(signature) ? INSPECT_MATCH
						: INSPECT_UNSURE;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		m = span_opening(b, families[i]);
		if (m > best)
			best = m;
	}
	return best;
}
