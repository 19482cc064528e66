/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_message.h - what a DNS message says (RFC 1035, 3596, 6891, 9460).
 *
 * Pure functions over the bytes of one message: a datagram's, or of TCP those
 * behind the two-byte length (dns_tcp.h).  Nothing of a message that
 * contradicts itself is used.  One that is cut, by the snap length or by a
 * bound, is read as far as it goes.
 */
#ifndef INSPECT_DNS_MESSAGE_H
#define INSPECT_DNS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "inspect/host_name.h"

#define DNS_PORT 53
#define DNS_CHAIN_MAX 12    /* names from the question to an address */
#define DNS_ADDRESS_MAX 64  /* addresses of a response, kept */
#define DNS_RECORDS_MAX 256 /* records of the answer section, looked at */

enum dns_type {
	DNS_A = 1,
	DNS_CNAME = 5,
	DNS_AAAA = 28,
	DNS_SVCB = 64,
	DNS_HTTPS = 65,
};

enum dns_status {
	DNS_OK,
	DNS_CUT,       /* no whole question is visible */
	DNS_MALFORMED, /* lengths or pointers contradict */
	DNS_OTHER,     /* not one question of class IN by a standard query */
	DNS_REFUSED,   /* the question's name is no host name */
};

struct dns_question {
	uint16_t id;
	uint16_t type; /* enum dns_type, or any other */
	char name[HOST_NAME_MAX_BYTES];
};

struct dns_address {
	struct addr addr;
	uint32_t ttl_s; /* the least of the records that led to it */
	uint8_t owner;  /* names 0 .. owner of the chain are its names */
};

struct dns_response {
	struct dns_question question;
	uint8_t rcode;
	bool truncated; /* the TC flag: all of it follows over TCP */
	/* Each name is what the CNAME of the one before says; the first is
	 * the question's. */
	char chain[DNS_CHAIN_MAX][HOST_NAME_MAX_BYTES];
	uint8_t chain_count;
	struct dns_address address[DNS_ADDRESS_MAX];
	uint8_t address_count;
	uint16_t refused; /* CNAMEs that lead to what is no host name */
	bool more;        /* a bound or a cut left records out */
};

/* Read a query: len bytes are visible of the wire_len that were sent. */
enum dns_status dns_read_query(const uint8_t *data, size_t len, size_t wire_len,
    struct dns_question *out);

/* Read a response, likewise.  *out is whole only after DNS_OK. */
enum dns_status dns_read_response(const uint8_t *data, size_t len,
    size_t wire_len, struct dns_response *out);

/* True when the header's flag says response; false also when it is cut. */
bool dns_is_response(const uint8_t *data, size_t len);

#endif
