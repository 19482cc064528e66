/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls.h - TLS over TCP: records and the hello messages in them (RFC 8446
 * section 5.1, RFC 5246 section 6.2.1), and SSLv2 framing of a ClientHello
 * (RFC 5246 appendix E.2).
 */
#ifndef INSPECT_TLS_H
#define INSPECT_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/details.h"
#include "inspect/recognise.h"

enum inspect_match tls_client(const struct inspect_bytes *b);
enum inspect_match tls_server(const struct inspect_bytes *b);
enum inspect_match tls_mid(const struct inspect_bytes *b);

/* True when the bytes open with a ClientHello that offers this protocol by
 * ALPN, or one that begins with it when .prefix holds. */
bool tls_offers(const struct inspect_bytes *b, const char *alpn, bool prefix);

/* Put what one end's bytes tell into details: its hello, and an alert of
 * the server. */
void tls_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out);

#endif
