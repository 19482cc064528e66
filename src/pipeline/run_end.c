/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run_end.c - flows that end or are reported, out to the store.
 */
#include <config.h>

#include <errno.h>

#include "pipeline/run_state.h"

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

/* Seen in one direction, while there must have been another. */
static bool
is_one_way(const struct flow *f, enum outcome outcome)
{
	if (f->seen & FLOW_SEEN_TO_MANY)
		return false;
	return outcome == OUTCOME_ONE_WAY ||
	    (outcome == OUTCOME_MIDSTREAM &&
		(f->packets[0] == 0 || f->packets[1] == 0));
}

static void
count(struct run *r, const struct flow *f, const struct store_flow *record)
{
	uint64_t packets = f->packets[0] + f->packets[1];
	struct run_input *input = &r->inputs[flow_mark(f) % RUN_INPUTS_MAX];

	r->tally.verdicts[record->verdict]++;
	if (record->verdict == VERDICT_OUT_OF_SCOPE) {
		r->fates[STORE_FATE_OUT_OF_SCOPE] += packets;
	} else {
		r->fates[STORE_FATE_JUDGED] += packets;
		r->tally.flows++;
	}
	r->tally.grades[record->grade]++;
	input->flows++;
	input->one_way += is_one_way(f, record->outcome);
}

static int
put(struct run *r, struct flow *f, const struct judgement *j, bool final)
{
	struct slot *slot = slot_of(f);
	int64_t row = slot ? slot->row : 0;
	int rc;

	if (row == 0 && !is_recorded(r, j))
		return final ? store_flow_sum(r->options.store, &j->record,
				   j->housekeeping)
			     : 0;
	rc = store_flow_put(r->options.store, &j->record, final, &row);
	if (rc == 0 && slot)
		slot->row = row;
	return rc;
}

/* At the end all that lives comes at once, and may be more than can wait: it
 * is committed on the way, until that fails. */
static int
put_last(struct run *r, struct flow *f, const struct judgement *j)
{
	int rc = put(r, f, j, true);
	struct err err;

	if (r->stuck ||
	    (rc != -ENOMEM &&
		store_pending(r->options.store) < STORE_BATCH_ROWS))
		return rc;
	r->stuck = store_commit(r->options.store, &err) != 0;
	return rc == -ENOMEM && !r->stuck ? put(r, f, j, true) : rc;
}

/* A live run goes on when the disk is full for long. */
void
run_note_put(struct run *r, int rc, bool final)
{
	if (rc == 0)
		return;
	if (!r->options.live)
		r->error = rc;
	else if (final)
		r->tally.unwritten++;
}

static void
judge_and_put(struct run *r, struct flow *f, enum flow_end why, bool final)
{
	struct epoch *epoch = run_epoch_of(r, f);
	struct judgement *j = &r->judgement;

	judge_flow(&epoch->judge, f, why, j);
	j->record.run_id = r->options.run_id;
	j->record.policy_id = epoch->policy_id;
	if (final)
		count(r, f, &j->record);
	run_note_put(r, r->finishing ? put_last(r, f, j) : put(r, f, j, final),
	    final);
	if (!final)
		return;
	inspection_end(r->inspection, f, &j->inspection);
	if (slot_of(f))
		naming_end(r->naming, slot_of(f));
	slot_give(r->slots, f);
	epoch->flows--;
}

/* VRRP flows of groups that no HALB had used when they ended. */
void
run_judge_kept(struct run *r, struct epoch *epoch)
{
	struct vrids *v = &epoch->vrids;

	for (size_t i = 0; i < v->kept_count; i++)
		judge_and_put(r, &v->kept[i], v->kept_end[i], true);
	v->kept_count = 0;
}

/* The last flow of a policy that is no longer in force has ended, but for
 * those that are kept. */
void
run_retire(struct run *r, unsigned int number)
{
	struct epoch *epoch = r->epochs.all[number];

	if (number == r->epochs.current ||
	    epoch->flows > epoch->vrids.kept_count)
		return;
	run_judge_kept(r, epoch);
	epochs_end(&r->epochs, number);
}

/* Is this VRRP group one of the farm's own?  A link-local sender's roles may
 * be known only now. */
void
run_learn_group(struct epoch *epoch, const struct addr *sender,
    uint64_t time_us, uint16_t vlan, uint8_t vrid)
{
	struct role_set roles;

	if (!neighbours_roles(epoch->neighbours, sender, vlan, &roles))
		policy_roles_of(epoch->set->policy, sender, time_us, true,
		    &roles);
	vrids_learn(&epoch->vrids, &roles, vrid);
}

/* A VRRP flow that has ended may have to wait for its group to be known. */
static bool
waits_for_group(struct run *r, struct flow *f, enum flow_end why, bool final)
{
	struct epoch *epoch = run_epoch_of(r, f);

	run_learn_group(epoch, flow_client(f), f->first_us, f->vlan,
	    (uint8_t)f->key.extra);
	return final && !r->finishing && vrids_keep(&epoch->vrids, f, why);
}

void
run_flow_ended(struct flow *f, enum flow_end why, void *arg)
{
	struct run *r = arg;
	bool final = why != FLOW_END_ACTIVE || r->finishing;
	unsigned int number = run_epoch_number(f);

	if (r->abandoned)
		return;
	if (f->key.ip_proto == PROTO_VRRP && waits_for_group(r, f, why, final))
		return;
	/* A flow that could not remember its row is reported once. */
	if (!final && !slot_take(r->slots, f))
		return;
	judge_and_put(r, f, why, final);
	if (final)
		run_retire(r, number);
}
