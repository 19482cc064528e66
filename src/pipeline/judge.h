/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge.h - an ended flow to the record that the store keeps: direction where
 * the wire did not tell, verdict, nearest row, words.
 */
#ifndef PIPELINE_JUDGE_H
#define PIPELINE_JUDGE_H

#include <stdint.h>

#include "flow/community_id.h"
#include "flow/flow.h"
#include "inspect/registrable.h"
#include "pipeline/inspection.h"
#include "pipeline/naming.h"
#include "pipeline/neighbours.h"
#include "pipeline/policy_set.h"
#include "pipeline/tunnels.h"
#include "pipeline/vrids.h"
#include "store/store.h"
#include "verdict/verdict.h"

/* What the judges of all policies share; borrowed. */
struct judge_common {
	const struct tunnels *tunnels;
	struct inspection *inspection;
	const struct naming *naming;
	const struct registrable *registrable; /* NULL: no list is there */
};

/* What a judgement needs besides the flow; all borrowed. */
struct judge {
	const struct pipeline_policy *set;
	const struct neighbours *neighbours;
	const struct vrids *vrids;
	const struct judge_common *common;
	struct role_set user_roles; /* session hosts, where users work */
};

/* The record, with room for the texts that it points into. */
struct judgement {
	struct store_flow record;
	struct verdict_result result;
	const char *housekeeping; /* its kind, or NULL */
	char src_roles[POLICY_ROLES_TEXT_MAX];
	char dst_roles[POLICY_ROLES_TEXT_MAX];
	char tunnel[TUNNELS_TEXT_MAX];
	char community_id[COMMUNITY_ID_TEXT_MAX];
	struct inspection_result inspection;
	struct naming_result naming;
};

void judge_init(struct judge *j, const struct pipeline_policy *set,
    const struct neighbours *neighbours, const struct vrids *vrids,
    const struct judge_common *common);

/*
 * Judge f, which is not changed.  out's run_id and policy_id are left 0; its
 * texts are good as long as out and the policy.
 */
void judge_flow(const struct judge *j, const struct flow *f, enum flow_end why,
    struct judgement *out);

#endif
