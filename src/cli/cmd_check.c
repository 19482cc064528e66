/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_check.c - rasaudit check SITE: lint rules and site.
 */
#include <config.h>

#include <inttypes.h>

#include "cli/site.h"

enum { OPTION_STRICT = 256 };

static const struct command_option options[] = {
	{ OPTION_STRICT, "strict", NULL, "end with status 1 on a warning" },
	{ 0 },
};

static void
print_summary(const struct policy *p, const char *path, size_t warnings)
{
	size_t site_rows = 0, n = policy_row_count(p);

	for (size_t i = 0; i < n; i++)
		site_rows += policy_row_at(p, i)->origin == ROW_ORIGIN_SITE;
	printf("%s: %s, site \"%s\"\n", path,
	    policy_matrix_id(p)[0] ? policy_matrix_id(p) : "no matrix",
	    policy_site_name(p));
	printf("%zu rows of the matrix, %zu of the site, %zu address lines, "
	       "%zu known lines\n",
	    n - site_rows, site_rows, policy_address_count(p),
	    policy_known_count(p));
	printf("digest %s\n", policy_digest(p));
	if (warnings == 0)
		printf("no errors, no warnings\n");
	else
		printf("no errors, %zu warning%s\n", warnings,
		    warnings == 1 ? "" : "s");
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	const char *path = args->operands[0];
	struct pipeline_policy *set;
	size_t warnings;
	enum status status = site_load(self, path, true, &set, &warnings);

	if (status != STATUS_DONE)
		return status;
	print_summary(set->policy, path, warnings);
	pipeline_policy_free(set);
	return warnings > 0 && command_option(args, OPTION_STRICT)
	    ? STATUS_FOUND
	    : STATUS_DONE;
}

const struct command command_check = {
	.name = "check",
	.operands = "SITE",
	.summary = "lint rules and site",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
