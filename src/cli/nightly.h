/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nightly.h - the reports of a folder: yesterday's is written, missed ones are
 * caught up with, old ones go, and a page lists them.
 */
#ifndef CLI_NIGHTLY_H
#define CLI_NIGHTLY_H

#include "cli/audit.h"

/* Days before yesterday that are looked at for missed nights. */
#define NIGHTLY_CATCH_UP 31
#define NIGHTLY_KEEP 90 /* days, unless told otherwise */

struct nightly_options {
	const char *folder; /* made when missing; its parent is not */
	const char *db;     /* whose history is kept: the first database */
	const char *day;    /* that day alone, or NULL: yesterday, and what
			     * was missed */
	uint64_t keep;      /* days; 0: all */
};

/*
 * Do it; what was written is named on standard error.  STATUS_DONE and *out,
 * the audit of the latest day for mail and --fail-on, to give to
 * audit_fini(), with its period in *period; or a status after the reason was
 * told.
 */
enum status nightly_run(const struct command *self,
    const struct audit_source *source, const struct nightly_options *o,
    struct audit *out, struct period *period);

#endif
