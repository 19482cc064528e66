/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls.c - TLS over TCP: records and the hello messages in them.
 */
#include <config.h>

#include <string.h>

#include "inspect/part.h"
#include "inspect/stream.h"
#include "inspect/tls.h"
#include "inspect/tls_hello.h"

#define RECORD_MAX 18432 /* 2^14 + 2048, RFC 5246 section 6.2.3 */
#define HANDSHAKE_HEADER 4
#define HANDSHAKE_TELLING 6 /* header and version: enough for a match */

enum content {
	CHANGE_CIPHER_SPEC = 20,
	ALERT = 21,
	HANDSHAKE = 22,
	APPLICATION_DATA = 23,
	HEARTBEAT = 24, /* RFC 6520 section 3 */
};

struct record {
	uint8_t type;
	uint16_t version;
	uint16_t len;
};

/* Handshake bytes out of their records. */
struct run {
	const uint8_t *data;
	size_t len;
};

/* Room for a handshake message that goes over several records. */
struct gather {
	uint8_t bytes[INSPECT_STREAM_BYTES];
};

/* The header at c: UNSURE when it is not all there. */
static enum inspect_match
read_record(struct cursor *c, struct record *r)
{
	r->type = cursor_u8(c);
	r->version = cursor_u16(c);
	r->len = cursor_u16(c);
	if (c->failed)
		return INSPECT_UNSURE;
	if (r->type < CHANGE_CIPHER_SPEC || r->type > HEARTBEAT ||
	    !tls_version_ok(r->version) || r->len == 0 || r->len > RECORD_MAX)
		return INSPECT_NO;
	return INSPECT_MATCH;
}

/* Bytes of a handshake message by its header, or 0 when that is not seen. */
static size_t
message_len(const uint8_t *data, size_t len)
{
	struct cursor c = cursor_of(data, len);

	cursor_skip(&c, 1);
	return c.failed || len < HANDSHAKE_HEADER
	    ? 0
	    : cursor_u24(&c) + (size_t)HANDSHAKE_HEADER;
}

/* Put further records' bytes behind those of the first.  NO when what
 * should be the next record is none. */
static enum inspect_match
gather(struct cursor *c, struct run *run, struct gather *room)
{
	size_t used =
	    run->len < sizeof(room->bytes) ? run->len : sizeof(room->bytes);

	memcpy(room->bytes, run->data, used);
	run->data = room->bytes;
	for (;;) {
		size_t need = message_len(room->bytes, used);
		struct record r;
		struct cursor body;
		enum inspect_match m;

		run->len = used;
		if ((need != 0 && used >= need) || used == sizeof(room->bytes))
			return INSPECT_MATCH;
		m = read_record(c, &r);
		if (m == INSPECT_UNSURE)
			return INSPECT_MATCH; /* no more to be seen */
		if (m == INSPECT_NO || r.type != HANDSHAKE)
			return INSPECT_NO;
		body = cursor_sub(c, r.len);
		if (body.len > sizeof(room->bytes) - used)
			body.len = sizeof(room->bytes) - used;
		memcpy(room->bytes + used, body.data, body.len);
		used += body.len;
	}
}

/* The first handshake message of a direction, as far as it can be seen. */
static enum inspect_match
first_message(const struct inspect_bytes *b, struct run *run,
    struct gather *room)
{
	struct cursor c = cursor_of(b->data, b->len), body;
	struct record r;
	enum inspect_match m = read_record(&c, &r);

	if (m != INSPECT_MATCH)
		return m;
	if (r.type != HANDSHAKE)
		return INSPECT_NO;
	body = cursor_sub(&c, r.len);
	*run = (struct run){ body.data, body.len };
	if (body.len < r.len)
		return INSPECT_MATCH;
	if (message_len(run->data, run->len) != 0 &&
	    message_len(run->data, run->len) <= run->len)
		return INSPECT_MATCH;
	return gather(&c, run, room);
}

static enum inspect_match
read_hello(enum tls_handshake type, const struct run *run, struct tls_hello *h)
{
	struct cursor c = cursor_of(run->data, run->len);
	uint8_t got = cursor_u8(&c);
	size_t len = cursor_u24(&c);
	enum inspect_match m;

	*h = (struct tls_hello){ 0 };
	if (run->len > 0 && got != type)
		return INSPECT_NO;
	if (c.failed)
		return INSPECT_UNSURE;
	if (len > TLS_HELLO_MAX)
		return INSPECT_NO;
	m = tls_hello_read(type, false, run->data + HANDSHAKE_HEADER,
	    run->len - HANDSHAKE_HEADER, len, h);
	if (m == INSPECT_UNSURE && run->len >= HANDSHAKE_TELLING)
		return INSPECT_MATCH;
	/* Record, message and what a hello begins with are right: damaged
	 * behind that, it may be TLS all the same. */
	return m == INSPECT_NO && h->begun ? INSPECT_UNSURE : m;
}

/* A two-byte length with its highest bit set; no record type has it. */
static bool
is_ssl2(const struct inspect_bytes *b)
{
	struct cursor c = cursor_of(b->data, b->len);

	return cursor_u8(&c) & 0x80;
}

/* RFC 5246 appendix E.2: two bytes of length, then the message, whose
 * lengths have to add up. */
static enum inspect_match
read_ssl2_client(const struct inspect_bytes *b, uint16_t *version)
{
	struct part stream = part_of_stream(b), p;
	uint16_t length = part_u16(&stream);
	size_t ciphers, session_id, challenge;

	if (part_ok(&stream) && !(length & 0x8000))
		return INSPECT_NO;
	p = part_sub(&stream, length & 0x7fff);
	if (part_u8(&p) != TLS_CLIENT_HELLO && part_ok(&p))
		return INSPECT_NO;
	*version = part_u16(&p);
	ciphers = part_u16(&p);
	session_id = part_u16(&p);
	challenge = part_u16(&p);
	if (!part_ok(&p))
		return part_match(&p);
	if ((*version != 0x0002 && !tls_version_ok(*version)) || ciphers == 0 ||
	    ciphers % 3 != 0 || (session_id != 0 && session_id != 16) ||
	    challenge < 16 || challenge > 32 ||
	    part_left(&p) != ciphers + session_id + challenge)
		return INSPECT_NO;
	return INSPECT_MATCH;
}

/* SERVER-HELLO of SSL 2.0, "The SSL Protocol" section 2.6. */
static enum inspect_match
read_ssl2_server(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b), p;
	uint16_t length = part_u16(&stream);
	uint8_t type, hit, kind;
	uint16_t version;
	size_t certificate, ciphers, connection;

	if (part_ok(&stream) && !(length & 0x8000))
		return INSPECT_NO;
	p = part_sub(&stream, length & 0x7fff);
	type = part_u8(&p);
	hit = part_u8(&p);
	kind = part_u8(&p);
	version = part_u16(&p);
	certificate = part_u16(&p);
	ciphers = part_u16(&p);
	connection = part_u16(&p);
	if (!part_ok(&p))
		return part_match(&p);
	if (type != 4 || hit > 1 || kind > 1 || version != 0x0002 ||
	    connection < 16 || connection > 32 ||
	    part_left(&p) != certificate + ciphers + connection)
		return INSPECT_NO;
	return INSPECT_MATCH;
}

enum inspect_match
tls_client(const struct inspect_bytes *b)
{
	struct gather room;
	struct run run;
	struct tls_hello h;
	uint16_t version;
	enum inspect_match m;

	if (is_ssl2(b))
		return read_ssl2_client(b, &version);
	m = first_message(b, &run, &room);
	return m == INSPECT_MATCH ? read_hello(TLS_CLIENT_HELLO, &run, &h) : m;
}

/* Alert descriptions that exist (IANA "TLS Alerts"). */
static bool
alert_known(uint8_t code)
{
	static const uint8_t known[] = { 0, 10, 20, 21, 22, 30, 40, 41, 42, 43,
		44, 45, 46, 47, 48, 49, 50, 51, 52, 60, 70, 71, 80, 86, 90, 100,
		109, 110, 111, 112, 113, 114, 115, 116, 120, 121 };

	return memchr(known, code, sizeof(known)) != NULL;
}

/* An alert in the clear, RFC 8446 section 6: level and description. */
static enum inspect_match
read_alert(struct cursor *c, const struct record *r, uint8_t *code)
{
	uint8_t level = cursor_u8(c);

	*code = cursor_u8(c);
	if (r->len != 2)
		return INSPECT_NO;
	if (c->failed)
		return INSPECT_UNSURE;
	return (level == 1 || level == 2) && alert_known(*code) ? INSPECT_MATCH
								: INSPECT_NO;
}

enum inspect_match
tls_server(const struct inspect_bytes *b)
{
	struct cursor c = cursor_of(b->data, b->len);
	struct gather room;
	struct run run;
	struct record r;
	struct tls_hello h;
	uint8_t code;
	enum inspect_match m;

	if (is_ssl2(b))
		return read_ssl2_server(b);
	m = read_record(&c, &r);
	if (m != INSPECT_MATCH)
		return m;
	if (r.type == ALERT)
		return read_alert(&c, &r, &code);
	m = first_message(b, &run, &room);
	return m == INSPECT_MATCH ? read_hello(TLS_SERVER_HELLO, &run, &h) : m;
}

/*
 * In mid-stream: two record headers that line up, of one version, or a
 * record that ends where the bytes do.  Only the first byte seen, where a
 * segment began, is tried for a header: searched for, one would be found in
 * what TLS carries as well.
 */
enum inspect_match
tls_mid(const struct inspect_bytes *b)
{
	struct cursor c = cursor_of(b->data, b->len);
	struct record first, next;

	if (read_record(&c, &first) != INSPECT_MATCH ||
	    !cursor_skip(&c, first.len))
		return INSPECT_UNSURE;
	if (cursor_left(&c) > 0 &&
	    (read_record(&c, &next) != INSPECT_MATCH ||
		next.version != first.version))
		return INSPECT_UNSURE;
	return INSPECT_MATCH;
}

static bool
alpn_matches(const uint8_t *name, size_t len, const char *alpn, bool prefix)
{
	size_t want = strlen(alpn);

	return (prefix ? len >= want : len == want) &&
	    memcmp(name, alpn, want) == 0;
}

bool
tls_offers(const struct inspect_bytes *b, const char *alpn, bool prefix)
{
	struct gather room;
	struct run run;
	struct tls_hello h;
	struct cursor c;

	if (first_message(b, &run, &room) != INSPECT_MATCH ||
	    read_hello(TLS_CLIENT_HELLO, &run, &h) != INSPECT_MATCH || !h.alpn)
		return false;
	c = cursor_of(h.alpn, h.alpn_len);
	while (cursor_left(&c) > 0) {
		size_t len = cursor_u8(&c);
		const uint8_t *name = cursor_bytes(&c, len);

		if (!name)
			return false;
		if (alpn_matches(name, len, alpn, prefix))
			return true;
	}
	return false;
}

/* An alert before anything is encrypted. */
static void
describe_alert(const struct inspect_bytes *b, struct inspect_tls *tls)
{
	struct cursor c = cursor_of(b->data, b->len);
	struct record r;

	while (read_record(&c, &r) == INSPECT_MATCH) {
		struct cursor body = cursor_sub(&c, r.len);

		if (r.type == CHANGE_CIPHER_SPEC || r.type == APPLICATION_DATA)
			return;
		if (r.type == ALERT &&
		    read_alert(&body, &r, &tls->alert_code) == INSPECT_MATCH) {
			tls->alert = true;
			return;
		}
	}
}

void
tls_describe_bytes(const struct inspect_bytes *b, struct inspect_details *out)
{
	struct gather room;
	struct run run;
	struct tls_hello h;
	uint16_t version;

	if (read_ssl2_client(b, &version) == INSPECT_MATCH) {
		out->tls.client_hello = true;
		out->tls.ssl2 = true;
		out->tls.offered = version;
		return;
	}
	if (first_message(b, &run, &room) == INSPECT_MATCH) {
		if (read_hello(TLS_CLIENT_HELLO, &run, &h) == INSPECT_MATCH) {
			tls_hello_describe(TLS_CLIENT_HELLO, &h, out);
			return;
		}
		if (read_hello(TLS_SERVER_HELLO, &run, &h) == INSPECT_MATCH)
			tls_hello_describe(TLS_SERVER_HELLO, &h, out);
	}
	describe_alert(b, &out->tls);
}
