/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * housekeeping.c - the traffic that every network has beside its purpose
 * (DESIGN section 11, "Verdict").
 */
#include <config.h>

#include "verdict/verdict.h"

/* Kinds by protocol and by port or ICMPv6 type, both included. */
struct kind {
	uint16_t first, last;
	uint8_t proto;
	bool cast; /* only to a broadcast or a group */
	const char *word;
};

static const struct kind kinds[] = {
	{ 0, UINT16_MAX, PROTO_IGMP, false, "igmp" },
	{ 130, 132, PROTO_ICMP6, false, "mld" },  /* RFC 2710 */
	{ 133, 137, PROTO_ICMP6, false, "nd" },   /* RFC 4861 */
	{ 143, 143, PROTO_ICMP6, false, "mld" },  /* RFC 3810 */
	{ 137, 138, PROTO_UDP, true, "netbios" }, /* RFC 1002 */
	{ 1900, 1900, PROTO_UDP, true, "ssdp" },
	{ 3702, 3702, PROTO_UDP, true, "ws-discovery" },
	{ 5353, 5353, PROTO_UDP, true, "mdns" },  /* RFC 6762 */
	{ 5355, 5355, PROTO_UDP, true, "llmnr" }, /* RFC 4795 */
};

/* RFC 2131 section 4.1 and RFC 8415 section 7.2: both ports are fixed, and
 * relays talk from server port to server port. */
static bool
is_dhcp(const struct verdict_facts *facts)
{
	static const uint16_t pairs[][2] = { { 67, 68 }, { 67, 67 },
		{ 546, 547 }, { 547, 547 } };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if ((facts->src_port == pairs[i][0] &&
			facts->dst_port == pairs[i][1]) ||
		    (facts->src_port == pairs[i][1] &&
			facts->dst_port == pairs[i][0]))
			return true;
	return false;
}

const char *
verdict_housekeeping(const struct verdict_facts *facts)
{
	uint16_t value =
	    facts->proto == PROTO_ICMP6 ? facts->icmp_type : facts->dst_port;
	bool cast =
	    facts->scope == SCOPE_BROADCAST || facts->scope == SCOPE_MULTICAST;

	if (facts->proto == PROTO_UDP && is_dhcp(facts))
		return "dhcp";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].proto == facts->proto && value >= kinds[i].first &&
		    value <= kinds[i].last && (cast || !kinds[i].cast))
			return kinds[i].word;
	return NULL;
}
