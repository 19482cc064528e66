/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run.c - one run: frames in, judged flows out to the store.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "flow/dedup.h"
#include "flow/flow_table.h"
#include "packet/packet.h"
#include "pipeline/inspection.h"
#include "pipeline/judge.h"
#include "pipeline/neighbours.h"
#include "pipeline/run.h"
#include "pipeline/scope.h"
#include "pipeline/tunnels.h"
#include "pipeline/vrids.h"

/* Datagrams whose fragments are followed at a time. */
#define FRAGMENT_DATAGRAMS 4096
/* What one flow takes with its share of the table's index. */
#define FLOW_BYTES 160
/* The table's part of the memory, in percent; of the rest, payload and
 * opinions take most.  One flow in SLOT_FLOWS has a slot at a time. */
#define TABLE_PERCENT 40
#define INSPECTION_PERCENT 53
#define SLOT_FLOWS 3

struct run {
	struct run_options options;
	struct packet_decoder *decoder;
	struct dedup *dedup;
	struct flow_table *table;
	struct tunnels *tunnels;
	struct neighbours *neighbours;
	struct inspection *inspection;
	struct vrids vrids;
	struct judge judge;
	struct judgement judgement; /* scratch of the callback */
	struct run_tally tally;
	struct store_run figures;
	uint64_t fates[STORE_FATE_COUNT];
	bool finishing; /* ACTIVE means the last report, not an interim one */
	bool abandoned; /* flows that still end are dropped */
	int error;      /* of the callback, for the next caller */
};

/* The fate of a frame that the decoder refused. */
static const enum store_fate fate_of_status[PACKET_STATUS_COUNT] = {
	[PACKET_NOT_IP] = STORE_FATE_NOT_IP,
	[PACKET_TRUNCATED] = STORE_FATE_TRUNCATED,
	[PACKET_MALFORMED] = STORE_FATE_MALFORMED,
	[PACKET_UNKNOWN] = STORE_FATE_UNKNOWN,
	[PACKET_TOO_DEEP] = STORE_FATE_TOO_DEEP,
	[PACKET_LINK_TYPE] = STORE_FATE_UNKNOWN,
};

/* Out-of-scope flows are counted, not recorded, unless asked for, or unless
 * they are not what belongs on the ports that matter most. */
static bool
is_recorded(const struct run *r, const struct judgement *j)
{
	const struct store_flow *f = &j->record;

	if (j->housekeeping)
		return false;
	return f->verdict != VERDICT_OUT_OF_SCOPE || r->options.record_all ||
	    (f->conformance == CONFORMANCE_VIOLATES &&
		inspection_watches(f->dst_port));
}

static void
count(struct run *r, const struct flow *f, enum verdict verdict)
{
	uint64_t packets = f->packets[0] + f->packets[1];

	r->tally.verdicts[verdict]++;
	if (verdict == VERDICT_OUT_OF_SCOPE) {
		r->fates[STORE_FATE_OUT_OF_SCOPE] += packets;
	} else {
		r->fates[STORE_FATE_JUDGED] += packets;
		r->tally.flows++;
	}
}

static int
put(struct run *r, struct flow *f, const struct judgement *j, bool final)
{
	int64_t row = inspection_row(f);
	int rc;

	if (row == 0 && !is_recorded(r, j))
		return final ? store_flow_sum(r->options.store, &j->record,
				   j->housekeeping)
			     : 0;
	rc = store_flow_put(r->options.store, &j->record, final, &row);
	if (rc == 0)
		inspection_set_row(f, row);
	return rc;
}

static void
judge_and_put(struct run *r, struct flow *f, enum flow_end why, bool final)
{
	struct judgement *j = &r->judgement;
	int rc;

	judge_flow(&r->judge, f, why, final, j);
	j->record.run_id = r->options.run_id;
	j->record.policy_id = r->options.policy_id;
	if (final)
		count(r, f, j->record.verdict);
	rc = put(r, f, j, final);
	if (rc != 0)
		r->error = rc;
	if (final)
		inspection_end(r->inspection, f);
}

/* Is this VRRP group one of the farm's own?  A link-local sender's roles may
 * be known only now. */
static void
learn_group(struct run *r, const struct addr *sender, uint64_t time_us,
    uint16_t vlan, uint8_t vrid)
{
	struct role_set roles;

	if (!neighbours_roles(r->neighbours, sender, vlan, &roles))
		policy_roles_of(r->options.set->policy, sender, time_us, true,
		    &roles);
	vrids_learn(&r->vrids, &roles, vrid);
}

static void
flow_ended(struct flow *f, enum flow_end why, void *arg)
{
	struct run *r = arg;
	bool final = why != FLOW_END_ACTIVE || r->finishing;

	if (r->abandoned)
		return;
	if (f->key.ip_proto == PROTO_VRRP)
		learn_group(r, flow_client(f), f->first_us, f->vlan,
		    (uint8_t)f->key.extra);
	if (final && !r->finishing && f->key.ip_proto == PROTO_VRRP &&
	    vrids_keep(&r->vrids, f, why))
		return;
	/* A flow that could not remember its row is reported once. */
	if (!final && !inspection_may_report(r->inspection, f))
		return;
	judge_and_put(r, f, why, final);
}

static int
new_inspection(struct run *r, size_t memory, size_t flows, struct err *err)
{
	struct inspection_options options = { .set = r->options.set,
		.max_flows = flows / SLOT_FLOWS,
		.memory_bytes = memory / 100 * INSPECTION_PERCENT,
		.ndpi = r->options.ndpi,
		.all = r->options.record_all };

	return inspection_new(&r->inspection, &options, err);
}

/* The flow table and what has a size of its own. */
static int
new_tables(struct run *r, size_t flows)
{
	struct flow_table_options options = { .max_flows = flows,
		.vlan_key = r->options.vlan_key,
		.on_end = flow_ended,
		.arg = r };
	int rc = hash_secret_random(options.secret);

	if (rc == 0)
		rc = flow_table_new(&r->table, &options);
	if (rc == 0)
		rc = dedup_new(&r->dedup, options.secret);
	if (rc == 0)
		rc = packet_decoder_new(&r->decoder, FRAGMENT_DATAGRAMS,
		    options.secret);
	if (rc == 0)
		rc = tunnels_new(&r->tunnels, options.secret);
	if (rc == 0)
		rc = neighbours_new(&r->neighbours, r->options.set->policy,
		    options.secret);
	return rc;
}

static int
new_parts(struct run *r, struct err *err)
{
	size_t memory = r->options.memory_bytes;
	size_t flows;
	int rc;

	if (memory == 0)
		memory = RUN_MEMORY_DEFAULT;
	flows = memory / 100 * TABLE_PERCENT / FLOW_BYTES;
	if (flows > FLOW_TABLE_MAX)
		flows = FLOW_TABLE_MAX;
	rc = new_tables(r, flows);
	if (rc != 0)
		return err_set(err, rc, "the flow table: %s", strerror(-rc));
	return new_inspection(r, memory, flows, err);
}

int
run_new(struct run **out, const struct run_options *options, struct err *err)
{
	struct run *r;
	int rc;

	if (options->memory_bytes != 0 &&
	    options->memory_bytes < RUN_MEMORY_MIN)
		return err_set(err, -EINVAL, "too little memory");
	r = calloc(1, sizeof(*r));
	if (!r)
		return err_set(err, -ENOMEM, "out of memory");
	r->options = *options;
	rc = new_parts(r, err);
	if (rc != 0) {
		run_free(r);
		return rc;
	}
	vrids_init(&r->vrids, options->set->policy);
	judge_init(&r->judge, options->set, r->neighbours, &r->vrids,
	    r->tunnels, r->inspection);
	*out = r;
	return 0;
}

void
run_free(struct run *r)
{
	if (!r)
		return;
	r->abandoned = true;
	flow_table_free(r->table);
	dedup_free(r->dedup);
	packet_decoder_free(r->decoder);
	tunnels_free(r->tunnels);
	neighbours_free(r->neighbours);
	inspection_free(r->inspection);
	free(r);
}

/* What the policy and the neighbourhood need of a flow's first packets. */
static void
learn(struct run *r, const struct packet *p)
{
	neighbours_learn(r->neighbours, p);
	if (p->proto == PROTO_VRRP)
		learn_group(r, &p->src, p->time_us, p->vlan, p->vrid);
}

static void
packet_decoded(struct run *r, struct packet *p)
{
	struct flow *f;
	enum flow_touch how;
	unsigned int side;

	if (dedup_repeats(r->dedup, p)) {
		r->fates[STORE_FATE_DUPLICATE] += 1 + p->held_packets;
		return;
	}
	p->scope = scope_of(r->options.set->policy, &p->src, &p->dst);
	f = flow_table_packet(r->table, p,
	    tunnels_number(r->tunnels, &p->tunnel), &side, &how);
	if (how == FLOW_TOUCH_CREDITED_ERROR) {
		r->fates[STORE_FATE_JUDGED]++;
		return;
	}
	if (f->packets[side] <= 1 + p->held_packets)
		learn(r, p);
	if (how != FLOW_TOUCH_CREDITED_ANSWER)
		inspection_packet(r->inspection, f, side, p);
}

static void
note_time(struct store_run *figures, uint64_t time_us)
{
	if (figures->first_packet_us == 0 || time_us < figures->first_packet_us)
		figures->first_packet_us = time_us;
	if (time_us > figures->last_packet_us)
		figures->last_packet_us = time_us;
}

static int
take_error(struct run *r)
{
	int rc = r->error;

	r->error = 0;
	return rc;
}

int
run_frame(struct run *r, const struct frame *frame)
{
	struct packet p;
	enum packet_status status;

	r->figures.packets++;
	r->figures.bytes += frame->wire_len;
	if (frame->cap_len < frame->wire_len)
		r->figures.snapped++;
	note_time(&r->figures, frame->time_us);
	status = packet_decode(r->decoder, &p, frame->link_type, frame->data,
	    frame->cap_len, frame->wire_len, frame->time_us);
	if (status == PACKET_OK)
		packet_decoded(r, &p);
	else if (status != PACKET_HELD && status != PACKET_FRAGMENT)
		r->fates[fate_of_status[status]]++;
	return take_error(r);
}

void
run_gap(struct run *r, uint64_t time_us)
{
	flow_table_gap(r->table, time_us);
}

/* VRRP flows of groups that no HALB had used when they ended. */
static void
judge_kept(struct run *r)
{
	for (size_t i = 0; i < r->vrids.kept_count; i++)
		judge_and_put(r, &r->vrids.kept[i], r->vrids.kept_end[i], true);
	r->vrids.kept_count = 0;
}

int
run_finish(struct run *r)
{
	r->finishing = true;
	packet_decoder_finish(r->decoder);
	flow_table_flush(r->table);
	judge_kept(r);
	r->finishing = false;
	return take_error(r);
}

void
run_figures(const struct run *r, struct store_run *out)
{
	const struct packet_fragment_stats *fragments =
	    packet_decoder_fragments(r->decoder);
	const struct flow_table_stats *table = flow_table_stats(r->table);

	*out = r->figures;
	memcpy(out->fates, r->fates, sizeof(out->fates));
	out->fates[STORE_FATE_FRAGMENT] =
	    fragments->orphan_packets + fragments->overlap_packets;
	out->evicted_flows = table->evicted;
	out->time_back = table->time_back;
	out->ndpi_version = inspection_ndpi_version(r->inspection);
}

void
run_tally(const struct run *r, struct run_tally *out)
{
	*out = r->tally;
	out->live_flows = flow_table_size(r->table);
	out->neighbours_overflow = neighbours_overflow(r->neighbours);
	out->inspect = *inspection_stats(r->inspection);
}
