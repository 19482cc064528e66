/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * link.c - link headers, tags and labels down to the IP header.
 */
#include <config.h>

#include "packet/link.h"

#define ETHERNET_ADDRESSES 12    /* both MAC addresses */
#define ETHERNET_LENGTH_MAX 1500 /* IEEE 802.3-2018 3.2.6: above, a type */
#define ETHERNET_TYPE_MIN 0x600
#define VLAN_ID_MASK 0x0fff
#define MPLS_BOTTOM 0x100U     /* RFC 3032 section 2.1 */
#define MPLS_CONTROL_WORD 4    /* RFC 4385 */
#define PPP_CONTROL_MIN 0x8000 /* RFC 1661 section 2: NCPs and LCP */
#define ARPHRD_ETHER 1
#define ARPHRD_NETLINK 824
#define COOKED_802_3 0x0001 /* Novell's frames without LLC */
#define COOKED_802_2 0x0004
#define HDLC_PPP 0xff03 /* address and control */
#define HDLC_CISCO_UNICAST 0x0f00
#define HDLC_CISCO_MULTICAST 0x8f00
#define PPPOE_VERSION_TYPE 0x11
#define PPPOE_SESSION 0 /* the code; others are discovery */
#define LLC_SNAP 0xaaaa03U
#define LLC_IP 0x060603U
#define OUI_ETHERTYPE 0x000000U
#define OUI_BRIDGE_TUNNEL 0x0000f8U /* IEEE 802.1H */
#define OUI_CISCO 0x00000cU         /* CDP, VTP, DTP, UDLD, PVST */
#define OUI_APPLE 0x080007U

typedef enum packet_status peel_fn(struct walk *w);

static const struct link_row {
	uint16_t link_type;
	uint8_t layer; /* enum layer */
} link_rows[] = {
	{ 1, LAYER_ETHERNET },
	{ 0, LAYER_NULL },
	{ 9, LAYER_PPP },
	{ 12, LAYER_IP }, /* DLT_RAW as some systems number it, */
	{ 14, LAYER_IP }, /* and as OpenBSD does */
	{ 50, LAYER_PPP },
	{ 51, LAYER_PPPOE },
	{ 101, LAYER_IP },
	{ 108, LAYER_LOOP },
	{ 113, LAYER_COOKED },
	{ 228, LAYER_IPV4 },
	{ 229, LAYER_IPV6 },
	{ 276, LAYER_COOKED2 },
};

/* Most frequent first.  The layer counts where the status is PACKET_OK. */
static const struct ethertype_row {
	uint16_t type;
	uint8_t status; /* enum packet_status */
	uint8_t layer;  /* enum layer */
} ethertype_rows[] = {
	{ 0x0800, PACKET_OK, LAYER_IPV4 }, { 0x86dd, PACKET_OK, LAYER_IPV6 },
	{ 0x8100, PACKET_OK, LAYER_VLAN }, /* IEEE 802.1Q */
	{ 0x88a8, PACKET_OK, LAYER_VLAN }, /* IEEE 802.1ad */
	{ 0x9100, PACKET_OK, LAYER_VLAN }, /* QinQ before 802.1ad */
	{ 0x8847, PACKET_OK, LAYER_MPLS },
	{ 0x8848, PACKET_OK, LAYER_MPLS }, /* upstream-assigned label */
	{ 0x8864, PACKET_OK, LAYER_PPPOE },
	{ 0x8870, PACKET_OK, LAYER_LLC }, /* LLC in jumbo frames */
	{ 0x0806, PACKET_NOT_IP, 0 },     /* ARP */
	{ 0x88cc, PACKET_NOT_IP, 0 },     /* LLDP */
	{ 0x8809, PACKET_NOT_IP, 0 },     /* LACP and other slow protocols */
	{ 0x888e, PACKET_NOT_IP, 0 },     /* EAPOL */
	{ 0x8035, PACKET_NOT_IP, 0 },     /* RARP */
	{ 0x0842, PACKET_NOT_IP, 0 },     /* Wake-on-LAN */
	{ 0x22ea, PACKET_NOT_IP, 0 },     /* stream reservation */
	{ 0x22f0, PACKET_NOT_IP, 0 },     /* audio video transport */
	{ 0x22f4, PACKET_NOT_IP, 0 },     /* TRILL IS-IS */
	{ 0x6002, PACKET_NOT_IP, 0 },     /* DEC MOP */
	{ 0x6003, PACKET_NOT_IP, 0 },     /* DECnet */
	{ 0x809b, PACKET_NOT_IP, 0 },     /* AppleTalk */
	{ 0x80f3, PACKET_NOT_IP, 0 },     /* AppleTalk ARP */
	{ 0x8102, PACKET_NOT_IP, 0 },     /* simple loop prevention */
	{ 0x8137, PACKET_NOT_IP, 0 },     /* IPX */
	{ 0x8204, PACKET_NOT_IP, 0 },     /* QNX */
	{ 0x8808, PACKET_NOT_IP, 0 },     /* pause */
	{ 0x8863, PACKET_NOT_IP, 0 },     /* PPPoE discovery */
	{ 0x886d, PACKET_NOT_IP, 0 },     /* teaming probes */
	{ 0x887b, PACKET_NOT_IP, 0 },     /* HomePlug */
	{ 0x8892, PACKET_NOT_IP, 0 },     /* PROFINET */
	{ 0x8899, PACKET_NOT_IP, 0 },     /* Realtek remote control */
	{ 0x88a2, PACKET_NOT_IP, 0 },     /* ATA over Ethernet */
	{ 0x88a4, PACKET_NOT_IP, 0 },     /* EtherCAT */
	{ 0x88b8, PACKET_NOT_IP, 0 },     /* GOOSE */
	{ 0x88ba, PACKET_NOT_IP, 0 },     /* sampled values */
	{ 0x88c7, PACKET_NOT_IP, 0 },     /* 802.11i preauthentication */
	{ 0x88e1, PACKET_NOT_IP, 0 },     /* HomePlug AV */
	{ 0x88e3, PACKET_NOT_IP, 0 },     /* media redundancy */
	{ 0x88f5, PACKET_NOT_IP, 0 },     /* MVRP */
	{ 0x88f6, PACKET_NOT_IP, 0 },     /* MMRP */
	{ 0x88f7, PACKET_NOT_IP, 0 },     /* PTP */
	{ 0x88fb, PACKET_NOT_IP, 0 },     /* parallel redundancy */
	{ 0x8902, PACKET_NOT_IP, 0 },     /* connectivity faults */
	{ 0x8906, PACKET_NOT_IP, 0 },     /* FCoE */
	{ 0x8914, PACKET_NOT_IP, 0 },     /* FCoE initialization */
	{ 0x8915, PACKET_NOT_IP, 0 },     /* RoCE version 1 */
	{ 0x892f, PACKET_NOT_IP, 0 },     /* seamless redundancy */
	{ 0x893a, PACKET_NOT_IP, 0 },     /* IEEE 1905.1 */
	{ 0x9000, PACKET_NOT_IP, 0 },     /* loopback */
};

/* IANA "PPP DLL Protocol Numbers" that lead to IP. */
static const struct ppp_row {
	uint16_t protocol;
	uint8_t layer; /* enum layer */
} ppp_rows[] = {
	{ 0x0021, LAYER_IPV4 },
	{ 0x0057, LAYER_IPV6 },
	{ 0x0281, LAYER_MPLS },
	{ 0x0283, LAYER_MPLS },
};

/* What systems call AF_INET and AF_INET6. */
static const struct family_row {
	uint32_t family;
	uint8_t layer; /* enum layer */
} family_rows[] = {
	{ 2, LAYER_IPV4 }, { 10, LAYER_IPV6 }, /* Linux */
	{ 23, LAYER_IPV6 },                    /* Windows */
	{ 24, LAYER_IPV6 },                    /* NetBSD, OpenBSD */
	{ 28, LAYER_IPV6 },                    /* FreeBSD */
	{ 30, LAYER_IPV6 },                    /* macOS */
};

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

enum packet_status
link_start(struct walk *w, uint16_t link_type)
{
	for (size_t i = 0; i < ROWS(link_rows); i++) {
		if (link_rows[i].link_type == link_type) {
			w->layer = link_rows[i].layer;
			return PACKET_OK;
		}
	}
	return PACKET_LINK_TYPE;
}

bool
packet_link_supported(uint16_t link_type)
{
	struct walk w;

	return link_start(&w, link_type) == PACKET_OK;
}

enum packet_status
link_ethertype(struct walk *w, uint16_t type)
{
	for (size_t i = 0; i < ROWS(ethertype_rows); i++) {
		if (ethertype_rows[i].type == type) {
			w->layer = ethertype_rows[i].layer;
			return ethertype_rows[i].status;
		}
	}
	return PACKET_UNKNOWN;
}

/* The field behind the addresses or a tag: a type, or a length and LLC. */
static enum packet_status
type_or_length(struct walk *w, uint16_t value)
{
	if (value >= ETHERNET_TYPE_MIN)
		return link_ethertype(w, value);
	if (value > ETHERNET_LENGTH_MAX)
		return PACKET_MALFORMED;
	walk_limit(w, value);
	w->layer = LAYER_LLC;
	return PACKET_OK;
}

static enum packet_status
peel_ethernet(struct walk *w)
{
	enum packet_status status = walk_need(w, ETHERNET_ADDRESSES + 2);
	struct cursor c;

	if (status != PACKET_OK)
		return status;
	c = walk_take(w, ETHERNET_ADDRESSES + 2);
	w->dst_mac = cursor_bytes(&c, ETHERNET_ADDRESSES / 2);
	w->src_mac = cursor_bytes(&c, ETHERNET_ADDRESSES / 2);
	return type_or_length(w, cursor_u16(&c));
}

static enum packet_status
peel_vlan(struct walk *w)
{
	enum packet_status status = walk_need(w, 4);
	uint16_t id;

	if (status != PACKET_OK)
		return status;
	id = cursor_u16(&w->c) & VLAN_ID_MASK;
	/* The outermost tag counts; id 0 is a priority and no VLAN. */
	if (!w->tagged && id != 0) {
		w->vlan = id;
		w->tagged = true;
	}
	return type_or_length(w, cursor_u16(&w->c));
}

/* What both cooked headers announce; they know the sender's address only. */
static enum packet_status
cooked_payload(struct walk *w, uint16_t protocol, uint16_t arphrd,
    uint16_t addr_len, const uint8_t *addr)
{
	if (arphrd == ARPHRD_ETHER && addr_len == ETHERNET_ADDRESSES / 2)
		w->src_mac = addr;
	if (arphrd == ARPHRD_NETLINK || protocol == COOKED_802_3)
		return PACKET_NOT_IP;
	if (protocol == COOKED_802_2) {
		w->layer = LAYER_LLC;
		return PACKET_OK;
	}
	return link_ethertype(w, protocol);
}

/* https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html */
static enum packet_status
peel_cooked(struct walk *w)
{
	enum packet_status status = walk_need(w, 16);
	uint16_t arphrd, addr_len;
	const uint8_t *addr;

	if (status != PACKET_OK)
		return status;
	cursor_skip(&w->c, 2); /* to us, from us, ... */
	arphrd = cursor_u16(&w->c);
	addr_len = cursor_u16(&w->c);
	addr = cursor_bytes(&w->c, 8);
	return cooked_payload(w, cursor_u16(&w->c), arphrd, addr_len, addr);
}

/* https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html */
static enum packet_status
peel_cooked2(struct walk *w)
{
	enum packet_status status = walk_need(w, 20);
	uint16_t protocol, arphrd, addr_len;

	if (status != PACKET_OK)
		return status;
	protocol = cursor_u16(&w->c);
	cursor_skip(&w->c, 2 + 4); /* reserved, interface index */
	arphrd = cursor_u16(&w->c);
	cursor_skip(&w->c, 1); /* to us, from us, ... */
	addr_len = cursor_u8(&w->c);
	return cooked_payload(w, protocol, arphrd, addr_len,
	    cursor_bytes(&w->c, 8));
}

static enum packet_status
family(struct walk *w, uint32_t value)
{
	for (size_t i = 0; i < ROWS(family_rows); i++) {
		if (family_rows[i].family == value) {
			w->layer = family_rows[i].layer;
			return PACKET_OK;
		}
	}
	return PACKET_UNKNOWN;
}

static enum packet_status
peel_loop(struct walk *w)
{
	enum packet_status status = walk_need(w, 4);

	return status != PACKET_OK ? status : family(w, cursor_u32(&w->c));
}

static enum packet_status
peel_null(struct walk *w)
{
	enum packet_status status = walk_need(w, 4);
	struct cursor swapped = w->c;

	if (status != PACKET_OK)
		return status;
	status = family(w, cursor_u32(&w->c));
	/* Families are small: only one order of the bytes can be one. */
	return status == PACKET_OK ? status
				   : family(w, cursor_u32_le(&swapped));
}

static enum packet_status
ppp_payload(struct walk *w, uint16_t protocol)
{
	for (size_t i = 0; i < ROWS(ppp_rows); i++) {
		if (ppp_rows[i].protocol == protocol) {
			w->layer = ppp_rows[i].layer;
			return PACKET_OK;
		}
	}
	return protocol >= PPP_CONTROL_MIN ? PACKET_NOT_IP : PACKET_UNKNOWN;
}

/* A protocol whose first byte is zero may come without it: it is the only
 * one whose first byte on the wire is odd (RFC 1661 section 6.5). */
static uint16_t
ppp_protocol(struct cursor *c)
{
	uint8_t first = cursor_u8(c);

	if (first & 1)
		return first;
	return (uint16_t)(first << 8 | cursor_u8(c));
}

/* RFC 1662 section 3.1: address and control may be left out.  Cisco's HDLC
 * has other ones, and an ethertype. */
static enum packet_status
peel_ppp(struct walk *w)
{
	enum packet_status status = walk_need(w, 2);
	struct cursor ahead = w->c;
	uint16_t control = cursor_u16(&ahead);

	if (status != PACKET_OK)
		return status;
	if (control == HDLC_PPP || control == HDLC_CISCO_UNICAST ||
	    control == HDLC_CISCO_MULTICAST) {
		w->c = ahead;
		status = walk_need(w, 2);
		if (status != PACKET_OK)
			return status;
	}
	if (control == HDLC_CISCO_UNICAST || control == HDLC_CISCO_MULTICAST)
		return link_ethertype(w, cursor_u16(&w->c));
	return ppp_payload(w, ppp_protocol(&w->c));
}

/* RFC 2516 section 4 */
static enum packet_status
peel_pppoe(struct walk *w)
{
	enum packet_status status = walk_need(w, 6);
	uint8_t version, code;

	if (status != PACKET_OK)
		return status;
	version = cursor_u8(&w->c);
	code = cursor_u8(&w->c);
	cursor_skip(&w->c, 2); /* session */
	walk_limit(w, cursor_u16(&w->c));
	if (version != PPPOE_VERSION_TYPE)
		return PACKET_MALFORMED;
	w->layer = LAYER_PPP;
	return code == PPPOE_SESSION ? PACKET_OK : PACKET_NOT_IP;
}

/* True when an Ethernet header seems to begin skip bytes ahead. */
static bool
ethernet_ahead(const struct walk *w, size_t skip)
{
	struct walk ahead = *w;

	return cursor_skip(&ahead.c, skip + ETHERNET_ADDRESSES) &&
	    walk_need(&ahead, 2) == PACKET_OK &&
	    link_ethertype(&ahead, cursor_u16(&ahead.c)) != PACKET_UNKNOWN;
}

/* A frame inside a frame: what the outer one said of itself is over. */
static enum packet_status
enter_ethernet(struct walk *w, size_t skip)
{
	cursor_skip(&w->c, skip);
	w->src_mac = w->dst_mac = NULL;
	w->vlan = 0;
	w->tagged = false;
	w->layer = LAYER_ETHERNET;
	return PACKET_OK;
}

/*
 * Behind the last label nothing says what follows.  IP shows its version in
 * the first half byte (RFC 4928 section 3), a control word has 0 there (for
 * Ethernet, RFC 4448 section 4.6, 12 reserved zero bits more) and management
 * has 1 (RFC 5586).  A bare Ethernet header can have anything: it must show a
 * type that is known here.  It is tried first, as behind a tag a second type
 * stands where that of a frame with a control word would.
 */
static enum packet_status
mpls_payload(struct walk *w)
{
	enum packet_status status = walk_need(w, 2);
	struct cursor ahead = w->c;
	uint16_t first = cursor_u16(&ahead);
	unsigned int nibble = first >> 12;

	if (status != PACKET_OK)
		return status;
	w->layer = nibble == 4 ? LAYER_IPV4 : LAYER_IPV6;
	if (nibble == 4 || nibble == 6)
		return PACKET_OK;
	if (ethernet_ahead(w, 0))
		return enter_ethernet(w, 0);
	if (first == 0 && ethernet_ahead(w, MPLS_CONTROL_WORD))
		return enter_ethernet(w, MPLS_CONTROL_WORD);
	if (nibble == 1)
		return PACKET_NOT_IP;
	status = walk_need(w, MPLS_CONTROL_WORD + ETHERNET_ADDRESSES + 2);
	return status == PACKET_TRUNCATED ? status : PACKET_UNKNOWN;
}

static enum packet_status
peel_mpls(struct walk *w)
{
	enum packet_status status = walk_need(w, 4);
	uint32_t entry;

	if (status != PACKET_OK)
		return status;
	entry = cursor_u32(&w->c);
	return entry & MPLS_BOTTOM ? mpls_payload(w) : PACKET_OK;
}

/* RFC 1042: IP over IEEE 802 has a SNAP header.  The rest of LLC is spanning
 * tree, IS-IS, NetBEUI and other things that are not IP. */
static enum packet_status
peel_llc(struct walk *w)
{
	enum packet_status status = walk_need(w, 3);
	uint32_t saps_control, oui;

	if (status != PACKET_OK)
		return status;
	saps_control = cursor_u24(&w->c);
	if (saps_control == LLC_IP) {
		w->layer = LAYER_IPV4;
		return PACKET_OK;
	}
	if (saps_control != LLC_SNAP)
		return PACKET_NOT_IP;
	status = walk_need(w, 5);
	if (status != PACKET_OK)
		return status;
	oui = cursor_u24(&w->c);
	if (oui == OUI_ETHERTYPE || oui == OUI_BRIDGE_TUNNEL)
		return link_ethertype(w, cursor_u16(&w->c));
	return oui == OUI_CISCO || oui == OUI_APPLE ? PACKET_NOT_IP
						    : PACKET_UNKNOWN;
}

enum packet_status
link_peel(struct walk *w)
{
	static peel_fn *const peelers[] = {
		[LAYER_ETHERNET] = peel_ethernet,
		[LAYER_COOKED] = peel_cooked,
		[LAYER_COOKED2] = peel_cooked2,
		[LAYER_NULL] = peel_null,
		[LAYER_LOOP] = peel_loop,
		[LAYER_PPP] = peel_ppp,
		[LAYER_PPPOE] = peel_pppoe,
		[LAYER_VLAN] = peel_vlan,
		[LAYER_MPLS] = peel_mpls,
		[LAYER_LLC] = peel_llc,
	};
	enum packet_status status = PACKET_OK;

	while (status == PACKET_OK && w->layer < LAYER_IP)
		status = walk_enter(w) ? peelers[w->layer](w) : PACKET_TOO_DEEP;
	return status;
}
