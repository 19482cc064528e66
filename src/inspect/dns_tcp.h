/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_tcp.h - cuts one direction of DNS over TCP into messages (RFC 1035
 * section 4.2.2, RFC 7766).
 *
 * Bytes come in order.  A message longer than DNS_TCP_MAX is handed on cut.
 */
#ifndef INSPECT_DNS_TCP_H
#define INSPECT_DNS_TCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_TCP_MAX 4096

/* One message: len bytes are there of wire_len. */
typedef void dns_tcp_fn(void *arg, const uint8_t *message, size_t len,
    size_t wire_len);

struct dns_tcp {
	uint32_t got;  /* bytes of the message, and of its length */
	uint16_t want; /* its length, once known */
	bool lost;     /* a gap: where a message begins is not known */
	uint8_t bytes[DNS_TCP_MAX];
};

void dns_tcp_init(struct dns_tcp *d);
void dns_tcp_feed(struct dns_tcp *d, const uint8_t *data, size_t len,
    dns_tcp_fn *fn, void *arg);
/* Bytes are missing here.  One segment's bytes after it are taken for the
 * beginning of a message only when they are just one whole message. */
void dns_tcp_gap(struct dns_tcp *d);

#endif
