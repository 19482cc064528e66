/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_order.h - flows in the order in which they began.
 */
#ifndef FLOW_FLOW_ORDER_H
#define FLOW_FLOW_ORDER_H

#include <stdint.h>

#include "flow/flow.h"

/*
 * Link flows[1] to flows[last] through next_due, earliest first_us first and
 * equal ones by key; those without an ip_version are no flows.  Returns the
 * number of the first, 0 when there is none; the last one's next_due is 0.
 * Nothing is allocated, and flows that stand in order already cost least.
 */
uint32_t flow_order(struct flow *flows, uint32_t last);

#endif
