/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspect.c - flows with payload, from their first bytes to an opinion.
 *
 * A flow begins open: its bytes are kept.  It is settled when both ends
 * proved an application that may be expected, when a bounded part of it
 * was seen, or when the oldest open flow must make room; from then on only
 * what was found is kept.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pages.h"
#include "inspect/findings.h"
#include "inspect/inspect.h"
#include "inspect/intake.h"
#include "inspect/judge.h"
#include "inspect/ndpi.h"
#include "inspect/quic_initial.h"
#include "inspect/stream.h"
#include "inspect/wrap.h"

#define NONE (-1)
#define SEGMENTS_MAX 128 /* taken of a flow that stays unclear */
#define SAMPLE 100       /* one settled flow in so many is put to nDPI */
#define FLOWS_MAX (1U << 24)

static_assert(INSPECT_STREAM_BYTES <= WRAP_PAYLOAD_MAX,
    "the longest piece fits a packet");

/* An open flow's bytes. */
struct open {
	struct open *newer, *older; /* or the next free one in newer */
	struct inspect_flow *flow;
	struct intake intake;
	struct findings_asked asked;
};

struct inspect_flow {
	struct inspect_flow *next_free;
	struct open *open; /* NULL once it is settled */
	struct inspect_tuple tuple;
	uint64_t likely;
	int8_t client;
	bool ask_anyway;
	struct findings found; /* of a settled one */
};

struct inspect {
	struct inspect_flow *flows;
	struct inspect_flow *free_flow;
	size_t max_flows, fresh_flows;
	struct open *opens;
	struct open *free_open;
	struct open *newest, *oldest;
	size_t max_open, fresh_opens;
	struct inspect_stream_pool *streams;
	struct findings_experts experts;
	enum inspect_ndpi mode;
	struct inspect_stats stats;
	struct findings scratch;
};

static int
new_engine(struct inspect *in, struct err *err)
{
	static const struct ndpi_options as_shipped = { 0 };

	if (in->mode == INSPECT_NDPI_NEVER || !ndpi_engine_built())
		return 0;
	return ndpi_engine_new(&in->experts.ndpi, &as_shipped, err);
}

static int
new_pools(struct inspect *in, struct err *err)
{
	int rc;

	in->flows = calloc(in->max_flows, sizeof(*in->flows));
	in->opens = calloc(in->max_open, sizeof(*in->opens));
	if (!in->flows || !in->opens)
		return err_set(err, -ENOMEM, "no memory for %zu flows",
		    in->max_flows);
	pages_advise_large(in->flows, in->max_flows * sizeof(*in->flows));
	pages_advise_large(in->opens, in->max_open * sizeof(*in->opens));
	rc = inspect_stream_pool_new(&in->streams, in->max_open);
	if (rc == 0)
		rc = quic_initial_new(&in->experts.quic);
	if (rc != 0)
		return err_set(err, rc, "no memory for the bytes of %zu flows",
		    in->max_open);
	return 0;
}

int
inspect_new(struct inspect **out, const struct inspect_options *options,
    struct err *err)
{
	size_t max_open =
	    options->max_open == 0 ? options->max_flows : options->max_open;
	struct inspect *in;
	int rc;

	if (options->max_flows == 0 || options->max_flows > FLOWS_MAX ||
	    max_open > options->max_flows)
		return err_set(err, -EINVAL, "%zu flows, %zu open, to inspect",
		    options->max_flows, max_open);
	if (max_open > INSPECT_STREAM_POOL_MAX)
		max_open = INSPECT_STREAM_POOL_MAX;
	in = calloc(1, sizeof(*in));
	if (!in)
		return err_set(err, -ENOMEM, "no memory to inspect");
	in->max_flows = options->max_flows;
	in->max_open = max_open;
	in->mode = options->ndpi;
	in->experts.stats = &in->stats;
	rc = new_pools(in, err);
	if (rc == 0)
		rc = new_engine(in, err);
	if (rc != 0) {
		inspect_free(in);
		return rc;
	}
	*out = in;
	return 0;
}

void
inspect_free(struct inspect *in)
{
	if (!in)
		return;
	ndpi_engine_free(in->experts.ndpi);
	quic_initial_free(in->experts.quic);
	inspect_stream_pool_free(in->streams);
	free(in->opens);
	free(in->flows);
	free(in);
}

const struct inspect_stats *
inspect_stats(const struct inspect *in)
{
	return &in->stats;
}

const char *
inspect_ndpi_version(const struct inspect *in)
{
	return in->experts.ndpi ? ndpi_engine_version() : "none";
}

static void
unlink_open(struct inspect *in, struct open *o)
{
	if (o->newer)
		o->newer->older = o->older;
	else
		in->newest = o->older;
	if (o->older)
		o->older->newer = o->newer;
	else
		in->oldest = o->newer;
}

static void
close_open(struct inspect *in, struct inspect_flow *f)
{
	struct open *o = f->open;

	if (!o)
		return;
	f->open = NULL;
	inspect_stream_give(in->streams, o->intake.stream);
	unlink_open(in, o);
	o->newer = in->free_open;
	in->free_open = o;
}

static struct findings_case
case_of(struct inspect_flow *f, int8_t client, uint64_t expected)
{
	return (struct findings_case){ .tuple = &f->tuple,
		.intake = &f->open->intake,
		.asked = &f->open->asked,
		.expected = expected,
		.client = client,
		.ask_anyway = f->ask_anyway };
}

/* Find what there is to find by now, and let the bytes go. */
static void
settle(struct inspect *in, struct inspect_flow *f)
{
	struct findings_case c = case_of(f, f->client, f->likely);

	findings_make(&in->experts, &c, &f->found);
	close_open(in, f);
}

/* A free place for bytes; the oldest open flow makes room. */
static struct open *
take_open(struct inspect *in)
{
	struct open *o;

	if (!in->free_open && in->fresh_opens == in->max_open)
		settle(in, in->oldest->flow);
	if (in->free_open) {
		o = in->free_open;
		in->free_open = o->newer;
	} else {
		o = &in->opens[in->fresh_opens++];
	}
	o->newer = NULL;
	o->older = in->newest;
	if (in->newest)
		in->newest->newer = o;
	else
		in->oldest = o;
	in->newest = o;
	return o;
}

static struct inspect_flow *
take_flow(struct inspect *in)
{
	struct inspect_flow *f = in->free_flow;

	if (f)
		in->free_flow = f->next_free;
	else if (in->fresh_flows < in->max_flows)
		f = &in->flows[in->fresh_flows++];
	return f;
}

/*
 * The choice of flows for the cross-check.  A fixed key: the same capture
 * gives the same choice in every run, however the work is shared out.
 */
static bool
is_sampled(const struct inspect_tuple *t)
{
	static const uint8_t fixed[HASH_SECRET_BYTES] = { 0 };

	static_assert(sizeof(*t) ==
		2 * sizeof(struct addr) + 2 * sizeof(uint16_t) + 2,
	    "a tuple has no padding");
	return hash_bytes(t, sizeof(*t), fixed) % SAMPLE == 0;
}

struct inspect_flow *
inspect_flow_open(struct inspect *in, const struct inspect_opening *opening)
{
	struct inspect_flow *f = take_flow(in);
	struct inspect_stream *stream;
	struct open *o;

	in->stats.flows++;
	if (!f) {
		in->stats.no_room++;
		return NULL;
	}
	o = take_open(in);
	o->flow = f;
	o->asked.pieces = 0;
	stream = inspect_stream_take(in->streams, opening->tuple.proto);
	assert(stream); /* there are as many as opens */
	intake_init(&o->intake, stream, opening);
	f->open = o;
	f->tuple = opening->tuple;
	f->likely = opening->likely;
	f->client = opening->client;
	f->ask_anyway =
	    in->mode == INSPECT_NDPI_ALWAYS || is_sampled(&f->tuple);
	return f;
}

void
inspect_flow_start(struct inspect_flow *f, unsigned int side,
    uint32_t first_seq)
{
	if (f->open)
		inspect_stream_start(f->open->intake.stream, side, first_seq);
}

bool
inspect_submit(struct inspect *in, struct inspect_flow *f,
    const struct inspect_segment *segment)
{
	struct intake *t;
	struct findings_case c;
	struct inspect_view view;

	if (!f->open)
		return false;
	t = &f->open->intake;
	c = case_of(f, f->client, f->likely);
	if (intake_put(t, segment, &view) &&
	    findings_prove(&in->experts, &c, &view, &f->found)) {
		close_open(in, f);
		return false;
	}
	if (t->pieces.full || t->segments == SEGMENTS_MAX ||
	    inspect_stream_full(t->stream)) {
		settle(in, f);
		return false;
	}
	return true;
}

static void
fill(const struct findings *found, const struct judge_ruling *ruling,
    struct inspect_opinion *out)
{
	static_assert(sizeof(out->ndpi_app) >= NDPI_WORD_MAX &&
		sizeof(out->ndpi_confidence) >= NDPI_CONFIDENCE_TEXT_MAX,
	    "nDPI's words fit");
	*out = (struct inspect_opinion){
		.conformance = ruling->conformance,
		.grade = ruling->grade,
		.app_basis = ruling->basis,
		.why = ruling->why,
		.disagree = ruling->disagree,
		.ndpi_asked = found->evidence.ndpi_asked,
		.details = found->details,
	};
	if (ruling->app != NONE) {
		const char *word =
		    inspect_app_word((enum inspect_app)ruling->app);

		memcpy(out->app, word, strlen(word));
		inspect_security((enum inspect_app)ruling->app,
		    found->evidence.own.strength[ruling->app], &found->details,
		    out->security);
	}
	memcpy(out->first, found->first, sizeof(found->first));
	memcpy(out->ndpi_app, found->ndpi.app, sizeof(found->ndpi.app));
	memcpy(out->ndpi_confidence, found->ndpi.confidence,
	    sizeof(found->ndpi.confidence));
}

void
inspect_collect(struct inspect *in, struct inspect_flow *f,
    const struct inspect_facts *facts, struct inspect_opinion *out)
{
	struct findings *found = &in->scratch;
	struct judge_ruling ruling;

	if (!f) {
		findings_none(facts->payload[0] > 0 || facts->payload[1] > 0,
		    found);
	} else if (f->open) {
		struct findings_case c =
		    case_of(f, facts->client, facts->expected);

		findings_make(&in->experts, &c, found);
	} else {
		found = &f->found;
	}
	inspect_judge(&found->evidence, facts, &ruling);
	fill(found, &ruling, out);
}

void
inspect_flow_end(struct inspect *in, struct inspect_flow *f,
    const struct inspect_opinion *last)
{
	if (last)
		in->stats.disagreed += last->disagree;
	if (!f)
		return;
	close_open(in, f);
	f->next_free = in->free_flow;
	in->free_flow = f;
}
