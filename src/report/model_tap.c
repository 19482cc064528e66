/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_tap.c - the part that reads what the tap gave: the time that was
 * seen, losses, interfaces, events.
 *
 * A live run saw the time from its first packet to its last, but for whole
 * hours in which no interface gave a packet; a replay saw what its inputs
 * span.  Of several sensors the one that saw least counts.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "report/gather.h"

#define HOUR ((int64_t)WHEN_HOUR_US)
#define GAP_LEAST (5 * 60 * (int64_t)WHEN_SECOND_US)

struct span {
	int64_t from, to;
};

struct spans {
	struct gather *g;
	struct span *at;
	size_t count;
	int64_t *live; /* runs that watch */
	size_t live_count;
	int64_t *hours; /* that an interface gave packets in */
	size_t hour_count;
	bool interfaces; /* figures of them were recorded */
};

static void
add_span(struct spans *s, int64_t from, int64_t to)
{
	if (from < 0 || to < from)
		return;
	s->at = gather_grown(s->at, s->count, sizeof(*s->at));
	s->at[s->count++] = (struct span){ from, to };
}

static int
take_run(const struct store_run_row *row, void *arg)
{
	struct spans *s = arg;
	int64_t to = row->last_packet_us;

	if (!row->mode || strcmp(row->mode, "watch") != 0)
		return 0;
	s->live = gather_grown(s->live, s->live_count, sizeof(*s->live));
	s->live[s->live_count++] = row->run_id;
	add_span(s, row->first_packet_us, to);
	return 0;
}

static int
take_input(const struct store_input_row *row, void *arg)
{
	struct spans *s = arg;

	for (size_t i = 0; i < s->live_count; i++)
		if (s->live[i] == row->run_id)
			return 0;
	add_span(s, row->first_us, row->last_us);
	return 0;
}

static int
take_loss(const struct store_loss_row *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct store_loss *sum;
	size_t i = 0;

	while (i < r->loss_count && r->losses[i].hour_us != row->hour_us)
		i++;
	if (i == r->loss_count) {
		r->losses =
		    gather_grown(r->losses, r->loss_count, sizeof(*r->losses));
		r->losses[r->loss_count++] = *row;
		return 0;
	}
	sum = &r->losses[i].loss;
	sum->packets += row->loss.packets;
	sum->kernel_drops += row->loss.kernel_drops;
	sum->interface_drops += row->loss.interface_drops;
	sum->unseen_bytes += row->loss.unseen_bytes;
	sum->evicted_flows += row->loss.evicted_flows;
	return 0;
}

static int
take_interface(const struct store_interface_row *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct store_interface_row *one;

	r->interfaces = gather_grown(r->interfaces, r->interface_count,
	    sizeof(*r->interfaces));
	one = &r->interfaces[r->interface_count++];
	*one = *row;
	one->figures.name = gather_text(g, row->figures.name);
	return 0;
}

static int
take_interface_hour(const struct store_interface_row *row, void *arg)
{
	struct spans *s = arg;

	s->interfaces = true;
	if (row->figures.packets == 0)
		return 0;
	s->hours = gather_grown(s->hours, s->hour_count, sizeof(*s->hours));
	s->hours[s->hour_count++] = row->hour_us;
	return 0;
}

static int
take_event(const struct store_event_row *row, void *arg)
{
	struct gather *g = arg;
	struct report *r = &g->report;
	struct store_event_row *one;

	r->events = gather_grown(r->events, r->event_count, sizeof(*r->events));
	one = &r->events[r->event_count++];
	*one = *row;
	one->event = gather_text(g, row->event);
	one->about = gather_text(g, row->about);
	one->text = gather_text(g, row->text);
	return 0;
}

static int
by_from(const void *a, const void *b)
{
	const struct span *x = a;
	const struct span *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Cut to the scope, in order, and joined where they meet. */
static void
join(struct spans *s)
{
	const struct store_scope *scope = &s->g->report.scope;
	int64_t until = scope->until_us > 0 && scope->until_us < INT64_MAX
	    ? (int64_t)scope->until_us
	    : INT64_MAX;
	size_t kept = 0;

	if (s->count)
		qsort(s->at, s->count, sizeof(*s->at), by_from);
	for (size_t i = 0; i < s->count; i++) {
		struct span one = s->at[i];

		if (one.from < (int64_t)scope->since_us)
			one.from = (int64_t)scope->since_us;
		if (one.to > until)
			one.to = until;
		if (one.to < one.from)
			continue;
		if (kept && one.from <= s->at[kept - 1].to) {
			if (one.to > s->at[kept - 1].to)
				s->at[kept - 1].to = one.to;
		} else {
			s->at[kept++] = one;
		}
	}
	s->count = kept;
}

static bool
is_quiet(const struct spans *s, int64_t hour_us)
{
	for (size_t i = 0; i < s->hour_count; i++)
		if (s->hours[i] == hour_us)
			return false;
	return true;
}

/* Take whole hours without a packet out of what live runs saw. */
static void
cut_quiet(struct spans *s)
{
	struct span *old = s->at;
	size_t count = s->count;

	if (!s->interfaces)
		return;
	s->at = NULL;
	s->count = 0;
	for (size_t i = 0; i < count; i++) {
		int64_t from = old[i].from;
		int64_t hour = (from + HOUR - 1) / HOUR * HOUR;

		for (; hour + HOUR <= old[i].to; hour += HOUR) {
			if (!is_quiet(s, hour))
				continue;
			if (hour > from)
				add_span(s, from, hour);
			from = hour + HOUR;
		}
		add_span(s, from, old[i].to);
	}
	free(old);
}

static void
add_gap(struct report_tap *tap, int64_t from, int64_t to)
{
	if (to - from < GAP_LEAST)
		return;
	tap->gap_from =
	    gather_grown(tap->gap_from, tap->gap_count, sizeof(*tap->gap_from));
	tap->gap_to =
	    gather_grown(tap->gap_to, tap->gap_count, sizeof(*tap->gap_to));
	tap->gap_from[tap->gap_count] = from;
	tap->gap_to[tap->gap_count++] = to;
}

/* A day, or a time with both its ends: what was not seen of it is missing. */
static bool
is_bounded(const struct report *r)
{
	return r->day ||
	    (r->scope.run_id == 0 && r->scope.since_us > 0 &&
		r->scope.until_us > 0);
}

/* What a store's runs saw of the time; the least of the stores stays. */
static void
measure(struct spans *s)
{
	struct report *r = &s->g->report;
	struct report_tap tap = { .coverage = -1 };
	int64_t at = (int64_t)r->scope.since_us;

	for (size_t i = 0; i < s->count; i++) {
		tap.seen_us += s->at[i].to - s->at[i].from;
		if (is_bounded(r) || i > 0)
			add_gap(&tap, at, s->at[i].from);
		at = s->at[i].to;
	}
	if (is_bounded(r)) {
		add_gap(&tap, at, (int64_t)r->scope.until_us);
		tap.coverage = (double)tap.seen_us /
		    (double)(r->scope.until_us - r->scope.since_us);
	}
	if (s->g->tap_known && tap.seen_us >= r->tap_health.seen_us) {
		free(tap.gap_from);
		free(tap.gap_to);
		return;
	}
	free(r->tap_health.gap_from);
	free(r->tap_health.gap_to);
	r->tap_health = tap;
	s->g->tap_known = true;
}

int
gather_tap(struct gather *g, struct store *s, struct err *err)
{
	const struct store_scope *scope = &g->report.scope;
	struct spans spans = { .g = g };
	int rc = store_each_run(s, scope, take_run, &spans, err);

	if (!rc)
		rc = store_each_interface(s, scope, true, take_interface_hour,
		    &spans, err);
	if (!rc) {
		join(&spans);
		cut_quiet(&spans);
		rc = store_each_input(s, scope, take_input, &spans, err);
	}
	if (!rc) {
		join(&spans);
		measure(&spans);
		rc = store_each_loss(s, scope, take_loss, g, err);
	}
	if (!rc)
		rc = store_each_interface(s, scope, false, take_interface, g,
		    err);
	if (!rc)
		rc = store_each_event(s, scope, take_event, g, err);
	free(spans.at);
	free(spans.live);
	free(spans.hours);
	return rc;
}

static int
by_hour(const void *a, const void *b)
{
	const struct store_loss_row *x = a;
	const struct store_loss_row *y = b;

	return (x->hour_us > y->hour_us) - (x->hour_us < y->hour_us);
}

static double
share(uint64_t part, uint64_t rest)
{
	return part == 0 ? 0 : (double)part / ((double)part + (double)rest);
}

/* Losses by the minute where they were kept so, else those of whole runs. */
static void
sum_losses(struct report *r)
{
	struct report_tap *tap = &r->tap_health;
	uint64_t packets = 0, bytes = 0;

	for (size_t i = 0; i < r->loss_count; i++) {
		const struct store_loss *l = &r->losses[i].loss;

		packets += l->packets;
		tap->lost += l->kernel_drops + l->interface_drops;
		tap->unseen_bytes += l->unseen_bytes;
	}
	if (packets == 0) {
		packets = r->figures.packets;
		if (tap->lost == 0)
			tap->lost = r->figures.kernel_drops +
			    r->figures.interface_drops;
	}
	for (size_t i = 0; i < r->slice_count; i++)
		bytes += (uint64_t)r->slices[i].bytes;
	tap->loss = share(tap->lost, packets);
	if (share(tap->unseen_bytes, bytes) > tap->loss)
		tap->loss = share(tap->unseen_bytes, bytes);
}

void
gather_tap_end(struct gather *g)
{
	struct report *r = &g->report;
	uint64_t tcp = 0, one_way = 0;

	if (r->loss_count)
		qsort(r->losses, r->loss_count, sizeof(*r->losses), by_hour);
	for (size_t i = 0; i < r->slice_count; i++) {
		const struct store_slice *s = &r->slices[i];

		if (strcmp(s->proto, "tcp") != 0)
			continue;
		tcp += (uint64_t)s->flows;
		if (strcmp(s->outcome, "one-way") == 0)
			one_way += (uint64_t)s->flows;
	}
	r->tap_health.one_way = share(one_way, tcp - one_way);
	sum_losses(r);
}
