/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * period.h - which flows a command speaks of: a run, a day, or a span.
 */
#ifndef CLI_PERIOD_H
#define CLI_PERIOD_H

#include "cli/command.h"
#include "store/store_query.h"

enum {
	OPTION_DAY = 512,
	OPTION_SINCE,
	OPTION_UNTIL,
	OPTION_RUN,
};

/* Rows of the option tables of report and flows. */
#define PERIOD_OPTIONS                                                         \
	{ OPTION_DAY, "day", "DAY", "a day, in the site's time zone" },        \
	    { OPTION_SINCE, "since", "TIME", "from this time on" },            \
	    { OPTION_UNTIL, "until", "TIME", "up to this time" },              \
	{                                                                      \
		OPTION_RUN, "run", "ID|last", "what this run recorded"         \
	}

#define PERIOD_TEXT_MAX 128

/*
 * Read the options.  Without any: yesterday when a report, everything
 * otherwise.  text says it for people.  STATUS_DONE, or a status after the
 * reason was told.
 */
enum status period_read(const struct command *self,
    const struct command_args *args, struct store *store, bool yesterday,
    struct store_scope *out, char text[static PERIOD_TEXT_MAX]);

#endif
