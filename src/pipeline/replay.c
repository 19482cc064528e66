/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replay.c - archived captures, one after the other, as one run.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/when.h"
#include "capture/capture.h"
#include "capture/capture_list.h"
#include "packet/packet.h"
#include "pipeline/clock.h"
#include "pipeline/replay.h"

/* Between inputs that are further apart the sensor did not listen. */
#define GAP_US (10 * WHEN_SECOND_US)
#define PROGRESS_US (WHEN_SECOND_US / 5)
/* Frames between two looks at the clock. */
#define CLOCK_FRAMES 1024

struct replay_state {
	const struct replay_options *options;
	struct replay_result *result;
	struct err *err;
	const struct capture_list *list;
	struct run *run; /* made with the first frame to judge */
	int64_t policy_id;
	uint64_t bytes_total, bytes_done;
	uint64_t last_us; /* capture time of the last frame judged */
	uint64_t progress_us;
	uint8_t *head; /* CAPTURE_HEAD_MAX */
};

/* The input being read. */
struct current {
	const char *path;
	struct capture *capture;
	size_t head_len;
	struct frame frame; /* the next to judge */
	uint64_t read;      /* frames, skipped ones included */
	uint64_t first_us, last_us;
	uint64_t size;
	int64_t input_id;
	bool link_told;
};

/* What to do with an input after a look at it. */
enum next_step { STEP_FAIL = -1, STEP_NEXT_INPUT, STEP_JUDGE };

static bool
stopping(const struct replay_state *s)
{
	return s->options->stop && *s->options->stop;
}

static void
tell_progress(struct replay_state *s, const struct current *c, uint64_t now)
{
	const struct replay_options *o = s->options;
	struct replay_progress p = { .path = c->path, .share = -1 };
	struct run_tally tally;
	struct store_run figures;

	if (!o->on_progress || now - s->progress_us < PROGRESS_US)
		return;
	s->progress_us = now;
	run_tally(s->run, &tally);
	run_figures(s->run, &figures);
	p.packets = figures.packets;
	p.flows = tally.flows;
	p.findings =
	    tally.verdicts[VERDICT_FORBIDDEN] + tally.verdicts[VERDICT_MISSED];
	if (s->bytes_total > 0)
		p.share =
		    (double)(s->bytes_done + capture_consumed(c->capture)) /
		    (double)s->bytes_total;
	o->on_progress(&p, o->arg);
}

/* The source of a run, for people: the first input and how many more. */
static void
source_text(const struct replay_state *s, char *out, size_t size)
{
	const struct replay_options *o = s->options;

	if (o->path_count == 1)
		snprintf(out, size, "%s", o->paths[0]);
	else
		snprintf(out, size, "%s and %zu more", o->paths[0],
		    o->path_count - 1);
}

static int
begin_run(struct replay_state *s)
{
	const struct replay_options *o = s->options;
	struct run_options options = { .set = o->set,
		.store = o->store,
		.policy_id = s->policy_id,
		.memory_bytes = o->memory_bytes,
		.ndpi = o->ndpi,
		.record_all = o->record_all,
		.vlan_key = o->vlan_key };
	char source[ERR_TEXT_MAX];
	int rc;

	source_text(s, source, sizeof(source));
	rc = store_run_begin(o->store, RUN_MODE_REPLAY, source,
	    clock_us(CLOCK_REALTIME), s->policy_id, &options.run_id, s->err);
	if (rc != 0)
		return rc;
	s->result->run_id = options.run_id;
	return run_new(&s->run, &options, s->err);
}

static struct store_input
input_of(const struct replay_state *s, const struct current *c)
{
	return (struct store_input){ .path = c->path,
		.first_us = c->first_us,
		.last_us = c->last_us,
		.packets = c->read,
		.head = s->head,
		.head_len = c->head_len,
		.error_offset = UINT64_MAX,
		.state = RUN_STATE_CLEAN };
}

/* The message names what was wrong; the input counts as damaged. */
static void
tell_damage(struct replay_state *s, const struct err *e)
{
	log_error("replay", "%s; what came before it is judged", e->text);
	s->result->damaged++;
}

/* Inputs of an unfinished run must all be given again, or part of what it
 * recorded would be lost or counted twice. */
struct inputs_given {
	const struct capture_list *list;
	char missing[ERR_TEXT_MAX];
};

static void
look_for_input(const char *path, void *arg)
{
	struct inputs_given *given = arg;

	for (size_t i = 0; i < capture_list_size(given->list); i++)
		if (strcmp(capture_list_at(given->list, i)->path, path) == 0)
			return;
	snprintf(given->missing, sizeof(given->missing), "%s", path);
}

static enum next_step
redo_unfinished(struct replay_state *s, struct current *c, int64_t run_id)
{
	struct inputs_given given = { .list = s->list };

	if (store_run_inputs(s->options->store, run_id, look_for_input, &given,
		s->err) != 0)
		return STEP_FAIL;
	if (given.missing[0]) {
		log_error("replay",
		    "%s: run %" PRId64 " read it and did not finish; replay "
		    "it together with the others of that run (%s is "
		    "missing), or with --again",
		    c->path, run_id, given.missing);
		s->result->refused++;
		return STEP_NEXT_INPUT;
	}
	log_warning("replay",
	    "%s: run %" PRId64 " read it and did not finish: what it "
	    "recorded is removed and judged anew",
	    c->path, run_id);
	if (store_run_remove(s->options->store, run_id, s->err) != 0)
		return STEP_FAIL;
	return STEP_JUDGE;
}

/* Pass over the frames that an earlier run judged. */
static enum next_step
skip_frames(struct replay_state *s, struct current *c, uint64_t n)
{
	struct err e;
	int rc = 1;

	while (c->read <= n && rc == 1) {
		rc = capture_next(c->capture, &c->frame, &e);
		c->read += rc == 1;
	}
	if (rc == 1) {
		log_warning("replay",
		    "%s: judged before up to packet %" PRIu64
		    "; going on behind it",
		    c->path, n);
		return STEP_JUDGE;
	}
	if (rc < 0)
		tell_damage(s, &e);
	log_warning("replay",
	    "%s: judged before, nothing new in it (--again judges it anew)",
	    c->path);
	s->result->seen_before++;
	return STEP_NEXT_INPUT;
}

static enum next_step
look_up(struct replay_state *s, struct current *c)
{
	struct store_seen_result seen;

	if (s->options->again)
		return STEP_JUDGE;
	if (store_input_seen(s->options->store, c->first_us, s->head,
		c->head_len, &seen, s->err) != 0)
		return STEP_FAIL;
	switch (seen.seen) {
	case STORE_SEEN_UNFINISHED:
		return redo_unfinished(s, c, seen.run_id);
	case STORE_SEEN_BEFORE:
		return skip_frames(s, c, seen.skip_packets);
	default:
		return STEP_JUDGE;
	}
}

static bool
is_pcapng(const struct current *c)
{
	return strncmp(capture_format(c->capture), "pcapng", 6) == 0;
}

/* Of a link type that we do not judge: told once for each input. */
static void
tell_link(struct replay_state *s, struct current *c)
{
	if (c->link_told || packet_link_supported(c->frame.link_type))
		return;
	log_error("replay",
	    "%s: link type %u (%s) is not supported, %s is not judged", c->path,
	    c->frame.link_type, capture_link_name(c->frame.link_type),
	    is_pcapng(c) ? "an interface of it" : "it");
	c->link_told = true;
	s->result->refused++;
}

/* Read the first frame and find out whether there is something to judge. */
static enum next_step
open_input(struct replay_state *s, struct current *c)
{
	const uint8_t *head;
	struct err e;
	int rc = capture_open(&c->capture, c->path, &e);

	if (rc != 0) {
		log_error("replay", "%s", e.text);
		s->result->refused++;
		return STEP_NEXT_INPUT;
	}
	capture_head(c->capture, &head, &c->head_len);
	memcpy(s->head, head, c->head_len);
	rc = capture_next(c->capture, &c->frame, &e);
	if (rc < 0) {
		tell_damage(s, &e);
		return STEP_NEXT_INPUT;
	}
	if (rc == 0) {
		log_warning("replay", "%s: no packets in it", c->path);
		return STEP_NEXT_INPUT;
	}
	c->read = 1;
	c->first_us = c->frame.time_us;
	if (!packet_link_supported(c->frame.link_type) && !is_pcapng(c)) {
		tell_link(s, c);
		return STEP_NEXT_INPUT;
	}
	return look_up(s, c);
}

static int
begin_input(struct replay_state *s, struct current *c)
{
	struct store_input in = input_of(s, c);
	uint64_t now = c->frame.time_us;
	bool first = !s->run;
	int rc = first ? begin_run(s) : 0;

	if (rc != 0)
		return rc;
	if (first || now < s->last_us || now - s->last_us > GAP_US)
		run_gap(s->run, now);
	return store_input_begin(s->options->store, s->result->run_id, &in,
	    &c->input_id, s->err);
}

static int
judge_frame(struct replay_state *s, struct current *c)
{
	uint64_t now;
	int rc = run_frame(s->run, &c->frame);

	if (rc != 0)
		return err_set(s->err, rc, "recording a flow: %s",
		    strerror(-rc));
	tell_link(s, c);
	c->last_us = c->frame.time_us;
	if (c->read % CLOCK_FRAMES != 0)
		return 0;
	now = clock_us(CLOCK_MONOTONIC);
	tell_progress(s, c, now);
	return store_tick(s->options->store, now, s->err);
}

static int
judge_input(struct replay_state *s, struct current *c)
{
	struct store_input in;
	struct err damage;
	int rc = begin_input(s, c), more = 1;

	while (rc == 0 && more == 1 && !stopping(s)) {
		rc = judge_frame(s, c);
		if (rc == 0)
			more = capture_next(c->capture, &c->frame, &damage);
		if (rc == 0 && more == 1)
			c->read++;
	}
	if (rc != 0)
		return rc;
	s->last_us = c->last_us;
	s->result->judged++;
	in = input_of(s, c);
	if (more < 0) {
		tell_damage(s, &damage);
		in.error_offset = capture_offset(c->capture);
	}
	if (more == 1) { /* stopped: the frame at hand is not judged */
		in.packets--;
		s->result->stopped = true;
	}
	if (more != 0)
		in.state = RUN_STATE_PARTIAL;
	store_input_end(s->options->store, c->input_id, &in);
	return 0;
}

static int
replay_input(struct replay_state *s, const struct capture_input *input)
{
	struct current c = { .path = input->path, .size = input->size };
	int rc = 0;

	if (input->err.code != 0) {
		log_error("replay", "%s", input->err.text);
		s->result->refused++;
		return 0;
	}
	switch (open_input(s, &c)) {
	case STEP_FAIL:
		rc = s->err->code;
		break;
	case STEP_JUDGE:
		rc = judge_input(s, &c);
		break;
	case STEP_NEXT_INPUT:
		break;
	}
	capture_close(c.capture);
	s->bytes_done += input->size;
	return rc;
}

static int
end_run(struct replay_state *s)
{
	struct replay_result *r = s->result;
	bool partial = r->damaged > 0 || r->refused > 0 || r->stopped;
	int rc;

	if (!s->run)
		return 0;
	rc = run_finish(s->run);
	if (rc != 0)
		return err_set(s->err, rc, "recording a flow: %s",
		    strerror(-rc));
	run_figures(s->run, &r->figures);
	run_tally(s->run, &r->tally);
	r->figures.ended_us = clock_us(CLOCK_REALTIME);
	return store_run_end(s->options->store, r->run_id, &r->figures,
	    partial ? RUN_STATE_PARTIAL : RUN_STATE_CLEAN, s->err);
}

static int
replay_list(struct replay_state *s)
{
	size_t n = capture_list_size(s->list);
	int rc = store_policy_put(s->options->store, s->options->set->policy,
	    &s->policy_id, s->err);

	for (size_t i = 0; i < n; i++)
		s->bytes_total += capture_list_at(s->list, i)->size;
	for (size_t i = 0; rc == 0 && i < n && !stopping(s); i++)
		rc = replay_input(s, capture_list_at(s->list, i));
	if (rc == 0 && stopping(s))
		s->result->stopped = true;
	return rc == 0 ? end_run(s) : rc;
}

int
replay(const struct replay_options *options, struct replay_result *result,
    struct err *err)
{
	struct replay_state s = {
		.options = options, .result = result, .err = err
	};
	struct capture_list *list = NULL;
	int rc;

	*result = (struct replay_result){ 0 };
	s.head = malloc(CAPTURE_HEAD_MAX);
	if (!s.head)
		return err_set(err, -ENOMEM, "out of memory");
	rc = capture_list_new(&list, options->paths, options->path_count);
	if (rc != 0) {
		err_set(err, rc, "listing the captures: %s", strerror(-rc));
	} else {
		s.list = list;
		rc = replay_list(&s);
	}
	run_free(s.run);
	capture_list_free(list);
	free(s.head);
	return rc;
}
