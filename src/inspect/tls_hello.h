/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls_hello.h - ClientHello and ServerHello, as TLS, DTLS and QUIC share
 * them (RFC 8446 section 4.1, RFC 5246 section 7.4.1, RFC 6347 section 4.2).
 */
#ifndef INSPECT_TLS_HELLO_H
#define INSPECT_TLS_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/details.h"
#include "inspect/recognise.h"

#define TLS_HELLO_MAX 65536 /* more is no hello */

enum tls_handshake {
	TLS_CLIENT_HELLO = 1,
	TLS_SERVER_HELLO = 2,
	TLS_HELLO_VERIFY = 3, /* DTLS */
};

/* Pointers are into the bytes read.  What was not reached stays 0. */
struct tls_hello {
	uint16_t legacy;   /* the version field */
	uint16_t versions; /* highest, or chosen, in supported_versions */
	bool begun;        /* all was right to the session id's end */
	bool has_name, ech;
	const uint8_t *name;
	size_t name_len;
	const uint8_t *alpn; /* the list: length byte, text, ... */
	size_t alpn_len;
};

/*
 * Read the body of a hello, behind the handshake header: len bytes of which
 * the first visible ones are at body.  NO when it contradicts itself, else
 * MATCH when all of it was there, else UNSURE.
 */
enum inspect_match tls_hello_read(enum tls_handshake type, bool dtls,
    const uint8_t *body, size_t visible, size_t len, struct tls_hello *out);

/* True for a version field of SSL 3.0 to TLS 1.3. */
bool tls_version_ok(uint16_t version);

/* Put what a hello tells into details: name, ALPN, versions. */
void tls_hello_describe(enum tls_handshake type, const struct tls_hello *h,
    struct inspect_details *out);

#endif
