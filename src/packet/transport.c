/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * transport.c - ports, TCP state, ICMP types and VRRP groups.
 */
#include <config.h>

#include "base/words.h"
#include "packet/transport.h"

#define TCP_HEADER_MIN 20
#define UDP_HEADER 8
#define SCTP_HEADER 12
#define DCCP_HEADER_MIN 12
#define ICMP_HEADER 8
#define ICMP6_HEADER_MIN 4
#define VRRP_HEADER 8
#define DATAGRAM_MAX 65535U

/* Bytes from the header on: of the header, and of header and payload. */
struct extent {
	size_t header;
	size_t data; /* what IP says; less when the header says less */
};

/* Read the fixed part, which was captured; set e->header when it is not the
 * least one of the table. */
typedef enum packet_status read_fn(struct walk *w, const struct ip_header *ip,
    struct transport *t, struct extent *e);

static void
read_ports(struct cursor *c, struct transport *t)
{
	t->src_port = cursor_u16(c);
	t->dst_port = cursor_u16(c);
	t->has_ports = true;
}

/* A header that states its own length.  Of a fragment, options may go on in
 * the next one. */
static enum packet_status
check_header(const struct ip_header *ip, const struct extent *e, size_t least)
{
	if (e->header < least || (e->header > e->data && !ip->fragment))
		return PACKET_MALFORMED;
	return PACKET_OK;
}

/* RFC 9293 section 3.1 */
static enum packet_status
read_tcp(struct walk *w, const struct ip_header *ip, struct transport *t,
    struct extent *e)
{
	struct cursor c = walk_take(w, TCP_HEADER_MIN);

	read_ports(&c, t);
	t->tcp_seq = cursor_u32(&c);
	t->tcp_ack = cursor_u32(&c);
	e->header = (cursor_u8(&c) >> 4) * 4U;
	t->tcp_flags = cursor_u8(&c);
	return check_header(ip, e, TCP_HEADER_MIN);
}

/* RFC 768; length 0 is a jumbo datagram's (RFC 2675 section 4). */
static enum packet_status
read_udp(struct walk *w, const struct ip_header *ip, struct transport *t,
    struct extent *e)
{
	struct cursor c = walk_take(w, UDP_HEADER);
	size_t len;

	read_ports(&c, t);
	len = cursor_u16(&c);
	if (len == 0 && e->data > DATAGRAM_MAX)
		return PACKET_OK;
	if (len < UDP_HEADER)
		return PACKET_MALFORMED;
	if (ip->fragment) /* the length is that of the whole datagram */
		return PACKET_OK;
	if (len > e->data)
		return PACKET_MALFORMED;
	e->data = len;
	return PACKET_OK;
}

/* RFC 3828 section 3.1: the field is the checksum's coverage, 0 for all. */
static enum packet_status
read_udplite(struct walk *w, const struct ip_header *ip, struct transport *t,
    struct extent *e)
{
	size_t coverage;

	read_ports(&w->c, t);
	coverage = cursor_u16(&w->c);
	if (coverage == 0)
		return PACKET_OK;
	if (coverage < UDP_HEADER || (coverage > e->data && !ip->fragment))
		return PACKET_MALFORMED;
	return PACKET_OK;
}

/* RFC 9260 section 3.1 */
static enum packet_status
read_sctp(struct walk *w, const struct ip_header *ip, struct transport *t,
    struct extent *e)
{
	(void)ip;
	(void)e;
	read_ports(&w->c, t);
	return PACKET_OK;
}

/* RFC 4340 section 5.1 */
static enum packet_status
read_dccp(struct walk *w, const struct ip_header *ip, struct transport *t,
    struct extent *e)
{
	read_ports(&w->c, t);
	e->header = cursor_u8(&w->c) * 4U;
	return check_header(ip, e, DCCP_HEADER_MIN);
}

/* RFC 792, and RFC 950 for the mask: those that carry an identifier. */
static bool
icmp_has_id(uint8_t type)
{
	return type == 0 || type == 8 || (type >= 13 && type <= 18);
}

static enum packet_status
read_icmp(struct walk *w, const struct ip_header *ip, struct transport *t,
    struct extent *e)
{
	(void)ip;
	(void)e;
	t->icmp_type = cursor_u8(&w->c);
	t->icmp_code = cursor_u8(&w->c);
	cursor_skip(&w->c, 2); /* checksum */
	if (icmp_has_id(t->icmp_type))
		t->icmp_id = cursor_u16(&w->c);
	return PACKET_OK;
}

/* RFC 4443: errors, whose types are below 128, and echoes have 4 bytes more
 * than the header that all have. */
static enum packet_status
read_icmp6(struct walk *w, const struct ip_header *ip, struct transport *t,
    struct extent *e)
{
	enum packet_status status;
	bool echo;

	(void)ip;
	t->icmp_type = cursor_u8(&w->c);
	t->icmp_code = cursor_u8(&w->c);
	cursor_skip(&w->c, 2); /* checksum */
	echo = t->icmp_type == 128 || t->icmp_type == 129;
	if (!echo && t->icmp_type >= 128)
		return PACKET_OK;
	e->header = ICMP_HEADER;
	status = walk_need(w, ICMP_HEADER - ICMP6_HEADER_MIN);
	if (status == PACKET_OK && echo)
		t->icmp_id = cursor_u16(&w->c);
	return status;
}

/* RFC 3768 section 5.1 (version 2), RFC 5798 section 5.1 (version 3) */
static enum packet_status
read_vrrp(struct walk *w, const struct ip_header *ip, struct transport *t,
    struct extent *e)
{
	uint8_t version = cursor_u8(&w->c) >> 4;
	uint8_t vrid = cursor_u8(&w->c);

	(void)ip;
	(void)e;
	t->vrid = version == 2 || version == 3 ? vrid : 0;
	return PACKET_OK;
}

/* By protocol; no reader, no header. */
static const struct reader {
	read_fn *read;
	uint8_t header_min;
	bool has_ports;
} readers[UINT8_MAX + 1] = {
	[PROTO_ICMP] = { read_icmp, ICMP_HEADER, false },
	[PROTO_TCP] = { read_tcp, TCP_HEADER_MIN, true },
	[PROTO_UDP] = { read_udp, UDP_HEADER, true },
	[PROTO_DCCP] = { read_dccp, DCCP_HEADER_MIN, true },
	[PROTO_ICMP6] = { read_icmp6, ICMP6_HEADER_MIN, false },
	[PROTO_VRRP] = { read_vrrp, VRRP_HEADER, false },
	[PROTO_SCTP] = { read_sctp, SCTP_HEADER, true },
	[PROTO_UDPLITE] = { read_udplite, UDP_HEADER, true },
};

bool
transport_has_ports(uint8_t proto)
{
	return readers[proto].has_ports;
}

size_t
transport_header_min(uint8_t proto)
{
	return readers[proto].header_min;
}

/* Move the walk from behind what was read to the payload of e, which may not
 * have been captured or, in a fragment, may not be there at all. */
static void
settle(struct walk *w, struct transport *t, const struct extent *e,
    size_t start)
{
	size_t left;

	w->c.pos = start;
	walk_limit(w, e->data);
	left = cursor_left(&w->c);
	cursor_skip(&w->c, e->header < left ? e->header : left);
	t->payload_wire_len =
	    e->header < e->data ? (uint32_t)(e->data - e->header) : 0;
}

enum packet_status
transport_read(struct walk *w, const struct ip_header *ip, struct transport *t)
{
	const struct reader *r = &readers[ip->proto];
	struct extent e = { .header = r->header_min, .data = ip_left(ip, w) };
	size_t start = w->c.pos;
	enum packet_status status = walk_need(w, r->header_min);

	*t = (struct transport){ .proto = ip->proto };
	if (status == PACKET_MALFORMED && ip->fragment)
		return PACKET_FRAGMENT;
	if (status == PACKET_OK && r->read != NULL)
		status = r->read(w, ip, t, &e);
	if (status == PACKET_OK)
		settle(w, t, &e, start);
	return status;
}
