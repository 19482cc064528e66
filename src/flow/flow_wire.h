/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_wire.h - what a packet changes in its flow, whatever its protocol.
 */
#ifndef FLOW_FLOW_WIRE_H
#define FLOW_FLOW_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/flow.h"
#include "packet/packet.h"

/*
 * Make *f the flow that p, of side, begins; p is still to be counted.  early:
 * a flow of datagrams may have begun before the input did.  What belongs to
 * flow_table is cleared too.
 */
void flow_wire_begin(struct flow *f, const struct flow_key *key,
    unsigned int side, const struct packet *p, bool early);
/* Count p, seen at time_us. */
void flow_wire_count(struct flow *f, unsigned int side, const struct packet *p,
    uint64_t time_us);
/* Widen the time of f by that of one of its packets. */
void flow_wire_time(struct flow *f, uint64_t time_us);
/* The ICMP error p is about a packet that side sent. */
void flow_wire_error(struct flow *f, unsigned int side, const struct packet *p);

#endif
