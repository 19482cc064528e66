/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quote.h - the packet that an ICMP error quotes.
 */
#ifndef PACKET_QUOTE_H
#define PACKET_QUOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "packet/ip.h"
#include "packet/transport.h"

/* True for the errors of ICMP.  A redirect is none: what it quotes went on its
 * way. */
bool quote_expected(const struct ip_header *ip, const struct transport *t);

/* Read the quote that the walk stands at, of the error's IP version, into *q,
 * which is left as it was when it is no whole IP header. */
void quote_read(struct packet_quote *q, const struct walk *w, uint8_t version);

#endif
