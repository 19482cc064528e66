/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_icmp.h - what ICMP types mean to a flow.
 */
#ifndef FLOW_FLOW_ICMP_H
#define FLOW_FLOW_ICMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/words.h"

bool flow_icmp_is(uint8_t ip_proto); /* ICMP or ICMPv6 */

/*
 * The type that answers a type, or that it answers; -1 when it stands alone.
 * The pairs are those of Community ID.  *asks: the type is the request.
 */
int flow_icmp_pair(uint8_t ip_proto, uint8_t type, bool *asks);

/* Why an error says that the packet it quotes was turned away; CAUSE_NONE
 * for errors that turn nothing away (time exceeded, too big, ...). */
enum cause flow_icmp_cause(uint8_t ip_proto, uint8_t type, uint8_t code);

#endif
