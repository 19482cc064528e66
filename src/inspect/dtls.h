/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dtls.h - DTLS over UDP: RFC 4347, RFC 6347 section 4.1, RFC 9147, and the
 * version that OpenSSL spoke before them.
 */
#ifndef INSPECT_DTLS_H
#define INSPECT_DTLS_H

#include "inspect/details.h"
#include "inspect/recognise.h"

/* All on one datagram. */
enum inspect_match dtls_client(const struct inspect_bytes *b);
enum inspect_match dtls_server(const struct inspect_bytes *b);
enum inspect_match dtls_mid(const struct inspect_bytes *b);

/* Put what a datagram tells into details. */
void dtls_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out);

#endif
