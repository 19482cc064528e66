/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model.c - what a report says, read from the databases once: its runs, and
 * the order in which the parts read.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/when.h"
#include "base/xalloc.h"
#include "report/gather.h"

static void
add_figures(struct store_run *sum, const struct store_run *one)
{
	sum->packets += one->packets;
	sum->bytes += one->bytes;
	sum->kernel_drops += one->kernel_drops;
	sum->interface_drops += one->interface_drops;
	sum->evicted_flows += one->evicted_flows;
	sum->snapped += one->snapped;
	sum->time_back += one->time_back;
	for (size_t i = 0; i < STORE_FATE_COUNT; i++)
		sum->fates[i] += one->fates[i];
	if (one->first_packet_us &&
	    (!sum->first_packet_us ||
		one->first_packet_us < sum->first_packet_us))
		sum->first_packet_us = one->first_packet_us;
	if (one->last_packet_us > sum->last_packet_us)
		sum->last_packet_us = one->last_packet_us;
}

/* nDPI's version: several are told one after the other. */
static void
note_ndpi(struct gather *g, const char *version)
{
	struct store_run *f = &g->report.figures;

	if (!version || !*version)
		g->report.unasked_runs++;
	else if (!f->ndpi_version)
		f->ndpi_version = gather_text(g, version);
	else if (!strstr(f->ndpi_version, version))
		f->ndpi_version =
		    gather_textf(g, "%s, %s", f->ndpi_version, version);
}

static int
take_run(const struct store_run_row *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;

	if (r->run_count++ > 0)
		strbuf_add(&g->sources, ", ");
	if (row->source)
		strbuf_add(&g->sources, row->source);
	r->partial_runs += strcmp(row->state, "partial") == 0;
	r->crashed_runs += strcmp(row->state, "crashed") == 0;
	r->running_runs += strcmp(row->state, "running") == 0;
	note_ndpi(g, row->figures.ndpi_version);
	add_figures(&r->figures, &row->figures);
	return 0;
}

/* Inputs that were not read to their end. */
static int
take_input(const struct store_input_row *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;

	if (strcmp(row->state, "clean") == 0)
		return 0;
	r->inputs = gather_grown(r->inputs, r->input_count, sizeof(*r->inputs));
	r->inputs[r->input_count++] =
	    (struct report_input){ .path = gather_text(g, row->path),
		    .packets = row->packets,
		    .error_offset = row->error_offset };
	return 0;
}

int
gather_runs(struct gather *g, struct store *s, struct err *err)
{
	const struct store_scope *scope = &g->report.scope;
	int rc = store_each_run(s, scope, take_run, g, err);

	return rc ? rc : store_each_input(s, scope, take_input, g, err);
}

const char *
gather_date(struct gather *g, const char *day, int days)
{
	char text[WHEN_TEXT_MAX];
	struct when_date date;
	uint64_t us;

	if (when_parse_date(day, strlen(day), &date) != 0 ||
	    when_day_start(NULL, date, false, &us) != 0)
		return NULL;
	if (days < 0 && us < (uint64_t)-days * WHEN_DAY_US)
		return NULL;
	us = days < 0 ? us - (uint64_t)-days * WHEN_DAY_US
		      : us + (uint64_t)days * WHEN_DAY_US;
	when_format_utc(us, text);
	text[10] = '\0';
	return gather_text(g, text);
}

/* Does the scope begin and end with this day of the policy's zone? */
static bool
is_day(const struct report *r, const char *day)
{
	struct when_date date;
	uint64_t since, until;

	return when_parse_date(day, strlen(day), &date) == 0 &&
	    when_day_start(r->zone, date, false, &since) == 0 &&
	    when_day_start(r->zone, date, true, &until) == 0 &&
	    since == r->scope.since_us && until == r->scope.until_us;
}

/* The day that the scope is.  Noon UTC of it may be the day before there, or
 * the day after. */
static void
find_day(struct gather *g)
{
	struct report *r = &g->report;
	char text[WHEN_TEXT_MAX];

	if (r->scope.run_id || !r->scope.until_us)
		return;
	when_format_utc(r->scope.since_us / 2 + r->scope.until_us / 2, text);
	text[10] = '\0';
	for (int days = -1; days <= 1 && !r->day; days++) {
		const char *day = gather_date(g, text, days);

		if (day && is_day(r, day))
			r->day = day;
	}
}

static int
read_one(struct gather *g, struct store *s, bool first, struct err *err)
{
	int rc = store_read_begin(s, err);

	if (rc)
		return rc;
	rc = gather_runs(g, s, err);
	if (!rc)
		rc = gather_policy(g, s, err);
	if (!rc && first)
		find_day(g);
	if (!rc)
		rc = gather_flows(g, s, err);
	if (!rc)
		rc = gather_talks(g, s, err);
	if (!rc)
		rc = gather_cases(g, s, err);
	if (!rc)
		rc = gather_tap(g, s, err);
	store_read_end(s);
	return rc;
}

static int
read_all(struct gather *g, struct store *const *stores, size_t count,
    struct err *err)
{
	struct report *r = &g->report;
	int rc = 0;

	for (size_t i = 0; i < count && !rc; i++) {
		uint64_t twins = 0;

		rc = store_find_twins(stores[i], &r->scope, stores, i, &twins,
		    err);
		r->twins += twins;
		if (!rc)
			rc = read_one(g, stores[i], i == 0, err);
	}
	if (rc)
		return rc;
	gather_policy_end(g);
	gather_flows_end(g);
	gather_talks_end(g);
	gather_tap_end(g);
	rc = gather_changes(g, stores, count, err);
	return rc ? rc : gather_cases_end(g, stores[0], err);
}

int
report_new(struct report **out, struct store *const *stores, size_t count,
    const struct store_scope *scope, const char *period, struct err *err)
{
	struct gather *g = xcalloc(1, sizeof(*g));
	struct report *r = &g->report;
	int rc = arena_new(&g->texts);

	if (rc != 0 || digest_init() != 0)
		abort();
	strbuf_init(&g->sources);
	r->period = gather_text(g, period);
	r->scope = *scope;
	r->store_count = count;
	r->site = r->matrix = r->digest = r->tap = "";
	r->matrix_title = r->matrix_source = "";
	r->zone = "UTC";
	rc = read_all(g, stores, count, err);
	r->sources = gather_text(g, strbuf_text(&g->sources));
	if (rc != 0) {
		report_free(r);
		return rc;
	}
	*out = r;
	return 0;
}

void
report_free(struct report *r)
{
	struct gather *g = (struct gather *)r;

	if (!g)
		return;
	free(r->findings);
	free(r->blocked);
	free(r->sums);
	free(r->ports);
	for (int i = 0; i < STORE_TALK_KINDS; i++)
		free(r->talks[i]);
	free(r->inputs);
	free(r->row_list);
	free(r->features);
	free(r->slices);
	free(r->hours);
	free(r->roles.at);
	free(r->networks.at);
	free(r->rejected);
	free(r->senders);
	free(r->strangers);
	free(r->role_pairs);
	free(r->losses);
	free(r->interfaces);
	free(r->events);
	free(r->tap_health.gap_from);
	free(r->tap_health.gap_to);
	free(r->day_before.changes);
	free(r->week_before.changes);
	free(r->row_changes);
	free(r->cases);
	free(r->nights_missing);
	free(g->night);
	strbuf_fini(&g->sources);
	arena_free(g->texts);
	free(g);
}
