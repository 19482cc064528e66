/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tunnel.c - packets inside packets.
 */
#include <config.h>

#include "base/words.h"
#include "packet/link.h"
#include "packet/tunnel.h"

#define GRE_CHECKSUM 0x8000 /* RFC 2784, RFC 2890; RFC 1701 for routing */
#define GRE_ROUTING 0x4000
#define GRE_KEY 0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_ACK 0x0080 /* RFC 2637 section 4.1 */
#define GRE_VERSION 0x0007
#define GRE_VERSION_PPTP 1
#define GRE_ETHERNET 0x6558
#define GRE_PPP 0x880b
#define GRE_ERSPAN 0x88be /* types I and II */
#define GRE_ERSPAN3 0x22eb
#define ERSPAN2_VERSION 1
#define ERSPAN3_VERSION 2
#define ERSPAN_VLAN 0x0fff
#define ERSPAN_SESSION 0x03ff
#define ERSPAN3_FRAME_TYPE 0x7c00 /* 0: Ethernet */
#define ERSPAN3_FRAME_IP 0x0800
#define ERSPAN3_SUBHEADER 0x0001
#define VXLAN_FLAGS 0x08000000U /* I set, the rest zero */
#define GENEVE_OPTIONS 0x3f
#define GENEVE_RESERVED 0x3f

typedef enum packet_status open_fn(struct walk *w);

static enum packet_status
open_v4(struct walk *w)
{
	w->tunnel.kind = PACKET_TUNNEL_IPIP;
	w->layer = LAYER_IPV4;
	return PACKET_OK;
}

static enum packet_status
open_v6(struct walk *w)
{
	w->tunnel.kind = PACKET_TUNNEL_IPIP;
	w->layer = LAYER_IPV6;
	return PACKET_OK;
}

/* RFC 7348 section 5 */
static enum packet_status
open_vxlan(struct walk *w)
{
	enum packet_status status = walk_need(w, 8);
	uint32_t flags, vni;

	if (status != PACKET_OK)
		return status;
	flags = cursor_u32(&w->c);
	vni = cursor_u32(&w->c);
	if (flags != VXLAN_FLAGS || (vni & 0xff) != 0)
		return PACKET_MALFORMED;
	w->tunnel.kind = PACKET_TUNNEL_VXLAN;
	w->tunnel.id = vni >> 8;
	w->layer = LAYER_ETHERNET;
	return PACKET_OK;
}

/* RFC 8926 section 3.4 */
static enum packet_status
open_geneve(struct walk *w)
{
	enum packet_status status = walk_need(w, 8);
	uint8_t version_options, reserved;
	uint16_t type;
	uint32_t vni;
	size_t options_len;

	if (status != PACKET_OK)
		return status;
	version_options = cursor_u8(&w->c);
	options_len = (version_options & GENEVE_OPTIONS) * 4U;
	reserved = cursor_u8(&w->c) & GENEVE_RESERVED;
	type = cursor_u16(&w->c);
	vni = cursor_u32(&w->c);
	if (version_options > GENEVE_OPTIONS || reserved != 0 ||
	    (vni & 0xff) != 0)
		return PACKET_MALFORMED;
	status = walk_need(w, options_len);
	if (status != PACKET_OK)
		return status;
	cursor_skip(&w->c, options_len);
	w->tunnel.kind = PACKET_TUNNEL_GENEVE;
	w->tunnel.id = vni >> 8;
	w->layer = LAYER_ETHERNET;
	return type == GRE_ETHERNET ? PACKET_OK : link_ethertype(w, type);
}

/* draft-foschiano-erspan-03: what both headers begin with.  The mirror's VLAN
 * holds where the frame has no tag. */
static enum packet_status
erspan_begin(struct walk *w, size_t header_len, unsigned int version)
{
	enum packet_status status = walk_need(w, header_len);
	uint16_t version_vlan, session;

	if (status != PACKET_OK)
		return status;
	version_vlan = cursor_u16(&w->c);
	session = cursor_u16(&w->c);
	if (version_vlan >> 12 != version)
		return PACKET_MALFORMED;
	w->vlan = version_vlan & ERSPAN_VLAN;
	w->tunnel.id = session & ERSPAN_SESSION;
	return PACKET_OK;
}

static enum packet_status
open_erspan2(struct walk *w)
{
	enum packet_status status = erspan_begin(w, 8, ERSPAN2_VERSION);

	cursor_skip(&w->c, 4); /* reserved, port index */
	return status;
}

static enum packet_status
open_erspan3(struct walk *w)
{
	enum packet_status status = erspan_begin(w, 12, ERSPAN3_VERSION);
	uint16_t field;

	if (status != PACKET_OK)
		return status;
	cursor_skip(&w->c, 6); /* time stamp, security group */
	field = cursor_u16(&w->c);
	if ((field & ERSPAN3_FRAME_TYPE) == ERSPAN3_FRAME_IP)
		w->layer = LAYER_IP;
	else if ((field & ERSPAN3_FRAME_TYPE) != 0)
		return PACKET_UNKNOWN;
	if (!(field & ERSPAN3_SUBHEADER))
		return PACKET_OK;
	status = walk_need(w, 8);
	if (status == PACKET_OK)
		cursor_skip(&w->c, 8);
	return status;
}

static enum packet_status
open_erspan(struct walk *w, uint16_t flags, uint16_t type)
{
	w->tunnel.kind = PACKET_TUNNEL_ERSPAN;
	w->tunnel.id = 0;
	w->layer = LAYER_ETHERNET;
	if (type == GRE_ERSPAN3)
		return open_erspan3(w);
	return flags & GRE_SEQUENCE ? open_erspan2(w) : PACKET_OK;
}

/* RFC 1701: source route entries until an empty one. */
static enum packet_status
skip_routing(struct walk *w)
{
	enum packet_status status;
	size_t len;

	do {
		status = walk_need(w, 4);
		if (status != PACKET_OK)
			return status;
		cursor_skip(&w->c, 3); /* address family, offset */
		len = cursor_u8(&w->c);
		status = walk_need(w, len);
		if (status != PACKET_OK)
			return status;
		cursor_skip(&w->c, len);
	} while (len != 0);
	return PACKET_OK;
}

/* RFC 2784 section 2, RFC 2890 section 2 */
static enum packet_status
skip_gre_fields(struct walk *w, uint16_t flags)
{
	size_t before = flags & (GRE_CHECKSUM | GRE_ROUTING) ? 4 : 0;
	size_t key = flags & GRE_KEY ? 4 : 0;
	size_t sequence = flags & GRE_SEQUENCE ? 4 : 0;
	enum packet_status status = walk_need(w, before + key + sequence);

	if (status != PACKET_OK)
		return status;
	cursor_skip(&w->c, before);
	if (key != 0)
		w->tunnel.id = cursor_u32(&w->c);
	cursor_skip(&w->c, sequence);
	return flags & GRE_ROUTING ? skip_routing(w) : PACKET_OK;
}

/* RFC 2637 section 4.1: the key is a length and a call. */
static enum packet_status
open_pptp(struct walk *w, uint16_t flags, uint16_t type)
{
	size_t skip =
	    (flags & GRE_SEQUENCE ? 4U : 0U) + (flags & GRE_ACK ? 4U : 0U);
	enum packet_status status = walk_need(w, 4 + skip);
	uint16_t len;

	if (status != PACKET_OK)
		return status;
	if (!(flags & GRE_KEY) || type != GRE_PPP)
		return PACKET_MALFORMED;
	len = cursor_u16(&w->c);
	w->tunnel.id = cursor_u16(&w->c);
	cursor_skip(&w->c, skip);
	walk_limit(w, len);
	w->layer = LAYER_PPP;
	/* Without a number it acknowledges and carries nothing. */
	return flags & GRE_SEQUENCE ? PACKET_OK : PACKET_NOT_IP;
}

static enum packet_status
open_gre(struct walk *w)
{
	enum packet_status status = walk_need(w, 4);
	uint16_t flags, type;

	if (status != PACKET_OK)
		return status;
	w->tunnel.kind = PACKET_TUNNEL_GRE;
	flags = cursor_u16(&w->c);
	type = cursor_u16(&w->c);
	if ((flags & GRE_VERSION) == GRE_VERSION_PPTP)
		return open_pptp(w, flags, type);
	if ((flags & GRE_VERSION) != 0)
		return PACKET_UNKNOWN;
	status = skip_gre_fields(w, flags);
	if (status != PACKET_OK)
		return status;
	if (type == GRE_ERSPAN || type == GRE_ERSPAN3)
		return open_erspan(w, flags, type);
	w->layer = type == GRE_PPP ? LAYER_PPP : LAYER_ETHERNET;
	return type == GRE_PPP || type == GRE_ETHERNET
	    ? PACKET_OK
	    : link_ethertype(w, type);
}

/* Tunnels by IP protocol, and for UDP by destination port. */
static const struct tunnel_row {
	uint8_t proto;
	bool has_header; /* of its own */
	uint16_t port;
	open_fn *open;
} tunnel_rows[] = {
	{ PROTO_UDP, true, 4789, open_vxlan },
	{ PROTO_UDP, true, 8472, open_vxlan }, /* Linux, before RFC 7348 */
	{ PROTO_UDP, true, 6081, open_geneve },
	{ 4, false, 0, open_v4 },
	{ 41, false, 0, open_v6 },
	{ 47, true, 0, open_gre },
};

static const struct tunnel_row *
tunnel_find(const struct transport *t)
{
	for (size_t i = 0; i < sizeof(tunnel_rows) / sizeof(tunnel_rows[0]);
	     i++) {
		if (tunnel_rows[i].proto == t->proto &&
		    tunnel_rows[i].port == t->dst_port)
			return &tunnel_rows[i];
	}
	return NULL;
}

enum packet_status
tunnel_open(const struct walk *w, const struct ip_header *ip,
    const struct transport *t, struct walk *inner)
{
	const struct tunnel_row *row = tunnel_find(t);

	if (row == NULL)
		return PACKET_UNKNOWN;
	*inner = *w;
	inner->src_mac = inner->dst_mac = NULL;
	inner->vlan = 0;
	inner->tagged = false;
	inner->tunnel =
	    (struct packet_tunnel){ .src = ip->src, .dst = ip->dst };
	if (row->has_header && !walk_enter(inner))
		return PACKET_TOO_DEEP;
	return row->open(inner);
}
