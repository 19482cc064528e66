/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gauges.c - how a live run is doing, for those who look from outside.
 */
#include <config.h>

#include <inttypes.h>

#include "base/log.h"
#include "base/when.h"
#include "pipeline/gauges.h"
#include "pipeline/metrics.h"

static uint64_t
findings_of(const struct run_tally *t)
{
	return t->verdicts[VERDICT_FORBIDDEN] + t->verdicts[VERDICT_MISSED];
}

void
gauges_status(const struct gauges *g, const struct notify *n)
{
	const struct watch_figures *f = g->figures;

	notify_status(n,
	    "%" PRIu64 " packets, %" PRIu64 " dropped, %" PRIu64
	    " bytes unseen, %" PRIu64 " flows, %" PRIu64
	    " forbidden or missed, %" PRIu64 " live; %zu rows wait for %.1f s",
	    f->run.packets, f->run.kernel_drops, f->tally.unseen_bytes,
	    f->tally.flows, findings_of(&f->tally), f->tally.live_flows,
	    f->pending, (double)f->lag_us / (double)WHEN_SECOND_US);
}

static void
set_interfaces(const struct gauges *g, struct metrics_interface *out)
{
	const struct watch_figures *f = g->figures;

	for (size_t i = 0; i < f->interface_count; i++)
		out[i] = (struct metrics_interface){ .name = f->interfaces[i],
			.up = f->live[i].state == LIVE_UP,
			.packets = g->inputs[i].packets,
			.bytes = g->inputs[i].bytes,
			.kernel_drops = f->live[i].kernel_drops,
			.interface_drops = f->live[i].interface_drops,
			.duplicates = g->inputs[i].duplicates };
}

static void
set_flows(const struct run_tally *t, struct metrics *m)
{
	for (size_t i = 0; i < METRICS_VERDICTS; i++)
		m->flows[i] = t->verdicts[i];
	for (size_t i = 0; i < METRICS_GRADES; i++)
		m->violations[i] = t->grades[i];
	m->findings = findings_of(t);
	m->live_flows = t->live_flows;
	m->unwritten_flows = t->unwritten;
}

void
gauges_metrics(const struct gauges *g, const char *path, bool *failing)
{
	const struct watch_figures *f = g->figures;
	struct metrics_interface interfaces[LIVE_INTERFACES_MAX];
	struct metrics_event events[STORE_EVENT_COUNT];
	struct metrics m = { .version = PACKAGE_VERSION,
		.ndpi = f->run.ndpi_version,
		.started_us = g->started_us,
		.last_packet_us = f->run.last_packet_us,
		.bytes = f->run.bytes,
		.unseen_bytes = f->tally.unseen_bytes,
		.evicted_flows = f->run.evicted_flows,
		.commit_age_us = g->steady_us - g->keeper->committed_us,
		.pending_rows = f->pending,
		.database_bytes = g->keeper->file_bytes,
		.wal_bytes = g->keeper->wal_bytes,
		.interfaces = interfaces,
		.interface_count = f->interface_count,
		.events = events,
		.event_count = STORE_EVENT_COUNT };
	struct err err;

	set_interfaces(g, interfaces);
	set_flows(&f->tally, &m);
	for (size_t i = 0; i < STORE_FATE_COUNT; i++)
		m.fates[i] = f->run.fates[i];
	for (unsigned int i = 0; i < STORE_EVENT_COUNT; i++)
		events[i] = (struct metrics_event){
			.kind = store_event_word((enum store_event)i),
			.count = g->history->counts[i]
		};
	if (metrics_write(&m, path, &err) == 0)
		*failing = false;
	else if (!*failing) {
		*failing = true;
		log_error("watch", "%s", err.text);
	}
}
