/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * watch.c - a live span port, until stopped.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/log.h"
#include "base/when.h"
#include "pipeline/clock.h"
#include "pipeline/gauges.h"
#include "pipeline/history.h"
#include "pipeline/keeper.h"
#include "pipeline/notify.h"
#include "pipeline/sampler.h"
#include "pipeline/watch.h"

/* Frames may still be under way to us from so long ago: the kernel hands on
 * its blocks late, and several interfaces are put in order. */
#define UNDER_WAY_US (2 * WHEN_SECOND_US)
#define DRAIN_US (WHEN_SECOND_US / 5)
/* Of the 5 seconds that an end may take, under full load. */
#define LAST_FRAMES_US (3 * WHEN_SECOND_US / 2)
#define SAMPLE_US (60 * WHEN_SECOND_US)
#define GAUGES_US (15 * WHEN_SECOND_US)
/* While another program has the database locked, packets come: a buffer of
 * the kernel holds those of so long.  At the end up to three commits wait. */
#define PATIENCE_MS 100
#define LAST_PATIENCE_MS 1000
/* The wall clock was set when it moves so much against the steady one. */
#define STEP_US ((int64_t)(2 * WHEN_SECOND_US))

struct watch {
	const struct watch_options *options;
	struct watch_result *result;
	struct live *live;
	struct store *store;
	struct run *run;
	struct notify notify;
	struct history history;
	struct keeper keeper;
	struct sampler sampler;
	struct live_clock now;
	char digest[DIGEST_SHA256_TEXT_MAX]; /* of the rules in force */
	int64_t offset_us; /* of the wall clock to the steady one */
	uint64_t sample_us, gauges_us, watchdog_us; /* steady: when due */
	uint64_t started_us;
	bool ready, metrics_failing;
	uint64_t frames;
	int error; /* of a frame */
};

static void
read_clocks(struct watch *w)
{
	w->now.steady_us = clock_us(CLOCK_MONOTONIC);
	w->now.wall_us = clock_us(CLOCK_REALTIME);
	if (w->options->on_clocks)
		w->options->on_clocks(&w->now, w->options->arg);
}

static bool
is_enough(const struct watch *w)
{
	uint64_t max = w->options->packets_max;

	return max != 0 && w->frames == max;
}

static void
on_frame(const struct frame *frame, void *arg)
{
	struct watch *w = arg;
	int rc;

	if (is_enough(w))
		return;
	w->frames++;
	rc = run_frame(w->run, frame);
	if (rc != 0)
		w->error = rc;
}

static void
on_event(const struct live_event *event, void *arg)
{
	struct watch *w = arg;
	bool up = event->state == LIVE_UP;

	log_write(up ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR, "watch",
	    "interface %s is %s (was %s): %s", event->name,
	    live_state_name(event->state), live_state_name(event->before),
	    event->cause);
	if (!w->store)
		return;
	history_note(&w->history, event->wall_us,
	    up ? STORE_EVENT_INTERFACE_UP : STORE_EVENT_INTERFACE_DOWN,
	    event->name, event->cause);
	if (up)
		run_gap(w->run, event->wall_us);
}

static int
open_interfaces(struct watch *w, struct err *err)
{
	const struct watch_options *o = w->options;
	struct live_options options = { .interfaces = o->interfaces,
		.interface_count = o->interface_count,
		.filter = o->filter,
		.filter_tagged = o->filter_tagged,
		.promiscuous = o->promiscuous,
		.snap_len = o->snap_len,
		.buffer_bytes = o->buffer_bytes,
		.on_frame = on_frame,
		.on_event = on_event,
		.arg = w };

	read_clocks(w);
	w->started_us = w->now.wall_us;
	w->offset_us = (int64_t)(w->now.wall_us - w->now.steady_us);
	return live_open(&w->live, &options, &w->now, err);
}

static void
source_text(const struct watch_options *o, char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < o->interface_count && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s",
		    i ? " " : "", o->interfaces[i]);
}

static int
begin_run(struct watch *w, struct err *err)
{
	const struct watch_options *o = w->options;
	struct run_options options = { .set = o->set,
		.store = w->store,
		.memory_bytes = o->memory_bytes,
		.ndpi = o->ndpi,
		.record_all = o->record_all,
		.vlan_key = o->vlan_key,
		.live = true,
		.now_us = w->now.wall_us };
	char source[256];
	int rc =
	    store_policy_put(w->store, o->set->policy, &options.policy_id, err);

	source_text(o, source, sizeof(source));
	if (rc == 0)
		rc = store_run_begin(w->store, RUN_MODE_WATCH, source,
		    w->started_us, options.policy_id, &options.run_id, err);
	if (rc != 0)
		return rc;
	w->result->run_id = options.run_id;
	snprintf(w->digest, sizeof(w->digest), "%s",
	    policy_digest(o->set->policy));
	return run_new(&w->run, &options, err);
}

static int
begin_keeping(struct watch *w, struct err *err)
{
	const struct watch_options *o = w->options;
	struct keeper_options options = { .store = w->store,
		.history = &w->history,
		.keep_flows_us = o->keep_flows_us,
		.keep_sums_us = o->keep_sums_us,
		.max_bytes = o->max_bytes };

	w->history =
	    (struct history){ .store = w->store, .run_id = w->result->run_id };
	w->sampler = (struct sampler){ .live = w->live,
		.run = w->run,
		.store = w->store,
		.run_id = w->result->run_id,
		.names = o->interfaces,
		.count = o->interface_count };
	w->sample_us = w->now.steady_us + SAMPLE_US;
	w->gauges_us = w->now.steady_us;
	w->watchdog_us = w->now.steady_us;
	run_gap(w->run, w->now.wall_us);
	return keeper_init(&w->keeper, &options, w->now.steady_us, err);
}

/* What needs privileges, and then without them. */
static int
open_and_drop(struct watch *w, struct sandbox_state *state, struct err *err)
{
	int rc = open_interfaces(w, err);

	if (rc == 0)
		rc = notify_open(&w->notify, err);
	if (rc == 0)
		rc = sandbox_drop(w->options->sandbox, state, err);
	return rc;
}

static int
begin(struct watch *w, struct err *err)
{
	int rc = store_open(&w->store, w->options->db_path, STORE_WRITE, err);

	if (rc == 0)
		rc = begin_run(w, err);
	if (rc == 0)
		rc = begin_keeping(w, err);
	if (rc != 0)
		return rc;
	store_set_patience(w->store, PATIENCE_MS);
	w->ready = true;
	w->options->on_ready(w->result->run_id, w->options->arg);
	notify_ready(&w->notify);
	return 0;
}

static void
take_figures(struct watch *w, struct watch_figures *out)
{
	*out = (struct watch_figures){ .interfaces = w->options->interfaces,
		.interface_count = w->options->interface_count,
		.lag_us = keeper_lag_us(&w->keeper, w->now.steady_us),
		.pending = store_pending(w->store) };
	run_figures(w->run, &out->run);
	run_tally(w->run, &out->tally);
	memcpy(out->inputs, run_inputs(w->run), sizeof(out->inputs));
	for (size_t i = 0; i < out->interface_count; i++)
		live_stats(w->live, i, &out->live[i]);
	out->run.kernel_drops = w->sampler.kernel_drops;
	out->run.interface_drops = w->sampler.interface_drops;
}

/* Put other rules in force.  NULL, or why they can not be; they are freed
 * then. */
static const char *
change_rules(struct watch *w, struct pipeline_policy *set)
{
	struct err err;
	int64_t policy_id;
	char digest[sizeof(w->digest)];
	int rc = store_policy_put(w->store, set->policy, &policy_id, &err);

	snprintf(digest, sizeof(digest), "%s", policy_digest(set->policy));
	if (rc == 0)
		rc = run_policy(w->run, set, policy_id);
	if (rc == 0) {
		memcpy(w->digest, digest, sizeof(digest));
		return NULL;
	}
	pipeline_policy_free(set);
	return rc == -EBUSY ? "flows of too many older rules live"
			    : "they can not be recorded";
}

static void
note_rules(struct watch *w, enum store_event event, const char *text)
{
	bool kept = event == STORE_EVENT_POLICY_KEPT;

	log_write(kept ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, "watch",
	    kept ? "the rules stay as they were: %s" : "rules loaded anew: %s",
	    text);
	history_note(&w->history, w->now.wall_us, event, NULL, text);
}

/* Other rules, if they are right; else those of now stay. */
static void
reload(struct watch *w)
{
	const struct watch_options *o = w->options;
	struct pipeline_policy *set;
	const char *why;
	struct err err;

	notify_reloading(&w->notify, w->now.steady_us);
	if (o->on_reload(&set, &err, o->arg) != 0) {
		note_rules(w, STORE_EVENT_POLICY_KEPT, err.text);
	} else if (strcmp(policy_digest(set->policy), w->digest) == 0) {
		log_warning("watch", "the rules mean what they meant before");
		pipeline_policy_free(set);
	} else {
		why = change_rules(w, set);
		if (why)
			note_rules(w, STORE_EVENT_POLICY_KEPT, why);
		else
			note_rules(w, STORE_EVENT_POLICY_LOADED, w->digest);
	}
	notify_ready(&w->notify);
}

static void
take_signals(struct watch *w)
{
	struct watch_signals *s = w->options->signals;
	struct watch_figures figures;

	if (s->reload) {
		s->reload = 0;
		reload(w);
	}
	if (s->figures) {
		s->figures = 0;
		take_figures(w, &figures);
		w->options->on_figures(&figures, w->options->arg);
	}
}

/* Both clocks run on; only one of them can be set. */
static void
note_step(struct watch *w)
{
	int64_t offset_us = (int64_t)(w->now.wall_us - w->now.steady_us);
	int64_t step_us = offset_us - w->offset_us;
	char text[64];

	if (step_us > -STEP_US && step_us < STEP_US)
		return;
	w->offset_us = offset_us;
	snprintf(text, sizeof(text), "the clock was set by %+.1f s",
	    (double)step_us / (double)WHEN_SECOND_US);
	log_warning("watch", "%s", text);
	history_note(&w->history, w->now.wall_us, STORE_EVENT_CLOCK_STEP, NULL,
	    text);
	keeper_doubt(&w->keeper, w->now.steady_us);
}

static void
sample(struct watch *w)
{
	struct watch_figures figures;

	(void)sampler_take(&w->sampler, w->now.wall_us);
	take_figures(w, &figures);
	store_run_progress(w->store, w->result->run_id, &figures.run);
	w->sample_us = w->now.steady_us + SAMPLE_US;
}

static void
show_gauges(struct watch *w)
{
	struct watch_figures figures;
	struct gauges gauges = { .figures = &figures,
		.inputs = run_inputs(w->run),
		.history = &w->history,
		.keeper = &w->keeper,
		.started_us = w->started_us,
		.steady_us = w->now.steady_us };

	take_figures(w, &figures);
	gauges_status(&gauges, &w->notify);
	if (w->options->metrics_path)
		gauges_metrics(&gauges, w->options->metrics_path,
		    &w->metrics_failing);
	w->gauges_us = w->now.steady_us + GAUGES_US;
}

static void
tell_watchdog(struct watch *w)
{
	if (w->notify.watchdog_us == 0 || w->now.steady_us < w->watchdog_us)
		return;
	notify_watchdog(&w->notify);
	w->watchdog_us = w->now.steady_us + w->notify.watchdog_us;
}

/* What is due beside the frames. */
static int
tick(struct watch *w, bool idle, struct err *err)
{
	note_step(w);
	take_signals(w);
	if (idle)
		(void)run_idle(w->run, w->now.wall_us - UNDER_WAY_US);
	if (w->now.steady_us >= w->sample_us)
		sample(w);
	if (w->now.steady_us >= w->gauges_us)
		show_gauges(w);
	tell_watchdog(w);
	return keeper_tick(&w->keeper, w->now.steady_us, w->now.wall_us,
	    run_unwritten(w->run), err);
}

static bool
is_over(const struct watch *w)
{
	return w->options->signals->stop || is_enough(w);
}

static int
listen_on(struct watch *w, struct err *err)
{
	int rc = 0;

	while (rc == 0 && !is_over(w)) {
		size_t frames;

		rc = live_wait(w->live, w->now.steady_us);
		if (rc != 0)
			return err_set(err, rc, "waiting for packets: %s",
			    strerror(-rc));
		read_clocks(w);
		frames = live_read(w->live, &w->now);
		if (w->error != 0)
			return err_set(err, w->error, "recording a flow: %s",
			    strerror(-w->error));
		rc = tick(w, frames == 0, err);
	}
	return rc;
}

static void
note_left(struct watch *w)
{
	struct live_stats stats;
	uint64_t left = 0;

	for (size_t i = 0; i < w->options->interface_count; i++) {
		live_stats(w->live, i, &stats);
		left += stats.left;
	}
	if (left > 0)
		log_warning("watch",
		    "%" PRIu64 " packets came before the end and were not "
		    "judged in time; they count as dropped by the kernel",
		    left);
}

/* What had come is judged, but for what there is no time for. */
static void
drain(struct watch *w)
{
	uint64_t until_us = w->now.steady_us + LAST_FRAMES_US;
	uint64_t silent_us = w->now.steady_us + DRAIN_US;

	live_stop(w->live);
	while (live_owes(w->live) && w->now.steady_us < until_us &&
	    w->now.steady_us < silent_us &&
	    live_wait(w->live, w->now.steady_us) == 0) {
		read_clocks(w);
		if (live_read(w->live, &w->now) > 0)
			silent_us = w->now.steady_us + DRAIN_US;
	}
	live_finish(w->live);
	note_left(w);
}

/* Whatever ended it: what was seen is judged and committed. */
static int
end_run(struct watch *w, int why, struct err *err)
{
	enum run_state state = why == 0 ? RUN_STATE_CLEAN : RUN_STATE_PARTIAL;
	struct err end_err;
	int rc;

	notify_stopping(&w->notify);
	read_clocks(w);
	if (!is_enough(w))
		drain(w);
	store_set_patience(w->store, LAST_PATIENCE_MS);
	(void)run_finish(w->run);
	sample(w);
	take_figures(w, &w->result->figures);
	w->result->figures.run.ended_us = w->now.wall_us;
	rc = store_run_end(w->store, w->result->run_id, &w->result->figures.run,
	    state, &end_err);
	if (why != 0 || rc == 0)
		return why;
	*err = end_err;
	return rc;
}

int
watch(const struct watch_options *options, struct watch_result *result,
    struct err *err)
{
	struct watch w = {
		.options = options, .result = result, .notify = { .fd = -1 }
	};
	struct sandbox_state state;
	int rc;

	*result = (struct watch_result){ 0 };
	rc = open_and_drop(&w, &state, err);
	if (rc == 0 && options->on_dropped(&state, options->arg))
		rc = begin(&w, err);
	if (w.ready)
		rc = listen_on(&w, err);
	if (w.ready)
		rc = end_run(&w, rc, err);
	run_free(w.run);
	store_close(w.store);
	live_close(w.live);
	notify_close(&w.notify);
	return rc;
}
