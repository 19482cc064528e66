/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tuple.h - the two ends of a conversation, by the sides of its flow key.
 */
#ifndef INSPECT_TUPLE_H
#define INSPECT_TUPLE_H

#include <stdint.h>

#include "base/addr.h"

struct inspect_tuple {
	struct addr addr[2];
	uint16_t port[2];
	uint8_t proto; /* IANA number: TCP or UDP */
	uint8_t ip_version;
};

#endif
