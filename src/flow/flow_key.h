/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_key.h - which packets belong together.
 *
 * The two ends stand in canonical order: side 0 is the lower (address, port),
 * so that both directions give one key.  ICMP carries its type and the type
 * of its answer as ports, as Community ID does, so that a request and its
 * reply meet; a type without an answer has its code as the other port.
 */
#ifndef FLOW_FLOW_KEY_H
#define FLOW_FLOW_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "packet/packet.h"

/*
 * In extra of an ICMP type without an answer, above the VLAN: its type and
 * code stand for ports, so the key must tell which side sent them.
 */
#define FLOW_KEY_ONE_WAY 0x8000U /* such a type */
#define FLOW_KEY_SENDER 0x4000U  /* set: side 1 sent it */

/* No padding: keys are compared and hashed as bytes. */
struct flow_key {
	struct addr addr[2];
	/* Of VRRP, which has none: the VLAN with --vlan-key, else 0. */
	uint16_t port[2];
	uint8_t ip_proto;
	uint8_t ip_version;
	uint16_t extra; /* VRID of VRRP; VLAN with --vlan-key; else 0 */
};

/*
 * Fill key from p and return the side (0 or 1) that p's source stands on.
 * Of equal ends (a host that talks to itself from and to one port) the
 * source is side 0.
 */
unsigned int flow_key_of_packet(struct flow_key *key, const struct packet *p,
    bool vlan_key);
/* The same for the packet that an ICMP error quotes; vlan is that of the
 * error.  False when the quote has no key (a fragment's, say). */
bool flow_key_of_quote(struct flow_key *key, unsigned int *side,
    const struct packet *p, bool vlan_key);
bool flow_key_equal(const struct flow_key *a, const struct flow_key *b);

#endif
