/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quote.c - the packet that an ICMP error quotes.
 */
#include <config.h>

#include "base/words.h"
#include "packet/quote.h"

/* RFC 792: destination unreachable, source quench, time exceeded, parameter
 * problem.  RFC 4443 section 2.1: below 128. */
bool
quote_expected(const struct ip_header *ip, const struct transport *t)
{
	uint8_t type = t->icmp_type;

	if (ip->offset != 0)
		return false; /* the quote stood in the first fragment */
	if (ip->version == 4 && t->proto == PROTO_ICMP)
		return type == 3 || type == 4 || type == 11 || type == 12;
	return ip->version == 6 && t->proto == PROTO_ICMP6 && type < 128;
}

/* All that an error must quote behind the IP header is 8 bytes (RFC 792). */
static void
read_transport(struct packet_quote *q, struct cursor *c)
{
	uint16_t first = cursor_u16(c);
	uint16_t second = cursor_u16(c);

	if (c->failed)
		return;
	if (transport_has_ports(q->proto)) {
		q->src_port = first;
		q->dst_port = second;
		q->has_ports = true;
	} else if (q->proto == PROTO_ICMP || q->proto == PROTO_ICMP6) {
		q->icmp_type = (uint8_t)(first >> 8);
		q->icmp_code = (uint8_t)first;
	}
}

void
quote_read(struct packet_quote *q, const struct walk *w, uint8_t version)
{
	struct walk quoted = {
		.c = w->c,
		.wire_end = w->wire_end,
		.layer = version == 4 ? LAYER_IPV4 : LAYER_IPV6,
	};
	struct ip_header ip;

	if (ip_read(&quoted, &ip) != PACKET_OK)
		return;
	q->valid = true;
	q->proto = ip.proto;
	q->src = ip.src;
	q->dst = ip.dst;
	if (ip.offset == 0)
		read_transport(q, &quoted.c);
}
