/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * period.h - which flows a command speaks of: a run, a day, or a span.
 */
#ifndef CLI_PERIOD_H
#define CLI_PERIOD_H

#include "cli/command.h"
#include "cli/timespec.h"
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

#define PERIOD_TEXT_MAX 160
#define PERIOD_ZONE_MAX 64

struct period {
	struct store_scope scope;
	char text[PERIOD_TEXT_MAX];  /* for people */
	char zone[PERIOD_ZONE_MAX];  /* of the newest policy, or "UTC" */
	char day[TIMESPEC_DATE_MAX]; /* when it is one day, else "" */
};

/*
 * The time that is now: the system's clock, or SOURCE_DATE_EPOCH of the
 * environment, seconds since 1970, which makes a report of "yesterday" one
 * that can be made again.
 */
uint64_t period_now_us(void);

/* The time zone of the site, as the newest policy of the database has it.
 * STATUS_DONE, or STATUS_FAILED after the reason was told. */
enum status period_zone(const struct command *self, struct store *store,
    char zone[static PERIOD_ZONE_MAX]);

/* The day of a date, "yesterday" or "today" in out->zone, which is set.  0 or
 * -EINVAL. */
int period_of_day(const char *day, uint64_t now_us, struct period *out);

/*
 * Read the options.  Without any: yesterday when a report, everything
 * otherwise.  STATUS_DONE, or a status after the reason was told.
 */
enum status period_read(const struct command *self,
    const struct command_args *args, struct store *store, bool yesterday,
    struct period *out);

#endif
