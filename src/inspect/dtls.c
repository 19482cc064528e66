/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dtls.c - DTLS over UDP.
 */
#include <config.h>

#include "inspect/dtls.h"
#include "inspect/part.h"
#include "inspect/tls_hello.h"

#define RECORD_MAX 18432
#define EPOCH_MAX 8 /* of a record that we can not see the end of */

enum content {
	CHANGE_CIPHER_SPEC = 20,
	ALERT = 21,
	HANDSHAKE = 22,
	HEARTBEAT = 24,
	CID_CONTENT = 25, /* RFC 9146: a connection id stands in the header */
	ACK = 26,         /* RFC 9147 section 7 */
};

/* What the records of a datagram are. */
struct chain {
	enum inspect_match match; /* MATCH: records, to the last byte */
	uint8_t type;             /* of the first record, from here on */
	uint16_t epoch;
	struct part body;
};

static bool
version_ok(uint16_t version)
{
	return version == 0xfeff || version == 0xfefd || version == 0x0100;
}

/* RFC 6347 section 4.1: type, version, epoch, sequence number, length. */
static struct part
read_record(struct part *p, uint8_t *type, uint16_t *epoch)
{
	uint16_t version, number_high, len;
	bool last;

	*type = part_u8(p);
	version = part_u16(p);
	*epoch = part_u16(p);
	number_high = part_u16(p);
	part_skip(p, 4);
	len = part_u16(p);
	if (!part_ok(p))
		return part_of(NULL, 0, 0);
	last = len >= cursor_left(&p->c);
	if (*type < CHANGE_CIPHER_SPEC || *type > HEARTBEAT ||
	    !version_ok(version) || len == 0 || len > RECORD_MAX ||
	    (last && p->len == PART_OPEN &&
		(*epoch > EPOCH_MAX || number_high != 0)))
		part_refuse(p);
	return part_sub(p, len);
}

/* RFC 9147 section 4: a record whose first bits are 001 has a header that
 * tells too little. */
static bool
is_unified(const struct part *p)
{
	struct cursor c = p->c;

	return (cursor_u8(&c) & 0xe0) == 0x20;
}

static struct chain
read_chain(const struct inspect_bytes *b)
{
	struct chain chain = { .match = INSPECT_UNSURE };
	struct part p = part_of_datagram(b), body;
	struct cursor first = p.c;
	uint8_t type = cursor_u8(&first);
	uint16_t epoch;

	if (is_unified(&p) || type == CID_CONTENT || type == ACK)
		return chain;
	chain.body = read_record(&p, &chain.type, &chain.epoch);
	if (!part_ok(&p) && chain.body.c.len == 0) {
		/* A datagram too short for a header is a contradiction. */
		chain.match = part_match(&p);
		return chain;
	}
	while (part_ok(&p) && cursor_left(&p.c) > 0 && !is_unified(&p)) {
		body = read_record(&p, &type, &epoch);
		if (!part_ok(&p) && body.c.len == 0 && !p.bad)
			break; /* cut in the next header */
	}
	chain.match = p.bad ? INSPECT_NO : INSPECT_MATCH;
	return chain;
}

/* RFC 6347 section 4.2.2: type, length, message number, fragment. */
static enum inspect_match
read_hello(const struct chain *chain, uint8_t *type, struct tls_hello *h)
{
	struct part p = chain->body;
	uint32_t len, at, here;
	struct part fragment;

	*h = (struct tls_hello){ 0 };
	*type = part_u8(&p);
	len = part_u24(&p);
	part_skip(&p, 2);
	at = part_u24(&p);
	here = part_u24(&p);
	if (!part_ok(&p))
		return part_match(&p);
	if (len > TLS_HELLO_MAX || at > len || here > len - at)
		return INSPECT_NO;
	fragment = part_sub(&p, here);
	if (p.bad)
		return INSPECT_NO;
	if (*type == TLS_HELLO_VERIFY || at > 0)
		return part_match(&fragment);
	if (*type != TLS_CLIENT_HELLO && *type != TLS_SERVER_HELLO)
		return INSPECT_NO;
	return tls_hello_read(*type, true, fragment.c.data, fragment.c.len, len,
		   h) == INSPECT_NO
	    ? INSPECT_NO
	    : INSPECT_MATCH;
}

/* A datagram of records that opens with one of two handshake messages. */
static enum inspect_match
opens_with(const struct chain *chain, uint8_t one, uint8_t other)
{
	struct tls_hello h;
	uint8_t type;
	enum inspect_match m;

	if (chain->match != INSPECT_MATCH)
		return chain->match;
	if (chain->type != HANDSHAKE || chain->epoch != 0)
		return INSPECT_UNSURE;
	m = read_hello(chain, &type, &h);
	if (type != one && type != other)
		return INSPECT_UNSURE;
	return m;
}

enum inspect_match
dtls_client(const struct inspect_bytes *b)
{
	struct chain chain = read_chain(b);

	return opens_with(&chain, TLS_CLIENT_HELLO, TLS_CLIENT_HELLO);
}

enum inspect_match
dtls_server(const struct inspect_bytes *b)
{
	struct chain chain = read_chain(b);

	if (chain.match == INSPECT_MATCH && chain.type == ALERT &&
	    chain.epoch == 0)
		return INSPECT_MATCH;
	return opens_with(&chain, TLS_SERVER_HELLO, TLS_HELLO_VERIFY);
}

/* Records of any kind; a hello among them has to be one. */
enum inspect_match
dtls_mid(const struct inspect_bytes *b)
{
	struct chain chain = read_chain(b);
	struct tls_hello h;
	uint8_t type;

	if (chain.match != INSPECT_MATCH)
		return INSPECT_UNSURE;
	if (chain.type == HANDSHAKE && chain.epoch == 0 &&
	    read_hello(&chain, &type, &h) == INSPECT_NO &&
	    type <= TLS_HELLO_VERIFY)
		return INSPECT_UNSURE;
	return INSPECT_MATCH;
}

void
dtls_describe_bytes(const struct inspect_bytes *b, struct inspect_details *out)
{
	struct chain chain = read_chain(b);
	struct part alert = chain.body;
	struct tls_hello h;
	uint8_t type;

	if (chain.match != INSPECT_MATCH || chain.epoch != 0)
		return;
	if (chain.type == ALERT && alert.len == 2) {
		part_skip(&alert, 1);
		out->tls.alert_code = part_u8(&alert);
		out->tls.alert = part_ok(&alert);
	}
	if (chain.type != HANDSHAKE ||
	    read_hello(&chain, &type, &h) != INSPECT_MATCH || h.legacy == 0)
		return;
	tls_hello_describe(type, &h, out);
}
