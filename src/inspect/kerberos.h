/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kerberos.h - Kerberos 5 (RFC 4120) and its password change (RFC 3244),
 * over UDP and TCP.
 */
#ifndef INSPECT_KERBEROS_H
#define INSPECT_KERBEROS_H

#include "inspect/recognise.h"

enum inspect_match kerberos_client(const struct inspect_bytes *datagram);
enum inspect_match kerberos_server(const struct inspect_bytes *datagram);
/* The same with a length in front, RFC 4120 section 7.2.2. */
enum inspect_match kerberos_tcp_client(const struct inspect_bytes *stream);
enum inspect_match kerberos_tcp_server(const struct inspect_bytes *stream);

#endif
