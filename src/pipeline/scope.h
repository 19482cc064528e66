/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scope.h - where a packet is sent to: one host, the same host, a broadcast
 * or a group, as the site's networks tell it.
 */
#ifndef PIPELINE_SCOPE_H
#define PIPELINE_SCOPE_H

#include "base/words.h"
#include "packet/packet.h"
#include "policy/policy.h"

enum scope scope_of(const struct policy *p, const struct addr *src,
    const struct addr *dst);

#endif
