/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * period.c - which flows a command speaks of.
 */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/when.h"
#include "cli/period.h"
#include "cli/timespec.h"

uint64_t
period_now_us(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds;

	if (!epoch ||
	    text_parse_u64(epoch, strlen(epoch), UINT32_MAX, &seconds) != 0)
		seconds = (uint64_t)time(NULL);
	return seconds * WHEN_SECOND_US;
}

/* The zone of the newest policy; the walk goes from old to new. */
static int
take_zone(const struct store_policy_row *row, void *arg)
{
	snprintf(arg, PERIOD_ZONE_MAX, "%s", row->zone ? row->zone : "UTC");
	return 0;
}

enum status
period_zone(const struct command *self, struct store *store,
    char zone[static PERIOD_ZONE_MAX])
{
	struct err err;

	snprintf(zone, PERIOD_ZONE_MAX, "UTC");
	if (store_each_policy(store, take_zone, zone, &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	if (!when_zone_exists(zone))
		return command_failed(self, STATUS_FAILED,
		    "the site's time zone %s is not in this system's zone "
		    "database; install tzdata",
		    zone);
	return STATUS_DONE;
}

int
period_of_day(const char *day, uint64_t now_us, struct period *out)
{
	int rc = timespec_parse_day(day, now_us, out->zone,
	    &out->scope.since_us, &out->scope.until_us);

	if (!rc)
		rc = timespec_date(out->scope.since_us, out->zone, out->day);
	if (!rc)
		snprintf(out->text, sizeof(out->text), "%s (%s)", out->day,
		    out->zone);
	return rc;
}

static enum status
read_run(const struct command *self, struct store *store, const char *value,
    struct period *out)
{
	struct err err;
	uint64_t id;

	if (strcmp(value, "last") == 0) {
		if (store_last_run(store, &out->scope.run_id, &err) != 0)
			return command_failed(self, STATUS_FAILED, "%s",
			    err.text);
		if (out->scope.run_id == 0)
			return command_failed(self, STATUS_FAILED,
			    "%s holds no run yet", store_path(store));
	} else {
		if (text_parse_u64(value, strlen(value), INT64_MAX, &id) != 0)
			return command_misused(self,
			    "--run %s: expected a number or last", value);
		out->scope.run_id = (int64_t)id;
	}
	snprintf(out->text, sizeof(out->text), "run %" PRId64,
	    out->scope.run_id);
	return STATUS_DONE;
}

static enum status
read_span(const struct command *self, const struct command_args *args,
    uint64_t now_us, struct period *out)
{
	struct store_scope *scope = &out->scope;
	const char *since = command_option(args, OPTION_SINCE);
	const char *until = command_option(args, OPTION_UNTIL);

	if (since &&
	    timespec_parse(since, now_us, out->zone, &scope->since_us) != 0)
		return command_misused(self,
		    "--since %s: expected " TIMESPEC_FORMS, since);
	if (until &&
	    timespec_parse(until, now_us, out->zone, &scope->until_us) != 0)
		return command_misused(self,
		    "--until %s: expected " TIMESPEC_FORMS, until);
	if (since && until && scope->since_us >= scope->until_us)
		return command_misused(self,
		    "--since %s is not before --until %s", since, until);
	snprintf(out->text, sizeof(out->text), "%s%s%s%s%s",
	    since ? "since " : "", since ? since : "",
	    since && until ? " " : "", until ? "until " : "",
	    until ? until : "");
	return STATUS_DONE;
}

enum status
period_read(const struct command *self, const struct command_args *args,
    struct store *store, bool yesterday, struct period *out)
{
	const char *day = command_option(args, OPTION_DAY);
	const char *run = command_option(args, OPTION_RUN);
	bool span = command_option(args, OPTION_SINCE) ||
	    command_option(args, OPTION_UNTIL);
	uint64_t now_us = period_now_us();
	enum status status;

	if ((day != NULL) + (run != NULL) + span > 1)
		return command_misused(self,
		    "--day, --run and --since or --until exclude each other");
	*out = (struct period){ .text = "everything" };
	status = period_zone(self, store, out->zone);
	if (status != STATUS_DONE)
		return status;
	if (run)
		return read_run(self, store, run, out);
	if (span) {
		status = read_span(self, args, now_us, out);
		/* A report is of a time that ended: how much was seen counts.
		 */
		if (yesterday && out->scope.until_us == 0 &&
		    out->scope.since_us < now_us)
			out->scope.until_us = now_us;
		return status;
	}
	if (!day && !yesterday)
		return STATUS_DONE;
	if (period_of_day(day ? day : "yesterday", now_us, out) != 0)
		return command_misused(self,
		    "--day %s: expected a date such as 2026-11-24, yesterday "
		    "or today",
		    day ? day : "yesterday");
	return STATUS_DONE;
}
