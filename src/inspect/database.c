/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * database.c - TDS, MySQL, PostgreSQL.
 */
#include <config.h>

#include <string.h>

#include "inspect/database.h"
#include "inspect/part.h"
#include "inspect/tls.h"

/* MS-TDS 2.2.3.1.1. */
enum tds {
	TDS_OLD_LOGIN = 0x02,
	TDS_RESPONSE = 0x04,
	TDS_LOGIN7 = 0x10,
	TDS_PRELOGIN = 0x12,
};

#define TDS_HEADER 8
#define TDS_STATUS_MAX 0x1f
#define TDS_OPTIONS_MAX 16
#define TDS_END 0xff

/* The header: type, status, length with it, SPID, packet number, window. */
static struct part
read_tds(struct part *stream, uint8_t *type)
{
	uint8_t status;
	uint16_t len;
	struct part body;
	uint8_t window;

	*type = part_u8(stream);
	status = part_u8(stream);
	len = part_u16(stream);
	part_skip(stream, 2 + 1);
	window = part_u8(stream);
	if (part_ok(stream) &&
	    (status > TDS_STATUS_MAX || window != 0 || len <= TDS_HEADER))
		part_refuse(stream);
	body = part_sub(stream, len - (size_t)TDS_HEADER);
	body.bad = stream->bad;
	return body;
}

/* MS-TDS 2.2.6.5: options (token, place, length) to ff, whose data lies in
 * the packet in their order; the version comes first. */
static enum inspect_match
read_prelogin(struct part *body)
{
	size_t end = 0, count = 0, first = 0;
	uint8_t token;

	for (;; count++) {
		size_t at, len;

		token = part_u8(body);
		if (!part_ok(body) || token == TDS_END)
			break;
		at = part_u16(body);
		len = part_u16(body);
		if (count == 0)
			first = at;
		if (part_ok(body) &&
		    ((count == 0) != (token == 0) || (count == 0 && len != 6) ||
			count == TDS_OPTIONS_MAX || at < end ||
			at + len > body->len))
			part_refuse(body);
		end = at + len;
	}
	if (!part_ok(body))
		return part_match(body);
	/* The data begins behind the list. */
	return first == 5 * count + 1 ? INSPECT_MATCH : INSPECT_NO;
}

/* MS-TDS 2.2.6.4: the length, little endian, then a version 7. */
static enum inspect_match
read_login(struct part *body)
{
	uint32_t len = part_u32_le(body);
	uint32_t version = part_u32_le(body);

	if (!part_ok(body))
		return part_match(body);
	return len >= 86 && len <= 128 * 1024 && version >> 24 >= 0x70 &&
		version >> 24 <= 0x75
	    ? INSPECT_MATCH
	    : INSPECT_NO;
}

/* The login of TDS 4.2 and 5.0 (freetds.org, "tds.html"): host, user and
 * password, each padded with zeros to 30 bytes, then its length. */
static enum inspect_match
read_old_login(struct part *body)
{
	static const uint8_t zeros[30];

	for (unsigned int field = 0; field < 3; field++) {
		const uint8_t *text = part_bytes(body, sizeof(zeros));
		uint8_t len = part_u8(body);

		if (!part_ok(body))
			return part_match(body);
		/* Short texts leave the zeros that are the proof. */
		if (len > sizeof(zeros) / 2 ||
		    memcmp(text + len, zeros, sizeof(zeros) - len) != 0)
			return len > sizeof(zeros) ? INSPECT_NO
						   : INSPECT_UNSURE;
	}
	return INSPECT_MATCH;
}

enum inspect_match
tds_client(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b);
	uint8_t type;
	struct part body = read_tds(&stream, &type);

	if (tls_offers(b, "tds/8.0", false))
		return INSPECT_MATCH;
	if (body.bad)
		return INSPECT_NO;
	switch (type) {
	case TDS_PRELOGIN:
		return read_prelogin(&body);
	case TDS_LOGIN7:
		return read_login(&body);
	case TDS_OLD_LOGIN:
		return read_old_login(&body);
	default:
		return b->len > 0 ? INSPECT_NO : INSPECT_UNSURE;
	}
}

/* What a response without pre-login begins with: an error, an information,
 * or a login's acknowledgement, MS-TDS 2.2.7; its length fits. */
static enum inspect_match
read_tokens(struct part *body)
{
	uint8_t token = part_u8(body);
	uint16_t len = part_u16_le(body);

	if (part_ok(body) && token != 0xaa && token != 0xab && token != 0xad &&
	    token != 0xe3)
		part_refuse(body);
	part_skip(body, len);
	return body->bad ? INSPECT_NO : INSPECT_UNSURE;
}

enum inspect_match
tds_server(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b);
	uint8_t type;
	struct part body = read_tds(&stream, &type), tokens = body;
	enum inspect_match m;

	/* It may answer in TLS. */
	if (tls_server(b) == INSPECT_MATCH)
		return INSPECT_UNSURE;
	if ((b->len > 0 && type != TDS_RESPONSE) || body.bad)
		return INSPECT_NO;
	m = read_prelogin(&body);
	return m == INSPECT_NO ? read_tokens(&tokens) : m;
}

/* MySQL: length (little endian, 3 bytes), number, body. */
static struct part
read_mysql(struct part *stream, uint8_t number)
{
	size_t len = part_u16_le(stream);
	struct part body;
	uint8_t got;

	len |= (size_t)part_u8(stream) << 16;
	got = part_u8(stream);
	if (part_ok(stream) && (got != number || len < 4))
		part_refuse(stream);
	body = part_sub(stream, len);
	body.bad = stream->bad;
	return body;
}

/* A text to its NUL: 1 to max printable bytes, the first a digit. */
static bool
read_version(struct part *p, size_t max)
{
	uint8_t c = part_u8(p);

	if (c < '0' || c > '9')
		return false;
	for (size_t i = 0; i < max && part_ok(p); i++) {
		c = part_u8(p);
		if (c == 0)
			return part_ok(p);
		if (c < ' ' || c > '~')
			return false;
	}
	return false;
}

#define MYSQL_PROTOCOL 10
#define MYSQL_ERROR 0xff
#define MYSQL_LOGIN_LEAST 32

/* Protocol::HandshakeV10, or an error that refuses the client's host. */
enum inspect_match
mysql_server(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b);
	struct part body = read_mysql(&stream, 0);
	uint8_t protocol = part_u8(&body);
	uint16_t code;

	if (!part_ok(&body))
		return part_match(&body);
	if (protocol == MYSQL_ERROR) {
		code = part_u16_le(&body);
		if (!part_ok(&body))
			return part_match(&body);
		return code >= 1000 && code < 5000 ? INSPECT_UNSURE
						   : INSPECT_NO;
	}
	if (protocol != MYSQL_PROTOCOL)
		return INSPECT_NO;
	if (!read_version(&body, 64))
		return part_ok(&body) ? INSPECT_NO : part_match(&body);
	part_skip(&body, 4 + 8); /* connection, salt */
	if (part_u8(&body) != 0)
		return INSPECT_NO;
	return part_match(&body);
}

/* Protocol::HandshakeResponse41 or SSLRequest: flags with protocol 4.1,
 * largest packet, character set, 23 zeros. */
enum inspect_match
mysql_client(const struct inspect_bytes *b)
{
	static const uint8_t zeros[19];
	struct part stream = part_of_stream(b);
	struct part body = read_mysql(&stream, 1);
	uint32_t flags = part_u32_le(&body);
	const uint8_t *filler;

	if (part_ok(&body) &&
	    (body.len < MYSQL_LOGIN_LEAST || !(flags & 0x200)))
		part_refuse(&body);
	part_skip(&body, 4 + 1);
	/* MariaDB uses the last 4. */
	filler = part_bytes(&body, sizeof(zeros));
	if (!filler)
		return part_match(&body);
	return memcmp(filler, zeros, sizeof(zeros)) == 0 ? INSPECT_MATCH
							 : INSPECT_NO;
}

/* PostgreSQL, "Message Formats": codes of a first message. */
enum postgresql {
	PG_PROTOCOL_3 = 0x00030000,
	PG_PROTOCOL_32 = 0x00030002,
	PG_CANCEL = 80877102,
	PG_SSL = 80877103,
	PG_GSS = 80877104,
};

enum inspect_match
postgresql_client(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b);
	uint32_t len = part_u32(&stream);
	uint32_t code = part_u32(&stream);

	if (part_ok(&stream) && (len < 8 || len > 10000))
		return INSPECT_NO;
	if (!part_ok(&stream))
		return part_match(&stream);
	if (code == PG_SSL || code == PG_GSS)
		return len == 8 ? INSPECT_MATCH : INSPECT_NO;
	if (code == PG_CANCEL)
		return len >= 16 ? INSPECT_MATCH : INSPECT_NO;
	return code == PG_PROTOCOL_3 || code == PG_PROTOCOL_32 ? INSPECT_MATCH
							       : INSPECT_NO;
}

/* Authentication (R) with its request's number, or an error (E) with its
 * severity first; before it, S or N alone to what was asked for. */
enum inspect_match
postgresql_server(const struct inspect_bytes *b)
{
	struct part stream = part_of_stream(b);
	uint8_t type = part_u8(&stream);
	uint32_t len, number;

	if (part_ok(&stream) && (type == 'S' || type == 'N') &&
	    cursor_left(&stream.c) > 0)
		type = type == 'S' ? 'S' : part_u8(&stream);
	if (type == 'S' || b->len == 1)
		return INSPECT_UNSURE; /* TLS follows */
	len = part_u32(&stream);
	number = part_u32(&stream);
	if (type != 'R' && type != 'E')
		return INSPECT_NO;
	if (!part_ok(&stream))
		return part_match(&stream);
	if (type == 'E')
		return len <= 10000 && number >> 16 == ('S' << 8 | 'F')
		    ? INSPECT_MATCH
		    : INSPECT_NO;
	return len >= 8 && len <= 10000 && number <= 12 ? INSPECT_MATCH
							: INSPECT_NO;
}
