/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy_set.c - a loaded policy with its application names resolved.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "inspect/app.h"
#include "pipeline/policy_set.h"

static uint64_t
resolve(const struct policy_app *apps, size_t n, struct diag_list *diags)
{
	uint64_t set = 0;

	for (size_t i = 0; i < n; i++) {
		int app = inspect_app_find(apps[i].name);

		if (app >= 0)
			set |= UINT64_C(1) << app;
		else
			diag_add(diags, DIAG_ERROR, apps[i].place.file,
			    apps[i].place.line, apps[i].place.col,
			    "unknown application %s; expected one that "
			    "rasaudit.rules(5) lists, such as rdp, tls or dns",
			    apps[i].name);
	}
	return set;
}

static int
resolve_all(struct pipeline_policy *set, struct diag_list *diags)
{
	const struct policy *p = set->policy;
	size_t rows = policy_row_count(p), expects = policy_expect_count(p);

	set->row_apps = calloc(rows + 1, sizeof(*set->row_apps));
	set->expect_apps = calloc(expects + 1, sizeof(*set->expect_apps));
	if (!set->row_apps || !set->expect_apps)
		return -ENOMEM;
	for (size_t i = 0; i < rows; i++) {
		const struct policy_row *row = policy_row_at(p, i);

		set->row_apps[i] = resolve(row->apps, row->app_count, diags);
	}
	for (size_t i = 0; i < expects; i++) {
		const struct policy_expect *e = policy_expect_at(p, i);

		set->expect_apps[i] = resolve(e->apps, e->app_count, diags);
	}
	return diag_count(diags, DIAG_ERROR) > 0 ? -EINVAL : 0;
}

int
pipeline_policy_load(struct pipeline_policy **out, const char *path,
    const char *rules_dir, uint64_t now_us, struct diag_list *diags)
{
	struct policy_options options = { .rules_dir = rules_dir,
		.now_us = now_us };
	struct pipeline_policy *set = calloc(1, sizeof(*set));
	int rc;

	if (!set)
		return -ENOMEM;
	rc = policy_load(&set->policy, path, &options, diags);
	if (rc == 0)
		rc = resolve_all(set, diags);
	if (rc != 0) {
		pipeline_policy_free(set);
		return rc;
	}
	*out = set;
	return 0;
}

void
pipeline_policy_free(struct pipeline_policy *set)
{
	if (!set)
		return;
	policy_free(set->policy);
	free(set->row_apps);
	free(set->expect_apps);
	free(set);
}

uint64_t
pipeline_expected(const struct pipeline_policy *set, uint8_t proto,
    uint16_t port, const struct policy_row *row)
{
	const struct policy_expect *e;

	if (row && row->app_count > 0)
		return set->row_apps[row->number];
	e = policy_expect_of(set->policy, proto, port);
	return e ? set->expect_apps[e->number] : 0;
}
