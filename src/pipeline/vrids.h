/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vrids.h - VRRP groups: which are the farm's own?
 *
 * The site names them ("halb-vrid"); without that, those that an address
 * with the source role of a VRRP row used in the run.  So an advertisement
 * that was seen before its group is known can only be judged when the run
 * ends: it is kept till then, in a bounded list (past it, it is judged by
 * what is known).
 */
#ifndef PIPELINE_VRIDS_H
#define PIPELINE_VRIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/flow.h"
#include "policy/policy.h"

#define VRIDS_KEPT_MAX 256

struct vrids {
	const struct policy *policy;
	bool used[256];
	size_t kept_count;
	struct flow kept[VRIDS_KEPT_MAX];
	enum flow_end kept_end[VRIDS_KEPT_MAX];
};

void vrids_init(struct vrids *v, const struct policy *p);
/* A sender of these roles uses the group. */
void vrids_learn(struct vrids *v, const struct role_set *roles, uint8_t vrid);
bool vrids_foreign(const struct vrids *v, uint8_t vrid);
/* Keep an ended flow of an unknown group.  False when it need not or can
 * not be kept. */
bool vrids_keep(struct vrids *v, const struct flow *f, enum flow_end why);

#endif
