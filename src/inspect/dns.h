/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns.h - DNS over UDP and TCP (RFC 1035, 2136, 6891, 7766).
 */
#ifndef INSPECT_DNS_H
#define INSPECT_DNS_H

#include "inspect/recognise.h"

enum inspect_match dns_query(const struct inspect_bytes *datagram);
enum inspect_match dns_response(const struct inspect_bytes *datagram);
/* The same with a length in front, RFC 1035 section 4.2.2. */
enum inspect_match dns_tcp_query(const struct inspect_bytes *stream);
enum inspect_match dns_tcp_response(const struct inspect_bytes *stream);

#endif
