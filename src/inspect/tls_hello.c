/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls_hello.c - ClientHello and ServerHello.
 */
#include <config.h>

#include <string.h>

#include "inspect/details_text.h"
#include "inspect/part.h"
#include "inspect/tls_hello.h"

#define RANDOM_BYTES 32
#define SESSION_ID_MAX 32

enum extension {
	EXT_SERVER_NAME = 0,         /* RFC 6066 section 3 */
	EXT_ALPN = 16,               /* RFC 7301 section 3.1 */
	EXT_SUPPORTED_VERSIONS = 43, /* RFC 8446 section 4.2.1 */
	EXT_ECH = 0xfe0d,            /* RFC 9849 section 5 */
};

bool
tls_version_ok(uint16_t version)
{
	return version >= 0x0300 && version <= 0x0304;
}

/* DTLS 1.0, 1.2, 1.3 and what OpenSSL called DTLS before RFC 4347. */
static bool
legacy_ok(uint16_t version, bool dtls)
{
	if (dtls)
		return version == 0xfeff || version == 0xfefd ||
		    version == 0xfefc || version == 0x0100;
	return tls_version_ok(version);
}

/* RFC 6066 section 3: a list of names; only host names (type 0) exist. */
static void
read_server_name(struct part *ext, struct tls_hello *h)
{
	struct part list = part_sub(ext, part_u16(ext));
	uint8_t type = part_u8(&list);
	size_t len = part_u16(&list);
	const uint8_t *name = part_bytes(&list, len);

	if (!name || type != 0 || h->has_name)
		return;
	h->has_name = true;
	h->name = name;
	h->name_len = len;
}

static void
read_alpn(struct part *ext, struct tls_hello *h)
{
	size_t len = part_u16(ext);
	const uint8_t *list = part_bytes(ext, len);

	if (list) {
		h->alpn = list;
		h->alpn_len = len;
	}
}

/* DTLS versions count down: 1.0 is feff, 1.2 fefd, 1.3 fefc.  Values that
 * are none (RFC 8701: 0x?a?a) are there to be passed over. */
static bool
newer(uint16_t version, uint16_t than, bool dtls)
{
	if (dtls)
		return version >= 0xfefc && version <= 0xfeff &&
		    (than == 0 || version < than);
	return tls_version_ok(version) && version > than;
}

static void
read_versions(enum tls_handshake type, bool dtls, struct part *ext,
    struct tls_hello *h)
{
	struct part list;

	if (type == TLS_SERVER_HELLO) {
		h->versions = part_u16(ext);
		return;
	}
	list = part_sub(ext, part_u8(ext));
	while (part_ok(&list) && part_left(&list) >= 2) {
		uint16_t version = part_u16(&list);

		if (newer(version, h->versions, dtls))
			h->versions = version;
	}
}

/* An extension whose inside is wrong does not make the hello wrong: what
 * the peers make of it is theirs. */
static void
read_extensions(enum tls_handshake type, bool dtls, struct part *hello,
    struct tls_hello *h)
{
	struct part all = part_sub(hello, part_u16(hello));

	while (part_ok(&all) && part_left(&all) > 0) {
		uint16_t kind = part_u16(&all);
		struct part ext = part_sub(&all, part_u16(&all));

		if (kind == EXT_SERVER_NAME && part_left(&ext) > 0)
			read_server_name(&ext, h);
		else if (kind == EXT_ALPN)
			read_alpn(&ext, h);
		else if (kind == EXT_SUPPORTED_VERSIONS)
			read_versions(type, dtls, &ext, h);
		else if (kind == EXT_ECH && type == TLS_CLIENT_HELLO)
			h->ech = true;
	}
	part_join(hello, &all);
	if (part_ok(hello) && part_left(hello) > 0)
		part_refuse(hello);
}

static void
read_client(bool dtls, struct part *p)
{
	size_t ciphers, methods;

	if (dtls)
		part_skip(p, part_u8(p)); /* cookie */
	ciphers = part_u16(p);
	if (part_ok(p) && (ciphers == 0 || ciphers % 2 != 0))
		part_refuse(p);
	part_skip(p, ciphers);
	methods = part_u8(p);
	if (part_ok(p) && methods == 0)
		part_refuse(p);
	part_skip(p, methods);
}

enum inspect_match
tls_hello_read(enum tls_handshake type, bool dtls, const uint8_t *body,
    size_t visible, size_t len, struct tls_hello *out)
{
	struct part p = part_of(body, visible, len);
	size_t session_id;

	*out = (struct tls_hello){ .legacy = part_u16(&p) };
	if (part_ok(&p) && !legacy_ok(out->legacy, dtls))
		part_refuse(&p);
	part_skip(&p, RANDOM_BYTES);
	session_id = part_u8(&p);
	if (session_id > SESSION_ID_MAX)
		part_refuse(&p);
	part_skip(&p, session_id);
	out->begun = part_ok(&p);
	if (type == TLS_CLIENT_HELLO)
		read_client(dtls, &p);
	else
		part_skip(&p, 2 + 1); /* cipher suite, compression method */
	if (part_ok(&p) && part_left(&p) > 0)
		read_extensions(type, dtls, &p, out);
	return part_match(&p);
}

/* "h2,http/1.1" of the wire's list. */
static void
describe_alpn(const struct tls_hello *h, struct inspect_tls *tls)
{
	struct cursor c = cursor_of(h->alpn, h->alpn_len);
	char text[INSPECT_TEXT_MAX] = "";
	size_t used = 0;

	while (cursor_left(&c) > 0) {
		size_t len = cursor_u8(&c);
		const uint8_t *name = cursor_bytes(&c, len);

		/* RFC 8701 names are two bytes that are no text. */
		if (!name || len == 0)
			break;
		if (!details_is_text(name, len))
			continue;
		if (used + len + 1 >= sizeof(text))
			break;
		if (used > 0)
			text[used++] = ',';
		memcpy(text + used, name, len);
		used += len;
	}
	text[used] = '\0';
	memcpy(tls->alpn, text, sizeof(text));
}

void
tls_hello_describe(enum tls_handshake type, const struct tls_hello *h,
    struct inspect_details *out)
{
	uint16_t version = h->versions ? h->versions : h->legacy;

	if (type == TLS_CLIENT_HELLO) {
		out->tls.client_hello = true;
		out->tls.offered = version;
		out->tls.ech = h->ech;
		if (h->has_name)
			details_name(out, h->name, h->name_len,
			    INSPECT_NAME_SNI);
	} else {
		out->tls.server_hello = true;
		out->tls.chosen = version;
	}
	if (h->alpn)
		describe_alpn(h, &out->tls);
}
