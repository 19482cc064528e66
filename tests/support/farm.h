/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * farm.h - a small policy, a store of the test's own and a run over both, for
 * tests of the pipeline.
 *
 * Matrix of the farm: gw (component), broker (component), ad (infrastructure),
 * client (user); allow row-1 client -> gw tcp,udp 443; row-2 gw -> broker tcp
 * 20002; row-3 broker -> ad udp 53; row-4 client -> gw udp 20000 broadcast;
 * row-5 gw -> gw vrrp.  Site: 10.0.0.0/24 and fd00::/64 are networks;
 * 10.0.0.1 gw, 10.0.0.2 broker, 10.0.0.3 ad, 10.0.0.4 client, fd00::1 gw,
 * fd00::2 broker, 10.0.0.9 gw.
 */
#ifndef SUPPORT_FARM_H
#define SUPPORT_FARM_H

#include "pipeline/run.h"
#include "store/store_query.h"
#include "support/frames.h"

struct farm {
	char *folder;
	char db[512];
	struct pipeline_policy *set;
	struct store *store;
	struct run *run;
	int64_t run_id, policy_id;
	uint64_t frames; /* given to the run */
};

/* Everything of the above, and a run with these options (set, store and ids
 * are filled in).  extra is added to the site file.  Failing is a failed
 * assertion. */
void farm_start(struct farm *f, const struct run_options *options,
    const char *extra);
/* The policy and the folder only, no store and no run. */
void farm_policy(struct farm *f, const char *extra);
/* The store and a run over the policy, as farm_start(); and let go of both,
 * without an end of the run. */
void farm_run(struct farm *f, const struct run_options *options);
void farm_leave(struct farm *f);
/* End the frame and give it to the run at a time. */
void farm_frame(struct farm *f, struct frame_build *b, uint64_t time_us);
/* End the run and commit. */
void farm_finish(struct farm *f, struct store_run *figures);
void farm_stop(struct farm *f);

/* How many recorded flows fit the filter. */
size_t farm_count(struct farm *f, const struct store_flow_filter *filter);

#endif
