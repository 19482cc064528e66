/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scope.c - where a packet is sent to.
 */
#include <config.h>

#include "pipeline/scope.h"

enum scope
scope_of(const struct policy *p, const struct addr *src, const struct addr *dst)
{
	if (addr_is_multicast(dst))
		return SCOPE_MULTICAST;
	if (addr_is_v4(dst) && policy_is_broadcast(p, dst))
		return SCOPE_BROADCAST;
	if (addr_equal(src, dst) || addr_is_loopback(dst))
		return SCOPE_SELF;
	return SCOPE_UNICAST;
}
