/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run.c - one run: frames in, judged flows out to the store.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/run_state.h"
#include "pipeline/scope.h"

/* Datagrams whose fragments are followed at a time. */
#define FRAGMENT_DATAGRAMS 4096
/* Names of servers that clients claim at a time. */
#define CLAIMS_MAX 4096
/* Packets of a flow's side between two that teach a newer policy. */
#define LEARN_AGAIN 32
/* What one flow takes with its share of the table's index. */
#define FLOW_BYTES 160
/* Parts of the memory in percent: the table; what flows carry; payload and
 * opinions take most of the rest. */
#define TABLE_PERCENT 40
#define SLOT_PERCENT 12
#define INSPECTION_PERCENT 38
#define NAMING_PERCENT 5

static_assert(EPOCHS_MAX * RUN_INPUTS_MAX - 1 <= FLOW_MARK_MAX,
    "a mark has room for both");

/* The fate of a frame that the decoder refused. */
static const enum store_fate fate_of_status[PACKET_STATUS_COUNT] = {
	[PACKET_NOT_IP] = STORE_FATE_NOT_IP,
	[PACKET_TRUNCATED] = STORE_FATE_TRUNCATED,
	[PACKET_MALFORMED] = STORE_FATE_MALFORMED,
	[PACKET_UNKNOWN] = STORE_FATE_UNKNOWN,
	[PACKET_TOO_DEEP] = STORE_FATE_TOO_DEEP,
	[PACKET_LINK_TYPE] = STORE_FATE_UNKNOWN,
};

/* The flow table and what has a size of its own. */
static int
new_tables(struct run *r, size_t memory)
{
	struct flow_table_options options = { .max_flows = memory *
		    TABLE_PERCENT / FLOW_BYTES,
		.vlan_key = r->options.vlan_key,
		.on_end = run_flow_ended,
		.arg = r };
	int rc = hash_secret_random(r->secret);

	if (options.max_flows > FLOW_TABLE_MAX)
		options.max_flows = FLOW_TABLE_MAX;
	memcpy(options.secret, r->secret, sizeof(options.secret));
	if (rc == 0)
		rc = flow_table_new(&r->table, &options);
	if (rc == 0)
		rc = dedup_new(&r->dedup, r->secret);
	if (rc == 0)
		rc = packet_decoder_new(&r->decoder, FRAGMENT_DATAGRAMS,
		    r->secret);
	if (rc == 0)
		rc = tunnels_new(&r->tunnels, r->secret);
	if (rc == 0)
		rc = slots_new(&r->slots,
		    memory * SLOT_PERCENT / sizeof(struct slot));
	if (rc == 0)
		rc = naming_new(&r->naming, r->slots, memory * NAMING_PERCENT,
		    r->secret);
	return rc;
}

static int
new_parts(struct run *r, struct err *err)
{
	size_t memory = r->options.memory_bytes ? r->options.memory_bytes
						: RUN_MEMORY_DEFAULT;
	struct inspection_options options;
	int rc;

	memory /= 100;
	rc = new_tables(r, memory);
	if (rc != 0)
		return err_set(err, rc, "the flow table: %s", strerror(-rc));
	options = (struct inspection_options){ .slots = r->slots,
		.memory_bytes = memory * INSPECTION_PERCENT,
		.max_claims = CLAIMS_MAX,
		.ndpi = r->options.ndpi,
		.all = r->options.record_all };
	memcpy(options.secret, r->secret, sizeof(options.secret));
	return inspection_new(&r->inspection, &options, err);
}

/* The first policy, and what an earlier run left open. */
static int
begin(struct run *r, struct err *err)
{
	int rc = registrable_new(&r->registrable);

	if (rc == -ENOMEM)
		return err_set(err, rc, "out of memory");
	r->common = (struct judge_common){ .tunnels = r->tunnels,
		.inspection = r->inspection,
		.naming = r->naming,
		.registrable = r->registrable };
	r->minute = (struct minute){ .store = r->options.store,
		.run_id = r->options.run_id };
	rc = epochs_begin(&r->epochs, &r->common, r->options.set, NULL,
	    r->options.policy_id, r->secret);
	if (rc != 0)
		return err_set(err, rc, "out of memory");
	if (!r->options.live)
		return 0;
	return resume_load(&r->resume, r->options.store, r->options.vlan_key,
	    r->options.now_us, err);
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
	if (rc == 0)
		rc = begin(r, err);
	if (rc != 0) {
		run_free(r);
		return rc;
	}
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
	inspection_free(r->inspection);
	naming_free(r->naming);
	registrable_free(r->registrable);
	epochs_free(&r->epochs);
	slots_free(r->slots);
	resume_free(r->resume);
	free(r);
}

int
run_policy(struct run *r, struct pipeline_policy *set, int64_t policy_id)
{
	unsigned int before = r->epochs.current;
	int rc = 0;

	if (epochs_return(&r->epochs, policy_id))
		pipeline_policy_free(set);
	else
		rc = epochs_begin(&r->epochs, &r->common, set, set, policy_id,
		    r->secret);
	if (rc == 0)
		run_retire(r, before);
	return rc;
}

static void
learn(struct epoch *epoch, const struct packet *p)
{
	neighbours_learn(epoch->neighbours, p);
	if (p->proto == PROTO_VRRP)
		run_learn_group(epoch, &p->src, p->time_us, p->vlan, p->vrid);
}

/* What its policy and the neighbourhood need of a flow's first packets.  The
 * flows of an older policy go on to teach that of now, which may see none
 * that begins. */
static void
learn_of(struct run *r, const struct flow *f, unsigned int side,
    const struct packet *p)
{
	struct epoch *epoch = run_epoch_of(r, f);
	struct epoch *current = epochs_current(&r->epochs);
	uint64_t had = f->packets[side] - 1 - p->held_packets;

	if (had == 0)
		learn(epoch, p);
	if (current != epoch && had % LEARN_AGAIN <= p->held_packets)
		learn(current, p);
}

/* f has begun: under the policy of now, by this interface; or it goes on
 * with what an earlier run had. */
static void
flow_began(struct run *r, struct flow *f, unsigned int input)
{
	const struct resumed *before = resume_take(r->resume, f);
	struct slot *slot;

	flow_set_mark(f, run_mark(r->epochs.current, input % RUN_INPUTS_MAX));
	epochs_current(&r->epochs)->flows++;
	if (!before)
		return;
	slot = slot_take(r->slots, f);
	if (!slot)
		return;
	slot->before = before;
	slot->row = before->row.flow_id;
	if (before->row.basis < DIRECTION_ROW)
		flow_orient_by_wire(f, before->client, before->row.basis);
	r->tally.resumed++;
}

/* What was acknowledged and not seen, of connections that have a slot. */
static void
watch_loss(struct run *r, struct flow *f, unsigned int side,
    const struct packet *p)
{
	struct slot *slot = slot_of(f);

	if (slot && p->proto == PROTO_TCP)
		minute_unseen(&r->minute,
		    unseen_packet(&slot->unseen, side, p));
}

static void
packet_decoded(struct run *r, struct packet *p, unsigned int input)
{
	const struct policy *policy = epochs_current(&r->epochs)->set->policy;
	const struct pipeline_policy *set;
	struct flow *f;
	enum flow_touch how;
	unsigned int side;

	if (dedup_repeats(r->dedup, p)) {
		r->fates[STORE_FATE_DUPLICATE] += 1 + p->held_packets;
		r->inputs[input % RUN_INPUTS_MAX].duplicates++;
		return;
	}
	p->scope = scope_of(policy, &p->src, &p->dst);
	f = flow_table_packet(r->table, p,
	    tunnels_number(r->tunnels, &p->tunnel), &side, &how);
	if (how == FLOW_TOUCH_CREDITED_ERROR) {
		r->fates[STORE_FATE_JUDGED]++;
		return;
	}
	if (how == FLOW_TOUCH_NEW)
		flow_began(r, f, input);
	learn_of(r, f, side, p);
	if (how == FLOW_TOUCH_CREDITED_ANSWER)
		return;
	set = run_epoch_of(r, f)->set;
	inspection_packet(r->inspection, set, f, side, p);
	naming_packet(r->naming, set->policy, f, side, p);
	watch_loss(r, f, side, p);
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

/* Flows that a full table pushed out for the last packet are of its minute. */
static void
note_evicted(struct run *r)
{
	uint64_t evicted = flow_table_stats(r->table)->evicted;

	minute_evicted(&r->minute, evicted - r->evicted);
	r->evicted = evicted;
}

int
run_frame(struct run *r, const struct frame *frame)
{
	struct run_input *input = &r->inputs[frame->interface % RUN_INPUTS_MAX];
	struct packet p;
	enum packet_status status;
	int rc;

	r->figures.packets++;
	r->figures.bytes += frame->wire_len;
	input->packets++;
	input->bytes += frame->wire_len;
	if (frame->cap_len < frame->wire_len)
		r->figures.snapped++;
	note_time(&r->figures, frame->time_us);
	note_evicted(r);
	rc = minute_packet(&r->minute, frame->time_us);
	if (rc != 0 && !r->options.live)
		return rc;
	status = packet_decode(r->decoder, &p, frame->link_type, frame->data,
	    frame->cap_len, frame->wire_len, frame->time_us);
	if (status == PACKET_OK)
		packet_decoded(r, &p, frame->interface);
	else if (status != PACKET_HELD && status != PACKET_FRAGMENT)
		r->fates[fate_of_status[status]]++;
	return take_error(r);
}

int
run_idle(struct run *r, uint64_t time_us)
{
	flow_table_idle(r->table, time_us);
	note_evicted(r);
	run_note_put(r, minute_idle(&r->minute, time_us), false);
	return take_error(r);
}

void
run_gap(struct run *r, uint64_t time_us)
{
	flow_table_gap(r->table, time_us);
}

int
run_finish(struct run *r)
{
	r->finishing = true;
	r->stuck = false;
	packet_decoder_finish(r->decoder);
	flow_table_flush(r->table);
	run_judge_kept(r, epochs_current(&r->epochs));
	r->finishing = false;
	note_evicted(r);
	run_note_put(r, minute_flush(&r->minute), false);
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
	out->unseen_bytes = minute_unseen_bytes(&r->minute);
	out->neighbours_overflow =
	    neighbours_overflow(epochs_current(&r->epochs)->neighbours);
	out->inspect = *inspection_stats(r->inspection);
	out->claims_refused = inspection_claims_refused(r->inspection);
	naming_stats(r->naming, &out->naming);
	out->policies = epochs_count(&r->epochs);
}

uint64_t
run_unwritten(const struct run *r)
{
	return r->tally.unwritten;
}

const struct run_input *
run_inputs(const struct run *r)
{
	return r->inputs;
}
