/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rdp.c - RDP over TCP.
 */
#include <config.h>

#include <string.h>

#include "inspect/rdp.h"
#include "inspect/sides.h"
#include "inspect/tls.h"
#include "inspect/x224.h"

#define NEG_BYTES 8
#define CORRELATION_BYTES 36 /* RDP_NEG_CORRELATION_INFO, 2.2.1.1.2 */
#define FAILURE_MAX 255      /* RDP_NEG_FAILURE, 2.2.1.2.2; known to 7 */
#define SECURITY_MASK                                                          \
	0xffffU            /* room for what enum inspect_rdp_security lacks */
#define CHANNEL_FIRST 1001 /* MCS channel ids, T.125 */

enum negotiation { NEG_REQUEST = 1, NEG_RESPONSE = 2, NEG_FAILURE = 3 };

enum mcs {
	MCS_CONNECT_INITIAL = 0x7f65, /* BER, T.125 section 7 */
	MCS_CONNECT_RESPONSE = 0x7f66,
	MCS_SEND_REQUEST = 0x64, /* PER */
	MCS_SEND_INDICATION = 0x68,
	MCS_ULTIMATUM = 8, /* in the high 6 bits */
};

/*
 * What load balancers are told: a line of text before the negotiation,
 * 2.2.1.1.  Known are the client's own and Microsoft's.
 */
static void
read_token(struct part *rest, struct inspect_rdp *out)
{
	static const char own[] = "Cookie: mstshash=";
	static const char microsoft[] = "Cookie: msts=";
	const uint8_t *text = rest->c.data + rest->c.pos;
	size_t left = cursor_left(&rest->c);
	const uint8_t *end;

	if (left > 0 && (text[0] < ' ' || text[0] > '~'))
		return;
	out->cookie =
	    left >= sizeof(own) - 1 && memcmp(text, own, sizeof(own) - 1) == 0;
	out->routing = left >= sizeof(microsoft) - 1 &&
	    memcmp(text, microsoft, sizeof(microsoft) - 1) == 0;
	end = memmem(text, left, "\r\n", 2);
	part_skip(rest, end ? (size_t)(end - text) + 2 : left + 1);
}

/* RDP_NEG_REQ, 2.2.1.1.1, which ends the request but for correlation. */
static void
read_asked(struct part *rest, struct inspect_rdp *out)
{
	uint8_t type = part_u8(rest);
	uint32_t offered;

	part_skip(rest, 1);
	if (part_u16_le(rest) != NEG_BYTES || type != NEG_REQUEST)
		return;
	offered = part_u32_le(rest);
	if (!part_ok(rest) || offered & ~SECURITY_MASK ||
	    (part_left(rest) != 0 && part_left(rest) != CORRELATION_BYTES))
		return;
	out->asked = true;
	out->offered = offered;
}

/* The variable part of a request.  NO: those of other users of X.224, which
 * are parameters C0 (size) and C1, C2 (called and calling TSAP), or none
 * that RDP knows. */
static enum inspect_match
read_request(struct part *rest, struct inspect_rdp *out)
{
	if (part_left(rest) == 0)
		return INSPECT_UNSURE;
	if (cursor_left(&rest->c) == 0)
		return INSPECT_UNSURE;
	read_token(rest, out);
	if (part_ok(rest) && part_left(rest) > 0) {
		read_asked(rest, out);
		if (part_ok(rest) && !out->asked)
			return INSPECT_NO;
	}
	if (out->asked || out->cookie || out->routing)
		return INSPECT_MATCH;
	return rest->bad ? INSPECT_NO : INSPECT_UNSURE;
}

static bool
security_known(uint32_t chosen)
{
	return (chosen & ~SECURITY_MASK) == 0 && (chosen & (chosen - 1)) == 0;
}

/* The variable part of a confirm: RDP_NEG_RSP or RDP_NEG_FAILURE, 2.2.1.2.1
 * and 2.2.1.2.2. */
static enum inspect_match
read_confirm(struct part *rest, struct inspect_rdp *out)
{
	uint8_t type;
	uint16_t len;
	uint32_t value;

	if (part_left(rest) == 0)
		return INSPECT_UNSURE;
	type = part_u8(rest);
	part_skip(rest, 1);
	len = part_u16_le(rest);
	value = part_u32_le(rest);
	if (!part_ok(rest))
		return part_match(rest);
	if (len != NEG_BYTES || part_left(rest) != 0)
		return INSPECT_NO;
	if (type == NEG_RESPONSE && security_known(value)) {
		out->answered = true;
		out->chosen = value;
		return INSPECT_MATCH;
	}
	if (type == NEG_FAILURE && value >= 1 && value <= FAILURE_MAX) {
		out->refused = true;
		out->failure = value;
		return INSPECT_MATCH;
	}
	return INSPECT_NO;
}

/* A BER length, X.690 section 8.1.3, of at most two bytes. */
static size_t
read_ber_length(struct part *p)
{
	uint8_t first = part_u8(p);

	if (first == 0x81)
		return part_u8(p);
	if (first == 0x82)
		return part_u16(p);
	if (first & 0x80)
		part_refuse(p);
	return first;
}

/*
 * MCS Connect Initial or Response, 2.2.1.3 and 2.2.1.4.  Other conferences
 * by T.120 have it too: RDP's carries its key in the conference data.
 */
static enum inspect_match
read_mcs_connect(struct part *rest, enum mcs want)
{
	const char *key = want == MCS_CONNECT_INITIAL ? "Duca" : "McDn";
	uint16_t tag = part_u16(rest);
	size_t len = read_ber_length(rest);
	struct part body;

	if (part_ok(rest) && (tag != want || len != part_left(rest)))
		part_refuse(rest);
	if (!part_ok(rest))
		return part_match(rest);
	body = part_sub(rest, len);
	if (body.c.len == len && !memmem(body.c.data, len, key, 4))
		return INSPECT_UNSURE;
	return INSPECT_MATCH;
}

/* What comes behind a request or confirm that says too little. */
static enum inspect_match
read_next(struct part *stream, enum mcs want)
{
	struct x224 x;
	enum inspect_match m = x224_read(stream, &x);

	if (m != INSPECT_MATCH)
		return m;
	return x.code == X224_DATA ? read_mcs_connect(&x.rest, want)
				   : INSPECT_NO;
}

/* A preconnection PDU, which is passed over: length, no flags, version 1 or
 * 2.  Little endian, so that it can not be taken for a TPKT. */
static enum inspect_match
read_preconnection(struct part *stream)
{
	struct part p = *stream;
	uint32_t len = part_u32_le(&p), flags, version;

	if (!part_ok(&p) || len < 16 || len > 1024)
		return INSPECT_NO;
	flags = part_u32_le(&p);
	if (flags != 0)
		return INSPECT_NO;
	version = part_u32_le(&p);
	if (!part_ok(&p))
		return INSPECT_UNSURE;
	if (version != 1 && version != 2)
		return INSPECT_NO;
	part_skip(stream, len);
	return INSPECT_MATCH;
}

static enum inspect_match
read_client(const struct inspect_bytes *b, struct part *stream,
    struct inspect_rdp *out)
{
	struct x224 x;
	enum inspect_match m;

	*stream = part_of_stream(b);
	if (read_preconnection(stream) == INSPECT_UNSURE)
		return INSPECT_UNSURE;
	m = x224_read(stream, &x);
	if (m != INSPECT_MATCH)
		return m;
	if (x.code != X224_REQUEST)
		return INSPECT_NO;
	m = read_request(&x.rest, out);
	if (m == INSPECT_UNSURE && x.rest.len == 0)
		m = read_next(stream, MCS_CONNECT_INITIAL);
	return m;
}

static enum inspect_match
opens_as_client(const struct inspect_bytes *b)
{
	struct inspect_rdp rdp = { 0 };
	struct part stream;
	enum inspect_match m = read_client(b, &stream, &rdp);

	return m == INSPECT_NO && tls_client(b) == INSPECT_MATCH
	    ? INSPECT_UNSURE
	    : m;
}

static enum inspect_match
read_server(const struct inspect_bytes *b, struct part *stream,
    struct inspect_rdp *out)
{
	struct x224 x;
	enum inspect_match m;

	*stream = part_of_stream(b);
	m = x224_read(stream, &x);
	if (m != INSPECT_MATCH)
		return m;
	if (x.code != X224_CONFIRM)
		return INSPECT_NO;
	m = read_confirm(&x.rest, out);
	if (m == INSPECT_UNSURE && x.rest.len == 0)
		m = read_next(stream, MCS_CONNECT_RESPONSE);
	return m;
}

/* A server that was spoken to in another language takes its leave: MCS
 * Disconnect Provider Ultimatum, 2.2.2.3. */
static bool
is_ultimatum(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b);
	struct x224 x;

	return x224_read(&stream, &x) == INSPECT_MATCH && x.code == X224_DATA &&
	    x.rest.len == 2 && part_u8(&x.rest) >> 2 == MCS_ULTIMATUM &&
	    part_ok(&x.rest);
}

static enum inspect_match
opens_as_server(const struct inspect_bytes *b)
{
	struct inspect_rdp rdp = { 0 };
	struct part stream;
	enum inspect_match m = read_server(b, &stream, &rdp);

	/* What a server says in TLS does not tell. */
	if (m == INSPECT_NO &&
	    (tls_server(b) == INSPECT_MATCH || is_ultimatum(b)))
		return INSPECT_UNSURE;
	return m;
}

/* MCS data in mid-stream, 2.2.8.1.1.1.2: initiator, channel, priority, and
 * a length (PER) that fits the packet. */
static bool
is_mcs_data(struct part *rest)
{
	uint8_t choice = part_u8(rest);
	uint16_t channel, len;
	uint8_t priority;

	part_skip(rest, 2);
	channel = part_u16(rest);
	priority = part_u8(rest);
	len = part_u8(rest);
	if (len & 0x80)
		len = (uint16_t)((len & 0x7f) << 8 | part_u8(rest));
	return part_ok(rest) &&
	    (choice == MCS_SEND_REQUEST || choice == MCS_SEND_INDICATION) &&
	    channel >= CHANNEL_FIRST && (priority & 0x3f) == 0x30 &&
	    len == part_left(rest);
}

/* The first byte seen must begin a TPKT.  Fast-path units have too little of
 * a header to tell. */
static enum inspect_match
is_in_session(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b), rest;
	struct x224 x;

	if (x224_read(&stream, &x) != INSPECT_MATCH || x.code != X224_DATA)
		return INSPECT_UNSURE;
	rest = x.rest;
	if (is_mcs_data(&rest))
		return INSPECT_MATCH;
	rest = x.rest;
	if (read_mcs_connect(&rest, MCS_CONNECT_INITIAL) == INSPECT_MATCH)
		return INSPECT_MATCH;
	rest = x.rest;
	return read_mcs_connect(&rest, MCS_CONNECT_RESPONSE) == INSPECT_MATCH
	    ? INSPECT_MATCH
	    : INSPECT_UNSURE;
}

/* Both ends speak TLS from the start, and HTTP was offered in it. */
static bool
is_https(const struct inspect_view *view)
{
	for (unsigned int side = 0; side < 2; side++) {
		const struct inspect_bytes *client = &view->side[side].stream;
		const struct inspect_bytes *server = &view->side[!side].stream;

		if (client->start && server->start &&
		    tls_server(server) == INSPECT_MATCH &&
		    (tls_offers(client, "http/", true) ||
			tls_offers(client, "h2", false)))
			return true;
	}
	return false;
}

struct inspect_answer
rdp_view(const struct inspect_view *view)
{
	static const struct looks looks = { opens_as_client, opens_as_server,
		is_in_session };
	struct inspect_answer a = sides_answer(view, &looks);

	if (a.match == INSPECT_UNSURE && is_https(view))
		a.match = INSPECT_NO;
	return a;
}

void
rdp_describe_bytes(const struct inspect_bytes *b, struct inspect_details *out)
{
	struct part stream;
	enum inspect_match m = read_client(b, &stream, &out->rdp);
	struct inspect_bytes inner;

	if (m != INSPECT_MATCH)
		m = read_server(b, &stream, &out->rdp);
	if (m != INSPECT_MATCH || !part_ok(&stream))
		return;
	inner = *b;
	inner.data += stream.c.pos;
	inner.len -= stream.c.pos;
	tls_describe_bytes(&inner, out);
}
