/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_state.h - what a TCP packet changes in its flow.
 */
#ifndef FLOW_TCP_STATE_H
#define FLOW_TCP_STATE_H

#include <stdbool.h>

#include "flow/flow.h"
#include "packet/packet.h"

/* Set what the first packet, of side, tells of a fresh flow. */
void tcp_state_begin(struct flow *f, unsigned int side, const struct packet *p);
/* Note a packet, the first included. */
void tcp_state_note(struct flow *f, unsigned int side, const struct packet *p);

/* p opens another connection between the ends of f, whose own has ended. */
bool tcp_state_reopens(const struct flow *f, const struct packet *p);
/* Both sides sent FIN, or one RST. */
bool tcp_state_closed(const struct flow *f);
/* More than an attempt: the talk went on behind the handshake. */
bool tcp_state_settled(const struct flow *f);

#endif
