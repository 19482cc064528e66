/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * period.c - which flows a command speaks of.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/when.h"
#include "cli/period.h"
#include "cli/timespec.h"

#define ZONE_MAX 64

/* The zone of the newest policy; the walk goes from old to new. */
static int
take_zone(const struct store_policy_row *row, void *arg)
{
	snprintf(arg, ZONE_MAX, "%s", row->zone ? row->zone : "UTC");
	return 0;
}

static enum status
read_run(const struct command *self, struct store *store, const char *value,
    struct store_scope *out, char text[static PERIOD_TEXT_MAX])
{
	struct err err;
	uint64_t id;

	if (strcmp(value, "last") == 0) {
		if (store_last_run(store, &out->run_id, &err) != 0)
			return command_failed(self, STATUS_FAILED, "%s",
			    err.text);
		if (out->run_id == 0)
			return command_failed(self, STATUS_FAILED,
			    "%s holds no run yet", store_path(store));
	} else {
		if (text_parse_u64(value, strlen(value), INT64_MAX, &id) != 0)
			return command_misused(self,
			    "--run %s: expected a number or last", value);
		out->run_id = (int64_t)id;
	}
	snprintf(text, PERIOD_TEXT_MAX, "run %" PRId64, out->run_id);
	return STATUS_DONE;
}

static enum status
read_span(const struct command *self, const struct command_args *args,
    const char *zone, uint64_t now_us, struct store_scope *out,
    char text[static PERIOD_TEXT_MAX])
{
	const char *since = command_option(args, OPTION_SINCE);
	const char *until = command_option(args, OPTION_UNTIL);

	if (since && timespec_parse(since, now_us, zone, &out->since_us) != 0)
		return command_misused(self,
		    "--since %s: expected " TIMESPEC_FORMS, since);
	if (until && timespec_parse(until, now_us, zone, &out->until_us) != 0)
		return command_misused(self,
		    "--until %s: expected " TIMESPEC_FORMS, until);
	if (since && until && out->since_us >= out->until_us)
		return command_misused(self,
		    "--since %s is not before --until %s", since, until);
	snprintf(text, PERIOD_TEXT_MAX, "%s%s%s%s%s", since ? "since " : "",
	    since ? since : "", since && until ? " " : "",
	    until ? "until " : "", until ? until : "");
	return STATUS_DONE;
}

static enum status
read_day(const struct command *self, const char *day, const char *zone,
    uint64_t now_us, struct store_scope *out, char text[static PERIOD_TEXT_MAX])
{
	char date[WHEN_TEXT_MAX];

	if (timespec_parse_day(day, now_us, zone, &out->since_us,
		&out->until_us) != 0)
		return command_misused(self,
		    "--day %s: expected a date such as 2026-11-24, yesterday "
		    "or today",
		    day);
	/* Noon is in the day, whatever the zone does at its ends. */
	when_format_utc(out->since_us / 2 + out->until_us / 2, date);
	snprintf(text, PERIOD_TEXT_MAX, "%.10s (%s)",
	    strcmp(day, "yesterday") == 0 || strcmp(day, "today") == 0 ? date
								       : day,
	    zone);
	return STATUS_DONE;
}

enum status
period_read(const struct command *self, const struct command_args *args,
    struct store *store, bool yesterday, struct store_scope *out,
    char text[static PERIOD_TEXT_MAX])
{
	const char *day = command_option(args, OPTION_DAY);
	const char *run = command_option(args, OPTION_RUN);
	bool span = command_option(args, OPTION_SINCE) ||
	    command_option(args, OPTION_UNTIL);
	uint64_t now_us = (uint64_t)time(NULL) * WHEN_SECOND_US;
	char zone[ZONE_MAX] = "UTC";
	struct err err;

	if ((day != NULL) + (run != NULL) + span > 1)
		return command_misused(self,
		    "--day, --run and --since or --until exclude each other");
	if (store_each_policy(store, take_zone, zone, &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	*out = (struct store_scope){ 0 };
	if (run)
		return read_run(self, store, run, out, text);
	if (span)
		return read_span(self, args, zone, now_us, out, text);
	if (day || yesterday)
		return read_day(self, day ? day : "yesterday", zone, now_us,
		    out, text);
	snprintf(text, PERIOD_TEXT_MAX, "everything");
	return STATUS_DONE;
}
