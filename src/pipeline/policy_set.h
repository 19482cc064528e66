/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy_set.h - a loaded policy with its application names resolved.
 *
 * The only loader that commands use: what policy can not know (which
 * applications inspect can tell) joins the same list of diagnostics.
 */
#ifndef PIPELINE_POLICY_SET_H
#define PIPELINE_POLICY_SET_H

#include <stdint.h>

#include "base/diag.h"
#include "policy/policy.h"

struct pipeline_policy {
	struct policy *policy;
	/* Sets of 1 << enum inspect_app; by number of the row ("as", 0 when
	 * it has none) and by number of the expect line. */
	uint64_t *row_apps;
	uint64_t *expect_apps;
};

/*
 * Load path and resolve it.  0 and a set to give to
 * pipeline_policy_free(); or as policy_load(), with diags.  now_us is for the
 * lint of dates.
 */
int pipeline_policy_load(struct pipeline_policy **out, const char *path,
    const char *rules_dir, uint64_t now_us, struct diag_list *diags);
void pipeline_policy_free(struct pipeline_policy *set);

/* What a flow to this server port, decided by row (or NULL), should carry:
 * a set of 1 << enum inspect_app, 0 when nothing is expected. */
uint64_t pipeline_expected(const struct pipeline_policy *set, uint8_t proto,
    uint16_t port, const struct policy_row *row);

#endif
