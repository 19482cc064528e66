/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ip.c - IPv4 and IPv6 headers, options and extension headers.
 */
#include <config.h>

#include "packet/ip.h"

#define IPV4_HEADER_MIN 20
#define IPV4_MORE 0x2000 /* RFC 791 section 3.1 */
#define IPV4_OFFSET 0x1fff
#define IPV6_HEADER 40
#define IPV6_MORE 0x0001 /* RFC 8200 section 4.5 */
#define IPV6_OFFSET 0xfff8
#define FRAGMENT_HEADER 8
#define DATAGRAM_MAX 65535U /* without the fixed header in IPv6 */
#define OPTION_PAD1 0
#define OPTION_JUMBO 0xc2     /* RFC 2675 section 2 */
#define JUMBO_MAX 0x7fffffffU /* bytes; no link carries that */

/* IANA protocol numbers that are extension headers */
enum {
	EXTENSION_HOP_BY_HOP = 0,
	EXTENSION_ROUTING = 43,
	EXTENSION_FRAGMENT = 44,
	EXTENSION_AH = 51,
	EXTENSION_NONE = 59,
	EXTENSION_DESTINATION = 60,
	EXTENSION_MOBILITY = 135,
	EXTENSION_HIP = 139,
	EXTENSION_SHIM6 = 140,
};

/* How long an extension header is: (its length byte + plus) * unit. */
struct extension {
	bool in_v6;
	bool in_v4;
	bool alone; /* often has no next header: then it is the protocol */
	uint8_t unit;
	uint8_t plus;
};

/* By protocol number. */
static const struct extension extensions[UINT8_MAX + 1] = {
	[EXTENSION_HOP_BY_HOP] = { true, false, false, 8, 1 },
	[EXTENSION_ROUTING] = { true, false, false, 8, 1 },
	[EXTENSION_FRAGMENT] = { true, false, false, 0, 0 },
	[EXTENSION_AH] = { true, true, false, 4, 2 }, /* RFC 4302 2.2 */
	[EXTENSION_DESTINATION] = { true, false, false, 8, 1 },
	[EXTENSION_MOBILITY] = { true, false, true, 8, 1 }, /* RFC 6275 6.1.1 */
	[EXTENSION_HIP] = { true, false, true, 8, 1 },      /* RFC 7401 5.1 */
	[EXTENSION_SHIM6] = { true, false, true, 8, 1 },    /* RFC 5533 5.1 */
};

/* As walk_need(), but a first fragment that stops within its headers is an
 * attack (RFC 7112 section 5), no accident. */
static enum packet_status
need(const struct walk *w, const struct ip_header *ip, size_t n)
{
	enum packet_status status = walk_need(w, n);

	return status == PACKET_MALFORMED && ip->fragment ? PACKET_FRAGMENT
							  : status;
}

/* The packet says that it has len bytes; the walk stands at least at its
 * start. */
static void
set_length(struct walk *w, struct ip_header *ip, size_t len)
{
	ip->end = ip->start + len;
	walk_limit(w, ip->end - w->c.pos);
	ip->captured_end = w->c.len;
}

/* The data begins here.  No fragment may reach beyond the largest datagram,
 * to which header bytes that stand before the data count. */
static enum packet_status
begin_data(const struct walk *w, struct ip_header *ip, size_t header)
{
	size_t reach = header + ip->offset + ip_left(ip, w);

	ip->data_start = w->c.pos;
	return ip->fragment && reach > DATAGRAM_MAX ? PACKET_FRAGMENT
						    : PACKET_OK;
}

/* RFC 8200 section 4.5.  Offset 0 and no more to come: a whole datagram. */
static enum packet_status
read_fragment(struct walk *w, struct ip_header *ip)
{
	size_t before = w->c.pos - ip->start - IPV6_HEADER;
	enum packet_status status = need(w, ip, FRAGMENT_HEADER);
	uint16_t field;

	if (status != PACKET_OK)
		return status;
	if (ip->fragment)
		return PACKET_MALFORMED; /* a fragment of a fragment */
	ip->proto = cursor_u8(&w->c);
	cursor_skip(&w->c, 1);
	field = cursor_u16(&w->c);
	ip->id = cursor_u32(&w->c);
	ip->offset = field & IPV6_OFFSET;
	ip->more = field & IPV6_MORE;
	ip->fragment = ip->more || ip->offset != 0;
	if (ip->more && ip_left(ip, w) % 8 != 0)
		return PACKET_MALFORMED;
	return begin_data(w, ip, before);
}

/* Pass one extension header.  A later fragment has none of its own. */
static enum packet_status
read_extension(struct walk *w, struct ip_header *ip)
{
	const struct extension *ext = &extensions[ip->proto];
	enum packet_status status = need(w, ip, 2);
	uint8_t next;
	size_t len;

	if (status != PACKET_OK)
		return status;
	next = cursor_u8(&w->c);
	len = ((size_t)cursor_u8(&w->c) + ext->plus) * ext->unit;
	status = need(w, ip, len - 2);
	if (status != PACKET_OK)
		return status;
	cursor_skip(&w->c, len - 2);
	ip->proto = next;
	return PACKET_OK;
}

/* Does an extension header come next, that is not the protocol itself? */
static bool
has_extension(const struct walk *w, const struct ip_header *ip)
{
	const struct extension *ext = &extensions[ip->proto];
	struct cursor ahead = w->c;

	if (ip->offset != 0 || !(ip->version == 6 ? ext->in_v6 : ext->in_v4))
		return false;
	return !ext->alone || cursor_u8(&ahead) != EXTENSION_NONE;
}

static enum packet_status
read_extensions(struct walk *w, struct ip_header *ip)
{
	enum packet_status status = PACKET_OK;

	while (status == PACKET_OK && has_extension(w, ip)) {
		if (!walk_enter(w))
			return PACKET_TOO_DEEP;
		if (ip->proto == EXTENSION_FRAGMENT)
			status = read_fragment(w, ip);
		else if (ip->proto == EXTENSION_HOP_BY_HOP)
			status = PACKET_MALFORMED; /* RFC 8200 4.1: first */
		else
			status = read_extension(w, ip);
	}
	return status;
}

/* The jumbo payload option among options; 0 in *len when there is none. */
static enum packet_status
find_jumbo(struct cursor options, size_t *len)
{
	*len = 0;
	while (cursor_left(&options) > 0) {
		uint8_t type = cursor_u8(&options);
		uint8_t size = type == OPTION_PAD1 ? 0 : cursor_u8(&options);
		struct cursor data = cursor_sub(&options, size);

		if (options.failed || data.len < size)
			return PACKET_MALFORMED;
		if (type != OPTION_JUMBO)
			continue;
		*len = cursor_u32(&data);
		if (data.len != 4 || *len <= DATAGRAM_MAX || *len > JUMBO_MAX)
			return PACKET_MALFORMED;
	}
	return PACKET_OK;
}

/* RFC 8200 section 4.3, RFC 2675 section 3: a jumbo payload's length stands
 * in an option, and the header's field is 0. */
static enum packet_status
read_hop_by_hop(struct walk *w, struct ip_header *ip, uint16_t payload_len)
{
	struct cursor options = w->c;
	size_t start = w->c.pos;
	enum packet_status status;
	size_t jumbo;

	if (!walk_enter(w))
		return PACKET_TOO_DEEP;
	status = read_extension(w, ip);
	if (status != PACKET_OK)
		return status;
	cursor_skip(&options, 2);
	options = cursor_sub(&options, w->c.pos - start - 2);
	status = find_jumbo(options, &jumbo);
	if (status != PACKET_OK || jumbo == 0)
		return status;
	if (payload_len != 0)
		return PACKET_MALFORMED;
	set_length(w, ip, IPV6_HEADER + jumbo);
	return PACKET_OK;
}

/* RFC 8200 section 3 */
static enum packet_status
read_v6(struct walk *w, struct ip_header *ip)
{
	enum packet_status status = walk_need(w, IPV6_HEADER);
	struct cursor c;
	uint16_t payload_len;
	size_t len;

	if (status != PACKET_OK)
		return status;
	c = walk_take(w, IPV6_HEADER);
	cursor_skip(&c, 4); /* version, traffic class, flow label */
	len = payload_len = cursor_u16(&c);
	ip->proto = cursor_u8(&c);
	ip->ttl = cursor_u8(&c);
	ip->src = addr_from_v6(cursor_bytes(&c, 16));
	ip->dst = addr_from_v6(cursor_bytes(&c, 16));
	if (addr_is_v4(&ip->src) || addr_is_v4(&ip->dst))
		return PACKET_MALFORMED;
	/* Segmentation left to the hardware shows as length 0 too. */
	if (payload_len == 0 && ip->proto != EXTENSION_NONE)
		len = w->wire_end - w->c.pos;
	set_length(w, ip, IPV6_HEADER + len);
	if (ip->proto == EXTENSION_HOP_BY_HOP)
		status = read_hop_by_hop(w, ip, payload_len);
	return status != PACKET_OK ? status : read_extensions(w, ip);
}

/* Options carry nothing for us: pass them, then AH if there is one. */
static enum packet_status
finish_v4(struct walk *w, struct ip_header *ip, size_t header_len)
{
	enum packet_status status = walk_need(w, header_len - IPV4_HEADER_MIN);

	if (status != PACKET_OK)
		return status;
	cursor_skip(&w->c, header_len - IPV4_HEADER_MIN);
	status = begin_data(w, ip, header_len);
	return status != PACKET_OK ? status : read_extensions(w, ip);
}

/* RFC 791 section 3.1 */
static enum packet_status
read_v4(struct walk *w, struct ip_header *ip)
{
	enum packet_status status = walk_need(w, IPV4_HEADER_MIN);
	size_t header_len, total_len;
	uint16_t field;
	struct cursor c;

	if (status != PACKET_OK)
		return status;
	c = walk_take(w, IPV4_HEADER_MIN);
	header_len = (cursor_u8(&c) & 0x0fU) * 4U;
	cursor_skip(&c, 1); /* DSCP, ECN */
	total_len = cursor_u16(&c);
	ip->id = cursor_u16(&c);
	field = cursor_u16(&c);
	ip->ttl = cursor_u8(&c);
	ip->proto = ip->datagram_proto = cursor_u8(&c);
	cursor_skip(&c, 2); /* checksum: offload leaves it unset */
	ip->src = addr_from_v4(cursor_bytes(&c, 4));
	ip->dst = addr_from_v4(cursor_bytes(&c, 4));
	ip->offset = (field & IPV4_OFFSET) * 8U;
	ip->more = field & IPV4_MORE;
	ip->fragment = ip->more || ip->offset != 0;
	/* Segmentation left to the hardware: the frame knows the length. */
	if (total_len == 0)
		total_len = w->wire_end - ip->start;
	if (header_len < IPV4_HEADER_MIN || header_len > total_len)
		return PACKET_MALFORMED;
	set_length(w, ip, total_len);
	return finish_v4(w, ip, header_len);
}

enum packet_status
ip_read(struct walk *w, struct ip_header *ip)
{
	enum packet_status status = walk_need(w, 1);
	struct cursor ahead = w->c;

	if (status != PACKET_OK)
		return status;
	if (!walk_enter(w))
		return PACKET_TOO_DEEP;
	*ip = (struct ip_header){ .start = w->c.pos,
		.version = cursor_u8(&ahead) >> 4 };
	if (ip->version == 4 && w->layer != LAYER_IPV6)
		return read_v4(w, ip);
	if (ip->version == 6 && w->layer != LAYER_IPV4)
		return read_v6(w, ip);
	return PACKET_MALFORMED;
}
