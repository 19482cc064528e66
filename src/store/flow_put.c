/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_put.c - judged flows: which row, which sums.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>

#include "base/when.h"
#include "store/internal.h"

/* More than a flow can count, and little enough for sums of many. */
#define COUNT_MAX (INT64_C(1) << 50)

/* Memory for all that one flow may need, so that nothing fails half way. */
static int
reserve(struct store *s)
{
	int rc;

	assert(s->mode == STORE_WRITE);
	if (store_clear_doubt(s, NULL) ||
	    batch_size(s->batch) + sums_size(s->sums) > s->pending_max)
		return -ENOMEM;
	rc = kinds_reserve(s->kinds);
	if (!rc)
		rc = pairs_reserve(s->pairs);
	if (!rc)
		rc = sums_reserve(s->sums);
	if (!rc)
		rc = batch_reserve(s->batch);
	return rc;
}

static int64_t
cut(uint64_t n, int64_t max)
{
	return n > (uint64_t)max ? max : (int64_t)n;
}

static int64_t
counted(uint64_t n)
{
	return cut(n, COUNT_MAX);
}

static bool
is_icmp(const struct store_flow *f)
{
	return f->proto == PROTO_ICMP || f->proto == PROTO_ICMP6;
}

/* All but the pair and the texts. */
static struct batch_row
row_of(const struct store_flow *f, int64_t kind_id)
{
	uint64_t last_us = f->last_us < f->first_us ? f->first_us : f->last_us;

	return (struct batch_row){ .run_id = f->run_id,
		.kind_id = kind_id,
		.first_us = cut(f->first_us, INT64_MAX),
		.last_us = cut(last_us, INT64_MAX),
		.packets_out = counted(f->packets_out),
		.packets_in = counted(f->packets_in),
		.bytes_out = counted(f->bytes_out),
		.bytes_in = counted(f->bytes_in),
		.attempts = 1,
		.syns = f->syns,
		.src_port = f->has_ports ? f->src_port : BATCH_NONE,
		.dst_port = f->has_ports ? f->dst_port : BATCH_NONE,
		.vlan = f->vlan & 0xfff ? f->vlan & 0xfff : BATCH_NONE,
		.icmp =
		    is_icmp(f) ? f->icmp_type << 8 | f->icmp_code : BATCH_NONE,
		.end = (uint8_t)f->end,
		.answered = f->dst_roles && *f->dst_roles &&
		    (f->outcome == OUTCOME_ESTABLISHED ||
			f->outcome == OUTCOME_HANDSHAKE_ONLY),
		.server = f->dst };
}

/* Add the row to the sums, sign 1, or take it out again, sign -1. */
static void
count(struct store *s, const struct batch_row *row, int sign)
{
	struct sum sum = batch_sum(row);

	if (row->answered)
		sums_host(s->sums, sum.run_id, sum.hour, &row->server, sign);
	sum.flows *= sign;
	sum.packets *= sign;
	sum.bytes *= sign;
	sums_add(s->sums, &sum);
}

/* A row that is there, in memory or in the database. */
static void
update_row(struct store *s, const struct store_flow *f, struct batch_row *row,
    int64_t flow_id)
{
	struct batch_row *waiting = batch_waiting_row(s->batch, flow_id);

	row->pair_id = pairs_find(s->pairs, &f->src, &f->dst);
	row->server_name = batch_text(s->batch, f->server_name);
	row->tunnel = batch_text(s->batch, f->tunnel);
	row->community_id = batch_text(s->batch, f->community_id);
	row->evidence = batch_text(s->batch, f->evidence);
	row->claimed_name = batch_text(s->batch, f->claimed_name);
	if (!waiting) {
		batch_update(s->batch, flow_id, row);
		return;
	}
	count(s, waiting, -1);
	count(s, row, 1);
	*waiting = *row;
}

/* A row for this flow, without what the plan leaves out. */
static int64_t
insert_row(struct store *s, const struct store_flow *f, struct batch_row *row,
    const struct fold_plan *plan)
{
	bool shared = plan->no_src_port;
	const char *name = f->server_name;

	if (shared && f->fold_name && *f->fold_name)
		name = f->fold_name;
	row->pair_id = pairs_find(s->pairs, plan->no_src ? NULL : &f->src,
	    plan->no_dst ? NULL : &f->dst);
	row->server_name = batch_text(s->batch, name);
	row->tunnel = batch_text(s->batch, f->tunnel);
	if (!shared) {
		row->community_id = batch_text(s->batch, f->community_id);
		row->evidence = batch_text(s->batch, f->evidence);
		row->claimed_name = batch_text(s->batch, f->claimed_name);
	}
	return batch_insert(s->batch, row);
}

/* Add the flow to a row that it shares. */
static void
fold_row(struct store *s, const struct store_flow *f, struct batch_row *row,
    const struct fold_plan *plan)
{
	if (plan->no_dst)
		row->pair_id =
		    pairs_find(s->pairs, plan->no_src ? NULL : &f->src, NULL);
	batch_fold(s->batch, *plan->row, row);
}

static int64_t
place_row(struct store *s, const struct store_flow *f, struct batch_row *row,
    const struct fold_plan *plan)
{
	if (plan->no_src_port)
		row->src_port = BATCH_NONE;
	if (plan->no_dst_port)
		row->dst_port = BATCH_NONE;
	count(s, row, 1);
	if (!plan->row)
		return insert_row(s, f, row, plan);
	if (*plan->row)
		fold_row(s, f, row, plan);
	else
		*plan->row = insert_row(s, f, row, plan);
	return *plan->row;
}

int
store_flow_put(struct store *s, const struct store_flow *f, bool final,
    int64_t *flow_id)
{
	struct fold_plan plan = { .row = NULL };
	struct batch_row row;
	int rc = reserve(s);

	if (rc)
		return rc;
	row = row_of(f, kinds_find(s->kinds, f));
	if (*flow_id) {
		update_row(s, f, &row, *flow_id);
		return 0;
	}
	if (final)
		fold_place(s->fold, f, row.kind_id, &plan);
	*flow_id = place_row(s, f, &row, &plan);
	return 0;
}

int
store_flow_sum(struct store *s, const struct store_flow *f, const char *kind)
{
	struct batch_row row;
	struct sum sum;
	int rc = reserve(s);

	if (rc)
		return rc;
	row = row_of(f, kinds_find(s->kinds, f));
	sum = batch_sum(&row);
	if (kind)
		sums_housekeeping(s->sums, &sum, f, kind);
	row.dst_port = (int32_t)sums_port(s->sums, &sum);
	count(s, &row, 1);
	return 0;
}

static int64_t
minute_of(uint64_t time_us)
{
	return cut(time_us, INT64_MAX) / (60 * (int64_t)WHEN_SECOND_US);
}

int
store_loss_add(struct store *s, int64_t run_id, uint64_t time_us,
    const struct store_loss *loss)
{
	int rc = sums_reserve(s->sums);

	if (!rc)
		sums_loss(s->sums, run_id, minute_of(time_us), loss);
	return rc;
}

int
store_interface_add(struct store *s, int64_t run_id, uint64_t time_us,
    const struct store_interface *figures)
{
	int rc = sums_reserve(s->sums);

	if (!rc)
		sums_interface(s->sums, run_id, minute_of(time_us), figures);
	return rc;
}
